//! Everything an output may read, made once per build and shared by all.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use super::templates::Dress;
use super::value::Valued;
use super::view;
use crate::config::Config;
use crate::document::Document;
use crate::locale::Locale;
use crate::memo::Fingerprint;
use crate::site::{EntryId, Index};
use crate::source::{Source, SourceId};

/// A parsed file, remembered with the source it was made from.
#[derive(Debug)]
pub struct Parsed {
    pub source: Source,
    pub document: Document,
    pub problems: Vec<crate::diagnostic::Diagnostic>,
}

/// What functions in templates can look up.
pub struct World {
    pub config: Config,
    pub index: Index,
    /// In the order of `config.languages`.
    pub locales: Vec<Arc<Locale>>,
    pub documents: BTreeMap<SourceId, Arc<Parsed>>,
    /// Each theme in use by its name.
    pub dresses: BTreeMap<String, Arc<Dress>>,
    /// Data files by their path below `data/`.
    pub data: BTreeMap<String, Valued>,
    /// The day of the build.
    pub date: Date,
    /// The dated pages of each language, newest first.
    pub dated: Vec<Vec<EntryId>>,
    /// An entry's card: what its index entry says, without its text.
    pub cards: Vec<Valued>,
    /// A section's card with the cards of its pages and sections, made when first asked for.
    listed: Vec<OnceLock<Valued>>,
    /// `site` for each language and each highlighting of the menus.
    sites: BTreeMap<(usize, view::Highlight), Valued>,
    highlights: Vec<view::Highlight>,
    languages: Vec<Valued>,
}

impl World {
    pub fn new(
        config: Config,
        index: Index,
        locales: Vec<Arc<Locale>>,
        documents: BTreeMap<SourceId, Arc<Parsed>>,
        dresses: BTreeMap<String, Arc<Dress>>,
        data: BTreeMap<String, Valued>,
        date: Date,
    ) -> Self {
        let mut world = Self {
            config,
            index,
            locales,
            documents,
            dresses,
            data,
            date,
            dated: Vec::new(),
            cards: Vec::new(),
            listed: Vec::new(),
            sites: BTreeMap::new(),
            highlights: Vec::new(),
            languages: Vec::new(),
        };
        world.dated = (0..world.config.languages.len()).map(|language| world.index.dated(language)).collect();
        world.languages = (0..world.config.languages.len()).map(|language| view::language(&world, language)).collect();
        world.cards = view::cards(&world);
        world.listed = world.index.ids().map(|_| OnceLock::new()).collect();
        world.highlights = world.index.ids().map(|id| view::highlight(&world, id)).collect();
        let wanted = world.index.ids().map(|id| (world.index.entry(id).language, world.highlights[id.0].clone()));
        let plain = (0..world.config.languages.len()).map(|language| (language, view::Highlight::default()));
        let wanted: std::collections::BTreeSet<_> = wanted.chain(plain).collect();
        world.sites = wanted
            .into_iter()
            .map(|(language, highlight)| {
                let site = view::site(&world, language, &highlight);
                ((language, highlight), site)
            })
            .collect();
        world
    }

    pub fn card(&self, id: EntryId) -> &Valued {
        &self.cards[id.0]
    }

    pub fn language(&self, language: usize) -> &Valued {
        &self.languages[language]
    }

    /// `site` as an entry's page sees it, with its place in the menus marked.
    pub fn site_of(&self, id: EntryId) -> &Valued {
        &self.sites[&(self.index.entry(id).language, self.highlights[id.0].clone())]
    }

    /// `site` for outputs that stand in no menu.
    pub fn site(&self, language: usize) -> &Valued {
        &self.sites[&(language, view::Highlight::default())]
    }

    /// An entry's card with the cards of what it lists.
    pub fn listed(&self, id: EntryId) -> &Valued {
        self.listed[id.0].get_or_init(|| {
            let entry = self.index.entry(id);
            self.card(id).with(vec![
                ("pages", Valued::list(entry.pages.iter().map(|page| self.card(*page)))),
                ("sections", Valued::list(entry.sections.iter().map(|section| self.card(*section)))),
            ])
        })
    }

    /// The theme an entry wears.
    pub fn dress_of(&self, id: EntryId) -> Option<&Arc<Dress>> {
        self.dresses.get(self.index.entry(id).theme.as_deref().unwrap_or(&self.config.theme.value))
    }

    pub fn dress(&self) -> Option<&Arc<Dress>> {
        self.dresses.get(&self.config.theme.value)
    }

    /// What a function of a template found, if it is there.
    pub fn look_up(&self, read: &Read) -> Option<Valued> {
        match read {
            Read::Page { path, language } => {
                self.index.in_language(&SourceId::new(format!("content/{path}")), *language).map(|id| self.card(id).clone())
            }
            Read::Section { path, language } => {
                let folder = path.trim_matches('/').trim_end_matches("_index.md").trim_end_matches('/');
                let file = if folder.is_empty() { "content/_index.md".to_owned() } else { format!("content/{folder}/_index.md") };
                let home = || self.index.homes.get(*language).copied().flatten().filter(|_| folder.is_empty());
                self.index.in_language(&SourceId::new(file), *language).or_else(home).map(|id| self.listed(id).clone())
            }
            Read::Data { path } => self.data.get(path.trim_start_matches("data/")).cloned(),
            Read::Asset { theme, path } => self.dresses.get(theme)?.assets.get(path.trim_start_matches('/')).cloned(),
            Read::Terms { taxonomy, language } => {
                let taxonomy = self.index.taxonomies.iter().find(|found| found.config.name == *taxonomy && found.language == *language)?;
                Some(view::terms(self, taxonomy))
            }
        }
    }
}

/// Something a template asked for by a function while it was rendered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Read {
    Page { path: String, language: usize },
    Section { path: String, language: usize },
    Data { path: String },
    Asset { theme: String, path: String },
    Terms { taxonomy: String, language: usize },
}

/// What was read and what it was then: the part of a memo key that only rendering knows.
pub type Trace = Vec<(Read, Option<Fingerprint>)>;

/// Whether everything that was read would be found the same today.
pub fn still_true(world: &World, trace: &Trace) -> bool {
    trace.iter().all(|(read, found)| world.look_up(read).map(|value| value.fingerprint) == *found)
}
