//! Rules about wording: numbers without a source, vague sources, sources typed by hand, changes without a start.
//!
//! They look at one file alone, while it is parsed, so what they find is remembered with it.

use super::block::BlockText;
use super::number;
use super::plain::{self, Seen};
use super::slip::{Kind, Slip};
use super::typed_source::{may_be_typed, typed_by_hand};
use super::words::{Found, Sign, Words};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::Source;
use crate::content::{ProseBlock, Wording};

/// What the rules find in a file.
pub(crate) fn find(source: &Source, prose: &[ProseBlock], words: &Words) -> Wording {
    let blocks: Vec<BlockText> =
        prose.iter().map(|block| BlockText::new(source, block, words, |text| words.plain.is_some() || may_be_typed(text, words))).collect();
    let (mut problems, mut claims) = (Problems::new(), Vec::new());
    let mut seen = Seen::default();
    for (at, text) in blocks.iter().enumerate() {
        for found in &text.found {
            let problem = match found.sign {
                Sign::Number if !text.is_heading && !is_cited(&blocks, at, found.start) => unsourced(text, found),
                Sign::Vague if !text.is_heading && !text.is_cited_in(&text.sentence(found.start)) => vague(text, found),
                Sign::Relative if !text.is_heading && !has_absolute(&blocks, at, found) => relative(text, found),
                Sign::Stigma | Sign::Metaphor | Sign::Hype => loaded(text, found),
                Sign::Sensory => sensory(text, found),
                Sign::Wordy => match &words.plain {
                    Some(plain) => plain::wordy(text, found, plain),
                    None => continue,
                },
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
        if let Some(plain) = &words.plain {
            plain::block(text, plain, &mut seen, &mut problems);
        }
        typed_by_hand(text, words, &mut problems);
        problems.extend(text.slips.iter().map(|slip| slipped(text, slip)));
        claims.extend(number::claims(text));
    }
    Wording { problems, claims }
}

fn unsourced(text: &BlockText<'_>, found: &Found) -> Diagnostic {
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

/// Words that hurt or mislead the people who are ill.
fn loaded(text: &BlockText<'_>, found: &Found) -> Diagnostic {
    let (code, says, help) = match found.sign {
        Sign::Metaphor => (
            Code::ReadMetaphor,
            "describes an illness as a fight, as if those who die of it had lost",
            "say what happens: \"is treated for\", \"lives with\", \"died of\"",
        ),
        Sign::Hype => (
            Code::ReadHype,
            "promises more than a treatment can deliver",
            "say what was found, in whom, and how many people it helped, with its source",
        ),
        _ => (
            Code::ReadStigma,
            "defines people by their illness",
            "put the people first: \"people with cancer\", \"someone who has had cancer\"",
        ),
    };
    let range = found.start..found.end;
    Diagnostic::new(code, format!("`{}` {says}", text.shown(range.clone()))).at(text.span(range)).help(help)
}

/// A part of the page that only those find who see it as it was drawn.
fn sensory(text: &BlockText<'_>, found: &Found) -> Diagnostic {
    let range = found.start..found.end;
    let shown = text.shown(range.clone());
    let shown = shown.trim_end_matches(|sign: char| !sign.is_alphanumeric());
    Diagnostic::new(Code::A11ySensory, format!("`{shown}` is found only by people who see where things are on the page, and how they look"))
        .at(text.span(range))
        .help("name it by its words as well, like \"the box \u{201c}Get help\u{201d}\", or link to it")
}

fn slipped(text: &BlockText<'_>, Slip { at, kind }: &Slip) -> Diagnostic {
    let shown = text.shown(at.clone());
    let (code, message, help) = match kind {
        Kind::Twice => {
            let word = shown.split(' ').next().unwrap_or_default().to_owned();
            (Code::RepeatedWord, format!("`{word}` stands here twice"), "remove one of the two".to_owned())
        }
        Kind::Weekday { right, wrong } => {
            let rest = text.shown(wrong.end..at.end);
            let message = format!("`{shown}` is no {}", text.shown(wrong.clone()));
            (Code::WrongWeekday, message, format!("write `{right}{rest}`, or correct the date"))
        }
        Kind::NoDay => (Code::WrongWeekday, format!("there is no `{shown}`: the month is shorter"), "correct the date".to_owned()),
    };
    Diagnostic::new(code, message).at(text.span(at.clone())).help(help)
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
    blocks[near.clone()].iter().zip(near).any(|(text, other)| match (text.absolute.first(), text.absolute.last()) {
        // They are in order, so that the first or the last is beside the change if any is.
        (Some(first), Some(last)) => other != at || first.end <= change.start || last.start >= change.end,
        _ => false,
    })
}
