//! Footnotes: numbered by first use, listed at the end of the page.
//!
//! The HTML contains no words of any language: the name of a back link is that of the mark it leads to.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::base::diagnostic::{Code, Diagnostic, Problems, Severity};
use crate::base::source::Span;
use crate::content::outline::{Ids, slug};
use crate::content::pieces::Draft;

#[derive(Debug, Default)]
pub(super) struct Notes {
    /// In the order of first use.
    used: Vec<Note>,
    /// Index into `used` by label in lower case.
    by_label: BTreeMap<String, usize>,
    definitions: BTreeMap<String, Definition>,
}

#[derive(Debug)]
struct Note {
    label: String,
    id: String,
    /// Ids of the marks that lead here.
    marks: Vec<String>,
    first: Span,
}

#[derive(Debug)]
struct Definition {
    text: Draft,
    span: Span,
}

impl Notes {
    /// The HTML of one more mark of a note.
    pub(super) fn mark(&mut self, label: &str, span: Span, ids: &mut Ids) -> String {
        let index = *self.by_label.entry(label.to_lowercase()).or_insert_with(|| {
            let id = ids.generate(format!("fn-{}", slug(label)));
            self.used.push(Note { label: label.to_owned(), id, marks: Vec::new(), first: span });
            self.used.len() - 1
        });
        let note = &mut self.used[index];
        let mark = ids.generate(format!("fnref-{}", slug(label)));
        let html = format!(
            "<sup class=\"footnote-reference\"><a href=\"#{}\" id=\"{mark}\" role=\"doc-noteref\">{}</a></sup>",
            note.id,
            index + 1
        );
        note.marks.push(mark);
        html
    }

    /// The text of a note. The first definition of a label counts, as in the Markdown library.
    pub(super) fn define(&mut self, label: &str, text: Draft, span: Span) {
        self.definitions.entry(label.to_lowercase()).or_insert(Definition { text, span });
    }

    /// Appends the list of notes to a text.
    pub(super) fn finish(mut self, text: &mut Draft, problems: &mut Problems) {
        let mut n_listed = 0;
        for note in &self.used {
            let Some(definition) = self.definitions.remove(&note.label.to_lowercase()) else {
                problems.push(missing(&note.label, note.first.clone()));
                continue;
            };
            let opening = if n_listed == 0 { "<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n" } else { "" };
            n_listed += 1;
            let _ = write!(text.html, "{opening}<li id=\"{}\">", note.id);
            text.append(definition.text);
            text.push_into_paragraph(&back_links(note));
            text.html.push_str("</li>\n");
        }
        if n_listed > 0 {
            text.html.push_str("</ol>\n</section>\n");
        }
        for (label, definition) in self.definitions {
            let mut problem =
                Diagnostic::new(Code::MissingFootnote, format!("no text refers to the footnote `[^{label}]`, so it is not shown"))
                    .at(definition.span)
                    .help(format!("write `[^{label}]` where the note belongs, or remove it"));
            problem.severity = Severity::Warning;
            problems.push(problem);
        }
    }
}

/// A mark whose note is nowhere.
pub(super) fn missing(label: &str, span: Span) -> Diagnostic {
    Diagnostic::new(Code::MissingFootnote, format!("there is no footnote `[^{label}]`"))
        .at(span)
        .help(format!("add a line `[^{label}]: …` with the note's text, or write `\\[^{label}]` for plain brackets"))
}

fn back_links(note: &Note) -> String {
    let mut html = String::new();
    for (index, mark) in note.marks.iter().enumerate() {
        // U+FE0E keeps the arrow from being drawn as an emoji.
        let _ = write!(html, " <a href=\"#{mark}\" role=\"doc-backlink\" aria-labelledby=\"{mark}\">↩\u{fe0e}");
        if index > 0 {
            let _ = write!(html, "<sup>{}</sup>", index + 1);
        }
        html.push_str("</a>");
    }
    html
}

/// The label of a note's mark at the start of a text: `[^label]`.
pub(super) fn label_at(text: &str) -> Option<&str> {
    // Markdown's labels are no longer than this.
    let text = &text[..text.floor_char_boundary(1000)];
    let label = text.strip_prefix("[^")?.split(']').next()?;
    let is_whole = text[2 + label.len()..].starts_with(']');
    (is_whole && !label.is_empty() && !label.contains(|char: char| char.is_whitespace() || char == '[')).then_some(label)
}
