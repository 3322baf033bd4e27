//! What a reader sees of a finished page, as plain text.

/// Tags within a word or a line; all others end one.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "dfn", "em", "i", "kbd", "mark", "q", "s", "small", "span", "strong", "sub", "sup",
    "time", "u", "wbr",
];

/// Elements whose content nobody reads.
const UNSEEN: &[&str] = &["head", "script", "style", "template", "svg"];

/// The text of a piece of HTML with single spaces. Marks of footnotes and citations are left out.
pub fn text(html: &str) -> String {
    let mut text = String::with_capacity(html.len() / 2);
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        push(&rest[..open], &mut text);
        rest = &rest[open..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
            continue;
        }
        let Some(end) = rest.find('>') else { break };
        let tag = &rest[1..end];
        let name: String =
            tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect();
        if !INLINE.contains(&name.as_str()) {
            text.push(' ');
        }
        rest = &rest[end + 1..];
        let is_mark = name == "sup" && tag.contains("reference") || tag.contains("class=\"citation\"");
        if !tag.starts_with('/') && !tag.ends_with('/') && (UNSEEN.contains(&name.as_str()) || is_mark) {
            let close = format!("</{name}");
            rest = rest.find(&close).map_or("", |at| &rest[at..]);
        }
    }
    push(rest, &mut text);
    normal(&without_markers(&text))
}

/// Leaves out the places at which citations are to be numbered.
fn without_markers(text: &str) -> String {
    let mut parts = text.split('\u{2}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('\u{3}').map_or(part, |(_, rest)| rest))
}

/// One space where there are any, none at the ends.
pub fn normal(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !plain.is_empty() {
            plain.push(' ');
        }
        plain.push_str(word);
    }
    plain
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
    use super::text;

    #[test]
    fn tags_go_and_words_stay_whole() {
        assert_eq!(text("<head><title>No</title></head><p>un<em>like</em>ly&nbsp;&amp; <b>so</b></p><p>Next</p>"), "unlikely & so Next");
        assert_eq!(text("<p>Ill.<sup class=\"footnote-reference\"><a href=\"#a\">1</a></sup> So</p><script>x < y</script>"), "Ill. So");
        assert_eq!(text("a &unknown; &#39;b&#x27; & c <!-- d > --> e <"), "a &unknown; 'b' & c e <");
        assert_eq!(text("So.<sup class=\"citation\" id=\"c\"><a>1</a></sup> It\u{2}0\u{3} is"), "So. It is");
    }
}
