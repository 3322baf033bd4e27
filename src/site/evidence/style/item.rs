//! An item as the citation processor is to see it, so that it comes out as citeproc-js writes it.

use std::borrow::Cow;

use hayagriva::citationberg::json::{DateValue, Item, NameItem, NameValue, Value, VecDateRange};

use crate::site::evidence::rich::{self, HYPHEN, NAME_SPACE, NOCASE, NOCASE_END};

/// Variables that hold no prose.
const BARE: &[&str] = &["id", "type", "DOI", "URL", "PMID", "PMCID", "ISBN", "ISSN", "language", "number"];

/// Variables that may hold a range of numbers.
const NUMBERS: &[&str] = &["page", "volume", "issue"];

/// An item whose texts and names the processor takes as they are meant; `keeps_hyphens` where a style has them between pages,
/// `has_hyphens` where it has them between initials.
pub(super) fn shown(item: &Item, keeps_hyphens: bool, has_hyphens: bool) -> Item {
    let mut shown = item.clone();
    if !item.0.contains_key("container-title-short")
        && let Some(long) = item.0.get("container-title")
    {
        shown.0.insert("container-title-short".to_owned(), long.clone());
    }
    for (variable, value) in &mut shown.0 {
        match value {
            Value::String(text) if NUMBERS.contains(&variable.as_str()) => {
                // The processor writes a dash in what is no plain number.
                let is_plain = variable == "page" && text.contains(|letter: char| letter.is_ascii_digit());
                *text = if keeps_hyphens && !is_plain { text.replace('-', &HYPHEN.to_string()) } else { std::mem::take(text) };
            }
            Value::String(text) if !BARE.contains(&variable.as_str()) => *text = with_own_case(rich::marked(text)),
            Value::String(text) if variable == "number" => *text = with_own_case(std::mem::take(text)),
            Value::Names(names) => names.iter_mut().for_each(|own| name(own, has_hyphens)),
            _ => {}
        }
    }
    shown
}

/// A text whose first word is written like `arXiv` or `mRNA`, which no style makes `MRNA`.
fn with_own_case(text: String) -> String {
    let end = text.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(text.len());
    let first = &text[..end];
    if first.starts_with(char::is_lowercase) && first.contains(char::is_uppercase) {
        return format!("{NOCASE}{first}{NOCASE_END}{}", &text[end..]);
    }
    text
}

fn name(name: &mut NameValue, has_hyphens: bool) {
    let NameValue::Item(NameItem { family, given, non_dropping_particle, .. }) = name else { return };
    *family = family.replace('\'', "’");
    *given = given.as_deref().map(|given| with_spaces(&given.replace('\'', "’"), has_hyphens));
    // The processor would take all words up to the last small one for a particle.
    if non_dropping_particle.is_none() && family.split_whitespace().skip(1).any(|word| word.starts_with(char::is_lowercase)) {
        *family = family.replace(' ', &NAME_SPACE.to_string());
    }
}

/// `T.W.` as `T. W.`, for the processor finds initials by spaces alone, and takes `M` and `j` for those of `Min-jun`.
fn with_spaces(given: &str, has_hyphens: bool) -> String {
    let mut spaced = String::with_capacity(given.len());
    let mut letters = given.chars().peekable();
    let mut before = ' ';
    while let Some(letter) = letters.next() {
        let is_part = has_hyphens && letter == '-' && letters.peek().is_some_and(|next| next.is_lowercase());
        if before == '.' && letter.is_alphabetic() {
            spaced.push(' ');
        }
        spaced.push(if is_part { HYPHEN } else { letter });
        before = letter;
    }
    spaced
}

/// Which end of a range of dates an item is to have: the processor knows none.
#[derive(Clone, Copy)]
pub(super) enum End {
    First,
    Last,
}

/// An item with single dates.
pub(super) fn with_single_dates(item: &Item, end: End) -> Cow<'_, Item> {
    if !item.0.values().any(is_range) {
        return Cow::Borrowed(item);
    }
    let mut single = item.clone();
    for value in single.0.values_mut() {
        if let Value::Date(DateValue::DateParts { date_parts: VecDateRange(dates), .. }) = value {
            match end {
                End::First => dates.truncate(1),
                End::Last => drop(dates.drain(..dates.len().saturating_sub(1))),
            }
        }
    }
    Cow::Owned(single)
}

pub(super) fn is_range(value: &Value) -> bool {
    matches!(value, Value::Date(DateValue::DateParts { date_parts, .. }) if date_parts.0.len() > 1)
}

/// A date as it was written, with the year that stands for it, where it is more than a date.
pub(super) fn written_dates(item: &Item) -> impl Iterator<Item = (&str, i16)> {
    item.0.values().filter_map(|value| match value {
        Value::Date(DateValue::DateParts { date_parts, literal: Some(literal), .. }) => {
            Some((literal.as_str(), *date_parts.0.first()?.0.first()?))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_parted() {
        let check = |given: &str, expected: &str| assert_eq!(with_spaces(given, true).replace(HYPHEN, "_"), expected);
        check("Kim T.W.", "Kim T. W.");
        check("Min-jun", "Min_jun");
        check("J.-P.", "J.-P.");
        check("A. B.", "A. B.");
    }
}
