//! `[data]`: which files of the folder `data` are published beside those that charts offer, and on what terms.

use super::section;
use crate::base::diagnostic::Problems;
use crate::base::source::SourceId;
use crate::syntax::fields::{Fields, Spanned};

#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub(crate) struct PublishedData {
    /// Paths below `data/`.
    pub publish: Vec<Spanned<String>>,
    /// The licence of all of them: the address of its text, on this site or on another.
    pub license: Option<Spanned<String>>,
    /// Who made them: an id of `data/people.toml`, or the name of an organisation.
    pub creator: Option<String>,
}

pub(super) fn read(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> PublishedData {
    section(fields, source, "data", problems, |keys, problems| PublishedData {
        publish: keys.optional("publish", problems).unwrap_or_default(),
        license: keys.address("license", problems),
        creator: keys.optional("creator", problems),
    })
}
