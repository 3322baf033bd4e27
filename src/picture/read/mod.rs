//! Reads what a file says of its picture. No pixel is decoded, so a picture costs what its headers cost, however large it claims to be.

mod boxes;
mod exif;
mod gif;
mod jpeg;
mod png;
mod riff;
#[cfg(test)]
mod tests;
mod window;

use std::io::{Read, Seek};

use window::Window;

use crate::base::picture::{Animation, Flaw, Picture, PictureFormat, Splice};

/// What a reader of a format has found, before the turn is applied.
#[derive(Debug, Default)]
struct Found {
    width: u32,
    height: u32,
    /// 0 where nothing is said.
    orientation: u8,
    has_alpha: bool,
    is_cmyk: bool,
    animation: Option<Animation>,
    has_place: bool,
    cleaning: Vec<Splice>,
    is_cut_short: bool,
}

/// All formats, in the order in which their first bytes are looked for.
const FORMATS: &[PictureFormat] = &[
    PictureFormat::Png,
    PictureFormat::Jpeg,
    PictureFormat::Webp,
    PictureFormat::Gif,
    PictureFormat::Avif,
    PictureFormat::Heic,
    PictureFormat::Tiff,
    PictureFormat::JpegXl,
    PictureFormat::Jpeg2000,
    PictureFormat::Bmp,
    PictureFormat::Photoshop,
];

/// The format that a name promises.
fn promised(name: &str) -> Option<PictureFormat> {
    let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
    FORMATS.iter().copied().find(|format| format.endings().contains(&ending.as_str()))
}

/// The picture in a file of `len` bytes; none if neither its bytes nor its name are those of a picture.
pub(crate) fn read(name: &str, file: impl Read + Seek, len: u64) -> Option<Picture> {
    let mut window = Window::new(file, len);
    let Some(format) = sniffed(&mut window) else {
        let flaw = if len == 0 { Flaw::Empty } else { Flaw::NoPicture };
        return promised(name).map(|format| picture(format, Found::default(), Some(flaw)));
    };
    let found = match format {
        PictureFormat::Png => png::read(&mut window),
        PictureFormat::Jpeg => jpeg::read(&mut window),
        PictureFormat::Webp => riff::read(&mut window),
        PictureFormat::Gif => gif::read(&mut window),
        PictureFormat::Avif | PictureFormat::Heic => boxes::read(&mut window),
        // No page can show them, so nothing else of them is asked.
        _ => return Some(picture(format, Found::default(), None)),
    };
    let flaw = match &found {
        found if found.is_cut_short => Some(Flaw::CutShort),
        found if found.width == 0 || found.height == 0 => Some(Flaw::NoSize),
        _ => None,
    };
    Some(picture(format, found, flaw))
}

fn picture(format: PictureFormat, found: Found, flaw: Option<Flaw>) -> Picture {
    let orientation = if (1..=8).contains(&found.orientation) { found.orientation } else { 1 };
    // From 5 on the picture lies on its side.
    let (width, height) = if orientation >= 5 { (found.height, found.width) } else { (found.width, found.height) };
    Picture {
        format,
        width,
        height,
        orientation,
        has_alpha: found.has_alpha,
        is_cmyk: found.is_cmyk,
        animation: found.animation.filter(|animation| animation.n_frames > 1),
        has_place: found.has_place,
        cleaning: found.cleaning.into(),
        flaw,
    }
}

/// The format that the first bytes are those of.
fn sniffed<R: Read + Seek>(window: &mut Window<R>) -> Option<PictureFormat> {
    let head: Vec<u8> = window.up_to(0, 32);
    let brand = |brands: &[&[u8]]| head.get(4..8) == Some(b"ftyp") && head.get(8..12).is_some_and(|brand| brands.contains(&brand));
    let is = |format| match format {
        PictureFormat::Png => head.starts_with(b"\x89PNG\r\n\x1a\n"),
        PictureFormat::Jpeg => head.starts_with(&[0xff, 0xd8, 0xff]),
        PictureFormat::Webp => head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP"),
        PictureFormat::Gif => head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a"),
        PictureFormat::Avif => brand(&[b"avif", b"avis"]),
        // Files of the general brands are told apart by what else they name; the next brand is the first that counts.
        PictureFormat::Heic => brand(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"]),
        PictureFormat::Tiff => head.starts_with(b"II*\0") || head.starts_with(b"MM\0*"),
        PictureFormat::JpegXl => head.starts_with(&[0xff, 0x0a]) || head.starts_with(b"\0\0\0\x0cJXL \r\n\x87\n"),
        PictureFormat::Jpeg2000 => head.starts_with(b"\0\0\0\x0cjP  \r\n\x87\n"),
        PictureFormat::Bmp => head.starts_with(b"BM") && head.get(6..10) == Some(&[0; 4]),
        PictureFormat::Photoshop => head.starts_with(b"8BPS"),
    };
    let format = FORMATS.iter().copied().find(|format| is(*format))?;
    let is_general = matches!(head.get(8..12), Some(b"mif1" | b"msf1"));
    let also_avif = head.get(16..).is_some_and(|others| others.chunks(4).any(|brand| brand == b"avif"));
    Some(if format == PictureFormat::Heic && is_general && also_avif { PictureFormat::Avif } else { format })
}

fn be16(bytes: &[u8]) -> u32 {
    bytes.iter().take(2).fold(0, |number, byte| number << 8 | u32::from(*byte))
}

fn be32(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// A number of up to four bytes, the lowest first.
fn le(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}
