//! The passive where a sentence names who acts, so that it can be turned round.
//!
//! Where nobody is named, the passive is often right in health texts: "the tumour is removed". Those are not told.

use std::ops::Range;

use super::super::block::BlockText;
use super::super::plain_words::Passive;
use super::pieces;
use crate::base::diagnostic::{Code, Diagnostic, Problems};

/// So many words may stand before the participle, and before the word `by`.
const BEFORE_PARTICIPLE: usize = 1;
const BEFORE_BY: usize = 3;

/// Words that end so but are too short to be participles, such as `red` or `né`.
const SHORTEST: usize = 4;

pub(super) fn sentence(text: &BlockText<'_>, sentence: &Range<usize>, list: &Passive, problems: &mut Problems) {
    let all: Vec<Range<usize>> = pieces(&text.joined, sentence.clone()).collect();
    let words: Vec<String> = all.iter().map(|piece| text.joined[piece.clone()].to_lowercase()).collect();
    for (at, _) in words.iter().enumerate().filter(|(_, word)| list.be.contains(*word)) {
        let near = at + 1..(at + 2 + BEFORE_PARTICIPLE).min(words.len());
        let Some(participle) = near.clone().find(|next| is_participle(&words[*next], list)) else { continue };
        let after = participle + 1..(participle + 2 + BEFORE_BY).min(words.len());
        let Some(by) = after.clone().find(|next| list.by.contains(&words[*next])) else { continue };
        let Some(doer) = words.get(by + 1).filter(|doer| is_doer(doer, list)) else { continue };
        let range = all[at].start..all[by + 1].end;
        let is_one_clause = !text.joined[range.start..all[by].end].contains([',', ';', ':', '(', ')', '—', '–']);
        if is_one_clause && !doer.is_empty() && !text.is_quoted(range.start) {
            let shown = text.shown(range.clone());
            problems.push(
                Diagnostic::new(Code::ReadPassive, format!("`{shown}` says only at the end who acts"))
                    .at(text.span(range))
                    .help("begin with who acts: \"your doctor will ask\" for \"you will be asked by your doctor\""),
            );
            return;
        }
    }
}

fn is_participle(word: &str, list: &Passive) -> bool {
    let is_regular = word.chars().count() >= SHORTEST && list.endings.iter().any(|ending| word.ends_with(ending.as_str()));
    is_regular || list.participles.contains(word)
}

fn is_doer(word: &str, list: &Passive) -> bool {
    let is_means = list.no_doer_endings.iter().any(|ending| word.ends_with(ending.as_str()));
    !is_means && !list.no_doer.contains(word) && !word.starts_with(char::is_numeric)
}
