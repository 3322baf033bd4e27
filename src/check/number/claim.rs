//! Numbers of running text against the statistics of the source that their sentence cites.
//!
//! A sentence says what a number counts in more ways than any list knows. It is compared only where all its words are
//! those of the statistic, or say nothing: one word more, and it may be about something else.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::words::{self, Words};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::check::block::BlockText;
use crate::check::words::Sign;
use crate::content::Claim;
use crate::render::text_report::TextReport;
use crate::site::Site;
use crate::site::evidence::comparison::Comparison;
use crate::site::evidence::stat::{Amount, Scale, Stat, Unit};

/// Words before a number that make it another one, or part of a range.
const HEDGES: &[&str] = &[
    "about",
    "almost",
    "around",
    "at",
    "below",
    "between",
    "close",
    "fewer",
    "least",
    "less",
    "more",
    "most",
    "nearly",
    "over",
    "to",
    "under",
    "up",
    "au",
    "entre",
    "environ",
    "moins",
    "plus",
    "près",
    "quasi",
    "à",
    "أكثر",
    "أقل",
    "نحو",
    "حوالي",
    "قرابة",
    "بين",
    "إلى",
];

/// Words of sentences that do not say what is counted.
const SILENT: &[&str] =
    &["alone", "an", "day", "do", "estimate", "estimated", "every", "there", "year", "année", "chaque", "cela", "il", "y", "on", "s", "t"];

/// Words of scales, and what they mean.
const SCALES: &[(&str, &str)] = &[
    ("thousand", "thousand"),
    ("million", "million"),
    ("millions", "million"),
    ("billion", "billion"),
    ("billions", "billion"),
    ("milliard", "billion"),
    ("milliards", "billion"),
    ("مليون", "million"),
    ("مليار", "billion"),
    ("ألف", "thousand"),
];

const PERCENT: &[&str] = &["%", "٪", "percent"];

/// The numbers of a block whose sentences cite references.
pub(in crate::check) fn find(text: &BlockText<'_>) -> Vec<Claim> {
    if text.is_heading || text.table.is_some() || text.cited.is_empty() {
        return Vec::new();
    }
    text.found.iter().filter(|found| found.sign == Sign::Number).filter_map(|found| claim(text, found.start)).collect()
}

fn claim(text: &BlockText<'_>, start: usize) -> Option<Claim> {
    let range = text.sentence(start);
    let keys = text.keys_in(&range);
    let sentence = &text.joined[range.start..range.end.min(text.joined.len())];
    let at = start - range.start;
    let (number, length) = number(&sentence[at..])?;
    let behind = sentence[at + length..].trim_start_matches([' ', '\u{a0}', '\u{202f}', '\n']);
    let word = behind.split(|letter: char| !letter.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    let is_percent =
        PERCENT.iter().any(|sign| behind.starts_with(sign)) || behind.starts_with("per cent") || behind.starts_with("pour cent");
    let scale = SCALES.iter().find(|(written, _)| *written == word).map(|(_, scale)| *scale);
    let is_range = behind.starts_with(['–', '-']) || ["to", "in", "à", "sur", "out"].contains(&word.as_str());
    let sign = if is_percent { behind.chars().next().filter(|sign| !sign.is_alphabetic()).map_or(0, char::len_utf8) } else { 0 };
    let end = sentence.len() - behind.len() + scale.map_or(sign, |_| word.len());
    let own = part(sentence, at);
    let before: BTreeSet<String> = words::tokens(&sentence[own.start..at]).collect();
    let is_hedged = before.iter().any(|word| HEDGES.contains(&word.as_str())) || sentence[..at].ends_with(['–', '-', '±', '<', '>']);
    if keys.is_empty() || is_range || is_hedged || (scale.is_some() && is_percent) {
        return None;
    }
    let said = format!("{} {}", &sentence[own.start..at], &sentence[end..own.end]);
    let mut words = words::of(&without_percent(&said));
    // Parts that have no number of their own say of whom, where and when.
    for other in parts(sentence).filter(|other| *other != own && !sentence[other.clone()].chars().any(char::is_numeric)) {
        words.extend(words::of(&sentence[other]));
    }
    words.extend(words::of_names(sentence));
    words.retain(|word| !SILENT.contains(&word.as_str()));
    let at = text.span(start..range.start + end);
    Some(Claim {
        at,
        shown: text.shown(start..range.start + end),
        number,
        scale: scale.unwrap_or("one").to_owned(),
        is_percent,
        words,
        years: words::years(sentence),
        keys,
    })
}

fn without_percent(said: &str) -> String {
    said.replace(['%', '٪'], " ").replace("percent", " ").replace("per cent", " ").replace("pour cent", " ")
}

/// A number in digits at the start of a text as one with a decimal point, and its length; none where it may be read in two ways.
fn number(text: &str) -> Option<(String, usize)> {
    let is_part = |letter: char| letter.is_ascii_digit() || matches!(letter, '.' | ',' | '\u{202f}' | '\u{a0}');
    let written = &text[..text.find(|letter: char| !is_part(letter)).unwrap_or(text.len())];
    let written = written.trim_end_matches(|letter: char| !letter.is_ascii_digit());
    let grouped: String = written.chars().filter(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ',')).collect();
    let parts: Vec<&str> = grouped.split([',', '.']).collect();
    let number = match parts[..] {
        [whole] => whole.to_owned(),
        [whole, rest] if rest.len() != 3 => format!("{whole}.{rest}"),
        _ if !grouped.contains('.') && parts[1..].iter().all(|group| group.len() == 3) => parts.concat(),
        _ => return None,
    };
    (!number.is_empty() && number.len() < 16).then_some((number, written.len()))
}

/// The parts of a sentence between its commas and "and".
fn parts(sentence: &str) -> impl Iterator<Item = Range<usize>> {
    let is_inside = |at: usize| {
        sentence[..at].ends_with(|before: char| before.is_ascii_digit())
            && sentence[at + 1..].starts_with(|after: char| after.is_ascii_digit())
    };
    let mut ends: Vec<Range<usize>> = sentence
        .match_indices([',', ';', ':', '(', ')', '—', '،', '؛'])
        .filter(|(at, sign)| *sign != "," || !is_inside(*at))
        .map(|(at, sign)| at..at + sign.len())
        .collect();
    for word in [" and ", " et ", " or ", " ou ", " but ", " while ", " mais "] {
        ends.extend(sentence.match_indices(word).map(|(at, word)| at..at + word.len()));
    }
    ends.push(sentence.len()..sentence.len());
    ends.sort_by_key(|end| end.start);
    let mut start = 0;
    ends.into_iter().map(move |end| std::mem::replace(&mut start, end.end)..end.start).filter(|part| part.start < part.end)
}

fn part(sentence: &str, at: usize) -> Range<usize> {
    parts(sentence).find(|part| part.contains(&at)).unwrap_or(0..sentence.len())
}

/// The numbers of all texts that contradict a statistic.
pub(super) fn all(site: &Site, texts: &[Arc<TextReport>], problems: &mut Problems) {
    // A fallback page has the text of another one.
    let claims: BTreeSet<&Claim> = texts.iter().flat_map(|text| &text.claims).collect();
    if claims.is_empty() {
        return;
    }
    let mut by_source: BTreeMap<&str, Vec<&Stat>> = BTreeMap::new();
    for stat in site.evidence.stats.values().filter(|stat| matches!(stat.amount, Amount::One(_))) {
        by_source.entry(stat.source.as_deref().unwrap_or_default()).or_default().push(stat);
    }
    for claim in claims {
        let stats = claim.keys.iter().filter_map(|key| by_source.get(key.as_str())).flatten();
        let same: Vec<&&Stat> = stats.filter(|stat| is_of(claim, stat)).collect();
        // Where two years are meant by one sentence, nobody can tell which.
        if let [stat] = same[..]
            && differs(claim, stat)
        {
            problems.push(conflict(claim, stat));
        }
    }
}

/// Whether the words of a number are those of a statistic: all that it counts, and nothing else.
fn is_of(claim: &Claim, stat: &Stat) -> bool {
    let is_of_year = claim.years.is_empty() || stat.year.is_some_and(|year| claim.years.len() == 1 && claim.years.contains(&year));
    let kind = if claim.is_percent { Unit::Percent } else { Unit::Count };
    is_of_year
        && stat.unit == kind
        && stat.counts.languages().any(|code| {
            let text =
                |part: &crate::site::evidence::stat::Words| part.first(&[code, ""]).map_or_else(Words::new, |(_, text)| words::of(text));
            let [counts, population, place] = [&stat.counts, &stat.population, &stat.place].map(text);
            let is_known = |word: &String| counts.contains(word) || population.contains(word) || place.contains(word);
            let is_placed = place.iter().all(|word| word == "world" || claim.words.contains(word));
            !counts.is_empty()
                && is_placed
                && counts.union(&population).all(|word| claim.words.contains(word))
                && claim.words.iter().all(is_known)
        })
}

fn differs(claim: &Claim, stat: &Stat) -> bool {
    let scale = Scale::NAMES.iter().find(|(name, _)| *name == claim.scale).map_or(Scale::One, |(_, scale)| *scale);
    stat.compare_in(&claim.number, scale, stat.unit) == Comparison::Differ
}

fn conflict(claim: &Claim, stat: &Stat) -> Diagnostic {
    let Claim { at, shown, .. } = claim;
    let message = format!("`{shown}` contradicts the statistic `{}` of the same source", stat.id);
    let help = format!("compare both with the source; show the number by `:stat{{id=\"{}\"}}`, or say here what else it counts", stat.id);
    Diagnostic::new(Code::CiteStatConflict, message).at(at.clone()).also(stat.at.clone(), "the statistic").help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_can_be_read_in_one_way_are_read() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(number(text).map(|(number, _)| number).as_deref(), expected, "{text}");
        check("9.7 million", Some("9.7"));
        check("9,7 millions", Some("9.7"));
        check("9,743,832 people", Some("9743832"));
        check("20,000 people.", Some("20000"));
        check("20.000", None);
        check("9\u{202f}743 personnes", Some("9743"));
        check("five", None);
    }
}
