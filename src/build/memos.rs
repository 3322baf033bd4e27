//! What is remembered from one build to the next, in one process or across several.

use std::sync::Arc;

use super::last::{self, LastBuild};
use super::outputs::Remembered;
use crate::base::fingerprint::Fingerprint;
use crate::base::memo::Memo;
use crate::check::CheckedPage;
use crate::content::{Parsed, Reading};
use crate::headers;
use crate::plan::Plan;
use crate::render::TemplateValues;
use crate::render::engine::TemplateSet;
use crate::render::texts::Text;
use crate::site::data::DataFile;
use crate::site::evidence::{self, Evidence};
use crate::site::{Structure, ThemeMemos};

/// What is remembered from one build to the next. A build with empty memos gives the same result.
#[derive(Default)]
pub struct Memos {
    /// How the texts of each language are read.
    pub(super) readings: Memo<Arc<Reading>>,
    pub(super) documents: Memo<Arc<Parsed>>,
    pub(super) data: Memo<Option<Arc<DataFile>>>,
    pub(super) style: Memo<Arc<evidence::Style>>,
    pub(super) evidence: Memo<Arc<Evidence>>,
    pub(super) structure: Memo<Arc<Structure>>,
    pub(super) themes: ThemeMemos,
    pub(super) values: Memo<Arc<TemplateValues>>,
    pub(super) plan: Memo<Arc<Plan>>,
    pub(super) templates: Memo<Arc<TemplateSet>>,
    pub(super) texts: Memo<Arc<Text>>,
    pub(super) outputs: Memo<Arc<Remembered>>,
    pub(super) headers: Memo<headers::Read>,
    pub(super) checked: Memo<Arc<CheckedPage>>,
    pub(super) is_one_shot: bool,
    pub(super) last: Option<AskLast>,
}

/// Gives what an earlier run of the command knew, asked with the fingerprint of everything but the bodies of the texts.
pub type AskLast = Box<dyn FnOnce(Fingerprint) -> Option<LastBuild> + Send>;

impl Memos {
    /// For the last build of a process: nothing is remembered, and the site's memory is not freed at the end. What an
    /// earlier process has left is used where it is still right.
    pub fn one_shot(last: Option<LastBuild>) -> Self {
        Self::one_shot_asking(Box::new(move |_| last))
    }

    /// The same for a caller that keeps what earlier runs knew by that fingerprint.
    pub fn one_shot_asking(last: AskLast) -> Self {
        Self {
            readings: Memo::forgetful(),
            documents: Memo::forgetful(),
            data: Memo::forgetful(),
            style: Memo::forgetful(),
            evidence: Memo::forgetful(),
            structure: Memo::forgetful(),
            themes: ThemeMemos::forgetful(),
            values: Memo::forgetful(),
            plan: Memo::forgetful(),
            templates: Memo::forgetful(),
            texts: Memo::forgetful(),
            outputs: Memo::forgetful(),
            headers: Memo::forgetful(),
            checked: Memo::default(),
            is_one_shot: true,
            last: Some(last),
        }
    }

    /// Takes over what an earlier process has found on finished pages (`checked_to_bytes`), if it was the same program. What was
    /// made of other pages is looked at again.
    pub fn take_over_checked(&mut self, bytes: Option<&[u8]>) {
        self.checked.replace(bytes.and_then(last::checked_from_bytes).unwrap_or_default());
    }

    /// What this build has found on finished pages; `None` if it looked at none.
    pub fn checked_to_bytes(&self) -> Option<Vec<u8>> {
        last::checked_to_bytes(&self.checked.sorted())
    }
}
