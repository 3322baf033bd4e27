//! Markdown that is nearly right: a link, a heading or a table that Markdown reads as text.

use std::ops::Range;

use super::Translator;
use crate::base::diagnostic::{Code, Diagnostic};

/// What addresses end with that editors write most.
const ENDINGS: &[&str] = &[".md", ".html", ".pdf", ".jpg", ".jpeg", ".png", ".svg", ".webp", ".csv"];

/// So many bytes of a line are looked at on both sides of a sign, so that a line of nothing but such signs costs no more than others.
const NEAR: usize = 1000;

impl Translator<'_, '_, '_> {
    /// Tells of such a place where a text starts. The parser gives brackets, and the start of a line, as texts of their own.
    pub(super) fn nearly(&mut self, text: &str, range: &Range<usize>) {
        if !text.starts_with([']', '#', '|', ':']) || self.text.label.is_some() || !self.links.is_empty() {
            return;
        }
        let written = self.text.written;
        if written[..range.start].ends_with('\\') {
            return;
        }
        let rest = &written[range.start..written.floor_char_boundary(written.len().min(range.start + NEAR))];
        let rest = &rest[..rest.find('\n').unwrap_or(rest.len())];
        let starts_a_line = written[..range.start].trim_end_matches([' ', '>', '-', '*']).ends_with('\n') || range.start == 0;
        let found = match text.as_bytes().first() {
            // Brackets that are plain on purpose have a backslash before the first one.
            Some(b']') => {
                let near = &written[written.floor_char_boundary(range.start.saturating_sub(NEAR))..range.start];
                let line = near.rsplit('\n').next().unwrap_or_default();
                let opening = line.rfind('[').filter(|at| !line[..*at].ends_with('\\'));
                opening.and_then(|_| link(rest))
            }
            Some(b'#') if starts_a_line => heading(rest),
            Some(b'|' | b':') if starts_a_line => dashes(rest),
            _ => None,
        };
        if let Some((length, message, help)) = found {
            let problem = Diagnostic::new(Code::ForeignSyntax, message).at(self.span(range.start..range.start + length));
            self.page.problems.push(problem.help(help));
        }
    }

    /// Tells of a row that has another number of cells than the head of its table.
    pub(super) fn row(&mut self, range: &Range<usize>) {
        let n_columns = self.table.n_columns();
        let row = self.text.masked[range.clone()].trim_end();
        let inside = row.trim_start_matches([' ', '>']).strip_prefix('|').unwrap_or(row);
        let n_ends = usize::from(inside.ends_with('|') && !inside.ends_with("\\|"));
        let pipes = inside.match_indices('|').filter(|(at, _)| !inside[..*at].ends_with('\\')).count();
        let n_cells = pipes + 1 - n_ends.min(pipes);
        if n_cells == n_columns || n_columns == 0 {
            return;
        }
        let what = if n_cells > n_columns { "those behind are not shown" } else { "the others stay empty" };
        let message = format!(
            "this row has {n_cells} {}, and the head of the table has {n_columns}: {what}",
            if n_cells == 1 { "cell" } else { "cells" }
        );
        let problem = Diagnostic::new(Code::ForeignSyntax, message).at(self.span(range.start..range.start + row.len()));
        self.page.problems.push(problem.help("give each row as many cells as the head; for a `|` inside a cell write `\\|`"));
    }
}

type Found = Option<(usize, &'static str, &'static str)>;

/// `](My photo (1).jpg)` and `] (about.md)`.
fn link(rest: &str) -> Found {
    let inside = rest[1..].trim_start_matches(' ').strip_prefix('(')?;
    let start = rest.len() - inside.len();
    if rest.starts_with("](") {
        let help = "write an address with blanks in angle brackets, `[text](<my photo.jpg>)`, and close its bracket; for plain brackets write `\\[`";
        let length = inside.rfind(')').map_or(rest.len(), |end| start + end + 1);
        return Some((length, "this looks like a link or a picture, and is published as text", help));
    }
    let target = &inside[..inside.find(')')?];
    let is_address = target.contains("://")
        || ["mailto:", "tel:", "/", "#", "./", "../", "@/"].iter().any(|start| target.starts_with(start))
        || ENDINGS.iter().any(|ending| target.ends_with(ending));
    let is_link = is_address && !target.contains(' ');
    is_link.then_some((
        start + target.len() + 1,
        "a blank between the brackets makes this text instead of a link",
        "write them together: `[text](about.md)`",
    ))
}

/// `##Title`: one sign alone may start a hashtag.
fn heading(rest: &str) -> Found {
    let n_signs = rest.len() - rest.trim_start_matches('#').len();
    let is_heading = (2..=6).contains(&n_signs) && rest[n_signs..].starts_with(char::is_alphanumeric);
    is_heading.then_some((rest.len(), "this line is text, since a heading needs a blank behind its `#`", "write it like `## Title`"))
}

/// The line between the head of a table and its rows, outside a table.
fn dashes(rest: &str) -> Found {
    let is_line =
        rest.contains("--") && rest.contains('|') && rest.bytes().all(|sign| matches!(sign, b'|' | b'-' | b':' | b' ' | b'\t' | b'\r'));
    is_line.then_some((
        rest.trim_end().len(),
        "this is no table: the line of dashes has another number of cells than the line above it",
        "give both lines as many cells, and put an empty line before the table",
    ))
}
