//! Rows with names at their start over a scale: what bars and dots stand in.

use std::ops::Range;

use super::canvas::{Anchor, Canvas, Drawn, Layout, measure, wrap};
use super::labels;
use super::model::Model;
use super::scale::{Scale, ScaleKind, Ticks};
use super::settings::ChartKind;
use super::voice::Voice;

/// The room that labels of marks need on both sides of the plot.
#[derive(Clone, Copy, Default)]
pub(super) struct Room {
    pub start: f64,
    pub end: f64,
}

pub(super) struct Frame {
    pub scale: Scale,
    pub ticks: Ticks,
    pub plot: Range<f64>,
    /// The names in lines; in a narrow picture they stand above their marks.
    names: Vec<Vec<String>>,
    is_narrow: bool,
    has_zero: bool,
    reference: Option<f64>,
}

/// Bars and dots start at zero; estimates of an effect stand around the line of none.
fn has_zero(model: &Model) -> bool {
    model.scale == ScaleKind::Linear && model.kind != ChartKind::Forest
}

/// The largest part of the width that names at the side may take.
const NAMES_SHARE: f64 = 0.36;

impl Frame {
    /// A frame whose scale includes zero, where the chart has one.
    pub(super) fn new(model: &Model, layout: Layout, room: Room) -> Self {
        let size = layout.font_size;
        let longest = model.items.iter().map(|item| measure(item, size)).fold(0.0, f64::max);
        let names_width = if layout.is_narrow { layout.width } else { longest.min(layout.width * NAMES_SHARE) };
        let start = if layout.is_narrow { 0.0 } else { names_width + 14.0 };
        let plot = start + room.start..layout.width - room.end;
        let (low, high) = model.extent();
        let domain = if has_zero(model) { low.min(0.0)..high.max(0.0) } else { low..high };
        let ticks = Ticks::of(model.scale, domain, if layout.is_narrow { 3 } else { 5 });
        let names = model.items.iter().map(|item| wrap(item, names_width, size)).collect();
        Self {
            scale: Scale::of(model.scale, ticks.domain(), plot.clone()),
            ticks,
            plot,
            names,
            is_narrow: layout.is_narrow,
            has_zero: has_zero(model),
            reference: model.reference.as_ref().map(|reference| reference.value),
        }
    }

    /// Draws scale and names, and each item's marks by `mark`, which gets the item and the top of its marks.
    /// `below` are lines that stand under the names of a narrow picture.
    pub(super) fn draw(
        &self,
        mut canvas: Canvas,
        model: &Model,
        voice: &Voice<'_>,
        mark_height: f64,
        below: Option<&[String]>,
        mut mark: impl FnMut(&mut Canvas, usize, f64),
    ) -> Drawn {
        let step = canvas.layout.line_height();
        let below_height = if self.is_narrow && below.is_some() { step } else { 0.0 };
        let names_height = |item: usize| self.names[item].len() as f64 * step;
        let heights: Vec<f64> =
            (0..model.items.len())
                .map(|item| {
                    if self.is_narrow { names_height(item) + below_height + 5.0 + mark_height } else { names_height(item).max(mark_height) }
                })
                .collect();
        let gap = if self.is_narrow { 16.0 } else { (mark_height * 0.55).clamp(10.0, 16.0) };
        let bottom = heights.iter().sum::<f64>() + gap * heights.len() as f64;
        let named = self.name_reference(&mut canvas, model, voice);
        let bottom = bottom + named;
        let mut top = named + gap / 2.0;
        if !self.is_narrow {
            self.grid(&mut canvas, named..bottom);
        }
        for (item, height) in heights.iter().enumerate() {
            if self.is_narrow {
                let taken = canvas.lines("chart-name", 0.0, top - 2.0, &self.names[item]);
                if let Some(line) = below.and_then(|below| below.get(item)) {
                    canvas.lines("chart-value", 0.0, top + taken - 2.0, std::slice::from_ref(line));
                }
                let marks_top = top + taken + below_height + 5.0;
                // Lines through the names would make them hard to read.
                self.grid(&mut canvas, marks_top - 3.0..marks_top + mark_height + 3.0);
                mark(&mut canvas, item, marks_top);
                self.zero(&mut canvas, marks_top - 3.0..marks_top + mark_height + 3.0);
            } else {
                canvas.lines("chart-name", 0.0, top + (height - names_height(item)) / 2.0, &self.names[item]);
                mark(&mut canvas, item, top + (height - mark_height) / 2.0);
            }
            top += height + gap;
        }
        if !self.is_narrow {
            self.zero(&mut canvas, named..bottom);
        }
        let height = self.axis(&mut canvas, model, voice, bottom);
        (canvas, height)
    }

    fn zero(&self, canvas: &mut Canvas, y: Range<f64>) {
        if self.has_zero {
            let x = self.scale.at(0.0);
            canvas.line("chart-zero", (x, y.start), (x, y.end));
        }
        if let Some(reference) = self.reference {
            let x = self.scale.at(reference);
            canvas.line("chart-reference", (x, y.start), (x, y.end));
        }
    }

    /// The name of the line that values are compared with, above it; gives the height it takes.
    fn name_reference(&self, canvas: &mut Canvas, model: &Model, voice: &Voice<'_>) -> f64 {
        let (Some(reference), Some(name)) = (self.reference, model.reference_name(voice)) else { return 0.0 };
        let size = canvas.layout.font_size;
        let room = 0.0..canvas.layout.width;
        for label in labels::row([(self.scale.at(reference), name)], &room, size) {
            canvas.text("chart-tick", label.at, size, Anchor::Middle, &label.text);
        }
        canvas.layout.line_height() + 4.0
    }

    fn grid(&self, canvas: &mut Canvas, y: Range<f64>) {
        for tick in self.ticks.values.iter().filter(|tick| !self.has_zero || **tick != 0.0) {
            let x = self.scale.at(*tick);
            canvas.line("chart-grid", (x, y.start), (x, y.end));
        }
    }

    /// The numbers below the plot, as many as have room; gives the height with them.
    fn axis(&self, canvas: &mut Canvas, model: &Model, voice: &Voice<'_>, bottom: f64) -> f64 {
        let size = canvas.layout.font_size;
        let room = 0.0..canvas.layout.width;
        let name = |tick: &f64| (self.scale.at(*tick), voice.tick(*tick, self.ticks.decimals, model.magnitude(), &model.unit));
        for label in labels::thinned(labels::row(self.ticks.values.iter().map(name), &room, size), &room) {
            canvas.text("chart-tick", label.at, bottom + size + 4.0, Anchor::Middle, &label.text);
        }
        bottom + size + 10.0
    }
}
