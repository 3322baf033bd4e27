//! A file of strings as it is read, and what is wrong in it.
//!
//! Fluent falls silently back where a reference or an option is unknown; here each is
//! a problem with its place.

use std::collections::BTreeMap;
use std::ops::Range;

use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement, Resource};
use fluent_syntax::parser::{ErrorKind, ParserError, parse_runtime};

use super::message::{Message, key};
use crate::base::diagnostic::{Code, Diagnostic, Suggestion};
use crate::base::source::Source;

/// Fluent's parser calls itself for braces within braces, and no text may put in more
/// than a hundred values anyway.
const MAX_BRACES: usize = 100;

/// More digits than anyone reads.
const MAX_DIGITS: u8 = 20;

/// One file, with those of its strings that could be read.
pub(super) struct File<'s> {
    source: &'s Source,
    resource: Resource<&'s str>,
}

/// Reads a file. What is wrong within it is reported; what needs the other files is not.
pub(super) fn parse<'s>(source: &'s Source, problems: &mut Vec<Diagnostic>) -> File<'s> {
    let text: &str = &source.text;
    if let Some(at) = too_many_braces(text) {
        problems.push(
            Diagnostic::new(Code::NestedTooDeep, format!("a string has more than {MAX_BRACES} opening braces"))
                .at(source.id.at(at..at + 1))
                .help("split the string into several, and refer to them by `{ key }`"),
        );
        return File { source, resource: Resource { body: Vec::new() } };
    }
    let resource = match parse_runtime(text) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            problems.extend(errors.iter().map(|error| syntax(source, error)));
            resource
        }
    };
    let file = File { source, resource };
    file.check_names(problems);
    file.walk(|inline| {
        if let InlineExpression::FunctionReference { id, arguments } = inline {
            file.check_call(id.name, arguments, problems);
        }
    });
    file
}

/// A message or a term.
struct Named<'r> {
    /// As others refer to it: `read-more`, `-brand`.
    name: String,
    /// The name in the source, without a term's dash.
    written: &'r str,
    /// Its text and those of its attributes, with their keys.
    texts: Vec<(String, &'r Pattern<&'r str>)>,
}

fn named<'r>(entry: &'r Entry<&'r str>) -> Option<Named<'r>> {
    let (prefix, written, value, attributes) = match entry {
        Entry::Message(message) => ("", message.id.name, message.value.as_ref(), &message.attributes),
        Entry::Term(term) => ("-", term.id.name, Some(&term.value), &term.attributes),
        _ => return None,
    };
    let value = value.map(|value| (key(prefix, written, None), value));
    let attributes = attributes.iter().map(|attribute| (key(prefix, written, Some(attribute.id.name)), &attribute.value));
    Some(Named { name: key(prefix, written, None), written, texts: value.into_iter().chain(attributes).collect() })
}

/// Where a string has too many braces to be read without fear for the stack.
///
/// Only opening ones are counted, since what closes one can be told by the parser alone.
fn too_many_braces(text: &str) -> Option<usize> {
    let mut n_open = 0;
    let mut line_start = 0;
    for line in text.split_inclusive('\n') {
        if starts_string(line) {
            n_open = 0;
        }
        for (at, _) in line.match_indices(['{', '(']) {
            n_open += 1;
            if n_open > MAX_BRACES {
                return Some(line_start + at);
            }
        }
        line_start += line.len();
    }
    None
}

/// Whether a line is like `key = …` or `-term = …`; within braces none can be.
fn starts_string(line: &str) -> bool {
    let Some((key, _)) = line.split_once('=') else { return false };
    let key = key.trim_end_matches(' ');
    let name = key.strip_prefix('-').unwrap_or(key);
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

impl<'s> File<'s> {
    fn named(&self) -> impl Iterator<Item = Named<'_>> {
        self.resource.body.iter().filter_map(named)
    }

    /// The strings by their keys.
    pub(super) fn messages(&self) -> impl Iterator<Item = (String, Message)> {
        self.named().flat_map(|named| named.texts).map(|(key, text)| (key, Message::new(text)))
    }

    /// Where a part of the text lies in it.
    fn range(&self, part: &str) -> Range<usize> {
        // The parser's texts are slices of the source, so their addresses tell their places.
        let start = part.as_ptr().addr().saturating_sub(self.source.text.as_ptr().addr()).min(self.source.text.len());
        start..(start + part.len()).min(self.source.text.len())
    }

    fn problem(&self, code: Code, part: &str, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, message).at(self.source.id.at(self.range(part))).help(help)
    }

    fn check_names(&self, problems: &mut Vec<Diagnostic>) {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for Named { name, written, .. } in self.named() {
            let problem = self.problem(Code::Syntax, written, format!("the string `{name}` is written twice"), "remove one of them");
            if let Some(first) = seen.insert(name, written) {
                problems.push(problem.also(self.source.id.at(self.range(first)), "the first one"));
            }
        }
    }

    fn check_call(&self, name: &str, arguments: &CallArguments<&str>, problems: &mut Vec<Diagnostic>) {
        const KNOWN: &[&str] = &["minimumFractionDigits", "maximumFractionDigits", "useGrouping", "type"];
        let mut refuse = |part, message: String, help: String| problems.push(self.problem(Code::InvalidValue, part, message, help));
        if name != "NUMBER" {
            return refuse(name, format!("there is no function `{name}`"), "the only function is `NUMBER`".to_owned());
        }
        if arguments.positional.is_empty() {
            refuse(name, "`NUMBER` needs a number".to_owned(), "write `{ NUMBER($count) }`".to_owned());
        }
        for option in &arguments.named {
            let name = option.name.name;
            if !KNOWN.contains(&name) {
                refuse(name, format!("`NUMBER` has no option `{name}` in Ribbon"), format!("the options are {}", KNOWN.join(", ")));
            }
            let (value, is_count) = match option.value {
                InlineExpression::NumberLiteral { value } => (value, value.parse().is_ok_and(|count: u8| count <= MAX_DIGITS)),
                InlineExpression::StringLiteral { value } => (value, false),
                _ => continue,
            };
            if name.ends_with("Digits") && !is_count {
                let help = format!("write a whole number up to {MAX_DIGITS}, without quotes");
                refuse(value, format!("`{name}` cannot be `{value}`"), help);
            }
        }
    }

    /// Reports every reference to a string that no file of the language has.
    pub(super) fn check_references(&self, messages: &BTreeMap<String, Message>, problems: &mut Vec<Diagnostic>) {
        self.walk(|inline| {
            let (prefix, id, attribute) = match inline {
                InlineExpression::MessageReference { id, attribute } => ("", id, attribute),
                InlineExpression::TermReference { id, attribute, .. } => ("-", id, attribute),
                _ => return,
            };
            let name = key(prefix, id.name, attribute.as_ref().map(|attribute| attribute.name));
            if messages.contains_key(&name) {
                return;
            }
            let help = Suggestion::nearest(&name, messages.keys().map(String::as_str)).or_else(|| format!("add a line `{name} = …`"));
            problems.push(self.problem(Code::MissingString, id.name, format!("there is no string `{name}` in this language"), help));
        });
    }

    /// Shows every expression of the file, outer ones first.
    fn walk(&self, mut see: impl FnMut(&InlineExpression<&str>)) {
        for (_, text) in self.named().flat_map(|named| named.texts) {
            walk_text(text, &mut see);
        }
    }
}

fn walk_text(text: &Pattern<&str>, see: &mut impl FnMut(&InlineExpression<&str>)) {
    for element in &text.elements {
        if let PatternElement::Placeable { expression } = element {
            walk_expression(expression, see);
        }
    }
}

fn walk_expression(expression: &Expression<&str>, see: &mut impl FnMut(&InlineExpression<&str>)) {
    match expression {
        Expression::Inline(inline) => walk_inline(inline, see),
        Expression::Select { selector, variants } => {
            walk_inline(selector, see);
            variants.iter().for_each(|variant| walk_text(&variant.value, see));
        }
    }
}

fn walk_inline(inline: &InlineExpression<&str>, see: &mut impl FnMut(&InlineExpression<&str>)) {
    see(inline);
    match inline {
        InlineExpression::FunctionReference { arguments, .. } | InlineExpression::TermReference { arguments: Some(arguments), .. } => {
            arguments.positional.iter().chain(arguments.named.iter().map(|named| &named.value)).for_each(|value| walk_inline(value, see));
        }
        InlineExpression::Placeable { expression } => walk_expression(expression, see),
        _ => {}
    }
}

/// Fluent's complaint in an editor's words.
fn syntax(source: &Source, error: &ParserError) -> Diagnostic {
    let (message, help) = match &error.kind {
        ErrorKind::ExpectedToken('=') => ("`=` is missing after the key".to_owned(), KEY_HELP),
        ErrorKind::ExpectedToken(token) => (format!("`{token}` is missing"), "every `{` needs its `}`"),
        ErrorKind::ExpectedCharRange { .. } => ("a string starts with its key".to_owned(), KEY_HELP),
        ErrorKind::ExpectedMessageField { entry_id } => (format!("the string `{entry_id}` has no text"), "write the text after `=`"),
        ErrorKind::ExpectedTermField { entry_id } => (format!("the term `-{entry_id}` has no text"), "write the text after `=`"),
        ErrorKind::MissingValue => ("a text is missing".to_owned(), "write the text after `=` or after the bracket"),
        ErrorKind::MissingDefaultVariant => {
            ("no case is marked as the one for all others".to_owned(), "put `*` before the last one: `*[other] …`")
        }
        ErrorKind::MultipleDefaultVariants => {
            ("two cases are marked as the one for all others".to_owned(), "keep `*` before one of them only")
        }
        ErrorKind::UnterminatedStringLiteral => ("a quotation mark is missing".to_owned(), "close the text with `\"`"),
        ErrorKind::UnbalancedClosingBrace => ("`}` closes nothing".to_owned(), "for a brace in the text write `{ \"}\" }`"),
        ErrorKind::ExpectedInlineExpression => (
            "there is nothing to put in here".to_owned(),
            "write an argument, `{ $name }`, another string, `{ key }`, or a text, `{ \"…\" }`",
        ),
        ErrorKind::ForbiddenCallee => ("only functions in capital letters can be called".to_owned(), "write `{ NUMBER($count) }`"),
        other => (format!("this cannot be read: {}", other.to_string().to_lowercase()), "see projectfluent.org for the form of strings"),
    };
    let boundary = |at: usize| source.text.floor_char_boundary(at.min(source.text.len()));
    let (start, end) = (boundary(error.pos.start), boundary(error.pos.end));
    Diagnostic::new(Code::Syntax, message).at(source.id.at(start..end.max(start))).help(help)
}

const KEY_HELP: &str = "write `read-more = Read more`; where a text goes on in the next line, indent that line";
