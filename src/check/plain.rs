//! Rules about plain language: long sentences and paragraphs, several words for one, Latin, jargon, abbreviations, the passive,
//! the forms of numbers and dates, and how hard a text is as a whole.
//!
//! The limits are those of the content guide of the NHS digital service manual: at most 20 words a sentence and 3 sentences a
//! paragraph, and no "eg", "ie" or "etc".

mod format;
mod grade;
mod passive;
mod unknown;

use std::ops::Range;

use super::block::BlockText;
use super::plain_words::PlainWords;
use super::words::Found;
use crate::base::diagnostic::{Code, Diagnostic, Problems};
pub(crate) use grade::Grade;
pub(super) use unknown::Seen;

const WORDS_OF_SENTENCE: usize = 20;
const SENTENCES_OF_PARAGRAPH: usize = 3;

/// How many words of a long sentence or paragraph a report points at.
const FIRST_WORDS: usize = 4;

/// What a block is told of as a whole. `seen` has the terms of the blocks before.
pub(super) fn block(text: &BlockText<'_>, words: &PlainWords, seen: &mut Seen, problems: &mut Problems) {
    problems.extend(latin(text, words));
    unknown::block(text, words, seen, problems);
    if let Some(formats) = &words.formats {
        format::block(text, formats, problems);
    }
    if text.is_heading || text.table.is_some() {
        return;
    }
    let sentences = sentences(&text.joined, &text.ends);
    problems.extend(sentences.iter().filter_map(|sentence| long_sentence(text, sentence)));
    if let Some(list) = &words.passive {
        sentences.iter().for_each(|sentence| passive::sentence(text, sentence, list, problems));
    }
    let own = sentences.iter().filter(|sentence| !is_partly_quoted(text, sentence)).count();
    if let Some(first) = sentences.first().filter(|_| own > SENTENCES_OF_PARAGRAPH) {
        problems.push(
            Diagnostic::new(Code::ReadParagraph, format!("this paragraph has {own} sentences, more than {SENTENCES_OF_PARAGRAPH}"))
                .at(text.span(beginning(&text.joined, first)))
                .help("begin a new paragraph where the next thought starts, or make a list of it"),
        );
    }
}

/// Several words for what one would say.
pub(super) fn wordy(text: &BlockText<'_>, found: &Found, words: &PlainWords) -> Diagnostic {
    let range = found.start..found.end;
    let shown = text.shown(range.clone());
    let key = shown.to_lowercase().replace('’', "'").split_whitespace().collect::<Vec<_>>().join(" ");
    let help = words.wordy.get(&key).map_or_else(|| "say it in fewer words".to_owned(), |better| format!("write \"{better}\""));
    Diagnostic::new(Code::ReadWordy, format!("`{shown}` is longer than it has to be")).at(text.span(range)).help(help)
}

fn latin(text: &BlockText<'_>, words: &PlainWords) -> Problems {
    if words.latin.is_empty() {
        return Problems::new();
    }
    let told = |word: Range<usize>| {
        let written = &text.joined[word.clone()];
        let better = words.latin.get(written).filter(|_| !text.is_quoted(word.start))?;
        let message = format!("`{written}` is Latin, which many readers do not know");
        Some(Diagnostic::new(Code::ReadLatin, message).at(text.span(word)).help(format!("write \"{better}\"")))
    };
    pieces(&text.joined, 0..text.joined.len()).filter_map(told).collect()
}

fn long_sentence(text: &BlockText<'_>, sentence: &Range<usize>) -> Option<Diagnostic> {
    let n_words = pieces(&text.joined, sentence.clone()).count();
    if n_words <= WORDS_OF_SENTENCE || is_partly_quoted(text, sentence) {
        return None;
    }
    Some(
        Diagnostic::new(Code::ReadSentence, format!("this sentence has {n_words} words, more than {WORDS_OF_SENTENCE}"))
            .at(text.span(beginning(&text.joined, sentence)))
            .help("make two sentences of it, with one thought each"),
    )
}

fn is_partly_quoted(text: &BlockText<'_>, sentence: &Range<usize>) -> bool {
    let next = text.quoted.partition_point(|quote| quote.end <= sentence.start);
    text.quoted.get(next).is_some_and(|quote| quote.start < sentence.end)
}

/// The sentences of a text that contain a word. The stop of `Dr. Diaz` or `p. 3` ends none.
fn sentences(text: &str, ends: &[usize]) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for end in ends.iter().copied().chain([text.len()]) {
        if end < text.len() && !is_end(&text[start..end], &text[end..]) {
            continue;
        }
        if pieces(text, start..end).next().is_some() {
            sentences.push(start..end);
        }
        start = end;
    }
    sentences
}

/// Whether a sentence is over before a text: not behind a title or one letter, and not before a small letter.
fn is_end(before: &str, after: &str) -> bool {
    const TITLES: &[&str] = &["Dr", "Mr", "Mrs", "Ms", "Prof", "St", "No", "vs", "Pr", "Mme"];
    let last = before.split_whitespace().next_back().unwrap_or_default();
    let word = last.trim_end_matches('.').trim_start_matches(|sign: char| !sign.is_alphanumeric());
    let is_short_form = last.ends_with('.') && (TITLES.contains(&word) || word.len() == 1 && word.starts_with(char::is_alphabetic));
    !is_short_form && !after.trim_start().starts_with(char::is_lowercase)
}

/// The words of a part of a text, between spaces, without the signs around them.
fn pieces(text: &str, part: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let start = text.as_ptr() as usize;
    text[part].split_whitespace().filter_map(move |piece| {
        let word = piece.trim_matches(|sign: char| !sign.is_alphanumeric());
        let at = word.as_ptr() as usize - start;
        (!word.is_empty()).then(|| at..at + word.len())
    })
}

fn beginning(text: &str, sentence: &Range<usize>) -> Range<usize> {
    let mut first = pieces(text, sentence.clone()).take(FIRST_WORDS);
    let Some(word) = first.next() else { return sentence.clone() };
    let end = first.last().map_or(word.end, |last| last.end);
    word.start..end
}

#[cfg(test)]
mod tests {
    use super::super::block::sentence_ends;
    use super::*;

    #[test]
    fn titles_and_single_letters_end_no_sentence() {
        let text = "Dr. Diaz asked. She read p. 3 first. It was 7.1 million! Then";
        let sentences = sentences(text, &sentence_ends(text));
        let written: Vec<&str> = sentences.into_iter().map(|sentence| text[sentence].trim()).collect();
        assert_eq!(written, ["Dr. Diaz asked.", "She read p. 3 first.", "It was 7.1 million!", "Then"]);
    }
}
