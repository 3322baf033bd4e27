//! Two tables that have one number twice, cite one source for it, and differ.

use std::collections::{BTreeMap, BTreeSet};

use super::Drawing;
use super::rows::{Counted, Labelled};
use super::words::{self, Words};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::Span;
use crate::site::Site;
use crate::site::evidence::comparison::fields_agree;

/// Words of names of files and titles that do not say of whom or of what.
const GENERIC: &[&str] = &[
    "chart", "copy", "data", "draft", "estimate", "fig", "figure", "final", "list", "new", "old", "table", "top", "update", "updated",
    "version",
];

/// What a field measures, in all words that its table has for it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Measure<'a> {
    source: &'a str,
    column: String,
    unit: &'a str,
    label_columns: &'a BTreeSet<String>,
    labels: &'a Words,
    year: i64,
}

/// A field that is the only one of its table with its measure.
struct Said<'a> {
    text: &'a str,
    at: Span,
    table: &'a Labelled<'a>,
    row: String,
}

pub(super) fn all(site: &Site, tables: &[Labelled<'_>], problems: &mut Problems) {
    let n_files = tables.iter().map(|table| table.drawing.path).collect::<BTreeSet<_>>().len();
    if n_files < 2 {
        return;
    }
    let mut by_measure: BTreeMap<Measure<'_>, Vec<Said<'_>>> = BTreeMap::new();
    for table in tables {
        for (measure, said) in fields(table) {
            by_measure.entry(measure).or_default().push(said);
        }
    }
    let mut told = BTreeSet::new();
    for (measure, said) in by_measure {
        let Some((first, others)) = said.split_first() else { continue };
        for other in others.iter().filter(|other| other.table.drawing.path != first.table.drawing.path) {
            let differ = fields_agree(first.text, other.text) == Some(false);
            if differ
                && are_of_one_thing(site, first.table, other.table, measure.source)
                && told.insert((other.at.source.clone(), other.at.start))
            {
                problems.push(conflict(&measure, first, other));
            }
        }
    }
}

/// The fields of a table by what they measure, where only one measures it and it says of which year it is.
fn fields<'a>(table: &'a Labelled<'a>) -> BTreeMap<Measure<'a>, Said<'a>> {
    let of_title = words::years(&table.drawing.chart.title);
    let mut found: BTreeMap<Measure<'a>, Option<Said<'a>>> = BTreeMap::new();
    for row in table.rows.iter().filter(|row| !row.labels.is_empty()) {
        let mut years = if row.years.is_empty() { of_title.iter() } else { row.years.iter() };
        let (Some(year), None) = (years.next(), years.next()) else { continue };
        for field in &row.fields {
            let measure = Measure {
                source: &row.source,
                column: table.column(field).name.to_lowercase(),
                unit: &row.unit,
                label_columns: &table.label_columns,
                labels: &row.labels,
                year: *year,
            };
            let said = Said { text: &field.text, at: table.at(row, field), table, row: row.named() };
            found.entry(measure).and_modify(|known| *known = None).or_insert(Some(said));
        }
    }
    found.into_iter().filter_map(|(measure, said)| Some((measure, said?))).collect()
}

/// Whether nothing that two charts and files are called by tells what they show apart.
fn are_of_one_thing(site: &Site, one: &Labelled<'_>, two: &Labelled<'_>, source: &str) -> bool {
    let unit = |table: &Labelled<'_>| Counted::read(&table.drawing.chart.unit);
    let known = site.evidence.references.get(source).and_then(|reference| reference.text("title")).unwrap_or_default();
    let known = words::of(&known);
    // `cases2` is the second table of cases.
    let unnumbered = |text: &str| words::tokens(text).map(|token| token.trim_end_matches(char::is_numeric).to_owned()).collect::<Vec<_>>();
    let called = |drawing: &Drawing<'_>| {
        let said = format!("{} {}", drawing.path.trim_end_matches(".csv"), drawing.chart.title);
        words::of(&unnumbered(&said).join(" "))
    };
    let inside = |table: &Labelled<'_>| {
        let columns = table.column_words().chain(table.label_columns.iter().flat_map(|name| words::of(name)));
        columns.chain(table.labels.iter().cloned()).collect::<Words>()
    };
    let (called_one, called_two, inside_one, inside_two) = (called(&one.drawing), called(&two.drawing), inside(one), inside(two));
    let is_shared = |word: &String| inside_one.contains(word) && inside_two.contains(word) || known.contains(word);
    let tells_apart = |word: &&String| !is_shared(word) && !GENERIC.contains(&word.as_str());
    unit(one) == unit(two) && called_one.symmetric_difference(&called_two).find(tells_apart).is_none()
}

fn conflict(measure: &Measure<'_>, first: &Said<'_>, other: &Said<'_>) -> Diagnostic {
    let [one, two] = [first, other].map(|said| said.table.drawing.path);
    let message = format!(
        "`data/{one}` says {} as `{}` of {}, and `data/{two}` says {}, both from `{}`",
        first.text, measure.column, first.row, other.text, measure.source
    );
    let help =
        "compare both with the source, and correct the wrong one; if they count different things, let the names of their columns say so";
    Diagnostic::new(Code::CiteStatConflict, message).at(other.at.clone()).also(first.at.clone(), "the other value").help(help)
}
