//! Paths of the disk: where a file stands, what stands there, and where it is kept until it is whole.

#![expect(clippy::disallowed_methods, reason = "looks at single paths and removes single files")]

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use crate::base::artifact::TEMPORARY;
use crate::base::fingerprint::Fingerprint;

/// The system's path for a path with `/`.
pub(super) fn on_disk(root: &Path, path: &str) -> PathBuf {
    if cfg!(windows) {
        let mut whole = root.to_path_buf();
        whole.extend(path.split('/'));
        return whole;
    }
    root.join(path)
}

/// Looks at a path itself, never at what a link points to.
pub(super) fn metadata_of(path: &Path) -> io::Result<Option<Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Where a file is kept until it is whole: `.NAME.ribbon-tmp` beside it.
pub(super) fn temporary(path: &Path) -> PathBuf {
    /// Names have at most 255 bytes on every file system in use.
    const MAX_NAME: usize = 255 - ".".len() - "-00000000".len() - TEMPORARY.len();
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    if name.len() <= MAX_NAME {
        return path.with_file_name(format!(".{name}{TEMPORARY}"));
    }
    let start = &name[..name.floor_char_boundary(MAX_NAME)];
    path.with_file_name(format!(".{start}-{}{TEMPORARY}", &Fingerprint::of(&*name).hex()[..8]))
}

pub(super) fn remove_if_there(path: &Path) -> io::Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}
