//! What the numbers of a chart count, and how exactly all of them are written.

/// What the numbers of a chart count.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Unit {
    /// Per cent, written with each number.
    pub is_percent: bool,
    /// The words that follow a number: `people`, `of new cases`.
    pub words: String,
    /// What the data count in, written with each number: `millions` where the unit is `million people`.
    pub counted_in: Option<&'static str>,
    decimals: Decimals,
}

/// Numbers that stand below each other have equally many decimals, so that their digits do too.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Decimals {
    /// Of numbers with every digit.
    exact: u8,
    /// Of labels.
    short: u8,
    /// Of labels in millions and billions.
    large: u8,
}

/// A round number that large numbers are divided by: millions, billions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Magnitude {
    pub size: f64,
    /// The part of a string's key: `millions` in `chart-millions`.
    pub name: Option<&'static str>,
}

impl Magnitude {
    pub(crate) const NAMES: &'static [&'static str] = &["millions", "billions"];

    pub(crate) fn of(largest: f64) -> Self {
        match largest.abs() {
            value if value >= 1e9 => Self { size: 1e9, name: Some("billions") },
            value if value >= 1e6 => Self { size: 1e6, name: Some("millions") },
            _ => Self { size: 1.0, name: None },
        }
    }

    /// A number in this magnitude with three digits, or two decimals of smaller ones; as many as are shown, without zeros at the end.
    fn n_decimals(self, value: f64) -> u8 {
        let scaled = value.abs() / self.size;
        let most = match scaled {
            scaled if scaled >= 99.95 => 0,
            scaled if scaled >= 9.995 => 1,
            _ => 2,
        };
        needed(scaled, most)
    }
}

impl Unit {
    /// A unit as an editor writes it: `people`, `%`, `% of new cases`, `percent`, `million people`. `large` are the language's
    /// words for millions and billions, with the names of their magnitudes.
    pub(crate) fn parse(text: &str, large: &[(&'static str, String)]) -> Self {
        let text = text.trim();
        let after = |sign: &str| text.strip_prefix(sign).filter(|rest| !rest.starts_with(char::is_alphabetic));
        let percent = ["%", "٪", "percent", "per cent"].iter().find_map(|sign| after(sign));
        let counted_in = large.iter().filter(|(_, word)| !word.is_empty()).find_map(|(name, word)| Some((*name, after(word)?)));
        let (counted_in, words) = match (percent, counted_in) {
            (Some(rest), _) => (None, rest),
            (None, Some((name, rest))) => (Some(name), rest),
            (None, None) => (None, text),
        };
        Self { is_percent: percent.is_some(), words: words.trim().to_owned(), counted_in, decimals: Decimals::default() }
    }

    /// Looks at all numbers that the chart writes, so that each gets as many decimals as the one that needs most.
    pub(crate) fn align(&mut self, values: impl Iterator<Item = f64>) {
        let mut decimals = Decimals::default();
        let mut smallest = f64::INFINITY;
        for value in values {
            let magnitude = Magnitude::of(value);
            decimals.exact = decimals.exact.max(needed(value, u8::MAX));
            if magnitude.name.is_some() {
                decimals.large = decimals.large.max(magnitude.n_decimals(value));
            } else {
                decimals.short = decimals.short.max(needed(value, u8::MAX));
                smallest = if value == 0.0 { smallest } else { smallest.min(value.abs()) };
            }
        }
        // Two digits of the smallest number say enough beside a mark; the table has the others.
        let enough = if smallest < 1.0 { (1.0 - smallest.log10().floor()).clamp(2.0, 12.0) as u8 } else { 2 };
        decimals.short = decimals.short.min(enough);
        self.decimals = decimals;
    }

    pub(crate) fn exact_decimals(&self) -> u8 {
        self.decimals.exact
    }

    /// The decimals of a label in a magnitude.
    pub(crate) fn decimals(&self, magnitude: Magnitude) -> u8 {
        if magnitude.name.is_some() { self.decimals.large } else { self.decimals.short }
    }
}

/// How many decimals a number has, rounded to at most so many.
fn needed(value: f64, most: u8) -> u8 {
    let written = if most == u8::MAX { format!("{value}") } else { format!("{value:.0$}", usize::from(most)) };
    written.split_once('.').map_or(0, |(_, decimals)| u8::try_from(decimals.trim_end_matches('0').len()).unwrap_or(u8::MAX - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let large = [("millions", "million".to_owned()), ("billions", "billion".to_owned())];
        let unit = Unit::parse(text, &large);
        assert_eq!(format!("{} {:?} {}", unit.is_percent, unit.counted_in, unit.words), expected, "{text}");
    }

    #[test]
    fn units_as_editors_write_them() {
        check("people", "false None people");
        check("% of new cases", "true None of new cases");
        check("percentage points", "false None percentage points");
        check("million people", "false Some(\"millions\") people");
        check("millionaires", "false None millionaires");
    }

    #[test]
    fn all_numbers_have_the_decimals_of_the_one_that_needs_most() {
        let decimals = |values: &[f64]| {
            let mut unit = Unit::default();
            unit.align(values.iter().copied());
            (unit.exact_decimals(), unit.decimals(Magnitude::of(0.0)), unit.decimals(Magnitude::of(1e6)))
        };
        assert_eq!(decimals(&[86.0, 96.5]), (1, 1, 0));
        assert_eq!(decimals(&[2_480_675.0, 2_296_840.0]), (0, 0, 2));
        assert_eq!(decimals(&[1_000_000.0, 2_000_000.0]), (0, 0, 0));
        assert_eq!(decimals(&[0.333_333, 12.0]), (6, 2, 0));
        assert_eq!(decimals(&[0.001_234, 0.5]), (6, 4, 0));
    }
}
