//! Charts that cannot be read, or would not be true, however right each of their fields is.

use super::MAX_SERIES;
use super::model::Model;
use super::scale::ScaleKind;
use super::settings::{ChartKind, Settings};
use crate::base::diagnostic::{Code, Diagnostic, Problems};

/// More items than this make no chart that can be read.
const MAX_ITEMS: usize = 60;
/// A line may have more.
const MAX_STEPS: usize = 400;
/// Small pictures that one can still look over.
const MAX_PANELS: usize = 12;

/// Checks that need the whole model.
pub(super) fn check(model: &Model, settings: &Settings, problems: &mut Problems) {
    let refuse = |message: String, help: &str| Diagnostic::new(Code::ChartData, message).at(settings.at.clone()).help(help);
    let (n_items, n_series) = (model.items.len(), model.series.len());
    let most = if model.kind.is_along_axis() { MAX_STEPS } else { MAX_ITEMS };
    if n_items > most {
        problems.push(refuse(
            format!("this chart has {n_items} items; more than {most} cannot be read"),
            "choose some with `filter`, or add `sort=\"largest\" limit=10`",
        ));
    }
    let most = if model.kind == ChartKind::Multiples { MAX_PANELS } else { MAX_SERIES };
    if n_series > most {
        problems.push(refuse(
            format!("this chart has {n_series} series; more than {most} cannot be told apart"),
            "choose some with `filter`, or make two charts",
        ));
    }
    if n_series > 1 && matches!(model.kind, ChartKind::Bar | ChartKind::Proportion | ChartKind::Pictogram) {
        let help = "use `kind=\"grouped-bar\"`, or name one column as `value`";
        problems.push(refuse(format!("`kind=\"{}\"` shows one series, and here are {n_series}", model.kind.name()), help));
    }
    problems.extend(of_kind(model).map(|(message, help)| refuse(message, help)));
    let points = || model.series.iter().flat_map(|series| series.points.iter().flatten());
    if points().next().is_none() && problems.is_empty() {
        problems.push(refuse("this chart has no number to show".to_owned(), "look whether `value` names the right column"));
    }
    if let Some(reference) = model.reference.as_ref().filter(|reference| model.scale == ScaleKind::Log && reference.value <= 0.0) {
        problems.push(refuse(format!("a log scale has no place for a line at {}", reference.value), "write `reference=\"1\"`"));
    }
}

/// What a kind asks of its data: the message and the help.
fn of_kind(model: &Model) -> Option<(String, &'static str)> {
    let (n_items, n_series) = (model.items.len(), model.series.len());
    let points = || model.series.iter().flat_map(|series| series.points.iter().flatten());
    let is_below_zero = || points().any(|point| point.value < 0.0);
    let told = |message: &str, help| Some((message.to_owned(), help));
    match model.kind {
        ChartKind::Forest if !model.has_intervals => {
            told("a forest plot shows intervals, and this one has none", "name their columns: `lower=\"…\" upper=\"…\"`")
        }
        ChartKind::StackedBar if is_below_zero() => told("numbers below zero cannot be stacked", "use `kind=\"grouped-bar\"`"),
        ChartKind::Pyramid if n_series != 2 => Some((
            format!("a population pyramid has two sides, and here are {n_series} series"),
            "name two columns as `value`, or choose two groups with `filter`",
        )),
        ChartKind::Pyramid if is_below_zero() => {
            told("numbers below zero have no side in a population pyramid", "write both sides as numbers above zero")
        }
        ChartKind::Slope if n_items != 2 => Some((
            format!("a slope leads from one item to another, and here are {n_items}"),
            "choose two with `filter`, or use `kind=\"line\"`",
        )),
        ChartKind::Survival if model.axis.places().is_none() => told(
            "a survival curve needs times along its axis",
            "name a column of numbers or dates as `label`, such as months since the start",
        ),
        ChartKind::Survival => turns_back(model),
        _ => None,
    }
}

/// A curve of survival only falls, and one of what has happened so far only rises.
fn turns_back(model: &Model) -> Option<(String, &'static str)> {
    let series = model.series.iter().find(|series| {
        let values: Vec<f64> = series.points.iter().flatten().map(|point| point.value).collect();
        values.windows(2).any(|pair| pair[0] < pair[1]) && values.windows(2).any(|pair| pair[0] > pair[1])
    })?;
    let message = format!("the curve of `{}` falls and rises, which no share of survivors does", series.name);
    Some((message, "compare the numbers with the source, or use `kind=\"line\"`"))
}
