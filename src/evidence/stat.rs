//! `data/stats.toml`: every number of the site once, with its source.

use std::collections::BTreeMap;

use super::repeated;
use crate::diagnostic::Diagnostic;
use crate::fields::parse_toml;
use crate::memo::Fingerprint;
use crate::source::{Source, SourceId, Span};

/// One number.
#[derive(Clone, Debug)]
pub struct Stat {
    pub id: String,
    /// Where its id is written.
    pub at: Span,
    pub source: Option<String>,
    /// Of all that the entry says.
    pub fingerprint: Fingerprint,
}

/// Whether a file holds statistics.
pub fn is_file(source: &SourceId) -> bool {
    source.as_str() == "data/stats.toml"
}

/// Adds the entries of one file: a table for each, named by its id.
pub fn read(source: &Source, stats: &mut BTreeMap<String, Stat>, problems: &mut Vec<Diagnostic>) {
    for entry in parse_toml(&source.id, &source.text, 0, problems).entries {
        let fingerprint = Fingerprint::of(&entry);
        let at = source.id.at(entry.key_span);
        match stats.get(&entry.key) {
            Some(first) => problems.push(repeated("statistic", &entry.key, at, first.at.clone())),
            None => drop(stats.insert(entry.key.clone(), Stat { id: entry.key, at, source: None, fingerprint })),
        }
    }
}
