//! HTML with holes: one text, and what belongs at places in it.

use crate::content::{Call, Cite, Link};

/// A run of finished HTML, or a hole in it.
#[derive(Clone, Copy, Debug)]
pub enum Piece<'p> {
    Html(&'p str),
    /// A URL inside an attribute: only the escaped address is to be written here.
    Link(&'p Link),
    Component(&'p Call),
    /// The mark of a citation, numbered when the whole text is known.
    Cite(&'p Cite),
    /// The mark of a footnote, as finished HTML. A summary leaves it out, because the notes are not part of it.
    NoteRef(&'p str),
    /// The label of an alert, in the words of the theme: `note`, `tip`, `important`, `warning` or `caution`.
    AlertLabel(&'static str),
}

/// What a hole is filled with.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(super) enum Hole {
    Link(Link),
    Component(Box<Call>),
    Cite(Box<Cite>),
    NoteRef(Box<str>),
    AlertLabel(&'static str),
}

/// A finished text. One is kept for each page of a site, so its parts have no spare capacity.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Pieces {
    html: Box<str>,
    /// In order, each with its byte in `html`.
    holes: Box<[(usize, Hole)]>,
}

/// A place between two pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Hash)]
pub struct Cut {
    byte: usize,
    /// The number of holes before it, for several may stand at one byte.
    n_holes: usize,
}

impl Pieces {
    pub fn is_empty(&self) -> bool {
        self.html.is_empty() && self.holes.is_empty()
    }

    pub fn iter(&self) -> Iter<'_> {
        self.part(&(Cut::default()..Cut { byte: self.html.len(), n_holes: self.holes.len() }))
    }

    /// What stands between two places of this text.
    pub fn part(&self, part: &std::ops::Range<Cut>) -> Iter<'_> {
        Iter { pieces: self, at: part.start, end: part.end }
    }
}

impl<'p> IntoIterator for &'p Pieces {
    type Item = Piece<'p>;
    type IntoIter = Iter<'p>;

    fn into_iter(self) -> Iter<'p> {
        self.iter()
    }
}

/// Pieces in their order.
#[derive(Clone, Debug)]
pub struct Iter<'p> {
    pieces: &'p Pieces,
    at: Cut,
    end: Cut,
}

impl Iter<'_> {
    /// The length of the HTML that is left, without that of holes.
    pub fn html_length(&self) -> usize {
        self.end.byte.saturating_sub(self.at.byte)
    }
}

impl<'p> Iterator for Iter<'p> {
    type Item = Piece<'p>;

    fn next(&mut self) -> Option<Piece<'p>> {
        let hole = self.pieces.holes.get(self.at.n_holes).filter(|_| self.at.n_holes < self.end.n_holes);
        let stop = hole.map_or(self.end.byte, |(byte, _)| *byte);
        if self.at.byte < stop {
            let html = self.pieces.html.get(self.at.byte..stop)?;
            self.at.byte = stop;
            return Some(Piece::Html(html));
        }
        self.at.n_holes += 1;
        Some(match &hole?.1 {
            Hole::Link(link) => Piece::Link(link),
            Hole::Component(call) => Piece::Component(call),
            Hole::Cite(cite) => Piece::Cite(cite),
            Hole::NoteRef(html) => Piece::NoteRef(html),
            Hole::AlertLabel(kind) => Piece::AlertLabel(kind),
        })
    }
}

/// A text that is being written.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub html: String,
    pub holes: Vec<(usize, Hole)>,
}

impl Draft {
    pub(super) fn hole(&mut self, hole: Hole) {
        self.holes.push((self.html.len(), hole));
    }

    /// The place that has been reached.
    pub(super) fn cut(&self) -> Cut {
        Cut { byte: self.html.len(), n_holes: self.holes.len() }
    }

    pub(super) fn append(&mut self, other: Self) {
        let start = self.html.len();
        self.html.push_str(&other.html);
        self.holes.extend(other.holes.into_iter().map(|(byte, hole)| (start + byte, hole)));
    }

    /// Removes a line break from the start of the text.
    pub(super) fn drop_first_newline(&mut self) {
        if self.html.starts_with('\n') && self.holes.first().is_none_or(|(byte, _)| *byte > 0) {
            self.html.remove(0);
            self.holes.iter_mut().for_each(|(byte, _)| *byte -= 1);
        }
    }

    /// Writes before the end of the last paragraph if the text ends with one, else at the end.
    pub(super) fn push_into_paragraph(&mut self, html: &str) {
        let end = self.html.len();
        let is_html_last = self.holes.last().is_none_or(|(byte, _)| *byte + PARAGRAPH_END.len() <= end);
        if is_html_last && self.html.ends_with(PARAGRAPH_END) {
            self.html.insert_str(end - PARAGRAPH_END.len(), html);
        } else {
            self.html.push_str(html);
        }
    }

    pub(super) fn finish(self) -> Pieces {
        Pieces { html: self.html.into_boxed_str(), holes: self.holes.into_boxed_slice() }
    }
}

const PARAGRAPH_END: &str = "</p>\n";
