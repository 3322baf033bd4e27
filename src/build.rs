//! The chain from a snapshot to the finished site, readable on one screen.

mod archives;
mod assemble;
mod copied;
mod keys;
mod last;
mod memos;
#[cfg(test)]
mod mutation_tests;
mod outputs;
mod part;
mod proof;
mod rendered_site;
mod report;
mod settings;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use assemble::{Assembled, assemble};
use keys::CoarseKeys;
pub(crate) use last::build_name;
pub use last::{LastBuild, problems_from_bytes, problems_to_bytes};
pub use memos::{AskLast, Memos};
use outputs::BuildOutputs;
pub(crate) use part::part_name;
pub use part::{Part, PartBuilt, build_part};
pub use proof::proof;
use rendered_site::RenderedSite;
pub(crate) use report::seems_to_report;
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
use crate::render::review as review_of;
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
    let keys = CoarseKeys::of(snapshot, &assembled);
    let RenderedSite { outputs, texts, reviews, record } =
        rendered_site::render(observer, snapshot, &assembled, keys, memos, &mut problems)?;
    let BuildOutputs { mut artifacts, broken, n_rendered, cited, pictures, is_daily, reporting, .. } = outputs;

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
        all_but_report: keys.all_but_report,
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
        record,
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
