//! A file of strings as it is read, and what is wrong in it.
//!
//! Fluent silently ignores an unknown reference or option; here each is a problem with its place.

use std::collections::BTreeMap;
use std::ops::Range;

use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement, Resource};

use super::message::{Message, key};
use super::plural::{self, Fault};
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::locale::Locale;
use crate::base::source::Source;
use crate::syntax::fluent;

/// More digits than anyone reads.
const MAX_DIGITS: u8 = 20;

/// One file, with those of its strings that could be read.
pub(super) struct File<'s> {
    source: &'s Source,
    resource: Resource<&'s str>,
}

/// Reads a file. What is wrong within it is reported; what needs the other files is not.
pub(super) fn parse<'s>(source: &'s Source, problems: &mut Problems) -> File<'s> {
    let resource = fluent::parse(source, problems);
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
        fluent::place(&self.source.text, part)
    }

    fn problem(&self, code: Code, part: &str, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, message).at(self.source.id.at(self.range(part))).help(help)
    }

    fn check_names(&self, problems: &mut Problems) {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        for Named { name, written, .. } in self.named() {
            let problem = self.problem(Code::Syntax, written, format!("the string `{name}` is written twice"), "remove one of them");
            if let Some(first) = seen.insert(name, written) {
                problems.push(problem.also(self.source.id.at(self.range(first)), "the first one"));
            }
        }
    }

    fn check_call(&self, name: &str, arguments: &CallArguments<&str>, problems: &mut Problems) {
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
    pub(super) fn check_references(&self, messages: &BTreeMap<String, Message>, problems: &mut Problems) {
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

    /// Reports plural forms that the language does not have, and those that it has and a text lacks.
    pub(super) fn check_plurals(&self, locale: &Locale, problems: &mut Problems) {
        for (key, text) in self.named().flat_map(|named| named.texts) {
            let mut faults = Vec::new();
            plural::faults(text, locale, &mut faults);
            problems.extend(faults.into_iter().map(|fault| self.plural(&key, &fault, locale)));
        }
    }

    fn plural(&self, key: &str, fault: &Fault<'_>, locale: &Locale) -> Diagnostic {
        let language = locale.language();
        match fault {
            Fault::Strange { form, number, forms } => {
                let exact = number.map_or_else(String::new, |number| format!("; for exactly {number} write `[{number}]`"));
                let message = format!("`{language}` has no plural form `{form}`, so this text of `{key}` is never shown");
                self.problem(Code::InvalidValue, form, message, format!("its forms are {}{exact}", forms.join(", ")))
            }
            Fault::Missing { forms, beside } => {
                let form = |(form, numbers): &(&str, Vec<u32>)| {
                    let numbers = numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
                    format!("`{form}` ({numbers}, …)")
                };
                let missing = forms.iter().map(form).collect::<Vec<_>>().join(" and ");
                let message =
                    format!("`{key}` lacks the plural {} {missing} of `{language}`", if forms.len() == 1 { "form" } else { "forms" });
                let lines = forms.iter().map(|(form, _)| format!("`[{form}] …`")).collect::<Vec<_>>().join(" and ");
                self.problem(Code::MissingString, beside, message, format!("add {lines} before the form with `*`"))
            }
        }
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
