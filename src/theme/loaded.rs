//! A theme with its strings, parameters and files, before any template engine sees it.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{Charts, Layer, Params, Strings, Theme, resolve};
use crate::base::diagnostic::Diagnostic;
use crate::base::fingerprint::Fingerprint;
use crate::base::locale::Language;
use crate::base::source::{Snapshot, SourceId, Span};
use crate::base::url::UrlPath;
use crate::syntax::fields::Table;

/// Where the custom properties made from the tokens are published.
const TOKENS: &str = "css/tokens.css";

/// A theme as a site uses it.
#[derive(Debug)]
pub(crate) struct LoadedTheme {
    pub name: String,
    pub theme: Theme,
    pub params: Params,
    pub strings: Strings,
    /// The static files that templates can name, by their path below `static/`.
    pub files: BTreeMap<String, StaticFile>,
    /// The custom properties made from the theme's tokens.
    pub tokens_css: String,
    /// What draws charts and so offers data files.
    pub charts: Charts,
    /// The fingerprint of the templates, strings and everything else that every output of this theme depends on.
    pub fingerprint: Fingerprint,
}

/// A static file of a theme with its addresses.
#[derive(Clone, Debug)]
pub(crate) struct StaticFile {
    /// The path below `static/`.
    pub path: String,
    /// `None` for the style sheet of tokens, which Ribbon makes.
    pub asset: Option<SourceId>,
    pub url: UrlPath,
    /// The address with the hash of the content in its name, for styles and scripts.
    pub stamped: Option<UrlPath>,
    /// Whether this theme publishes it; a theme of a section leaves the site's own files to the site's theme.
    pub is_published: bool,
    pub sha256: [u8; 32],
}

/// What a theme is loaded for.
pub(crate) struct Use<'a> {
    pub name: &'a str,
    /// Where a file names it.
    pub named_at: Option<Span>,
    /// Whether the site itself uses it, or only a section.
    pub is_site_theme: bool,
    /// The values of its parameters, with the file that they are in.
    pub params: (&'a Table, &'a SourceId),
    /// In the order of the site; the first is the default.
    pub languages: &'a [Language],
}

impl LoadedTheme {
    /// Resolves a theme with its strings and parameters, and gives its files their addresses.
    pub(crate) fn load(snapshot: &Snapshot, wanted: Use<'_>) -> (Self, Vec<Diagnostic>) {
        let (theme, mut problems) = resolve(snapshot, wanted.name, wanted.named_at);
        let (params, found) = theme.params(wanted.params.0, wanted.params.1);
        problems.extend(found);
        let (strings, found) = theme.strings(wanted.languages, &wanted.languages[0]);
        problems.extend(found);
        let fingerprint = theme.fingerprint(&params);
        let tokens_css = theme.tokens().css();
        let files = files(snapshot, &theme, &tokens_css, (!wanted.is_site_theme).then_some(wanted.name));
        let charts = Charts::read(&theme);
        (Self { name: wanted.name.to_owned(), theme, params, strings, files, tokens_css, charts, fingerprint }, problems)
    }

    /// The files that are published with this theme.
    pub(crate) fn published(&self) -> impl Iterator<Item = &StaticFile> {
        self.files.values().filter(|file| file.is_published)
    }
}

impl StaticFile {
    /// The first digits of the hash, which distinguish versions of the file.
    pub(crate) fn version(&self) -> String {
        short_hex(&self.sha256)
    }
}

/// The theme's static files. Another theme than the site's keeps its files in a folder of its own, with those of the site that
/// replace one of them: style sheets refer to pictures next to them.
fn files(snapshot: &Snapshot, theme: &Theme, tokens_css: &str, folder: Option<&str>) -> BTreeMap<String, StaticFile> {
    let root = match folder {
        Some(name) => UrlPath::folder(["theme", name]),
        None => UrlPath::root(),
    };
    let mut files: BTreeMap<String, StaticFile> = BTreeMap::new();
    let mut add = |path: &str, asset: Option<SourceId>, sha256: [u8; 32]| {
        let is_own = |layer: &Layer| snapshot.assets.contains_key(&SourceId::new(format!("{}{path}", layer.below("static"))));
        let is_shared =
            asset.as_ref().is_some_and(|asset| asset.as_str().starts_with("static/")) && !theme.layers()[1..].iter().any(is_own);
        let root = if is_shared { &UrlPath::root() } else { &root };
        let url = root.join(path);
        let stamped = is_stamped(path).then(|| root.join(&stamp(path, &sha256)));
        let is_of_site = asset.as_ref().and_then(|asset| asset.as_str().strip_prefix("static")).is_some_and(|path| path == url.as_str());
        let is_published = folder.is_none() || !is_of_site;
        files.insert(path.to_owned(), StaticFile { path: path.to_owned(), asset, url, stamped, is_published, sha256 });
    };
    if !tokens_css.is_empty() {
        add(TOKENS, None, Sha256::digest(tokens_css.as_bytes()).into());
    }
    for (path, asset) in theme.statics() {
        add(path, Some(asset.id.clone()), asset.sha256);
    }
    files
}

/// Styles and scripts change together with the pages that load them.
fn is_stamped(path: &str) -> bool {
    [".css", ".js", ".mjs"].iter().any(|ending| path.ends_with(ending))
}

/// `css/site.css` as `css/site.0a1b2c3d.css`.
fn stamp(path: &str, sha256: &[u8; 32]) -> String {
    let (stem, ending) = path.rsplit_once('.').unwrap_or((path, ""));
    format!("{stem}.{}.{ending}", short_hex(sha256))
}

fn short_hex(sha256: &[u8; 32]) -> String {
    sha256[..5].iter().map(|byte| format!("{byte:02x}")).collect()
}
