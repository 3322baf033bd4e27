//! Population pyramids: two groups back to back, in bands of age, the first band at the bottom.

use super::bars::bar;
use super::canvas::{Anchor, Canvas, Drawn, measure, measure_bold, wrap};
use super::labels;
use super::model::Model;
use super::scale::{Scale, Ticks};
use super::voice::Voice;

/// The largest part of the width that the names between the sides may take.
const NAMES_SHARE: f64 = 0.28;
const GAP: f64 = 5.0;

pub(super) fn draw(model: &Model, mut canvas: Canvas, voice: &Voice<'_>) -> Drawn {
    let layout = canvas.layout;
    let (size, step) = (layout.font_size, layout.line_height());
    let longest = model.items.iter().map(|item| measure(item, size)).fold(0.0, f64::max);
    let names_width = longest.min(layout.width * NAMES_SHARE) + 16.0;
    let middle = layout.width / 2.0;
    let inner = [middle - names_width / 2.0, middle + names_width / 2.0];
    let ticks = Ticks::over(0.0..model.extent().1, 4);
    // Numbers at the ends of the bars want room in a wide picture; a narrow one has the axis alone.
    let number = |value: f64| voice.short(value, &model.unit);
    let widest = model.values().map(|value| measure_bold(&number(value), size)).fold(0.0, f64::max);
    let room = if layout.is_narrow { 0.0 } else { widest + GAP };
    let sides = [Scale::new(ticks.domain(), inner[0]..room), Scale::new(ticks.domain(), inner[1]..layout.width - room)];
    let names: Vec<Vec<String>> = model.items.iter().map(|item| wrap(item, names_width - 10.0, size)).collect();
    let row = |lines: &Vec<String>| (lines.len() as f64 * step).max(step) + 4.0;
    // The names of the sides are bold.
    let side_names: Vec<Vec<String>> = model.series.iter().map(|series| wrap(&series.name, inner[0] / 1.15, size)).collect();
    let top = side_names.iter().map(Vec::len).max().unwrap_or(1) as f64 * step + 10.0;
    let bottom = top + names.iter().map(row).sum::<f64>();
    for (side, lines) in side_names.iter().enumerate() {
        let (x, anchor) = if side == 0 { (inner[0], Anchor::End) } else { (inner[1], Anchor::Start) };
        for (n, line) in lines.iter().enumerate() {
            canvas.text("chart-value", x, size + n as f64 * step, anchor, line);
        }
        for tick in &ticks.values {
            let class = if *tick == 0.0 { "chart-zero" } else { "chart-grid" };
            canvas.line(class, (sides[side].at(*tick), top), (sides[side].at(*tick), bottom));
        }
    }
    let mut y = bottom;
    for (item, lines) in names.iter().enumerate() {
        let height = row(lines);
        y -= height;
        let first = y + (height - lines.len() as f64 * step) / 2.0 + size;
        for (n, line) in lines.iter().enumerate() {
            canvas.text("chart-name", middle, first + n as f64 * step, Anchor::Middle, line);
        }
        for (side, series) in model.series.iter().enumerate() {
            let Some(point) = series.points[item] else { continue };
            let (zero, end) = (sides[side].at(0.0), sides[side].at(point.value));
            bar(&mut canvas, side, 2, zero.min(end)..zero.max(end), y + 2.0, height - 4.0);
            if !layout.is_narrow {
                let (x, anchor) = if side == 0 { (end - GAP, Anchor::End) } else { (end + GAP, Anchor::Start) };
                canvas.text("chart-value", x, y + height / 2.0 + size * 0.36, anchor, &number(point.value));
            }
        }
    }
    axis(&mut canvas, model, voice, &ticks, &sides, bottom + size + 4.0);
    (canvas, bottom + size + 10.0)
}

/// The numbers below both sides, as many as have room.
fn axis(canvas: &mut Canvas, model: &Model, voice: &Voice<'_>, ticks: &Ticks, sides: &[Scale; 2], y: f64) {
    let (size, width) = (canvas.layout.font_size, canvas.layout.width);
    let name = |tick: f64| voice.tick(tick, ticks.decimals, model.magnitude(), &model.unit);
    for (side, room) in sides.iter().zip([0.0..width / 2.0 - 4.0, width / 2.0 + 4.0..width]) {
        let row = labels::row(ticks.values.iter().map(|tick| (side.at(*tick), name(*tick))), &room, size);
        for label in labels::thinned(row, &room) {
            canvas.text("chart-tick", label.at, y, Anchor::Middle, &label.text);
        }
    }
}
