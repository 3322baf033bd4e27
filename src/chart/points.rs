//! The points of a chart, from the fields of its rows, with the problems at each field.

use std::collections::BTreeMap;

use super::axis::{Axis, NoDate};
use super::model::{Point, Series};
use super::number::{self, Share, Unreadable};
use super::scale::ScaleKind;
use super::settings::{ChartKind, Settings, mistake};
use super::table::Table;
use super::time::{self, Reading};
use super::voice::Voice;
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::source::Span;

/// The most shapes that stand for people.
pub(super) const MAX_SHAPES: u32 = number::WHOLES[1];

/// The columns that a series is read from.
pub(super) struct Measure {
    pub name: String,
    pub value: usize,
    pub lower: Option<usize>,
    pub upper: Option<usize>,
    pub at_risk: Option<usize>,
}

/// What the points are read by.
pub(super) struct PointReader<'a> {
    pub table: &'a Table,
    pub settings: &'a Settings,
    pub voice: &'a Voice<'a>,
    pub kind: ChartKind,
    pub percent: bool,
    pub scale: ScaleKind,
    pub label: usize,
    pub group: Option<usize>,
    pub measures: &'a [Measure],
}

impl PointReader<'_> {
    pub(super) fn points(&self, rows: &[usize], problems: &mut Problems) -> (Vec<String>, Axis, Vec<Series>) {
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
    fn axis(&self, keys: &[&str], rows: &[usize], problems: &mut Problems) -> Axis {
        Axis::read(keys).unwrap_or_else(|NoDate { item, message, help }| {
            let row = rows.iter().find(|row| self.table.text(**row, self.label) == keys[item]);
            if let Some(row) = row.filter(|_| self.kind.is_along_axis()) {
                problems.push(self.at(self.table.span(*row, self.label), message).help(help));
            }
            Axis::Names
        })
    }

    /// What readers call the item that sums the others up.
    pub(super) fn overall(&self, rows: &[usize], problems: &mut Problems) -> Option<String> {
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

    fn point(&self, row: usize, measure: &Measure, problems: &mut Problems) -> Option<Point> {
        if self.kind.is_of_shares() {
            return self.share(row, measure.value, problems);
        }
        let value = self.on_scale(row, measure.value, problems)?;
        let mut end = |column: Option<usize>| column.and_then(|column| self.on_scale(row, column, problems));
        let interval = end(measure.lower).zip(end(measure.upper));
        if let Some((low, high)) = interval.filter(|(low, high)| !(*low <= value && value <= *high)) {
            let message = format!("{value} does not lie between {low} and {high}, the ends of its interval");
            problems.push(self.at(self.table.span(row, measure.value), message).help("look the three numbers up in the source"));
        }
        let at_risk = measure.at_risk.and_then(|column| self.number(row, column, problems));
        Some(Point { value, interval, share: None, at_risk })
    }

    fn number(&self, row: usize, column: usize, problems: &mut Problems) -> Option<f64> {
        number::read(self.table.text(row, column)).unwrap_or_else(|Unreadable { message, help }| {
            problems.push(self.at(self.table.span(row, column), message).help(help));
            None
        })
    }

    /// A number that the chart's scale has a place for.
    fn on_scale(&self, row: usize, column: usize, problems: &mut Problems) -> Option<f64> {
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
    fn share(&self, row: usize, column: usize, problems: &mut Problems) -> Option<Point> {
        let text = self.table.text(row, column);
        let span = || self.table.span(row, column);
        if let Some(share) = number::read_share(text) {
            let value = 100.0 * f64::from(share.part) / f64::from(share.whole);
            if share.part > share.whole || share.whole == 0 {
                problems
                    .push(self.at(span(), format!("`{text}` is more than the whole")).help("write the smaller number first: `1 in 12`"));
                return None;
            }
            if share.part > 0 && Share::of(value, MAX_SHAPES).part == 0 {
                let message = format!("`{text}` is less than one shape of {MAX_SHAPES}, which is the most that a chart draws");
                problems.push(self.at(span(), message).help("draw it with `kind=\"bar\"`, or say it in words"));
                return None;
            }
            return Some(Point { value, interval: None, share: Some(share), at_risk: None });
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
        Some(Point { value, interval: None, share: None, at_risk: None })
    }

    fn at(&self, span: Span, message: String) -> Diagnostic {
        Diagnostic::new(Code::ChartData, message).at(span).also(self.settings.at.clone(), "drawn by this chart")
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
