//! The order in which folders are searched: the site, its theme, the themes that it inherits, `base`.

use std::collections::BTreeMap;

use super::manifest::{self, Manifest};
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::source::{Snapshot, Source, SourceId, Span};

/// The theme below every other.
pub(crate) const BASE: &str = "base";

/// One folder with templates, static files and strings.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Layer {
    /// The theme's name; `site` for the site's own files.
    pub name: String,
    /// `themes/NAME`; empty for the site.
    pub folder: String,
    /// The site itself has no manifest; its layer has an empty one.
    pub manifest: Manifest,
}

impl Layer {
    fn site() -> Self {
        Self { name: "site".to_owned(), folder: String::new(), manifest: Manifest::default() }
    }

    pub(crate) fn is_site(&self) -> bool {
        self.folder.is_empty()
    }

    /// A folder in the layer with a closing slash: `themes/base/templates/`.
    pub(crate) fn below(&self, part: &str) -> String {
        if self.is_site() { format!("{part}/") } else { format!("{}/{part}/", self.folder) }
    }
}

/// The layers of a theme, strongest first. If a theme is missing or inherits itself, the chain ends there with a problem, and
/// `base` follows.
pub(super) fn resolve(snapshot: &Snapshot, name: &str, named_at: Option<Span>, problems: &mut Problems) -> Vec<Layer> {
    clashes(snapshot, problems);
    let mut layers = vec![Layer::site()];
    let mut next = Some((name.to_owned(), named_at));
    while let Some((name, named_at)) = next.take() {
        if layers[1..].iter().any(|layer| layer.name == name) {
            problems.push(circle(&layers[1..], &name, named_at));
            break;
        }
        let Some(source) = find(snapshot, &name, named_at, problems) else { break };
        let manifest = manifest::read(source, &name, problems);
        let inherits = manifest.inherits.clone().map(|inherits| (inherits.value, Some(source.id.at(inherits.span))));
        match inherits {
            Some((_, at)) if name == BASE => problems.push(base_inherits(at)),
            inherits => next = inherits,
        }
        layers.push(Layer { folder: format!("themes/{name}"), name, manifest });
    }
    let has_base = layers[1..].iter().any(|layer| layer.name == BASE);
    if let (false, Some(source)) = (has_base, snapshot.text("themes/base/theme.toml")) {
        let manifest = manifest::read(source, BASE, problems);
        if let Some(inherits) = &manifest.inherits {
            problems.push(base_inherits(Some(source.id.at(inherits.span.clone()))));
        }
        layers.push(Layer { folder: "themes/base".to_owned(), name: BASE.to_owned(), manifest });
    }
    layers
}

/// The names of all themes, `base` included, in their order.
pub(crate) fn names(snapshot: &Snapshot) -> Vec<String> {
    let names =
        snapshot.texts_below("themes/").filter_map(|source| source.id.as_str().strip_prefix("themes/")?.strip_suffix("/theme.toml"));
    names.filter(|name| !name.contains('/')).map(str::to_owned).collect()
}

/// Themes whose names differ in the case of their letters alone: one folder on Windows and macOS.
fn clashes(snapshot: &Snapshot, problems: &mut Problems) {
    let mut folded: BTreeMap<String, String> = BTreeMap::new();
    for name in names(snapshot) {
        let manifest = |name: &str| SourceId::new(format!("themes/{name}/theme.toml")).at(0..0);
        match folded.get(&name.to_lowercase()) {
            Some(other) => problems.push(
                Diagnostic::new(Code::FileNameClash, format!("the themes `{other}` and `{name}` are one folder on Windows and macOS"))
                    .at(manifest(&name))
                    .also(manifest(other), "the other one")
                    .help("rename one of them in more than the case of its letters"),
            ),
            None => {
                folded.insert(name.to_lowercase(), name);
            }
        }
    }
}

/// The manifest of a theme by its name, or why there is none.
fn find<'s>(snapshot: &'s Snapshot, name: &str, named_at: Option<Span>, problems: &mut Problems) -> Option<&'s Source> {
    let problem = if is_folder_name(name) {
        let path = format!("themes/{name}/theme.toml");
        match snapshot.text(&path) {
            Some(source) => return Some(source),
            None => missing(snapshot, name),
        }
    } else {
        Diagnostic::new(Code::InvalidValue, format!("`{name}` cannot name a theme"))
            .help("write the name of a folder in `themes`, of letters, digits, `-`, `_` and `.`")
    };
    problems.push(match named_at {
        Some(at) => problem.at(at),
        None => problem,
    });
    None
}

/// Whether a name can be that of a folder directly below `themes`, and does not lead out of it.
fn is_folder_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.'))
}

fn missing(snapshot: &Snapshot, name: &str) -> Diagnostic {
    let folder = format!("themes/{name}/");
    let manifest = format!("{folder}theme.toml");
    if snapshot.problems.iter().any(|problem| problem.at.as_ref().is_some_and(|at| at.source.as_str() == manifest)) {
        return Diagnostic::new(Code::MissingTheme, format!("the theme `{name}` cannot be read"))
            .help("fix its `theme.toml` first; it is reported too");
    }
    if snapshot.texts_below(&folder).next().is_some() || snapshot.assets_below(&folder).next().is_some() {
        return Diagnostic::new(Code::MissingTheme, format!("the folder `themes/{name}` has no theme.toml"))
            .help(format!("add `themes/{name}/theme.toml` with a line `name = \"{name}\"`"));
    }
    let names = names(snapshot);
    let help = Suggestion::nearest(name, names.iter().map(String::as_str)).or_list(
        "the themes are",
        &names,
        "there are no themes yet; put one into the folder `themes`",
    );
    Diagnostic::new(Code::MissingTheme, format!("there is no theme `{name}`")).help(help)
}

fn circle(themes: &[Layer], name: &str, named_at: Option<Span>) -> Diagnostic {
    let start = themes.iter().position(|layer| layer.name == name).unwrap_or(0);
    let names: Vec<&str> = themes[start..].iter().map(|layer| layer.name.as_str()).chain([name]).collect();
    let problem = Diagnostic::new(Code::ThemeCycle, format!("the theme `{name}` inherits itself: {}", names.join(" → ")))
        .help(format!("let the last of them inherit `{BASE}`, or remove its `inherits`"));
    match named_at {
        Some(at) => problem.at(at),
        None => problem,
    }
}

fn base_inherits(at: Option<Span>) -> Diagnostic {
    let problem =
        Diagnostic::new(Code::InvalidValue, "`base` is below every theme and cannot inherit one").help("remove the line `inherits`");
    match at {
        Some(at) => problem.at(at),
        None => problem,
    }
}
