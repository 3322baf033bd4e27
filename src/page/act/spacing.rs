//! Spacing of texts that people cannot widen, because it is important and stands in an attribute.

use super::{Subject, Verdict, has_words};
use crate::page::Node;

/// The elements that set a property in such a way, with the value.
fn fixed<'p>(subject: &'p Subject<'_>, property: &str) -> Vec<(Node<'p>, String)> {
    let styles = subject.page().styles();
    let is_fixed = |node: &Node<'p>| node.has("style") && styles.is_important_inline(*node, property) && !node.is_foreign();
    let with_value = subject.nodes().filter(is_fixed).filter_map(|node| {
        let value = styles.origin(node, property).filter(|(from, _)| from.index() == node.index())?.1;
        (!matches!(&*value.to_ascii_lowercase(), "inherit" | "unset" | "revert" | "revert-layer")).then(|| (node, value.into_owned()))
    });
    with_value.collect()
}

/// Texts in the element whose property comes from it, as the elements that hold them.
fn holders<'p>(node: Node<'p>, property: &str) -> Vec<Node<'p>> {
    let styles = node.page.styles();
    let shows = |holder: &Node<'p>| has_words(&holder.own_text()) && holder.is_seen();
    let has_it = |holder: &Node<'p>| styles.origin(*holder, property).is_some_and(|(from, _)| from.index() == node.index());
    std::iter::once(node).chain(node.descendants()).filter(shows).filter(has_it).collect()
}

fn spacing(subject: &Subject<'_>, property: &str, least: f64, why: &str) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    let styles = subject.page().styles();
    for (node, value) in fixed(subject, property) {
        let pixels = if value.eq_ignore_ascii_case("normal") {
            Some(0.0)
        } else {
            styles.length(node, &value, styles.font_size(node)).map(|(pixels, _)| pixels)
        };
        for holder in holders(node, property) {
            verdicts.push(match (pixels, styles.font_size(holder)) {
                (Some(pixels), Some(font)) => Verdict::of(holder, pixels >= least * font - 0.001, why),
                _ => Verdict::undecided(holder),
            });
        }
    }
    verdicts
}

pub(super) fn of_letters(subject: &Subject<'_>) -> Vec<Verdict> {
    spacing(subject, "letter-spacing", 0.12, "fixes the space between letters below 0.12 of their size")
}

pub(super) fn of_words(subject: &Subject<'_>) -> Vec<Verdict> {
    spacing(subject, "word-spacing", 0.16, "fixes the space between words below 0.16 of their size")
}

pub(super) fn of_lines(subject: &Subject<'_>) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    let styles = subject.page().styles();
    for (node, value) in fixed(subject, "line-height") {
        let own = styles.font_size(node);
        for holder in holders(node, "line-height").into_iter().filter(|holder| may_wrap(*holder)) {
            let height = match &*value.to_ascii_lowercase() {
                "normal" => Some((1.2, true)),
                value => styles.length(node, value, own),
            };
            verdicts.push(match (height, styles.font_size(holder)) {
                (Some((times, true)), _) => Verdict::of(holder, times >= 1.5, WHY),
                (Some((pixels, false)), Some(font)) => Verdict::of(holder, pixels >= 1.5 * font - 0.001, WHY),
                _ => Verdict::undecided(holder),
            });
        }
    }
    verdicts
}

const WHY: &str = "fixes the height of lines below 1.5 of the size of letters";

/// Whether a text can stand on more than one line: it has more than one word, and nothing that is as wide as it.
fn may_wrap(node: Node<'_>) -> bool {
    let styles = node.page.styles();
    let text = node.own_text();
    let width = styles.value(node, "width").and_then(|width| styles.length(node, &width, None));
    let is_nowrap = styles.value(node, "white-space").is_some_and(|space| space.contains("nowrap"));
    let needed = text.trim().chars().count() as f64 * 8.0;
    let is_wide_enough = width.is_some_and(|(width, _)| width >= needed);
    text.trim().contains(char::is_whitespace) && !is_nowrap && !is_wide_enough
}
