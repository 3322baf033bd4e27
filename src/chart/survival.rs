//! Survival curves: steps that fall where something happens, with bands of confidence and the people who are still followed.

use super::canvas::{Anchor, Canvas, Drawn, Layout, measure, measure_bold};
use super::labels;
use super::line::{TOP, label_ends, label_steps, names_at_ends, steps};
use super::model::{Model, Series};
use super::scale::{Scale, Ticks};
use super::voice::Voice;

pub(super) fn draw(model: &Model, mut canvas: Canvas, voice: &Voice<'_>) -> Drawn {
    let layout = canvas.layout;
    let size = layout.font_size;
    let bottom = TOP + if layout.is_narrow { 190.0 } else { 270.0 };
    let (_, high) = model.extent();
    // A share is seen against the whole.
    let ticks = Ticks::over(0.0..if model.unit.is_percent { high.max(100.0) } else { high }, 4);
    let tick = |value: f64| voice.tick(value, ticks.decimals, model.magnitude(), &model.unit);
    let start = ticks.values.iter().map(|value| measure(&tick(*value), size)).fold(0.0, f64::max) + 10.0;
    let ends = ends(model, voice, layout);
    let end = layout.width - ends.iter().map(|text| measure_bold(text, size) + 10.0).fold(10.0, f64::max);
    let (scale, x) = steps(model, start + 6.0, end);
    let y = Scale::new(ticks.domain(), bottom..TOP);
    for value in &ticks.values {
        let class = if *value == 0.0 { "chart-zero" } else { "chart-grid" };
        canvas.line(class, (start, y.at(*value)), (layout.width, y.at(*value)));
        canvas.text("chart-tick", start - 8.0, y.at(*value) + size * 0.36, Anchor::End, &tick(*value));
    }
    for (n, series) in model.series.iter().enumerate() {
        band(&mut canvas, n, series, &x, &y);
    }
    for (n, series) in model.series.iter().enumerate() {
        let points = series.points.iter().zip(&x).filter_map(|(point, x)| Some((*x, y.at((*point)?.value))));
        canvas.path(&format!("chart-line l{0} s{0}", n + 1), &stepped(points.collect()));
    }
    label_ends(&mut canvas, model, &ends, &x, &y, bottom);
    label_steps(&mut canvas, model, scale.as_ref(), &x, bottom, voice);
    let named = bottom + size + 8.0 + layout.line_height();
    canvas.text("chart-tick", (start + end) / 2.0, named, Anchor::Middle, &model.item_name);
    let height = at_risk(&mut canvas, model, &x, named + 8.0, voice);
    (canvas, height)
}

/// The words at the end of each curve: its name where the picture is wide, its last number if it is alone.
fn ends(model: &Model, voice: &Voice<'_>, layout: Layout) -> Vec<String> {
    let last =
        |series: &Series| series.points.iter().rev().flatten().next().map_or(String::new(), |point| voice.short(point.value, &model.unit));
    match model.series.as_slice() {
        [series] => vec![last(series)],
        _ if layout.is_narrow => Vec::new(),
        _ => names_at_ends(model, layout),
    }
}

/// A value lasts until the next one.
fn stepped(points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    let mut path: Vec<(f64, f64)> = Vec::with_capacity(points.len() * 2);
    for (x, y) in points {
        if let Some((_, before)) = path.last().copied() {
            path.push((x, before));
        }
        path.push((x, y));
    }
    path
}

/// The area between the ends of the intervals.
fn band(canvas: &mut Canvas, n: usize, series: &Series, x: &[f64], y: &Scale) {
    let ends: Vec<(f64, (f64, f64))> = series.points.iter().zip(x).filter_map(|(point, x)| Some((*x, (*point)?.interval?))).collect();
    if ends.len() < 2 {
        return;
    }
    let mut outline = stepped(ends.iter().map(|(x, (_, high))| (*x, y.at(*high))).collect());
    outline.extend(stepped(ends.iter().map(|(x, (low, _))| (*x, y.at(*low))).collect()).into_iter().rev());
    canvas.path(&format!("chart-band s{}", n + 1), &outline);
}

/// How many people are still followed, below the times that say so; gives the height of the picture.
fn at_risk(canvas: &mut Canvas, model: &Model, x: &[f64], top: f64, voice: &Voice<'_>) -> f64 {
    if !model.has_at_risk {
        return top;
    }
    let layout = canvas.layout;
    let (size, step) = (layout.font_size, layout.line_height());
    let room = 0.0..layout.width;
    let mut y = top + step;
    canvas.text("chart-value", 0.0, y, Anchor::Start, &voice.text("chart-at-risk", &[]));
    for series in &model.series {
        if model.series.len() > 1 {
            y += step;
            canvas.text("chart-name", 0.0, y, Anchor::Start, &series.name);
        }
        y += step;
        let numbers = series.points.iter().zip(x).filter_map(|(point, x)| Some((*x, voice.count((*point)?.at_risk?))));
        for label in labels::ends_first(labels::row(numbers, &room, size)) {
            canvas.text("chart-tick", label.at, y, Anchor::Middle, &label.text);
        }
    }
    y + 8.0
}

pub(super) fn swatch(canvas: &mut Canvas, series: usize) {
    canvas.path(&format!("chart-line l{0} s{0}", series + 1), &[(0.0, 4.0), (14.0, 4.0), (14.0, 12.0), (28.0, 12.0)]);
}
