//! What is on the disk before anything is written, and what must therefore be done.

#![expect(clippy::disallowed_methods, reason = "looks at the output folder")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use rayon::prelude::*;
use walkdir::WalkDir;

use super::manifest::{Manifest, Record};
use super::paths::{metadata_of, on_disk};
use super::{Doing, WriteError};
use crate::base::artifact::{Artifact, Content, OutputPath, TEMPORARY};
use crate::base::picture::Spliced;

/// What is to be done to the output folder. Nothing in it has been touched yet.
pub(super) struct Survey<'a> {
    /// Files that already have the bytes they must have.
    pub unchanged: Vec<(&'a OutputPath, Record)>,
    pub to_write: Vec<(&'a OutputPath, &'a Artifact)>,
    /// Folders to make, by depth: all of one depth can be made at once.
    pub to_make: Vec<Vec<&'a str>>,
    /// Folders the site's files lie in that Ribbon made or is about to make.
    pub own_folders: BTreeSet<OutputPath>,
    /// Files that no longer belong to the site.
    pub stale: Vec<&'a OutputPath>,
    pub stale_folders: Vec<&'a OutputPath>,
}

#[derive(Clone, Copy, PartialEq)]
enum OnDisk {
    Nothing,
    Folder,
    File,
    /// A link, a device: never ours, and never followed.
    Other,
}

enum Found {
    Unchanged(Record),
    Writable,
    Foreign(Vec<String>),
}

/// # Errors
///
/// Fails where the site would overwrite what Ribbon did not write.
pub(super) fn survey<'a>(
    out: &Path,
    site_root: &Path,
    old: &'a Manifest,
    artifacts: &'a BTreeMap<OutputPath, Artifact>,
) -> Result<Survey<'a>, WriteError> {
    let needed: BTreeSet<&str> = folders_of(artifacts.keys()).collect();
    if let Some((path, _)) = needed.iter().find_map(|folder| artifacts.get_key_value(*folder)) {
        return Err(WriteError::Clash { path: path.clone() });
    }
    let root = match fs::metadata(out) {
        Ok(metadata) if metadata.is_dir() => OnDisk::Folder,
        Ok(_) => return Err(WriteError::NotAFolder { out: out.to_path_buf() }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => OnDisk::Nothing,
        Err(error) => return Err(Doing::Read.at(out)(error)),
    };
    let known = folders_of(old.files.keys()).chain(folders_of(&old.folders)).chain(old.folders.iter().map(OutputPath::as_str));
    let folders = survey_folders(out, root, needed.iter().copied().chain(known).collect())?;
    let standing_around = |path: &OutputPath| path.folders().next().map_or(root, |folder| folders[folder]);

    let found: Vec<(&OutputPath, &Artifact, Found)> = artifacts
        .par_iter()
        .map(|(path, artifact)| {
            let found = match standing_around(path) {
                OnDisk::Folder => survey_file(out, site_root, old, path, artifact)?,
                _ => Found::Writable,
            };
            Ok((path, artifact, found))
        })
        .collect::<Result<_, WriteError>>()?;

    let mut foreign: Vec<String> = needed
        .iter()
        .filter(|folder| match folders[**folder] {
            OnDisk::Nothing | OnDisk::Folder => false,
            OnDisk::File => !old.files.contains_key(**folder),
            OnDisk::Other => true,
        })
        .map(ToString::to_string)
        .collect();
    let (mut unchanged, mut to_write) = (Vec::new(), Vec::new());
    for (path, artifact, found) in found {
        match found {
            Found::Unchanged(record) => unchanged.push((path, record)),
            Found::Writable => to_write.push((path, artifact)),
            Found::Foreign(paths) => foreign.extend(paths),
        }
    }
    if !foreign.is_empty() {
        foreign.sort();
        return Err(WriteError::Foreign { out: out.to_path_buf(), paths: foreign });
    }

    let missing = needed.iter().copied().filter(|folder| folders[*folder] != OnDisk::Folder);
    let own = needed.iter().filter(|folder| folders[**folder] != OnDisk::Folder || old.folders.contains(**folder));
    Ok(Survey {
        unchanged,
        to_write,
        to_make: by_depth(missing.collect()),
        own_folders: own.filter_map(|folder| OutputPath::new(folder).ok()).collect(),
        stale: old.files.keys().filter(|path| !artifacts.contains_key(*path) && standing_around(path) == OnDisk::Folder).collect(),
        stale_folders: old
            .folders
            .iter()
            .filter(|folder| !needed.contains(folder.as_str()) && folders[folder.as_str()] == OnDisk::Folder)
            .collect(),
    })
}

/// The folders that files lie in, each once. Of paths in their order, those below one folder follow one another.
fn folders_of<'a>(paths: impl IntoIterator<Item = &'a OutputPath>) -> impl Iterator<Item = &'a str> {
    let is_below = |path: &str, folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
    let mut before = "";
    paths.into_iter().flat_map(move |path| {
        let last = std::mem::replace(&mut before, path.as_str());
        path.folders().take_while(move |folder| !is_below(last, folder))
    })
}

/// What is at the places where folders are or must be. Below anything but a folder there is nothing.
fn survey_folders<'a>(out: &Path, root: OnDisk, all: BTreeSet<&'a str>) -> Result<BTreeMap<&'a str, OnDisk>, WriteError> {
    let mut folders = BTreeMap::new();
    for level in by_depth(all) {
        let seen: Vec<(&str, OnDisk)> = level
            .into_par_iter()
            .map(|folder| {
                let around = folder.rsplit_once('/').map_or(root, |(parent, _)| folders[parent]);
                if around != OnDisk::Folder {
                    return Ok((folder, OnDisk::Nothing));
                }
                let path = on_disk(out, folder);
                let standing = match metadata_of(&path).map_err(Doing::Read.at(&path))? {
                    None => OnDisk::Nothing,
                    Some(metadata) if metadata.is_dir() => OnDisk::Folder,
                    Some(metadata) if metadata.is_file() => OnDisk::File,
                    Some(_) => OnDisk::Other,
                };
                Ok((folder, standing))
            })
            .collect::<Result<_, WriteError>>()?;
        folders.extend(seen);
    }
    Ok(folders)
}

fn by_depth(folders: BTreeSet<&str>) -> Vec<Vec<&str>> {
    let mut levels: Vec<Vec<&str>> = Vec::new();
    for folder in folders {
        let depth = folder.matches('/').count();
        if levels.len() <= depth {
            levels.resize_with(depth + 1, Vec::new);
        }
        levels[depth].push(folder);
    }
    levels
}

fn survey_file(out: &Path, site_root: &Path, old: &Manifest, output: &OutputPath, artifact: &Artifact) -> Result<Found, WriteError> {
    // It was looked at when it was found in its place. Should somebody have changed it since, the record does not fit it, and
    // the next build makes it again.
    if let (Content::InPlace { .. }, Some(record)) = (&artifact.content, old.trusted(output))
        && record.2 == artifact.fingerprint
    {
        return Ok(Found::Unchanged(record.clone()));
    }
    let path = on_disk(out, output.as_str());
    let Some(metadata) = metadata_of(&path).map_err(Doing::Read.at(&path))? else { return Ok(Found::Writable) };
    if metadata.is_dir() {
        let foreign = foreign_below(out, &path, old);
        return Ok(if foreign.is_empty() { Found::Writable } else { Found::Foreign(foreign) });
    }
    if !metadata.is_file() {
        return Ok(Found::Foreign(vec![output.to_string()]));
    }
    let record = Record::new(&metadata, artifact.fingerprint);
    if old.trusted(output).is_some_and(|trusted| *trusted == record) {
        return Ok(Found::Unchanged(record));
    }
    if metadata.len() == artifact.content.len() && has_bytes(&path, site_root, &artifact.content).unwrap_or(false) {
        return Ok(Found::Unchanged(record));
    }
    Ok(if old.files.contains_key(output) { Found::Writable } else { Found::Foreign(vec![output.to_string()]) })
}

/// Whether a file of the right length has the right bytes.
fn has_bytes(path: &Path, site_root: &Path, content: &Content) -> io::Result<bool> {
    const CHUNK: usize = 1 << 16;
    let mut file = BufReader::with_capacity(CHUNK, File::open(path)?);
    match content {
        Content::Text(text) => same_bytes(&mut file, &mut text.as_bytes()),
        Content::Bytes(bytes) => same_bytes(&mut file, &mut &**bytes),
        Content::Disk { path: source, splices, .. } => {
            let original = Spliced::new(File::open(on_disk(site_root, source))?, splices);
            same_bytes(&mut file, &mut BufReader::with_capacity(CHUNK, original))
        }
        Content::Staged { file: staged, .. } => same_bytes(&mut file, &mut BufReader::with_capacity(CHUNK, File::open(staged)?)),
        Content::Derived(_) | Content::InPlace { .. } => Ok(false),
    }
}

fn same_bytes(a: &mut impl BufRead, b: &mut impl BufRead) -> io::Result<bool> {
    loop {
        let (left, right) = (a.fill_buf()?, b.fill_buf()?);
        let n = left.len().min(right.len());
        if n == 0 {
            return Ok(left.is_empty() && right.is_empty());
        }
        if left[..n] != right[..n] {
            return Ok(false);
        }
        a.consume(n);
        b.consume(n);
    }
}

/// What a folder holds that Ribbon did not make, the folder itself included.
fn foreign_below(out: &Path, folder: &Path, old: &Manifest) -> Vec<String> {
    let mut foreign = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let Ok(entry) = entry else {
            foreign.push(folder.strip_prefix(out).unwrap_or(folder).display().to_string());
            continue;
        };
        let relative = entry.path().strip_prefix(out).unwrap_or(entry.path());
        let name = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        let is_ours = match entry.file_type() {
            kind if kind.is_dir() => old.folders.contains(name.as_str()),
            kind if kind.is_file() => old.files.contains_key(name.as_str()) || name.ends_with(TEMPORARY),
            _ => false,
        };
        if !is_ours {
            foreign.push(name);
        }
    }
    foreign
}
