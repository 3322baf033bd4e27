//! `[citations]`: how references are written.

use super::section;
use crate::base::diagnostic::Problems;
use crate::base::source::SourceId;
use crate::syntax::fields::{Fields, Spanned};

#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub(crate) struct Citations {
    /// The name of a built-in style, or the path of a `.csl` file below `data/`.
    pub style: Option<Spanned<String>>,
}

pub(super) fn read(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> Citations {
    section(fields, source, "citations", problems, |keys, problems| Citations { style: keys.optional("style", problems) })
}
