//! Finished outputs that wait on the disk until the whole build is known to be good.
//!
//! A small site waits in memory. What goes beyond that is written to a folder inside the output folder, so that every file
//! can later be moved to its place by a rename; until then nothing of the published site has been touched. A file that is
//! in its place already, unchanged since the last build, waits nowhere.

#![expect(clippy::disallowed_methods, reason = "writes the staging folder")]

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::manifest::{Manifest, Record};
use super::on_disk;
use super::survey::look;
use crate::base::artifact::{Artifact, ArtifactKind, Content, OutputPath, STAGING};
use crate::base::sink::Sink;

/// Outputs that wait in memory, in bytes, before others go to the disk.
const IN_MEMORY: usize = 8 << 20;

/// Folders that the files are spread over: threads that create files in one folder wait for each other.
const N_FOLDERS: usize = 16;

/// The outputs of one build before it is written.
pub struct Staging {
    out: PathBuf,
    /// What the last build left.
    old: Option<Manifest>,
    waiting: AtomicUsize,
    next: AtomicUsize,
    /// Whether the folders could be made, once somebody needed them.
    is_ready: OnceLock<bool>,
    /// Whether the output folder itself was made for them.
    made_out: OnceLock<()>,
}

impl Staging {
    /// For a build into a folder. What an earlier one left there half-done is removed.
    pub fn new(out: &Path) -> Self {
        let _ = fs::remove_dir_all(out.join(STAGING));
        Self {
            out: out.to_path_buf(),
            old: Manifest::read(out),
            waiting: AtomicUsize::new(0),
            next: AtomicUsize::new(0),
            is_ready: OnceLock::new(),
            made_out: OnceLock::new(),
        }
    }

    /// Whether a file of the output folder has the bytes already that it must have.
    fn is_in_place(&self, path: &OutputPath, artifact: &Artifact) -> bool {
        let Some(record) = self.old.as_ref().and_then(|old| old.trusted(path)) else { return false };
        look(&on_disk(&self.out, path.as_str())).is_ok_and(|found| {
            found.is_some_and(|metadata| Record::new(&metadata, artifact.fingerprint) == *record && record.fits(&metadata))
        })
    }

    fn prepare(&self) -> bool {
        *self.is_ready.get_or_init(|| {
            if !self.out.exists() && fs::create_dir_all(&self.out).is_ok() {
                let _ = self.made_out.set(());
            }
            let folder = self.out.join(STAGING);
            fs::create_dir(&folder).is_ok() && (0..N_FOLDERS).all(|n| fs::create_dir(folder.join(n.to_string())).is_ok())
        })
    }

    fn stage(&self, text: &str) -> io::Result<PathBuf> {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        let path = self.out.join(STAGING).join((n % N_FOLDERS).to_string()).join(n.to_string());
        File::create_new(&path)?.write_all(text.as_bytes())?;
        Ok(path)
    }
}

impl Sink for Staging {
    /// Where the disk refuses, the bytes stay in memory: the write that follows says what is wrong.
    fn put(&self, path: &OutputPath, artifact: Artifact) -> Artifact {
        let Content::Text(text) = &artifact.content else { return artifact };
        if artifact.kind == ArtifactKind::Asset {
            return artifact;
        }
        let len = text.len();
        if self.is_in_place(path, &artifact) {
            return Artifact { content: Content::InPlace { len: len as u64 }, ..artifact };
        }
        if self.waiting.fetch_add(len, Ordering::Relaxed) + len <= IN_MEMORY || !self.prepare() {
            return artifact;
        }
        match self.stage(text) {
            Ok(file) => Artifact { content: Content::Staged { file: Arc::from(file), len: len as u64 }, ..artifact },
            Err(_) => artifact,
        }
    }

    fn text(&self, path: &OutputPath, artifact: &Artifact) -> Option<Arc<str>> {
        match &artifact.content {
            Content::Text(text) => Some(text.clone()),
            Content::Staged { file, .. } => fs::read_to_string(file).ok().map(Arc::from),
            Content::InPlace { .. } => fs::read_to_string(on_disk(&self.out, path.as_str())).ok().map(Arc::from),
            Content::Bytes(_) | Content::Disk { .. } => None,
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if self.is_ready.get().is_some() {
            let _ = fs::remove_dir_all(self.out.join(STAGING));
        }
        if self.made_out.get().is_some() {
            // It stays if something was written to it.
            let _ = fs::remove_dir(&self.out);
        }
    }
}
