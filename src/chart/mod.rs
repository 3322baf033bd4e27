//! Charts: rows of a data file as marks in SVG, a table, and a sentence that states the numbers.
//!
//! Nothing here knows of pages. Every drawing is made twice, for a narrow and for a wide column, so that its words
//! keep a readable size; the style sheet shows the one that fits. Marks carry classes, never colours.

mod axis;
mod bars;
mod canvas;
mod dots;
mod frame;
mod labels;
mod line;
mod model;
mod multiples;
mod number;
mod points;
mod proportion;
mod pyramid;
mod read;
mod reference;
mod refusal;
mod scale;
mod select;
mod settings;
mod slope;
mod summary;
mod survival;
mod table;
mod time;
mod unit;
mod voice;

#[cfg(test)]
mod tests;

pub(crate) use settings::{ChartKind, Setting, Settings};
pub(crate) use voice::Voice;

use canvas::{Canvas, Layout};
use model::Model;

use crate::base::diagnostic::Problems;
use crate::base::source::Source;
use crate::syntax::html::escape_into;

/// The most series that can be told apart.
pub(crate) const MAX_SERIES: usize = 6;

/// A chart, ready for a component to put together.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Chart {
    pub kind: ChartKind,
    pub title: String,
    /// What the numbers count, as it is written under the title.
    pub unit: String,
    pub narrow: String,
    pub wide: String,
    /// What the picture says, in one sentence.
    pub summary: String,
    /// What has no value, if anything.
    pub gaps: Option<String>,
    /// Each series with the mark that stands for it; empty if there is only one.
    pub legend: Vec<(String, String)>,
    pub head: Vec<String>,
    /// The first cell of a row is its name.
    pub rows: Vec<Vec<String>>,
}

/// Draws a chart of a data file, or returns everything that is wrong with it. Violations of the file's format are reported by the
/// reader of data files.
pub(crate) fn draw(source: &Source, settings: &Settings, voice: &Voice<'_>) -> Result<Chart, Problems> {
    let table = select::read(source, settings)?;
    let model = read::model(&table, settings, voice)?;
    let summary = summary::sentence(&model, voice);
    let mut attributes = r#"role="img" aria-label=""#.to_owned();
    escape_into(&summary, &mut attributes);
    attributes.push('"');
    let picture = |layout| picture(&model, layout, &attributes, voice);
    Ok(Chart {
        kind: model.kind,
        unit: model.counted(voice),
        narrow: picture(Layout::NARROW),
        wide: picture(Layout::WIDE),
        summary,
        gaps: summary::gaps(&model, voice),
        legend: legend(&model),
        head: model.head(voice),
        rows: model.rows(voice),
        title: model.title,
    })
}

fn picture(model: &Model, layout: Layout, attributes: &str, voice: &Voice<'_>) -> String {
    let canvas = Canvas::new(layout, voice.is_right_to_left());
    let (canvas, height) = match model.kind {
        ChartKind::Bar | ChartKind::GroupedBar | ChartKind::StackedBar => bars::draw(model, canvas, voice),
        ChartKind::Line => line::draw(model, canvas, voice),
        ChartKind::Dot | ChartKind::Forest => dots::draw(model, canvas, voice),
        ChartKind::Survival => survival::draw(model, canvas, voice),
        ChartKind::Slope => slope::draw(model, canvas, voice),
        ChartKind::Pyramid => pyramid::draw(model, canvas, voice),
        ChartKind::Multiples => multiples::draw(model, canvas, voice),
        ChartKind::Proportion | ChartKind::Pictogram => proportion::draw(model, canvas, voice),
    };
    canvas.finish(attributes, height)
}

/// A small picture of each series' mark, with its name.
fn legend(model: &Model) -> Vec<(String, String)> {
    // Sides and small pictures have names of their own.
    let are_named = matches!(model.kind, ChartKind::Pyramid | ChartKind::Multiples);
    if model.series.len() < 2 || are_named || model.kind.is_of_shares() {
        return Vec::new();
    }
    let mark = |series: usize| {
        let mut canvas = Canvas::new(Layout::SWATCH, false);
        match model.kind {
            ChartKind::Survival => survival::swatch(&mut canvas, series),
            ChartKind::Line | ChartKind::Slope => line::swatch(&mut canvas, series),
            ChartKind::Dot | ChartKind::Forest => dots::swatch(&mut canvas, series),
            _ => bars::bar(&mut canvas, series, model.series.len(), 0.0..28.0, 1.0, 14.0),
        }
        canvas.finish(r#"aria-hidden="true""#, 16.0)
    };
    model.series.iter().enumerate().map(|(n, series)| (mark(n), series.name.clone())).collect()
}
