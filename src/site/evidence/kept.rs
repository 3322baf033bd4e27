//! Marks and entries of names and years that were written for one page and look the same on others.
//!
//! What the processor writes for a citation depends on the reference, the place in it, its position among the
//! others, numbers, and what tells it from a reference that would look the same. So a page takes what is kept if its
//! style knows no numbers and its references cannot be mixed up; any other page is processed whole.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{PoisonError, RwLock};

use super::Evidence;
use super::markup::{self, Part};
use super::order::Order;
use super::page::{CitedPage, Mark, placed};
use super::reference::{Alone, Reference};
use super::style::{Cited, Repeated, Reuse, Sorting};
use super::styled::Position;
use crate::base::per_language::LanguageId;

/// What is known so far in one of the site's languages.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// The place of an item is that in the mark.
    marks: RwLock<BTreeMap<Key, Vec<Part>>>,
    order: RwLock<Order>,
}

/// What a mark cites, and for each item its position, if the style asks for it.
type Key = (Mark, Vec<Position>);

/// A page from what is kept; none where its citations could change one another. `cited` are the keys that
/// are known, by first use.
pub(super) fn cite(marks: &[Mark], cited: &[String], evidence: &Evidence, language: LanguageId) -> Option<CitedPage> {
    let reuse = evidence.style.reuse()?;
    let kept = evidence.kept.get(language)?;
    let references: Vec<&Reference> = cited.iter().filter_map(|key| evidence.references.get(key)).collect();
    let known: Vec<Mark> = marks.iter().map(|mark| evidence.known(mark)).collect();
    let positions = if reuse.sees_position { positions(&known)? } else { vec![Vec::new(); known.len()] };
    let keys: Vec<Key> = known.into_iter().zip(positions).collect();
    if !look_different(&references, &keys, evidence, language) || !have_own_names(&references, reuse, evidence, language) {
        return None;
    }
    let entries = kept.ordered(&references, reuse, evidence, language);
    kept.write(&keys, reuse, evidence, language);
    let parts =
        |(key, whole): (&Key, &Mark)| placed(kept.mark(key, evidence, language), &key.0, whole, &entries, &evidence.style, language);
    let marks = keys.iter().zip(marks).map(parts).collect();
    Some(CitedPage { marks, entries, ..CitedPage::default() })
}

/// The positions of a page's citations. None where the processor would have to be asked: a reference twice in one mark,
/// and one right after itself that is not simply the same again.
fn positions(marks: &[Mark]) -> Option<Vec<Vec<Position>>> {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut last: &[(String, _)] = &[];
    let mut positions = Vec::new();
    for (n, mark) in marks.iter().enumerate() {
        let keys: BTreeSet<&str> = mark.iter().map(|(key, _)| key.as_str()).collect();
        if keys.len() < mark.len() {
            return None;
        }
        let meets = last.iter().any(|(key, _)| keys.contains(key.as_str()));
        let is_ibid = mark.len() == 1 && n.checked_sub(1).is_some_and(|before| marks[before] == *mark);
        if meets && !is_ibid {
            return None;
        }
        let position = |key: &str| match (is_ibid, seen.contains(key)) {
            (true, _) => Position::Ibid,
            (false, true) => Position::Subsequent,
            (false, false) => Position::First,
        };
        positions.push(mark.iter().map(|(key, _)| position(key)).collect());
        seen.extend(keys);
        if !mark.is_empty() {
            last = mark;
        }
    }
    Some(positions)
}

/// Whether no citation looks like one of another reference, in any position that the page has; only then does the
/// processor leave all of them as they are.
fn look_different(references: &[&Reference], keys: &[Key], evidence: &Evidence, language: LanguageId) -> bool {
    let style = &*evidence.style;
    let first = references.iter().map(|reference| (reference.key.as_str(), reference.alone(style, language).short.as_deref()));
    let items = keys.iter().flat_map(|(mark, positions)| mark.iter().zip(positions));
    let later = items.filter_map(|((key, _), position)| {
        let reference = evidence.references.get(key)?;
        Some((key.as_str(), reference.later(*position, style, language)?))
    });
    let mut shorts: BTreeMap<&str, &str> = BTreeMap::new();
    first.chain(later).all(|(key, short)| short.is_some_and(|short| *shorts.entry(short).or_insert(key) == key))
}

/// Whether no entry of the list could leave out names that the one before it has.
fn have_own_names(references: &[&Reference], reuse: &Reuse, evidence: &Evidence, language: LanguageId) -> bool {
    let mut names: Vec<&str> =
        references.iter().filter_map(|reference| reference.alone(&evidence.style, language).names(reuse.repeated)).collect();
    names.sort_unstable();
    names.windows(2).all(|pair| pair[0] != pair[1])
}

/// The key of a mark that is written with its entry.
fn single((mark, positions): &Key) -> Option<&str> {
    match &mark[..] {
        [(key, asked)]
            if asked.locator.is_none() && !asked.without_author && positions.iter().all(|position| *position == Position::First) =>
        {
            Some(key)
        }
        _ => None,
    }
}

impl Kept {
    /// The list of a page: as the style sorts it, and where that leaves it open, by first use.
    fn ordered(&self, cited: &[&Reference], reuse: &Reuse, evidence: &Evidence, language: LanguageId) -> Vec<String> {
        let keys = || cited.iter().map(|reference| reference.key.clone()).collect();
        let Some(sorting) = &reuse.sorting else { return keys() };
        if !cited.iter().all(|reference| sorting.has_place(&reference.shown)) {
            let items: Vec<_> = cited.iter().map(|reference| &reference.shown).collect();
            return evidence.style.sorted(sorting, &items, language);
        }
        let is_ranked = |order: &Order| cited.iter().all(|reference| order.rank(&reference.key).is_some());
        if !is_ranked(&self.order.read().unwrap_or_else(PoisonError::into_inner)) {
            self.rank(cited, sorting, evidence, language);
        }
        let order = self.order.read().unwrap_or_else(PoisonError::into_inner);
        let mut entries: Vec<String> = keys();
        entries.sort_by_key(|key| order.rank(key));
        entries
    }

    fn rank(&self, cited: &[&Reference], sorting: &Sorting, evidence: &Evidence, language: LanguageId) {
        let mut order = self.order.write().unwrap_or_else(PoisonError::into_inner);
        let turned = |first: &str, second: &str| {
            let items: Vec<_> = [first, second].iter().filter_map(|key| Some(&evidence.references.get(*key)?.shown)).collect();
            evidence.style.sorted(sorting, &items, language).first().is_some_and(|key| key == second)
        };
        cited.iter().for_each(|reference| order.place(&reference.key, turned));
    }

    /// Has the processor write the marks that are not kept yet, in one run. Where positions count, it is given all
    /// of the page, so that each mark has its own.
    fn write(&self, keys: &[Key], reuse: &Reuse, evidence: &Evidence, language: LanguageId) {
        let missing: BTreeSet<&Key> = {
            let kept = self.marks.read().unwrap_or_else(PoisonError::into_inner);
            keys.iter().filter(|key| single(key).is_none() && !kept.contains_key(*key)).collect()
        };
        if missing.is_empty() {
            return;
        }
        let asked: Vec<&Key> = if reuse.sees_position { keys.iter().collect() } else { missing.into_iter().collect() };
        let cited: Vec<Vec<Cited<'_>>> = asked.iter().map(|(mark, _)| evidence.cited(mark)).collect();
        let rendered = evidence.style.process(&cited, language);
        let written = asked.into_iter().cloned().zip(rendered.citations.iter().map(|mark| markup::parts(&mark.citation)));
        self.marks.write().unwrap_or_else(PoisonError::into_inner).extend(written);
    }

    fn mark(&self, key: &Key, evidence: &Evidence, language: LanguageId) -> Vec<Part> {
        match single(key).and_then(|key| evidence.references.get(key)) {
            Some(reference) => reference.alone(&evidence.style, language).mark.clone(),
            None => self.marks.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned().unwrap_or_default(),
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
