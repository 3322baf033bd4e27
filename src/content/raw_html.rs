//! What is known about raw HTML in Markdown: its anchors, and whether it is the comment that ends a summary.

use std::ops::Range;

use crate::syntax::html::{Document, sole_comment};

/// An `id`, or the `name` of an `<a>`.
#[derive(Debug, PartialEq)]
pub(super) struct Anchor {
    pub value: String,
    pub is_name: bool,
    /// The value in the HTML, as it is written.
    pub at: Range<usize>,
}

/// The anchors of a piece of HTML, in order. Comments have none.
pub(super) fn anchors(html: &str) -> Vec<Anchor> {
    let mut anchors = Vec::new();
    for element in Document::parse(html).elements() {
        for attribute in element.attributes() {
            let is_id = attribute.name == "id";
            let is_anchor = is_id || (element.name() == "a" && attribute.name == "name");
            if is_anchor && !attribute.value.is_empty() {
                anchors.push(Anchor { value: attribute.value.to_string(), is_name: !is_id, at: attribute.value_at.clone() });
            }
        }
    }
    anchors
}

/// Whether it is the comment that ends a summary: `<!-- more -->`.
pub(super) fn is_more(html: &str) -> bool {
    sole_comment(html).is_some_and(|words| html[words].trim_ascii() == "more")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_ids_and_names_of_links() {
        let check = |html: &str, expected: &[&str]| {
            let found = anchors(html);
            assert_eq!(found.iter().map(|anchor| anchor.value.as_str()).collect::<Vec<_>>(), expected, "{html}");
            assert!(found.iter().all(|anchor| html[anchor.at.clone()] == anchor.value));
        };
        check("<p id=\"a\" class=x><a name='b'></a><i ID = c>", &["a", "b", "c"]);
        check("<meta name=\"x\"><!-- <p id=\"a\"> --></p id=\"no\"><p id=\"\">", &[]);
        check("<p data-id=\"x\" title=\" id=y\" id='z'>", &["z"]);
        check("<p id=\"é\"><p id=", &["é"]);
        check("<script>'<p id=a>'</script>", &[]);
    }

    #[test]
    fn a_summary_ends_at_a_comment() {
        assert!(is_more("<!--more-->\n") && !is_more("<!-- moreover -->"));
    }
}
