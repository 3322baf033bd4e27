//! JSON with spans. `serde_json` reads every value twice: once as it is written, which
//! tells its place, and once for what it means.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::node::{Entry, Node, Table, Value};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::Source;

/// Nesting beyond this is refused, as it is by the library.
const MAX_DEPTH: usize = 64;

/// Parses a file; if it is not JSON, the place of the error is reported.
pub(crate) fn parse(source: &Source, problems: &mut Problems) -> Option<Node> {
    let bom = if source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let text = &source.text[bom..];
    let found = serde_json::from_str::<&RawValue>(text).and_then(|raw| node(text, bom, raw, 0));
    match found {
        Ok(node) => Some(node),
        Err(error) => {
            problems.push(problem(source, text, bom, &error));
            None
        }
    }
}

/// The problem of a text that is not JSON; the text starts at byte `start` of the file.
pub(crate) fn problem(source: &Source, text: &str, start: usize, error: &serde_json::Error) -> Diagnostic {
    let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = text.floor_char_boundary((line_start + error.column().saturating_sub(1)).min(text.len()));
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
    Diagnostic::new(Code::Syntax, message)
        .at(source.id.at(start + at..start + at))
        .help("compare the place with JSON's rules: quotes around keys and texts, commas between items")
}

fn node(text: &str, start: usize, raw: &RawValue, depth: usize) -> Result<Node, serde_json::Error> {
    let written = raw.get();
    // A raw value is borrowed from the text, so the two addresses give its place.
    let at = (written.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let span = start + at..start + at + written.len();
    let value = match written.as_bytes().first() {
        _ if depth > MAX_DEPTH => Value::Nothing,
        Some(b'{') => {
            let pairs: Pairs<'_> = serde_json::from_str(written)?;
            let mut keys = BTreeSet::new();
            let mut entries = Vec::new();
            for (key, raw) in pairs.0 {
                if keys.insert(key.clone()) {
                    let node = node(text, start, raw, depth + 1)?;
                    entries.push(Entry { key, key_span: node.span.clone(), node });
                }
            }
            Value::Table(Table { entries })
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(written)?;
            Value::Array(items.into_iter().map(|raw| node(text, start, raw, depth + 1)).collect::<Result<_, _>>()?)
        }
        _ => match serde_json::from_str(written)? {
            serde_json::Value::Bool(flag) => Value::Bool(flag),
            serde_json::Value::String(text) => Value::String(text),
            serde_json::Value::Number(number) => match number.as_i64() {
                Some(number) => Value::Integer(number),
                None => Value::Float(number.as_f64().unwrap_or(f64::NAN)),
            },
            _ => Value::Nothing,
        },
    };
    Ok(Node { value, span })
}

/// The pairs of an object in their order.
struct Pairs<'t>(Vec<(String, &'t RawValue)>);

impl<'de: 't, 't> Deserialize<'de> for Pairs<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;

        impl<'de> Visitor<'de> for Collect {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_map(Collect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_their_places() {
        let source = Source::new("data/a.json", "\u{feff}[ {\"id\" : \"é\\n\", \"n\": 3}, true ]");
        let node = parse(&source, &mut Problems::new()).unwrap();
        let Value::Array(items) = &node.value else { panic!("{node:?}") };
        let Value::Table(first) = &items[0].value else { panic!("{items:?}") };
        let id = first.get("id").unwrap();
        assert_eq!(id.node.value, Value::String("é\n".to_owned()));
        assert_eq!(&source.text[id.node.span.clone()], "\"é\\n\"");
        assert_eq!(&source.text[items[1].span.clone()], "true");
    }

    #[test]
    fn mistakes_have_a_place() {
        let mut problems = Problems::new();
        assert!(parse(&Source::new("data/a.json", "[1,\n 2,,]"), &mut problems).is_none());
        assert_eq!(problems[0].at.as_ref().map(|at| at.start), Some(7));
    }
}
