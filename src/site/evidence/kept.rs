//! Marks and entries of names and years that were written for one page and look the same on others.
//!
//! What the processor writes for a citation depends on the reference, the place in it, whether it was cited
//! before, numbers, and what tells it from a reference that would look the same. So a page takes what is kept if its
//! style knows no numbers and its references cannot be mixed up; any other page is processed whole.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{PoisonError, RwLock};

use super::Evidence;
use super::markup::{self, Part};
use super::order::Order;
use super::reference::Reference;
use super::style::{Cited, Repeated, Reuse};
use super::styled::{Alone, CitedPage, Mark, placed};

/// What is known so far in one of the site's languages.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// Marks by what they cite; the place of an item is that in the mark.
    marks: RwLock<BTreeMap<Mark, Vec<Part>>>,
    order: RwLock<Order>,
}

/// A page from what is kept; none where its citations could change one another. `cited` are the keys that
/// are known, by first use.
pub(super) fn cite(marks: &[Mark], cited: &[String], evidence: &Evidence, language: usize) -> Option<CitedPage> {
    let reuse = evidence.style.reuse()?;
    let kept = evidence.kept.get(language)?;
    let known: Vec<Mark> = marks.iter().map(|mark| evidence.known(mark)).collect();
    if reuse.sees_position && known.iter().map(Vec::len).sum::<usize>() > cited.len() {
        return None;
    }
    let references: Vec<&Reference> = cited.iter().filter_map(|key| evidence.references.get(key)).collect();
    let alone: Vec<&Alone> = references.iter().map(|reference| reference.alone(&evidence.style, language)).collect();
    let short = alone.iter().map(|alone| alone.short.as_deref()).collect::<Option<Vec<&str>>>()?;
    if !are_apart(short) || !are_apart(alone.iter().filter_map(|alone| alone.names(reuse.repeated)).collect()) {
        return None;
    }
    let entries = kept.ordered(cited, reuse, evidence, language);
    kept.write(&known, evidence, language);
    let parts = |mark: &Mark, whole: &Mark| placed(kept.mark(mark, evidence, language), mark, whole, &entries);
    let marks = known.iter().zip(marks).map(|(mark, whole)| parts(mark, whole)).collect();
    Some(CitedPage { marks, entries, ..CitedPage::default() })
}

fn are_apart(mut texts: Vec<&str>) -> bool {
    texts.sort_unstable();
    texts.windows(2).all(|pair| pair[0] != pair[1])
}

/// The key of a mark that is written with its entry.
fn single(mark: &Mark) -> Option<&str> {
    match &mark[..] {
        [(key, None)] => Some(key),
        _ => None,
    }
}

impl Kept {
    /// The list of a page: as the style sorts it, and where that leaves it open, by first use.
    fn ordered(&self, cited: &[String], reuse: &Reuse, evidence: &Evidence, language: usize) -> Vec<String> {
        let mut entries = cited.to_vec();
        let Some(bare) = &reuse.order else { return entries };
        let is_known = |order: &Order| cited.iter().all(|key| order.rank(key).is_some());
        if !is_known(&self.order.read().unwrap_or_else(PoisonError::into_inner)) {
            let mut order = self.order.write().unwrap_or_else(PoisonError::into_inner);
            let item = |key: &str| evidence.references.get(key).map(|reference| &reference.shown);
            let turned = |first: &str, second: &str| match (item(first), item(second)) {
                (Some(first), Some(second)) => evidence.style.is_turned(bare, first, second, language),
                _ => false,
            };
            cited.iter().for_each(|key| order.place(key, turned));
        }
        let order = self.order.read().unwrap_or_else(PoisonError::into_inner);
        entries.sort_by_key(|key| order.rank(key));
        entries
    }

    /// Has the processor write the marks that are not kept yet, in one run.
    fn write(&self, marks: &[Mark], evidence: &Evidence, language: usize) {
        let missing: Vec<&Mark> = {
            let kept = self.marks.read().unwrap_or_else(PoisonError::into_inner);
            let is_missing = |mark: &&Mark| single(mark).is_none() && !kept.contains_key(*mark);
            marks.iter().filter(is_missing).collect::<BTreeSet<_>>().into_iter().collect()
        };
        if missing.is_empty() {
            return;
        }
        let cited: Vec<Vec<Cited<'_>>> = missing.iter().map(|mark| evidence.cited(mark)).collect();
        let rendered = evidence.style.process(&cited, language);
        let written = missing.into_iter().cloned().zip(rendered.citations.iter().map(|mark| markup::parts(&mark.citation)));
        self.marks.write().unwrap_or_else(PoisonError::into_inner).extend(written);
    }

    fn mark(&self, mark: &Mark, evidence: &Evidence, language: usize) -> Vec<Part> {
        match single(mark).and_then(|key| evidence.references.get(key)) {
            Some(reference) => reference.alone(&evidence.style, language).mark.clone(),
            None => self.marks.read().unwrap_or_else(PoisonError::into_inner).get(mark).cloned().unwrap_or_default(),
        }
    }
}

impl Alone {
    /// The names by which a list knows an entry that follows one with the same; none where it has no need to.
    fn names(&self, repeated: Repeated) -> Option<&str> {
        match repeated {
            Repeated::Written => None,
            Repeated::All => self.names.as_deref(),
            Repeated::First => self.names.as_deref().map(|names| names.split('\0').next().unwrap_or(names)),
        }
    }
}

#[cfg(test)]
mod tests;
