//! TOML and YAML read key by key.
//!
//! A reader asks for the keys it knows; what nobody asked for is an unknown key, and
//! the known names serve for the suggestion.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use crate::base::address;
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::source::{Source, SourceId, Span};

pub(crate) use super::json::parse as parse_json;
pub(crate) use super::node::{Entry, Moment, Node, Table, Value};
pub(crate) use super::toml::parse as parse_toml;
pub(crate) use super::yaml::parse as parse_yaml;

/// A value that can be read from a node; the error says what was expected.
pub(crate) trait FromNode: Sized {
    fn from_node(node: &Node) -> Result<Self, &'static str>;
}

impl FromNode for String {
    fn from_node(node: &Node) -> Result<Self, &'static str> {
        match &node.value {
            Value::String(text) => Ok(text.clone()),
            _ => Err("text in quotes"),
        }
    }
}

impl FromNode for i64 {
    fn from_node(node: &Node) -> Result<Self, &'static str> {
        match node.value {
            Value::Integer(number) => Ok(number),
            _ => Err("a whole number"),
        }
    }
}

impl FromNode for usize {
    fn from_node(node: &Node) -> Result<Self, &'static str> {
        match node.value {
            Value::Integer(number) => Self::try_from(number).map_err(|_| "a whole number that is not negative"),
            _ => Err("a whole number"),
        }
    }
}

impl FromNode for f64 {
    fn from_node(node: &Node) -> Result<Self, &'static str> {
        match node.value {
            // TOML integers are at most 2^63, and a rounded weight or size does no harm.
            Value::Integer(number) => Ok(number as Self),
            Value::Float(number) => Ok(number),
            _ => Err("a number"),
        }
    }
}

impl FromNode for bool {
    fn from_node(node: &Node) -> Result<Self, &'static str> {
        match node.value {
            Value::Bool(flag) => Ok(flag),
            _ => Err("true or false, without quotes"),
        }
    }
}

impl FromNode for Moment {
    fn from_node(node: &Node) -> Result<Self, &'static str> {
        match &node.value {
            Value::Moment(moment) => Ok(*moment),
            Value::String(text) => Self::parse(text).ok_or("a date that exists, written like 2027-02-04"),
            _ => Err("a date like 2027-02-04"),
        }
    }
}

impl FromNode for Table {
    fn from_node(node: &Node) -> Result<Self, &'static str> {
        match &node.value {
            Value::Table(table) => Ok(table.clone()),
            _ => Err("a table of keys"),
        }
    }
}

/// A list; each wrong item would be reported alone, so reading stops at the first.
impl<T: FromNode> FromNode for Vec<T> {
    fn from_node(node: &Node) -> Result<Self, &'static str> {
        match &node.value {
            Value::Array(nodes) => nodes.iter().map(T::from_node).collect(),
            _ => Err("a list in square brackets"),
        }
    }
}

/// Reads a file in TOML, with or without a byte order mark.
pub(crate) fn parse_file(source: &Source, problems: &mut Problems) -> Table {
    let mark = if source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    parse_toml(&source.id, &source.text[mark..], mark, problems)
}

/// A value with the place it was written at. Two are equal if their values are.
#[derive(Clone, Debug)]
pub(crate) struct Spanned<T> {
    pub value: T,
    pub span: Range<usize>,
}

impl<T: PartialEq> PartialEq for Spanned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Hash> Hash for Spanned<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl<T: FromNode> FromNode for Spanned<T> {
    fn from_node(node: &Node) -> Result<Self, &'static str> {
        Ok(Self { value: T::from_node(node)?, span: node.span.clone() })
    }
}

/// Reads the keys of one table and remembers which were asked for.
pub(crate) struct Fields<'a> {
    table: &'a Table,
    source: &'a SourceId,
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(table: &'a Table, source: &'a SourceId) -> Self {
        Self { table, source, known: Vec::new() }
    }

    /// The address that a key names, if a site may publish it.
    pub(crate) fn address(&mut self, key: &'static str, problems: &mut Problems) -> Option<Spanned<String>> {
        let written: Spanned<String> = self.optional(key, problems)?;
        let Some(message) = address::refused(&written.value) else { return Some(written) };
        let problem = Diagnostic::new(Code::InvalidValue, format!("`{key}` cannot be this address: {message}"));
        problems.push(problem.at(self.source.at(written.span)).help(address::HELP));
        None
    }

    /// The entry of a key, whatever its type.
    pub(crate) fn entry(&mut self, key: &'static str) -> Option<&'a Entry> {
        self.known.push(key);
        self.table.get(key)
    }

    /// A key's value. A value of another type is a problem and counts as missing.
    pub(crate) fn optional<T: FromNode>(&mut self, key: &'static str, problems: &mut Problems) -> Option<T> {
        let entry = self.entry(key)?;
        match T::from_node(&entry.node) {
            Ok(value) => Some(value),
            // A value that could not be read at all is reported as that.
            Err(_) if self.is_broken(problems, &entry.node.span) => None,
            Err(expected) => {
                problems.push(wrong_type(self.source, key, &entry.node, expected));
                None
            }
        }
    }

    /// Whether the parser could not read something in this range.
    fn is_broken(&self, problems: &[Diagnostic], range: &Range<usize>) -> bool {
        problems
            .iter()
            .filter(|problem| problem.code == Code::Syntax)
            .filter_map(|problem| problem.at.as_ref())
            .any(|at| at.source == *self.source && at.start <= range.end && range.start <= at.end)
    }

    /// A key's value; a missing key is a problem at `whole`, unless a line that could not be
    /// read may hold it.
    pub(crate) fn required<T: FromNode>(&mut self, key: &'static str, whole: Range<usize>, problems: &mut Problems) -> Option<T> {
        if self.table.get(key).is_none() {
            self.known.push(key);
            if self.is_broken(problems, &(0..usize::MAX)) {
                return None;
            }
            problems.push(
                Diagnostic::new(Code::MissingKey, format!("`{key}` is missing"))
                    .at(self.source.at(whole))
                    .help(format!("add a line `{key} = …`")),
            );
            return None;
        }
        self.optional(key, problems)
    }

    /// Whether a key is written, whatever its type.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    /// Whether a key was asked for.
    pub(crate) fn knows(&self, key: &str) -> bool {
        self.known.contains(&key)
    }

    /// One of a few words.
    pub(crate) fn choice<T: Copy>(&mut self, key: &'static str, words: &[(&'static str, T)], problems: &mut Problems) -> Option<T> {
        let Spanned { value, span }: Spanned<String> = self.optional(key, problems)?;
        if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == value) {
            return Some(*meaning);
        }
        let all = words.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        let expected = format!("expected one of {all}");
        let help = Suggestion::nearest(&value, words.iter().map(|(word, _)| *word)).followed_by(expected.as_str()).or(&expected);
        problems.push(Diagnostic::new(Code::InvalidValue, format!("`{key}` cannot be `{value}`")).at(self.source.at(span)).help(help));
        None
    }

    /// Reports every key that nobody asked for. `what` ends the sentence: `front matter`.
    pub(crate) fn finish(self, what: &str, problems: &mut Problems) {
        for entry in &self.table.entries {
            if !self.knows(&entry.key) {
                problems.push(unknown_key(self.source, entry, what, self.known.iter().copied()));
            }
        }
    }
}

/// A key that has no meaning here, with the nearest that has.
pub(crate) fn unknown_key<'k>(source: &SourceId, entry: &Entry, what: &str, known: impl Iterator<Item = &'k str> + Clone) -> Diagnostic {
    let help = Suggestion::nearest(&entry.key, known.clone()).or_else(|| format!("known keys: {}", known.collect::<Vec<_>>().join(", ")));
    Diagnostic::new(Code::UnknownKey, format!("unknown key `{}` in {what}", entry.key)).at(source.at(entry.key_span.clone())).help(help)
}

/// A value of the wrong type.
pub(crate) fn wrong_type(source: &SourceId, key: &str, node: &Node, expected: &str) -> Diagnostic {
    let at: Span = source.at(node.span.clone());
    let mut problem = Diagnostic::new(Code::WrongType, format!("`{key}` must be {expected}, but this is {}", node.value.kind())).at(at);
    let starts = |kind: &str| expected.starts_with(kind);
    problem.help = match &node.value {
        Value::Integer(number) if starts("text") => Some(format!("write it in quotes: `\"{number}\"`")),
        Value::String(text) if starts("true or false") && matches!(text.as_str(), "true" | "yes" | "on") => Some("write `true`".to_owned()),
        Value::String(text) if starts("true or false") && matches!(text.as_str(), "false" | "no" | "off") => {
            Some("write `false`".to_owned())
        }
        Value::String(text) if starts("a whole number") && text.trim().parse::<i64>().is_ok() => {
            Some(format!("write it without quotes: `{}`", text.trim()))
        }
        Value::String(text) if (starts("a list in") || starts("a list of texts")) && !text.contains(['"', '\\']) => {
            Some(format!("write it like `[\"{text}\"]`"))
        }
        Value::String(_) if starts("a date") => Some("write the year, the month and the day: `2027-02-04`".to_owned()),
        Value::String(_) if starts("a table") => Some(format!("write a line `[{key}]`, and its keys on the lines below")),
        _ => None,
    };
    problem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_read_dates_times_and_offsets() {
        let iso = |text: &str| Moment::parse(text).map(Moment::iso);
        assert_eq!(iso("2027-02-04").as_deref(), Some("2027-02-04"));
        assert_eq!(iso("2027-02-04 09:30:00+05:30").as_deref(), Some("2027-02-04T09:30:00+05:30"));
        assert_eq!(iso("2027-02-04T09:30:00Z").as_deref(), Some("2027-02-04T09:30:00Z"));
        assert_eq!(iso("2027-02-30"), None);
        assert_eq!(iso("soon"), None);
        assert_eq!(Moment::parse("1970-01-02T00:00:00+01:00").map(Moment::unix_seconds), Some(82_800));
    }
}
