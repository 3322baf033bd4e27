//! A value that does not exist, given to a filter: an error, as it is where it is shown.
//!
//! Tera's own `safe` and `str` take everything, so that `{{ page.contnt | safe }}` would show nothing and say nothing.

use std::borrow::Cow;
use std::ops::Range;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use super::function::json;

/// How an error of a filter says that its value does not exist; Tera's own filters say it in words with the same end.
const MESSAGE: &str = "expected a value but got `undefined`";

/// How Tera says it.
const OF_TERA: &[&str] = &["got `undefined`", "of type undefined", "on type `undefined`"];

/// Replaces the filters that take everything.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("safe", |value: &Value, _: Kwargs, _: &State<'_>| Ok::<_, Error>(Value::safe_string(&text(value)?)));
    tera.register_filter("str", |value: &Value, _: Kwargs, _: &State<'_>| text(value).map(Cow::into_owned));
    tera.register_filter("json", |value: &Value, _: Kwargs, _: &State<'_>| json(defined(value)?));
}

fn defined(value: &Value) -> TeraResult<&Value> {
    if value.is_undefined() { Err(Error::message(MESSAGE)) } else { Ok(value) }
}

fn text(value: &Value) -> TeraResult<Cow<'_, str>> {
    let value = defined(value)?;
    Ok(value.as_str().map_or_else(|| value.to_string().into(), Cow::Borrowed))
}

/// A value that does not exist: its name with its place in a template.
pub(super) struct Missing<'t> {
    pub name: &'t str,
    pub at: Range<usize>,
}

/// What does not exist, if that is what an error of Tera is about. `at` is the place that Tera names: that of the value, or of
/// the filter behind it. None for what is not a plain name.
pub(super) fn missing<'t>(message: &str, text: &'t str, at: Range<usize>) -> Option<Missing<'t>> {
    if !OF_TERA.iter().any(|words| message.contains(words)) {
        return None;
    }
    let before = text.get(..at.start)?.trim_end();
    let at = match before.strip_suffix('|') {
        Some(value) => {
            let end = value.trim_end().len();
            value[..end].rfind(|sign| !is_of_path(sign)).map_or(0, |sign| sign + 1)..end
        }
        None => at,
    };
    let name = text.get(at.clone()).filter(|name| !name.is_empty() && name.chars().all(is_of_path))?;
    let is_call = text.get(at.end..)?.trim_start().starts_with('(');
    (!is_call).then_some(Missing { name, at })
}

fn is_of_path(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || matches!(sign, '_' | '.' | '?')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_exist_is_named() {
        let check = |text: &str, at: &str, expected: Option<&str>| {
            let start = text.rfind(at).expect("the place");
            let found = missing("expected `string` but got `undefined`", text, start..start + at.len());
            assert_eq!(found.map(|found| (found.name, &text[found.at])), expected.map(|name| (name, name)), "{text}");
        };
        check("{{ titel | upper }}", "titel", Some("titel"));
        check("{{ page.contnt | safe }}", "safe", Some("page.contnt"));
        check("{{page?.a|safe|upper}}", "safe", Some("page?.a"));
        check("é{{ é | safe }}", "safe", None);
        check("{{ t(key=\"a\") | safe }}", "safe", None);
        check("{{ list[0] | safe }}", "safe", None);
        check("{{ number(value=a) }}", "number", None);
        check("{{ number(value=a) }}", "number(value=a)", None);
        assert!(missing("variable `a` is not defined", "{{ a }}", 3..4).is_none());
    }
}
