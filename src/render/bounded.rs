//! Bounds what a template may make: the bytes of an output, and the texts of those filters of Tera that multiply.

use std::io::{self, Write};

use tera::{Error, Kwargs, State, StringInput, Tera, TeraResult, Value};

use super::failure::failure;

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

/// Replaces the filters of Tera that make many texts of one.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("replace", replace);
    tera.register_filter("join", join);
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
        within(text.len().saturating_add(text.matches(from).count().saturating_mul(to.len())))?;
        Ok(text.replace(from, to))
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
