//! Files below `data/`: TOML, YAML, JSON and CSV as template values.

use tera::{Map, Value};

use crate::diagnostic::{Code, Diagnostic};
use crate::fields::{self, parse_toml, parse_yaml};
use crate::render::value::{Valued, from_table};
use crate::source::Source;

/// The value of a data file; none if it is of another kind or cannot be read.
pub fn read(source: &Source, problems: &mut Vec<Diagnostic>) -> Option<Valued> {
    let before = problems.len();
    let bom = if source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let text = &source.text[bom..];
    let value = match source.id.file_name().rsplit_once('.')?.1 {
        "toml" => from_table(&parse_toml(&source.id, text, bom, problems)),
        "yml" | "yaml" => from_table(&parse_yaml(&source.id, text, bom, problems)),
        "json" => json(source, text, bom, problems)?,
        "csv" => csv(source, text, bom, problems),
        _ => return None,
    };
    (problems.len() == before).then(|| Valued::new(value))
}

fn json(source: &Source, text: &str, start: usize, problems: &mut Vec<Diagnostic>) -> Option<Value> {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(value) => Some(Value::from_serializable(&value)),
        Err(error) => {
            problems.push(fields::json::problem(source, text, start, &error));
            None
        }
    }
}

/// Rows as maps by the names in the first row. Whole and decimal numbers are numbers.
fn csv(source: &Source, text: &str, start: usize, problems: &mut Vec<Diagnostic>) -> Value {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(_) => return Value::from(Vec::<Value>::new()),
    };
    let mut rows = Vec::new();
    for record in reader.records() {
        let Ok(record) = record else { continue };
        if record.len() != header.len() {
            let offset = record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(0)).min(text.len());
            // The reader counts from the end of the row before, so the line's end may come first.
            let offset = offset + text[offset..].len() - text[offset..].trim_start_matches(['\r', '\n']).len();
            let message = format!("this row has {}, but the first row names {}", n_fields(record.len()), n_fields(header.len()));
            problems.push(
                Diagnostic::new(Code::Syntax, message)
                    .at(source.id.at(start + offset..start + offset))
                    .help("put texts with commas in quotes, and give every row a field for each column"),
            );
            continue;
        }
        let row: Map =
            header.iter().zip(record.iter()).map(|(name, field)| (name.trim().to_owned().into(), number_or_text(field))).collect();
        rows.push(Value::from(row));
    }
    Value::from(rows)
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
