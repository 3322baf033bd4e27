//! Unicode forms: one way to write each name, and the characters that pages and feeds may hold.

use std::borrow::Cow;

use memchr::memchr_iter;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// A name in NFC, as keyboards write it. File systems and archives hand over letters in parts too, and both look the same.
pub(crate) fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfc().collect())
}

/// A text without the characters that XML 1.0 (2.2, `Char`) does not allow and HTML calls errors: a program that reads feeds would refuse the whole
/// file for one of them. NUL becomes the sign for a character that cannot be read, as in HTML and Markdown.
pub(crate) fn publishable(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let is_control =
        bytes.iter().fold(false, |found, byte| found | ((*byte < b' ') & (*byte != b'\t') & (*byte != b'\n') & (*byte != b'\r')));
    // U+FFFE and U+FFFF, whose first byte few other letters have.
    let is_none = |at: usize| bytes[at + 1] == 0xbf && bytes[at + 2] >= 0xbe;
    if !is_control && !memchr_iter(0xef, bytes).any(is_none) {
        return Cow::Borrowed(text);
    }
    let kept = text.chars().filter(|letter| *letter == '\0' || !is_forbidden(*letter));
    Cow::Owned(kept.map(|letter| if letter == '\0' { '\u{fffd}' } else { letter }).collect())
}

fn is_forbidden(letter: char) -> bool {
    matches!(letter, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_one_form() {
        assert_eq!(nfc("fu\u{308}r-e\u{301}te\u{301}.md"), "für-été.md");
        assert_eq!(nfc("\u{1112}\u{1161}\u{11ab}"), "한");
        assert!(matches!(nfc("für.md"), Cow::Borrowed(_)) && matches!(nfc("a.md"), Cow::Borrowed(_)));
    }

    #[test]
    fn characters_that_xml_has_no_place_for_are_left_out() {
        assert_eq!(publishable("a\u{1}b\0c\u{c}d\u{fffe}e\t\r\nf，é"), "ab\u{fffd}cde\t\r\nf，é");
        assert!(matches!(publishable("a，b\t\u{7f}\u{feff}"), Cow::Borrowed(_)));
    }
}
