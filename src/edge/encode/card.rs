//! The cards that shared links show, drawn with the fonts that their theme brings.

#![expect(clippy::disallowed_methods, reason = "reads the fonts")]

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Cache, guarded};
use crate::base::artifact::Card;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Asset, AssetBytes};
use crate::picture::{Fonts, Undrawable, draw_card};

/// What helps where no font has a card's letters.
const LETTERS: &str = "give the theme's folder `cards` a font with these letters, or leave the page out with `except` in `[cards]`";

/// What helps where what the template gives is no drawing.
const DRAWING: &str = "correct the template of the cards, such as `templates/cards/card.xml`: it has to give one whole document in SVG";

/// What helps where fonts cannot be read, or cards cannot be kept.
const DISK: &str = "make room on the disk, or give yourself the right to read the theme and to write into `.ribbon`";

/// Draws cards and keeps them in the cache; returns what is wrong.
pub(super) fn make(
    cache: &Cache,
    root: &Path,
    wanted: &[(&str, &Card)],
    done: &(dyn Fn() + Sync),
    is_cancelled: &(dyn Fn() -> bool + Sync),
) -> Vec<Diagnostic> {
    let mut fonts: BTreeMap<Vec<&str>, Result<Fonts, String>> = BTreeMap::new();
    for (_, card) in wanted {
        fonts.entry(names(&card.fonts)).or_insert_with(|| read(root, &card.fonts));
    }
    let failed = wanted.par_iter().filter(|_| !is_cancelled()).filter_map(|(key, card)| {
        let drawn = match &fonts[&names(&card.fonts)] {
            Ok(fonts) => guarded(|| draw_card(&card.drawing, fonts))
                .map_err(|fault: Undrawable| (fault.why, if fault.lacks_letters { LETTERS } else { DRAWING })),
            Err(why) => Err((why.clone(), DISK)),
        };
        let kept = drawn.and_then(|png| cache.put(key, &png).map_err(|error| (error.to_string(), DISK)));
        done();
        kept.err().map(|(why, help)| undrawn(card, &why, help))
    });
    failed.collect()
}

/// A card by itself, as PNG.
///
/// # Errors
///
/// Says why it cannot be drawn.
pub(super) fn drawn(root: &Path, card: &Card) -> Result<Vec<u8>, String> {
    let fonts = read(root, &card.fonts)?;
    guarded(|| draw_card(&card.drawing, &fonts)).map_err(|fault| fault.why)
}

fn names(fonts: &Arc<[Asset]>) -> Vec<&str> {
    fonts.iter().map(|font| font.id.as_str()).collect()
}

fn read(root: &Path, fonts: &[Asset]) -> Result<Fonts, String> {
    let bytes = fonts.iter().map(|font| match &font.bytes {
        AssetBytes::Memory(bytes) => Ok(bytes.to_vec()),
        AssetBytes::Disk(path) => std::fs::read(root.join(&**path)).map_err(|error| format!("`{path}`: {error}")),
    });
    Ok(Fonts::read(bytes.collect::<Result<_, _>>()?))
}

fn undrawn(card: &Card, why: &str, help: &str) -> Diagnostic {
    let problem = Diagnostic::new(Code::BrokenCard, format!("the card that shared links show cannot be drawn: {why}")).help(help);
    match &card.page {
        Some(page) => problem.at(page.at(0..0)),
        None => problem,
    }
}
