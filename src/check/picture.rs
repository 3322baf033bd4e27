//! Files of pictures: whole, named for what they are, and fit for the pages that show them.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::crop::{FOCUS_HELP, RATIO_HELP};
use crate::base::diagnostic::{Code, Diagnostic, Problems, grouped};
use crate::base::picture::{Animation, Flaw, Picture, PictureFormat};
use crate::base::source::{Snapshot, SourceId, Span};
use crate::content::Parsed;
use crate::picture::{CropFault, MAX_PIXELS, WrongCrop, crop};
use crate::plan::{Plan, Target};
use crate::render::Renderer;
use crate::render::pictures::Known;
use crate::render::question::ShownPicture;

/// Checks the pictures that are published.
pub(super) fn files(plan: &Plan, snapshot: &Snapshot, problems: &mut Problems) {
    let pictures = snapshot.assets.values().filter_map(|asset| Some((&asset.id, asset.picture.as_deref()?)));
    let found: Problems = pictures.filter_map(|(id, picture)| file(id, picture)).collect();
    if found.is_empty() {
        return;
    }
    let published: BTreeSet<&SourceId> =
        plan.outputs.values().filter_map(|planned| if let Target::Copy(id) = &planned.target { Some(id) } else { None }).collect();
    problems.extend(found.into_iter().filter(|problem| problem.at.as_ref().is_some_and(|at| published.contains(&at.source))));
}

fn file(id: &SourceId, picture: &Picture) -> Option<Diagnostic> {
    let problem = match picture.flaw {
        Some(flaw) => broken(id, flaw),
        None => other_ending(id, picture.format).or_else(|| too_large(id, picture))?,
    };
    Some(problem.at(id.at(0..0)))
}

/// Checks the pictures that pages show.
pub(crate) fn shown(renderer: &Renderer, pictures: &BTreeSet<ShownPicture>, problems: &mut Problems) {
    // Two files may be copies of one source.
    let known: BTreeMap<&SourceId, &Known> =
        pictures.iter().filter_map(|shown| renderer.pictures.get(&shown.file)).map(|known| (known.source(), known)).collect();
    let found = known.into_iter().filter_map(|(id, known)| Some(on_page(id, known)?.at(id.at(0..0))));
    problems.extend(found);
    let uncut: BTreeSet<&str> = pictures.iter().filter(|shown| shown.crop.is_some()).map(|shown| &*shown.file).collect();
    problems.extend(uncut.into_iter().filter_map(|file| uncut_on_page(renderer, file)));
    let wrong: BTreeSet<&WrongCrop> = pictures.iter().filter_map(|shown| shown.wrong.as_ref()).collect();
    problems.extend(wrong.into_iter().flat_map(|wrong| wrong_crop(renderer, wrong)));
}

/// A wish for a part of a picture that cannot be granted, at each place where raw HTML has it, else where a template does.
fn wrong_crop(renderer: &Renderer, wrong: &WrongCrop) -> Problems {
    let WrongCrop { written, fault } = wrong;
    let (why, help) = match fault {
        CropFault::Ratio => ("is not a shape", RATIO_HELP),
        CropFault::Focus => ("is not a point of a picture", FOCUS_HELP),
        CropFault::FocusAlone => ("says nothing without `data-ratio`", "add the shape that the picture is cut to: `data-ratio=\"16:9\"`"),
        CropFault::OwnPictures => (
            "cuts nothing from pictures that the page itself offers to choose from",
            "leave out `srcset` or the `picture` around it, from which the part would be made too, or cut each of its pictures",
        ),
    };
    let message = format!("`{written}` {why}");
    let problem = Diagnostic::new(Code::PictureCrop, message).help(format!("{help}; until then all of the picture is shown"));
    let mut places: Vec<Span> = renderer.documents.values().flat_map(|parsed| raw_crops(parsed, wrong)).collect();
    if places.is_empty() {
        let templates = renderer.themes.values().flat_map(|theme| theme.theme.templates());
        let found = templates.filter_map(|(.., source)| Some((source, source.text.find(written.as_str())?)));
        places.extend(found.map(|(source, at)| source.id.at(at..at + written.len())).next());
    }
    if places.is_empty() {
        return Problems::from(problem);
    }
    places.into_iter().map(|place| problem.clone().at(place)).collect()
}

/// The places in the raw HTML of a text that ask for just this.
fn raw_crops(parsed: &Parsed, wrong: &WrongCrop) -> Vec<Span> {
    let mut places = Vec::new();
    if !parsed.source.text.contains(&wrong.written) {
        return places;
    }
    parsed.each_raw_piece(|piece, start| {
        let tags = piece.elements().filter(|element| element.name() == "img" && crop(*element).as_ref() == Err(wrong));
        let attributes = tags.flat_map(|tag| tag.attributes());
        let found = attributes.filter(|attribute| piece.text().get(attribute.at.clone()) == Some(wrong.written.as_str()));
        places.extend(found.map(|attribute| parsed.source.id.at(start + attribute.at.start..start + attribute.at.end)));
    });
    places
}

/// A picture of which a page wants a part that cannot be made.
fn uncut_on_page(renderer: &Renderer, file: &str) -> Option<Diagnostic> {
    let known = renderer.pictures.get(file);
    if known.is_some_and(Known::can_be_cut) {
        return None;
    }
    let name = known.map_or_else(|| file.to_owned(), |known| known.source().to_string());
    let why = match known.map(|known| &*known.picture) {
        Some(picture) if picture.animation.is_some() => "it moves",
        Some(picture) if picture.is_cmyk => "it has the colours of printing",
        Some(picture) if picture.n_pixels() > MAX_PIXELS => "it is too large",
        Some(_) => "it cannot be written anew",
        None => "it is no photograph or picture of pixels that this site publishes",
    };
    let problem = Diagnostic::new(Code::PictureCrop, format!("no part can be cut from `{name}`: {why}"));
    let problem = problem.help("cut it in a program for pictures, and leave out `ratio` and `focus`; until then all of it is shown");
    Some(match known {
        Some(known) => problem.at(known.source().at(0..0)),
        None => problem,
    })
}

fn on_page(id: &SourceId, known: &Known) -> Option<Diagnostic> {
    let picture = &*known.picture;
    let name = picture.format.name();
    if !picture.format.is_of_the_web() {
        // What has the ending of another format has been told of.
        other_ending(id, picture.format).is_none().then_some(())?;
        let message = format!("`{id}` is a {name} picture, which most browsers do not show");
        return Some(
            Diagnostic::new(Code::PictureFormat, message).help("save it as JPEG, or as PNG if it is a drawing, and show that file"),
        );
    }
    if picture.is_cmyk {
        let message = format!("`{id}` has the colours of printing (CMYK), which browsers show differently");
        return Some(Diagnostic::new(Code::PictureColours, message).help("save it for screens, in RGB with the profile sRGB"));
    }
    if let Some(animation) = picture.animation.filter(|animation| animation.shortest < FLASH) {
        let Animation { n_frames, shortest } = animation;
        let message = format!(
            "`{id}` changes quickly: it has {n_frames} frames, some for {shortest} ms, and more than three flashes a second can cause seizures"
        );
        let help = "show every frame for at least 334 ms, or show a picture that stands still; if nothing in it flashes, say so in `[[check.suppress]]`";
        return Some(Diagnostic::new(Code::A11yFlash, message).help(help));
    }
    (known.len() > MAX_BYTES).then(|| {
        let message = format!("`{id}` has {} MB, and pages show it", known.len().div_ceil(1_000_000));
        Diagnostic::new(Code::PictureSize, message).help(REDUCE)
    })
}

/// Three flashes a second are one in 333 ms. Source: WCAG 2.2, 2.3.1.
const FLASH: u32 = 334;

/// Larger files are told where pages show them: this is what a good camera writes.
const MAX_BYTES: u64 = 25_000_000;

const REDUCE: &str = "reduce it to at most 4,000 pixels a side: no screen shows more";

fn too_large(id: &SourceId, picture: &Picture) -> Option<Diagnostic> {
    (picture.n_pixels() > MAX_PIXELS).then(|| {
        let message = format!(
            "`{id}` has {} × {} pixels, which many browsers cannot show",
            grouped(picture.width.into()),
            grouped(picture.height.into())
        );
        Diagnostic::new(Code::PictureSize, message).help(REDUCE)
    })
}

fn broken(id: &SourceId, flaw: Flaw) -> Diagnostic {
    let (message, help) = match flaw {
        Flaw::Empty => (format!("`{id}` is empty"), "copy the picture here again, or remove the file"),
        Flaw::NoPicture => (
            format!("`{id}` has the name of a picture, and is none"),
            "save the picture as JPEG or PNG, or give the file the name of what it is",
        ),
        Flaw::CutShort => {
            (format!("`{id}` ends before its picture does"), "copy it here again from where it came: a part of it was lost on the way")
        }
        Flaw::NoSize => {
            (format!("`{id}` does not say how wide and high its picture is"), "open it in a program for pictures, and save it anew")
        }
    };
    Diagnostic::new(Code::BrokenPicture, message).help(help)
}

/// A picture by the name of another format. Servers tell its type by the name.
fn other_ending(id: &SourceId, format: PictureFormat) -> Option<Diagnostic> {
    let (stem, ending) = id.file_name().rsplit_once('.')?;
    let usual = format.endings().first()?;
    if format.endings().contains(&ending.to_lowercase().as_str()) {
        return None;
    }
    let name = format.name();
    let message = format!("`{id}` is a {name} picture, which its name does not say");
    let help = if format.is_of_the_web() {
        format!("rename it to `{stem}.{usual}`, also where pages name it: servers tell browsers by the name what a file is")
    } else {
        format!("save it as JPEG or PNG: browsers do not show {name}")
    };
    Some(Diagnostic::new(Code::PictureEnding, message).help(help))
}
