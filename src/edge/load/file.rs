//! Reads one file, or says why it cannot be used.

#![expect(clippy::disallowed_methods, reason = "reads the site's files")]

use std::fs::{self, File};
use std::io::{self, Cursor, Read};
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::stamp::Stamp;
use super::{HOST_FILES, MAX_SITE_FILE, MEGABYTE, Role};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::fingerprint::Fingerprint;
use crate::base::merge;
use crate::base::source::{Asset, AssetBytes, Source, SourceId};
use crate::picture;
use crate::site::config::{self, Limits};

/// Assets up to this size are kept in memory; larger ones are copied from disk.
const IN_MEMORY: u64 = 256 * 1024;

/// A file in memory.
#[derive(Clone, Debug)]
pub(super) enum Loaded {
    Text(Source),
    Asset(Asset),
}

impl Loaded {
    /// Of what is in it.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        match self {
            Self::Text(source) => source.fingerprint,
            Self::Asset(asset) => Fingerprint::of(&asset.sha256),
        }
    }
}

/// A file that the build cannot use.
#[derive(Debug)]
pub(super) struct Refused {
    pub problem: Diagnostic,
    /// The file as far as it is text, for the report.
    pub shown: Option<Source>,
}

/// Reads a file, and says how it looked from outside just before.
pub(super) fn read(root: &Path, id: &SourceId, path: &Path, role: Role, limits: Limits) -> Result<(Loaded, Option<Stamp>), Box<Refused>> {
    let unreadable = |error: io::Error| {
        let problem = Diagnostic::new(Code::UnreadableFile, format!("`{id}` cannot be read: {}", why(Some(&error))))
            .at(id.at(0..0))
            .help("check that it exists and that you may read it");
        Box::new(Refused { problem, shown: None })
    };
    match role {
        Role::Text => {
            let most = if id.as_str() == config::FILE { MAX_SITE_FILE } else { limits.text * MEGABYTE };
            let Bounded { bytes, stamp } = bounded(path, most).map_err(unreadable)?.map_err(|len| too_large(id, len, most, "text"))?;
            match String::from_utf8(bytes) {
                Ok(text) => whole(Source::new(id.as_str(), without_mark(id, text))).map(|source| (Loaded::Text(source), stamp)),
                Err(error) => Err(Box::new(not_utf8(id, &error))),
            }
        }
        Role::Asset => {
            let most = limits.file * MEGABYTE;
            let metadata = fs::metadata(path).map_err(unreadable)?;
            let (len, stamp) = (metadata.len(), Stamp::from(&metadata));
            if len > most {
                return Err(too_large(id, len, most, "file"));
            }
            let asset = asset(root, id, path).map_err(unreadable)?;
            if let (AssetBytes::Memory(bytes), true) = (&asset.bytes, is_written_by_hand(id))
                && let Some(at) = merge::unfinished(bytes)
            {
                return Err(unmerged(Source::new(id.as_str(), String::from_utf8_lossy(bytes)), at));
            }
            Ok((Loaded::Asset(asset), stamp))
        }
    }
}

/// The bytes of a file, and how it looked before they were read.
pub(super) struct Bounded {
    pub bytes: Vec<u8>,
    stamp: Option<Stamp>,
}

/// A file, or how many bytes it has if those are too many.
pub(super) fn bounded(path: &Path, most: u64) -> io::Result<Result<Bounded, u64>> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    let len = metadata.len();
    if len > most {
        return Ok(Err(len));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(len).unwrap_or(0));
    // A file may have grown since it was measured.
    let n_read = file.take(most + 1).read_to_end(&mut bytes)? as u64;
    Ok(if n_read > most { Err(n_read) } else { Ok(Bounded { bytes, stamp: Stamp::from(&metadata) }) })
}

pub(super) fn why(error: Option<&io::Error>) -> String {
    match error.map(io::Error::kind) {
        Some(io::ErrorKind::PermissionDenied) => "permission denied".to_owned(),
        Some(io::ErrorKind::NotFound) => "it is not there any more".to_owned(),
        _ => error.map_or_else(|| "the disk refused".to_owned(), ToString::to_string),
    }
}

fn too_large(id: &SourceId, len: u64, most: u64, key: &str) -> Box<Refused> {
    let [len, most] = [len, most].map(|bytes| bytes.div_ceil(MEGABYTE));
    let help = match id.as_str() {
        config::FILE => "look whether another file has its name".to_owned(),
        _ => format!("make it smaller, or raise `{key}` below `[limits]` in `site.toml`"),
    };
    let message = format!("`{id}` has {len} MB, and a {key} may have {most}");
    let problem = Diagnostic::new(Code::UnreadableFile, message).at(id.at(0..0)).help(help);
    Box::new(Refused { problem, shown: None })
}

/// A text without the byte order mark that some editors put before it. Data files are
/// published as they are, and spreadsheets need the mark.
fn without_mark(id: &SourceId, text: String) -> String {
    match text.strip_prefix('\u{feff}') {
        Some(rest) if !id.as_str().starts_with("data/") => rest.to_owned(),
        _ => text,
    }
}

fn not_utf8(id: &SourceId, error: &std::string::FromUtf8Error) -> Refused {
    let bytes = error.as_bytes();
    let good = error.utf8_error().valid_up_to();
    let is_wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let looks_like = if is_wide { "it looks like UTF-16" } else { "it looks like Windows-1252 or another old encoding" };
    // The mark of the unreadable letter has as many bytes in the text that is shown.
    let at = id.at(good..good + char::REPLACEMENT_CHARACTER.len_utf8());
    let problem = Diagnostic::new(Code::NotUtf8, format!("`{id}` is not UTF-8 text: this letter cannot be read"))
        .at(at)
        .help(format!("{looks_like}; save the file again as UTF-8"));
    let shown = if is_wide { String::from(char::REPLACEMENT_CHARACTER) } else { String::from_utf8_lossy(bytes).into_owned() };
    Refused { problem, shown: Some(Source::new(id.as_str(), shown)) }
}

/// A text, unless it holds two versions that somebody has to choose from. Those of pages are told where they are read.
fn whole(source: Source) -> Result<Source, Box<Refused>> {
    if source.id.as_str().starts_with("content/") {
        return Ok(source);
    }
    match merge::unfinished(source.text.as_bytes()) {
        Some(at) => Err(unmerged(source, at)),
        None => Ok(source),
    }
}

fn unmerged(source: Source, at: Range<usize>) -> Box<Refused> {
    let problem = Diagnostic::new(Code::Syntax, merge::MESSAGE).at(source.id.at(at)).help(merge::HELP);
    Box::new(Refused { problem, shown: Some(source) })
}

/// Whether an asset is a text that people write, and keep in version control.
fn is_written_by_hand(id: &SourceId) -> bool {
    const ENDINGS: &[&str] = &["css", "js", "mjs", "txt", "svg", "html", "htm", "json", "xml", "vtt", "csv", "webmanifest"];
    id.file_name().rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending)) || HOST_FILES.contains(&id.file_name())
}

fn asset(root: &Path, id: &SourceId, path: &Path) -> io::Result<Asset> {
    let len = fs::metadata(path)?.len();
    if len <= IN_MEMORY {
        let bytes = fs::read(path)?;
        return Ok(in_memory(id, &bytes));
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
    let picture = picture::read(id.file_name(), &mut file, len).map(Arc::new);
    let below = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
    Ok(Asset { id: id.clone(), len, sha256: hasher.finalize().into(), bytes: AssetBytes::Disk(Arc::from(below)), picture })
}

/// An asset whose bytes are kept.
pub(super) fn in_memory(id: &SourceId, bytes: &[u8]) -> Asset {
    let len = bytes.len() as u64;
    let picture = picture::read(id.file_name(), Cursor::new(bytes), len).map(Arc::new);
    Asset { id: id.clone(), len, sha256: Sha256::digest(bytes).into(), bytes: AssetBytes::Memory(Arc::from(bytes)), picture }
}
