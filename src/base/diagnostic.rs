//! What is wrong in the sources, where, and how to fix it.

mod code;
mod suggestion;

pub use code::Code;
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

/// Sorts by place, then severity, code and message, and drops repetitions.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        (&a.at, a.severity, a.code.name(), &a.message, &a.during).cmp(&(&b.at, b.severity, b.code.name(), &b.message, &b.during))
    });
    diagnostics.dedup_by(|a, b| a.code == b.code && a.at == b.at && a.message == b.message);
}
