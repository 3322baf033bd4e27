//! Files below `data/`: TOML, YAML, JSON and CSV, each as one value.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};

use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::Source;
use crate::syntax::csv::{self, Csv, Row};
use crate::syntax::fields::{self, Table, parse_toml, parse_yaml};

/// Columns, and the codes that their forms end with.
type Only = (BTreeSet<String>, BTreeSet<String>);

/// A data file that keeps its format's rules. Its value is made when it is first asked for: a large table that is only
/// published or drawn needs no value for each of its fields.
#[derive(Debug)]
pub(crate) struct DataFile {
    pub source: Source,
    make: fn(&Source) -> Value,
    value: OnceLock<Value>,
    /// What was last asked of `only`: a file on which nothing changes is not written again for every build.
    only: OnceLock<(Only, Arc<str>)>,
}

impl DataFile {
    /// What the file says; dates are ISO texts, as JSON has none.
    pub(crate) fn value(&self) -> &Value {
        self.value.get_or_init(|| (self.make)(&self.source))
    }

    /// The file with some of its columns and their forms in other languages (`site_fr` for `site`), for everybody. `codes` are
    /// those that names end with.
    pub(crate) fn only(&self, columns: &BTreeSet<String>, codes: &BTreeSet<String>) -> Arc<str> {
        let make = || -> Arc<str> {
            let mut forms = codes.iter().map(|code| format!("_{code}")).collect::<Vec<_>>();
            forms.push(String::new());
            let is_kept = |name: &str| forms.iter().any(|form| name.strip_suffix(form.as_str()).is_some_and(|own| columns.contains(own)));
            match self.source.id.as_str().ends_with(".toml") {
                true => toml_only(&self.source, is_kept).into(),
                false => csv::only(&self.source.text, is_kept).unwrap_or_default().into(),
            }
        };
        let (of, text) = self.only.get_or_init(|| ((columns.clone(), codes.clone()), make()));
        if (&of.0, &of.1) == (columns, codes) { text.clone() } else { make() }
    }
}

/// Whether a file of this name is read as a value; lists of references and citation styles are not.
pub(crate) fn is_value(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| matches!(ending, "toml" | "yml" | "yaml" | "json" | "csv"))
}

/// A data file that keeps its format's rules; none if it does not, or is of another kind.
pub(crate) fn read(source: &Source, problems: &mut Problems) -> Option<DataFile> {
    let before = problems.len();
    let make: fn(&Source) -> Value = match source.id.file_name().rsplit_once('.')?.1 {
        "toml" => {
            toml(source, problems);
            |source| from_table(&toml(source, &mut Problems::new()))
        }
        "yml" | "yaml" => {
            yaml(source, problems);
            |source| from_table(&yaml(source, &mut Problems::new()))
        }
        "json" => {
            json(source, problems);
            |source| json(source, &mut Problems::new()).unwrap_or_default()
        }
        "csv" => {
            check_csv(source, problems);
            csv_value
        }
        _ => return None,
    };
    (problems.len() == before).then(|| DataFile { source: source.clone(), make, value: OnceLock::new(), only: OnceLock::new() })
}

/// The text without its byte order mark, and where it starts.
fn text(source: &Source) -> (&str, usize) {
    let bom = if source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    (&source.text[bom..], bom)
}

fn toml(source: &Source, problems: &mut Problems) -> Table {
    let (text, start) = text(source);
    parse_toml(&source.id, text, start, problems)
}

fn yaml(source: &Source, problems: &mut Problems) -> Table {
    let (text, start) = text(source);
    parse_yaml(&source.id, text, start, problems)
}

fn json(source: &Source, problems: &mut Problems) -> Option<Value> {
    let (text, start) = text(source);
    match serde_json::from_str::<Value>(text) {
        Ok(value) => Some(value),
        Err(error) => {
            problems.push(crate::syntax::json::problem(source, text, start, &error));
            None
        }
    }
}

/// The `[[rows]]` of a TOML file.
fn rows(tree: &Table) -> Vec<&Table> {
    let Some(fields::Value::Array(nodes)) = tree.get("rows").map(|entry| &entry.node.value) else { return Vec::new() };
    nodes.iter().filter_map(|node| if let fields::Value::Table(row) = &node.value { Some(row) } else { None }).collect()
}

/// The `[[rows]]` with some of their keys, each as it is written.
fn toml_only(source: &Source, is_kept: impl Fn(&str) -> bool) -> String {
    let mut text = String::new();
    for row in rows(&toml(source, &mut Problems::new())) {
        text.push_str("[[rows]]\n");
        for entry in row.entries.iter().filter(|entry| is_kept(&entry.key)) {
            let [key, value] = [&entry.key_span, &entry.node.span].map(|span| source.text.get(span.clone()).unwrap_or_default());
            let _ = writeln!(text, "{key} = {value}");
        }
    }
    text
}

/// Every row must have a field for each column, and no two columns one name.
fn check_csv(source: &Source, problems: &mut Problems) {
    let csv = Csv::new(&source.text);
    problems.extend(repeated_columns(source, &csv.columns));
    let n_columns = csv.columns.len();
    if let Some((sign, name)) = other_separator(&csv.columns) {
        let message = format!("the columns are set apart by {name}, and have to be by commas");
        let at = source.text.find(sign).unwrap_or(0);
        let help = "save the file as CSV with commas (in a spreadsheet: text export, separator `,`)";
        problems.push(Diagnostic::new(Code::Syntax, message).at(source.id.at(at..at + sign.len_utf8())).help(help));
        return;
    }
    if let Some(at) = open_quote(&source.text) {
        let message = "this quotation mark is not closed, so all rows behind it are one field";
        problems.push(
            Diagnostic::new(Code::Syntax, message)
                .at(source.id.at(at..at + 1))
                .help("close it, or write it twice if it belongs to the text"),
        );
        return;
    }
    problems.extend(csv.filter(|row| row.len() != n_columns).map(|row| ragged(source, &row, n_columns)));
}

/// What sets the names of a first row apart that is no row of commas.
fn other_separator(columns: &[String]) -> Option<(char, &'static str)> {
    let [only] = columns else { return None };
    [(';', "semicolons"), ('\t', "tabs")].into_iter().find(|(sign, _)| only.contains(*sign))
}

/// The quotation mark that opens a field which no other closes.
fn open_quote(text: &str) -> Option<usize> {
    let mut open = None;
    let mut before = b',';
    for (at, byte) in text.bytes().enumerate() {
        open = match (byte, open) {
            (b'"', None) if matches!(before, b',' | b'\n' | b'\r' | 0xbf) => Some(at),
            (b'"', Some(_)) => None,
            // A mark behind a closing one stands for itself, and the field goes on.
            (b'"', None) if before == b'"' => Some(at),
            (_, open) => open,
        };
        before = byte;
    }
    open
}

/// Columns whose name another one before them has: whoever asks for the name gets one of the two. Columns without a name are left over
/// from spreadsheets.
fn repeated_columns(source: &Source, columns: &[String]) -> Problems {
    let at = |column: usize| source.id.at(csv::field(&source.text, text(source).1, column));
    let mut first = std::collections::BTreeMap::new();
    let mut problems = Problems::new();
    for (column, name) in columns.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        if let Some(other) = first.get(name) {
            let problem =
                Diagnostic::new(Code::Syntax, format!("two columns are named `{name}`")).at(at(column)).also(at(*other), "the first");
            problems.push(problem.help("give each column a name of its own"));
            continue;
        }
        first.insert(name, column);
    }
    problems
}

/// Rows as maps by the names in the first row. Whole and decimal numbers are numbers.
fn csv_value(source: &Source) -> Value {
    let mut csv = Csv::new(&source.text);
    let columns = std::mem::take(&mut csv.columns);
    let row = |row: Row| -> Value {
        let fields = columns.iter().zip(row.fields()).map(|(name, field)| (name.clone(), number_or_text(field)));
        Value::Object(fields.collect::<Map<String, Value>>())
    };
    Value::from(csv.map(row).collect::<Vec<Value>>())
}

/// A row with too many or too few fields.
fn ragged(source: &Source, row: &Row, n_columns: usize) -> Diagnostic {
    let message = format!("this row has {}, but the first row names {}", n_fields(row.len()), n_fields(n_columns));
    let problem = Diagnostic::new(Code::Syntax, message);
    let line = source.text[row.start..].lines().next().unwrap_or_default();
    match grouped_number(row).filter(|_| row.len() > n_columns).and_then(|number| Some((line.find(&number)?, number))) {
        Some((at, number)) => {
            let groups = number.split(',').count();
            let (from, plain) = (row.start + at, number.replace(',', ""));
            problem.at(source.id.at(from..from + number.len())).help(format!("`{number}` counts as {}: write `{plain}`", n_fields(groups)))
        }
        None => problem
            .at(source.id.at(row.start..row.start))
            .help("put texts with commas in quotes, and give every row a field for each column"),
    }
}

/// The first run of fields that look like one number with commas between its thousands.
fn grouped_number(row: &Row) -> Option<String> {
    let is_digits = |field: &str, most: usize| (1..=most).contains(&field.len()) && field.bytes().all(|byte| byte.is_ascii_digit());
    let fields: Vec<&str> = row.fields().collect();
    let first = (1..fields.len()).find(|at| is_digits(fields[at - 1], 3) && fields[*at].len() == 3 && is_digits(fields[*at], 3))? - 1;
    let more = fields[first + 1..].iter().take_while(|field| field.len() == 3 && is_digits(field, 3)).count();
    Some(fields[first..=first + more].join(","))
}

fn n_fields(n: usize) -> String {
    if n == 1 { "1 field".to_owned() } else { format!("{n} fields") }
}

fn number_or_text(field: &str) -> Value {
    let looks_like_a_number =
        field.starts_with(|first: char| first.is_ascii_digit() || first == '-') && field.ends_with(|last: char| last.is_ascii_digit());
    if looks_like_a_number {
        if let Ok(number) = field.parse::<i64>() {
            return Value::from(number);
        }
        if let Ok(number) = field.parse::<f64>() {
            return Value::from(number);
        }
    }
    Value::from(field)
}

fn from_table(table: &Table) -> Value {
    Value::Object(table.entries.iter().map(|entry| (entry.key.clone(), from_fields(&entry.node.value))).collect())
}

fn from_fields(value: &fields::Value) -> Value {
    match value {
        fields::Value::Nothing => Value::Null,
        fields::Value::String(text) => Value::from(text.as_str()),
        fields::Value::Integer(number) => Value::from(*number),
        fields::Value::Float(number) => Value::from(*number),
        fields::Value::Bool(flag) => Value::from(*flag),
        fields::Value::Moment(moment) => Value::from(moment.iso()),
        fields::Value::Array(nodes) => nodes.iter().map(|node| from_fields(&node.value)).collect(),
        fields::Value::Table(table) => from_table(table),
    }
}
