//! The words and turns of phrase that rules look for, language by language.
//!
//! A phrase is a list of words. In it, `{n}` stands for a number in digits or words, `{m}` for one that is no year, `{k}` for one
//! in digits from a thousand up, `{year}` for a year, `{w}` for any word, `{*3}` for up to three words, `{^ال}` for a word that
//! begins so, and any other name in braces for one of the words of that set. `a|b` is one of several words, and `word?` one that may
//! be missing. `{<2:name}` in front asks for one of the set among the two words before. Case, accents of Arabic and spaces do not
//! count.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use super::ahead::{Ahead, Known, can_be_token, is_plain, run_around};
pub(crate) use super::phrase::Sign;
use super::phrase::{After, Part, PartKind, Phrase, SIGNS, Vocabulary, WordId, WordSet};
use super::plain_words::PlainWords;
use super::slip::{Slip, Slips, is_whole};
use super::token::{Lexer, SAME_SIGNS, Token, is_acronym, last_tokens, plain, tokens};
use crate::base::diagnostic::Problems;
use crate::base::source::SourceId;
use crate::syntax::fields::{Table, Value, parse_toml};

const LISTS: &[(&str, &str)] =
    &[("en", include_str!("words/en.toml")), ("fr", include_str!("words/fr.toml")), ("ar", include_str!("words/ar.toml"))];

/// One language's lists.
#[derive(Debug)]
pub(crate) struct Words {
    vocabulary: Vocabulary,
    /// The phrases that begin with a word.
    by_first: BTreeMap<WordId, Vec<Phrase>>,
    by_number: Vec<Phrase>,
    numbers: WordSet,
    months: Vec<String>,
    /// Words that say that a number of their sentence is no statistic: it is about money, goals or attendance.
    no_statistic: BTreeSet<String>,
    /// Words that say so of a number right beside them: it measures a thing.
    measured: BTreeSet<String>,
    /// Words that say so of a number right before them: it counts hours or days.
    times: BTreeSet<String>,
    /// Words before a finding that say whose it is.
    owners: BTreeSet<String>,
    /// What a typed source begins with, such as `Source`.
    pub(crate) source_labels: Vec<String>,
    slips: Slips,
    /// What the rules about plain language look for; `None` if the site does not ask for them.
    pub(super) plain: Option<PlainWords>,
    /// Finds everything that a phrase can start with, and behind these the patterns of slips; `None` if the automaton could not be
    /// built, and every word is tried.
    starts: Option<AhoCorasick>,
    n_starts: usize,
}

/// What was found in a text, each in the order of places.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub phrases: Vec<Found>,
    pub slips: Vec<Slip>,
}

/// A phrase that was found, by bytes of the text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Found {
    pub sign: Sign,
    pub start: usize,
    pub end: usize,
}

/// Whether there are so many texts that the faster automaton is worth its while: it takes longer to build than the other one takes for
/// some hundred texts.
pub(crate) fn are_many(n_texts: usize) -> bool {
    n_texts >= 1_000
}

/// The place of a language among the lists.
fn place_of(language: &str) -> Option<usize> {
    let primary = language.split('-').next().unwrap_or_default();
    LISTS.iter().position(|(name, _)| name.eq_ignore_ascii_case(primary))
}

impl Words {
    /// The lists of a language by the first part of its tag, for about so many texts, with those of plain language or without;
    /// `None` if there are no lists.
    pub(crate) fn of(language: &str, n_texts: usize, is_plain: bool) -> Option<Self> {
        let (name, list) = LISTS[place_of(language)?];
        let source = SourceId::new(format!("words/{name}.toml"));
        let mut words = Self::read(&parse_toml(&source, list, 0, &mut Problems::new()), is_plain);
        let kind = if are_many(n_texts) { AhoCorasickKind::DFA } else { AhoCorasickKind::ContiguousNFA };
        (words.starts, words.n_starts) = words.starts(kind);
        Some(words)
    }

    /// The lists without their automaton.
    fn read(table: &Table, is_plain: bool) -> Self {
        let list = |key: &str| table.get(key).map_or_else(Vec::new, |entry| texts(&entry.node.value));
        let words_of = |key: &str| list(key).iter().map(|word| lower(word)).collect::<BTreeSet<String>>();
        let mut vocabulary = Vocabulary::default();
        let mut set = |words: &[String]| vocabulary.set(words.iter().map(|word| lower(word)));
        let sets: BTreeMap<&str, WordSet> = match table.get("sets").map(|entry| &entry.node.value) {
            Some(Value::Table(sets)) => sets.entries.iter().map(|entry| (entry.key.as_str(), set(&texts(&entry.node.value)))).collect(),
            _ => BTreeMap::new(),
        };
        let numbers = set(&list("numbers"));
        let mut words = Self {
            vocabulary,
            by_first: BTreeMap::new(),
            by_number: Vec::new(),
            numbers,
            months: list("months"),
            no_statistic: words_of("no_statistic"),
            measured: words_of("measured"),
            times: words_of("times"),
            owners: words_of("owners"),
            source_labels: list("source_labels"),
            slips: Slips::new(&list("weekdays"), &list("months"), &list("doubled")),
            plain: is_plain.then(|| PlainWords::new(table)),
            starts: None,
            n_starts: 0,
        };
        for (sign, key) in SIGNS {
            for phrase in list(key) {
                words.add(sign, &phrase, &sets);
            }
        }
        let wordy: Vec<String> = words.plain.iter().flat_map(|plain| plain.wordy.keys().cloned()).collect();
        for phrase in &wordy {
            words.add(Sign::Wordy, phrase, &sets);
        }
        words
    }

    /// An automaton of all that a phrase can start with, in each way of writing it but for capitals, and of the patterns of slips; and
    /// how many of its patterns are of the first kind.
    fn starts(&self, kind: AhoCorasickKind) -> (Option<AhoCorasick>, usize) {
        let digits = ('0'..='9').chain('٠'..='٩').chain('۰'..='۹').map(String::from);
        let starts = |id: WordId| self.by_first.contains_key(&id) || self.numbers.contains(Some(id));
        let signs = SAME_SIGNS.iter().filter(|(_, sign)| self.vocabulary.get(sign).is_some_and(starts));
        let words = self.vocabulary.words().filter(|(_, id)| starts(*id)).map(|(word, _)| word.to_owned());
        let starts: Vec<String> = words.chain(digits).chain(signs.map(|(written, _)| String::from(*written))).collect();
        let all = starts.iter().chain(&self.slips.patterns);
        (AhoCorasick::builder().ascii_case_insensitive(true).kind(Some(kind)).build(all).ok(), starts.len())
    }

    fn add(&mut self, sign: Sign, phrase: &str, sets: &BTreeMap<&str, WordSet>) {
        let mut parts = Vec::new();
        let mut after = None;
        for word in phrase.split_whitespace() {
            if let Some((within, name)) = word.strip_prefix("{<").and_then(|rest| rest.strip_suffix('}')?.split_once(':')) {
                after = within.parse().ok().zip(sets.get(name)).map(|(within, words)| After { within, words: words.clone() });
                continue;
            }
            let (word, is_optional) = word.strip_suffix('?').map_or((word, false), |word| (word, true));
            let kinds = match word.strip_prefix('{').and_then(|word| word.strip_suffix('}')) {
                Some("n") => vec![PartKind::Number],
                Some("m") => vec![PartKind::NotYear],
                Some("k") => vec![PartKind::Thousands],
                Some("year") => vec![PartKind::Year],
                Some("w") => vec![PartKind::Any],
                Some(name) if name.starts_with('^') => vec![PartKind::Beginning(Arc::from(&name['^'.len_utf8()..]))],
                Some(name) => match name.strip_prefix('*').and_then(|n| n.parse().ok()) {
                    Some(n) => vec![PartKind::Gap(n)],
                    None => sets.get(name).map(|set| PartKind::Word(set.clone())).into_iter().collect(),
                },
                None if word.contains('|') => vec![PartKind::Word(self.vocabulary.set(word.split('|').map(lower)))],
                None => tokens(word).into_iter().map(|token| PartKind::Word(self.vocabulary.set([token.text.into_owned()]))).collect(),
            };
            parts.extend(kinds.into_iter().map(|kind| Part { kind, is_optional }));
        }
        match parts.first().map(|part| &part.kind) {
            Some(PartKind::Word(first)) => {
                for first in first.clone().iter() {
                    self.by_first.entry(first).or_default().push(Phrase { sign, after: after.clone(), parts: parts.clone() });
                }
            }
            Some(_) => self.by_number.push(Phrase { sign, after, parts }),
            None => {}
        }
    }

    /// Every phrase in a text, the longest of those that start together and mean the same, and every slip.
    pub(super) fn find(&self, text: &str) -> Findings {
        let mut phrases: Vec<Found> = Vec::new();
        let Some(starts) = &self.starts else {
            self.find_in(text, 0..text.len(), &mut phrases);
            return Findings { phrases, slips: Vec::new() };
        };
        let mut slips = Vec::new();
        let is_plain = is_plain(text);
        let mut searched_until = 0;
        for start in starts.find_overlapping_iter(text) {
            if let Some(slip) = start.pattern().as_usize().checked_sub(self.n_starts) {
                if is_whole(text, &start.range()) {
                    slips.push((start.range(), slip));
                }
            } else if is_plain && start.start() >= searched_until && can_be_token(text, &start) {
                // No token spans a space, so the run between two spaces can be read without what is around it.
                let run = run_around(text, start.start());
                searched_until = run.end;
                self.find_in(text, run, &mut phrases);
            }
        }
        if !is_plain {
            self.find_in(text, 0..text.len(), &mut phrases);
        }
        Findings { phrases, slips: self.slips.among(text, slips) }
    }

    /// The phrases that start in a part of a text.
    fn find_in(&self, text: &str, part: Range<usize>, found: &mut Vec<Found>) {
        let mut ahead = Ahead::from(text, part.start, &self.vocabulary);
        let mut at = 0;
        while ahead.token(at).is_some_and(|found| found.token.start < part.end) {
            self.find_at(&mut ahead, at, found);
            at += 1;
        }
    }

    fn find_at(&self, ahead: &mut Ahead<'_>, at: usize, found: &mut Vec<Found>) {
        let Some(first) = ahead.token(at) else { return };
        let start = first.token.start;
        let by_word = first.word.and_then(|word| self.by_first.get(&word)).map_or(&[][..], Vec::as_slice);
        let by_number = if self.is_number(first) { &self.by_number[..] } else { &[] };
        let first = found.len();
        let is_within = |known: &Found, sign: Sign| known.sign == sign && known.end > start;
        let signs = SIGNS.into_iter().map(|(sign, _)| sign).chain([Sign::Wordy]);
        let open: Vec<Sign> = signs.filter(|sign| found.iter().rev().take(4).any(|known| is_within(known, *sign))).collect();
        for phrase in by_word.iter().chain(by_number).filter(|phrase| !open.contains(&phrase.sign)) {
            let Some(end) = self.end_of(&phrase.parts, ahead, at) else { continue };
            let start = match &phrase.after {
                None => start,
                Some(after) => match self.start_of(after, ahead.lexer.text, start) {
                    Some(start) => start,
                    None => continue,
                },
            };
            match found[first..].iter_mut().find(|known| known.sign == phrase.sign) {
                Some(known) => known.end = end.max(known.end),
                None => found.push(Found { sign: phrase.sign, start, end }),
            }
        }
    }

    /// Where the nearest of the words starts that have to stand before a place.
    fn start_of(&self, after: &After, text: &str, place: usize) -> Option<usize> {
        let mut near = last_tokens(&text[..place], after.within);
        near.find(|token| after.words.contains(self.vocabulary.get(&token.text))).map(|token| token.start)
    }

    fn is_number(&self, found: &Known<'_>) -> bool {
        found.token.is_number || self.numbers.contains(found.word)
    }

    /// Where a phrase ends that starts at a token, if it does; the farthest place if it can end at several.
    fn end_of(&self, parts: &[Part], ahead: &mut Ahead<'_>, at: usize) -> Option<usize> {
        let Some((part, rest)) = parts.split_first() else {
            return at.checked_sub(1).and_then(|last| ahead.token(last)).map(|last| last.token.end);
        };
        if let PartKind::Gap(most) = part.kind {
            let mut end = None;
            for length in 0..=most {
                end = end.max(self.end_of(rest, ahead, at + length));
                if !ahead.token(at + length).is_some_and(|next| is_of_gap(&next.token)) {
                    break;
                }
            }
            return end;
        }
        let with = self.length_of(&part.kind, ahead, at).and_then(|length| self.end_of(rest, ahead, at + length));
        let without = if part.is_optional { self.end_of(rest, ahead, at) } else { None };
        with.max(without)
    }

    /// How many tokens a part takes that starts at a token, if it does.
    fn length_of(&self, kind: &PartKind, ahead: &mut Ahead<'_>, at: usize) -> Option<usize> {
        let found = ahead.token(at)?;
        let token = &found.token;
        let fits = match kind {
            PartKind::Word(words) => words.contains(found.word),
            PartKind::Number => self.is_number(found),
            PartKind::NotYear => self.is_number(found) && !is_year(token),
            PartKind::Year => is_year(token),
            PartKind::Any => !token.is_number && token.text.starts_with(char::is_alphabetic),
            PartKind::Beginning(beginning) => token.text.starts_with(&**beginning) && token.text.len() > beginning.len(),
            PartKind::Gap(_) => false,
            PartKind::Thousands => return self.length_of_thousands(ahead, at),
        };
        fits.then_some(1)
    }

    /// `9,700`, or `9 700` with a plain space, which splits it into two tokens.
    fn length_of_thousands(&self, ahead: &mut Ahead<'_>, at: usize) -> Option<usize> {
        let token = &ahead.token(at)?.token;
        if !token.is_number || token.text.contains(['.', '٫']) {
            return None;
        }
        let (n_digits, end) = (token.text.len(), token.end);
        let is_grouped = end - token.start > n_digits;
        let is_year = is_year(token) && !is_grouped;
        if n_digits >= 4 {
            return (!is_year).then_some(1);
        }
        let mut length = 1;
        let is_group = |next: &Token<'_>| next.is_number && next.text.len() == 3 && next.end - next.start == 3;
        while ahead.token(at + length).is_some_and(|next| is_group(&next.token)) {
            length += 1;
        }
        (length > 1).then_some(length)
    }

    /// Whether a sentence is about money, goals or attendance, so that its numbers are no statistics.
    pub(super) fn is_about_something_else(&self, sentence: &str) -> bool {
        Lexer::new(sentence, 0).any(|token| self.no_statistic.contains(&*token.text))
    }

    /// Whether a number measures a thing or counts time, by the words in it and right beside it.
    pub(super) fn measures(&self, sentence: &str, number: Range<usize>) -> bool {
        // A comma or a colon ends what a number is about.
        let goes_on = |token: &Token<'_>| !matches!(&*token.text, "," | ":" | ";" | "،" | "؛" | "(" | ")" | "–" | "—");
        let is_measure = |token: Token<'_>| self.measured.contains(&*token.text);
        let after = || Lexer::new(sentence, number.end).take(BESIDE).take_while(goes_on);
        after().next().is_some_and(|token| self.times.contains(&*token.text))
            || after().any(is_measure)
            || last_tokens(&sentence[..number.start], BESIDE).take_while(goes_on).any(is_measure)
            || Lexer::new(&sentence[..number.end], number.start).any(is_measure)
    }

    /// Whether the words before a finding say whose it is: `our studies show`, `a WHO study found`.
    pub(super) fn has_owner(&self, before: &str) -> bool {
        let mut near = last_tokens(before, BESIDE).take_while(|token| token.text.starts_with(char::is_alphanumeric));
        near.any(|token| is_acronym(&before[token.start..token.end]) || self.owners.contains(&*token.text))
    }

    pub(crate) fn is_month(&self, word: &str) -> bool {
        self.months.iter().any(|month| month == &word.to_lowercase())
    }

    /// `Oct` or `Sept`, in small letters.
    pub(crate) fn is_month_cut_short(&self, word: &str) -> bool {
        word.chars().count() >= 3 && word.chars().count() <= 5 && self.months.iter().any(|month| month.starts_with(word))
    }
}

/// How many words count as beside a number.
const BESIDE: usize = 4;

/// The texts of a list.
fn texts(value: &Value) -> Vec<String> {
    let Value::Array(nodes) = value else { return Vec::new() };
    nodes.iter().filter_map(|node| if let Value::String(text) = &node.value { Some(text.clone()) } else { None }).collect()
}

/// A word as tokens have it.
fn lower(word: &str) -> String {
    plain(word, false).into_owned()
}

/// What may stand between two parts of a phrase: words, and what joins their halves.
fn is_of_gap(token: &Token<'_>) -> bool {
    !token.is_number && (token.text.starts_with(char::is_alphabetic) || matches!(&*token.text, "-" | "'"))
}

fn is_year(token: &Token<'_>) -> bool {
    token.is_number && token.text.len() == 4 && (token.text.starts_with("19") || token.text.starts_with("20"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found, plain numbers left out.
    #[track_caller]
    fn check(language: &str, text: &str, expected: &[(Sign, &str)]) {
        let words = Words::of(language, 1, false).expect("a list");
        let found = words.find(text).phrases;
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
            let found = Words::of(language, 1, false).expect("a list").find(text).phrases;
            found.iter().any(|found| found.sign == Sign::Absolute)
        };
        assert!(has("en", "8 instead of 16 in 1,000 people") && has("fr", "8 femmes sur 1000") && has("ar", "8 من كل 1000"));
        assert!(!has("en", "87% lower in 2022") && !has("fr", "deux fois plus") && !has("ar", "أقل بنسبة 87"));
    }

    /// A set that is not there would take its part, or its condition, out of the phrase without a word.
    #[test]
    fn every_set_that_a_phrase_names_is_there() {
        for (language, list) in LISTS {
            let table: toml::Table = list.parse().expect("TOML");
            let sets = table["sets"].as_table().expect("sets");
            for key in ["number", "vague", "relative", "absolute", "sensory"] {
                for phrase in table[key].as_array().expect("a list").iter().filter_map(toml::Value::as_str) {
                    for part in phrase.split_whitespace().filter_map(|part| part.trim_end_matches('?').strip_prefix('{')?.strip_suffix('}'))
                    {
                        let name = part.strip_prefix('<').map_or(part, |condition| condition.split_once(':').expect("a number").1);
                        let is_sign = ["n", "m", "k", "year", "w"].contains(&name) || name.starts_with(['*', '^']);
                        assert!(is_sign || sets.contains_key(name), "{language}: `{name}` in `{phrase}`");
                    }
                }
            }
        }
    }

    #[test]
    fn every_language_has_every_list() {
        for (language, _) in LISTS {
            let words = Words::of(language, 1, false).expect("a list");
            let all = || words.by_first.values().flatten().chain(&words.by_number);
            for (sign, _) in SIGNS {
                assert!(all().filter(|phrase| phrase.sign == sign).count() >= 5, "{language}: {sign:?}");
            }
            assert!(words.numbers.iter().count() > 8 && words.months.len() >= 12, "{language}");
        }
        assert!(Words::of("fr-CA", 1, false).is_some() && Words::of("de", 1, false).is_none());
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
        check("en", "Open the box on the right.", &[(Sign::Sensory, "box on the right.")]);
        check("en", "See the box below, the link to the right page, and the red button labelled Help.", &[]);
    }

    #[test]
    fn french() {
        check("fr", "Près de 38\u{a0}% des 9\u{202f}700 cas", &[(Sign::Number, "38\u{a0}%"), (Sign::Number, "9\u{202f}700 cas")]);
        check("fr", "Une personne sur cinq", &[(Sign::Number, "Une personne sur cinq")]);
        check("fr", "Des études montrent que", &[(Sign::Vague, "études montrent")]);
        check("fr", "9,7 millions de décès", &[(Sign::Number, "9,7 millions")]);
        check("fr", "Cliquez sur le bouton rouge", &[(Sign::Sensory, "Cliquez sur le bouton rouge")]);
        check("fr", "Un bouton rouge à gauche du nez", &[]);
    }

    #[test]
    fn arabic() {
        check("ar", "نحو ٣٨٪ من الحالات", &[(Sign::Number, "٣٨٪")]);
        check("ar", "شخص واحد من كل خمسة", &[(Sign::Number, "شخص واحد من كل خمسة")]);
        check("ar", "تُشير الدراسات إلى", &[(Sign::Vague, "تُشير الدراسات")]);
        check("ar", "7.1 مليون حالة", &[(Sign::Number, "7.1 مليون")]);
        check("ar", "اضغط الزر الأحمر", &[(Sign::Sensory, "الزر الأحمر")]);
        check("ar", "الورم في الثدي الأيمن", &[]);
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
                let words = Words::of(language, 1, false).expect("a list");
                let mut in_full = Vec::new();
                words.find_in(&text, 0..text.len(), &mut in_full);
                proptest::prop_assert_eq!(words.find(&text).phrases, in_full, "{}: {:?}", language, &text);
            }
        }
    }
}
