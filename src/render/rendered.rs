//! A text that is finished, with all that was found on the way.

use tera::Value;

use super::citing;
use super::trace::Trace;
use super::value::HashedValue;
use crate::base::diagnostic::Problems;

/// A page's text as HTML.
#[derive(Debug)]
pub(crate) struct Rendered {
    pub html: HashedValue,
    pub summary: HashedValue,
    /// Questions with the HTML of their answers, as the component `faq` shows them.
    pub questions: Vec<(String, String)>,
    /// The text as a feed shows it, where feeds show whole texts and it differs: citations are plain numbers there, and headings have
    /// no links of their own.
    pub fed: Option<HashedValue>,
    /// What the text cites, for its list.
    pub references: HashedValue,
    pub problems: Problems,
    pub trace: Trace,
}

impl Rendered {
    /// The text of an entry without a file.
    pub(crate) fn empty() -> Self {
        let nothing = HashedValue::new(Value::safe_string(""));
        Self {
            html: nothing.clone(),
            summary: nothing,
            questions: Vec::new(),
            fed: None,
            references: citing::none(),
            problems: Problems::new(),
            trace: Trace::default(),
        }
    }
}
