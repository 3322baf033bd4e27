//! What was read from a site's folder, so that only what was saved since is read again.

#![expect(clippy::disallowed_methods, reason = "looks at the site's files")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::file::Loaded;
use crate::base::source::SourceId;
use crate::site::config::Limits;

/// The longest step of a file system's clock, which is FAT's. A second change within one step is not visible in the time; Git
/// calls such files "racily clean".
const CLOCK: Duration = Duration::from_secs(2);

/// How a file looked from outside when it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    len: u64,
    modified: SystemTime,
    /// What distinguishes a file from another one put in its place, if the system provides it.
    identity: Identity,
}

/// The device, the inode, and the time of the last status change: resetting the modification time does not hide a change.
#[cfg(unix)]
type Identity = (u64, u64, SystemTime);

/// The time of its creation.
#[cfg(not(unix))]
type Identity = Option<SystemTime>;

impl Stamp {
    /// `None` if the file is gone or the system has no time for it: it is then read every time.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(path).ok()?;
        Some(Self { len: metadata.len(), modified: metadata.modified().ok()?, identity: identity(&metadata) })
    }

    /// Whether a change after `read_at` would be seen in the stamp.
    fn is_safe(&self, read_at: SystemTime, clock: Duration) -> bool {
        read_at.duration_since(self.modified.max(self.changed())).is_ok_and(|age| age > clock)
    }

    #[cfg(unix)]
    fn changed(&self) -> SystemTime {
        self.identity.2
    }

    #[cfg(not(unix))]
    fn changed(&self) -> SystemTime {
        self.identity.unwrap_or(self.modified)
    }
}

#[cfg(unix)]
fn identity(metadata: &std::fs::Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    let since_epoch = Duration::new(metadata.ctime().max(0).unsigned_abs(), u32::try_from(metadata.ctime_nsec()).unwrap_or(0));
    (metadata.dev(), metadata.ino(), SystemTime::UNIX_EPOCH + since_epoch)
}

#[cfg(not(unix))]
fn identity(metadata: &std::fs::Metadata) -> Identity {
    metadata.created().ok()
}

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
