//! What a build leaves for the next run of the command, so that an edited site costs what has changed.
//!
//! It holds no output and no text, only what the rest of a build wants to know of them. Everything in it was made from
//! all but the bodies of the texts, whose fingerprint it carries: if that has changed, it is worth nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::artifact::{ArtifactKind, OutputPath};
use crate::base::diagnostic::{Diagnostic, Problems};
use crate::base::fingerprint::Fingerprint;
use crate::base::in_order::in_order;
use crate::base::source::SourceId;
use crate::check::CheckedPage;
use crate::render::question::ShownPicture;
use crate::render::text_report::TextReport;
use crate::render::trace::Bodies;

/// A hash of the program's sources and dependencies: another program may read the same bytes differently.
pub(super) const PROGRAM: &str = env!("RIBBON_PROGRAM");

/// A finished build without its bytes.
#[derive(Clone, Debug, Default)]
pub struct LastBuild {
    pub(super) all_but_bodies: Option<Fingerprint>,
    /// In the order of the entries; `None` for those that a part of a build did not need.
    pub(super) texts: Vec<Option<LastText>>,
    /// Shared with the build that finds them unchanged and leaves them again.
    pub(super) outputs: BTreeMap<OutputPath, Arc<LastOutput>>,
}

#[derive(Deserialize)]
struct Ordered(#[serde(deserialize_with = "in_order")] BTreeMap<OutputPath, Arc<LastOutput>>);

/// What stays of a text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct LastText {
    /// The fingerprint of the file that it is in.
    pub file: Fingerprint,
    pub report: Arc<TextReport>,
}

/// An output that a template made without an error.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct LastOutput {
    pub kind: ArtifactKind,
    pub fingerprint: Fingerprint,
    pub made_from: Option<SourceId>,
    pub bodies: Bodies,
    pub problems: Problems,
    pub cited: Vec<String>,
    pub pictures: Vec<ShownPicture>,
    pub is_daily: bool,
    pub shows_report: bool,
}

/// The name under which a build is kept whose outputs were made from this.
pub(crate) fn build_name(all_but_bodies: Fingerprint) -> String {
    format!("build-{}", Fingerprint::of(&(PROGRAM, all_but_bodies)).hex())
}

/// Problems in bytes that `problems_from_bytes` reads.
pub fn problems_to_bytes(problems: &[Diagnostic]) -> Option<Vec<u8>> {
    postcard::to_stdvec(&(PROGRAM, problems)).ok()
}

/// Reads what the same program has written; `None` for anything else.
pub fn problems_from_bytes(bytes: &[u8]) -> Option<Problems> {
    let (program, rest): (&str, _) = postcard::take_from_bytes(bytes).ok()?;
    (program == PROGRAM).then(|| postcard::from_bytes(rest).ok()).flatten()
}

/// What was found on finished pages in bytes that `checked_from_bytes` reads; `None` if there are no such pages.
pub(super) fn checked_to_bytes(pages: &BTreeMap<&str, &Arc<CheckedPage>>) -> Option<Vec<u8>> {
    (!pages.is_empty()).then(|| postcard::to_stdvec(&(PROGRAM, pages)).ok()).flatten()
}

/// Reads what the same program has written; `None` for anything else.
pub(super) fn checked_from_bytes(bytes: &[u8]) -> Option<Vec<(String, Arc<CheckedPage>)>> {
    let (program, rest): (&str, _) = postcard::take_from_bytes(bytes).ok()?;
    (program == PROGRAM).then(|| postcard::from_bytes(rest).ok()).flatten()
}

impl LastBuild {
    /// The bytes that `from_bytes` reads; `None` if something in it cannot be serialized.
    pub fn to_bytes(&self) -> Option<Vec<u8>> {
        let all_but_bodies = self.all_but_bodies?;
        postcard::to_stdvec(&(PROGRAM, all_but_bodies, &self.texts, &self.outputs)).ok()
    }

    /// Reads what the same program has written; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (program, rest): (&str, _) = postcard::take_from_bytes(bytes).ok()?;
        if program != PROGRAM {
            return None;
        }
        let (all_but_bodies, texts, Ordered(outputs)) = postcard::from_bytes(rest).ok()?;
        Some(Self { all_but_bodies: Some(all_but_bodies), texts, outputs })
    }

    /// Joins what was known of parts of one build; `None` if there is no part, or if they were made from different files,
    /// settings or days.
    pub fn joined(parts: impl IntoIterator<Item = Self>) -> Option<Self> {
        parts.into_iter().map(Some).reduce(|all, part| {
            let (mut all, part) = all.zip(part)?;
            if all.all_but_bodies != part.all_but_bodies || all.texts.len() != part.texts.len() {
                return None;
            }
            for (known, new) in all.texts.iter_mut().zip(part.texts) {
                *known = known.take().or(new);
            }
            all.outputs.extend(part.outputs);
            Some(all)
        })?
    }

    /// As `build_name`.
    pub(crate) fn name(&self) -> Option<String> {
        self.all_but_bodies.map(build_name)
    }

    /// The contents of its outputs by their paths.
    pub fn fingerprints(&self) -> impl Iterator<Item = (&OutputPath, Fingerprint)> {
        self.outputs.iter().map(|(path, output)| (path, output.fingerprint))
    }

    /// Itself without texts and outputs, for `is_of_same`.
    pub fn without_contents(&self) -> Self {
        Self { all_but_bodies: self.all_but_bodies, ..Self::default() }
    }

    /// Whether it was made from the same files, settings and day as another one, the bodies of texts aside.
    pub fn is_of_same(&self, other: &Self) -> bool {
        self.all_but_bodies.is_some() && self.all_but_bodies == other.all_but_bodies
    }

    /// Whether it was made from all this, the bodies of texts aside.
    pub(crate) fn is_for(&self, all_but_bodies: Fingerprint) -> bool {
        self.all_but_bodies == Some(all_but_bodies)
    }

    /// Itself, if today's build is made from the same files and settings, the bodies of texts aside.
    pub(super) fn of(self, all_but_bodies: Fingerprint) -> Option<Self> {
        self.is_for(all_but_bodies).then_some(self)
    }
}
