//! Workflow commands that GitHub shows beside the changed lines.

use super::place::IndexedTexts;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::plain::plain;
use crate::base::source::Span;

pub(super) fn render(diagnostics: &[Diagnostic], texts: &IndexedTexts<'_>) -> String {
    diagnostics.iter().map(|diagnostic| command(diagnostic, texts)).collect()
}

fn command(diagnostic: &Diagnostic, texts: &IndexedTexts<'_>) -> String {
    let level = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let place = diagnostic.at.as_ref().map(|span| properties(span, texts)).unwrap_or_default();
    let mut text = plain(&diagnostic.message).into_owned();
    for (span, label) in &diagnostic.also {
        text.push_str(&format!("\n{}: {}", texts.shown(span), plain(label)));
    }
    if let Some(help) = &diagnostic.help {
        text.push_str(&format!("\nhelp: {}", plain(help)));
    }
    if let Some(during) = &diagnostic.during {
        text.push_str(&format!("\nwhile {}", plain(during)));
    }
    format!("::{level} {place}title={}::{}\n", property(diagnostic.code.name()), data(&text))
}

fn properties(span: &Span, texts: &IndexedTexts<'_>) -> String {
    let file = property(span.source.as_str());
    let Some((start, end)) = texts.places(span) else { return format!("file={file},") };
    // GitHub takes columns only where a problem lies on one line.
    if end.line > start.line {
        return format!("file={file},line={},endLine={},", start.line, end.line);
    }
    format!("file={file},line={},col={},endColumn={},", start.line, start.column, end.column)
}

/// Escaped as <https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts> does.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(&plain(text)).replace(':', "%3A").replace(',', "%2C")
}
