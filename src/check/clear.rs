//! Whether pages about health say one thing clearly: the first five items of the Clear Communication Index, which a build can
//! decide. `[check] clear_communication` asks for them.
//!
//! Source: Centers for Disease Control and Prevention, "The CDC Clear Communication Index", part A, items 1 to 5.

use super::finding::Finding;
use super::page::Finished;
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::SourceId;
use crate::content::{Call, PageKind, ParsedBody, Piece, Pieces};
use crate::page::Node;
use crate::page::act::Subject;
use crate::render::Renderer;
use crate::site::EntryId;
use crate::syntax::html::{Document, Element};
use crate::theme::{ComponentRole, ComponentRoles};

/// Whether a page is held to the index.
fn is_held(renderer: &Renderer, id: EntryId) -> bool {
    renderer.config.check.clear_communication && renderer.index.entry(id).front.editorial.kind == Some(PageKind::Health)
}

/// What is said of a text alone: its main message, where that stands, and what it asks of its readers.
pub(super) fn text(renderer: &Renderer, id: EntryId, source: &SourceId, body: &ParsedBody) -> Problems {
    let Some(engine) = renderer.engine_of(id).filter(|_| is_held(renderer, id)) else { return Problems::new() };
    let found = Components::of(&body.pieces, engine.roles());
    let mut problems = Problems::new();
    match found.key_message {
        None => {
            let help = "put the one thing that readers should take from the page between `::: key-message` and `:::`";
            problems.push(Diagnostic::new(Code::CciMain, "this page about health has no main message").at(source.at(0..0)).help(help));
        }
        Some(call) => {
            let first = body.headings.iter().filter(|heading| heading.level > 1 && heading.span.source == *source);
            if first.map(|heading| heading.span.start).min().is_some_and(|first| first < call.span.start) {
                let message = "the main message comes after the first heading".to_owned();
                let help = "move it before the first heading: many readers go no further";
                problems.push(Diagnostic::new(Code::CciTop, message).at(call.name_span.clone()).help(help));
            }
        }
    }
    if !found.asks_for_action {
        let help = "say what readers can do next, with `::cta[…]{href=\"…\"}`, `::: care-card` or `::helpline`";
        problems.push(Diagnostic::new(Code::CciCta, "this page about health asks nothing of its readers").at(source.at(0..0)).help(help));
    }
    problems
}

/// Whether anything on the finished page is to be seen beside text.
pub(super) fn visual(renderer: &Renderer, page: &Finished<'_>, id: EntryId) -> Option<Diagnostic> {
    if !is_held(renderer, id) {
        return None;
    }
    let says = |element: Element<'_, '_>, name: &str| element.value(name).is_some_and(|text| !text.trim().is_empty());
    let conveys = |element: Element<'_, '_>| match element.name() {
        "img" => says(element, "alt"),
        "svg" => {
            let is_named = says(element, "aria-label") || says(element, "aria-labelledby");
            is_named || element.descendants().any(|inner| inner.name() == "title" && !inner.text().trim().is_empty())
        }
        "video" => true,
        _ => false,
    };
    let parts = page.document.first("main").or_else(|| page.document.first("body"))?;
    if parts.descendants().any(conveys) {
        return None;
    }
    let help = "add a picture, a chart or a statistic that shows what the main message says";
    Some(page.problem(Code::CciVisual, "this page about health shows nothing but text").help(help))
}

/// Whether the main message stands out on the finished page.
pub(super) fn cue(renderer: &Renderer, id: EntryId, subject: &Subject<'_>) -> Option<Finding> {
    let engine = renderer.engine_of(id).filter(|_| is_held(renderer, id))?;
    let parsed = renderer.parsed(id)?;
    let body = parsed.body();
    let wanted = Components::of(&body.pieces, engine.roles()).key_message.and_then(|call| beginning(call.body.as_ref()?));
    parsed.release();
    let wanted = wanted?;
    // The innermost element that begins with these words.
    let begins = |node: &Node<'_>| node.is_seen() && words(&node.element().text()).starts_with(&wanted);
    let message = subject.page().nodes().filter(begins).last().filter(|message| message.stands_out() == Some(false))?;
    let why = "holds the main message and looks like any other text";
    let help = "give the theme's component a larger or bolder letter, a border or a background";
    Some(Finding::new(Code::CciCue, Some(message.element()), why, help))
}

/// The first words of a text, as far as they need no link or component.
fn beginning(pieces: &Pieces) -> Option<String> {
    let mut html = String::new();
    for piece in pieces {
        match piece {
            Piece::Html(part) => html.push_str(part),
            _ => break,
        }
    }
    let text = words(&Document::parse(&html).all_text());
    // Half a tag may stand before a hole.
    let text = text.split('<').next().unwrap_or_default().trim().to_owned();
    (!text.is_empty()).then_some(text)
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The components of a text that the index asks for.
#[derive(Default)]
struct Components<'b> {
    key_message: Option<&'b Call>,
    asks_for_action: bool,
}

impl<'b> Components<'b> {
    fn of(pieces: &'b Pieces, roles: &ComponentRoles) -> Self {
        let mut found = Self::default();
        found.look_into(pieces, roles);
        found
    }

    fn look_into(&mut self, pieces: &'b Pieces, roles: &ComponentRoles) {
        for piece in pieces {
            let Piece::Component(call) = piece else { continue };
            if roles.of(&call.name) == Some(ComponentRole::KeyMessage) && self.key_message.is_none() {
                self.key_message = Some(call);
            }
            self.asks_for_action |= roles.asks_for_action(&call.name);
            for inner in [&call.label, &call.body].into_iter().flatten() {
                self.look_into(inner, roles);
            }
        }
    }
}
