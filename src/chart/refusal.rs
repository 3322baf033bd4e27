//! Charts that cannot be read, or would not be true, however right each of their fields is.

use super::MAX_SERIES;
use super::model::Model;
use super::scale::ScaleKind;
use super::settings::{ChartKind, Settings};
use crate::base::diagnostic::{Code, Diagnostic};

/// More items than this make no chart that can be read.
const MAX_ITEMS: usize = 60;
/// A line may have more.
const MAX_STEPS: usize = 400;

/// Checks that need the whole model.
pub(super) fn check(model: &Model, settings: &Settings, problems: &mut Vec<Diagnostic>) {
    let refuse = |message: String, help: &str| Diagnostic::new(Code::ChartData, message).at(settings.at.clone()).help(help);
    let (n_items, n_series) = (model.items.len(), model.series.len());
    let most = if model.kind == ChartKind::Line { MAX_STEPS } else { MAX_ITEMS };
    if n_items > most {
        problems.push(refuse(
            format!("this chart has {n_items} items; more than {most} cannot be read"),
            "choose some with `filter`, or add `sort=\"largest\" limit=10`",
        ));
    }
    if n_series > MAX_SERIES {
        problems.push(refuse(
            format!("this chart has {n_series} series; more than {MAX_SERIES} cannot be told apart"),
            "choose some with `filter`, or make two charts",
        ));
    }
    if n_series > 1 && matches!(model.kind, ChartKind::Bar | ChartKind::Proportion) {
        let help = "use `kind=\"grouped-bar\"`, or name one column as `value`";
        problems.push(refuse(format!("`kind=\"{}\"` shows one series, and here are {n_series}", model.kind.name()), help));
    }
    let points = || model.series.iter().flat_map(|series| series.points.iter().flatten());
    if points().next().is_none() && problems.is_empty() {
        problems.push(refuse("this chart has no number to show".to_owned(), "look whether `value` names the right column"));
    }
    if let Some(reference) = model.reference.as_ref().filter(|reference| model.scale == ScaleKind::Log && reference.value <= 0.0) {
        problems.push(refuse(format!("a log scale has no place for a line at {}", reference.value), "write `reference=\"1\"`"));
    }
    if model.kind == ChartKind::Forest && !model.has_intervals {
        problems.push(refuse(
            "a forest plot shows intervals, and this one has none".to_owned(),
            "name their columns: `lower=\"…\" upper=\"…\"`",
        ));
    }
    if model.kind == ChartKind::StackedBar && points().any(|point| point.value < 0.0) {
        problems.push(refuse("numbers below zero cannot be stacked".to_owned(), "use `kind=\"grouped-bar\"`"));
    }
}
