//! The words and turns of phrase that rules look for, language by language.
//!
//! A phrase is a list of words; `{n}` stands for a number in digits or words, `{m}` for one that is no year,
//! `{year}` for a year and `{w}` for any word. Case, accents of Arabic and spaces do not count.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Match};

use crate::base::source::SourceId;
use crate::syntax::fields::{Table, Value, parse_toml};

const LISTS: &[(&str, &str)] =
    &[("en", include_str!("words/en.toml")), ("fr", include_str!("words/fr.toml")), ("ar", include_str!("words/ar.toml"))];

/// One language's lists.
#[derive(Debug)]
pub(crate) struct Words {
    by_first: BTreeMap<String, Vec<Phrase>>,
    by_number: Vec<Phrase>,
    numbers: BTreeSet<String>,
    months: Vec<String>,
    /// Finds everything that a phrase can start with; `None` if the automaton could not be built, and every word is tried.
    starts: Option<AhoCorasick>,
}

/// What a phrase is a sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// A number that wants a source.
    Number,
    /// A finding is attributed to somebody who is not named.
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
pub(crate) struct Token<'t> {
    /// In lower case; digits of a number without its groups.
    pub text: Cow<'t, str>,
    pub is_number: bool,
    pub start: usize,
    pub end: usize,
}

/// A phrase that was found, by bytes of the text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    pub sign: Sign,
    pub start: usize,
    pub end: usize,
}

/// The place of a language among the lists.
fn place_of(language: &str) -> Option<usize> {
    let primary = language.split('-').next().unwrap_or_default();
    LISTS.iter().position(|(name, _)| name.eq_ignore_ascii_case(primary))
}

impl Words {
    /// The lists of a language by the first part of its tag; `None` if there are no lists.
    pub(crate) fn of(language: &str) -> Option<Self> {
        let (name, list) = LISTS[place_of(language)?];
        let source = SourceId::new(format!("words/{name}.toml"));
        Some(Self::read(&parse_toml(&source, list, 0, &mut Vec::new())))
    }

    fn read(table: &Table) -> Self {
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
            by_first: BTreeMap::new(),
            by_number: Vec::new(),
            numbers: list("numbers").into_iter().collect(),
            months: list("months"),
            starts: None,
        };
        for (key, sign) in [("number", Sign::Number), ("vague", Sign::Vague), ("relative", Sign::Relative), ("absolute", Sign::Absolute)] {
            for phrase in list(key) {
                words.add(sign, &phrase);
            }
        }
        words.starts = words.starts();
        words
    }

    /// An automaton of all that a phrase can start with, in each way of writing it but for capitals.
    fn starts(&self) -> Option<AhoCorasick> {
        let digits = ('0'..='9').chain('٠'..='٩').chain('۰'..='۹').map(String::from);
        let signs = SAME_SIGNS.iter().filter(|(_, sign)| self.by_first.contains_key(*sign)).map(|(written, _)| String::from(*written));
        let all = self.by_first.keys().chain(&self.numbers).cloned().chain(digits).chain(signs);
        AhoCorasick::builder().ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA)).build(all).ok()
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
    pub(crate) fn find(&self, text: &str) -> Vec<Found> {
        let mut found: Vec<Found> = Vec::new();
        let Some(starts) = self.starts.as_ref().filter(|_| is_plain(text)) else {
            self.find_in(text, 0..text.len(), &mut found);
            return found;
        };
        let mut searched_until = 0;
        for start in starts.find_overlapping_iter(text) {
            // No token spans a space, so the run between two spaces can be read without what is around it.
            if start.start() >= searched_until && can_be_token(text, &start) {
                let run = run_around(text, start.start());
                searched_until = run.end;
                self.find_in(text, run, &mut found);
            }
        }
        found
    }

    /// The phrases that start in a part of a text.
    fn find_in(&self, text: &str, part: Range<usize>, found: &mut Vec<Found>) {
        let mut ahead = Ahead { lexer: Lexer::new(text, part.start), tokens: Vec::new() };
        let mut at = 0;
        while ahead.token(at).is_some_and(|token| token.start < part.end) {
            self.find_at(&mut ahead, at, found);
            at += 1;
        }
    }

    fn find_at(&self, ahead: &mut Ahead<'_>, at: usize, found: &mut Vec<Found>) {
        let Some(token) = ahead.token(at) else { return };
        let start = token.start;
        let by_word = self.by_first.get(&*token.text).map_or(&[][..], Vec::as_slice);
        let by_number = if self.is_number(token) { &self.by_number[..] } else { &[] };
        let first = found.len();
        for phrase in by_word.iter().chain(by_number) {
            let Some(end) = self.end_of(&phrase.parts, ahead, at) else { continue };
            match found[first..].iter_mut().find(|known| known.sign == phrase.sign) {
                Some(known) => known.end = end.max(known.end),
                None => found.push(Found { sign: phrase.sign, start, end }),
            }
        }
    }

    fn is_number(&self, token: &Token<'_>) -> bool {
        token.is_number || self.numbers.contains(&*token.text)
    }

    /// Where a phrase ends that starts at a token, if it does.
    fn end_of(&self, parts: &[Part], ahead: &mut Ahead<'_>, at: usize) -> Option<usize> {
        let mut end = None;
        for (n, part) in parts.iter().enumerate() {
            let token = ahead.token(at + n)?;
            let fits = match part {
                Part::Word(word) => *word == token.text,
                Part::Number => self.is_number(token),
                Part::NotYear => self.is_number(token) && !is_year(token),
                Part::Year => is_year(token),
                Part::Any => !token.is_number && token.text.starts_with(char::is_alphabetic),
            };
            if !fits {
                return None;
            }
            end = Some(token.end);
        }
        end
    }

    pub(crate) fn is_month(&self, word: &str) -> bool {
        self.months.iter().any(|month| month == &word.to_lowercase())
    }

    /// `Oct` or `Sept`, in small letters.
    pub(crate) fn is_month_cut_short(&self, word: &str) -> bool {
        word.chars().count() >= 3 && word.chars().count() <= 5 && self.months.iter().any(|month| month.starts_with(word))
    }
}

fn is_year(token: &Token<'_>) -> bool {
    token.is_number && token.text.len() == 4 && (token.text.starts_with("19") || token.text.starts_with("20"))
}

/// Whether tokens differ from the text at most in ASCII capitals and Arabic digits, so that the automaton sees whatever starts
/// a phrase.
fn is_plain(text: &str) -> bool {
    text.is_ascii()
        || text.chars().all(|letter| match letter {
            '\u{2010}'..='\u{2027}' => true,
            '\u{641}'..='\u{64a}' | '\u{60c}'..='\u{63f}' => true,
            '٠'..='٩' | '۰'..='۹' => true,
            letter if letter.is_ascii() => true,
            letter => !is_mark(letter) && !letter.is_numeric() && letter.to_lowercase().eq([letter]),
        })
}

/// Whether what was found is more than a part of a longer word.
fn can_be_token(text: &str, found: &Match) -> bool {
    let (before, rest) = text.split_at(found.start());
    let Some(first) = rest.chars().next().filter(|first| first.is_alphanumeric()) else { return true };
    let is_inside = before.chars().next_back().is_some_and(char::is_alphabetic);
    let goes_on = !first.is_numeric() && text[found.end()..].starts_with(char::is_alphanumeric);
    !is_inside && !goes_on
}

/// What stands around a place between two spaces of ASCII.
fn run_around(text: &str, place: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let start = bytes[..place].iter().rposition(u8::is_ascii_whitespace).map_or(0, |space| space + 1);
    let end = bytes[place..].iter().position(u8::is_ascii_whitespace).map_or(bytes.len(), |length| place + length);
    start..end
}

/// The words, numbers and marks of a text.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    Lexer::new(text, 0).collect()
}

/// Tokens that are read when they are asked for.
struct Ahead<'t> {
    lexer: Lexer<'t>,
    tokens: Vec<Token<'t>>,
}

impl<'t> Ahead<'t> {
    fn token(&mut self, at: usize) -> Option<&Token<'t>> {
        while self.tokens.len() <= at {
            self.tokens.push(self.lexer.next()?);
        }
        self.tokens.get(at)
    }
}

/// Reads a text token by token.
struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    fn new(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// The end of the word or number whose first character was read.
    fn word_end(&mut self, is_number: bool) -> usize {
        while let Some(next) = self.peek() {
            let after = self.at + next.len_utf8();
            let is_inside = if is_number {
                next.is_numeric() || (is_group(next) && self.text[after..].starts_with(char::is_numeric))
            } else {
                next.is_alphanumeric() || is_mark(next)
            };
            if !is_inside {
                break;
            }
            self.at = after;
        }
        self.at
    }
}

impl<'t> Iterator for Lexer<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        loop {
            let first = self.peek()?;
            let start = self.at;
            self.at += first.len_utf8();
            if first.is_alphanumeric() {
                let is_number = first.is_numeric();
                let end = self.word_end(is_number);
                return Some(Token { text: plain(&self.text[start..end], is_number), is_number, start, end });
            }
            if first.is_whitespace() || is_mark(first) {
                continue;
            }
            let same = SAME_SIGNS.iter().find(|(written, _)| *written == first);
            let text = same.map_or(&self.text[start..self.at], |(_, sign)| sign);
            return Some(Token { text: Cow::Borrowed(text), is_number: false, start, end: self.at });
        }
    }
}

/// Signs that are read as another: one for all per cent signs, one for both apostrophes.
const SAME_SIGNS: &[(char, &str)] = &[('٪', "%"), ('％', "%"), ('’', "'")];

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
        // Arabic and Persian digits become those of ASCII.
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
        let found = words.find(text);
        let mut in_full = Vec::new();
        words.find_in(text, 0..text.len(), &mut in_full);
        assert_eq!(found, in_full, "{text}");
        let found = found.iter().filter(|found| found.sign != Sign::Absolute);
        let found: Vec<(Sign, &str)> = found.map(|found| (found.sign, &text[found.start..found.end])).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn plain_numbers_make_a_change_plain() {
        let has = |language: &str, text: &str| {
            let found = Words::of(language).expect("a list").find(text);
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

    /// Words of the lists and what can stand around and in them.
    const PARTS: &[&str] = &[
        "one",
        "One",
        "ONE",
        "in",
        "five",
        "studies",
        "show",
        "Studies",
        "a",
        "2022",
        "survey",
        "38",
        "٣٨",
        "%",
        "٪",
        "7.1",
        "million",
        "9\u{202f}700",
        "½",
        "²",
        "é",
        "É",
        "études",
        "Études",
        "des",
        "montrent",
        "d’après",
        "les",
        "experts",
        "K",
        "İ",
        "ǅ",
        "’",
        "'",
        "نحو",
        "تُشير",
        "الدراسات",
        "شخص",
        "واحد",
        "من",
        "كل",
        "خمسة",
        "\u{640}",
        "\u{ad}",
        "8",
        "instead",
        "of",
        "16",
        "1,000",
        "people",
        "twice",
        "lower",
        " ",
        " ",
        " ",
        " ",
        "\n",
        "\u{a0}",
        "-",
        ".",
        ",",
        "(",
    ];

    proptest::proptest! {
        #[test]
        fn the_automaton_finds_what_every_word_would(parts in proptest::collection::vec(0..PARTS.len(), 0..24)) {
            let text: String = parts.into_iter().map(|part| PARTS[part]).collect();
            for (language, _) in LISTS {
                let words = Words::of(language).expect("a list");
                let mut in_full = Vec::new();
                words.find_in(&text, 0..text.len(), &mut in_full);
                proptest::prop_assert_eq!(words.find(&text), in_full, "{}: {:?}", language, &text);
            }
        }
    }
}
