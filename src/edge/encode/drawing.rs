//! What is drawn of templates, with the fonts that their themes bring: the cards that shared links show, and the pieces of a kit.

#![expect(clippy::disallowed_methods, reason = "reads fonts and pictures")]

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use super::{Cache, guarded};
use crate::base::artifact::{Drawing, Icon};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::{Asset, AssetBytes};
use crate::picture::{Fault, Materials, Undrawable, draw, draw_icon};

/// What helps where no font has a drawing's letters.
const LETTERS: &str = "give the theme's folder `cards` a font with these letters, or leave the page out: with `except` in `[cards]`, or in \
                       `data/kit.toml`";

/// What helps where a text is too long for its place.
const SHORTER: &str = "write a shorter text, or give it more room in its template";

/// What helps where what the template gives is no drawing.
const BROKEN: &str = "correct its template below `templates/cards` or `templates/kit`: it has to give one whole document in SVG";

/// What helps where fonts cannot be read, or drawings cannot be kept.
const DISK: &str = "make room on the disk, or give yourself the right to read the theme and to write into `.ribbon`";

/// Draws and keeps the drawings in the cache; returns what is wrong.
pub(super) fn make(
    cache: &Cache,
    root: &Path,
    wanted: &[(&str, &Drawing)],
    done: &(dyn Fn() + Sync),
    is_cancelled: &(dyn Fn() -> bool + Sync),
) -> Problems {
    let mut materials: BTreeMap<Vec<&str>, Result<Materials, String>> = BTreeMap::new();
    for (_, drawing) in wanted {
        materials.entry(names(drawing)).or_insert_with(|| read(root, drawing));
    }
    let failed = wanted.par_iter().filter(|_| !is_cancelled()).filter_map(|(key, drawing)| {
        let drawn = match &materials[&names(drawing)] {
            Ok(materials) => {
                guarded(|| draw(drawing, materials)).map_err(|undrawable: Undrawable| (undrawable.why, help(undrawable.fault)))
            }
            Err(why) => Err((why.clone(), DISK)),
        };
        let kept = drawn.and_then(|bytes| cache.put(key, &bytes).map_err(|error| (error.to_string(), DISK)));
        done();
        kept.err().map(|(why, help)| undrawn(drawing, &why, help))
    });
    failed.collect::<Vec<_>>().into()
}

/// Draws and keeps a site's icons in the cache; returns what is wrong.
pub(super) fn make_icons(
    cache: &Cache,
    wanted: &[(&str, &Icon)],
    done: &(dyn Fn() + Sync),
    is_cancelled: &(dyn Fn() -> bool + Sync),
) -> Problems {
    let failed = wanted.par_iter().filter(|_| !is_cancelled()).filter_map(|(key, icon)| {
        let kept = guarded(|| draw_icon(icon)).and_then(|bytes| cache.put(key, &bytes).map_err(|error| error.to_string()));
        done();
        let why = kept.err()?;
        let problem = Diagnostic::new(Code::BrokenIcon, format!("the icon `{}` cannot be drawn of `{}`: {why}", icon.file, icon.source));
        let help = "save the drawing anew as plain SVG, or make room on the disk";
        Some(problem.at(icon.source.at(0..0)).help(help))
    });
    failed.collect::<Vec<_>>().into()
}

const fn help(fault: Fault) -> &'static str {
    match fault {
        Fault::Letters => LETTERS,
        Fault::TooLong => SHORTER,
        Fault::Drawing => BROKEN,
    }
}

/// A drawing by itself, as PNG or PDF.
///
/// # Errors
///
/// Says why it cannot be drawn.
pub(super) fn drawn(root: &Path, drawing: &Drawing) -> Result<Vec<u8>, String> {
    let materials = read(root, drawing)?;
    guarded(|| draw(drawing, &materials)).map_err(|fault| fault.why)
}

/// The files that a drawing is made with.
fn names(drawing: &Drawing) -> Vec<&str> {
    let pictures = drawing.pictures.iter().flat_map(|(name, picture)| [name.as_str(), picture.id.as_str()]);
    drawing.fonts.iter().map(|font| font.id.as_str()).chain(pictures).collect()
}

fn read(root: &Path, drawing: &Drawing) -> Result<Materials, String> {
    let fonts = drawing.fonts.iter().map(|font| bytes(root, font)).collect::<Result<_, _>>()?;
    let pictures = drawing.pictures.iter().map(|(name, picture)| Ok((name.clone(), bytes(root, picture)?)));
    Ok(Materials::read(fonts, pictures.collect::<Result<_, String>>()?))
}

fn bytes(root: &Path, asset: &Asset) -> Result<Vec<u8>, String> {
    match &asset.bytes {
        AssetBytes::Memory(bytes) => Ok(bytes.to_vec()),
        AssetBytes::Disk(path) => std::fs::read(root.join(&**path)).map_err(|error| format!("`{path}`: {error}")),
    }
}

fn undrawn(drawing: &Drawing, why: &str, help: &str) -> Diagnostic {
    let problem = Diagnostic::new(Code::BrokenCard, format!("{} cannot be drawn: {why}", drawing.what)).help(help);
    Diagnostic { at: drawing.at.clone(), ..problem }
}
