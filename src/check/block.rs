//! A block of running text with the place of every part in its file, its sentences, quotations and sources.

use std::borrow::Cow;
use std::ops::Range;

use super::slip::Slip;
use super::token::tokens;
use super::words::{Findings, Found, Sign, Words};
use crate::base::source::{Source, Span};
use crate::content::{ProseBlock, written_cite};

/// Two quotation marks that are farther apart than this are not a quotation.
const QUOTE_LENGTH: usize = 600;

/// A block as one text, with the place of every part in the file.
pub(super) struct BlockText<'a> {
    source: &'a Source,
    block: &'a ProseBlock,
    pub(super) joined: Cow<'a, str>,
    /// Where each run starts in the joined text.
    starts: Vec<usize>,
    /// Places in the joined text, in their order, like those below.
    pub(super) cited: Vec<usize>,
    pub(super) quoted: Vec<Range<usize>>,
    /// Ends of sentences.
    pub(super) ends: Vec<usize>,
    pub(super) found: Vec<Found>,
    pub(super) slips: Vec<Slip>,
    /// Where numbers out of a number of people stand.
    pub(super) absolute: Vec<Range<usize>>,
    pub(super) is_heading: bool,
    pub(super) table: Option<u32>,
}

impl<'a> BlockText<'a> {
    /// The text alone, with its quotations, in which nothing is looked for.
    pub(super) fn read(source: &'a Source, block: &'a ProseBlock) -> Self {
        let mut text = Self::joined(source, block);
        text.quoted = quotations(&text.joined);
        text
    }

    /// `is_wanted` says whether other rules have to look at a text in which no phrase was found.
    pub(super) fn new(source: &'a Source, block: &'a ProseBlock, words: &Words, is_wanted: impl Fn(&str) -> bool) -> Self {
        let mut text = Self::joined(source, block);
        let Findings { phrases: found, slips } = words.find(&text.joined);
        text.slips = slips;
        // Most texts contain nothing that the rules below look for.
        if found.is_empty() && !is_wanted(&text.joined) {
            return text;
        }
        text.quoted = quotations(&text.joined);
        text.ends = sentence_ends(&text.joined);
        let mut about = None;
        let claims = found.into_iter().filter(|found| !text.is_quoted(found.start) && !text.is_no_claim(found, words, &mut about));
        text.found = claims.collect();
        let absolute = text.found.iter().filter(|found| found.sign == Sign::Absolute);
        text.absolute = absolute.map(|found| found.start..found.end).collect();
        text
    }

    fn joined(source: &'a Source, block: &'a ProseBlock) -> Self {
        let written = |run: &Range<usize>| source.text.get(run.clone()).unwrap_or_default();
        let mut starts = Vec::with_capacity(block.runs.len());
        let joined = if let [run] = block.runs.as_slice() {
            starts.push(0);
            Cow::Borrowed(written(run))
        } else {
            let mut joined = String::with_capacity(block.runs.iter().map(ExactSizeIterator::len).sum());
            for run in &block.runs {
                starts.push(joined.len());
                joined.push_str(written(run));
            }
            Cow::Owned(joined)
        };
        let joined_place = |place: &usize| {
            let next = block.runs.partition_point(|run| run.end <= *place);
            block.runs.get(next).map_or(joined.len(), |run| starts[next] + place.saturating_sub(run.start))
        };
        let mut cited: Vec<usize> = block.cited.iter().map(joined_place).collect();
        cited.sort_unstable();
        Self {
            source,
            block,
            starts,
            cited,
            quoted: Vec::new(),
            ends: Vec::new(),
            found: Vec::new(),
            slips: Vec::new(),
            absolute: Vec::new(),
            is_heading: block.is_heading,
            table: block.table,
            joined,
        }
    }

    /// Whether what was found says nothing about people's health: an idiom, money, a goal, a measure, somebody's own study.
    /// `about` remembers of the last sentence, by its start, whether it is about such things.
    fn is_no_claim(&self, found: &Found, words: &Words, about: &mut Option<(usize, bool)>) -> bool {
        let range = self.sentence(found.start);
        let end = range.end.min(self.joined.len());
        let sentence = &self.joined[range.start..end];
        let place = found.start - range.start..found.end.min(end) - range.start;
        let mut is_of_something_else = || {
            let known = about.filter(|(start, _)| *start == range.start);
            let (_, is_about) = known.unwrap_or_else(|| (range.start, words.is_about_something_else(sentence)));
            *about = Some((range.start, is_about));
            is_about || words.measures(sentence, place.clone())
        };
        match found.sign {
            Sign::Number => is_idiom(&self.joined, found) || is_of_something_else(),
            Sign::Relative => is_of_something_else(),
            Sign::Vague => words.has_owner(&sentence[..place.start]),
            Sign::Absolute | Sign::Stigma | Sign::Metaphor | Sign::Hype | Sign::Sensory | Sign::Wordy => false,
        }
    }

    /// A part of the text in one line.
    pub(super) fn shown(&self, range: Range<usize>) -> String {
        self.joined[range].replace(['\n', '\r', '\t'], " ")
    }

    pub(super) fn is_quoted(&self, place: usize) -> bool {
        self.quoted.get(self.quoted.partition_point(|quote| quote.end <= place)).is_some_and(|quote| quote.contains(&place))
    }

    pub(super) fn sentence(&self, place: usize) -> Range<usize> {
        let next = self.ends.partition_point(|end| *end <= place);
        let start = if next == 0 { 0 } else { self.ends[next - 1] };
        start..self.ends.get(next).copied().unwrap_or(self.joined.len() + 1)
    }

    /// Whether a source stands in a sentence; a mark right behind its full stop belongs to it.
    pub(super) fn is_cited_in(&self, sentence: &Range<usize>) -> bool {
        self.cited.get(self.cited.partition_point(|place| *place < sentence.start)).is_some_and(|place| sentence.contains(place))
    }

    /// The keys of the references that marks in a part of the text cite.
    pub(super) fn keys_in(&self, range: &Range<usize>) -> Vec<String> {
        let within = self.block.cited.iter().filter(|place| {
            let next = self.block.runs.partition_point(|run| run.end <= **place);
            let at = self.block.runs.get(next).map_or(self.joined.len(), |run| self.starts[next] + place.saturating_sub(run.start));
            range.contains(&at)
        });
        within.filter_map(|place| written_cite(mark(&self.source.text, *place)?)).flat_map(|cite| cite.items).map(|item| item.key).collect()
    }

    /// Whether a part of the text is in the label of a link or of a component: `[part](…)`, `:abbr[part]{…}`.
    pub(super) fn is_label(&self, range: &Range<usize>) -> bool {
        /// Longer labels are none.
        const LONGEST: usize = 200;
        let at = self.span(range.clone());
        let text = &*self.source.text;
        let (Some(before), Some(after)) = (text.get(..at.start), text.get(at.end..)) else { return false };
        let before = &before[before.ceil_char_boundary(before.len().saturating_sub(LONGEST))..];
        let after = &after[..after.floor_char_boundary(LONGEST)];
        let is_open = before.rfind(['[', ']', '\n']).is_some_and(|sign| before[sign..].starts_with('['));
        let close = after.find(['[', ']']).filter(|sign| after[*sign..].starts_with(']'));
        is_open && close.is_some_and(|close| after[close + 1..].starts_with(['(', '[', '{']))
    }

    /// Whether two places of the file lie in one sentence of this text.
    pub(super) fn same_sentence(&self, a: usize, b: usize) -> bool {
        match (self.joined_place(a), self.joined_place(b)) {
            (Some(a), Some(b)) => self.sentence(a) == self.sentence(b),
            _ => false,
        }
    }

    fn joined_place(&self, place: usize) -> Option<usize> {
        let run = self.block.runs.partition_point(|run| run.end <= place);
        let inside = self.block.runs.get(run).filter(|run| run.contains(&place))?;
        Some(self.starts[run] + place - inside.start)
    }

    /// A range of the joined text as a place in the file.
    pub(super) fn span(&self, range: Range<usize>) -> Span {
        let place = |at: usize| {
            let run = self.starts.partition_point(|start| *start <= at).saturating_sub(1);
            self.block.runs[run].start + at - self.starts[run]
        };
        self.source.id.at(place(range.start)..place(range.end.saturating_sub(1)) + 1)
    }
}

/// `100%` and `0%` mean all and none of something, and are not statistics.
fn is_idiom(text: &str, found: &Found) -> bool {
    found.sign == Sign::Number
        && tokens(&text[found.start..found.end]).first().is_some_and(|first| first.text == "100" || first.text == "0")
}

/// The mark `[@…]` that begins at a place of a file.
fn mark(text: &str, place: usize) -> Option<&str> {
    let rest = text.get(place..)?.strip_prefix('[')?;
    rest.split_once(']').map(|(inside, _)| inside).filter(|inside| inside.contains('@'))
}

/// Text in quotation marks is somebody else's words.
fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut quotes = Vec::new();
    let mut open: Option<(usize, char)> = None;
    for (at, letter) in text.char_indices() {
        match open {
            Some((start, close)) if letter == close && at - start <= QUOTE_LENGTH => {
                quotes.push(start..at);
                open = None;
            }
            Some((start, _)) if at - start > QUOTE_LENGTH => open = None,
            Some(_) => {}
            None => {
                open = match letter {
                    '"' => Some('"'),
                    '“' => Some('”'),
                    '«' => Some('»'),
                    '„' => Some('“'),
                    _ => None,
                }
                .map(|close| (at, close));
            }
        }
    }
    quotes
}

/// Where sentences end: after the space that follows a full stop, a question mark or a similar sign.
pub(super) fn sentence_ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut is_over = false;
    for (at, letter) in text.char_indices() {
        if letter.is_whitespace() && is_over {
            ends.push(at + letter.len_utf8());
            is_over = false;
        } else if matches!(letter, '.' | '!' | '?' | '؟' | '…' | '۔') {
            is_over = true;
        } else if !matches!(letter, ')' | '"' | '”' | '»' | '’' | '\'') {
            is_over = false;
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_at_spaces_behind_stops() {
        let text = "It was 7.1 million. (Really?) Yes";
        assert_eq!(
            sentence_ends(text).iter().map(|end| &text[..*end]).collect::<Vec<_>>(),
            ["It was 7.1 million. ", "It was 7.1 million. (Really?) "]
        );
    }

    #[test]
    fn quotations_have_two_ends() {
        let quoted = |text: &str| quotations(text).into_iter().map(|quote| text[quote].to_owned()).collect::<Vec<_>>();
        assert_eq!(quoted("a “b c” d «e» \"f\" \"g"), ["“b c", "«e", "\"f"]);
    }
}
