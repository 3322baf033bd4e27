//! A page's text: pieces joined, links resolved, components rendered.

use std::sync::{Arc, PoisonError, RwLock};

use tera::{Context, Value};

use super::calendar;
use super::citing;
use super::component::{self, Filled};
use super::engine::Engine;
use super::links::Links;
use super::renderer::Renderer;
use super::trace::Trace;
use super::tracked;
use super::value::HashedValue;
use crate::base::diagnostic::Diagnostic;
use crate::base::source::SourceId;
use crate::content::{Call, Cite, Link, Parsed, Piece, PiecesIter};
use crate::site::EntryId;
use crate::site::evidence::Mark;
use crate::syntax::html::escape_into as escape;
use crate::theme::Argument;

/// A page's text as HTML.
#[derive(Debug)]
pub struct Rendered {
    /// Taken away once a build that no other follows needs it no more.
    html: RwLock<Option<HashedValue>>,
    pub summary: HashedValue,
    /// Questions with the HTML of their answers, as the component `faq` shows them.
    pub questions: Vec<(String, String)>,
    /// The text with plain numbers, where feeds show whole texts and this one has citations.
    pub plain: Option<HashedValue>,
    /// What the text cites, for its list.
    pub references: HashedValue,
    pub problems: Vec<Diagnostic>,
    pub trace: Trace,
}

impl Rendered {
    /// The whole text; none once it was released.
    pub fn html(&self) -> Option<HashedValue> {
        self.html.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn release(&self) {
        *self.html.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The text of an entry without a file.
    pub fn empty() -> Self {
        let nothing = HashedValue::new(Value::safe_string(""));
        Self {
            html: RwLock::new(Some(nothing.clone())),
            summary: nothing,
            questions: Vec::new(),
            plain: None,
            references: citing::none(),
            problems: Vec::new(),
            trace: Trace::default(),
        }
    }
}

/// The HTML of an entry's text and of its summary. The trace goes on from what is known to be asked.
pub fn render(renderer: &Arc<Renderer>, id: EntryId, links: &Links, engine: &Arc<Engine>, trace: Trace) -> Rendered {
    let Some(parsed) = renderer.parsed(id) else { return Rendered::empty() };
    let mut writer = Writer {
        source: &parsed.document.source,
        links,
        engine,
        implicits: if links.has_components() { implicits(renderer, id, engine) } else { Context::new() },
        page_path: None,
        questions: Vec::new(),
        problems: Vec::new(),
    };
    if links.is_plain() {
        let (html, summary) = writer.text(renderer, id, parsed);
        return finish(html, summary, None, writer, trace);
    }
    let language = renderer.index.entry(id).language;
    let ((html, summary, marks), trace, notes) = tracked::open(renderer, engine, language, trace, || {
        tracked::with(tracked::Door::start_marks);
        let (html, summary) = writer.text(renderer, id, parsed);
        (html, summary, tracked::with(tracked::Door::take_marks).unwrap_or_default())
    });
    writer.problems.extend(notes);
    let back = |n: usize| back_name(engine, language, renderer, n);
    let anchors = &parsed.document.body.anchors;
    let numbered = citing::has_markers(&html).then(|| citing::number(renderer, language, anchors, &html, &summary, &marks, &back));
    finish(html, summary, numbered, writer, trace)
}

/// A text with its citations numbered, if it has any.
fn finish(html: String, summary: String, numbered: Option<citing::Numbered>, writer: Writer<'_>, trace: Trace) -> Rendered {
    let safe = |text: &str| HashedValue::new(Value::safe_string(text));
    let Writer { questions, problems, .. } = writer;
    match numbered {
        None => Rendered {
            html: RwLock::new(Some(safe(&html))),
            summary: safe(&summary),
            questions,
            plain: None,
            references: citing::none(),
            problems,
            trace,
        },
        Some(numbered) => Rendered {
            html: RwLock::new(Some(safe(&numbered.html))),
            summary: safe(&numbered.summary),
            questions,
            plain: numbered.plain.as_deref().map(safe),
            references: numbered.references,
            problems,
            trace,
        },
    }
}

/// What a link from the list back to the text is called: to its nth mark, or to the only one.
fn back_name(engine: &Engine, language: usize, renderer: &Renderer, n: usize) -> String {
    let language = renderer.locales[language].language();
    let (key, number) = if n == 0 { ("reference-back", 1.0) } else { ("reference-back-many", n as f64) };
    engine
        .strings
        .get(language, key, &[("number", Argument::Number(number))])
        .map_or_else(|_| n.to_string(), |found| found.text.into_owned())
}

/// What components take from around them.
fn implicits(renderer: &Renderer, id: EntryId, engine: &Engine) -> Context {
    let mut context = Context::new();
    for (name, value) in implicit_values(renderer, id, engine) {
        context.insert_value(name, value.value);
    }
    context.insert_value("campaign", calendar::campaign(renderer));
    context
}

/// The values that components can take from around them, but for the calendar.
pub(super) fn implicit_values(renderer: &Renderer, id: EntryId, engine: &Engine) -> [(&'static str, HashedValue); 5] {
    let entry = renderer.index.entry(id);
    let section = entry.parent.map_or_else(HashedValue::none, |parent| renderer.card(parent).clone());
    [
        ("page", renderer.card(id).clone()),
        ("section", section),
        ("site", renderer.values.site_of(id).clone()),
        ("lang", renderer.values.language(entry.language).clone()),
        ("theme", engine.views[entry.language].clone()),
    ]
}

struct Writer<'a> {
    source: &'a SourceId,
    links: &'a Links,
    engine: &'a Engine,
    implicits: Context,
    /// Set for a summary, which is shown on other pages: links to parts of the page then
    /// name the page, and marks of footnotes are left out.
    page_path: Option<String>,
    questions: Vec<(String, String)>,
    problems: Vec<Diagnostic>,
}

impl Writer<'_> {
    /// The whole text and its summary.
    fn text(&mut self, renderer: &Renderer, id: EntryId, parsed: &Parsed) -> (String, String) {
        let body = &parsed.document.body;
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
                Piece::Cite(cite) => html.push_str(&cited(cite)),
                Piece::Link(link) => self.link(link, &mut html),
                Piece::Component(call) => self.call(call, &mut html),
            }
        }
        html
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
        if call.name == "faq"
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

/// What a citation asks for.
pub fn mark_of(cite: &Cite) -> Mark {
    cite.items.iter().map(|item| (item.key.clone(), item.locator.clone())).collect()
}

/// The marker of a citation, to be replaced when the whole text is known.
pub fn cited(cite: &Cite) -> String {
    tracked::with(|door| door.mark(mark_of(cite))).flatten().unwrap_or_default()
}
