//! The archives of a campaign's kit, which hold finished pieces. They are made last, of what is there by then.

use std::collections::BTreeMap;

use super::outputs::{AllMade, Outputs};
use crate::base::artifact::{Archived, Artifact, Content, OutputPath};
use crate::base::fingerprint::Fingerprint;
use crate::base::per_language::LanguageId;
use crate::plan::{Planned, Target};
use crate::render::output::{Wanted, job};
use crate::render::piece;
use crate::render::tracked::Tracked;

impl<'p> Outputs<'_, 'p> {
    /// Adds the archive of each language. One with a broken piece is none, which is told where the piece is made.
    pub(super) fn add_archives(&self, made: &mut AllMade<'p>) {
        if self.renderer.kit.is_empty() {
            return;
        }
        let mut keys = None;
        for (path, planned) in &self.plan.outputs {
            let Target::Kit { language } = planned.target else { continue };
            let archive = self.archive(language, made, &mut keys);
            if let Some((made, archive)) = made.get_mut(path).zip(archive) {
                made.finish(self.sink.put(path, archive));
            }
        }
    }

    fn archive(&self, language: LanguageId, made: &AllMade<'p>, keys: &mut Option<Keys>) -> Option<Artifact> {
        let mut files = Vec::new();
        for (path, planned) in &self.plan.outputs {
            let is_in_it = match &planned.target {
                Target::Piece { page, is_preview, .. } => !is_preview && self.renderer.index.entry(*page).language == language,
                Target::Calendar { language: of, .. } => *of == language,
                _ => false,
            };
            if is_in_it {
                let artifact = made.get(path)?.artifact()?;
                files.push((planned.url.as_str(), self.archived(path, planned, artifact, keys)?, artifact.fingerprint));
            }
        }
        Some(piece::archive(files, &self.snapshot.made_pictures))
    }

    /// A finished file as an archive holds it.
    fn archived(&self, path: &OutputPath, planned: &Planned, artifact: &Artifact, keys: &mut Option<Keys>) -> Option<Archived> {
        if let Content::Derived(derived) = &artifact.content {
            return Some(Archived::Derived(derived.clone()));
        }
        let Target::Piece { piece: at, page, sheet: Some(sheet), .. } = planned.target else {
            return self.sink.text(path, artifact).map(Archived::Text);
        };
        // An earlier run has left it in the output folder, and most likely among what was drawn.
        let keys = keys.get_or_insert_with(|| {
            let keys = self.snapshot.made_pictures.keys();
            keys.map(|key| (Fingerprint::of(key), key.clone())).collect()
        });
        if let Some(key) = keys.get(&artifact.fingerprint) {
            return Some(Archived::Kept(key.clone()));
        }
        let door = Tracked::new(self.renderer, self.texts);
        let text = job(self.plan, &door, planned, Wanted::Named)?.run(self.renderer, door.finish(Vec::new())).text?;
        match piece::artifact(self.renderer, (at, page, Some(sheet), false), text, &self.snapshot.made_pictures)?.content {
            Content::Derived(derived) => Some(Archived::Derived(derived)),
            _ => None,
        }
    }
}

/// The names of what was drawn, by the fingerprints that artifacts have for them.
type Keys = BTreeMap<Fingerprint, String>;
