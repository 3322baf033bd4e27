//! Builds that look at finished pages. What they find on a page is kept, so that the next one looks only at those that changed.

use std::collections::BTreeSet;
use std::path::Path;

use indicatif::ProgressBar;

use super::progress::{Clock, watched_with};
use crate::base::sink::Memory;
use crate::base::source::Snapshot;
use crate::build::{Build, Memos, output_folder};
use crate::edge::write::{OutputFolder, keep_checked, last_checked};

/// What was found on a site's pages, from one build that looks at them to the next.
pub(super) struct PageChecks {
    folder: OutputFolder,
    kept: Option<Vec<u8>>,
    pub memos: Memos,
}

impl PageChecks {
    /// For builds that leave this to each other.
    pub(super) fn of(root: &Path, snapshot: &Snapshot, memos: Memos) -> Self {
        let folder = OutputFolder::new(root, &root.join(output_folder(snapshot)));
        let kept = last_checked(&folder);
        let memos = memos.with_checked(kept.as_deref());
        Self { folder, kept, memos }
    }

    /// Builds in memory.
    pub(super) fn build(&mut self, snapshot: &Snapshot, clock: &Clock, bar: &ProgressBar) -> Build {
        let build = watched_with(snapshot, clock, bar, &Memory, &BTreeSet::new(), &mut self.memos);
        let found = self.memos.checked_to_bytes();
        if let Some(found) = found.filter(|found| self.kept.as_ref() != Some(found)) {
            keep_checked(&self.folder, &found);
            self.kept = Some(found);
        }
        build
    }
}
