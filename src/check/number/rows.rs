//! The fields of a table that hold numbers, each with the words that say what it measures.

use std::collections::{BTreeMap, BTreeSet};

use super::Drawing;
use super::words::{self, Words};
use crate::base::source::Span;
use crate::site::evidence::stat::{Scale, Unit};
use crate::syntax::csv::{self, Csv};

/// Columns that say nothing of what a row measures.
const REMARKS: &[&str] = &["status", "note", "checked", "url", "doi", "iso", "iso3", "code", "id", "flag", "comment", "unit", "definition"];
/// Columns that name the source of their row.
const SOURCES: &[&str] = &["source", "source_id", "reference", "citation"];
/// Columns whose numbers tell rows apart.
const STEPS: &[&str] = &["age", "stage", "dose", "grade", "month", "week", "day", "quarter"];

/// What a column's name says of its numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Counted {
    /// The words of the name without those of its unit.
    pub words: Words,
    pub unit: Option<Unit>,
    pub scale: Option<Scale>,
}

impl Counted {
    /// Reads `new_cases_pct`, `deaths_millions`, `% of new cases` or `median survival, months`.
    pub(super) fn read(text: &str) -> Self {
        let mut found = Self { words: words::of(text), ..Self::default() };
        for token in words::tokens(text) {
            let (unit, scale) = match token.as_str() {
                "pct" | "percent" | "percentage" | "%" | "prozent" | "pourcentage" => (Some(Unit::Percent), None),
                "days" => (Some(Unit::Days), None),
                "months" => (Some(Unit::Months), None),
                "years" => (Some(Unit::Years), None),
                "thousand" | "thousands" => (None, Some(Scale::Thousand)),
                "million" | "millions" => (None, Some(Scale::Million)),
                "billion" | "billions" => (None, Some(Scale::Billion)),
                "100000" | "100k" => (Some(Unit::Per100000), None),
                _ => continue,
            };
            for word in words::of(&token) {
                found.words.remove(&word);
            }
            (found.unit, found.scale) = (found.unit.or(unit), found.scale.or(scale));
        }
        found
    }
}

/// A column that holds numbers.
pub(super) struct Column {
    /// As the first row has it.
    pub name: String,
    pub counted: Counted,
    /// Words of the names of all columns with numbers but this one.
    pub others: Words,
}

/// A field with a number.
pub(super) struct Field {
    /// Among all columns of the table.
    pub column: usize,
    pub text: String,
}

pub(super) struct LabelledRow {
    /// The key of the source that its numbers are from.
    pub source: String,
    pub labels: Words,
    /// As they are written, for messages.
    pub label: String,
    /// Those that its labels and its columns of years name.
    pub years: BTreeSet<i64>,
    pub unit: String,
    pub fields: Vec<Field>,
    start: usize,
}

/// A table with what all its rows say.
pub(super) struct Labelled<'a> {
    pub drawing: Drawing<'a>,
    pub rows: Vec<LabelledRow>,
    /// Those that hold numbers which the chart shows.
    columns: BTreeMap<usize, Column>,
    /// The words of all labels.
    pub labels: Words,
    /// The names of the columns that hold labels.
    pub label_columns: BTreeSet<String>,
}

impl<'a> Labelled<'a> {
    /// Reads the rows whose source is known: that of a column, or the only one that the chart cites.
    pub(super) fn read(drawing: Drawing<'a>, is_source: impl Fn(&str) -> bool) -> Self {
        let source = &drawing.file.source;
        let mut table = Csv::new(&source.text);
        let names = std::mem::take(&mut table.columns);
        let rows: Vec<csv::Row> = table.collect();
        let roles: Vec<Role> = (0..names.len()).map(|n| role(&names, n, &rows)).collect();
        let of_role = |wanted: Role| (0..names.len()).filter(|n| roles[*n] == wanted).collect::<Vec<_>>();
        let only = (drawing.chart.sources.len() == 1).then(|| &drawing.chart.sources[0]);
        let columns = columns(&names, &of_role(Role::Number), drawing.chart.columns.as_ref());
        let label_columns = of_role(Role::Label).into_iter().map(|n| names[n].to_lowercase()).collect();
        let mut labelled = Self { drawing, rows: Vec::new(), columns, labels: Words::new(), label_columns };
        for row in &rows {
            let fields: Vec<&str> = row.fields().map(str::trim).collect();
            let texts = |wanted: Role| of_role(wanted).into_iter().filter_map(|n| fields.get(n).copied()).filter(|text| !text.is_empty());
            let label = texts(Role::Label).collect::<Vec<_>>().join(", ");
            labelled.labels.extend(words::of(&label));
            let Some(key) = texts(Role::Source).find(|text| is_source(text)).map(str::to_owned).or_else(|| only.cloned()) else { continue };
            let numbers = labelled.columns.keys().filter_map(|n| Some(Field { column: *n, text: (*fields.get(*n)?).to_owned() }));
            labelled.rows.push(LabelledRow {
                source: key,
                labels: words::of(&label),
                years: words::years(&label).into_iter().chain(texts(Role::Year).flat_map(words::years)).collect(),
                label,
                unit: texts(Role::Unit).collect(),
                fields: numbers.filter(|field| !field.text.is_empty()).collect(),
                start: row.start,
            });
        }
        labelled
    }

    pub(super) fn column(&self, field: &Field) -> &Column {
        &self.columns[&field.column]
    }

    /// The words of the names of columns with numbers.
    pub(super) fn column_words(&self) -> impl Iterator<Item = String> {
        self.columns.values().flat_map(|column| column.counted.words.iter().cloned())
    }

    /// Where a field stands.
    pub(super) fn at(&self, row: &LabelledRow, field: &Field) -> Span {
        let source = &self.drawing.file.source;
        source.id.at(csv::field(&source.text, row.start, field.column))
    }
}

impl LabelledRow {
    /// What a row is of, as a reader would say it: `Kenya, women, 2022`.
    pub(super) fn named(&self) -> String {
        let years = self.years.iter().map(i64::to_string).filter(|year| !self.label.contains(year.as_str()));
        std::iter::once(self.label.clone()).filter(|label| !label.is_empty()).chain(years).collect::<Vec<_>>().join(", ")
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Role {
    Label,
    Year,
    Source,
    Unit,
    Number,
    None,
}

/// The columns with numbers, those that the chart shows, by their place.
fn columns(names: &[String], numbers: &[usize], shown: Option<&BTreeSet<String>>) -> BTreeMap<usize, Column> {
    let counted: Vec<(usize, Counted)> = numbers.iter().map(|n| (*n, Counted::read(&names[*n]))).collect();
    let column = |(n, own): &(usize, Counted)| {
        let others = counted.iter().filter(|(m, _)| m != n).flat_map(|(_, other)| other.words.iter().cloned()).collect();
        (*n, Column { name: names[*n].clone(), counted: own.clone(), others })
    };
    counted.iter().filter(|(n, _)| shown.is_none_or(|shown| shown.contains(&names[*n]))).map(column).collect()
}

fn role(columns: &[String], n: usize, rows: &[csv::Row]) -> Role {
    let name = columns[n].to_lowercase();
    let tokens: Vec<String> = words::tokens(&name).collect();
    let has = |known: &[&str]| tokens.iter().any(|token| known.contains(&token.as_str()));
    // `site_fr` is the form of `site` in a language.
    let is_form = |base: &String| name.strip_prefix(&base.to_lowercase()).is_some_and(|code| code.starts_with('_') && code.len() <= 4);
    if columns.iter().any(is_form) {
        return Role::None;
    }
    if SOURCES.contains(&name.as_str()) {
        return Role::Source;
    }
    if name == "unit" {
        return Role::Unit;
    }
    if has(&["year", "année", "annee", "date", "period"]) {
        return Role::Year;
    }
    if has(REMARKS) {
        return Role::None;
    }
    let texts = || rows.iter().filter_map(|row| row.fields().nth(n)).map(str::trim).filter(|text| !text.is_empty());
    match texts().all(is_number) && n > 0 && !has(STEPS) {
        true => Role::Number,
        false => Role::Label,
    }
}

fn is_number(text: &str) -> bool {
    let plain = |text: &str| text.parse::<f64>().is_ok();
    plain(text) || text.split_once(" in ").is_some_and(|(part, whole)| plain(part.trim()) && plain(whole.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_columns_say_what_is_counted() {
        let check = |text: &str, expected: &str, unit: Option<Unit>, scale: Option<Scale>| {
            let counted = Counted::read(text);
            let words = counted.words.iter().cloned().collect::<Vec<_>>().join(" ");
            assert_eq!((words.as_str(), counted.unit, counted.scale), (expected, unit, scale), "{text}");
        };
        check("new_cases_pct", "case new", Some(Unit::Percent), None);
        check("deaths_millions", "death", None, Some(Scale::Million));
        check("% of new cases", "case new", Some(Unit::Percent), None);
        check("million people", "", None, Some(Scale::Million));
        check("rate_per_100000", "rate", Some(Unit::Per100000), None);
    }
}
