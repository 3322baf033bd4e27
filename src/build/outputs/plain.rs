//! Outputs that need no template.

use super::Outputs;
use crate::base::artifact::{Artifact, ArtifactKind};
use crate::base::locale::Language;
use crate::build::copied::copied;
use crate::plan::{Planned, Target};
use crate::render::{ics, redirect};

impl Outputs<'_, '_> {
    /// An output that needs no template; `None` for what needs one, and for what is not there.
    pub(super) fn plain(&self, planned: &Planned) -> Option<Artifact> {
        let base = &self.renderer.config.base_url;
        match &planned.target {
            Target::Copy(id) => match self.snapshot.assets.get(id) {
                Some(asset) => Some(copied(asset, self.renderer.config.pictures.minify_svg)),
                None => {
                    let source = self.snapshot.texts.get(id)?;
                    Some(Artifact::text(ArtifactKind::Asset, source.text.clone()).made_from(id.clone()))
                }
            },
            Target::Columns { file, columns } => {
                let data = self.renderer.site.data.get(file.as_str().strip_prefix("data/")?)?;
                let languages = self.renderer.config.languages.iter();
                let codes = languages.flat_map(|language| std::iter::successors(Some(language.tag.clone()), Language::parent));
                let codes = codes.map(|language| language.as_str().replace('-', "_")).collect();
                Some(Artifact::text(ArtifactKind::Asset, data.only(columns, &codes)).made_from(file.clone()))
            }
            Target::Calendar { event, language } => {
                let event = self.renderer.events.get(*event)?;
                let text = ics::file(self.renderer, event, *language);
                Some(Artifact::text(ArtifactKind::Asset, text).made_from(event.at.source.clone()))
            }
            Target::Made { theme, path } => self.renderer.themes.get(theme)?.artifact(path, &self.snapshot.made_pictures),
            Target::Redirect { to } => {
                let language = self.renderer.config.default_language();
                Some(Artifact::text(ArtifactKind::Page, redirect::page(base, to, &language.code, &language.title)))
            }
            Target::Redirects => Some(Artifact::text(ArtifactKind::Feed, redirect::file(base, &self.plan.redirects))),
            _ => None,
        }
    }
}
