//! A content file: its front matter at once, its text when somebody wants it.

use std::fmt;
use std::ops::{Deref, Range};
use std::sync::{Arc, Mutex, PoisonError};

use super::markdown::{self, Options};
use super::{Body, Claim, DrawnFile, FrontMatter, ProseBlock, drawn, front_matter, raw_piece};
use crate::base::diagnostic::Problems;
use crate::base::fingerprint::Fingerprint;
use crate::base::source::Source;
use crate::syntax::addresses::addresses;
use crate::syntax::html::Document;

/// How the texts of one language are read.
pub(crate) struct Reading {
    pub options: Options,
    /// Rules about wording. They look at running text, which nobody keeps after the parse.
    pub wording: Box<WordingRules>,
}

type WordingRules = dyn Fn(&Source, &FrontMatter, &[ProseBlock]) -> Wording + Send + Sync;

/// What rules about wording make of running text.
#[derive(Debug, Default)]
pub(crate) struct Wording {
    pub problems: Problems,
    /// Numbers with their sources, to be compared with the site's statistics.
    pub claims: Vec<Claim>,
}

/// A content file, remembered with the source it was made from.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub source: Source,
    pub front: Arc<FrontMatter>,
    /// The data files that components of the text name.
    pub drawn: Vec<DrawnFile>,
    /// Of the front matter and its text, and of the data files: all that other outputs depend on, and the places that
    /// problems of the front matter point at.
    pub front_key: Fingerprint,
    /// Of the keys of the front matter that can decide about other pages.
    pub place_key: Fingerprint,
    /// What is wrong with the front matter.
    pub problems: Problems,
    /// The byte at which the text starts, behind the front matter.
    pub body_start: usize,
    reading: Arc<Reading>,
    body: Mutex<Option<Arc<ParsedBody>>>,
}

/// The text of a content file.
#[derive(Debug)]
pub(crate) struct ParsedBody {
    body: Body,
    /// Whatever is wrong with it.
    pub problems: Problems,
    /// What rules about wording find in it, should it be part of the site.
    pub wording: Wording,
}

impl Parsed {
    /// Reads the front matter.
    pub(crate) fn new(source: Source, reading: Arc<Reading>) -> Self {
        let mut problems = Problems::new();
        let (front, body_start) = front_matter::read(&source, &mut problems);
        // A value alone does not say where it stands, and problems point at places: the text is part of it.
        let drawn = drawn::find(&source, body_start, &reading.options);
        let front_key = Fingerprint::of(&(&front, source.text.get(..body_start), &drawn));
        let place_key = front.place_key();
        Self { source, front: Arc::new(front), drawn, front_key, place_key, problems, body_start, reading, body: Mutex::default() }
    }

    /// The text, parsed when it is first asked for.
    pub(crate) fn body(&self) -> Arc<ParsedBody> {
        let mut body = self.body.lock().unwrap_or_else(PoisonError::into_inner);
        body.get_or_insert_with(|| Arc::new(self.parse())).clone()
    }

    /// Lets go of the text. It is parsed once more should somebody ask for it again.
    pub(crate) fn release(&self) {
        *self.body.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// The addresses that raw HTML of the text names, with their places in the file.
    pub(crate) fn raw_addresses(&self) -> Vec<(String, Range<usize>)> {
        let mut found = Vec::new();
        self.each_raw_piece(|piece, start| {
            let written = addresses(piece).into_iter();
            found.extend(written.map(|address| (address.value.into_owned(), start + address.at.start..start + address.at.end)));
        });
        found
    }

    /// Reads each piece of raw HTML of the text, with the place in the file where it starts.
    pub(crate) fn each_raw_piece(&self, read: impl FnMut(&Document<'_>, usize)) {
        raw_piece::each(&self.source, self.body_start, &self.reading.options, read);
    }

    fn parse(&self) -> ParsedBody {
        let mut problems = Problems::new();
        let (body, prose) = markdown::body(&self.source, self.body_start, &self.reading.options, &mut problems);
        ParsedBody { body, problems, wording: (self.reading.wording)(&self.source, &self.front, &prose) }
    }
}

impl Deref for ParsedBody {
    type Target = Body;

    fn deref(&self) -> &Body {
        &self.body
    }
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading").field("options", &self.options).finish_non_exhaustive()
    }
}
