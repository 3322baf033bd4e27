//! The entries of reference files: `data/references.*` and everything below `data/references/`.

use std::collections::BTreeMap;

use super::repeated;
use crate::diagnostic::Diagnostic;
use crate::fields::parse_yaml;
use crate::memo::Fingerprint;
use crate::source::{Source, SourceId, Span};

/// One entry of a bibliography.
#[derive(Clone, Debug)]
pub struct Reference {
    pub key: String,
    /// Where its key is written.
    pub at: Span,
    /// Of all that the entry says.
    pub fingerprint: Fingerprint,
}

/// Whether a file holds references.
pub fn is_file(source: &SourceId) -> bool {
    let path = source.as_str();
    let is_placed = path.starts_with("data/references.") || path.starts_with("data/references/");
    let is_known = [".yml", ".yaml", ".json", ".bib"].iter().any(|ending| path.ends_with(ending));
    is_placed && is_known
}

/// Adds the entries of one file.
pub fn read(source: &Source, references: &mut BTreeMap<String, Reference>, problems: &mut Vec<Diagnostic>) {
    let table = parse_yaml(&source.id, &source.text, 0, problems);
    for entry in table.entries {
        let fingerprint = Fingerprint::of(&entry);
        let at = source.id.at(entry.key_span);
        match references.get(&entry.key) {
            Some(first) => problems.push(repeated("reference", &entry.key, at, first.at.clone())),
            None => drop(references.insert(entry.key.clone(), Reference { key: entry.key, at, fingerprint })),
        }
    }
}
