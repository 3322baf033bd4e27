//! What a page says of a picture beside its address: how large it is, and when a browser is to load it.

use std::fmt::Write;

use super::variants::{Variant, Variants};
use crate::base::picture::Picture;
use crate::base::url::BaseUrl;
use crate::syntax::html::{Element, escape};

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
    /// What the addresses of the site begin with.
    pub base: &'a BaseUrl,
}

/// The tag of a picture of the site with what it lacks. What its author wrote stays.
pub(crate) fn tag(element: Element<'_, '_>, place: Place, shown: Shown<'_>) -> String {
    let at = element.at();
    // Who offers sizes to choose from has made them.
    let has_own = element.attribute("srcset").is_some() || element.parent().is_some_and(|parent| parent.name() == "picture");
    let sizes = element.attribute("sizes").filter(|_| !has_own);
    let (sources, own) = if has_own { (String::new(), String::new()) } else { (sources(element, shown), candidates(element, shown)) };
    // Behind the last attribute, since a slash at the end may belong to a value without quotes.
    let end = element.attributes().iter().map(|attribute| attribute.at.end).max().unwrap_or(at.end);
    let text = element.document().text();
    // Without something to choose from no size is said.
    let written = match sizes {
        Some(sizes) => format!("{}{}", &text[at.start..sizes.at.start], &text[sizes.at.end..end]),
        None => text[at.start..end].to_owned(),
    };
    let tag = format!("{written}{own}{}{}", added(element, place, shown.picture), &text[end..at.end]);
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
fn added(element: Element<'_, '_>, place: Place, picture: &Picture) -> String {
    let mut added = String::new();
    if picture.n_pixels() > 0 {
        size(element, picture, &mut added);
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
fn size(element: Element<'_, '_>, picture: &Picture, added: &mut String) {
    let (width, height) = (u64::from(picture.width), u64::from(picture.height));
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
    // A string takes everything.
    let _ = write!(added, " {name}=\"{value}\"");
}
