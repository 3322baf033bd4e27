//! What was read from the world: every source text, with the settings of the build.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use crate::base::answer::Answer;
use crate::base::diagnostic::Problems;
use crate::base::fingerprint::Fingerprint;
use crate::base::report::SiteReport;

pub use crate::base::picture::{Picture, PictureFormat};
pub use crate::base::span::{SourceId, Span};

/// The folders of a site that are read.
pub const FOLDERS: &[&str] = &["content", "data", "static", "strings", "templates", "themes"];

/// A source whose text the build reads: Markdown, templates, configuration, data, strings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub id: SourceId,
    pub text: Arc<str>,
    pub fingerprint: Fingerprint,
}

impl Source {
    pub fn new(path: impl AsRef<str>, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        Self { id: SourceId::new(path), fingerprint: Fingerprint::of(&text), text }
    }
}

/// A file that is copied as it is: its size in bytes, its SHA-256 and where its bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    pub id: SourceId,
    pub len: u64,
    pub sha256: [u8; 32],
    pub bytes: AssetBytes,
    /// What it says of its picture, if it is one made of pixels.
    pub picture: Option<Arc<Picture>>,
}

/// Small files are kept in memory; large ones stay on disk and are copied from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AssetBytes {
    Memory(Arc<[u8]>),
    /// The site-relative path to copy from; only edges open it.
    Disk(Arc<str>),
}

/// What a person decides for one build; the core reads no clock and no environment.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Settings {
    /// The moment the site is built for: `publish`, `expires` and the campaign's phases are compared with it.
    pub now: Now,
    pub drafts: bool,
    /// Whether to show pages whose `publish` date has not come yet.
    pub future: bool,
    /// Replaces `base_url` of `site.toml`.
    pub base_url: Option<String>,
    /// Replaces `theme` of `site.toml`.
    pub theme: Option<String>,
    /// Whether the finished pages are also searched for broken links, as `check` does.
    pub thorough: bool,
    /// Whether the site is to be published as it is: warnings count, and so does what may wait until then.
    pub strict: bool,
}

/// The moment of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Now {
    /// One moment everywhere, as a clock gives it.
    Clock(Timestamp),
    /// A local time in the campaign's time zone, as a person gives it.
    Local(DateTime),
}

impl Now {
    /// The day, in UTC if a clock gave the moment: for code that knows no campaign.
    pub fn date(self) -> Date {
        match self {
            Self::Clock(instant) => jiff::tz::Offset::UTC.to_datetime(instant).date(),
            Self::Local(local) => local.date(),
        }
    }
}

impl Settings {
    /// All settings that the finished files depend on, but the moment. Strictness decides what is told of them.
    pub fn choices(&self) -> impl std::hash::Hash + '_ {
        let Self { now: _, drafts, future, base_url, theme, thorough, strict: _ } = self;
        (drafts, future, base_url, theme, thorough)
    }

    /// Settings for the start of a day.
    pub fn on(date: Date) -> Self {
        Self::at(Now::Local(date.at(0, 0, 0, 0)))
    }

    pub fn at(now: Now) -> Self {
        Self { now, drafts: false, future: false, base_url: None, theme: None, thorough: false, strict: false }
    }
}

/// Everything a build can see. Keys are the sources' paths below the site's root.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub settings: Settings,
    pub texts: BTreeMap<SourceId, Source>,
    pub assets: BTreeMap<SourceId, Asset>,
    /// What could not be read: unreadable files, text that is not UTF-8, links out of the site.
    pub problems: Problems,
    /// Texts that no reader gets, as far as they are text, so that a report can show the place of what is wrong.
    pub unusable: BTreeMap<SourceId, Source>,
    /// How many bytes the pictures have that earlier builds have made, by their keys.
    pub made_pictures: BTreeMap<String, u64>,
    /// What other sites said of the addresses that pages lead to; none if nobody wants to ask.
    pub answers: Option<BTreeMap<String, Answer>>,
    /// What an earlier build of the same sources counted in the finished files, for pages that show it.
    pub report: Option<Arc<SiteReport>>,
}

impl Snapshot {
    /// Every text that a problem may point into.
    pub fn shown(&self) -> Cow<'_, BTreeMap<SourceId, Source>> {
        if self.unusable.is_empty() {
            return Cow::Borrowed(&self.texts);
        }
        let all = self.unusable.iter().chain(&self.texts);
        Cow::Owned(all.map(|(id, source)| (id.clone(), source.clone())).collect())
    }

    pub fn empty(settings: Settings) -> Self {
        Self {
            settings,
            texts: BTreeMap::new(),
            assets: BTreeMap::new(),
            problems: Problems::new(),
            unusable: BTreeMap::new(),
            made_pictures: BTreeMap::new(),
            answers: None,
            report: None,
        }
    }

    pub fn text(&self, path: &str) -> Option<&Source> {
        self.texts.get(&SourceId::new(path))
    }

    /// The texts below a folder (`content/`), in the order of their paths.
    pub fn texts_below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a Source> + 'a {
        self.texts.range(SourceId::new(folder)..).map(|(_, source)| source).take_while(move |source| source.id.as_str().starts_with(folder))
    }

    /// The assets below a folder (`static/`), in the order of their paths.
    pub fn assets_below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a Asset> + 'a {
        self.assets.range(SourceId::new(folder)..).map(|(_, asset)| asset).take_while(move |asset| asset.id.as_str().starts_with(folder))
    }
}

/// A place for people: line and column counted from 1, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// Where a byte offset lies in a text. An offset beyond the end is the end.
pub fn place(text: &str, offset: usize) -> Place {
    let before = &text[..text.floor_char_boundary(offset.min(text.len()))];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Place { line: before.bytes().filter(|&byte| byte == b'\n').count() + 1, column: before[line_start..].chars().count() + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_from_one() {
        assert_eq!(place("", 0), Place { line: 1, column: 1 });
        assert_eq!(place("é=1\nab", 2), Place { line: 1, column: 2 });
        assert_eq!(place("é=1\nab", 6), Place { line: 2, column: 2 });
        assert_eq!(place("ab\n", 99), Place { line: 2, column: 1 });
    }
}
