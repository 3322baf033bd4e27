//! The words that the rules about plain language look for, one language's.

use std::collections::{BTreeMap, BTreeSet};

use crate::syntax::fields::{Table, Value};

/// Without capitals, where not said otherwise.
#[derive(Debug, Default)]
pub(super) struct PlainWords {
    pub wordy: BTreeMap<String, String>,
    pub latin: BTreeMap<String, String>,
    pub jargon: BTreeMap<String, String>,
    /// None in a language without capitals, where no rule tells an abbreviation from a word.
    pub abbreviations: Option<Abbreviations>,
    pub passive: Option<Passive>,
    pub formats: Option<Formats>,
}

#[derive(Debug)]
pub(super) struct Abbreviations {
    /// With their capitals.
    pub known: BTreeSet<String>,
    /// What stands before a term that is explained.
    pub called: BTreeSet<String>,
}

/// A passive that names who acts.
#[derive(Debug)]
pub(super) struct Passive {
    pub be: BTreeSet<String>,
    pub participles: BTreeSet<String>,
    pub endings: Vec<String>,
    pub by: BTreeSet<String>,
    pub no_doer: BTreeSet<String>,
    pub no_doer_endings: Vec<String>,
}

/// How numbers and dates are written.
#[derive(Debug)]
pub(super) struct Formats {
    pub decimal: char,
    pub group: String,
    /// `10 to 20`.
    pub to: String,
    /// `1 in 7`.
    pub of: String,
    pub currencies: Vec<String>,
    pub units: BTreeSet<String>,
    /// With their capitals, and the months as they are written in full in the same order.
    pub short_months: Vec<String>,
    pub full_months: Vec<String>,
    pub ordinals: BTreeSet<String>,
}

impl PlainWords {
    pub(super) fn new(table: &Table) -> Self {
        let own = |key: &str| match table.get(key).map(|entry| &entry.node.value) {
            Some(Value::Table(own)) => Some(own),
            _ => None,
        };
        Self {
            wordy: replacements(own("wordy")),
            latin: replacements(own("latin")),
            jargon: replacements(own("jargon")),
            abbreviations: own("abbreviations").map(|own| Abbreviations { known: set(own, "known"), called: set(own, "called") }),
            passive: own("passive").map(|own| Passive {
                be: set(own, "be"),
                participles: set(own, "participles"),
                endings: list(own, "endings"),
                by: set(own, "by"),
                no_doer: set(own, "no_doer"),
                no_doer_endings: list(own, "no_doer_endings"),
            }),
            formats: own("formats").map(|own| Formats {
                decimal: word(own, "decimal").chars().next().unwrap_or('.'),
                group: word(own, "group"),
                to: word(own, "to"),
                of: word(own, "of"),
                currencies: list(own, "currencies"),
                units: set(own, "units"),
                short_months: list(own, "short_months"),
                full_months: list(own, "full_months"),
                ordinals: set(own, "ordinals"),
            }),
        }
    }
}

fn word(table: &Table, key: &str) -> String {
    match table.get(key).map(|entry| &entry.node.value) {
        Some(Value::String(word)) => word.clone(),
        _ => String::new(),
    }
}

fn list(table: &Table, key: &str) -> Vec<String> {
    let Some(Value::Array(nodes)) = table.get(key).map(|entry| &entry.node.value) else { return Vec::new() };
    let words = nodes.iter().filter_map(|node| if let Value::String(word) = &node.value { Some(word.clone()) } else { None });
    words.collect()
}

fn set(table: &Table, key: &str) -> BTreeSet<String> {
    list(table, key).into_iter().collect()
}

fn replacements(table: Option<&Table>) -> BTreeMap<String, String> {
    let pair = |(phrase, value): (&str, &Value)| match value {
        Value::String(better) => Some((phrase.to_owned(), better.clone())),
        _ => None,
    };
    table.into_iter().flat_map(|table| &table.entries).filter_map(|entry| pair((&entry.key, &entry.node.value))).collect()
}
