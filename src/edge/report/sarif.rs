//! SARIF 2.1.0, <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>, for code scanning.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::place::IndexedTexts;
use crate::base::diagnostic::{Code, Diagnostic, Severity};
use crate::base::plain;
use crate::base::source::Span;

/// What the paths of all results are relative to.
const BASE: &str = "SRCROOT";

pub(super) fn render(diagnostics: &[Diagnostic], texts: &IndexedTexts<'_>) -> String {
    let codes: Vec<Code> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect::<BTreeSet<_>>().into_iter().collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "ribbon",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { BASE: { "description": { "text": "the folder that Ribbon ran in" } } },
            "results": diagnostics.iter().map(|diagnostic| result(diagnostic, &codes, texts)).collect::<Vec<_>>(),
        }],
    });
    plain::json(&format!("{log:#}\n"))
}

fn rule(code: Code) -> Value {
    let explanation = code.explanation();
    let (title, body) = explanation.split_once('\n').unwrap_or((explanation, ""));
    let title = title.trim_start_matches('#').trim();
    let body = body.trim();
    let first_paragraph = body.split("\n\n").next().unwrap_or("").replace('\n', " ");
    json!({
        "id": code.name(),
        "shortDescription": { "text": title },
        "fullDescription": { "text": if first_paragraph.is_empty() { title } else { &first_paragraph } },
        "help": { "text": if body.is_empty() { title } else { body }, "markdown": explanation },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn result(diagnostic: &Diagnostic, codes: &[Code], texts: &IndexedTexts<'_>) -> Value {
    let mut text = diagnostic.message.clone();
    if let Some(help) = &diagnostic.help {
        text.push_str(&format!("\nhelp: {help}"));
    }
    if let Some(during) = &diagnostic.during {
        text.push_str(&format!("\nwhile {during}"));
    }
    let mut result = json!({
        "ruleId": diagnostic.code.name(),
        "ruleIndex": codes.binary_search(&diagnostic.code).unwrap_or_default(),
        "level": level(diagnostic.severity),
        "message": { "text": text },
        "locations": diagnostic.at.iter().map(|span| json!({ "physicalLocation": location(span, texts) })).collect::<Vec<_>>(),
    });
    if !diagnostic.also.is_empty() {
        let related = diagnostic
            .also
            .iter()
            .enumerate()
            .map(|(n, (span, label))| json!({ "id": n + 1, "physicalLocation": location(span, texts), "message": { "text": label } }));
        result["relatedLocations"] = related.collect();
    }
    result
}

fn location(span: &Span, texts: &IndexedTexts<'_>) -> Value {
    let mut location = json!({ "artifactLocation": { "uri": uri(span.source.as_str()), "uriBaseId": BASE } });
    if let Some((start, end)) = texts.places(span) {
        location["region"] = json!({ "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column });
    }
    location
}

/// A relative path as a URI reference: every byte that is not plainly allowed is escaped.
fn uri(path: &str) -> String {
    path.bytes().fold(String::with_capacity(path.len()), |mut uri, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
        uri
    })
}
