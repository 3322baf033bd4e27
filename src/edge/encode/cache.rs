//! The folder of pictures that were made. A file's name says what it is made of, and then what it holds, so that one which was
//! damaged or cut short is not taken for a picture.

#![expect(clippy::disallowed_methods, reason = "keeps pictures in a folder of its own")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::base::artifact::TEMPORARY;
use crate::base::fingerprint::Fingerprint;

/// How long a picture stays that no build has asked for.
const MAX_AGE: Duration = Duration::from_secs(60 * 24 * 60 * 60);

pub(crate) struct Cache {
    folder: PathBuf,
    /// Files by their keys, each with its length once it was looked at.
    files: Mutex<BTreeMap<String, (PathBuf, Option<u64>)>>,
}

impl Cache {
    /// The pictures below `folder`, which is made when the first one is kept.
    pub(crate) fn open(folder: &Path) -> Self {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let files = entries.filter_map(|entry| {
            let path = entry.path();
            let key = key_of(path.file_name()?.to_str()?)?;
            Some((key, (path, None)))
        });
        Self { folder: folder.to_owned(), files: Mutex::new(files.collect()) }
    }

    /// The picture with this key and its length, if it is whole.
    pub(crate) fn get(&self, key: &str) -> Option<(PathBuf, u64)> {
        let (path, len) = self.files.lock().unwrap_or_else(PoisonError::into_inner).get(key)?.clone();
        if let Some(len) = len {
            return Some((path, len));
        }
        let bytes = fs::read(&path).ok().filter(|bytes| path.file_name().is_some_and(|name| *name == *name_of(key, bytes)));
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        match bytes {
            Some(bytes) => {
                let len = bytes.len() as u64;
                files.insert(key.to_owned(), (path.clone(), Some(len)));
                Some((path, len))
            }
            None => {
                files.remove(key);
                None
            }
        }
    }

    /// The bytes of the picture with this key, if it is whole.
    pub(super) fn bytes(&self, key: &str) -> Option<Vec<u8>> {
        let (path, _) = self.get(key)?;
        fs::read(path).ok()
    }

    /// How many bytes the pictures have, by their keys.
    pub(super) fn lengths(&self) -> BTreeMap<String, u64> {
        let files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.iter().filter_map(|(key, (path, _))| Some((key.clone(), fs::metadata(path).ok()?.len()))).collect()
    }

    /// Keeps a picture.
    ///
    /// # Errors
    ///
    /// Fails where the disk refuses; the folder then has no trace of it.
    pub(crate) fn put(&self, key: &str, bytes: &[u8]) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        let name = name_of(key, bytes);
        let path = self.folder.join(&name);
        let temporary = self.folder.join(format!(".{name}{}{TEMPORARY}", std::process::id()));
        let written =
            fs::File::create_new(&temporary).and_then(|mut file| file.write_all(bytes)).and_then(|()| fs::rename(&temporary, &path));
        if written.is_err() {
            let _ = fs::remove_file(&temporary);
        }
        written?;
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.insert(key.to_owned(), (path, Some(bytes.len() as u64)));
        Ok(())
    }

    /// Removes what no build has asked for in a long time, and what is left of builds that were killed.
    pub(super) fn forget_old(&self, wanted: &BTreeSet<String>) {
        let is_old = |entry: &fs::DirEntry| {
            let modified = entry.metadata().and_then(|metadata| metadata.modified()).ok();
            modified.and_then(|modified| SystemTime::now().duration_since(modified).ok()).is_some_and(|age| age > MAX_AGE)
        };
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let key = name.to_str().and_then(key_of);
            if key.is_none_or(|key| !wanted.contains(&key)) && is_old(&entry) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// `KEY.avif` with these bytes is kept as `KEY.HASH.avif`.
fn name_of(key: &str, bytes: &[u8]) -> String {
    let (stem, ending) = key.rsplit_once('.').unwrap_or((key, ""));
    format!("{stem}.{}.{ending}", &Fingerprint::of(bytes).hex()[..16])
}

fn key_of(name: &str) -> Option<String> {
    let (rest, ending) = name.rsplit_once('.')?;
    let (stem, _) = rest.rsplit_once('.')?;
    (!stem.starts_with('.') && !stem.is_empty()).then(|| format!("{stem}.{ending}"))
}
