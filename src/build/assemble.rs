//! Everything that is known before a page is rendered: texts, data, evidence, the index, the themes, the plan.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::{Memos, Stage};
use crate::base::diagnostic::Diagnostic;
use crate::base::locale::Locale;
use crate::base::memo::Fingerprint;
use crate::base::source::{Snapshot, SourceId, Span};
use crate::check;
use crate::content;
use crate::plan::{self, Plan};
use crate::render::data_file::DataFile;
use crate::render::templates::Dresses;
use crate::render::{Parsed, TemplateValues, World, dress};
use crate::site::config::{self, Config};
use crate::site::data;
use crate::site::evidence::{self, Evidence};
use crate::site::review::{self, People};
use crate::site::schedule;
use crate::site::{self, Content};

/// Everything that is known before a page is rendered.
pub(super) struct Assembled {
    pub world: Arc<World>,
    pub plan: Arc<Plan>,
    pub events: Vec<schedule::Event>,
    /// Whether what all pages stand on is sound.
    pub is_sound: bool,
}

pub(super) fn assemble(
    stage: &dyn Fn(Stage),
    snapshot: &Snapshot,
    config: Config,
    memos: &mut Memos,
    problems: &mut Vec<Diagnostic>,
) -> Assembled {
    stage(Stage::Parse);
    let documents = parse(snapshot, &config, memos, problems);
    let (data, unreadable_data) = read_data(snapshot, memos, problems);
    let evidence = read_evidence(snapshot, &config, memos, problems);
    let (people, ledger) = review::read(snapshot, problems);

    stage(Stage::Assemble);
    let present = config.campaign.present(snapshot.settings.now);
    let contents = contents_of(&documents);
    let events = schedule::events(&config.campaign, &contents);
    let fronts = contents.iter().map(|content| (&content.source, &*content.front));
    let absent = site::absent(&config.campaign, &snapshot.settings, &present, fronts);
    let catalog = catalog(snapshot, config, people, absent, &documents, memos, problems);
    let dresses = dresses(snapshot, &catalog, memos, problems);
    let is_sound = !problems.iter().any(|problem| is_of_foundation(problem) && check::is_error(&catalog.config, problem));
    let ledger = Arc::new(ledger);
    let world = Arc::new(World { catalog, documents, dresses, data, unreadable_data, evidence, ledger, present });
    let plan = plan(snapshot, &world, memos, problems);
    Assembled { world, plan, events, is_sound }
}

/// A problem of the files that every page stands on.
fn is_of_foundation(problem: &Diagnostic) -> bool {
    problem.at.as_ref().is_none_or(|at| at.source.as_str() == config::FILE || at.source.file_name() == "theme.toml")
}

fn parse(snapshot: &Snapshot, config: &Config, memos: &mut Memos, problems: &mut Vec<Diagnostic>) -> BTreeMap<SourceId, Arc<Parsed>> {
    let sources: Vec<_> = snapshot.texts_below("content/").filter(|source| source.id.as_str().ends_with(".md")).collect();
    let remembered = &memos.documents;
    let words = check::words::Lists::default();
    let parsed: Vec<(Fingerprint, Arc<Parsed>)> = sources
        .par_iter()
        .map(|source| {
            let options = config.markdown_options(site::language_of(&source.id, config));
            let key = Fingerprint::of(&(source.fingerprint, &options));
            let parsed = remembered.get(source.id.as_str(), key).cloned().unwrap_or_else(|| {
                let content::WithProse { document, prose, problems } = content::parse_with_prose(source, &options);
                let front = Fingerprint::of(&document.front);
                let wording = words.of(&options.language).map_or_else(Vec::new, |words| check::prose::find(source, &prose, words));
                Arc::new(Parsed { source: (*source).clone(), document, front, problems, wording })
            });
            (key, parsed)
        })
        .collect();
    problems.extend(parsed.iter().flat_map(|(_, parsed)| parsed.problems.iter().cloned()));
    memos.documents.replace(parsed.iter().map(|(key, parsed)| (parsed.source.id.as_str().to_owned(), *key, parsed.clone())));
    parsed.into_iter().map(|(_, parsed)| (parsed.source.id.clone(), parsed)).collect()
}

/// Data files by their names, and the names of those that break their format's rules.
fn read_data(
    snapshot: &Snapshot,
    memos: &mut Memos,
    problems: &mut Vec<Diagnostic>,
) -> (BTreeMap<String, Arc<DataFile>>, BTreeSet<String>) {
    let mut kept = Vec::new();
    for source in snapshot.texts_below("data/") {
        let remembered = memos.data.get(source.id.as_str(), source.fingerprint).cloned().flatten();
        let file = remembered.or_else(|| data::read(source, problems).map(Arc::new));
        kept.push((source.id.as_str().to_owned(), source.fingerprint, file));
    }
    memos.data.replace(kept.iter().cloned());
    let (mut read, mut unreadable) = (BTreeMap::new(), BTreeSet::new());
    for (path, _, file) in kept {
        let name = path["data/".len()..].to_owned();
        match file {
            Some(file) => drop(read.insert(name, file)),
            None => drop(unreadable.insert(name)),
        }
    }
    (read, unreadable)
}

/// References and statistics, read anew when one of their files has changed.
fn read_evidence(snapshot: &Snapshot, config: &Config, memos: &mut Memos, problems: &mut Vec<Diagnostic>) -> Arc<Evidence> {
    let wanted = config.citations.style.as_ref();
    let languages: Vec<String> = config.languages.iter().map(|language| language.code.clone()).collect();
    let style_key = evidence::style_key(snapshot, wanted, &languages);
    let remembered = memos.style.get("", style_key).cloned();
    let (style, found) = remembered.unwrap_or_else(|| {
        let (style, found) = evidence::load_style(snapshot, wanted, &config.source, &languages);
        (Arc::new(style), found)
    });
    problems.extend(found.iter().cloned());
    memos.style.replace([(String::new(), style_key, (style.clone(), found))]);
    let key = {
        let files: Vec<(&SourceId, Fingerprint)> = evidence::sources(snapshot).map(|source| (&source.id, source.fingerprint)).collect();
        Fingerprint::of(&(style_key, files))
    };
    let remembered = memos.evidence.get("", key).cloned();
    let (evidence, found) = remembered.unwrap_or_else(|| {
        let (evidence, found) = evidence::read(snapshot, style, languages.len());
        (Arc::new(evidence), found)
    });
    memos.evidence.replace([(String::new(), key, (evidence.clone(), found.clone()))]);
    problems.extend(found);
    evidence
}

/// What the index and the calendar need of the documents.
fn contents_of(documents: &BTreeMap<SourceId, Arc<Parsed>>) -> Vec<Content> {
    documents.values().map(|parsed| Content { source: parsed.source.id.clone(), front: parsed.document.front.clone() }).collect()
}

/// The index with what it gives to templates. It is made from the configuration, the front matter
/// and the names of files alone, so that an edited body leaves it as it was.
fn catalog(
    snapshot: &Snapshot,
    config: Config,
    people: People,
    absent: BTreeMap<SourceId, site::Absent>,
    documents: &BTreeMap<SourceId, Arc<Parsed>>,
    memos: &mut Memos,
    problems: &mut Vec<Diagnostic>,
) -> Arc<TemplateValues> {
    let key = {
        let fronts: Vec<(&SourceId, Fingerprint)> = documents.iter().map(|(id, parsed)| (id, parsed.front)).collect();
        let assets: Vec<&SourceId> = snapshot.assets_below("content/").map(|asset| &asset.id).collect();
        Fingerprint::of(&(&config, &people, snapshot.settings.choices(), &absent, fronts, assets, &snapshot.problems))
    };
    let remembered = memos.catalog.get("", key).cloned();
    let (catalog, found) = remembered.unwrap_or_else(|| {
        let mut found = Vec::new();
        let locales: Vec<Locale> = config.languages.iter().map(|language| Locale::new(&language.tag)).collect();
        let index = site::assemble(&config, &locales, snapshot, absent, &contents_of(documents), &mut found);
        (Arc::new(TemplateValues::new(config, index, locales.into_iter().map(Arc::new).collect(), people)), found)
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

/// Every theme that is worn somewhere, ready to render.
fn dresses(snapshot: &Snapshot, catalog: &TemplateValues, memos: &mut Memos, problems: &mut Vec<Diagnostic>) -> Dresses {
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
