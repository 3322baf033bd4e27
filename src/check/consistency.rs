//! Menus that come again on other pages: their links stand in the same order everywhere, help and contact among them.
//!
//! Source: WCAG 2.2, criteria 3.2.3 and 3.2.6. Of a page only hashes of the links in its head, its menus and its foot are kept.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::page::{Finished, problem};
use crate::base::artifact::{Artifact, OutputPath};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::syntax::html::Element;

/// A part of a page that leads to others.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Menu {
    /// The language of the page, and what the part is known by.
    key: String,
    /// What the part is called in a message.
    name: String,
    /// Hashes of the addresses in it, each once, in their order.
    links: Vec<u64>,
}

/// Fewer links have hardly an order, and parts that have fewer in common are not the same menu.
const FEWEST: usize = 3;

/// The menus of a page.
pub(super) fn menus(page: &Finished<'_>) -> Vec<Menu> {
    let language = page.document.first("html").and_then(|root| root.value("lang")).unwrap_or_default();
    let mut menus = Vec::new();
    for element in page.document.elements() {
        let Some(kind) = kind(element) else { continue };
        let label = element.value("aria-label").or_else(|| element.value("aria-labelledby")).or_else(|| element.value("class"));
        let mut links = Vec::new();
        for link in element.descendants().filter(|inner| inner.name() == "a" && nearest_menu(*inner) == Some(element.index())) {
            let address = link.value("href").unwrap_or_default().split('#').next().unwrap_or_default();
            // An address that counts from its page is another one on each.
            let is_whole = address.starts_with('/') || address.contains(':');
            let hash = xxh3_64(address.as_bytes());
            if is_whole && !links.contains(&hash) {
                links.push(hash);
            }
        }
        if links.len() >= FEWEST {
            let name = element.value("aria-label").unwrap_or(kind).to_owned();
            menus.push(Menu { key: format!("{language} {kind} {}", label.unwrap_or_default()), name, links });
        }
    }
    menus
}

fn kind(element: Element<'_, '_>) -> Option<&'static str> {
    let is_of_page = || {
        let mut around = std::iter::successors(element.parent(), |around| around.parent());
        !around.any(|around| matches!(around.name(), "main" | "article" | "aside" | "section" | "nav"))
    };
    match (element.value("role"), element.name()) {
        (Some("navigation"), _) | (None, "nav") => Some("navigation"),
        (Some("banner"), _) => Some("header"),
        (Some("contentinfo"), _) => Some("footer"),
        (None, "header") if is_of_page() => Some("header"),
        (None, "footer") if is_of_page() => Some("footer"),
        _ => None,
    }
}

/// The index of the innermost menu around a link.
fn nearest_menu(link: Element<'_, '_>) -> Option<usize> {
    std::iter::successors(link.parent(), |around| around.parent()).find(|around| kind(*around).is_some()).map(|menu| menu.index())
}

/// Tells of each menu once whose links stand in another order than on the first page that has it, with the number of pages.
pub(super) fn report<'a>(pages: impl Iterator<Item = (&'a OutputPath, &'a Artifact, &'a [Menu])>, problems: &mut Problems) {
    let mut first: BTreeMap<&str, (&OutputPath, &Menu)> = BTreeMap::new();
    let mut found: BTreeMap<&str, (Diagnostic, usize)> = BTreeMap::new();
    for (path, artifact, menus) in pages {
        for menu in menus {
            let (other, known) = *first.entry(&menu.key).or_insert((path, menu));
            if !is_turned(&known.links, &menu.links) {
                continue;
            }
            let told = || {
                let message = format!("the links of `{}` stand here in another order than on the page /{other}", menu.name);
                let help = "list them in one order on all pages: people look for them where they were";
                (problem(path, artifact, Code::A11yConsistent, message).help(help), 0)
            };
            found.entry(&menu.key).and_modify(|(_, n_others)| *n_others += 1).or_insert_with(told);
        }
    }
    problems.extend(found.into_values().map(|(problem, n_others)| problem.with_others(n_others, "")));
}

/// Whether two lists are one menu, most of whose links they share, and these stand in another order.
fn is_turned(one: &[u64], other: &[u64]) -> bool {
    if one == other {
        return false;
    }
    let places: Vec<usize> = other.iter().filter_map(|link| one.iter().position(|known| known == link)).collect();
    let is_same_menu = places.len() >= FEWEST && places.len() * 3 >= one.len().max(other.len()) * 2;
    is_same_menu && !places.is_sorted()
}

#[cfg(test)]
mod tests {
    use super::is_turned;

    #[test]
    fn only_what_is_mostly_the_same_can_be_turned() {
        assert!(is_turned(&[1, 2, 3, 4], &[1, 3, 2, 4]));
        assert!(is_turned(&[1, 2, 3, 4], &[2, 1, 4]));
        // A link left out or added, too few links, and menus that share a few.
        assert!(!is_turned(&[1, 2, 3, 4], &[1, 2, 4]) && !is_turned(&[1, 2, 3], &[1, 2, 5, 3]));
        assert!(!is_turned(&[1, 2], &[2, 1]));
        assert!(!is_turned(&[1, 2, 3, 7, 8, 9], &[3, 2, 1, 4, 5, 6]));
    }
}
