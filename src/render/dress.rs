//! Makes a theme ready to render.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::templates::{Dress, Parts, TemplateSet, load, view};
use super::value::{HashedValue, map};
use crate::base::diagnostic::Diagnostic;
use crate::base::locale::Language;
use crate::base::memo::{Fingerprint, Memo};
use crate::base::source::{Snapshot, SourceId, Span};
use crate::site::UrlPath;
use crate::site::config::Config;
use crate::syntax::fields::Table;
use crate::theme::{self, Layer, Theme};

/// Where the custom properties made from the tokens are published.
const TOKENS: &str = "css/tokens.css";

/// A static file of a theme with its addresses.
#[derive(Clone, Debug)]
pub struct StaticFile {
    /// The path below `static/`.
    pub path: String,
    /// None for the file of tokens, which Ribbon makes.
    pub asset: Option<SourceId>,
    pub url: UrlPath,
    /// The address with the hash of the content in its name, for styles and scripts.
    pub stamped: Option<UrlPath>,
    sha256: [u8; 32],
    size: Option<(u32, u32)>,
}

/// Resolves a theme, loads its templates and strings, and gives its files their addresses.
/// The key and the set of templates are for the memo.
pub fn dress(
    snapshot: &Snapshot,
    config: &Config,
    name: &str,
    named_at: Option<Span>,
    is_site_theme: bool,
    remembered: &Memo<Arc<TemplateSet>>,
    problems: &mut Vec<Diagnostic>,
) -> (Dress, Fingerprint, Arc<TemplateSet>) {
    let (theme, found) = theme::resolve(snapshot, name, named_at);
    problems.extend(found);
    let none = Table::default();
    let own = config.theme_params.iter().find(|(theme, _)| theme.value == name).map_or(&none, |(_, params)| params);
    let (params, found) = theme.params(if is_site_theme { &config.params } else { own }, &config.source);
    problems.extend(found);
    let languages: Vec<Language> = config.languages.iter().map(|language| language.tag.clone()).collect();
    let default = languages[0].clone();
    let (strings, found) = theme.strings(&languages, &default);
    problems.extend(found);
    let key = theme.fingerprint(&params);
    let set = remembered.get(name, key).cloned().unwrap_or_else(|| Arc::new(load(&theme)));
    problems.extend(set.1.iter().cloned());
    let tokens_css = theme.tokens().css();
    let mut files = files(snapshot, &theme, &tokens_css, if is_site_theme { None } else { Some(name) });
    let assets = files.iter().map(|file| (file.path.clone(), asset(config, file))).collect();
    files.retain(|file| is_site_theme || !is_of_site(file));
    let views = languages.iter().map(|language| view(&theme, &params, language, &default)).collect();
    let dress = Dress::new(Parts {
        name: name.to_owned(),
        theme,
        strings,
        tera: set.0.clone(),
        assets,
        views,
        files,
        tokens_css,
        fingerprint: key,
    });
    (dress, key, set)
}

/// Checks the parameters of themes that nobody wears today: their turn will come.
pub fn check_params(snapshot: &Snapshot, config: &Config, is_worn: impl Fn(&str) -> bool, problems: &mut Vec<Diagnostic>) {
    for (name, params) in config.theme_params.iter().filter(|(name, _)| !is_worn(&name.value)) {
        let (theme, found) = theme::resolve(snapshot, &name.value, Some(config.source.at(name.span.clone())));
        problems.extend(found);
        problems.extend(theme.params(params, &config.source).1);
    }
}

/// The theme's static files. Another theme than the site's keeps its files in a folder of its own,
/// with those of the site that replace one of them: style sheets look for their pictures beside them.
fn files(snapshot: &Snapshot, theme: &Theme, tokens_css: &str, folder: Option<&str>) -> Vec<StaticFile> {
    let root = match folder {
        Some(name) => UrlPath::folder(["theme", name]),
        None => UrlPath::root(),
    };
    let mut files: BTreeMap<String, StaticFile> = BTreeMap::new();
    let mut add = |path: &str, asset: Option<SourceId>, sha256: [u8; 32], size: Option<(u32, u32)>| {
        let is_own = |layer: &Layer| snapshot.assets.contains_key(&SourceId::new(format!("{}{path}", layer.below("static"))));
        let is_shared =
            asset.as_ref().is_some_and(|asset| asset.as_str().starts_with("static/")) && !theme.layers()[1..].iter().any(is_own);
        let root = if is_shared { &UrlPath::root() } else { &root };
        let url = root.join(path);
        let stamped = is_stamped(path).then(|| root.join(&stamp(path, &sha256)));
        files.insert(path.to_owned(), StaticFile { path: path.to_owned(), asset, url, stamped, sha256, size });
    };
    if !tokens_css.is_empty() {
        add(TOKENS, None, Sha256::digest(tokens_css.as_bytes()).into(), None);
    }
    for (path, asset) in theme.statics() {
        add(path, Some(asset.id.clone()), asset.sha256, None);
    }
    files.into_values().collect()
}

/// Whether the file is one of the site's that has its address there.
fn is_of_site(file: &StaticFile) -> bool {
    file.asset.as_ref().and_then(|asset| asset.as_str().strip_prefix("static")).is_some_and(|path| path == file.url.as_str())
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

/// What `asset(path)` gives.
fn asset(config: &Config, file: &StaticFile) -> HashedValue {
    let base = &config.base_url;
    // A file whose name stays the same gets a query, which hosts ignore and caches heed.
    let query = if file.stamped.is_some() { String::new() } else { format!("?v={}", short_hex(&file.sha256)) };
    let url = file.stamped.as_ref().unwrap_or(&file.url);
    HashedValue::new(map([
        ("url", format!("{}{query}", base.href(url)).into()),
        ("permalink", base.permalink(&file.url).into()),
        ("integrity", format!("sha256-{}", STANDARD.encode(file.sha256)).into()),
        ("width", file.size.map(|(width, _)| width).into()),
        ("height", file.size.map(|(_, height)| height).into()),
    ]))
}
