//! Which of the pictures on offer a browser takes, in a window of a stated size.

use crate::syntax::html::Element;

/// The window of a common phone, in CSS pixels, and how many of the screen's pixels one of those has.
pub(super) const WIDTH: f64 = 412.0;
pub(super) const DENSITY: f64 = 2.625;

/// A root's font size.
const EM: f64 = 16.0;

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
    let mut candidates: Vec<(f64, &str)> =
        candidates(list).into_iter().map(|(address, descriptor)| (density(descriptor), address)).collect();
    candidates.sort_by(|(one, _), (other, _)| one.total_cmp(other));
    let enough = candidates.iter().find(|(density, _)| *density >= DENSITY);
    enough.or(candidates.last()).map(|(_, address)| (*address).to_owned())
}

/// `a.jpg 1x, b.jpg 2x` as addresses and descriptors. An address may hold commas, but does not end with one.
fn candidates(list: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = list;
    loop {
        rest = rest.trim_start_matches(|letter: char| letter.is_ascii_whitespace() || letter == ',');
        if rest.is_empty() {
            return found;
        }
        let end = rest.find(|letter: char| letter.is_ascii_whitespace()).unwrap_or(rest.len());
        let address = &rest[..end];
        rest = &rest[end..];
        if address.ends_with(',') {
            found.push((address.trim_end_matches(','), ""));
            continue;
        }
        let end = rest.find(',').unwrap_or(rest.len());
        found.push((address, rest[..end].trim()));
        rest = &rest[end..];
    }
}

/// The width that `sizes` gives a picture, in CSS pixels; that of the window where it says nothing that is understood.
fn slot(sizes: Option<&str>) -> f64 {
    for entry in sizes.unwrap_or_default().split(',').map(str::trim) {
        let (condition, length) = entry.rsplit_once(char::is_whitespace).unwrap_or(("", entry));
        if let Some(length) = pixels(length).filter(|_| condition.trim().is_empty() || applies(condition)) {
            return length;
        }
    }
    WIDTH
}

/// Whether a query of width applies; one that is not understood does not.
fn applies(query: &str) -> bool {
    query.split(" and ").map(str::trim).all(|part| {
        if matches!(part, "all" | "screen") {
            return true;
        }
        let asked = part.strip_prefix('(').and_then(|part| part.strip_suffix(')')).and_then(|part| part.split_once(':'));
        let Some((feature, value)) = asked else { return false };
        match (feature.trim(), pixels(value.trim())) {
            ("min-width", Some(least)) => WIDTH >= least,
            ("max-width", Some(most)) => WIDTH <= most,
            _ => false,
        }
    })
}

fn pixels(length: &str) -> Option<f64> {
    let number = |unit: &str| length.strip_suffix(unit).and_then(|number| number.trim().parse::<f64>().ok());
    let pixels = number("px").or_else(|| Some(number("rem").or_else(|| number("em"))? * EM));
    pixels.or_else(|| Some(number("vw")? / 100.0 * WIDTH)).filter(|pixels| *pixels > 0.0)
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
