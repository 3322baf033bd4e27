//! The `@import` rules at the head of a style sheet.

use std::ops::Range;

use cssparser::{ParseError, Parser, Token};

/// `@import "address" layer(name) supports(…) screen;`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Import {
    pub address: String,
    /// The whole rule.
    pub at: Range<usize>,
    /// The heads of the blocks that stand for its conditions, outermost first: `@media screen`, `@layer name`.
    pub conditions: Vec<String>,
    /// What stands behind the address.
    pub rest: String,
}

/// The rules that browsers heed: only those before all rules of other kinds.
pub(crate) fn imports(text: &str) -> Vec<Import> {
    let mut parser = Parser::new(text);
    let mut found = Vec::new();
    loop {
        parser.skip_whitespace();
        let start = parser.position().byte_index();
        match parser.next().cloned() {
            Ok(Token::AtKeyword(name)) if name.eq_ignore_ascii_case("import") => {
                let Some(address) = address(&mut parser) else {
                    skip_rule(&mut parser);
                    continue;
                };
                let rest = parser.position().byte_index();
                let end = skip_rule(&mut parser);
                let rest = text[rest..end].trim_end_matches(';').trim().to_owned();
                found.push(Import { address, at: start..end, conditions: conditions(&rest), rest });
            }
            Ok(Token::AtKeyword(name)) if name.eq_ignore_ascii_case("charset") => drop(skip_rule(&mut parser)),
            Ok(Token::AtKeyword(name)) if name.eq_ignore_ascii_case("layer") => {
                // A layer with a block ends the head; one without only names an order.
                if !is_statement(&mut parser) {
                    return found;
                }
            }
            _ => return found,
        }
    }
}

/// The rule `@charset` at the start, which only the first sheet of a file can have.
pub(crate) fn charset(text: &str) -> Option<Range<usize>> {
    text.starts_with("@charset ").then(|| 0..text.find(';').map_or(text.len(), |end| end + 1))
}

fn address(parser: &mut Parser<'_>) -> Option<String> {
    match parser.next().cloned().ok()? {
        Token::QuotedString(address) | Token::UnquotedUrl(address) => Some(address.to_string()),
        Token::Function(name) if name.eq_ignore_ascii_case("url") => parser
            .parse_nested_block(|inside| Ok::<_, ParseError<()>>(inside.expect_string_cloned()?))
            .ok()
            .map(|address| address.to_string()),
        _ => None,
    }
}

/// Goes behind the `;` or the block that ends a rule, and gives the place.
fn skip_rule(parser: &mut Parser<'_>) -> usize {
    while let Ok(token) = parser.next() {
        if matches!(token, Token::Semicolon | Token::CurlyBracketBlock) {
            break;
        }
    }
    parser.position().byte_index()
}

fn is_statement(parser: &mut Parser<'_>) -> bool {
    while let Ok(token) = parser.next() {
        match token {
            Token::Semicolon => return true,
            Token::CurlyBracketBlock => return false,
            _ => {}
        }
    }
    true
}

/// `layer(a) supports(display: grid) screen and (width > 1px)` as `@media …`, `@supports …`, `@layer …`.
fn conditions(rest: &str) -> Vec<String> {
    let mut parser = Parser::new(rest);
    let (mut layer, mut supports) = (None, None);
    let mut media = 0;
    loop {
        parser.skip_whitespace();
        media = media.max(parser.position().byte_index());
        let state = parser.state();
        match parser.next().cloned() {
            Ok(Token::Ident(name)) if layer.is_none() && name.eq_ignore_ascii_case("layer") => layer = Some("@layer".to_owned()),
            Ok(Token::Function(name)) if layer.is_none() && name.eq_ignore_ascii_case("layer") => {
                layer = Some(format!("@layer {}", inside(&mut parser, rest)));
            }
            Ok(Token::Function(name)) if supports.is_none() && name.eq_ignore_ascii_case("supports") => {
                supports = Some(format!("@supports ({})", inside(&mut parser, rest)));
            }
            _ => {
                parser.reset(&state);
                break;
            }
        }
    }
    let media = rest[media..].trim();
    let media = (!media.is_empty()).then(|| format!("@media {media}"));
    [media, supports, layer].into_iter().flatten().collect()
}

/// What stands between the brackets of the function that was just read.
fn inside<'t>(parser: &mut Parser<'_>, text: &'t str) -> &'t str {
    let start = parser.position().byte_index();
    let _ = parser.parse_nested_block(|inside| {
        while inside.next().is_ok() {}
        Ok::<(), ParseError<()>>(())
    });
    let end = parser.position().byte_index();
    let inside = &text[start..end];
    inside.strip_suffix(')').unwrap_or(inside).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_those_at_the_head_count() {
        let text = "@charset \"utf-8\"; /* x */ @layer a, b; @import 'one.css'; @IMPORT url(two.css) layer(a) supports(not (d: e)) screen;\n\
                    @import url( \"three.css\" ) layer; a { } @import \"four.css\";";
        let found = imports(text);
        let shown: Vec<String> = found.iter().map(|import| format!("{} {:?}", import.address, import.conditions)).collect();
        assert_eq!(
            shown,
            ["one.css []", "two.css [\"@media screen\", \"@supports (not (d: e))\", \"@layer a\"]", "three.css [\"@layer\"]"]
        );
        assert_eq!(&text[found[0].at.clone()], "@import 'one.css';");
        assert_eq!(found[1].rest, "layer(a) supports(not (d: e)) screen");
        assert_eq!(&text[charset(text).unwrap()], "@charset \"utf-8\";");
    }
}
