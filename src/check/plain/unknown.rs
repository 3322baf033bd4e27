//! Words that many readers do not know: jargon and abbreviations, at their first use on a page.

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::block::BlockText;
use super::super::plain_words::PlainWords;
use super::pieces;
use crate::base::diagnostic::{Code, Diagnostic, Problems};

/// A word that says what something is called stands at most so many words before it.
const NEAR: usize = 4;

/// Longer words in capitals are words that are shouted.
const LONGEST: usize = 6;

/// The terms that a page has used so far.
#[derive(Debug, Default)]
pub(in crate::check) struct Seen(BTreeSet<String>);

pub(super) fn block(text: &BlockText<'_>, words: &PlainWords, seen: &mut Seen, problems: &mut Problems) {
    if text.is_heading || text.table.is_some() {
        return;
    }
    let all: Vec<Range<usize>> = pieces(&text.joined, 0..text.joined.len()).collect();
    let is_shouted = |at: usize| {
        let is_loud = |piece: Option<&Range<usize>>| piece.is_some_and(|piece| is_capitals(&text.joined[piece.clone()]));
        is_loud(at.checked_sub(1).and_then(|before| all.get(before))) || is_loud(all.get(at + 1))
    };
    for (at, piece) in all.iter().enumerate() {
        let (code, range, help) = {
            let written = &text.joined[piece.clone()];
            let short =
                abbreviation(written).filter(|(_, short)| words.abbreviations.as_ref().is_some_and(|list| !list.known.contains(*short)));
            if let Some((offset, short)) = short.filter(|_| !is_shouted(at)) {
                if !seen.0.insert(short.to_owned()) {
                    continue;
                }
                let help =
                    format!("write it out at its first use on the page, with `({short})` behind it, or `:abbr[{short}]{{title=\"…\"}}`");
                let start = piece.start + offset;
                (Code::ReadAbbr, start..start + short.len(), help)
            } else if let Some(better) = words.jargon.get(&written.to_lowercase()) {
                if !seen.0.insert(written.to_lowercase()) {
                    continue;
                }
                (Code::ReadJargon, piece.clone(), format!("write \"{better}\", or link the word to where the site explains it"))
            } else {
                continue;
            }
        };
        let before = &all[at.saturating_sub(NEAR)..at];
        if text.is_quoted(range.start) || is_explained(text, words, &range, before) {
            continue;
        }
        let shown = text.shown(range.clone());
        let message = match code {
            Code::ReadAbbr => format!("`{shown}` is not written out where the page first uses it"),
            _ => format!("`{shown}` is a technical word, which many readers do not know"),
        };
        problems.push(Diagnostic::new(code, message).at(text.span(range)).help(help));
    }
}

/// The part of a word that is several capitals, with its place: `WHO` of `WHO’s`, `UICC` of `l’UICC`, `STI` of `STIs`. Neither a Roman
/// number nor a mark such as AA is one.
fn abbreviation(written: &str) -> Option<(usize, &str)> {
    let part = written.split(['\'', '’', '-', '/']).find(|part| is_capitals(part.strip_suffix('s').unwrap_or(part)))?;
    let offset = part.as_ptr() as usize - written.as_ptr() as usize;
    let short = part.strip_suffix('s').unwrap_or(part);
    let is_mark = short.chars().all(|letter| short.starts_with(letter));
    let is_roman = short.chars().all(|letter| "IVXLCDM".contains(letter));
    (short.chars().count() <= LONGEST && !is_roman && !is_mark).then_some((offset, short))
}

fn is_capitals(word: &str) -> bool {
    word.chars().count() > 1 && word.chars().all(char::is_uppercase)
}

/// Whether a page says what a term means: in brackets beside it, by a link, by a component, by a word such as `called`, or as
/// the term of a list of definitions.
fn is_explained(text: &BlockText<'_>, words: &PlainWords, term: &Range<usize>, before: &[Range<usize>]) -> bool {
    let (left, right) = (text.joined[..term.start].trim_end(), text.joined[term.end..].trim_start());
    let is_alone = left.is_empty() && right.trim_matches(|sign: char| !sign.is_alphanumeric()).is_empty();
    let is_named = before.iter().any(|piece| {
        let word = text.joined[piece.clone()].to_lowercase();
        words.abbreviations.as_ref().is_some_and(|list| list.called.contains(&word))
    });
    is_alone || is_named || right.starts_with('(') || left.ends_with('(') || text.is_label(term)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_told_from_other_capitals() {
        for (written, expected) in [("HPV", "HPV"), ("STIs", "STI"), ("WHO’s", "WHO"), ("l’UICC", "UICC"), ("HPV-positive", "HPV")] {
            assert_eq!(abbreviation(written).map(|(at, short)| (&written[at..at + short.len()], short)), Some((expected, expected)));
        }
        for written in ["A", "IV", "AA", "As", "X-ray", "Dr", "EMERGENCY", "l’eau", "mRNA"] {
            assert_eq!(abbreviation(written), None, "{written}");
        }
    }
}
