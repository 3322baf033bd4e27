//! Statistics that say where a table has their number too: both must say the same.

use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::source::{Source, Span};
use crate::site::Site;
use crate::site::evidence::cell::Cell;
use crate::site::evidence::comparison::{Comparison, conflict};
use crate::site::evidence::stat::Stat;
use crate::syntax::csv::{self, Csv, Row};

pub(super) fn all(site: &Site, problems: &mut Problems) {
    for stat in site.evidence.stats.values() {
        if let Some(cell) = &stat.cell {
            problems.extend(compare(site, stat, cell));
        }
    }
}

/// The problem of a statistic with its cell, if it has one.
fn compare(site: &Site, stat: &Stat, cell: &Cell) -> Option<Diagnostic> {
    let told =
        |message: String, span: &std::ops::Range<usize>| Diagnostic::new(Code::InvalidValue, message).at(stat.at.source.at(span.clone()));
    let path = cell.file.value.as_str();
    let Some(file) = site.data.get(path).filter(|_| path.ends_with(".csv")) else {
        // A file that cannot be read is told by its reader.
        if site.unreadable_data.contains(path) {
            return None;
        }
        let names = site.data.keys().map(String::as_str).filter(|name| name.ends_with(".csv"));
        let help = Suggestion::nearest(path, names).or("name a CSV file of the folder `data`");
        return Some(told(format!("there is no CSV file `{path}` in `data`"), &cell.file.span).help(help));
    };
    let source = &file.source;
    let mut table = Csv::new(&source.text);
    let columns = std::mem::take(&mut table.columns);
    let place = |name: &str| columns.iter().position(|column| column == name);
    let no_column = |name: &str, span: &std::ops::Range<usize>| {
        let help = Suggestion::nearest(name, columns.iter().map(String::as_str)).or_else(|| format!("it has {}", columns.join(", ")));
        told(format!("`data/{path}` has no column `{name}`"), span).help(help)
    };
    let Some(column) = place(&cell.column.value) else { return Some(no_column(&cell.column.value, &cell.column.span)) };
    let mut conditions = Vec::new();
    for (name, value) in &cell.row {
        let Some(at) = place(name) else { return Some(no_column(name, &value.span)) };
        conditions.push((at, value.value.as_str()));
    }
    let holds = |row: &Row| conditions.iter().all(|(at, value)| row.fields().nth(*at).is_some_and(|field| field.trim() == *value));
    let mut rows = table.filter(holds);
    let Some(row) = rows.next() else { return Some(no_row(told, cell, source, path, &conditions, &columns)) };
    if let Some(other) = rows.next() {
        let problem = told(format!("more than one row of `data/{path}` is meant"), &cell.span)
            .also(start(source, &row), "one")
            .also(start(source, &other), "another");
        return Some(problem.help("say in `where` what tells them apart: `where = { site = \"Lung\", sex = \"both\" }`"));
    }
    let text = row.fields().nth(column).unwrap_or_default().trim().to_owned();
    let at = source.id.at(csv::field(&source.text, row.start, column));
    match stat.compare(&text, cell.scale) {
        Comparison::Agree => None,
        Comparison::Differ => Some(conflict(stat, cell, &text).also(at, "the cell")),
        Comparison::NoNumber => Some(
            told(format!("the cell of `{}` holds no number", stat.id), &cell.span)
                .also(at, "the cell")
                .help("name the column and the row that have it"),
        ),
    }
}

fn start(source: &Source, row: &Row) -> Span {
    source.id.at(csv::field(&source.text, row.start, 0))
}

/// No row fulfils all conditions: the first that no row fulfils, with the nearest value that is there.
fn no_row(
    told: impl Fn(String, &std::ops::Range<usize>) -> Diagnostic,
    cell: &Cell,
    source: &Source,
    path: &str,
    conditions: &[(usize, &str)],
    columns: &[String],
) -> Diagnostic {
    let values = |at: usize| Csv::new(&source.text).filter_map(move |row| Some(row.fields().nth(at)?.trim().to_owned()));
    let in_vain = conditions.iter().position(|(at, value)| !values(*at).any(|field| field == *value));
    let Some(n) = in_vain else {
        let problem = told(format!("no row of `data/{path}` has all that `where` says"), &cell.span);
        return problem.help("leave one of the conditions out, or correct it");
    };
    let (at, value) = conditions[n];
    let known: std::collections::BTreeSet<String> = values(at).collect();
    let problem = told(format!("no row of `data/{path}` has `{value}` in its column `{}`", columns[at]), &cell.row[n].1.span);
    problem.help(Suggestion::nearest(value, known.iter().map(String::as_str)).or("write it as the file does"))
}
