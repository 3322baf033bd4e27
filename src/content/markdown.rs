//! Markdown to pieces of HTML and holes.

use pulldown_cmark::{Options as Extensions, Parser};

use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::Source;
use crate::content::foreign;
use crate::content::link::Definitions;
use crate::content::lookalike;
use crate::content::mask::{Masked, mask};
use crate::content::note::Notes;
use crate::content::origin::Origin;
use crate::content::outline::Ids;
use crate::content::prose::{Block as ProseBlock, Prose, ProseCollector};
use crate::content::translate::{Label, MarkdownText, Page, translate};
use crate::content::words::Words;
use crate::content::{Body, Pieces};

/// `[markdown]` of `site.toml`, with the language of the file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Options {
    /// Whether raw HTML is allowed. If not, it is an error, as are links that run a script.
    pub raw_html: bool,
    pub smart_punctuation: bool,
    pub heading_anchors: bool,
    pub external_links: ExternalLinks,
    /// BCP 47 tag of the file's language.
    pub language: String,
}

/// What is done to links that leave the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ExternalLinks {
    /// A plain link.
    Plain,
    /// `rel="external"` and a class, so that the theme can mark it.
    Mark,
}

/// The text from `start` (a byte offset) to the end of the file.
pub(super) fn body(source: &Source, start: usize, options: &Options, problems: &mut Problems) -> (Body, Vec<ProseBlock>) {
    let text = &source.text[start..];
    let origin = Origin { source: &source.id, base: start };
    let masked = mask(text, origin, options.raw_html, extensions(options), problems);
    problems.extend(masked.mistakes().cloned());
    if options.raw_html {
        problems.extend(masked.open_html.iter().cloned());
    }
    problems.extend(foreign::find(&masked.text, extensions(options), origin));
    problems.extend(lookalike::find(&masked.text, &masked.directives, extensions(options), origin));
    repeated_ids(&masked, origin, problems);
    let mut page = Page {
        source: &source.id,
        options,
        problems,
        ids: Ids::new(masked.ids.keys().chain(&masked.names).cloned()),
        notes: Notes::default(),
        headings: Vec::new(),
        bare_keys: Vec::new(),
        words: Words::default(),
        prose: ProseCollector::default(),
    };
    let events = Parser::new_with_broken_link_callback(&masked.text, extensions(options), None::<Definitions<'_>>).into_offset_iter();
    let text = MarkdownText { written: text, masked: &masked.text, base: start, directives: &masked.directives, events, label: None };
    let mut translation = translate(&mut page, text);
    let Page { ids, notes, mut headings, bare_keys, words, prose, problems, .. } = page;
    headings.shrink_to_fit();
    let Prose { blocks, ignores } = prose.finish();
    notes.finish(&mut translation.text, problems);
    let body = Body {
        pieces: translation.text.finish(),
        summary: translation.summary,
        summary_is_cut: translation.summary_is_cut,
        headings,
        bare_keys,
        words: words.count,
        ignores,
        anchors: ids.into_anchors(),
    };
    (body, blocks)
}

/// How deeply labels may be nested, through components in them.
const MAX_LABEL_DEPTH: usize = 8;

/// A label as inline pieces. Its text starts at byte `start` of the file, behind a bracket.
pub(super) fn label(page: &mut Page<'_>, text: &str, start: usize, depth: usize, definitions: Definitions<'_>) -> Pieces {
    if depth > MAX_LABEL_DEPTH {
        page.problems.push(
            Diagnostic::new(Code::NestedTooDeep, format!("labels are nested more than {MAX_LABEL_DEPTH} deep"))
                .at(page.source.at(start..start + text.len()))
                .help("take the inner components out of the label"),
        );
        return Pieces::default();
    }
    // A parenthesis in place of the bracket keeps `- a` or `# a` from becoming a list or a heading.
    let text = format!("({text}");
    let base = start - 1;
    let origin = Origin { source: page.source, base };
    // Ids in a label's raw HTML are left to the theme.
    let masked = mask(&text, origin, false, extensions(page.options), page.problems);
    page.problems.extend(masked.mistakes().cloned());
    if page.options.raw_html {
        page.problems.extend(masked.open_html.iter().cloned());
    }
    let events = Parser::new_with_broken_link_callback(&masked.text, extensions(page.options), Some(definitions)).into_offset_iter();
    let label = Some(Label { depth, definitions });
    translate(page, MarkdownText { written: &text, masked: &masked.text, base, directives: &masked.directives, events, label })
        .text
        .finish()
}

pub(super) fn extensions(options: &Options) -> Extensions {
    let always = Extensions::ENABLE_TABLES
        | Extensions::ENABLE_FOOTNOTES
        | Extensions::ENABLE_STRIKETHROUGH
        | Extensions::ENABLE_TASKLISTS
        | Extensions::ENABLE_DEFINITION_LIST
        | Extensions::ENABLE_HEADING_ATTRIBUTES
        | Extensions::ENABLE_GFM;
    if options.smart_punctuation { always | Extensions::ENABLE_SMART_PUNCTUATION } else { always }
}

fn repeated_ids(masked: &Masked<'_>, origin: Origin<'_>, problems: &mut Problems) {
    for (id, range) in &masked.repeated_ids {
        let mut problem = Diagnostic::new(Code::DuplicateId, format!("the id `{id}` is given twice on this page"))
            .at(origin.span(range.clone()))
            .help("choose another id for one of them, so that a link can tell them apart");
        if let Some(first) = masked.ids.get(id) {
            problem = problem.also(origin.span(first.clone()), "first given here");
        }
        problems.push(problem);
    }
}
