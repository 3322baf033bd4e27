//! What templates see of a campaign's kit: `kit()` and `qr()`.

use std::fmt::Write;

use tera::Value;

use super::value::{list, map};
use crate::base::per_language::LanguageId;
use crate::base::sheet::{Extent, Sheet};
use crate::site::kit::Piece;
use crate::site::{EntryId, Site};

/// The kit of a language as its pages list it: each piece with its files, and the archive that holds all.
pub(super) fn listed(site: &Site, language: LanguageId) -> Value {
    let base = &site.config.base_url;
    let href = |name: &str| site.kit_file(language, name).map(|url| base.href(&url));
    let pieces = site.pieces(language).map(|made| {
        let files = made.piece.made_sheets().map(|sheet| {
            let name = made.piece.file_name(sheet);
            map([("href", href(&name).into()), ("name", name.as_str().into()), ("sheet", sheet.map(sheet_view).into())])
        });
        let preview = made.piece.previewed().map(|sheet| {
            let (width, height) = sheet.preview();
            map([("href", href(&made.piece.preview_name()).into()), ("width", width.into()), ("height", height.into())])
        });
        map([
            ("name", made.piece.name.as_str().into()),
            ("preview", preview.into()),
            ("template", made.piece.template.value.as_str().into()),
            ("title", title(site, made.piece, made.page).into()),
            ("page", base.href(&site.index.entry(made.page).url).into()),
            ("files", list(files)),
        ])
    });
    let archive = site.kit_archive(language);
    map([("pieces", list(pieces)), ("archive", archive.map(|url| base.href(&url)).into())])
}

pub(super) fn sheet_view(sheet: Sheet) -> Value {
    let (width, height, unit) = match sheet.extent() {
        Extent::Paper { width, height } => (millimetres(width), millimetres(height), "mm"),
        Extent::Picture { width, height } => (width.into(), height.into(), "px"),
    };
    map([("name", sheet.name().into()), ("width", width), ("height", height), ("unit", unit.into()), ("format", sheet.ending().into())])
}

/// A whole number where it is one, as people write it.
fn millimetres(length: f64) -> Value {
    #[expect(clippy::cast_possible_truncation, reason = "the sides of paper are small numbers")]
    if length.fract() == 0.0 { Value::from(length as i64) } else { Value::from(length) }
}

pub(super) fn title<'w>(site: &'w Site, piece: &'w Piece, page: EntryId) -> &'w str {
    let entry = site.index.entry(page);
    site.kit_words(&piece.title, entry.language).unwrap_or(&entry.title)
}

/// A QR code: the modules as a path for SVG, and how many a side has, with the quiet zone of four around it.
/// Source: ISO/IEC 18004.
pub(super) fn qr(text: &str) -> Option<Value> {
    const QUIET: usize = 4;
    let code = qrcode::QrCode::with_error_correction_level(text, qrcode::EcLevel::M).ok()?;
    let side = code.width();
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == qrcode::Color::Dark {
            let _ = write!(path, "M{} {}h1v1h-1z", at % side + QUIET, at / side + QUIET);
        }
    }
    Some(map([("path", path.as_str().into()), ("size", (side + 2 * QUIET).into())]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_a_quiet_zone() {
        let code = qr("https://day.example/").expect("a code");
        let size = code.get_from_path("size").and_then(Value::as_i64);
        assert_eq!(size, Some(25 + 8));
        assert!(code.get_from_path("path").and_then(Value::as_str).is_some_and(|path| path.starts_with("M4 4h1v1h-1z")));
    }
}
