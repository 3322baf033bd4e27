//! What a build is made of, coarsely.

use super::assemble::{Assembled, is_page};
use crate::base::fingerprint::Fingerprint;
use crate::base::source::{Snapshot, SourceId};

/// Fingerprints of most of what a build is made of: while one is the same, only the rest needs to be looked at.
#[derive(Clone, Copy)]
pub(super) struct CoarseKeys {
    /// Of everything but the bodies of the texts.
    pub all_but_bodies: Fingerprint,
    /// The same without the report on the finished site, which only the pages that show it read.
    pub all_but_report: Fingerprint,
    /// Of everything but the content files and the index that is made of them.
    pub all_but_pages: Fingerprint,
}

impl CoarseKeys {
    pub(super) fn of(snapshot: &Snapshot, assembled: &Assembled) -> Self {
        let Assembled { renderer, plan, structure_key, .. } = assembled;
        let others = snapshot.texts.iter().filter(|(id, _)| !is_page(id));
        let texts: Vec<(&SourceId, Fingerprint)> = others.map(|(id, source)| (id, source.fingerprint)).collect();
        let assets: Vec<(&SourceId, [u8; 32])> = snapshot.assets.iter().map(|(id, asset)| (id, asset.sha256)).collect();
        // An event is over in the middle of a day.
        let n_coming = renderer.events.iter().filter(|event| event.over() > renderer.present.instant).count();
        let present = (renderer.present.date, renderer.present.phase, n_coming);
        let choices = snapshot.settings.choices();
        let without_report = Fingerprint::of(&(choices, present, texts, assets, &snapshot.problems, plan.files));
        let all_but_pages = Fingerprint::of(&(without_report, &snapshot.report));
        // The key of the structure holds all front matter.
        Self {
            all_but_bodies: Fingerprint::of(&(structure_key, all_but_pages)),
            all_but_report: Fingerprint::of(&(structure_key, without_report)),
            all_but_pages,
        }
    }
}
