//! The declarations of a style sheet with their places, and with the selectors that they stand under.

use std::ops::Range;
use std::rc::Rc;

use cssparser::{ParseError, Parser, Token};

/// A declaration. Those of `@font-face`, `@keyframes` and the like, which style no element, are left out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Declared<'t> {
    /// Selectors that stand in others are written out.
    pub selectors: Rc<[String]>,
    /// The number of the block that it stands in.
    pub block: usize,
    /// In lower case.
    pub property: String,
    /// Without `!important`.
    pub value: &'t str,
    /// From the property to the end of the value.
    pub at: Range<usize>,
}

/// How deep rules may be nested, and how many selectors of which length nesting may make of one rule.
const MAX_DEPTH: usize = 32;
const MAX_SELECTORS: usize = 256;
const MAX_LENGTH: usize = 1_000;

pub(crate) fn declared(text: &str) -> Vec<Declared<'_>> {
    let mut found = Found::default();
    block(text, 0..text.len(), &Rc::from([]), 0, &mut found);
    found.all
}

#[derive(Default)]
struct Found<'t> {
    all: Vec<Declared<'t>>,
    n_blocks: usize,
}

fn block<'t>(text: &'t str, part: Range<usize>, selectors: &Rc<[String]>, depth: usize, found: &mut Found<'t>) {
    if depth > MAX_DEPTH {
        return;
    }
    found.n_blocks += 1;
    let n = found.n_blocks;
    let mut parser = Parser::new(&text[part.clone()]);
    let mut start = part.start;
    loop {
        let before = part.start + parser.position().byte_index();
        let Ok(token) = parser.next_including_whitespace_and_comments().cloned() else { break };
        let after = part.start + parser.position().byte_index();
        let so_far = text[start..before].trim();
        match token {
            Token::WhiteSpace(_) | Token::Comment(_) | Token::CDO | Token::CDC if so_far.is_empty() => start = after,
            Token::Semicolon => {
                found.all.extend(declaration(text, start..before, selectors, n));
                start = after;
            }
            Token::CurlyBracketBlock => {
                skip(&mut parser);
                let end = part.start + parser.position().byte_index();
                let inside = after..end - usize::from(text[after..end].ends_with('}'));
                start = end;
                match so_far.strip_prefix('@') {
                    None => block(text, inside, &nested(selectors, so_far), depth + 1, found),
                    Some(rule) => {
                        let name = rule.split(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-').next().unwrap_or_default();
                        if matches!(name, "media" | "supports" | "layer" | "container" | "scope") {
                            block(text, inside, selectors, depth + 1, found);
                        }
                    }
                }
            }
            Token::ParenthesisBlock | Token::SquareBracketBlock | Token::Function(_) => skip(&mut parser),
            _ => {}
        }
    }
    found.all.extend(declaration(text, start..part.end, selectors, n));
}

fn skip(parser: &mut Parser<'_>) {
    let _ = parser.parse_nested_block(|inside| {
        while inside.next().is_ok() {}
        Ok::<_, ParseError<()>>(())
    });
}

fn declaration<'t>(text: &'t str, part: Range<usize>, selectors: &Rc<[String]>, block: usize) -> Option<Declared<'t>> {
    let written = &text[part.clone()];
    let start = part.start + written.len() - written.trim_start().len();
    let written = written.trim();
    let (property, value) = written.split_once(':')?;
    let property = property.trim_end();
    let is_name = !property.is_empty() && property.chars().all(|sign| sign.is_alphanumeric() || matches!(sign, '-' | '_'));
    if !is_name || selectors.is_empty() {
        return None;
    }
    let important = value.rsplit_once('!').filter(|(_, word)| word.trim().eq_ignore_ascii_case("important"));
    let value = important.map_or(value, |(value, _)| value).trim();
    Some(Declared { selectors: selectors.clone(), block, property: property.to_ascii_lowercase(), value, at: start..start + written.len() })
}

/// The selectors of a rule that stands under others.
fn nested(outer: &Rc<[String]>, prelude: &str) -> Rc<[String]> {
    let own = split(prelude);
    if outer.is_empty() {
        return own.into_iter().map(str::to_owned).collect();
    }
    let all = outer
        .iter()
        .flat_map(|outer| own.iter().map(move |own| if own.contains('&') { own.replace('&', outer) } else { format!("{outer} {own}") }));
    all.filter(|selector| selector.len() <= MAX_LENGTH).take(MAX_SELECTORS).collect()
}

/// A list of selectors as single ones.
fn split(list: &str) -> Vec<&str> {
    let mut parser = Parser::new(list);
    let parts = parser.parse_comma_separated(|part| {
        part.skip_whitespace();
        let start = part.position().byte_index();
        while part.next().is_ok() {}
        Ok::<_, ParseError<()>>(start..part.position().byte_index())
    });
    parts.map_or_else(|_| vec![list.trim()], |parts| parts.into_iter().map(|part| list[part].trim()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_stand_under_their_selectors() {
        let text = "@charset 'x';\n.a, b:is(.c, .d) { COLOR: red !important; &:hover { left: 0 } > i { top: 0 }\n@media print { right: 1px } }\n\
                    @font-face { src: x } @layer a { u { --x: 1; y: url(a;b) } } broken";
        let found: Vec<String> = declared(text)
            .iter()
            .map(|one| {
                assert!(text[one.at.clone()].to_ascii_lowercase().starts_with(&one.property), "{one:?}");
                format!("{} {}={}", one.selectors.join("|"), one.property, one.value)
            })
            .collect();
        assert_eq!(
            found,
            [
                ".a|b:is(.c, .d) color=red",
                ".a:hover|b:is(.c, .d):hover left=0",
                ".a > i|b:is(.c, .d) > i top=0",
                ".a|b:is(.c, .d) right=1px",
                "u --x=1",
                "u y=url(a;b)",
            ]
        );
    }
}
