//! What the last build knew and said, so that the next one has less to do.
//!
//! It only saves work: a file that is missing, of another program or of another site is no error, and neither is a folder
//! that cannot be written.

#![expect(clippy::disallowed_methods, reason = "reads and writes the folder of records")]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::thread::{self, JoinHandle};

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::folder::OutputFolder;
use super::paths::remove_if_there;
use super::staging::Staging;
use crate::base::diagnostic::{Diagnostic, Problems};
use crate::build::{LastBuild, problems_from_bytes, problems_to_bytes};

/// Larger than the record of a million pages.
const MAX_LEN: u64 = 4 << 30;

/// What the last build into an output folder knew; none if that folder does not hold a finished build.
pub fn last_build(out: &OutputFolder, staging: &Staging) -> Option<LastBuild> {
    staging.has_finished_build().then(|| LastBuild::from_bytes(&read(out, &out.build())?)).flatten()
}

/// The same, read while the caller does something else: arranging a site keeps one core busy, and reading this another one.
pub fn last_build_soon(out: &OutputFolder, staging: &Staging) -> Option<JoinHandle<Option<LastBuild>>> {
    let out = staging.has_finished_build().then(|| out.clone())?;
    thread::Builder::new().spawn(move || LastBuild::from_bytes(&read(&out, &out.build())?)).ok()
}

/// Keeps what a build knew (`LastBuild::to_bytes`) for the next one. Without it that is a slower one, and that is all.
pub fn keep_build(out: &OutputFolder, bytes: &[u8]) {
    let _ = out.store(&out.build(), |file| file.write_all(bytes));
}

/// Keeps something by which the next build may see that it has nothing to do.
pub fn keep_sources(out: &OutputFolder, sources: &impl Serialize) {
    let Ok(bytes) = postcard::to_stdvec(sources) else { return };
    if read(out, &out.sources()).is_none_or(|known| known != bytes) {
        let _ = out.store(&out.sources(), |file| file.write_all(&bytes));
    }
}

/// What the last build kept of that.
pub fn last_sources<T: DeserializeOwned>(out: &OutputFolder) -> Option<T> {
    postcard::from_bytes(&read(out, &out.sources())?).ok()
}

/// What the last build had to say, in the order of its report; none if that is not known.
pub fn last_problems(out: &OutputFolder) -> Option<Problems> {
    problems_from_bytes(&read(out, &out.problems())?)
}

/// Keeps what a build had to say, if anything, and says whether that worked.
pub fn keep_problems(out: &OutputFolder, problems: &[Diagnostic]) -> bool {
    if problems.is_empty() {
        return remove_if_there(&out.problems()).is_ok();
    }
    problems_to_bytes(problems).is_some_and(|bytes| out.store(&out.problems(), |file| file.write_all(&bytes)).is_ok())
}

/// What was found on the finished pages of the site (`Memos::checked_to_bytes`), whatever folder they were built for.
pub fn last_checked(out: &OutputFolder) -> Option<Vec<u8>> {
    read(out, &out.checked())
}

/// Keeps what was found on finished pages for the next time that they are looked at.
pub fn keep_checked(out: &OutputFolder, bytes: &[u8]) {
    let _ = out.store(&out.checked(), |file| file.write_all(bytes));
}

fn read(out: &OutputFolder, path: &Path) -> Option<Vec<u8>> {
    let metadata = out.has_records().then(|| fs::symlink_metadata(path).ok()).flatten()?;
    (metadata.is_file() && metadata.len() <= MAX_LEN).then(|| fs::read(path).ok()).flatten()
}
