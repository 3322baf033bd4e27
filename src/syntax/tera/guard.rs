//! A template with calls put in that count its work: Tera gives no hook where a loop turns or a text is set.
//!
//! What is put in prints nothing and trims white space as the tag before it does. Places in Tera's messages are those of the new
//! text, so each insertion is remembered.

use std::ops::Range;

use super::tokens::{Tag, TokenKind, tags};

/// The function that counts a turn, and the filters that count the bytes of a text that is set, and of one that is printed into
/// another.
pub(crate) const TURN: &str = "ribbon_turn";
pub(crate) const HELD: &str = "ribbon_held";

/// A template whose work is counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Guarded {
    pub text: String,
    /// Where something was put in, as bytes of the old text in their order, and how long it is.
    insertions: Vec<(usize, usize)>,
}

impl Guarded {
    /// Puts the calls into a template.
    pub(crate) fn new(text: &str) -> Self {
        let mut found: Vec<(usize, String)> = Vec::new();
        let tags = tags(text);
        let first = tags.first().and_then(|tag| tag.word(text, 0));
        // Templates multiply only by including, extending or calling others; a template that does not is counted where it is used.
        let has = |wanted: &str| tags.iter().any(|tag| (0..tag.tokens.len()).any(|n| tag.word(text, n) == Some(wanted)));
        let calls = tags.iter().any(|tag| tag.tokens.first().is_some_and(|token| token.kind == TokenKind::Sign('<')));
        let (includes, extends) = (has("include"), has("super"));
        if includes && first != Some("extends") && !tags.iter().any(|tag| tag.is_block && tag.word(text, 0) == Some("component")) {
            found.push((0, turn(false)));
        }
        // The loops that are open, each with whether what it prints becomes a text.
        let mut open: Vec<Open> = Vec::new();
        for tag in &tags {
            comprehensions(text, tag, &mut found);
            if !tag.is_block {
                if printed_into_a_text(&open) {
                    held(text, tag, tag.at.start + 2, &mut found);
                }
                continue;
            }
            match (tag.word(text, 0), tag.tokens.first().map(|token| token.kind)) {
                (Some("for"), _) => {
                    open.push(Open::Loop);
                    found.push((tag.at.end, turn(trims(text, tag))));
                }
                (Some("block"), _) if extends || includes => found.push((tag.at.end, turn(trims(text, tag)))),
                (Some("component"), _) if calls || includes => found.push((tag.at.end, turn(trims(text, tag)))),
                (Some("set" | "set_global"), _) => match tag.tokens.iter().position(|token| token.kind == TokenKind::Sign('=')) {
                    None => {
                        open.push(Open::Text);
                        found.push((inside_end(text, tag), format!(" | {HELD} ")));
                    }
                    Some(equals) if tag.tokens.iter().any(|token| token.kind == TokenKind::Sign('~')) => {
                        held(text, tag, tag.tokens[equals].at.end, &mut found);
                    }
                    Some(_) => {}
                },
                (Some("filter"), _) => open.push(Open::Text),
                (Some("endfor" | "endset" | "endset_global" | "endfilter"), _) => drop(open.pop()),
                (None, Some(TokenKind::Sign('<'))) => match tag.tokens.get(1).map(|token| token.kind) {
                    Some(TokenKind::Sign('/')) => drop(open.pop()),
                    _ => open.push(Open::Text),
                },
                _ => {}
            }
        }
        found.sort_by_key(|(at, _)| *at);
        Self::with(text, found)
    }

    fn with(text: &str, found: Vec<(usize, String)>) -> Self {
        let mut new = Self { text: String::with_capacity(text.len() + 40 * found.len()), insertions: Vec::with_capacity(found.len()) };
        let mut from = 0;
        for (at, inserted) in found {
            new.text.push_str(&text[from..at]);
            new.text.push_str(&inserted);
            new.insertions.push((at, inserted.len()));
            from = at;
        }
        new.text.push_str(&text[from..]);
        new
    }

    /// A place in the template as it was written.
    pub(crate) fn written(&self, range: Range<usize>) -> Range<usize> {
        let start = self.before(range.start);
        start..self.before(range.end).max(start)
    }

    fn before(&self, offset: usize) -> usize {
        let mut shift = 0;
        for (at, length) in &self.insertions {
            if at + shift + length > offset {
                // Inside what was put in, the place is that of the insertion.
                return if at + shift > offset { offset - shift } else { *at };
            }
            shift += length;
        }
        offset - shift
    }
}

/// What a tag opened.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    Loop,
    Text,
}

/// Whether a loop prints into a text that is kept.
fn printed_into_a_text(open: &[Open]) -> bool {
    open.iter().position(|open| *open == Open::Text).is_some_and(|text| open[text..].contains(&Open::Loop))
}

/// A call that counts a turn, behind a tag that trims the white space after it or does not.
fn turn(trims: bool) -> String {
    let dash = if trims { "-" } else { "" };
    format!("{{%{dash} if {TURN}() {dash}%}}{{%{dash} endif {dash}%}}")
}

fn trims(text: &str, tag: &Tag) -> bool {
    text[tag.at.clone()].trim_end_matches(['%', '}']).ends_with('-')
}

/// Before the sign that closes a tag, and its dash.
fn inside_end(text: &str, tag: &Tag) -> usize {
    tag.at.end - 2 - usize::from(trims(text, tag))
}

/// Lets the value from a byte to the end of the tag be counted.
fn held(text: &str, tag: &Tag, from: usize, found: &mut Vec<(usize, String)>) {
    let from = from + usize::from(text[from..].starts_with('-') && from == tag.at.start + 2);
    let end = inside_end(text, tag);
    if tag.at.end < text.len() + 1 && from < end && text[tag.at.clone()].ends_with('}') {
        found.push((from, " (".to_owned()));
        found.push((end, format!(") | {HELD} ")));
    }
}

/// Counts the turns of `[value for name in list if condition]`.
fn comprehensions(text: &str, tag: &Tag, found: &mut Vec<(usize, String)>) {
    // The open brackets, each with its place and whether a `for` stands in it.
    let mut open: Vec<(usize, bool)> = Vec::new();
    for (n, token) in tag.tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Sign('[' | '(' | '{') => open.push((token.at.end, false)),
            TokenKind::Sign(']' | ')' | '}') => drop(open.pop()),
            TokenKind::Word => match (tag.word(text, n), open.last_mut()) {
                (Some("for"), Some((start, has_for))) if text[..*start].ends_with('[') && !*has_for => {
                    *has_for = true;
                    found.push((*start, format!(" {TURN}() and ")));
                }
                (Some("if"), Some((_, true))) => found.push((token.at.end, format!(" {TURN}() and "))),
                _ => {}
            },
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_stand_where_work_is_done() {
        let check = |text: &str, expected: &str| {
            let guarded = Guarded::new(text);
            assert_eq!(guarded.text.replace(TURN, "t").replace(HELD, "h").replace("  ", " "), expected.replace("  ", " "));
            for (at, letter) in text.char_indices().filter(|(_, letter)| letter.is_alphabetic()) {
                let new =
                    guarded.text.char_indices().filter(|(new, found)| *found == letter && guarded.written(*new..*new + 1).start == at);
                assert!(new.count() > 0, "{letter} at {at} of {text}");
            }
        };
        check("{% include \"x\" %}a", "{% if t() %}{% endif %}{% include \"x\" %}a");
        check(
            "{% extends \"x\" %}{% block b -%} {{ super() }}",
            "{% extends \"x\" %}{% block b -%}{%- if t() -%}{%- endif -%} {{ super() }}",
        );
        check("{% for a in b %}{{ a }}{% endfor %}", "{% for a in b %}{% if t() %}{% endif %}{{ a }}{% endfor %}");
        check("{% set x %}{{ x }}{% endset %}", "{% set x | h %}{{ x }}{% endset %}");
        check("{% set x -%}a{% endset %}", "{% set x | h -%}a{% endset %}");
        check("{% set x = a ~ b -%}", "{% set x = ( a ~ b ) | h -%}");
        check(
            "{% set x %}{% for a in b %}{{- a -}}{% endfor %}{% endset %}",
            "{% set x | h %}{% for a in b %}{% if t() %}{% endif %}{{- ( a ) | h -}}{% endfor %}{% endset %}",
        );
        check("{{ [a for a in b if c] }}", "{{ [ t() and a for a in b if t() and  c] }}");
    }

    #[test]
    fn places_are_those_of_the_template_as_it_was_written() {
        let guarded = Guarded::new("{% extends \"x\" %}{% block b %}{{ super() }}{{ name }}");
        let new = guarded.text.find("name").expect("it is there");
        let old = "{% extends \"x\" %}{% block b %}{{ super() }}{{ ".len();
        assert_eq!(guarded.written(new..new + 4), old..old + 4);
    }
}
