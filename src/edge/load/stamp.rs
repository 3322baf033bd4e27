//! How a file looks from outside.

#![expect(clippy::disallowed_methods, reason = "looks at the site's files")]

use std::fs::Metadata;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// The longest step of a file system's clock, which is FAT's. A second change within one step is not visible in the time; Git
/// calls such files "racily clean".
pub(super) const CLOCK: Duration = Duration::from_secs(2);

/// How a file looked from outside when it was read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
        Self::from(&std::fs::metadata(path).ok()?)
    }

    pub(super) fn from(metadata: &Metadata) -> Option<Self> {
        Some(Self { len: metadata.len(), modified: metadata.modified().ok()?, identity: identity(metadata) })
    }

    /// Whether a change after `read_at` would be seen in the stamp.
    pub(super) fn is_safe(&self, read_at: SystemTime, clock: Duration) -> bool {
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
fn identity(metadata: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    let since_epoch = Duration::new(metadata.ctime().max(0).unsigned_abs(), u32::try_from(metadata.ctime_nsec()).unwrap_or(0));
    (metadata.dev(), metadata.ino(), SystemTime::UNIX_EPOCH + since_epoch)
}

#[cfg(not(unix))]
fn identity(metadata: &Metadata) -> Identity {
    metadata.created().ok()
}
