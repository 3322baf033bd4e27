//! What a file says of the picture in it, read from its bytes and not from its name.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use crate::base::crop::Window;

/// A picture made of pixels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub format: PictureFormat,
    /// In pixels, as it is shown: after the turn that its metadata ask for. 0 where the file does not say.
    pub width: u32,
    pub height: u32,
    /// The turn, from 1 (none) to 8. Source: Exif 3.0, tag 274.
    pub orientation: u8,
    pub has_alpha: bool,
    /// Whether it has the four colours of printing.
    pub is_cmyk: bool,
    pub animation: Option<Animation>,
    /// Whether it says where it was taken.
    pub has_place: bool,
    /// What is changed before it is published, so that nobody learns where and with what it was taken; in the order of the file.
    pub cleaning: Arc<[Splice]>,
    pub flaw: Option<Flaw>,
}

/// Formats that are told apart, also those that no page can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PictureFormat {
    Png,
    Jpeg,
    Webp,
    Gif,
    Avif,
    Heic,
    Tiff,
    JpegXl,
    Jpeg2000,
    Bmp,
    Photoshop,
}

/// The frames of a picture that moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Animation {
    pub n_frames: u32,
    /// The shortest time that a frame is shown, in milliseconds.
    pub shortest: u32,
}

/// Why a file is no whole picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flaw {
    Empty,
    /// Its name is that of a picture, and its bytes are none.
    NoPicture,
    /// It ends before its picture does.
    CutShort,
    /// It does not say how large it is.
    NoSize,
}

/// Bytes of a file that others take the place of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Splice {
    pub at: Range<u64>,
    pub with: Vec<u8>,
}

/// How a smaller picture is made of another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// The picture that it is made of.
    pub from: Arc<Picture>,
    /// The part of it that is shown, if not all of it is; after the turn.
    pub window: Option<Window>,
    pub format: PictureFormat,
    /// In pixels, after the turn.
    pub width: u32,
    pub height: u32,
    /// From 1 to 100.
    pub quality: u8,
}

impl PictureFormat {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Webp => "WebP",
            Self::Gif => "GIF",
            Self::Avif => "AVIF",
            Self::Heic => "HEIC",
            Self::Tiff => "TIFF",
            Self::JpegXl => "JPEG XL",
            Self::Jpeg2000 => "JPEG 2000",
            Self::Bmp => "BMP",
            Self::Photoshop => "Photoshop",
        }
    }

    /// What the names of such files end with, the usual ending first.
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Png => &["png", "apng"],
            Self::Jpeg => &["jpg", "jpeg", "jfif", "jpe"],
            Self::Webp => &["webp"],
            Self::Gif => &["gif"],
            Self::Avif => &["avif"],
            Self::Heic => &["heic", "heif"],
            Self::Tiff => &["tif", "tiff"],
            Self::JpegXl => &["jxl"],
            Self::Jpeg2000 => &["jp2", "jpf", "jpx"],
            Self::Bmp => &["bmp"],
            Self::Photoshop => &["psd"],
        }
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Avif => "image/avif",
            Self::Heic => "image/heic",
            Self::Tiff => "image/tiff",
            Self::JpegXl => "image/jxl",
            Self::Jpeg2000 => "image/jp2",
            Self::Bmp => "image/bmp",
            Self::Photoshop => "image/vnd.adobe.photoshop",
        }
    }

    /// What such a picture is kept in when it is reduced: GIF has 256 colours, which a reduced picture does not keep to.
    pub const fn reduced(self) -> Self {
        match self {
            Self::Gif => Self::Png,
            other => other,
        }
    }

    /// Whether every browser of today shows it.
    pub const fn is_of_the_web(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Webp | Self::Gif | Self::Avif)
    }
}

impl Recipe {
    /// The same in the format of the picture that it is made of, which takes far less time than a newer one.
    pub fn at_once(&self) -> Self {
        Self { format: self.from.format.reduced(), ..self.clone() }
    }
}

impl Picture {
    /// One that says nothing of itself but its size.
    pub fn new(format: PictureFormat, width: u32, height: u32) -> Self {
        Self {
            format,
            width,
            height,
            orientation: 1,
            has_alpha: false,
            is_cmyk: false,
            animation: None,
            has_place: false,
            cleaning: Arc::default(),
            flaw: None,
        }
    }

    pub fn n_pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

/// How many bytes a file of a length has after its splices.
pub(crate) fn spliced_len(len: u64, splices: &[Splice]) -> u64 {
    let cut: u64 = splices.iter().map(|splice| splice.at.end - splice.at.start).sum();
    let added: u64 = splices.iter().map(|splice| splice.with.len() as u64).sum();
    len.saturating_sub(cut) + added
}

/// The bytes with the splices made.
pub(crate) fn spliced(bytes: &[u8], splices: &[Splice]) -> Vec<u8> {
    let mut made = Vec::with_capacity(bytes.len());
    // Reading what is in memory never fails.
    let _ = Spliced::new(bytes, splices).read_to_end(&mut made);
    made
}

/// A file with the splices made while it is read from its beginning.
pub(crate) struct Spliced<'s, R> {
    file: R,
    /// How many of the file's bytes are read.
    at: u64,
    /// Those that are still to be made.
    splices: &'s [Splice],
    /// How many bytes of the next one are given.
    n_given: usize,
}

impl<'s, R: Read> Spliced<'s, R> {
    pub(crate) fn new(file: R, splices: &'s [Splice]) -> Self {
        Self { file, at: 0, splices, n_given: 0 }
    }
}

impl<R: Read> Read for Spliced<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some((next, rest)) = self.splices.split_first() {
            let before = next.at.start.saturating_sub(self.at);
            if before > 0 {
                let n_read = self.file.by_ref().take(before).read(buffer)?;
                self.at += n_read as u64;
                return Ok(n_read);
            }
            let left = next.with.get(self.n_given..).unwrap_or_default();
            if !left.is_empty() {
                let n = left.len().min(buffer.len());
                buffer[..n].copy_from_slice(&left[..n]);
                self.n_given += n;
                return Ok(n);
            }
            self.at += io::copy(&mut self.file.by_ref().take(next.at.end.saturating_sub(self.at)), &mut io::sink())?;
            (self.splices, self.n_given) = (rest, 0);
        }
        self.file.read(buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splices_cut_and_put_in() {
        let splices =
            [Splice { at: 1..3, with: vec![] }, Splice { at: 4..4, with: b"xyz".to_vec() }, Splice { at: 5..6, with: b"-".to_vec() }];
        assert_eq!(spliced(b"abcdef", &splices), b"adxyze-");
        assert_eq!(spliced_len(6, &splices), 7);
    }
}
