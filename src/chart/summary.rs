//! The sentence that states what a chart shows, in numbers.

use super::dots::with_interval;
use super::model::{Model, Point, Series};
use super::settings::ChartKind;
use super::unit::Magnitude;
use super::voice::Voice;

/// Up to this many numbers, all are stated; of more, only the highest and the lowest, and in time the first and the last.
const ALL: usize = 6;

/// The kind of chart, its title, and its main numbers.
pub(super) fn sentence(model: &Model, voice: &Voice<'_>) -> String {
    let kind = voice.text(&format!("chart-kind-{}", model.kind.name()), &[]);
    let mut parts: Vec<String> = model.series.iter().filter_map(|series| of_series(model, series, voice)).collect();
    parts.extend(model.is_rounded().then(|| voice.text("chart-rounded", &[])));
    parts.extend(changes(model, voice));
    parts.extend(compared(model, voice));
    parts.extend(gaps(model, voice));
    let numbers = parts.join(" ");
    voice.text("chart-summary", &[("kind", &kind), ("title", model.title.trim_end_matches('.')), ("numbers", &numbers)])
}

/// The line that values are compared with, and, of estimates with intervals, how many of them cannot be told from it.
fn compared(model: &Model, voice: &Voice<'_>) -> Option<String> {
    let (name, reference) = (model.reference_name(voice)?, model.reference.as_ref()?.value);
    let line = voice.text("chart-line-at", &[("name", &name)]);
    let intervals: Vec<(f64, f64)> =
        model.series.iter().flat_map(|series| series.points.iter().flatten()).filter_map(|point| point.interval).collect();
    if model.kind != ChartKind::Forest || intervals.is_empty() {
        return Some(line);
    }
    let n_across = intervals.iter().filter(|(low, high)| *low <= reference && reference <= *high).count();
    let [part, whole] = [n_across, intervals.len()].map(|n| voice.name(&n.to_string()));
    Some(format!("{line} {}", voice.text("chart-across", &[("part", &part), ("whole", &whole)])))
}

/// What has no value, as a sentence.
pub(super) fn gaps(model: &Model, voice: &Voice<'_>) -> Option<String> {
    let is_alone = model.series.len() == 1;
    let names: Vec<String> = model
        .series
        .iter()
        .flat_map(|series| series.points.iter().zip(&model.items).filter(|(point, _)| point.is_none()).map(move |(_, item)| (series, item)))
        .map(|(series, item)| if is_alone { item.clone() } else { voice.text("chart-pair", &[("item", item), ("series", &series.name)]) })
        .collect();
    (!names.is_empty()).then(|| voice.text("chart-gaps", &[("names", &voice.list(&names))]))
}

type Item<'m> = (&'m String, &'m Point);

fn of_series(model: &Model, series: &Series, voice: &Voice<'_>) -> Option<String> {
    let points: Vec<Item<'_>> = model.items.iter().zip(&series.points).filter_map(|(item, point)| Some((item, point.as_ref()?))).collect();
    let (first, last) = (points.first()?, points.last()?);
    let value = |point: &Point| stated(model, point, voice);
    let numbers = if model.kind.is_along_axis() && points.len() > 1 {
        let [from, to] = [first, last].map(|(_, point)| value(point));
        let ends = voice.text("chart-from-to", &[("first", first.0), ("from", &from), ("last", last.0), ("to", &to)]);
        [Some(ends), extremes(model, &points, voice), turn(model, &points, voice), half(model, &points, voice)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    } else if points.len() <= ALL {
        let items: Vec<String> =
            points.iter().map(|(item, point)| voice.text("chart-item", &[("item", item), ("value", &value(point))])).collect();
        let all = voice.text("chart-all", &[("items", &voice.list(&items))]);
        let ends = || {
            let (highest, lowest) = ends(&points, voice)?;
            Some(voice.text("chart-highest-lowest", &[("highest", &highest), ("lowest", &lowest)]))
        };
        [Some(all), ends()].into_iter().flatten().collect::<Vec<_>>().join(" ")
    } else {
        let count = voice.text("chart-count", &[("count", &voice.name(&points.len().to_string()))]);
        [Some(count), extremes(model, &points, voice)].into_iter().flatten().collect::<Vec<_>>().join(" ")
    };
    Some(if model.series.len() > 1 { voice.text("chart-of-series", &[("series", &series.name), ("numbers", &numbers)]) } else { numbers })
}

/// The highest and the lowest with their values, if there is more to say than the first and the last.
fn extremes(model: &Model, points: &[Item<'_>], voice: &Voice<'_>) -> Option<String> {
    let (highest, lowest) = ends(points, voice)?;
    let [high, low] = [highest_of(points)?, lowest_of(points)?].map(|point| stated(model, point, voice));
    Some(voice.text("chart-extremes", &[("highest", &highest), ("high", &high), ("lowest", &lowest), ("low", &low)]))
}

/// The names of the highest and of the lowest; several have the same value. None where all are alike or only two are there.
fn ends(points: &[Item<'_>], voice: &Voice<'_>) -> Option<(String, String)> {
    let [high, low] = [highest_of(points)?.value, lowest_of(points)?.value];
    let named = |value: f64| {
        let names: Vec<String> = points.iter().filter(|(_, point)| point.value == value).map(|(name, _)| (*name).clone()).collect();
        if names.len() > ALL { names[0].clone() } else { voice.list(&names) }
    };
    (points.len() > 2 && high > low).then(|| (named(high), named(low)))
}

fn highest_of<'m>(points: &[Item<'m>]) -> Option<&'m Point> {
    points.iter().map(|(_, point)| *point).max_by(|a, b| a.value.total_cmp(&b.value))
}

fn lowest_of<'m>(points: &[Item<'m>]) -> Option<&'m Point> {
    points.iter().map(|(_, point)| *point).min_by(|a, b| a.value.total_cmp(&b.value))
}

/// Where a line turns the most: the point inside it that lies farthest above, or farthest below, the points on both its sides.
/// A turn of less than a tenth of the whole range is noise.
fn turn(model: &Model, points: &[Item<'_>], voice: &Voice<'_>) -> Option<String> {
    let values: Vec<f64> = points.iter().map(|(_, point)| point.value).collect();
    let range = highest_of(points)?.value - lowest_of(points)?.value;
    let (at, height) = prominent(&values)?;
    if height.abs() < range / 10.0 {
        return None;
    }
    let (item, point) = points[at];
    let key = if height > 0.0 { "chart-peak" } else { "chart-trough" };
    Some(voice.text(key, &[("item", item), ("value", &stated(model, point, voice))]))
}

/// When a curve of survival has fallen to half.
fn half(model: &Model, points: &[Item<'_>], voice: &Voice<'_>) -> Option<String> {
    let is_falling = points.first()?.1.value > points.last()?.1.value;
    if model.kind != ChartKind::Survival || !model.unit.is_percent || !is_falling {
        return None;
    }
    let (item, _) = points.iter().find(|(_, point)| point.value <= 50.0)?;
    Some(voice.text("chart-half", &[("item", item), ("half", &voice.tick(50.0, None, Magnitude::of(0.0), &model.unit))]))
}

/// The series that rose and fell the most between two times.
fn changes(model: &Model, voice: &Voice<'_>) -> Option<String> {
    let change = |series: &Series| Some(series.points.last().copied()??.value - series.points.first().copied()??.value);
    let of = |series: &Series| Some((change(series)?, series.name.clone()));
    let changes: Vec<(f64, String)> = model.series.iter().filter_map(of).collect();
    if model.kind != ChartKind::Slope || changes.len() < 2 {
        return None;
    }
    let told = |key: &str, (_, name): &(f64, String)| voice.text(key, &[("name", name)]);
    let rise = changes.iter().filter(|(change, _)| *change > 0.0).max_by(|a, b| a.0.total_cmp(&b.0));
    let fall = changes.iter().filter(|(change, _)| *change < 0.0).min_by(|a, b| a.0.total_cmp(&b.0));
    let parts: Vec<String> =
        [rise.map(|rise| told("chart-rise", rise)), fall.map(|fall| told("chart-fall", fall))].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// The place of the greatest turn, and its height: negative for one that points down.
fn prominent(values: &[f64]) -> Option<(usize, f64)> {
    let running = |fold: fn(f64, f64) -> f64, values: &mut dyn Iterator<Item = f64>| {
        let first = values.next().unwrap_or_default();
        std::iter::once(first)
            .chain(values.scan(first, move |so_far, value| {
                *so_far = fold(*so_far, value);
                Some(*so_far)
            }))
            .collect::<Vec<f64>>()
    };
    let before = [f64::min, f64::max].map(|fold| running(fold, &mut values.iter().copied()));
    let mut after = [f64::min, f64::max].map(|fold| running(fold, &mut values.iter().rev().copied()));
    after.iter_mut().for_each(|values| values.reverse());
    let height = |at: usize| {
        let peak = values[at] - before[0][at].max(after[0][at]);
        let trough = before[1][at].min(after[1][at]) - values[at];
        if peak >= trough { peak } else { -trough }
    };
    let turns = (1..values.len().saturating_sub(1)).map(|at| (at, height(at))).filter(|(_, height)| *height != 0.0);
    // Of equal turns the first counts.
    turns.rev().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))
}

fn stated(model: &Model, point: &Point, voice: &Voice<'_>) -> String {
    if model.kind.is_of_shares() {
        return model.share_label(point, voice);
    }
    with_interval(voice.spoken(point.value, &model.unit), point, model, voice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_turn_is_found() {
        assert_eq!(prominent(&[1.0, 2.0, 3.0]), None);
        assert_eq!(prominent(&[1.0, 9.0, 3.0]), Some((1, 6.0)));
        assert_eq!(prominent(&[9.0, 5.0, 1.0, 2.0, 8.0]), Some((2, -7.0)));
        assert_eq!(prominent(&[1.0, 4.0, 3.0, 9.0, 2.0]), Some((3, 7.0)));
        assert_eq!(prominent(&[3.0]), None);
    }
}
