//! Small multiples: one small line a series, all on one scale, so that many can be compared without crossing each other.

use super::canvas::{Anchor, Canvas, Drawn, measure_bold, wrap};
use super::labels;
use super::line::{domain, steps};
use super::model::{Model, Series};
use super::scale::{Scale, Ticks};
use super::voice::Voice;

const GAP: f64 = 20.0;

/// Where a small picture lies.
struct Panel {
    start: f64,
    end: f64,
    top: f64,
    bottom: f64,
}

pub(super) fn draw(model: &Model, mut canvas: Canvas, voice: &Voice<'_>) -> Drawn {
    let layout = canvas.layout;
    let (size, step) = (layout.font_size, layout.line_height());
    let n_columns = if layout.is_narrow { 2 } else { 3 };
    let width = (layout.width - GAP * (n_columns - 1) as f64) / n_columns as f64;
    let ticks = Ticks::of(model.scale, domain(model), 2);
    let titles: Vec<(Vec<String>, String)> = model.series.iter().map(|series| title(series, model, width, size, voice)).collect();
    let mut top = 0.0;
    for (row, panels) in model.series.chunks(n_columns).enumerate() {
        let titles = &titles[row * n_columns..][..panels.len()];
        let n_lines = titles.iter().map(|(lines, _)| lines.len()).max().unwrap_or(1);
        let plot = top + n_lines as f64 * step + 12.0;
        for (column, (series, (lines, last))) in panels.iter().zip(titles).enumerate() {
            let start = column as f64 * (width + GAP);
            let panel = Panel { start, end: start + width, top: plot, bottom: plot + if layout.is_narrow { 70.0 } else { 90.0 } };
            canvas.lines("chart-name", start, top, lines);
            canvas.text("chart-value", panel.end, top + size, Anchor::End, last);
            draw_panel(&mut canvas, model, series, &panel, &ticks, voice);
        }
        top = plot + if layout.is_narrow { 70.0 } else { 90.0 } + step + 22.0;
    }
    (canvas, top - 12.0)
}

/// The name of a series in lines, and its last number, which stands beside the first of them.
fn title(series: &Series, model: &Model, width: f64, size: f64, voice: &Voice<'_>) -> (Vec<String>, String) {
    let last = series.points.iter().rev().flatten().next().map_or(String::new(), |point| voice.short(point.value, &model.unit));
    (wrap(&series.name, width - measure_bold(&last, size) - 6.0, size), last)
}

fn draw_panel(canvas: &mut Canvas, model: &Model, series: &Series, panel: &Panel, ticks: &Ticks, voice: &Voice<'_>) {
    let size = canvas.layout.font_size;
    let y = Scale::of(model.scale, ticks.domain(), panel.bottom..panel.top);
    let (_, x) = steps(model, panel.start + 4.0, panel.end - 4.0);
    for value in &ticks.values {
        let class = if *value == 0.0 { "chart-zero" } else { "chart-grid" };
        canvas.line(class, (panel.start, y.at(*value)), (panel.end, y.at(*value)));
    }
    if let Some(reference) = &model.reference {
        canvas.line("chart-reference", (panel.start, y.at(reference.value)), (panel.end, y.at(reference.value)));
    }
    let points: Vec<Option<(f64, f64)>> =
        series.points.iter().zip(&x).map(|(point, x)| point.map(|point| (*x, y.at(point.value)))).collect();
    for run in points.split(Option::is_none).filter(|run| run.len() > 1) {
        canvas.path("chart-line l1 s1", &run.iter().copied().flatten().collect::<Vec<_>>());
    }
    if let Some((x, y)) = points.iter().rev().flatten().next() {
        canvas.sign(0, *x, *y, 4.0);
    }
    // The highest number of the scale stands on its line, where nothing of the axis takes room from the picture.
    if let Some(highest) = ticks.values.last() {
        let text = voice.tick(*highest, ticks.decimals, model.magnitude(), &model.unit);
        canvas.text("chart-tick", panel.start, y.at(*highest) + size + 1.0, Anchor::Start, &text);
    }
    let room = panel.start..panel.end;
    let ends = [0, x.len() - 1].map(|step| (x[step], model.items[step].clone()));
    for label in labels::ends_first(labels::row(ends, &room, size)) {
        canvas.text("chart-tick", label.at, panel.bottom + size + 5.0, Anchor::Middle, &label.text);
    }
}
