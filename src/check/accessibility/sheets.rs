//! The style sheets that finished pages link to, each read once for an environment.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::artifact::{Artifact, Content, OutputPath};
use crate::check::output::{Base, Target};
use crate::check::page::Finished;
use crate::page::{Environment, Sheet};
use crate::plan::Plan;
use crate::site::Site;

/// Style sheets by their files.
pub(in crate::check) struct Sheets<'a> {
    site: &'a Site,
    plan: &'a Plan,
    artifacts: &'a BTreeMap<OutputPath, Artifact>,
    read: Mutex<Read>,
}

/// Sheets by file and environment; none for those that could not be read.
type Read = HashMap<(String, String), Option<Arc<Sheet>>>;

impl<'a> Sheets<'a> {
    pub(in crate::check) fn new(site: &'a Site, plan: &'a Plan, artifacts: &'a BTreeMap<OutputPath, Artifact>) -> Self {
        Self { site, plan, artifacts, read: Mutex::default() }
    }

    /// The sheet of an address on a page; nothing where it is no file of the site, or one that could not be read.
    pub(super) fn get(&self, page: &Finished<'_>, address: &str, environment: &Environment) -> Option<Arc<Sheet>> {
        let Target::Output { file, .. } = Base::new(self.site, self.plan, page.path, &page.document).target(address) else { return None };
        let key = (file, format!("{environment:?}"));
        if let Some(known) = self.read.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return known.clone();
        }
        let content = self.artifacts.get(key.0.as_str()).map(|artifact| &artifact.content);
        let sheet = content
            .and_then(Content::bytes)
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .map(|text| Arc::new(Sheet::read(text, environment)));
        self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(key, sheet.clone());
        sheet
    }
}
