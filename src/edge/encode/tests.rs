#![expect(clippy::disallowed_methods, reason = "looks into the cache")]

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use tempfile::TempDir;

use super::{Cache, make, missing, provisional, settle};
use crate::base::artifact::{Artifact, ArtifactKind, Content, Derived, Drawing, OutputPath, Smaller, Way};
use crate::base::crop::Window;
use crate::base::picture::{Picture, PictureFormat, Recipe};
use crate::base::sheet::Sheet;
use crate::base::source::{AssetBytes, SourceId};
use crate::picture;

fn written(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A picture whose left half is red and whose right half is blue.
fn halves(width: u32, height: u32) -> DynamicImage {
    let colour = |x| if x < width / 2 { [200, 20, 20] } else { [20, 20, 200] };
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, |x, _| Rgb(colour(x))))
}

fn facts(bytes: &[u8]) -> Picture {
    picture::read("a.png", Cursor::new(bytes), bytes.len() as u64).unwrap()
}

fn derived(bytes: &[u8], from: Picture, format: PictureFormat, width: u32, height: u32) -> Derived {
    derived_from("content/a.png", bytes, from, format, width, height)
}

fn derived_from(source: &str, bytes: &[u8], from: Picture, format: PictureFormat, width: u32, height: u32) -> Derived {
    Derived {
        key: format!("0a1b2c-{width}.{}", format.endings()[0]),
        way: Way::Smaller(Smaller {
            recipe: Recipe { from: Arc::new(from), window: None, format, width, height, quality: 75 },
            source: SourceId::new(source),
            original: AssetBytes::Memory(Arc::from(bytes)),
            original_len: bytes.len() as u64,
        }),
        len: None,
    }
}

fn artifacts(all: Vec<Derived>) -> BTreeMap<OutputPath, Artifact> {
    let one = |derived: Derived| {
        let path = OutputPath::new(&derived.key).unwrap();
        (path, Artifact::new(ArtifactKind::Asset, Content::Derived(Arc::new(derived))))
    };
    all.into_iter().map(one).collect()
}

/// Makes pictures in a folder, and gives back how many were made, what was wrong, and the bytes by name.
fn run(folder: &TempDir, all: Vec<Derived>) -> (usize, Vec<String>, BTreeMap<String, Vec<u8>>) {
    let cache = Cache::open(&folder.path().join("cache"));
    let mut artifacts = artifacts(all);
    let made = make(&cache, folder.path(), &missing(&cache, &artifacts), &|_| {}, &|| false);
    settle(&cache, folder.path(), &mut artifacts);
    let bytes = |content: &Content| match content {
        Content::Disk { path, len, .. } => {
            let bytes = std::fs::read(folder.path().join(&**path)).unwrap();
            assert_eq!(bytes.len() as u64, *len);
            bytes
        }
        other => other.bytes().unwrap().to_vec(),
    };
    let read = artifacts.iter().map(|(path, artifact)| (path.to_string(), bytes(&artifact.content))).collect();
    (made.n_made, made.problems.into_iter().map(|problem| problem.message).collect(), read)
}

#[test]
fn every_format_has_the_wanted_size_and_the_colours() {
    let folder = TempDir::new().unwrap();
    let original = written(&halves(120, 80), ImageFormat::Png);
    let formats = [PictureFormat::Avif, PictureFormat::Webp, PictureFormat::Jpeg, PictureFormat::Png];
    let all = formats.map(|format| derived(&original, facts(&original), format, 60, 40));
    let (n_made, problems, read) = run(&folder, all.to_vec());
    assert_eq!((n_made, problems), (4, vec![]));
    for (format, bytes) in formats.iter().zip(formats.map(|format| &read[&format!("0a1b2c-60.{}", format.endings()[0])])) {
        let found = facts(bytes);
        assert_eq!((found.format, found.width, found.height, found.flaw), (*format, 60, 40, None));
        if *format != PictureFormat::Avif {
            let decoded = image::load_from_memory(bytes).unwrap().into_rgb8();
            let near = |pixel: &Rgb<u8>, wanted: [u8; 3]| pixel.0.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 12);
            assert!(near(decoded.get_pixel(10, 20), [200, 20, 20]) && near(decoded.get_pixel(50, 20), [20, 20, 200]), "{format:?}");
        }
    }
}

#[test]
fn what_lies_on_its_side_is_set_upright_and_what_is_clear_stays_clear() {
    let folder = TempDir::new().unwrap();
    let original = written(&halves(80, 120), ImageFormat::Png);
    // As a camera that was held upright notes it: the left of what it took is above.
    let turned = Picture { width: 120, height: 80, orientation: 6, ..facts(&original) };
    let clear = written(
        &DynamicImage::ImageRgba8(RgbaImage::from_fn(80, 80, |x, _| Rgba([9, 99, 9, if x < 40 { 0 } else { 255 }]))),
        ImageFormat::Png,
    );
    let clear = derived_from("content/b.png", &clear, facts(&clear), PictureFormat::Webp, 40, 40);
    let (_, problems, read) = run(&folder, vec![derived(&original, turned, PictureFormat::Png, 60, 40), clear]);
    assert_eq!(problems, [""; 0]);
    let upright = image::load_from_memory(&read["0a1b2c-60.png"]).unwrap().into_rgb8();
    assert_eq!([(30, 5), (30, 35), (5, 5), (55, 35)].map(|(x, y)| upright.get_pixel(x, y).0[0] > 100), [true, false, true, false]);
    let clear = image::load_from_memory(&read["0a1b2c-40.webp"]).unwrap().into_rgba8();
    assert_eq!((clear.get_pixel(5, 20).0[3], clear.get_pixel(35, 20).0[3]), (0, 255));
}

#[test]
fn nothing_is_made_twice_and_what_is_damaged_is_made_anew() {
    let folder = TempDir::new().unwrap();
    let original = written(&halves(80, 80), ImageFormat::Png);
    let all = || {
        vec![
            derived(&original, facts(&original), PictureFormat::Webp, 40, 40),
            derived(&original, facts(&original), PictureFormat::Png, 40, 40),
        ]
    };
    let (n_made, _, first) = run(&folder, all());
    assert_eq!(n_made, 2);
    assert_eq!(run(&folder, all()).0, 0);
    let kept: Vec<_> = std::fs::read_dir(folder.path().join("cache")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(kept.len(), 2);
    let webp = kept.iter().find(|path| path.extension().is_some_and(|ending| ending == "webp")).unwrap();
    let whole = std::fs::read(webp).unwrap();
    std::fs::write(webp, &whole[..whole.len() - 1]).unwrap();
    let (n_made, _, again) = run(&folder, all());
    assert_eq!((n_made, again), (1, first));
}

#[test]
fn a_picture_that_cannot_be_read_is_told_and_published_as_it_is() {
    let folder = TempDir::new().unwrap();
    let whole = written(&halves(80, 80), ImageFormat::Png);
    let found = facts(&whole);
    // The pixels are damaged, which only a decoder sees.
    let mut damaged = whole.clone();
    let idat = whole.windows(4).position(|kind| kind == b"IDAT").unwrap();
    damaged[idat + 4..idat + 12].fill(0xee);
    let (n_made, problems, read) = run(&folder, vec![derived(&damaged, found.clone(), PictureFormat::Webp, 40, 40)]);
    assert_eq!(n_made, 0);
    assert!(problems[0].starts_with("nothing smaller can be made of `content/a.png`: "), "{problems:?}");
    assert_eq!(read["0a1b2c-40.webp"], damaged);

    // One that is larger than its head says is not trusted either.
    let lying = Picture { width: 40, height: 40, ..found };
    let (_, problems, _) = run(&folder, vec![derived(&whole, lying, PictureFormat::Webp, 20, 20)]);
    assert_eq!(problems, ["nothing smaller can be made of `content/a.png`: its size is not the one that its head says"]);
}

#[test]
fn a_part_is_shown_in_its_shape_before_a_build_has_made_it() {
    let folder = TempDir::new().unwrap();
    let whole = written(&halves(80, 40), ImageFormat::Png);
    let found = facts(&whole);
    let mut derived = derived(&whole, found, PictureFormat::Avif, 40, 40);
    let Way::Smaller(smaller) = &mut derived.way else { panic!("a smaller picture") };
    smaller.recipe.window = Some(Window { left: 40, top: 0, width: 40, height: 40 });
    let (name, content) = provisional(folder.path(), &derived).unwrap();
    let pixels = image::load_from_memory(content.bytes().unwrap()).unwrap().to_rgb8();
    assert_eq!((name.as_str(), pixels.dimensions(), pixels.get_pixel(0, 0).0), ("content/a.png", (40, 40), [20, 20, 200]));
}

#[test]
fn a_preview_that_no_build_has_made_is_shown_as_what_it_is() {
    let drawing = Drawing {
        svg: "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 210 297\"><path d=\"M0 0h210v297z\"/></svg>".into(),
        fonts: Arc::default(),
        pictures: Arc::default(),
        sheet: Sheet::A4,
        is_preview: true,
        title: "".into(),
        language: "en".into(),
        what: "it".into(),
        at: None,
    };
    let derived = Derived { key: String::new(), way: Way::Drawing(drawing), len: None };
    let (name, content) = provisional(Path::new("."), &derived).unwrap();
    assert_eq!(name, "drawing.webp");
    assert!(content.bytes().unwrap().starts_with(b"RIFF"));
}
