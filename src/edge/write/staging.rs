//! Finished outputs that wait on the disk until the whole build is known to be good.
//!
//! A small site waits in memory. What goes beyond that is written to a folder inside the output folder, so that every file can
//! later be moved to its place by a rename; until then nothing of the published site has been touched. A file that is in its
//! place already, unchanged since the last build, is not staged.

#![expect(clippy::disallowed_methods, reason = "writes the staging folder")]

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::folder::OutputFolder;
use super::manifest::{Manifest, Record, Seen};
use super::paths::{metadata_of, on_disk};
use crate::base::artifact::{Artifact, ArtifactKind, Content, OutputPath, STAGING};
use crate::base::fingerprint::Fingerprint;
use crate::base::sink::Sink;

/// Outputs of up to this many bytes wait in memory, so that a small site needs no folders for them.
const IN_MEMORY: usize = 2 << 20;

/// Folders that the files are spread over: threads that create files in one folder wait for each other.
const N_FOLDERS: usize = 16;

/// The outputs of one build before it is written.
pub struct Staging {
    folder: OutputFolder,
    /// What the last build left.
    old: Option<Manifest>,
    /// Outputs that wait in memory, in bytes, before others go to the disk.
    in_memory: usize,
    waiting: AtomicUsize,
    next: AtomicUsize,
    /// Whether the folders could be made, once they were needed.
    is_ready: OnceLock<bool>,
    /// Whether the output folder itself was made for them.
    made_out: OnceLock<()>,
}

impl Staging {
    /// Prepares a build into a folder, whose manifest may have been seen before the folder was locked. What a killed build left
    /// there is removed.
    pub fn new(out: &OutputFolder, seen: Option<Seen>) -> Self {
        Self::with(out, seen, IN_MEMORY)
    }

    fn with(out: &OutputFolder, seen: Option<Seen>, in_memory: usize) -> Self {
        let _ = fs::remove_dir_all(out.path.join(STAGING));
        Self {
            in_memory,
            folder: out.clone(),
            old: Seen::again(seen, out).map(|seen| seen.manifest),
            waiting: AtomicUsize::new(0),
            next: AtomicUsize::new(0),
            is_ready: OnceLock::new(),
            made_out: OnceLock::new(),
        }
    }

    /// The file of the output folder that has the bytes already, which an output must have.
    pub(super) fn in_place(&self, path: &OutputPath, fingerprint: Fingerprint) -> Option<Content> {
        let record = self.old.as_ref()?.trusted(path)?;
        let metadata = metadata_of(&on_disk(&self.folder.path, path.as_str())).ok().flatten()?;
        let is_same = Record::new(&metadata, fingerprint) == *record && record.fits(&metadata);
        is_same.then_some(Content::InPlace { len: metadata.len() })
    }

    /// Where an output has its place.
    pub(super) fn place(&self, path: &OutputPath) -> PathBuf {
        on_disk(&self.folder.path, path.as_str())
    }

    /// Finished bytes that wait, in memory or on the disk.
    pub(super) fn keep(&self, bytes: &[u8]) -> Content {
        let len = bytes.len();
        if self.waiting.fetch_add(len, Ordering::Relaxed) + len > self.in_memory
            && self.prepare()
            && let Ok(file) = self.stage(bytes)
        {
            return Content::Staged { file: Arc::from(file), len: len as u64 };
        }
        Content::Bytes(Arc::from(bytes))
    }

    /// The output folder, with what the last build left in it.
    pub(super) fn folder(&self) -> (&OutputFolder, Option<&Manifest>) {
        (&self.folder, self.old.as_ref())
    }

    /// Whether the output folder holds a finished build.
    pub(super) fn has_finished_build(&self) -> bool {
        self.old.as_ref().is_some_and(|old| old.complete)
    }

    fn prepare(&self) -> bool {
        *self.is_ready.get_or_init(|| {
            if !self.folder.path.exists() && fs::create_dir_all(&self.folder.path).is_ok() {
                let _ = self.made_out.set(());
            }
            let folder = self.folder.path.join(STAGING);
            fs::create_dir(&folder).is_ok() && (0..N_FOLDERS).all(|n| fs::create_dir(folder.join(n.to_string())).is_ok())
        })
    }

    fn stage(&self, bytes: &[u8]) -> io::Result<PathBuf> {
        let n = self.next.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.path.join(STAGING).join((n % N_FOLDERS).to_string()).join(n.to_string());
        File::create_new(&path)?.write_all(bytes)?;
        Ok(path)
    }
}

impl Sink for Staging {
    /// If the disk refuses, the bytes stay in memory: the final write reports what is wrong.
    fn put(&self, path: &OutputPath, artifact: Artifact) -> Artifact {
        let Content::Text(text) = &artifact.content else { return artifact };
        if artifact.kind == ArtifactKind::Asset {
            return artifact;
        }
        let len = text.len();
        if let Some(content) = self.in_place(path, artifact.fingerprint) {
            return Artifact { content, ..artifact };
        }
        if self.waiting.fetch_add(len, Ordering::Relaxed) + len <= self.in_memory || !self.prepare() {
            return artifact;
        }
        match self.stage(text.as_bytes()) {
            Ok(file) => Artifact { content: Content::Staged { file: Arc::from(file), len: len as u64 }, ..artifact },
            Err(_) => artifact,
        }
    }

    fn kept(&self, path: &OutputPath, fingerprint: Fingerprint) -> Option<Content> {
        self.in_place(path, fingerprint)
    }

    fn text(&self, path: &OutputPath, artifact: &Artifact) -> Option<Arc<str>> {
        match &artifact.content {
            Content::Text(text) => Some(text.clone()),
            Content::Staged { file, .. } => fs::read_to_string(file).ok().map(Arc::from),
            Content::InPlace { .. } => fs::read_to_string(on_disk(&self.folder.path, path.as_str())).ok().map(Arc::from),
            Content::Bytes(_) | Content::Disk { .. } | Content::Derived(_) => None,
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if self.is_ready.get().is_some() {
            let _ = fs::remove_dir_all(self.folder.path.join(STAGING));
        }
        if self.made_out.get().is_some() {
            // It stays if something was written to it.
            let _ = fs::remove_dir(&self.folder.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    use jiff::Timestamp;
    use tempfile::TempDir;

    use super::*;
    use crate::base::fingerprint::Fingerprint;
    use crate::edge::write::{BuildKey, Written, write_staged};

    const FILES: [(&str, &str); 3] = [("index.html", "home"), ("a/index.html", "a"), ("atom.xml", "feed")];

    /// Puts files as a build would, with room for so many bytes in memory.
    fn put(staging: &Staging, files: &[(&str, &str)]) -> BTreeMap<OutputPath, Artifact> {
        let one = |(path, text): &(&str, &str)| {
            let path = OutputPath::new(path).unwrap();
            let artifact = staging.put(&path, Artifact::text(ArtifactKind::Page, *text));
            assert_eq!(staging.text(&path, &artifact).as_deref(), Some(*text));
            (path, artifact)
        };
        files.iter().map(one).collect()
    }

    fn publish(out: &Path, in_memory: usize, files: &[(&str, &str)]) -> Written {
        let out = &OutputFolder::new(out.parent().unwrap(), out);
        let staging = Staging::with(out, None, in_memory);
        let artifacts = put(&staging, files);
        let validity = Some((Timestamp::UNIX_EPOCH, Timestamp::constant(86_400, 0)));
        write_staged(&staging, Path::new("."), &artifacts, BuildKey { sources: Fingerprint::of(files), validity }, &mut |_| {}).unwrap()
    }

    fn text(path: &Path) -> Option<String> {
        fs::read_to_string(path).ok()
    }

    #[test]
    fn what_waited_on_the_disk_is_published_like_what_waited_in_memory() {
        for in_memory in [0, 4, 1 << 20] {
            let folder = TempDir::new().unwrap();
            let out = folder.path().join("public");
            assert_eq!(publish(&out, in_memory, &FILES), Written { written: 3, unchanged: 0, removed: 0 });
            for (path, expected) in FILES {
                assert_eq!(text(&out.join(path)).as_deref(), Some(expected), "{path}");
            }
            assert!(!out.join(STAGING).exists());
            let changed = [("index.html", "new home"), ("a/index.html", "a")];
            assert_eq!(publish(&out, in_memory, &changed), Written { written: 1, unchanged: 1, removed: 1 });
            assert_eq!(text(&out.join("index.html")).as_deref(), Some("new home"));
        }
    }

    #[test]
    fn a_build_that_fails_leaves_no_trace() {
        let folder = TempDir::new().unwrap();
        let out = folder.path().join("public");
        let staging = Staging::with(&OutputFolder::new(folder.path(), &out), None, 0);
        put(&staging, &FILES);
        assert!(out.join(STAGING).is_dir());
        drop(staging);
        assert!(!out.exists());

        publish(&out, 0, &FILES);
        drop(put(&Staging::with(&OutputFolder::new(folder.path(), &out), None, 0), &[("index.html", "never shown")]));
        assert_eq!(text(&out.join("index.html")).as_deref(), Some("home"));
        assert!(!out.join(STAGING).exists());
    }

    #[test]
    fn a_killed_build_is_cleared_away_by_the_next() {
        let folder = TempDir::new().unwrap();
        let left = folder.path().join(STAGING).join("3/7");
        fs::create_dir_all(left.parent().unwrap()).unwrap();
        fs::write(&left, "half").unwrap();
        publish(folder.path(), 1 << 20, &FILES);
        assert!(!left.exists());
        // Only what a build would have made may be in the way: the folder is Ribbon's own.
        assert!(OutputPath::new(format!("{STAGING}/3/7")).is_err());
    }
}
