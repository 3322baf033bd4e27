//! Which of the pictures on offer a browser takes, in a window of a stated size.

use crate::page::Environment;
use crate::syntax::addresses::choices;
use crate::syntax::html::Element;

/// How many of a common phone's pixels one CSS pixel has.
const DENSITY: f64 = 2.625;

/// The address of the picture that an `img` shows.
pub(super) fn of_image(image: Element<'_, '_>) -> Option<String> {
    let sources = image.parent().filter(|parent| parent.name() == "picture").into_iter().flat_map(Element::descendants);
    let sources = sources.filter(|source| source.name() == "source" && source.index() < image.index());
    let fits = |source: &Element<'_, '_>| source.value("media").is_none_or(applies) && source.value("type").is_none_or(is_read);
    if let Some(found) = sources.filter(fits).find_map(|source| choose(source.value("srcset")?, source.value("sizes"))) {
        return Some(found);
    }
    let listed = image.value("srcset").and_then(|list| choose(list, image.value("sizes")));
    listed.or_else(|| image.value("src").filter(|src| !src.trim().is_empty()).map(|src| src.trim().to_owned()))
}

/// Formats that browsers of today read.
fn is_read(kind: &str) -> bool {
    matches!(
        kind.trim().to_ascii_lowercase().as_str(),
        "image/avif" | "image/webp" | "image/svg+xml" | "image/png" | "image/jpeg" | "image/gif" | ""
    )
}

/// The candidate with the least density that is enough, else the one with the most.
pub(super) fn choose(list: &str, sizes: Option<&str>) -> Option<String> {
    let slot = slot(sizes);
    let density = |descriptor: &str| {
        let number: Option<f64> = descriptor.get(..descriptor.len().saturating_sub(1)).and_then(|number| number.parse().ok());
        match (descriptor.chars().last(), number) {
            (Some('w'), Some(width)) => width / slot,
            (Some('x'), Some(density)) => density,
            _ => 1.0,
        }
    };
    let mut candidates: Vec<(f64, &str)> = choices(list).into_iter().map(|choice| (density(choice.descriptor), choice.address)).collect();
    candidates.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let enough = candidates.iter().find(|(density, _)| *density >= DENSITY);
    enough.or(candidates.last()).map(|(_, address)| (*address).to_owned())
}

/// The width that `sizes` gives a picture, in CSS pixels; that of the window where it says nothing that is understood.
fn slot(sizes: Option<&str>) -> f64 {
    for entry in sizes.unwrap_or_default().split(',').map(str::trim) {
        let (condition, length) = entry.rsplit_once(char::is_whitespace).unwrap_or(("", entry));
        if let Some(length) = Environment::Phone.length(length).filter(|length| *length > 0.0 && applies(condition)) {
            return length;
        }
    }
    width()
}

/// The width of the window in CSS pixels.
fn width() -> f64 {
    Environment::Phone.viewport().0
}

/// Whether media queries apply in that window; what is not understood does not.
fn applies(queries: &str) -> bool {
    Environment::Phone.answers(queries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_that_is_enough() {
        let list = "a.jpg 320w, b.jpg 640w,c.jpg 1200w, d.jpg 2400w";
        // 412 × 2.625 = 1,081.5 pixels of the screen.
        assert_eq!(choose(list, None).as_deref(), Some("c.jpg"));
        assert_eq!(choose(list, Some("50vw")).as_deref(), Some("b.jpg"));
        assert_eq!(choose(list, Some("(min-width: 40rem) 33vw, (max-width: 30rem) 100px, 100vw")).as_deref(), Some("a.jpg"));
        assert_eq!(choose("a.jpg 320w", None).as_deref(), Some("a.jpg"));
        assert_eq!(choose("a,b.jpg, c.jpg 2x, d.jpg 3x", None).as_deref(), Some("d.jpg"));
        assert_eq!(choose(" , ", None), None);
    }
}
