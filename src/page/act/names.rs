//! Accessible names: whether things that need one have it.

use super::{Subject, Verdict};
use crate::page::Node;
use crate::page::has_words;
use crate::page::name::collapse;
use crate::page::node::Part;
use crate::syntax::html::unescape;

fn named(subject: &Subject<'_>, applies: impl Fn(Node<'_>) -> bool, why: &str) -> Vec<Verdict> {
    let targets = subject.nodes().filter(|node| applies(*node));
    targets.map(|node| Verdict::of(node, !node.accessible_name().is_empty(), why)).collect()
}

pub(super) fn menu_item(subject: &Subject<'_>) -> Vec<Verdict> {
    named(subject, |node| node.role() == "menuitem" && !node.is_hidden(), "is an item of a menu without a name")
}

pub(super) fn button(subject: &Subject<'_>) -> Vec<Verdict> {
    let is_picture = |node: Node<'_>| node.name() == "input" && node.input_type() == "image";
    named(subject, |node| node.role() == "button" && !is_picture(node) && !node.is_hidden(), "is a button without a name")
}

pub(super) fn image_button(subject: &Subject<'_>) -> Vec<Verdict> {
    let applies = |node: Node<'_>| node.name() == "input" && node.input_type() == "image" && !node.is_hidden();
    named(subject, applies, "is a button with a picture that has no alternative text")
}

pub(super) fn form_field(subject: &Subject<'_>) -> Vec<Verdict> {
    const FIELDS: &[&str] = &[
        "checkbox",
        "combobox",
        "listbox",
        "menuitemcheckbox",
        "menuitemradio",
        "radio",
        "searchbox",
        "slider",
        "spinbutton",
        "switch",
        "textbox",
    ];
    named(subject, |node| FIELDS.contains(&node.role()) && !node.is_hidden(), "is a field without a label")
}

pub(super) fn image(subject: &Subject<'_>) -> Vec<Verdict> {
    let applies = |node: Node<'_>| {
        let is_image = (node.name() == "img" && matches!(node.role(), "img" | "none")) || (node.role() == "img" && !node.is_foreign());
        is_image && !node.is_hidden()
    };
    let targets = subject.nodes().filter(|node| applies(*node));
    let verdict = |node: Node<'_>| {
        let is_decorative = node.role() == "none";
        let has_name = is_decorative || !node.accessible_name().is_empty();
        Verdict::of(node, has_name, "is a picture without alternative text")
    };
    targets.map(verdict).collect()
}

pub(super) fn link(subject: &Subject<'_>) -> Vec<Verdict> {
    named(subject, |node| node.role() == "link" && !node.is_hidden(), "is a link without a text")
}

pub(super) fn drawing(subject: &Subject<'_>) -> Vec<Verdict> {
    let roles = ["img", "graphics-document", "graphics-symbol"];
    let applies = |node: Node<'_>| node.is_foreign() && node.written_role().is_some() && roles.contains(&node.role()) && !node.is_hidden();
    named(subject, applies, "is a drawing with a role and without a name")
}

pub(super) fn object(subject: &Subject<'_>) -> Vec<Verdict> {
    const MEDIA: &[&str] = &["png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "mp3", "ogg", "wav", "mp4", "webm"];
    let applies = |node: Node<'_>| {
        let data = node.value("data").unwrap_or_default().to_ascii_lowercase();
        let data = data.split(['?', '#']).next().unwrap_or_default();
        let is_media = data.rsplit_once('.').is_some_and(|(_, ending)| MEDIA.contains(&ending));
        node.name() == "object" && is_media && node.role() != "none" && !node.is_hidden()
    };
    named(subject, applies, "shows a picture, a sound or a film and has no name")
}

pub(super) fn summary(subject: &Subject<'_>) -> Vec<Verdict> {
    named(subject, |node| node.is_summary() && !node.is_hidden(), "is a summary without a text")
}

pub(super) fn heading(subject: &Subject<'_>) -> Vec<Verdict> {
    named(subject, |node| node.role() == "heading" && !node.is_hidden(), "is an empty heading")
}

pub(super) fn frame(subject: &Subject<'_>) -> Vec<Verdict> {
    let is_out_of_order =
        |node: Node<'_>| node.value("tabindex").and_then(|index| index.trim().parse().ok()).is_some_and(|index: i64| index < 0);
    named(subject, |node| node.name() == "iframe" && !node.is_hidden() && !is_out_of_order(node), "is a frame without a title")
}

/// Roles of controls whose name may come from what they hold.
const LABELLED: &[&str] = &[
    "button",
    "checkbox",
    "gridcell",
    "link",
    "menuitem",
    "menuitemcheckbox",
    "menuitemradio",
    "option",
    "radio",
    "switch",
    "tab",
    "treeitem",
];

pub(super) fn holds_the_label(subject: &Subject<'_>) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for node in subject.nodes().filter(|node| LABELLED.contains(&node.role())) {
        if !(node.has("aria-label") || node.has("aria-labelledby")) || node.is_hidden() {
            continue;
        }
        let mut label = String::new();
        visible_text(node, &mut label);
        let label = collapse(&label);
        if label.is_empty() {
            continue;
        }
        let name = node.accessible_name();
        let (wanted, given) = (words(&label), words(name));
        // One letter or sign is taken for a symbol.
        let is_symbol = label.chars().count() == 1 && !label.chars().all(char::is_numeric);
        let is_held = !has_words(&label) || is_symbol || is_part(&wanted, &given) || is_part(&words(&without_brackets(&label)), &given);
        verdicts.push(Verdict::of(
            node,
            is_held,
            format_args!("shows \u{201c}{label}\u{201d}, which its name \u{201c}{name}\u{201d} does not hold"),
        ));
    }
    verdicts
}

/// The text that is seen in an element, with blanks between its blocks.
fn visible_text(node: Node<'_>, text: &mut String) {
    if !node.is_seen() {
        return;
    }
    for part in node.parts() {
        match part {
            Part::Text(own) => text.push_str(&unescape(own)),
            Part::Element(child) => {
                let is_apart = child.is_block() || child.name() == "br";
                text.push_str(if is_apart { " " } else { "" });
                visible_text(child, text);
                text.push_str(if is_apart { " " } else { "" });
            }
        }
    }
}

fn words(text: &str) -> Vec<String> {
    let is_inside = |letter: char| letter.is_alphanumeric() || matches!(letter, '\'' | '\u{2019}');
    text.to_lowercase().split(|letter| !is_inside(letter)).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Whether some words stand beside each other in others.
fn is_part(wanted: &[String], given: &[String]) -> bool {
    wanted.is_empty() || given.windows(wanted.len()).any(|window| window == wanted)
}

fn without_brackets(text: &str) -> String {
    let mut depth = 0_usize;
    let keep = |letter: &char| {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => return depth == 0,
        }
        false
    };
    text.chars().filter(keep).collect()
}
