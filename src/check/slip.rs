//! Slips of the pen in running text: a word written twice, and a day of the week that is not that of the date behind it.
//!
//! The lists of words are those of the rules about wording, and one search finds what both start with; all else looks only at that.

use std::ops::Range;

use jiff::civil::Date;

/// So many bytes behind the name of a day are looked at for its date.
const DATE_LENGTH: usize = 60;

/// What may stand between two words that are one too many: a text wraps where it likes.
const GAPS: [&str; 3] = [" ", "\n", "\r\n"];

/// A slip, by bytes of the text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Slip {
    pub at: Range<usize>,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Twice,
    /// The name of the right day, and where the wrong one stands.
    Weekday {
        right: String,
        wrong: Range<usize>,
    },
    /// No month has that day.
    NoDay,
}

/// One language's words.
#[derive(Debug)]
pub(super) struct Slips {
    /// The names of the days from Monday on, each with the forms in which it is cut short, in the same order for each.
    weekdays: Vec<Vec<String>>,
    /// From January on, in small letters.
    months: Vec<String>,
    /// For each name that is searched, the day and the form; the doubled words come after them.
    forms: Vec<(usize, usize)>,
    /// What is searched, in whatever capitals: the names, and the words that are never right twice, each with the same word behind it.
    pub(super) patterns: Vec<String>,
}

impl Slips {
    /// `weekdays` gives a day as `Monday|Mon`, and `doubled` the words that are never right twice. A language without both
    /// costs nothing.
    pub(super) fn new(weekdays: &[String], months: &[String], doubled: &[String]) -> Self {
        let weekdays: Vec<Vec<String>> = weekdays.iter().map(|day| day.split('|').map(str::to_owned).collect()).collect();
        let forms: Vec<(usize, usize)> =
            weekdays.iter().enumerate().flat_map(|(day, names)| (0..names.len()).map(move |form| (day, form))).collect();
        let names = forms.iter().map(|(day, form)| weekdays[*day][*form].clone());
        let twice = doubled.iter().flat_map(|word| GAPS.iter().map(move |gap| format!("{word}{gap}{word}")));
        let patterns = names.chain(twice).collect();
        let months = months.iter().take(12).map(|month| month.to_lowercase()).collect();
        Self { weekdays, months, forms, patterns }
    }

    /// The slips of a text among the places of its patterns, each with the number of its pattern, in the order of places. Where they
    /// overlap, the first one counts, and the longest of those that start together.
    pub(super) fn among(&self, text: &str, mut found: Vec<(Range<usize>, usize)>) -> Vec<Slip> {
        found.sort_by_key(|(at, _)| (at.start, std::cmp::Reverse(at.end)));
        let mut end = 0;
        found.retain(|(at, _)| {
            let is_next = at.start >= end;
            end = if is_next { at.end } else { end };
            is_next
        });
        let slips = found.into_iter().filter_map(|(at, pattern)| match self.forms.get(pattern) {
            Some((day, form)) => self.misnamed(text, at, *day, *form),
            None => twice(text, at),
        });
        slips.collect()
    }

    /// A name whose date has another.
    fn misnamed(&self, text: &str, name: Range<usize>, day: usize, form: usize) -> Option<Slip> {
        let rest = &text[name.end..text.floor_char_boundary(text.len().min(name.end + DATE_LENGTH))];
        let (length, date) = self.date(rest)?;
        let at = name.start..name.end + length;
        let Some(date) = date else { return Some(Slip { at, kind: Kind::NoDay }) };
        let right = usize::try_from(date.weekday().to_monday_zero_offset()).ok()?;
        if right == day {
            return None;
        }
        let mut right = self.weekdays.get(right)?.get(form)?.clone();
        if text[name.clone()].starts_with(char::is_lowercase) {
            right = right.to_lowercase();
        } else if let Some(first) = right.chars().next() {
            right.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
        }
        Some(Slip { at, kind: Kind::Weekday { right, wrong: name } })
    }

    /// The date that a text begins with, and where it ends: `4 February 2027`, `, February 4th, 2027`, ` 2027-02-04`. The date
    /// is none if the calendar has no such day.
    fn date(&self, text: &str) -> Option<(usize, Option<Date>)> {
        let is_gap = |sign: char| sign.is_whitespace() || matches!(sign, ',' | '.' | '(');
        let iso = text.trim_start_matches(is_gap);
        if let Some((written, rest)) = iso.split_at_checked(10)
            && let Ok(date) = written.parse::<Date>()
        {
            let is_whole = !rest.starts_with(char::is_alphanumeric);
            return is_whole.then_some((text.len() - rest.len(), Some(date)));
        }
        let mut words: Vec<&str> = Vec::with_capacity(3);
        let mut rest = text;
        while words.len() < 3 {
            rest = rest.trim_start_matches(is_gap);
            let (word, behind) = rest.split_at(rest.find(|sign: char| !sign.is_alphanumeric()).unwrap_or(rest.len()));
            if word.is_empty() {
                return None;
            }
            if !matches!(word, "the" | "of" | "le" | "de") {
                words.push(word);
            }
            rest = behind;
        }
        let year: i16 = words[2].parse().ok().filter(|year| (1900..2200).contains(year))?;
        let (day, month) = match (day(words[0]), day(words[1])) {
            (Some(day), None) => (day, self.month(words[1])?),
            (None, Some(day)) => (day, self.month(words[0])?),
            _ => return None,
        };
        Some((text.len() - rest.len(), Date::new(year, month, day).ok()))
    }

    /// The number of a month by its name, or by the beginning of it that no other month has.
    fn month(&self, word: &str) -> Option<i8> {
        let word = word.to_lowercase();
        let is_cut = |month: &String| word.chars().count() >= 3 && month.starts_with(&word);
        let place = self.months.iter().position(|month| *month == word).or_else(|| {
            let mut cut = self.months.iter().enumerate().filter(|(_, month)| is_cut(month));
            cut.next().filter(|_| cut.next().is_none()).map(|(place, _)| place)
        })?;
        i8::try_from(place + 1).ok()
    }
}

/// A day of a month, in digits, or with what French and English write behind the first ones.
fn day(word: &str) -> Option<i8> {
    let digits = ["st", "nd", "rd", "th", "er"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}

/// Whether what was found is no part of a longer word: `mon` is one of `month`, `le` of `donne-le`.
pub(super) fn is_whole(text: &str, at: &Range<usize>) -> bool {
    let joins = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '\'' | '’' | '_');
    !text[..at.start].ends_with(joins) && !text[at.end..].starts_with(joins)
}

/// A word twice, unless one of them has capitals: `vitamin A a day`, `the The Lancet`, `OR or`.
fn twice(text: &str, at: Range<usize>) -> Option<Slip> {
    let (first, second) = text[at.clone()].split_once(char::is_whitespace)?;
    let mut letters = first.chars();
    let start = letters.next()?;
    let is_plain = letters.as_str().chars().chain(second.trim_start().chars()).all(char::is_lowercase);
    (is_plain && (start.is_lowercase() || first.len() > 1)).then_some(Slip { at, kind: Kind::Twice })
}

#[cfg(test)]
mod tests {
    use super::*;
    use aho_corasick::AhoCorasick;

    fn slips() -> Slips {
        let list = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let months = list("january february march april may june july august september october november december");
        Slips::new(
            &list("Monday|Mon Tuesday|Tue Wednesday|Wed Thursday|Thu Friday|Fri Saturday|Sat Sunday|Sun"),
            &months,
            &list("the a of"),
        )
    }

    /// `expected` is what was found, and the right day if there is one.
    fn check(text: &str, expected: &[(&str, &str)]) {
        let slips = slips();
        let search = AhoCorasick::builder().ascii_case_insensitive(true).build(&slips.patterns).expect("an automaton");
        let places = search.find_overlapping_iter(text).map(|found| (found.range(), found.pattern().as_usize()));
        let found = slips.among(text, places.filter(|(at, _)| is_whole(text, at)).collect());
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|slip| match &slip.kind {
                Kind::Twice => (&text[slip.at.clone()], ""),
                Kind::Weekday { right, .. } => (&text[slip.at.clone()], right.as_str()),
                Kind::NoDay => (&text[slip.at.clone()], "none"),
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    /// World Cancer Day of 2027 is a Thursday: https://www.timeanddate.com/calendar/?year=2027
    #[test]
    fn days_of_the_week() {
        check("Come on Monday 4 February 2027.", &[("Monday 4 February 2027", "Thursday")]);
        check("monday, the 4th of february 2027", &[("monday, the 4th of february 2027", "thursday")]);
        check("Mon. Feb. 4th, 2027, and so on", &[("Mon. Feb. 4th, 2027", "Thu")]);
        check("Sunday (2027-02-04)", &[("Sunday (2027-02-04", "Thursday")]);
        check("Sunday 29 February 2027", &[("Sunday 29 February 2027", "none")]);
        for good in [
            "Thursday 4 February 2027",
            "THURSDAY, February 4, 2027",
            "Monday 4 February",
            "Monday to 4 February 2027",
            "a month 4 February 2027",
            "Monday 4 or 5 February 2027",
            "Monday 4 Ma 2027",
            "Monday 4 2027 2027",
            "Monday",
            "Friday 1 January 1802",
        ] {
            check(good, &[]);
        }
    }

    #[test]
    fn words_that_stand_twice() {
        check("in the the end of\nof it", &[("the the", ""), ("of\nof", "")]);
        check("The the a  a", &[("The the", "")]);
        for good in ["Vitamin A a day", "read the The Lancet", "breathe the", "the then", "the, the", "a-the the", "the the-other", "Of Of"]
        {
            check(good, &[]);
        }
    }
}
