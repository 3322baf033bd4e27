//! One string as a tree of its parts, and how a text is made from it.
//!
//! Fluent's parser is used, but not its bundle: that takes its plural rules from CLDR 37 with a mistake that gives 103 the
//! wrong Arabic form, and panics on some files.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{CallArguments, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use fluent_syntax::unicode::unescape_unicode_to_string;

use super::Argument;
use crate::base::locale::{Counting, Digits, Locale};

/// As many values as one text may put in, those of strings it refers to included.
const MAX_VALUES: usize = 100;

/// A string's text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Message(Vec<Part>);

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Text(String),
    Value(Value),
    Choice { by: Value, cases: Vec<(Case, Message)>, otherwise: usize },
}

/// What stands between braces.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Text(String),
    Number(f64, Format),
    Argument(String),
    /// `NUMBER($count, …)`
    Formatted(Box<Value>, Format),
    /// Another string by its key, a term with its dash: `read-more.title`, `-brand`.
    Reference {
        key: String,
        arguments: Option<Vec<(String, Value)>>,
    },
    Nested(Message),
}

#[derive(Clone, Debug, PartialEq)]
enum Case {
    Word(String),
    Number(f64),
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Format {
    digits: Digits,
    is_ungrouped: bool,
    counting: Counting,
}

impl Message {
    pub(super) fn new(pattern: &Pattern<&str>) -> Self {
        Self(pattern.elements.iter().map(Part::new).collect())
    }
}

impl Part {
    fn new(element: &PatternElement<&str>) -> Self {
        match element {
            PatternElement::TextElement { value } => Self::Text(value.replace('\r', "")),
            PatternElement::Placeable { expression } => Self::of_expression(expression),
        }
    }

    fn of_expression(expression: &Expression<&str>) -> Self {
        match expression {
            Expression::Inline(inline) => Self::Value(Value::new(inline)),
            Expression::Select { selector, variants } => Self::Choice {
                by: Value::new(selector),
                // The parser guarantees that one variant is the default.
                otherwise: variants.iter().position(|variant| variant.default).unwrap_or(0),
                cases: variants.iter().map(|variant| (Case::new(&variant.key), Message::new(&variant.value))).collect(),
            },
        }
    }
}

impl Case {
    fn new(key: &VariantKey<&str>) -> Self {
        match key {
            VariantKey::Identifier { name } => Self::Word((*name).to_owned()),
            VariantKey::NumberLiteral { value } => value.parse().map_or_else(|_| Self::Word((*value).to_owned()), Self::Number),
        }
    }
}

impl Value {
    fn new(inline: &InlineExpression<&str>) -> Self {
        match inline {
            InlineExpression::StringLiteral { value } => Self::Text(unescape_unicode_to_string(value).into_owned()),
            InlineExpression::NumberLiteral { value } => number(value),
            InlineExpression::VariableReference { id } => Self::Argument(id.name.to_owned()),
            InlineExpression::FunctionReference { id, arguments } => match arguments.positional.first() {
                Some(value) if id.name == "NUMBER" => Self::Formatted(Box::new(Self::new(value)), Format::new(arguments)),
                _ => Self::Text(String::new()),
            },
            InlineExpression::MessageReference { id, attribute } => {
                Self::Reference { key: key("", id.name, attribute.as_ref().map(|attribute| attribute.name)), arguments: None }
            }
            InlineExpression::TermReference { id, attribute, arguments } => Self::Reference {
                key: key("-", id.name, attribute.as_ref().map(|attribute| attribute.name)),
                arguments: Some(
                    arguments
                        .iter()
                        .flat_map(|arguments| &arguments.named)
                        .map(|named| (named.name.name.to_owned(), Self::new(&named.value)))
                        .collect(),
                ),
            },
            InlineExpression::Placeable { expression } => Self::Nested(Message(vec![Part::of_expression(expression)])),
        }
    }
}

/// A number as it is written, with as many digits after its point.
fn number(written: &str) -> Value {
    let n_digits = written.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let digits = Digits { least: u8::try_from(n_digits).unwrap_or(u8::MAX), most: None };
    written.parse().map_or_else(|_| Value::Text(written.to_owned()), |value| Value::Number(value, Format { digits, ..Format::default() }))
}

/// The key a string is kept under.
pub(super) fn key(prefix: &str, name: &str, attribute: Option<&str>) -> String {
    match attribute {
        Some(attribute) => format!("{prefix}{name}.{attribute}"),
        None => format!("{prefix}{name}"),
    }
}

impl Format {
    fn new(arguments: &CallArguments<&str>) -> Self {
        let option = |name: &str| {
            arguments.named.iter().find(|option| option.name.name == name).and_then(|option| match option.value {
                InlineExpression::NumberLiteral { value } | InlineExpression::StringLiteral { value } => Some(value),
                _ => None,
            })
        };
        let count = |name: &str| option(name).and_then(|value| value.parse::<u8>().ok());
        let least = count("minimumFractionDigits").unwrap_or(0);
        Self {
            digits: Digits { least, most: count("maximumFractionDigits").map(|most| most.max(least)) },
            is_ungrouped: option("useGrouping") == Some("false"),
            counting: if option("type") == Some("ordinal") { Counting::Ordinal } else { Counting::Cardinal },
        }
    }
}

/// The value of an expression.
#[derive(Clone, Debug)]
enum Known<'s> {
    Text(Cow<'s, str>),
    Number(f64, Format),
}

/// What went wrong while a text was made.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    pub missing_arguments: BTreeSet<String>,
    pub is_endless: bool,
}

/// Makes the text of a string.
pub(super) fn format<'s>(
    message: &'s Message,
    messages: &'s BTreeMap<String, Message>,
    locale: &'s Locale,
    arguments: &[(&str, Argument<'s>)],
) -> (Cow<'s, str>, Trouble) {
    if let [Part::Text(text)] = &message.0[..] {
        return (Cow::Borrowed(text), Trouble::default());
    }
    let arguments = arguments
        .iter()
        .map(|(name, value)| match value {
            Argument::Text(text) => ((*name).to_owned(), Known::Text(Cow::Borrowed(*text))),
            Argument::Number(number) => ((*name).to_owned(), Known::Number(*number, Format::default())),
        })
        .collect();
    let mut writer = Writer { messages, locale, arguments, is_term: false, n_values: 0, trouble: Trouble::default() };
    let mut text = String::new();
    writer.write(message, &mut text);
    (Cow::Owned(text), writer.trouble)
}

struct Writer<'s> {
    messages: &'s BTreeMap<String, Message>,
    locale: &'s Locale,
    arguments: Vec<(String, Known<'s>)>,
    /// A term sees no arguments but those it is called with, and does without the others.
    is_term: bool,
    n_values: usize,
    trouble: Trouble,
}

impl<'s> Writer<'s> {
    fn write(&mut self, message: &'s Message, text: &mut String) {
        for part in &message.0 {
            if let Part::Text(piece) = part {
                text.push_str(piece);
                continue;
            }
            self.n_values += 1;
            if self.n_values > MAX_VALUES {
                self.trouble.is_endless = true;
                return;
            }
            match part {
                Part::Text(_) => {}
                Part::Value(value) => {
                    if let Some(known) = self.known(value) {
                        text.push_str(&self.text(known));
                    }
                }
                Part::Choice { by, cases, otherwise } => {
                    let known = self.known(by);
                    let case = known.and_then(|known| cases.iter().find(|(case, _)| self.is_case(case, &known)));
                    if let Some((_, message)) = case.or_else(|| cases.get(*otherwise)) {
                        self.write(message, text);
                    }
                }
            }
        }
    }

    fn known(&mut self, value: &'s Value) -> Option<Known<'s>> {
        match value {
            Value::Text(text) => Some(Known::Text(Cow::Borrowed(text))),
            Value::Number(number, format) => Some(Known::Number(*number, *format)),
            Value::Argument(name) => {
                let known = self.arguments.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
                if known.is_none() && !self.is_term {
                    self.trouble.missing_arguments.insert(name.clone());
                }
                known
            }
            Value::Formatted(value, format) => match self.known(value)? {
                Known::Number(number, _) => Some(Known::Number(number, *format)),
                text => Some(text),
            },
            Value::Reference { key, arguments } => {
                let message = self.messages.get(key)?;
                let mut text = String::new();
                match arguments {
                    None => self.write(message, &mut text),
                    Some(arguments) => {
                        let arguments = arguments.iter().filter_map(|(name, value)| Some((name.clone(), self.known(value)?))).collect();
                        let outer = (std::mem::replace(&mut self.arguments, arguments), self.is_term);
                        self.is_term = true;
                        self.write(message, &mut text);
                        (self.arguments, self.is_term) = outer;
                    }
                }
                Some(Known::Text(Cow::Owned(text)))
            }
            Value::Nested(message) => {
                let mut text = String::new();
                self.write(message, &mut text);
                Some(Known::Text(Cow::Owned(text)))
            }
        }
    }

    fn text(&self, known: Known<'s>) -> Cow<'s, str> {
        match known {
            Known::Text(text) => text,
            Known::Number(number, Format { digits, is_ungrouped: true, .. }) => Cow::Owned(self.locale.ungrouped_number(number, digits)),
            Known::Number(number, Format { digits, .. }) => Cow::Owned(self.locale.number(number, digits)),
        }
    }

    /// Whether a value matches a case: a number matches the same number, or its plural form.
    fn is_case(&self, case: &Case, known: &Known<'_>) -> bool {
        match (case, known) {
            (Case::Word(word), Known::Text(text)) => word == text,
            (Case::Word(word), Known::Number(number, format)) => *word == self.locale.plural(*number, format.digits, format.counting),
            (Case::Number(wanted), Known::Number(number, _)) => wanted == number,
            (Case::Number(_), Known::Text(_)) => false,
        }
    }
}
