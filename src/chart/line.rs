//! Lines over steps such as years; a missing value is a gap.

use super::axis::Axis;
use super::canvas::{Anchor, Canvas, Drawn, Layout, measure, measure_bold};
use super::labels;
use super::model::{Model, Series};
use super::scale::{Scale, ScaleKind, Ticks};
use super::time;
use super::unit::{Magnitude, Unit};
use super::voice::Voice;

pub(super) const TOP: f64 = 14.0;

pub(super) fn draw(model: &Model, mut canvas: Canvas, voice: &Voice<'_>) -> Drawn {
    let layout = canvas.layout;
    let size = layout.font_size;
    let bottom = TOP + if layout.is_narrow { 190.0 } else { 270.0 };
    let ticks = Ticks::of(model.scale, domain(model), 4);
    let tick = |value: f64| voice.tick(value, ticks.decimals, model.magnitude(), &model.unit);
    let start = ticks.values.iter().map(|value| measure(&tick(*value), size)).fold(0.0, f64::max) + 10.0;
    let ends = ends(model, layout, voice);
    let last_step = model.items.last().map_or(0.0, |step| measure(step, size) / 2.0);
    let end = layout.width - ends.iter().map(|text| measure_bold(text, size) + 10.0).fold(last_step.max(10.0), f64::max);
    let (scale, x) = steps(model, start + 6.0, end);
    let y = Scale::of(model.scale, ticks.domain(), bottom..TOP);
    for value in &ticks.values {
        let class = if *value == 0.0 { "chart-zero" } else { "chart-grid" };
        canvas.line(class, (start, y.at(*value)), (layout.width, y.at(*value)));
        canvas.text("chart-tick", start - 8.0, y.at(*value) + size * 0.36, Anchor::End, &tick(*value));
    }
    if let (Some(reference), Some(name)) = (&model.reference, model.reference_name(voice)) {
        let height = y.at(reference.value);
        canvas.line("chart-reference", (start, height), (layout.width, height));
        // Below the line where there is no room above it.
        let height = if height < TOP + size { height + size + 2.0 } else { height - 5.0 };
        canvas.text("chart-tick", start + 2.0, height, Anchor::Start, &name);
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
    label_ends(&mut canvas, model, &ends, &x, &y, bottom);
    label_steps(&mut canvas, model, scale.as_ref(), &x, bottom, voice);
    (canvas, bottom + size + 14.0)
}

/// Zero belongs to the scale unless all values lie far above it.
pub(super) fn domain(model: &Model) -> std::ops::Range<f64> {
    let (low, high) = model.extent();
    if model.scale == ScaleKind::Log || (low > 0.0 && low > high / 2.0 && low < high) { low..high } else { low.min(0.0)..high.max(0.0) }
}

/// The words at the end of each line: its name where the picture is wide, its last number if it is alone.
fn ends(model: &Model, layout: Layout, voice: &Voice<'_>) -> Vec<String> {
    let last = |n: usize| {
        let point = model.series[n].points.iter().rev().flatten().next();
        point.map_or(String::new(), |point| {
            if layout.is_narrow { voice.short(point.value, &model.unit) } else { voice.first_label(point.value, &model.unit) }
        })
    };
    match (model.series.len(), layout.is_narrow) {
        (1, _) => vec![last(0)],
        (_, true) => Vec::new(),
        _ => names_at_ends(model, layout),
    }
}

/// The names of all series, short enough to leave most of the width to the lines. The legend has them whole.
pub(super) fn names_at_ends(model: &Model, layout: Layout) -> Vec<String> {
    const SHARE: f64 = 0.3;
    // The names are bold, and shortened as if they were not.
    let width = layout.width * SHARE / 1.15;
    model.series.iter().map(|series| labels::shortened(series.name.clone(), width, layout.font_size)).collect()
}

/// Where the steps lie: as far apart as their numbers or dates, where they have any.
pub(super) fn steps(model: &Model, start: f64, end: f64) -> (Option<Scale>, Vec<f64>) {
    let n = model.items.len();
    match model.axis.places().filter(|places| places.windows(2).all(|pair| pair[0] < pair[1])) {
        Some(places) if n > 1 => {
            let scale = Scale::new(places[0]..places[n - 1], start..end);
            let x = places.iter().map(|place| scale.at(*place)).collect();
            (Some(scale), x)
        }
        _ if n > 1 => (None, (0..n).map(|step| start + (end - start) * step as f64 / (n - 1) as f64).collect()),
        _ => (None, vec![(start + end) / 2.0]),
    }
}

/// Words behind the last points, moved apart where they would cover each other.
pub(super) fn label_ends(canvas: &mut Canvas, model: &Model, ends: &[String], x: &[f64], y: &Scale, bottom: f64) {
    let size = canvas.layout.font_size;
    let last = |series: &Series| series.points.iter().zip(x).rev().find_map(|(point, x)| Some((*x, y.at((*point)?.value))));
    let labels: Vec<((f64, f64), &String)> =
        model.series.iter().zip(ends).filter_map(|(series, text)| Some((last(series)?, text))).collect();
    let heights: Vec<f64> = labels.iter().map(|((_, y), _)| *y).collect();
    let heights = labels::spread(&heights, size * 1.2, TOP..bottom);
    for (((x, _), text), y) in labels.into_iter().zip(heights) {
        canvas.text("chart-value", x + 9.0, y + size * 0.36, Anchor::Start, text);
    }
}

/// The steps by their names where all have room; else the calendar's boundaries, or as many names as have room.
pub(super) fn label_steps(canvas: &mut Canvas, model: &Model, scale: Option<&Scale>, x: &[f64], bottom: f64, voice: &Voice<'_>) {
    let size = canvas.layout.font_size;
    let room = 0.0..canvas.layout.width;
    let row = |labels: Vec<(f64, String)>| labels::row(labels, &room, size);
    let own = row(x.iter().copied().zip(model.items.iter().cloned()).collect());
    let placed = |ticks: &[(f64, String)], scale: &Scale| row(ticks.iter().map(|(at, name)| (scale.at(*at), name.clone())).collect());
    let shown = match (&model.axis, scale) {
        _ if labels::fit(&own, &room) => own,
        (Axis::Dates(grain, places), Some(scale)) => {
            let ends = (places[0], places[places.len() - 1]);
            let ticks = time::boundaries(*grain, ends, voice, |ticks| ticks.len() > 1 && labels::fit(&placed(ticks, scale), &room));
            for (at, _) in &ticks {
                canvas.line("chart-grid", (scale.at(*at), bottom), (scale.at(*at), bottom + 5.0));
            }
            if ticks.is_empty() { labels::ends_first(own) } else { placed(&ticks, scale) }
        }
        (Axis::Numbers(places), Some(scale)) => {
            let (first, last) = (places[0], places[places.len() - 1]);
            let ticks = Ticks::over(first..last, 5);
            let name = |tick: f64| (tick, voice.tick(tick, ticks.decimals, Magnitude::of(0.0), &Unit::default()));
            let inside = ticks.values.iter().filter(|tick| (first..=last).contains(*tick)).map(|tick| name(*tick));
            labels::thinned(placed(&inside.collect::<Vec<_>>(), scale), &room)
        }
        _ => labels::ends_first(own),
    };
    for label in shown {
        canvas.text("chart-tick", label.at, bottom + size + 8.0, Anchor::Middle, &label.text);
    }
}

pub(super) fn swatch(canvas: &mut Canvas, series: usize) {
    canvas.path(&format!("chart-line l{0} s{0}", series + 1), &[(0.0, 8.0), (28.0, 8.0)]);
    canvas.sign(series, 14.0, 8.0, 4.0);
}
