//! How numbers, ranges and dates are written.
//!
//! The forms are those of the content guide of the NHS digital service manual: commas above 999, no decimals but for money, doses
//! and measurements, ranges in words, one way of stating a chance in a sentence, dates as `4 February 2027`.

use std::ops::Range;

use super::super::block::BlockText;
use super::super::plain_words::Formats;
use super::super::token::{Token, is_acronym, tokens};
use crate::base::diagnostic::{Code, Diagnostic, Problems};

/// Numbers of four digits between these are taken for years.
const YEARS: Range<u32> = 1500..2200;

pub(super) fn block(text: &BlockText<'_>, formats: &Formats, problems: &mut Problems) {
    if text.is_heading || text.table.is_some() || !text.joined.contains(|sign: char| sign.is_ascii_digit()) {
        return;
    }
    let tokens = tokens(&text.joined);
    let reader = Reader { text, formats, tokens };
    let mut at = 0;
    while at < reader.tokens.len() {
        let is_told = reader.tokens[at].is_number && !text.is_quoted(reader.tokens[at].start);
        match reader.date(at).or_else(|| reader.ordinal(at)).or_else(|| reader.range(at)).filter(|_| is_told) {
            Some((problem, n_tokens)) => {
                problems.push(problem);
                at += n_tokens;
            }
            None => {
                if is_told {
                    problems.extend(reader.decimal(at).or_else(|| reader.large(at)));
                    problems.extend(reader.mixed(at));
                }
                at += 1;
            }
        }
    }
}

struct Reader<'a, 'b> {
    text: &'a BlockText<'b>,
    formats: &'a Formats,
    tokens: Vec<Token<'a>>,
}

impl Reader<'_, '_> {
    fn get(&self, at: usize) -> Option<&Token<'_>> {
        self.tokens.get(at)
    }

    fn before(&self, at: usize) -> Option<&Token<'_>> {
        at.checked_sub(1).and_then(|before| self.tokens.get(before))
    }

    fn written(&self, at: usize) -> &str {
        self.get(at).map_or("", |token| &self.text.joined[token.start..token.end])
    }

    /// Whether nothing stands between a token and the next.
    fn touches(&self, at: usize) -> bool {
        self.get(at).zip(self.get(at + 1)).is_some_and(|(one, next)| one.end == next.start)
    }

    /// Whether a number is a part of something longer: a name, a telephone number, an address.
    fn is_part(&self, first: usize, last: usize) -> bool {
        let is_word = |at: usize| self.written(at).starts_with(char::is_alphanumeric);
        let glued = first.checked_sub(1).is_some_and(|before| {
            self.touches(before) && (is_word(before) || ["-", "–", "/", ".", "#", "+", "_", ":", "@"].contains(&self.written(before)))
        });
        let is_hinge = ["-", "–", "/", "_", "."].contains(&self.written(last + 1)) && self.touches(last + 1);
        glued || self.touches(last) && (is_word(last + 1) || is_hinge)
    }

    fn problem(&self, code: Code, first: usize, last: usize, why: &str, help: String) -> Option<Diagnostic> {
        let range = self.get(first)?.start..self.get(last)?.end;
        let shown = self.text.shown(range.clone());
        Some(Diagnostic::new(code, format!("`{shown}` {why}")).at(self.text.span(range)).help(help))
    }

    /// A date in numbers, or with a month that is cut short.
    fn date(&self, at: usize) -> Option<(Diagnostic, usize)> {
        let number = |at: usize| self.written(at).parse::<u32>().ok();
        let why_in_numbers = "is a date in numbers, which readers in other countries read differently";
        let help = |example: &str| format!("write the month as a word: {example}");
        let example = format!("`4 {} 2027`", self.formats.full_months.get(1).map_or("", String::as_str));
        let parts: Vec<u32> = self.written(at).split('.').filter_map(|part| part.parse().ok()).collect();
        if self.written(at).matches('.').count() == 2 && is_date(&parts) && !self.is_part(at, at) {
            return Some((self.problem(Code::ReadDate, at, at, why_in_numbers, help(&example))?, 1));
        }
        let separators = [self.written(at + 1), self.written(at + 3)];
        let is_tight = (at..at + 4).all(|at| self.touches(at));
        if is_tight && matches!(separators, ["/", "/"] | ["-", "-"]) && !self.is_part(at, at + 4) {
            let parts: Vec<u32> = [at, at + 2, at + 4].into_iter().filter_map(number).collect();
            if is_date(&parts) {
                return Some((self.problem(Code::ReadDate, at, at + 4, why_in_numbers, help(&example))?, 5));
            }
        }
        let month = self.written(at + 1);
        let place = self.formats.short_months.iter().position(|short| short == month)?;
        if !number(at).is_some_and(|day| (1..=31).contains(&day)) || self.touches(at) {
            return None;
        }
        let full = self.full_month(place)?;
        let problem = self.problem(Code::ReadDate, at, at + 1, "cuts the month short", format!("write `{} {full}`", self.written(at)))?;
        Some((problem, 2))
    }

    /// The month that a short form stands for: the one that begins so.
    fn full_month(&self, place: usize) -> Option<&String> {
        let short: String = self.formats.short_months.get(place)?.chars().take(3).collect();
        self.formats.full_months.iter().find(|full| full.starts_with(&short))
    }

    /// `4th February`, which is said so and written `4 February`.
    fn ordinal(&self, at: usize) -> Option<(Diagnostic, usize)> {
        if !self.touches(at) || !self.formats.ordinals.contains(self.written(at + 1)) {
            return None;
        }
        let month = if self.written(at + 2) == "of" { at + 3 } else { at + 2 };
        if !self.formats.full_months.iter().any(|full| full == self.written(month)) {
            return None;
        }
        let help = format!("write `{} {}`", self.written(at), self.written(month));
        Some((self.problem(Code::ReadOrdinal, at, month, "writes the day as it is said", help)?, month - at + 1))
    }

    /// `10-20`, which screen readers read as one number, or as a sum.
    fn range(&self, at: usize) -> Option<(Diagnostic, usize)> {
        let is_tight = self.touches(at) && self.touches(at + 1);
        if !is_tight || !matches!(self.written(at + 1), "-" | "–") || !self.get(at + 2)?.is_number || self.is_part(at, at + 2) {
            return None;
        }
        let number =
            |at: usize| self.get(at).filter(|_| self.written(at).len() < 8 && !self.written(at).starts_with('0'))?.text.parse::<f64>().ok();
        let (from, to) = (number(at)?, number(at + 2)?);
        if from >= to {
            return None;
        }
        let help = format!("write `{} {} {}`", self.written(at), self.formats.to, self.written(at + 2));
        Some((self.problem(Code::ReadRange, at, at + 2, "is a range with a dash, which is easily misread and misheard", help)?, 3))
    }

    /// More digits than readers need, but for money, doses and measurements.
    fn decimal(&self, at: usize) -> Option<Diagnostic> {
        let (_, digits) = self.written(at).rsplit_once(self.formats.decimal)?;
        let is_grouped = self.written(at).matches([',', '.']).count() > 1;
        let is_money = self.before(at).is_some_and(|_| self.formats.currencies.iter().any(|sign| sign == self.written(at - 1)));
        let is_measured = self.formats.units.contains(&self.written(at + 1).to_lowercase())
            || self.formats.currencies.iter().any(|sign| sign == self.written(at + 1));
        // The version of a standard follows its name, as in WCAG 2.2 or in (WCAG) 2.2.
        let is_version = (at.saturating_sub(2)..at).any(|before| is_acronym(self.written(before)) || self.written(before) == "version");
        if digits.is_empty() || is_grouped || is_money || is_measured || is_version || self.is_part(at, at) {
            return None;
        }
        let is_share = self.written(at + 1) == "%";
        let last = if is_share { at + 1 } else { at };
        let help = if is_share {
            format!("round it, or say it as `1 {} 7` people; exact numbers belong in a table", self.formats.of)
        } else {
            "round it; exact numbers belong in a table".to_owned()
        };
        self.problem(Code::ReadDecimal, at, last, "has more digits than readers need", help)
    }

    /// A large number without the sign that makes it readable.
    fn large(&self, at: usize) -> Option<Diagnostic> {
        let written = self.written(at);
        let value: u32 = written.parse().ok()?;
        let is_large = written.len() > 4 || written.len() == 4 && !YEARS.contains(&value);
        let counts = !self.touches(at) && self.written(at + 1).starts_with(char::is_lowercase);
        // A telephone number is written in groups.
        let is_group = at.checked_sub(1).and_then(|before| self.get(before)).is_some_and(|before| before.is_number);
        if !is_large || !counts || is_group || written.starts_with('0') || self.is_part(at, at) {
            return None;
        }
        let groups: Vec<&str> = written.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
        let help = format!("write `{}`", groups.join(&self.formats.group));
        self.problem(Code::ReadNumformat, at, at, "is hard to read without a separator between its thousands", help)
    }

    /// A share in per cent in a sentence that also has one as `1 in 7`.
    fn mixed(&self, at: usize) -> Option<Diagnostic> {
        if self.written(at + 1) != "%" {
            return None;
        }
        let sentence = self.text.sentence(self.get(at)?.start);
        let is_other = |other: usize| {
            let (Some(one), Some(of)) = (self.get(other), self.get(other + 2)) else { return false };
            one.is_number && of.is_number && self.written(other + 1) == self.formats.of && sentence.contains(&one.start)
                // `1 in 2020` is a year.
                && !of.text.parse().is_ok_and(|year: u32| of.text.len() == 4 && YEARS.contains(&year))
        };
        let other = (0..self.tokens.len()).find(|other| is_other(*other))?;
        let why = format!(
            "stands beside `{} {} {}`, so that readers compare two kinds of numbers",
            self.written(other),
            self.formats.of,
            self.written(other + 2)
        );
        self.problem(Code::ReadPercent, at, at + 1, &why, format!("give both in the same form, best as `1 {} 7`", self.formats.of))
    }
}

/// Day, month and year in the order of some country.
fn is_date(parts: &[u32]) -> bool {
    let (day, month, year) = (1..=31, 1..=12, 1900..=2199);
    match *parts {
        [first, second, last] if year.contains(&first) => month.contains(&second) && day.contains(&last),
        [first, second, last] => {
            let is_year = year.contains(&last) || last < 100;
            is_year && (day.contains(&first) && month.contains(&second) || month.contains(&first) && day.contains(&second))
        }
        _ => false,
    }
}
