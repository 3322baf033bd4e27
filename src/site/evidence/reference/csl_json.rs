//! CSL-JSON, as Zotero and other programs export it.

use hayagriva::citationberg::json::{NameValue, Value as Csl};

use super::date::{self, Beside, Day};
use super::name::{self, Parts};
use super::{Draft, Found};
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
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

pub(super) fn read(source: &Source, problems: &mut Problems) -> Vec<Found> {
    let Some(node) = parse_json(source, problems) else { return Vec::new() };
    let Value::Array(items) = &node.value else {
        problems.push(
            Diagnostic::new(Code::WrongType, "a file of references in JSON must be a list")
                .at(source.id.at(node.span.start..node.span.start))
                .help("export the references as CSL-JSON, which starts with `[`"),
        );
        return Vec::new();
    };
    items.iter().map(|item| Found { key: id(item), start: item.span.start, draft: draft(&source.id, item, problems) }).collect()
}

fn id(node: &Node) -> Option<String> {
    let Value::Table(fields) = &node.value else { return None };
    words(&fields.get("id")?.node)
}

/// The types of CSL 1.0.2.
const TYPES: &[&str] = &[
    "article",
    "article-journal",
    "article-magazine",
    "article-newspaper",
    "bill",
    "book",
    "broadcast",
    "chapter",
    "classic",
    "collection",
    "dataset",
    "document",
    "entry",
    "entry-dictionary",
    "entry-encyclopedia",
    "event",
    "figure",
    "graphic",
    "hearing",
    "interview",
    "legal_case",
    "legislation",
    "manuscript",
    "map",
    "motion_picture",
    "musical_score",
    "pamphlet",
    "paper-conference",
    "patent",
    "performance",
    "periodical",
    "personal_communication",
    "post",
    "post-weblog",
    "regulation",
    "report",
    "review",
    "review-book",
    "software",
    "song",
    "speech",
    "standard",
    "thesis",
    "treaty",
    "webpage",
];

fn draft(source: &SourceId, node: &Node, problems: &mut Problems) -> Option<Draft> {
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
    let ((key, at), (kind, kind_at)) = (id?, kind?);
    let is_known = TYPES.contains(&kind.as_str());
    if !is_known {
        let help =
            Suggestion::nearest(&kind, TYPES.iter().copied()).or("expected a type of CSL, such as `article-journal`, `book` or `webpage`");
        let message = format!("`{kind}` is not a type of source; it is written like a document of no kind");
        problems.push(Diagnostic::new(Code::CiteRead, message).at(source.at(kind_at)).help(help));
    }
    let mut draft = Draft::new(&key, at, if is_known { &kind } else { "document" });
    for entry in &fields.entries {
        let span = entry.node.span.clone();
        match entry.key.as_str() {
            "id" | "type" => {}
            name if NAMES.contains(&name) => names(name, &entry.node, &mut draft),
            date if DATES.contains(&date) => csl_date(date, &entry.node, &mut draft, source, problems),
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
                return Some(name::literal(&literal));
            }
            let [given, particle, dropping, suffix] = ["given", "non-dropping-particle", "dropping-particle", "suffix"].map(part);
            let parts = Parts {
                family: &part("family")?,
                given: given.as_deref(),
                particle: particle.as_deref(),
                dropping: dropping.as_deref(),
                suffix: suffix.as_deref(),
            };
            Some(parts.name())
        })
        .collect();
    if !names.is_empty() {
        draft.set(variable, Csl::Names(names), node.span.clone());
    }
}

fn csl_date(variable: &str, node: &Node, draft: &mut Draft, source: &SourceId, problems: &mut Problems) {
    let span = node.span.clone();
    let Value::Table(date) = &node.value else {
        return draft.date(variable, &words(node).unwrap_or_default(), span, source, problems);
    };
    let text = |key: &str| date.get(key).and_then(|entry| words(&entry.node)).filter(|text| !text.trim().is_empty());
    if let Some(value) = parts(date).and_then(|days| date::value(&days, Beside { circa: is_circa(date), season: text("season") })) {
        return draft.set(variable, value, span);
    }
    // Some programs write an empty date for none.
    let Some(written) = ["raw", "literal"].iter().find_map(|key| text(key)).or_else(|| spelled(date)) else { return };
    draft.date(variable, &written, span, source, problems);
}

/// The days of a date or of a range.
fn parts(date: &Table) -> Option<Vec<Day>> {
    let Value::Array(ends) = &date.get("date-parts")?.node.value else { return None };
    ends.iter()
        .map(|end| {
            let Value::Array(parts) = &end.value else { return None };
            let part = |at: usize| parts.get(at).and_then(words).filter(|text| !text.is_empty());
            let month = part(1).map(|text| text.parse()).transpose().ok()?;
            let day = part(2).map(|text| text.parse()).transpose().ok()?;
            Some((part(0)?.parse().ok()?, month, day))
        })
        .collect()
}

/// Parts that make no date, as they are written.
fn spelled(date: &Table) -> Option<String> {
    let Value::Array(ends) = &date.get("date-parts")?.node.value else { return None };
    let Value::Array(parts) = &ends.first()?.value else { return None };
    let parts: Vec<String> = parts.iter().filter_map(words).filter(|part| !part.is_empty()).collect();
    Some(parts.join("-")).filter(|text| !text.is_empty())
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
