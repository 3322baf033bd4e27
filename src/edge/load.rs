//! Reads a site's folder into a snapshot. Source folders are never written to.

#![expect(clippy::disallowed_methods, reason = "reads the site's folder")]

mod cache;
mod walk;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use include_dir::{Dir, include_dir};
use rayon::prelude::*;
use sha2::{Digest, Sha256};

pub use cache::Cache;
use cache::Stamp;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Asset, AssetBytes, Settings, Snapshot, Source, SourceId};
use crate::site::config::{self, Limits, limits_of};

/// The neutral theme, so that a site can be built from the binary alone.
static BASE_THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/base");

/// The folders of a site that are read.
pub const FOLDERS: &[&str] = &["content", "data", "static", "strings", "templates", "themes"];

/// Names below `static/` that begin with a dot and are meant for the host or for visitors: Apache reads the first, Codeberg the second.
pub const HOST_FILES: &[&str] = &[".htaccess", ".domains", ".nojekyll", ".well-known"];

/// Assets up to this size are kept in memory; larger ones are copied from disk.
const IN_MEMORY: u64 = 256 * 1024;

/// What a file is to the build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Text,
    Asset,
}

/// Reads everything below `root` that a build may see.
pub fn load(root: &Path, settings: Settings) -> Snapshot {
    load_with(root, settings, None)
}

/// Reads what was saved since the last load, and takes the rest from the cache.
pub fn load_again(root: &Path, settings: Settings, cache: &mut Cache) -> Snapshot {
    load_with(root, settings, Some(cache))
}

fn load_with(root: &Path, settings: Settings, cache: Option<&mut Cache>) -> Snapshot {
    let now = SystemTime::now();
    let mut snapshot = Snapshot::empty(settings);
    let found = walk::find(root);
    let limits = limits(&found.files);
    let cache = cache.map(|cache| cache.under(limits));
    snapshot.problems = found.problems;
    let read: Vec<Looked> = found
        .files
        .into_par_iter()
        .map(|(id, path, role)| {
            let stamp = cache.as_ref().and_then(|_| Stamp::of(&path));
            let known = cache.as_ref().zip(stamp.as_ref()).and_then(|(cache, stamp)| cache.get(&id, stamp));
            let loaded = known.map_or_else(|| read(root, &id, &path, role, limits), Ok);
            (id, stamp, loaded)
        })
        .collect();
    if let Some(cache) = cache {
        let files = read.iter().filter_map(|(id, stamp, loaded)| Some((id, stamp.as_ref()?, loaded.as_ref().ok()?)));
        cache.replace(files, found.linked, now);
    }
    for (_, _, result) in read {
        match result {
            Ok(Loaded::Text(source)) => {
                snapshot.texts.insert(source.id.clone(), source);
            }
            Ok(Loaded::Asset(asset)) => {
                snapshot.assets.insert(asset.id.clone(), asset);
            }
            Err(problem) => snapshot.problems.push(*problem),
        }
    }
    add_base_theme(&mut snapshot);
    snapshot
}

/// The most bytes of `site.toml`, which says how large all other files may be.
const MAX_SITE_FILE: u64 = 4 * MEGABYTE;

const MEGABYTE: u64 = 1_000_000;

/// How large the files may be. Where `site.toml` cannot be read, which is told when it is read for itself, they have the usual limits.
fn limits(files: &[(SourceId, PathBuf, Role)]) -> Limits {
    let site_file = files.iter().find(|(id, _, _)| id.as_str() == config::FILE);
    let bytes = site_file.and_then(|(_, path, _)| bounded(path, MAX_SITE_FILE).ok()?.ok());
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).map_or_else(Limits::default, |text| limits_of(&text))
}

/// The bytes of a file, or how many it has if those are too many.
fn bounded(path: &Path, most: u64) -> io::Result<Result<Vec<u8>, u64>> {
    let file = File::open(path)?;
    let len = file.metadata()?.len();
    if len > most {
        return Ok(Err(len));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(len).unwrap_or(0));
    // A file may have grown since it was measured.
    let n_read = file.take(most + 1).read_to_end(&mut bytes)? as u64;
    Ok(if n_read > most { Err(n_read) } else { Ok(bytes) })
}

/// Adds the embedded base theme where the site has none of its own.
fn add_base_theme(snapshot: &mut Snapshot) {
    if snapshot.texts_below("themes/base/").next().is_some() {
        return;
    }
    let mut folders = vec![&BASE_THEME];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            let path = format!("themes/base/{}", file.path().to_string_lossy().replace('\\', "/"));
            let id = SourceId::new(&path);
            match (role(&path), file.contents_utf8()) {
                (Some(Role::Text), Some(text)) => {
                    snapshot.texts.insert(id, Source::new(&path, text));
                }
                (Some(_), _) => {
                    let bytes: Arc<[u8]> = Arc::from(file.contents());
                    let asset = Asset {
                        id: id.clone(),
                        len: bytes.len() as u64,
                        sha256: Sha256::digest(&bytes).into(),
                        bytes: AssetBytes::Memory(bytes),
                    };
                    snapshot.assets.insert(id, asset);
                }
                (None, _) => {}
            }
        }
    }
}

/// A file with its stamp and its content.
type Looked = (SourceId, Option<Stamp>, Result<Loaded, Box<Diagnostic>>);

fn why(error: Option<&io::Error>) -> String {
    match error.map(io::Error::kind) {
        Some(io::ErrorKind::PermissionDenied) => "permission denied".to_owned(),
        Some(io::ErrorKind::NotFound) => "it is not there any more".to_owned(),
        _ => error.map_or_else(|| "the disk refused".to_owned(), ToString::to_string),
    }
}

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
    let small = name.to_lowercase();
    let ending = OTHER_MARKDOWN.iter().find(|ending| small.strip_suffix(*ending).is_some_and(|stem| stem.ends_with('.')))?;
    let stem = &name[..name.len() - ending.len()];
    let problem =
        Diagnostic::new(Code::MarkdownEnding, format!("`{id}` is not read, since the name of a text ends with `.md`")).at(id.at(0..0));
    (!name.ends_with(".md")).then(|| problem.help(format!("rename it to `{stem}md`, or move it to `static/` if it is a download")))
}

/// A file in memory.
#[derive(Clone, Debug)]
enum Loaded {
    Text(Source),
    Asset(Asset),
}

fn read(root: &Path, id: &SourceId, path: &Path, role: Role, limits: Limits) -> Result<Loaded, Box<Diagnostic>> {
    let unreadable = |error: io::Error| {
        let problem = Diagnostic::new(Code::UnreadableFile, format!("`{id}` cannot be read: {}", why(Some(&error))))
            .at(id.at(0..0))
            .help("check that it exists and that you may read it");
        Box::new(problem)
    };
    match role {
        Role::Text => {
            let most = if id.as_str() == config::FILE { MAX_SITE_FILE } else { limits.text * MEGABYTE };
            let bytes = bounded(path, most).map_err(unreadable)?.map_err(|len| too_large(id, len, most, "text"))?;
            match String::from_utf8(bytes) {
                Ok(text) => Ok(Loaded::Text(Source::new(id.as_str(), without_mark(id, text)))),
                Err(error) => Err(Box::new(not_utf8(id, &error))),
            }
        }
        Role::Asset => {
            let most = limits.file * MEGABYTE;
            let len = fs::metadata(path).map_err(unreadable)?.len();
            if len > most {
                return Err(too_large(id, len, most, "file"));
            }
            asset(root, id, path).map(Loaded::Asset).map_err(unreadable)
        }
    }
}

fn too_large(id: &SourceId, len: u64, most: u64, key: &str) -> Box<Diagnostic> {
    let [len, most] = [len, most].map(|bytes| bytes.div_ceil(MEGABYTE));
    let help = match id.as_str() {
        config::FILE => "look whether another file has its name".to_owned(),
        _ => format!("make it smaller, or raise `{key}` below `[limits]` in `site.toml`"),
    };
    let message = format!("`{id}` has {len} MB, and a {key} may have {most}");
    Box::new(Diagnostic::new(Code::UnreadableFile, message).at(id.at(0..0)).help(help))
}

/// A text without the byte order mark that some editors put before it. Data files are
/// published as they are, and spreadsheets need the mark.
fn without_mark(id: &SourceId, text: String) -> String {
    match text.strip_prefix('\u{feff}') {
        Some(rest) if !id.as_str().starts_with("data/") => rest.to_owned(),
        _ => text,
    }
}

fn not_utf8(id: &SourceId, error: &std::string::FromUtf8Error) -> Diagnostic {
    let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
    let line = good.iter().filter(|&&byte| byte == b'\n').count() + 1;
    let looks_like = if error.as_bytes().starts_with(&[0xff, 0xfe]) || error.as_bytes().starts_with(&[0xfe, 0xff]) {
        "it looks like UTF-16"
    } else {
        "it looks like Windows-1252 or another old encoding"
    };
    Diagnostic::new(Code::NotUtf8, format!("`{id}` is not UTF-8 text: line {line} has a letter that cannot be read"))
        .at(id.at(good.len()..good.len()))
        .help(format!("{looks_like}; save the file again as UTF-8"))
}

fn asset(root: &Path, id: &SourceId, path: &Path) -> io::Result<Asset> {
    let len = fs::metadata(path)?.len();
    if len <= IN_MEMORY {
        let bytes = fs::read(path)?;
        let sha256 = Sha256::digest(&bytes).into();
        return Ok(Asset { id: id.clone(), len: bytes.len() as u64, sha256, bytes: AssetBytes::Memory(Arc::from(bytes)) });
    }
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut chunk = vec![0; 64 * 1024];
    let mut len = 0;
    loop {
        let n_read = file.read(&mut chunk)?;
        if n_read == 0 {
            break;
        }
        hasher.update(&chunk[..n_read]);
        len += n_read as u64;
    }
    let below = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
    Ok(Asset { id: id.clone(), len, sha256: hasher.finalize().into(), bytes: AssetBytes::Disk(Arc::from(below)) })
}
