//! What of the index stays as it is when the words of a front matter change.

use super::{Content, Entry, EntryId, Index, Kind, Structure, Taxonomy, Term};
use crate::base::fingerprint::Fingerprint;
use crate::base::per_language::PerLanguage;
use crate::content::SortBy;

/// The fingerprint of a whole index but the titles and the front matter of its entries: their addresses, places and order.
pub(super) fn of(index: &Index, dated: &PerLanguage<Vec<EntryId>>) -> Fingerprint {
    // Each field is named, so that a new one is counted in here or left out on purpose.
    let Index { entries, homes, taxonomies, assets, absent, by_source, by_group } = index;
    let entries: Vec<Fingerprint> = entries.iter().map(entry).collect();
    let taxonomies: Vec<_> = taxonomies
        .iter()
        .map(|Taxonomy { config, language, url, terms }| {
            let terms: Vec<_> = terms.iter().map(|Term { name, slug, url, pages }| (name, slug, url, pages)).collect();
            (config, language, url, terms)
        })
        .collect();
    let homes: Vec<_> = homes.iter().collect();
    let dated: Vec<_> = dated.iter().collect();
    Fingerprint::of(&(entries, homes, taxonomies, assets, absent, by_source, (by_group, dated)))
}

fn entry(entry: &Entry) -> Fingerprint {
    let Entry {
        kind,
        source,
        language,
        written_in,
        title: _,
        date,
        updated,
        front: _,
        url,
        parent,
        group,
        translations,
        pages,
        sections,
        earlier,
        later,
        assets,
        theme,
        archive,
        noindex,
        audience,
        page_template,
    } = entry;
    let place = (kind, source, language, written_in, date, updated, url, parent, group);
    let others = (translations, pages, sections, earlier, later, assets);
    Fingerprint::of(&(place, others, theme, archive, noindex, audience, page_template))
}

/// The fingerprint of each entry's title and front matter. A translated section takes keys from another file of its group, so
/// that the files of a group count together.
pub(super) fn fronts(index: &Index, contents: &[Content]) -> Vec<Fingerprint> {
    let nothing = Fingerprint::of(&());
    let mut fronts: Vec<Fingerprint> = vec![nothing; index.entries.len()];
    // Both are in the order of the files.
    let mut contents = contents.iter().peekable();
    for (source, ids) in &index.by_source {
        while contents.next_if(|content| content.source < *source).is_some() {}
        let Some(content) = contents.next_if(|content| content.source == *source) else { continue };
        for id in ids {
            fronts[id.0] = content.key;
        }
    }
    for ids in index.by_group.values().filter(|ids| ids.len() > 1) {
        let group: Vec<Fingerprint> = ids.iter().map(|id| fronts[id.0]).collect();
        let group = Fingerprint::of(&group);
        for id in ids {
            fronts[id.0] = group;
        }
    }
    for (front, entry) in fronts.iter_mut().zip(&index.entries) {
        *front = Fingerprint::of(&(*front, &entry.title));
    }
    fronts
}

/// The fingerprint of what an index is made of but the words that pages say about themselves: of sections all front matter counts, and
/// titles where a list is sorted by them.
pub(super) fn made_of(made_for: Fingerprint, contents: &[Content]) -> Fingerprint {
    let has_titles = contents.iter().any(|content| content.front.section.sort_by == Some(SortBy::Title));
    let key = |content: &Content| if content.source.file_name().starts_with("_index.") { content.key } else { content.place_key };
    let contents: Vec<_> =
        contents.iter().map(|content| (&content.source, key(content), has_titles.then_some(&content.front.title))).collect();
    Fingerprint::of(&(made_for, contents))
}

impl Structure {
    /// The same with what the files of today say of their pages; `None` if more has changed than that.
    pub(crate) fn with_words(&self, contents: &[Content], made_for: Fingerprint) -> Option<Self> {
        self.made_of.filter(|known| *known == made_of(made_for, contents))?;
        let mut index = self.index.clone();
        // Both are in the order of the files.
        let mut contents_left = contents.iter().peekable();
        for (source, ids) in &index.by_source {
            while contents_left.next_if(|content| content.source < *source).is_some() {}
            let Some(content) = contents_left.next_if(|content| content.source == *source) else { continue };
            for id in ids {
                let entry = &mut index.entries[id.0];
                if entry.kind == Kind::Section {
                    continue;
                }
                entry.front = content.front.clone();
                if let Some(title) = content.front.title.as_ref().filter(|title| **title != entry.title) {
                    entry.title.clone_from(title);
                }
            }
        }
        let Self { config, locales, people, dated, frame, made_of, .. } = self;
        let (config, locales, people, dated) = (config.clone(), locales.clone(), people.clone(), dated.clone());
        let fronts = fronts(&index, contents);
        Some(Self { config, index, locales, people, dated, frame: *frame, fronts, made_of: *made_of })
    }

    /// The fingerprint of the titles and the front matter that a page's values can be made of: its own, and those of the sections
    /// above it, its neighbours, its translations and the homes. `None` for entries whose values reach farther: sections list
    /// others, and a page of an earlier edition looks for its counterpart in the current one.
    ///
    /// Together with `frame` this is all that the values take from the index; menus and lists have fingerprints of their own.
    pub(crate) fn near(&self, id: EntryId) -> Option<Fingerprint> {
        let entry = self.index.entry(id);
        if entry.kind == Kind::Section || entry.archive.is_some() {
            return None;
        }
        let front = |id: &EntryId| self.fronts[id.0];
        let mut near = vec![self.frame, front(&id)];
        let mut above = entry.parent;
        while let Some(section) = above {
            near.push(front(&section));
            above = self.index.entry(section).parent;
        }
        near.extend(entry.earlier.iter().chain(&entry.later).map(front));
        near.extend(self.index.homes.iter().flatten().map(front));
        // A fallback page names the translations of the page whose text it shows.
        let original = entry.source.as_ref().filter(|_| entry.is_fallback()).and_then(|source| self.index.of_source(source).first());
        let original = original.map_or(entry, |original| self.index.entry(*original));
        near.extend(entry.translations.iter().chain(&original.translations).map(front));
        near.extend(original.parent.iter().map(front));
        Some(Fingerprint::of(&(id, near)))
    }
}
