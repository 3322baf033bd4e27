//! Turns of phrase, as the lists of a language have them.

use std::sync::Arc;

use super::token::last_tokens;

/// What a phrase is a sign of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// A number that wants a source.
    Number,
    /// A finding is attributed to somebody who is not named.
    Vague,
    /// A change without what it started from.
    Relative,
    /// A number out of a number of people.
    Absolute,
}

pub(super) const SIGNS: [Sign; 4] = [Sign::Number, Sign::Vague, Sign::Relative, Sign::Absolute];

#[derive(Debug)]
pub(super) struct Phrase {
    pub sign: Sign,
    /// What has to stand before it, so that a phrase need not begin with a word that every sentence has.
    pub after: Option<After>,
    pub parts: Vec<Part>,
}

/// One of these words, at most so many words before.
#[derive(Clone, Debug)]
pub(super) struct After {
    pub within: usize,
    pub words: Arc<[String]>,
}

#[derive(Clone, Debug)]
pub(super) struct Part {
    pub kind: PartKind,
    pub is_optional: bool,
}

#[derive(Clone, Debug)]
pub(super) enum PartKind {
    /// One of these words.
    Word(Arc<[String]>),
    Number,
    NotYear,
    Thousands,
    Year,
    Any,
    /// A word that begins like this, such as the article of Arabic.
    Beginning(Arc<str>),
    /// Up to so many words.
    Gap(usize),
}

impl After {
    /// Where the nearest of the words starts before a place.
    pub(super) fn start(&self, text: &str, start: usize) -> Option<usize> {
        let mut near = last_tokens(&text[..start], self.within);
        near.find(|token| self.words.iter().any(|word| *word == token.text)).map(|token| token.start)
    }
}
