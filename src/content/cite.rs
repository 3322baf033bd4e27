//! Citations in a text, as Pandoc writes them: `[@key]`, `[@a; @b]`, `[see @key, p. 3, and more]`, `[-@key]`.
//!
//! ```text
//! citation = "[" item {";" item} "]"
//! item     = [words] ["-"] "@" key ["," place ["," words]]
//! key      = letter, digit or "_", then also ":" "." "-" "+" "/" between them
//! ```
//!
//! Whatever does not match is text: an e-mail address, `[@name and friends]`.

use std::ops::Range;

use crate::base::source::{SourceId, Span};
use crate::content::origin::Origin;

/// One mark in a text, with everything cited by it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cite {
    pub items: Vec<CiteItem>,
    pub span: Span,
}

/// One entry of the reference files, and perhaps the place in it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CiteItem {
    pub key: String,
    pub key_span: Span,
    pub asked: Asked,
}

/// What a citation asks for beside its key.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Asked {
    pub locator: Option<Locator>,
    /// Words before it: `see`.
    pub prefix: String,
    /// Words behind the place in the source, without the comma.
    pub suffix: String,
    /// Whether the sentence names the author already, so that a style of names and years gives the year alone.
    pub without_author: bool,
}

impl Asked {
    /// Whether it is the source as a whole, and nothing more.
    pub fn is_plain(&self) -> bool {
        self.locator.is_none() && self.prefix.is_empty() && self.suffix.is_empty()
    }
}

/// A place in a source: `p. 3`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Locator {
    pub kind: LocatorKind,
    pub value: String,
}

/// The unit that a place in a source is counted by; the word for it comes from the page's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LocatorKind {
    Page,
    Chapter,
    Section,
    Figure,
    Table,
    Volume,
    Paragraph,
    /// The value is a complete phrase and needs no word before it.
    Own,
}

/// The words that editors write before a number, in the languages supported so far.
const WORDS: &[(LocatorKind, &[&str])] = &[
    (LocatorKind::Page, &["p", "pp", "page", "pages", "ص", "صفحة"]),
    (LocatorKind::Chapter, &["ch", "chap", "chapter", "chapitre", "فصل", "الفصل"]),
    (LocatorKind::Section, &["sec", "sect", "section", "§", "قسم", "القسم"]),
    (LocatorKind::Figure, &["fig", "figure", "شكل", "الشكل"]),
    (LocatorKind::Table, &["tab", "table", "tableau", "جدول", "الجدول"]),
    (LocatorKind::Volume, &["vol", "volume"]),
    (LocatorKind::Paragraph, &["para", "par", "paragraph", "paragraphe"]),
];

/// Longer brackets are read as text.
const LONGEST: usize = 1000;

/// The citation at the start of a text, with its length in bytes.
pub(super) fn at(text: &str, start: usize, origin: Origin<'_>) -> Option<(Cite, usize)> {
    if !text.starts_with('[') {
        return None;
    }
    let end = text[..text.floor_char_boundary(LONGEST)].find(']')?;
    if !text[..end].contains('@') {
        return None;
    }
    let mut items = Vec::new();
    let mut here = 1;
    for part in text[1..end].split_inclusive([';', '؛']) {
        items.push(item(part.trim_end_matches([';', '؛']), start + here, origin)?);
        here += part.len();
    }
    if text[..end].ends_with([';', '؛']) {
        return None;
    }
    Some((Cite { items, span: origin.span(start..start + end + 1) }, end + 1))
}

/// Every citation in a text such as an argument, with its bytes there.
pub(super) fn all(text: &str, origin: Origin<'_>) -> Vec<(Range<usize>, Cite)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(offset) = text[from..].find('[') {
        let start = from + offset;
        match at(&text[start..], start, origin).filter(|_| !is_escaped(&text[..start])) {
            Some((cite, length)) => {
                found.push((start..start + length, cite));
                from = start + length;
            }
            None => from = start + 1,
        }
    }
    found
}

/// The citation that a template writes: `bray2024`, `@a; @b, p. 3`, with or without brackets.
pub(crate) fn written(text: &str) -> Option<Cite> {
    let inner = text.trim().trim_start_matches('[').trim_end_matches(']');
    let items: Vec<String> = inner.split([';', '؛']).map(|item| format!("@{}", item.trim().trim_start_matches('@'))).collect();
    let text = format!("[{}]", items.join(";"));
    let nowhere = SourceId::new("");
    let (cite, length) = at(&text, 0, Origin { source: &nowhere, base: 0 })?;
    (length == text.len()).then_some(cite)
}

/// Every `@key` in a text, with its byte.
pub(super) fn keys(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('@').filter_map(|(at, _)| {
        let rest = &text[at + 1..];
        let length = key_length(rest);
        (length > 0).then(|| (at, &rest[..length]))
    })
}

/// Whether a backslash escapes what follows.
pub(super) fn is_escaped(before: &str) -> bool {
    before.bytes().rev().take_while(|&byte| byte == b'\\').count() % 2 == 1
}

fn item(part: &str, start: usize, origin: Origin<'_>) -> Option<CiteItem> {
    let sign = part
        .match_indices('@')
        .map(|(at, _)| at)
        .find(|at| part[..*at].trim_end_matches('-').chars().next_back().is_none_or(char::is_whitespace))?;
    let before = part[..sign].strip_suffix('-');
    let prefix = words(before.unwrap_or(&part[..sign]))?;
    let rest = &part[sign + 1..];
    let length = key_length(rest);
    if length == 0 {
        return None;
    }
    let at = start + sign;
    let place = rest[length..].trim();
    let (locator, suffix) = match place.strip_prefix([',', '،']) {
        Some(place) => locator(place)?,
        None if place.is_empty() => (None, String::new()),
        // Without a comma only what is clearly a place counts: `[@key p. 3]`.
        None => locator(place).filter(|(locator, _)| locator.as_ref().is_some_and(|locator| locator.kind != LocatorKind::Own))?,
    };
    let asked = Asked { locator, prefix, suffix, without_author: before.is_some() };
    Some(CiteItem { key: rest[..length].to_owned(), key_span: origin.span(at..at + 1 + length), asked })
}

/// Words around a key, on one line; none where they have markup, which is another thing.
fn words(written: &str) -> Option<String> {
    let written = written.split_whitespace().collect::<Vec<_>>().join(" ");
    let has_markup = written.contains(['[', '`', '*', '_', '<', '>', '@', '\\', '~', '\u{e000}']);
    (!has_markup).then_some(written)
}

fn key_length(text: &str) -> usize {
    let is_inner = |char: char| char.is_alphanumeric() || char == '_';
    let mut length = 0;
    for (offset, char) in text.char_indices() {
        if is_inner(char) {
            length = offset + char.len_utf8();
        } else if offset == 0 || !matches!(char, ':' | '.' | '-' | '+' | '/') {
            break;
        }
    }
    length
}

/// A place, and the words that follow it after a comma: `p. 3, in the box`.
fn locator(written: &str) -> Option<(Option<Locator>, String)> {
    let written = words(written).filter(|written| !written.is_empty())?;
    let digit = written.find(|char: char| char.is_numeric());
    let word = written[..digit.unwrap_or(written.len())].trim_end_matches([' ', '.', '\u{a0}']).to_lowercase();
    let kind = match digit {
        Some(0) => Some(LocatorKind::Page),
        Some(_) => WORDS.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(kind, _)| *kind),
        None => None,
    };
    let (Some(kind), Some(digit)) = (kind, digit) else {
        return Some((Some(Locator { kind: LocatorKind::Own, value: written }), String::new()));
    };
    let value = &written[digit..];
    let is_next = |at: &usize| value[at + 1..].trim_start().starts_with(|next: char| !next.is_numeric());
    let end = value.match_indices([',', '،']).map(|(at, _)| at).find(is_next).unwrap_or(value.len());
    let suffix = value[end..].trim_start_matches([',', '،', ' ']).to_owned();
    Some((Some(Locator { kind, value: with_dashes(value[..end].trim_end()) }), suffix))
}

/// `3-5` as `3–5`.
fn with_dashes(value: &str) -> String {
    let mut dashed = String::with_capacity(value.len());
    let mut chars = value.chars().peekable();
    while let Some(char) = chars.next() {
        let is_range = char == '-' && dashed.ends_with(char::is_numeric) && chars.peek().is_some_and(|next| next.is_numeric());
        dashed.push(if is_range { '–' } else { char });
    }
    dashed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let source = SourceId::new("a.md");
        let found = at(text, 0, Origin { source: &source, base: 0 });
        let show = |item: &CiteItem| {
            let Asked { locator, prefix, suffix, without_author } = &item.asked;
            let mut place = locator.as_ref().map_or(String::new(), |locator| format!(" {:?} {}", locator.kind, locator.value));
            for (name, words) in [("before", prefix), ("after", suffix)].into_iter().filter(|(_, words)| !words.is_empty()) {
                place.push_str(&format!(" {name} {words}"));
            }
            format!("{}{}@{}{place}", if *without_author { "-" } else { "" }, item.key, item.key_span.start)
        };
        let shown = found.map_or("text".to_owned(), |(cite, length)| {
            format!("{} [{length}]", cite.items.iter().map(show).collect::<Vec<_>>().join("; "))
        });
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn citations() {
        check("[@a]", "a@1 [4]");
        check("[@bray2024; @who-2020:x.y]!", "bray2024@1; who-2020:x.y@12 [26]");
        check("[@a, p. 3]", "a@1 Page 3 [10]");
        check("[@a, pp. 3-5; @b]", "a@1 Page 3–5; b@14 [17]");
        check("[@a p. 3]", "a@1 Page 3 [9]");
        check("[@a, Tableau 2]", "a@1 Table 2 [15]");
        check("[@a, box in the introduction]", "a@1 Own box in the introduction [29]");
        check("[@a;\n  @b]", "a@1; b@7 [10]");
        check("[see @a; also @b, chap. 2]", "a@5 before see; b@14 Chapter 2 before also [26]");
        check("[-@a]", "-a@2 [5]");
        check("[see -@a, pp. 3, 5-7, in the box]", "-a@6 Page 3, 5–7 before see after in the box [33]");
        check("[@a, see p. 3]", "a@1 Own see p. 3 [14]");
        check("[@منظمة2020، ص 3؛ @b]", "منظمة2020@1 Page 3; b@26 [29]");
    }

    #[test]
    fn what_is_no_citation() {
        for text in [
            "[@]",
            "[@ a]",
            "[@a and others]",
            "[a@b.org]",
            "[@a; b]",
            "[@a;]",
            "[@a,]",
            "[@a, *x*]",
            "[@a",
            "(@a)",
            "[@-a]",
            "[see @]",
            "[*see* @a]",
            "[see x@a.org]",
        ] {
            check(text, "text");
        }
    }

    #[test]
    fn citations_in_a_line() {
        let source = SourceId::new("a.md");
        let found = all("x [@a] \\[@b] y[@c;@d] [@e f]", Origin { source: &source, base: 10 });
        let shown: Vec<_> = found.iter().map(|(range, cite)| (range.clone(), cite.span.start, cite.items.len())).collect();
        assert_eq!(shown, [(2..6, 12, 1), (14..21, 24, 2)]);
    }
}
