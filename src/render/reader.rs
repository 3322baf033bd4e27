//! Who is reading: what a function called from a template may look up, and what it did.
//!
//! Tera hands its functions no caller's value inside components, so the reader of the
//! output at hand stands beside the call, on the thread that renders it. It is set for
//! one render and taken away after it; what was read comes back as a value.

use std::cell::RefCell;
use std::sync::Arc;

use super::citing;
use super::templates::Dress;
use super::value::HashedValue;
use super::world::{Read, Trace, World};
use crate::base::diagnostic::Diagnostic;
use crate::base::locale::Locale;
use crate::base::source::Span;
use crate::site::evidence::Mark;

thread_local! {
    static READER: RefCell<Option<Reader>> = const { RefCell::new(None) };
}

/// The output being rendered, seen from a function.
struct Reader {
    world: Arc<World>,
    dress: Arc<Dress>,
    language: usize,
    trace: Trace,
    notes: Vec<Diagnostic>,
    /// The citations of a text, by the numbers of their markers; none where no text is rendered.
    marks: Option<Vec<Mark>>,
    /// The component of a text that is being rendered.
    call: Option<CallPlaces>,
}

/// Where a component was called in a text, and each of its arguments by its name in templates.
#[derive(Clone, Debug)]
pub struct CallPlaces {
    pub at: Span,
    pub arguments: Vec<(String, Span)>,
}

/// Renders with a reader, and gives back what was read and noted on the way.
pub fn reading<T>(world: &Arc<World>, dress: &Arc<Dress>, language: usize, render: impl FnOnce() -> T) -> (T, Trace, Vec<Diagnostic>) {
    let reader =
        Reader { world: world.clone(), dress: dress.clone(), language, trace: Trace::new(), notes: Vec::new(), marks: None, call: None };
    READER.with_borrow_mut(|slot| *slot = Some(reader));
    let result = render();
    let (trace, notes) = READER.with_borrow_mut(Option::take).map_or_else(Default::default, |reader| (reader.trace, reader.notes));
    (result, trace, notes)
}

/// Looks something up for the output at hand and remembers that it was read.
pub fn look_up(read: impl FnOnce(usize, &str) -> Read) -> Option<HashedValue> {
    READER.with_borrow_mut(|reader| {
        let reader = reader.as_mut()?;
        let read = read(reader.language, &reader.dress.name);
        let found = reader.world.look_up(&read);
        if !reader.trace.iter().any(|(known, _)| *known == read) {
            reader.trace.push((read, found.as_ref().map(|found| found.fingerprint)));
        }
        found
    })
}

/// Lets the rest of a render cite: it is a text, whose marks are numbered when it is finished.
pub fn start_marks() {
    READER.with_borrow_mut(|reader| {
        if let Some(reader) = reader {
            reader.marks = Some(Vec::new());
        }
    });
}

/// The marks since then.
pub fn take_marks() -> Vec<Mark> {
    READER.with_borrow_mut(|reader| reader.as_mut().and_then(|reader| reader.marks.take())).unwrap_or_default()
}

/// The marker of a citation; none where no text is rendered.
pub fn mark(mark: Mark) -> Option<String> {
    for (key, _) in &mark {
        look_up(|language, _| Read::Reference { key: key.clone(), language });
    }
    READER.with_borrow_mut(|reader| {
        let marks = reader.as_mut()?.marks.as_mut()?;
        marks.push(mark);
        Some(citing::marker(marks.len() - 1))
    })
}

/// What every output of a language and theme has in common, which its memo key holds already.
pub fn common<T>(ask: impl FnOnce(&World, &Dress, usize, &Locale) -> T) -> Option<T> {
    READER.with_borrow(|reader| {
        let reader = reader.as_ref()?;
        Some(ask(&reader.world, &reader.dress, reader.language, &reader.world.locales[reader.language]))
    })
}

/// Renders a component, whose functions can then say where it was called.
pub fn calling<T>(places: CallPlaces, render: impl FnOnce() -> T) -> T {
    let set = |call| READER.with_borrow_mut(|reader| reader.as_mut().and_then(|reader| std::mem::replace(&mut reader.call, call)));
    let outer = set(Some(places));
    let result = render();
    set(outer);
    result
}

/// Where the component at hand was called; none in a page's template.
pub fn call() -> Option<CallPlaces> {
    READER.with_borrow(|reader| reader.as_ref()?.call.clone())
}

/// Notes a problem that does not stop the render.
pub fn note(problem: Diagnostic) {
    READER.with_borrow_mut(|reader| {
        if let Some(reader) = reader {
            reader.notes.push(problem);
        }
    });
}
