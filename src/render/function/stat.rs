//! `stat()`: a statistic in the words of a language.

use tera::{Kwargs, TeraResult, Value};

use super::missing;
use crate::base::locale::{DateStyle, Digits, Locale};
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
        Some(View { renderer, theme: door.engine(), language: door.language(), locale: door.locale() }.of(stat))
    });
    view.flatten().unwrap_or_else(|| Ok(Value::none()))
}

struct View<'a> {
    renderer: &'a Renderer,
    theme: &'a LoadedTheme,
    language: LanguageId,
    locale: &'a Locale,
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
                let range = self.range(stat, interval.lower, interval.upper)?;
                let level = self.locale.number(interval.level, Digits::NEEDED);
                Some(self.string("stat-interval", interval.level, &[("level", &level), ("range", &range)])?)
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
        let (number, text) = match stat.amount {
            Amount::One(value) => (value, self.number(stat, value)?),
            Amount::Range(lower, upper) => (upper, self.range(stat, lower, upper)?),
        };
        let scaled = match stat.scale {
            Scale::One => text,
            scale => self.string(&format!("stat-{}", scale.name()), number / scale.factor(), &[("text", &text)])?,
        };
        match stat.unit {
            Unit::Count | Unit::Ratio => Ok(scaled),
            unit => self.string(&format!("stat-{}", unit.name()), number / stat.scale.factor(), &[("text", &scaled)]),
        }
    }

    fn number(&self, stat: &Stat, value: f64) -> TeraResult<String> {
        // Numbers of one precision look like it: 86.0 % beside 96.5 %.
        let digits = stat.digits.map_or(Digits::NEEDED, Digits::exactly);
        Ok(self.locale.number(value / stat.scale.factor(), digits))
    }

    fn range(&self, stat: &Stat, lower: f64, upper: f64) -> TeraResult<String> {
        let (lower, upper_text) = (self.number(stat, lower)?, self.number(stat, upper)?);
        self.string("stat-range", upper, &[("lower", &lower), ("upper", &upper_text)])
    }

    /// A string of the theme; `number` chooses its plural form.
    fn string(&self, key: &str, number: f64, texts: &[(&str, &str)]) -> TeraResult<String> {
        let mut arguments: Vec<(&str, Argument<'_>)> = texts.iter().map(|(name, text)| (*name, Argument::Text(text))).collect();
        arguments.push(("number", Argument::Number(number)));
        let found = self.theme.strings.get(self.locale.language(), key, &arguments);
        found.map(|found| found.text.into_owned()).map_err(|problem| failure(problem.to_string(), Some(problem.help())))
    }
}

fn citation(key: &str, place: Option<&str>) -> String {
    place.map_or_else(|| key.to_owned(), |place| format!("{key}, {place}"))
}
