//! Slopes: from one time, or one situation, to another, with the numbers at both ends.

use super::canvas::{Anchor, Canvas, Drawn, Layout, measure_bold, wrap};
use super::labels;
use super::line::{domain, names_at_ends};
use super::model::Model;
use super::scale::{Scale, Ticks};
use super::voice::Voice;

const GAP: f64 = 9.0;

pub(super) fn draw(model: &Model, mut canvas: Canvas, voice: &Voice<'_>) -> Drawn {
    let layout = canvas.layout;
    let size = layout.font_size;
    let half = layout.width / 2.0 - 6.0;
    let names: Vec<Vec<String>> = model.items.iter().map(|item| wrap(item, half, size)).collect();
    let n_lines = names.iter().map(Vec::len).max().unwrap_or(1);
    let top = layout.line_height() * n_lines as f64 + 14.0;
    let bottom = top + if layout.is_narrow { 200.0 } else { 260.0 };
    let ticks = Ticks::of(model.scale, domain(model), 4);
    let y = Scale::of(model.scale, ticks.domain(), bottom..top);
    let texts: [Vec<String>; 2] = [0, 1].map(|item| texts(model, item, voice, layout));
    let widest = |side: usize| texts[side].iter().map(|text| measure_bold(text, size)).fold(0.0, f64::max) + GAP + 4.0;
    let x = [widest(0), layout.width - widest(1)];
    let rooms = [0.0..half, layout.width - half..layout.width];
    for ((lines, x), room) in names.into_iter().zip(x).zip(&rooms) {
        for (n, label) in labels::row(lines.into_iter().map(|line| (x, line)), room, size).iter().enumerate() {
            canvas.text("chart-name", label.at, size + n as f64 * layout.line_height(), Anchor::Middle, &label.text);
        }
    }
    for x in x {
        canvas.line("chart-zero", (x, top - 6.0), (x, bottom + 6.0));
    }
    for (n, series) in model.series.iter().enumerate() {
        let points: Vec<(f64, f64)> = series.points.iter().zip(x).filter_map(|(point, x)| Some((x, y.at((*point)?.value)))).collect();
        if points.len() > 1 {
            canvas.path(&format!("chart-line l{0} s{0}", n + 1), &points);
        }
        for (x, y) in points {
            canvas.sign(n, x, y, 4.5);
        }
    }
    for (item, texts) in texts.iter().enumerate() {
        label(&mut canvas, model, item, texts, x[item], &y, bottom);
    }
    (canvas, bottom + 12.0)
}

/// A number for each series; at the end of a wide picture with its name.
fn texts(model: &Model, item: usize, voice: &Voice<'_>, layout: Layout) -> Vec<String> {
    let names = names_at_ends(model, layout);
    let text = |(name, value): (&String, f64)| {
        let number = voice.short(value, &model.unit);
        let has_name = item == 1 && !layout.is_narrow && model.series.len() > 1;
        if has_name { voice.text("chart-item", &[("item", name), ("value", &number)]) } else { number }
    };
    let points = model.series.iter().zip(&names).map(|(series, name)| series.points[item].map(|point| (name, point.value)));
    points.map(|point| point.map_or(String::new(), text)).collect()
}

/// Numbers before the first points and behind the last ones, apart from each other.
fn label(canvas: &mut Canvas, model: &Model, item: usize, texts: &[String], x: f64, y: &Scale, bottom: f64) {
    let size = canvas.layout.font_size;
    let there: Vec<(f64, &String)> =
        model.series.iter().zip(texts).filter_map(|(series, text)| Some((y.at(series.points[item]?.value), text))).collect();
    let heights = labels::spread(&there.iter().map(|(y, _)| *y).collect::<Vec<_>>(), size * 1.25, size..bottom + 4.0);
    let (x, anchor) = if item == 0 { (x - GAP, Anchor::End) } else { (x + GAP, Anchor::Start) };
    for ((_, text), y) in there.iter().zip(heights) {
        canvas.text("chart-value", x, y + size * 0.36, anchor, text);
    }
}
