//! Drawings in SVG as the files that people get: pictures of shared links, posters, leaflets and tiles.

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use resvg::tiny_skia::{Pixmap, Transform};

use super::icon::DRAWN_BY;
use super::layout::with_lines;
use super::materials::{Materials, Undrawable, check_letters, check_sides};
#[cfg(feature = "kit")]
use super::pdf;
use super::variants::ENCODERS;
use crate::base::artifact::Drawing;
use crate::base::fingerprint::Fingerprint;
use crate::base::sheet::Extent;

/// What draws and writes them, beside what icons are drawn by: raised when this module gives other bytes for one drawing.
const VERSION: u32 = 3;

/// What writes sheets of paper.
#[cfg(feature = "kit")]
const PRINTED_BY: &str = pdf::WRITTEN_BY;
#[cfg(not(feature = "kit"))]
const PRINTED_BY: &str = "";

/// The name under which a finished drawing is kept: it says of what and by what it was made.
pub(crate) fn drawing_key(drawing: &Drawing) -> String {
    let fonts: Vec<[u8; 32]> = drawing.fonts.iter().map(|font| font.sha256).collect();
    let pictures: Vec<(&str, [u8; 32])> = drawing.pictures.iter().map(|(name, asset)| (name.as_str(), asset.sha256)).collect();
    let sheet = drawing.sheet;
    if drawing.is_preview {
        let made_of = (&drawing.svg, fonts, pictures, sheet.preview(), DRAWN_BY, ENCODERS, VERSION);
        return format!("{}-preview.{}", &Fingerprint::of(&made_of).hex()[..32], drawing.ending());
    }
    let printed = (drawing.ending() == "pdf").then_some((PRINTED_BY, &drawing.title, &drawing.language));
    let made_of = (&drawing.svg, fonts, pictures, sheet.name(), printed, DRAWN_BY, VERSION);
    format!("{}-{}.{}", &Fingerprint::of(&made_of).hex()[..32], sheet.name(), drawing.ending())
}

/// Draws a drawing, as PNG or PDF.
///
/// # Errors
///
/// Says what is wrong with the drawing, or which letters no font has.
pub(crate) fn draw(drawing: &Drawing, materials: &Materials) -> Result<Vec<u8>, Undrawable> {
    let svg = with_lines(&drawing.svg, materials)?;
    if drawing.is_preview {
        let (width, height) = drawing.sheet.preview();
        return webp(&pixels(&svg, width, height, materials)?, width, height);
    }
    match drawing.sheet.extent() {
        Extent::Picture { width, height } => png(&svg, width, height, materials),
        #[cfg(feature = "kit")]
        Extent::Paper { width, height } => pdf::pdf(&svg, (width, height), &drawing.title, &drawing.language, materials),
        #[cfg(not(feature = "kit"))]
        Extent::Paper { .. } => Err("this program was built without `kit`, and writes no PDF".to_owned().into()),
    }
}

fn png(svg: &str, width: u32, height: u32, materials: &Materials) -> Result<Vec<u8>, Undrawable> {
    let opaque = pixels(svg, width, height, materials)?;
    let mut png = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Default, FilterType::Adaptive);
    encoder.write_image(&opaque, width, height, ExtendedColorType::Rgb8).map_err(|error| error.to_string())?;
    Ok(png)
}

/// Without a loss, which suits drawings: a third of the bytes of a PNG.
fn webp(opaque: &[u8], width: u32, height: u32) -> Result<Vec<u8>, Undrawable> {
    let made = webp::Encoder::from_rgb(opaque, width, height).encode_simple(true, 75.0);
    Ok(made.map_err(|error| format!("{error:?}"))?.to_vec())
}

/// Three bytes a pixel, row by row.
fn pixels(svg: &str, width: u32, height: u32, materials: &Materials) -> Result<Vec<u8>, Undrawable> {
    let tree = materials.tree(svg)?;
    check_letters(svg, &tree)?;
    check_sides(&tree, f64::from(width) / f64::from(height))?;
    let mut pixels = Pixmap::new(width, height).ok_or_else(|| "it is too large".to_owned())?;
    let size = tree.size();
    #[expect(clippy::cast_precision_loss, reason = "the sides are small numbers")]
    let scale = Transform::from_scale(width as f32 / size.width(), height as f32 / size.height());
    resvg::render(&tree, scale, &mut pixels.as_mut());
    Ok(pixels.take_demultiplied().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use super::super::materials::Fault;
    use super::*;
    use crate::base::sheet::Sheet;

    pub(crate) fn materials() -> Materials {
        Materials::read(vec![include_bytes!("../../themes/base/cards/NotoSans-Bold.ttf").to_vec()], BTreeMap::new())
    }

    pub(crate) fn drawing(svg: &str, sheet: Sheet) -> Drawing {
        let (fonts, pictures) = (Arc::default(), Arc::default());
        Drawing {
            svg: svg.into(),
            fonts,
            pictures,
            sheet,
            is_preview: false,
            title: "A title".into(),
            language: "en".into(),
            what: "it".into(),
            at: None,
        }
    }

    fn card(svg: &str) -> Result<Vec<u8>, Undrawable> {
        draw(&drawing(svg, Sheet::Wide), &materials())
    }

    fn svg(text: &str) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1200 630\"><rect width=\"1200\" height=\"630\" fill=\"#fff\"/>{text}</svg>"
        )
    }

    #[test]
    fn a_text_stands_in_its_lines_and_what_it_says_is_kept() {
        let text =
            "<text x=\"10\" y=\"100\" font-size=\"90\" data-width=\"500\" data-lines=\"3\">Care &amp; help for every one of us</text>";
        let drawn = with_lines(&svg(text), &materials()).expect("a drawing");
        assert!(drawn.matches("<text").count() > 1 && drawn.contains("Care &amp; help") && !drawn.contains("data-"), "{drawn}");
    }

    #[test]
    fn letters_of_latin_and_arabic_are_drawn_and_the_same_twice() {
        for text in ["Early signs of cancer: é ő ș ẽ", "علامات السرطان المبكرة"] {
            let drawn = svg(&format!("<text x=\"10\" y=\"100\" font-size=\"60\" data-width=\"900\" direction=\"rtl\">{text}</text>"));
            let png = card(&drawn).expect("a card");
            let pixels = image::load_from_memory(&png).expect("a picture").to_luma8();
            assert_eq!(pixels.dimensions(), (1200, 630));
            assert!(pixels.pixels().filter(|pixel| pixel.0[0] < 80).count() > 2000, "{text}");
            assert_eq!(png, card(&drawn).expect("the same card"));
        }
    }

    #[test]
    fn letters_without_a_font_are_told() {
        for words in ["乳 癌 ok", "乳癌"] {
            let drawn = svg(&format!("<text x=\"10\" y=\"100\" font-size=\"60\" data-width=\"900\">{words}</text>"));
            let why = "no font of its theme has the letters `乳癌`".to_owned();
            assert_eq!(card(&drawn), Err(Undrawable { why, fault: Fault::Letters }));
        }
    }

    #[test]
    fn broken_drawings_are_told_and_nothing_is_loaded() {
        assert!(card("<svg").is_err_and(|fault| fault.fault == Fault::Drawing && fault.why.starts_with("its drawing is broken")));
        let number = svg("<text y=\"a\" data-width=\"9\">x</text>");
        assert_eq!(card(&number), Err("`y` of a text is no number".to_owned().into()));
        assert!(card(&svg("<image href=\"/etc/passwd\" width=\"9\" height=\"9\"/>")).is_ok());
    }

    #[test]
    fn a_drawing_is_not_stretched() {
        let why = card("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"/>").expect_err("a fault").why;
        assert!(why.starts_with("it is 9 by 9"), "{why}");
    }

    #[test]
    fn the_key_changes_with_all_that_a_drawing_is_made_of() {
        let first = drawing("<svg/>", Sheet::A4);
        let others = [
            Drawing { svg: "<svg />".into(), ..first.clone() },
            Drawing { sheet: Sheet::A3, ..first.clone() },
            Drawing { title: "Another".into(), ..first.clone() },
            Drawing { language: "fr".into(), ..first.clone() },
        ];
        assert!(others.iter().all(|other| drawing_key(other) != drawing_key(&first)));
        assert_eq!(drawing_key(&Drawing { what: "that".into(), ..first.clone() }), drawing_key(&first));
    }
}
