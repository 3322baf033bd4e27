//! The text of HTML without its markup.

use std::borrow::Cow;

use super::{Document, Element, NodeKind, unescape};

/// HTML without its tags, comments, scripts and style sheets; entities stay as they are written.
pub(crate) fn without_tags(html: &str) -> Cow<'_, str> {
    if !html.contains('<') {
        return Cow::Borrowed(html);
    }
    Document::parse(html).texts().map(|at| &html[at]).collect::<String>().into()
}

/// Whether an element stands within a word or a line. Every other one separates the words around it.
fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "cite"
            | "code"
            | "dfn"
            | "em"
            | "i"
            | "kbd"
            | "mark"
            | "q"
            | "s"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "u"
            | "wbr"
    )
}

/// Whether nobody reads what an element holds.
fn is_unread(name: &str) -> bool {
    matches!(name, "head" | "script" | "style" | "template" | "svg")
}

impl<'t> Document<'t> {
    /// What people read, entities read, with a space at least where two words are separated by a block. What is in the
    /// elements that are left out is not part of it.
    pub(crate) fn readable_text(&self, is_left_out: impl Fn(Element<'_, 't>) -> bool) -> String {
        let mut text = String::with_capacity(self.text.len() / 2);
        // Where the open blocks end, the innermost last.
        let mut ends: Vec<usize> = Vec::new();
        let mut at = 0;
        while let Some(node) = self.nodes.get(at) {
            while ends.last().is_some_and(|end| *end <= at) {
                ends.pop();
                text.push(' ');
            }
            let mut next = at + 1;
            match &node.kind {
                NodeKind::Text => text.push_str(&unescape(&self.text[node.at.clone()])),
                NodeKind::Element { name, .. } => {
                    if !is_inline(name) {
                        text.push(' ');
                        ends.push(node.after);
                    }
                    if is_unread(name) || is_left_out(Element { document: self, at }) {
                        next = node.after;
                    }
                }
                NodeKind::Raw | NodeKind::Comment => {}
            }
            at = next;
        }
        text
    }
}
