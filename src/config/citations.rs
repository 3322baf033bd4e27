//! `[citations]`: how references are written.

use super::section;
use crate::diagnostic::Diagnostic;
use crate::fields::{Fields, Spanned};
use crate::source::SourceId;

#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Citations {
    /// The name of a built-in style, or the path of a `.csl` file below `data/`.
    pub style: Option<Spanned<String>>,
}

pub(super) fn read(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Vec<Diagnostic>) -> Citations {
    section(fields, source, "citations", problems, |keys, problems| Citations { style: keys.optional("style", problems) })
}
