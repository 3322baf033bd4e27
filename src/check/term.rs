//! Words that a site avoids, by its `data/terms.toml`.
//!
//! Words are compared whole, without their capitals and the vowel marks of Arabic. Arabic writes short words together with the next
//! one: `والكشف` is `و` and `الكشف`, so a word is found behind those too, with its article or without.

use std::collections::HashMap;
use std::ops::Range;

use foldhash::fast::FixedState;

use super::block::BlockText;
use super::token::{Token, is_arabic, tokens};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::{Source, SourceId, Span};
use crate::content::{FrontMatter, ProseBlock};
use crate::site::evidence::Term;

/// The terms of one language, ready to be looked for.
#[derive(Debug, Default)]
pub(crate) struct TermRules {
    /// By the first word.
    phrases: HashMap<String, Vec<Phrase>, FixedState>,
}

#[derive(Debug)]
struct Phrase {
    words: Vec<String>,
    /// What is wrong with it; none if it is a word to use.
    avoided: Option<Avoided>,
}

#[derive(Clone, Debug)]
struct Avoided {
    term: String,
    at: Span,
    /// What to write.
    right: String,
}

impl TermRules {
    /// The rules of a language; `None` if it has nothing to avoid.
    pub(crate) fn of(terms: &[Term], language: &str) -> Option<Self> {
        let mut rules = Self::default();
        let mut has_any = false;
        for (term, words) in terms.iter().filter_map(|term| Some((term, term.words.get(language)?))) {
            for form in &words.forms {
                rules.add(&form.value, None);
            }
            let Some(right) = words.forms.first() else { continue };
            for word in &words.avoided {
                has_any = true;
                let at = term.at.source.at(word.span.clone());
                rules.add(&word.value, Some(Avoided { term: term.id.clone(), at, right: right.value.clone() }));
            }
        }
        has_any.then_some(rules)
    }

    fn add(&mut self, phrase: &str, avoided: Option<Avoided>) {
        let words: Vec<String> = tokens(phrase).iter().map(|token| without_article(&token.text).to_owned()).collect();
        let Some(first) = words.first().cloned() else { return };
        self.phrases.entry(first).or_default().push(Phrase { words, avoided });
    }

    /// What is to be avoided in a text, unless it is a part of a longer term that is to be used.
    fn find(&self, text: &str) -> Vec<(Range<usize>, &Avoided)> {
        let tokens = tokens(text);
        let mut used: Vec<Range<usize>> = Vec::new();
        let mut found: Vec<(Range<usize>, &Avoided)> = Vec::new();
        for at in 0..tokens.len() {
            for phrase in stems(&tokens[at].text).iter().filter_map(|stem| self.phrases.get(*stem)).flatten() {
                let Some(range) = phrase.at(&tokens[at..]) else { continue };
                match &phrase.avoided {
                    None => used.push(range),
                    Some(avoided) => found.push((range, avoided)),
                }
            }
        }
        let is_inside = |inner: &Range<usize>, outer: &Range<usize>| outer.start <= inner.start && inner.end <= outer.end;
        found.retain(|(range, _)| !used.iter().any(|used| is_inside(range, used)));
        // Of two that overlap, the longer one says more.
        let ranges: Vec<Range<usize>> = found.iter().map(|(range, _)| range.clone()).collect();
        found.retain(|(range, _)| !ranges.iter().any(|other| other.len() > range.len() && is_inside(range, other)));
        found.dedup_by(|a, b| a.0 == b.0);
        found
    }
}

impl Phrase {
    /// Where it stands if a text goes on with it.
    fn at(&self, tokens: &[Token<'_>]) -> Option<Range<usize>> {
        let own = tokens.get(..self.words.len())?;
        let fits = own.iter().zip(&self.words).all(|(token, word)| stems(&token.text).contains(&word.as_str()));
        fits.then(|| own[0].start..own[own.len() - 1].end)
    }
}

/// A word without the article of Arabic.
fn without_article(word: &str) -> &str {
    word.strip_prefix("ال").filter(|rest| is_arabic(word) && is_word(rest)).unwrap_or(word)
}

/// Whether enough is left for a word of Arabic.
fn is_word(rest: &str) -> bool {
    rest.chars().count() >= 2
}

/// A word with and without what Arabic writes together with it: a conjunction, a preposition, the article, each at most once and in
/// this order. A word of another script is its only stem.
fn stems(word: &str) -> Vec<&str> {
    let mut stems = vec![word];
    if !is_arabic(word) {
        return stems;
    }
    for joined in [&["و", "ف"][..], &["ب", "ل", "ك"], &["ال"]] {
        for at in 0..stems.len() {
            let stem = stems[at];
            stems.extend(joined.iter().filter_map(|joined| stem.strip_prefix(joined)).filter(|rest| is_word(rest)));
        }
        // `لل` is the preposition `ل` with the article, whose first letter it swallows.
        for at in 0..stems.len() {
            let stem = stems[at];
            stems.extend(stem.strip_prefix("لل").filter(|rest| is_word(rest)));
        }
    }
    stems
}

/// Tells of words in a file that its site avoids: in its title, its description and its running text. Quotations are left alone.
pub(crate) fn find(source: &Source, front: &FrontMatter, prose: &[ProseBlock], rules: &TermRules, problems: &mut Problems) {
    let head_end = prose.iter().filter_map(|block| Some(block.runs.first()?.start)).min().unwrap_or(source.text.len());
    let head = source.text.get(..head_end).unwrap_or_default();
    let told = [front.title.as_deref(), front.description.as_ref().map(|text| text.value.as_str())];
    for text in told.into_iter().flatten() {
        // A text with escapes stands otherwise in the file, and is told as a whole.
        let start = head.find(text);
        for (range, avoided) in rules.find(text) {
            let at = start.map_or(0..0, |start| start + range.start..start + range.end);
            problems.push(problem(&text[range], source.id.at(at), avoided));
        }
    }
    for block in prose {
        let text = BlockText::read(source, block);
        for (range, avoided) in rules.find(&text.joined) {
            if !text.is_quoted(range.start) {
                problems.push(problem(&text.shown(range.clone()), text.span(range), avoided));
            }
        }
    }
}

fn problem(shown: &str, at: Span, avoided: &Avoided) -> Diagnostic {
    let file: &SourceId = &avoided.at.source;
    Diagnostic::new(Code::TermAvoid, format!("this site does not write `{shown}`"))
        .at(at)
        .also(avoided.at.clone(), "to be avoided by this")
        .help(format!("write `{}`, the word for `{}` in `{file}`", avoided.right, avoided.term))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::evidence::TermWords;
    use crate::syntax::fields::Spanned;

    #[track_caller]
    fn check(forms: &[&str], avoid: &[&str], text: &str, expected: &[&str]) {
        let list = |words: &[&str]| words.iter().map(|word| Spanned { value: (*word).to_owned(), span: 0..0 }).collect();
        let words = TermWords { forms: list(forms), avoided: list(avoid) };
        let term = Term {
            id: "x".to_owned(),
            at: SourceId::new("data/terms.toml").at(0..0),
            source: None,
            words: [("xx".to_owned(), words)].into(),
        };
        let rules = TermRules::of(&[term], "xx").expect("rules");
        let found: Vec<&str> = rules.find(text).into_iter().map(|(range, _)| &text[range]).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn whole_words_are_found_whatever_their_capitals() {
        check(
            &["early detection"],
            &["early discovery"],
            "Early Discovery, not early\n discovery-like",
            &["Early Discovery", "early\n discovery"],
        );
        check(&["screening"], &["screen"], "screens, screened, onscreen; a Screen.", &["Screen"]);
        check(&["aidant"], &["l’accompagnant"], "L'accompagnant ou l’accompagnant", &["L'accompagnant", "l’accompagnant"]);
    }

    #[test]
    fn a_part_of_the_right_term_is_not_told() {
        check(&["soins de support"], &["support", "le support"], "Les soins de support et le support", &["le support"]);
    }

    #[test]
    fn arabic_words_are_found_behind_what_is_written_with_them() {
        let of = |text: &str, expected: &[&str]| check(&["الكشف المبكر"], &["الاكتشاف المبكر"], text, expected);
        of("عن الاكتشاف المبكر", &["الاكتشاف المبكر"]);
        of("والاكتشاف المبكر للسرطان", &["والاكتشاف المبكر"]);
        of("وبالاكتشاف المبكر", &["وبالاكتشاف المبكر"]);
        of("للاكتشاف المبكّر", &["للاكتشاف المبكّر"]);
        of("اكتشافٌ مبكر", &["اكتشافٌ مبكر"]);
        of("الكشف المبكر والاكتشافات المبكرة", &[]);
        check(&["فحص"], &["سر"], "بسرعة وسرور", &[]);
    }
}
