//! One line a problem: `content/a.md:7:11: error[broken-link]: message; help`, with the other places and what was being made in
//! brackets behind the message.

use super::place::IndexedTexts;
use crate::base::diagnostic::Diagnostic;
use crate::base::plain::plain;

pub(super) fn render(diagnostics: &[Diagnostic], texts: &IndexedTexts<'_>) -> String {
    diagnostics.iter().map(|diagnostic| line(diagnostic, texts)).collect()
}

fn line(diagnostic: &Diagnostic, texts: &IndexedTexts<'_>) -> String {
    let Diagnostic { code, severity, message, at, also, help, during } = diagnostic;
    let place = at.as_ref().map(|span| texts.shown(span) + ": ").unwrap_or_default();
    let help = help.as_ref().map(|help| format!("; {}", plain(help))).unwrap_or_default();
    let others = also.iter().map(|(span, label)| format!("{}: {}", plain(label), texts.shown(span)));
    let aside: Vec<String> = others.chain(during.iter().map(|doing| plain(doing).into_owned())).collect();
    let aside = if aside.is_empty() { String::new() } else { format!(" ({})", aside.join("; ")) };
    format!("{place}{}[{}]: {}{aside}{help}\n", severity.name(), code.name(), plain(message))
}
