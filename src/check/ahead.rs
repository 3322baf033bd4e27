//! Tokens of a text that are read when they are asked for, and where reading can start.

use std::ops::Range;

use aho_corasick::Match;

use super::phrase::{Vocabulary, WordId};
use super::token::{Lexer, Token, is_mark};

/// Whether tokens differ from the text at most in ASCII capitals and Arabic digits, so that the automaton sees whatever starts
/// a phrase.
pub(super) fn is_plain(text: &str) -> bool {
    text.is_ascii()
        || text.chars().all(|letter| match letter {
            '\u{2010}'..='\u{2027}' => true,
            '\u{641}'..='\u{64a}' | '\u{60c}'..='\u{63f}' => true,
            '٠'..='٩' | '۰'..='۹' => true,
            letter if letter.is_ascii() => true,
            letter => !is_mark(letter) && !letter.is_numeric() && letter.to_lowercase().eq([letter]),
        })
}

/// Whether what was found is more than a part of a longer word.
pub(super) fn can_be_token(text: &str, found: &Match) -> bool {
    let (before, rest) = text.split_at(found.start());
    let Some(first) = rest.chars().next().filter(|first| first.is_alphanumeric()) else { return true };
    let is_inside = before.chars().next_back().is_some_and(char::is_alphabetic);
    let goes_on = !first.is_numeric() && text[found.end()..].starts_with(char::is_alphanumeric);
    !is_inside && !goes_on
}

/// What stands around a place between two spaces of ASCII.
pub(super) fn run_around(text: &str, place: usize) -> Range<usize> {
    let bytes = text.as_bytes();
    let start = bytes[..place].iter().rposition(u8::is_ascii_whitespace).map_or(0, |space| space + 1);
    let end = bytes[place..].iter().position(u8::is_ascii_whitespace).map_or(bytes.len(), |length| place + length);
    start..end
}

/// Tokens that are read when they are asked for.
pub(super) struct Ahead<'t> {
    pub(super) lexer: Lexer<'t>,
    vocabulary: &'t Vocabulary,
    tokens: Vec<Known<'t>>,
}

/// A token with its number in the vocabulary, if it is a word of that.
pub(super) struct Known<'t> {
    pub(super) token: Token<'t>,
    pub(super) word: Option<WordId>,
}

impl<'t> Ahead<'t> {
    /// Reads a text from a place on.
    pub(super) fn from(text: &'t str, place: usize, vocabulary: &'t Vocabulary) -> Self {
        Self { lexer: Lexer::new(text, place), vocabulary, tokens: Vec::new() }
    }

    pub(super) fn token(&mut self, at: usize) -> Option<&Known<'t>> {
        while self.tokens.len() <= at {
            let token = self.lexer.next()?;
            self.tokens.push(Known { word: self.vocabulary.get(&token.text), token });
        }
        self.tokens.get(at)
    }
}
