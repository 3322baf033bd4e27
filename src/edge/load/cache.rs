//! What was read from a site's folder, so that only what was saved since is read again.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use super::file::Loaded;
use super::stamp::{CLOCK, Stamp};
use crate::base::source::SourceId;
use crate::site::config::Limits;

/// The files of the last load.
#[derive(Debug)]
pub struct Cache {
    files: BTreeMap<SourceId, (Stamp, Loaded)>,
    linked: Vec<PathBuf>,
    /// What was read under other limits might be told under these.
    limits: Limits,
    clock: Duration,
}

impl Default for Cache {
    fn default() -> Self {
        Self::for_clock(CLOCK)
    }
}

impl Cache {
    /// A cache for a file system whose clock has steps no longer than this.
    pub fn for_clock(clock: Duration) -> Self {
        Self { files: BTreeMap::new(), linked: Vec::new(), limits: Limits::default(), clock }
    }

    /// The cache for files that may be as large as this.
    pub(super) fn under(&mut self, limits: Limits) -> &mut Self {
        if self.limits != limits {
            self.files.clear();
            self.limits = limits;
        }
        self
    }

    pub(super) fn get(&self, id: &SourceId, stamp: &Stamp) -> Option<Loaded> {
        self.files.get(id).filter(|(known, _)| known == stamp).map(|(_, loaded)| loaded.clone())
    }

    /// The real places that links in the site led to, in order.
    pub fn linked(&self) -> &[PathBuf] {
        &self.linked
    }

    /// Keeps what was read in a load that began at `now`, for files whose next change will be visible in the stamp.
    pub(super) fn replace<'a>(
        &mut self,
        files: impl Iterator<Item = (&'a SourceId, &'a Stamp, &'a Loaded)>,
        linked: Vec<PathBuf>,
        now: SystemTime,
    ) {
        self.linked = linked;
        let safe = files.filter(|(_, stamp, _)| stamp.is_safe(now, self.clock));
        self.files = safe.map(|(id, stamp, loaded)| (id.clone(), (stamp.clone(), loaded.clone()))).collect();
    }
}
