//! A language's words, numbers and direction, as charts need them.

use super::unit::{Magnitude, Unit};
use crate::base::locale::{Counting, Digits, Direction, Locale};

/// A string by its key, with its arguments put in.
pub(super) type Strings<'a> = dyn Fn(&str, &[(&str, &str)]) -> String + 'a;

/// The language and the words of a chart.
pub(crate) struct Voice<'a> {
    pub locale: &'a Locale,
    pub strings: &'a Strings<'a>,
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

    /// A unit as an editor writes it in this language.
    pub(crate) fn unit_of(&self, text: &str) -> Unit {
        let forms = self.locale.plural_forms(Counting::Cardinal);
        let large = Magnitude::NAMES.iter().flat_map(|name| {
            // Editors write the form that stands behind most numbers, `millions`, or another one.
            std::iter::once("other").chain(forms.iter().copied()).map(|form| (*name, self.large(name, "", form)))
        });
        let mut unit = Unit::parse(text, &large.collect::<Vec<_>>());
        if unit.counted_in.is_some() {
            // French puts `de` between, which an editor may have written too: `millions de personnes`.
            let joined = self.with_unit("", &unit.words, true);
            let joint = joined.trim_start().strip_suffix(unit.words.as_str()).unwrap_or_default();
            let bare = unit.words.strip_prefix("de ").or_else(|| unit.words.strip_prefix("d’")).or_else(|| unit.words.strip_prefix("d'"));
            if let Some(bare) = bare.filter(|_| !joint.trim().is_empty()) {
                unit.words = bare.to_owned();
            }
        }
        unit
    }

    /// A number in millions or billions. `form` is the plural form that goes with it.
    fn large(&self, name: &str, number: &str, form: &str) -> String {
        self.text(&format!("chart-{name}"), &[("number", number), ("form", form)]).trim().to_owned()
    }

    /// A number with what it counts. Behind millions, which are a noun, some languages put a word between.
    fn with_unit(&self, number: &str, words: &str, is_large: bool) -> String {
        let after = match is_large {
            false => "number",
            true if begins_with_vowel(words) => "large-vowel",
            true => "large",
        };
        self.text("chart-with-unit", &[("number", number), ("unit", words), ("after", after)])
    }

    /// A number as a mark is labelled: `2.48 million`, `37.8%`, `47,507`.
    pub(crate) fn short(&self, value: f64, unit: &Unit) -> String {
        let magnitude = Magnitude::of(value);
        self.signed(value / magnitude.size, Digits::exactly(unit.decimals(magnitude)), magnitude.name, unit)
    }

    /// The label of the first mark: its number tells what all of them count, if that can be said in a few letters.
    pub(crate) fn first_label(&self, value: f64, unit: &Unit) -> String {
        const FEW: usize = 14;
        if unit.words.chars().count() <= FEW { self.spoken(value, unit) } else { self.short(value, unit) }
    }

    /// The number with every digit it has: `2,480,675`, `37.8%`.
    pub(crate) fn exact(&self, value: f64, unit: &Unit) -> String {
        self.signed(value, Digits::exactly(unit.exact_decimals()), None, unit)
    }

    /// A number with its magnitude, that which the data count in, and its sign for per cent.
    fn signed(&self, value: f64, digits: Digits, magnitude: Option<&str>, unit: &Unit) -> String {
        let form = self.locale.plural(value, digits, Counting::Cardinal);
        let large = [magnitude, unit.counted_in].into_iter().flatten();
        let number = large.fold(self.locale.number(value, digits), |number, name| self.large(name, &number, form));
        if unit.is_percent { self.text("chart-percent", &[("number", &number)]) } else { number }
    }

    /// A number at an axis.
    pub(crate) fn tick(&self, value: f64, decimals: Option<u8>, magnitude: Magnitude, unit: &Unit) -> String {
        if value == 0.0 {
            let zero = self.locale.number(0.0, Digits::exactly(0));
            return if unit.is_percent { self.text("chart-percent", &[("number", &zero)]) } else { zero };
        }
        // The steps of a scale have few digits: 0.5, 1, 1.5 million.
        let lost = magnitude.size.log10().round() as u8;
        let digits = match decimals {
            Some(decimals) if magnitude.name.is_none() => Digits::exactly(decimals),
            _ => Digits { least: 0, most: decimals.map(|decimals| decimals + lost) },
        };
        self.signed(value / magnitude.size, digits, magnitude.name, unit)
    }

    /// A number of people or of other whole things.
    pub(crate) fn count(&self, value: f64) -> String {
        self.locale.number(value, Digits::NEEDED)
    }

    /// A number in a sentence: `2.48 million people`, `37.8% of new cases`.
    pub(crate) fn spoken(&self, value: f64, unit: &Unit) -> String {
        let number = self.short(value, unit);
        let is_large = !unit.is_percent && (unit.counted_in.is_some() || Magnitude::of(value).name.is_some());
        if unit.words.is_empty() { number } else { self.with_unit(&number, &unit.words, is_large) }
    }

    /// What the numbers count, apart from them: `people`, `% of new cases`, `million people`.
    pub(crate) fn counted(&self, unit: &Unit) -> String {
        let words = unit.words.as_str();
        let text = match unit.counted_in {
            _ if unit.is_percent => self.text("chart-percent-unit", &[("unit", words)]),
            Some(name) if words.is_empty() => self.large(name, "", "other"),
            Some(name) => self.with_unit(&self.large(name, "", "other"), words, true),
            None => return words.to_owned(),
        };
        text.trim().to_owned()
    }
}

/// Whether a word begins with a sound before which French drops the end of `de`. Nearly every `h` of what is counted is silent:
/// `hommes`, `habitants`.
fn begins_with_vowel(word: &str) -> bool {
    word.chars().flat_map(char::to_lowercase).next().is_some_and(|first| "aàâäeéèêëiîïoôöuùûüœæh".contains(first))
}
