//! The chain from a snapshot to the finished site, readable on one screen.

mod evidence;
mod outputs;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use outputs::Outputs;

use crate::artifact::{Artifact, ArtifactKind, OutputPath};
use crate::check::{self, words::Words};
use crate::config::{self, Config};
use crate::data;
use crate::diagnostic::{self, Diagnostic};
use crate::document::{self, PageKind};
use crate::evidence::{Evidence, Style};
use crate::locale::Locale;
use crate::memo::{Fingerprint, Memo};
use crate::plan::{self, Plan};
use crate::render::content::{Links, Rendered};
use crate::render::contents::{self, Contents, Text};
use crate::render::review as review_of;
use crate::render::target::Output;
use crate::render::templates::{Dresses, TemplateSet};
use crate::render::value::Valued;
use crate::render::{Catalog, Parsed, World, dress};
use crate::review::{self, People, Reviewed};
use crate::site::{self, Content};
use crate::source::{Snapshot, SourceId, Span};

/// What a build gives: every file of the site, and everything that is wrong with it.
#[derive(Debug, Default)]
pub struct Build {
    pub artifacts: BTreeMap<OutputPath, Artifact>,
    /// Sorted, without repetitions.
    pub diagnostics: Vec<Diagnostic>,
    /// Outputs that errors kept from being made, and those that show an error.
    pub broken: BTreeSet<OutputPath>,
    /// False where the configuration or a theme's own file has errors: what was made may then
    /// look like nobody's wish.
    pub is_sound: bool,
    /// Outputs that were rendered anew.
    pub n_rendered: usize,
    /// The state of every file that is held to a review, in the order of their paths.
    pub reviews: Vec<Reviewed>,
}

/// What is remembered from one build to the next. A build with empty memos gives the same.
#[derive(Default)]
pub struct Memos {
    documents: Memo<Arc<Parsed>>,
    data: Memo<Option<Valued>>,
    style: Memo<(Arc<Style>, Vec<Diagnostic>)>,
    evidence: Memo<(Arc<Evidence>, Vec<Diagnostic>)>,
    catalog: Memo<(Arc<Catalog>, Vec<Diagnostic>)>,
    plan: Memo<(Arc<Plan>, Vec<Diagnostic>)>,
    templates: Memo<Arc<TemplateSet>>,
    contents: Memo<Arc<Rendered>>,
    outputs: Memo<Output>,
    /// What rules about wording find in each file.
    wording: Memo<Arc<Vec<Diagnostic>>>,
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

/// What a caller hears while the site is built.
pub struct Audience<'a> {
    pub stage: &'a dyn Fn(Stage),
    /// Outputs that somebody looks at: they are made before all others.
    pub awaited: &'a BTreeSet<OutputPath>,
    /// Gets those of them that are good as soon as they are made.
    pub ready: &'a dyn Fn(Vec<(OutputPath, Artifact)>),
    /// Whether nobody wants the rest any more: it is asked now and then once the awaited outputs are made.
    pub has_left: &'a dyn Fn() -> bool,
}

/// Builds the site. The same snapshot gives the same build, whatever is remembered.
pub fn build(snapshot: &Snapshot, memos: &mut Memos) -> Build {
    let audience = Audience { stage: &|_| {}, awaited: &BTreeSet::new(), ready: &|_| {}, has_left: &|| false };
    build_for(&audience, snapshot, memos).unwrap_or_default()
}

/// Builds the site for someone who waits for it. None if they have left before the end; what was made is remembered.
pub fn build_for(audience: &Audience<'_>, snapshot: &Snapshot, memos: &mut Memos) -> Option<Build> {
    let mut problems = snapshot.problems.clone();
    let (config, found) = config::read(snapshot);
    problems.extend(found);
    let Some(config) = config else { return Some(Build { diagnostics: sorted(problems), ..Build::default() }) };

    let (world, plan, is_sound) = arrange(audience.stage, snapshot, config, memos, &mut problems);

    (audience.stage)(Stage::Render);
    let contents = Contents::new(&world, &memos.contents);
    let outputs = Outputs { world: &world, snapshot, plan: &plan, contents: &contents, remembered: &memos.outputs };
    let early = outputs.make(audience.awaited.iter().filter_map(|path| plan.outputs.get_key_value(path)));
    if is_sound {
        (audience.ready)(outputs::good(&early));
    }
    let (made, is_whole) = outputs.make_rest(early, audience.has_left);
    let outputs::Kept { artifacts, broken, n_rendered, mut cited, remembered } = outputs::keep(made, &mut problems);
    if !is_whole {
        let texts: Vec<_> = contents.made().collect();
        memos.contents.add(texts);
        memos.outputs.add(remembered);
        return None;
    }
    let reviews = review_of::all(&world, &contents, snapshot.settings.thorough);
    let texts = contents.into_texts();
    cited.extend(texts.iter().flat_map(Text::cited).map(str::to_owned));
    let links = keep_texts(&world, texts, memos, &mut problems);
    memos.outputs.replace(remembered);

    (audience.stage)(Stage::Check);
    wording(&world, memos, &mut problems);
    check::all(&world, snapshot, &plan, &links, &reviews, &artifacts, &mut problems);
    check::unused_references(&world, &cited, &mut problems);
    let diagnostics = check::judge(&world, sorted(problems));
    (audience.stage)(Stage::Done);
    let reviews = standing(&world, reviews);
    Some(Build { artifacts, diagnostics, broken, is_sound, n_rendered, reviews })
}

/// Everything that is known before a page is rendered, and whether what all pages stand on is sound.
fn arrange(
    stage: &dyn Fn(Stage),
    snapshot: &Snapshot,
    config: Config,
    memos: &mut Memos,
    problems: &mut Vec<Diagnostic>,
) -> (Arc<World>, Arc<Plan>, bool) {
    stage(Stage::Parse);
    let documents = parse(snapshot, &config, memos, problems);
    let data = read_data(snapshot, memos, problems);
    let evidence = evidence::read(snapshot, &config, memos, problems);
    let (people, ledger) = review::read(snapshot, problems);

    stage(Stage::Assemble);
    let catalog = catalog(snapshot, config, people, &documents, memos, problems);
    let dresses = dresses(snapshot, &catalog, memos, problems);
    let is_sound = !problems.iter().any(|problem| is_of_foundation(problem) && check::is_error(&catalog.config, problem));
    let data_texts = snapshot.texts_below("data/").map(|source| (source.id.as_str()["data/".len()..].to_owned(), source.clone())).collect();
    let ledger = Arc::new(ledger);
    let world = Arc::new(World { catalog, documents, dresses, data, data_texts, evidence, ledger, date: snapshot.settings.date });
    let plan = plan(snapshot, &world, memos, problems);
    (world, plan, is_sound)
}

/// The site read and arranged as a build would, with nothing rendered; none without a configuration.
pub(crate) fn survey(snapshot: &Snapshot) -> Option<(Arc<World>, Arc<Plan>)> {
    let config = config::read(snapshot).0?;
    let (world, plan, _) = arrange(&|_| {}, snapshot, config, &mut Memos::default(), &mut Vec::new());
    Some((world, plan))
}

/// A problem of the files that every page stands on.
fn is_of_foundation(problem: &Diagnostic) -> bool {
    problem.at.as_ref().is_none_or(|at| at.source.as_str() == config::FILE || at.source.file_name() == "theme.toml")
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
                let front = Fingerprint::of(&document.front);
                Arc::new(Parsed { source: (*source).clone(), document, front, problems })
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

/// The index with what it gives to templates. It is made from the configuration, the front matter
/// and the names of files alone, so that an edited body leaves it as it was.
fn catalog(
    snapshot: &Snapshot,
    config: Config,
    people: People,
    documents: &BTreeMap<SourceId, Arc<Parsed>>,
    memos: &mut Memos,
    problems: &mut Vec<Diagnostic>,
) -> Arc<Catalog> {
    let key = {
        let fronts: Vec<(&SourceId, Fingerprint)> = documents.iter().map(|(id, parsed)| (id, parsed.front)).collect();
        let assets: Vec<&SourceId> = snapshot.assets_below("content/").map(|asset| &asset.id).collect();
        Fingerprint::of(&(&config, &people, &snapshot.settings, fronts, assets, &snapshot.problems))
    };
    let remembered = memos.catalog.get("", key).cloned();
    let (catalog, found) = remembered.unwrap_or_else(|| {
        let mut found = Vec::new();
        let locales: Vec<Locale> = config.languages.iter().map(|language| Locale::new(&language.tag)).collect();
        let contents: Vec<Content> =
            documents.values().map(|parsed| Content { source: parsed.source.id.clone(), front: parsed.document.front.clone() }).collect();
        let index = site::assemble(&config, &locales, snapshot, &contents, &mut found);
        (Arc::new(Catalog::new(config, index, locales.into_iter().map(Arc::new).collect(), people)), found)
    });
    memos.catalog.replace([(String::new(), key, (catalog.clone(), found.clone()))]);
    problems.extend(found);
    catalog
}

/// Every output by name, from the index, the files of the themes and the names of data and assets.
fn plan(snapshot: &Snapshot, world: &World, memos: &mut Memos, problems: &mut Vec<Diagnostic>) -> Arc<Plan> {
    let key = {
        let catalog = memos.catalog.key("");
        let files: Vec<_> = world
            .dresses
            .values()
            .flat_map(|dress| dress.files.iter().map(|file| (&dress.name, &file.url, &file.stamped, &file.asset)))
            .collect();
        let texts: Vec<&SourceId> = snapshot.texts_below("data/").map(|source| &source.id).collect();
        let assets: Vec<&SourceId> = snapshot.assets_below("data/").map(|asset| &asset.id).collect();
        Fingerprint::of(&(catalog, files, texts, assets))
    };
    let remembered = memos.plan.get("", key).cloned();
    let (plan, found) = remembered.unwrap_or_else(|| {
        let mut found = Vec::new();
        (Arc::new(plan::plan(world, snapshot, &mut found)), found)
    });
    memos.plan.replace([(String::new(), key, (plan.clone(), found.clone()))]);
    problems.extend(found);
    plan
}

/// The rules about wording, for files that are part of the site and in a language that has lists.
fn wording(world: &World, memos: &mut Memos, problems: &mut Vec<Diagnostic>) {
    let lists: Vec<Option<Words>> = world.config.languages.iter().map(|language| Words::of(&language.code)).collect();
    let files: Vec<(&Arc<Parsed>, &Words)> = world
        .index
        .sources()
        .filter_map(|source| {
            let entry = world.index.entry(*world.index.of_source(source).first()?);
            Some((world.documents.get(source)?, lists[entry.written_in].as_ref()?))
        })
        .collect();
    let remembered = &memos.wording;
    let found: Vec<(Fingerprint, Arc<Vec<Diagnostic>>)> = files
        .par_iter()
        .map(|(parsed, words)| {
            let key = Fingerprint::of(&(parsed.source.fingerprint, &parsed.document.body.prose, words.language));
            let known = remembered.get(parsed.source.id.as_str(), key).cloned();
            (key, known.unwrap_or_else(|| Arc::new(check::prose::find(&parsed.source, &parsed.document.body.prose, words))))
        })
        .collect();
    problems.extend(found.iter().flat_map(|(_, found)| found.iter().cloned()));
    let names = files.iter().map(|(parsed, _)| parsed.source.id.as_str().to_owned());
    memos.wording.replace(names.zip(found).map(|(name, (key, found))| (name, key, found)));
}

/// What the command line tells of reviews.
fn standing(world: &World, reviews: BTreeMap<SourceId, review_of::PageReview>) -> Vec<Reviewed> {
    let one = |(source, found): (SourceId, review_of::PageReview)| {
        let entry = world.index.entry(found.id);
        let reviewer = found.review.as_ref().and_then(|review| world.people.get(&review.by));
        Reviewed {
            title: entry.title.clone(),
            language: world.config.languages[entry.language].code.clone(),
            is_health: entry.front.standing.kind == Some(PageKind::Health),
            authors: entry.front.authors.iter().map(|author| author.value.clone()).collect(),
            next_review: entry.front.standing.next_review.as_ref().map(|next| next.value.date),
            reviewer: reviewer.map(|person| person.name.clone()),
            state: found.state,
            hash: found.hash,
            review: found.review,
            source,
        }
    };
    reviews.into_iter().map(one).collect()
}

/// Remembers the texts, and gives back their links.
fn keep_texts(world: &World, texts: Vec<Text>, memos: &mut Memos, problems: &mut Vec<Diagnostic>) -> Vec<Links> {
    problems.extend(texts.iter().flat_map(|text| text.links.problems.iter().chain(&text.rendered.problems)).cloned());
    let names = world.index.ids().map(|id| contents::name(world, id));
    memos.contents.replace(names.zip(&texts).map(|(name, text)| (name, text.key, text.rendered.clone())));
    texts.into_iter().map(|text| text.links).collect()
}

/// Every theme that is worn somewhere, ready to render.
fn dresses(snapshot: &Snapshot, catalog: &Catalog, memos: &mut Memos, problems: &mut Vec<Diagnostic>) -> Dresses {
    let config = &catalog.config;
    let mut names: BTreeMap<String, Option<Span>> = BTreeMap::new();
    // A theme that is only tried stands in no file.
    let at = snapshot.settings.theme.is_none().then(|| config.source.at(config.theme.span.clone()));
    names.insert(config.theme.value.clone(), at);
    for entry in &catalog.index.entries {
        if let (Some(theme), Some(source)) = (&entry.front.section.theme, &entry.source) {
            names.entry(theme.value.clone()).or_insert_with(|| Some(source.at(theme.span.clone())));
        }
    }
    dress::check_params(snapshot, config, |theme| theme != config.theme.value && names.contains_key(theme), problems);
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
