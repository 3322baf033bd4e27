//! A style sheet without comments, and with everything in it written as shortly as it can be.

use lightningcss::stylesheet::{ParserOptions, PrinterOptions, StyleSheet};
use lightningcss::targets::{Features, Targets};

use super::balance;

/// The deepest nesting that is read: the parser calls itself for each level.
const MAX_DEPTH: usize = 24;

/// The style sheet in fewer bytes; `None` where it is broken, or says what the parser does not know.
///
/// Every declaration stays, and so does every fallback before it: nothing is joined, and nothing is made for browsers of an age.
pub(crate) fn minified(text: &str) -> Option<String> {
    let balance = balance(text);
    if !balance.unclosed.is_empty() || balance.stray.is_some() || balance.depth > MAX_DEPTH {
        return None;
    }
    let sheet = StyleSheet::parse(text, ParserOptions::default()).ok()?;
    // Otherwise `(min-width: 40rem)` became `(width >= 40rem)`, which browsers read since 2022 and 2023 only.
    let targets = Targets { browsers: None, include: Features::MediaQueries, exclude: Features::empty() };
    let short = sheet.to_css(PrinterOptions { minify: true, targets, ..PrinterOptions::default() }).ok()?.code;
    (short.len() <= text.len()).then_some(short)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(minified(text).as_deref(), Some(expected));
    }

    #[test]
    fn what_says_nothing_goes() {
        check(
            "/* A */\n@media (min-width : 40rem) and (print) {\n  a :hover , b > c + d:is(e + f) { color : red ; }\n}\n",
            "@media (min-width:40rem) and (print){a :hover,b>c+d:is(e+f){color:red}}",
        );
        check(".x { &:hover { width: clamp( 1rem, 1rem + 0.5vw, 2rem ); } }", ".x{&:hover{width:clamp(1rem,1rem + .5vw,2rem)}}");
        check("/*! Licence */ a { --a: 1px  solid; color: #ffffff !important }", "/*! Licence */\na{--a:1px solid;color:#fff!important}");
    }

    #[test]
    fn layers_fallbacks_and_prefixes_stay() {
        check("@layer a, b; @layer b { a { color: red } }", "@layer a,b;@layer b{a{color:red}}");
        check(
            "a { height: 100vh; height: 100dvh; color: red; color: lch(50% 100 40) }",
            "a{height:100vh;height:100dvh;color:red;color:lch(50% 100 40)}",
        );
        check("a { -webkit-appearance: none; appearance: none; x-y: z }", "a{-webkit-appearance:none;appearance:none;x-y:z}");
        check("a { --unused: ; --b:  { c } }", "a{--unused: ;--b:{ c }}");
    }

    #[test]
    fn the_sheets_of_the_bundled_themes_come_out_shorter() {
        for text in [
            include_str!("../../../themes/base/static/css/site.css"),
            include_str!("../../../themes/united-by-unique/static/css/theme.css"),
            include_str!("../../../themes/close-the-care-gap/static/css/theme.css"),
        ] {
            let short = minified(text).expect("a sheet that is sound");
            assert!(short.len() * 10 < text.len() * 9, "{} of {} bytes", short.len(), text.len());
        }
    }

    #[test]
    fn broken_and_deep_sheets_are_left() {
        for broken in ["a { color: red; }}", "a { color: red", "a { content: \"x\n }", "a { } @import 'b.css';", "a:(b) { }"] {
            assert_eq!(minified(broken), None, "{broken}");
        }
        for part in ["a{", "@media x{", "a:is(", "a{width:calc(", "@layer a{", "("] {
            for n in [MAX_DEPTH, 50_000] {
                let open = part.repeat(n);
                minified(&format!("{open}{}", balance(&open).closing));
            }
        }
    }

    proptest! {
        #[test]
        fn every_text_can_be_tried(
            text in "([{}()\\[\\];:,/*'\"\\\\ >~+-]|url\\(|var\\(|--a|a|:is\\(|/\\*|\\*/|@media |calc\\(|!|é|1px|\\PC){0,60}"
        ) {
            minified(&text);
        }
    }
}
