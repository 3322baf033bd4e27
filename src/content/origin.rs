//! Places in a part of a file that is read by itself.

use std::ops::Range;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{SourceId, Span};

/// Where a scanned text lies in its file.
#[derive(Clone, Copy)]
pub(super) struct Origin<'s> {
    pub source: &'s SourceId,
    /// The file's byte at which the text starts.
    pub base: usize,
}

impl Origin<'_> {
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        self.source.at(self.base + range.start..self.base + range.end)
    }

    /// A mistake in a directive.
    pub(super) fn mistake(&self, range: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Box<Diagnostic> {
        Box::new(Diagnostic::new(Code::ComponentSyntax, message).at(self.span(range)).help(help))
    }
}
