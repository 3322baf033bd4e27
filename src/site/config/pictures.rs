//! `[pictures]`: which smaller files are made of the site's pictures.

use super::section;
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::picture::PictureFormat;
use crate::base::source::SourceId;
use crate::picture::Settings;
use crate::syntax::fields::{Fields, Spanned};

const FORMATS: &[(&str, PictureFormat)] = &[("avif", PictureFormat::Avif), ("webp", PictureFormat::Webp)];

/// The smallest and the largest width, in pixels.
const WIDTHS: std::ops::RangeInclusive<i64> = 64..=8192;

/// The most widths: each picture is made in each of them.
const MAX_WIDTHS: usize = 10;

pub(super) fn read(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> Settings {
    let usual = Settings::default();
    section(fields, source, "pictures", problems, |keys, problems| Settings {
        formats: formats(keys, source, problems).unwrap_or(usual.formats),
        widths: widths(keys, source, problems).unwrap_or(usual.widths),
        quality: quality(keys, source, problems).unwrap_or(usual.quality),
        minify_svg: keys.optional("minify_svg", problems).unwrap_or(usual.minify_svg),
    })
}

fn invalid(source: &SourceId, at: std::ops::Range<usize>, message: String, help: &str) -> Diagnostic {
    Diagnostic::new(Code::InvalidValue, message).at(source.at(at)).help(help)
}

fn formats(keys: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> Option<Vec<PictureFormat>> {
    let names: Vec<Spanned<String>> = keys.optional("formats", problems)?;
    let mut formats = Vec::new();
    for name in names {
        match FORMATS.iter().find(|(known, _)| *known == name.value) {
            Some((_, format)) if formats.contains(format) => {}
            Some((_, format)) => formats.push(*format),
            None => {
                let help = Suggestion::nearest(&name.value, FORMATS.iter().map(|(known, _)| *known));
                let help = help.or("expected `avif` or `webp`; without any, pictures are published as they are");
                problems.push(invalid(source, name.span, format!("pictures cannot be made as `{}`", name.value), &help));
            }
        }
    }
    Some(formats)
}

fn widths(keys: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> Option<Vec<u32>> {
    let written: Vec<Spanned<i64>> = keys.optional("widths", problems)?;
    let mut widths = Vec::new();
    for width in written {
        match u32::try_from(width.value).ok().filter(|_| WIDTHS.contains(&width.value)) {
            Some(width) if widths.len() < MAX_WIDTHS => widths.push(width),
            Some(_) => {
                problems.push(invalid(
                    source,
                    width.span,
                    format!("there are more than {MAX_WIDTHS} widths"),
                    "leave out those that are near to others",
                ));
                break;
            }
            None => {
                let help = "write pixels, from 64 to 8192: `widths = [480, 800, 1200, 1800]`";
                problems.push(invalid(source, width.span, format!("a picture cannot be {} wide", width.value), help));
            }
        }
    }
    widths.sort_unstable();
    widths.dedup();
    (!widths.is_empty()).then_some(widths)
}

fn quality(keys: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> Option<u8> {
    let written: Spanned<i64> = keys.optional("quality", problems)?;
    let quality = u8::try_from(written.value).ok().filter(|quality| (1..=100).contains(quality));
    if quality.is_none() {
        let help = "write a number from 1, smallest, to 100, best; 75 is usual";
        problems.push(invalid(source, written.span, format!("`quality` cannot be {}", written.value), help));
    }
    quality
}
