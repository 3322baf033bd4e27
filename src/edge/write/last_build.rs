//! What the last build knew, kept in the site's own folder and never published.
//!
//! It only saves work: a file that is missing, of another program or of another site is no error, and neither is a folder
//! that cannot be written.

#![expect(clippy::disallowed_methods, reason = "reads and writes the folder of records")]

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::manifest::{remove_if_there, temporary};
use super::staging::Staging;
use crate::base::fingerprint::Fingerprint;
use crate::build::LastBuild;

/// The folder below the site's root. It tells version control and backups to leave it out.
const FOLDER: &str = ".ribbon";

/// Larger than the record of a million pages.
const MAX_LEN: u64 = 4 << 30;

/// What the last build into an output folder knew; none if that folder does not hold a finished build.
pub fn last_build(site_root: &Path, staging: &Staging) -> Option<LastBuild> {
    let path = path(site_root, staging.finished_before()?);
    if !is_own_folder(&site_root.join(FOLDER)) {
        return None;
    }
    fs::symlink_metadata(&path).ok().filter(|metadata| metadata.is_file() && metadata.len() <= MAX_LEN)?;
    LastBuild::from_bytes(&fs::read(path).ok()?)
}

/// Keeps what a build knew (`LastBuild::to_bytes`) for the next one. Without it that is a slower one, and that is all.
pub fn keep_build(site_root: &Path, out: &Path, bytes: &[u8]) {
    let _ = store(site_root, out, bytes);
}

/// A link would lead out of the site.
fn is_own_folder(folder: &Path) -> bool {
    fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_dir())
}

fn store(site_root: &Path, out: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = site_root.join(FOLDER);
    if !is_own_folder(&folder) {
        fs::create_dir(&folder)?;
        fs::write(folder.join(".gitignore"), "*\n")?;
        fs::write(folder.join("CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55\n# Ribbon can make all of this again.\n")?;
    }
    let path = path(site_root, out);
    let temporary = temporary(&path);
    // A link planted under the temporary name would be written through.
    remove_if_there(&temporary)?;
    File::create_new(&temporary)?.write_all(bytes)?;
    fs::rename(&temporary, &path)
}

/// Every output folder has a record of its own.
fn path(site_root: &Path, out: &Path) -> PathBuf {
    let absolute = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
    site_root.join(FOLDER).join(format!("build-{}", &Fingerprint::of(&absolute).hex()[..16]))
}
