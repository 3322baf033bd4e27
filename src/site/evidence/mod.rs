//! The evidence for claims and numbers: the references and statistics below `data/`.
//!
//! It is read once and remembered; a page depends only on the entries that it uses.

mod bidi;
pub(crate) mod identifier;
mod markup;
mod reference;
pub(crate) mod stat;
mod style;
mod styled;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::base::diagnostic::{Code, Diagnostic, Suggestion};
use crate::base::source::{Snapshot, Source, Span};

pub(crate) use markup::Part;
pub(crate) use reference::{Reference, References, is_file as is_reference_file};
pub(crate) use stat::is_file as is_stat_file;
pub(crate) use style::{Style, key as style_key, load as load_style};
pub(crate) use styled::{CitedPage, Mark, cite};

/// Everything below `data/` that texts cite or quote numbers from.
#[derive(Debug)]
pub(crate) struct Evidence {
    /// How references are written.
    pub style: Arc<Style>,
    /// By key.
    pub references: References,
    /// By id.
    pub stats: stat::Stats,
}

impl Evidence {
    /// How to fix a citation that leads nowhere.
    pub(crate) fn nearest_reference(&self, key: &str, otherwise: &str) -> String {
        if self.references.is_empty() {
            return format!("list the site's sources in `data/references.yml`; {otherwise}");
        }
        Suggestion::nearest(key, self.references.keys().map(String::as_str))
            .spelled(|near| format!("@{near}"))
            .or_else(|| format!("add the source to `data/references.yml`; {otherwise}"))
    }
}

/// The files that evidence is read from, in the order of their paths: `data/references.*`,
/// all below `data/references/`, and `data/stats.toml`.
pub(crate) fn sources(snapshot: &Snapshot) -> impl Iterator<Item = &Source> {
    snapshot.texts_below("data/").filter(|source| reference::is_file(&source.id) || stat::is_file(&source.id))
}

/// Reads all evidence of a site with so many languages.
pub(crate) fn read(snapshot: &Snapshot, style: Arc<Style>, n_languages: usize) -> (Evidence, Vec<Diagnostic>) {
    let mut evidence = Evidence { style, references: References::new(), stats: stat::Stats::new() };
    let mut problems = Vec::new();
    for source in sources(snapshot) {
        if stat::is_file(&source.id) {
            stat::read(source, &mut evidence.stats, &mut problems);
        } else {
            reference::read(source, &evidence.style, n_languages, &mut evidence.references, &mut problems);
        }
    }
    stat::check(&evidence.stats, &evidence.references, |key| evidence.nearest_reference(key, "a number needs a source"), &mut problems);
    (evidence, problems)
}

/// The problem of a key that is written twice; the first one counts.
fn repeated(what: &str, key: &str, at: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::CiteDup, format!("the {what} `{key}` is given twice"))
        .at(at)
        .also(first, "first given here")
        .help("remove one of the two, or give one of them another key")
}
