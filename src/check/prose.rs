//! Rules about wording: numbers without a source, vague sources, sources typed by hand, changes without a start.
//!
//! They look at one file alone, while it is parsed, so what they find is remembered with it.

use std::borrow::Cow;
use std::ops::Range;

use super::words::{Found, Sign, Words, tokens};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::Source;
use crate::content::ProseBlock;

/// Two quotation marks that are farther apart than this are not a quotation.
const QUOTE_LENGTH: usize = 600;

/// The longest name before a year in brackets: `(Site Health Organization, 2023)`.
const NAME_LENGTH: usize = 80;

/// What the rules find in a file.
pub(crate) fn find(source: &Source, prose: &[ProseBlock], words: &Words) -> Vec<Diagnostic> {
    let blocks: Vec<BlockText> = prose.iter().map(|block| BlockText::new(source, block, words)).collect();
    let mut problems = Vec::new();
    for (at, text) in blocks.iter().enumerate() {
        for found in &text.found {
            let problem = match found.sign {
                Sign::Number if !text.is_heading && !is_cited(&blocks, at, found.start) => number(text, found),
                Sign::Vague if !text.is_heading && !text.is_cited_in(&text.sentence(found.start)) => vague(text, found),
                Sign::Relative if !text.is_heading && !has_absolute(&blocks, at, found) => relative(text, found),
                _ => continue,
            };
            // Each sentence is reported once.
            let is_known = |known: &Diagnostic| {
                known.code == problem.code
                    && known.at.as_ref().zip(problem.at.as_ref()).is_some_and(|(known, new)| text.same_sentence(known.start, new.start))
            };
            if !problems.iter().rev().take(4).any(is_known) {
                problems.push(problem);
            }
        }
        typed_by_hand(text, words, &mut problems);
    }
    problems
}

fn number(text: &BlockText<'_>, found: &Found) -> Diagnostic {
    Diagnostic::new(Code::CiteStat, format!("`{}` has no source in its sentence", text.shown(found.start..found.end)))
        .at(text.span(found.start..found.end))
        .help("cite the source behind it, like `[@bray2024]`, or show the number by `:stat{id=…}`")
}

fn vague(text: &BlockText<'_>, found: &Found) -> Diagnostic {
    Diagnostic::new(Code::CiteVague, format!("`{}` does not say who found it", text.shown(found.start..found.end)))
        .at(text.span(found.start..found.end))
        .help("name the study or the organisation and cite it, like `[@bray2024]`, or leave the claim out")
}

fn relative(text: &BlockText<'_>, found: &Found) -> Diagnostic {
    Diagnostic::new(Code::ReadRisk, format!("`{}` states a change, but not from what", text.shown(found.start..found.end)))
        .at(text.span(found.start..found.end))
        .help("add the numbers behind it nearby, such as \"8 instead of 10 in 1,000 people\"")
}

/// A source in brackets that nobody can follow: `(WHO, 2023)`.
fn typed_by_hand(text: &BlockText<'_>, words: &Words, problems: &mut Vec<Diagnostic>) {
    for (open, _) in text.joined.match_indices('(') {
        let Some(inner) = text.joined[open + 1..].split([')', '(']).next() else { continue };
        let Some((name, year)) = inner.rsplit_once([',', '،', '\u{a0}']) else { continue };
        let close = open + 1 + inner.len();
        let year = year.trim().trim_end_matches(|letter: char| letter.is_ascii_lowercase());
        let is_year = tokens(year).len() == 1 && tokens(year).iter().all(|token| token.is_number && token.text.len() == 4);
        let name = name.trim().trim_end_matches([',', '،']);
        let is_name = name.chars().count() <= NAME_LENGTH
            && name.chars().next().is_some_and(|first| first.is_uppercase() || ('\u{620}'..='\u{64a}').contains(&first))
            && !is_date_or_file(name, words);
        if is_year && is_name && text.joined[close..].starts_with(')') && !text.is_quoted(open) {
            let shown = text.shown(open..close + 1);
            problems.push(
                Diagnostic::new(Code::CiteInlineText, format!("`{shown}` names a source by hand"))
                    .at(text.span(open..close + 1))
                    .help("add the source to `data/references.yml` and cite it, like `[@key]`: readers can then follow it"),
            );
        }
    }
}

/// What a download is, beside its size: no name of a source.
const OF_FILES: &[&str] = &[
    "pdf",
    "doc",
    "docx",
    "odt",
    "rtf",
    "txt",
    "epub",
    "xls",
    "xlsx",
    "ods",
    "csv",
    "ppt",
    "pptx",
    "odp",
    "zip",
    "html",
    "jpg",
    "jpeg",
    "png",
    "svg",
    "mp3",
    "mp4",
    "b",
    "kb",
    "mb",
    "gb",
    "kib",
    "mib",
    "ko",
    "mo",
    "go",
    "bytes",
    "octets",
    "pp",
    "p",
    "pages",
    "page",
    "صفحات",
    "صفحة",
    "كيلوبايت",
    "ميغابايت",
];

/// Whether what stands before a year is only a day, or the kind and the size of a file: `December 13`, `PDF, 140 kb, 8 pages`.
fn is_date_or_file(name: &str, words: &Words) -> bool {
    let parts = name.split(|sign: char| sign.is_whitespace() || matches!(sign, ',' | '،' | ';' | '/')).filter(|part| !part.is_empty());
    let is_of_them = |part: &str| {
        let part = part.trim_end_matches('.').to_lowercase();
        let letters = part.trim_start_matches(|sign: char| sign.is_numeric() || matches!(sign, '.' | '-' | '–'));
        let is_ordinal = letters.len() < part.len() && matches!(letters, "" | "st" | "nd" | "rd" | "th" | "er" | "e");
        is_ordinal || OF_FILES.contains(&letters) || words.is_month(letters) || words.is_month_cut_short(letters)
    };
    parts.clone().next().is_some() && parts.into_iter().all(is_of_them)
}

/// Whether a number's sentence has a source; in a table, whether the table or a text beside it has.
fn is_cited(blocks: &[BlockText<'_>], at: usize, place: usize) -> bool {
    let text = &blocks[at];
    let Some(table) = text.table else { return text.is_cited_in(&text.sentence(place)) };
    let first = blocks[..at].iter().rposition(|block| block.table != Some(table)).map_or(0, |before| before);
    let after = blocks[at..].iter().position(|block| block.table != Some(table)).map_or(blocks.len(), |n| at + n + 1);
    blocks[first..after.min(blocks.len())].iter().any(|block| !block.cited.is_empty())
}

/// Whether an absolute number is in the same block or in one next to it.
fn has_absolute(blocks: &[BlockText<'_>], at: usize, change: &Found) -> bool {
    let near = at.saturating_sub(1)..(at + 2).min(blocks.len());
    blocks[near.clone()].iter().zip(near).any(|(text, other)| {
        text.found
            .iter()
            .any(|found| found.sign == Sign::Absolute && (other != at || found.end <= change.start || found.start >= change.end))
    })
}

/// A block as one text, with the place of every part in the file.
struct BlockText<'a> {
    source: &'a Source,
    block: &'a ProseBlock,
    joined: Cow<'a, str>,
    /// Where each run starts in the joined text.
    starts: Vec<usize>,
    /// Places in the joined text.
    cited: Vec<usize>,
    quoted: Vec<Range<usize>>,
    /// Ends of sentences.
    ends: Vec<usize>,
    found: Vec<Found>,
    is_heading: bool,
    table: Option<u32>,
}

impl<'a> BlockText<'a> {
    fn new(source: &'a Source, block: &'a ProseBlock, words: &Words) -> Self {
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
        let cited = block
            .cited
            .iter()
            .map(|place| {
                let next = block.runs.iter().position(|run| run.end > *place);
                next.map_or(joined.len(), |next| starts[next] + place.saturating_sub(block.runs[next].start))
            })
            .collect();
        let mut text = Self {
            source,
            block,
            starts,
            cited,
            quoted: Vec::new(),
            ends: Vec::new(),
            found: Vec::new(),
            is_heading: block.is_heading,
            table: block.table,
            joined,
        };
        let found = words.find(&text.joined);
        // Most texts contain nothing that the rules below look for.
        if found.is_empty() && !text.joined.contains('(') {
            return text;
        }
        text.quoted = quotations(&text.joined);
        text.ends = sentence_ends(&text.joined);
        text.found = found.into_iter().filter(|found| !text.is_quoted(found.start) && !is_idiom(&text.joined, found)).collect();
        text
    }

    /// A part of the text in one line.
    fn shown(&self, range: Range<usize>) -> String {
        self.joined[range].replace(['\n', '\r', '\t'], " ")
    }

    fn is_quoted(&self, place: usize) -> bool {
        self.quoted.iter().any(|quote| quote.contains(&place))
    }

    fn sentence(&self, place: usize) -> Range<usize> {
        let next = self.ends.partition_point(|end| *end <= place);
        let start = if next == 0 { 0 } else { self.ends[next - 1] };
        start..self.ends.get(next).copied().unwrap_or(self.joined.len() + 1)
    }

    /// Whether a source stands in a sentence; a mark right behind its full stop belongs to it.
    fn is_cited_in(&self, sentence: &Range<usize>) -> bool {
        self.cited.iter().any(|place| sentence.contains(place))
    }

    /// Whether two places of the file lie in one sentence of this text.
    fn same_sentence(&self, a: usize, b: usize) -> bool {
        match (self.joined_place(a), self.joined_place(b)) {
            (Some(a), Some(b)) => self.sentence(a) == self.sentence(b),
            _ => false,
        }
    }

    fn joined_place(&self, place: usize) -> Option<usize> {
        let run = self.block.runs.iter().position(|run| run.contains(&place))?;
        Some(self.starts[run] + place - self.block.runs[run].start)
    }

    /// A range of the joined text as a place in the file.
    fn span(&self, range: Range<usize>) -> crate::base::source::Span {
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
fn sentence_ends(text: &str) -> Vec<usize> {
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
