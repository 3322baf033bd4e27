//! What is known about raw HTML in Markdown: its anchors, and whether it is only a comment.

/// An `id`, or the `name` of an `<a>`.
#[derive(Debug, PartialEq)]
pub(super) struct Anchor {
    pub value: String,
    pub is_name: bool,
    /// The value's first byte in the HTML, and its length.
    pub at: usize,
    pub len: usize,
}

/// The anchors of a piece of HTML, in order. Comments have none.
pub(super) fn anchors(html: &str) -> Vec<Anchor> {
    let mut anchors = Vec::new();
    let mut from = 0;
    while let Some(offset) = html[from..].find('<') {
        let tag = from + offset + 1;
        from = tag;
        if html[tag..].starts_with("!--") {
            let Some(end) = html[tag..].find("-->") else { break };
            from = tag + end + 3;
        } else if html[tag..].starts_with(|first: char| first.is_ascii_alphabetic()) {
            from = attributes(html, tag, &mut anchors);
        }
    }
    anchors
}

/// Reads the attributes of the tag whose name starts here, and gives the byte of its end.
fn attributes(html: &str, tag: usize, anchors: &mut Vec<Anchor>) -> usize {
    let is_space_or_end = |char: char| char.is_ascii_whitespace() || matches!(char, '>' | '/');
    let name_end = tag + html[tag..].find(is_space_or_end).unwrap_or(html.len() - tag);
    let is_a = html[tag..name_end].eq_ignore_ascii_case("a");
    let mut here = name_end;
    loop {
        here += html[here..].find(|char: char| !char.is_ascii_whitespace() && char != '/').unwrap_or(html.len() - here);
        let Some(first) = html[here..].chars().next() else { return here };
        if first == '>' {
            return here + 1;
        }
        let key = here;
        here += first.len_utf8();
        here += html[here..].find(|char: char| is_space_or_end(char) || char == '=').unwrap_or(html.len() - here);
        let key = &html[key..here];
        let after = html[here..].trim_ascii_start();
        let Some(written) = after.strip_prefix('=').map(str::trim_ascii_start) else { continue };
        let value_start = html.len() - written.len();
        let (at, len) = match written.chars().next() {
            Some(quote @ ('"' | '\'')) => (value_start + 1, written[1..].find(quote).unwrap_or(written.len() - 1)),
            _ => (value_start, written.find(|char: char| char.is_ascii_whitespace() || char == '>').unwrap_or(written.len())),
        };
        let is_quoted = at > value_start;
        here = (at + len + usize::from(is_quoted)).min(html.len());
        let is_id = key.eq_ignore_ascii_case("id");
        if len > 0 && (is_id || (is_a && key.eq_ignore_ascii_case("name"))) {
            anchors.push(Anchor { value: html[at..at + len].to_owned(), is_name: !is_id, at, len });
        }
    }
}

/// Whether nothing but comments would reach a browser. A comment ends where HTML says, `<!-->` at once.
pub(super) fn is_only_comments(html: &str) -> bool {
    let mut rest = html.trim_ascii();
    while let Some(comment) = rest.strip_prefix("<!--") {
        if comment.starts_with('>') || comment.starts_with("->") {
            return false;
        }
        let end = [comment.find("-->").map(|end| end + 3), comment.find("--!>").map(|end| end + 4)].into_iter().flatten().min();
        let Some(end) = end else { return true };
        rest = comment[end..].trim_ascii_start();
    }
    rest.is_empty()
}

/// Whether it is the comment that ends a summary: `<!-- more -->`.
pub(super) fn is_more(html: &str) -> bool {
    html.trim_ascii().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->")).is_some_and(|inner| inner.trim_ascii() == "more")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_ids_and_names_of_links() {
        let check = |html: &str, expected: &[&str]| {
            let found = anchors(html);
            assert_eq!(found.iter().map(|anchor| anchor.value.as_str()).collect::<Vec<_>>(), expected, "{html}");
            assert!(found.iter().all(|anchor| html[anchor.at..anchor.at + anchor.len] == anchor.value));
        };
        check("<p id=\"a\" class=x><a name='b'></a><i ID = c>", &["a", "b", "c"]);
        check("<meta name=\"x\"><!-- <p id=\"a\"> --></p id=\"no\"><p id=\"\">", &[]);
        check("<p data-id=\"x\" title=\" id=y\" id='z'", &["z"]);
        check("<p id=\"é", &["é"]);
        check("<p id=", &[]);
    }

    #[test]
    fn comments_end_where_browsers_end_them() {
        assert!(is_only_comments("<!-- a -->\n <!-- b -->\n"));
        assert!(!is_only_comments("<!--> <script> -->"));
        assert!(!is_only_comments("<!-- a --><b>"));
        assert!(!is_only_comments("<!-- a --!><b> -->"));
        assert!(is_more("<!--more-->\n") && !is_more("<!-- moreover -->"));
    }
}
