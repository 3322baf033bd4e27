//! CSL-JSON, as Zotero and other programs export it.

use hayagriva::citationberg::json::{NameValue, Value as Csl};

use super::{Draft, date_value, date_written, literal_name, personal_name};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Source, SourceId};
use crate::syntax::fields::{Node, Table, Value, parse_json, wrong_type};

const NAMES: &[&str] = &[
    "author",
    "chair",
    "collection-editor",
    "compiler",
    "composer",
    "container-author",
    "contributor",
    "curator",
    "director",
    "editor",
    "editorial-director",
    "executive-producer",
    "guest",
    "host",
    "illustrator",
    "interviewer",
    "narrator",
    "organizer",
    "original-author",
    "performer",
    "producer",
    "recipient",
    "reviewed-author",
    "script-writer",
    "series-creator",
    "translator",
];

const DATES: &[&str] = &["accessed", "available-date", "event-date", "issued", "original-date", "submitted"];

pub(super) fn read(source: &Source, problems: &mut Vec<Diagnostic>) -> Vec<Draft> {
    let Some(node) = parse_json(source, problems) else { return Vec::new() };
    let Value::Array(items) = &node.value else {
        problems.push(
            Diagnostic::new(Code::WrongType, "a file of references in JSON must be a list")
                .at(source.id.at(node.span.start..node.span.start))
                .help("export the references as CSL-JSON, which starts with `[`"),
        );
        return Vec::new();
    };
    items.iter().filter_map(|item| draft(&source.id, item, problems)).collect()
}

fn draft(source: &SourceId, node: &Node, problems: &mut Vec<Diagnostic>) -> Option<Draft> {
    let Value::Table(fields) = &node.value else {
        problems.push(wrong_type(source, "a reference", node, "a table of keys"));
        return None;
    };
    let mut required = |key: &str| {
        let found = fields.get(key).and_then(|entry| Some((words(&entry.node)?, entry.node.span.clone())));
        if found.is_none() {
            let start = node.span.start;
            problems.push(
                Diagnostic::new(Code::MissingKey, format!("`{key}` is missing"))
                    .at(source.at(start..start + 1))
                    .help(format!("add `\"{key}\": \"…\"` to this reference")),
            );
        }
        found
    };
    let (id, kind) = (required("id"), required("type"));
    let ((key, at), (kind, _)) = (id?, kind?);
    let mut draft = Draft::new(&key, at, &kind);
    for entry in &fields.entries {
        let span = entry.node.span.clone();
        match entry.key.as_str() {
            "id" | "type" => {}
            name if NAMES.contains(&name) => names(name, &entry.node, &mut draft),
            date if DATES.contains(&date) => match csl_date(&entry.node) {
                Some(value) => draft.set(date, value, span),
                None => problems.push(
                    Diagnostic::new(Code::InvalidValue, "this is not a date")
                        .at(source.at(span))
                        .help("write `{ \"date-parts\": [[2024, 4, 4]] }`"),
                ),
            },
            "journalAbbreviation" | "shortTitle" => {
                let variable = if entry.key == "shortTitle" { "title-short" } else { "container-title-short" };
                draft.text(variable, &words(&entry.node).unwrap_or_default(), span);
            }
            other => {
                if let Some(text) = words(&entry.node) {
                    draft.text(other, &text, span);
                }
            }
        }
    }
    Some(draft)
}

fn names(variable: &str, node: &Node, draft: &mut Draft) {
    let Value::Array(nodes) = &node.value else { return };
    let names: Vec<NameValue> = nodes
        .iter()
        .filter_map(|node| {
            let Value::Table(parts) = &node.value else { return None };
            let part = |key: &str| parts.get(key).and_then(|entry| words(&entry.node));
            if let Some(literal) = part("literal") {
                return Some(literal_name(&literal));
            }
            let particle = part("non-dropping-particle").or_else(|| part("dropping-particle"));
            Some(personal_name(&part("family")?, part("given").as_deref(), particle.as_deref(), part("suffix").as_deref()))
        })
        .collect();
    if !names.is_empty() {
        draft.set(variable, Csl::Names(names), node.span.clone());
    }
}

/// Of a range the start counts.
fn csl_date(node: &Node) -> Option<Csl> {
    let Value::Table(date) = &node.value else { return date_written(&words(node)?) };
    if let Some(text) = date.get("raw").or_else(|| date.get("literal")).and_then(|entry| words(&entry.node)) {
        return date_written(&text);
    }
    let Value::Array(ends) = &date.get("date-parts")?.node.value else { return None };
    let Value::Array(parts) = &ends.first()?.value else { return None };
    let part = |at: usize| parts.get(at).and_then(words).filter(|text| !text.is_empty());
    let year = part(0)?.parse().ok()?;
    let month = part(1).map(|text| text.parse()).transpose().ok()?;
    let day = part(2).map(|text| text.parse()).transpose().ok()?;
    date_value(year, month, day, is_circa(date))
}

fn is_circa(date: &Table) -> bool {
    date.get("circa").is_some_and(|entry| !matches!(entry.node.value, Value::Bool(false) | Value::Integer(0)))
}

fn words(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        _ => None,
    }
}
