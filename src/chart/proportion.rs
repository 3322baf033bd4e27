//! Proportions as shapes that can be counted: so many of so many.
//!
//! A row of round shapes is one dashed line with round ends, so that a hundred of them cost no more than one.

use std::ops::Range;

use super::canvas::{Anchor, Canvas, Drawn, Short, wrap};
use super::model::Model;
use super::number::Share;
use super::settings::ChartKind;
use super::voice::Voice;

/// Shapes in a line: few enough to be counted in fives and tens; where there are many, their area is what can be seen.
fn in_line(whole: u32) -> u32 {
    if whole > 200 { 50 } else { whole.min(20) }
}

pub(super) fn draw(model: &Model, mut canvas: Canvas, voice: &Voice<'_>) -> Drawn {
    let layout = canvas.layout;
    let step = layout.line_height();
    let width = if layout.is_narrow { layout.width } else { 340.0 };
    let shapes_start = layout.width - width;
    let names_width = if layout.is_narrow { layout.width } else { shapes_start - 20.0 };
    let mut top = 4.0;
    for (item, name) in model.items.iter().enumerate() {
        let point = model.series[0].points[item];
        let value = point.map_or_else(|| voice.text("chart-gap", &[]), |point| model.share_label(&point, voice));
        let lines = wrap(name, names_width, layout.font_size);
        let mut taken = canvas.lines("chart-name", 0.0, top, &lines);
        taken += step * 1.35;
        canvas.text("chart-figure", 0.0, top + taken - step * 0.25, Anchor::Start, &value);
        let shapes_top = if layout.is_narrow { top + taken + 6.0 } else { top };
        let are_people = model.kind == ChartKind::Pictogram;
        let height =
            point.map_or(0.0, |point| shapes(&mut canvas, model.shapes(&point), are_people, shapes_start..layout.width, shapes_top));
        top = if layout.is_narrow { shapes_top + height } else { top + taken.max(height) };
        top += if item + 1 < model.items.len() { 22.0 } else { 4.0 };
    }
    (canvas, top)
}

/// Draws filled shapes first, then hollow ones; gives the height they take.
fn shapes(canvas: &mut Canvas, share: Share, are_people: bool, x: Range<f64>, top: f64) -> f64 {
    let in_line = in_line(share.whole);
    let cell = (x.end - x.start) / f64::from(in_line.max(20));
    let start = x.start;
    let n_lines = share.whole.div_ceil(in_line);
    // People that are too many to be drawn as such are dots.
    let are_people = are_people && in_line <= 20;
    let height = if are_people { cell * PERSON } else { cell };
    for line in 0..n_lines {
        let y = top + (f64::from(line) + 0.5) * height;
        let first = line * in_line;
        let last = (first + in_line).min(share.whole);
        let split = share.part.clamp(first, last);
        let x = |n: u32| start + f64::from(n - first) * cell;
        for (class, from, to) in [("chart-one", first, split), ("chart-other", split, last)] {
            if from < to {
                let middles = x(from) + cell / 2.0..x(to) - cell / 2.0;
                if are_people { people(canvas, class, middles, y, cell) } else { dots(canvas, class, middles, y, cell) }
            }
        }
    }
    f64::from(n_lines) * height
}

/// A dash of no length with round ends is a dot; a thinner line over it makes it a ring, thin enough to be told from a dot.
fn dots(canvas: &mut Canvas, class: &str, x: Range<f64>, y: f64, cell: f64) {
    // The line goes a little beyond the middle of its last dot; ending exactly there, it would not draw the dot.
    let reach = x.start..x.end + 0.1;
    let dash = format!("stroke-dasharray=\"0 {}\"", Short(cell));
    canvas.dashed(class, reach.clone(), y, cell * 0.72, &dash);
    if class == "chart-other" {
        canvas.dashed("chart-hollow", reach, y, cell * 0.72 - (cell * 0.25).min(2.6), &dash);
    }
}

/// The height of a person, in widths of a cell.
const PERSON: f64 = 1.6;

/// A row of people between the middles of the first and the last: heads, shoulders and bodies, each one dashed line.
fn people(canvas: &mut Canvas, class: &str, x: Range<f64>, y: f64, cell: f64) {
    person(canvas, class, &x, y, cell, 0.0);
    if class == "chart-other" {
        person(canvas, "chart-hollow", &x, y, cell, 1.4);
    }
}

/// The same, each shape smaller by `inset` on all sides.
fn person(canvas: &mut Canvas, class: &str, x: &Range<f64>, y: f64, cell: f64, inset: f64) {
    let dash = |length: f64| format!("stroke-dasharray=\"{} {}\"", Short(length), Short(cell - length));
    let (head, shoulders, width) = (cell * 0.4, cell * 0.4, cell * 0.66);
    canvas.dashed(class, x.start..x.end + 0.1, y - cell * 0.5, head - 2.0 * inset, &dash(0.0));
    // Round ends make the shoulders: a dash is as long as what lies between them.
    let length = width - shoulders;
    let from = x.start - length / 2.0;
    let y_shoulders = y - cell * 0.04;
    canvas.dashed(class, from..x.end + length / 2.0, y_shoulders, shoulders - 2.0 * inset, &dash(length));
    let width = width - 2.0 * inset;
    let (top, bottom) = (y_shoulders, y + cell * 0.66 - inset);
    canvas.dashed(
        &format!("{class} chart-body"),
        x.start - width / 2.0..x.end + width / 2.0,
        (top + bottom) / 2.0,
        bottom - top,
        &dash(width),
    );
}
