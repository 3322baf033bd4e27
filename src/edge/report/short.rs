//! One line a problem: `content/a.md:7:11: error[broken-link]: message; help`.

use super::one_line;
use super::place::IndexedTexts;
use crate::base::diagnostic::Diagnostic;

pub(super) fn render(diagnostics: &[Diagnostic], texts: &IndexedTexts<'_>) -> String {
    diagnostics.iter().map(|diagnostic| line(diagnostic, texts)).collect()
}

fn line(diagnostic: &Diagnostic, texts: &IndexedTexts<'_>) -> String {
    let Diagnostic { code, severity, message, at, help, .. } = diagnostic;
    let place = at.as_ref().map(|span| one_line(&texts.shown(span)) + ": ").unwrap_or_default();
    let help = help.as_ref().map(|help| format!("; {}", one_line(help))).unwrap_or_default();
    format!("{place}{}[{}]: {}{help}\n", severity.name(), code.name(), one_line(message))
}
