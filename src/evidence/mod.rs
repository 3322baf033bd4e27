//! What claims and numbers stand on: the references and statistics below `data/`.
//!
//! Read once per build and remembered; a page's memo key holds the entries that it
//! uses and no others.

pub mod reference;
pub mod stat;

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Snapshot, Source, Span};

pub use reference::Reference;
pub use stat::Stat;

/// Everything below `data/` that texts cite or quote numbers from.
#[derive(Debug, Default)]
pub struct Evidence {
    /// By key.
    pub references: BTreeMap<String, Reference>,
    /// By id.
    pub stats: BTreeMap<String, Stat>,
}

/// The files that evidence is read from, in the order of their paths: `data/references.*`,
/// all below `data/references/`, and `data/stats.toml`.
pub fn sources(snapshot: &Snapshot) -> impl Iterator<Item = &Source> {
    snapshot.texts_below("data/").filter(|source| reference::is_file(&source.id) || stat::is_file(&source.id))
}

/// Reads all evidence of a site.
pub fn read(snapshot: &Snapshot) -> (Evidence, Vec<Diagnostic>) {
    let mut evidence = Evidence::default();
    let mut problems = Vec::new();
    for source in sources(snapshot) {
        if stat::is_file(&source.id) {
            stat::read(source, &mut evidence.stats, &mut problems);
        } else {
            reference::read(source, &mut evidence.references, &mut problems);
        }
    }
    (evidence, problems)
}

/// A key that is written a second time; the first counts.
fn repeated(what: &str, key: &str, at: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::CiteDup, format!("the {what} `{key}` is given twice"))
        .at(at)
        .also(first, "first given here")
        .help("remove one of the two, or give one of them another key")
}
