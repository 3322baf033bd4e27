//! The site as a value: configuration, index, texts, data, evidence, reviews and themes. It knows no template engine.

mod absence;
mod assemble;
mod cards;
mod cascade;
pub(crate) mod config;
pub(crate) mod data;
mod entry;
pub(crate) mod event;
pub(crate) mod evidence;
mod frame;
mod index;
pub(crate) mod kit;
mod language_names;
mod link;
mod menu;
mod order;
mod place;
pub(crate) mod review;
pub(crate) mod schedule;
mod taxonomy;
mod themes;
mod translation;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

use crate::base::fingerprint::Fingerprint;
use crate::base::locale::Locale;
use crate::base::per_language::PerLanguage;
use crate::base::source::SourceId;
use crate::content::Parsed;
use crate::theme::LoadedTheme;
use config::{Config, Present};
use data::DataFile;
use evidence::Evidence;
use review::{Ledger, People};

pub(crate) use crate::base::url::{BaseUrl, UrlPath, slug};
pub(crate) use absence::{Absent, absent, expires, publishes, unknown_phase};
pub(crate) use assemble::{Content, assemble};
pub(crate) use entry::{Entry, EntryId, Kind};
pub(crate) use index::Index;
pub(crate) use link::{Resolved, is_external, left_out, relative, resolve, suffix};
pub(crate) use menu::{address, menu_entry};
pub(crate) use place::{foreign_language, language_of};
pub(crate) use taxonomy::{Taxonomy, Term};
pub(crate) use themes::{ThemeMemos, load_theme, load_themes};

/// The part of the site that follows from the configuration, the front matter and the names of files. Editing a body does not
/// change it, so it is remembered as one value.
#[derive(Debug)]
pub(crate) struct Structure {
    pub config: Config,
    pub index: Index,
    pub locales: PerLanguage<Arc<Locale>>,
    /// Authors and reviewers.
    pub people: People,
    /// The dated pages of each language, newest first.
    pub dated: PerLanguage<Vec<EntryId>>,
    /// The fingerprint of all this but the titles and the front matter of the entries, and of what the index was made for.
    pub frame: Fingerprint,
    /// Of each entry's title and front matter.
    pub fronts: Vec<Fingerprint>,
    /// Of what all but the titles and the front matter of pages is made of; `None` if that is not known to be free of problems, which
    /// point at places in the files.
    made_of: Option<Fingerprint>,
}

impl Structure {
    /// `made_for` is the fingerprint of all that it is made of but the files of the entries: the configuration, the people, the
    /// settings.
    pub(crate) fn new(
        config: Config,
        index: Index,
        locales: PerLanguage<Arc<Locale>>,
        people: People,
        contents: &[Content],
        made_for: Fingerprint,
        is_sound: bool,
    ) -> Self {
        let dated = config.languages.ids().map(|language| index.dated(language)).collect();
        let frame = Fingerprint::of(&(made_for, frame::of(&index, &dated)));
        let fronts = frame::fronts(&index, contents);
        let made_of = is_sound.then(|| frame::made_of(made_for, contents));
        Self { config, index, locales, people, dated, frame, fronts, made_of }
    }

    /// The name of the theme that an entry uses.
    pub(crate) fn theme_of(&self, id: EntryId) -> &str {
        self.index.entry(id).theme.as_deref().unwrap_or(&self.config.theme.value)
    }

    /// Whether a section has a feed of its own; a home's feed is the language's.
    pub(crate) fn has_feed(&self, section: &Entry) -> bool {
        let wanted = section.front.section.generate_feeds.unwrap_or(section.parent.is_none());
        let pages = if section.parent.is_none() { &self.dated[section.language] } else { &section.pages };
        self.config.feeds.enabled && wanted && pages.iter().any(|page| self.index.entry(*page).date.is_some())
    }
}

/// Everything that an output may be made from, with nothing rendered.
pub(crate) struct Site {
    pub structure: Arc<Structure>,
    pub documents: BTreeMap<SourceId, Arc<Parsed>>,
    /// Each theme in use by its name.
    pub themes: BTreeMap<String, Arc<LoadedTheme>>,
    /// Data files by their path below `data/`.
    pub data: BTreeMap<String, Arc<DataFile>>,
    /// The names of data files that violate their format, which is reported when they are read.
    pub unreadable_data: BTreeSet<String>,
    /// References and statistics.
    pub evidence: Arc<Evidence>,
    /// What was approved, by whom.
    pub ledger: Arc<Ledger>,
    /// What takes place, in the order of time.
    pub events: Arc<Vec<event::Event>>,
    /// What the campaign hands out.
    pub kit: Arc<Vec<kit::Piece>>,
    /// The moment of the build on the campaign's calendar.
    pub present: Present,
}

impl Deref for Site {
    type Target = Structure;

    fn deref(&self) -> &Structure {
        &self.structure
    }
}

impl Site {
    /// The theme that the site itself uses.
    pub(crate) fn theme(&self) -> Option<&Arc<LoadedTheme>> {
        self.themes.get(&self.config.theme.value)
    }

    /// The file of an entry's text, where it has one.
    pub(crate) fn parsed(&self, id: EntryId) -> Option<&Arc<Parsed>> {
        self.documents.get(self.index.entry(id).source.as_ref()?)
    }
}
