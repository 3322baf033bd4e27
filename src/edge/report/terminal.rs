//! For someone at a terminal: the text around every problem, with markers, as rustc does.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::Style;
use super::place::{IndexedText, IndexedTexts, window};
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::plain::plain;
use crate::base::source::Span;

/// Places that are at most this many lines apart are shown in one excerpt.
const NEAR: usize = 5;

/// An excerpt of more bytes is cut down to its first line, a longer line to a part of it.
const MAX_EXCERPT: usize = 4096;

/// Characters kept of a line that is cut before the renderer fits it to the terminal.
const MAX_LINE: usize = 1000;

pub(super) fn render(diagnostics: &[Diagnostic], texts: &IndexedTexts<'_>, style: Style) -> String {
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(style.width.max(40));
    let reports: Vec<String> = diagnostics.iter().map(|diagnostic| report(diagnostic, texts, &renderer) + "\n").collect();
    reports.join("\n")
}

fn report(diagnostic: &Diagnostic, texts: &IndexedTexts<'_>, renderer: &Renderer) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let mut group = Group::with_title(level.primary_title(plain(&diagnostic.message)).id(diagnostic.code.name()));
    let (excerpts, unread) = excerpts(diagnostic, texts);
    let origin = |mark: &Mark<'_>| Origin::path(plain(mark.span.source.as_str()).into_owned());
    let (problem, elsewhere): (Vec<_>, Vec<_>) = unread.iter().partition(|mark| mark.label.is_none());
    group = group.elements(problem.into_iter().map(origin)).elements(excerpts.iter().map(Excerpt::snippet));
    for mark in elsewhere {
        group = group.element(origin(mark)).elements(mark.label.map(|label| Level::NOTE.message(plain(label))));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(plain(help)));
    }
    if let Some(during) = &diagnostic.during {
        group = group.element(Level::NOTE.message(format!("while {}", plain(during))));
    }
    let rendered = renderer.render(&[group]);
    excerpts.iter().fold(rendered, |rendered, excerpt| excerpt.with_true_column(rendered))
}

struct Mark<'a> {
    span: &'a Span,
    label: Option<&'a str>,
}

/// A run of lines of one file, with the marks in it.
struct Excerpt<'a> {
    text: &'a IndexedText<'a>,
    /// What is shown of the text.
    shown: Range<usize>,
    marks: Vec<(Mark<'a>, Range<usize>)>,
}

/// The excerpts of a diagnostic, the one with the problem itself first, and the marks whose text is not at hand.
fn excerpts<'a>(diagnostic: &'a Diagnostic, texts: &'a IndexedTexts<'a>) -> (Vec<Excerpt<'a>>, Vec<Mark<'a>>) {
    let (mut excerpts, mut unread): (Vec<Excerpt<'_>>, _) = (Vec::new(), Vec::new());
    let at = diagnostic.at.iter().map(|span| Mark { span, label: None });
    let also = diagnostic.also.iter().map(|(span, label)| Mark { span, label: Some(label) });
    for mark in at.chain(also) {
        match texts.find(mark.span) {
            None => unread.push(mark),
            Some((text, range)) => match excerpts.iter_mut().find_map(|excerpt| excerpt.grown_by(text, &mark, &range)) {
                Some((excerpt, shown)) => {
                    excerpt.shown = shown;
                    excerpt.marks.push((mark, range));
                }
                None => excerpts.push(Excerpt { text, shown: first_shown(text, &range), marks: vec![(mark, range)] }),
            },
        }
    }
    (excerpts, unread)
}

/// What is shown of a text for a range in it: its lines, its first line, or a part of that.
fn first_shown(text: &IndexedText<'_>, range: &Range<usize>) -> Range<usize> {
    let first = text.line_at(range.start);
    // A range that takes in its line's break does not reach into the next line.
    let last = text.line_at(range.end.max(range.start + 1) - 1);
    let lines = text.line(first).start..text.line(last).end;
    if last - first <= NEAR && lines.len() <= MAX_EXCERPT {
        return lines;
    }
    let line = text.line(first);
    if line.len() <= MAX_EXCERPT { line } else { window(text.text, line, range.start, MAX_LINE) }
}

impl<'a> Excerpt<'a> {
    /// The excerpt and the range that it shows once it includes a mark, if the mark is near enough.
    fn grown_by(&mut self, text: &IndexedText<'_>, mark: &Mark<'_>, range: &Range<usize>) -> Option<(&mut Self, Range<usize>)> {
        if self.marks[0].0.span.source != mark.span.source {
            return None;
        }
        let wanted = first_shown(text, range);
        let shown = self.shown.start.min(wanted.start)..self.shown.end.max(wanted.end);
        let gap = text.line_at(wanted.start.max(self.shown.start)).saturating_sub(text.line_at(wanted.end.min(self.shown.end)));
        (gap <= NEAR && shown.len() <= MAX_EXCERPT).then_some((self, shown))
    }

    fn snippet(&self) -> Snippet<'a, Annotation<'a>> {
        let marks = self.marks.iter().enumerate().map(|(n, (mark, range))| {
            let kind = if n == 0 && mark.label.is_none() { AnnotationKind::Primary } else { AnnotationKind::Context };
            let start = range.start.clamp(self.shown.start, self.shown.end);
            let end = range.end.clamp(start, self.shown.end);
            kind.span(start - self.shown.start..end - self.shown.start).label(mark.label.map(plain))
        });
        Snippet::source(without_controls(&self.text.text[self.shown.clone()]))
            .path(plain(self.marks[0].0.span.source.as_str()))
            .line_start(self.text.line_at(self.shown.start) + 1)
            .annotations(marks)
    }

    /// The renderer counts columns in what it is shown; where a line was cut on the left they are fixed here.
    fn with_true_column(&self, rendered: String) -> String {
        let (mark, range) = &self.marks[0];
        let true_place = self.text.place(range.start);
        let first = self.text.place(self.shown.start);
        if first.column == 1 || first.line != true_place.line {
            return rendered;
        }
        let cut = first.column - 1;
        let place = |column| format!("{}:{}:{column}", plain(mark.span.source.as_str()), true_place.line);
        rendered.replacen(&place(true_place.column - cut), &place(true_place.column), 1)
    }
}

/// A source text with the control characters replaced that the renderer lets through. Each becomes a sign of the same length,
/// so that ranges stay valid.
fn without_controls(text: &str) -> String {
    text.replace(|c| ('\u{80}'..='\u{9f}').contains(&c), "¿")
}
