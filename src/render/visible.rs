//! What a reader sees of a finished page, as plain text.

use std::borrow::Cow;

use memchr::{memchr, memmem};

/// Whether a tag stands within a word or a line; all others end one.
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

/// Whether nobody reads the content of an element.
fn is_unseen(name: &str) -> bool {
    matches!(name, "head" | "script" | "style" | "template" | "svg")
}

/// What every mark of a citation has.
pub(crate) const CITATION: &str = "class=\"citation\"";

/// The text of a piece of HTML with single spaces. Marks of footnotes and citations are left out.
pub(crate) fn text(html: &str) -> String {
    // Looked for once, for few pages cite and each has hundreds of tags.
    let has_citations = memmem::find(html.as_bytes(), CITATION.as_bytes()).is_some();
    let mut text = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(open) = memchr(b'<', rest.as_bytes()) {
        push(&rest[..open], &mut text);
        rest = &rest[open..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some(end) = memchr(b'>', rest.as_bytes()) else { break };
        let tag = &rest[1..end];
        let name = name(tag);
        if !is_inline(&name) {
            text.push(' ');
        }
        rest = &rest[end + 1..];
        let is_mark = || name == "sup" && tag.contains("reference") || has_citations && tag.contains(CITATION);
        if !tag.starts_with('/') && !tag.ends_with('/') && (is_unseen(&name) || is_mark()) {
            let close = format!("</{name}");
            rest = memmem::find(rest.as_bytes(), close.as_bytes()).map_or("", |at| &rest[at..]);
        }
    }
    push(rest, &mut text);
    if text.contains('\u{2}') { normal(&without_markers(&text)) } else { normal(&text) }
}

/// The name of a tag in small letters, without the `/` before it.
fn name(tag: &str) -> Cow<'_, str> {
    let tag = tag.trim_start_matches('/');
    let length = tag.bytes().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(tag.len());
    let name = &tag[..length];
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) { name.to_ascii_lowercase().into() } else { name.into() }
}

/// Leaves out the places at which citations are to be numbered.
fn without_markers(text: &str) -> String {
    let mut parts = text.split('\u{2}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('\u{3}').map_or(part, |(_, rest)| rest))
}

/// One space where there are any, none at the ends.
pub(crate) fn normal(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    // Bytes that are waiting to be copied: words with single spaces between them.
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

/// Adds text with its entities read.
fn push(html: &str, text: &mut String) {
    let mut rest = html;
    while let Some(at) = rest.find('&') {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest[1..].split(';').next().filter(|name| name.len() < 10 && rest.len() > name.len() + 1);
        match entity.and_then(|name| Some((name, letter(name)?))) {
            Some((name, letter)) => {
                text.push(letter);
                rest = &rest[name.len() + 2..];
            }
            None => {
                text.push('&');
                rest = &rest[1..];
            }
        }
    }
    text.push_str(rest);
}

fn letter(entity: &str) -> Option<char> {
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => match entity.strip_prefix('#')? {
            hex if hex.starts_with(['x', 'X']) => number(&hex[1..], 16),
            digits => number(digits, 10),
        },
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
