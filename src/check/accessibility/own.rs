//! Rules of ours that no test case of the W3C covers.

use crate::base::diagnostic::Code;
use crate::page::Node;
use crate::page::act::Subject;

/// An element with what is wrong with it.
pub(super) struct Found<'p> {
    pub node: Node<'p>,
    pub code: Code,
    pub why: String,
    pub help: &'static str,
}

pub(super) fn all<'p>(subject: &'p Subject<'_>) -> Vec<Found<'p>> {
    let mut found = Vec::new();
    for node in subject.page().nodes() {
        found.extend(file_name_as_text(node));
        found.extend(order_of_its_own(node));
        found.extend(sound_by_itself(node));
    }
    found
}

/// Alternative texts that are names of files, or that only say that this is a picture.
fn file_name_as_text(node: Node<'_>) -> Option<Found<'_>> {
    const ENDINGS: &[&str] = &[".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".avif", ".heic", ".tif", ".tiff", ".bmp"];
    const EMPTY: &[&str] =
        &["image", "picture", "photo", "photograph", "graphic", "img", "alt", "bild", "foto", "imagen", "imagem", "صورة"];
    let alt = node.value("alt").filter(|_| node.name() == "img")?.trim();
    let text = alt.to_lowercase();
    let is_file = ENDINGS.iter().any(|ending| text.ends_with(ending)) && !text.contains(' ');
    let is_empty = EMPTY.contains(&&*text);
    let why = match (is_file, is_empty) {
        (true, _) => "has the name of a file as its alternative text",
        (_, true) => "has an alternative text that says nothing of what it shows",
        _ => return None,
    };
    Some(Found { node, code: Code::A11yImgAltFile, why: why.to_owned(), help: "say in a few words what the picture shows" })
}

/// A place of its own in the order of the tab key moves everything else out of order.
fn order_of_its_own(node: Node<'_>) -> Option<Found<'_>> {
    let index: i64 = node.value("tabindex")?.trim().parse().ok()?;
    let why = "has a place of its own in the order of the tab key".to_owned();
    (index > 0).then_some(Found {
        node,
        code: Code::A11yKeyboard,
        why,
        help: "write `tabindex=\"0\"`, and put it where it belongs in the page",
    })
}

/// Sound that nobody asked for, however short it is and whatever stops it.
fn sound_by_itself(node: Node<'_>) -> Option<Found<'_>> {
    let is_heard = matches!(node.name(), "audio" | "video") && node.value("autoplay").is_some() && node.value("muted").is_none();
    let why = "starts by itself, with its sound".to_owned();
    is_heard.then_some(Found { node, code: Code::A11yAutoplay, why, help: "remove `autoplay`, or add `muted`" })
}
