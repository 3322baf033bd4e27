//! A content file with everything that was read from it.

use super::Document;
use crate::base::diagnostic::Diagnostic;
use crate::base::fingerprint::Fingerprint;
use crate::base::source::Source;

/// A parsed file, remembered with the source it was made from.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub source: Source,
    pub document: Document,
    /// Of the front matter and of its text: all that other pages depend on, and the places that problems of it point at.
    pub front: Fingerprint,
    pub problems: Vec<Diagnostic>,
    /// What rules about wording find in the text, should it be part of the site.
    pub wording: Vec<Diagnostic>,
}
