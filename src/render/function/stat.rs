//! `stat()`: a statistic in the words of a language.

use std::cell::RefCell;

use tera::{Kwargs, TeraResult, Value};

use super::missing;
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::locale::{DateStyle, Digits, Language, Locale, Pattern};
use crate::base::per_language::LanguageId;
use crate::render::failure::failure;
use crate::render::question::Names;
use crate::render::renderer::Renderer;
use crate::render::tracked;
use crate::render::value::map;
use crate::site::evidence::stat::{Amount, Scale, Stat, Unit};
use crate::theme::{Argument, LoadedTheme};

/// Everything that a component shows of a statistic: `text` is the number with its unit.
pub(super) fn stat(kwargs: &Kwargs) -> TeraResult<Value> {
    let id: &str = kwargs.must_get("id")?;
    if !tracked::with(|door| door.has_stat(id)).unwrap_or_default() {
        return Err(missing("statistic", id, Names::Stats));
    }
    let view = tracked::with(|door| {
        let renderer = door.untracked("the statistic's fingerprint and the language's are part of the trace");
        let stat = renderer.evidence.stats.get(id)?;
        let view = View { renderer, theme: door.engine(), language: door.language(), locale: door.locale(), missing: RefCell::default() };
        let written = view.of(stat);
        view.missing.into_inner().into_iter().for_each(|problem| door.note(problem));
        Some(written)
    });
    view.flatten().unwrap_or_else(|| Ok(Value::none()))
}

struct View<'a> {
    renderer: &'a Renderer,
    theme: &'a LoadedTheme,
    language: LanguageId,
    locale: &'a Locale,
    /// Strings that the language lacks.
    missing: RefCell<Problems>,
}

impl View<'_> {
    fn of(&self, stat: &Stat) -> TeraResult<Value> {
        let own = &self.renderer.config.languages[self.language].code;
        let base = own.split('-').next().unwrap_or(own);
        let languages = [own.as_str(), base, "", self.renderer.config.default_language().code.as_str()];
        let words = |words: &crate::site::evidence::stat::Words| {
            let (language, text) = words.first(&languages)?;
            let is_own = language == own || language == base || (language.is_empty() && self.language == LanguageId::DEFAULT);
            let lang = if language.is_empty() { self.renderer.config.default_language().code.as_str() } else { language };
            Some(map([("text", text.into()), ("lang", (!is_own).then_some(lang).into())]))
        };
        let uncertainty = match &stat.uncertainty {
            Some(interval) => {
                let power = power(stat.scale);
                let range = self.range(stat, interval.lower, interval.upper, power, 0)?;
                let level = self.locale.number(interval.level, Digits::NEEDED);
                Some(if self.is_own("stat-interval") {
                    self.string("stat-interval", interval.level, &[("level", &level), ("range", &range)])?
                } else {
                    self.missing("stat-interval");
                    let level = self.locale.quantity("percent", interval.level, Digits::NEEDED).map(|pattern| pattern.around(&level));
                    format!("{}: {range}", level.unwrap_or_else(|| format!("{:.0}%", interval.level)))
                })
            }
            None => None,
        };
        let raw = match stat.amount {
            Amount::One(value) => value,
            Amount::Range(_, upper) => upper,
        };
        Ok(map([
            ("id", stat.id.as_str().into()),
            ("text", self.text(stat)?.into()),
            ("value", if raw.fract() == 0.0 { Value::from(raw as i64) } else { Value::from(raw) }),
            ("unit", stat.unit.name().into()),
            ("counts", words(&stat.counts).into()),
            ("population", words(&stat.population).into()),
            ("place", words(&stat.place).into()),
            ("year", stat.year.map(|year| self.locale.ungrouped_number(year as f64, Digits::NEEDED)).into()),
            ("uncertainty", uncertainty.into()),
            ("source", stat.source.as_deref().into()),
            ("cite", stat.source.as_ref().map(|key| citation(key, stat.found_at.as_deref())).into()),
            ("checked", stat.checked.map(|day| self.locale.date(day, DateStyle::Long)).into()),
            ("note", words(&stat.note).into()),
        ]))
    }

    /// `9.7 million`, `37.8%`, `1 in 5`, `71.9 months`, `30 to 50%`
    fn text(&self, stat: &Stat) -> TeraResult<String> {
        let number = match stat.amount {
            Amount::One(value) | Amount::Range(_, value) => value,
        };
        let power = power(stat.scale);
        let in_words = number / 10_f64.powi(power.into());
        let scaled = match stat.scale {
            Scale::One => self.amount(stat, 0, 0)?,
            scale => {
                let key = format!("stat-{}", scale.name());
                match self.words(&key, scale.name(), in_words, self.digits(stat, 0)) {
                    Words::Theme => {
                        let text = self.amount(stat, power, 0)?;
                        self.string(&key, in_words, &[("text", &text)])?
                    }
                    Words::Cldr(pattern) => {
                        let text = self.amount(stat, power.saturating_sub(pattern.more_digits), pattern.more_digits)?;
                        pattern.around(&text)
                    }
                    // A number that has no words is written in full.
                    Words::None => self.amount(stat, 0, power)?,
                }
            }
        };
        self.with_unit(stat, &scaled, in_words)
    }

    /// A number with the word or the sign of its unit.
    fn with_unit(&self, stat: &Stat, number: &str, value: f64) -> TeraResult<String> {
        let unit = stat.unit;
        if matches!(unit, Unit::Count | Unit::Ratio) {
            return Ok(number.to_owned());
        }
        let key = format!("stat-{}", unit.name());
        match self.words(&key, unit.name(), value, self.digits(stat, 0)) {
            Words::Theme => self.counted(&key, value, number),
            Words::Cldr(pattern) => Ok(pattern.around(number)),
            Words::None => Ok(match unit {
                Unit::Odds => format!("1 : {number}"),
                Unit::Per100000 => format!("{number} / {}", self.locale.number(1e5, Digits::NEEDED)),
                _ => number.to_owned(),
            }),
        }
    }

    /// The number, or both of a range, divided by a power of ten.
    fn amount(&self, stat: &Stat, power: u8, fewer_digits: u8) -> TeraResult<String> {
        match stat.amount {
            Amount::One(value) => Ok(self.number(stat, value, power, fewer_digits)),
            Amount::Range(lower, upper) => self.range(stat, lower, upper, power, fewer_digits),
        }
    }

    fn number(&self, stat: &Stat, value: f64, power: u8, fewer_digits: u8) -> String {
        self.locale.number(value / 10_f64.powi(power.into()), self.digits(stat, fewer_digits))
    }

    /// Numbers of one precision look like it: 86.0 % beside 96.5 %.
    fn digits(&self, stat: &Stat, fewer: u8) -> Digits {
        stat.digits.map_or(Digits::NEEDED, |digits| Digits::exactly(digits.saturating_sub(fewer)))
    }

    fn range(&self, stat: &Stat, lower: f64, upper: f64, power: u8, fewer_digits: u8) -> TeraResult<String> {
        let [lower_text, upper_text] = [lower, upper].map(|value| self.number(stat, value, power, fewer_digits));
        if self.is_own("stat-range") {
            self.string("stat-range", upper, &[("lower", &lower_text), ("upper", &upper_text)])
        } else {
            Ok(self.locale.range(&lower_text, &upper_text))
        }
    }

    /// Where the words around a number come from: the strings of the site in this language, else CLDR's table. What neither has is told.
    fn words(&self, key: &str, quantity: &str, number: f64, digits: Digits) -> Words {
        if self.is_own(key) {
            return Words::Theme;
        }
        match self.locale.quantity(quantity, number, digits) {
            Some(pattern) => Words::Cldr(pattern),
            // Some languages have no word for a thousand: CLDR writes the number in full.
            None if self.locale.has_quantities() && power_of(quantity).is_some() => Words::None,
            None => {
                self.missing(key);
                Words::None
            }
        }
    }

    /// Whether the strings have a key in this language, and not in another that it falls back to.
    fn is_own(&self, key: &str) -> bool {
        let language = self.locale.language();
        let found = self.theme.strings.language_of(language, key);
        found.is_some_and(|found| std::iter::successors(Some(language.clone()), Language::parent).any(|own| own == *found))
    }

    fn missing(&self, key: &str) {
        let language = self.locale.language();
        let problem = Diagnostic::new(Code::MissingString, format!("the string `{key}` is not translated into `{language}`"))
            .help(format!("add it to `strings/{language}.ftl`; until then the number is written without words"));
        self.missing.borrow_mut().push(problem);
    }

    /// A counted thing. Forms such as the Arabic dual leave the number out, which a range must not lose.
    fn counted(&self, key: &str, number: f64, text: &str) -> TeraResult<String> {
        let written = self.string(key, number, &[("text", text)])?;
        let is_range =
            text.chars().filter(|letter| letter.is_ascii_digit()).count() > 1 && text.contains(|letter: char| !letter.is_numeric());
        if !is_range || written.contains(text) {
            return Ok(written);
        }
        // Numbers whose forms say the number in all languages that have strings here.
        for other in [100.0, 11.0, 3.0] {
            let written = self.string(key, other, &[("text", text)])?;
            if written.contains(text) {
                return Ok(written);
            }
        }
        Ok(written)
    }

    /// A string of the theme; `number` chooses its plural form.
    fn string(&self, key: &str, number: f64, texts: &[(&str, &str)]) -> TeraResult<String> {
        let mut arguments: Vec<(&str, Argument<'_>)> = texts.iter().map(|(name, text)| (*name, Argument::Text(text))).collect();
        arguments.push(("number", Argument::Number(number)));
        let found = self.theme.strings.get(self.locale.language(), key, &arguments);
        found.map(|found| found.text.into_owned()).map_err(|problem| failure(problem.to_string(), Some(problem.help())))
    }
}

/// Where the words around a number come from.
enum Words {
    Theme,
    Cldr(Pattern),
    None,
}

fn power(scale: Scale) -> u8 {
    power_of(scale.name()).unwrap_or(0)
}

fn power_of(scale: &str) -> Option<u8> {
    match scale {
        "thousand" => Some(3),
        "million" => Some(6),
        "billion" => Some(9),
        _ => None,
    }
}

fn citation(key: &str, place: Option<&str>) -> String {
    place.map_or_else(|| key.to_owned(), |place| format!("{key}, {place}"))
}
