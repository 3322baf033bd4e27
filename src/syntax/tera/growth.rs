//! Texts that a template joins with themselves over and over: each step doubles them, and a few dozen fill all memory.
//!
//! Tera gives no hook where it joins texts, so they are looked for in the template: how many texts a variable would hold if
//! each variable that nobody has set held one. What lies in loops is counted as if it were run twenty times. Texts that are set
//! between two tags are not followed.

use std::collections::BTreeMap;
use std::ops::Range;

use super::tokens::{Tag, TokenKind, tags};

/// So many texts joined into one are no text that a page needs.
const MAX_TEXTS: u64 = 65_536;

const MAX_TURNS: usize = 20;

/// The first variable that grows without measure, and the tag that sets it.
pub(crate) fn growing(text: &str) -> Option<(String, Range<usize>)> {
    // Most templates set nothing.
    if !text.contains("set") {
        return None;
    }
    let tags = tags(text);
    let mut held: BTreeMap<&str, u64> = BTreeMap::new();
    let mut start = 0;
    while start < tags.len() {
        let end = if tags[start].word(text, 0) == Some("for") { loop_end(text, &tags, start) } else { start + 1 };
        let n_turns = if end - start > 1 { MAX_TURNS } else { 1 };
        for _ in 0..n_turns {
            if let Some(found) = turn(text, &tags[start..end], &mut held) {
                return Some(found);
            }
        }
        start = end;
    }
    None
}

/// Reads the tags once, in their order.
fn turn<'t>(text: &'t str, tags: &[Tag], held: &mut BTreeMap<&'t str, u64>) -> Option<(String, Range<usize>)> {
    for tag in tags.iter().filter(|tag| tag.is_block && matches!(tag.word(text, 0), Some("set" | "set_global"))) {
        let (Some(name), Some(equals)) = (tag.word(text, 1), tag.tokens.iter().position(|token| token.kind == TokenKind::Sign('='))) else {
            continue;
        };
        let texts = texts(text, tag, equals + 1, held);
        if texts > MAX_TEXTS {
            return Some((name.to_owned(), tag.at.clone()));
        }
        held.insert(name, texts);
    }
    None
}

/// How many texts the value of a tag holds at most: those of the larger side of `… if … else …`.
fn texts(text: &str, tag: &Tag, from: usize, held: &BTreeMap<&str, u64>) -> u64 {
    let (mut most, mut sum, mut is_condition) = (1, 0_u64, false);
    for at in from..tag.tokens.len() {
        let is_part = at > 0 && tag.tokens[at - 1].kind == TokenKind::Sign('.');
        match tag.word(text, at) {
            Some("if") => (most, sum, is_condition) = (most.max(sum), 0, true),
            Some("else") => (sum, is_condition) = (0, false),
            Some(name) if !is_part && !is_condition => sum = sum.saturating_add(held.get(name).copied().unwrap_or(1)),
            _ => {}
        }
    }
    most.max(sum)
}

/// Behind the tag that closes a loop.
fn loop_end(text: &str, tags: &[Tag], start: usize) -> usize {
    let mut depth = 0_usize;
    for (at, tag) in tags.iter().enumerate().skip(start).filter(|(_, tag)| tag.is_block) {
        match tag.word(text, 0) {
            Some("for") => depth += 1,
            Some("endfor") => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tags.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_double() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(growing(text).map(|(name, _)| name).as_deref(), expected, "{text}");
        check(&"{% set x = x ~ x %}".repeat(20), Some("x"));
        check("{% for a in b %}{% set_global x = x ~ x %}{% endfor %}", Some("x"));
        check("{% for a in b %}{% set y = x ~ x %}{% set_global x = y ~ y %}{% endfor %}", Some("y"));
        check("{% for a in b %}{% set_global x = x ~ a.name ~ \"x ~ x\" %}{% endfor %}", None);
        check("{% for a in b %}{% set_global x = x ~ \", \" ~ a if x else a %}{% endfor %}", None);
        check("{% set a = page.title ~ page.title %}{% set a = f(a=a) | g %}{{ a ~ a }}", None);
    }
}
