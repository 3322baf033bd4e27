//! `data/stats.toml`: every number of the site once, with its source.

use std::collections::BTreeMap;

use super::cell::{self, Cell};
use super::repeated;
pub(crate) use super::scale::Scale;
use crate::base::diagnostic::{Code, Diagnostic, Problems, Severity};
use crate::base::fingerprint::Fingerprint;
use crate::base::source::{Source, SourceId, Span};
use crate::syntax::fields::{Entry, Fields, FromNode, Moment, Node, Spanned, Table, Value, parse_file, wrong_type};

/// One number.
#[derive(Clone, Debug)]
pub(crate) struct Stat {
    pub id: String,
    /// Where its id is written.
    pub at: Span,
    pub amount: Amount,
    pub unit: Unit,
    /// How large numbers are shown: `9.7 million`.
    pub scale: Scale,
    /// How many digits are shown after the decimal point; `None` shows all.
    pub digits: Option<u8>,
    /// `people who died of cancer`
    pub counts: Words,
    /// Who is counted: `women in England`.
    pub population: Words,
    pub place: Words,
    pub year: Option<i64>,
    pub uncertainty: Option<Uncertainty>,
    pub source: Option<String>,
    /// Where in the source: `Table 1`.
    pub found_at: Option<String>,
    /// The day on which somebody compared it with the source.
    pub checked: Option<Moment>,
    pub note: Words,
    pub metric: Option<Spanned<String>>,
    /// Where a table has the same number.
    pub cell: Option<Cell>,
    /// The fingerprint of everything that the entry says.
    pub fingerprint: Fingerprint,
}

/// A number, or all between two.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Amount {
    One(f64),
    Range(f64, f64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Count,
    Percent,
    /// `1 in 5`; the value is the second number.
    Odds,
    Ratio,
    Days,
    Months,
    Years,
    Per100000,
}

impl Unit {
    pub(crate) const NAMES: &'static [(&'static str, Self)] = &[
        ("count", Self::Count),
        ("percent", Self::Percent),
        ("odds", Self::Odds),
        ("ratio", Self::Ratio),
        ("days", Self::Days),
        ("months", Self::Months),
        ("years", Self::Years),
        ("per-100000", Self::Per100000),
    ];

    pub(crate) fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, unit)| *unit == self).map_or("count", |(name, _)| name)
    }
}

/// An interval around the value, at a level in percent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Uncertainty {
    pub lower: f64,
    pub upper: f64,
    pub level: f64,
}

/// A text in one language or in several, by their codes; the empty code is the site's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words(BTreeMap<String, String>);

impl Words {
    /// The text in the first of some languages that has it, with that language.
    pub(crate) fn first<'w>(&'w self, languages: &[&'w str]) -> Option<(&'w str, &'w str)> {
        let known = languages.iter().find_map(|language| Some((*language, self.0.get(*language)?.as_str())));
        known.or_else(|| self.0.iter().next().map(|(language, text)| (language.as_str(), text.as_str())))
    }
}

impl Words {
    /// The codes of the languages that it is in.
    pub(crate) fn languages(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromNode for Words {
    fn from_node(node: &Node) -> Result<Self, &'static str> {
        const EXPECTED: &str = "a text, or a table with a text for each language";
        match &node.value {
            Value::String(text) => Ok(Self(BTreeMap::from([(String::new(), text.clone())]))),
            Value::Table(table) => {
                let texts = table.entries.iter().map(|entry| Ok((entry.key.clone(), String::from_node(&entry.node)?)));
                Ok(Self(texts.collect::<Result<_, &str>>().map_err(|_| EXPECTED)?))
            }
            _ => Err(EXPECTED),
        }
    }
}

/// Years that a count of people can be of: none is older than the first registers.
const YEARS: std::ops::RangeInclusive<i64> = 1500..=2100;

/// By id.
pub(crate) type Stats = BTreeMap<String, Stat>;

/// Whether a file holds statistics.
pub(crate) fn is_file(source: &SourceId) -> bool {
    source.as_str() == "data/stats.toml"
}

/// Adds the entries of one file: a table for each, named by its id.
pub(crate) fn read(source: &Source, stats: &mut Stats, problems: &mut Problems) {
    for entry in parse_file(source, problems).entries {
        let Value::Table(table) = &entry.node.value else {
            problems.push(wrong_type(&source.id, &entry.key, &entry.node, "a table of keys"));
            continue;
        };
        if let Some(first) = stats.get(&entry.key) {
            problems.push(repeated("statistic", &entry.key, source.id.at(entry.key_span.clone()), first.at.clone()));
            continue;
        }
        if let Some(stat) = stat(&source.id, &entry, table, problems) {
            stats.insert(stat.id.clone(), stat);
        }
    }
}

fn stat(source: &SourceId, entry: &Entry, table: &Table, problems: &mut Problems) -> Option<Stat> {
    let mut keys = Fields::new(table, source);
    let amount = amount(&mut keys, source, entry, problems);
    let unit = keys.choice("unit", Unit::NAMES, problems).unwrap_or(Unit::Count);
    let is_change = keys.optional("change", problems).unwrap_or(false);
    if let Some((message, help)) = amount.and_then(|amount| impossible(amount, unit, is_change)) {
        problems.push(Diagnostic::new(Code::InvalidValue, message).at(value_at(source, entry, table)).help(help));
    }
    let year: Option<Spanned<i64>> = keys.optional("year", problems);
    if let Some(year) = year.as_ref().filter(|year| !YEARS.contains(&year.value)) {
        let message = format!("{} cannot be the year of a number", year.value);
        problems.push(
            Diagnostic::new(Code::InvalidValue, message).at(source.at(year.span.clone())).help("write the year that the source gives"),
        );
    }
    let stat = Stat {
        id: entry.key.clone(),
        at: source.at(entry.key_span.clone()),
        amount: amount.unwrap_or(Amount::One(f64::NAN)),
        unit,
        scale: keys.choice("scale", Scale::NAMES, problems).unwrap_or(Scale::One),
        digits: keys.optional::<usize>("digits", problems).map(|digits| u8::try_from(digits.min(9)).unwrap_or(9)),
        counts: keys.optional("counts", problems).unwrap_or_default(),
        population: keys.optional("population", problems).unwrap_or_default(),
        place: keys.optional("place", problems).unwrap_or_default(),
        year: year.map(|year| year.value),
        uncertainty: uncertainty(&mut keys, source, amount, problems),
        source: keys.optional("source", problems),
        found_at: keys.optional("where", problems),
        checked: keys.optional("checked", problems),
        note: keys.optional("note", problems).unwrap_or_default(),
        metric: keys.optional("metric", problems),
        cell: cell::read(&mut keys, source, problems),
        fingerprint: Fingerprint::of(&(&entry.key, &entry.node)),
    };
    keys.finish(&format!("the statistic `{}`", entry.key), problems);
    if stat.source.is_none() && table.get("source").is_none() {
        let mut problem = Diagnostic::new(Code::CiteStat, format!("the statistic `{}` has no source", entry.key))
            .at(source.at(entry.key_span.clone()))
            .help("add a line `source = \"…\"` with the key of a reference; a number that has none cannot be shown");
        // A statistic is always a number, while a number in a sentence may not need a source.
        problem.severity = Severity::Error;
        problems.push(problem);
    }
    amount.map(|_| stat)
}

/// Why no source can give such a number, and what may be meant.
fn impossible(amount: Amount, unit: Unit, is_change: bool) -> Option<(&'static str, &'static str)> {
    let (low, high) = match amount {
        Amount::One(value) => (value, value),
        Amount::Range(low, high) => (low, high),
    };
    if !low.is_finite() || !high.is_finite() {
        return Some(("the value is no number", "write the number that the source gives"));
    }
    match unit {
        _ if is_change => None,
        Unit::Percent if high > 100.0 => Some((
            "a share cannot be more than 100 %",
            "compare it with the source; if it says by how much something grew or fell, add `change = true`",
        )),
        Unit::Odds if low < 1.0 => {
            Some(("odds are `1 in` a number that is at least 1", "write the second number: `value = 5` with `unit = \"odds\"` is 1 in 5"))
        }
        Unit::Count | Unit::Days | Unit::Months | Unit::Years | Unit::Per100000 if low < 0.0 => Some((
            "there cannot be less than none",
            "compare it with the source; if it says by how much something fell, add `change = true`",
        )),
        _ => None,
    }
}

/// Where the number is written.
fn value_at(source: &SourceId, entry: &Entry, table: &Table) -> Span {
    let written = table.get("value").or_else(|| table.get("upper"));
    source.at(written.map_or_else(|| entry.key_span.clone(), |written| written.node.span.clone()))
}

fn amount(keys: &mut Fields<'_>, source: &SourceId, entry: &Entry, problems: &mut Problems) -> Option<Amount> {
    let value: Option<f64> = keys.optional("value", problems);
    let lower: Option<Spanned<f64>> = keys.optional("lower", problems);
    let upper: Option<Spanned<f64>> = keys.optional("upper", problems);
    let at = source.at(entry.key_span.clone());
    match (value, lower, upper) {
        (Some(value), None, None) => Some(Amount::One(value)),
        (None, Some(lower), Some(upper)) if lower.value <= upper.value => Some(Amount::Range(lower.value, upper.value)),
        (None, Some(lower), Some(_)) => {
            let message = "`lower` is more than `upper`";
            problems.push(Diagnostic::new(Code::InvalidValue, message).at(source.at(lower.span)).help("change the two places"));
            None
        }
        (Some(_), Some(bound), _) | (Some(_), None, Some(bound)) => {
            let help = "`lower` and `upper` stand for a range; how sure a value is, `uncertainty = { lower = …, upper = … }` says";
            problems.push(
                Diagnostic::new(Code::InvalidValue, "a statistic has a value or a range, not both").at(source.at(bound.span)).help(help),
            );
            None
        }
        // A value of another type is reported already.
        _ if keys.has("value") => None,
        _ => {
            let help = "add a line `value = …`, or `lower = …` and `upper = …` for a range";
            problems.push(Diagnostic::new(Code::MissingKey, format!("the statistic `{}` has no value", entry.key)).at(at).help(help));
            None
        }
    }
}

fn uncertainty(keys: &mut Fields<'_>, source: &SourceId, amount: Option<Amount>, problems: &mut Problems) -> Option<Uncertainty> {
    let Spanned { value: table, span }: Spanned<Table> = keys.optional("uncertainty", problems)?;
    let mut inner = Fields::new(&table, source);
    let lower = inner.required("lower", span.clone(), problems);
    let upper = inner.required("upper", span.clone(), problems);
    let level = inner.optional("level", problems).unwrap_or(95.0);
    inner.finish("`uncertainty`", problems);
    let (lower, upper): (f64, f64) = (lower?, upper?);
    if let Some(Amount::One(value)) = amount
        && !(lower..=upper).contains(&value)
    {
        problems.push(
            Diagnostic::new(Code::InvalidValue, format!("the value {value} does not lie between {lower} and {upper}"))
                .at(source.at(span))
                .help("compare the three numbers with the source"),
        );
    }
    Some(Uncertainty { lower, upper, level })
}
