//! Escaping texts for HTML, and the reverse.

use std::borrow::Cow;
use std::convert::Infallible;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, State, Tokenizer};

/// A text for HTML, between tags or in an attribute with double quotes.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(is_special) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    escape_into(text, &mut escaped);
    Cow::Owned(escaped)
}

/// Adds a text to HTML.
pub(crate) fn escape_into(text: &str, html: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(is_special) {
        html.push_str(&rest[..at]);
        html.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => "&quot;",
        });
        rest = &rest[at + 1..];
    }
    html.push_str(rest);
}

fn is_special(letter: char) -> bool {
    matches!(letter, '&' | '<' | '>' | '"')
}

/// A text that has no tags, with its entities read.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '\r']) {
        return Cow::Borrowed(text);
    }
    let mut bytes: Vec<u8> = Vec::with_capacity(text.len());
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
        if let CallbackEvent::String { value } = event {
            bytes.extend_from_slice(value);
        }
        None
    });
    let mut tokens = Tokenizer::new_with_emitter(text, emitter);
    // As in a title: entities are read, and what looks like a tag is text.
    tokens.set_state(State::RcData);
    let Ok(()) = tokens.finish();
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}
