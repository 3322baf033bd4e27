//! Dots with their intervals as whiskers.

use super::canvas::{Anchor, Canvas, Drawn, measure_bold};
use super::frame::{Frame, Room};
use super::model::{Model, Point};
use super::settings::ChartKind;
use super::voice::Voice;

const ROW: f64 = 22.0;

pub(super) fn draw(model: &Model, canvas: Canvas, voice: &Voice<'_>) -> Drawn {
    let layout = canvas.layout;
    let texts: Vec<Vec<String>> = (0..model.items.len())
        .map(|item| labels(model, item, item == 0 && !layout.is_narrow && model.kind == ChartKind::Dot, voice))
        .collect();
    let longest = texts.iter().flatten().map(|text| measure_bold(text, layout.font_size)).fold(0.0, f64::max);
    // A dot or a whisker at the edge keeps its whole width.
    let room = if layout.is_narrow { Room { start: 6.0, end: 8.0 } } else { Room { start: 6.0, end: longest + 14.0 } };
    let frame = Frame::new(model, layout, room);
    let below: Vec<String> = texts.iter().map(|texts| voice.list(texts)).collect();
    let below = (model.series.len() == 1).then_some(&below[..]);
    frame.draw(canvas, model, voice, ROW * model.series.len() as f64, below, |canvas, item, top| {
        for (n, series) in model.series.iter().enumerate() {
            let y = top + ROW * (n as f64 + 0.5);
            if let Some(point) = &series.points[item] {
                if model.overall == Some(item) { diamond(canvas, &frame, n, point, y) } else { mark(canvas, &frame, n, point, y) }
            }
            if !layout.is_narrow {
                let class = if series.points[item].is_some() { "chart-value" } else { "chart-tick" };
                canvas.text(class, frame.plot.end + 14.0, y + layout.font_size * 0.36, Anchor::Start, &texts[item][n]);
            }
        }
    })
}

fn mark(canvas: &mut Canvas, frame: &Frame, series: usize, point: &Point, y: f64) {
    if let Some((low, high)) = point.interval {
        let (low, high) = (frame.scale.at(low), frame.scale.at(high));
        let class = format!("chart-whisker s{}", series + 1);
        canvas.line(&class, (low, y), (high, y));
        canvas.line(&class, (low, y - 5.0), (low, y + 5.0));
        canvas.line(&class, (high, y - 5.0), (high, y + 5.0));
    }
    canvas.sign(series, frame.scale.at(point.value), y, 5.5);
}

/// What all estimates give together, as wide as its interval.
fn diamond(canvas: &mut Canvas, frame: &Frame, series: usize, point: &Point, y: f64) {
    let (low, high) = point.interval.unwrap_or((point.value, point.value));
    let at = |value: f64| frame.scale.at(value);
    let (low, middle, high) = (at(low), at(point.value), at(high));
    // A narrow interval still has a shape.
    let (low, high) = (low.min(middle - 5.0), high.max(middle + 5.0));
    canvas.path(&format!("chart-sign s{}", series + 1), &[(low, y), (middle, y - 7.0), (high, y), (middle, y + 7.0)]);
}

/// `87% (72% to 94%)` for each series of an item.
fn labels(model: &Model, item: usize, is_first: bool, voice: &Voice<'_>) -> Vec<String> {
    let label = |(n, point): (usize, Option<Point>)| match point {
        None => voice.text("chart-gap", &[]),
        Some(point) if is_first && n == 0 => with_interval(voice.first_label(point.value, &model.unit), &point, model, voice),
        Some(point) => with_interval(voice.short(point.value, &model.unit), &point, model, voice),
    };
    model.series.iter().map(|series| series.points[item]).enumerate().map(label).collect()
}

/// A number with the ends of its interval, if it has one.
pub(super) fn with_interval(number: String, point: &Point, model: &Model, voice: &Voice<'_>) -> String {
    let Some((low, high)) = point.interval else { return number };
    let [low, high] = [low, high].map(|end| voice.short(end, &model.unit));
    voice.text("chart-interval", &[("number", &number), ("lower", &low), ("upper", &high)])
}

pub(super) fn swatch(canvas: &mut Canvas, series: usize) {
    canvas.line(&format!("chart-whisker s{}", series + 1), (2.0, 8.0), (26.0, 8.0));
    canvas.sign(series, 14.0, 8.0, 5.0);
}
