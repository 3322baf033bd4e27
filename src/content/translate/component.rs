//! Components: calls, and the frames of containers and notes that collect their own pieces.

use std::ops::Range;

use pulldown_cmark::Event;

use super::Translator;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::Span;
use crate::content::directive::{Directive, DirectiveKind, Head};
use crate::content::link::Definitions;
use crate::content::mask::within;
use crate::content::pieces::{Draft, Hole};
use crate::content::{Call, Pieces, Shape, markdown, prose};

/// Containers may hold each other this deep.
const MAX_CONTAINER_DEPTH: usize = 32;

/// A closing fence searches no further out, which keeps a text of nothing but fences from taking long.
const FENCES_SEARCHED: usize = 1000;

/// A text inside the text.
pub(super) struct Frame {
    kind: FrameKind,
    /// The number of tags that were open when it started.
    depth: usize,
    /// The text around it.
    outer: Draft,
    /// Comments that silence rules in it.
    ignores: Vec<usize>,
    is_exempt: bool,
}

enum FrameKind {
    Container {
        colons: usize,
        /// The opening line.
        fence: Span,
        /// `None` if it is nested too deeply; its text then belongs to the one around it.
        call: Option<Box<Call>>,
    },
    Note {
        label: String,
        span: Span,
    },
}

/// Whether a directive's text is a quotation or has its source with it.
fn is_exempt(name: &str, head: &Head) -> bool {
    prose::is_exempt(name, head.arguments.iter().map(|argument| argument.name.as_str()))
}

impl<'t> Translator<'t, '_, '_> {
    /// A rule, or the block directive that it stands for.
    pub(super) fn rule(&mut self, range: Range<usize>) -> Option<Event<'t>> {
        self.page.words.gap();
        self.page.prose.gap(None);
        let Some((_, directive)) = within(self.text.directives, &range).next() else { return Some(Event::Rule) };
        match &directive.kind {
            DirectiveKind::Open { colons, head } => self.open(directive, *colons, head),
            DirectiveKind::Close { colons } => self.close(*colons, directive.range.clone()),
            DirectiveKind::Leaf(head) => {
                let ignores = self.page.prose.take_waiting();
                let call = self.call(directive, head, Shape::Leaf);
                self.page.prose.cover(&ignores, &(call.span.start..call.span.end));
                self.page.prose.gap(None);
                self.push(Hole::Component(Box::new(call)));
            }
            _ => {}
        }
        None
    }

    pub(super) fn call(&mut self, directive: &Directive, head: &Head, shape: Shape) -> Call {
        let name = &self.text.written[head.name.clone()];
        let is_exempt = is_exempt(name, head);
        if is_exempt {
            self.page.prose.cited(self.text.base + directive.range.start);
        }
        self.page.prose.exempt_inline(is_exempt, true);
        let label = head.label.clone().map(|label| self.label(label));
        self.page.prose.exempt_inline(is_exempt, false);
        Call {
            name: name.to_owned(),
            name_span: self.span(head.name.clone()),
            shape,
            arguments: head.arguments.clone(),
            label,
            body: None,
            span: self.span(directive.range.clone()),
        }
    }

    fn label(&mut self, range: Range<usize>) -> Pieces {
        let text = &self.text;
        let (depth, definitions) = match text.label {
            Some(label) => (label.depth + 1, label.definitions),
            None => (1, Definitions { definitions: text.events.reference_definitions(), text: text.written, base: text.base }),
        };
        markdown::label(self.page, &text.written[range.clone()], text.base + range.start, depth, definitions)
    }

    fn open(&mut self, directive: &Directive, colons: usize, head: &Head) {
        let fence = self.span(directive.range.clone());
        let call = if self.n_containers < MAX_CONTAINER_DEPTH {
            Some(Box::new(self.call(directive, head, Shape::Container)))
        } else {
            if self.n_containers == MAX_CONTAINER_DEPTH {
                let problem = Diagnostic::new(Code::NestedTooDeep, format!("components are nested more than {MAX_CONTAINER_DEPTH} deep"))
                    .at(fence.clone())
                    .help("close the components around this one first");
                self.page.problems.push(problem);
            }
            None
        };
        self.n_containers += 1;
        let is_exempt = is_exempt(&self.text.written[head.name.clone()], head);
        self.open_frame(FrameKind::Container { colons, fence, call }, is_exempt);
    }

    /// The note's tag counts as open.
    pub(super) fn open_note(&mut self, label: &str, range: Range<usize>) {
        let written = &self.text.written[range.clone()];
        let line = written.lines().next().map_or(0, str::len);
        let span = self.span(range.start..range.start + line);
        self.open_frame(FrameKind::Note { label: label.to_owned(), span }, true);
    }

    /// Whether the next thing stands in a container with no tag around it.
    pub(super) fn is_bare_in_container(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.depth == self.depth && matches!(frame.kind, FrameKind::Container { .. }))
    }

    fn open_frame(&mut self, kind: FrameKind, is_exempt: bool) {
        let outer = self.buffer.take();
        if is_exempt {
            self.page.prose.exempt(true);
        }
        let ignores = self.page.prose.take_waiting();
        self.frames.push(Frame { kind, depth: self.depth, outer, ignores, is_exempt });
    }

    /// Closes the nearest container with as many colons as the fence, else the nearest with fewer.
    fn close(&mut self, colons: usize, range: Range<usize>) {
        let closable = || {
            self.frames.iter().enumerate().rev().take(FENCES_SEARCHED).map_while(|(index, frame)| match &frame.kind {
                FrameKind::Container { colons, .. } if frame.depth == self.depth => Some((index, *colons)),
                _ => None,
            })
        };
        let found = closable().find(|(_, opened)| *opened == colons).or_else(|| closable().find(|(_, opened)| *opened < colons));
        let Some((index, _)) = found else {
            let problem = self.unopened(range);
            self.page.problems.push(problem);
            return;
        };
        while self.frames.len() > index + 1 {
            self.close_frame_unclosed();
        }
        let end = self.span(range).end;
        self.close_frame(Some(end));
    }

    fn unopened(&self, range: Range<usize>) -> Diagnostic {
        let fence = &self.text.written[range.clone()];
        let problem = Diagnostic::new(Code::UnopenedComponent, format!("this `{fence}` closes no component")).at(self.span(range));
        match self.frames.last().map(|frame| &frame.kind) {
            Some(FrameKind::Container { fence, .. }) => problem
                .also(fence.clone(), "this component is open")
                .help("start the closing line like the opening one: as many colons, the same indentation and the same `>`"),
            _ => problem.help("remove it, or open a component above with `::: name`; for plain colons write `\\:::`"),
        }
    }

    /// Ends the frames that started inside a tag which now ends.
    pub(super) fn close_frames_below(&mut self, depth: usize) {
        while self.frames.last().is_some_and(|frame| frame.depth > depth) {
            self.close_frame_unclosed();
        }
    }

    /// Ends the innermost frame. For a container that is a mistake, which is reported only once if too many are open.
    pub(super) fn close_frame_unclosed(&mut self) {
        if let Some(Frame { kind: FrameKind::Container { colons, fence, call: Some(_) }, .. }) = self.frames.last() {
            let closing = if *colons > 12 { format!("of {colons} colons") } else { format!("`{}`", ":".repeat(*colons)) };
            let problem = Diagnostic::new(Code::UnclosedComponent, "this component is never closed")
                .at(fence.clone())
                .help(format!("add a line {closing} where it ends, indented like this one"));
            self.page.problems.push(problem);
        }
        self.close_frame(None);
    }

    fn close_frame(&mut self, end: Option<usize>) {
        let Some(frame) = self.frames.pop() else { return };
        if frame.is_exempt {
            self.page.prose.exempt(false);
        }
        self.page.prose.gap(None);
        if let FrameKind::Container { fence, .. } = &frame.kind {
            self.page.prose.cover(&frame.ignores, &(fence.start..end.unwrap_or(fence.end)));
        }
        let mut inner = self.buffer.replace(frame.outer);
        inner.drop_first_newline();
        match frame.kind {
            FrameKind::Note { label, span } => self.page.notes.define(&label, inner, span),
            FrameKind::Container { call, .. } => {
                self.n_containers -= 1;
                match call {
                    Some(mut call) => {
                        call.span.end = end.unwrap_or(call.span.end);
                        call.body = Some(inner.finish());
                        self.push(Hole::Component(call));
                    }
                    None => self.buffer.borrow_mut().append(inner),
                }
            }
        }
    }
}
