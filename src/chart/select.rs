//! The rows of a table that a chart shows.

use super::settings::{Setting, Settings, column, mistake};
use super::table::{Table, TooLong};
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::source::Source;

/// `sex=both`, `site!=All cancers`, `sex=male|female`, `deaths!=` (not empty).
struct Condition {
    column: usize,
    /// Any of them.
    values: Vec<String>,
    holds: bool,
}

impl Condition {
    fn is_met(&self, cells: &[String]) -> bool {
        let cell = cells.get(self.column).map_or("", String::as_str);
        self.values.iter().any(|value| value == cell) == self.holds
    }
}

/// The rows of a file that the chart asks for. Where there are none, all that a message about it needs.
pub(super) fn read(source: &Source, settings: &Settings) -> Result<Table, Problems> {
    let head = Table::head(source);
    // Mistakes in conditions are told by `rows`, once.
    let conditions = settings.get("filter").map(|setting| conditions(&head, setting, &mut Problems::new())).unwrap_or_default();
    let found = Table::read(source, |cells| conditions.iter().all(|condition| condition.is_met(cells)));
    match found {
        Ok(table) if table.n_rows() > 0 || conditions.is_empty() => Ok(table),
        Ok(_) => Ok(Table::first_rows(source)),
        Err(TooLong(at)) => {
            let message = "more rows than a chart can be made of are left; reading stopped here";
            let problem = Diagnostic::new(Code::ChartData, message).at(at).also(settings.at.clone(), "drawn by this chart");
            Err(Problems::from(
                problem.help(
                    "choose rows with `filter`, or sum the numbers up in a smaller file, with the whole one in `static` for download",
                ),
            ))
        }
    }
}

/// The rows that fulfil `filter`, in their order; at least one.
pub(super) fn rows(table: &Table, settings: &Settings, problems: &mut Problems) -> Vec<usize> {
    let before = problems.len();
    let conditions = settings.get("filter").map(|setting| conditions(table, setting, problems)).unwrap_or_default();
    let fulfils = |row: usize| {
        conditions
            .iter()
            .all(|condition| condition.values.iter().any(|value| value == table.text(row, condition.column)) == condition.holds)
    };
    let rows: Vec<usize> = (0..table.n_rows()).filter(|row| fulfils(*row)).collect();
    if rows.is_empty() && problems.len() == before {
        problems.push(match settings.get("filter") {
            Some(setting) => mistake(setting, format!("no row of `{}` is left", table.source()), nothing_left(table, &conditions)),
            None => Diagnostic::new(Code::ChartData, format!("`{}` has no rows", table.source()))
                .at(settings.get("data").map_or_else(|| settings.at.clone(), |setting| setting.at.clone()))
                .help("give it a first line that names the columns, and a line for each item"),
        });
    }
    rows
}

fn conditions(table: &Table, setting: &Setting, problems: &mut Problems) -> Vec<Condition> {
    let parts = setting.value.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .filter_map(|part| {
            let Some((name, values)) = part.split_once('=') else {
                problems.push(mistake(
                    setting,
                    format!("`{part}` is not a condition"),
                    "write `filter=\"year=2022\"`, or `!=` for rows to leave out; commas part several conditions",
                ));
                return None;
            };
            let (name, holds) = name.strip_suffix('!').map_or((name, true), |name| (name, false));
            let column = column(table, name.trim(), setting, problems)?;
            Some(Condition { column, values: values.split('|').map(|value| value.trim().to_owned()).collect(), holds })
        })
        .collect()
}

/// The values that exist in the first column whose condition no row meets.
fn nothing_left(table: &Table, conditions: &[Condition]) -> String {
    let in_vain = |condition: &&Condition| {
        condition.holds && !(0..table.n_rows()).any(|row| condition.values.iter().any(|value| value == table.text(row, condition.column)))
    };
    let Some(condition) = conditions.iter().find(in_vain) else {
        return "no row fulfils all conditions at once; leave one of them out".to_owned();
    };
    let mut values: Vec<&str> = Vec::new();
    for value in (0..table.n_rows()).map(|row| table.text(row, condition.column)).filter(|value| !value.is_empty()) {
        if !values.contains(&value) && values.len() < 8 {
            values.push(value);
        }
    }
    let column = &table.columns[condition.column];
    Suggestion::nearest(&condition.values[0], values.iter().copied())
        .spelled(|near| format!("{column}={near}"))
        .or_else(|| format!("`{column}` has {}", values.join(", ")))
}
