//! Words that plain language avoids, with what to write instead.

use std::collections::BTreeMap;

use crate::syntax::fields::{Table, Value};

/// One language's, without capitals.
#[derive(Debug)]
pub(super) struct PlainWords {
    pub wordy: BTreeMap<String, String>,
    pub latin: BTreeMap<String, String>,
}

impl PlainWords {
    pub(super) fn new(table: &Table) -> Self {
        Self { wordy: replacements(table, "wordy"), latin: replacements(table, "latin") }
    }
}

fn replacements(table: &Table, key: &str) -> BTreeMap<String, String> {
    let Some(Value::Table(pairs)) = table.get(key).map(|entry| &entry.node.value) else { return BTreeMap::new() };
    let pair = |(phrase, value): (&str, &Value)| match value {
        Value::String(better) => Some((phrase.to_owned(), better.clone())),
        _ => None,
    };
    pairs.entries.iter().filter_map(|entry| pair((&entry.key, &entry.node.value))).collect()
}
