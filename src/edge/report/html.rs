//! The list in the browser's overlay: a fragment without script, every text escaped.

use super::Opener;
use super::place::{IndexedTexts, window};
use crate::base::diagnostic::Diagnostic;
use crate::base::plain::plain;
use crate::base::source::{Place, Span};
use crate::syntax::html;

/// At most this many problems are shown in a browser; the terminal has them all.
const MAX_SHOWN: usize = 100;

/// At most this many characters of a line are shown.
const MAX_LINE: usize = 160;

pub(super) fn render(diagnostics: &[Diagnostic], texts: &IndexedTexts<'_>, opener: &Opener<'_>) -> String {
    if diagnostics.is_empty() {
        return String::new();
    }
    // The overlay is English and left to right, whatever page is beneath it.
    let mut html = String::from("<ol class=\"ribbon-problems\" lang=\"en\" dir=\"ltr\">\n");
    for diagnostic in diagnostics.iter().take(MAX_SHOWN) {
        html.push_str(&problem(diagnostic, texts, opener));
    }
    html.push_str("</ol>\n");
    if diagnostics.len() > MAX_SHOWN {
        html.push_str(&format!(
            "<p class=\"ribbon-more\" lang=\"en\" dir=\"ltr\">and {} more, all of them in the terminal</p>\n",
            diagnostics.len() - MAX_SHOWN
        ));
    }
    html
}

fn problem(diagnostic: &Diagnostic, texts: &IndexedTexts<'_>, opener: &Opener<'_>) -> String {
    let Diagnostic { code, severity, message, at, also, help, during } = diagnostic;
    let mut html = format!(
        "<li class=\"ribbon-problem ribbon-{severity}\">\n\
         <p class=\"ribbon-message\"><span class=\"ribbon-severity\">{severity}</span> {} \
         <code class=\"ribbon-code\">{}</code></p>\n",
        prose(message),
        code.name(),
        severity = severity.name(),
    );
    if let Some(span) = at {
        html.push_str(&place(span, None, texts, opener));
    }
    for (span, label) in also {
        html.push_str(&place(span, Some(label), texts, opener));
    }
    if let Some(help) = help {
        html.push_str(&format!("<p class=\"ribbon-help\">{}</p>\n", prose(help)));
    }
    if let Some(during) = during {
        html.push_str(&format!("<p class=\"ribbon-during\">while {}</p>\n", escape(during)));
    }
    html + "</li>\n"
}

fn place(span: &Span, label: Option<&str>, texts: &IndexedTexts<'_>, opener: &Opener<'_>) -> String {
    let label = label.map(|label| format!(" {}", escape(label))).unwrap_or_default();
    let shown = format!("<code>{}</code>", escape(&texts.shown(span)));
    let start = texts.places(span).map_or(Place { line: 1, column: 1 }, |(start, _)| start);
    let shown = match opener(&span.source, start) {
        Some(address) => format!("<a class=\"ribbon-open\" href=\"{}\">{shown}</a>", escape(&address)),
        None => shown,
    };
    format!("<p class=\"ribbon-place\">{shown}{label}</p>\n{}", excerpt(span, texts).unwrap_or_default())
}

/// The first line of a span with the span marked.
fn excerpt(span: &Span, texts: &IndexedTexts<'_>) -> Option<String> {
    let (text, range) = texts.find(span)?;
    let number = text.line_at(range.start);
    let line = text.line(number);
    let shown = window(text.text, line.clone(), range.start, MAX_LINE);
    let start = range.start.clamp(shown.start, shown.end);
    let end = range.end.clamp(start, shown.end);
    let part = |range| escape(&text.text[range]);
    Some(format!(
        "<pre class=\"ribbon-excerpt\"><span class=\"ribbon-line\">{}</span> {}<bdi>{}<mark class=\"ribbon-mark\">{}</mark>{}</bdi>{}</pre>\n",
        number + 1,
        if shown.start > line.start { "…" } else { "" },
        part(shown.start..start),
        part(start..end),
        part(end..shown.end),
        if shown.end < line.end { "…" } else { "" },
    ))
}

/// A message, with the text between backticks as code.
fn prose(text: &str) -> String {
    let mut html = String::new();
    let mut rest = text;
    while let Some((before, (code, after))) = rest.split_once('`').and_then(|(before, rest)| Some((before, rest.split_once('`')?))) {
        html.push_str(&format!("{}<code>{}</code>", escape(before), escape(code)));
        rest = after;
    }
    html + &escape(rest)
}

fn escape(text: &str) -> String {
    html::escape(&plain(text)).into_owned()
}
