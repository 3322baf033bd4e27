//! From the rows of a table to what a chart shows, with every problem on the way.

use std::cmp::Ordering;

use super::model::{Model, Point};
use super::number;
use super::points::{MAX_SHAPES, Measure, PointReader};
use super::reference;
use super::refusal;
use super::select;
use super::settings::{ChartKind, Order, Settings, mistake};
use super::table::Table;
use super::unit::Unit;
use super::voice::Voice;
use crate::base::diagnostic::{Code, Diagnostic, Problems};

/// Reads the rows that are asked for as items and series.
pub(super) fn model(table: &Table, settings: &Settings, voice: &Voice<'_>) -> Result<Model, Problems> {
    let mut problems = Problems::new();
    let kind = settings.kind(&mut problems);
    let rows = select::rows(table, settings, &mut problems);
    let label = required(settings, "label", table, &mut problems);
    let measures = measures(table, settings, &mut problems);
    let group = settings.columns("series", table, &mut problems).first().copied();
    let title = settings.text("title").map(str::to_owned);
    if title.is_none() {
        problems.push(settings.missing("title", "What the chart shows, and when"));
    }
    let unit = unit(table, settings, &rows, kind, voice, &mut problems);
    let order = settings.order(&mut problems);
    let is_ratio = reference::is_ratio(&unit, measures.iter().map(|measure| table.columns[measure.value].as_str()));
    let scale = reference::scale(settings, kind, is_ratio, &mut problems);
    let reference = reference::read(settings, kind, is_ratio, scale, voice, &mut problems);
    let limit = settings.limit(&mut problems);
    let per = settings.per(kind, &mut problems);
    let (Some(kind), Some(label), Some(title), true) = (kind, label, title, problems.is_empty()) else { return Err(problems) };
    let reader = PointReader { table, settings, voice, kind, percent: unit.is_percent, scale, label, group, measures: &measures };
    let (items, axis, series) = reader.points(&rows, &mut problems);
    let item_name = settings.text("label-name").map_or_else(|| humanised(&table.columns[label]), str::to_owned);
    let has_at_risk = measures.iter().any(|measure| measure.at_risk.is_some());
    let has_intervals = measures.iter().any(|measure| measure.lower.is_some());
    let mut model =
        Model { kind, title, unit, item_name, items, axis, series, has_intervals, has_at_risk, scale, reference, per, overall: None };
    let overall = reader.overall(&rows, &mut problems);
    arrange(&mut model, order, limit, voice);
    model.overall = overall.and_then(|name| model.items.iter().position(|item| *item == name));
    model.per = model.per.or_else(|| common_whole(&model));
    // Shares are read as percentages, whatever the data write.
    model.unit.is_percent |= kind.is_of_shares();
    let values: Vec<f64> = model.values().collect();
    model.unit.align(values.into_iter());
    refusal::check(&model, settings, &mut problems);
    if problems.is_empty() { Ok(model) } else { Err(problems) }
}

fn required(settings: &Settings, name: &str, table: &Table, problems: &mut Problems) -> Option<usize> {
    if settings.get(name).is_none() {
        problems.push(settings.missing(name, table.columns.first().map_or("…", String::as_str)));
    }
    settings.columns(name, table, problems).first().copied()
}

/// `new_cases` as a reader would write it: `New cases`.
fn humanised(column: &str) -> String {
    let words = column.replace(['_', '-'], " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn measures(table: &Table, settings: &Settings, problems: &mut Problems) -> Vec<Measure> {
    if settings.get("value").is_none() {
        problems.push(settings.missing("value", table.columns.get(1).map_or("…", String::as_str)));
    }
    let [values, lower, upper, at_risk] = ["value", "lower", "upper", "at-risk"].map(|name| settings.columns(name, table, problems));
    let names = settings.words("names");
    for (argument, found) in [("lower", lower.len()), ("upper", upper.len()), ("at-risk", at_risk.len()), ("names", names.len())] {
        if let Some(setting) = settings.get(argument).filter(|_| found != values.len() && found > 0) {
            let message = format!("`{argument}` names {found}, but `value` names {}", values.len());
            problems.push(mistake(setting, message, "name one for each column of `value`, with commas between them"));
        }
    }
    if let (Some(setting), true) = (settings.get("lower").xor(settings.get("upper")), problems.is_empty()) {
        problems.push(mistake(setting, "an interval needs both its ends", "give the columns `lower` and `upper`"));
    }
    let named = |(n, value): (usize, usize)| Measure {
        name: names.get(n).map_or_else(|| humanised(&table.columns[value]), |name| (*name).to_owned()),
        value,
        lower: lower.get(n).copied(),
        upper: upper.get(n).copied(),
        at_risk: at_risk.get(n).copied(),
    };
    values.into_iter().enumerate().map(named).collect()
}

/// The unit that the chart names, or the one that all its rows have in a column `unit`.
fn unit(table: &Table, settings: &Settings, rows: &[usize], kind: Option<ChartKind>, voice: &Voice<'_>, problems: &mut Problems) -> Unit {
    if let Some(unit) = settings.text("unit") {
        return voice.unit_of(unit);
    }
    let column = table.column("unit").map(|column| (column, table.localised(column, voice.locale.language().as_str())));
    if let (Some((own, column)), Some(first)) = (column, rows.first()) {
        if let Some(other) = rows.iter().find(|row| table.text(**row, own) != table.text(*first, own)) {
            let [one, two] = [*first, *other].map(|row| table.text(row, own));
            problems.push(
                Diagnostic::new(Code::ChartData, format!("the rows of this chart count different things: `{one}` and `{two}`"))
                    .at(settings.at.clone())
                    .also(table.span(*other, own), format!("`{two}` here"))
                    .help("choose rows of one unit with `filter`"),
            );
        }
        return voice.unit_of(table.text(*first, column));
    }
    if !kind.is_some_and(ChartKind::is_of_shares) {
        problems.push(
            Diagnostic::new(Code::A11yChartTable, "this chart does not say what its numbers count")
                .at(settings.at.clone())
                .help("write `unit=\"people\"` or `unit=\"%\"`, or give the data a column `unit`"),
        );
    }
    Unit::default()
}

/// The whole that proportions are counted in, where they stand beside each other in several or in one that cannot be drawn.
fn common_whole(model: &Model) -> Option<u32> {
    let points: Vec<&Point> = model.series.iter().flat_map(|series| series.points.iter().flatten()).collect();
    let whole = |point: &Point| point.share.map_or(100, |share| share.whole);
    let first = whole(points.first()?);
    if model.kind == ChartKind::Pictogram {
        return Some(number::common_whole(&points.iter().map(|point| point.value).collect::<Vec<_>>()));
    }
    let is_one = points.iter().all(|point| whole(point) == first) && first <= MAX_SHAPES;
    let percents: Vec<f64> = points.iter().map(|point| point.value).collect();
    (model.kind.is_of_shares() && !is_one).then(|| number::common_whole(&percents))
}

/// Puts the items in the order that was asked for, by the first series, and drops those beyond the limit.
fn arrange(model: &mut Model, order: Option<Order>, limit: Option<usize>, voice: &Voice<'_>) {
    let mut places: Vec<usize> = (0..model.items.len()).collect();
    let value = |item: &usize| match model.kind {
        ChartKind::StackedBar => Some(model.total(*item)),
        _ => model.series.first().and_then(|series| series.points[*item]).map(|point| point.value),
    };
    match order {
        // Items without a value come last.
        Some(Order::Largest) => {
            places.sort_by(|a, b| value(b).unwrap_or(f64::NEG_INFINITY).total_cmp(&value(a).unwrap_or(f64::NEG_INFINITY)))
        }
        Some(Order::Smallest) => places.sort_by(|a, b| value(a).unwrap_or(f64::INFINITY).total_cmp(&value(b).unwrap_or(f64::INFINITY))),
        Some(Order::Name) => places.sort_by(|a, b| voice.locale.compare(&model.items[*a], &model.items[*b])),
        // Time runs one way, whatever the order of the rows.
        None if model.kind.is_along_axis() => {
            let steps = model.axis.places().unwrap_or_default();
            places.sort_by(|a, b| steps.get(*a).zip(steps.get(*b)).map_or(Ordering::Equal, |(a, b)| a.total_cmp(b)));
        }
        None => {}
    }
    places.truncate(limit.unwrap_or(usize::MAX));
    model.axis = model.axis.chosen(&places);
    model.items = places.iter().map(|item| model.items[*item].clone()).collect();
    for series in &mut model.series {
        series.points = places.iter().map(|item| series.points[*item]).collect();
    }
}
