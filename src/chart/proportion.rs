//! Proportions as shapes that can be counted: so many of so many.
//!
//! A row of round shapes is one dashed line with round ends, so that a hundred of them cost no more than one.

use super::canvas::{Anchor, Canvas, Drawn, Short, wrap};
use super::model::{Model, Point};
use super::voice::Voice;

/// Shapes in a line: few enough to be counted in fives and tens.
const IN_LINE: u32 = 20;

pub(super) fn draw(model: &Model, mut canvas: Canvas, voice: &Voice<'_>) -> Drawn {
    let layout = canvas.layout;
    let step = layout.line_height();
    let cell = if layout.is_narrow { layout.width / f64::from(IN_LINE) } else { 17.0 };
    let shapes_start = if layout.is_narrow { 0.0 } else { layout.width - f64::from(IN_LINE) * cell };
    let names_width = if layout.is_narrow { layout.width } else { shapes_start - 20.0 };
    let mut top = 4.0;
    for (item, name) in model.items.iter().enumerate() {
        let point = model.series[0].points[item];
        let value = point.map_or_else(|| voice.text("chart-gap", &[]), |point| model.written(&point, voice));
        let lines = wrap(name, names_width, layout.font_size);
        let mut taken = canvas.lines("chart-name", 0.0, top, &lines);
        taken += step * 1.35;
        canvas.text("chart-figure", 0.0, top + taken - step * 0.25, Anchor::Start, &value);
        let shapes_top = if layout.is_narrow { top + taken + 6.0 } else { top };
        let height = point.map_or(0.0, |point| shapes(&mut canvas, &point, shapes_start, shapes_top, cell));
        top = if layout.is_narrow { shapes_top + height } else { top + taken.max(height) };
        top += if item + 1 < model.items.len() { 22.0 } else { 4.0 };
    }
    (canvas, top)
}

/// Draws filled shapes first, then hollow ones; gives the height they take.
fn shapes(canvas: &mut Canvas, point: &Point, start: f64, top: f64, cell: f64) -> f64 {
    let share = point.shapes();
    let in_line = IN_LINE.min(share.whole);
    let n_lines = share.whole.div_ceil(in_line);
    for line in 0..n_lines {
        let y = top + (f64::from(line) + 0.5) * cell;
        let first = line * in_line;
        let last = (first + in_line).min(share.whole);
        let split = share.part.clamp(first, last);
        let x = |n: u32| start + f64::from(n - first) * cell;
        for (class, from, to) in [("chart-one", first, split), ("chart-other", split, last)] {
            if from < to {
                dots(canvas, class, x(from) + cell / 2.0..x(to) - cell / 2.0, y, cell);
            }
        }
    }
    f64::from(n_lines) * cell
}

/// A dash of no length with round ends is a dot; a thinner line over it makes it a ring.
fn dots(canvas: &mut Canvas, class: &str, x: std::ops::Range<f64>, y: f64, cell: f64) {
    // The line goes a little beyond the middle of its last dot; ending exactly there, it would not draw the dot.
    let reach = x.start..x.end + 0.1;
    let dash = format!("stroke-dasharray=\"0 {}\"", Short(cell));
    canvas.dashed(class, reach.clone(), y, cell * 0.72, &dash);
    if class == "chart-other" {
        canvas.dashed("chart-hollow", reach, y, cell * 0.72 - 2.6, &dash);
    }
}
