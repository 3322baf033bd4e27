//! Files that are published as they are, or nearly so.

use crate::base::artifact::{Artifact, ArtifactKind, Content};
use crate::base::source::Asset;
use crate::syntax::svg;

/// A file as it is published. A drawing that is too large to be in memory stays as it is: it is not one of a hand.
pub(super) fn copied(asset: &Asset, minify_svg: bool) -> Artifact {
    let copy = Artifact::copy_of(asset);
    let is_drawing = minify_svg && asset.id.file_name().to_ascii_lowercase().ends_with(".svg");
    match copy.content.bytes().filter(|_| is_drawing).and_then(svg::minified) {
        Some(bytes) => Artifact::new(ArtifactKind::Asset, Content::Bytes(bytes.into())).made_from(asset.id.clone()),
        None => copy,
    }
}
