//! The values that templates get from the structure of the site, without any text.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::value::HashedValue;
use super::view;
use crate::base::per_language::{LanguageId, PerLanguage};
use crate::site::{EntryId, Structure};

/// Values that many outputs share, each made when first asked for. Like the structure that they are made of, they stay as
/// they are when a body is edited, and are remembered with it.
pub(crate) struct TemplateValues {
    structure: Arc<Structure>,
    shared: view::SharedParts,
    /// An entry's card: what its index entry says, without its text.
    cards: Vec<Mutex<Option<HashedValue>>>,
    /// A section's card with the cards of its pages and sections.
    listed: Vec<OnceLock<HashedValue>>,
    /// The terms of each taxonomy.
    terms: Vec<OnceLock<HashedValue>>,
    /// `site` for each language and each highlighting of the menus.
    sites: BTreeMap<(LanguageId, view::Highlight), HashedValue>,
    highlights: Vec<view::Highlight>,
    languages: PerLanguage<HashedValue>,
}

impl Deref for TemplateValues {
    type Target = Structure;

    fn deref(&self) -> &Structure {
        &self.structure
    }
}

impl TemplateValues {
    /// Takes over the cards of an earlier build: a card is made of the frame and of its entry's own title and front matter.
    pub(crate) fn new(structure: Arc<Structure>, earlier: Option<&Self>) -> Self {
        let earlier = earlier.filter(|earlier| earlier.frame == structure.frame);
        let highlights: Vec<view::Highlight> = match earlier {
            // They name entries by their places.
            Some(earlier) => earlier.highlights.clone(),
            None => {
                let menus = view::Menus::of(&structure);
                structure.index.ids().map(|id| menus.highlight(&structure, id)).collect()
            }
        };
        let card = |id: EntryId| {
            let earlier = earlier.filter(|earlier| earlier.fronts[id.0] == structure.fronts[id.0])?;
            earlier.cards[id.0].lock().unwrap_or_else(PoisonError::into_inner).clone()
        };
        let wanted = structure.index.ids().map(|id| (structure.index.entry(id).language, highlights[id.0].clone()));
        let plain = structure.config.languages.ids().map(|language| (language, view::Highlight::default()));
        let wanted: BTreeSet<_> = wanted.chain(plain).collect();
        let site = |(language, highlight): (LanguageId, view::Highlight)| {
            let site = HashedValue::new(view::site(&structure, language, &highlight));
            ((language, highlight), site)
        };
        let sites = wanted.into_iter().map(site).collect();
        let empty = |n: usize| (0..n).map(|_| OnceLock::new()).collect();
        Self {
            cards: structure.index.ids().map(|id| Mutex::new(card(id))).collect(),
            listed: empty(structure.index.entries.len()),
            terms: empty(structure.index.taxonomies.len()),
            shared: view::SharedParts::of(&structure),
            sites,
            highlights,
            languages: structure.config.languages.ids().map(|language| view::language(&structure, language)).collect(),
            structure,
        }
    }

    pub(crate) fn card(&self, id: EntryId) -> HashedValue {
        let mut card = self.cards[id.0].lock().unwrap_or_else(PoisonError::into_inner);
        card.get_or_insert_with(|| HashedValue::new(view::card(&self.structure, &self.shared, id))).clone()
    }

    /// Lets go of an entry's card, which is made anew if it is asked for again.
    pub(crate) fn release_card(&self, id: EntryId) {
        *self.cards[id.0].lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub(crate) fn language(&self, language: LanguageId) -> &HashedValue {
        &self.languages[language]
    }

    /// `site` as an entry's page sees it, with its place in the menus marked.
    pub(crate) fn site_of(&self, id: EntryId) -> &HashedValue {
        &self.sites[&(self.index.entry(id).language, self.highlights[id.0].clone())]
    }

    /// `site` for outputs that are not in a menu.
    pub(crate) fn site(&self, language: LanguageId) -> &HashedValue {
        &self.sites[&(language, view::Highlight::default())]
    }

    /// A taxonomy's terms with the number of their pages.
    pub(crate) fn terms(&self, taxonomy: usize) -> &HashedValue {
        self.terms[taxonomy].get_or_init(|| view::terms(&self.structure, &self.index.taxonomies[taxonomy]))
    }

    /// An entry's card with the cards of what it lists.
    pub(crate) fn listed(&self, id: EntryId) -> &HashedValue {
        self.listed[id.0].get_or_init(|| {
            let entry = self.index.entry(id);
            self.card(id).with(vec![
                ("pages", HashedValue::list(entry.pages.iter().map(|page| self.card(*page)))),
                ("sections", HashedValue::list(entry.sections.iter().map(|section| self.card(*section)))),
            ])
        })
    }
}
