//! The evidence for claims and numbers: the references and statistics below `data/`.
//!
//! It is read once and remembered; a page depends only on the entries that it uses.

mod agreement;
mod bidi;
mod case;
pub(crate) mod cell;
pub(crate) mod comparison;
mod conflict;
mod foreign;
pub(crate) mod identifier;
mod kept;
mod label;
mod markup;
mod order;
mod page;
mod reference;
mod rich;
mod scale;
pub(crate) mod stat;
mod style;
mod styled;
mod term;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::per_language::{LanguageId, PerLanguage};
use crate::base::source::{Snapshot, Source, Span};

pub(crate) use markup::Part;
pub(crate) use page::{CitedPage, Mark};
pub(crate) use reference::{Fault, Reference, References, is_file as is_reference_file, types as reference_types};
pub(crate) use stat::is_file as is_stat_file;
pub(crate) use style::{Style, key as style_key, load as load_style};
#[cfg(test)]
pub(crate) use term::TermWords;
pub(crate) use term::{FILE as TERMS_FILE, Term, Terms};

/// Everything below `data/` that texts cite or quote numbers from.
#[derive(Debug)]
pub(crate) struct Evidence {
    /// How references are written.
    pub style: Arc<Style>,
    /// By key.
    pub references: References,
    /// What is wrong with single references.
    pub faults: Vec<Fault>,
    /// By id.
    pub stats: stat::Stats,
    /// In the order of their file.
    pub terms: Arc<Terms>,
    /// In each of the site's languages.
    kept: PerLanguage<kept::Kept>,
}

impl Evidence {
    /// Numbers the marks of a page and lists what they cite. Keys that nothing is known of show as `?`.
    pub(crate) fn cite(&self, marks: &[Mark], language: LanguageId) -> CitedPage {
        let style = &*self.style;
        let mut entries: Vec<String> = Vec::new();
        for (key, _) in marks.iter().flatten() {
            if self.references.contains_key(key) && !entries.contains(key) {
                entries.push(key.clone());
            }
        }
        let has_places = marks.iter().flatten().any(|(_, asked)| !asked.is_plain());
        let mut page = match style.marks() {
            style::CitationFormat::Numbers { has_places: false, is_raised, .. } => {
                page::numbered(marks, entries, style, *is_raised, language)
            }
            style::CitationFormat::Numbers { is_raised, .. } if !has_places => page::numbered(marks, entries, style, *is_raised, language),
            _ => kept::cite(marks, &entries, self, language).unwrap_or_else(|| page::processed(marks, entries, self, language)),
        };
        let place = |key: &String| page.entries.iter().position(|entry| entry == key);
        page.cited = marks.iter().map(|mark| mark.iter().filter_map(|(key, _)| place(key)).collect()).collect();
        page
    }

    /// How to fix a citation that leads nowhere.
    pub(crate) fn nearest_reference(&self, key: &str, otherwise: &str) -> String {
        if let Some(fault) = self.faults.iter().find(|fault| fault.key.as_deref() == Some(key)) {
            return format!("its entry in `{}` cannot be read: fix it there", fault.file);
        }
        if self.references.is_empty() {
            return format!("list the site's sources in `data/references.yml`; {otherwise}");
        }
        Suggestion::nearest(key, self.references.keys().map(String::as_str))
            .spelled(|near| format!("@{near}"))
            .or_else(|| format!("add the source to `data/references.yml`; {otherwise}"))
    }
}

/// The files that evidence is read from, in the order of their paths: `data/references.*`,
/// all below `data/references/`, `data/stats.toml` and `data/terms.toml`.
pub(crate) fn sources(snapshot: &Snapshot) -> impl Iterator<Item = &Source> {
    snapshot
        .texts_below("data/")
        .filter(|source| reference::is_file(&source.id) || stat::is_file(&source.id) || source.id.as_str() == TERMS_FILE)
}

/// Reads all evidence of a site in some languages, by their codes.
pub(crate) fn read(snapshot: &Snapshot, style: Arc<Style>, languages: &[String]) -> (Evidence, Problems) {
    let n_languages = languages.len();
    let kept = (0..n_languages).map(|_| kept::Kept::default()).collect();
    let mut problems = Problems::new();
    let mut stats = stat::Stats::new();
    let mut reader = reference::Reader::new(&style, n_languages);
    for source in sources(snapshot) {
        if stat::is_file(&source.id) {
            stat::read(source, &mut stats, &mut problems);
        } else if source.id.as_str() != TERMS_FILE {
            reader.read(source, &mut problems);
        }
    }
    let reference::Reader { mut references, faults, .. } = reader;
    if style.has_labels {
        label::add(&mut references);
    }
    let terms = snapshot.text(TERMS_FILE).map_or_else(Terms::new, |file| term::read(file, languages, &references, &mut problems)).into();
    let evidence = Evidence { style, references, faults, stats, terms, kept };
    conflict::check(&evidence.stats, &evidence.references, |key| evidence.nearest_reference(key, "a number needs a source"), &mut problems);
    (evidence, problems)
}

/// What is wrong in a file of terms or of references alone.
#[cfg(test)]
pub(crate) fn problems_alone(source: &Source, languages: &[String]) -> Problems {
    let mut problems = Problems::new();
    match source.id.as_str() {
        TERMS_FILE => drop(term::read(source, languages, &References::new(), &mut problems)),
        _ => reference::read_alone(source, &mut problems),
    }
    problems
}

/// The problem of a key that is written twice; the first one counts.
fn repeated(what: &str, key: &str, at: Span, first: Span) -> Diagnostic {
    Diagnostic::new(Code::CiteDup, format!("the {what} `{key}` is given twice"))
        .at(at)
        .also(first, "first given here")
        .help("remove one of the two, or give one of them another key")
}
