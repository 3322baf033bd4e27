//! The one door to the site: whatever an output, a text or a component asks for goes through it and is written down.
//!
//! What was asked and what was answered is the trace of an output. The output is out of date when an answer has changed, and
//! for no other reason. A read that is not written down gives the reason why it may be left out.
//!
//! Tera hands its functions no caller's value inside components, so the door of the output at hand stands beside the call,
//! on the thread that renders it (`open`). It is set for one render and taken away after it.

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use super::citing;
use super::engine::Engine;
use super::question::{Names, Question};
use super::renderer::Renderer;
use super::text_report::Listing;
use super::texts::{Text, Texts};
use super::trace::Trace;
use super::value::{HashedValue, LazyValue};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::fingerprint::Fingerprint;
use crate::base::locale::{Language, Locale};
use crate::base::per_language::LanguageId;
use crate::base::source::Span;
use crate::content::{Cite, ParsedBody};
use crate::site::evidence::Mark;
use crate::site::{BaseUrl, EntryId};

/// Where a component was called in a text, and each of its arguments by its name in templates.
#[derive(Clone, Debug)]
pub(crate) struct CallPlaces {
    pub at: Span,
    pub arguments: Vec<(String, Span)>,
}

/// The site as one output may see it.
pub(crate) struct Tracked<'a> {
    renderer: &'a Arc<Renderer>,
    texts: &'a Texts<'a>,
    trace: RefCell<Trace>,
}

impl<'a> Tracked<'a> {
    pub(crate) fn new(renderer: &'a Arc<Renderer>, texts: &'a Texts<'a>) -> Self {
        Self { renderer, texts, trace: RefCell::default() }
    }

    /// The site, for values whose fingerprints are inputs of the output.
    pub(crate) fn renderer(&self) -> &'a Arc<Renderer> {
        self.renderer
    }

    fn note_body(&self, id: EntryId) {
        let whole = &mut self.trace.borrow_mut().bodies.whole;
        if whole.last().is_none_or(|(last, _)| *last != id) {
            whole.push((id, self.texts.file(id)));
        }
    }

    pub(crate) fn text(&self, id: EntryId) -> Arc<Text> {
        self.note_body(id);
        self.texts.text(id)
    }

    /// A text as it was understood, if the entry has a file.
    pub(crate) fn body(&self, id: EntryId) -> Option<Arc<ParsedBody>> {
        self.note_body(id);
        self.renderer.parsed(id).map(|parsed| parsed.body())
    }

    /// What lists and feeds show of a text.
    pub(crate) fn listing(&self, id: EntryId) -> Listing {
        let listing = self.texts.report(id).listing.clone();
        self.trace.borrow_mut().bodies.listed.push((id, listing.fingerprint()));
        listing
    }

    /// An entry with what lists show of its text.
    pub(crate) fn item(&self, id: EntryId) -> LazyValue {
        let item = self.texts.item(id);
        self.trace.borrow_mut().bodies.listed.push((id, self.texts.report(id).listing.fingerprint()));
        item
    }

    /// All texts, for something that reads no other file than this entry's.
    pub(crate) fn texts(&self, id: EntryId) -> &'a Texts<'a> {
        self.note_body(id);
        self.texts
    }

    /// Asks for something whose answer is an input, so that it is compared like any other answer.
    pub(crate) fn ask(&self, question: Question) {
        let answer = self.renderer.fingerprint(&question);
        self.trace.borrow_mut().answers.push((question, answer));
    }

    /// The trace of an output that was given these values and asked for nothing else.
    pub(crate) fn finish(self, inputs: Vec<(&'static str, Fingerprint)>) -> Trace {
        Trace { inputs, ..self.trace.into_inner() }
    }
}

thread_local! {
    static DOOR: RefCell<Option<Door>> = const { RefCell::new(None) };
}

/// The languages that an output is made in. They differ inside the text of a fallback page.
#[derive(Clone, Copy)]
pub(crate) struct Languages {
    /// Of numbers, dates and words.
    pub words: LanguageId,
    /// Of the pages that are looked up, so that visitors stay in their language.
    pub pages: LanguageId,
}

/// The site as functions in templates see it while one output is rendered.
pub(crate) struct Door {
    renderer: Arc<Renderer>,
    engine: Arc<Engine>,
    language: LanguageId,
    pages: LanguageId,
    trace: RefCell<Trace>,
    notes: RefCell<Problems>,
    /// The citations of a text, by the numbers of their markers; none where no text is rendered.
    marks: RefCell<Option<Vec<Mark>>>,
    /// The component of a text that is being rendered.
    call: Cell<Option<CallPlaces>>,
}

/// Renders with an open door, and gives back what was asked on the way, added to a trace, and what was noted.
pub(crate) fn open<T>(
    renderer: &Arc<Renderer>,
    engine: &Arc<Engine>,
    languages: Languages,
    mut trace: Trace,
    render: impl FnOnce() -> T,
) -> (T, Trace, Problems) {
    for question in [Question::Theme(engine.name.clone()), Question::Language(languages.words)] {
        let answer = renderer.fingerprint(&question);
        trace.answers.push((question, answer));
    }
    let door = Door {
        renderer: renderer.clone(),
        engine: engine.clone(),
        language: languages.words,
        pages: languages.pages,
        trace: RefCell::new(trace),
        notes: RefCell::default(),
        marks: RefCell::default(),
        call: Cell::default(),
    };
    DOOR.with_borrow_mut(|slot| *slot = Some(door));
    let result = render();
    let door = DOOR.with_borrow_mut(Option::take);
    let (trace, notes) = door.map_or_else(Default::default, |door| (door.trace.into_inner(), door.notes.into_inner()));
    (result, trace, notes)
}

/// What the door of the output at hand says; none where nothing is rendered.
pub(crate) fn with<T>(ask: impl FnOnce(&Door) -> T) -> Option<T> {
    DOOR.with_borrow(|door| door.as_ref().map(ask))
}

impl Door {
    fn ask(&self, question: Question) -> Option<HashedValue> {
        let answer = self.renderer.answer(&question);
        self.note_answer(question, answer.as_ref().map(|answer| answer.fingerprint));
        answer
    }

    fn note_answer(&self, question: Question, answer: Option<Fingerprint>) {
        let answers = &mut self.trace.borrow_mut().answers;
        if !answers.iter().any(|(known, _)| *known == question) {
            answers.push((question, answer));
        }
    }

    pub(crate) fn page(&self, path: &str, language: Option<LanguageId>) -> Option<HashedValue> {
        self.ask(Question::Page { path: path.to_owned(), language: language.unwrap_or(self.pages) })
    }

    pub(crate) fn section(&self, path: &str) -> Option<HashedValue> {
        self.ask(Question::Section { path: path.to_owned(), language: self.pages })
    }

    pub(crate) fn data(&self, path: &str) -> Option<HashedValue> {
        self.ask(Question::Data { path: path.to_owned() })
    }

    /// Whether there is a data file of this name, sound or not. Its rows are then read untracked, as this is their fingerprint.
    pub(crate) fn has_table(&self, path: &str) -> bool {
        self.ask(Question::Table { path: path.to_owned() }).is_some()
    }

    pub(crate) fn asset(&self, path: &str) -> Option<HashedValue> {
        self.ask(Question::Asset { theme: self.engine.name.clone(), path: path.to_owned() })
    }

    pub(crate) fn color(&self, name: &str, scheme: &'static str) -> Option<HashedValue> {
        self.ask(Question::Color { theme: self.engine.name.clone(), scheme, name: name.to_owned() })
    }

    pub(crate) fn terms(&self, taxonomy: &str) -> Option<HashedValue> {
        self.ask(Question::Terms { taxonomy: taxonomy.to_owned(), language: self.pages })
    }

    pub(crate) fn reference(&self, key: &str) -> Option<HashedValue> {
        self.ask(Question::Reference { key: key.to_owned(), language: self.language })
    }

    pub(crate) fn bibliography(&self) -> Option<HashedValue> {
        self.ask(Question::Bibliography { language: self.language })
    }

    pub(crate) fn event(&self, id: &str) -> Option<HashedValue> {
        self.ask(Question::Event { id: id.to_owned(), language: self.language })
    }

    pub(crate) fn events(&self) -> Option<HashedValue> {
        self.ask(Question::Events { language: self.language })
    }

    pub(crate) fn kit(&self) -> Option<HashedValue> {
        self.ask(Question::Kit { language: self.pages })
    }

    pub(crate) fn report(&self) -> Option<HashedValue> {
        self.ask(Question::Report)
    }

    /// Whether there is a statistic. Its words are then read untracked, as this is their fingerprint.
    pub(crate) fn has_stat(&self, id: &str) -> bool {
        let question = Question::Stat { id: id.to_owned(), language: self.language };
        let answer = self.renderer.fingerprint(&question);
        self.note_answer(question, answer);
        answer.is_some()
    }

    /// The names that a message suggests from.
    pub(crate) fn names(&self, names: Names) -> Vec<String> {
        let found = self.renderer.names(&names);
        self.note_answer(Question::Names(names), Some(Fingerprint::of(&found)));
        found
    }

    /// The names of the static files that this output may use.
    pub(crate) fn asset_names(&self) -> Vec<String> {
        self.names(Names::Assets { theme: self.engine.name.clone() })
    }

    /// The names of the colours of this output's theme.
    pub(crate) fn color_names(&self) -> Vec<String> {
        self.names(Names::Colors { theme: self.engine.name.clone() })
    }

    pub(crate) fn base_url(&self) -> &BaseUrl {
        let question = Question::BaseUrl;
        let answer = self.renderer.fingerprint(&question);
        self.note_answer(question, answer);
        &self.renderer.config.base_url
    }

    /// The theme, whose fingerprint every trace holds.
    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The language, whose fingerprint every trace holds.
    pub(crate) fn locale(&self) -> &Locale {
        &self.renderer.locales[self.language]
    }

    pub(crate) fn language(&self) -> LanguageId {
        self.language
    }

    /// The site without a note of what is read; `_reason` says why none is needed.
    pub(crate) fn untracked(&self, _reason: &'static str) -> &Renderer {
        &self.renderer
    }

    /// Notes a problem that does not stop the render.
    pub(crate) fn note(&self, problem: Diagnostic) {
        self.notes.borrow_mut().push(problem);
    }

    /// The marker of a citation; none where no text is rendered.
    pub(crate) fn mark(&self, mark: Mark) -> Option<String> {
        for (key, _) in &mark {
            let question = Question::Reference { key: key.clone(), language: self.language };
            let answer = self.renderer.fingerprint(&question);
            self.note_answer(question, answer);
        }
        let mut marks = self.marks.borrow_mut();
        let marks = marks.as_mut()?;
        marks.push(mark);
        Some(citing::marker(marks.len() - 1))
    }

    /// Lets the rest of a render cite: it is a text, whose marks are numbered when it is finished.
    pub(crate) fn start_marks(&self) {
        *self.marks.borrow_mut() = Some(Vec::new());
    }

    /// The marks since then.
    pub(crate) fn take_marks(&self) -> Vec<Mark> {
        self.marks.borrow_mut().take().unwrap_or_default()
    }

    /// Where the component at hand was called; none in a page's template.
    pub(crate) fn call(&self) -> Option<CallPlaces> {
        let call = self.call.take();
        self.call.set(call.clone());
        call
    }
}

/// Renders a component, whose functions can then say where it was called.
pub(crate) fn calling<T>(places: CallPlaces, render: impl FnOnce() -> T) -> T {
    let outer = with(|door| door.call.replace(Some(places))).flatten();
    let result = render();
    with(|door| door.call.set(outer));
    result
}

/// What a citation asks for.
pub(crate) fn mark_of(cite: &Cite) -> Mark {
    cite.items.iter().map(|item| (item.key.clone(), item.asked.clone())).collect()
}

/// The marker of a citation, to be replaced when the whole text is known.
pub(crate) fn cited(cite: &Cite) -> String {
    with(|door| door.mark(mark_of(cite))).flatten().unwrap_or_default()
}

/// A string that another language than the wanted one had to give.
pub(super) fn untranslated(key: &str, wanted: &Language, shown: &Language) -> Diagnostic {
    Diagnostic::new(Code::MissingString, format!("the string `{key}` is not translated into `{wanted}`"))
        .help(format!("add it to `strings/{wanted}.ftl`; until then `{shown}` is shown"))
}
