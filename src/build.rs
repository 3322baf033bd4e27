//! The chain from a snapshot to the finished site, readable on one screen.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::artifact::{Artifact, ArtifactKind, OutputPath};
use crate::check;
use crate::config::{self, Config};
use crate::data;
use crate::diagnostic::{self, Diagnostic};
use crate::document;
use crate::locale::Locale;
use crate::memo::{Fingerprint, Memo};
use crate::plan::{self, Plan, Planned, Target};
use crate::render::content::{self, Links, Rendered};
use crate::render::target::{self, Output};
use crate::render::templates::{Dresses, TemplateSet};
use crate::render::value::Valued;
use crate::render::{Parsed, World, dress, redirect, still_true};
use crate::site::{self, Content, EntryId, Index};
use crate::source::{Snapshot, SourceId, Span};

/// What a build gives: every file of the site, and everything that is wrong with it.
#[derive(Debug, Default)]
pub struct Build {
    pub artifacts: BTreeMap<OutputPath, Artifact>,
    /// Sorted, without repetitions.
    pub diagnostics: Vec<Diagnostic>,
    /// Pages that were rendered anew, for the report of `serve`.
    pub n_rendered: usize,
}

/// What is remembered from one build to the next. A build with empty memos gives the same.
#[derive(Default)]
pub struct Memos {
    documents: Memo<Arc<Parsed>>,
    data: Memo<Option<Valued>>,
    templates: Memo<Arc<TemplateSet>>,
    contents: Memo<Arc<Rendered>>,
    outputs: Memo<Output>,
}

/// The stages a caller can watch, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Parse,
    Assemble,
    Render,
    Check,
    Done,
}

/// Builds the site. The same snapshot gives the same build, whatever is remembered.
pub fn build(snapshot: &Snapshot, memos: &mut Memos) -> Build {
    build_watched(snapshot, memos, &|_| {})
}

/// Builds the site and tells where it is.
pub fn build_watched(snapshot: &Snapshot, memos: &mut Memos, watch: &dyn Fn(Stage)) -> Build {
    let mut problems = snapshot.problems.clone();
    let (config, found) = config::read(snapshot);
    problems.extend(found);
    let Some(config) = config else { return Build { diagnostics: sorted(problems), ..Build::default() } };

    watch(Stage::Parse);
    let documents = parse(snapshot, &config, memos, &mut problems);
    let data = read_data(snapshot, memos, &mut problems);

    watch(Stage::Assemble);
    let locales: Vec<Locale> = config.languages.iter().map(|language| Locale::new(&language.tag)).collect();
    let contents: Vec<Content> =
        documents.values().map(|parsed| Content { source: parsed.source.id.clone(), front: parsed.document.front.clone() }).collect();
    let index = site::assemble(&config, &locales, snapshot, &contents, &mut problems);
    let dresses = dresses(snapshot, &config, &index, memos, &mut problems);
    let locales = locales.into_iter().map(Arc::new).collect();
    let world = Arc::new(World::new(config, index, locales, documents, dresses, data, snapshot.settings.date));
    let plan = plan::plan(&world, snapshot, &mut problems);

    watch(Stage::Render);
    let (links, contents) = render_contents(&world, memos, &mut problems);
    let (artifacts, n_rendered) = render_outputs(&world, snapshot, &plan, &contents, memos, &mut problems);

    watch(Stage::Check);
    check::all(&world, snapshot, &plan, &links, &artifacts, &mut problems);
    let diagnostics = check::judge(&world.config, sorted(problems));
    watch(Stage::Done);
    Build { artifacts, diagnostics, n_rendered }
}

fn sorted(mut problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostic::sort(&mut problems);
    problems
}

fn parse(snapshot: &Snapshot, config: &Config, memos: &mut Memos, problems: &mut Vec<Diagnostic>) -> BTreeMap<SourceId, Arc<Parsed>> {
    let sources: Vec<_> = snapshot.texts_below("content/").filter(|source| source.id.as_str().ends_with(".md")).collect();
    let remembered = &memos.documents;
    let parsed: Vec<(Fingerprint, Arc<Parsed>)> = sources
        .par_iter()
        .map(|source| {
            let options = config.markdown_options(site::language_of(&source.id, config));
            let key = Fingerprint::of(&(source.fingerprint, &options));
            let parsed = remembered.get(source.id.as_str(), key).cloned().unwrap_or_else(|| {
                let (document, problems) = document::parse(source, &options);
                Arc::new(Parsed { source: (*source).clone(), document, problems })
            });
            (key, parsed)
        })
        .collect();
    problems.extend(parsed.iter().flat_map(|(_, parsed)| parsed.problems.iter().cloned()));
    memos.documents.replace(parsed.iter().map(|(key, parsed)| (parsed.source.id.as_str().to_owned(), *key, parsed.clone())));
    parsed.into_iter().map(|(_, parsed)| (parsed.source.id.clone(), parsed)).collect()
}

fn read_data(snapshot: &Snapshot, memos: &mut Memos, problems: &mut Vec<Diagnostic>) -> BTreeMap<String, Valued> {
    let mut kept = Vec::new();
    for source in snapshot.texts_below("data/") {
        let remembered = memos.data.get(source.id.as_str(), source.fingerprint).cloned().flatten();
        let value = remembered.or_else(|| data::read(source, problems));
        kept.push((source.id.as_str().to_owned(), source.fingerprint, value));
    }
    memos.data.replace(kept.iter().cloned());
    kept.into_iter().filter_map(|(path, _, value)| Some((path["data/".len()..].to_owned(), value?))).collect()
}

/// Every theme that is worn somewhere, ready to render.
fn dresses(snapshot: &Snapshot, config: &Config, index: &Index, memos: &mut Memos, problems: &mut Vec<Diagnostic>) -> Dresses {
    let mut names: BTreeMap<String, Option<Span>> = BTreeMap::new();
    let at = config.source.at(config.theme.span.clone());
    names.insert(config.theme.value.clone(), Some(at));
    for entry in &index.entries {
        if let (Some(theme), Some(source)) = (&entry.front.section.theme, &entry.source) {
            names.entry(theme.value.clone()).or_insert_with(|| Some(source.at(theme.span.clone())));
        }
    }
    let mut sets = Vec::new();
    let dresses = names
        .into_iter()
        .map(|(name, at)| {
            let is_site_theme = name == config.theme.value;
            let (dress, key, set) = dress::dress(snapshot, config, &name, at, is_site_theme, &memos.templates, problems);
            sets.push((name.clone(), key, set));
            (name, Arc::new(dress))
        })
        .collect();
    memos.templates.replace(sets);
    dresses
}

fn render_contents(world: &Arc<World>, memos: &mut Memos, problems: &mut Vec<Diagnostic>) -> (Vec<Links>, Vec<Arc<Rendered>>) {
    let ids: Vec<EntryId> = world.index.ids().collect();
    let remembered = &memos.contents;
    let rendered: Vec<(Links, Fingerprint, Arc<Rendered>)> = ids
        .par_iter()
        .map(|id| {
            let links = content::links(world, *id);
            let Some(dress) = world.dress_of(*id) else { return (links, Fingerprint::of(&()), Arc::new(Rendered::empty())) };
            let key = links.key(world, *id, dress);
            let known = remembered.get(&content_name(world, *id), key).filter(|known| still_true(world, &known.trace)).cloned();
            let rendered = known.unwrap_or_else(|| Arc::new(content::render(world, *id, &links, dress)));
            (links, key, rendered)
        })
        .collect();
    memos.contents.replace(ids.iter().zip(&rendered).map(|(id, (_, key, rendered))| (content_name(world, *id), *key, rendered.clone())));
    let mut links = Vec::with_capacity(rendered.len());
    let mut contents = Vec::with_capacity(rendered.len());
    for (found, _, content) in rendered {
        problems.extend(found.problems.iter().chain(&content.problems).cloned());
        links.push(found);
        contents.push(content);
    }
    (links, contents)
}

/// An entry's name among the remembered texts: its address and its language are its own.
fn content_name(world: &World, id: EntryId) -> String {
    let entry = world.index.entry(id);
    format!("{} {}", entry.url, entry.source.as_ref().map_or("", SourceId::as_str))
}

fn render_outputs(
    world: &Arc<World>,
    snapshot: &Snapshot,
    plan: &Plan,
    contents: &[Arc<Rendered>],
    memos: &mut Memos,
    problems: &mut Vec<Diagnostic>,
) -> (BTreeMap<OutputPath, Artifact>, usize) {
    let outputs: Vec<(&OutputPath, &Planned)> = plan.outputs.iter().collect();
    let remembered = &memos.outputs;
    let made: Vec<Made> = outputs
        .par_iter()
        .map(|(path, planned)| match target::job(world, plan, contents, planned) {
            None => Made { artifact: plain(world, snapshot, plan, planned), ..Made::default() },
            Some(job) => {
                let key = job.key();
                let kind = job.kind;
                let known = remembered.get(path.as_str(), key).filter(|known| still_true(world, &known.trace)).cloned();
                let is_new = known.is_none();
                let output = known.unwrap_or_else(|| job.run(world));
                let artifact =
                    output.text.clone().map(|text| Artifact { made_from: made_from(world, planned), ..Artifact::text(kind, text) });
                Made { artifact, problems: output.problems.clone(), is_new, remember: Some((key, output)) }
            }
        })
        .collect();
    let n_rendered = made.iter().filter(|made| made.is_new).count();
    let mut artifacts = BTreeMap::new();
    let mut kept = Vec::new();
    for ((path, _), made) in outputs.into_iter().zip(made) {
        problems.extend(made.problems);
        kept.extend(made.remember.map(|(key, output)| (path.as_str().to_owned(), key, output)));
        artifacts.extend(made.artifact.map(|artifact| (path.clone(), artifact)));
    }
    memos.outputs.replace(kept);
    (artifacts, n_rendered)
}

#[derive(Default)]
struct Made {
    artifact: Option<Artifact>,
    problems: Vec<Diagnostic>,
    is_new: bool,
    remember: Option<(Fingerprint, Output)>,
}

fn made_from(world: &World, planned: &Planned) -> Option<SourceId> {
    match &planned.target {
        Target::Entry { id, .. } => world.index.entry(*id).source.clone(),
        _ => None,
    }
}

/// An output that needs no template.
fn plain(world: &World, snapshot: &Snapshot, plan: &Plan, planned: &Planned) -> Option<Artifact> {
    let base = &world.config.base_url;
    match &planned.target {
        Target::Copy(id) => match snapshot.assets.get(id) {
            Some(asset) => Some(Artifact::copy_of(asset)),
            None => snapshot.texts.get(id).map(|source| Artifact::text(ArtifactKind::Asset, source.text.clone()).made_from(id.clone())),
        },
        Target::Tokens { theme } => Some(Artifact::text(ArtifactKind::Asset, world.dresses.get(theme)?.tokens_css.as_str())),
        Target::Redirect { to } => {
            let language = world.config.default_language();
            Some(Artifact::text(ArtifactKind::Page, redirect::page(base, to, &language.code, &language.title)))
        }
        Target::Redirects => Some(Artifact::text(ArtifactKind::Feed, redirect::file(base, &plan.redirects))),
        _ => None,
    }
}

/// A fingerprint of everything a build depends on, for telling whether one would change anything.
pub fn build_key(snapshot: &Snapshot) -> Fingerprint {
    let texts: BTreeSet<(&SourceId, Fingerprint)> = snapshot.texts.iter().map(|(id, source)| (id, source.fingerprint)).collect();
    let assets: BTreeSet<(&SourceId, [u8; 32])> = snapshot.assets.iter().map(|(id, asset)| (id, asset.sha256)).collect();
    Fingerprint::of(&(env!("CARGO_PKG_VERSION"), &snapshot.settings, texts, assets))
}

/// Whether any problem keeps the site from being written.
pub fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|problem| problem.severity == diagnostic::Severity::Error)
}

/// How many pages a build has, redirects and lists included.
pub fn n_pages(build: &Build) -> usize {
    build.artifacts.values().filter(|artifact| artifact.kind == ArtifactKind::Page).count()
}

/// The folder below the root that `site.toml` wants the site in.
pub fn output_folder(snapshot: &Snapshot) -> String {
    config::read(snapshot).0.map_or_else(|| "public".to_owned(), |config| config.output.value)
}

/// Where `site.toml` says so.
pub fn output_written_at(snapshot: &Snapshot) -> Option<Span> {
    config::read(snapshot).0.map(|config| config.source.at(config.output.span))
}
