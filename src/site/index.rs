//! Every page and section with its place among the others, and no bodies.

use std::collections::BTreeMap;

use super::{Absent, Entry, EntryId, Kind, Taxonomy};
use crate::base::per_language::{LanguageId, PerLanguage};
use crate::base::source::SourceId;
use crate::base::url::UrlPath;

/// All entries, with what is needed to find them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Index {
    pub entries: Vec<Entry>,
    /// The home section of each language that has one.
    pub homes: PerLanguage<Option<EntryId>>,
    pub taxonomies: Vec<Taxonomy>,
    /// The site path of every colocated file.
    pub assets: BTreeMap<SourceId, UrlPath>,
    pub absent: BTreeMap<SourceId, Absent>,
    pub(super) by_source: BTreeMap<SourceId, Vec<EntryId>>,
    pub(super) by_group: BTreeMap<String, Vec<EntryId>>,
}

impl Index {
    pub(crate) fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id.0]
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = EntryId> + use<> {
        (0..self.entries.len()).map(EntryId)
    }

    /// Every entry made from a file: itself and its fallbacks in other languages.
    pub(crate) fn of_source(&self, source: &SourceId) -> &[EntryId] {
        self.by_source.get(source).map_or(&[], Vec::as_slice)
    }

    /// A page or section in all its languages, fallbacks included.
    pub(crate) fn in_group(&self, group: &str) -> impl Iterator<Item = EntryId> {
        self.by_group.get(group).into_iter().flatten().copied()
    }

    pub(crate) fn sources(&self) -> impl Iterator<Item = &SourceId> {
        self.by_source.keys()
    }

    /// The entry of a file in a language: its translation, else its fallback, else itself.
    pub(crate) fn in_language(&self, source: &SourceId, language: LanguageId) -> Option<EntryId> {
        let own = self.of_source(source);
        let first = *own.first()?;
        let group = &self.by_group[&self.entry(first).group];
        group.iter().copied().find(|id| self.entry(*id).language == language).or(Some(first))
    }

    /// All dated pages of a language, newest first.
    pub(crate) fn dated(&self, language: LanguageId) -> Vec<EntryId> {
        let is_wanted =
            |entry: &Entry| entry.language == language && entry.kind == Kind::Page && entry.date.is_some() && !entry.is_fallback();
        let mut pages: Vec<EntryId> = self.ids().filter(|id| is_wanted(self.entry(*id))).collect();
        self.newest_first(&mut pages);
        pages
    }

    /// By date, then by address.
    pub(crate) fn newest_first(&self, ids: &mut [EntryId]) {
        ids.sort_by_cached_key(|id| {
            let entry = self.entry(*id);
            (std::cmp::Reverse(entry.date.map(|date| date.unix_seconds())), &entry.url)
        });
    }

    /// The sections above an entry, the home first.
    pub(crate) fn ancestors(&self, id: EntryId) -> Vec<EntryId> {
        let mut above = Vec::new();
        let mut next = self.entry(id).parent;
        while let Some(parent) = next {
            above.push(parent);
            next = self.entry(parent).parent;
        }
        above.reverse();
        above
    }
}
