//! `data/terms.toml`: the words that a site has for one thing in each of its languages, with a source, and those that it avoids.

use std::collections::{BTreeMap, BTreeSet};

use super::{References, repeated};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::{Source, SourceId, Span};
use crate::syntax::fields::{Entry, Fields, FromNode, Node, Spanned, Table, Value, parse_file, unknown_key, wrong_type};

/// The file.
pub(crate) const FILE: &str = "data/terms.toml";

/// One thing that the site has words for.
#[derive(Clone, Debug)]
pub(crate) struct Term {
    pub id: String,
    /// Where its id is written.
    pub at: Span,
    /// The key of the reference that uses or explains the words.
    pub source: Option<Spanned<String>>,
    /// By the codes of the languages.
    pub words: BTreeMap<String, TermWords>,
}

/// The words of a term in one language.
#[derive(Clone, Debug, Default)]
pub(crate) struct TermWords {
    /// The first is the one that messages propose.
    pub forms: Vec<Spanned<String>>,
    pub avoided: Vec<Spanned<String>>,
}

/// In the order of the file.
pub(crate) type Terms = Vec<Term>;

impl FromNode for TermWords {
    fn from_node(node: &Node) -> Result<Self, &'static str> {
        let text = |node: &Node| Spanned::<String>::from_node(node);
        match &node.value {
            Value::String(_) => Ok(Self { forms: vec![text(node)?], avoided: Vec::new() }),
            Value::Array(_) => Ok(Self { forms: Vec::from_node(node)?, avoided: Vec::new() }),
            _ => Err("a text, a list of texts, or a table with `use` and `avoid`"),
        }
    }
}

/// Reads the terms of a site in some languages, and checks them against its references.
pub(super) fn read(source: &Source, languages: &[String], references: &References, problems: &mut Problems) -> Terms {
    let mut terms = Terms::new();
    for entry in parse_file(source, problems).entries {
        let Value::Table(table) = &entry.node.value else {
            problems.push(wrong_type(&source.id, &entry.key, &entry.node, "a table of keys"));
            continue;
        };
        if let Some(first) = terms.iter().find(|term| term.id == entry.key) {
            problems.push(repeated("term", &entry.key, source.id.at(entry.key_span.clone()), first.at.clone()));
            continue;
        }
        terms.push(term(&source.id, &entry, table, languages, problems));
    }
    for term in &terms {
        problems.extend(unresolved(term, references));
        problems.extend(without_word(term, languages));
    }
    contradictions(&mut terms, problems);
    terms
}

fn term(source: &SourceId, entry: &Entry, table: &Table, languages: &[String], problems: &mut Problems) -> Term {
    let mut keys = Fields::new(table, source);
    let found = keys.required("source", entry.key_span.clone(), problems);
    let mut words = BTreeMap::new();
    for own in table.entries.iter().filter(|own| own.key != "source") {
        if !languages.contains(&own.key) {
            let known = languages.iter().map(String::as_str).chain(["source"]);
            problems.push(unknown_key(source, own, &format!("the term `{}`", entry.key), known));
            continue;
        }
        words.insert(own.key.clone(), words_of(source, own, problems));
    }
    Term { id: entry.key.clone(), at: source.at(entry.key_span.clone()), source: found, words }
}

/// A text, a list, or `{ use = […], avoid = […] }`. Words that say nothing are told and left out.
fn words_of(source: &SourceId, entry: &Entry, problems: &mut Problems) -> TermWords {
    let mut words = match &entry.node.value {
        Value::Table(table) => {
            let mut keys = Fields::new(table, source);
            let mut list = |key| -> Vec<Spanned<String>> {
                let Some(one) = keys.entry(key) else { return Vec::new() };
                match TermWords::from_node(&one.node) {
                    Ok(words) => words.forms,
                    Err(_) => {
                        problems.push(wrong_type(source, key, &one.node, "a text or a list of texts"));
                        Vec::new()
                    }
                }
            };
            let words = TermWords { forms: list("use"), avoided: list("avoid") };
            keys.finish(&format!("`{}`", entry.key), problems);
            words
        }
        _ => TermWords::from_node(&entry.node).unwrap_or_else(|expected| {
            problems.push(wrong_type(source, &entry.key, &entry.node, expected));
            TermWords::default()
        }),
    };
    for list in [&mut words.forms, &mut words.avoided] {
        list.retain(|word| {
            let says_something = word.value.contains(char::is_alphanumeric);
            if !says_something {
                let problem = Diagnostic::new(Code::InvalidValue, format!("`{}` is no word", word.value));
                problems.push(problem.at(source.at(word.span.clone())).help("write the word as it stands in a text, or remove it"));
            }
            says_something
        });
    }
    words
}

fn unresolved(term: &Term, references: &References) -> Option<Diagnostic> {
    let source = term.source.as_ref().filter(|source| !references.contains_key(&source.value))?;
    let near = crate::base::diagnostic::Suggestion::nearest(&source.value, references.keys().map(String::as_str));
    let message = format!("there is no reference `{}`, which the term `{}` names as its source", source.value, term.id);
    let problem = Diagnostic::new(Code::CiteUnresolved, message).at(term.at.source.at(source.span.clone()));
    Some(problem.help(near.or("add the source to `data/references.yml`: a term needs somebody who uses or explains it")))
}

/// A term that some of the site's languages have no word for.
fn without_word(term: &Term, languages: &[String]) -> Option<Diagnostic> {
    let is_named = |language: &&String| term.words.get(*language).is_some_and(|words| !words.forms.is_empty());
    let missing: Vec<String> = languages.iter().filter(|language| !is_named(language)).map(|code| format!("`{code}`")).collect();
    let first = missing.first()?.trim_matches('`');
    let message = format!("the term `{}` has no word in {}", term.id, missing.join(", "));
    Some(Diagnostic::new(Code::TermLanguage, message).at(term.at.clone()).help(format!("add a line like `{first} = \"…\"`")))
}

/// Words that are to be avoided although another line, or the same, says to use them. They are left out.
fn contradictions(terms: &mut Terms, problems: &mut Problems) {
    let plain = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    let mut forms: BTreeMap<(String, String), Span> = BTreeMap::new();
    for term in terms.iter() {
        for (language, words) in &term.words {
            for form in &words.forms {
                forms.insert((language.clone(), plain(&form.value)), term.at.source.at(form.span.clone()));
            }
        }
    }
    let mut avoided = BTreeSet::new();
    for term in terms.iter_mut() {
        for (language, words) in &mut term.words {
            words.avoided.retain(|word| {
                let key = (language.clone(), plain(&word.value));
                let at = term.at.source.at(word.span.clone());
                if let Some(form) = forms.get(&key) {
                    let problem = Diagnostic::new(Code::InvalidValue, format!("`{}` cannot be both used and avoided", word.value));
                    problems.push(problem.at(at).also(form.clone(), "used here").help("remove it from one of the two"));
                    return false;
                }
                if !avoided.insert(key) {
                    let problem = Diagnostic::new(Code::InvalidValue, format!("`{}` is to be avoided for two terms", word.value));
                    problems.push(problem.at(at).help("keep it with the term that most writers mean by it"));
                    return false;
                }
                true
            });
        }
    }
}
