//! The icons that browsers, phones and desktops show for a site, drawn from one mark.

use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use image::codecs::ico::{IcoEncoder, IcoFrame};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{ImageHrefResolver, Options, Tree};
use sha2::{Digest, Sha256};

use crate::base::artifact::Icon;

/// What draws and writes them. Another version may give other bytes, which then have another fingerprint.
pub(super) const DRAWN_BY: &[&str] = &["image 0.25.10", "resvg 0.49.0"];

/// A file that is made of the mark.
#[derive(Debug)]
pub(crate) struct Form {
    /// Below the folder of the theme; browsers and phones ask for some of them unasked, at these names.
    pub file: &'static str,
    /// In pixels; more than one in a file of several.
    pub sides: &'static [u32],
    /// The part of the side that the mark takes.
    scale: f32,
    /// Whether it has a ground, as phones show what is transparent in black.
    pub has_ground: bool,
}

pub(crate) const FORMS: &[Form] = &[
    Form { file: "favicon.ico", sides: &[16, 32, 48], scale: 1.0, has_ground: false },
    Form { file: "apple-touch-icon.png", sides: &[180], scale: 0.8, has_ground: true },
    Form { file: "icon-192.png", sides: &[192], scale: 1.0, has_ground: false },
    Form { file: "icon-512.png", sides: &[512], scale: 1.0, has_ground: false },
    // What lies within a circle of two fifths of the side is always shown. Source: Web Application Manifest, "Icon masks and safe zone".
    Form { file: "icon-maskable-512.png", sides: &[512], scale: 0.56, has_ground: true },
];

/// Reads a drawing that is to stand for a site.
///
/// # Errors
///
/// Says why no icon can be drawn of it.
pub(crate) fn read_mark(svg: &[u8]) -> Result<Tree, String> {
    let has = |tag: &[u8]| memchr::memmem::find(svg, tag).is_some();
    if has(b"<text") {
        return Err("it has text, and icons have no fonts; turn the text into paths".to_owned());
    }
    if has(b"<image") {
        return Err("it has a picture in it, and icons are drawn of shapes alone".to_owned());
    }
    let drawing = catch_unwind(AssertUnwindSafe(|| Tree::from_data(svg, &alone()))).map_err(|_| "its reader failed".to_owned())?;
    let drawing = drawing.map_err(|error| error.to_string())?;
    if !drawing.root().has_children() {
        return Err("nothing is drawn in it".to_owned());
    }
    Ok(drawing)
}

/// The bytes of an icon.
///
/// # Errors
///
/// Says why it cannot be drawn.
pub(crate) fn draw_icon(icon: &Icon) -> Result<Vec<u8>, String> {
    let drawing = read_mark(&icon.svg)?;
    let form = FORMS.iter().find(|form| form.file == icon.file).ok_or_else(|| "it has no form".to_owned())?;
    let drawn = form.sides.iter().map(|side| Ok((*side, png(&drawing, *side, form, icon.ground)?)));
    let pngs: Vec<(u32, Vec<u8>)> = drawn.collect::<Result<_, String>>()?;
    if !form.file.ends_with(".ico") {
        return pngs.into_iter().next().map(|(_, png)| png).ok_or_else(|| "it has no size".to_owned());
    }
    let frame = |(side, png): &(u32, Vec<u8>)| {
        IcoFrame::with_encoded(png.clone(), *side, *side, ExtendedColorType::Rgba8).map_err(|error| error.to_string())
    };
    let frames: Vec<IcoFrame<'_>> = pngs.iter().map(frame).collect::<Result<_, _>>()?;
    let mut ico = Cursor::new(Vec::new());
    IcoEncoder::new(&mut ico).encode_images(&frames).map_err(|error| error.to_string())?;
    Ok(ico.into_inner())
}

fn png(drawing: &Tree, side: u32, form: &Form, [red, green, blue]: [u8; 3]) -> Result<Vec<u8>, String> {
    let mut pixels = Pixmap::new(side, side).ok_or_else(|| "it is too large".to_owned())?;
    if form.has_ground {
        pixels.fill(Color::from_rgba8(red, green, blue, 255));
    }
    let (width, height) = (drawing.size().width(), drawing.size().height());
    #[expect(clippy::cast_precision_loss, reason = "a side is at most 512")]
    let side_length = side as f32;
    let scale = side_length * form.scale / width.max(height);
    let place = |length: f32| (side_length - length * scale) / 2.0;
    let transform = Transform::from_row(scale, 0.0, 0.0, scale, place(width), place(height));
    resvg::render(drawing, transform, &mut pixels.as_mut());
    let mut png = Vec::new();
    // The best compression saves two fifths of the bytes of files that pages do not load, and doubles the work of a small site's first build.
    let encoder = PngEncoder::new_with_quality(&mut png, CompressionType::Fast, FilterType::Adaptive);
    encoder.write_image(&pixels.take_demultiplied(), side, side, ExtendedColorType::Rgba8).map_err(|error| error.to_string())?;
    Ok(png)
}

/// How a drawing is read when nothing but itself is looked at: no file, no picture and, unless they are added, no font.
pub(super) fn alone<'a>() -> Options<'a> {
    let none = ImageHrefResolver { resolve_data: Box::new(|_, _, _| None), resolve_string: Box::new(|_, _| None) };
    Options { image_href_resolver: none, ..Options::default() }
}

/// The fingerprint of what an icon is made of, known before it is drawn.
pub(crate) fn sha256(file: &str, svg: &[u8; 32], ground: [u8; 3]) -> [u8; 32] {
    /// Raised when this module gives other bytes for one mark.
    const VERSION: u32 = 3;
    let mut hasher = Sha256::new();
    hasher.update(svg);
    hasher.update(ground);
    hasher.update(format!("{file} {} {VERSION}", DRAWN_BY.join(" ")));
    hasher.finalize().into()
}

/// The name under which a finished icon is kept.
pub(crate) fn icon_key(file: &str, sha256: &[u8; 32]) -> String {
    let hex: String = sha256[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}-{file}")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::base::source::SourceId;

    const GROUND: [u8; 3] = [1, 2, 3];

    /// A red square on the left half.
    const HALF: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path fill="#f00" d="M0 0h5v10H0z"/></svg>"##;

    fn icon(file: &'static str) -> Icon {
        Icon { file, svg: Arc::from(HALF.as_bytes()), source: SourceId::new("a.svg"), ground: GROUND }
    }

    fn pixels(file: &'static str) -> image::RgbaImage {
        image::load_from_memory(&draw_icon(&icon(file)).unwrap()).unwrap().to_rgba8()
    }

    #[test]
    fn a_mark_fills_an_icon() {
        let icon = pixels("icon-192.png");
        assert_eq!(icon.dimensions(), (192, 192));
        assert_eq!(icon.get_pixel(0, 0).0, [255, 0, 0, 255]);
        assert_eq!(icon.get_pixel(191, 0).0[3], 0);
    }

    #[test]
    fn phones_get_a_mark_on_a_ground() {
        let icon = pixels("apple-touch-icon.png");
        assert_eq!(icon.dimensions(), (180, 180));
        // The mark takes 144 pixels in the middle, its left half 72 of them.
        assert_eq!(icon.get_pixel(17, 90).0, [1, 2, 3, 255]);
        assert_eq!(icon.get_pixel(19, 90).0, [255, 0, 0, 255]);
        assert_eq!(icon.get_pixel(92, 90).0, [1, 2, 3, 255]);
    }

    #[test]
    fn an_old_icon_has_three_sizes() {
        let ico = draw_icon(&icon("favicon.ico")).unwrap();
        // Source: the format's directory, two bytes of kind and two of number, then 16 bytes for each picture.
        assert_eq!(ico[..6], [0, 0, 1, 0, 3, 0]);
        assert_eq!([ico[6], ico[22], ico[38]], [16, 32, 48]);
    }

    #[test]
    fn what_cannot_be_drawn_is_refused() {
        for (svg, why) in [
            ("", "its reader"),
            ("<svg", "its reader"),
            ("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>", "nothing is drawn"),
            ("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><text y='8'>A</text></svg>", "it has text"),
            ("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><image href='/etc/a.png'/></svg>", "it has a picture"),
        ] {
            let found = read_mark(svg.as_bytes()).map(|_| ()).unwrap_err();
            assert!(why == "its reader" || found.starts_with(why), "{svg}: {found}");
        }
    }

    #[test]
    fn what_draws_is_what_is_built_in() {
        let lock = include_str!("../../Cargo.lock");
        for drawer in DRAWN_BY {
            let (name, version) = drawer.split_once(' ').unwrap();
            assert!(lock.contains(&format!("name = \"{name}\"\nversion = \"{version}\"")), "{drawer} is another version now");
        }
    }
}
