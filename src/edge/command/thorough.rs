//! Builds that look at finished pages. What they find on a page is kept, so that the next one looks only at those that changed.

use std::collections::BTreeSet;
use std::path::Path;

use indicatif::ProgressBar;

use super::progress::{Clock, watched_with};
use crate::base::sink::Memory;
use crate::base::source::Snapshot;
use crate::build::{Build, Memos, output_folder, seems_to_report};
use crate::edge::write::{OutputFolder, keep_checked, last_checked};

/// What was found on a site's pages, from one build that looks at them to the next.
pub(super) struct PageChecks {
    folder: OutputFolder,
    kept: Option<Vec<u8>>,
    is_read: bool,
    /// Whether pages of the site seem to show the report on it, so that a second build follows, which needs what the first one made.
    pub expects_report: bool,
    pub memos: Memos,
}

impl PageChecks {
    /// For builds that leave this to each other.
    pub(super) fn of(root: &Path, snapshot: &Snapshot) -> Self {
        let folder = OutputFolder::new(root, &root.join(output_folder(snapshot)));
        let expects_report = seems_to_report(snapshot);
        let memos = if expects_report { Memos::default() } else { Memos::one_shot(None) };
        Self { folder, kept: None, is_read: false, expects_report, memos }
    }

    /// Builds in memory.
    pub(super) fn build(&mut self, snapshot: &Snapshot, clock: &Clock, bar: &ProgressBar) -> Build {
        if !self.is_read {
            self.kept = last_checked(&self.folder);
            self.memos.take_over_checked(self.kept.as_deref());
            self.is_read = true;
        }
        let build = watched_with(snapshot, clock, bar, &Memory, &BTreeSet::new(), &mut self.memos);
        let found = self.memos.checked_to_bytes();
        if let Some(found) = found.filter(|found| self.kept.as_ref() != Some(found)) {
            keep_checked(&self.folder, &found);
            self.kept = Some(found);
        }
        build
    }
}
