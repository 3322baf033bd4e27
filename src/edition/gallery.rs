//! The gallery of a theme: a small site that shows all of it, and one page around that site.
//!
//! Every component stands on a page of its own, made from the example in its metadata, beside a page
//! of each kind. They are built like any other site; the page around them shows each in both
//! colour schemes and both directions of writing.

mod frame;
mod overview;
mod pages;

use std::collections::BTreeMap;

use crate::base::artifact::{Artifact, ArtifactKind, OutputPath};
use crate::base::diagnostic::{Code, Diagnostic, Problems, Severity};
use crate::base::locale::{Direction, Language};
use crate::base::source::{Snapshot, SourceId};
use crate::render::described::{self, Described};
use crate::site::config;
use crate::theme::{self, Theme};

/// A site that shows a theme, before it is built.
pub(crate) struct Gallery {
    /// What is to be built.
    pub site: Snapshot,
    theme: Theme,
    components: Vec<Described>,
    languages: [Language; 2],
}

/// The schemes of colour, as `data-scheme` names them.
const SCHEMES: [&str; 2] = ["light", "dark"];

/// Files up to this size are put into the style sheets that name them.
const INLINED: usize = 128 * 1024;

/// The gallery of a theme, by default the site's own. None where the site or the theme cannot be read.
pub(crate) fn gallery(snapshot: &Snapshot, name: Option<&str>) -> (Option<Gallery>, Problems) {
    let (config, mut problems) = config::read(snapshot);
    let Some(config) = config else { return (None, problems) };
    let named_at = config.source.at(config.theme.span.clone());
    let (theme, found) = match name {
        Some(name) => theme::resolve(snapshot, name, None),
        None => theme::resolve(snapshot, &config.theme.value, Some(named_at)),
    };
    let is_missing = found.iter().any(|problem| problem.code == Code::MissingTheme);
    problems.extend(found);
    if is_missing {
        return (None, problems);
    }
    let languages = languages(config.languages.iter().map(|language| &language.tag));
    let mut site = pages::without_content(snapshot);
    site.texts.insert(SourceId::new(config::FILE), pages::site_toml(&theme, &languages, site.settings.now.date()));
    let (own_theme, _) = theme::resolve(&site, theme.name(), None);
    let components = problems.absorb(described::components(&own_theme));
    problems.extend(components.iter().filter(|component| component.example.is_none()).map(without_example));
    pages::add(&mut site, &theme, &components, &languages);
    (Some(Gallery { site, theme, components, languages }), problems)
}

/// A language of each direction, one of the site's own if it has one; left to right comes first.
fn languages<'l>(own: impl Iterator<Item = &'l Language> + Clone) -> [Language; 2] {
    [(Direction::LeftToRight, "en"), (Direction::RightToLeft, "ar")].map(|(direction, usual)| {
        let usual = Language::parse(usual).expect("a language that there is");
        let mut those = own.clone().filter(|language| language.direction() == direction);
        let first = those.clone().next().cloned();
        those.find(|language| **language == usual).cloned().or(first).unwrap_or(usual)
    })
}

fn without_example(component: &Described) -> Diagnostic {
    let problem = Diagnostic::new(Code::MissingExample, format!("the component `{}` has no example", component.name)).help(format!(
        "add `\"example\": \"::{}{{…}}\"` to its description, as somebody would write it in a text; the gallery shows it",
        component.name
    ));
    match &component.at {
        Some(at) => problem.at(at.clone()),
        None => problem,
    }
}

impl Gallery {
    /// The theme that is shown.
    pub(crate) fn name(&self) -> &str {
        self.theme.name()
    }

    pub(crate) fn n_components(&self) -> usize {
        self.components.len()
    }

    /// The files of the gallery, made from what its site became, and what is wrong with the theme.
    pub(crate) fn files(
        &self,
        artifacts: &BTreeMap<OutputPath, Artifact>,
        diagnostics: &[Diagnostic],
    ) -> (BTreeMap<OutputPath, Artifact>, Problems) {
        let mut files = BTreeMap::new();
        let mut add = |path: String, artifact: Artifact| {
            // A valid path of the site is also valid below a folder.
            if let Ok(path) = OutputPath::new(path) {
                files.insert(path, artifact);
            }
        };
        for (path, artifact) in artifacts {
            let text = artifact.content.bytes().and_then(|bytes| std::str::from_utf8(bytes).ok());
            match (artifact.kind, text) {
                (ArtifactKind::Page, Some(text)) if path.as_str().ends_with(".html") => {
                    for scheme in SCHEMES {
                        let framed = frame::page(path.as_str(), text, scheme);
                        add(format!("{scheme}/{path}"), Artifact::text(ArtifactKind::Page, framed));
                    }
                }
                (ArtifactKind::Asset, Some(text)) if path.as_str().ends_with(".css") => {
                    let small = |path: &str| artifacts.get(path)?.content.bytes().filter(|bytes| bytes.len() <= INLINED);
                    add(format!("files/{path}"), Artifact::text(ArtifactKind::Asset, frame::sheet(path.as_str(), text, small)));
                }
                _ => add(format!("files/{path}"), artifact.clone()),
            }
        }
        let failed = self.failed(diagnostics);
        let shown: Vec<&str> = artifacts.keys().map(OutputPath::as_str).collect();
        add("index.html".to_owned(), Artifact::text(ArtifactKind::Page, overview::page(self, &shown, &failed)));
        let others = diagnostics.iter().filter(|problem| self.component_of(problem).is_none() && concerns_the_theme(problem)).cloned();
        let mut problems: Problems = failed.values().filter_map(|(component, problem)| broken(component, problem)).collect();
        problems.extend(others);
        (files, problems)
    }

    /// The components whose example cannot be shown, each with the first reason.
    fn failed(&self, diagnostics: &[Diagnostic]) -> BTreeMap<&str, (&Described, Diagnostic)> {
        let mut failed = BTreeMap::new();
        for problem in diagnostics.iter().filter(|problem| problem.severity == Severity::Error) {
            if let Some(component) = self.component_of(problem) {
                failed.entry(component.name.as_str()).or_insert_with(|| (component, problem.clone()));
            }
        }
        failed
    }

    /// The component whose page a problem is on.
    fn component_of(&self, problem: &Diagnostic) -> Option<&Described> {
        let on = |source: &SourceId| {
            let file = source.as_str().strip_prefix(pages::COMPONENTS)?;
            let name = file.split('/').next()?;
            self.components.iter().find(|component| component.name == name)
        };
        let places = problem.at.iter().chain(problem.also.iter().map(|(at, _)| at));
        places.map(|at| &at.source).find_map(on)
    }
}

/// A theme whose example is wrong would teach editors what does not work.
fn broken(component: &Described, problem: &Diagnostic) -> Option<Diagnostic> {
    let at = component.at.clone()?;
    let fixed =
        Diagnostic::new(Code::BrokenExample, format!("the example of `{}` cannot be shown: {}", component.name, problem.message)).at(at);
    Some(match &problem.help {
        Some(help) => fixed.help(help.clone()),
        None => fixed.help("fix the example in the component's description"),
    })
}

/// Problems in the sample texts are not the theme's, and its strings need not exist in a language that the site does not have.
fn concerns_the_theme(problem: &Diagnostic) -> bool {
    let is_sample = |source: &SourceId| ["content/", "data/"].iter().any(|folder| source.as_str().starts_with(folder));
    let is_own = |source: &SourceId| is_sample(source) || source.as_str() == config::FILE;
    problem.code != Code::MissingString && problem.at.as_ref().is_none_or(|at| !is_own(&at.source))
}
