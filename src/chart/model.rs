//! What a chart shows: items, series, and a point or a gap for each pair of them.

use super::axis::Axis;
use super::number::Share;
use super::reference::Reference;
use super::scale::ScaleKind;
use super::settings::ChartKind;
use super::unit::{Magnitude, Unit};
use super::voice::Voice;

#[derive(Clone, Debug)]
pub(super) struct Model {
    pub kind: ChartKind,
    pub title: String,
    pub unit: Unit,
    /// What an item is: the head of the table's first column.
    pub item_name: String,
    pub items: Vec<String>,
    /// Where the items lie.
    pub axis: Axis,
    pub series: Vec<Series>,
    pub has_intervals: bool,
    /// Whether the data say how many people are still followed.
    pub has_at_risk: bool,
    pub scale: ScaleKind,
    pub reference: Option<Reference>,
    /// The whole that all proportions are counted in, where the data have several.
    pub per: Option<u32>,
    /// The item that sums the others up.
    pub overall: Option<usize>,
}

#[derive(Clone, Debug)]
pub(super) struct Series {
    pub name: String,
    /// One for each item; none is a gap.
    pub points: Vec<Option<Point>>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    /// Per cent for a proportion.
    pub value: f64,
    /// From the lower to the upper end.
    pub interval: Option<(f64, f64)>,
    pub share: Option<Share>,
    /// How many people a survival curve still follows.
    pub at_risk: Option<f64>,
}

impl Model {
    /// The lowest and the highest number that must fit on the scale.
    pub(super) fn extent(&self) -> (f64, f64) {
        let ends =
            |point: &Point| point.interval.map_or([point.value, point.value], |(low, high)| [low.min(point.value), high.max(point.value)]);
        let points = self.series.iter().flat_map(|series| series.points.iter().flatten());
        let values: Vec<f64> = if self.kind == ChartKind::StackedBar {
            (0..self.items.len()).map(|item| self.total(item)).chain([0.0]).collect()
        } else {
            points.flat_map(ends).collect()
        };
        let values: Vec<f64> = values.into_iter().chain(self.reference.iter().map(|reference| reference.value)).collect();
        (values.iter().copied().fold(f64::INFINITY, f64::min), values.iter().copied().fold(f64::NEG_INFINITY, f64::max))
    }

    pub(super) fn magnitude(&self) -> Magnitude {
        let (low, high) = self.extent();
        Magnitude::of(low.abs().max(high.abs()))
    }

    /// The sum of an item's points.
    pub(super) fn total(&self, item: usize) -> f64 {
        self.series.iter().filter_map(|series| series.points[item]).map(|point| point.value).sum()
    }

    /// All numbers that the chart writes.
    pub(super) fn values(&self) -> impl Iterator<Item = f64> {
        let points = self.series.iter().flat_map(|series| series.points.iter().flatten());
        let values = points.flat_map(|point| [Some(point.value), point.interval.map(|ends| ends.0), point.interval.map(|ends| ends.1)]);
        let is_stacked = self.kind == ChartKind::StackedBar;
        let totals = (0..self.items.len()).filter(move |_| is_stacked).map(|item| self.total(item));
        values.flatten().chain(totals)
    }

    /// The name of the line that values are compared with: `1: no difference`.
    pub(super) fn reference_name(&self, voice: &Voice<'_>) -> Option<String> {
        let reference = self.reference.as_ref()?;
        let value = voice.tick(reference.value, None, Magnitude::of(reference.value), &self.unit);
        Some(match &reference.label {
            Some(label) => voice.text("chart-reference", &[("value", &value), ("label", label)]),
            None => value,
        })
    }

    /// What the numbers count.
    pub(super) fn counted(&self, voice: &Voice<'_>) -> String {
        if self.kind.is_of_shares() { self.counted_in(voice).unwrap_or_default() } else { voice.counted(&self.unit) }
    }

    pub(super) fn head(&self, voice: &Voice<'_>) -> Vec<String> {
        let mut head = vec![self.item_name.clone()];
        let unit = if self.kind.is_of_shares() { String::new() } else { self.counted(voice) };
        let with_unit =
            |name: &str| if unit.is_empty() { name.to_owned() } else { voice.text("chart-column", &[("name", name), ("unit", &unit)]) };
        for series in &self.series {
            head.push(with_unit(&series.name));
            if self.has_intervals {
                head.push(voice.text("chart-lower", &[("name", &series.name)]));
                head.push(voice.text("chart-upper", &[("name", &series.name)]));
            }
            if self.has_at_risk {
                head.push(voice.text("chart-at-risk-of", &[("name", &series.name)]));
            }
        }
        head
    }

    /// The numbers with every digit; a gap is written in words.
    pub(super) fn rows(&self, voice: &Voice<'_>) -> Vec<Vec<String>> {
        let gap = voice.text("chart-gap", &[]);
        let row = |item: usize| {
            let mut row = vec![self.items[item].clone()];
            for series in &self.series {
                let point = series.points[item];
                row.push(point.map_or_else(|| gap.clone(), |point| self.written(&point, voice)));
                if self.has_intervals {
                    let ends =
                        point.and_then(|point| point.interval).map(|(low, high)| [low, high].map(|end| voice.exact(end, &self.unit)));
                    row.extend(ends.unwrap_or([gap.clone(), gap.clone()]));
                }
                if self.has_at_risk {
                    let number = point.and_then(|point| point.at_risk).map(|number| voice.count(number));
                    row.push(number.unwrap_or_else(|| gap.clone()));
                }
            }
            row
        };
        (0..self.items.len()).map(row).collect()
    }

    /// A number with every digit; a proportion as it is written in the data, after what it is in the whole of all.
    pub(super) fn written(&self, point: &Point, voice: &Voice<'_>) -> String {
        let in_data = point.share.map_or_else(|| voice.exact(point.value, &self.unit), |share| shared(share, voice));
        let common = self.per.map(|per| Share::of(point.value, per)).filter(|common| point.share != Some(*common));
        match common.filter(|_| self.kind.is_of_shares()) {
            Some(common) => voice.text("chart-share-as", &[("share", &shared(common, voice)), ("written", &in_data)]),
            None => in_data,
        }
    }

    /// A proportion beside its shapes: in the whole of all, or as it is written.
    pub(super) fn share_label(&self, point: &Point, voice: &Voice<'_>) -> String {
        match (self.per, point.share) {
            (Some(per), _) => shared(Share::of(point.value, per), voice),
            (None, Some(share)) => shared(share, voice),
            (None, None) => voice.exact(point.value, &self.unit),
        }
    }

    /// How many of how many shapes show a proportion: the nearest whole number of people.
    pub(super) fn shapes(&self, point: &Point) -> Share {
        let whole = self.per.unwrap_or(100);
        point.share.filter(|_| self.per.is_none()).unwrap_or_else(|| Share::of(point.value, whole))
    }

    /// Says that proportions were counted anew, in one whole.
    pub(super) fn counted_in(&self, voice: &Voice<'_>) -> Option<String> {
        let whole = voice.count(f64::from(self.per?));
        Some(voice.text(if self.is_rounded() { "chart-per-rounded" } else { "chart-per" }, &[("whole", &whole)]))
    }

    /// Whether some proportion is not exactly so many of the common whole.
    pub(super) fn is_rounded(&self) -> bool {
        let is_exact = |per: u32, point: &Point| (point.value / 100.0 * f64::from(per)).fract().abs() < 1e-9;
        let mut points = self.series.iter().flat_map(|series| series.points.iter().flatten());
        self.per.is_some_and(|per| points.any(|point| !is_exact(per, point)))
    }
}

/// `1 in 12`, or `39 in 100`.
pub(super) fn shared(share: Share, voice: &Voice<'_>) -> String {
    let [part, whole] = [share.part, share.whole].map(|n| voice.locale.number(f64::from(n), crate::base::locale::Digits::NEEDED));
    voice.text("chart-share", &[("part", &part), ("whole", &whole)])
}
