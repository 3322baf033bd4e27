//! Spacing of texts that people cannot widen, because it is important and stands in an attribute.

use super::{Subject, Verdict};
use crate::page::Node;

/// The elements that set a property in such a way, with the value.
fn fixed<'p>(subject: &'p Subject<'_>, property: &str) -> Vec<(Node<'p>, String)> {
    let is_fixed =
        |node: &Node<'p>| node.has("style") && node.style().is_some_and(|style| style.is_important_inline(property)) && !node.is_foreign();
    let with_value = subject.nodes().filter(is_fixed).filter_map(|node| {
        let value = node.style()?.origin(property).filter(|(n_out, _)| *n_out == 0)?.1;
        (!matches!(&*value.to_ascii_lowercase(), "inherit" | "unset" | "revert" | "revert-layer")).then(|| (node, value.into_owned()))
    });
    with_value.collect()
}

/// Texts in the element whose property comes from it, as the elements that hold them.
fn holders<'p>(node: Node<'p>, property: &str) -> Vec<Node<'p>> {
    let shows = |holder: &Node<'p>| holder.has_own_words() && holder.is_seen();
    let has_it = |holder: &Node<'p>| {
        holder.style().and_then(|style| style.origin(property)).is_some_and(|(n_out, _)| holder.lineage().nth(n_out) == Some(node))
    };
    std::iter::once(node).chain(node.descendants()).filter(shows).filter(has_it).collect()
}

fn spacing(subject: &Subject<'_>, property: &str, least: f64, why: &str) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for (node, value) in fixed(subject, property) {
        let pixels =
            if value.eq_ignore_ascii_case("normal") { Some(0.0) } else { node.length(&value, node.font_size()).map(|(pixels, _)| pixels) };
        for holder in holders(node, property) {
            verdicts.push(match (pixels, holder.font_size()) {
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
    for (node, value) in fixed(subject, "line-height") {
        let own = node.font_size();
        for holder in holders(node, "line-height").into_iter().filter(|holder| may_wrap(*holder)) {
            let height = match &*value.to_ascii_lowercase() {
                "normal" => Some((1.2, true)),
                value => node.length(value, own),
            };
            verdicts.push(match (height, holder.font_size()) {
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
    let text = node.own_text();
    let width = node.declared("width").and_then(|width| node.length(&width, None));
    let is_nowrap = node.declared("white-space").is_some_and(|space| space.contains("nowrap"));
    let needed = text.trim().chars().count() as f64 * 8.0;
    let is_wide_enough = width.is_some_and(|(width, _)| width >= needed);
    text.trim().contains(char::is_whitespace) && !is_nowrap && !is_wide_enough
}
