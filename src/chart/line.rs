//! Lines over steps such as years; a missing value is a gap.

use super::canvas::{Anchor, Canvas, Drawn, Layout, measure, measure_bold};
use super::model::Model;
use super::scale::{Scale, Ticks};
use super::voice::Voice;

const TOP: f64 = 14.0;

pub(super) fn draw(model: &Model, mut canvas: Canvas, voice: &Voice<'_>) -> Drawn {
    let layout = canvas.layout;
    let size = layout.font_size;
    let bottom = TOP + if layout.is_narrow { 190.0 } else { 270.0 };
    let ticks = Ticks::over(domain(model), 4);
    let tick = |value: f64| voice.tick(value, ticks.decimals, model.magnitude(), &model.unit);
    let start = ticks.values.iter().map(|value| measure(&tick(*value), size)).fold(0.0, f64::max) + 10.0;
    let ends = ends(model, layout, voice);
    let last_step = model.items.last().map_or(0.0, |step| measure(step, size) / 2.0);
    let end = layout.width - ends.iter().map(|text| measure_bold(text, size) + 10.0).fold(last_step.max(10.0), f64::max);
    let x = steps(model, start + 6.0, end);
    let y = Scale::new(ticks.domain(), bottom..TOP);
    for value in &ticks.values {
        let class = if *value == 0.0 { "chart-zero" } else { "chart-grid" };
        canvas.line(class, (start, y.at(*value)), (layout.width, y.at(*value)));
        canvas.text("chart-tick", start - 8.0, y.at(*value) + size * 0.36, Anchor::End, &tick(*value));
    }
    for (n, series) in model.series.iter().enumerate() {
        let points: Vec<Option<(f64, f64)>> =
            series.points.iter().zip(&x).map(|(point, x)| point.map(|point| (*x, y.at(point.value)))).collect();
        for run in points.split(Option::is_none).filter(|run| run.len() > 1) {
            canvas.path(&format!("chart-line l{0} s{0}", n + 1), &run.iter().copied().flatten().collect::<Vec<_>>());
        }
        for (x, y) in points.iter().flatten().filter(|_| points.len() <= 40) {
            canvas.sign(n, *x, *y, if layout.is_narrow { 3.5 } else { 4.5 });
        }
    }
    label_ends(&mut canvas, model, &ends, &x, &y);
    label_steps(&mut canvas, model, &x, bottom + size + 8.0);
    (canvas, bottom + size + 14.0)
}

/// Zero belongs to the scale unless all values lie far above it.
fn domain(model: &Model) -> std::ops::Range<f64> {
    let (low, high) = model.extent();
    if low > 0.0 && low > high / 2.0 && low < high { low..high } else { low.min(0.0)..high.max(0.0) }
}

/// The words at the end of each line: its name where the picture is wide, its last number if it is alone.
fn ends(model: &Model, layout: Layout, voice: &Voice<'_>) -> Vec<String> {
    let last = |n: usize| {
        model.series[n].points.iter().rev().flatten().next().map_or(String::new(), |point| voice.short(point.value, &model.unit))
    };
    match (model.series.len(), layout.is_narrow) {
        (1, _) => vec![last(0)],
        (_, true) => Vec::new(),
        (n, false) => (0..n).map(|n| model.series[n].name.clone()).collect(),
    }
}

/// Steps that are all numbers lie as far apart as the numbers do.
fn steps(model: &Model, start: f64, end: f64) -> Vec<f64> {
    let n = model.items.len();
    match model.steps.as_ref().filter(|numbers| numbers.windows(2).all(|pair| pair[0] < pair[1])) {
        Some(numbers) if n > 1 => {
            let scale = Scale::new(numbers[0]..numbers[n - 1], start..end);
            numbers.iter().map(|number| scale.at(*number)).collect()
        }
        _ if n > 1 => (0..n).map(|step| start + (end - start) * step as f64 / (n - 1) as f64).collect(),
        _ => vec![(start + end) / 2.0],
    }
}

/// Words behind the last points, moved apart where they would cover each other.
fn label_ends(canvas: &mut Canvas, model: &Model, ends: &[String], x: &[f64], y: &Scale) {
    let size = canvas.layout.font_size;
    let mut labels: Vec<(f64, f64, &String)> = Vec::new();
    for (series, text) in model.series.iter().zip(ends) {
        if let Some((x, point)) = series.points.iter().zip(x).rev().find_map(|(point, x)| Some((*x, (*point)?))) {
            labels.push((y.at(point.value), x, text));
        }
    }
    labels.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut lowest = f64::NEG_INFINITY;
    for (y, x, text) in labels {
        let y = y.max(lowest);
        canvas.text("chart-value", x + 9.0, y + size * 0.36, Anchor::Start, text);
        lowest = y + size * 1.2;
    }
}

/// The names of the steps, the first and the last always, others where they fit between.
fn label_steps(canvas: &mut Canvas, model: &Model, x: &[f64], y: f64) {
    let size = canvas.layout.font_size;
    let half = |step: usize| measure(&model.items[step], size) / 2.0 + 4.0;
    let last = x.len() - 1;
    let mut free_from = f64::NEG_INFINITY;
    for step in 0..x.len() {
        let fits = x[step] - half(step) >= free_from && (step == last || x[step] + half(step) <= x[last] - half(last));
        if step == 0 || step == last || fits {
            canvas.text("chart-tick", x[step], y, Anchor::Middle, &model.items[step]);
            free_from = x[step] + half(step);
        }
    }
}

pub(super) fn swatch(canvas: &mut Canvas, series: usize) {
    canvas.path(&format!("chart-line l{0} s{0}", series + 1), &[(0.0, 8.0), (28.0, 8.0)]);
    canvas.sign(series, 14.0, 8.0, 4.0);
}
