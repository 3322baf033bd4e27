//! Which smaller files are made of a picture, and what they are called. Names come from what the files are made of and never
//! from what they hold, so that a page can name them before they are made, and every machine gives the same names.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::base::crop::{Crop, Window};
use crate::base::picture::{Picture, PictureFormat, Recipe};
use crate::base::url::{UrlPath, slug};

/// What makes the pixels and the bytes. Another version may give other bytes, which then have another name.
pub(crate) const ENCODERS: &[&str] =
    &["fast_image_resize 6.1.0", "image 0.25.10", "jpeg-encoder 0.7.1", "libwebp-sys 0.9.6", "moxcms 0.8.1", "rav1e 0.8.1", "ravif 0.13.0"];

/// To be raised when the same encoders are called otherwise.
const EDITION: u32 = 1;

/// The folder of everything that is made of pictures.
const FOLDER: &str = "pictures";

/// Pictures of more pixels are published as they are: each pixel takes several bytes of memory while they are read.
pub(crate) const MAX_PIXELS: u64 = 100_000_000;

/// Smaller pictures gain nothing.
const MIN_SIDE: u32 = 64;

/// What `[pictures]` of `site.toml` says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Settings {
    /// In the order in which browsers choose.
    pub formats: Vec<PictureFormat>,
    /// In pixels, ascending, never empty.
    pub widths: Vec<u32>,
    /// From 1 to 100.
    pub quality: u8,
    /// Whether drawings are published without what only their editors read.
    pub minify_svg: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { formats: vec![PictureFormat::Avif, PictureFormat::Webp], widths: vec![480, 800, 1200, 1800], quality: 75, minify_svg: true }
    }
}

/// A file that is made of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variant {
    pub url: UrlPath,
    /// Names the bytes in a cache: two with one key are the same.
    pub key: String,
    pub recipe: Recipe,
}

/// All files that are made of a picture.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Variants {
    /// For browsers that know newer formats, each format with its widths ascending.
    pub newer: Vec<(PictureFormat, Vec<Variant>)>,
    /// For all others, where the picture itself is larger than pages ever show it, or shows more than the page wants.
    pub usual: Option<Variant>,
}

impl Variants {
    pub(crate) fn all(&self) -> impl Iterator<Item = &Variant> {
        self.newer.iter().flat_map(|(_, variants)| variants).chain(&self.usual)
    }
}

/// A picture as its variants are made of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Original<'a> {
    /// Of its file.
    pub name: &'a str,
    pub picture: &'a Arc<Picture>,
    pub sha256: &'a [u8; 32],
}

/// The files that are made of a picture, or of the part of it that a page wants. None for one that cannot be decoded or must stay as
/// it is.
pub(crate) fn variants(original: Original<'_>, crop: Option<Crop>, settings: &Settings) -> Variants {
    let picture = original.picture;
    let window = crop.map(|crop| crop.window(picture.width, picture.height));
    let window = window.filter(|window| (window.width, window.height) != (picture.width, picture.height));
    // A part has to be made, however small it is.
    let is_wanted = window.is_some() || (!settings.formats.is_empty() && picture.width.min(picture.height) >= MIN_SIDE);
    if !is_wanted || !can_be_cut(picture) {
        return Variants::default();
    }
    let one = |format: PictureFormat, width: u32| variant(original, window, settings.quality, format, width);
    let own_width = window.map_or(picture.width, |window| window.width);
    let widths = widths(own_width, &settings.widths);
    let newer = settings.formats.iter().filter(|format| **format != picture.format || widths.len() > 1);
    let newer = newer.map(|format| (*format, widths.iter().map(|width| one(*format, *width)).collect()));
    let largest = widths.last().copied().unwrap_or(own_width);
    let is_reduced = window.is_some() || largest < own_width;
    Variants { newer: newer.collect(), usual: is_reduced.then(|| one(picture.format.reduced(), largest)) }
}

/// Whether a picture can be decoded and written anew without a loss of what it shows.
pub(crate) fn can_be_cut(picture: &Picture) -> bool {
    let is_read = matches!(picture.format, PictureFormat::Png | PictureFormat::Jpeg | PictureFormat::Webp | PictureFormat::Gif);
    let is_one = picture.animation.is_none() && !picture.is_cmyk && picture.flaw.is_none();
    is_read && is_one && picture.n_pixels() > 0 && picture.n_pixels() <= MAX_PIXELS
}

/// The widths that a picture is made in, ascending: its own, and those that are clearly smaller.
fn widths(own: u32, wanted: &[u32]) -> Vec<u32> {
    let largest = wanted.last().map_or(own, |most| own.min(*most));
    let smaller = wanted.iter().copied().filter(|width| u64::from(*width) * 5 <= u64::from(largest) * 4);
    smaller.chain([largest]).collect()
}

fn variant(original: Original<'_>, window: Option<Window>, quality: u8, format: PictureFormat, width: u32) -> Variant {
    let Original { name, picture, sha256 } = original;
    let stem = slug(name.rsplit_once('.').map_or(name, |(stem, _)| stem));
    let (own_width, own_height) = window.map_or((picture.width, picture.height), |window| (window.width, window.height));
    let (own_width, own_height) = (u64::from(own_width), u64::from(own_height));
    let height = (own_height * u64::from(width) + own_width / 2) / own_width;
    let height = u32::try_from(height).unwrap_or(u32::MAX).max(1);
    let mut hasher = Sha256::new();
    hasher.update(sha256);
    hasher.update(format!("{EDITION} {} {format:?} {width} {height} {quality} {}", ENCODERS.join(" "), picture.orientation));
    if let Some(Window { left, top, width, height }) = window {
        hasher.update(format!(" {left} {top} {width} {height}"));
    }
    let hex: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let ending = format.endings().first().copied().unwrap_or_default();
    let url = UrlPath::folder([FOLDER]).join(&format!("{stem}-{}-{width}.{ending}", &hex[..DIGITS]));
    let recipe = Recipe { from: picture.clone(), window, format, width, height, quality };
    Variant { url, key: format!("{}.{ending}", &hex[..32]), recipe }
}

/// Digits of the fingerprint in a name.
const DIGITS: usize = 10;

/// Whether an address is one that only a file made of a picture has.
pub(crate) fn is_variant(url: &UrlPath) -> bool {
    let name = url.as_str().strip_prefix('/').and_then(|rest| rest.strip_prefix(FOLDER)?.strip_prefix('/'));
    let Some((stem, _)) = name.filter(|name| !name.contains('/')).and_then(|name| name.rsplit_once('.')) else { return false };
    let mut parts = stem.rsplit('-');
    let is_width = parts.next().is_some_and(|width| !width.is_empty() && width.bytes().all(|digit| digit.is_ascii_digit()));
    is_width && parts.next().is_some_and(|hash| hash.len() == DIGITS && hash.bytes().all(|digit| digit.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(format: PictureFormat, width: u32, height: u32) -> Arc<Picture> {
        Arc::new(Picture::new(format, width, height))
    }

    #[test]
    fn widths_are_those_that_are_clearly_smaller_and_the_largest() {
        for (own, expected) in [
            (4000, &[480, 800, 1200, 1800][..]),
            (1800, &[480, 800, 1200, 1800]),
            (1300, &[480, 800, 1300]),
            (820, &[480, 820]),
            (480, &[480]),
            (100, &[100]),
        ] {
            assert_eq!(widths(own, &Settings::default().widths), expected, "{own}");
        }
    }

    #[test]
    fn names_follow_what_files_are_made_of() {
        let settings = Settings::default();
        let walk = picture(PictureFormat::Jpeg, 2000, 1001);
        let of = |sha256: [u8; 32], settings: &Settings| {
            variants(Original { name: "Our Walk.JPG", picture: &walk, sha256: &sha256 }, None, settings)
        };
        let found = of([1; 32], &settings);
        let names: Vec<&str> = found.all().map(|variant| variant.url.as_str()).collect();
        assert_eq!(names.len(), 9);
        assert!(names[0].starts_with("/pictures/our-walk-") && names[0].ends_with("-480.avif"), "{}", names[0]);
        assert!(names[8].ends_with("-1800.jpg"), "{}", names[8]);
        assert_eq!(found.newer[1].1[0].recipe.height, 240);
        assert_eq!(found, of([1; 32], &settings));
        let keys = |variants: &Variants| variants.all().map(|variant| variant.key.clone()).collect::<std::collections::BTreeSet<_>>();
        assert!(keys(&found).is_disjoint(&keys(&of([2; 32], &settings))));
        assert!(keys(&found).is_disjoint(&keys(&of([1; 32], &Settings { quality: 74, ..settings }))));
    }

    #[test]
    fn what_cannot_be_made_better_stays() {
        let n =
            |picture: &Arc<Picture>| variants(Original { name: "a", picture, sha256: &[0; 32] }, None, &Settings::default()).all().count();
        assert_eq!(n(&picture(PictureFormat::Png, 800, 600)), 4);
        assert_eq!(n(&picture(PictureFormat::Png, 60_000, 60_000)), 0);
        assert_eq!(n(&picture(PictureFormat::Avif, 800, 600)), 0);
        assert_eq!(n(&picture(PictureFormat::Png, 32, 600)), 0);
        let cmyk = Picture { is_cmyk: true, ..(*picture(PictureFormat::Jpeg, 800, 600)).clone() };
        assert_eq!(n(&Arc::new(cmyk)), 0);
        // A small WebP picture is only made anew in another format.
        assert_eq!(n(&picture(PictureFormat::Webp, 300, 200)), 1);
    }

    #[test]
    fn only_their_own_names_are_those_of_variants() {
        let is = |path: &str| UrlPath::written(path).is_some_and(|url| is_variant(&url));
        assert!(is("/pictures/our-walk-0a1b2c3d4e-480.avif"));
        for other in
            ["/pictures/walk.jpg", "/pictures/", "/pictures/walk-480.avif", "/a/walk-0a1b2c3d4e-480.avif", "/pictures/a/w-0a1b2c3d4e-4.png"]
        {
            assert!(!is(other), "{other}");
        }
    }

    #[test]
    fn the_encoders_are_those_that_are_built_in() {
        let lock = include_str!("../../Cargo.lock");
        for encoder in ENCODERS {
            let (name, version) = encoder.split_once(' ').unwrap();
            assert!(lock.contains(&format!("name = \"{name}\"\nversion = \"{version}\"")), "{encoder} is another version now");
        }
    }
}
