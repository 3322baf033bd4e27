//! What a page says of a picture beside its address: how large it is, and when a browser is to load it.

use std::fmt::Write;

use serde::{Deserialize, Serialize};

use super::variants::{Variant, Variants};
use crate::base::crop::{Crop, Focus, Ratio};
use crate::base::picture::Picture;
use crate::base::url::BaseUrl;
use crate::syntax::html::{Attribute, Element, escape};

/// Where a picture stands on its page, which decides when it is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Above the main part, where everybody sees it at once.
    Above,
    /// The first of the main part, which most visitors wait for.
    First,
    /// Further down, where it is loaded when a reader comes near.
    Below,
}

/// How wide pages show a picture that does not say so itself: as wide as a text, or as the screen.
const SIZES: &str = "(min-width: 48rem) 44rem, 100vw";

/// A picture of the site, with what is made of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown<'a> {
    pub picture: &'a Picture,
    pub variants: &'a Variants,
    /// The part that is shown, if it can be made.
    pub crop: Option<Crop>,
    /// What the addresses of the site begin with.
    pub base: &'a BaseUrl,
}

/// The attributes by which a tag asks for a part of its picture. No finished page has them.
const RATIO: &str = "data-ratio";
const FOCUS: &str = "data-focus";

/// A wish for a part of a picture that cannot be granted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct WrongCrop {
    /// The attribute, as it is written.
    pub written: String,
    pub fault: CropFault,
}

/// Why a wish for a part of a picture cannot be granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum CropFault {
    Ratio,
    Focus,
    /// A focus says nothing without a shape.
    FocusAlone,
    /// Who offers pictures to choose from has to make the part as well.
    OwnPictures,
}

/// The part of its picture that a tag asks for, if it asks for any. An empty attribute asks for nothing.
///
/// # Errors
///
/// Says which attribute asks for what cannot be granted.
pub(crate) fn crop(element: Element<'_, '_>) -> Result<Option<Crop>, WrongCrop> {
    let wish = |name: &str| element.attribute(name).filter(|attribute| !attribute.value.trim().is_empty());
    let wrong = |attribute: &Attribute<'_>, fault| WrongCrop { written: written(element, attribute).to_owned(), fault };
    let (ratio, focus) = (wish(RATIO), wish(FOCUS));
    let Some(first) = ratio.or(focus) else { return Ok(None) };
    if has_own(element) {
        return Err(wrong(first, CropFault::OwnPictures));
    }
    let point = match focus {
        Some(focus) => Focus::read(&focus.value).ok_or_else(|| wrong(focus, CropFault::Focus))?,
        None => Focus::CENTER,
    };
    let ratio = ratio.ok_or_else(|| wrong(first, CropFault::FocusAlone))?;
    let shape = Ratio::read(&ratio.value).ok_or_else(|| wrong(ratio, CropFault::Ratio))?;
    Ok(Some(Crop { ratio: shape, focus: point }))
}

/// An attribute as its author wrote it.
fn written<'t>(element: Element<'_, 't>, attribute: &Attribute<'_>) -> &'t str {
    element.document().text().get(attribute.at.clone()).unwrap_or_default()
}

/// Whether a text may ask for parts of pictures.
pub(crate) fn may_ask_for_parts(html: &str) -> bool {
    [RATIO, FOCUS].iter().any(|name| memchr::memmem::find(html.as_bytes(), name.as_bytes()).is_some())
}

/// Whether an author offers pictures to choose from.
fn has_own(element: Element<'_, '_>) -> bool {
    element.attribute("srcset").is_some() || element.parent().is_some_and(|parent| parent.name() == "picture")
}

/// A tag without its wish for a part of its picture.
pub(crate) fn without_crop(element: Element<'_, '_>) -> String {
    let at = element.at();
    edited(element, at.end, None, &[RATIO, FOCUS])
}

/// The source of a tag up to a byte, without some attributes, and with another address if there is one.
fn edited(element: Element<'_, '_>, end: usize, src: Option<&str>, without: &[&str]) -> String {
    let text = element.document().text();
    let mut written = String::with_capacity(end - element.at().start);
    let mut from = element.at().start;
    for attribute in element.attributes() {
        let is_first = element.attribute(&attribute.name).is_some_and(|first| first.at == attribute.at);
        if without.contains(&&*attribute.name) {
            written.push_str(text[from..attribute.at.start].trim_end_matches(|sign: char| sign.is_ascii_whitespace()));
        } else if let Some(src) = src.filter(|_| is_first && attribute.name == "src") {
            written.push_str(&text[from..attribute.at.start]);
            attribute_into(&mut written, "src", &escape(src));
        } else {
            continue;
        }
        from = attribute.at.end;
    }
    written.push_str(&text[from..end]);
    written
}

/// The tag of a picture of the site with what it lacks. What its author wrote stays.
pub(crate) fn tag(element: Element<'_, '_>, place: Place, shown: Shown<'_>) -> String {
    let at = element.at();
    let has_own = has_own(element);
    let (sources, own) = if has_own { (String::new(), String::new()) } else { (sources(element, shown), candidates(element, shown)) };
    // Behind the last attribute, since a slash at the end may belong to a value without quotes.
    let end = element.attributes().iter().map(|attribute| attribute.at.end).max().unwrap_or(at.end);
    // Without something to choose from no size is said.
    let without: &[&str] = if has_own { &[RATIO, FOCUS] } else { &[RATIO, FOCUS, "sizes"] };
    let cut = shown.variants.usual.as_ref().filter(|_| shown.crop.is_some() && !has_own);
    let src = cut.map(|cut| shown.base.href(&cut.url));
    let written = edited(element, end, src.as_deref(), without);
    let sides = match shown.crop {
        Some(crop) if !has_own => {
            let window = crop.window(shown.picture.width, shown.picture.height);
            (window.width, window.height)
        }
        _ => (shown.picture.width, shown.picture.height),
    };
    let tag = format!("{written}{own}{}{}", added(element, place, sides), &element.document().text()[end..at.end]);
    if sources.is_empty() { tag } else { format!("<picture>{sources}{tag}</picture>") }
}

/// What all other browsers choose from, where the picture itself is larger than they need.
fn candidates(element: Element<'_, '_>, shown: Shown<'_>) -> String {
    let Some(usual) = &shown.variants.usual else { return String::new() };
    let href = shown.base.href(&usual.url);
    let sizes = escape(element.value("sizes").unwrap_or(SIZES));
    format!(" srcset=\"{} {}w\" sizes=\"{sizes}\"", escape(&href), usual.recipe.width)
}

/// What browsers that know newer formats choose from.
fn sources(element: Element<'_, '_>, shown: Shown<'_>) -> String {
    let mut made = String::new();
    let sizes = escape(element.value("sizes").unwrap_or(SIZES));
    for (format, variants) in &shown.variants.newer {
        let one = |variant: &Variant| format!("{} {}w", shown.base.href(&variant.url), variant.recipe.width);
        let list: Vec<String> = variants.iter().map(one).collect();
        let list = list.join(", ");
        let list = escape(&list);
        // A string takes everything.
        let _ = write!(made, "<source type=\"{}\" srcset=\"{list}\" sizes=\"{sizes}\">", format.media_type());
    }
    made
}

/// The attributes that are missing.
fn added(element: Element<'_, '_>, place: Place, sides: (u32, u32)) -> String {
    let mut added = String::new();
    if sides.0 > 0 && sides.1 > 0 {
        size(element, sides, &mut added);
    }
    let wanted: &[(&str, &str)] = match place {
        Place::Above => &[],
        Place::First => &[("fetchpriority", "high")],
        Place::Below => &[("loading", "lazy"), ("decoding", "async")],
    };
    // An author who says when to load a picture has thought of the rest.
    if element.attribute("loading").is_none() && element.attribute("fetchpriority").is_none() {
        let missing = wanted.iter().filter(|(name, _)| element.attribute(name).is_none());
        missing.for_each(|(name, value)| attribute(&mut added, name, value));
    }
    added
}

/// Both sides, so that nothing moves when the picture arrives. A side that is written gives the other.
fn size(element: Element<'_, '_>, (width, height): (u32, u32), added: &mut String) {
    let (width, height) = (u64::from(width), u64::from(height));
    let written = |name: &str| element.value(name).map(|value| value.trim().parse::<u64>());
    let other = |side: u64, of: u64, to: u64| (side * to + of / 2) / of;
    match (written("width"), written("height")) {
        (None, None) => {
            attribute(added, "width", &width.to_string());
            attribute(added, "height", &height.to_string());
        }
        (Some(Ok(side)), None) if side < 1_000_000 => attribute(added, "height", &other(side, width, height).to_string()),
        (None, Some(Ok(side))) if side < 1_000_000 => attribute(added, "width", &other(side, height, width).to_string()),
        _ => {}
    }
}

/// Adds an attribute whose value needs no escape.
fn attribute(added: &mut String, name: &str, value: &str) {
    added.push(' ');
    attribute_into(added, name, value);
}

/// Adds an attribute whose value is escaped, without a space.
fn attribute_into(added: &mut String, name: &str, value: &str) {
    // A string takes everything.
    let _ = write!(added, "{name}=\"{value}\"");
}
