//! The chain from a snapshot to the finished site, readable on one screen.

mod archives;
mod assemble;
mod copied;
mod last;
mod memos;
#[cfg(test)]
mod mutation_tests;
mod outputs;
mod part;
mod proof;
mod report;
mod settings;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use assemble::{Assembled, assemble};
use last::LastText;
pub(crate) use last::build_name;
pub use last::{LastBuild, problems_from_bytes, problems_to_bytes};
pub use memos::{AskLast, Memos};
use outputs::{BuildOutputs, Outputs};
pub(crate) use part::part_name;
pub use part::{Part, PartBuilt, build_part};
pub use proof::proof;
pub use report::site_report;
pub use settings::{base_path, has_budget, header_files, host, output_folder, output_written_at, title};
pub(crate) use settings::{contact, has_headers, is_for_host, lasting_files, permalinks, publish_targets, suits_buckets};

use crate::base::answer::Question;
use crate::base::artifact::{Artifact, ArtifactKind, OutputPath};
use crate::base::diagnostic::Problems;
use crate::base::fingerprint::Fingerprint;
use crate::base::sink::{Memory, Sink};
use crate::base::source::{Settings, Snapshot, SourceId};
use crate::check::{self, CheckedPage};
use crate::content::{PageKind, Parsed};
use crate::headers;
#[cfg(feature = "cloud")]
pub(crate) use crate::headers::{FOREVER, FRESH};
use crate::plan::{Plan, Planned, Target};
use crate::render::question::ShownPicture;
use crate::render::review as review_of;
use crate::render::text_report::{TextReport, Wanted};
use crate::render::texts::Texts;
use crate::site::Site;
use crate::site::config::{self, Campaign};
pub(crate) use crate::site::config::{PublishPlace, PublishTarget};
use crate::site::review::Reviewed;
use crate::site::schedule::Schedule;

/// What a build gives: every file of the site, and everything that is wrong with it.
#[derive(Debug, Default)]
pub struct Build {
    pub artifacts: BTreeMap<OutputPath, Artifact>,
    /// Sorted, without repetitions.
    pub diagnostics: Problems,
    /// Outputs that errors kept from being made, and those that show an error.
    pub broken: BTreeSet<OutputPath>,
    /// False if the configuration or a theme's own file has errors: the outputs may then look as nobody intended.
    pub is_sound: bool,
    /// Outputs that were rendered anew.
    pub n_rendered: usize,
    /// Finished pages that rules looked at anew.
    pub n_checked: usize,
    /// What changes by itself; `None` without a configuration.
    pub schedule: Option<Schedule>,
    /// The state of every file that is held to a review, in the order of their paths.
    pub reviews: Vec<Reviewed>,
    /// The headers that a local server is to send with each page, as names and values.
    pub headers: Vec<(&'static str, String)>,
    /// What there is to ask other sites, if the snapshot has answers at all, be they few.
    pub unanswered: Vec<Question>,
    /// Outputs that show a report on the site: they want a second build, whose snapshot has it.
    pub reporting: BTreeSet<OutputPath>,
    /// The files of the campaign's kit, each with the code of its language.
    pub kit: Vec<(String, OutputPath)>,
    /// For the next run of the command, where this one keeps nothing in memory.
    pub record: Option<LastBuild>,
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
pub struct BuildObserver<'a> {
    pub stage: &'a dyn Fn(Stage),
    /// Outputs that somebody is looking at: they are made before all others.
    pub priority: &'a BTreeSet<OutputPath>,
    /// Receives the good ones among them as soon as they are made.
    pub ready: &'a dyn Fn(Vec<(OutputPath, Artifact)>),
    /// Whether the rest is no longer wanted. It is called now and then, once the priority outputs are made.
    pub is_cancelled: &'a dyn Fn() -> bool,
    /// Takes every output as soon as it is finished.
    pub sink: &'a dyn Sink,
}

/// Builds the site in memory. The same snapshot gives the same build, whatever is remembered.
pub fn build(snapshot: &Snapshot, memos: &mut Memos) -> Build {
    let observer = BuildObserver { stage: &|_| {}, priority: &BTreeSet::new(), ready: &|_| {}, is_cancelled: &|| false, sink: &Memory };
    build_for(&observer, snapshot, memos).unwrap_or_default()
}

/// Builds the site for someone who waits for it. None if it was cancelled before the end; what was made is remembered.
pub fn build_for(observer: &BuildObserver<'_>, snapshot: &Snapshot, memos: &mut Memos) -> Option<Build> {
    let mut problems = snapshot.problems.clone();
    let config = problems.absorb(config::read(snapshot));
    let Some(config) = config else { return Some(Build { diagnostics: problems.sorted(), ..Build::default() }) };

    let assembled = assemble(observer.stage, snapshot, config, memos, &mut problems);
    let Assembled { renderer, plan, events, is_sound, .. } = &assembled;

    (observer.stage)(Stage::Render);
    let pictures = |picture: &SourceId| snapshot.assets.get(picture).map(|asset| asset.sha256);
    let wanted = Wanted { rules: &check::text, all_reviews: snapshot.settings.thorough, pictures: &pictures };
    let keys = Keys::of(snapshot, &assembled);
    let all_but_bodies = keys.all_but_bodies;
    let last = memos.last.take().and_then(|ask| ask(all_but_bodies)).and_then(|last| last.of(all_but_bodies));
    let texts = Texts::new(renderer, (keys.all_but_bodies, keys.all_but_pages), &memos.texts, wanted, !memos.is_one_shot);
    for (id, text) in renderer.index.ids().zip(last.iter().flat_map(|last| &last.texts)) {
        if let Some(text) = text {
            texts.take_over(id, text.file, text.report.clone());
        }
    }
    let outputs = Outputs {
        renderer,
        snapshot,
        plan,
        texts: &texts,
        remembered: &memos.outputs,
        sink: observer.sink,
        last: last.as_ref(),
        is_remembered: !memos.is_one_shot,
        policy: headers::PagePolicy::of(renderer, snapshot, plan),
    };
    let early = outputs.make_priority(observer.priority);
    if *is_sound {
        (observer.ready)(outputs::good(renderer, &early));
    }
    let (mut made, is_whole) = outputs.make_rest(early, observer.is_cancelled);
    if is_whole {
        outputs.add_archives(&mut made);
    }
    // Joined parts are large, and all that counts of them is in what was made.
    drop(last);
    let mut record = LastBuild { all_but_bodies: Some(all_but_bodies), ..LastBuild::default() };
    if memos.is_one_shot {
        record.outputs = outputs::record(&made);
    }
    let BuildOutputs { mut artifacts, broken, n_rendered, mut cited, pictures, is_daily, mut reporting, remembered } =
        outputs::collect(made, &mut problems);
    artifacts.extend(
        renderer
            .pictures
            .artifacts(pictures.iter().map(ShownPicture::part))
            .into_iter()
            .filter(|(path, _)| !plan.outputs.contains_key(path)),
    );
    if !is_whole {
        let made: Vec<_> = texts.made().collect();
        memos.texts.add(made);
        memos.outputs.add(remembered);
        return None;
    }
    let reviews = review_of::all(renderer, &texts);
    let remembered_texts: Vec<_> = if memos.is_one_shot { Vec::new() } else { texts.made().collect() };
    let files: Vec<Fingerprint> = renderer.index.ids().map(|id| texts.file(id)).collect();
    let texts = texts.into_reports();
    if memos.is_one_shot {
        let texts = files.into_iter().zip(&texts);
        record.texts = texts.map(|(file, report)| Some(LastText { file, report: report.clone() })).collect();
    }
    memos.texts.replace(remembered_texts);
    memos.outputs.replace(remembered);
    for text in &texts {
        problems.extend(text.problems.iter().chain(&text.findings).cloned());
        cited.extend(text.cited.iter().cloned());
    }
    reporting.extend(texts_reporting(plan, &texts));
    let is_daily = is_daily || texts.iter().any(|text| text.is_daily);

    let absent = renderer.documents.values().filter(|parsed| renderer.index.of_source(&parsed.source.id).is_empty());
    problems.extend(absent.flat_map(|parsed| parsed.body().problems.clone()));

    (observer.stage)(Stage::Check);
    // What is wrong with pages of a broken configuration is wrong with that alone.
    let (open, none) = (observer.priority, BTreeSet::new());
    let open = if *is_sound { open } else { &none };
    let finished = check::Finished {
        plan,
        texts: &texts,
        reviews: &reviews,
        artifacts: &artifacts,
        sink: observer.sink,
        open,
        all_but_bodies,
        checked: &memos.checked,
    };
    let checked = check::all(renderer, snapshot, &finished, &mut problems);
    let is_new = |(path, page): &&(String, Arc<CheckedPage>)| memos.checked.latest(path).is_none_or(|known| !Arc::ptr_eq(known, page));
    let n_checked = checked.iter().filter(is_new).count();
    memos.checked.replace(checked);
    check::references(renderer, &cited, &mut problems);
    let unanswered = check::external(renderer, snapshot, &cited, &artifacts, observer.sink, &mut problems);
    check::pictures(renderer, &pictures, &mut problems);
    let headers = headers::write(renderer, &artifacts, observer.sink, &mut memos.headers, &mut problems);
    artifacts.extend(headers.files);
    let ignores = |parsed: &Parsed| match renderer.index.of_source(&parsed.source.id).first() {
        Some(id) => texts[id.0].ignores.clone(),
        None => parsed.body().ignores.clone(),
    };
    let was_sought = |code| check::is_sought(snapshot, code);
    let diagnostics = check::apply_overrides(renderer, &ignores, &was_sought, check::without_follow_ons(snapshot, problems.sorted()));
    let diagnostics = check::baseline::apply(snapshot, diagnostics);
    (observer.stage)(Stage::Done);
    let reviews = reviewed(renderer, reviews);
    let due = reviews.iter().filter_map(|review| Some((review.source.clone(), review.due()?)));
    let schedule = Schedule::new(&renderer.config.campaign, &renderer.present, events.clone(), due, is_daily);
    let build = Build {
        artifacts,
        diagnostics,
        broken,
        is_sound: *is_sound,
        n_rendered,
        n_checked,
        schedule: Some(schedule),
        reviews,
        headers: headers.local,
        unanswered,
        reporting,
        kit: kit_files(renderer, plan),
        record: memos.is_one_shot.then_some(record),
    };
    if memos.is_one_shot {
        // The system reclaims all memory at once when the process ends; freeing it piece by piece takes a twentieth of the
        // build, on one thread.
        std::mem::forget((texts, assembled));
    }
    Some(build)
}

/// The site assembled as a build would do it, with nothing rendered; `None` without a configuration.
pub(crate) fn survey(snapshot: &Snapshot) -> Option<(Arc<Site>, Arc<Plan>)> {
    let config = config::read(snapshot).0?;
    let Assembled { renderer, plan, .. } = assemble(&|_| {}, snapshot, config, &mut Memos::one_shot(None), &mut Problems::new());
    Some((renderer.site.clone(), plan))
}

/// The pages of texts whose components show the report on the finished site.
fn texts_reporting<'a>(plan: &'a Plan, texts: &'a [Arc<TextReport>]) -> impl Iterator<Item = OutputPath> + 'a {
    let is_any = texts.iter().any(|text| text.shows_report);
    let outputs = is_any.then(|| plan.outputs.iter()).into_iter().flatten();
    let shows = |planned: &Planned| matches!(&planned.target, Target::Entry { id, .. } if texts[id.0].shows_report);
    outputs.filter(move |(_, planned)| shows(planned)).map(|(path, _)| path.clone())
}

fn kit_files(site: &Site, plan: &Plan) -> Vec<(String, OutputPath)> {
    let file = |(path, planned): (&OutputPath, &Planned)| {
        let language = match planned.target {
            Target::Piece { page, is_preview: false, .. } => site.index.entry(page).language,
            Target::Kit { language } => language,
            _ => return None,
        };
        Some((site.config.languages[language].code.clone(), path.clone()))
    };
    if site.kit.is_empty() { Vec::new() } else { plan.outputs.iter().filter_map(file).collect() }
}

/// What a build is made of, coarsely.
#[derive(Clone, Copy)]
struct Keys {
    /// The fingerprint of everything but the bodies of the texts.
    all_but_bodies: Fingerprint,
    /// The fingerprint of everything but the content files and the index that is made of them.
    all_but_pages: Fingerprint,
}

impl Keys {
    fn of(snapshot: &Snapshot, assembled: &Assembled) -> Self {
        let Assembled { renderer, plan, structure_key, .. } = assembled;
        let others = snapshot.texts.iter().filter(|(id, _)| !is_page(id));
        let texts: Vec<(&SourceId, Fingerprint)> = others.map(|(id, source)| (id, source.fingerprint)).collect();
        let assets: Vec<(&SourceId, [u8; 32])> = snapshot.assets.iter().map(|(id, asset)| (id, asset.sha256)).collect();
        // An event is over in the middle of a day.
        let n_coming = renderer.events.iter().filter(|event| event.over() > renderer.present.instant).count();
        let present = (renderer.present.date, renderer.present.phase, n_coming);
        let choices = snapshot.settings.choices();
        let all_but_pages = Fingerprint::of(&(choices, present, texts, assets, &snapshot.problems, &snapshot.report, plan.files));
        // The key of the structure holds all front matter.
        Self { all_but_bodies: Fingerprint::of(&(structure_key, all_but_pages)), all_but_pages }
    }
}

/// Whether a text is a content file.
fn is_page(id: &SourceId) -> bool {
    id.as_str().starts_with("content/") && id.as_str().ends_with(".md")
}

/// What the command line reports about reviews.
fn reviewed(site: &Site, reviews: BTreeMap<SourceId, review_of::PageReview>) -> Vec<Reviewed> {
    let one = |(source, found): (SourceId, review_of::PageReview)| {
        let entry = site.index.entry(found.id);
        let reviewer = found.review.as_ref().and_then(|review| site.people.get(&review.by));
        Reviewed {
            title: entry.title.clone(),
            language: site.config.languages[entry.language].code.clone(),
            is_health: entry.front.editorial.kind == Some(PageKind::Health),
            authors: entry.front.authors.iter().map(|author| author.value.clone()).collect(),
            next_review: entry.front.editorial.next_review.as_ref().map(|next| next.value.date),
            reviewer: reviewer.map(|person| person.name.clone()),
            state: found.state,
            hash: found.hash,
            review: found.review,
            source,
        }
    };
    reviews.into_iter().map(one).collect()
}

/// A fingerprint of everything a build depends on but its moment, for telling whether one would
/// change anything while the last one stands.
pub fn build_key(snapshot: &Snapshot) -> Fingerprint {
    let texts: BTreeSet<(&SourceId, Fingerprint)> = snapshot.texts.iter().map(|(id, source)| (id, source.fingerprint)).collect();
    let assets: BTreeSet<(&SourceId, [u8; 32])> = snapshot.assets.iter().map(|(id, asset)| (id, asset.sha256)).collect();
    // What cannot be read is told by every build, though nothing else has changed.
    Fingerprint::of(&(last::PROGRAM, snapshot.settings.choices(), texts, assets, &snapshot.problems))
}

/// A fingerprint of what decides a build beside its sources and its moment: the program and the settings.
pub fn settings_key(settings: &Settings) -> Fingerprint {
    Fingerprint::of(&(last::PROGRAM, settings.choices()))
}

/// The moment that a site is built for; a day is one in the site's own time zone.
pub fn moment(snapshot: &Snapshot) -> Timestamp {
    let campaign = config::read(snapshot).0.map(|config| config.campaign);
    campaign.unwrap_or_else(Campaign::none).present(snapshot.settings.now).instant
}

/// How many pages a build has, redirects and lists included.
pub fn n_pages(build: &Build) -> usize {
    build.artifacts.values().filter(|artifact| artifact.kind == ArtifactKind::Page).count()
}
