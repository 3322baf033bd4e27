//! Decodes a picture: upright, in the colours of screens, eight bits a channel.

#![expect(clippy::disallowed_methods, reason = "reads the picture")]

use std::io::Cursor;
use std::path::Path;

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use crate::base::artifact::Smaller;
use crate::base::picture::PictureFormat;
use crate::base::source::AssetBytes;

/// The most memory that a decoder may take, in bytes.
const MAX_MEMORY: u64 = 1 << 30;

/// A decoded picture.
pub(super) struct Pixels {
    pub width: u32,
    pub height: u32,
    /// Whether each pixel has a fourth byte, for how opaque it is.
    pub has_alpha: bool,
    pub bytes: Vec<u8>,
}

impl Pixels {
    /// # Errors
    ///
    /// Says in the decoder's words why the picture cannot be read.
    pub(super) fn of(root: &Path, wanted: &Smaller) -> Result<Self, String> {
        match &wanted.original {
            AssetBytes::Memory(bytes) => Self::decode(bytes, wanted),
            AssetBytes::Disk(path) => Self::decode(&std::fs::read(root.join(&**path)).map_err(|error| error.to_string())?, wanted),
        }
    }

    fn decode(bytes: &[u8], wanted: &Smaller) -> Result<Self, String> {
        let from = &wanted.recipe.from;
        let format = match from.format {
            PictureFormat::Png => ImageFormat::Png,
            PictureFormat::Jpeg => ImageFormat::Jpeg,
            PictureFormat::Webp => ImageFormat::WebP,
            PictureFormat::Gif => ImageFormat::Gif,
            other => return Err(format!("{} pictures are not read", other.name())),
        };
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        let mut limits = Limits::default();
        limits.max_alloc = Some(MAX_MEMORY);
        reader.limits(limits);
        let mut decoder = reader.into_decoder().map_err(|error| error.to_string())?;
        let profile = decoder.icc_profile().ok().flatten();
        let mut image = DynamicImage::from_decoder(decoder).map_err(|error| error.to_string())?;
        image.apply_orientation(Orientation::from_exif(from.orientation).unwrap_or(Orientation::NoTransforms));
        let (width, height) = (image.width(), image.height());
        if (width, height) != (from.width, from.height) {
            return Err("its size is not the one that its head says".to_owned());
        }
        let is_grey = !image.color().has_color();
        let has_alpha = image.color().has_alpha();
        let mut bytes = if has_alpha { image.into_rgba8().into_raw() } else { image.into_rgb8().into_raw() };
        if let Some(profile) = profile.filter(|_| !is_grey) {
            to_screen(&mut bytes, has_alpha, &profile);
        }
        Ok(Self { width, height, has_alpha: has_alpha && !is_opaque(&bytes), bytes: drop_opaque(bytes, has_alpha) })
    }
}

fn is_opaque(bytes: &[u8]) -> bool {
    bytes.chunks_exact(4).all(|pixel| pixel[3] == u8::MAX)
}

/// Three bytes a pixel where all fourth ones say the same.
fn drop_opaque(bytes: Vec<u8>, has_alpha: bool) -> Vec<u8> {
    if has_alpha && is_opaque(&bytes) { bytes.chunks_exact(4).flat_map(|pixel| &pixel[..3]).copied().collect() } else { bytes }
}

/// Converts colours to sRGB, which is what a picture without a profile has. A profile that cannot be read is left out, as browsers do.
fn to_screen(bytes: &mut Vec<u8>, has_alpha: bool, profile: &[u8]) {
    let Ok(profile) = ColorProfile::new_from_slice(profile) else { return };
    if profile.color_space != DataColorSpace::Rgb {
        return;
    }
    let layout = if has_alpha { Layout::Rgba } else { Layout::Rgb };
    let Ok(transform) = profile.create_transform_8bit(layout, &ColorProfile::new_srgb(), layout, TransformOptions::default()) else {
        return;
    };
    let mut converted = vec![0; bytes.len()];
    if transform.transform(bytes, &mut converted).is_ok() {
        *bytes = converted;
    }
}
