//! Quantities in words of CLDR: `9,7 Millionen`, `%12,4`, `2 года`.
//!
//! `quantities.tsv` holds, of CLDR 48.2 (`cldr-numbers-full` and `cldr-units-full`, Unicode License v3), for each language the long
//! compact forms of a thousand, a million and a billion, the percent pattern, the pattern of ranges, and the long forms of
//! days, months and years: language, key, plural category, pattern. The ICU crates have none of these in stable versions.

use super::{Counting, Digits, Locale};

const TABLE: &str = include_str!("quantities.tsv");

/// The rows of one language.
pub(super) type Quantities = Vec<(&'static str, &'static str, &'static str)>;

/// What stands around a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    before: &'static str,
    after: &'static str,
    /// How many more digits a large number has before its words: in Hindi a million is ten lakh.
    pub more_digits: u8,
}

impl Pattern {
    fn parse(pattern: &'static str) -> Self {
        let Some((before, rest)) = pattern.split_once('{') else { return Self { before: pattern, after: "", more_digits: 0 } };
        let (digits, after) = rest.split_once('}').unwrap_or((rest, ""));
        Self { before, after, more_digits: digits.parse().unwrap_or(0) }
    }

    pub(crate) fn around(&self, number: &str) -> String {
        format!("{}{number}{}", self.before, self.after)
    }
}

impl Locale {
    /// How a quantity is put in the language: `percent`, `million`, `days` and the like; none where CLDR has no words.
    pub(crate) fn quantity(&self, key: &str, number: f64, digits: Digits) -> Option<Pattern> {
        let category = self.plural(number, digits, Counting::Cardinal);
        let rows = self.quantities();
        // A form without a number is one of the grammar, not of writing numbers.
        let of = |wanted: &str| {
            rows.iter()
                .find(|(own, category, pattern)| *own == key && *category == wanted && pattern.contains('{'))
                .map(|(.., pattern)| *pattern)
        };
        of(category).or_else(|| of("other")).map(Pattern::parse)
    }

    /// Two numbers as a range.
    pub(crate) fn range(&self, lower: &str, upper: &str) -> String {
        let pattern = self.quantities().iter().find(|(key, ..)| *key == "range").map_or("{0}–{1}", |(.., pattern)| *pattern);
        // A sign beside a dash would be read as part of it.
        let dash = if lower.contains(['-', '−']) || upper.starts_with(['-', '−']) { "{0} – {1}" } else { pattern };
        dash.replacen("{0}", lower, 1).replacen("{1}", upper, 1)
    }

    /// Whether CLDR has words for quantities in the language.
    pub(crate) fn has_quantities(&self) -> bool {
        !self.quantities().is_empty()
    }

    fn quantities(&self) -> &Quantities {
        self.quantities.get_or_init(|| {
            let languages = std::iter::successors(Some(self.language.clone()), super::Language::parent);
            languages.map(|language| rows(language.as_str())).find(|rows| !rows.is_empty()).unwrap_or_default()
        })
    }
}

fn rows(language: &str) -> Quantities {
    let row = |line: &'static str| {
        let mut parts = line.strip_prefix(language)?.strip_prefix('\t')?.split('\t');
        Some((parts.next()?, parts.next()?, parts.next()?))
    };
    TABLE.lines().filter_map(row).collect()
}

#[cfg(test)]
mod tests {
    use crate::base::locale::{Digits, Language, Locale};

    fn check(code: &str, key: &str, number: f64, expected: &str) {
        let locale = Locale::new(&Language::parse(code).unwrap_or_else(|problem| panic!("{problem}")));
        let written = locale.quantity(key, number, Digits::NEEDED).map(|pattern| {
            let number = (number * 10_f64.powi(i32::from(pattern.more_digits)) * 1e6).round() / 1e6;
            pattern.around(&locale.number(number, Digits::NEEDED))
        });
        assert_eq!(written.unwrap_or_default(), expected, "{code} {key}");
    }

    #[test]
    fn percent() {
        check("de", "percent", 12.4, "12,4\u{a0}%");
        check("tr", "percent", 12.4, "%12,4");
        check("fr", "percent", 12.4, "12,4\u{a0}%");
        check("en", "percent", 12.4, "12.4%");
    }

    #[test]
    fn large_numbers() {
        check("de", "million", 1.0, "1 Million");
        check("de", "billion", 2.0, "2 Milliarden");
        check("es", "million", 9.7, "9,7 millones");
        check("es", "billion", 2.0, "2 mil millones");
        check("ru", "million", 9.7, "9,7 миллиона");
        check("ru", "million", 5.0, "5 миллионов");
        check("hi", "million", 9.7, "97 लाख");
        check("zh", "million", 9.7, "970万");
        check("zh", "thousand", 15.0, "");
        check("pt-BR", "million", 9.7, "9,7 milhões");
    }

    #[test]
    fn units() {
        check("de", "years", 1.0, "1 Jahr");
        check("ru", "years", 22.0, "22 года");
        check("ru", "days", 5.0, "5 дней");
        check("tr", "months", 71.9, "71,9 ay");
        check("zh-Hant", "days", 2.0, "2 天");
        check("xx", "days", 2.0, "");
    }

    #[test]
    fn ranges() {
        let range = |code: &str, lower: &str, upper: &str| Locale::new(&Language::parse(code).expect("a code")).range(lower, upper);
        assert_eq!(range("de", "30", "50"), "30–50");
        assert_eq!(range("es", "30", "50"), "30-50");
        assert_eq!(range("de", "-5", "3"), "-5 – 3");
    }
}
