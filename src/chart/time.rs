//! Years, months and days as places on a line, and the boundaries of the calendar between them.

use jiff::Unit;
use jiff::civil::{self, Date};

use super::voice::Voice;
use crate::base::locale::{DateStyle, Digits};
use crate::base::moment::Moment;

/// How exactly a date is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grain {
    Year,
    Month,
    Day,
}

/// A date of a data file: `2024`, `2024-03` or `2024-03-05`. A year or a month stands at its first day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Written {
    pub date: Date,
    pub grain: Grain,
}

/// What a field says of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Reading {
    Date(Written),
    /// It has the form of a date, but the calendar has no such day.
    NoSuchDay,
    /// A date in another form: `05/03/2024`, `March 2024`, `2024-W10`.
    OtherForm,
    /// No date at all.
    None,
}

/// Years that data files are about. Other numbers of four digits are amounts.
const YEARS: std::ops::RangeInclusive<i16> = 1500..=2200;

pub(super) fn read(text: &str) -> Reading {
    let mut parts = text.split('-');
    let mut number = |n_digits: usize| {
        parts
            .next()
            .map(|part| (part.len() == n_digits && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok()).flatten())
    };
    let (year, month, day): (_, Option<Option<i16>>, Option<Option<i16>>) = (number(4), number(2), number(2));
    let Some(year) = year.flatten().filter(|year| YEARS.contains(year)) else { return other_form(text) };
    if parts.next().is_some() {
        return other_form(text);
    }
    let (month, day, grain) = match (month, day) {
        (None, _) => (1, 1, Grain::Year),
        (Some(Some(month)), None) => (month, 1, Grain::Month),
        (Some(Some(month)), Some(Some(day))) => (month, day, Grain::Day),
        _ => return other_form(text),
    };
    let [month, day] = [month, day].map(|part| i8::try_from(part).unwrap_or(0));
    Date::new(year, month, day).map_or(Reading::NoSuchDay, |date| Reading::Date(Written { date, grain }))
}

/// Three numbers between `/`, `.` or `-`, of which one is long enough for a year; or a year with a quarter or a week.
fn other_form(text: &str) -> Reading {
    let parts: Vec<&str> = text.split(['/', '.', '-', ' ']).collect();
    let is_number = |part: &&str| !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_year = |part: &str| part.len() == 4 && part.parse().is_ok_and(|year: i16| YEARS.contains(&year));
    let is_day = parts.len() == 3 && parts.iter().all(is_number) && parts.iter().any(|part| is_year(part));
    let is_part_of_year = parts.len() == 2
        && is_year(parts[0])
        && parts[1].strip_prefix(['Q', 'W', 'q', 'w']).is_some_and(|rest| is_number(&rest) && rest.len() <= 2);
    let is_month = parts.len() == 2 && text.contains('/') && is_year(parts[1]) && is_number(&parts[0]);
    if is_day || is_part_of_year || is_month { Reading::OtherForm } else { Reading::None }
}

impl Written {
    /// The place on a line: whole years for years, so that they lie evenly, else days.
    pub(super) fn place(&self, grain: Grain) -> f64 {
        match grain {
            Grain::Year => f64::from(self.date.year()),
            Grain::Month | Grain::Day => days(self.date),
        }
    }

    /// As a language writes it: `2024`, `Mar 2024`, `March 5, 2024`.
    pub(super) fn name(&self, voice: &Voice<'_>) -> String {
        name(self.date, self.grain, voice)
    }
}

/// Days since 1970.
fn days(date: Date) -> f64 {
    date.since((Unit::Day, civil::date(1970, 1, 1))).map_or(0.0, |span| f64::from(span.get_days()))
}

fn name(date: Date, grain: Grain, voice: &Voice<'_>) -> String {
    let moment = Moment { date, time: None, offset_minutes: None };
    match grain {
        Grain::Year => voice.locale.ungrouped_number(f64::from(date.year()), Digits::NEEDED),
        Grain::Month => voice.locale.date(moment, DateStyle::YearMonth),
        Grain::Day => voice.locale.date(moment, DateStyle::Long),
    }
}

/// The distance between two boundaries.
#[derive(Clone, Copy, Debug)]
enum Step {
    Days(i16),
    Months(i16),
    Years(i16),
}

/// From one day, over Mondays and the first days of months, to centuries.
const STEPS: &[Step] = &[
    Step::Days(1),
    Step::Days(7),
    Step::Months(1),
    Step::Months(2),
    Step::Months(3),
    Step::Months(6),
    Step::Years(1),
    Step::Years(2),
    Step::Years(5),
    Step::Years(10),
    Step::Years(20),
    Step::Years(50),
    Step::Years(100),
];

/// Where the calendar turns between two places, with names: the closest boundaries whose names `fit`.
pub(super) fn boundaries(
    grain: Grain,
    (from, to): (f64, f64),
    voice: &Voice<'_>,
    fit: impl Fn(&[(f64, String)]) -> bool,
) -> Vec<(f64, String)> {
    let is_fine_enough = |step: &&Step| match step {
        Step::Days(_) => grain == Grain::Day,
        Step::Months(_) => grain >= Grain::Month,
        Step::Years(_) => true,
    };
    let all = STEPS.iter().filter(is_fine_enough).filter_map(|step| along(*step, grain, from, to, voice));
    let mut fitting = all.filter(|ticks| fit(ticks));
    fitting.next().unwrap_or_default()
}

/// More boundaries than this fit in no picture.
const MOST: usize = 60;

fn along(step: Step, grain: Grain, from: f64, to: f64, voice: &Voice<'_>) -> Option<Vec<(f64, String)>> {
    let size = if grain == Grain::Year { 1.0 } else { step_days(Step::Years(1)) };
    let (first, last) = (date_at(grain, from)?, date_at(grain, to)?);
    if (to - from) / size * step_days(Step::Years(1)) / step_days(step) > MOST as f64 {
        return None;
    }
    let mut ticks = Vec::new();
    let mut date = start(step, first)?;
    while date <= last {
        if date >= first {
            let place = Written { date, grain }.place(grain);
            ticks.push((place, tick_name(date, step, first.year() != last.year(), voice)));
        }
        date = next(step, date)?;
    }
    Some(ticks)
}

fn step_days(step: Step) -> f64 {
    match step {
        Step::Days(n) => f64::from(n),
        Step::Months(n) => f64::from(n) * 30.436_875,
        Step::Years(n) => f64::from(n) * 365.242_5,
    }
}

fn date_at(grain: Grain, place: f64) -> Option<Date> {
    match grain {
        Grain::Year => Date::new(place as i16, 1, 1).ok(),
        Grain::Month | Grain::Day => civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(place as i64).ok()?).ok(),
    }
}

/// The last boundary that does not lie after a day.
fn start(step: Step, day: Date) -> Option<Date> {
    match step {
        Step::Days(7) => day.checked_sub(jiff::Span::new().days(day.weekday().to_monday_zero_offset())).ok(),
        Step::Days(_) => Some(day),
        Step::Months(n) => {
            let month = (i16::from(day.month()) - 1) / n * n + 1;
            Date::new(day.year(), i8::try_from(month).ok()?, 1).ok()
        }
        Step::Years(n) => Date::new(day.year().div_euclid(n) * n, 1, 1).ok(),
    }
}

fn next(step: Step, day: Date) -> Option<Date> {
    let span = match step {
        Step::Days(n) => jiff::Span::new().days(n),
        Step::Months(n) => jiff::Span::new().months(n),
        Step::Years(n) => jiff::Span::new().years(n),
    };
    day.checked_add(span).ok()
}

fn tick_name(date: Date, step: Step, is_over_years: bool, voice: &Voice<'_>) -> String {
    let moment = Moment { date, time: None, offset_minutes: None };
    match step {
        Step::Days(_) if is_over_years => voice.locale.date(moment, DateStyle::Medium),
        Step::Days(_) => voice.locale.date(moment, DateStyle::MonthDay),
        Step::Months(_) => name(date, Grain::Month, voice),
        Step::Years(_) => name(date, Grain::Year, voice),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::locale::{Language, Locale};

    fn check(text: &str, expected: &str) {
        let told = match read(text) {
            Reading::Date(Written { date, grain }) => format!("{date} {grain:?}"),
            other => format!("{other:?}"),
        };
        assert_eq!(told, expected, "{text}");
    }

    #[test]
    fn dates_and_what_is_none() {
        check("2024", "2024-01-01 Year");
        check("2024-03", "2024-03-01 Month");
        check("2024-02-29", "2024-02-29 Day");
        check("2023-02-29", "NoSuchDay");
        check("2024-13", "NoSuchDay");
        check("05/03/2024", "OtherForm");
        check("5.3.2024", "OtherForm");
        check("3/2024", "OtherForm");
        check("2024-Q1", "OtherForm");
        check("2024-W05", "OtherForm");
        check("16-18", "None");
        check("2016-2018", "None");
        check("9000", "None");
        check("12", "None");
        check("Tea stall", "None");
    }

    fn check_boundaries(language: &str, from: &str, to: &str, most: usize, expected: &[&str]) {
        let locale = Locale::new(&Language::parse(language).expect("a language"));
        let voice = Voice { locale: &locale, strings: &|key, _| key.to_owned() };
        let [from, to] = [from, to].map(|text| match read(text) {
            Reading::Date(written) => written,
            other => panic!("{other:?}"),
        });
        let ends = (from.place(from.grain), to.place(from.grain));
        let found = boundaries(from.grain, ends, &voice, |ticks| ticks.len() <= most);
        assert_eq!(found.into_iter().map(|(_, name)| name).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn ticks_stand_where_the_calendar_turns() {
        check_boundaries("en", "1991", "2022", 5, &["2000", "2010", "2020"]);
        check_boundaries("en", "2019", "2023", 5, &["2019", "2020", "2021", "2022", "2023"]);
        check_boundaries("en", "2023-11", "2024-07", 4, &["Jan 2024", "Apr 2024", "Jul 2024"]);
        check_boundaries("fr", "2024-02-10", "2024-02-28", 4, &["12 février", "19 février", "26 février"]);
        check_boundaries("ar", "2024-01-01", "2024-03-20", 4, &["يناير 2024", "فبراير 2024", "مارس 2024"]);
        check_boundaries("de", "2022-06-01", "2024-03-20", 2, &["2023", "2024"]);
    }
}
