//! Bars, one below the other: alone, in groups, or stacked.

use std::ops::Range;

use super::canvas::{Anchor, Canvas, Drawn, Layout, measure, measure_bold};
use super::frame::{Frame, Room};
use super::model::Model;
use super::settings::ChartKind;
use super::voice::Voice;

/// The gap between a bar and its number.
const GAP: f64 = 6.0;

pub(super) fn draw(model: &Model, canvas: Canvas, voice: &Voice<'_>) -> Drawn {
    let layout = canvas.layout;
    let is_stacked = model.kind == ChartKind::StackedBar;
    let (thickness, between) = if model.series.len() > 1 && !is_stacked { (16.0, 3.0) } else { (20.0, 0.0) };
    let n_bars = if is_stacked { 1 } else { model.series.len() };
    let mark_height = n_bars as f64 * (thickness + between) - between;
    let frame = Frame::new(model, layout, room(model, layout, voice));
    frame.draw(canvas, model, voice, mark_height, None, |canvas, item, top| {
        if is_stacked {
            stack(canvas, model, voice, &frame, item, top, thickness);
            return;
        }
        for (n, series) in model.series.iter().enumerate() {
            let y = top + n as f64 * (thickness + between);
            single(canvas, &frame, n, model.series.len(), series.points[item].map(|point| point.value), y, thickness);
            let text = series.points[item]
                .map_or_else(|| voice.text("chart-gap", &[]), |point| text(model, layout, voice, n == 0 && item == 0, point.value));
            label(canvas, &frame, series.points[item].map(|point| point.value), &text, y + thickness / 2.0);
        }
    })
}

/// A number beside its bar. The first one says what all count, where the picture is wide.
fn text(model: &Model, layout: Layout, voice: &Voice<'_>, is_first: bool, value: f64) -> String {
    if is_first && !layout.is_narrow { voice.first_label(value, &model.unit) } else { voice.short(value, &model.unit) }
}

/// Room for the numbers at the ends of the bars.
fn room(model: &Model, layout: Layout, voice: &Voice<'_>) -> Room {
    let size = layout.font_size;
    let mut room = Room { start: 0.0, end: 0.0 };
    let n_series = if model.kind == ChartKind::StackedBar { 1 } else { model.series.len() };
    for (item, n) in (0..model.items.len()).flat_map(|item| (0..n_series).map(move |n| (item, n))) {
        let value = match model.kind {
            ChartKind::StackedBar => Some(model.total(item)),
            _ => model.series[n].points[item].map(|point| point.value),
        };
        let width = match value {
            Some(value) => measure_bold(&text(model, layout, voice, item == 0 && n == 0, value), size),
            None => measure(&voice.text("chart-gap", &[]), size),
        };
        let side = if value.is_some_and(|value| value < 0.0) { &mut room.start } else { &mut room.end };
        *side = side.max(width + GAP);
    }
    room
}

fn single(canvas: &mut Canvas, frame: &Frame, series: usize, n_series: usize, value: Option<f64>, y: f64, thickness: f64) {
    let Some(value) = value else { return };
    let (zero, end) = (frame.scale.at(0.0), frame.scale.at(value));
    bar(canvas, series, n_series, zero.min(end)..zero.max(end), y, thickness);
}

/// The number behind the end of its bar, or the words for none at the zero line.
fn label(canvas: &mut Canvas, frame: &Frame, value: Option<f64>, text: &str, middle: f64) {
    let y = middle + canvas.layout.font_size * 0.36;
    match value {
        Some(value) if value < 0.0 => canvas.text("chart-value", frame.scale.at(value) - GAP, y, Anchor::End, text),
        Some(value) => canvas.text("chart-value", frame.scale.at(value) + GAP, y, Anchor::Start, text),
        None => canvas.text("chart-tick", frame.scale.at(0.0) + GAP, y, Anchor::Start, text),
    }
}

/// Bars one after the other, their sum at the end, and the numbers of those that have room for one.
fn stack(canvas: &mut Canvas, model: &Model, voice: &Voice<'_>, frame: &Frame, item: usize, top: f64, thickness: f64) {
    let mut sum = 0.0;
    for (n, series) in model.series.iter().enumerate() {
        let Some(point) = series.points[item].filter(|point| point.value > 0.0) else { continue };
        let reach = frame.scale.at(sum)..frame.scale.at(sum + point.value);
        bar(canvas, n, model.series.len(), reach.clone(), top, thickness);
        let text = voice.short(point.value, &model.unit);
        let width = measure_bold(&text, canvas.layout.font_size) + 8.0;
        if width + 8.0 < reach.end - reach.start {
            let middle = (reach.start + reach.end) / 2.0;
            canvas.rect("chart-plate", middle - width / 2.0..middle + width / 2.0, top + 2.0, thickness - 4.0);
            canvas.text("chart-inside", middle, top + thickness / 2.0 + canvas.layout.font_size * 0.34, Anchor::Middle, &text);
        }
        sum += point.value;
    }
    label(canvas, frame, Some(sum), &text(model, canvas.layout, voice, item == 0, sum), top + thickness / 2.0);
}

/// A bar with the texture of its series, if there are several.
pub(super) fn bar(canvas: &mut Canvas, series: usize, n_series: usize, x: Range<f64>, y: f64, thickness: f64) {
    canvas.rect(&format!("chart-mark s{}", series + 1), x.clone(), y, thickness);
    if n_series > 1 && series > 0 {
        canvas.stroke(&format!("chart-texture t{}", series + 1), x, y + thickness / 2.0, texture(series, thickness));
    }
}

/// The thickness of the line that draws a texture: stripes span the whole bar, dots and a seam do not.
fn texture(series: usize, thickness: f64) -> f64 {
    match series {
        2 => 2.5,
        3 => 4.0,
        5 => thickness - 5.0,
        _ => thickness,
    }
}
