//! What is drawn for a page, from its drawing to the file that is yet to be made.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::renderer::Renderer;
use crate::base::artifact::{Artifact, ArtifactKind, Content, Derived, Drawing, Way};
use crate::base::sheet::Sheet;
use crate::base::source::Asset;
use crate::picture::drawing_key;
use crate::site::EntryId;

/// What shared links show of a page. `made` has the lengths of what was made before, in bytes, by its key.
pub(crate) fn card(renderer: &Renderer, id: EntryId, svg: Arc<str>, made: &BTreeMap<String, u64>) -> Artifact {
    let page = renderer.index.entry(id).source.as_ref();
    let drawing = Drawing {
        svg,
        fonts: fonts(renderer, id),
        pictures: Arc::default(),
        sheet: Sheet::Wide,
        is_preview: false,
        title: "".into(),
        language: "".into(),
        what: "the card that shared links show".into(),
        at: page.map(|page| page.at(0..0)),
    };
    artifact(drawing, made)
}

/// The fonts of a page's theme.
pub(super) fn fonts(renderer: &Renderer, id: EntryId) -> Arc<[Asset]> {
    renderer.engine_of(id).map(|engine| engine.theme.card_fonts.clone()).unwrap_or_default()
}

/// A drawing as the file that is made of it.
pub(super) fn artifact(drawing: Drawing, made: &BTreeMap<String, u64>) -> Artifact {
    let key = drawing_key(&drawing);
    let made_from = drawing.at.as_ref().map(|at| at.source.clone());
    let derived = Derived { len: made.get(&key).copied(), key, way: Way::Drawing(drawing) };
    Artifact { made_from, ..Artifact::new(ArtifactKind::Asset, Content::Derived(Arc::new(derived))) }
}
