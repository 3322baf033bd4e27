//! The style sheets that finished pages link to, each read once.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::artifact::{Artifact, OutputPath};
use crate::check::output::{Base, Target};
use crate::check::page::Finished;
use crate::page::{KnownStyles, Sheet};
use crate::plan::Plan;
use crate::site::Site;

/// Style sheets by their files.
pub(in crate::check) struct Sheets<'a> {
    site: &'a Site,
    plan: &'a Plan,
    artifacts: &'a BTreeMap<OutputPath, Artifact>,
    /// By file; none for those that could not be read.
    read: Mutex<HashMap<String, Option<Arc<Sheet>>>>,
    /// What pages that have been read leave for others.
    pub(super) known: KnownStyles,
}

impl<'a> Sheets<'a> {
    pub(in crate::check) fn new(site: &'a Site, plan: &'a Plan, artifacts: &'a BTreeMap<OutputPath, Artifact>) -> Self {
        Self { site, plan, artifacts, read: Mutex::default(), known: KnownStyles::default() }
    }

    /// The sheet of an address on a page; nothing where it is no file of the site, or one that could not be read.
    pub(super) fn get(&self, page: &Finished<'_>, address: &str) -> Option<Arc<Sheet>> {
        let Target::Output { file, .. } = Base::new(self.site, self.plan, page.path, &page.document).target(address) else { return None };
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = read.get(&file) {
            return known.clone();
        }
        let text = self.artifacts.get(file.as_str()).and_then(|artifact| artifact.content.text());
        let sheet = text.map(|text| Arc::new(Sheet::read(text)));
        read.insert(file, sheet.clone());
        sheet
    }
}
