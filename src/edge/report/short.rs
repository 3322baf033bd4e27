//! One line a problem: `content/a.md:7:11: error[broken-link]: message; help`.

use super::place::IndexedTexts;
use crate::base::diagnostic::Diagnostic;
use crate::base::plain::plain;

pub(super) fn render(diagnostics: &[Diagnostic], texts: &IndexedTexts<'_>) -> String {
    diagnostics.iter().map(|diagnostic| line(diagnostic, texts)).collect()
}

fn line(diagnostic: &Diagnostic, texts: &IndexedTexts<'_>) -> String {
    let Diagnostic { code, severity, message, at, help, .. } = diagnostic;
    let place = at.as_ref().map(|span| texts.shown(span) + ": ").unwrap_or_default();
    let help = help.as_ref().map(|help| format!("; {}", plain(help))).unwrap_or_default();
    format!("{place}{}[{}]: {}{help}\n", severity.name(), code.name(), plain(message))
}
