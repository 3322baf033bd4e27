//! What the configuration and the front matter give to templates, apart from every text.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::value::HashedValue;
use super::view;
use crate::base::locale::Locale;
use crate::site::config::Config;
use crate::site::review::People;
use crate::site::{EntryId, Index};

/// The part of the world that an edited body leaves as it is, so that it is remembered as one value.
pub struct TemplateValues {
    pub config: Config,
    pub index: Index,
    /// In the order of `config.languages`.
    pub locales: Vec<Arc<Locale>>,
    /// Authors and reviewers.
    pub people: People,
    /// The dated pages of each language, newest first.
    pub dated: Vec<Vec<EntryId>>,
    /// An entry's card: what its index entry says, without its text.
    pub cards: Vec<HashedValue>,
    /// A section's card with the cards of its pages and sections, made when first asked for.
    listed: Vec<OnceLock<HashedValue>>,
    /// `site` for each language and each highlighting of the menus.
    sites: BTreeMap<(usize, view::Highlight), HashedValue>,
    highlights: Vec<view::Highlight>,
    languages: Vec<HashedValue>,
}

impl TemplateValues {
    pub fn new(config: Config, index: Index, locales: Vec<Arc<Locale>>, people: People) -> Self {
        let mut catalog = Self {
            config,
            index,
            locales,
            people,
            dated: Vec::new(),
            cards: Vec::new(),
            listed: Vec::new(),
            sites: BTreeMap::new(),
            highlights: Vec::new(),
            languages: Vec::new(),
        };
        let n_languages = catalog.config.languages.len();
        catalog.dated = (0..n_languages).map(|language| catalog.index.dated(language)).collect();
        catalog.languages = (0..n_languages).map(|language| view::language(&catalog, language)).collect();
        catalog.cards = view::cards(&catalog);
        catalog.listed = catalog.index.ids().map(|_| OnceLock::new()).collect();
        catalog.highlights = catalog.index.ids().map(|id| view::highlight(&catalog, id)).collect();
        let wanted = catalog.index.ids().map(|id| (catalog.index.entry(id).language, catalog.highlights[id.0].clone()));
        let plain = (0..n_languages).map(|language| (language, view::Highlight::default()));
        let wanted: BTreeSet<_> = wanted.chain(plain).collect();
        catalog.sites = wanted
            .into_iter()
            .map(|(language, highlight)| {
                let site = view::site(&catalog, language, &highlight);
                ((language, highlight), site)
            })
            .collect();
        catalog
    }

    pub fn card(&self, id: EntryId) -> &HashedValue {
        &self.cards[id.0]
    }

    pub fn language(&self, language: usize) -> &HashedValue {
        &self.languages[language]
    }

    /// `site` as an entry's page sees it, with its place in the menus marked.
    pub fn site_of(&self, id: EntryId) -> &HashedValue {
        &self.sites[&(self.index.entry(id).language, self.highlights[id.0].clone())]
    }

    /// `site` for outputs that stand in no menu.
    pub fn site(&self, language: usize) -> &HashedValue {
        &self.sites[&(language, view::Highlight::default())]
    }

    /// An entry's card with the cards of what it lists.
    pub fn listed(&self, id: EntryId) -> &HashedValue {
        self.listed[id.0].get_or_init(|| {
            let entry = self.index.entry(id);
            self.card(id).with(vec![
                ("pages", HashedValue::list(entry.pages.iter().map(|page| self.card(*page)))),
                ("sections", HashedValue::list(entry.sections.iter().map(|section| self.card(*section)))),
            ])
        })
    }
}
