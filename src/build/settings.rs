//! What a caller wants to know of `site.toml` without building the site.

use std::collections::{BTreeMap, BTreeSet};

use super::survey;
use crate::base::artifact::OutputPath;
use crate::base::source::{Snapshot, Span};
use crate::headers;
use crate::site::UrlPath;
use crate::site::config::{self, Budget, HeaderFile, PublishTarget};

/// The folder below the root that `site.toml` wants the site in.
pub fn output_folder(snapshot: &Snapshot) -> String {
    config::read(snapshot).0.map_or_else(|| "public".to_owned(), |config| config.output.value)
}

/// The servers and hosts that the site writes headers for, by the names that `[headers]` has for them.
pub fn header_files(snapshot: &Snapshot) -> Vec<&'static str> {
    config::read(snapshot).0.map_or_else(Vec::new, |config| config.headers.names().collect())
}

/// Whether the host is to send headers with the pages.
pub(crate) fn has_headers(snapshot: &Snapshot) -> bool {
    config::read(snapshot).0.is_some_and(|config| config.headers.files.iter().any(|file| *file != HeaderFile::Meta))
}

/// Whether a site has its policy even where the place that keeps its files sends none.
pub(crate) fn suits_buckets(snapshot: &Snapshot) -> bool {
    config::read(snapshot).0.is_some_and(|config| config.headers.files.iter().any(|file| file.suits_buckets()))
}

/// Whether a finished file tells the host something and is not sent to readers.
pub(crate) fn is_for_host(path: &OutputPath) -> bool {
    path.as_str().starts_with(['_', '.']) || HeaderFile::is_named(path.as_str())
}

/// The host of the site's address.
pub fn host(snapshot: &Snapshot) -> Option<String> {
    config::read(snapshot).0.map(|config| config.base_url.host().to_owned())
}

/// The address at which the people behind the site are found, if it is one that can be visited.
pub(crate) fn contact(snapshot: &Snapshot) -> Option<String> {
    config::read(snapshot).0.map(|config| config.base_url).filter(|base| !base.is_example()).map(|base| base.absolute("/"))
}

/// Whether the site limits what its pages may make browsers load.
pub fn has_budget(snapshot: &Snapshot) -> bool {
    config::read(snapshot).0.is_some_and(|config| config.budget != Budget::default())
}

/// The places that `site.toml` names to publish to.
pub(crate) fn publish_targets(snapshot: &Snapshot) -> Vec<PublishTarget> {
    config::read(snapshot).0.map_or_else(Vec::new, |config| config.publish)
}

/// The addresses of finished files at the site's own address.
pub(crate) fn permalinks<'p>(snapshot: &Snapshot, paths: impl Iterator<Item = &'p OutputPath>) -> BTreeMap<OutputPath, String> {
    let Some(config) = config::read(snapshot).0 else { return BTreeMap::new() };
    paths.map(|path| (path.clone(), config.base_url.permalink(&UrlPath::of_file(path.as_str())))).collect()
}

/// Those of the finished files that never change under their name.
pub(crate) fn lasting_files<'p>(snapshot: &Snapshot, paths: impl Iterator<Item = &'p OutputPath>) -> BTreeSet<OutputPath> {
    survey(snapshot).map_or_else(BTreeSet::new, |(site, _)| headers::lasting(&site, paths))
}

/// The path of the site's address, empty for most; none without a configuration.
pub fn base_path(snapshot: &Snapshot) -> Option<String> {
    config::read(snapshot).0.map(|config| config.base_url.path().to_owned())
}

/// The site's title, if it has one.
pub fn title(snapshot: &Snapshot) -> Option<String> {
    config::read(snapshot).0.map(|config| config.title).filter(|title| !title.is_empty())
}

/// Where `site.toml` says so.
pub fn output_written_at(snapshot: &Snapshot) -> Option<Span> {
    config::read(snapshot).0.map(|config| config.source.at(config.output.span))
}
