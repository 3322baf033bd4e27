//! The strings of templates in every language, from `strings/LANGUAGE.ftl`, in Fluent's syntax.
//!
//! Fluent's marks for bidirectional isolation are left out: texts also go into attributes, titles and feeds, where the marks
//! would be copied along. Templates put text that may run the other way into `<bdi>`.

mod check;
mod message;
mod plural;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion, nearest};
use crate::base::locale::{Language, Locale};
use crate::base::source::Source;

use check::File;
use message::{Message, Trouble};

/// The last language to be tried when no other has a key.
const LAST_RESORT: &str = "en";

/// The strings of a site's languages.
#[derive(Debug)]
pub(crate) struct Strings {
    bundles: BTreeMap<Language, Bundle>,
    default: Language,
}

#[derive(Debug)]
struct Bundle {
    locale: Locale,
    /// By key: `read-more`, `read-more.title`; those of terms start with a dash.
    messages: BTreeMap<String, Message>,
}

/// A value for a `{ $name }` in a string.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Argument<'a> {
    Text(&'a str),
    /// Written in the language's digits, and counted by its plural rules.
    Number(f64),
}

/// A string with its arguments put in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LocalizedText<'s> {
    pub text: Cow<'s, str>,
    /// The language it is in: another than the one asked for, if that has no such string.
    pub language: &'s Language,
}

/// Why there is no text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StringProblem {
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
    /// How to fix it.
    pub(crate) fn help(&self) -> String {
        match self {
            Self::Missing { key, language, nearest } => {
                Suggestion::of(nearest.as_deref()).or_else(|| format!("add a line `{key} = …` to `strings/{language}.ftl`"))
            }
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
) -> (Strings, Problems) {
    let mut problems = Problems::new();
    let wanted: BTreeSet<&str> =
        languages.iter().chain([default]).flat_map(|language| fallbacks(language.as_str())).chain([LAST_RESORT]).collect();
    let mut by_language: BTreeMap<Language, Vec<File<'_>>> = BTreeMap::new();
    for (folder, source) in files {
        let name = source.id.as_str()[folder.len()..].trim_end_matches(".ftl");
        match Language::parse(name) {
            Ok(language) if wanted.contains(language.as_str()) => {
                by_language.entry(language).or_default().push(check::parse(source, &mut problems));
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
    let bundles = by_language
        .into_iter()
        .map(|(language, files)| {
            let messages: BTreeMap<String, Message> = files.iter().flat_map(File::messages).collect();
            files.iter().for_each(|file| file.check_references(&messages, &mut problems));
            let locale = Locale::new(&language);
            files.iter().for_each(|file| file.check_plurals(&locale, &mut problems));
            (language, Bundle { locale, messages })
        })
        .collect();
    (Strings { bundles, default: default.clone() }, problems)
}

impl Strings {
    /// The text of a key such as `read-more`, or of its attribute `read-more.title`.
    ///
    /// A language without the key falls back to its parent, then to the default language, and finally to English, which `base`
    /// has in full.
    pub(crate) fn get<'s>(
        &'s self,
        language: &Language,
        key: &str,
        arguments: &[(&str, Argument<'s>)],
    ) -> Result<LocalizedText<'s>, StringProblem> {
        let found = self.fallbacks(language).find_map(|(language, bundle)| Some((language, bundle, bundle.messages.get(key)?)));
        let Some((language, bundle, message)) = found.filter(|_| !key.starts_with('-')) else { return Err(self.missing(language, key)) };
        let (text, trouble) = message::format(message, &bundle.messages, &bundle.locale, arguments);
        match problem(key, trouble) {
            Some(problem) => Err(problem),
            None => Ok(LocalizedText { text, language }),
        }
    }

    /// The keys that any language has, those of attributes too.
    pub(crate) fn keys(&self) -> BTreeSet<&str> {
        let keys = self.bundles.values().flat_map(|bundle| bundle.messages.keys()).map(String::as_str);
        keys.filter(|key| !key.starts_with('-')).collect()
    }

    /// The language that a key is shown in where this one is asked for.
    pub(crate) fn language_of(&self, language: &Language, key: &str) -> Option<&Language> {
        self.fallbacks(language).find_map(|(language, bundle)| bundle.messages.contains_key(key).then_some(language))
    }

    fn missing(&self, language: &Language, key: &str) -> StringProblem {
        let known: BTreeSet<&str> = self.fallbacks(language).flat_map(|(_, bundle)| bundle.messages.keys()).map(String::as_str).collect();
        let nearest = nearest(key, known.into_iter().filter(|key| !key.starts_with('-'))).map(str::to_owned);
        StringProblem::Missing { key: key.to_owned(), language: language.clone(), nearest }
    }

    fn fallbacks<'s: 'l, 'l>(&'s self, language: &'l Language) -> impl Iterator<Item = (&'s Language, &'s Bundle)> + use<'s, 'l> {
        fallbacks(language.as_str())
            .chain(fallbacks(self.default.as_str()))
            .chain([LAST_RESORT])
            .filter_map(|code| self.bundles.get_key_value(code))
    }
}

fn problem(key: &str, trouble: Trouble) -> Option<StringProblem> {
    let key = key.to_owned();
    if trouble.is_endless {
        return Some(StringProblem::Endless { key });
    }
    let names: Vec<String> = trouble.missing_arguments.into_iter().collect();
    (!names.is_empty()).then_some(StringProblem::MissingArguments { key, names })
}

#[cfg(test)]
mod tests;
