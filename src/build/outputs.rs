//! Makes every planned output, those that somebody is waiting for first.

mod collected;
mod near;
mod plain;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

pub(super) use collected::{BuildOutputs, collect, good, record};

use near::Near;

use super::assemble::Assembled;
use super::last::{LastBuild, LastOutput};
use crate::base::artifact::{Artifact, OutputPath};
use crate::base::diagnostic::{Diagnostic, Problems};
use crate::base::fingerprint::Fingerprint;
use crate::base::memo::Memo;
use crate::base::sink::Sink;
use crate::base::source::{Snapshot, SourceId};
use crate::base::url::UrlPath;
use crate::check;
use crate::headers::PagePolicy;
use crate::plan::{Plan, Planned, Target};
use crate::render::output::{Job, Output, Wanted, job};
use crate::render::question::ShownPicture;
use crate::render::texts::Texts;
use crate::render::trace::Bodies;
use crate::render::tracked::Tracked;
use crate::render::{Renderer, drawing, piece};
use crate::site::{EntryId, Kind};

/// The number of outputs that are made between two checks whether the build is cancelled.
const CHUNK: usize = 512;

/// What outputs are made from.
pub(super) struct Outputs<'a, 'p> {
    pub renderer: &'a Arc<Renderer>,
    pub snapshot: &'a Snapshot,
    pub plan: &'p Plan,
    pub texts: &'a Texts<'a>,
    pub remembered: &'a Memo<Arc<Remembered>>,
    pub sink: &'a dyn Sink,
    /// What the last run of the command has left, if it was made from the same but for the bodies of texts.
    pub last: Option<&'a LastBuild>,
    /// Whether a later build follows.
    pub is_remembered: bool,
    /// What pages say of themselves, for hosts that send no headers.
    pub policy: Option<PagePolicy>,
}

/// An output that a template made, with what it was made from.
pub(super) struct Remembered {
    output: Arc<Output>,
    artifact: Option<Artifact>,
    is_broken: bool,
    /// The fingerprint of everything but the bodies of the texts, when it was made.
    all_but_bodies: Fingerprint,
    /// What a page's values could be made of.
    near: Option<Near>,
}

/// One output, or what kept it from being made.
pub(super) struct Made {
    artifact: Option<Artifact>,
    is_broken: bool,
    /// Whether a template rendered it in this build.
    is_new: bool,
    is_daily: bool,
    shows_report: bool,
    problems: Problems,
    /// The references that the template asked for.
    cited: Vec<String>,
    /// The pictures that it shows.
    pictures: Vec<ShownPicture>,
    /// The texts that its template showed, where no later build of this process follows; `None` for an output that needs no
    /// template, or that the last run made.
    bodies: Option<Bodies>,
    /// What a later build of this process needs to know, where one follows.
    remembered: Option<Arc<Remembered>>,
    /// What the last run of the command knew, where the output is the one that it made.
    last: Option<Arc<LastOutput>>,
}

impl Made {
    /// What the next run of the command needs to know of it; `None` if it has an error or needs no template.
    fn to_last(&self) -> Option<Arc<LastOutput>> {
        let artifact = self.artifact.as_ref().filter(|_| !self.is_broken)?;
        if let Some(last) = &self.last {
            return Some(last.clone());
        }
        let last = LastOutput {
            kind: artifact.kind,
            fingerprint: artifact.fingerprint,
            made_from: artifact.made_from.clone(),
            bodies: self.bodies.clone()?,
            problems: self.problems.clone(),
            cited: self.cited.clone(),
            pictures: self.pictures.clone(),
            is_daily: self.is_daily,
            shows_report: self.shows_report,
        };
        Some(last.into())
    }

    pub(super) fn artifact(&self) -> Option<&Artifact> {
        self.artifact.as_ref()
    }

    /// Gives it the artifact that it lacked.
    pub(super) fn finish(&mut self, artifact: Artifact) {
        self.artifact = Some(artifact);
        self.is_broken = false;
    }

    /// An output that needs no template.
    fn plain(artifact: Option<Artifact>) -> Self {
        Self {
            is_broken: artifact.is_none(),
            artifact,
            is_new: false,
            is_daily: false,
            shows_report: false,
            problems: Problems::new(),
            cited: Vec::new(),
            pictures: Vec::new(),
            bodies: None,
            remembered: None,
            last: None,
        }
    }
}

/// All outputs by file.
pub(super) type AllMade<'p> = BTreeMap<&'p OutputPath, Made>;

impl<'a, 'p> Outputs<'a, 'p> {
    /// The outputs of a site whose texts are at hand, upon what is remembered.
    pub(super) fn new(
        snapshot: &'a Snapshot,
        assembled: &'p Assembled,
        texts: &'a Texts<'a>,
        remembered: &'a Memo<Arc<Remembered>>,
        sink: &'a dyn Sink,
        last: Option<&'a LastBuild>,
    ) -> Self
    where
        'p: 'a,
    {
        let Assembled { renderer, plan, .. } = assembled;
        Self {
            renderer,
            snapshot,
            plan,
            texts,
            remembered,
            sink,
            last,
            is_remembered: texts.is_remembered(),
            policy: PagePolicy::of(renderer, snapshot, plan),
        }
    }
}

impl<'p> Outputs<'_, 'p> {
    /// Makes some of the outputs.
    pub(super) fn make(&self, wanted: impl Iterator<Item = (&'p OutputPath, &'p Planned)>) -> AllMade<'p> {
        let wanted: Vec<_> = wanted.collect();
        self.make_some(&wanted).collect()
    }

    fn make_some(&self, wanted: &[(&'p OutputPath, &'p Planned)]) -> impl Iterator<Item = (&'p OutputPath, Made)> {
        let made: Vec<Made> = wanted.par_iter().map(|(path, planned)| self.one(path, planned)).collect();
        let paths: Vec<_> = wanted.iter().map(|(path, _)| *path).collect();
        paths.into_iter().zip(made)
    }

    /// Makes the outputs that somebody is looking at, with the theme files that they load: when the content of a style sheet
    /// changes, so does its name.
    pub(super) fn make_priority(&self, priority: &BTreeSet<OutputPath>) -> AllMade<'p> {
        if priority.is_empty() {
            return AllMade::new();
        }
        let files = self.renderer.themes.values().flat_map(|theme| theme.published());
        let of_themes: BTreeSet<String> =
            files.flat_map(|file| [Some(&file.url), file.stamped.as_ref()]).flatten().map(UrlPath::file).collect();
        let paths = priority.iter().map(OutputPath::as_str).chain(of_themes.iter().map(String::as_str));
        self.make(paths.filter_map(|path| self.plan.outputs.get_key_value(path)))
    }

    /// Makes those pages whose paths are wanted, and no lists: these want something of all texts.
    pub(super) fn make_pages(&self, is_wanted: &(dyn Fn(&OutputPath) -> bool + Sync)) -> AllMade<'p> {
        let pages: Vec<_> = self.plan.outputs.iter().filter(|(path, planned)| self.is_page(planned) && is_wanted(path)).collect();
        pages.chunks(CHUNK).flat_map(|some| self.make_some(some)).collect()
    }

    /// Makes all outputs that are not made yet. Returns false if the build was cancelled before the end.
    pub(super) fn make_rest(&self, made: AllMade<'p>, is_cancelled: &dyn Fn() -> bool) -> (AllMade<'p>, bool) {
        let rest = self.plan.outputs.iter().filter(|(path, _)| !made.contains_key(path));
        // Pages come before what lists them: a text can go when its page is made, and lists want no more than its report.
        let (pages, others): (Vec<_>, Vec<_>) = rest.partition(|(_, planned)| self.is_page(planned));
        // In the end they are sorted once, instead of a search for the place of each.
        let mut all = Vec::with_capacity(self.plan.outputs.len());
        let mut is_whole = true;
        for some in pages.chunks(CHUNK).chain(others.chunks(CHUNK)) {
            if is_cancelled() {
                is_whole = false;
                break;
            }
            all.extend(self.make_some(some));
        }
        let is_whole = is_whole && self.texts.fill(is_cancelled);
        (made.into_iter().chain(all).collect(), is_whole)
    }

    fn is_page(&self, planned: &Planned) -> bool {
        matches!(&planned.target, Target::Entry { id, .. } if self.renderer.index.entry(*id).kind == Kind::Page)
    }

    fn one(&self, path: &OutputPath, planned: &Planned) -> Made {
        if let Some(made) = self.last.and_then(|last| self.kept(path, last.outputs.get(path)?)) {
            return made;
        }
        let known = self.remembered.latest(path.as_str());
        if let Some(output) = known.filter(|known| self.is_untouched(known)) {
            return self.made(output.clone(), false);
        }
        let near = Near::of(self, planned);
        if let Some(known) = known.filter(|known| near.is_some() && known.near == near && self.answers_the_same(known)) {
            return self.made(Arc::new(self.again(planned, known, known.output.clone(), near)), false);
        }
        let door = Tracked::new(self.renderer, self.texts);
        let Some(job) = job(self.plan, &door, planned, Wanted::Named) else {
            return Made::plain(self.plain(planned).map(|artifact| self.sink.put(path, artifact)));
        };
        let kind = job.kind;
        let inputs = self.inputs(&job);
        let trace = door.finish(inputs.clone());
        if let Some(known) = known.filter(|known| known.output.trace.holds(self.renderer, &inputs)) {
            let output = Output { trace: known.output.trace.with_bodies_of(trace), ..(*known.output).clone() };
            return self.made(Arc::new(self.again(planned, known, Arc::new(output), near)), false);
        }
        let mut output = job.run(self.renderer, trace);
        if output.text.is_none() {
            // The first render failed, perhaps because of a name that does not exist; a message about that should suggest from
            // all names that do. If the reader of templates missed a name, this second render succeeds, and its trace then
            // holds every value.
            let door = Tracked::new(self.renderer, self.texts);
            if let Some(job) = self::job(self.plan, &door, planned, Wanted::All) {
                let all_inputs = self.inputs(&job);
                output = job.run(self.renderer, door.finish(inputs));
                if output.text.is_some() {
                    output.trace = output.trace.with_inputs(all_inputs);
                }
            }
        }
        let text = output.text.take();
        let text = match &self.policy {
            Some(policy) => text.map(|text| policy.put_into(kind, text)),
            None => text,
        };
        let artifact = text.and_then(|text| match &planned.target {
            Target::Card(id) => Some(drawing::card(self.renderer, *id, text, &self.snapshot.made_pictures)),
            Target::Piece { piece: at, page, sheet, is_preview } => {
                piece::artifact(self.renderer, (*at, *page, *sheet, *is_preview), text, &self.snapshot.made_pictures)
            }
            _ => Some(Artifact { made_from: self.made_from(planned), ..Artifact::text(kind, text) }),
        });
        let is_broken = artifact.is_none() || self.shows_an_error(planned, &output);
        let artifact = artifact.map(|artifact| self.sink.put(path, artifact));
        if let Target::Entry { id, .. } = &planned.target {
            self.texts.release(*id);
        }
        let all_but_bodies = self.texts.all_but_bodies();
        self.made(Arc::new(Remembered { output: Arc::new(output), artifact, is_broken, all_but_bodies, near }), true)
    }

    /// An output that is up to date.
    fn again(&self, planned: &Planned, known: &Remembered, output: Arc<Output>, near: Option<Near>) -> Remembered {
        let is_broken = known.artifact.is_none() || self.shows_an_error(planned, &output);
        Remembered { output, artifact: known.artifact.clone(), is_broken, all_but_bodies: self.texts.all_but_bodies(), near }
    }

    /// Whether the texts that an output showed are the same, and the answers to what its template asked.
    fn answers_the_same(&self, known: &Remembered) -> bool {
        self.shows_the_same(known.output.trace.bodies()) && known.output.trace.is_answered(self.renderer)
    }

    /// What an output is made from, beside what its template asks for.
    fn inputs(&self, job: &Job) -> Vec<(&'static str, Fingerprint)> {
        let policy = self.policy.as_ref().map(|policy| ("content security policy", policy.fingerprint));
        job.inputs().into_iter().chain(policy).collect()
    }

    /// An output that the last run of the command has made, if nothing has changed that it was made from (see `is_untouched`)
    /// and its file is still there.
    fn kept(&self, path: &OutputPath, last: &Arc<LastOutput>) -> Option<Made> {
        let is_untouched = self.shows_the_same(&last.bodies);
        let content = is_untouched.then(|| self.sink.kept(path, last.fingerprint)).flatten()?;
        Some(Made {
            artifact: Some(Artifact { kind: last.kind, content, fingerprint: last.fingerprint, made_from: last.made_from.clone() }),
            is_broken: false,
            is_new: false,
            is_daily: last.is_daily,
            shows_report: last.shows_report,
            problems: last.problems.clone(),
            cited: last.cited.clone(),
            pictures: last.pictures.clone(),
            bodies: None,
            remembered: None,
            last: Some(last.clone()),
        })
    }

    fn made(&self, output: Arc<Remembered>, is_new: bool) -> Made {
        let Remembered { output: made, artifact, is_broken, .. } = &*output;
        let Output { problems, trace, .. } = &**made;
        Made {
            artifact: artifact.clone(),
            is_broken: *is_broken,
            is_new,
            is_daily: trace.is_daily(self.renderer),
            shows_report: trace.shows_report(),
            problems: problems.clone(),
            cited: trace.references().cloned().collect(),
            pictures: trace.pictures().cloned().collect(),
            bodies: (!self.is_remembered).then(|| trace.bodies().clone()),
            remembered: self.is_remembered.then_some(output),
            last: None,
        }
    }

    /// Whether nothing has changed that the output could have been made from. If something has, the output may still be up to
    /// date, which its trace decides.
    ///
    /// This is sound because an output is a function of the snapshot and reads the bodies of texts only through its door, which
    /// records each text's file, or what a list shows of it: if those and everything else are the same, the function gets the same input.
    fn is_untouched(&self, known: &Remembered) -> bool {
        known.all_but_bodies == self.texts.all_but_bodies() && self.shows_the_same(known.output.trace.bodies())
    }

    fn shows_the_same(&self, bodies: &Bodies) -> bool {
        bodies.are_unchanged(|id| self.texts.file(id), |id| self.texts.report(id).listing.fingerprint())
    }

    fn made_from(&self, planned: &Planned) -> Option<SourceId> {
        match &planned.target {
            Target::Entry { id, .. } => self.renderer.index.entry(*id).source.clone(),
            _ => None,
        }
    }

    /// Whether something is wrong with what is on a page: its file, its links, its components, its template.
    fn shows_an_error(&self, planned: &Planned, output: &Output) -> bool {
        let is_error = |problem: &Diagnostic| check::is_error(&self.renderer.config, problem);
        output.problems.iter().any(is_error)
            || match &planned.target {
                Target::Entry { id, .. } => self.text_has_an_error(*id, is_error),
                _ => false,
            }
    }

    fn text_has_an_error(&self, id: EntryId, is_error: impl Fn(&Diagnostic) -> bool) -> bool {
        let text = self.texts.report(id);
        let front = self.renderer.parsed(id).map(|parsed| &parsed.problems);
        front.into_iter().flatten().chain(&text.problems).any(is_error)
    }
}
