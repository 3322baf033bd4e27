//! Raw HTML that reaches beyond its own block: an element or a comment that nothing closes takes in, or hides, the rest of the
//! page; a tag that closes too much ends a part of the template.

use std::cmp::Reverse;
use std::ops::Range;

use pulldown_cmark::Tag;

use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::content::directive::{Directive, DirectiveKind};
use crate::content::origin::Origin;
use crate::syntax::html::{Document, Element};

/// Elements whose end tag may be left out.
const OPTIONAL_END: &[&str] =
    &["p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "caption", "colgroup", "rt", "rp"];

/// Elements without an end tag; to close one does nothing.
const VOID: &[&str] = &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// The HTML of a text and the blocks that Markdown makes of it, as bytes of the text.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    html: Vec<Range<usize>>,
    blocks: Vec<Range<usize>>,
}

impl Nesting {
    pub(super) fn html(&mut self, range: &Range<usize>) {
        self.html.push(range.clone());
    }

    pub(super) fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        let is_block = matches!(
            tag,
            Tag::Paragraph
                | Tag::Heading { .. }
                | Tag::BlockQuote(_)
                | Tag::Item
                | Tag::TableCell
                | Tag::FootnoteDefinition(_)
                | Tag::DefinitionListTitle
                | Tag::DefinitionListDefinition
        );
        if is_block {
            self.blocks.push(range.clone());
        }
    }

    /// What is wrong with the HTML of a text whose directives are these.
    pub(super) fn mistakes(mut self, text: &str, directives: &[Directive], origin: Origin<'_>) -> Problems {
        if self.html.is_empty() {
            return Problems::new();
        }
        self.blocks.extend(components(directives));
        self.blocks.sort_by_key(|block| (block.start, Reverse(block.end)));
        let html = self.alone(text);
        let document = Document::parse(&html);
        let mut mistakes: Problems = Problems::new();
        let mut blocks = Blocks { all: &self.blocks, next: 0, open: Vec::new() };
        for element in document.elements() {
            let block = blocks.around(element.at().start).unwrap_or(0..text.len());
            mistakes.extend(unclosed(element, &block, origin));
        }
        mistakes.extend(document.comments().filter(|at| !is_closed(&html[at.clone()])).map(|at| hidden(at.start, origin)));
        mistakes.extend(document.strays().filter_map(|at| stray(&html[at.clone()], at, origin)));
        mistakes.extend(document.unfinished_tag().map(|at| unfinished(&html[at..], at, origin)));
        mistakes
    }

    /// The HTML where it stands, with blanks for all else.
    fn alone(&self, text: &str) -> String {
        let mut alone = String::with_capacity(text.len());
        for range in &self.html {
            if range.start < alone.len() {
                continue;
            }
            alone.extend(std::iter::repeat_n(' ', range.start - alone.len()));
            alone.push_str(&text[range.clone()]);
        }
        alone
    }
}

/// The bytes of each component that has text inside.
fn components(directives: &[Directive]) -> Vec<Range<usize>> {
    let (mut open, mut found) = (Vec::new(), Vec::new());
    for directive in directives {
        match directive.kind {
            DirectiveKind::Open { .. } => open.push(directive.range.start),
            DirectiveKind::Close { .. } => found.extend(open.pop().map(|start| start..directive.range.end)),
            _ => {}
        }
    }
    found
}

/// Blocks in the order of their starts, and those that are open at the place that was last asked for.
struct Blocks<'b> {
    all: &'b [Range<usize>],
    next: usize,
    open: Vec<Range<usize>>,
}

impl Blocks<'_> {
    /// The innermost block around a place. Places must be asked for in their order.
    fn around(&mut self, place: usize) -> Option<Range<usize>> {
        while let Some(block) = self.all.get(self.next).filter(|block| block.start <= place) {
            self.open.retain(|open| open.end > block.start);
            self.open.push(block.clone());
            self.next += 1;
        }
        self.open.retain(|open| open.end > place);
        self.open.last().cloned()
    }
}

fn unclosed(element: Element<'_, '_>, block: &Range<usize>, origin: Origin<'_>) -> Option<Diagnostic> {
    let name = element.name();
    let (at, inside) = (element.at(), element.inside());
    let is_closed = at.end > inside.end;
    if is_closed && at.end <= block.end || OPTIONAL_END.contains(&name) || VOID.contains(&name) {
        return None;
    }
    let is_foreign = || std::iter::once(element).chain(element.ancestors()).any(|above| matches!(above.name(), "svg" | "math"));
    if !is_closed && inside.is_empty() && element.is_self_closed() && is_foreign() {
        return None;
    }
    let tag = origin.span(at.start..inside.start);
    let problem = if is_closed {
        Diagnostic::new(Code::UnclosedHtml, format!("`<{name}>` is closed in another block of the text"))
            .at(tag)
            .also(origin.span(inside.end..at.end), "closed here")
            .help("open and close it in the same paragraph, list item, quotation or component, or leave an empty line around both tags")
    } else {
        Diagnostic::new(Code::UnclosedHtml, format!("`<{name}>` is not closed, so it takes in what follows on the page"))
            .at(tag)
            .help(format!("write `</{name}>` where it ends; for a plain `<` write `\\<`"))
    };
    Some(problem)
}

/// Whether a comment ends by itself. Others than `<!--` end with the next `>` in any case.
fn is_closed(comment: &str) -> bool {
    !comment.starts_with("<!--") || comment.ends_with("-->") || comment.ends_with("--!>") || comment == "<!-->"
}

fn hidden(at: usize, origin: Origin<'_>) -> Diagnostic {
    Diagnostic::new(Code::UnclosedHtml, "this comment is not closed, so it hides what follows on the page")
        .at(origin.span(at..at + "<!--".len()))
        .help("write `-->` where it ends")
}

fn stray(tag: &str, at: Range<usize>, origin: Origin<'_>) -> Option<Diagnostic> {
    let name = tag.trim_start_matches("</").trim_end_matches('>').trim().to_lowercase();
    if VOID.contains(&&*name) || OPTIONAL_END.contains(&&*name) {
        return None;
    }
    let problem =
        Diagnostic::new(Code::UnclosedHtml, format!("nothing opens this `</{name}>`, so it may end a part of the page around the text"));
    Some(problem.at(origin.span(at)).help(format!("remove it, or write `<{name}>` where it starts")))
}

fn unfinished(rest: &str, at: usize, origin: Origin<'_>) -> Diagnostic {
    let length = rest.find(|sign: char| sign.is_whitespace()).unwrap_or(rest.len());
    Diagnostic::new(Code::UnclosedHtml, format!("the tag `{}` has no end, so it takes in what follows", &rest[..length]))
        .at(origin.span(at..at + length))
        .help("end it with `>`, and close every quotation mark in it; for a plain `<` write `\\<`")
}
