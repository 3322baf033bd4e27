//! A language's words, numbers and direction, as charts need them.

use crate::base::locale::{Digits, Direction, Locale};

/// A string by its key, with its arguments put in.
pub(super) type Strings<'a> = dyn Fn(&str, &[(&str, &str)]) -> String + 'a;

/// The language and the words of a chart.
pub(crate) struct Voice<'a> {
    pub locale: &'a Locale,
    pub strings: &'a Strings<'a>,
}

/// What the numbers of a chart count.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Unit {
    /// Per cent, written with each number.
    is_percent: bool,
    /// The words that follow a number: `people`, `of new cases`.
    words: String,
}

/// A round number that large numbers are divided by: thousands, millions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Magnitude {
    pub size: f64,
    /// The part of a string's key: `millions` in `chart-millions` and `chart-in-millions`.
    name: Option<&'static str>,
}

impl Magnitude {
    pub(crate) fn of(largest: f64) -> Self {
        match largest.abs() {
            value if value >= 1e9 => Self { size: 1e9, name: Some("billions") },
            value if value >= 1e6 => Self { size: 1e6, name: Some("millions") },
            _ => Self { size: 1.0, name: None },
        }
    }
}

impl Unit {
    /// A unit as an editor writes it: `people`, `%`, `% of new cases`, `percent`.
    pub(crate) fn parse(text: &str) -> Self {
        let text = text.trim();
        let rest = ["%", "٪", "percent", "per cent"].iter().find_map(|sign| text.strip_prefix(sign));
        let rest = rest.filter(|rest| !rest.starts_with(char::is_alphabetic));
        Self { is_percent: rest.is_some(), words: rest.unwrap_or(text).trim().to_owned() }
    }

    pub(crate) fn is_percent(&self) -> bool {
        self.is_percent
    }
}

impl Voice<'_> {
    pub(crate) fn is_right_to_left(&self) -> bool {
        self.locale.direction() == Direction::RightToLeft
    }

    pub(crate) fn text(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        (self.strings)(key, arguments)
    }

    /// Texts as a list: `a; b; c`.
    pub(crate) fn list(&self, items: &[String]) -> String {
        let mut items = items.iter();
        let first = items.next().cloned().unwrap_or_default();
        items.fold(first, |list, item| self.text("chart-list", &[("list", &list), ("item", item)]))
    }

    /// A name; one that is a number, such as a year, in the language's digits.
    pub(crate) fn name(&self, text: &str) -> String {
        let is_number = !text.is_empty() && text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse::<f64>() {
            Ok(number) if is_number && !(text.len() > 1 && text.starts_with('0')) => self.locale.ungrouped_number(number, Digits::NEEDED),
            _ => text.to_owned(),
        }
    }

    /// A number as a mark is labelled: `2.48 million`, `37.8%`, `47,507`.
    pub(crate) fn short(&self, value: f64, unit: &Unit) -> String {
        let magnitude = Magnitude::of(value);
        let Some(name) = magnitude.name else { return self.exact(value, unit) };
        let scaled = value / magnitude.size;
        let decimals = match scaled.abs() {
            scaled if scaled >= 99.95 => 0,
            scaled if scaled >= 9.995 => 1,
            _ => 2,
        };
        let number = self.locale.number(scaled, Digits { least: 0, most: Some(decimals) });
        self.percent(self.text(&format!("chart-{name}"), &[("number", &number)]), unit)
    }

    /// The number with every digit it has: `2,480,675`, `37.8%`.
    pub(crate) fn exact(&self, value: f64, unit: &Unit) -> String {
        self.percent(self.locale.number(value, Digits::NEEDED), unit)
    }

    fn percent(&self, number: String, unit: &Unit) -> String {
        if unit.is_percent { self.text("chart-percent", &[("number", &number)]) } else { number }
    }

    /// A number at an axis.
    pub(crate) fn tick(&self, value: f64, decimals: u8, magnitude: Magnitude, unit: &Unit) -> String {
        let digits = if magnitude.name.is_some() { Digits::NEEDED } else { Digits::exactly(decimals) };
        let digits = if value == 0.0 { Digits::exactly(0) } else { digits };
        self.percent(self.locale.number(value / magnitude.size, digits), unit)
    }

    /// A number in a sentence: `2.48 million people`, `37.8% of new cases`.
    pub(crate) fn spoken(&self, value: f64, unit: &Unit) -> String {
        let number = self.short(value, unit);
        if unit.words.is_empty() { number } else { self.text("chart-with-unit", &[("number", &number), ("unit", &unit.words)]) }
    }

    /// What the axis counts: `people, in millions`, `% of new cases`.
    pub(crate) fn unit(&self, unit: &Unit, magnitude: Magnitude) -> String {
        let words =
            if unit.is_percent { self.text("chart-percent-unit", &[("unit", &unit.words)]).trim().to_owned() } else { unit.words.clone() };
        match magnitude.name {
            Some(name) => self.text(&format!("chart-in-{name}"), &[("unit", &words)]),
            None => words,
        }
    }
}
