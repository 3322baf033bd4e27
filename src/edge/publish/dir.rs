//! A folder that a web server shows, as a place to publish to.

#![expect(clippy::disallowed_methods, reason = "writes the published folder")]

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::PREFIX;
use super::store::{Delivery, PublishError, Store};

pub(crate) struct Dir {
    root: PathBuf,
}

/// Held while a publisher writes; the system lets go of it when the process ends.
pub(crate) struct Lock(#[expect(dead_code, reason = "it is held, not read")] Option<File>);

impl Dir {
    pub(crate) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// Makes the folder of records, which only its owner can read, and keeps other publishers out.
    ///
    /// # Errors
    ///
    /// Fails at once if another one holds it, or if the folder cannot be written.
    pub(crate) fn lock(&self) -> Result<Lock, PublishError> {
        let records = self.root.join(PREFIX);
        fs::create_dir_all(&records).map_err(|error| refused("make the folder", &records, &error))?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let owner_only = fs::Permissions::from_mode(0o700);
            fs::set_permissions(&records, owner_only).map_err(|error| refused("close to others", &records, &error))?;
        }
        let path = records.join("lock");
        let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(|error| refused("write", &path, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock(Some(file))),
            Err(TryLockError::WouldBlock) => Err(super::busy()),
            Err(TryLockError::Error(_)) => Ok(Lock(None)),
        }
    }
}

impl Store for Dir {
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, PublishError> {
        let path = self.root.join(key);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(refused("read", &path, &error)),
        }
    }

    fn put(&self, key: &str, bytes: &[u8], _: Delivery) -> Result<(), PublishError> {
        let path = self.root.join(key);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| refused("make the folder", folder, &error))?;
        }
        // In the folder of records, so that no half-written file is ever among the published ones.
        let temporary = self.root.join(PREFIX).join("incoming");
        let placed = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, &path));
        placed.map_err(|error| {
            let _ = fs::remove_file(&temporary);
            refused("write", &path, &error)
        })
    }

    /// The lock keeps others out between the look and the write.
    fn put_if(&self, key: &str, bytes: &[u8], old: Option<&[u8]>) -> Result<bool, PublishError> {
        if self.get(key)?.as_deref() != old {
            return Ok(false);
        }
        self.put(key, bytes, Delivery::Record).map(|()| true)
    }

    /// A folder of another machine has that machine's clock.
    fn written_at(&self, key: &str) -> Result<Option<i64>, PublishError> {
        let path = self.root.join(key);
        let modified = fs::metadata(&path).and_then(|metadata| metadata.modified()).map_err(|error| refused("read", &path, &error))?;
        Ok(modified.duration_since(UNIX_EPOCH).ok().and_then(|since| i64::try_from(since.as_secs()).ok()))
    }

    fn remove(&self, key: &str) -> Result<(), PublishError> {
        let path = self.root.join(key);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(refused("remove", &path, &error)),
            _ => {}
        }
        // Folders that are empty now; the first that is not ends it.
        for folder in path.ancestors().skip(1).take_while(|folder| *folder != self.root) {
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
        Ok(())
    }
}

fn refused(doing: &str, path: &Path, error: &io::Error) -> PublishError {
    let help = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "make room, and publish again: every page online still finds its files"
        }
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
            "ask for permission to write to this folder, or name another one in `site.toml`"
        }
        io::ErrorKind::InvalidFilename => "give the page or file a shorter or simpler name",
        _ => "look what stands there, and publish again",
    };
    PublishError::new(format!("cannot {doing} `{}`: {}", path.display(), error.kind()), help)
}
