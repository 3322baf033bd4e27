//! Diagnostics as people and programs read them: one list, a file for each format.

mod github;
mod html;
mod json;
mod place;
mod sarif;
mod short;
mod terminal;

use std::collections::BTreeMap;

use place::IndexedTexts;

use crate::base::diagnostic::Diagnostic;
use crate::base::source::{Place, Source, SourceId};

/// Whom a report is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Someone at a terminal: the text around every problem, with markers.
    Human,
    /// An editor's problem matcher: one line a problem.
    Short,
    /// Other programs.
    Json,
    /// Code scanning: SARIF 2.1.0.
    Sarif,
    /// Annotations in a GitHub workflow.
    Github,
    /// The overlay in the browser: a fragment, everything in it escaped.
    Html,
}

/// What a terminal can show. Programs' formats do not depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    pub color: bool,
    /// In columns.
    pub width: usize,
}

/// The diagnostics in their order. A source that is missing from `sources` is named without
/// line and excerpt. The report ends with a line break unless it is empty.
pub fn render(format: Format, diagnostics: &[Diagnostic], sources: &BTreeMap<SourceId, Source>, style: Style) -> String {
    let texts = IndexedTexts::of(diagnostics, sources);
    match format {
        Format::Human => terminal::render(diagnostics, &texts, style),
        Format::Short => short::render(diagnostics, &texts),
        Format::Json => json::render(diagnostics, &texts),
        Format::Sarif => sarif::render(diagnostics, &texts),
        Format::Github => github::render(diagnostics, &texts),
        Format::Html => html::render(diagnostics, &texts, &|_, _| None),
    }
}

/// The address that opens a source at a place, if there is one.
pub type Opener<'a> = dyn Fn(&SourceId, Place) -> Option<String> + 'a;

/// The list in the browser's overlay, with links that open the sources.
pub fn overlay(diagnostics: &[Diagnostic], sources: &BTreeMap<SourceId, Source>, opener: &Opener<'_>) -> String {
    html::render(diagnostics, &IndexedTexts::of(diagnostics, sources), opener)
}

#[cfg(test)]
mod tests;
