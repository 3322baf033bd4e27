//! Everything that is known before a page is rendered: the site, what renders it, and the plan.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use super::{Memos, Stage};
use crate::base::diagnostic::{Diagnostic, Problems};
use crate::base::fingerprint::Fingerprint;
use crate::base::locale::Locale;
use crate::base::source::{Snapshot, Source, SourceId};
use crate::check;
use crate::content::{FrontMatter, Parsed, ProseBlock, Reading, Wording};
use crate::plan::{self, Plan};
use crate::render::pictures::Pictures;
use crate::render::{Engine, Renderer, TemplateValues, engine};
use crate::site::config::{self, Config};
use crate::site::data::{self, DataFile};
use crate::site::evidence::{self, Evidence, TERMS_FILE};
use crate::site::review::{self, People};
use crate::site::schedule;
use crate::site::{self, Content, Site, Structure};
use crate::site::{event, kit};

/// Everything that is known before a page is rendered.
pub(super) struct Assembled {
    pub renderer: Arc<Renderer>,
    pub plan: Arc<Plan>,
    pub events: Vec<schedule::Event>,
    /// The fingerprint of everything that the index and the plan are made of: the configuration, front matter and file names.
    pub structure_key: Fingerprint,
    /// Whether the files that all pages depend on are free of errors.
    pub is_sound: bool,
}

pub(super) fn assemble(
    stage: &dyn Fn(Stage),
    snapshot: &Snapshot,
    config: Config,
    memos: &mut Memos,
    problems: &mut Problems,
) -> Assembled {
    stage(Stage::Parse);
    let evidence = read_evidence(snapshot, &config, memos, problems);
    let documents = parse(snapshot, &config, &evidence, memos, problems);
    let (data, unreadable_data) = read_data(snapshot, memos, problems);
    let (people, ledger) = review::read(snapshot, problems);
    let codes: Vec<String> = config.languages.iter().map(|language| language.code.clone()).collect();
    let public = Arc::new(event::read(snapshot.text(event::FILE), &config.campaign, &codes, problems));
    let kit = Arc::new(kit::read(snapshot.text(kit::FILE), &codes, problems));

    stage(Stage::Assemble);
    let present = config.campaign.present(snapshot.settings.now);
    let contents: Vec<Content> = documents.values().map(|parsed| content_of(parsed)).collect();
    let events = schedule::events(&config.campaign, &contents, &public);
    let fronts = contents.iter().map(|content| (&content.source, &*content.front));
    let absent = site::absent(&config.campaign, &snapshot.settings, &present, fronts);
    let made_for = {
        let assets: Vec<&SourceId> = snapshot.assets_below("content/").map(|asset| &asset.id).collect();
        // Values compare equal whatever their places, so the files themselves are hashed too: problems point at places in them.
        let files = [config::FILE, review::people::FILE].map(|file| snapshot.text(file).map(|source| source.fingerprint));
        Fingerprint::of(&(&config, files, snapshot.settings.choices(), &absent, assets, &snapshot.problems))
    };
    let structure_key = {
        let fronts: Vec<(&SourceId, Fingerprint)> = documents.iter().map(|(id, parsed)| (id, parsed.front_key)).collect();
        Fingerprint::of(&(made_for, fronts))
    };
    let structure = memos.structure.stage_from(structure_key, problems, |earlier| {
        match earlier.and_then(|earlier| earlier.with_words(&contents, made_for)) {
            Some(structure) => (Arc::new(structure), Problems::new()),
            None => structure(snapshot, config, people, absent, &contents, made_for),
        }
    });
    let themes = site::load_themes(snapshot, &structure, &mut memos.themes, problems);
    let values = memos.values.stage_from(structure_key, problems, |earlier| {
        (Arc::new(TemplateValues::new(structure.clone(), earlier.map(|earlier| &**earlier))), Problems::new())
    });
    let ledger = Arc::new(ledger);
    let site = Arc::new(Site { structure, documents, themes, data, unreadable_data, evidence, ledger, events: public, kit, present });
    site.check_kit(problems);
    let engines = engines(&site, memos, problems);
    let is_sound = !problems.iter().any(|problem| is_of_foundation(problem) && check::is_error(&site.config, problem));
    let plan_key = plan_key(snapshot, &site);
    let plan = memos.plan.stage(plan_key, problems, || {
        let mut found = Problems::new();
        (Arc::new(plan::plan(&site, snapshot, &mut found)), found)
    });
    let pictures = Pictures::of(snapshot, &plan, &site.config.pictures);
    let renderer = Renderer::new(site, plan.clone(), values, engines, pictures, snapshot.report.as_deref());
    Assembled { renderer: Arc::new(renderer), plan, events, structure_key, is_sound }
}

/// Whether a problem is in a file that every page depends on.
fn is_of_foundation(problem: &Diagnostic) -> bool {
    problem.at.as_ref().is_none_or(|at| at.source.as_str() == config::FILE || at.source.file_name() == "theme.toml")
}

/// Whether a text is a content file.
pub(super) fn is_page(id: &SourceId) -> bool {
    id.as_str().starts_with("content/") && id.as_str().ends_with(".md")
}

/// What the index and the calendar need of a document.
fn content_of(parsed: &Parsed) -> Content {
    Content { source: parsed.source.id.clone(), front: parsed.front.clone(), key: parsed.front_key, place_key: parsed.place_key }
}

fn parse(
    snapshot: &Snapshot,
    config: &Config,
    evidence: &Arc<Evidence>,
    memos: &mut Memos,
    problems: &mut Problems,
) -> BTreeMap<SourceId, Arc<Parsed>> {
    let terms = snapshot.text(TERMS_FILE).map(|file| file.fingerprint);
    let sources: Vec<_> = snapshot.texts_below("content/").filter(|source| is_page(&source.id)).collect();
    let codes: Vec<&str> = config.languages.iter().map(|language| language.code.as_str()).collect();
    let languages: Vec<&str> = sources.iter().map(|source| site::language_of(&source.id, config)).collect();
    let wanted = languages.iter().copied().collect::<BTreeSet<&str>>().into_iter();
    let wanted: Vec<(&str, Fingerprint)> = wanted.map(|language| (language, reading_key(config, language))).collect();
    // The lists of words and their automaton take as long to make as a page.
    let readings = memos.readings.stage_each(
        &wanted,
        problems,
        |(language, key)| (*language, Fingerprint::of(&(key, terms, &codes, check::words::are_many(sources.len())))),
        |(language, _)| (reading(config, evidence, language, sources.len()), Problems::new()),
    );
    let readings: BTreeMap<&str, (Arc<Reading>, Fingerprint)> =
        wanted.into_iter().zip(readings).map(|((language, key), reading)| (language, (reading, key))).collect();
    let items: Vec<_> = sources
        .into_iter()
        .zip(languages)
        .map(|(source, language)| {
            let (reading, key) = &readings[language];
            (source, reading, Fingerprint::of(&(source.fingerprint, key, terms)))
        })
        .collect();
    let parsed = memos.documents.stage_each(
        &items,
        problems,
        |(source, _, key)| (source.id.as_str(), *key),
        |(source, reading, _)| {
            let parsed = Arc::new(Parsed::new((*source).clone(), (*reading).clone()));
            let problems = parsed.problems.clone();
            (parsed, problems)
        },
    );
    parsed.into_iter().map(|parsed| (parsed.source.id.clone(), parsed)).collect()
}

/// The fingerprint of what the site's settings say about how texts of a language are read.
fn reading_key(config: &Config, language: &str) -> Fingerprint {
    Fingerprint::of(&(config.markdown_options(language), config.check.plain_language, config.check.reading_ease))
}

/// How texts of a language are read, on a site with about so many.
fn reading(config: &Config, evidence: &Arc<Evidence>, language: &str, n_texts: usize) -> Arc<Reading> {
    let options = config.markdown_options(language);
    let is_plain = config.check.plain_language;
    let ease = config.check.reading_ease;
    #[expect(clippy::cast_precision_loss, reason = "it is at most 100")]
    let grade = ease.and_then(|ease| check::plain::Grade::of(language, ease as f64));
    let (words, terms) = (OnceLock::new(), OnceLock::new());
    let language = language.to_owned();
    let listed = evidence.terms.clone();
    let wording = move |source: &Source, front: &FrontMatter, prose: &[ProseBlock]| {
        // A site without prose needs no lists of words.
        let words = if prose.is_empty() { &None } else { words.get_or_init(|| check::words::Words::of(&language, n_texts, is_plain)) };
        let mut wording = words.as_ref().map_or_else(Wording::default, |words| check::prose::find(source, prose, words));
        if let Some(rules) = terms.get_or_init(|| check::term::TermRules::of(&listed, &language)) {
            check::term::find(source, front, prose, rules, &mut wording.problems);
        }
        if let Some(grade) = &grade {
            wording.problems.extend(grade.find(source, prose));
        }
        wording
    };
    Arc::new(Reading { options, wording: Box::new(wording) })
}

/// Data files by their names, and the names of those that break their format's rules.
fn read_data(snapshot: &Snapshot, memos: &mut Memos, problems: &mut Problems) -> (BTreeMap<String, Arc<DataFile>>, BTreeSet<String>) {
    let sources: Vec<&Source> = snapshot.texts_below("data/").collect();
    let files = memos.data.stage_each(
        &sources,
        problems,
        |source| (source.id.as_str(), source.fingerprint),
        |source| {
            let mut found = Problems::new();
            (data::read(source, &mut found).map(Arc::new), found)
        },
    );
    let (mut read, mut unreadable) = (BTreeMap::new(), BTreeSet::new());
    for (source, file) in sources.into_iter().zip(files) {
        let name = source.id.as_str()["data/".len()..].to_owned();
        match file {
            Some(file) => drop(read.insert(name, file)),
            None if data::is_value(&name) => drop(unreadable.insert(name)),
            None => {}
        }
    }
    unreadable.extend(snapshot.unusable.keys().filter_map(|id| id.as_str().strip_prefix("data/")).map(str::to_owned));
    (read, unreadable)
}

/// References and statistics, read again when one of their files has changed.
fn read_evidence(snapshot: &Snapshot, config: &Config, memos: &mut Memos, problems: &mut Problems) -> Arc<Evidence> {
    let wanted = config.citations.style.as_ref();
    let languages: Vec<String> = config.languages.iter().map(|language| language.code.clone()).collect();
    let style_key = evidence::style_key(snapshot, wanted, &languages);
    let style = memos.style.stage(style_key, problems, || {
        let (style, found) = evidence::load_style(snapshot, wanted, &config.source, &languages);
        (Arc::new(style), found)
    });
    let files: Vec<(&SourceId, Fingerprint)> = evidence::sources(snapshot).map(|source| (&source.id, source.fingerprint)).collect();
    memos.evidence.stage(Fingerprint::of(&(style_key, files)), problems, || {
        let (evidence, found) = evidence::read(snapshot, style, &languages);
        (Arc::new(evidence), found)
    })
}

/// The index, made from the configuration, the front matter and the names of files alone, so that an edited body leaves it
/// as it was.
fn structure(
    snapshot: &Snapshot,
    config: Config,
    people: People,
    absent: BTreeMap<SourceId, site::Absent>,
    contents: &[Content],
    made_for: Fingerprint,
) -> (Arc<Structure>, Problems) {
    let mut found = Problems::new();
    let locales = config.languages.map(|language| Arc::new(Locale::with(&language.tag, &language.own)));
    let index = site::assemble(&config, &locales, snapshot, absent, contents, &mut found);
    (Arc::new(Structure::new(config, index, locales, people, contents, made_for, found.is_empty())), found)
}

/// The fingerprint of everything that the plan names outputs from: the index with the charts of its texts, the files, charts and
/// cards of the themes, and the names of data and assets.
fn plan_key(snapshot: &Snapshot, site: &Site) -> Fingerprint {
    let files: Vec<_> = site
        .themes
        .values()
        .flat_map(|theme| theme.published().map(|file| (&theme.name, &file.path, &file.url, &file.stamped, &file.asset)))
        .collect();
    let charts: Vec<_> = site.themes.values().map(|theme| &theme.charts).collect();
    // A theme without the template of cards has none.
    let cards: Vec<Vec<_>> = site
        .themes
        .values()
        .map(|theme| theme.theme.templates().map(|(_, name, _)| name).filter(|name| name.starts_with("cards/")).collect())
        .collect();
    let texts: Vec<&SourceId> = snapshot.texts_below("data/").map(|source| &source.id).collect();
    let assets: Vec<&SourceId> = snapshot.assets_below("data/").map(|asset| &asset.id).collect();
    let events: Vec<_> = site.events.iter().map(|event| (&event.id, &event.at)).collect();
    let kit = snapshot.text(kit::FILE).map(|file| file.fingerprint);
    Fingerprint::of(&(plan::named_from(site), files, charts, cards, texts, assets, events, kit))
}

/// A template engine for every theme in use.
fn engines(site: &Site, memos: &mut Memos, problems: &mut Problems) -> BTreeMap<String, Arc<Engine>> {
    let themes: Vec<_> = site.themes.iter().collect();
    let sets = memos.templates.stage_each(
        &themes,
        problems,
        |(name, theme)| (name.as_str(), theme.fingerprint),
        |(_, theme)| {
            let (set, found) = engine::load(&theme.theme);
            (Arc::new(set), found)
        },
    );
    let engine =
        |((name, theme), set): ((&String, &Arc<_>), _)| (name.clone(), Arc::new(Engine::new(Arc::clone(theme), set, &site.config)));
    themes.into_iter().zip(sets).map(engine).collect()
}
