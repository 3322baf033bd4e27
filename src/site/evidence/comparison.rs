//! A statistic against the field of a table that has the same number.

use super::agreement;
use super::cell::Cell;
use super::scale::Scale;
use super::stat::{Amount, Stat, Unit};
use crate::base::diagnostic::{Code, Diagnostic};

/// What comparing a statistic with its field gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Comparison {
    Agree,
    Differ,
    /// The field holds no number, or is empty.
    NoNumber,
}

impl Stat {
    /// Whether a field says the same, rounded as both are. A field that is `1 in 12` is a proportion; another number has the unit
    /// of the statistic.
    pub(crate) fn compare(&self, text: &str, scale: Scale) -> Comparison {
        self.compare_in(text, scale, self.unit)
    }

    /// The same for a field whose number has a unit of its own.
    pub(crate) fn compare_in(&self, text: &str, scale: Scale, unit: Unit) -> Comparison {
        let share = text.split_once(" in ").and_then(|(part, whole)| Some((plain(part)?, plain(whole)?)));
        let (value, unit) = match share {
            Some((part, whole)) if part > 0.0 && whole > 0.0 => (whole / part, Unit::Odds),
            _ => match plain(text) {
                Some(value) => (value * scale.factor(), unit),
                None => return Comparison::NoNumber,
            },
        };
        // Decimals of the field say how it is rounded: 9.7 in millions is rounded to 100,000.
        let digits = decimals(text).or((scale != Scale::One).then_some(0)).filter(|_| share.is_none());
        let field = Self { amount: Amount::One(value), unit, scale, digits, ..self.clone() };
        if agreement::agree(self, &field) { Comparison::Agree } else { Comparison::Differ }
    }
}

/// Whether two fields of one column's name say the same number, rounded as both are; none where one holds no number.
pub(crate) fn fields_agree(a: &str, b: &str) -> Option<bool> {
    Some(agreement::numbers_agree((plain(a)?, decimals(a)), (plain(b)?, decimals(b))))
}

/// How many decimals a field writes, if any.
fn decimals(text: &str) -> Option<u8> {
    text.split_once('.').map(|(_, decimals)| u8::try_from(decimals.trim().len()).unwrap_or(u8::MAX))
}

fn plain(text: &str) -> Option<f64> {
    let text = text.trim();
    let is_plain = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-'));
    text.parse().ok().filter(|_| is_plain)
}

/// The message about a statistic that its field contradicts.
pub(crate) fn conflict(stat: &Stat, cell: &Cell, text: &str) -> Diagnostic {
    let of_scale = if cell.scale == Scale::One { String::new() } else { format!(" {}", cell.scale.name()) };
    let message = format!("`{}` and its cell in `data/{}`, which says {text}{of_scale}, give different values", stat.id, cell.file.value);
    let help = "compare both with the source, and correct the wrong one; if they measure different things, remove `cell`";
    Diagnostic::new(Code::CiteStatConflict, message).at(stat.at.source.at(cell.span.clone())).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::diagnostic::Problems;
    use crate::base::source::Source;
    use crate::site::evidence::stat;

    fn check(keys: &str, field: &str, scale: Scale, expected: Comparison) {
        let text = format!("[a]\nsource = \"s\"\n{keys}\n");
        let (mut stats, mut problems) = (stat::Stats::new(), Problems::new());
        stat::read(&Source::new("data/stats.toml", text.as_str()), &mut stats, &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(stats["a"].compare(field, scale), expected, "{keys} against {field}");
    }

    #[test]
    fn fields_agree_as_far_as_both_are_rounded() {
        check("value = 9_700_000", "9743832", Scale::One, Comparison::Agree);
        check("value = 9_700_000", "9643832", Scale::One, Comparison::Differ);
        check("value = 9_700_000", "9.7", Scale::Million, Comparison::Agree);
        check("value = 9_743_832", "9.7", Scale::Million, Comparison::Agree);
        check("value = 9_700_000", "9.8", Scale::Million, Comparison::Differ);
        check("value = 12.4\nunit = \"percent\"", "12.4", Scale::One, Comparison::Agree);
        check("value = 12.4\nunit = \"percent\"", "12.6", Scale::One, Comparison::Differ);
        check("value = 5\nunit = \"odds\"", "1 in 5", Scale::One, Comparison::Agree);
        check("value = 20\nunit = \"percent\"", "1 in 5", Scale::One, Comparison::Agree);
        check("value = 20\nunit = \"percent\"", "1 in 4", Scale::One, Comparison::Differ);
        check("value = 20", "", Scale::One, Comparison::NoNumber);
        check("value = 20", "2,000", Scale::One, Comparison::NoNumber);
    }
}
