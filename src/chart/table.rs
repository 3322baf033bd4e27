//! Rows under named columns, with the place of every field in its file.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::base::diagnostic::Problems;
use crate::base::source::{Source, SourceId, Span};
use crate::syntax::csv::{self, Csv};
use crate::syntax::fields::{self, parse_toml};

/// A chart of more rows than this would say nothing; reading stops there. Rows that it does not ask for are not kept.
pub(super) const MAX_ROWS: usize = 20_000;

/// A CSV file, or the `[[rows]]` of a TOML file. Violations of the file's format are reported by the reader of data files.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    source: SourceId,
    text: Arc<str>,
    pub columns: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Clone, Debug)]
struct Row {
    cells: Vec<String>,
    places: Places,
}

#[derive(Clone, Debug)]
enum Places {
    /// The byte at which the line starts: its fields are found when they are asked for.
    Line(usize),
    Each(Vec<Range<usize>>),
}

/// More rows are asked for than a chart can be made of; the place of the first surplus row.
#[derive(Clone, Debug)]
pub(crate) struct TooLong(pub Span);

impl Table {
    /// The columns alone; a file that holds no rows gives a table without columns.
    pub(super) fn head(source: &Source) -> Self {
        // Keeping no row, it cannot be too long.
        Self::read(source, |_| false).unwrap_or_else(|_| Self::empty(source))
    }

    fn empty(source: &Source) -> Self {
        Self { source: source.id.clone(), text: source.text.clone(), columns: Vec::new(), rows: Vec::new() }
    }

    /// Reads the rows of a data file whose fields are wanted.
    pub(super) fn read(source: &Source, is_wanted: impl Fn(&[String]) -> bool) -> Result<Self, TooLong> {
        let mut table = Self::empty(source);
        if source.id.as_str().ends_with(".toml") {
            table.read_toml(is_wanted)?
        } else {
            table.read_csv(is_wanted)?
        }
        Ok(table)
    }

    /// Reads all rows up to the most that are kept.
    pub(super) fn first_rows(source: &Source) -> Self {
        let n_rows = std::cell::Cell::new(0);
        let is_wanted = |_: &[String]| n_rows.replace(n_rows.get() + 1) < MAX_ROWS;
        Self::read(source, is_wanted).unwrap_or_else(|_| Self::empty(source))
    }

    fn read_csv(&mut self, is_wanted: impl Fn(&[String]) -> bool) -> Result<(), TooLong> {
        let text = self.text.clone();
        let mut rows = Csv::new(&text);
        self.columns = std::mem::take(&mut rows.columns);
        for row in rows {
            let cells: Vec<String> = row.fields().map(|cell| cell.trim().to_owned()).collect();
            if !is_wanted(&cells) {
                continue;
            }
            if self.rows.len() == MAX_ROWS {
                return Err(TooLong(self.source.at(row.start..row.start)));
            }
            self.rows.push(Row { cells, places: Places::Line(row.start) });
        }
        Ok(())
    }

    fn read_toml(&mut self, is_wanted: impl Fn(&[String]) -> bool) -> Result<(), TooLong> {
        let tree = parse_toml(&self.source, &self.text, 0, &mut Problems::new());
        let Some(fields::Value::Array(nodes)) = tree.entries.iter().find(|entry| entry.key == "rows").map(|entry| &entry.node.value) else {
            return Ok(());
        };
        let tables: Vec<(&fields::Table, &Range<usize>)> = nodes
            .iter()
            .filter_map(|node| match &node.value {
                fields::Value::Table(table) => Some((table, &node.span)),
                _ => None,
            })
            .collect();
        let mut known = BTreeSet::new();
        for entry in tables.iter().flat_map(|(table, _)| &table.entries) {
            if known.insert(entry.key.as_str()) {
                self.columns.push(entry.key.clone());
            }
        }
        for (table, span) in tables {
            let field = |name: &String| table.entries.iter().find(|entry| entry.key == *name).map(|entry| &entry.node);
            let (cells, places): (Vec<String>, _) = self
                .columns
                .iter()
                .map(|name| field(name).map_or((String::new(), span.clone()), |node| (plain(&node.value), node.span.clone())))
                .unzip();
            if !is_wanted(&cells) {
                continue;
            }
            if self.rows.len() == MAX_ROWS {
                return Err(TooLong(self.source.at(span.clone())));
            }
            self.rows.push(Row { cells, places: Places::Each(places) });
        }
        Ok(())
    }

    pub(crate) fn source(&self) -> &SourceId {
        &self.source
    }

    pub(crate) fn n_rows(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// Where the first row names a column.
    pub(crate) fn head_span(&self, column: usize) -> Span {
        let mark = if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        self.source.at(csv::field(&self.text, mark, column))
    }

    /// The column's own form for a language (`site_fr` for `site`), or the column itself.
    pub(crate) fn localised(&self, column: usize, language: &str) -> usize {
        let name = &self.columns[column];
        let codes = std::iter::successors(Some(language), |code| code.rsplit_once('-').map(|(parent, _)| parent));
        codes.filter_map(|code| self.column(&format!("{name}_{}", code.replace('-', "_")))).next().unwrap_or(column)
    }

    /// A field's text, empty where the row is too short.
    pub(crate) fn text(&self, row: usize, column: usize) -> &str {
        self.rows[row].cells.get(column).map_or("", String::as_str)
    }

    pub(crate) fn span(&self, row: usize, column: usize) -> Span {
        self.source.at(match &self.rows[row].places {
            Places::Line(start) => csv::field(&self.text, *start, column),
            Places::Each(places) => places.get(column).cloned().unwrap_or(0..0),
        })
    }
}

fn plain(value: &fields::Value) -> String {
    match value {
        fields::Value::String(text) => text.trim().to_owned(),
        fields::Value::Integer(number) => number.to_string(),
        fields::Value::Float(number) => number.to_string(),
        fields::Value::Bool(flag) => flag.to_string(),
        fields::Value::Moment(moment) => moment.iso(),
        fields::Value::Nothing | fields::Value::Array(_) | fields::Value::Table(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, row: usize, column: usize, expected: &str) {
        let table = Table::read(&Source::new("data/x.csv", text), |_| true).expect("a short table");
        let span = table.span(row, column);
        assert_eq!(format!("{}|{}", &text[span.start..span.end], table.text(row, column)), expected);
    }

    #[test]
    fn fields_are_found_where_they_stand() {
        check("a,b\n1,2\n3,4\n", 1, 1, "4|4");
        check("\u{feff}a,b\r\n1,2\r\n3,4", 1, 0, "3|3");
        check("a,b\n\"x, \"\"y\"\"\", 2 \n", 0, 1, " 2 |2");
        check("a,b\n\"x, \"\"y\"\"\",2\n", 0, 0, "\"x, \"\"y\"\"\"|x, \"y\"");
    }

    #[test]
    fn toml_rows_make_a_table() {
        let text = "[[rows]]\na = \"x\"\nb = 1.5\n[[rows]]\na = \"y\"\n";
        let table = Table::read(&Source::new("data/x.toml", text), |_| true).expect("a short table");
        assert_eq!(table.columns, ["a", "b"]);
        assert_eq!((table.text(0, 1), table.text(1, 1)), ("1.5", ""));
        let span = table.span(0, 1);
        assert_eq!(&text[span.start..span.end], "1.5");
    }

    #[test]
    fn a_million_rows_are_refused_at_the_row_that_is_too_many() {
        let mut text = "year,cases\n".to_owned();
        (0..1_000_000).for_each(|n| text.push_str(&format!("{n},1\n")));
        let source = Source::new("data/x.csv", text.as_str());
        let TooLong(at) = Table::read(&source, |_| true).expect_err("too many");
        assert!(text[at.start..].starts_with("20000,1\n"));
        let few = Table::read(&source, |cells| cells[0].ends_with("99999")).expect("ten rows");
        assert_eq!((few.n_rows(), few.text(9, 0)), (10, "999999"));
    }
}
