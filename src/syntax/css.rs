//! CSS: the custom properties and files that a style sheet, or a value, names; by cssparser's tokens.

mod closing;
mod declared;
mod imports;
mod loads;
mod minified;

use std::ops::Range;

use cssparser::{ParseError, Parser, Token};

pub(crate) use closing::{Balance, balance};
pub(crate) use declared::{Declared, declared};
pub(crate) use imports::{Import, charset, imports};
pub(crate) use loads::{Loads, loads};
pub(crate) use minified::minified;

use super::html::Document;

/// The names in a piece of CSS, each kind in the order of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Css {
    /// The properties that `var(…)` reads.
    pub read: Vec<Variable>,
    /// The custom properties that declarations set.
    pub set: Vec<Named>,
    pub urls: Vec<Url>,
}

/// A name with its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Named {
    pub name: String,
    pub at: Range<usize>,
}

/// A custom property that is read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Variable {
    pub name: String,
    pub at: Range<usize>,
    /// Whether a fallback is given for the case that it is missing.
    pub has_fallback: bool,
}

/// `url(…)`
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Url {
    pub address: String,
    /// The address as it is written, with its quotes if it has any.
    pub at: Range<usize>,
    /// All from `url(` to `)`.
    pub whole: Range<usize>,
}

/// Reads a style sheet, declarations or a value. Every text can be read; what is broken ends where browsers end it.
pub(crate) fn read(text: &str) -> Css {
    let mut css = Css::default();
    block(&mut Parser::new(text), text, &mut css);
    css
}

/// Reads the style sheets and the attributes of HTML, or of a template that makes HTML. Attributes of any name are read:
/// those of a drawing hold colours too, and a template's tag may stand before a name.
pub(crate) fn read_in_html(text: &str) -> Css {
    let document = Document::parse(text);
    let mut css = Css::default();
    for element in document.elements() {
        let values = element.attributes().iter().filter(|attribute| attribute.value.contains("--"));
        for attribute in values {
            css.add(read(&text[attribute.value_at.clone()]), attribute.value_at.start);
        }
        if element.name() == "style" {
            css.add(read(element.source()), element.inside().start);
        }
    }
    css
}

impl Css {
    /// Adds what was found in a part of the text.
    fn add(&mut self, part: Self, start: usize) {
        let moved = |at: &Range<usize>| at.start + start..at.end + start;
        self.read.extend(part.read.into_iter().map(|read| Variable { at: moved(&read.at), ..read }));
        self.set.extend(part.set.into_iter().map(|set| Named { at: moved(&set.at), ..set }));
        self.urls.extend(part.urls.into_iter().map(|url| Url { at: moved(&url.at), whole: moved(&url.whole), ..url }));
    }
}

/// The custom property that a value is, where it is `var(--name)` and nothing else.
pub(crate) fn sole_variable(value: &str) -> Option<String> {
    let mut parser = Parser::new(value);
    parser.expect_function_matching("var").ok()?;
    let name = parser.parse_nested_block(|inside| Ok::<_, ParseError<()>>(inside.expect_ident_cloned()?)).ok()?;
    (parser.is_exhausted() && name.starts_with("--")).then(|| name.to_string())
}

/// Reads to the end of a block, with all blocks in it.
fn block(parser: &mut Parser<'_>, text: &str, css: &mut Css) {
    let mut starts_a_declaration = true;
    loop {
        parser.skip_whitespace();
        let start = parser.position().byte_index();
        let Ok(token) = parser.next().cloned() else { return };
        let end = parser.position().byte_index();
        let could_start = std::mem::replace(&mut starts_a_declaration, matches!(token, Token::Semicolon | Token::CurlyBracketBlock));
        match token {
            Token::Ident(name) if could_start && is_custom(&name) => {
                let state = parser.state();
                if parser.expect_colon().is_ok() {
                    css.set.push(Named { name: name.to_string(), at: start..end });
                }
                parser.reset(&state);
            }
            Token::UnquotedUrl(address) => {
                let at = bare_address(&text[start..end], start);
                css.urls.push(Url { address: address.to_string(), at, whole: start..end });
            }
            Token::Function(name) if name.eq_ignore_ascii_case("url") => {
                let n = css.urls.len();
                nested(parser, |inside| {
                    inside.skip_whitespace();
                    let start = inside.position().byte_index();
                    if let Ok(address) = inside.expect_string_cloned() {
                        let at = start..inside.position().byte_index();
                        css.urls.push(Url { address: address.to_string(), at, whole: 0..0 });
                    }
                });
                if let Some(url) = css.urls.get_mut(n) {
                    url.whole = start..parser.position().byte_index();
                }
            }
            Token::Function(name) if name.eq_ignore_ascii_case("var") => nested(parser, |inside| variable(inside, text, css)),
            Token::Function(_) | Token::ParenthesisBlock | Token::SquareBracketBlock => {
                nested(parser, |inside| {
                    inside.skip_whitespace();
                    block(inside, text, css);
                });
            }
            Token::CurlyBracketBlock => nested(parser, |inside| block(inside, text, css)),
            _ => {}
        }
    }
}

/// What stands between the brackets of `var(…)`.
fn variable(inside: &mut Parser<'_>, text: &str, css: &mut Css) {
    inside.skip_whitespace();
    let start = inside.position().byte_index();
    let Ok(name) = inside.expect_ident_cloned() else { return };
    let at = start..inside.position().byte_index();
    let has_fallback = inside.expect_comma().is_ok();
    if is_custom(&name) {
        css.read.push(Variable { name: name.to_string(), at, has_fallback });
    }
    block(inside, text, css);
}

/// Reads the block that the last token opened. One too deep to be read is passed over.
fn nested<'i>(parser: &mut Parser<'i>, read: impl FnOnce(&mut Parser<'i>)) {
    let _ = parser.parse_nested_block(|inside| {
        read(inside);
        // The rest, such as a second string in `url(…)`, names nothing.
        while inside.next().is_ok() {}
        Ok::<(), ParseError<()>>(())
    });
}

fn is_custom(name: &str) -> bool {
    name.len() > 2 && name.starts_with("--")
}

/// Where the address stands in `url( address )`.
fn bare_address(written: &str, start: usize) -> Range<usize> {
    let inside = written.get("url(".len()..).unwrap_or_default();
    let inside = inside.strip_suffix(')').unwrap_or(inside);
    let from = start + "url(".len() + inside.len() - inside.trim_start().len();
    from..from + inside.trim().len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn properties_that_are_read_and_set() {
        let text = "/* var(--no) --no: 1; */ a { --own: 1px; color: var( --color-link ); top: var(--x, var(--y)); margin: calc(-1 * var(--own)) }\n\
            b { content: \"var(--no)\"; &:hover { --deep : 2 } } @media (x) { a { --media: 1 } } @property --no { }";
        let css = read(text);
        let show = |read: &Variable| {
            assert_eq!(text[read.at.clone()], read.name);
            format!("{}{}", read.name, if read.has_fallback { "?" } else { "" })
        };
        assert_eq!(css.read.iter().map(show).collect::<Vec<_>>(), ["--color-link", "--x?", "--y", "--own"]);
        assert_eq!(css.set.iter().map(|set| set.name.as_str()).collect::<Vec<_>>(), ["--own", "--deep", "--media"]);
        assert_eq!(read("--s: 2; color: red; --t:3").set.len(), 2);
    }

    #[test]
    fn urls_with_their_places() {
        let text = "/* url(no.svg) */ a { background: url( '../images/a.svg?v=1' ), URL(/b.png#x) } b { src: url(\"data:,x)\"), url( c.css ) format('x'), url(";
        let found = read(text).urls;
        let shown: Vec<String> =
            found.iter().map(|url| format!("{} @ {} @ {}", url.address, &text[url.at.clone()], &text[url.whole.clone()])).collect();
        assert_eq!(
            shown,
            [
                "../images/a.svg?v=1 @ '../images/a.svg?v=1' @ url( '../images/a.svg?v=1' )",
                "/b.png#x @ /b.png#x @ URL(/b.png#x)",
                "data:,x) @ \"data:,x)\" @ url(\"data:,x)\")",
                "c.css @ c.css @ url( c.css )",
                " @  @ url(",
            ]
        );
    }

    #[test]
    fn templates_hold_css_in_attributes_and_style_sheets() {
        let text = "<p class=\"{{ t(key=\"x\") }}\" {% if a < b %}style=\"--s: {{ x }}; {% if y %}--t: 1{% endif %}\"{% endif %}>--no: var(--no)</p>\
            <path fill='var(--color-line)'/><style>a { --u: 1 }</style>";
        let css = read_in_html(text);
        assert_eq!(css.set.iter().map(|set| &text[set.at.clone()]).collect::<Vec<_>>(), ["--s", "--t", "--u"]);
        assert_eq!(css.read.iter().map(|read| &text[read.at.clone()]).collect::<Vec<_>>(), ["--color-line"]);
    }

    #[test]
    fn a_value_that_is_a_variable() {
        assert_eq!(sole_variable(" var( --color-a ) ").as_deref(), Some("--color-a"));
        assert_eq!(sole_variable("var(--a, red)"), None);
        assert_eq!(sole_variable("var(--a) var(--b)"), None);
        assert_eq!(sole_variable("red"), None);
    }

    proptest! {
        #[test]
        fn every_text_can_be_read(text in "([{}()\\[\\];:,/*'\"\\\\ -]|url\\(|var\\(|--a|é|\\PC){0,60}") {
            let css = read(&text);
            for at in css.urls.iter().flat_map(|url| [&url.at, &url.whole]).chain(css.read.iter().map(|read| &read.at)) {
                prop_assert!(text.get(at.clone()).is_some());
            }
        }
    }
}
