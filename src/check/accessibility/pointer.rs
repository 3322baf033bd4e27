//! What is there only for those who use a mouse: texts in `title`, and things to drag.

use super::MOST;
use super::own::Found;
use crate::base::diagnostic::Code;
use crate::page::Node;
use crate::page::act::Subject;

/// The bytes of a part of a text at most.
const LONGEST: usize = 10_000;

pub(super) fn all<'p>(subject: &'p Subject<'_>) -> Vec<Found<'p>> {
    let nodes = || subject.page().nodes();
    let mut found: Vec<Found<'p>> = nodes().filter_map(text_in_title).take(MOST).collect();
    // Where a script makes parts of the page, it may make the other way as well.
    if !subject.is_built_by_scripts() {
        found.extend(nodes().filter_map(only_by_dragging).take(MOST));
    }
    found
}

/// A text that is shown only while a mouse rests on something. Where `title` names a control, a frame or a part of the page, or
/// spells an abbreviation out, assistive technology tells it.
fn text_in_title(node: Node<'_>) -> Option<Found<'_>> {
    const PLAIN: &[&str] = &["cell", "emphasis", "generic", "heading", "img", "listitem", "mark", "paragraph", "strong", "time"];
    const TOLD: &[&str] = &["abbr", "dfn", "area", "object", "embed", "option", "optgroup", "link", "style", "html", "body", "track"];
    let title = collapse(node.value("title")?);
    let is_plain = !title.is_empty()
        && PLAIN.contains(&node.role())
        && !TOLD.contains(&node.name())
        && !node.is_foreign()
        && !node.is_focusable()
        && node.is_seen();
    // What a control holds is part of it, and so is its title.
    if !is_plain || node.ancestors().any(|around| around.is_focusable()) {
        return None;
    }
    let is_said = |text: &str| collapse(text).contains(&title);
    // Of what is longer than a part of a text, nobody reads the words beside each other.
    let is_near = |around: &Node<'_>| around.element().inside().len() < LONGEST;
    let around = node.ancestors().take_while(is_near).find(|around| matches!(around.name(), "figure" | "p" | "li" | "td" | "div"));
    let is_told = node.value("alt").is_some_and(is_said)
        || is_said(&node.element().text())
        || around.is_some_and(|around| is_said(&around.element().text()));
    if is_told {
        return None;
    }
    let why = "has a text in `title`, which is shown only to those who rest a mouse on it".to_owned();
    Some(Found { node, code: Code::A11yHover, why, help: "write the text on the page, or leave it out" })
}

/// In small letters, with single blanks.
fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Something to be dragged, with no control in it or beside it that could move it too.
fn only_by_dragging(node: Node<'_>) -> Option<Found<'_>> {
    let is_draggable = node.value("draggable").is_some_and(|value| value.trim().eq_ignore_ascii_case("true")) || node.has("ondragstart");
    // Browsers let pictures and links be dragged; where that is all, they lead somewhere.
    if !is_draggable || !node.is_seen() || node.is_focusable() {
        return None;
    }
    let around = node.parent().unwrap_or(node);
    if around.descendants().any(Node::is_focusable) {
        return None;
    }
    let why = "can be moved only by dragging it".to_owned();
    Some(Found { node, code: Code::A11yDrag, why, help: "give it a button that does the same, such as \"move up\"" })
}
