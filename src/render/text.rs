//! A page's text: pieces joined, links resolved, components rendered.

use std::sync::Arc;

use tera::{Context, Value};

use super::citing;
use super::component::{self, Filled, implicits};
use super::engine::Engine;
use super::links::Links;
use super::rendered::Rendered;
use super::renderer::Renderer;
use super::trace::Trace;
use super::tracked::{self, Languages, cited};
use super::value::HashedValue;
use crate::base::diagnostic::Problems;
use crate::base::locale::Language;
use crate::base::per_language::LanguageId;
use crate::base::source::SourceId;
use crate::content::{Body, Call, HEADING_ANCHOR, Link, Piece, PiecesIter};
use crate::site::EntryId;
use crate::syntax::html::escape_into as escape;
use crate::theme::{Argument, ComponentRole};

/// The HTML of an entry's text and of its summary. The trace goes on from what is known to be asked.
pub(crate) fn render(renderer: &Arc<Renderer>, id: EntryId, links: &Links, engine: &Arc<Engine>, trace: Trace) -> Rendered {
    let Some(parsed) = renderer.parsed(id) else { return Rendered::empty() };
    let body = parsed.body();
    let mut writer = Writer {
        source: &parsed.source.id,
        links,
        engine,
        implicits: if links.has_components() { implicits(renderer, id, engine) } else { Context::new() },
        language: renderer.locales[renderer.index.entry(id).written_in].language().clone(),
        page_path: None,
        questions: Vec::new(),
        problems: Problems::new(),
    };
    let feeds_full = renderer.config.feeds.full;
    if links.is_plain() {
        let (html, summary) = writer.text(renderer, id, &body);
        return finish(html, summary, None, writer, trace, feeds_full);
    }
    // What is made inside a text belongs to it: on a fallback page too, its numbers and words are in the language of the text.
    let entry = renderer.index.entry(id);
    let language = entry.written_in;
    let languages = Languages { words: language, pages: entry.language };
    let ((html, summary, marks), trace, notes) = tracked::open(renderer, engine, languages, trace, || {
        tracked::with(tracked::Door::start_marks);
        let (html, summary) = writer.text(renderer, id, &body);
        (html, summary, tracked::with(tracked::Door::take_marks).unwrap_or_default())
    });
    writer.problems.extend(notes);
    let back = |n: usize| back_name(engine, language, renderer, n);
    let numbered = citing::has_markers(&html).then(|| citing::number(renderer, language, &body.anchors, &html, &summary, &marks, &back));
    finish(html, summary, numbered, writer, trace, feeds_full)
}

/// A text with its citations numbered, if it has any.
fn finish(html: String, summary: String, numbered: Option<citing::Numbered>, writer: Writer<'_>, trace: Trace, is_fed: bool) -> Rendered {
    let safe = |text: &str| HashedValue::new(Value::safe_string(text));
    let Writer { questions, problems, .. } = writer;
    let citing::Numbered { html, summary, plain, references } =
        numbered.unwrap_or_else(|| citing::Numbered { html, summary, plain: None, references: citing::none() });
    let fed = if is_fed { without_heading_anchors(plain.as_deref().unwrap_or(&html)).or(plain) } else { None };
    Rendered { html: safe(&html), summary: safe(&summary), questions, fed: fed.as_deref().map(safe), references, problems, trace }
}

/// The same without the links beside headings, which lead nowhere in a feed reader; `None` if there are none.
fn without_heading_anchors(html: &str) -> Option<String> {
    let mut parts = html.split(HEADING_ANCHOR);
    let mut text = parts.next()?.to_owned();
    for part in parts {
        text.push_str(part.split_once("</a>").map_or(part, |(_, after)| after));
    }
    (text.len() < html.len()).then_some(text)
}

/// What a link from the list back to the text is called: to its nth mark, or to the only one.
fn back_name(engine: &Engine, language: LanguageId, renderer: &Renderer, n: usize) -> String {
    let language = renderer.locales[language].language();
    let (key, number) = if n == 0 { ("reference-back", 1.0) } else { ("reference-back-many", n as f64) };
    engine
        .strings
        .get(language, key, &[("number", Argument::Number(number))])
        .map_or_else(|_| n.to_string(), |found| found.text.into_owned())
}

struct Writer<'a> {
    source: &'a SourceId,
    links: &'a Links,
    engine: &'a Engine,
    implicits: Context,
    /// That of the text, which a page in another language may show.
    language: Language,
    /// Set for a summary, which is shown on other pages: links to parts of the page then
    /// name the page, and marks of footnotes are left out.
    page_path: Option<String>,
    questions: Vec<(String, String)>,
    problems: Problems,
}

impl Writer<'_> {
    /// The whole text and its summary.
    fn text(&mut self, renderer: &Renderer, id: EntryId, body: &Body) -> (String, String) {
        let html = self.pieces(body.pieces.iter());
        // What the summary repeats has been told already.
        let (n_questions, n_problems) = (self.questions.len(), self.problems.len());
        self.page_path = Some(renderer.config.base_url.href(&renderer.index.entry(id).url));
        let summary = self.pieces(body.pieces.part(&body.summary));
        self.questions.truncate(n_questions);
        self.problems.truncate(n_problems);
        (html, summary)
    }

    fn pieces(&mut self, pieces: PiecesIter<'_>) -> String {
        let mut html = String::with_capacity(pieces.html_length());
        for piece in pieces {
            match piece {
                Piece::Html(text) => html.push_str(text),
                Piece::NoteRef(text) if self.page_path.is_none() => html.push_str(text),
                Piece::NoteRef(_) => {}
                Piece::AlertLabel(kind) => escape(&self.label(kind), &mut html),
                Piece::Cite(cite) => html.push_str(&cited(cite)),
                Piece::Link(link) => self.link(link, &mut html),
                Piece::Component(call) => self.call(call, &mut html),
            }
        }
        html
    }

    /// What an alert is called in the language of the text.
    fn label(&self, kind: &str) -> String {
        let found = self.engine.strings.get(&self.language, &format!("alert-{kind}"), &[]);
        found.map_or_else(|_| kind.to_owned(), |found| found.text.into_owned())
    }

    fn link(&self, link: &Link, html: &mut String) {
        let href = self.links.href(link.span.start).unwrap_or(&link.target);
        if let (Some(page), true) = (&self.page_path, href.starts_with('#')) {
            escape(page, html);
        }
        escape(href, html);
    }

    fn call(&mut self, call: &Call, html: &mut String) {
        let Some(tera) = self.engine.tera() else { return };
        let label = call.label.as_ref().map(|label| self.pieces(label.iter()));
        let body = call.body.as_ref().map(|body| self.pieces(body.iter()));
        if self.engine.role(&call.name) == Some(ComponentRole::Faq)
            && let (Some(question), Some(answer)) = (call.text("question"), &body)
        {
            self.questions.push((question.to_owned(), answer.clone()));
        }
        let address = |place: usize| self.links.href(place).map(str::to_owned);
        let filled = Filled {
            call,
            source: self.source,
            address: &address,
            label,
            body,
            implicits: &self.implicits,
            during: format!("rendering {}", self.source),
        };
        match component::render(self.engine, tera, filled) {
            // What is hidden today was made all the same: its mistakes should not wait for its day.
            Ok(_) if self.links.hides(call) => {}
            Ok(text) => html.push_str(text.trim()),
            Err(problems) => self.problems.extend(problems),
        }
    }
}
