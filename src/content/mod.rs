//! One content file, understood on its own: front matter, and a body with holes.
//!
//! Nothing here knows about other files. Links and components are *holes* with byte spans, which are filled when the page is
//! rendered.

mod argument;
mod cite;
mod claim;
mod crop;
mod directive;
mod drawn;
mod editorial;
mod foreign;
mod front_matter;
mod link;
mod lookalike;
mod markdown;
mod mask;
mod nesting;
mod note;
mod origin;
mod outline;
mod parsed;
mod pieces;
mod prose;
mod quotes;
mod raw_html;
mod raw_piece;
mod snippet;
mod translate;
mod words;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

pub(crate) use cite::{Asked, Cite, Locator, LocatorKind, written as written_cite};
pub(crate) use claim::Claim;
pub(crate) use crop::check as check_crop;
pub(crate) use drawn::DrawnFile;
pub(crate) use editorial::{Audience, EditorialInfo, PageKind};
pub(crate) use foreign::PLACEHOLDER;
pub(crate) use front_matter::{Archive, FrontMatter, SortBy};
pub(crate) use markdown::{ExternalLinks, Options};
pub(crate) use parsed::{Parsed, ParsedBody, Reading, Wording};
pub(crate) use pieces::{Cut, Iter as PiecesIter, Piece, Pieces};
pub(crate) use prose::{Block as ProseBlock, Ignore};
pub(crate) use snippet::markdown_to_html;
pub(crate) use translate::HEADING_ANCHOR;

use crate::base::diagnostic::Problems;
use crate::base::source::{Source, SourceId, Span};

/// A parsed content file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Document {
    pub source: SourceId,
    pub front: Arc<FrontMatter>,
    /// The byte at which the text starts, behind the front matter.
    pub body_start: usize,
    pub body: Body,
}

/// A Markdown text as HTML pieces and holes.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub(crate) struct Body {
    pub pieces: Pieces,
    /// The pieces before `<!-- more -->`, else those of the first paragraph.
    pub summary: Range<Cut>,
    /// Whether `<!-- more -->` set the summary's end.
    pub summary_is_cut: bool,
    /// Headings in the order of the text, those inside components included.
    pub headings: Vec<Heading>,
    /// `@key` outside brackets: no citation, but perhaps meant as one.
    pub bare_keys: Vec<(String, Span)>,
    /// Every id that a link can point to: headings, footnotes, ids in raw HTML.
    pub anchors: BTreeSet<String>,
    /// Words of the text, code and markup left out. Han, Kana and Thai count by segment.
    pub words: u32,
    /// The comments that silence rules in it.
    pub ignores: Vec<Ignore>,
}

/// A link or image target as written, to be resolved against the site's index.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Link {
    /// Without Markdown's escapes; percent-decoding is left to the resolver: `../about.md#who`, `@/about.md`, `photo.jpg`, `/files/x`, `#who`.
    pub target: String,
    pub span: Span,
    pub is_image: bool,
}

/// A heading of a text; `text` is plain, `html` may hold inline markup but no links.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Heading {
    pub level: u8,
    pub id: String,
    pub text: String,
    pub html: String,
    pub span: Span,
}

/// A component called in Markdown by a directive.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Call {
    /// As written: `care-card`.
    pub name: String,
    pub name_span: Span,
    pub shape: Shape,
    pub arguments: Vec<Argument>,
    /// The text in brackets, as inline HTML.
    pub label: Option<Pieces>,
    /// The text between the fences of a container.
    pub body: Option<Pieces>,
    /// The whole directive.
    pub span: Span,
}

impl Call {
    /// The value of a text argument.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.arguments.iter().find(|argument| argument.name == name).and_then(|argument| match &argument.value {
            ArgumentValue::String(text) => Some(text.as_str()),
            _ => None,
        })
    }
}

/// How a directive was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// `::: name` … `:::`
    Container,
    /// `::name[label]{…}` alone on a line
    Leaf,
    /// `:name[label]{…}` in a line
    Inline,
}

/// One `name="value"` of a directive.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Argument {
    pub name: String,
    pub name_span: Span,
    pub value: ArgumentValue,
    pub value_span: Span,
    /// Citations in a text, with their bytes in it.
    pub cites: Vec<(Range<usize>, Cite)>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum ArgumentValue {
    String(String),
    Integer(i64),
    Float(f64),
    Bool(bool),
}

impl std::hash::Hash for ArgumentValue {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Self::String(text) => text.hash(state),
            Self::Integer(number) => number.hash(state),
            Self::Float(number) => crate::base::fingerprint::hash_float(*number, state),
            Self::Bool(flag) => flag.hash(state),
        }
    }
}

/// Understands one content file at once. Whatever is wrong is returned beside what could be kept.
pub(crate) fn parse(source: &Source, options: &Options) -> (Document, Problems) {
    let mut problems = Problems::new();
    let (front, body_start) = front_matter::read(source, &mut problems);
    let (body, _) = markdown::body(source, body_start, options, &mut problems);
    (Document { source: source.id.clone(), front: Arc::new(front), body_start, body }, problems)
}
