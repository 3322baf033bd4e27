//! One file of the finished site: where it goes and what is in it.

use std::borrow::Borrow;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::base::fingerprint::Fingerprint;
use crate::base::picture::{Recipe, Splice, spliced, spliced_len};
use crate::base::sheet::Sheet;
use crate::base::source::{Asset, AssetBytes, SourceId, Span};

/// The file in the output folder that remembers what Ribbon wrote there.
pub const MANIFEST: &str = ".ribbon-manifest.json";

/// The folder in the output folder where finished files wait for the end of the build.
pub const STAGING: &str = ".ribbon-staging";

/// The folder of records in an output folder whose site cannot be written to.
pub const RECORDS: &str = ".ribbon-records";

/// The end of the name of a file that is still being written.
pub const TEMPORARY: &str = ".ribbon-tmp";

/// A file below the output folder: relative, with `/` on every system, percent-decoded.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OutputPath(Arc<str>);

/// Why a text does not name a file below the output folder, in an editor's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadOutputPath {
    Empty,
    EmptySegment,
    Absolute,
    DotSegment,
    Nul,
    Backslash,
    Reserved,
}

impl OutputPath {
    /// # Errors
    ///
    /// Refuses everything that is not plainly a file below a folder, so that no later
    /// stage has to ask where a path leads.
    pub fn new(path: impl AsRef<str>) -> Result<Self, BadOutputPath> {
        let path = path.as_ref();
        if is_plain(path) {
            return Ok(Self(Arc::from(path)));
        }
        if path.is_empty() {
            return Err(BadOutputPath::Empty);
        }
        if path.starts_with('/') {
            return Err(BadOutputPath::Absolute);
        }
        if path.contains('\0') {
            return Err(BadOutputPath::Nul);
        }
        if path.contains('\\') {
            return Err(BadOutputPath::Backslash);
        }
        for (depth, segment) in path.split('/').enumerate() {
            match segment {
                "" => return Err(BadOutputPath::EmptySegment),
                "." | ".." => return Err(BadOutputPath::DotSegment),
                MANIFEST | STAGING | RECORDS if depth == 0 => return Err(BadOutputPath::Reserved),
                _ if segment.ends_with(TEMPORARY) => return Err(BadOutputPath::Reserved),
                _ => {}
            }
        }
        Ok(Self(Arc::from(path)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The folders the file lies in, the innermost first: `a/b`, `a` of `a/b/c.html`.
    pub fn folders(&self) -> impl Iterator<Item = &str> {
        std::iter::successors(parent(&self.0), |folder| parent(folder))
    }
}

/// Whether a path is like nearly all: nothing in it needs a second look. There are three for every file of a site.
fn is_plain(path: &str) -> bool {
    let mut before = b'/';
    for (at, byte) in path.bytes().enumerate() {
        let is_bad = match byte {
            0 | b'\\' => true,
            b'.' => before == b'/',
            b'/' => before == b'/' || path[..at].ends_with(TEMPORARY),
            _ => false,
        };
        if is_bad {
            return false;
        }
        before = byte;
    }
    before != b'/' && !path.ends_with(TEMPORARY)
}

fn parent(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}

impl Borrow<str> for OutputPath {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for OutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for BadOutputPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "the path is empty",
            Self::EmptySegment => "the path has an empty part: two slashes in a row, or one at the end",
            Self::Absolute => "the path starts with a slash",
            Self::DotSegment => "the path has a part `.` or `..`",
            Self::Nul => "the path has a NUL character",
            Self::Backslash => "the path has a backslash",
            Self::Reserved => "the name is one that Ribbon keeps for itself",
        })
    }
}

/// A finished file. Cloning it copies no bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    pub kind: ArtifactKind,
    pub content: Content,
    /// The fingerprint of the bytes, or of their hash and length if they stay on disk.
    pub fingerprint: Fingerprint,
    /// The source that an editor would open to change it.
    pub made_from: Option<SourceId>,
}

/// What a file is to the site. The order is the order of writing: a page never appears
/// before what it needs, a feed or sitemap never before the pages it lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ArtifactKind {
    Asset,
    Page,
    /// Feeds, sitemap, robots, `_redirects`.
    Feed,
}

/// The bytes of a file, or where they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    Text(Arc<str>),
    Bytes(Arc<[u8]>),
    /// A large file, copied from the site's sources by whoever needs it.
    Disk {
        /// Below the site's root, with `/`.
        path: Arc<str>,
        sha256: [u8; 32],
        /// After the splices.
        len: u64,
        /// What is changed while it is copied.
        splices: Arc<[Splice]>,
    },
    /// A picture, or what else is drawn, that is yet to be made.
    Derived(Arc<Derived>),
    /// A finished file that waits on the disk until the build is known to be good.
    Staged {
        file: Arc<Path>,
        len: u64,
    },
    /// A file in the output folder that already has the right bytes.
    InPlace {
        len: u64,
    },
}

/// A picture, or what else is drawn, that is yet to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// Names the bytes wherever they are kept: two with one key are the same.
    pub key: String,
    pub way: Way,
    /// How many bytes it has, if it was made before.
    pub len: Option<u64>,
}

/// How a picture is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    Smaller(Smaller),
    Drawing(Drawing),
    Icon(Icon),
    Archive(Archive),
}

/// A picture that is made of another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Smaller {
    pub recipe: Recipe,
    /// The file of the picture that it is made of, its bytes and how many they are.
    pub source: SourceId,
    pub original: AssetBytes,
    pub original_len: u64,
}

/// A picture or a sheet of paper that is drawn of a template's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawing {
    /// A drawing in SVG, with texts that are still to be broken into lines.
    pub svg: Arc<str>,
    /// The fonts of its texts.
    pub fonts: Arc<[Asset]>,
    /// The pictures that it shows, by the names that it has for them.
    pub pictures: Arc<[(String, Asset)]>,
    pub sheet: Sheet,
    /// Whether it is a small picture of the sheet, for a list.
    pub is_preview: bool,
    /// What a sheet of paper is called, and the tag of its language, as programs that read it aloud want to know.
    pub title: Arc<str>,
    pub language: Arc<str>,
    /// What it is, in messages: `the card that shared links show`.
    pub what: Arc<str>,
    /// Where it is asked for, if a file does so.
    pub at: Option<Span>,
}

impl Drawing {
    /// The ending of its file.
    pub(crate) fn ending(&self) -> &'static str {
        if self.is_preview { "webp" } else { self.sheet.ending() }
    }
}

/// A picture that stands for the site, drawn of its mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Icon {
    /// Its name among those that browsers and phones ask for.
    pub file: &'static str,
    /// The mark in SVG, and the file that it is in.
    pub svg: Arc<[u8]>,
    pub source: SourceId,
    /// The colour behind it, where it has one: red, green, blue.
    pub ground: [u8; 3],
}

/// Files in one archive, each with its name there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    pub files: Vec<(String, Archived)>,
}

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Archived {
    Text(Arc<str>),
    Derived(Arc<Derived>),
    /// One that was made before, by its key.
    Kept(String),
}

impl Content {
    /// The bytes, unless they are on disk.
    pub fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Text(text) => Some(text.as_bytes()),
            Self::Bytes(bytes) => Some(bytes),
            Self::Disk { .. } | Self::Derived(_) | Self::Staged { .. } | Self::InPlace { .. } => None,
        }
    }

    /// The text, unless it is on disk or no text.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    /// The length in bytes; 0 for a picture that no build has made yet.
    pub fn len(&self) -> u64 {
        match self {
            Self::Text(text) => text.len() as u64,
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Derived(derived) => derived.len.unwrap_or(0),
            Self::Disk { len, .. } | Self::Staged { len, .. } | Self::InPlace { len } => *len,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The fingerprint of a large file that is published as it is.
    pub(crate) fn untouched_asset(sha256: [u8; 32], len: u64) -> Fingerprint {
        Fingerprint::of(&(sha256, len, Arc::<[Splice]>::default()))
    }

    fn fingerprint(&self) -> Fingerprint {
        match self {
            Self::Text(text) => Fingerprint::of(text.as_bytes()),
            Self::Bytes(bytes) => Fingerprint::of(&**bytes),
            Self::Disk { sha256, len, splices, .. } => Fingerprint::of(&(sha256, len, splices)),
            Self::Derived(derived) => Fingerprint::of(&derived.key),
            // Such a file was finished as a text, and its artifact keeps that text's fingerprint.
            Self::Staged { file, .. } => Fingerprint::of(file),
            Self::InPlace { len } => Fingerprint::of(len),
        }
    }
}

impl Serialize for OutputPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for OutputPath {
    /// What is read from a disk may have been made by anyone, so its paths are checked like all others.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl Artifact {
    pub fn new(kind: ArtifactKind, content: Content) -> Self {
        Self { kind, fingerprint: content.fingerprint(), content, made_from: None }
    }

    pub fn text(kind: ArtifactKind, text: impl Into<Arc<str>>) -> Self {
        Self::new(kind, Content::Text(text.into()))
    }

    /// A file that is published as it is, but for what a picture says of where and with what it was taken.
    pub fn copy_of(asset: &Asset) -> Self {
        let splices = asset.picture.as_ref().map_or_else(Arc::default, |picture| picture.cleaning.clone());
        let content = match &asset.bytes {
            AssetBytes::Memory(bytes) if splices.is_empty() => Content::Bytes(bytes.clone()),
            AssetBytes::Memory(bytes) => Content::Bytes(spliced(bytes, &splices).into()),
            AssetBytes::Disk(path) => {
                let len = spliced_len(asset.len, &splices);
                Content::Disk { path: path.clone(), sha256: asset.sha256, len, splices }
            }
        };
        Self::new(ArtifactKind::Asset, content).made_from(asset.id.clone())
    }

    pub fn made_from(mut self, source: SourceId) -> Self {
        self.made_from = Some(source);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_paths_below_the_folder_are_output_paths() {
        for good in ["index.html", "a/b/c.html", "été/à propos.html", "..a/b..", ".well-known/x", "a/.ribbon-manifest.json"] {
            assert_eq!(OutputPath::new(good).map(|path| path.to_string()).as_deref(), Ok(good));
        }
        for (bad, why) in [
            ("", BadOutputPath::Empty),
            ("/etc/passwd", BadOutputPath::Absolute),
            ("a//b", BadOutputPath::EmptySegment),
            ("a/", BadOutputPath::EmptySegment),
            ("../a", BadOutputPath::DotSegment),
            ("a/./b", BadOutputPath::DotSegment),
            ("a\\b", BadOutputPath::Backslash),
            ("a\0b", BadOutputPath::Nul),
            (".ribbon-manifest.json", BadOutputPath::Reserved),
            (".ribbon-manifest.json/a", BadOutputPath::Reserved),
            ("a/.b.ribbon-tmp", BadOutputPath::Reserved),
        ] {
            assert_eq!(OutputPath::new(bad), Err(why), "{bad:?}");
        }
    }

    #[test]
    fn folders_come_innermost_first() {
        let path = OutputPath::new("a/b/c.html").unwrap();
        assert_eq!(path.folders().collect::<Vec<_>>(), ["a/b", "a"]);
        assert_eq!(OutputPath::new("c.html").unwrap().folders().count(), 0);
    }

    #[test]
    fn the_same_bytes_have_the_same_fingerprint() {
        let text = Artifact::text(ArtifactKind::Page, "abc");
        let bytes = Artifact::new(ArtifactKind::Asset, Content::Bytes(Arc::from(*b"abc")));
        assert_eq!(text.fingerprint, bytes.fingerprint);
    }
}
