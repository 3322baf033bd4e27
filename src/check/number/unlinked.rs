//! Statistics and fields of tables that say one thing by their words, cite one source, and differ.

use std::collections::{BTreeMap, BTreeSet};

use super::Drawing;
use super::rows::{Column, Counted, Field, Labelled, LabelledRow};
use super::words::{self, Words};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::site::Site;
use crate::site::evidence::comparison::Comparison;
use crate::site::evidence::stat::{Amount, Scale, Stat, Unit};

/// What a statistic measures, in the words of one language.
struct Measured<'a> {
    stat: &'a Stat,
    /// All of them must be those of the field.
    said: Words,
    /// What the field may say beside them: the words of `metric` and of the id.
    named: Words,
}

/// What a table says of all its fields.
struct Around {
    words: Words,
    years: BTreeSet<i64>,
    /// Words that tell of whom or where all of it is.
    names: Words,
}

pub(super) fn all(site: &Site, tables: &[Labelled<'_>], problems: &mut Problems) {
    if tables.is_empty() {
        return;
    }
    let mut measured: BTreeMap<&str, Vec<Measured<'_>>> = BTreeMap::new();
    for stat in site.evidence.stats.values().filter(|stat| matches!(stat.amount, Amount::One(_))) {
        let Some(source) = &stat.source else { continue };
        measured.entry(source).or_default().extend(of_stat(stat));
    }
    let mut told: BTreeMap<&str, Diagnostic> = BTreeMap::new();
    for labelled in tables {
        let drawing = &labelled.drawing;
        let mut by_source: BTreeMap<&str, Vec<&LabelledRow>> = BTreeMap::new();
        for row in &labelled.rows {
            by_source.entry(&row.source).or_default().push(row);
        }
        for (source, rows) in by_source {
            let Some(measured) = measured.get(source) else { continue };
            let title = site.evidence.references.get(source).and_then(|reference| reference.text("title")).unwrap_or_default();
            let around = around(drawing, &title);
            for measured in measured.iter().filter(|measured| !is_linked(measured.stat, drawing)) {
                let Some((row, field)) = compare(measured, &rows, labelled, &around) else { continue };
                let at = labelled.at(row, field);
                let problem = told.entry(&measured.stat.id).or_insert_with(|| conflict(measured.stat, labelled, row, field));
                if problem.also.iter().all(|(known, _)| *known != at) {
                    problem.also.push((at, format!("{} here", field.text)));
                }
            }
        }
    }
    problems.extend(told.into_values());
}

/// A statistic that names its field is compared with that one.
fn is_linked(stat: &Stat, drawing: &Drawing<'_>) -> bool {
    stat.cell.as_ref().is_some_and(|cell| cell.file.value == drawing.path)
}

fn of_stat(stat: &Stat) -> Vec<Measured<'_>> {
    let named = words::of(&format!("{} {}", stat.id, stat.metric.as_ref().map_or("", |metric| &metric.value)));
    let codes: BTreeSet<&str> = stat.counts.languages().collect();
    let text = |words: &'_ crate::site::evidence::stat::Words, code: &str| words.first(&[code, ""]).map(|(_, text)| text.to_owned());
    let in_language = |code: &str| {
        let parts = [&stat.counts, &stat.population, &stat.place].into_iter().filter_map(|part| text(part, code));
        Measured { stat, said: words::of(&parts.collect::<Vec<_>>().join(" ")), named: named.clone() }
    };
    codes.into_iter().map(in_language).filter(|measured| !measured.said.is_empty()).collect()
}

fn around(drawing: &Drawing<'_>, title_of_source: &str) -> Around {
    let stem = drawing.path.trim_end_matches(".csv");
    let (chart, unit) = (&drawing.chart.title, Counted::read(&drawing.chart.unit).words);
    let mut words = words::of(&format!("{stem} {chart} {title_of_source}"));
    words.extend(unit);
    let own: BTreeSet<i64> = words::years(stem).into_iter().chain(words::years(chart)).collect();
    let years = if own.is_empty() { words::years(title_of_source) } else { own };
    Around { words, years, names: words::of_names(chart) }
}

/// The field that measures the same as a statistic and says another number; none if it cannot be told which field does.
fn compare<'r>(
    measured: &Measured<'_>,
    rows: &[&'r LabelledRow],
    labelled: &Labelled<'_>,
    around: &Around,
) -> Option<(&'r LabelledRow, &'r Field)> {
    let mut same = rows.iter().filter(|row| is_row_of(measured, row, labelled, around));
    let row = same.next()?;
    if same.next().is_some() {
        return None;
    }
    let n_words = |field: &Field| labelled.column(field).counted.words.len();
    let mut differing: Option<&Field> = None;
    for field in row.fields.iter().filter(|field| is_column_of(measured, row, labelled.column(field), around)) {
        match agreement(measured.stat, row, field, &labelled.column(field).counted, &labelled.drawing.chart.unit) {
            Some(Comparison::Differ) if differing.is_none_or(|known| n_words(known) < n_words(field)) => differing = Some(field),
            Some(Comparison::Agree) => return None,
            _ => {}
        }
    }
    differing.map(|field| (*row, field))
}

/// Whether a row is of the place, the group and the year of a statistic.
fn is_row_of(measured: &Measured<'_>, row: &LabelledRow, labelled: &Labelled<'_>, around: &Around) -> bool {
    let Measured { stat, said, named } = measured;
    let years = if row.years.is_empty() { &around.years } else { &row.years };
    let is_of_year = match stat.year {
        Some(year) => years.len() == 1 && years.contains(&year),
        None => years.is_empty(),
    };
    let is_said = |word: &String| said.contains(word) || named.contains(word);
    is_of_year
        && (!row.labels.is_empty() || !row.years.is_empty())
        && row.labels.iter().all(|word| said.contains(word))
        // What tells another row apart is not meant by the title of all.
        && said.iter().all(|word| row.labels.contains(word) || !labelled.labels.contains(word))
        && around.names.iter().all(|word| is_said(word) || labelled.labels.contains(word))
}

/// Whether a column counts what a statistic counts.
fn is_column_of(measured: &Measured<'_>, row: &LabelledRow, column: &Column, around: &Around) -> bool {
    let Measured { said, named, .. } = measured;
    let own = &column.counted.words;
    own.iter().all(|word| said.contains(word) || named.contains(word))
        && said.iter().all(|word| {
            let is_of_another = column.others.contains(word) && !own.contains(word) && !row.labels.contains(word);
            !is_of_another && (own.contains(word) || row.labels.contains(word) || around.words.contains(word))
        })
}

/// Whether both say one number; none where their units are not known to be of one kind.
fn agreement(stat: &Stat, row: &LabelledRow, field: &Field, column: &Counted, unit_of_chart: &str) -> Option<Comparison> {
    let said = [column.clone(), Counted::read(&row.unit), Counted::read(unit_of_chart)];
    let unit = said.iter().find_map(|counted| counted.unit);
    let is_share = |unit: Unit| matches!(unit, Unit::Percent | Unit::Odds | Unit::Per100000);
    let unit = match (stat.unit, unit) {
        (wanted, _) if field.text.contains(" in ") => is_share(wanted).then_some(Unit::Odds)?,
        (Unit::Count | Unit::Ratio, None) => stat.unit,
        (wanted, Some(unit)) if wanted == unit || is_share(wanted) && is_share(unit) => unit,
        _ => return None,
    };
    // Where nothing says what a column counts in, it may be thousands.
    let scales: Vec<Scale> = match said.iter().find_map(|counted| counted.scale) {
        Some(scale) => vec![scale],
        None if unit == Unit::Count => Scale::NAMES.iter().map(|(_, scale)| *scale).collect(),
        None => vec![Scale::One],
    };
    let found: Vec<Comparison> = scales.into_iter().map(|scale| stat.compare_in(&field.text, scale, unit)).collect();
    found.iter().find(|found| **found == Comparison::Agree).or(found.first()).copied()
}

fn conflict(stat: &Stat, labelled: &Labelled<'_>, row: &LabelledRow, field: &Field) -> Diagnostic {
    let (path, column, says, row_name) = (labelled.drawing.path, &labelled.column(field).name, &field.text, row.named());
    let message = format!("`{}` and `data/{path}`, which says {says} as `{column}` of {row_name}, give different values", stat.id);
    let help = "compare both with the source and correct the wrong one; if another field of the table has this number, name it by `cell`, \
                and if they measure different things, let `counts` say so";
    Diagnostic::new(Code::CiteStatConflict, message).at(stat.at.clone()).help(help)
}
