//! What all outputs give together.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{AllMade, Remembered};
use crate::base::artifact::{Artifact, OutputPath};
use crate::base::diagnostic::Problems;
use crate::build::last::LastOutput;
use crate::render::Renderer;
use crate::render::question::ShownPicture;

/// What was made, for the next run of the command.
pub(in crate::build) fn record(made: &AllMade<'_>) -> BTreeMap<OutputPath, Arc<LastOutput>> {
    made.iter().filter_map(|(path, made)| Some(((*path).clone(), made.to_last()?))).collect()
}

/// The outputs that nothing is wrong with, and what is made of the pictures on them.
pub(in crate::build) fn good(renderer: &Renderer, made: &AllMade<'_>) -> Vec<(OutputPath, Artifact)> {
    let good = || made.iter().filter(|(_, made)| !made.is_broken);
    let pictures = renderer.pictures.artifacts(good().flat_map(|(_, made)| &made.pictures).map(ShownPicture::part));
    good().filter_map(|(path, made)| Some(((*path).clone(), made.artifact.clone()?))).chain(pictures).collect()
}

/// All outputs, taken apart for the build.
#[derive(Default)]
pub(in crate::build) struct BuildOutputs {
    pub artifacts: BTreeMap<OutputPath, Artifact>,
    pub broken: BTreeSet<OutputPath>,
    pub n_rendered: usize,
    /// Whether some template shows what changes every day.
    pub is_daily: bool,
    /// Outputs whose templates show the report on the finished site.
    pub reporting: BTreeSet<OutputPath>,
    /// The references that templates asked for.
    pub cited: BTreeSet<String>,
    /// The pictures that pages show.
    pub pictures: BTreeSet<ShownPicture>,
    pub remembered: Vec<(String, Arc<Remembered>)>,
}

/// Takes all outputs apart, in the order of their paths.
pub(in crate::build) fn collect(made: AllMade<'_>, problems: &mut Problems) -> BuildOutputs {
    let mut outputs = BuildOutputs::default();
    let mut artifacts = Vec::with_capacity(made.len());
    for (path, made) in made {
        if made.is_broken {
            outputs.broken.insert(path.clone());
        }
        problems.extend(made.problems);
        outputs.n_rendered += usize::from(made.is_new);
        outputs.is_daily |= made.is_daily;
        if made.shows_report {
            outputs.reporting.insert(path.clone());
        }
        outputs.cited.extend(made.cited);
        outputs.pictures.extend(made.pictures);
        outputs.remembered.extend(made.remembered.map(|remembered| (path.as_str().to_owned(), remembered)));
        artifacts.extend(made.artifact.map(|artifact| (path.clone(), artifact)));
    }
    outputs.artifacts = artifacts.into_iter().collect();
    outputs
}
