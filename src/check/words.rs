//! The words and turns of phrase that rules look for, language by language.
//!
//! A phrase is a list of words; `{n}` stands for a number in digits or words, `{m}` for one that is no year,
//! `{year}` for a year and `{w}` for any word. Case, accents of Arabic and spaces do not count.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::base::source::SourceId;
use crate::syntax::fields::{Table, Value, parse_toml};

const LISTS: &[(&str, &str)] =
    &[("en", include_str!("words/en.toml")), ("fr", include_str!("words/fr.toml")), ("ar", include_str!("words/ar.toml"))];

/// One language's lists.
#[derive(Debug)]
pub struct Words {
    /// The name of the list.
    pub language: &'static str,
    by_first: BTreeMap<String, Vec<Phrase>>,
    by_number: Vec<Phrase>,
    numbers: BTreeSet<String>,
    months: Vec<String>,
}

/// What a phrase is a sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A number that wants a source.
    Number,
    /// Somebody unnamed is said to have found something.
    Vague,
    /// A change without what it started from.
    Relative,
    /// A number out of a number of people.
    Absolute,
}

#[derive(Debug)]
struct Phrase {
    sign: Sign,
    parts: Vec<Part>,
}

#[derive(Debug, PartialEq)]
enum Part {
    Word(String),
    Number,
    NotYear,
    Year,
    Any,
}

/// A word, number or mark of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Token<'t> {
    /// In lower case; digits of a number without its groups.
    pub text: Cow<'t, str>,
    pub is_number: bool,
    pub start: usize,
    pub end: usize,
}

/// A phrase that was found, by bytes of the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub sign: Sign,
    pub start: usize,
    pub end: usize,
}

impl Words {
    /// The lists of a language by the first part of its tag; none where there are no lists.
    pub fn of(language: &str) -> Option<Self> {
        let primary = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let (name, list) = LISTS.iter().find(|(name, _)| *name == primary)?;
        let source = SourceId::new(format!("words/{name}.toml"));
        Some(Self::read(name, &parse_toml(&source, list, 0, &mut Vec::new())))
    }

    fn read(language: &'static str, table: &Table) -> Self {
        let list = |key: &str| match table.get(key).map(|entry| &entry.node.value) {
            Some(Value::Array(nodes)) => nodes
                .iter()
                .filter_map(|node| match &node.value {
                    Value::String(text) => Some(text.clone()),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        let mut words = Self {
            language,
            by_first: BTreeMap::new(),
            by_number: Vec::new(),
            numbers: list("numbers").into_iter().collect(),
            months: list("months"),
        };
        for (key, sign) in [("number", Sign::Number), ("vague", Sign::Vague), ("relative", Sign::Relative), ("absolute", Sign::Absolute)] {
            for phrase in list(key) {
                words.add(sign, &phrase);
            }
        }
        words
    }

    fn add(&mut self, sign: Sign, phrase: &str) {
        let mut parts = Vec::new();
        for word in phrase.split_whitespace() {
            match word {
                "{n}" => parts.push(Part::Number),
                "{m}" => parts.push(Part::NotYear),
                "{year}" => parts.push(Part::Year),
                "{w}" => parts.push(Part::Any),
                word => parts.extend(tokens(word).into_iter().map(|token| Part::Word(token.text.into_owned()))),
            }
        }
        match parts.first() {
            Some(Part::Word(first)) => self.by_first.entry(first.clone()).or_default().push(Phrase { sign, parts }),
            Some(_) => self.by_number.push(Phrase { sign, parts }),
            None => {}
        }
    }

    /// Every phrase in a text, in the order of their places; the longest of those that start together and mean the same.
    pub fn find(&self, tokens: &[Token<'_>]) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            let by_word = self.by_first.get(&*token.text).map_or(&[][..], Vec::as_slice);
            let by_number = if self.is_number(token) { &self.by_number[..] } else { &[] };
            let mut here: Vec<(Sign, usize)> = Vec::new();
            for phrase in by_word.iter().chain(by_number).filter(|phrase| self.fits(&phrase.parts, &tokens[at..])) {
                let end = tokens[at + phrase.parts.len() - 1].end;
                match here.iter_mut().find(|(sign, _)| *sign == phrase.sign) {
                    Some((_, longest)) => *longest = end.max(*longest),
                    None => here.push((phrase.sign, end)),
                }
            }
            found.extend(here.into_iter().map(|(sign, end)| Found { sign, start: token.start, end }));
        }
        found
    }

    fn is_number(&self, token: &Token<'_>) -> bool {
        token.is_number || self.numbers.contains(&*token.text)
    }

    fn fits(&self, parts: &[Part], tokens: &[Token<'_>]) -> bool {
        let fits = |(part, token): (&Part, &Token<'_>)| match part {
            Part::Word(word) => *word == token.text,
            Part::Number => self.is_number(token),
            Part::NotYear => self.is_number(token) && !is_year(token),
            Part::Year => is_year(token),
            Part::Any => !token.is_number && token.text.starts_with(char::is_alphabetic),
        };
        parts.len() <= tokens.len() && parts.iter().zip(tokens).all(fits)
    }

    pub fn is_month(&self, word: &str) -> bool {
        self.months.iter().any(|month| month == &word.to_lowercase())
    }
}

fn is_year(token: &Token<'_>) -> bool {
    token.is_number && token.text.len() == 4 && (token.text.starts_with("19") || token.text.starts_with("20"))
}

/// The words, numbers and marks of a text.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut letters = text.char_indices().peekable();
    while let Some((start, first)) = letters.next() {
        if first.is_whitespace() {
            continue;
        }
        let mut end = start + first.len_utf8();
        let is_number = first.is_numeric();
        if !first.is_alphanumeric() {
            // One sign for both per cent signs.
            let sign = match first {
                '٪' | '％' => '%',
                '’' => '\'',
                first => first,
            };
            if !is_mark(sign) {
                tokens.push(Token { text: sign.to_string().into(), is_number: false, start, end });
            }
            continue;
        }
        while let Some(&(at, next)) = letters.peek() {
            let is_inside = if is_number {
                next.is_numeric() || (is_group(next) && text[at + next.len_utf8()..].starts_with(char::is_numeric))
            } else {
                next.is_alphanumeric() || is_mark(next)
            };
            if !is_inside {
                break;
            }
            letters.next();
            end = at + next.len_utf8();
        }
        tokens.push(Token { text: plain(&text[start..end], is_number), is_number, start, end });
    }
    tokens
}

/// Marks of vowels and the stretching line of Arabic, which only some texts write.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{64b}'..='\u{652}' | '\u{640}' | '\u{200e}' | '\u{200f}' | '\u{ad}')
}

/// What may stand between the digits of one number.
fn is_group(letter: char) -> bool {
    matches!(letter, '.' | ',' | '٫' | '٬' | '\u{a0}' | '\u{202f}' | '\'' | '’')
}

/// A word in lower case without marks, a number without its groups. Most are so already.
fn plain(written: &str, is_number: bool) -> Cow<'_, str> {
    if written.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Cow::Borrowed(written);
    }
    let mut word = String::with_capacity(written.len());
    for letter in written.chars().filter(|letter| !is_number || letter.is_numeric() || matches!(letter, '.' | '٫')) {
        push(letter, &mut word);
    }
    Cow::Owned(word)
}

fn push(letter: char, word: &mut String) {
    if is_mark(letter) {
        return;
    }
    match letter {
        // Digits of Arabic and Persian as ours.
        '٠'..='٩' => word.push(char::from(b'0' + u8::try_from(u32::from(letter) - 0x660).unwrap_or(0))),
        '۰'..='۹' => word.push(char::from(b'0' + u8::try_from(u32::from(letter) - 0x6f0).unwrap_or(0))),
        letter if letter.is_ascii() => word.push(letter.to_ascii_lowercase()),
        letter => word.extend(letter.to_lowercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found, plain numbers left out.
    #[track_caller]
    fn check(language: &str, text: &str, expected: &[(Sign, &str)]) {
        let words = Words::of(language).expect("a list");
        let found = words.find(&tokens(text));
        let found = found.iter().filter(|found| found.sign != Sign::Absolute);
        let found: Vec<(Sign, &str)> = found.map(|found| (found.sign, &text[found.start..found.end])).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn plain_numbers_make_a_change_plain() {
        let has = |language: &str, text: &str| {
            let found = Words::of(language).expect("a list").find(&tokens(text));
            found.iter().any(|found| found.sign == Sign::Absolute)
        };
        assert!(has("en", "8 instead of 16 in 1,000 people") && has("fr", "8 femmes sur 1000") && has("ar", "8 من كل 1000"));
        assert!(!has("en", "87% lower in 2022") && !has("fr", "deux fois plus") && !has("ar", "أقل بنسبة 87"));
    }

    #[test]
    fn every_language_has_every_list() {
        for (language, _) in LISTS {
            let words = Words::of(language).expect("a list");
            let all = || words.by_first.values().flatten().chain(&words.by_number);
            for sign in [Sign::Number, Sign::Vague, Sign::Relative, Sign::Absolute] {
                assert!(all().filter(|phrase| phrase.sign == sign).count() >= 5, "{language}: {sign:?}");
            }
            assert!(words.numbers.len() > 8 && words.months.len() >= 12, "{language}");
        }
        assert!(Words::of("fr-CA").is_some() && Words::of("de").is_none());
    }

    #[test]
    fn english() {
        check("en", "About 38% of 7.1 million cases", &[(Sign::Number, "38%"), (Sign::Number, "7.1 million")]);
        check("en", "One in five people; 102 countries in 2025", &[(Sign::Number, "One in five")]);
        check(
            "en",
            "Studies show that it was 87% lower",
            &[(Sign::Vague, "Studies show"), (Sign::Number, "87%"), (Sign::Relative, "87% lower")],
        );
        check("en", "a 2022 survey of doctors", &[(Sign::Vague, "a 2022 survey")]);
        check("en", "It is on 4 February 2027.", &[]);
    }

    #[test]
    fn french() {
        check("fr", "Près de 38\u{a0}% des 9\u{202f}700 cas", &[(Sign::Number, "38\u{a0}%")]);
        check("fr", "Une personne sur cinq", &[(Sign::Number, "Une personne sur cinq")]);
        check("fr", "Des études montrent que", &[(Sign::Vague, "Des études montrent")]);
        check("fr", "9,7 millions de décès", &[(Sign::Number, "9,7 millions")]);
    }

    #[test]
    fn arabic() {
        check("ar", "نحو ٣٨٪ من الحالات", &[(Sign::Number, "٣٨٪")]);
        check("ar", "شخص واحد من كل خمسة", &[(Sign::Number, "واحد من كل خمسة")]);
        check("ar", "تُشير الدراسات إلى", &[(Sign::Vague, "تُشير الدراسات")]);
        check("ar", "7.1 مليون حالة", &[(Sign::Number, "7.1 مليون")]);
    }
}
