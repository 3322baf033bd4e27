//! Languages: their codes, names and directions, and dates, numbers and order as each has them.
//!
//! All data is CLDR's, compiled in; nothing is looked up from the environment. A language without data of its own gets that of
//! its parent, and in the end that of CLDR's root.

mod language;
mod quantity;

use std::cmp::Ordering;
use std::sync::OnceLock;

use fixed_decimal::{Decimal, FloatPrecision, Sign, SignedRoundingMode, UnsignedRoundingMode};
use icu_calendar::Date;
use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_datetime::fieldsets::{MD, Y, YM, YMD};
use icu_datetime::options::YearStyle;
use icu_datetime::{DateTimeFormatter, DateTimeFormatterPreferences};
use icu_decimal::options::{DecimalFormatterOptions, GroupingStrategy};
use icu_decimal::{DecimalFormatter, DecimalFormatterPreferences};
use icu_plurals::{PluralCategory, PluralRules, PluralRulesPreferences};

pub(crate) use language::{Direction, Language};
pub(crate) use quantity::Pattern;

use crate::base::moment::Moment;

/// How much of a date is written, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum DateStyle {
    /// `February 4, 2027`
    Long,
    /// `Feb 4, 2027`
    Medium,
    /// `2/4/2027`, the year always in full
    Short,
    /// `2027-02-04`, the same in every language
    Iso,
    /// `2027`
    Year,
    /// `February 4`
    MonthDay,
    /// `Feb 2027`
    YearMonth,
}

impl DateStyle {
    /// The words by which templates name the styles.
    pub(crate) const NAMES: &'static [(&'static str, Self)] = &[
        ("long", Self::Long),
        ("medium", Self::Medium),
        ("short", Self::Short),
        ("iso", Self::Iso),
        ("year", Self::Year),
        ("month-day", Self::MonthDay),
    ];

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(word, _)| *word == name).map(|(_, style)| *style)
    }
}

/// How many digits a number has after its decimal separator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Digits {
    /// Missing digits are filled with zeros.
    pub least: u8,
    /// Further digits are rounded, half away from zero; `None` keeps all that the number needs to be exact.
    pub most: Option<u8>,
}

impl Digits {
    /// As many as the number needs to be exact.
    pub(crate) const NEEDED: Self = Self { least: 0, most: None };

    pub(crate) const fn exactly(n: u8) -> Self {
        Self { least: n, most: Some(n) }
    }
}

/// Whether things are counted (`3 days`) or ranked (`3rd day`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Counting {
    #[default]
    Cardinal,
    Ordinal,
}

/// One language's ways of writing. All formatters are made at once, which takes about
/// ten microseconds; threads share them.
///
/// A formatter is `None` if CLDR had no data, which its root locale should prevent; plain digits are written then.
#[derive(Debug)]
pub(crate) struct Locale {
    language: Language,
    direction: Direction,
    autonym: String,
    og_locale: String,
    long: Option<DateTimeFormatter<YMD>>,
    medium: Option<DateTimeFormatter<YMD>>,
    short: Option<DateTimeFormatter<YMD>>,
    year: Option<DateTimeFormatter<Y>>,
    month_day: Option<DateTimeFormatter<MD>>,
    year_month: Option<DateTimeFormatter<YM>>,
    grouped: Option<DecimalFormatter>,
    ungrouped: Option<DecimalFormatter>,
    cardinal: Option<PluralRules>,
    ordinal: Option<PluralRules>,
    collator: Option<CollatorBorrowed<'static>>,
    /// Made when it is first asked for.
    british: OnceLock<Option<Box<Self>>>,
    /// Read when they are first asked for.
    quantities: OnceLock<quantity::Quantities>,
}

/// What a site says about a language itself.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub(crate) struct OwnConventions {
    pub name: Option<String>,
    pub direction: Option<Direction>,
    /// The locale that dates and numbers are written by: `en-GB` for the British dates of a site in `en`.
    pub formats: Option<Language>,
}

impl Locale {
    pub(crate) fn new(language: &Language) -> Self {
        Self::with(language, &OwnConventions::default())
    }

    /// A language as the site wants it.
    pub(crate) fn with(language: &Language, own: &OwnConventions) -> Self {
        let icu = own.formats.as_ref().unwrap_or(language).icu();
        let dates = DateTimeFormatterPreferences::from(&icu);
        let decimal = |grouping| {
            let mut options = DecimalFormatterOptions::default();
            options.grouping_strategy = Some(grouping);
            DecimalFormatter::try_new(DecimalFormatterPreferences::from(&icu), options).ok()
        };
        let language_itself = language.icu();
        let mut order = CollatorPreferences::from(&language_itself);
        order.numeric_ordering = Some(CollationNumericOrdering::True);
        Self {
            direction: own.direction.unwrap_or_else(|| language.direction()),
            autonym: own.name.clone().unwrap_or_else(|| language.autonym()),
            og_locale: own
                .formats
                .as_ref()
                .filter(|formats| formats.icu().id.language == language.icu().id.language)
                .unwrap_or(language)
                .og_locale(),
            language: language.clone(),
            long: DateTimeFormatter::try_new(dates, YMD::long()).ok(),
            medium: DateTimeFormatter::try_new(dates, YMD::medium()).ok(),
            short: DateTimeFormatter::try_new(dates, YMD::short().with_year_style(YearStyle::Full)).ok(),
            year: DateTimeFormatter::try_new(dates, Y::long()).ok(),
            month_day: DateTimeFormatter::try_new(dates, MD::long()).ok(),
            year_month: year_month(dates),
            grouped: decimal(GroupingStrategy::Auto),
            ungrouped: decimal(GroupingStrategy::Never),
            cardinal: PluralRules::try_new_cardinal(PluralRulesPreferences::from(&language_itself)).ok(),
            ordinal: PluralRules::try_new_ordinal(PluralRulesPreferences::from(&language_itself)).ok(),
            collator: CollatorBorrowed::try_new(order, CollatorOptions::default()).ok(),
            british: OnceLock::new(),
            quantities: OnceLock::new(),
        }
    }

    pub(crate) fn language(&self) -> &Language {
        &self.language
    }

    /// Whether CLDR knows how dates are written; in its root a month is called `M02`.
    pub(crate) fn has_dates(&self) -> bool {
        !self.example_date().contains("M02")
    }

    /// The fourth of February 2027, as it would be written on a page.
    pub(crate) fn example_date(&self) -> String {
        self.date(Moment { date: jiff::civil::date(2027, 2, 4), time: None, offset_minutes: None }, DateStyle::Long)
    }

    pub(crate) fn direction(&self) -> Direction {
        self.direction
    }

    /// A second convention for a language tag without a country: dates in `en` may be written as in the United States or as in
    /// Britain.
    pub(crate) fn also(&self) -> Option<&Self> {
        let british = || {
            let language = Language::parse("en-GB").ok().filter(|_| self.language.to_string() == "en")?;
            Some(Box::new(Self::new(&language)))
        };
        self.british.get_or_init(british).as_deref()
    }

    /// The language's own name: `Français`.
    pub(crate) fn autonym(&self) -> &str {
        &self.autonym
    }

    /// The name Open Graph has for the language: `fr_FR`.
    pub(crate) fn og_locale(&self) -> &str {
        &self.og_locale
    }

    /// A day in the calendar that CLDR prefers for the language. The time of day is left out, and the offset does not change
    /// the day.
    pub(crate) fn date(&self, moment: Moment, style: DateStyle) -> String {
        let iso = || moment.date.to_string();
        let (Ok(month), Ok(day)) = (u8::try_from(moment.date.month()), u8::try_from(moment.date.day())) else { return iso() };
        let Ok(date) = Date::try_new_iso(i32::from(moment.date.year()), month, day) else { return iso() };
        let written = match style {
            DateStyle::Iso => None,
            DateStyle::Long => self.long.as_ref().map(|long| long.format(&date)),
            DateStyle::Medium => self.medium.as_ref().map(|medium| medium.format(&date)),
            DateStyle::Short => self.short.as_ref().map(|short| short.format(&date)),
            DateStyle::Year => self.year.as_ref().map(|year| year.format(&date)),
            DateStyle::MonthDay => self.month_day.as_ref().map(|month_day| month_day.format(&date)),
            DateStyle::YearMonth => self.year_month.as_ref().map(|year_month| year_month.format(&date)),
        };
        written.map_or_else(iso, |written| written.to_string())
    }

    /// A number with the language's digits, separators and groups.
    pub(crate) fn number(&self, value: f64, digits: Digits) -> String {
        write_number(self.grouped.as_ref(), value, digits)
    }

    /// A number without groups of thousands, as for a year.
    pub(crate) fn ungrouped_number(&self, value: f64, digits: Digits) -> String {
        write_number(self.ungrouped.as_ref(), value, digits)
    }

    /// The plural form that goes with a number as it is written: `zero`, `one`, `two`, `few`, `many`, `other`.
    pub(crate) fn plural(&self, value: f64, digits: Digits, counting: Counting) -> &'static str {
        let category = self.plurals(counting).zip(rounded(value, digits)).map(|(rules, decimal)| rules.category_for(&decimal));
        plural_name(category.unwrap_or(PluralCategory::Other))
    }

    /// The plural forms that the language has.
    pub(crate) fn plural_forms(&self, counting: Counting) -> Vec<&'static str> {
        self.plurals(counting).map_or_else(|| vec!["other"], |rules| rules.categories().map(plural_name).collect())
    }

    fn plurals(&self, counting: Counting) -> Option<&PluralRules> {
        match counting {
            Counting::Cardinal => self.cardinal.as_ref(),
            Counting::Ordinal => self.ordinal.as_ref(),
        }
    }

    /// The order of two titles in the language; numbers in them count as numbers.
    pub(crate) fn compare(&self, a: &str, b: &str) -> Ordering {
        // Texts that the collation treats as equal still need a fixed order.
        self.collator.as_ref().map_or(Ordering::Equal, |collator| collator.compare(a, b)).then_with(|| a.cmp(b))
    }

    /// Bytes that sort in the order of `compare`, for sorting many titles. The caller breaks ties.
    pub(crate) fn sort_key(&self, title: &str) -> Vec<u8> {
        let Some(collator) = &self.collator else { return title.as_bytes().to_vec() };
        let mut key = Vec::with_capacity(title.len() * 2);
        let Ok(()) = collator.write_sort_key_to(title, &mut key);
        key
    }
}

/// A month and its year as short as they can be read: some languages have no short words for months, and would write `01/2024`.
fn year_month(dates: DateTimeFormatterPreferences) -> Option<DateTimeFormatter<YM>> {
    let example = Date::try_new_iso(2027, 2, 4).ok()?;
    let short = DateTimeFormatter::try_new(dates, YM::medium()).ok()?;
    let has_words = short.format(&example).to_string().contains(char::is_alphabetic);
    if has_words { Some(short) } else { DateTimeFormatter::try_new(dates, YM::long()).ok() }
}

fn plural_name(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

/// A number that is not finite is written as Rust writes it: `NaN`, `inf`.
fn write_number(formatter: Option<&DecimalFormatter>, value: f64, digits: Digits) -> String {
    match (formatter, rounded(value, digits)) {
        (Some(formatter), Some(decimal)) => formatter.format_to_string(&decimal),
        _ => value.to_string(),
    }
}

/// The digits that are written; `None` if the number is not finite.
fn rounded(value: f64, digits: Digits) -> Option<Decimal> {
    let mut decimal = Decimal::try_from_f64(value, FloatPrecision::RoundTrip).ok()?;
    if let Some(most) = digits.most {
        decimal.round_with_mode(-i16::from(most), SignedRoundingMode::Unsigned(UnsignedRoundingMode::HalfExpand));
    }
    decimal.absolute.trim_end();
    decimal.absolute.pad_end(-i16::from(digits.least));
    if decimal.absolute.is_zero() {
        decimal.set_sign(Sign::None);
    }
    Some(decimal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locale(code: &str) -> Locale {
        Locale::new(&Language::parse(code).unwrap_or_else(|problem| panic!("{problem}")))
    }

    /// The date in each of `DateStyle::NAMES`.
    fn check_date(code: &str, date: &str, expected: &str) {
        let locale = locale(code);
        let moment = Moment::parse(date).unwrap_or_else(|| panic!("{date}"));
        let written: Vec<String> = DateStyle::NAMES.iter().map(|(_, style)| locale.date(moment, *style)).collect();
        assert_eq!(written.join(" | "), expected, "{code}");
    }

    #[test]
    fn dates() {
        check_date("en", "2027-02-04", "February 4, 2027 | Feb 4, 2027 | 2/4/2027 | 2027-02-04 | 2027 | February 4");
        check_date("en-GB", "2027-02-04", "4 February 2027 | 4 Feb 2027 | 04/02/2027 | 2027-02-04 | 2027 | 4 February");
        check_date("fr", "2027-02-04", "4 février 2027 | 4 févr. 2027 | 04/02/2027 | 2027-02-04 | 2027 | 4 février");
        check_date("ja", "2027-02-04", "2027年2月4日 | 2027/02/04 | 2027/02/04 | 2027-02-04 | 2027年 | 2月4日");
        check_date("fa", "2027-02-04", "۱۵ بهمن ۱۴۰۵ | ۱۵ بهمن ۱۴۰۵ | ۱۴۰۵/۱۱/۱۵ | 2027-02-04 | ۱۴۰۵ | ۱۵ بهمن");
        check_date("xx", "2027-02-04", "2027 M02 4 | 2027 M02 4 | 2027-02-04 | 2027-02-04 | 2027 | M02 4");
    }

    #[test]
    fn open_graph_has_the_place_whose_dates_a_page_has() {
        let check = |language: &str, formats: &str, expected: &str| {
            let [language, formats] = [language, formats].map(|code| Language::parse(code).expect("a language"));
            let own = OwnConventions { formats: Some(formats), ..OwnConventions::default() };
            assert_eq!(Locale::with(&language, &own).og_locale(), expected);
        };
        check("en", "en-GB", "en_GB");
        check("fr", "fr-CA", "fr_CA");
        // Another language's dates do not make the page one of that language.
        check("ckb", "ar", Locale::new(&Language::parse("ckb").expect("a language")).og_locale());
    }

    #[test]
    fn arabic_dates_keep_the_digits_and_marks_of_cldr() {
        check_date(
            "ar",
            "2027-02-04",
            "4 فبراير 2027 | 04\u{200f}/02\u{200f}/2027 | 4\u{200f}/2\u{200f}/2027 | 2027-02-04 | 2027 | 4 فبراير",
        );
        check_date(
            "ar-EG",
            "2027-02-04",
            "٤ فبراير ٢٠٢٧ | ٠٤\u{200f}/٠٢\u{200f}/٢٠٢٧ | ٤\u{200f}/٢\u{200f}/٢٠٢٧ | 2027-02-04 | ٢٠٢٧ | ٤ فبراير",
        );
    }

    #[test]
    fn the_day_is_the_one_written() {
        check_date("en", "2027-02-04T23:30:00-11:00", "February 4, 2027 | Feb 4, 2027 | 2/4/2027 | 2027-02-04 | 2027 | February 4");
    }

    /// In turn: digits as needed, exactly one, at most two, at least two, and without groups.
    fn check_number(code: &str, value: f64, expected: &str) {
        let locale = locale(code);
        let mut written: Vec<String> =
            [Digits::NEEDED, Digits::exactly(1), Digits { least: 0, most: Some(2) }, Digits { least: 2, most: None }]
                .iter()
                .map(|digits| locale.number(value, *digits))
                .collect();
        written.push(locale.ungrouped_number(value, Digits::NEEDED));
        assert_eq!(written.join(" | "), expected, "{code}");
    }

    #[test]
    fn numbers() {
        check_number("en", 1_234_567.895, "1,234,567.895 | 1,234,567.9 | 1,234,567.9 | 1,234,567.895 | 1234567.895");
        check_number("en", -0.04, "-0.04 | 0.0 | -0.04 | -0.04 | -0.04");
        check_number("en", 0.25, "0.25 | 0.3 | 0.25 | 0.25 | 0.25");
        check_number("en", 20.0, "20 | 20.0 | 20 | 20.00 | 20");
        check_number(
            "fr",
            9_700_000.0,
            "9\u{202f}700\u{202f}000 | 9\u{202f}700\u{202f}000,0 | 9\u{202f}700\u{202f}000 | 9\u{202f}700\u{202f}000,00 | 9700000",
        );
        check_number("ar", 1234.5, "1,234.5 | 1,234.5 | 1,234.5 | 1,234.50 | 1234.5");
        check_number("ar-EG", 1234.5, "١٬٢٣٤٫٥ | ١٬٢٣٤٫٥ | ١٬٢٣٤٫٥ | ١٬٢٣٤٫٥٠ | ١٢٣٤٫٥");
        check_number("es", 1234.0, "1234 | 1234,0 | 1234 | 1234,00 | 1234");
        check_number("hi", 1_234_567.0, "12,34,567 | 12,34,567.0 | 12,34,567 | 12,34,567.00 | 1234567");
        check_number("en", f64::NAN, "NaN | NaN | NaN | NaN | NaN");
    }

    #[test]
    fn plural_forms() {
        let forms = |code, numbers: &[f64]| {
            let locale = locale(code);
            numbers.iter().map(|number| locale.plural(*number, Digits::NEEDED, Counting::Cardinal)).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(forms("ar", &[0.0, 1.0, 2.0, 3.0, 103.0, 11.0, 111.0, 100.0, 0.5]), "zero one two few few many many other other");
        assert_eq!(forms("fr", &[0.0, 1.5, 2.0, 1_000_000.0]), "one one other many");
        assert_eq!(forms("en", &[1.0, 0.0, f64::NAN]), "one other other");
        assert_eq!(locale("en").plural(1.0, Digits::exactly(1), Counting::Cardinal), "other");
        assert_eq!(locale("en").plural(22.0, Digits::NEEDED, Counting::Ordinal), "two");
    }

    fn check_order(code: &str, titles: &[&str]) {
        let locale = locale(code);
        for pair in titles.windows(2) {
            assert_eq!(locale.compare(pair[0], pair[1]), Ordering::Less, "{code}: {pair:?}");
            assert_eq!(locale.sort_key(pair[0]).cmp(&locale.sort_key(pair[1])), Ordering::Less, "{code}: {pair:?}");
        }
    }

    #[test]
    fn titles_stand_in_the_order_of_their_language() {
        check_order("en", &["Care", "Élan", "Step 2", "Step 10", "Support"]);
        check_order("de", &["Apfel", "Äpfel", "Zeit"]);
        check_order("sv", &["Apfel", "Zeit", "Äpfel"]);
        assert_eq!(locale("en").compare("same", "same"), Ordering::Equal);
    }

    #[test]
    fn locales_are_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Locale>();
    }
}
