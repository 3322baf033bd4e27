//! Turns of phrase, as the lists of a language have them.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;

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
    /// People are named by their illness, or as its victims.
    Stigma,
    /// An illness is spoken of as a war or a contest.
    Metaphor,
    /// More is promised than any treatment keeps.
    Hype,
    /// A part of the page is named by its place, colour or shape alone.
    Sensory,
    /// Several words say what one would.
    Wordy,
}

/// With the names of their lists.
pub(super) const SIGNS: [(Sign, &str); 8] = [
    (Sign::Number, "number"),
    (Sign::Vague, "vague"),
    (Sign::Relative, "relative"),
    (Sign::Absolute, "absolute"),
    (Sign::Stigma, "stigma"),
    (Sign::Metaphor, "metaphor"),
    (Sign::Hype, "hype"),
    (Sign::Sensory, "sensory"),
];

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
    pub words: WordSet,
}

#[derive(Clone, Debug)]
pub(super) struct Part {
    pub kind: PartKind,
    pub is_optional: bool,
}

#[derive(Clone, Debug)]
pub(super) enum PartKind {
    /// One of these words.
    Word(WordSet),
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

/// A word's number in the vocabulary, so that words are compared as numbers.
pub(super) type WordId = u32;

/// Every word that phrases name.
#[derive(Debug, Default)]
pub(super) struct Vocabulary(HashMap<String, WordId, FixedState>);

impl Vocabulary {
    /// Adds a word unless it is known.
    pub(super) fn add(&mut self, word: String) -> WordId {
        let next = WordId::try_from(self.0.len()).unwrap_or(WordId::MAX);
        *self.0.entry(word).or_insert(next)
    }

    pub(super) fn get(&self, word: &str) -> Option<WordId> {
        self.0.get(word).copied()
    }

    pub(super) fn set(&mut self, words: impl IntoIterator<Item = String>) -> WordSet {
        let mut ids: Vec<WordId> = words.into_iter().map(|word| self.add(word)).collect();
        ids.sort_unstable();
        ids.dedup();
        WordSet(ids.into())
    }

    pub(super) fn words(&self) -> impl Iterator<Item = (&str, WordId)> {
        self.0.iter().map(|(word, id)| (word.as_str(), *id))
    }
}

/// Words of a vocabulary.
#[derive(Clone, Debug, Default)]
pub(super) struct WordSet(Arc<[WordId]>);

impl WordSet {
    /// Whether a word is among these; one that is in no vocabulary is not.
    pub(super) fn contains(&self, word: Option<WordId>) -> bool {
        word.is_some_and(|word| self.0.binary_search(&word).is_ok())
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = WordId> {
        self.0.iter().copied()
    }
}
