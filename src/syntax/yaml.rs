//! YAML with spans, from the event stream of `saphyr-parser`.

use std::collections::HashSet;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use super::node::{Entry, Moment, Node, Table, Value};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::SourceId;

/// Nesting beyond this is refused, so that hostile front matter cannot exhaust the stack.
const MAX_DEPTH: usize = 64;

/// Parses a YAML mapping that starts at byte `start` of a file.
pub(crate) fn parse(source: &SourceId, text: &str, start: usize, problems: &mut Problems) -> Table {
    // The parser counts characters; files are addressed by bytes.
    let mut offsets: Vec<usize> = text.char_indices().map(|(at, _)| start + at).collect();
    offsets.push(start + text.len());
    let mut reader = YamlReader { events: Parser::new_from_str(text), offsets, problem: None };
    let table = reader.document();
    if let Some((message, at)) = reader.problem {
        let help = "write `key: value`, one on a line; put text with `:` or `#` in quotes; indent with spaces";
        problems.push(Diagnostic::new(Code::Syntax, message).at(source.at(at..at)).help(help));
    }
    table
}

struct YamlReader<'t> {
    events: Parser<'t, saphyr_parser::StrInput<'t>>,
    offsets: Vec<usize>,
    problem: Option<(String, usize)>,
}

impl<'t> YamlReader<'t> {
    fn byte(&self, index: usize) -> usize {
        self.offsets[index.min(self.offsets.len() - 1)]
    }

    fn fail(&mut self, message: impl Into<String>, at: usize) {
        self.problem.get_or_insert((message.into(), at));
    }

    fn next(&mut self) -> Option<(Event<'t>, Span)> {
        match self.events.next_event()? {
            Ok(event) => Some(event),
            Err(error) => {
                let at = self.byte(error.marker().index());
                self.fail(plain_words(error.info()), at);
                None
            }
        }
    }

    fn document(&mut self) -> Table {
        while let Some((event, span)) = self.next() {
            match event {
                Event::StreamStart | Event::DocumentStart(_) | Event::Nothing => {}
                Event::StreamEnd | Event::DocumentEnd => return Table::default(),
                Event::Scalar(text, ScalarStyle::Plain, ..) if text.is_empty() || text == "~" => return Table::default(),
                Event::MappingStart(..) => return self.mapping(0),
                _ => {
                    let at = self.byte(span.start.index());
                    self.fail("front matter must be lines of `key: value`", at);
                    return Table::default();
                }
            }
        }
        Table::default()
    }

    fn mapping(&mut self, depth: usize) -> Table {
        let mut table = Table::default();
        let mut keys = HashSet::new();
        while let Some((event, span)) = self.next() {
            let key_span = self.byte(span.start.index())..self.byte(span.end.index());
            match event {
                Event::MappingEnd => break,
                Event::Scalar(text, ..) => {
                    let Some(node) = self.node(depth + 1) else { break };
                    if !keys.insert(text.clone().into_owned()) {
                        self.fail(format!("`{text}` is written twice"), key_span.start);
                        continue;
                    }
                    table.entries.push(Entry { key: text.into_owned(), key_span, node });
                }
                _ => {
                    self.fail("a key must be a plain word", key_span.start);
                    break;
                }
            }
        }
        table
    }

    fn node(&mut self, depth: usize) -> Option<Node> {
        let (event, span) = self.next()?;
        let start = self.byte(span.start.index());
        let end = self.byte(span.end.index());
        if depth > MAX_DEPTH {
            self.fail(format!("nested more than {MAX_DEPTH} levels deep"), start);
            return None;
        }
        let value = match event {
            Event::Scalar(text, ScalarStyle::Plain, ..) => plain_scalar(&text),
            Event::Scalar(text, ..) => Value::String(text.into_owned()),
            Event::SequenceStart(..) => Value::Array(self.sequence(depth)),
            Event::MappingStart(..) => Value::Table(self.mapping(depth)),
            Event::Alias(_) => {
                self.fail("aliases with `*` are not supported in front matter", start);
                return None;
            }
            _ => return None,
        };
        Some(Node { value, span: start..end })
    }

    fn sequence(&mut self, depth: usize) -> Vec<Node> {
        let mut nodes = Vec::new();
        loop {
            match self.events.peek() {
                Some(Ok((Event::SequenceEnd, _))) => {
                    self.next();
                    return nodes;
                }
                None => return nodes,
                Some(_) => match self.node(depth + 1) {
                    Some(node) => nodes.push(node),
                    None => return nodes,
                },
            }
        }
    }
}

/// The parser speaks of YAML's grammar.
fn plain_words(message: &str) -> String {
    let mut message = message.to_owned();
    for (grammar, words) in [
        ("while parsing a flow sequence", "this list does not end"),
        ("while parsing a flow mapping", "this table does not end"),
        ("while parsing a quoted scalar", "this text in quotes does not end"),
        ("while scanning a quoted scalar", "this text in quotes does not end"),
        ("while parsing a block mapping", "this line does not fit the keys above it"),
        ("while parsing a block collection", "this line does not fit the list above it"),
        ("while scanning a simple key", "this key is not followed by a value"),
        ("recursion limit exceeded", "lists and tables are nested too deeply"),
        ("simple key expect ':'", "this line has no `:` after its key"),
        ("mapping values are not allowed in this context", "unexpected `:` on this line"),
        ("block sequence entries are not allowed in this context", "a list cannot begin here"),
        ("found character that cannot start any token", "there is a sign here that needs quotes"),
    ] {
        message = message.replace(grammar, words);
    }
    message
}

/// YAML 1.2's core schema, with dates. `yes`, `no` and `on` stay text.
fn plain_scalar(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Nothing,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    if let Ok(number) = text.parse::<i64>() {
        return Value::Integer(number);
    }
    if text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '+' | '.')) {
        if let Ok(number) = text.parse::<f64>() {
            return Value::Float(number);
        }
        if let Some(moment) = Moment::parse(text) {
            return Value::Moment(moment);
        }
    }
    Value::String(text.to_owned())
}
