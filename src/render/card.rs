//! The card of a page, from its drawing to the picture that is yet to be made.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::renderer::Renderer;
use crate::base::artifact::{Artifact, ArtifactKind, Card, Content, Derived, Way};
use crate::picture::card_key;
use crate::site::EntryId;

/// A card that is drawn where pictures are made. `made` has the lengths of those that were made before, in bytes, by their keys.
pub(crate) fn artifact(renderer: &Renderer, id: EntryId, drawing: Arc<str>, made: &BTreeMap<String, u64>) -> Artifact {
    let fonts = renderer.engine_of(id).map(|engine| engine.theme.card_fonts.clone()).unwrap_or_default();
    let files: Vec<[u8; 32]> = fonts.iter().map(|font| font.sha256).collect();
    let key = card_key(&drawing, &files);
    let len = made.get(&key).copied();
    let page = renderer.index.entry(id).source.clone();
    let derived = Derived { key, way: Way::Card(Card { drawing, fonts, page: page.clone() }), len };
    Artifact { made_from: page, ..Artifact::new(ArtifactKind::Asset, Content::Derived(Arc::new(derived))) }
}
