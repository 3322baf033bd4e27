//! What is wrong in the sources, where, and how to fix it.

mod code;
mod problems;
mod suggestion;

pub use code::Code;
pub use problems::Problems;
pub use suggestion::{Suggestion, nearest};

use serde::{Deserialize, Serialize};

use crate::base::span::Span;

/// How serious a problem is: an error keeps `build` from writing, a warning does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Severity {
    Error,
    Warning,
    Info,
}

impl Severity {
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// One problem, in an editor's words: lower case, no full stop.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    pub message: String,
    /// The text that is wrong; `None` if no file can be named.
    pub at: Option<Span>,
    /// Other places that explain the problem, each with a label.
    pub also: Vec<(Span, String)>,
    /// How to fix it.
    pub help: Option<String>,
    /// What was being made when it was found: `rendering content/about.md`.
    pub during: Option<String>,
}

impl Code {
    /// The kind of problem of a name, if a site may silence it or make it milder; else what is wrong with the name, still
    /// without a place.
    ///
    /// # Errors
    ///
    /// There is no such kind, or a site with such a problem would be incomplete.
    pub fn overridable(name: &str) -> Result<Self, Box<Diagnostic>> {
        let Some(code) = Self::from_name(name) else {
            let help = Suggestion::nearest(name, Self::ALL.iter().map(|code| code.name())).or("`ribbon explain` lists all codes");
            return Err(Box::new(Diagnostic::new(Self::UnknownCode, format!("there is no check named `{name}`")).help(help)));
        };
        if !code.can_be_overridden() {
            let message = format!("problems of the kind `{name}` cannot be silenced or made milder: the site would be incomplete");
            let help =
                "fix the problem itself; warnings can be silenced, and so can problems of links and the rules that are named in capitals";
            return Err(Box::new(Diagnostic::new(Self::InvalidValue, message).help(help)));
        }
        Ok(code)
    }
}

impl Diagnostic {
    /// A problem with its code's usual severity.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, severity: code.severity(), message: message.into(), at: None, also: Vec::new(), help: None, during: None }
    }

    pub fn at(mut self, span: Span) -> Self {
        self.at = Some(span);
        self
    }

    pub fn also(mut self, span: Span, label: impl Into<String>) -> Self {
        self.also.push((span, label.into()));
        self
    }

    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says that so many others have it too, told with the first of them; `what` follows their number.
    pub fn with_others(mut self, n_others: usize, what: &str) -> Self {
        if let (Some(during), 1..) = (&mut self.during, n_others) {
            during.push_str(&format!(", and {n_others} more{what}"));
        }
        self
    }

    pub fn during(mut self, doing: impl Into<String>) -> Self {
        self.during = Some(doing.into());
        self
    }
}

/// The help of a problem whose cause is another file.
pub const FIX_FIRST: &str = "fix that file first; it is reported too";

/// A number as messages show it: `12345` as `12,345`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}
