//! What Ribbon wrote into an output folder, remembered in the site's own folder.

#![expect(clippy::disallowed_methods, reason = "the manifest lives on the disk")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::BuildKey;
use super::folder::OutputFolder;
use super::paths::{metadata_of, on_disk, remove_if_there, temporary};
use crate::base::artifact::OutputPath;
use crate::base::fingerprint::{self, Fingerprint};
use crate::base::in_order::in_order;

/// Raised when the meaning of the file changes. A manifest of another version is ignored.
const VERSION: u32 = 1;

/// How long to wait until the file system's clock is past the instant of the last write. Linux ticks every 1 to 10 ms; where
/// files have whole seconds, the last ones are read again instead.
const MAX_WAIT: Duration = Duration::from_millis(20);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Manifest {
    version: u32,
    /// The fingerprint of everything the site was made from.
    pub build: String,
    /// From when to when that is valid, in seconds since 1970.
    #[serde(default)]
    validity: Option<(i64, i64)>,
    /// False from before the first change until after the last.
    pub complete: bool,
    pub pages: usize,
    /// The file system's time after the last file was written, in nanoseconds. A file that
    /// is not older may have been changed after it was recorded without looking different.
    pub clock: i64,
    /// The folders that Ribbon made.
    pub folders: BTreeSet<OutputPath>,
    /// The files that Ribbon wrote or was about to write; those without a record must be looked at.
    #[serde(deserialize_with = "in_order")]
    pub files: BTreeMap<OutputPath, Option<Record>>,
}

/// A file as it was left: length in bytes, modification time in nanoseconds, fingerprint of the content.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Record(pub u64, pub i64, #[serde(with = "fingerprint::as_hex")] pub Fingerprint);

/// A manifest with the bytes that it was read from: a build that is to change the folder reads them once more under its lock,
/// and takes them apart only if they are others.
pub struct Seen {
    out: PathBuf,
    bytes: Vec<u8>,
    pub(super) manifest: Manifest,
}

impl Record {
    pub(super) fn new(metadata: &Metadata, fingerprint: Fingerprint) -> Self {
        Self(metadata.len(), modified(metadata), fingerprint)
    }

    /// Whether a file still looks as it was left.
    pub(super) fn fits(&self, metadata: &Metadata) -> bool {
        metadata.is_file() && metadata.len() == self.0 && modified(metadata) == self.1
    }
}

impl Seen {
    /// As `Manifest::read`.
    pub fn read(out: &OutputFolder) -> Option<Self> {
        Self::of(bytes(out)?, out)
    }

    /// Whether it is that of a folder.
    pub fn is_of(&self, out: &OutputFolder) -> bool {
        self.out == out.path
    }

    /// What is there now, which is mostly what has been seen.
    pub(super) fn again(seen: Option<Self>, out: &OutputFolder) -> Option<Self> {
        let bytes = bytes(out)?;
        match seen {
            Some(seen) if seen.bytes == bytes => Some(seen),
            _ => Self::of(bytes, out),
        }
    }

    fn of(bytes: Vec<u8>, out: &OutputFolder) -> Option<Self> {
        let manifest: Manifest = serde_json::from_slice(&bytes).ok()?;
        (manifest.version == VERSION && manifest.is_of(&out.path)).then(|| Self { out: out.path.clone(), bytes, manifest })
    }
}

fn bytes(out: &OutputFolder) -> Option<Vec<u8>> {
    let known = out.has_records().then(|| fs::read(out.manifest()).ok()).flatten();
    known.or_else(|| fs::read(out.old_manifest()).ok())
}

impl Manifest {
    pub(super) fn new(build: BuildKey) -> Self {
        let validity = build.validity.map(|(from, to)| (from.as_second(), to.as_second()));
        Self {
            version: VERSION,
            build: build.sources.hex(),
            validity,
            complete: false,
            pages: 0,
            clock: 0,
            folders: BTreeSet::new(),
            files: BTreeMap::new(),
        }
    }

    /// Whether the output is still valid at a moment, as far as time is concerned.
    pub(super) fn is_valid_at(&self, at: Timestamp) -> bool {
        self.validity.is_some_and(|(from, to)| (from..to).contains(&at.as_second()))
    }

    /// The manifest of an output folder. One that cannot be understood is ignored: every file is then foreign, and those that
    /// differ from the site are left alone.
    pub(super) fn read(out: &OutputFolder) -> Option<Self> {
        Seen::read(out).map(|seen| seen.manifest)
    }

    /// Whether the folder holds any of the files as they were left. If not, it is another one under the same name, and what is
    /// in it is somebody's own.
    fn is_of(&self, out: &Path) -> bool {
        let fits = |(path, record): (&OutputPath, &Option<Record>)| {
            let found = metadata_of(&on_disk(out, path.as_str())).ok().flatten().filter(Metadata::is_file);
            found.is_some_and(|found| record.as_ref().is_none_or(|record| record.0 == found.len()))
        };
        out.is_dir() && (self.files.is_empty() || self.files.iter().any(fits))
    }

    /// The record of a file, if a file that looks like it can only be the same.
    pub(super) fn trusted(&self, path: &OutputPath) -> Option<&Record> {
        self.files.get(path)?.as_ref().filter(|record| record.1 < self.clock)
    }

    pub(super) fn is_trusted_throughout(&self) -> bool {
        self.files.values().all(|record| record.as_ref().is_some_and(|record| record.1 < self.clock))
    }

    /// Announces changes before the first is made, so that a killed build leaves no file without an owner.
    pub(super) fn announce(&self, out: &OutputFolder) -> io::Result<()> {
        // This is the only write that waits for the disk: after a power cut, files whose names were never announced would look
        // like somebody else's.
        self.store(out, File::sync_all)
    }

    /// Completes the manifest: waits until a later change to any file must be visible in its modification time.
    pub(super) fn settle(&mut self, out: &OutputFolder) -> io::Result<()> {
        let newest = self.files.values().flatten().map(|record| record.1).max().unwrap_or(i64::MIN);
        // The clock that counts is that of the disk with the output.
        let probe = temporary(&out.path.join("clock"));
        remove_if_there(&probe)?;
        File::create_new(&probe)?;
        let step = Duration::from_millis(1);
        let mut waited = Duration::ZERO;
        loop {
            fs::write(&probe, " ")?;
            self.clock = modified(&fs::metadata(&probe)?);
            if self.clock > newest || waited >= MAX_WAIT {
                break;
            }
            std::thread::sleep(step);
            waited += step;
        }
        remove_if_there(&probe)?;
        self.store(out, |_| Ok(()))?;
        remove_if_there(&out.old_manifest()).map(drop)
    }

    fn store(&self, out: &OutputFolder, finish: impl FnOnce(&File) -> io::Result<()>) -> io::Result<()> {
        let bytes = serde_json::to_vec(self).map_err(io::Error::other)?;
        out.store(&out.manifest(), |file| {
            file.write_all(&bytes)?;
            finish(file)
        })
    }
}

/// The modification time in nanoseconds since 1970; years beyond 2262 count as 2262.
fn modified(metadata: &Metadata) -> i64 {
    let nanoseconds = |duration: Duration| i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX);
    match metadata.modified().map(|time| time.duration_since(UNIX_EPOCH)) {
        Ok(Ok(after)) => nanoseconds(after),
        Ok(Err(before)) => -nanoseconds(before.duration()),
        // On a system without modification times, no file is trusted without reading it.
        Err(_) => i64::MAX,
    }
}
