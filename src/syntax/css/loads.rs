//! What a style sheet makes a browser load: fonts that are used, and pictures of rules that apply.

use std::collections::BTreeSet;

use cssparser::{ParseError, Parser, Token};

/// The files that a style sheet names, with what decides whether they are loaded.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Loads {
    pub fonts: Vec<Font>,
    /// The families that rules name, in lower case; of the shorthand `font` the first has more words before it.
    pub families: BTreeSet<String>,
    pub pictures: Vec<Picture>,
}

/// One `@font-face`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Font {
    /// In lower case.
    pub family: String,
    /// Its files, the best first; a browser takes the first that it can read.
    pub files: Vec<String>,
}

/// A picture that a rule names.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Picture {
    pub address: String,
    /// The classes and ids, with their sign, that each selector of the rule asks for; it can apply where all of one are there.
    pub selectors: Vec<Vec<String>>,
}

impl Loads {
    /// Whether a rule names the family of a font.
    pub(crate) fn uses(&self, font: &Font) -> bool {
        let is_named = |named: &String| named.strip_suffix(font.family.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with(' '));
        self.families.iter().any(is_named)
    }
}

/// Reads a style sheet as a screen does, with no pointer over anything.
pub(crate) fn loads(text: &str) -> Loads {
    let mut loads = Loads::default();
    rules(&mut Parser::new(text), None, &mut loads);
    loads
}

/// Rules and declarations up to the end of a block. `selectors` are those of the rule around them.
fn rules(parser: &mut Parser<'_>, selectors: Option<&[Vec<String>]>, loads: &mut Loads) {
    let mut statement = Statement::default();
    while let Ok(token) = parser.next().cloned() {
        match token {
            Token::Semicolon => std::mem::take(&mut statement).end(selectors, loads),
            Token::CurlyBracketBlock => {
                let head = std::mem::take(&mut statement);
                nested(parser, |inside| head.open(inside, selectors, loads));
            }
            Token::UnquotedUrl(address) => statement.urls.push(address.to_string()),
            Token::Function(name) if name.eq_ignore_ascii_case("url") => nested(parser, |inside| {
                statement.urls.extend(inside.expect_string_cloned().map(|address| address.to_string()));
            }),
            Token::Function(_) | Token::ParenthesisBlock | Token::SquareBracketBlock => {
                statement.was_colon = false;
                nested(parser, |inside| all_urls(inside, &mut statement.urls));
            }
            token => statement.add(&token),
        }
    }
    statement.end(selectors, loads);
}

/// A declaration, or what stands before a block.
#[derive(Default)]
struct Statement {
    at_rule: Option<String>,
    /// Identifiers and texts, in lower case.
    words: Vec<String>,
    urls: Vec<String>,
    selectors: Vec<Vec<String>>,
    selector: Vec<String>,
    was_colon: bool,
    was_dot: bool,
    /// Whether the selector at hand waits for a pointer or the keyboard.
    is_waiting: bool,
}

impl Statement {
    fn add(&mut self, token: &Token<'_>) {
        let (was_colon, was_dot) = (std::mem::take(&mut self.was_colon), std::mem::take(&mut self.was_dot));
        match token {
            Token::AtKeyword(name) => self.at_rule = Some(name.to_ascii_lowercase()),
            Token::Colon => self.was_colon = true,
            Token::Delim('.') => self.was_dot = true,
            Token::Ident(name) if was_dot => self.selector.push(format!(".{name}")),
            Token::IDHash(name) => self.selector.push(format!("#{name}")),
            Token::Ident(name) => {
                let waits = ["hover", "focus", "focus-visible", "focus-within", "active", "target", "popover-open"];
                self.is_waiting |= was_colon && waits.iter().any(|state| name.eq_ignore_ascii_case(state));
                self.words.push(name.to_ascii_lowercase());
            }
            Token::QuotedString(text) => self.words.push(text.to_ascii_lowercase()),
            Token::Comma => {
                self.words.push(",".to_owned());
                self.end_selector();
            }
            _ => {}
        }
    }

    fn end_selector(&mut self) {
        let selector = std::mem::take(&mut self.selector);
        if !std::mem::take(&mut self.is_waiting) {
            self.selectors.push(selector);
        }
    }

    /// Ends a declaration.
    fn end(self, selectors: Option<&[Vec<String>]>, loads: &mut Loads) {
        let Some(selectors) = selectors.filter(|_| self.at_rule.is_none()) else { return };
        if matches!(self.words.first().map(String::as_str), Some("font" | "font-family")) || self.is_custom() {
            let words = &self.words[1..];
            loads.families.extend(words.split(|word| word == ",").map(|words| words.join(" ")).filter(|family| !family.is_empty()));
        }
        loads.pictures.extend(self.urls.into_iter().map(|address| Picture { address, selectors: selectors.to_vec() }));
    }

    /// A custom property can hold a family.
    fn is_custom(&self) -> bool {
        self.words.first().is_some_and(|name| name.starts_with("--"))
    }

    /// Reads the block behind it.
    fn open(mut self, inside: &mut Parser<'_>, around: Option<&[Vec<String>]>, loads: &mut Loads) {
        match self.at_rule.as_deref() {
            Some("font-face") => loads.fonts.extend(font(inside)),
            Some("media") if self.words == ["print"] => {}
            Some("keyframes" | "property" | "counter-style" | "page") => {}
            Some(_) => rules(inside, around, loads),
            None => {
                self.end_selector();
                rules(inside, Some(around.unwrap_or(&self.selectors)), loads);
            }
        }
    }
}

/// What stands in `@font-face`.
fn font(parser: &mut Parser<'_>) -> Option<Font> {
    let mut font = Font::default();
    let mut property = String::new();
    let mut starts = true;
    while let Ok(token) = parser.next().cloned() {
        match token {
            Token::Semicolon => {
                starts = true;
                continue;
            }
            Token::Ident(name) if starts => property = name.to_ascii_lowercase(),
            Token::Ident(name) | Token::QuotedString(name) if property == "font-family" => {
                let space = if font.family.is_empty() { "" } else { " " };
                font.family.push_str(&format!("{space}{}", name.to_ascii_lowercase()));
            }
            Token::UnquotedUrl(address) if property == "src" => font.files.push(address.to_string()),
            Token::Function(name) if name.eq_ignore_ascii_case("url") => nested(parser, |inside| {
                font.files.extend(inside.expect_string_cloned().map(|address| address.to_string()));
            }),
            _ => {}
        }
        starts = false;
    }
    (!font.family.is_empty() && !font.files.is_empty()).then_some(font)
}

/// Every `url(…)` up to the end of a block, such as that of `image-set()`.
fn all_urls(parser: &mut Parser<'_>, urls: &mut Vec<String>) {
    while let Ok(token) = parser.next().cloned() {
        match token {
            Token::UnquotedUrl(address) => urls.push(address.to_string()),
            Token::Function(name) if name.eq_ignore_ascii_case("url") => nested(parser, |inside| {
                urls.extend(inside.expect_string_cloned().map(|address| address.to_string()));
            }),
            Token::Function(_) | Token::ParenthesisBlock => nested(parser, |inside| all_urls(inside, urls)),
            _ => {}
        }
    }
}

/// Reads the block that the last token opened, and passes over the rest of it.
fn nested<'i>(parser: &mut Parser<'i>, read: impl FnOnce(&mut Parser<'i>)) {
    let _ = parser.parse_nested_block(|inside| {
        read(inside);
        while inside.next().is_ok() {}
        Ok::<(), ParseError<()>>(())
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_families_and_pictures() {
        let found = loads(
            "@font-face { font-family: \"Own Face\"; src: url(a.woff2) format('woff2'), url('a.woff') }\
             @font-face { font-family: Other; src: local(x) }\
             body { font: 1rem/1.5 'Own Face', serif }\
             .hero .a, #b:not(.c) { background: url(hero.png); & .inner { mask: url('inner.svg') } }\
             .d:hover { background: url(hover.png) }\
             @media print { .e { background: url(print.png) } }\
             @media (min-width: 1px) { .f { background: image-set(url(f.png) 1x) } }",
        );
        assert_eq!(found.fonts, [Font { family: "own face".into(), files: vec!["a.woff2".into(), "a.woff".into()] }]);
        assert!(found.uses(&found.fonts[0]) && !found.families.contains("other"));
        let minified = loads("@font-face{font-family:Own Face;src:url(a.woff2)}h1{font:bold 1rem Own Face,serif}p{font-family:Face}");
        assert!(minified.uses(&minified.fonts[0]));
        let shown: Vec<String> = found.pictures.iter().map(|picture| format!("{} {:?}", picture.address, picture.selectors)).collect();
        assert_eq!(
            shown,
            ["hero.png [[\".hero\", \".a\"], [\"#b\"]]", "inner.svg [[\".hero\", \".a\"], [\"#b\"]]", "hover.png []", "f.png [[\".f\"]]"]
        );
    }
}
