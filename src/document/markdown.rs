//! Markdown to pieces of HTML and holes.

use crate::diagnostic::Diagnostic;
use crate::document::Body;
use crate::source::Source;

/// `[markdown]` of `site.toml`, with the language of the file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    pub raw_html: bool,
    pub smart_punctuation: bool,
    pub heading_anchors: bool,
    pub external_links: ExternalLinks,
    /// BCP 47 tag of the file's language.
    pub language: String,
}

/// What is done to links that leave the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExternalLinks {
    /// A plain link.
    Plain,
    /// `rel="external"` and a class, so that the theme can mark it.
    Mark,
}

/// The text from `start` (a byte offset) to the end of the file.
pub fn body(source: &Source, start: usize, options: &Options, problems: &mut Vec<Diagnostic>) -> Body {
    let _ = (source, start, options, problems);
    Body::default()
}
