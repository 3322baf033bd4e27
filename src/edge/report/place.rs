//! Lines, columns and excerpts of the texts that a report refers to.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::base::diagnostic::Diagnostic;
use crate::base::plain::plain;
use crate::base::source::{Place, Source, SourceId, Span};

/// The texts that the diagnostics of one report point into.
pub(super) struct IndexedTexts<'a>(BTreeMap<&'a SourceId, IndexedText<'a>>);

impl<'a> IndexedTexts<'a> {
    pub(super) fn of(diagnostics: &[Diagnostic], sources: &'a BTreeMap<SourceId, Source>) -> Self {
        let spans = diagnostics.iter().flat_map(|diagnostic| diagnostic.at.iter().chain(diagnostic.also.iter().map(|(span, _)| span)));
        let named: BTreeSet<&SourceId> = spans.map(|span| &span.source).collect();
        let found = named.into_iter().filter_map(|id| sources.get_key_value(id));
        Self(found.map(|(id, source)| (id, IndexedText::new(&source.text))).collect())
    }

    /// The text a span points into, and the range there.
    pub(super) fn find(&self, span: &Span) -> Option<(&IndexedText<'a>, Range<usize>)> {
        let text = self.0.get(&span.source)?;
        Some((text, text.within(span)))
    }

    /// The first and the last place of a span, the last one exclusive.
    pub(super) fn places(&self, span: &Span) -> Option<(Place, Place)> {
        let (text, range) = self.find(span)?;
        Some((text.place(range.start), text.place(range.end)))
    }

    /// `content/a.md:7:11`, which editors and terminals turn into links.
    pub(super) fn shown(&self, span: &Span) -> String {
        let file = plain(span.source.as_str());
        match self.places(span) {
            Some((start, _)) => format!("{file}:{}:{}", start.line, start.column),
            None => file.into_owned(),
        }
    }
}

/// A text with its lines counted once, so that a thousand problems in it cost one pass.
pub(super) struct IndexedText<'a> {
    pub text: &'a str,
    /// Where each line starts.
    starts: Vec<usize>,
    /// The characters before each block of `BLOCK` bytes: a line of megabytes is not
    /// counted again for every problem in it.
    chars: Vec<usize>,
}

const BLOCK: usize = 4096;

impl<'a> IndexedText<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(newlines).collect();
        let mut n_chars = 0;
        let mut chars = vec![0];
        for block in text.as_bytes().chunks(BLOCK) {
            n_chars += count_chars(block);
            chars.push(n_chars);
        }
        Self { text, starts, chars }
    }

    /// The span's range, made to lie in the text and between characters.
    fn within(&self, span: &Span) -> Range<usize> {
        let start = self.text.floor_char_boundary(span.start.min(self.text.len()));
        let end = self.text.ceil_char_boundary(span.end.min(self.text.len()));
        start..end.max(start)
    }

    /// The line of an offset, counted from 0.
    pub(super) fn line_at(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset) - 1
    }

    /// A line, counted from 0, without its line break.
    pub(super) fn line(&self, number: usize) -> Range<usize> {
        let start = self.starts[number];
        let end = self.starts.get(number + 1).copied().unwrap_or(self.text.len());
        let line = &self.text[start..end];
        let line = line.strip_suffix('\n').unwrap_or(line);
        start..start + line.strip_suffix('\r').unwrap_or(line).len()
    }

    pub(super) fn place(&self, offset: usize) -> Place {
        let line = self.line_at(offset);
        Place { line: line + 1, column: self.chars_before(offset) - self.chars_before(self.starts[line]) + 1 }
    }

    fn chars_before(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        self.chars[block] + count_chars(&self.text.as_bytes()[block * BLOCK..offset])
    }
}

/// Characters that start in these bytes.
fn count_chars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte as i8) >= -0x40).count()
}

/// What to show of a line: all of it, or about `most` characters around a place in it.
pub(super) fn window(text: &str, line: Range<usize>, around: usize, most: usize) -> Range<usize> {
    let around = around.clamp(line.start, line.end);
    let n_before = text[line.start..around].chars().rev().take(most + 1).count();
    let n_after = text[around..line.end].chars().take(most + 1).count();
    if n_before + n_after <= most {
        return line;
    }
    let before = n_before.min((most / 3).max(most.saturating_sub(n_after)));
    let after = n_after.min(most - before);
    let start = text[line.start..around].char_indices().rev().take(before).last().map_or(around, |(at, _)| line.start + at);
    let end = text[around..line.end].char_indices().nth(after).map_or(line.end, |(at, _)| around + at);
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::source::place;

    #[test]
    fn places_agree_with_counting() {
        let text = format!("é\r\n\n{}\n日本\t\u{1f600}x", "aé日".repeat(3000));
        let lines = IndexedText::new(&text);
        for offset in (0..=text.len()).filter(|offset| text.is_char_boundary(*offset)).step_by(7).chain([text.len()]) {
            assert_eq!(lines.place(offset), place(&text, offset), "{offset}");
        }
    }

    #[test]
    fn lines_come_without_their_breaks() {
        let text = "a\r\nb\n\nc\n";
        let lines = IndexedText::new(text);
        assert_eq!((0..5).map(|n| &text[lines.line(n)]).collect::<Vec<_>>(), ["a", "b", "", "c", ""]);
    }

    #[test]
    fn a_window_keeps_the_place_in_view() {
        let text = "0123456789";
        let shown = |around, most| &text[window(text, 0..10, around, most)];
        assert_eq!(shown(5, 10), "0123456789");
        assert_eq!(shown(0, 6), "012345");
        assert_eq!(shown(5, 6), "345678");
        assert_eq!(shown(10, 6), "456789");
    }
}
