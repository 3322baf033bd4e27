//! Every planned output made, those that somebody waits for before the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;

use crate::base::artifact::{Artifact, ArtifactKind, OutputPath};
use crate::base::diagnostic::Diagnostic;
use crate::base::memo::{Fingerprint, Memo};
use crate::base::source::{Snapshot, SourceId};
use crate::check;
use crate::plan::{Plan, Planned, Target};
use crate::render::target::{self, Output};
use crate::render::texts::{Contents, Shown};
use crate::render::{World, redirect, references_read, still_true};
use crate::site::{EntryId, UrlPath};

/// Outputs that are made between two looks at whether the audience has left.
const CHUNK: usize = 512;

/// What outputs are made from.
pub struct Outputs<'a, 'p> {
    pub world: &'a Arc<World>,
    pub snapshot: &'a Snapshot,
    pub plan: &'p Plan,
    pub contents: &'a Contents<'a>,
    pub remembered: &'a Memo<Arc<Remembered>>,
}

/// An output that a template made, with what it was made from.
pub struct Remembered {
    key: Fingerprint,
    output: Output,
    artifact: Option<Artifact>,
    is_broken: bool,
    is_daily: bool,
    /// What it was made from at most: all that surrounds the texts, and the files of these texts.
    surroundings: Fingerprint,
    files: Vec<(EntryId, Fingerprint)>,
}

/// One output, or what kept it from being made.
pub enum Made {
    Rendered { output: Arc<Remembered>, is_new: bool },
    Plain(Option<Artifact>),
}

impl Made {
    fn artifact(&self) -> Option<&Artifact> {
        match self {
            Self::Rendered { output, .. } => output.artifact.as_ref(),
            Self::Plain(artifact) => artifact.as_ref(),
        }
    }

    fn is_broken(&self) -> bool {
        match self {
            Self::Rendered { output, .. } => output.is_broken,
            Self::Plain(artifact) => artifact.is_none(),
        }
    }
}

/// All outputs by file.
pub type AllMade<'p> = BTreeMap<&'p OutputPath, Made>;

impl<'p> Outputs<'_, 'p> {
    /// Makes some of the outputs.
    pub fn make(&self, wanted: impl Iterator<Item = (&'p OutputPath, &'p Planned)>) -> AllMade<'p> {
        let wanted: Vec<_> = wanted.collect();
        let made: Vec<Made> = wanted.par_iter().map(|(path, planned)| self.one(path, planned)).collect();
        wanted.into_iter().map(|(path, _)| path).zip(made).collect()
    }

    /// Makes what somebody looks at, with the files of the themes that it will ask for at once: where
    /// what is in a style sheet has changed, so has its name.
    pub fn make_priority(&self, awaited: &BTreeSet<OutputPath>) -> AllMade<'p> {
        if awaited.is_empty() {
            return AllMade::new();
        }
        let files = self.world.dresses.values().flat_map(|dress| &dress.files);
        let dressing: BTreeSet<String> =
            files.flat_map(|file| [Some(&file.url), file.stamped.as_ref()]).flatten().map(UrlPath::file).collect();
        let paths = awaited.iter().map(OutputPath::as_str).chain(dressing.iter().map(String::as_str));
        self.make(paths.filter_map(|path| self.plan.outputs.get_key_value(path)))
    }

    /// Makes all that are not made yet. False if the audience left before the end.
    pub fn make_rest(&self, mut made: AllMade<'p>, is_cancelled: &dyn Fn() -> bool) -> (AllMade<'p>, bool) {
        if !self.contents.fill(is_cancelled) {
            return (made, false);
        }
        let rest: Vec<_> = self.plan.outputs.iter().filter(|(path, _)| !made.contains_key(path)).collect();
        for some in rest.chunks(CHUNK) {
            if is_cancelled() {
                return (made, false);
            }
            made.extend(self.make(some.iter().copied()));
        }
        (made, true)
    }

    fn one(&self, path: &OutputPath, planned: &Planned) -> Made {
        let known = self.remembered.latest(path.as_str());
        if let Some(output) = known.filter(|known| self.is_untouched(known)) {
            return Made::Rendered { output: output.clone(), is_new: false };
        }
        let shown = Shown::new(self.contents);
        let Some(job) = target::job(self.world, self.plan, &shown, planned) else { return Made::Plain(self.plain(planned)) };
        let (key, kind, is_daily) = (job.key(), job.kind, job.is_daily);
        let known = known.filter(|known| known.key == key && still_true(self.world, &known.output.trace));
        let is_new = known.is_none();
        let output = known.map_or_else(|| job.run(self.world), |known| known.output.clone());
        let artifact = output.text.clone().map(|text| Artifact { made_from: self.made_from(planned), ..Artifact::text(kind, text) });
        let is_broken = artifact.is_none() || self.shows_an_error(planned, &output);
        let (surroundings, files) = (self.contents.surroundings(), shown.files());
        Made::Rendered { output: Arc::new(Remembered { key, output, artifact, is_broken, is_daily, surroundings, files }), is_new }
    }

    /// Whether nothing has changed that an output could have been made from. Others may still be the same, which their key tells.
    fn is_untouched(&self, known: &Remembered) -> bool {
        known.surroundings == self.contents.surroundings() && known.files.iter().all(|(id, file)| self.contents.file(*id) == *file)
    }

    fn made_from(&self, planned: &Planned) -> Option<SourceId> {
        match &planned.target {
            Target::Entry { id, .. } => self.world.index.entry(*id).source.clone(),
            _ => None,
        }
    }

    /// Whether something is wrong with what is on a page: its file, its links, its components, its template.
    fn shows_an_error(&self, planned: &Planned, output: &Output) -> bool {
        let is_error = |problem: &Diagnostic| check::is_error(&self.world.config, problem);
        output.problems.iter().any(is_error)
            || match &planned.target {
                Target::Entry { id, .. } => self.text_has_an_error(*id, is_error),
                _ => false,
            }
    }

    fn text_has_an_error(&self, id: EntryId, is_error: impl Fn(&Diagnostic) -> bool) -> bool {
        let text = self.contents.text(id);
        let source = self.world.index.entry(id).source.as_ref();
        let parsed = source.and_then(|source| self.world.documents.get(source)).map(|parsed| &parsed.problems);
        parsed.into_iter().flatten().chain(&text.links.problems).chain(&text.rendered.problems).any(is_error)
    }

    /// An output that needs no template.
    fn plain(&self, planned: &Planned) -> Option<Artifact> {
        let base = &self.world.config.base_url;
        match &planned.target {
            Target::Copy(id) => match self.snapshot.assets.get(id) {
                Some(asset) => Some(Artifact::copy_of(asset)),
                None => {
                    let source = self.snapshot.texts.get(id)?;
                    Some(Artifact::text(ArtifactKind::Asset, source.text.clone()).made_from(id.clone()))
                }
            },
            Target::Tokens { theme } => Some(Artifact::text(ArtifactKind::Asset, self.world.dresses.get(theme)?.tokens_css.as_str())),
            Target::Redirect { to } => {
                let language = self.world.config.default_language();
                Some(Artifact::text(ArtifactKind::Page, redirect::page(base, to, &language.code, &language.title)))
            }
            Target::Redirects => Some(Artifact::text(ArtifactKind::Feed, redirect::file(base, &self.plan.redirects))),
            _ => None,
        }
    }
}

/// Those that nothing is wrong with.
pub fn good(made: &AllMade<'_>) -> Vec<(OutputPath, Artifact)> {
    let good = made.iter().filter(|(_, made)| !made.is_broken());
    good.filter_map(|(path, made)| Some(((*path).clone(), made.artifact()?.clone()))).collect()
}

/// All outputs, taken apart for the build.
#[derive(Default)]
pub struct Kept {
    pub artifacts: BTreeMap<OutputPath, Artifact>,
    pub broken: BTreeSet<OutputPath>,
    pub n_rendered: usize,
    /// Whether some template shows what changes every day.
    pub is_daily: bool,
    /// The references that templates asked for.
    pub cited: BTreeSet<String>,
    pub remembered: Vec<(String, Fingerprint, Arc<Remembered>)>,
}

pub fn keep(made: AllMade<'_>, problems: &mut Vec<Diagnostic>) -> Kept {
    let mut kept = Kept::default();
    for (path, made) in &made {
        if made.is_broken() {
            kept.broken.insert((*path).clone());
        }
        if let Made::Rendered { output, is_new } = made {
            problems.extend(output.output.problems.iter().cloned());
            kept.n_rendered += usize::from(*is_new);
            kept.is_daily |= output.is_daily;
            kept.cited.extend(references_read(&output.output.trace).cloned());
            kept.remembered.push((path.as_str().to_owned(), output.key, output.clone()));
        }
    }
    kept.artifacts = made.iter().filter_map(|(path, made)| Some(((*path).clone(), made.artifact()?.clone()))).collect();
    kept
}
