//! Everything an output may read, made once per build and shared by all.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

use tera::Value;

use super::catalog::TemplateValues;
use super::citing;
use super::data_file::DataFile;
use super::templates::Dress;
use super::value::{HashedValue, list, map};
use super::view;
use crate::base::memo::Fingerprint;
use crate::base::source::{Source, SourceId};
use crate::content::Document;
use crate::site::EntryId;
use crate::site::config::Present;
use crate::site::evidence::Evidence;
use crate::site::review::Ledger;

/// A parsed file, remembered with the source it was made from.
#[derive(Debug)]
pub struct Parsed {
    pub source: Source,
    pub document: Document,
    /// Of the front matter: all that other pages depend on.
    pub front: Fingerprint,
    pub problems: Vec<crate::base::diagnostic::Diagnostic>,
    /// What rules about wording find in the text, should it be part of the site.
    pub wording: Vec<crate::base::diagnostic::Diagnostic>,
}

/// What functions in templates can look up.
pub struct World {
    pub catalog: Arc<TemplateValues>,
    pub documents: BTreeMap<SourceId, Arc<Parsed>>,
    /// Each theme in use by its name.
    pub dresses: BTreeMap<String, Arc<Dress>>,
    /// Data files by their path below `data/`.
    pub data: BTreeMap<String, Arc<DataFile>>,
    /// The names of those that break their format's rules, which is told where they stand.
    pub unreadable_data: BTreeSet<String>,
    /// References and statistics.
    pub evidence: Arc<Evidence>,
    /// What was approved, by whom.
    pub ledger: Arc<Ledger>,
    /// The moment of the build on the campaign's calendar.
    pub present: Present,
}

impl Deref for World {
    type Target = TemplateValues;

    fn deref(&self) -> &TemplateValues {
        &self.catalog
    }
}

impl World {
    /// The name of the theme that an entry wears.
    pub fn theme_of(&self, id: EntryId) -> &str {
        self.index.entry(id).theme.as_deref().unwrap_or(&self.config.theme.value)
    }

    pub fn dress_of(&self, id: EntryId) -> Option<&Arc<Dress>> {
        self.dresses.get(self.theme_of(id))
    }

    pub fn dress(&self) -> Option<&Arc<Dress>> {
        self.dresses.get(&self.config.theme.value)
    }

    /// What a function of a template found, if it is there.
    pub fn look_up(&self, read: &Read) -> Option<HashedValue> {
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
            Read::Data { path } => self.data.get(path.trim_start_matches("data/")).map(|file| file.value().clone()),
            Read::Table { path } => {
                let file = self.data.get(path).map(|file| file.source.fingerprint);
                let is_there = file.is_some() || self.unreadable_data.contains(path);
                is_there.then(|| HashedValue { value: Value::none(), fingerprint: Fingerprint::of(&file) })
            }
            Read::DataNames => Some(HashedValue::new(Value::from(self.data.keys().map(String::as_str).collect::<Vec<_>>()))),
            Read::Asset { theme, path } => self.dresses.get(theme)?.assets.get(path.trim_start_matches('/')).cloned(),
            Read::Terms { taxonomy, language } => {
                let taxonomy = self.index.taxonomies.iter().find(|found| found.config.name == *taxonomy && found.language == *language)?;
                Some(view::terms(self, taxonomy))
            }
            Read::Reference { key, language } => {
                let reference = self.evidence.references.get(key)?;
                let styled = reference.styled(&self.evidence.style, *language);
                let value = citing::view(reference, &styled.html, &styled.text, None);
                Some(HashedValue {
                    value,
                    fingerprint: Fingerprint::of(&(reference.fingerprint, self.evidence.style.fingerprint, language)),
                })
            }
            Read::Bibliography { language } => Some(self.bibliography(*language)),
            Read::ReferenceKeys => Some(names(self.evidence.references.keys())),
            Read::StatIds => Some(names(self.evidence.stats.keys())),
            Read::Stat { id, language } => {
                let stat = self.evidence.stats.get(id)?;
                let value = map([("id", stat.id.as_str().into())]);
                Some(HashedValue { value, fingerprint: Fingerprint::of(&(stat.fingerprint, language)) })
            }
        }
    }
}

impl World {
    /// Every reference of the site, in the order of the language.
    fn bibliography(&self, language: usize) -> HashedValue {
        let Evidence { references, style, .. } = &*self.evidence;
        let locale = &self.locales[language];
        let mut views: Vec<(&str, Value)> = references
            .values()
            .map(|reference| {
                let styled = reference.styled(style, language);
                (styled.text.as_str(), citing::view(reference, &styled.html, &styled.text, None))
            })
            .collect();
        views.sort_by(|(a, _), (b, _)| locale.compare(a, b));
        let fingerprints: Vec<Fingerprint> = references.values().map(|reference| reference.fingerprint).collect();
        let value = list(views.into_iter().map(|(_, view)| view));
        HashedValue { value, fingerprint: Fingerprint::of(&(fingerprints, style.fingerprint, language)) }
    }
}

/// Names that a message may suggest.
fn names<'n>(names: impl Iterator<Item = &'n String>) -> HashedValue {
    HashedValue::new(list(names.map(|name| name.as_str().into())))
}

/// Something a template asked for by a function while it was rendered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Read {
    Page {
        path: String,
        language: usize,
    },
    Section {
        path: String,
        language: usize,
    },
    Data {
        path: String,
    },
    /// A data file with the places of its fields, as charts read it.
    Table {
        path: String,
    },
    /// The names of all data files, which a message suggests from.
    DataNames,
    Asset {
        theme: String,
        path: String,
    },
    Terms {
        taxonomy: String,
        language: usize,
    },
    /// An entry of a reference file, styled for a language.
    Reference {
        key: String,
        language: usize,
    },
    /// All entries of the reference files.
    Bibliography {
        language: usize,
    },
    /// The keys that a message suggests from.
    ReferenceKeys,
    StatIds,
    /// A statistic in the words of a language.
    Stat {
        id: String,
        language: usize,
    },
}

/// What was read and what it was then: the part of a memo key that only rendering knows.
pub type Trace = Vec<(Read, Option<Fingerprint>)>;

/// The references that were read.
pub fn references_read(trace: &Trace) -> impl Iterator<Item = &String> {
    trace.iter().filter_map(|(read, _)| if let Read::Reference { key, .. } = read { Some(key) } else { None })
}

/// Whether everything that was read would be found the same today.
pub fn still_true(world: &World, trace: &Trace) -> bool {
    trace.iter().all(|(read, found)| world.look_up(read).map(|value| value.fingerprint) == *found)
}
