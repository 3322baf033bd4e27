//! What is wrong in a file of strings, found when it is read.
//!
//! Fluent falls silently back where a reference or an option is unknown, and panics on
//! a few strange files; none of these gets as far as a page.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use fluent_bundle::FluentResource;
use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use fluent_syntax::parser::{ErrorKind, ParserError};

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::Source;

/// Fluent's parser calls itself for braces within braces, and Fluent puts in no more than
/// a hundred values anyway.
const MAX_BRACES: usize = 100;

/// More digits than a number keeps exactly.
const MAX_DIGITS: usize = 15;

/// The entries of a file that can be used safely. What is wrong is reported, and left out
/// if it could do harm.
pub(super) fn parse(source: &Source, problems: &mut Vec<Diagnostic>) -> FluentResource {
    let text: &str = &source.text;
    if let Some(at) = too_many_braces(text) {
        problems.push(
            Diagnostic::new(Code::NestedTooDeep, format!("a string has more than {MAX_BRACES} opening braces"))
                .at(source.id.at(at..at + 1))
                .help("split the string into several, and refer to them by `{ key }`"),
        );
        return empty();
    }
    let resource = match FluentResource::try_new(text.to_owned()) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            problems.extend(errors.iter().map(|error| syntax(source, error)));
            resource
        }
    };
    let mut walk = Walk { source, text: resource.source(), problems: Vec::new(), is_harmful: false };
    let mut seen: BTreeMap<String, Range<usize>> = BTreeMap::new();
    for Named { name, written, texts } in resource.entries().filter_map(named) {
        let at = walk.range(written);
        texts.into_iter().for_each(|text| walk.pattern(text));
        let problem = Diagnostic::new(Code::Syntax, format!("the string `{name}` is written twice")).at(source.id.at(at.clone()));
        if let Some(first) = seen.insert(name, at) {
            walk.problems.push(problem.also(source.id.at(first), "the first one").help("remove one of them"));
        }
    }
    let Walk { problems: found, is_harmful, .. } = walk;
    problems.extend(found);
    if is_harmful { empty() } else { resource }
}

fn empty() -> FluentResource {
    FluentResource::try_new(String::new()).unwrap_or_else(|(resource, _)| resource)
}

/// A message or a term.
struct Named<'r> {
    /// As others refer to it: `read-more`, `-brand`.
    name: String,
    /// The name in the source, without a term's dash.
    written: &'r str,
    texts: Vec<&'r Pattern<&'r str>>,
}

fn named<'r>(entry: &'r Entry<&'r str>) -> Option<Named<'r>> {
    let (prefix, written, value, attributes) = match entry {
        Entry::Message(message) => ("", message.id.name, message.value.as_ref(), &message.attributes),
        Entry::Term(term) => ("-", term.id.name, Some(&term.value), &term.attributes),
        _ => return None,
    };
    let texts = value.into_iter().chain(attributes.iter().map(|attribute| &attribute.value)).collect();
    Some(Named { name: format!("{prefix}{written}"), written, texts })
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

struct Walk<'r> {
    source: &'r Source,
    text: &'r str,
    problems: Vec<Diagnostic>,
    /// Whether Fluent could panic over the file.
    is_harmful: bool,
}

impl<'r> Walk<'r> {
    /// Where a part of the text lies in it.
    fn range(&self, part: &str) -> Range<usize> {
        range(self.text, part)
    }

    fn refuse(&mut self, part: &str, message: impl Into<String>, help: &str) {
        let at = self.source.id.at(self.range(part));
        self.problems.push(Diagnostic::new(Code::InvalidValue, message).at(at).help(help));
    }

    fn pattern(&mut self, pattern: &'r Pattern<&'r str>) {
        for element in &pattern.elements {
            let PatternElement::Placeable { expression } = element else { continue };
            match expression {
                Expression::Inline(inline) => self.inline(inline),
                Expression::Select { selector, variants } => {
                    if let InlineExpression::StringLiteral { value } | InlineExpression::NumberLiteral { value } = selector {
                        self.is_harmful = true;
                        self.refuse(value, "this chooses by a fixed value", "choose by an argument: `{ $count -> … }`");
                    }
                    self.inline(selector);
                    for variant in variants {
                        if let VariantKey::NumberLiteral { value } = variant.key {
                            self.number(value);
                        }
                        self.pattern(&variant.value);
                    }
                }
            }
        }
    }

    fn inline(&mut self, expression: &'r InlineExpression<&'r str>) {
        match expression {
            InlineExpression::NumberLiteral { value } => self.number(value),
            InlineExpression::FunctionReference { id, arguments } => {
                if id.name == "NUMBER" {
                    self.number_options(arguments);
                } else {
                    self.refuse(id.name, format!("there is no function `{}`", id.name), "the only function is `NUMBER`");
                }
                self.arguments(arguments);
            }
            InlineExpression::TermReference { arguments: Some(arguments), .. } => self.arguments(arguments),
            InlineExpression::Placeable { expression } => {
                self.is_harmful = true;
                let part = first_text(expression);
                self.refuse(part, "there are braces directly within braces", "write `{ $name }` instead of `{{ $name }}`");
            }
            _ => {}
        }
    }

    fn arguments(&mut self, arguments: &'r CallArguments<&'r str>) {
        arguments.positional.iter().chain(arguments.named.iter().map(|named| &named.value)).for_each(|argument| self.inline(argument));
    }

    fn number(&mut self, value: &str) {
        if value.bytes().filter(u8::is_ascii_digit).count() > MAX_DIGITS {
            self.is_harmful = true;
            self.refuse(value, format!("`{value}` has more than {MAX_DIGITS} digits"), "round the number");
        }
    }

    fn number_options(&mut self, arguments: &CallArguments<&'r str>) {
        const KNOWN: &[&str] = &["minimumFractionDigits", "maximumFractionDigits", "useGrouping", "type"];
        for option in &arguments.named {
            let name = option.name.name;
            if !KNOWN.contains(&name) {
                let help = format!("the options are {}", KNOWN.join(", "));
                self.refuse(name, format!("`NUMBER` has no option `{name}` in Ribbon"), &help);
            }
            let (InlineExpression::NumberLiteral { value } | InlineExpression::StringLiteral { value }) = option.value else { continue };
            let is_count = matches!(option.value, InlineExpression::NumberLiteral { .. })
                && value.parse::<usize>().is_ok_and(|count| count <= MAX_DIGITS);
            if name.ends_with("Digits") && !is_count {
                self.is_harmful = true;
                self.refuse(value, format!("`{name}` cannot be `{value}`"), "write a whole number up to 15, without quotes");
            }
        }
    }
}

/// The first word in an expression, for a place.
fn first_text<'r>(expression: &'r Expression<&'r str>) -> &'r str {
    let (Expression::Inline(inline) | Expression::Select { selector: inline, .. }) = expression;
    match inline {
        InlineExpression::StringLiteral { value } | InlineExpression::NumberLiteral { value } => value,
        InlineExpression::FunctionReference { id, .. }
        | InlineExpression::MessageReference { id, .. }
        | InlineExpression::TermReference { id, .. }
        | InlineExpression::VariableReference { id } => id.name,
        InlineExpression::Placeable { expression } => first_text(expression),
    }
}

fn range(text: &str, part: &str) -> Range<usize> {
    // The parser's texts are slices of the source, so their addresses tell their places.
    let start = (part.as_ptr().addr()).saturating_sub(text.as_ptr().addr()).min(text.len());
    start..(start + part.len()).min(text.len())
}

/// Reports every reference to a string that no file of the language has.
pub(super) fn references(resources: &[(FluentResource, &Source)], problems: &mut Vec<Diagnostic>) {
    let names: BTreeSet<String> =
        resources.iter().flat_map(|(resource, _)| resource.entries()).filter_map(|entry| Some(named(entry)?.name)).collect();
    for (resource, source) in resources {
        let mut referred = Vec::new();
        resource.entries().filter_map(named).flat_map(|named| named.texts).for_each(|text| collect(text, &mut referred));
        for (prefix, written) in referred {
            let name = format!("{prefix}{written}");
            if names.contains(&name) {
                continue;
            }
            let help = match nearest(&name, names.iter().map(String::as_str)) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("add a line `{name} = …`"),
            };
            problems.push(
                Diagnostic::new(Code::MissingString, format!("there is no string `{name}` in this language"))
                    .at(source.id.at(range(resource.source(), written)))
                    .help(help),
            );
        }
    }
}

/// The names that a text refers to, as prefix and word.
fn collect<'r>(pattern: &'r Pattern<&'r str>, referred: &mut Vec<(&'static str, &'r str)>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        let inline = match expression {
            Expression::Inline(inline) => inline,
            Expression::Select { selector, variants } => {
                variants.iter().for_each(|variant| collect(&variant.value, referred));
                selector
            }
        };
        match inline {
            InlineExpression::MessageReference { id, .. } => referred.push(("", id.name)),
            InlineExpression::TermReference { id, .. } => referred.push(("-", id.name)),
            _ => {}
        }
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
