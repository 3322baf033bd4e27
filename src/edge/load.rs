//! Reads a site's folder into a snapshot. Source folders are never written to.

#![expect(clippy::disallowed_methods, reason = "reads the site's folder")]

mod cache;
mod file;
mod look;
mod stamp;
mod walk;

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use include_dir::{Dir, include_dir};
use rayon::prelude::*;

pub use cache::Cache;
use file::{Loaded, Refused, bounded, read};
pub use look::Look;
use stamp::Stamp;
pub use walk::{Found, find};

use crate::base::diagnostic::{Code, Diagnostic};
pub use crate::base::source::FOLDERS;
use crate::base::source::{Settings, Snapshot, Source, SourceId};
use crate::site::config::{self, Limits, limits_of};
use crate::site::kit;

/// The neutral theme, so that a site can be built from the binary alone.
static BASE_THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/base");

/// Names below `static/` that begin with a dot and are meant for the host or for visitors: Apache reads the first, Codeberg the second,
/// GitHub the third.
pub const HOST_FILES: &[&str] = &[".htaccess", ".domains", ".nojekyll", ".well-known"];

/// What a file is to the build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Text,
    Asset,
}

/// Reads everything below `root` that a build may see.
pub fn load(root: &Path, settings: Settings) -> Snapshot {
    load_with(root, settings, find(root), None).0
}

/// The same of files that have been found, with how these looked from outside, if that can be told.
pub fn load_found(root: &Path, settings: Settings, found: Found) -> (Snapshot, Option<Look>) {
    load_with(root, settings, found, None)
}

/// Reads what was saved since the last load, and takes the rest from the cache.
pub fn load_again(root: &Path, settings: Settings, cache: &mut Cache) -> Snapshot {
    load_with(root, settings, find(root), Some(cache)).0
}

/// Reads `site.toml` alone, for what a command wants to know of it before anything else. What is wrong with it is told later.
pub fn load_site_file(root: &Path, settings: Settings) -> Snapshot {
    let mut snapshot = Snapshot::empty(settings);
    let id = SourceId::new(config::FILE);
    let path = root.join(config::FILE);
    if std::fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file())
        && let Ok((Loaded::Text(source), _)) = read(root, &id, &path, Role::Text, Limits::default())
    {
        snapshot.texts.insert(id, source);
    }
    snapshot
}

fn load_with(root: &Path, settings: Settings, found: Found, cache: Option<&mut Cache>) -> (Snapshot, Option<Look>) {
    let now = SystemTime::now();
    let mut snapshot = Snapshot::empty(settings);
    let limits = limits(&found.files);
    let cache = cache.map(|cache| cache.under(limits));
    snapshot.problems = found.problems;
    let read: Vec<Looked> = found
        .files
        .into_par_iter()
        .map(|(id, path, role)| {
            let stamp = cache.as_ref().and_then(|_| Stamp::of(&path));
            let known = cache.as_ref().zip(stamp.as_ref()).and_then(|(cache, stamp)| cache.get(&id, stamp));
            match known.map_or_else(|| read(root, &id, &path, role, limits), |known| Ok((known, None))) {
                Ok((loaded, seen)) => (id, stamp.or(seen), Ok(loaded)),
                Err(refused) => (id, stamp, Err(refused)),
            }
        })
        .collect();
    let is_plain = cache.is_none() && found.linked.is_empty() && snapshot.problems.is_empty();
    let look = is_plain.then(|| Look::of(read.iter().map(|(id, stamp, loaded)| (id, stamp.as_ref(), loaded.as_ref().ok())), now)).flatten();
    if let Some(cache) = cache {
        let files = read.iter().filter_map(|(id, stamp, loaded)| Some((id, stamp.as_ref()?, loaded.as_ref().ok()?)));
        cache.replace(files, found.linked, now);
    }
    let mut texts = Vec::with_capacity(read.len());
    for (_, _, result) in read {
        match result {
            Ok(Loaded::Text(source)) => texts.push((source.id.clone(), source)),
            Ok(Loaded::Asset(asset)) => {
                snapshot.assets.insert(asset.id.clone(), asset);
            }
            Err(refused) => {
                snapshot.problems.push(refused.problem);
                snapshot.unusable.extend(refused.shown.map(|source| (source.id.clone(), source)));
            }
        }
    }
    // They come in nearly their order, so sorting them once costs less than a search for the place of each.
    snapshot.texts = texts.into_iter().collect();
    add_base_theme(&mut snapshot);
    (snapshot, look)
}

/// The most bytes of `site.toml`, which says how large all other files may be.
const MAX_SITE_FILE: u64 = 4 * MEGABYTE;

const MEGABYTE: u64 = 1_000_000;

/// How large the files may be. Where `site.toml` cannot be read, which is told when it is read for itself, they have the usual limits.
fn limits(files: &[(SourceId, PathBuf, Role)]) -> Limits {
    let site_file = files.iter().find(|(id, _, _)| id.as_str() == config::FILE);
    let bytes = site_file.and_then(|(_, path, _)| bounded(path, MAX_SITE_FILE).ok()?.ok());
    bytes.and_then(|file| String::from_utf8(file.bytes).ok()).map_or_else(Limits::default, |text| limits_of(&text))
}

/// Adds the embedded base theme where the site has none of its own.
fn add_base_theme(snapshot: &mut Snapshot) {
    if snapshot.texts_below("themes/base/").next().is_some() {
        return;
    }
    // The fonts of what is drawn are larger than all else in it, and hashing them costs a sixth of a small build; reading the templates of
    // a kit costs a thirtieth. A theme that has some of these inherits the others.
    let has_kit = snapshot.text(kit::FILE).is_some()
        || snapshot.texts_below("templates/kit/").next().is_some()
        || snapshot.texts_below("themes/").any(|source| source.id.as_str().contains("/templates/kit/"));
    let has_cards = snapshot.text(kit::FILE).is_some() || snapshot.text(config::FILE).is_some_and(|site| site.text.contains("cards"));
    embed(snapshot, |folder| match folder {
        "cards" => has_cards,
        KIT => has_kit,
        _ => true,
    });
}

/// The folder of a kit's templates in the embedded theme.
const KIT: &str = "templates/kit";

/// Adds the templates of a kit that a site without one is spared, for a command that wants the whole theme.
pub(crate) fn add_kit_of_base(root: &Path, snapshot: &mut Snapshot) {
    if !root.join("themes/base").is_dir() {
        embed(snapshot, |folder| folder == "templates" || folder.starts_with(KIT));
    }
}

/// Adds the files of the embedded theme in those of its folders that are wanted; a folder's own ones are asked for by themselves.
fn embed(snapshot: &mut Snapshot, is_wanted: impl Fn(&str) -> bool) {
    let is_wanted = |folder: &&Dir<'_>| folder.path().to_str().is_some_and(&is_wanted);
    let mut folders = vec![&BASE_THEME];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs().filter(is_wanted));
        for file in folder.files() {
            let path = format!("themes/base/{}", file.path().to_string_lossy().replace('\\', "/"));
            let id = SourceId::new(&path);
            match (role(&path), file.contents_utf8()) {
                (Some(Role::Text), Some(text)) => {
                    snapshot.texts.insert(id, Source::new(&path, text));
                }
                (Some(_), _) => {
                    let asset = file::in_memory(&id, file.contents());
                    snapshot.assets.insert(id, asset);
                }
                (None, _) => {}
            }
        }
    }
}

/// Files of the embedded base theme that are no part of a snapshot, with what a build has no use for: its fonts and their licence.
pub(crate) fn fonts_of_base() -> impl Iterator<Item = (String, &'static [u8])> {
    let files = BASE_THEME.get_dir("cards").into_iter().flat_map(Dir::files);
    files.map(|file| (file.path().to_string_lossy().replace('\\', "/"), file.contents()))
}

/// A file with its stamp and its content.
type Looked = (SourceId, Option<Stamp>, Result<Loaded, Box<Refused>>);

/// Backup, lock and swap files of vim, Emacs, Kate, JetBrains, LibreOffice, Dropbox and systems.
pub fn is_scratch(name: &str) -> bool {
    name.starts_with(['.', '#'])
        || name.starts_with("~$")
        || name.ends_with(['~', '#'])
        || [".swp", ".swx", ".tmp", ".bak", ".orig", ".part", "___jb_tmp___", "___jb_old___"].iter().any(|ending| name.ends_with(ending))
        || matches!(name, "4913" | "Thumbs.db" | "desktop.ini")
}

/// The role of a file below one of the folders; `None` if the build has no use for it.
fn role(path: &str) -> Option<Role> {
    let inside = match path.strip_prefix("themes/") {
        Some(rest) => rest.split_once('/')?.1,
        None => path,
    };
    let (folder, name) = inside.split_once('/').unwrap_or(("", inside));
    match folder {
        "content" if name.ends_with(".md") => Some(Role::Text),
        "content" | "static" => Some(Role::Asset),
        "data" if [".toml", ".yml", ".yaml", ".json", ".csv", ".bib", ".csl"].iter().any(|ending| name.ends_with(ending)) => {
            Some(Role::Text)
        }
        "data" => Some(Role::Asset),
        "cards" if path.starts_with("themes/") && [".ttf", ".otf"].iter().any(|ending| name.ends_with(ending)) => Some(Role::Asset),
        "templates" => Some(Role::Text),
        "strings" if name.ends_with(".ftl") => Some(Role::Text),
        "" if path.starts_with("themes/") && name == "theme.toml" => Some(Role::Text),
        _ => None,
    }
}

/// Other spellings of Markdown's ending. Such a file below `content` is a text, which must not be copied as it is.
const OTHER_MARKDOWN: &[&str] = &["md", "markdown", "mdown", "mkdn", "mkd", "mdwn", "mdtxt", "mdtext", "mdx", "rmd", "qmd", "md.txt"];

/// A text that would not be read, for its ending.
fn other_markdown(id: &SourceId) -> Option<Diagnostic> {
    let name = id.as_str().starts_with("content/").then(|| id.file_name())?;
    if name.ends_with(".md") {
        return None;
    }
    let small = name.to_lowercase();
    let ending = OTHER_MARKDOWN.iter().find(|ending| small.strip_suffix(*ending).is_some_and(|stem| stem.ends_with('.')))?;
    let stem = &name[..name.len() - ending.len()];
    let problem =
        Diagnostic::new(Code::MarkdownEnding, format!("`{id}` is not read, since the name of a text ends with `.md`")).at(id.at(0..0));
    Some(problem.help(format!("rename it to `{stem}md`, or move it to `static/` if it is a download")))
}
