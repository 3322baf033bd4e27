//! What a reader sees of a finished page, as plain text.

use crate::syntax::html::{Document, Element};

/// What every mark of a citation has.
pub(crate) const CITATION: &str = "class=\"citation\"";

/// The text of a piece of HTML with single spaces. Marks of footnotes and citations are left out.
pub(crate) fn text(html: &str) -> String {
    if !html.contains(['<', '&', '\u{2}']) {
        return normal(html);
    }
    let text = Document::parse(html).readable_text(is_mark);
    if text.contains('\u{2}') { normal(&without_markers(&text)) } else { normal(&text) }
}

/// Whether an element is the mark of a footnote or of a citation.
pub(super) fn is_mark(element: Element<'_, '_>) -> bool {
    element.has_class("citation") || (element.name() == "sup" && element.has_class("footnote-reference"))
}

/// Removes the markers of citations that are not numbered yet.
fn without_markers(text: &str) -> String {
    let mut parts = text.split('\u{2}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('\u{3}').map_or(part, |(_, rest)| rest))
}

/// The text with runs of white space replaced by one space, and none at the ends.
pub(crate) fn normal(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    // The range of bytes that are not copied yet: words with single spaces between them.
    let mut start = 0;
    let mut end = 0;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let space = space_at(text, at);
        if space == 0 {
            at += 1;
            end = at;
            continue;
        }
        let is_single = bytes[at] == b' ' && end == at && at > start;
        at += space;
        if !is_single || at == bytes.len() || space_at(text, at) > 0 {
            copy(&text[start..end], &mut plain);
            (start, end) = (at, at);
        }
    }
    copy(&text[start..end], &mut plain);
    plain
}

fn copy(words: &str, plain: &mut String) {
    if !words.is_empty() {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.push_str(words);
    }
}

/// The length of the space that starts at a byte; zero if none does.
fn space_at(text: &str, at: usize) -> usize {
    match text.as_bytes()[at] {
        b' ' | b'\t'..=b'\r' => 1,
        // All other spaces of Unicode start with one of these.
        0xc2 | 0xe1..=0xe3 => text[at..].chars().next().filter(|first| first.is_whitespace()).map_or(0, char::len_utf8),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{normal, text};

    proptest::proptest! {
        #[test]
        fn spaces_are_those_of_unicode(text in "[a-c \\t\\n\\u{a0}\\u{85}\\u{202f}\\u{3000}\\u{e9}\\u{2019}]{0,20}") {
            proptest::prop_assert_eq!(normal(&text), text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }

    #[test]
    fn tags_go_and_words_stay_whole() {
        assert_eq!(text("<head><title>No</title></head><p>un<em>like</em>ly&nbsp;&amp; <b>so</b></p><p>Next</p>"), "unlikely & so Next");
        assert_eq!(text("<p>Ill.<sup class=\"footnote-reference\"><a href=\"#a\">1</a></sup> So</p><script>x < y</script>"), "Ill. So");
        assert_eq!(text("a &unknown; &#39;b&#x27; & c <!-- d > --> e <"), "a &unknown; 'b' & c e <");
        assert_eq!(text("So.<sup class=\"citation\" id=\"c\"><a>1</a></sup> It\u{2}0\u{3} is"), "So. It is");
    }
}
