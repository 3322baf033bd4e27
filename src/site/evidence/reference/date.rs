//! Dates of sources: a year, a month, a day, a range of them, or words.

use hayagriva::citationberg::json::{DateValue, Value, VecDate, VecDateRange};

/// The year of a date in words that names none; it is never shown, and puts the source last.
const NO_YEAR: i16 = 9999;

/// No source has a later year; a larger number is mistyped.
const LAST_YEAR: i16 = 2199;

/// A year with perhaps a month and a day, counted from one.
pub(super) type Day = (i16, Option<u8>, Option<u8>);

/// What stands beside the days of a date.
#[derive(Clone, Debug, Default)]
pub(super) struct Beside {
    pub circa: bool,
    /// From 1 for spring to 4 for winter.
    pub season: Option<String>,
}

/// A date or a range of two; `None` for one that does not exist.
pub(super) fn value(days: &[Day], beside: Beside) -> Option<Value> {
    let exists = |(year, month, day): &Day| {
        *year <= LAST_YEAR && month.is_none_or(|month| (1..=12).contains(&month)) && day.is_none_or(|day| (1..=31).contains(&day))
    };
    if days.is_empty() || !days.iter().all(exists) {
        return None;
    }
    let mut dates: Vec<VecDate> = days.iter().map(parts).collect();
    dates.dedup();
    dates.truncate(2);
    Some(Value::Date(DateValue::DateParts { date_parts: VecDateRange(dates), literal: None, season: beside.season, circa: beside.circa }))
}

fn parts((year, month, day): &Day) -> VecDate {
    let parts = [Some(*year), month.map(i16::from), day.filter(|_| month.is_some()).map(i16::from)];
    VecDate(parts.into_iter().flatten().collect())
}

/// `2024`, `2024-04`, `2024-04-04`, with `~` before it where it is not certain, or two of them with `/` between.
pub(super) fn written(text: &str) -> Option<Value> {
    let text = text.trim();
    let (text, circa) = text.strip_prefix('~').map_or((text, false), |rest| (rest.trim_start(), true));
    let days: Option<Vec<Day>> = text.split('/').filter(|part| !matches!(part.trim(), "" | "..")).map(day).collect();
    value(&days?, Beside { circa, season: None })
}

fn day(text: &str) -> Option<Day> {
    let mut parts = text.trim().split('T').next()?.split('-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next().map(str::parse).transpose().ok()?;
    let day = parts.next().map(str::parse).transpose().ok()?;
    parts.next().is_none().then_some((year, month, day))
}

/// A date that is shown as it was written: `Autumn 2001`, `1875 [2004]`.
pub(super) fn in_words(text: &str) -> Value {
    let is_year = |word: &&str| word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    let year = text.split(|letter: char| !letter.is_ascii_digit()).find(is_year).and_then(|year| year.parse().ok());
    let date_parts = VecDateRange(vec![VecDate(vec![year.unwrap_or(NO_YEAR)])]);
    Value::Date(DateValue::DateParts { date_parts, literal: Some(text.trim().to_owned()), season: None, circa: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts_of(value: Option<Value>) -> Vec<Vec<i16>> {
        match value {
            Some(Value::Date(DateValue::DateParts { date_parts, .. })) => date_parts.0.into_iter().map(|date| date.0).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn dates() {
        let check = |text: &str, expected: &[&[i16]]| assert_eq!(parts_of(written(text)), expected, "{text}");
        check("2024", &[&[2024]]);
        check("~1999-12", &[&[1999, 12]]);
        check("2024-04-04", &[&[2024, 4, 4]]);
        check("2001/2004", &[&[2001], &[2004]]);
        check("2001-01/2001-03", &[&[2001, 1], &[2001, 3]]);
        check("2001/", &[&[2001]]);
        for wrong in ["", "soon", "2024-13", "2024-02-32", "2024-0", "2024-1-1-1", "99999", "Autumn 2001"] {
            check(wrong, &[]);
        }
    }

    #[test]
    fn dates_in_words() {
        let check = |text: &str, year: i16| assert_eq!(parts_of(Some(in_words(text))), [[year]], "{text}");
        check("Autumn 2001", 2001);
        check("1875 [2004]", 1875);
        check("in press", NO_YEAR);
    }
}
