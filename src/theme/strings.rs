//! The texts of templates in every language, from `strings/LANGUAGE.ftl` by Fluent.
//!
//! Fluent's marks for bidirectional isolation are left out: texts also go into
//! attributes, titles and feeds, where the marks would be copied along. Templates set
//! what may run the other way in `<bdi>`.

mod check;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::resolver::errors::{ReferenceKind, ResolverError};
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use fluent_syntax::ast;
use intl_memoizer::Memoizable;
use unic_langid::LanguageIdentifier;

use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::locale::{Digits, Language, Locale};
use crate::source::Source;

/// The language every theme is asked for when nothing else has a key.
const LAST_RESORT: &str = "en";

/// The strings of a site's languages.
pub struct Strings {
    bundles: BTreeMap<Language, Bundle>,
    default: Language,
}

struct Bundle {
    fluent: FluentBundle<FluentResource>,
    /// Every key that has a text: `read-more`, `search.placeholder`.
    keys: BTreeSet<String>,
}

/// A value for a `{ $name }` in a string.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Argument<'a> {
    Text(&'a str),
    /// Written in the language's digits, and counted by its plural rules.
    Number(f64),
}

/// A string with its arguments put in.
#[derive(Clone, Debug, PartialEq)]
pub struct Text<'s> {
    pub text: Cow<'s, str>,
    /// The language it is in, which is another than asked for if that has no such string.
    pub language: &'s Language,
}

/// Why there is no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StringProblem {
    Missing {
        key: String,
        language: Language,
        nearest: Option<String>,
    },
    MissingArguments {
        key: String,
        names: Vec<String>,
    },
    /// The string refers to itself, or to more than a hundred others.
    Endless {
        key: String,
    },
}

impl fmt::Display for StringProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { key, language, .. } => {
                write!(f, "there is no string `{key}` in `{language}` or the languages it falls back to")
            }
            Self::MissingArguments { key, names } => write!(f, "the string `{key}` needs {}", quoted(names)),
            Self::Endless { key } => write!(f, "the string `{key}` refers to itself, or to too many others"),
        }
    }
}

impl StringProblem {
    /// How to mend it.
    pub fn help(&self) -> String {
        match self {
            Self::Missing { nearest: Some(nearest), .. } => format!("did you mean `{nearest}`?"),
            Self::Missing { key, language, .. } => format!("add a line `{key} = …` to `strings/{language}.ftl`"),
            Self::MissingArguments { key, names } => {
                let arguments: String = names.iter().map(|name| format!(", {name}=…")).collect();
                format!("write `t(key=\"{key}\"{arguments})`")
            }
            Self::Endless { .. } => "remove one of the references in braces".to_owned(),
        }
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ")
}

/// A code and those it is looked up by in turn: `fr-CA`, `fr`.
fn fallbacks(code: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(code), |code| code.rsplit_once('-').map(|(parent, _)| parent))
}

/// Reads the files of the languages that can be asked for, weakest first, each with the
/// folder it lies in. Files of other languages are left alone.
pub(super) fn load<'s>(
    files: impl Iterator<Item = (String, &'s Source)>,
    languages: &[Language],
    default: &Language,
) -> (Strings, Vec<Diagnostic>) {
    let mut problems = Vec::new();
    let wanted: BTreeSet<&str> =
        languages.iter().chain([default]).flat_map(|language| fallbacks(language.as_str())).chain([LAST_RESORT]).collect();
    let mut resources: BTreeMap<Language, Vec<(FluentResource, &Source)>> = BTreeMap::new();
    for (folder, source) in files {
        let name = source.id.as_str()[folder.len()..].trim_end_matches(".ftl");
        match Language::parse(name) {
            Ok(language) if wanted.contains(language.as_str()) => {
                let resource = check::parse(source, &mut problems);
                resources.entry(language).or_default().push((resource, source));
            }
            Ok(_) => {}
            Err(invalid) => problems.push(
                Diagnostic::new(Code::UnknownLanguage, format!("{invalid}, so `{}` cannot be used", source.id))
                    .at(source.id.at(0..0))
                    .help(match invalid.meant {
                        Some(meant) => format!("rename the file to `{folder}{meant}.ftl`"),
                        None => format!("name the file by its language: `{folder}fr.ftl`"),
                    }),
            ),
        }
    }
    let bundles = resources
        .into_iter()
        .map(|(language, resources)| {
            check::references(&resources, &mut problems);
            let bundle = bundle(&language, resources);
            (language, bundle)
        })
        .collect();
    (Strings { bundles, default: default.clone() }, problems)
}

fn bundle(language: &Language, resources: Vec<(FluentResource, &Source)>) -> Bundle {
    let mut fluent = FluentBundle::new_concurrent(vec![language.as_str().parse().unwrap_or_default()]);
    fluent.set_use_isolating(false);
    fluent.set_formatter(Some(format_number));
    let mut keys = BTreeSet::new();
    for (resource, _) in resources {
        for entry in resource.entries() {
            let ast::Entry::Message(message) = entry else { continue };
            keys.extend(message.value.as_ref().map(|_| message.id.name.to_owned()));
            keys.extend(message.attributes.iter().map(|attribute| format!("{}.{}", message.id.name, attribute.id.name)));
        }
        fluent.add_resource_overriding(resource);
    }
    // It fails only if a string is called NUMBER; then that string counts.
    let _ = fluent.add_builtins();
    Bundle { fluent, keys }
}

impl Strings {
    /// The text of a key such as `read-more`, or of its attribute `read-more.title`.
    ///
    /// A language without the key falls back to its parent, then to the default language,
    /// at last to English, which `base` has in full.
    pub fn get(&self, language: &Language, key: &str, arguments: &[(&str, Argument<'_>)]) -> Result<Text<'_>, StringProblem> {
        for (language, bundle) in self.fallbacks(language) {
            let Some(pattern) = bundle.pattern(key) else { continue };
            let arguments: FluentArgs<'_> = arguments.iter().map(|(name, value)| (*name, fluent_value(*value))).collect();
            let mut errors = Vec::new();
            let text = bundle.fluent.format_pattern(pattern, Some(&arguments), &mut errors);
            return match problem(key, errors) {
                Some(problem) => Err(problem),
                None => Ok(Text { text, language }),
            };
        }
        let known: BTreeSet<&str> = self.fallbacks(language).flat_map(|(_, bundle)| &bundle.keys).map(String::as_str).collect();
        let nearest = nearest(key, known).map(str::to_owned);
        Err(StringProblem::Missing { key: key.to_owned(), language: language.clone(), nearest })
    }

    fn fallbacks<'s: 'l, 'l>(&'s self, language: &'l Language) -> impl Iterator<Item = (&'s Language, &'s Bundle)> + use<'s, 'l> {
        fallbacks(language.as_str())
            .chain(fallbacks(self.default.as_str()))
            .chain([LAST_RESORT])
            .filter_map(|code| self.bundles.get_key_value(code))
    }
}

impl Bundle {
    fn pattern(&self, key: &str) -> Option<&ast::Pattern<&str>> {
        match key.split_once('.') {
            None => self.fluent.get_message(key)?.value(),
            Some((key, attribute)) => Some(self.fluent.get_message(key)?.get_attribute(attribute)?.value()),
        }
    }
}

fn fluent_value(value: Argument<'_>) -> FluentValue<'_> {
    match value {
        Argument::Text(text) => text.into(),
        Argument::Number(number) => number.into(),
    }
}

fn problem(key: &str, errors: Vec<FluentError>) -> Option<StringProblem> {
    if errors.is_empty() {
        return None;
    }
    let names: BTreeSet<String> = errors
        .into_iter()
        .filter_map(|error| match error {
            FluentError::ResolverError(ResolverError::Reference(ReferenceKind::Variable { id })) => Some(id),
            _ => None,
        })
        .collect();
    let key = key.to_owned();
    if names.is_empty() {
        return Some(StringProblem::Endless { key });
    }
    Some(StringProblem::MissingArguments { key, names: names.into_iter().collect() })
}

/// The locale of a bundle, kept where Fluent's formatter can find it.
struct Numbers(Locale);

impl Memoizable for Numbers {
    type Args = ();
    type Error = ();

    fn construct(language: LanguageIdentifier, (): Self::Args) -> Result<Self, Self::Error> {
        Language::parse(&language.to_string()).map(|language| Self(Locale::new(&language))).map_err(drop)
    }
}

fn format_number(value: &FluentValue<'_>, memoizer: &intl_memoizer::concurrent::IntlLangMemoizer) -> Option<String> {
    let FluentValue::Number(FluentNumber { value, options }) = value else { return None };
    let count = |digits: Option<usize>| digits.map(|digits| u8::try_from(digits).unwrap_or(u8::MAX));
    let least = count(options.minimum_fraction_digits).unwrap_or(0);
    let digits = Digits { least, most: count(options.maximum_fraction_digits).map(|most| most.max(least)) };
    let write = |Numbers(locale): &Numbers| match options.use_grouping {
        true => locale.number(*value, digits),
        false => locale.ungrouped_number(*value, digits),
    };
    memoizer.with_try_get((), write).ok()
}

impl fmt::Debug for Strings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.bundles.iter().map(|(language, bundle)| (language, &bundle.keys))).finish()
    }
}

#[cfg(test)]
mod tests;
