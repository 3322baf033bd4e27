//! The sentence that states what a chart shows, in numbers.

use super::dots::with_interval;
use super::model::{Model, Point, Series};
use super::settings::ChartKind;
use super::voice::Voice;

/// Up to this many numbers, all are stated; of more, only the highest and the lowest.
const ALL: usize = 6;

/// The kind of chart, its title, and its main numbers.
pub(super) fn sentence(model: &Model, voice: &Voice<'_>) -> String {
    let kind = voice.text(&format!("chart-kind-{}", model.kind.name()), &[]);
    let mut parts: Vec<String> = model.series.iter().filter_map(|series| of_series(model, series, voice)).collect();
    parts.extend(gaps(model, voice));
    let numbers = parts.join(" ");
    voice.text("chart-summary", &[("kind", &kind), ("title", model.title.trim_end_matches('.')), ("numbers", &numbers)])
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

fn of_series(model: &Model, series: &Series, voice: &Voice<'_>) -> Option<String> {
    let points: Vec<(&String, &Point)> =
        model.items.iter().zip(&series.points).filter_map(|(item, point)| Some((item, point.as_ref()?))).collect();
    let (first, last) = (points.first()?, points.last()?);
    let value = |point: &Point| stated(model, point, voice);
    let numbers = if model.kind == ChartKind::Line && points.len() > 1 {
        let [from, to] = [first, last].map(|(_, point)| value(point));
        voice.text("chart-from-to", &[("first", first.0), ("from", &from), ("last", last.0), ("to", &to)])
    } else if points.len() <= ALL {
        let items: Vec<String> =
            points.iter().map(|(item, point)| voice.text("chart-item", &[("item", item), ("value", &value(point))])).collect();
        voice.text("chart-all", &[("items", &voice.list(&items))])
    } else {
        let highest = points.iter().fold(first, |best, next| if next.1.value > best.1.value { next } else { best });
        let lowest = points.iter().fold(first, |best, next| if next.1.value < best.1.value { next } else { best });
        let [high, low] = [highest, lowest].map(|(_, point)| value(point));
        let n_items = voice.name(&points.len().to_string());
        voice.text("chart-range", &[("count", &n_items), ("highest", highest.0), ("high", &high), ("lowest", lowest.0), ("low", &low)])
    };
    Some(if model.series.len() > 1 { voice.text("chart-of-series", &[("series", &series.name), ("numbers", &numbers)]) } else { numbers })
}

fn stated(model: &Model, point: &Point, voice: &Voice<'_>) -> String {
    if model.kind == ChartKind::Proportion {
        return model.written(point, voice);
    }
    with_interval(voice.spoken(point.value, &model.unit), point, model, voice)
}
