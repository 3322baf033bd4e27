//! A theme with its strings, parameters and files, before any template engine sees it.

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::contrast::{Colors, Scheme};
use super::icons::{IconParts, Mark};
use super::naming::is_named;
use super::static_file::{StaticFile, is_stamped, stamp};
use super::web_manifest::Start;
use super::{Charts, Layer, Params, Strings, Theme, bundle, icons, resolve, web_manifest};
use crate::base::artifact::{Artifact, ArtifactKind, Content};
use crate::base::diagnostic::Problems;
use crate::base::fingerprint::Fingerprint;
use crate::base::locale::Language;
use crate::base::source::{Snapshot, SourceId, Span};
use crate::base::url::{BaseUrl, UrlPath};
use crate::syntax::fields::{Spanned, Table};

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
    /// The files among them that are no copies.
    made: BTreeMap<String, Made>,
    /// What draws charts and so offers data files.
    pub charts: Charts,
    /// The fingerprint of the templates, strings and everything else that every output of this theme depends on.
    pub fingerprint: Fingerprint,
}

/// A file that is made for a theme.
#[derive(Debug)]
enum Made {
    /// The custom properties of the tokens, the bundle of styles, a web app manifest.
    Text(Arc<str>),
    /// An icon that is drawn of a mark, known there by the name of its file.
    Icon(Mark),
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
    /// The style sheets of the site's own that follow those of the theme, as `site.toml` lists them.
    pub styles: &'a [Spanned<String>],
    /// The drawing below `static/` that icons are made of, if the site names one.
    pub icon: Option<&'a Spanned<String>>,
    /// In the order of the site; the first is the default.
    pub languages: &'a [Language],
}

/// A theme whose styles are still to be bundled, and whose icons are still to be drawn.
#[derive(Debug)]
pub(crate) struct Loading {
    theme: LoadedTheme,
    /// What its bundle is made of; `None` where no template names a bundle.
    pub bundle: Option<bundle::Parts>,
    /// What its icons are made of; `None` where no template names one.
    pub icons: Option<IconParts>,
    root: UrlPath,
}

impl Loading {
    /// Resolves a theme with its strings and parameters, and gives its files their addresses.
    pub(crate) fn new(snapshot: &Snapshot, wanted: Use<'_>) -> (Self, Problems) {
        let (theme, mut problems) = resolve(snapshot, wanted.name, wanted.named_at);
        let params = problems.absorb(theme.params(wanted.params.0, wanted.params.1));
        let strings = problems.absorb(theme.strings(wanted.languages, &wanted.languages[0]));
        let fingerprint = theme.fingerprint(&params);
        let tokens_css = theme.tokens().css();
        let folder = (!wanted.is_site_theme).then_some(wanted.name);
        let root = match folder {
            Some(name) => UrlPath::folder(["theme", name]),
            None => UrlPath::root(),
        };
        let files = files(snapshot, &theme, &tokens_css, folder, &root);
        // A file of that name is the theme's own.
        let is_bundled = is_named(&theme, bundle::PATH) && !files.contains_key(bundle::PATH);
        let bundle = is_bundled.then(|| {
            let tokens = files.get(TOKENS).filter(|file| file.asset.is_none()).map(|file| (tokens_css.as_str(), file));
            let of_site = (wanted.styles, wanted.params.1);
            bundle::parts(snapshot, &theme, &files, tokens, root.join(bundle::PATH), of_site, &mut problems)
        });
        let icons = icons::parts(snapshot, &theme, &files, (wanted.icon, wanted.params.1), &mut problems);
        let charts = Charts::read(&theme);
        let made = BTreeMap::from([(TOKENS.to_owned(), Made::Text(tokens_css.into()))]);
        let theme = LoadedTheme { name: wanted.name.to_owned(), theme, params, strings, files, made, charts, fingerprint };
        (Self { theme, bundle, icons, root }, problems)
    }

    pub(crate) fn name(&self) -> &str {
        &self.theme.name
    }

    /// The theme with its bundle, which was made of the parts, and with its icons, which are drawn of the mark. A broken mark leaves
    /// the names of its icons, so that nothing but the mark itself is told of.
    pub(crate) fn finish(self, bundle: Option<Arc<str>>, mark: Option<&Mark>, starts: &[Start], base: &BaseUrl) -> LoadedTheme {
        let Self { mut theme, icons, root, .. } = self;
        if let Some(text) = bundle {
            theme.add_text(bundle::PATH, text, &root, true);
        }
        let Some(icons) = icons else { return theme };
        for file in icons.files(&root) {
            // A file of that name is the theme's own.
            if theme.files.contains_key(&file.path) {
                continue;
            }
            if let Some(mark) = mark.filter(|_| file.asset.is_none()) {
                theme.made.insert(file.path.clone(), Made::Icon(mark.clone()));
            }
            theme.files.insert(file.path.clone(), file);
        }
        let background = Colors::new(theme.theme.tokens(), Scheme::Light).paint("surface").unwrap_or_else(|| "#ffffff".to_owned());
        let ground = icons.ground_in_css();
        for start in starts {
            let path = web_manifest::file(&start.code);
            if !theme.files.contains_key(&path) {
                let text = web_manifest::text(start, base, &root, &background, &ground);
                theme.add_text(&path, text.into(), &root, false);
            }
        }
        theme
    }
}

impl LoadedTheme {
    /// A file that is made, under its own name or one with its hash.
    fn add_text(&mut self, path: &str, text: Arc<str>, root: &UrlPath, is_stamped: bool) {
        let sha256 = Sha256::digest(text.as_bytes()).into();
        let stamped = is_stamped.then(|| root.join(&stamp(path, &sha256)));
        let url = root.join(path);
        let file = StaticFile { path: path.to_owned(), asset: None, url, stamped, is_published: true, sha256, size: None };
        self.files.insert(path.to_owned(), file);
        self.made.insert(path.to_owned(), Made::Text(text));
    }

    /// A file that is made, by its path below `static/`. `made` has the lengths of icons that were drawn before, by their keys.
    pub(crate) fn artifact(&self, path: &str, made: &BTreeMap<String, u64>) -> Option<Artifact> {
        let content = match self.made.get(path)? {
            Made::Text(text) => Content::Text(text.clone()),
            Made::Icon(mark) => mark.icon(path, made)?,
        };
        Some(Artifact::new(ArtifactKind::Asset, content))
    }

    /// The files that are published with this theme.
    pub(crate) fn published(&self) -> impl Iterator<Item = &StaticFile> {
        self.files.values().filter(|file| file.is_published)
    }
}

/// The theme's static files. Another theme than the site's keeps its files in a folder of its own, with those of the site that
/// replace one of them: style sheets refer to pictures next to them.
fn files(snapshot: &Snapshot, theme: &Theme, tokens_css: &str, folder: Option<&str>, root: &UrlPath) -> BTreeMap<String, StaticFile> {
    let mut files: BTreeMap<String, StaticFile> = BTreeMap::new();
    let mut add = |path: &str, asset: Option<SourceId>, sha256: [u8; 32]| {
        let is_own = |layer: &Layer| snapshot.assets.contains_key(&SourceId::new(format!("{}{path}", layer.below("static"))));
        let is_shared =
            asset.as_ref().is_some_and(|asset| asset.as_str().starts_with("static/")) && !theme.layers()[1..].iter().any(is_own);
        let root = if is_shared { &UrlPath::root() } else { root };
        let url = root.join(path);
        let stamped = is_stamped(path).then(|| root.join(&stamp(path, &sha256)));
        let is_of_site = asset.as_ref().and_then(|asset| asset.as_str().strip_prefix("static")).is_some_and(|path| path == url.as_str());
        let is_published = folder.is_none() || !is_of_site;
        let picture = asset.as_ref().and_then(|id| snapshot.assets.get(id)?.picture.as_ref());
        let size =
            picture.filter(|picture| picture.flaw.is_none() && picture.n_pixels() > 0).map(|picture| (picture.width, picture.height));
        files.insert(path.to_owned(), StaticFile { path: path.to_owned(), asset, url, stamped, is_published, sha256, size });
    };
    if !tokens_css.is_empty() {
        add(TOKENS, None, Sha256::digest(tokens_css.as_bytes()).into());
    }
    for (path, asset) in theme.statics() {
        add(path, Some(asset.id.clone()), asset.sha256);
    }
    files
}
