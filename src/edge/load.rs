//! Reads a site's folder into a snapshot. Source folders are never written to.

#![expect(clippy::disallowed_methods, reason = "reads the site's folder")]

mod cache;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use include_dir::{Dir, include_dir};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use walkdir::{DirEntry, WalkDir};

pub use cache::Cache;
use cache::Stamp;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Asset, AssetBytes, Settings, Snapshot, Source, SourceId};
use crate::site::config;

/// The neutral theme, so that a site can be built from the binary alone.
static BASE_THEME: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/themes/base");

/// The folders of a site that are read.
pub const FOLDERS: &[&str] = &["content", "data", "static", "strings", "templates", "themes"];

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
    let mut found = Found::default();
    let site_file = root.join(config::FILE);
    if let Ok(metadata) = fs::symlink_metadata(&site_file) {
        found.linked.extend(fs::canonicalize(&site_file).ok().filter(|_| metadata.is_symlink()));
        found.files.push((SourceId::new(config::FILE), site_file, Role::Text));
    }
    let real_root = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    for folder in FOLDERS {
        walk(root, &real_root, folder, &mut found);
    }
    snapshot.problems = found.problems;
    let read: Vec<Looked> = found
        .files
        .into_par_iter()
        .map(|(id, path, role)| {
            let stamp = cache.as_ref().and_then(|_| Stamp::of(&path));
            let known = cache.as_ref().zip(stamp.as_ref()).and_then(|(cache, stamp)| cache.get(&id, stamp));
            let loaded = known.map_or_else(|| read(root, &id, &path, role), Ok);
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

/// What there is in a site's folder.
#[derive(Default)]
struct Found {
    files: Vec<(SourceId, PathBuf, Role)>,
    /// The real places that links in the site lead to.
    linked: Vec<PathBuf>,
    problems: Vec<Diagnostic>,
}

fn walk(root: &Path, real_root: &Path, folder: &str, found: &mut Found) {
    let start = root.join(folder);
    if fs::symlink_metadata(&start).is_err() {
        return;
    }
    let mut entries =
        WalkDir::new(&start).follow_links(true).sort_by_file_name().into_iter().filter_entry(|entry| is_wanted(entry, folder));
    while let Some(entry) = entries.next() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                found.problems.push(walk_problem(root, &error));
                continue;
            }
        };
        let Some(id) = source_id(root, entry.path()) else {
            let shown = entry.path().strip_prefix(root).unwrap_or(entry.path()).display().to_string();
            found
                .problems
                .push(Diagnostic::new(Code::UnreadableFile, format!("the name of `{shown}` is not Unicode")).help("rename the file"));
            continue;
        };
        if entry.path_is_symlink() {
            let Some(real) = fs::canonicalize(entry.path()).ok().filter(|real| real.starts_with(real_root)) else {
                found.problems.push(
                    Diagnostic::new(Code::LinkLeavesSite, format!("`{id}` is a link to a place outside the site"))
                        .at(id.at(0..0))
                        .help("copy what it points to into the site"),
                );
                if entry.file_type().is_dir() {
                    entries.skip_current_dir();
                }
                continue;
            };
            found.linked.push(real);
        }
        if !entry.file_type().is_file() {
            continue;
        }
        if let Some(problem) = other_markdown(&id) {
            found.problems.push(problem);
            continue;
        }
        if let Some(role) = role(id.as_str()) {
            found.files.push((id, entry.into_path(), role));
        }
    }
}

fn walk_problem(root: &Path, error: &walkdir::Error) -> Diagnostic {
    let path = error.path().and_then(|path| source_id(root, path)).unwrap_or_else(|| SourceId::new(""));
    if error.loop_ancestor().is_some() {
        return Diagnostic::new(Code::LinkLeavesSite, format!("`{path}` is a link to a folder above itself"))
            .at(path.at(0..0))
            .help("remove the link");
    }
    let is_link = error.path().is_some_and(|path| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink()));
    let why = if is_link { "it is a link to something that does not exist".to_owned() } else { why(error.io_error()) };
    Diagnostic::new(Code::UnreadableFile, format!("`{path}` cannot be read: {why}"))
        .at(path.at(0..0))
        .help("check that it exists and that you may read it")
}

fn why(error: Option<&io::Error>) -> String {
    match error.map(io::Error::kind) {
        Some(io::ErrorKind::PermissionDenied) => "permission denied".to_owned(),
        Some(io::ErrorKind::NotFound) => "it is not there any more".to_owned(),
        _ => error.map_or_else(|| "the disk refused".to_owned(), ToString::to_string),
    }
}

/// A path below the root with `/` on every system; none if it is not Unicode.
fn source_id(root: &Path, path: &Path) -> Option<SourceId> {
    let below = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = below.components().map(|part| part.as_os_str().to_str()).collect();
    Some(SourceId::new(parts?.join("/")))
}

/// Leaves out files that editors and systems put next to those that people write.
fn is_wanted(entry: &DirEntry, folder: &str) -> bool {
    let name = entry.file_name().to_string_lossy();
    let is_published_dot_file = folder == "static" && matches!(&*name, ".well-known" | ".nojekyll");
    if entry.depth() == 0 || is_published_dot_file {
        return true;
    }
    !is_scratch(&name)
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

fn read(root: &Path, id: &SourceId, path: &Path, role: Role) -> Result<Loaded, Box<Diagnostic>> {
    let unreadable = |error: io::Error| {
        let problem = Diagnostic::new(Code::UnreadableFile, format!("`{id}` cannot be read: {}", why(Some(&error))))
            .at(id.at(0..0))
            .help("check that it exists and that you may read it");
        Box::new(problem)
    };
    match role {
        Role::Text => {
            let bytes = fs::read(path).map_err(unreadable)?;
            match String::from_utf8(bytes) {
                Ok(text) => Ok(Loaded::Text(Source::new(id.as_str(), without_mark(id, text)))),
                Err(error) => Err(Box::new(not_utf8(id, &error))),
            }
        }
        Role::Asset => asset(root, id, path).map(Loaded::Asset).map_err(unreadable),
    }
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
