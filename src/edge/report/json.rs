//! An array with an object for each problem, one on a line. Every key is always there;
//! what is not known is `null`. Lines and columns count from 1, columns in characters,
//! offsets in bytes from 0, a byte order mark not counted; ends are exclusive.

use serde::Serialize;

use super::place::IndexedTexts;
use crate::base::diagnostic::Diagnostic;
use crate::base::plain;
use crate::base::source::Span;

#[derive(Serialize)]
struct Problem<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    #[serde(flatten)]
    at: At<'a>,
    help: Option<&'a str>,
    during: Option<&'a str>,
    also: Vec<Also<'a>>,
}

#[derive(Serialize)]
struct Also<'a> {
    label: &'a str,
    #[serde(flatten)]
    at: At<'a>,
}

#[derive(Default, Serialize)]
struct At<'a> {
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    start: Option<usize>,
    end: Option<usize>,
}

pub(super) fn render(diagnostics: &[Diagnostic], texts: &IndexedTexts<'_>) -> String {
    let objects: Vec<String> =
        diagnostics.iter().filter_map(|diagnostic| serde_json::to_string(&problem(diagnostic, texts)).ok()).collect();
    if objects.is_empty() {
        return "[]\n".into();
    }
    plain::json(&format!("[\n{}\n]\n", objects.join(",\n")))
}

fn problem<'a>(diagnostic: &'a Diagnostic, texts: &IndexedTexts<'_>) -> Problem<'a> {
    Problem {
        code: diagnostic.code.name(),
        severity: diagnostic.severity.name(),
        message: &diagnostic.message,
        at: diagnostic.at.as_ref().map(|span| at(span, texts)).unwrap_or_default(),
        help: diagnostic.help.as_deref(),
        during: diagnostic.during.as_deref(),
        also: diagnostic.also.iter().map(|(span, label)| Also { label, at: at(span, texts) }).collect(),
    }
}

fn at<'a>(span: &'a Span, texts: &IndexedTexts<'_>) -> At<'a> {
    let (start, end) = texts.places(span).unzip();
    let range = texts.find(span).map(|(_, range)| range);
    At {
        file: Some(span.source.as_str()),
        line: start.map(|place| place.line),
        column: start.map(|place| place.column),
        end_line: end.map(|place| place.line),
        end_column: end.map(|place| place.column),
        start: range.as_ref().map(|range| range.start),
        end: range.as_ref().map(|range| range.end),
    }
}
