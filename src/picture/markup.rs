//! What a page says of a picture beside its address: how large it is, and when a browser is to load it.

use std::fmt::Write;

use crate::base::picture::Picture;
use crate::syntax::html::Element;

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

/// The tag of a picture with what it lacks. What its author wrote stays.
pub(crate) fn tag(element: Element<'_, '_>, place: Place, picture: Option<&Picture>) -> String {
    let tag = &element.document().text()[element.at()];
    let mut added = String::new();
    if let Some(picture) = picture {
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
    // Behind the last attribute, since a slash at the end may belong to a value without quotes.
    let end = element.attributes().iter().map(|attribute| attribute.at.end).max().map_or(0, |end| end - element.at().start);
    format!("{}{added}{}", &tag[..end], &tag[end..])
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
