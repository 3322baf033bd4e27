//! `[publisher]`: who publishes the site, and how to reach them.

use super::section;
use crate::base::diagnostic::Problems;
use crate::base::source::SourceId;
use crate::syntax::fields::{Fields, Spanned};

/// Each address is one of a page (`@/contact.md`), of the web or of mail (`mailto:…`).
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub(crate) struct Publisher {
    pub name: Option<String>,
    /// The organisation's own site.
    pub url: Option<Spanned<String>>,
    /// Where readers reach the people behind the site.
    pub contact: Option<Spanned<String>>,
    /// Where readers report what is wrong or missing.
    pub feedback: Option<Spanned<String>>,
    /// Where the site says that it is not medical advice.
    pub disclaimer: Option<Spanned<String>>,
}

pub(super) fn read(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> Publisher {
    section(fields, source, "publisher", problems, |keys, problems| Publisher {
        name: keys.optional("name", problems),
        url: keys.address("url", problems),
        contact: keys.address("contact", problems),
        feedback: keys.address("feedback", problems),
        disclaimer: keys.address("disclaimer", problems),
    })
}
