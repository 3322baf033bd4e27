//! Makes the smaller pictures that pages name, the cards that shared links show, the site's icons and the campaign's kit, each once:
//! what is made stays in a folder beside the site, under a name that says what it is made of, and works on every machine.

mod archive;
mod cache;
mod drawing;
mod pixels;
mod write;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::catch_unwind;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

pub(crate) use cache::Cache;
use pixels::Pixels;

use crate::base::artifact::{Archive, Archived, Artifact, Content, Derived, Drawing, Icon, OutputPath, Smaller, Way};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::picture::spliced_len;
use crate::base::source::{AssetBytes, SourceId};
use crate::picture::draw_icon;

/// Pictures that are decoded at the same time have no more pixels than this together, unless one alone has; each takes up to eight
/// bytes while it is read.
const MAX_PIXELS: u64 = 60_000_000;

/// Where builds keep the pictures that they make, below the site's root.
const FOLDER: &str = ".ribbon/pictures";

/// What became of the pictures.
#[derive(Debug, Default)]
pub(crate) struct Made {
    /// How many were made, and not taken from the cache.
    pub n_made: usize,
    pub problems: Problems,
}

/// A picture with what is to be made of it, each with its key.
type Wanted<'a> = (&'a SourceId, Vec<(&'a str, &'a Smaller)>);

/// Why a picture could not be made, as its decoder or the disk says it.
type Failures = BTreeMap<SourceId, String>;

/// The pictures among some artifacts that are still to be made.
pub(crate) fn missing(cache: &Cache, artifacts: &BTreeMap<OutputPath, Artifact>) -> Vec<Arc<Derived>> {
    let wanted = derived(artifacts).map(|derived| (&derived.key, derived)).collect::<BTreeMap<_, _>>();
    wanted.into_values().filter(|derived| cache.get(&derived.key).is_none()).cloned().collect()
}

fn derived(artifacts: &BTreeMap<OutputPath, Artifact>) -> impl Iterator<Item = &Arc<Derived>> {
    artifacts.values().filter_map(|artifact| if let Content::Derived(derived) = &artifact.content { Some(derived) } else { None })
}

/// Makes pictures and keeps them in the cache. `tell` hears how many are done, `is_cancelled` ends it early.
pub(crate) fn make(
    cache: &Cache,
    root: &Path,
    missing: &[Arc<Derived>],
    tell: &(dyn Fn(usize) + Sync),
    is_cancelled: &(dyn Fn() -> bool + Sync),
) -> Made {
    let mut sources: BTreeMap<&SourceId, Vec<(&str, &Smaller)>> = BTreeMap::new();
    let mut drawings: Vec<(&str, &Drawing)> = Vec::new();
    let mut icons: Vec<(&str, &Icon)> = Vec::new();
    let mut archives: Vec<(&str, &Archive)> = Vec::new();
    for derived in missing {
        match &derived.way {
            Way::Smaller(smaller) => sources.entry(&smaller.source).or_default().push((&derived.key, smaller)),
            Way::Drawing(drawing) => drawings.push((&derived.key, drawing)),
            Way::Icon(icon) => icons.push((&derived.key, icon)),
            Way::Archive(archive) => archives.push((&derived.key, archive)),
        }
    }
    let n_done = AtomicUsize::new(0);
    let mut failures = Failures::new();
    for batch in batches(sources.into_iter().collect()) {
        let failed = batch.par_iter().filter_map(|(source, wanted)| {
            let done = || tell(n_done.fetch_add(1, Ordering::Relaxed) + 1);
            let why = of_one(cache, root, wanted, &done, is_cancelled).err()?;
            Some(((*source).clone(), why))
        });
        failures.extend(failed.collect::<Vec<_>>());
    }
    let mut problems: Problems = failures.iter().map(|(source, why)| unmade(source, why)).collect();
    let done = || tell(n_done.fetch_add(1, Ordering::Relaxed) + 1);
    problems.extend(drawing::make(cache, root, &drawings, &done, is_cancelled));
    problems.extend(drawing::make_icons(cache, &icons, &done, is_cancelled));
    for (key, archive) in archives.into_iter().filter(|_| !is_cancelled()) {
        let kept = contents(cache, root, archive).and_then(archive::zip);
        let kept = kept.and_then(|bytes| cache.put(key, &bytes).map_err(|error| error.to_string()));
        // Where one of its files cannot be made, that is told of the file.
        problems.extend(kept.err().filter(|_| problems.is_empty()).map(|why| unpacked(&why)));
        done();
    }
    Made { n_made: n_done.into_inner(), problems }
}

/// Sources in groups that may be decoded at the same time.
fn batches(mut sources: Vec<Wanted<'_>>) -> Vec<Vec<Wanted<'_>>> {
    let n_pixels = |wanted: &[(&str, &Smaller)]| wanted.first().map_or(0, |(_, smaller)| smaller.recipe.from.n_pixels());
    sources.sort_by_key(|(_, wanted)| n_pixels(wanted));
    let mut batches: Vec<Vec<_>> = Vec::new();
    let mut n_in_batch = u64::MAX;
    for source in sources {
        let n = n_pixels(&source.1);
        n_in_batch = n_in_batch.saturating_add(n);
        if n_in_batch > MAX_PIXELS {
            batches.push(Vec::new());
            n_in_batch = n;
        }
        if let Some(batch) = batches.last_mut() {
            batch.push(source);
        }
    }
    batches
}

/// Makes everything that is wanted of one picture, which is decoded once.
fn of_one(
    cache: &Cache,
    root: &Path,
    wanted: &[(&str, &Smaller)],
    done: &(dyn Fn() + Sync),
    is_cancelled: &(dyn Fn() -> bool + Sync),
) -> Result<(), String> {
    let Some((_, first)) = wanted.first().filter(|_| !is_cancelled()) else { return Ok(()) };
    let pixels = guarded(|| Pixels::of(root, first))?;
    wanted.par_iter().filter(|_| !is_cancelled()).try_for_each(|(key, smaller)| {
        let bytes = guarded(|| write::encoded(&pixels, &smaller.recipe))?;
        cache.put(key, &bytes).map_err(|error| error.to_string())?;
        done();
        Ok(())
    })
}

/// A decoder that panics at what it reads has failed at it, and nothing else has.
fn guarded<T, E: From<String>>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|_| Err("its decoder failed".to_owned().into()))
}

fn unmade(source: &SourceId, why: &str) -> Diagnostic {
    Diagnostic::new(Code::BrokenPicture, format!("nothing smaller can be made of `{source}`: {why}"))
        .at(source.at(0..0))
        .help("open it in a program for pictures, and save it anew; until then it is published as it is")
}

/// The files of an archive with their bytes.
fn contents<'a>(cache: &Cache, root: &Path, archive: &'a Archive) -> Result<Vec<(&'a str, Vec<u8>)>, String> {
    let bytes = |file: &Archived| match file {
        Archived::Text(text) => Ok(text.as_bytes().to_vec()),
        Archived::Kept(key) => cache.bytes(key).ok_or_else(|| format!("`{key}` is not whole")),
        Archived::Derived(derived) => match (cache.bytes(&derived.key), &derived.way) {
            (Some(bytes), _) => Ok(bytes),
            (None, Way::Drawing(drawing)) => drawing::drawn(root, drawing),
            (None, Way::Smaller(_) | Way::Icon(_) | Way::Archive(_)) => Err("it is not made".to_owned()),
        },
    };
    archive.files.iter().map(|(name, file)| Ok((name.as_str(), bytes(file)?))).collect()
}

fn unpacked(why: &str) -> Diagnostic {
    Diagnostic::new(Code::BrokenCard, format!("the archive of the campaign kit cannot be made: {why}"))
        .help("make room on the disk, or give yourself the right to write into `.ribbon`")
}

/// Puts the pictures that are in the cache in the place of those that are to be made, and the originals in the place of smaller ones
/// that could not be. What could not be drawn goes.
pub(crate) fn settle(cache: &Cache, root: &Path, artifacts: &mut BTreeMap<OutputPath, Artifact>) {
    let wanted: BTreeSet<String> = derived(artifacts).map(|derived| derived.key.clone()).collect();
    artifacts.retain(|_, artifact| {
        let Content::Derived(derived) = &artifact.content else { return true };
        match (made(cache, root, derived), &derived.way) {
            // It keeps its fingerprint, which says what it is made of.
            (Some(content), _) => artifact.content = content,
            (None, Way::Smaller(smaller)) => {
                *artifact = Artifact { made_from: artifact.made_from.take(), ..Artifact::new(artifact.kind, original(smaller)) };
            }
            (None, Way::Drawing(_) | Way::Icon(_) | Way::Archive(_)) => return false,
        }
        true
    });
    cache.forget_old(&wanted);
}

/// How many bytes the pictures have that builds of the site below `root` have made, by their keys.
pub(crate) fn lengths(root: &Path) -> BTreeMap<String, u64> {
    Cache::open(&root.join(FOLDER)).lengths()
}

/// The picture, if a build of the site below `root` has made it.
pub(crate) fn kept(root: &Path, derived: &Derived) -> Option<Content> {
    made(&Cache::open(&root.join(FOLDER)), root, derived)
}

/// The picture as it lies in the cache.
fn made(cache: &Cache, root: &Path, derived: &Derived) -> Option<Content> {
    let (path, len) = cache.get(&derived.key)?;
    // The records of a site that can only be read lie elsewhere, and the path is read from the site's folder.
    let path = match path.strip_prefix(root) {
        Ok(inside) => inside.to_owned(),
        Err(_) => std::path::absolute(&path).ok()?,
    };
    let path = path.to_str()?.replace(std::path::MAIN_SEPARATOR, "/");
    Some(Content::Disk { path: path.into(), sha256: [0; 32], len, splices: Arc::default() })
}

/// What a browser is shown of a picture that no build has made yet, with the name of its file: the original, or what is drawn at once.
pub(crate) fn provisional(root: &Path, derived: &Derived) -> Option<(String, Content)> {
    match &derived.way {
        // The original would be shown in a shape that it does not have.
        Way::Smaller(smaller) if smaller.recipe.window.is_some() => {
            let cut = guarded(|| write::encoded(&Pixels::of(root, smaller)?, &smaller.recipe.at_once()));
            let bytes = |bytes: Vec<u8>| Content::Bytes(bytes.into());
            Some((smaller.source.to_string(), cut.map_or_else(|_| original(smaller), bytes)))
        }
        Way::Smaller(smaller) => Some((smaller.source.to_string(), original(smaller))),
        Way::Drawing(drawing) => {
            let name = format!("drawing.{}", drawing.ending());
            Some((name, Content::Bytes(drawing::drawn(root, drawing).ok()?.into())))
        }
        Way::Icon(icon) => Some((icon.file.to_owned(), Content::Bytes(guarded(|| draw_icon(icon)).ok()?.into()))),
        Way::Archive(archive) => {
            let files = contents(&Cache::open(&root.join(FOLDER)), root, archive).ok()?;
            Some(("archive.zip".to_owned(), Content::Bytes(archive::zip(files).ok()?.into())))
        }
    }
}

/// Puts what can be shown at once in the place of all that is yet to be made, for sites that are looked at and not published.
pub(crate) fn settle_at_once(root: &Path, artifacts: &mut BTreeMap<OutputPath, Artifact>) {
    artifacts.retain(|_, artifact| {
        let Content::Derived(derived) = &artifact.content else { return true };
        let shown = kept(root, derived).or_else(|| provisional(root, derived).map(|(_, content)| content));
        shown.map(|content| artifact.content = content).is_some()
    });
}

/// The picture that a smaller one is to be made of, as it is published.
fn original(smaller: &Smaller) -> Content {
    let splices = &smaller.recipe.from.cleaning;
    match &smaller.original {
        AssetBytes::Memory(bytes) => Content::Bytes(crate::base::picture::spliced(bytes, splices).into()),
        AssetBytes::Disk(path) => {
            let len = spliced_len(smaller.original_len, splices);
            Content::Disk { path: path.clone(), sha256: [0; 32], len, splices: splices.clone() }
        }
    }
}

#[cfg(test)]
mod tests;
