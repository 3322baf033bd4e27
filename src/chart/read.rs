//! From the rows of a table to what a chart shows, with every problem on the way.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::MAX_SERIES;
use super::axis::{Axis, NoDate};
use super::model::{Model, Point, Series};
use super::number::{self, Unreadable};
use super::reference;
use super::scale::ScaleKind;
use super::select;
use super::settings::{ChartKind, Order, Settings, mistake};
use super::table::Table;
use super::time::{self, Reading};
use super::unit::Unit;
use super::voice::Voice;
use crate::base::diagnostic::{Code, Diagnostic, Suggestion};
use crate::base::source::Span;

/// More items than this make no chart that can be read.
const MAX_ITEMS: usize = 60;
/// A line may have more.
const MAX_STEPS: usize = 400;
/// The most shapes that stand for people.
const MAX_SHAPES: u32 = 200;

/// The columns that a series is read from.
struct Measure {
    name: String,
    value: usize,
    lower: Option<usize>,
    upper: Option<usize>,
}

/// Reads the rows that are asked for as items and series.
pub(super) fn model(table: &Table, settings: &Settings, voice: &Voice<'_>) -> Result<Model, Vec<Diagnostic>> {
    let mut problems = Vec::new();
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
    let reference = reference::read(settings, kind, is_ratio, voice, &mut problems);
    let scale = reference::scale(settings, kind, is_ratio, &mut problems);
    let limit = settings.limit(&mut problems);
    let (Some(kind), Some(label), Some(title), true) = (kind, label, title, problems.is_empty()) else { return Err(problems) };
    let reader = PointReader { table, settings, voice, kind, percent: unit.is_percent, scale, label, group, measures: &measures };
    let (items, axis, series) = reader.points(&rows, &mut problems);
    let item_name = settings.text("label-name").map_or_else(|| humanised(&table.columns[label]), str::to_owned);
    let has_intervals = measures.iter().any(|measure| measure.lower.is_some());
    let mut model = Model { kind, title, unit, item_name, items, axis, series, has_intervals, scale, reference, total: None };
    let total = reader.total(&rows, &mut problems);
    arrange(&mut model, order, limit, voice);
    model.total = total.and_then(|name| model.items.iter().position(|item| *item == name));
    // Shares are read as percentages, whatever the data write.
    model.unit.is_percent |= kind == ChartKind::Proportion;
    let values: Vec<f64> = model.values().collect();
    model.unit.align(values.into_iter());
    reader.check(&model, &mut problems);
    if problems.is_empty() { Ok(model) } else { Err(problems) }
}

fn required(settings: &Settings, name: &str, table: &Table, problems: &mut Vec<Diagnostic>) -> Option<usize> {
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

fn measures(table: &Table, settings: &Settings, problems: &mut Vec<Diagnostic>) -> Vec<Measure> {
    if settings.get("value").is_none() {
        problems.push(settings.missing("value", table.columns.get(1).map_or("…", String::as_str)));
    }
    let [values, lower, upper] = ["value", "lower", "upper"].map(|name| settings.columns(name, table, problems));
    let names = settings.words("names");
    for (argument, found) in [("lower", lower.len()), ("upper", upper.len()), ("names", names.len())] {
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
    };
    values.into_iter().enumerate().map(named).collect()
}

/// The unit that the chart names, or the one that all its rows have in a column `unit`.
fn unit(
    table: &Table,
    settings: &Settings,
    rows: &[usize],
    kind: Option<ChartKind>,
    voice: &Voice<'_>,
    problems: &mut Vec<Diagnostic>,
) -> Unit {
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
    if kind != Some(ChartKind::Proportion) {
        problems.push(
            Diagnostic::new(Code::A11yChartTable, "this chart does not say what its numbers count")
                .at(settings.at.clone())
                .help("write `unit=\"people\"` or `unit=\"%\"`, or give the data a column `unit`"),
        );
    }
    Unit::default()
}

/// What the points are read by.
struct PointReader<'a> {
    table: &'a Table,
    settings: &'a Settings,
    voice: &'a Voice<'a>,
    kind: ChartKind,
    percent: bool,
    scale: ScaleKind,
    label: usize,
    group: Option<usize>,
    measures: &'a [Measure],
}

impl PointReader<'_> {
    fn points(&self, rows: &[usize], problems: &mut Vec<Diagnostic>) -> (Vec<String>, Axis, Vec<Series>) {
        let language = self.voice.locale.language().as_str().to_owned();
        let shown = |column: usize| self.table.localised(column, &language);
        let mut items = Named::default();
        let mut groups = Named::default();
        let mut cells: BTreeMap<(usize, usize), (usize, Option<Point>)> = BTreeMap::new();
        for &row in rows {
            let name = |column: usize| name(self.table.text(row, shown(column)), self.voice);
            let item = items.place(self.table.text(row, self.label), || name(self.label));
            let first = self.group.map_or(0, |group| groups.place(self.table.text(row, group), || name(group)));
            for (n, measure) in self.measures.iter().enumerate() {
                let point = self.point(row, measure, problems);
                if let Some((other, _)) = cells.insert((first + n, item), (row, point)) {
                    problems.push(self.twice(row, other));
                    break;
                }
            }
        }
        let names: Vec<String> = match self.group {
            Some(_) => groups.names,
            None => self.measures.iter().map(|measure| measure.name.clone()).collect(),
        };
        let axis = self.axis(&items.keys, rows, problems);
        let items = items.names;
        let points = |n: usize| (0..items.len()).map(|item| cells.get(&(n, item)).and_then(|(_, point)| *point)).collect();
        let series = names.into_iter().enumerate().map(|(n, name)| Series { name, points: points(n) }).collect();
        (items, axis, series)
    }

    /// Names stand beside bars in any order; along a line, a date that cannot be read would stand in a wrong place.
    fn axis(&self, keys: &[&str], rows: &[usize], problems: &mut Vec<Diagnostic>) -> Axis {
        Axis::read(keys).unwrap_or_else(|NoDate { item, message, help }| {
            let row = rows.iter().find(|row| self.table.text(**row, self.label) == keys[item]);
            if let Some(row) = row.filter(|_| self.kind.is_along_axis()) {
                problems.push(self.at(self.table.span(*row, self.label), message).help(help));
            }
            Axis::Names
        })
    }

    /// What readers call the item that sums the others up.
    fn total(&self, rows: &[usize], problems: &mut Vec<Diagnostic>) -> Option<String> {
        let setting = self.settings.get("total")?;
        if self.kind != ChartKind::Forest {
            problems.push(mistake(
                setting,
                "only a forest plot draws what others give together",
                "leave `total` out, or use `kind=\"forest\"`",
            ));
            return None;
        }
        let key = |row: &usize| self.table.text(*row, self.label);
        let Some(row) = rows.iter().find(|row| key(row) == setting.value) else {
            let message = format!("no row of this chart is named `{}`", setting.value);
            let help = Suggestion::nearest(&setting.value, rows.iter().map(key)).or("write the name as the data file has it");
            problems.push(mistake(setting, message, help));
            return None;
        };
        Some(name(self.table.text(*row, self.table.localised(self.label, self.voice.locale.language().as_str())), self.voice))
    }

    fn twice(&self, row: usize, other: usize) -> Diagnostic {
        let name = self.table.text(row, self.label);
        Diagnostic::new(Code::ChartData, format!("two rows of this chart are for `{name}`"))
            .at(self.settings.at.clone())
            .also(self.table.span(other, self.label), "the first")
            .also(self.table.span(row, self.label), "the second")
            .help("choose one of them with `filter`, or name the column that tells them apart as `series`")
    }

    fn point(&self, row: usize, measure: &Measure, problems: &mut Vec<Diagnostic>) -> Option<Point> {
        if self.kind == ChartKind::Proportion {
            return self.share(row, measure.value, problems);
        }
        let value = self.on_scale(row, measure.value, problems)?;
        let mut end = |column: Option<usize>| column.and_then(|column| self.on_scale(row, column, problems));
        let interval = end(measure.lower).zip(end(measure.upper));
        if let Some((low, high)) = interval.filter(|(low, high)| !(*low <= value && value <= *high)) {
            let message = format!("{value} does not lie between {low} and {high}, the ends of its interval");
            problems.push(self.at(self.table.span(row, measure.value), message).help("look the three numbers up in the source"));
        }
        Some(Point { value, interval, share: None })
    }

    fn number(&self, row: usize, column: usize, problems: &mut Vec<Diagnostic>) -> Option<f64> {
        number::read(self.table.text(row, column)).unwrap_or_else(|Unreadable { message, help }| {
            problems.push(self.at(self.table.span(row, column), message).help(help));
            None
        })
    }

    /// A number that the chart's scale has a place for.
    fn on_scale(&self, row: usize, column: usize, problems: &mut Vec<Diagnostic>) -> Option<f64> {
        let value = self.number(row, column, problems)?;
        if self.scale == ScaleKind::Log && value <= 0.0 {
            let message = format!("`{}` has no place on a log scale", self.table.text(row, column));
            let help = "a ratio is above zero: compare it with the source; other numbers need `scale=\"linear\"`";
            problems.push(self.at(self.table.span(row, column), message).help(help));
            return None;
        }
        Some(value)
    }

    /// `1 in 12`, a number up to 1, or a percentage where the unit is one.
    fn share(&self, row: usize, column: usize, problems: &mut Vec<Diagnostic>) -> Option<Point> {
        let text = self.table.text(row, column);
        let span = || self.table.span(row, column);
        if let Some(share) = number::read_share(text) {
            if share.part > share.whole || share.whole == 0 {
                problems
                    .push(self.at(span(), format!("`{text}` is more than the whole")).help("write the smaller number first: `1 in 12`"));
                return None;
            }
            if share.whole > MAX_SHAPES {
                let message = format!("`{text}` would take {} shapes; a chart draws at most {MAX_SHAPES}", share.whole);
                problems.push(self.at(span(), message).help("draw it with `kind=\"bar\"`, or say it in words"));
                return None;
            }
            return Some(Point { value: 100.0 * f64::from(share.part) / f64::from(share.whole), interval: None, share: Some(share) });
        }
        let value = self.number(row, column, problems)? * if self.percent { 1.0 } else { 100.0 };
        if !(0.0..=100.0).contains(&value) {
            let help = if self.percent {
                "write a percentage from 0 to 100"
            } else {
                "write `1 in 12`, a number from 0 to 1, or give the chart `unit=\"%\"`"
            };
            problems.push(self.at(span(), format!("`{text}` is not a proportion")).help(help));
            return None;
        }
        Some(Point { value, interval: None, share: None })
    }

    fn at(&self, span: Span, message: String) -> Diagnostic {
        Diagnostic::new(Code::ChartData, message).at(span).also(self.settings.at.clone(), "drawn by this chart")
    }

    /// Checks that need the whole model.
    fn check(&self, model: &Model, problems: &mut Vec<Diagnostic>) {
        let refuse = |message: String, help: &str| Diagnostic::new(Code::ChartData, message).at(self.settings.at.clone()).help(help);
        let (n_items, n_series) = (model.items.len(), model.series.len());
        let most = if self.kind == ChartKind::Line { MAX_STEPS } else { MAX_ITEMS };
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
        if n_series > 1 && matches!(self.kind, ChartKind::Bar | ChartKind::Proportion) {
            let help = "use `kind=\"grouped-bar\"`, or name one column as `value`";
            problems.push(refuse(format!("`kind=\"{}\"` shows one series, and here are {n_series}", self.kind.name()), help));
        }
        let points = || model.series.iter().flat_map(|series| series.points.iter().flatten());
        if points().next().is_none() && problems.is_empty() {
            problems.push(refuse("this chart has no number to show".to_owned(), "look whether `value` names the right column"));
        }
        if let Some(reference) = model.reference.as_ref().filter(|reference| self.scale == ScaleKind::Log && reference.value <= 0.0) {
            problems.push(refuse(format!("a log scale has no place for a line at {}", reference.value), "write `reference=\"1\"`"));
        }
        if self.kind == ChartKind::Forest && !model.has_intervals {
            problems.push(refuse(
                "a forest plot shows intervals, and this one has none".to_owned(),
                "name their columns: `lower=\"…\" upper=\"…\"`",
            ));
        }
        if self.kind == ChartKind::StackedBar && points().any(|point| point.value < 0.0) {
            problems.push(refuse("numbers below zero cannot be stacked".to_owned(), "use `kind=\"grouped-bar\"`"));
        }
    }
}

/// Keys in the order in which they were met, with what readers see for them.
#[derive(Default)]
struct Named<'t> {
    places: BTreeMap<&'t str, usize>,
    keys: Vec<&'t str>,
    names: Vec<String>,
}

impl<'t> Named<'t> {
    /// The place of a key among those met so far.
    fn place(&mut self, key: &'t str, name: impl FnOnce() -> String) -> usize {
        *self.places.entry(key).or_insert_with(|| {
            self.keys.push(key);
            self.names.push(name());
            self.names.len() - 1
        })
    }
}

/// A name for readers: months and days as the language writes them, years in its digits.
fn name(text: &str, voice: &Voice<'_>) -> String {
    match time::read(text) {
        Reading::Date(date) => date.name(voice),
        _ => voice.name(text),
    }
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
