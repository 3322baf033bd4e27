//! Where a store lies: a folder of this machine, perhaps one that a network shares, or a bucket.

#![expect(clippy::disallowed_methods, reason = "reads and writes the folder of the store")]

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::pack::{Pack, refused};
use crate::edge::publish::{Bucket, Delivery, PublishError, Store};

pub(super) enum Place {
    Folder(PathBuf),
    Bucket(Box<dyn Store>),
}

impl Place {
    pub(super) fn open(address: &str) -> Result<Self, PublishError> {
        if address.contains("://") {
            if !["s3://", "gs://", "az://"].iter().any(|scheme| address.starts_with(scheme)) {
                let help = "name a folder, or a bucket with `s3://`, `gs://` or `az://`";
                return Err(PublishError::new(format!("`{address}` is no store of builds"), help));
            }
            return Ok(Self::Bucket(Bucket { address, endpoint: None, region: None }.open()?));
        }
        let folder = PathBuf::from(address);
        for below in ["records", "packs", "pictures"] {
            let folder = folder.join(below);
            fs::create_dir_all(&folder).map_err(|error| refused(&folder, &error))?;
        }
        Ok(Self::Folder(folder))
    }

    pub(super) fn get(&self, key: &str) -> Result<Option<Vec<u8>>, PublishError> {
        match self {
            Self::Bucket(bucket) => bucket.get(key),
            Self::Folder(folder) => match fs::read(folder.join(key)) {
                Ok(bytes) => Ok(Some(bytes)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => {
                    let message = format!("cannot read `{}`: {}", folder.join(key).display(), error.kind());
                    Err(PublishError::new(message, "see who may read there"))
                }
            },
        }
    }

    /// A pack, if it is there.
    pub(super) fn pack(&self, key: &str) -> Result<Option<Pack>, PublishError> {
        match self {
            Self::Bucket(bucket) => Ok(bucket.get(key)?.map(Pack::Memory)),
            Self::Folder(folder) => Ok(File::open(folder.join(key)).ok().map(|file| Pack::File(Mutex::new(file)))),
        }
    }

    pub(super) fn put(&self, key: &str, bytes: &[u8]) -> Result<(), PublishError> {
        match self {
            Self::Bucket(bucket) => bucket.put(key, bytes, Delivery::Record),
            Self::Folder(folder) => self.place(folder, key, &|temporary| fs::write(temporary, bytes)),
        }
    }

    /// A file that is known by its hash: what is there already is the same.
    pub(super) fn put_file(&self, key: &str, file: &Path) -> Result<(), PublishError> {
        match self {
            Self::Bucket(bucket) => {
                let bytes = fs::read(file).map_err(|error| refused(file, &error))?;
                bucket.put(key, &bytes, Delivery::Record)
            }
            Self::Folder(folder) => self.place(folder, key, &|temporary| fs::copy(file, temporary).map(drop)),
        }
    }

    /// By a rename, so that nobody reads a half of it; several machines may put the same.
    fn place(&self, folder: &Path, key: &str, fill: &dyn Fn(&Path) -> io::Result<()>) -> Result<(), PublishError> {
        let at = folder.join(key);
        // Names of processes repeat on other machines, but a place and a moment do not; two threads may meet in one moment.
        static N_PLACED: AtomicUsize = AtomicUsize::new(0);
        let n = N_PLACED.fetch_add(1, Ordering::Relaxed);
        let moment = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let temporary = folder.join(format!("incoming-{}-{moment}-{n}", std::process::id()));
        let placed = fill(&temporary).and_then(|()| fs::rename(&temporary, &at));
        placed.map_err(|error| {
            let _ = fs::remove_file(&temporary);
            refused(&at, &error)
        })
    }
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn many_files_are_placed_at_once() {
        let folder = std::env::temp_dir().join(format!("ribbon-place-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let place = Place::Folder(folder.clone());
        let broken: Vec<usize> = (0..4_000).into_par_iter().filter(|n| place.put(&format!("{n}"), b"bytes").is_err()).collect();
        fs::remove_dir_all(&folder).expect("the folder");
        assert_eq!(broken, Vec::<usize>::new());
    }
}
