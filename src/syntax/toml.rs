//! TOML with spans, by the `toml` crate's recovering parser.

use jiff::civil;
use toml::Spanned;
use toml::de::{DeTable, DeValue};
use toml::value::{Datetime, Offset};

use super::node::{Entry, Moment, Node, Table, Value};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::SourceId;

/// A text as a basic string of TOML.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            control if control.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(control))),
            letter => quoted.push(letter),
        }
    }
    quoted + "\""
}

/// Parses a text that starts at byte `start` of a file. Keys that could be read are kept, and problems are reported for those
/// that could not.
pub(crate) fn parse(source: &SourceId, text: &str, start: usize, problems: &mut Problems) -> Table {
    let (table, errors) = DeTable::parse_recoverable(text);
    // Where the table ends whose heading stands a second time: what is under it may be twice for that alone.
    let mut repeated_until = 0;
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        let at = source.at(start + span.start..start + span.end);
        if error.message().contains(DUPLICATE) {
            if span.start < repeated_until {
                continue;
            }
            if let Some(heading) = heading_at(text, span.start) {
                let rest = text.get(span.end..).unwrap_or_default();
                let below = rest.split_inclusive('\n').skip(1).take_while(|line| !line.trim_start().starts_with('['));
                let first_line = rest.split_inclusive('\n').next().unwrap_or_default();
                repeated_until = span.end + first_line.len() + below.map(str::len).sum::<usize>();
                let message = format!("the heading `{heading}` stands here for a second time");
                let help = "put its lines below the first one, or give it a name of its own";
                problems.push(Diagnostic::new(Code::Syntax, message).at(at).help(help));
                continue;
            }
        }
        problems.push(Diagnostic::new(Code::Syntax, plain_words(error.message())).at(at).help(fix(error.message(), text, &span)));
    }
    convert_table(table.get_ref(), start)
}

/// What the parser says of a key, or of a heading, that was there before.
const DUPLICATE: &str = "duplicate key";

/// The heading of a table, such as `[menus.main]`, in whose line a place is.
fn heading_at(text: &str, at: usize) -> Option<&str> {
    let start = text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[start..].lines().next()?.trim_start();
    line.starts_with('[').then(|| line.rfind(']').map_or(line, |end| &line[..=end]))
}

/// The parser speaks of TOML's grammar; editors know quotes, brackets and equals signs.
fn plain_words(message: &str) -> String {
    let message = message.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ");
    for (grammar, words) in [
        ("invalid date, expected ", "this date does not exist: expected "),
        ("invalid datetime, expected ", "this date does not exist: expected "),
        ("invalid time, expected ", "this time does not exist: expected "),
        ("invalid basic string, expected ", "this text in quotes does not end: expected "),
        ("invalid literal string, expected ", "this text in quotes does not end: expected "),
        ("invalid multi-line basic string, expected ", "this text in quotes does not end: expected "),
        (
            "string values must be quoted, expected literal string",
            "this is neither a text in quotes nor a number, a date, `true` or `false`",
        ),
        ("unclosed array, expected ", "this list does not end: expected "),
        ("unclosed inline table, expected ", "this table does not end: expected "),
        ("unclosed table, expected ", "this heading does not end: expected "),
    ] {
        if let Some(rest) = message.strip_prefix(grammar) {
            return format!("{words}{rest}");
        }
    }
    message
}

fn fix(message: &str, text: &str, span: &std::ops::Range<usize>) -> String {
    if message.contains("invalid date") {
        return "write a day that the month has, like `2027-02-04`".to_owned();
    }
    if message.contains(DUPLICATE) {
        return "a key can be written once; remove or rename one of them".to_owned();
    }
    let line_start = text[..span.start.min(text.len())].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[line_start..].lines().next().unwrap_or_default();
    match line.split_once('=') {
        None if line.contains(':') => "write `key = \"value\"`; the form `key: value` is for front matter between `---`".to_owned(),
        None => "write `key = value`, one on a line".to_owned(),
        Some((_, value)) if value.trim().is_empty() => "a value is missing after `=`".to_owned(),
        Some((key, value)) if !value.trim_start().starts_with(['"', '\'', '[', '{']) && value.contains(char::is_alphabetic) => {
            format!("text needs quotes: `{} = \"{}\"`", key.trim(), value.trim())
        }
        Some((_, value)) if value.matches('"').count() % 2 == 1 => "a quotation mark is missing".to_owned(),
        Some(_) => {
            "compare the line with `key = \"text\"`, `key = 3`, `key = true`, `key = 2027-02-04` or `key = [\"a\", \"b\"]`".to_owned()
        }
    }
}

fn convert_table(table: &DeTable<'_>, start: usize) -> Table {
    let mut entries: Vec<Entry> = table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_span: start + key.span().start..start + key.span().end,
            node: convert(value, start),
        })
        .collect();
    // The parser's map sorts by name; people expect the order of the file.
    entries.sort_by_key(|entry| entry.key_span.start);
    Table { entries }
}

fn convert(value: &Spanned<DeValue<'_>>, start: usize) -> Node {
    let span = start + value.span().start..start + value.span().end;
    let value = match value.get_ref() {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Nothing, Value::Integer),
        DeValue::Float(number) => number.as_str().parse().map_or(Value::Nothing, Value::Float),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Datetime(datetime) => moment(datetime).map_or_else(|| Value::String(datetime.to_string()), Value::Moment),
        DeValue::Array(array) => Value::Array(array.iter().map(|item| convert(item, start)).collect()),
        DeValue::Table(table) => Value::Table(convert_table(table, start)),
    };
    Node { value, span }
}

/// A TOML date; a time without a date is not a moment.
fn moment(datetime: &Datetime) -> Option<Moment> {
    let date = datetime.date?;
    let date = civil::Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()?;
    let time = match datetime.time {
        Some(time) => Some(
            civil::Time::new(
                i8::try_from(time.hour).ok()?,
                i8::try_from(time.minute).ok()?,
                i8::try_from(time.second.unwrap_or(0)).ok()?,
                0,
            )
            .ok()?,
        ),
        None => None,
    };
    let offset_minutes = datetime.offset.map(|offset| match offset {
        Offset::Z => 0,
        Offset::Custom { minutes } => minutes,
    });
    Some(Moment { date, time, offset_minutes })
}
