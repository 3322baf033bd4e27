//! Links within running text, and what tells them from it. WCAG 2.2, criterion 1.4.1; technique G183 gives the contrast.

use std::collections::HashMap;

use super::{Subject, Verdict};
use crate::page::Node;
use crate::page::style::Style;

/// The contrast that a link needs with the text around it if colour alone tells it.
const LEAST: f64 = 3.0;

/// So many words beside its links make a text of what is otherwise a row of them.
const FEWEST_WORDS: usize = 3;

/// The links within a text that nothing but a colour like that of the text tells from it. Where styles leave it open, or where
/// scripts may change it, nothing is said.
pub(crate) fn indistinct_links(subject: &Subject<'_>) -> Vec<Verdict> {
    if subject.is_built_by_scripts {
        return Vec::new();
    }
    // A block of a thousand links is looked at once.
    let mut known = HashMap::new();
    let mut is_text = |block: Node<'_>| *known.entry(block.index()).or_insert_with(|| is_running_text(block));
    let links = subject.nodes().filter(|node| node.name() == "a" && node.has("href"));
    links.filter_map(|link| indistinct(link, &mut is_text)).collect()
}

fn indistinct(link: Node<'_>, is_text: &mut dyn FnMut(Node<'_>) -> bool) -> Option<Verdict> {
    let style = link.style()?;
    let decoration = style.value("text-decoration-line")?;
    let is_bare = decoration.split_whitespace().any(|word| word.eq_ignore_ascii_case("none"));
    if !is_bare || link.is_block() || !link.is_seen() || !link.element().text().contains(char::is_alphanumeric) {
        return None;
    }
    let block = link.ancestors().find(|around| around.is_block())?;
    if !is_text(block) || link.ancestors().any(|around| around.role() == "navigation") {
        return None;
    }
    let text = block.style()?;
    let around = link.ancestors().take_while(|around| *around != block);
    let mut parts = around.chain([link]).chain(link.descendants());
    if !parts.all(|part| is_like(part, text)) {
        return None;
    }
    let contrast = style.colour_contrast(text).filter(|contrast| *contrast < LEAST)?;
    let lowest = (contrast * 100.0).floor() / 100.0;
    Some(Verdict::failed(
        link,
        format!("is told from the text around it by colour alone, and the two have a contrast of {lowest:.2}; it needs {LEAST}"),
    ))
}

/// Whether a block holds words directly, beside its links, in lines.
fn is_running_text(block: Node<'_>) -> bool {
    let display = block.declared("display").unwrap_or_default();
    let in_lines = matches!(&*display, "block" | "list-item" | "table-cell" | "inline-block" | "flow-root" | "table-caption");
    let text = block.own_text();
    in_lines && text.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count() >= FEWEST_WORDS
}

/// Whether a part of a line looks like the text of its block, but for its colour.
fn is_like(part: Node<'_>, text: Style<'_>) -> bool {
    const MARKS: &[&str] = &[
        "background-color",
        "background-image",
        "border",
        "border-side",
        "border-style",
        "border-width",
        "box-shadow",
        "filter",
        "opacity",
        "outline",
        "position",
        "text-shadow",
        "transform",
    ];
    const LETTERS: &[&str] = &["font-family", "font-style", "font-weight", "text-transform"];
    let Some(style) = part.style() else { return false };
    let is_unmarked = |property: &&str| {
        let is_set = style.sets(property);
        !is_set || style.value(property).is_some_and(|value| matches!(&*value, "0" | "none" | "transparent" | "static" | "relative" | "1"))
    };
    let has_no_line = || part.name() == "a" || !style.sets("text-decoration-line");
    let is_of_same_letters =
        || LETTERS.iter().all(|property| style.value(property) == text.value(property)) && style.font_size() == text.font_size();
    let adds_nothing = || ["before", "after"].iter().all(|pseudo| style.pseudo_value(pseudo, "content").is_none());
    matches!(part.name(), "a" | "span" | "bdi" | "wbr")
        && MARKS.iter().all(is_unmarked)
        && has_no_line()
        && is_of_same_letters()
        && adds_nothing()
}
