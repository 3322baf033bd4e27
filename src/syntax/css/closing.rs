//! Brackets, texts and comments of a style sheet that have no end, and ends that have no beginning.

/// A bracket, a text or a comment that is never closed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Unclosed {
    /// The byte at which it opens.
    pub at: usize,
    pub opening: &'static str,
    /// What closes it.
    pub closing: &'static str,
}

/// What does not fit together in a style sheet.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Balance {
    /// What is open where the text ends, the outermost first. Browsers close it there, so that all behind an early one is lost.
    pub unclosed: Vec<Unclosed>,
    /// The byte of the first `}` that closes nothing. Browsers take it for the start of the next rule, which is then lost.
    pub stray: Option<usize>,
    /// How many brackets are open at once, at most.
    pub depth: usize,
    /// What has to stand behind the text before another sheet may follow, so that neither reads the other's words.
    pub closing: String,
}

/// What has begun outside all brackets and has not ended.
#[derive(Clone, Copy, PartialEq)]
enum Begun {
    Nothing,
    /// `@import`, which a semicolon ends.
    AtRule,
    /// A selector, which only a block ends.
    Selector,
}

/// Looks for what does not fit together.
pub(crate) fn balance(text: &str) -> Balance {
    let mut balance = Balance::default();
    let mut begun = Begun::Nothing;
    balance.unclosed = unclosed(text, &mut balance, &mut begun);
    if is_escaping(text) && balance.unclosed.last().is_none_or(|last| last.opening != "/*") {
        // Browsers read a backslash at the end of a file as this character; it would escape what follows.
        balance.closing.push('\u{FFFD}');
    }
    balance.closing.extend(balance.unclosed.iter().rev().map(|open| open.closing));
    if begun != Begun::Nothing && balance.unclosed.first().is_none_or(|open| open.opening != "{") {
        balance.closing.push_str("{}");
    }
    balance
}

/// Whether the text ends in a backslash that is not escaped itself.
fn is_escaping(text: &str) -> bool {
    text.bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 1
}

fn unclosed(text: &str, balance: &mut Balance, begun: &mut Begun) -> Vec<Unclosed> {
    let bytes = text.as_bytes();
    let mut open: Vec<Unclosed> = Vec::new();
    // The name that ends here, with the sign before it, as it reads without escapes.
    let mut name = String::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let rest = &text.as_bytes()[at..];
        if open.is_empty() {
            *begun = match (*begun, byte) {
                (Begun::AtRule, b';') => Begun::Nothing,
                (Begun::Nothing, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c') => Begun::Nothing,
                (Begun::Nothing, b'/') if rest.starts_with(b"/*") => Begun::Nothing,
                (Begun::Nothing, b'@') if rest.get(1).is_some_and(u8::is_ascii_alphabetic) => Begun::AtRule,
                (Begun::Nothing, _) => Begun::Selector,
                (begun, _) => begun,
            };
        }
        match byte {
            b'\\' => {
                let (char, len) = escaped(&text[at + 1..]);
                match char {
                    Some(char) => name.push(char),
                    None => name.clear(),
                }
                at += 1 + len;
                continue;
            }
            b'/' if rest.starts_with(b"/*") => match end_of_comment(bytes, at) {
                Some(end) => {
                    at = end;
                    name.clear();
                    continue;
                }
                None => {
                    open.push(Unclosed { at, opening: "/*", closing: "*/" });
                    return open;
                }
            },
            b'"' | b'\'' => match end_of_text(text, at) {
                Some(end) => {
                    at = end;
                    name.clear();
                    continue;
                }
                None => {
                    let quote = if byte == b'"' { "\"" } else { "'" };
                    open.push(Unclosed { at, opening: quote, closing: quote });
                    return open;
                }
            },
            b'(' if is_bare_url(&name, &text[at + 1..]) => match end_of_address(bytes, at) {
                Some(end) => {
                    at = end;
                    name.clear();
                    continue;
                }
                None => {
                    open.push(Unclosed { at, opening: "(", closing: ")" });
                    return open;
                }
            },
            b'<' if rest.starts_with(b"<!--") => {
                at += 4;
                name.clear();
                continue;
            }
            b'{' => open.push(Unclosed { at, opening: "{", closing: "}" }),
            b'(' => open.push(Unclosed { at, opening: "(", closing: ")" }),
            b'[' => open.push(Unclosed { at, opening: "[", closing: "]" }),
            // Another closing bracket closes nothing.
            b'}' | b')' | b']' if open.last().is_some_and(|last| last.closing.as_bytes() == [byte]) => {
                open.pop();
                if byte == b'}' && open.is_empty() {
                    *begun = Begun::Nothing;
                }
            }
            b'}' if open.is_empty() => {
                balance.stray.get_or_insert(at);
            }
            _ => {}
        }
        balance.depth = open.len().max(balance.depth);
        if !is_of_name(byte) {
            name.clear();
        }
        let len = text[at..].chars().next().map_or(1, char::len_utf8);
        if is_of_name(byte) || matches!(byte, b'@' | b'#') {
            name.push_str(&text[at..at + len]);
        }
        at += len;
    }
    open
}

fn end_of_comment(bytes: &[u8], at: usize) -> Option<usize> {
    memchr::memmem::find(&bytes[at + 2..], b"*/").map(|end| at + 2 + end + 2)
}

/// The byte behind a text in quotes; a text also ends where its line does. `None` where the file ends in it.
fn end_of_text(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'\\' => {
                let rest = &text[at..];
                at += line_end(rest).map_or_else(|| escaped(rest).1, str::len);
            }
            b'\n' | b'\r' | b'\x0c' => return Some(at - 1),
            _ if byte == bytes[start] => return Some(at),
            _ => {}
        }
    }
    None
}

/// The end of a line that a text begins with.
fn line_end(text: &str) -> Option<&'static str> {
    ["\r\n", "\n", "\r", "\x0c"].into_iter().find(|end| text.starts_with(end))
}

/// Whether a byte belongs to a name, if it does not begin one.
fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | 0x80..)
}

/// What stands behind a backslash: the character that is meant, if it is one of a name, and the bytes that say so.
fn escaped(rest: &str) -> (Option<char>, usize) {
    let n_digits = rest.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
    if n_digits > 0 {
        let char = u32::from_str_radix(&rest[..n_digits], 16).ok().and_then(char::from_u32).unwrap_or('\u{FFFD}');
        let behind = &rest[n_digits..];
        let space = line_end(behind).map_or_else(|| usize::from(behind.starts_with([' ', '\t'])), str::len);
        return (Some(char), n_digits + space);
    }
    match rest.chars().next() {
        Some(char) if line_end(rest).is_none() => (Some(char), char.len_utf8()),
        // It escapes nothing then.
        _ => (None, 0),
    }
}

/// Whether the bracket behind this name is that of an address without quotes, in which no bracket and no quote opens anything.
fn is_bare_url(name: &str, rest: &str) -> bool {
    name.eq_ignore_ascii_case("url") && !rest.trim_start_matches([' ', '\t', '\n', '\r', '\x0c']).starts_with(['"', '\''])
}

fn end_of_address(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 1,
            b')' => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use cssparser::{AtRuleParser, ParseError, Parser, ParserState, QualifiedRuleParser, StyleSheetParser};
    use proptest::prelude::*;

    use super::*;

    fn closers(text: &str) -> String {
        balance(text).closing
    }

    #[test]
    fn what_is_open_at_the_end() {
        assert_eq!(closers("a { b: c } /* { */ d { e: \"{\"; f: url({) }"), "");
        assert_eq!(closers("@media (x) { a { b: calc(1px"), ")}}");
        assert_eq!(closers("a { b: 'c"), "'}");
        assert_eq!(closers("a { b: url(c"), ")}");
        assert_eq!(closers("a { /* b }"), "*/}");
        assert_eq!(closers("a { b: \"c\n } d [ \\{ )"), "]{}");
        assert_eq!(closers("a { b: @url(/* )"), "*/)}");
        assert_eq!(closers("a { } .hero"), "{}");
        assert_eq!(closers("@import 'b.css'; /* c */"), "");
        assert_eq!(closers("@media (x"), "){}");
        assert_eq!(closers("a; b"), "{}");
        assert_eq!(closers("{\\"), "\u{FFFD}}");
        assert_eq!(closers("{ '\\\\"), "'}");
        assert_eq!(closers("{ '\\"), "\u{FFFD}'}");
        assert_eq!(closers("{ /* \\"), "*/}");
        assert_eq!(balance("a { } b {").unclosed[0].at, 8);
        assert_eq!(balance("a { b: \"}\" } } c { }").stray, Some(13));
    }

    /// Reads each rule of a style sheet as its selector.
    struct Selectors;

    impl<'i> QualifiedRuleParser<'i> for Selectors {
        type Prelude = String;
        type QualifiedRule = String;
        type Error = ();

        fn parse_prelude(&mut self, input: &mut Parser<'i>) -> Result<String, ParseError<()>> {
            let start = input.position();
            while input.next().is_ok() {}
            Ok(input.slice_from(start).trim().to_owned())
        }

        fn parse_block(&mut self, selector: String, _: &ParserState, input: &mut Parser<'i>) -> Result<String, ParseError<()>> {
            while input.next().is_ok() {}
            Ok(selector)
        }
    }

    impl<'i> AtRuleParser<'i> for Selectors {
        type Prelude = ();
        type AtRule = String;
        type Error = ();
    }

    proptest! {
        /// Behind the closers, a rule is one of the sheet's own again, as cssparser sees it.
        #[test]
        fn the_next_sheet_is_not_taken_in(text in "([{}()\\[\\];:,/*'\" @\\\\-]|url\\(|a|/\\*|\\*/|\n|é|\\PC){0,40}") {
            let whole = format!("{text}{}\nnext{{}}", closers(&text));
            let mut parser = Parser::new(&whole);
            let last = StyleSheetParser::new(&mut parser, &mut Selectors).last().and_then(Result::ok);
            prop_assert_eq!(last.as_deref(), Some("next"), "{}", whole);
        }
    }
}
