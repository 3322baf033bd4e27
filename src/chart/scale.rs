//! From values to places, and the round numbers along an axis.

use std::ops::Range;

/// How values are turned into places.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum ScaleKind {
    #[default]
    Linear,
    /// Doubling a value goes as far everywhere, so half and twice are equally far from 1.
    Log,
}

impl ScaleKind {
    pub(super) const NAMES: &'static [(&'static str, Self)] = &[("linear", Self::Linear), ("log", Self::Log)];
}

/// Round numbers that are spread evenly over a domain and include both its ends: steps of 1, 2 or 5 times a power of ten, about
/// `n` of them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ticks {
    pub values: Vec<f64>,
    /// How many decimals all have; none where each has those that it needs.
    pub decimals: Option<u8>,
}

impl Ticks {
    /// Round numbers over a domain, by the kind of the scale.
    pub(super) fn of(kind: ScaleKind, domain: Range<f64>, n: usize) -> Self {
        match kind {
            ScaleKind::Linear => Self::over(domain, n),
            ScaleKind::Log => Self::log(domain),
        }
    }

    /// 1, 2 and 5 times powers of ten, or the powers alone where there are many; both ends of the domain lie between them.
    /// The domain is above zero.
    fn log(domain: Range<f64>) -> Self {
        let (low, high) = (domain.start.max(f64::MIN_POSITIVE), domain.end.max(f64::MIN_POSITIVE));
        let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
        let factors: &[f64] = if last - first > 3 { &[1.0] } else { &[1.0, 2.0, 5.0] };
        let written = |factor: f64, power: i32| if power < 0 { factor / 10f64.powi(-power) } else { factor * 10f64.powi(power) };
        let all: Vec<f64> = (first - 1..=last + 1).flat_map(|power| factors.iter().map(move |factor| written(*factor, power))).collect();
        let from = all.iter().rposition(|tick| *tick <= low * (1.0 + 1e-9)).unwrap_or(0);
        let to = all.iter().position(|tick| *tick >= high * (1.0 - 1e-9)).unwrap_or(all.len() - 1);
        // One tick makes no scale.
        let (from, to) = if from < to { (from, to) } else { (from.saturating_sub(1), (to + 1).min(all.len() - 1)) };
        Self { values: all[from..=to].to_vec(), decimals: None }
    }

    pub(super) fn over(domain: Range<f64>, n: usize) -> Self {
        let (low, high) = widened(domain);
        let (factor, power) = step((high - low) / n.max(1) as f64);
        let unit = factor * 10f64.powi(power);
        let (first, last) = ((low / unit + 1e-9).floor() as i64, (high / unit - 1e-9).ceil() as i64);
        // Dividing by a power of ten gives exactly the float that is written 0.3; multiplying by 0.1 would not.
        let value = |n: i64| if power < 0 { n as f64 * factor / 10f64.powi(-power) } else { n as f64 * unit };
        let decimals = Some(u8::try_from(-power).unwrap_or(0));
        Self { values: (first..=last).map(value).collect(), decimals }
    }

    pub(super) fn domain(&self) -> Range<f64> {
        self.values.first().copied().unwrap_or(0.0)..self.values.last().copied().unwrap_or(1.0)
    }
}

/// A domain that holds more than one value.
fn widened(domain: Range<f64>) -> (f64, f64) {
    if domain.end > domain.start {
        return (domain.start, domain.end);
    }
    match domain.start {
        0.0 => (0.0, 1.0),
        value if value > 0.0 => (0.0, value),
        value => (value, 0.0),
    }
}

/// The least round step that is no smaller than `rough`, as a factor and a power of ten.
fn step(rough: f64) -> (f64, i32) {
    let power = rough.log10().floor().clamp(-300.0, 300.0);
    let rest = rough / 10f64.powi(power as i32);
    match rest {
        rest if rest <= 1.0 + 1e-9 => (1.0, power as i32),
        rest if rest <= 2.0 + 1e-9 => (2.0, power as i32),
        rest if rest <= 5.0 + 1e-9 => (5.0, power as i32),
        _ => (1.0, power as i32 + 1),
    }
}

/// Where the values of a domain lie in a range of places.
#[derive(Clone, Debug)]
pub(super) struct Scale {
    kind: ScaleKind,
    domain: Range<f64>,
    places: Range<f64>,
}

impl Scale {
    pub(super) fn new(domain: Range<f64>, places: Range<f64>) -> Self {
        Self::of(ScaleKind::Linear, domain, places)
    }

    pub(super) fn of(kind: ScaleKind, domain: Range<f64>, places: Range<f64>) -> Self {
        Self { kind, domain, places }
    }

    pub(super) fn at(&self, value: f64) -> f64 {
        let on_scale = |value: f64| match self.kind {
            ScaleKind::Linear => value,
            ScaleKind::Log => value.max(f64::MIN_POSITIVE).log10(),
        };
        let (start, end) = (on_scale(self.domain.start), on_scale(self.domain.end));
        let part = if end == start { 0.0 } else { (on_scale(value) - start) / (end - start) };
        self.places.start + part * (self.places.end - self.places.start)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ticks_are_the_numbers_one_would_write() {
        let ticks = |domain, n| Ticks::over(domain, n).values;
        assert_eq!(ticks(0.0..87.0, 5), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(ticks(0.0..2_480_675.0, 5), [0.0, 500_000.0, 1_000_000.0, 1_500_000.0, 2_000_000.0, 2_500_000.0]);
        assert_eq!(ticks(0.0..0.9, 3), [0.0, 0.5, 1.0]);
        assert_eq!(ticks(0.0..0.6, 3), [0.0, 0.2, 0.4, 0.6]);
        assert_eq!(ticks(-12.0..30.0, 4), [-20.0, 0.0, 20.0, 40.0]);
        assert_eq!(ticks(0.0..0.0, 4), [0.0, 0.5, 1.0]);
        assert_eq!(Ticks::over(0.0..0.07, 4).decimals, Some(2));
    }

    #[test]
    fn a_log_scale_has_round_numbers_and_equal_steps() {
        let ticks = |domain| Ticks::of(ScaleKind::Log, domain, 5).values;
        assert_eq!(ticks(0.4..3.1), [0.2, 0.5, 1.0, 2.0, 5.0]);
        assert_eq!(ticks(0.5..2.0), [0.5, 1.0, 2.0]);
        assert_eq!(ticks(0.003..900.0), [0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0]);
        assert_eq!(ticks(1.0..1.0), [0.5, 1.0, 2.0]);
        let scale = Scale::of(ScaleKind::Log, 0.5..2.0, 0.0..200.0);
        assert_eq!(scale.at(1.0).round(), 100.0);
    }

    proptest! {
        #[test]
        fn ticks_reach_over_the_domain_with_few_even_round_steps(low in -1e9..1e9f64, size in 1e-6..1e9f64, n in 2usize..9) {
            let domain = low..low + size;
            let Ticks { values, .. } = Ticks::over(domain.clone(), n);
            let unit = values[1] - values[0];
            prop_assert!(values.len() >= 2 && values.len() <= n + 3, "{values:?}");
            prop_assert!(values[0] <= domain.start + unit * 1e-6 && values[values.len() - 1] >= domain.end - unit * 1e-6);
            for pair in values.windows(2) {
                prop_assert!((pair[1] - pair[0] - unit).abs() <= unit * 1e-6 + pair[1].abs() * 1e-12);
            }
            let mantissa = unit / 10f64.powf(unit.log10().floor());
            let is_round = [1.0, 2.0, 5.0, 10.0].iter().any(|round| (mantissa - round).abs() < 0.05 + low.abs() / unit * 1e-12);
            prop_assert!(is_round, "{unit}");
            if domain.start <= 0.0 && domain.end >= 0.0 {
                prop_assert!(values.contains(&0.0));
            }
        }

        #[test]
        fn a_scale_keeps_the_order(a in -1e6..1e6f64, b in -1e6..1e6f64) {
            let scale = Scale::new(-1e6..1e6, 0.0..400.0);
            prop_assert_eq!(a < b, scale.at(a) < scale.at(b) || (a < b && b - a < 1e-6));
        }
    }
}
