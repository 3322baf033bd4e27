//! Fluent: a file of strings, parsed by fluent-syntax, with its errors in an editor's words.

use std::ops::Range;

use fluent_syntax::ast::Resource;
use fluent_syntax::parser::{ErrorKind, ParserError, parse_runtime};

use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::Source;

/// Fluent's parser is recursive for braces within braces, and no text may have more than a hundred values anyway.
const MAX_BRACES: usize = 100;

/// Reads a file. What cannot be read in it is reported and left out.
pub(crate) fn parse<'s>(source: &'s Source, problems: &mut Problems) -> Resource<&'s str> {
    let text: &str = &source.text;
    if let Some(at) = too_many_braces(text) {
        problems.push(
            Diagnostic::new(Code::NestedTooDeep, format!("a string has more than {MAX_BRACES} opening braces"))
                .at(source.id.at(at..at + 1))
                .help("split the string into several, and refer to them by `{ key }`"),
        );
        return Resource { body: Vec::new() };
    }
    match parse_runtime(text) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            problems.extend(errors.iter().map(|error| syntax(source, error)));
            resource
        }
    }
}

/// Where a part of what was read lies in its text.
pub(crate) fn place(text: &str, part: &str) -> Range<usize> {
    // The parser's texts are slices of the source, so their addresses tell their places.
    let start = part.as_ptr().addr().saturating_sub(text.as_ptr().addr()).min(text.len());
    start..(start + part.len()).min(text.len())
}

/// The place of a string with so many braces that parsing it could overflow the stack.
///
/// Only opening ones are counted, since only the parser knows which brace closes one.
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
