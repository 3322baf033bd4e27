//! `cargo xtask bench pictures`: how many bytes Ribbon's pictures have next to those of npm's `sharp` that look as good, by SSIMULACRA2.
//!
//! Every picture is first reduced without a loss, so that both encode the same pixels. Of `sharp`, the quality is searched whose score is
//! that of Ribbon's file, and its bytes are those between the two nearest qualities.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use image::RgbImage;
use ssimulacra2::{ColorPrimaries, Rgb, TransferCharacteristic, compute_frame_ssimulacra2};

use super::measure;
use crate::shell;

const WIDTHS: [u32; 2] = [480, 1200];
const FORMATS: [&str; 2] = ["avif", "webp"];

/// One file of Ribbon's next to what `sharp` needs for its looks.
struct Compared {
    picture: String,
    width: u32,
    format: &'static str,
    bytes: u64,
    score: f64,
    sharp_bytes: f64,
}

pub(crate) fn run(words: &[&str]) -> Result<(), String> {
    let (mut ribbon, mut photographs) = (None, Vec::new());
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match *word {
            "--ribbon" => ribbon = Some(PathBuf::from(words.next().ok_or("--ribbon needs the path of a program")?)),
            file => photographs.push(PathBuf::from(file)),
        }
    }
    let ribbon = super::program(ribbon.as_deref())?;
    let folder = std::env::temp_dir().join(format!("ribbon-pictures-{}", std::process::id()));
    fs::create_dir_all(folder.join("originals")).map_err(|error| error.to_string())?;
    let outcome = compare(&ribbon, &folder, photographs);
    let _ = fs::remove_dir_all(&folder);
    outcome
}

fn compare(ribbon: &Path, folder: &Path, mut pictures: Vec<PathBuf>) -> Result<(), String> {
    let sharp = Sharp::find(folder)?;
    if pictures.is_empty() {
        pictures = drawn(&folder.join("originals"))?;
    }
    let mut compared = Vec::new();
    for (at, picture) in pictures.iter().enumerate() {
        for width in WIDTHS {
            let reference = folder.join(format!("{at}-{width}.png"));
            sharp.run("png", picture, width, &reference)?;
            let own = read(&reference)?;
            // A picture that is smaller has been compared in its own width.
            if own.width() == width || width == WIDTHS[0] {
                compared.extend(one(ribbon, &sharp, folder, &reference, &own, name(picture))?);
            }
        }
    }
    print(&compared, &sharp.version);
    Ok(())
}

/// A picture in both formats.
fn one(ribbon: &Path, sharp: &Sharp, folder: &Path, reference: &Path, own: &RgbImage, picture: String) -> Result<Vec<Compared>, String> {
    let site = folder.join("site");
    let _ = fs::remove_dir_all(&site);
    let write = |path: &str, text: &str| {
        let path = site.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&site)).and_then(|()| fs::write(path, text)).map_err(|error| error.to_string())
    };
    write("site.toml", &format!("title = \"P\"\nbase_url = \"https://p.test\"\n[pictures]\nwidths = [{}]\n", own.width()))?;
    write("content/_index.md", "+++\ntitle = \"P\"\ndescription = \"P\"\n+++\n\n![A picture](p.png)\n")?;
    fs::copy(reference, site.join("content/p.png")).map_err(|error| error.to_string())?;
    shell::output(Command::new(ribbon).args(["build", "--quiet", "--root"]).arg(&site))?;
    let mut compared = Vec::new();
    for format in FORMATS {
        let made = measure::files_below(&site.join("public/pictures"))?;
        let made = made.into_keys().find(|path| path.extension().is_some_and(|ending| ending == format));
        let made = made.ok_or_else(|| format!("Ribbon made no {format} of {picture}"))?;
        let looks = folder.join("ours.png");
        sharp.run("png", &made, 0, &looks)?;
        let score = score(own, &read(&looks)?)?;
        let bytes = length(&made)?;
        let sharp_bytes = at_score(score, |quality| {
            let out = folder.join(format!("theirs.{format}"));
            sharp.run(format, reference, quality, &out)?;
            Ok((length(&out)?, self::score(own, &read(&folder.join(format!("theirs.{format}.png")))?)?))
        })?;
        compared.push(Compared { picture: picture.clone(), width: own.width(), format, bytes, score, sharp_bytes });
    }
    Ok(compared)
}

/// The bytes of a file of this score: between those of the two nearest qualities, by their logarithms.
fn at_score(wanted: f64, mut encode: impl FnMut(u32) -> Result<(u64, f64), String>) -> Result<f64, String> {
    let (mut low, mut high) = (1, 100);
    let (mut below, mut above) = (encode(low)?, encode(high)?);
    while high - low > 1 {
        let middle = u32::midpoint(low, high);
        let found = encode(middle)?;
        if found.1 < wanted {
            (low, below) = (middle, found);
        } else {
            (high, above) = (middle, found);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "files are far smaller")]
    let (fewer, more) = ((below.0 as f64).ln(), (above.0 as f64).ln());
    let part = if above.1 > below.1 { ((wanted - below.1) / (above.1 - below.1)).clamp(0.0, 1.0) } else { 1.0 };
    Ok((fewer + (more - fewer) * part).exp())
}

/// How alike two pictures look to people: 100 is the same, 90 cannot be told apart, 70 is good.
fn score(original: &RgbImage, other: &RgbImage) -> Result<f64, String> {
    let frame = |picture: &RgbImage| {
        let pixels = picture.pixels().map(|pixel| pixel.0.map(|channel| f32::from(channel) / 255.0)).collect();
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        Rgb::new(pixels, width, height, TransferCharacteristic::SRGB, ColorPrimaries::BT709).map_err(|error| error.to_string())
    };
    compute_frame_ssimulacra2(frame(original)?, frame(other)?).map_err(|error| error.to_string())
}

fn print(compared: &[Compared], version: &str) {
    println!("Bytes of Ribbon next to those of sharp {version} that look as good (SSIMULACRA2); under 1 is fewer\n");
    println!("| picture | width | format | score | Ribbon | sharp | ratio |\n|---|--:|---|--:|--:|--:|--:|");
    #[expect(clippy::cast_precision_loss, reason = "files are far smaller")]
    let ratio = |one: &Compared| one.bytes as f64 / one.sharp_bytes;
    for one in compared {
        let Compared { picture, width, format, bytes, score, sharp_bytes } = one;
        println!("| {picture} | {width} | {format} | {score:.1} | {bytes} | {sharp_bytes:.0} | {:.2} |", ratio(one));
    }
    for format in FORMATS {
        let logs: Vec<f64> = compared.iter().filter(|one| one.format == format).map(|one| ratio(one).ln()).collect();
        #[expect(clippy::cast_precision_loss, reason = "a few pictures")]
        let mean = (logs.iter().sum::<f64>() / logs.len().max(1) as f64).exp();
        println!("\n{format}: {mean:.3} times the bytes, the geometric mean of {} pictures", logs.len());
    }
}

/// Pictures with what photographs have: soft light, detail at all sizes, an edge and grain; always the same.
fn drawn(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let write = |(at, seed): (usize, u32)| {
        let path = folder.join(format!("drawn-{}.png", at + 1));
        let picture = RgbImage::from_fn(1200, 800, |x, y| image::Rgb(pixel(x, y, seed)));
        picture.save(&path).map_err(|error| error.to_string())?;
        Ok(path)
    };
    [7, 1301, 90_001].into_iter().enumerate().map(write).collect()
}

fn pixel(x: u32, y: u32, seed: u32) -> [u8; 3] {
    #[expect(clippy::cast_precision_loss, reason = "a picture's sides")]
    let (left, top) = (x as f32, y as f32);
    let mut light = 0.0;
    let mut size = 400.0;
    for octave in 0..7_u32 {
        light += noise(left / size, top / size, seed + octave) * size / 700.0;
        size /= 2.0;
    }
    let horizon = 420.0 + 90.0 * noise(left / 160.0, 0.5, seed + 50);
    let grain = (noise(left, top, seed + 99) - 0.5) * 0.03;
    let base = if top < horizon { [0.55, 0.66, 0.85] } else { [0.36, 0.33, 0.22] };
    base.map(|channel: f32| {
        let value = (channel * (0.55 + 0.75 * light) + grain).clamp(0.0, 1.0) * 255.0;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 255")]
        let value = value as u8;
        value
    })
}

/// Smooth noise between 0 and 1.
fn noise(x: f32, y: f32, seed: u32) -> f32 {
    let at = |x: f32, y: f32| {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a picture's sides")]
        let mut hash = (x as u32).wrapping_mul(0x9e37_79b1) ^ (y as u32).wrapping_mul(0x85eb_ca77) ^ seed.wrapping_mul(0xc2b2_ae3d);
        hash = (hash ^ (hash >> 15)).wrapping_mul(0x2c1b_3c6d);
        hash = (hash ^ (hash >> 12)).wrapping_mul(0x297a_2d39);
        f32::from((hash >> 16) as u16) / 65535.0
    };
    let soft = |part: f32| part * part * (3.0 - 2.0 * part);
    let (left, top) = (x.floor(), y.floor());
    let (right, down) = (soft(x - left), soft(y - top));
    let mix = |a: f32, b: f32, part: f32| a + (b - a) * part;
    mix(mix(at(left, top), at(left + 1.0, top), right), mix(at(left, top + 1.0), at(left + 1.0, top + 1.0), right), down)
}

/// npm's `sharp`: that of the folder which `SHARP_FOLDER` names, or a new one.
struct Sharp {
    folder: PathBuf,
    script: PathBuf,
    version: String,
}

impl Sharp {
    fn find(work: &Path) -> Result<Self, String> {
        let folder = match std::env::var_os("SHARP_FOLDER") {
            Some(folder) => PathBuf::from(folder),
            None => {
                let folder = work.join("sharp");
                fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
                shell::output(Command::new("npm").args(["install", "--no-save", "--silent", "sharp"]).current_dir(&folder))?;
                folder
            }
        };
        let script = shell::repository().join("xtask/src/bench/pictures.mjs");
        let package = fs::read_to_string(folder.join("node_modules/sharp/package.json")).map_err(|error| format!("no sharp: {error}"))?;
        let version = package.split("\"version\": \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("?").to_owned();
        Ok(Self { folder, script, version })
    }

    fn run(&self, task: &str, from: &Path, number: u32, to: &Path) -> Result<(), String> {
        let mut command = Command::new("node");
        command.arg(&self.script).arg(task).arg(from).arg(number.to_string()).arg(to).env("SHARP_FOLDER", &self.folder);
        shell::output(&mut command).map(|_| ())
    }
}

fn read(path: &Path) -> Result<RgbImage, String> {
    Ok(image::open(path).map_err(|error| format!("{}: {error}", path.display()))?.to_rgb8())
}

fn length(path: &Path) -> Result<u64, String> {
    fs::metadata(path).map(|found| found.len()).map_err(|error| error.to_string())
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
