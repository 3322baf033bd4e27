//! Bounds what a template may make: the bytes of an output, and the texts of those filters of Tera that multiply.

use std::cell::Cell;
use std::io::{self, Write};

use memchr::memmem;
use tera::{Error, Kwargs, State, StringInput, Tera, TeraResult, Value};

use super::failure::failure;
use crate::syntax::tera::{HELD, TURN};

/// The most bytes of one output, and of one text in a template. The longest book has a few million.
const MAX_BYTES: usize = 200_000_000;

/// What is wrong with a template that makes more.
pub(super) fn too_much() -> String {
    format!("the template makes more than {} MB", MAX_BYTES / 1_000_000)
}

pub(super) const HELP: &str = "look for a loop over too many items, or for a text that is joined with itself";

/// An output that takes no more bytes than it may.
#[derive(Default)]
pub(super) struct Bounded {
    bytes: Vec<u8>,
    pub is_full: bool,
}

impl Bounded {
    /// The text; what Tera writes is UTF-8.
    pub(super) fn into_text(self) -> TeraResult<String> {
        Ok(String::from_utf8(self.bytes)?)
    }
}

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len() + bytes.len() > MAX_BYTES {
            self.is_full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The most turns of loops, calls of components and items of ranges for one output. A sitemap of 50,000 pages in ten languages
/// needs half a million.
const MAX_TURNS: u64 = 2_000_000;

/// The most bytes of a text that a template keeps to print it later.
const MAX_HELD: usize = 20_000_000;

/// The most bytes of all texts that a template joins and keeps for one output, one after the other.
const MAX_JOINED: u64 = 300_000_000;

thread_local! {
    /// The turns and the bytes of the output that is being made.
    static WORK: Cell<(u64, u64)> = const { Cell::new((0, 0)) };
}

/// Begins to count the work for another output.
pub(super) fn begin() {
    WORK.set((0, 0));
}

/// Counts turns, and fails where a template turns without end.
fn turns(n: u64) -> TeraResult<bool> {
    let (turns, joined) = WORK.get();
    WORK.set((turns.saturating_add(n), joined));
    if turns.saturating_add(n) > MAX_TURNS {
        let message = format!("the loops of the template turn more than {} million times for one page", MAX_TURNS / 1_000_000);
        return Err(failure(
            message,
            Some("look for a loop in a loop over many items, or for templates that include each other's loops".to_owned()),
        ));
    }
    Ok(true)
}

/// Counts the bytes of a text that is kept, and fails where they are too many.
fn held(value: &Value) -> TeraResult<Value> {
    let bytes = value.as_str().map_or(0, str::len);
    let (turns, joined) = WORK.get();
    let joined = joined.saturating_add(bytes as u64);
    WORK.set((turns, joined));
    if bytes > MAX_HELD || joined > MAX_JOINED {
        let message = format!("the template keeps a text of more than {} MB", MAX_HELD / 1_000_000);
        return Err(failure(message, Some(HELP.to_owned())));
    }
    Ok(value.clone())
}

/// As Tera does it, after its items have been counted.
fn range(kwargs: Kwargs) -> TeraResult<Vec<i128>> {
    let start = kwargs.get::<i128>("start")?.unwrap_or_default();
    let end = kwargs.must_get::<i128>("end")?;
    let step = kwargs.get::<i128>("step_by")?.unwrap_or(1);
    if step == 0 {
        return Err(Error::message("Function `range` was called with a `step_by` argument of 0"));
    }
    if start > end && step > 0 {
        return Err(Error::message("Function `range` was called with a `start` argument greater than the `end` one"));
    }
    let n_items = (end.saturating_sub(start).unsigned_abs()).div_ceil(step.unsigned_abs());
    if n_items > MAX_RANGE {
        return Err(Error::message(format!("Function `range` would produce {n_items} elements, which exceeds the limit of {MAX_RANGE}")));
    }
    turns(u64::try_from(n_items).unwrap_or(u64::MAX))?;
    let is_before = |at: &i128| if step > 0 { *at < end } else { *at > end };
    Ok(std::iter::successors(Some(start), |at| at.checked_add(step)).take_while(is_before).collect())
}

/// Tera's own limit of a range.
const MAX_RANGE: u128 = 100_000;

/// Replaces what of Tera makes many texts or items of one, and adds what counts a template's work.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("replace", replace);
    tera.register_filter("join", join);
    tera.register_function("range", |kwargs: Kwargs, _: &State<'_>| range(kwargs));
    tera.register_function(TURN, |_: Kwargs, _: &State<'_>| turns(1));
    tera.register_filter(HELD, |value: &Value, _: Kwargs, _: &State<'_>| held(value));
}

fn within(bytes: usize) -> TeraResult<()> {
    if bytes > MAX_BYTES { Err(failed()) } else { Ok(()) }
}

fn failed() -> Error {
    failure(too_much(), Some(HELP.to_owned()))
}

/// As Tera does it: where one of the texts is safe, the others are escaped first.
fn replace(text: StringInput<'_>, kwargs: Kwargs, state: &State<'_>) -> TeraResult<Value> {
    let from = kwargs.must_get::<&str>("from")?;
    let to = kwargs.must_get::<StringInput<'_>>("to")?;
    let replaced = |text: &str, to: &str| {
        if from.is_empty() {
            within(text.len().saturating_add(text.matches(from).count().saturating_mul(to.len())))?;
            return Ok(text.replace(from, to));
        }
        // The search of `str` takes ten times as long, and a theme may replace in every text.
        let finder = memmem::Finder::new(from);
        let places = || finder.find_iter(text.as_bytes());
        let n_places = places().count();
        within(text.len().saturating_add(n_places.saturating_mul(to.len())))?;
        let mut replaced = String::with_capacity((text.len() + n_places * to.len()).saturating_sub(n_places * from.len()));
        let mut done = 0;
        for at in places() {
            replaced.push_str(&text[done..at]);
            replaced.push_str(to);
            done = at + from.len();
        }
        replaced.push_str(&text[done..]);
        Ok(replaced)
    };
    if state.autoescaping_enabled() && (text.is_safe() || to.is_safe()) {
        return replaced(&text.rendered(state)?, &to.rendered(state)?).map(|text| Value::safe_string(&text));
    }
    replaced(text.as_str(), to.as_str()).map(Value::from)
}

/// As Tera does it, after the length has been measured.
fn join(values: &[Value], kwargs: Kwargs, state: &State<'_>) -> TeraResult<Value> {
    let separator = kwargs.get::<StringInput<'_>>("sep")?;
    let is_safe = state.autoescaping_enabled()
        && (values.iter().any(|value| value.is_string() && value.is_safe()) || separator.as_ref().is_some_and(StringInput::is_safe));
    let mut joined = String::new();
    let between = match &separator {
        Some(separator) if is_safe => separator.rendered(state)?.into_owned(),
        Some(separator) => separator.as_str().to_owned(),
        None => String::new(),
    };
    for (n, value) in values.iter().enumerate() {
        if n > 0 {
            joined.push_str(&between);
        }
        match is_safe {
            true if value.is_undefined() => {}
            true => joined.push_str(&state.escape_if_needed(value)?),
            false => joined.push_str(&value.to_string()),
        }
        within(joined.len())?;
    }
    Ok(if is_safe { Value::safe_string(&joined) } else { Value::from(joined) })
}
