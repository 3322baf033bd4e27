//! What a build leaves for the next run of the command, so that an edited site costs what has changed.
//!
//! It holds no output and no text, only what the rest of a build wants to know of them. Everything in it was made from
//! all but the bodies of the texts, whose fingerprint it carries: if that has changed, it is worth nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::base::artifact::{ArtifactKind, OutputPath};
use crate::base::diagnostic::Diagnostic;
use crate::base::fingerprint::Fingerprint;
use crate::base::source::SourceId;
use crate::render::text_report::TextReport;
use crate::render::trace::Bodies;

/// A hash of the program's sources and dependencies: another program may read the same bytes differently.
pub(super) const PROGRAM: &str = env!("RIBBON_PROGRAM");

/// A finished build without its bytes.
#[derive(Debug, Default)]
pub struct LastBuild {
    pub(super) all_but_bodies: Option<Fingerprint>,
    /// In the order of the entries.
    pub(super) texts: Vec<LastText>,
    pub(super) outputs: BTreeMap<OutputPath, LastOutput>,
}

/// What stays of a text.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LastText {
    /// The fingerprint of the file that it is in.
    pub file: Fingerprint,
    pub report: Arc<TextReport>,
}

/// An output that a template made without an error.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LastOutput {
    pub kind: ArtifactKind,
    pub fingerprint: Fingerprint,
    pub made_from: Option<SourceId>,
    pub bodies: Bodies,
    pub problems: Vec<Diagnostic>,
    pub cited: Vec<String>,
    pub pictures: Vec<String>,
    pub is_daily: bool,
}

/// Problems in bytes that `problems_from_bytes` reads.
pub fn problems_to_bytes(problems: &[Diagnostic]) -> Option<Vec<u8>> {
    postcard::to_stdvec(&(PROGRAM, problems)).ok()
}

/// Reads what the same program has written; `None` for anything else.
pub fn problems_from_bytes(bytes: &[u8]) -> Option<Vec<Diagnostic>> {
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
        let (all_but_bodies, texts, outputs) = postcard::from_bytes(rest).ok()?;
        Some(Self { all_but_bodies: Some(all_but_bodies), texts, outputs })
    }

    /// Itself, if today's build is made from the same files and settings, the bodies of texts aside.
    pub(super) fn of(self, all_but_bodies: Fingerprint) -> Option<Self> {
        (self.all_but_bodies == Some(all_but_bodies)).then_some(self)
    }
}
