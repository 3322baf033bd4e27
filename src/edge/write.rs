//! Writes the finished site to disk: every file complete, and nothing lost that Ribbon did not make.
//!
//! Before the first change a manifest announces every file that will be there before or after; the last one says what is there.
//! A build that is killed in between leaves old and new files side by side, each complete and claimed by the manifest, and the
//! next build repairs the rest.
//!
//! Files are not forced to the disk one by one: a site can be built again, and after a
//! power cut a file of the wrong length or time is written anew. Ten thousand waits for
//! the disk would cost minutes.

#![expect(clippy::disallowed_methods, reason = "writes the output folder")]

mod compressed;
mod error;
mod folder;
mod last_build;
mod manifest;
mod paths;
mod restored;
mod staging;
mod survey;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use jiff::Timestamp;
use rayon::prelude::*;

pub use compressed::compressed;
pub use error::{Doing, WriteError};
pub use folder::{Lock, OutputFolder};
pub use last_build::{
    keep_build, keep_checked, keep_problems, keep_sources, last_build, last_build_soon, last_checked, last_problems, last_sources,
};
pub use manifest::Seen;
use manifest::{Manifest, Record};
use paths::{metadata_of, on_disk, remove_if_there, temporary};
pub use staging::Staging;
use survey::{Survey, survey};

use crate::base::artifact::{Artifact, ArtifactKind, Content, OutputPath};
use crate::base::fingerprint::Fingerprint;
use crate::base::picture::Spliced;

/// Files written, left as they were, and removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub written: usize,
    pub unchanged: usize,
    pub removed: usize,
}

/// How many files and pages an output folder holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Summary {
    pub files: usize,
    pub pages: usize,
}

/// What a build was made from, and between which moments it is right.
#[derive(Clone, Copy, Debug)]
pub struct BuildKey {
    pub sources: Fingerprint,
    pub validity: Option<(Timestamp, Timestamp)>,
}

/// Files that are written between two reports of progress.
const CHUNK: usize = 512;

/// What the output folder holds, if a build of these sources at this moment would change nothing in it: it was finished from
/// the same sources, is still valid, and no file has been touched since. A folder that a cache brought back is recognized first, also
/// for the build that follows.
pub fn is_current(out: &OutputFolder, seen: &Seen, sources: Fingerprint, at: Timestamp) -> Option<Summary> {
    let recognized: Manifest;
    let mut manifest = &seen.manifest;
    if manifest.looks_restored(&out.path) {
        recognized = manifest.clone().recognized(out)?;
        manifest = &recognized;
    }
    if !manifest.complete || manifest.build != sources.hex() || !manifest.is_valid_at(at) {
        return None;
    }
    let untouched = manifest.files.par_iter().all(|(path, _)| {
        let Some(record) = manifest.trusted(path) else { return false };
        metadata_of(&on_disk(&out.path, path.as_str())).is_ok_and(|found| found.is_some_and(|metadata| record.fits(&metadata)))
    });
    untouched.then_some(Summary { files: manifest.files.len(), pages: manifest.pages })
}

/// The files of the finished build in an output folder; none if the last build did not finish.
pub fn finished_files(out: &OutputFolder) -> Option<Vec<OutputPath>> {
    Manifest::read(out).filter(|manifest| manifest.complete).map(|manifest| manifest.files.into_keys().collect())
}

/// Makes the output folder hold exactly the artifacts, besides whatever Ribbon did not write.
///
/// `site_root` is where artifacts that stayed on disk are copied from. `progress` is told
/// how many artifacts are in place, on the calling thread.
///
/// # Errors
///
/// Where a foreign file would be overwritten, nothing has been changed. Where the disk
/// refuses midway, every file is whole, old or new, and nothing has been removed except
/// what stood in the way of a new file.
pub fn write(
    folder: &OutputFolder,
    site_root: &Path,
    artifacts: &BTreeMap<OutputPath, Artifact>,
    build_key: BuildKey,
    progress: &mut dyn FnMut(usize),
) -> Result<Written, WriteError> {
    write_over((folder, Manifest::read(folder).as_ref()), site_root, artifacts, build_key, progress)
}

/// The same for the outputs of a build that waited in its staging.
///
/// # Errors
///
/// As `write`.
pub fn write_staged(
    staging: &Staging,
    site_root: &Path,
    artifacts: &BTreeMap<OutputPath, Artifact>,
    build_key: BuildKey,
    progress: &mut dyn FnMut(usize),
) -> Result<Written, WriteError> {
    write_over(staging.folder(), site_root, artifacts, build_key, progress)
}

fn write_over(
    (folder, old): (&OutputFolder, Option<&Manifest>),
    site_root: &Path,
    artifacts: &BTreeMap<OutputPath, Artifact>,
    build_key: BuildKey,
    progress: &mut dyn FnMut(usize),
) -> Result<Written, WriteError> {
    let out = &*folder.path;
    let none = Manifest::new(build_key);
    let old = old.unwrap_or(&none);
    let Survey { unchanged, to_write, to_make, own_folders, stale, stale_folders } = survey(out, site_root, old, artifacts)?;
    let mut written = Written { written: to_write.len(), unchanged: unchanged.len(), removed: 0 };
    progress(written.unchanged);
    fs::create_dir_all(out).map_err(Doing::Create.at(out))?;
    sweep(out, old)?;

    let mut new = Manifest::new(build_key);
    new.pages = artifacts.values().filter(|artifact| artifact.kind == ArtifactKind::Page).count();
    new.folders = own_folders;
    if !(to_write.is_empty() && to_make.is_empty() && stale.is_empty() && stale_folders.is_empty()) {
        announce(folder, old, &new, artifacts)?;

        let is_in_the_way = |path: &&OutputPath| new.folders.contains(*path) || path.folders().any(|folder| artifacts.contains_key(folder));
        let (first, last): (Vec<_>, Vec<_>) = stale.into_iter().partition(is_in_the_way);
        written.removed = remove_files(out, &first)?;
        remove_folders(out, stale_folders.iter().filter(|path| artifacts.contains_key(**path) || is_in_the_way(path)).copied());

        for level in to_make {
            level.into_par_iter().try_for_each(|folder| make_folder(&on_disk(out, folder)))?;
        }
        new.files = put_all(out, site_root, to_write, &mut |n| progress(written.unchanged + n))?;
        written.removed += remove_files(out, &last)?;
        remove_folders(out, stale_folders.iter().copied());
    }

    let unchanged = unchanged.into_iter().map(|(path, record)| (path.clone(), Some(record)));
    // Collecting all at once sorts two lists that are in order; a map that grows is searched for the place of each.
    new.files = unchanged.chain(new.files).collect();
    new.complete = true;
    new.clock = old.clock;
    if new != *old || !old.is_trusted_throughout() {
        new.settle(folder).map_err(Doing::Write.at(&folder.manifest()))?;
    }
    Ok(written)
}

/// Claims every old and new file. The records of the old ones stay valid: a file that is replaced gets a later time.
fn announce(out: &OutputFolder, old: &Manifest, new: &Manifest, artifacts: &BTreeMap<OutputPath, Artifact>) -> Result<(), WriteError> {
    let mut both = old.clone();
    both.complete = false;
    both.folders.extend(new.folders.iter().cloned());
    let new_files = artifacts.keys().filter(|path| !old.files.contains_key(*path)).map(|path| (path.clone(), None));
    both.files.extend(new_files);
    both.announce(out).map_err(Doing::Write.at(&out.manifest()))
}

/// Removes files that a killed build left half-written.
fn sweep(out: &Path, old: &Manifest) -> Result<(), WriteError> {
    let half_written: Vec<&str> = if old.complete { Vec::new() } else { old.files.keys().map(OutputPath::as_str).collect() };
    half_written.into_par_iter().try_for_each(|path| {
        let temporary = temporary(&on_disk(out, path));
        match metadata_of(&temporary) {
            Ok(Some(_)) => remove_if_there(&temporary).map(drop).map_err(Doing::Remove.at(&temporary)),
            _ => Ok(()),
        }
    })
}

fn make_folder(path: &Path) -> Result<(), WriteError> {
    match fs::create_dir(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(Doing::Create.at(path)(error)),
        _ => Ok(()),
    }
}

/// Writes assets, then pages, then feeds, each kind in parallel.
fn put_all(
    out: &Path,
    site_root: &Path,
    mut to_write: Vec<(&OutputPath, &Artifact)>,
    progress: &mut dyn FnMut(usize),
) -> Result<BTreeMap<OutputPath, Option<Record>>, WriteError> {
    to_write.sort_by_key(|(_, artifact)| artifact.kind);
    let mut records = Vec::with_capacity(to_write.len());
    for kind in to_write.chunk_by(|(_, a), (_, b)| a.kind == b.kind) {
        for chunk in kind.chunks(CHUNK) {
            let put = |&(path, artifact): &(&OutputPath, &Artifact)| Ok((path.clone(), Some(put(out, site_root, path, artifact)?)));
            records.extend(chunk.par_iter().map(put).collect::<Result<Vec<_>, WriteError>>()?);
            progress(records.len());
        }
    }
    Ok(records.into_iter().collect())
}

/// Writes one file next to its place and moves it there once it is complete.
fn put(out: &Path, site_root: &Path, path: &OutputPath, artifact: &Artifact) -> Result<Record, WriteError> {
    let target = on_disk(out, path.as_str());
    let temporary = temporary(&target);
    if let Content::Staged { file, .. } = &artifact.content {
        let metadata = metadata_of(file).ok().flatten().ok_or_else(|| WriteError::SourceChanged { path: target.clone() })?;
        fs::rename(file, &target).map_err(Doing::Write.at(&target))?;
        return Ok(Record::new(&metadata, artifact.fingerprint));
    }
    let placed = fill(&temporary, &target, site_root, &artifact.content).and_then(|file| {
        let metadata = file.metadata().map_err(Doing::Write.at(&target))?;
        drop(file);
        fs::rename(&temporary, &target).map_err(Doing::Write.at(&target))?;
        Ok(Record::new(&metadata, artifact.fingerprint))
    });
    if placed.is_err() {
        let _ = remove_if_there(&temporary);
    }
    placed
}

/// Creates a file with the content. Errors name the place that it is meant for.
fn fill(temporary: &Path, target: &Path, site_root: &Path, content: &Content) -> Result<File, WriteError> {
    let created = match File::create_new(temporary) {
        // Left by a killed build, or a link that must not be written through.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => remove_if_there(temporary).and_then(|_| File::create_new(temporary)),
        created => created,
    };
    let mut file = created.map_err(Doing::Write.at(target))?;
    match content {
        Content::Text(text) => file.write_all(text.as_bytes()).map_err(Doing::Write.at(target))?,
        Content::Bytes(bytes) => file.write_all(bytes).map_err(Doing::Write.at(target))?,
        Content::Derived(_) | Content::Staged { .. } | Content::InPlace { .. } => {
            return Err(WriteError::SourceChanged { path: target.to_path_buf() });
        }
        Content::Disk { path: source, len, splices, .. } => {
            let source = on_disk(site_root, source);
            let original = match File::open(&source) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(WriteError::SourceChanged { path: source }),
                opened => opened.map_err(Doing::Read.at(&source))?,
            };
            // The bytes alone: a source that others may not read must still be readable when published.
            if io::copy(&mut Spliced::new(original, splices), &mut file).map_err(Doing::Write.at(target))? != *len {
                return Err(WriteError::SourceChanged { path: source });
            }
        }
    }
    Ok(file)
}

/// Removes files that are ours, unless something else is there now.
fn remove_files(out: &Path, paths: &[&OutputPath]) -> Result<usize, WriteError> {
    let remove = |path: &&OutputPath| {
        let path = on_disk(out, path.as_str());
        let found = metadata_of(&path).map_err(Doing::Remove.at(&path))?;
        if !found.is_some_and(|metadata| metadata.is_file()) {
            return Ok(0);
        }
        remove_if_there(&path).map(usize::from).map_err(Doing::Remove.at(&path))
    };
    paths.par_iter().map(remove).try_reduce(|| 0, |a, b| Ok(a + b))
}

/// Removes folders that are empty now, the innermost first. One that is not stays, and is no longer ours.
fn remove_folders<'a>(out: &Path, folders: impl DoubleEndedIterator<Item = &'a OutputPath>) {
    for folder in folders.rev() {
        let _ = fs::remove_dir(on_disk(out, folder.as_str()));
    }
}

#[cfg(test)]
mod tests;
