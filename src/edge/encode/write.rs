//! Makes a picture smaller and writes it in a format.

use std::borrow::Cow;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, ResizeOptions, Resizer};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use jpeg_encoder::{ColorType, Encoder as JpegEncoder};
use ravif::{Encoder as AvifEncoder, Img, RGB8, RGBA8};
use webp::{Encoder as WebpEncoder, WebPConfig};

use super::pixels::Pixels;
use crate::base::crop::Window;
use crate::base::picture::{PictureFormat, Recipe};

/// From 1, slowest, to 10. At 6 a picture of a megapixel takes a second or two; at 4 its bytes are the same within a hundredth for the same
/// looks (`bench pictures`).
const AVIF_SPEED: u8 = 6;

/// The bytes of a picture.
///
/// # Errors
///
/// Says in the encoder's words why they cannot be made.
pub(super) fn encoded(pixels: &Pixels, recipe: &Recipe) -> Result<Vec<u8>, String> {
    let resized = resized(pixels, recipe)?;
    let (width, height) = (recipe.width, recipe.height);
    match recipe.format {
        PictureFormat::Avif => avif(&resized, pixels.has_alpha, recipe),
        PictureFormat::Webp => webp(&resized, pixels.has_alpha, recipe),
        PictureFormat::Png => {
            let mut bytes = Vec::new();
            let colour = if pixels.has_alpha { ExtendedColorType::Rgba8 } else { ExtendedColorType::Rgb8 };
            let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::Adaptive);
            encoder.write_image(&resized, width, height, colour).map_err(|error| error.to_string())?;
            Ok(bytes)
        }
        PictureFormat::Jpeg => {
            let side = |side: u32| u16::try_from(side).map_err(|_| "it is too large for a JPEG picture".to_owned());
            let mut bytes = Vec::new();
            let mut encoder = JpegEncoder::new(&mut bytes, recipe.quality);
            encoder.set_progressive(true);
            encoder.set_optimized_huffman_tables(true);
            let colour = if pixels.has_alpha { ColorType::Rgba } else { ColorType::Rgb };
            encoder.encode(&resized, side(width)?, side(height)?, colour).map_err(|error| error.to_string())?;
            Ok(bytes)
        }
        other => Err(format!("{} pictures are not made", other.name())),
    }
}

/// The pixels in the wanted size.
fn resized<'p>(pixels: &'p Pixels, recipe: &Recipe) -> Result<Cow<'p, [u8]>, String> {
    if recipe.window.is_none() && (pixels.width, pixels.height) == (recipe.width, recipe.height) {
        return Ok(Cow::Borrowed(&pixels.bytes));
    }
    let kind = if pixels.has_alpha { PixelType::U8x4 } else { PixelType::U8x3 };
    let original = ImageRef::new(pixels.width, pixels.height, &pixels.bytes, kind).map_err(|error| error.to_string())?;
    let mut smaller = Image::new(recipe.width, recipe.height, kind);
    let options = match recipe.window {
        Some(Window { left, top, width, height }) => {
            ResizeOptions::new().crop(f64::from(left), f64::from(top), f64::from(width), f64::from(height))
        }
        None => ResizeOptions::new(),
    };
    Resizer::new().resize(&original, &mut smaller, &options).map_err(|error| error.to_string())?;
    Ok(Cow::Owned(smaller.into_vec()))
}

/// What the number of a quality means to AVIF, so that one number looks alike in all formats.
fn avif_quality(quality: u8) -> f32 {
    f32::from(quality.saturating_sub(5).max(1))
}

fn avif(bytes: &[u8], has_alpha: bool, recipe: &Recipe) -> Result<Vec<u8>, String> {
    let quality = avif_quality(recipe.quality);
    let encoder = AvifEncoder::new().with_quality(quality).with_alpha_quality(quality).with_speed(AVIF_SPEED).with_num_threads(Some(1));
    let (width, height) = (recipe.width as usize, recipe.height as usize);
    let made = if has_alpha {
        let pixels: Vec<RGBA8> = bytes.chunks_exact(4).map(|pixel| RGBA8::new(pixel[0], pixel[1], pixel[2], pixel[3])).collect();
        encoder.encode_rgba(Img::new(&pixels, width, height))
    } else {
        let pixels: Vec<RGB8> = bytes.chunks_exact(3).map(|pixel| RGB8::new(pixel[0], pixel[1], pixel[2])).collect();
        encoder.encode_rgb(Img::new(&pixels, width, height))
    };
    Ok(made.map_err(|error| error.to_string())?.avif_file)
}

/// Drawings are smaller without a loss, photographs with one; of those that came without a loss both are tried.
fn webp(bytes: &[u8], has_alpha: bool, recipe: &Recipe) -> Result<Vec<u8>, String> {
    let (width, height) = (recipe.width, recipe.height);
    let encoder = if has_alpha { WebpEncoder::from_rgba(bytes, width, height) } else { WebpEncoder::from_rgb(bytes, width, height) };
    let encode = |is_lossless: bool| {
        let mut config = WebPConfig::new().map_err(|()| "its encoder is of another version".to_owned())?;
        config.lossless = i32::from(is_lossless);
        config.quality = f32::from(recipe.quality);
        config.method = if is_lossless { 4 } else { 6 };
        config.use_sharp_yuv = i32::from(!is_lossless);
        encoder.encode_advanced(&config).map(|made| made.to_vec()).map_err(|error| format!("{error:?}"))
    };
    let lossy = encode(false)?;
    if !matches!(recipe.from.format, PictureFormat::Png | PictureFormat::Gif) {
        return Ok(lossy);
    }
    let lossless = encode(true)?;
    Ok(if lossless.len() < lossy.len() { lossless } else { lossy })
}
