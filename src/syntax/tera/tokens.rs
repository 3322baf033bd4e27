//! The tags of a template as tokens with their places.

use std::ops::Range;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    Word,
    /// A text in quotes; its place includes them
    Text,
    Number,
    Sign(char),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub at: Range<usize>,
}

/// `{{ … }}` or `{% … %}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    pub is_block: bool,
    pub tokens: Vec<Token>,
    /// With its delimiters.
    pub at: Range<usize>,
}

impl Tag {
    /// The token at a place, if it is a word.
    pub(super) fn word<'t>(&self, text: &'t str, at: usize) -> Option<&'t str> {
        let token = self.tokens.get(at).filter(|token| token.kind == TokenKind::Word)?;
        text.get(token.at.clone())
    }
}

/// The tags of a text in their order; comments and raw parts are passed over.
pub(super) fn tags(text: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find('{') {
        let start = at + found;
        at = match text.as_bytes().get(start + 1) {
            Some(b'#') => text[start..].find("#}").map_or(text.len(), |end| start + end + 2),
            Some(b'{') => {
                let tag = tag(text, start, false);
                let end = tag.at.end;
                tags.push(tag);
                end
            }
            Some(b'%') => {
                let tag = tag(text, start, true);
                let end = tag.at.end;
                let is_raw = tag.tokens.first().is_some_and(|word| &text[word.at.clone()] == "raw");
                tags.push(tag);
                if is_raw { raw_end(text, end) } else { end }
            }
            _ => start + 1,
        };
    }
    tags
}

/// Where the part that `{% raw %}` opened ends.
fn raw_end(text: &str, from: usize) -> usize {
    let mut at = from;
    while let Some(found) = text[at..].find("{%") {
        let start = at + found;
        if text[start + 2..].trim_start_matches('-').trim_start().starts_with("endraw") {
            return start;
        }
        at = start + 2;
    }
    text.len()
}

fn tag(text: &str, start: usize, is_block: bool) -> Tag {
    let close = if is_block { "%}" } else { "}}" };
    let bytes = text.as_bytes();
    let mut tokens = Vec::new();
    let mut depth = 0usize;
    // The dash that trims white space.
    let mut at = start + if bytes.get(start + 2) == Some(&b'-') { 3 } else { 2 };
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with(close) && (is_block || depth == 0) {
            return Tag { is_block, tokens, at: start..at + 2 };
        }
        let sign = bytes[at];
        let (kind, len) = match sign {
            b'"' | b'\'' | b'`' => match quoted(rest) {
                Some(len) => (TokenKind::Text, len),
                // Tera reports a text that is not closed.
                None => break,
            },
            b'0'..=b'9' => (TokenKind::Number, rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count()),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                (TokenKind::Word, rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count())
            }
            _ => {
                let letter = rest.chars().next().unwrap_or(' ');
                match letter {
                    '{' => depth += 1,
                    '}' => depth = depth.saturating_sub(1),
                    _ => {}
                }
                (TokenKind::Sign(letter), letter.len_utf8())
            }
        };
        if !matches!(kind, TokenKind::Sign(letter) if letter.is_whitespace()) {
            tokens.push(Token { kind, at: at..at + len });
        }
        at += len;
    }
    Tag { is_block, tokens, at: start..text.len() }
}

/// The length of the text in quotes that begins here, quotes included.
fn quoted(text: &str) -> Option<usize> {
    let quote = text.chars().next()?;
    let mut is_escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if letter == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}
