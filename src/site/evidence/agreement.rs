//! Whether two numbers of the site that measure one thing say the same, rounded as they are.

use super::scale::Scale;
use super::stat::{Amount, Stat, Unit, Words};

/// Days of a month and of a year in the Gregorian calendar, on average.
const DAYS_OF_MONTH: f64 = 30.436_875;
const DAYS_OF_YEAR: f64 = 365.242_5;

/// What can be compared with what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quantity {
    Count,
    /// A part of a whole, however it is put: 20 %, 1 in 5, 20,000 per 100,000.
    Proportion,
    Ratio,
    Duration,
}

/// Whether two statistics say that they measure the same: by one `metric`, or by the same `counts`. What one of them leaves open
/// counts as the same where they share a metric, and as another thing where they do not.
pub(super) fn measure_the_same(a: &Stat, b: &Stat) -> bool {
    let metrics = (a.metric.as_ref().map(|metric| &metric.value), b.metric.as_ref().map(|metric| &metric.value));
    match metrics {
        (Some(one), Some(other)) => {
            one == other && of_one_year(a, b) && is_open_or_same(&a.place, &b.place) && is_open_or_same(&a.population, &b.population)
        }
        (None, None) => {
            let is_named = !a.counts.is_empty() && a.year.is_some();
            is_named
                && (&a.counts, &a.place, &a.population, a.year) == (&b.counts, &b.place, &b.population, b.year)
                && quantity(a.unit) == quantity(b.unit)
        }
        _ => false,
    }
}

fn of_one_year(a: &Stat, b: &Stat) -> bool {
    a.year.is_none() || b.year.is_none() || a.year == b.year
}

fn is_open_or_same(a: &Words, b: &Words) -> bool {
    a.is_empty() || b.is_empty() || a == b
}

/// Whether two statistics agree within what they were rounded to: 9.7 million and 9,743,832 do, 11.5 and 11.6 do not.
pub(super) fn agree(a: &Stat, b: &Stat) -> bool {
    if quantity(a.unit) != quantity(b.unit) {
        return false;
    }
    overlap(extent(a), extent(b))
}

/// Whether two numbers without a unit agree, each with its decimals.
pub(super) fn numbers_agree((a, decimals_a): (f64, Option<u8>), (b, decimals_b): (f64, Option<u8>)) -> bool {
    let extent = |value: f64, decimals| {
        let half = step(value, decimals, Scale::One) / 2.0;
        (value - half, value + half)
    };
    overlap(extent(a, decimals_a), extent(b, decimals_b))
}

fn overlap((low_a, high_a): (f64, f64), (low_b, high_b): (f64, f64)) -> bool {
    // Neighbours such as 11.5 and 11.6 meet in one point, which floating-point numbers miss by a little.
    let margin = 1e-9 * high_a.abs().max(high_b.abs());
    low_a + margin < high_b && low_b + margin < high_a
}

fn quantity(unit: Unit) -> Quantity {
    match unit {
        Unit::Count => Quantity::Count,
        Unit::Percent | Unit::Odds | Unit::Per100000 => Quantity::Proportion,
        Unit::Ratio => Quantity::Ratio,
        Unit::Days | Unit::Months | Unit::Years => Quantity::Duration,
    }
}

/// All numbers that are written like this one when they are rounded, in the unit of its quantity.
fn extent(stat: &Stat) -> (f64, f64) {
    let (low, high) = match stat.amount {
        Amount::One(value) => (value, value),
        Amount::Range(low, high) => (low, high),
    };
    let half = |value: f64| step(value, stat.digits, stat.scale) / 2.0;
    let (low, high) = (low - half(low), high + half(high));
    match stat.unit {
        Unit::Odds => (1.0 / high, 1.0 / low.max(f64::MIN_POSITIVE)),
        Unit::Percent => (low / 100.0, high / 100.0),
        Unit::Per100000 => (low / 1e5, high / 1e5),
        Unit::Months => (low * DAYS_OF_MONTH, high * DAYS_OF_MONTH),
        Unit::Years => (low * DAYS_OF_YEAR, high * DAYS_OF_YEAR),
        Unit::Count | Unit::Ratio | Unit::Days => (low, high),
    }
}

/// The distance to the next number of the same roundness: by `digits` if the entry has them, else by the number itself. Zeros
/// at the end of a large number are taken for rounding, but for its first two digits.
fn step(value: f64, digits: Option<u8>, scale: Scale) -> f64 {
    if let Some(digits) = digits {
        return scale.factor() * 10_f64.powi(-i32::from(digits));
    }
    let written = format!("{}", value.abs());
    match written.split_once('.') {
        Some((_, decimals)) => 10_f64.powi(-i32::try_from(decimals.len()).unwrap_or(0)),
        None => {
            let n_zeros = written.len() - written.trim_end_matches('0').len();
            let n_round = if written.len() > 3 { n_zeros.min(written.len() - 2) } else { 0 };
            10_f64.powi(i32::try_from(n_round).unwrap_or(0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::diagnostic::Problems;
    use crate::base::source::Source;
    use crate::site::evidence::stat;

    /// Whether two entries, as keys of `data/stats.toml`, measure one thing and agree.
    fn check(a: &str, b: &str, expected: (bool, bool)) {
        let text = format!("[a]\nsource = \"s\"\n{a}\n[b]\nsource = \"s\"\n{b}\n");
        let mut stats = stat::Stats::new();
        let mut problems = Problems::new();
        stat::read(&Source::new("data/stats.toml", text.as_str()), &mut stats, &mut problems);
        assert!(problems.is_empty(), "{problems:?}");
        let (one, other) = (&stats["a"], &stats["b"]);
        assert_eq!((measure_the_same(one, other), agree(one, other)), expected, "{text}");
    }

    #[test]
    fn numbers_agree_as_far_as_they_are_rounded() {
        let deaths = |value: &str| format!("metric = \"deaths\"\n{value}");
        check(&deaths("value = 9_700_000"), &deaths("value = 9_743_832"), (true, true));
        check(&deaths("value = 9_700_000\nscale = \"million\"\ndigits = 1"), &deaths("value = 9_800_000"), (true, false));
        check(&deaths("value = 20_000_000"), &deaths("value = 17_000_000"), (true, false));
        check(&deaths("value = 38"), &deaths("value = 37.8"), (true, true));
        check(&deaths("value = 11.5\nunit = \"percent\""), &deaths("value = 11.6\nunit = \"percent\""), (true, false));
        check(&deaths("value = 86.0\nunit = \"percent\"\ndigits = 1"), &deaths("value = 86.4\nunit = \"percent\""), (true, false));
    }

    #[test]
    fn a_proportion_may_be_put_in_several_ways() {
        let risk = |value: &str| format!("metric = \"risk\"\n{value}");
        check(&risk("value = 5\nunit = \"odds\""), &risk("value = 20\nunit = \"percent\""), (true, true));
        check(&risk("value = 5\nunit = \"odds\""), &risk("value = 25\nunit = \"percent\""), (true, false));
        check(&risk("value = 0.2\nunit = \"percent\""), &risk("value = 204\nunit = \"per-100000\""), (true, true));
        check(&risk("value = 2\nunit = \"years\""), &risk("value = 24\nunit = \"months\""), (true, true));
        check(&risk("lower = 30\nupper = 50\nunit = \"percent\""), &risk("value = 42.3\nunit = \"percent\""), (true, true));
        check(&risk("value = 30\nunit = \"percent\""), &risk("value = 30"), (true, false));
    }

    #[test]
    fn what_differs_in_year_place_or_group_is_another_thing() {
        check("metric = \"x\"\nvalue = 10\nyear = 2020", "metric = \"x\"\nvalue = 12\nyear = 2022", (false, false));
        check("metric = \"x\"\nvalue = 10\nplace = \"France\"", "metric = \"x\"\nvalue = 12\nplace = \"Spain\"", (false, false));
        check("metric = \"x\"\nvalue = 10\nyear = 2020", "metric = \"x\"\nvalue = 12", (true, false));
        let share =
            |value: &str| format!("counts = \"share of new cases\"\nplace = \"worldwide\"\nyear = 2022\nunit = \"percent\"\n{value}");
        check(&share("value = 11.5"), &share("value = 11.6"), (true, false));
        check("value = 1", "value = 2", (false, false));
    }
}
