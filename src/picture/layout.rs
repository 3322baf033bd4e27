//! Sets the texts of a drawing: those with `data-width` in lines, and what a `data-flow` holds in columns.

use resvg::usvg::roxmltree::{Document, Node};

use super::flow;
use super::lines::lines_of;
use super::materials::{Materials, Undrawable};

/// The drawing with each text in its lines.
///
/// # Errors
///
/// Says what is wrong with the drawing, or which of its texts is too long.
pub(super) fn with_lines(svg: &str, materials: &Materials) -> Result<String, Undrawable> {
    let document = Document::parse(svg).map_err(|error| format!("its drawing is broken: {error}"))?;
    let mut whole = String::with_capacity(svg.len() * 2);
    let mut end = 0;
    for node in document.descendants().filter(Node::is_element) {
        let range = node.range();
        // A text inside another one is part of it.
        if range.start < end {
            continue;
        }
        let written = if node.has_attribute("data-flow") {
            flow::columns(&node, materials)?
        } else if node.has_tag_name("text") && node.has_attribute("data-width") {
            lines_of(&node, materials)?
        } else {
            continue;
        };
        whole.push_str(&svg[end..range.start]);
        whole.push_str(&written);
        end = range.end;
    }
    whole.push_str(&svg[end..]);
    Ok(whole)
}
