//! How easy a text is to read, by the formula of its language.
//!
//! All are of Flesch's kind and give about 0 for the hardest and 100 for the easiest texts. Sources: English Flesch 1948, French
//! Kandel and Moles 1958, Spanish Szigriszt-Pazos 1993, German Amstad 1978, Italian Franchina and Vacca 1972, Dutch Douma 1960,
//! Russian Oborneva 2006, Portuguese Martins and others 1996, Turkish Ateşman 1997. A language without a formula is not scored.

use std::ops::Range;

use hypher::Lang;

use super::super::block::sentence_ends;
use super::{pieces, sentences};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::Source;
use crate::content::ProseBlock;

/// By language: the constant, the weight of the words of a sentence, and that of the syllables of a word.
const FORMULAS: &[(&str, f64, f64, f64)] = &[
    ("de", 180.0, 1.0, 58.5),
    ("en", 206.835, 1.015, 84.6),
    ("es", 206.835, 1.0, 62.3),
    ("fr", 207.0, 1.015, 73.6),
    ("it", 217.0, 1.3, 60.0),
    ("nl", 206.835, 0.93, 77.0),
    ("pt", 248.835, 1.015, 84.6),
    ("ru", 206.835, 1.3, 60.1),
    ("tr", 198.825, 2.61, 40.175),
];

/// A part of fewer words is not scored: one long name would decide.
const LEAST_WORDS: usize = 100;

/// So many letters of the beginning of a part are pointed at.
const SHOWN: usize = 40;

/// How a site's texts of one language are scored.
#[derive(Debug)]
pub(crate) struct Grade {
    formula: (f64, f64, f64),
    lang: Lang,
    /// The score that each part of a page has to reach.
    least: f64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    words: usize,
    sentences: usize,
    syllables: usize,
}

/// A part of a page, or all of it.
#[derive(Debug, Default)]
struct Part {
    counts: Counts,
    /// Its first running text.
    first: Option<Range<usize>>,
}

impl Part {
    fn add(&mut self, block: &ProseBlock, counts: Counts) {
        self.counts.words += counts.words;
        self.counts.sentences += counts.sentences;
        self.counts.syllables += counts.syllables;
        if self.first.is_none() {
            self.first = block.runs.first().cloned();
        }
    }
}

impl Grade {
    /// None for a language without a formula.
    pub(crate) fn of(language: &str, least: f64) -> Option<Self> {
        let primary = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let (_, base, sentence, word) = FORMULAS.iter().find(|(name, ..)| *name == primary)?;
        let lang = Lang::from_iso(primary.as_bytes().try_into().ok()?)?;
        Some(Self { formula: (*base, *sentence, *word), lang, least })
    }

    /// The parts of a page, from heading to heading, that are harder than they are to be; the page, if only all of it is.
    pub(crate) fn find(&self, source: &Source, prose: &[ProseBlock]) -> Problems {
        let mut problems = Problems::new();
        let (mut page, mut part) = (Part::default(), Part::default());
        for block in prose {
            if block.is_heading {
                problems.extend(self.judge(source, "this part", &part));
                part = Part::default();
            } else if block.table.is_none() {
                let counts = self.count(source, block);
                part.add(block, counts);
                page.add(block, counts);
            }
        }
        problems.extend(self.judge(source, "this part", &part));
        if problems.is_empty() {
            problems.extend(self.judge(source, "this page", &page));
        }
        problems
    }

    fn count(&self, source: &Source, block: &ProseBlock) -> Counts {
        let mut counts = Counts::default();
        let text: String = block.runs.iter().filter_map(|run| source.text.get(run.clone())).collect();
        for sentence in sentences(&text, &sentence_ends(&text)) {
            let before = counts.words;
            for word in pieces(&text, sentence).map(|piece| &text[piece]).filter(|word| word.starts_with(char::is_alphabetic)) {
                counts.words += 1;
                counts.syllables += syllables(word, self.lang);
            }
            counts.sentences += usize::from(counts.words > before);
        }
        counts
    }

    fn judge(&self, source: &Source, what: &str, part: &Part) -> Option<Diagnostic> {
        let score = self.score(part.counts).filter(|score| *score < self.least)?;
        let first = part.first.clone()?;
        let (per_sentence, per_word) = averages(part.counts);
        let beginning = source.text.get(first.clone())?;
        let end = beginning.char_indices().map(|(at, letter)| at + letter.len_utf8()).take(SHOWN).last()?;
        let end = beginning[..end].rfind(char::is_whitespace).filter(|_| end < beginning.len()).unwrap_or(end);
        let message = format!(
            "{what} has a reading ease of {score:.1}, below {:.0}: {per_sentence:.1} words a sentence, {per_word:.2} syllables a word",
            self.least
        );
        let help = "make two sentences of long ones, and use shorter words; the score says where to look, not what is wrong";
        Some(Diagnostic::new(Code::ReadGrade, message).at(source.id.at(first.start..first.start + end)).help(help))
    }

    fn score(&self, counts: Counts) -> Option<f64> {
        let (base, sentence, word) = self.formula;
        let (per_sentence, per_word) = averages(counts);
        (counts.words >= LEAST_WORDS).then_some(base - sentence * per_sentence - word * per_word)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a page has far fewer words than that")]
fn averages(counts: Counts) -> (f64, f64) {
    let words = counts.words.max(1) as f64;
    (words / counts.sentences.max(1) as f64, counts.syllables as f64 / words)
}

/// As many as the word can be divided into. Patterns of hyphenation know most borders of syllables.
fn syllables(word: &str, lang: Lang) -> usize {
    word.split(['-', '\'', '’'])
        .filter(|part| !part.is_empty())
        .map(|part| hypher::hyphenate_bounded(&part.to_lowercase(), lang, 1, 1).len())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How far the count of a list of words, each with its true number of syllables, is from the truth, in per cent.
    fn error(lang: Lang, words: &[(&str, usize)]) -> usize {
        let counted: usize = words.iter().map(|(word, _)| syllables(word, lang)).sum();
        let right: usize = words.iter().map(|(_, n)| n).sum();
        counted.abs_diff(right) * 100 / right
    }

    #[test]
    fn syllables_are_counted_nearly_as_they_are_said() {
        let english = [
            ("cancer", 2),
            ("treatment", 2),
            ("people", 2),
            ("the", 1),
            ("radiotherapy", 6),
            ("screening", 2),
            ("early", 2),
            ("hospital", 3),
            ("family", 3),
            ("doctor", 2),
            ("symptoms", 2),
            ("information", 4),
            ("different", 3),
            ("help", 1),
            ("together", 3),
            ("ask", 1),
            ("your", 1),
            ("health", 1),
            ("medicine", 3),
            ("diagnosis", 4),
            ("support", 2),
            ("chemotherapy", 5),
            ("risk", 1),
            ("about", 2),
            ("nurse", 1),
            ("children", 2),
            ("money", 2),
            ("understand", 3),
            ("with", 1),
            ("surgery", 3),
        ];
        assert!(error(Lang::English, &english) <= 8, "{}", error(Lang::English, &english));
        let french = [
            ("traitement", 3),
            ("maladie", 3),
            ("médecin", 3),
            ("cancer", 2),
            ("personnes", 2),
            ("hôpital", 3),
            ("dépistage", 3),
            ("santé", 2),
            ("le", 1),
            ("information", 4),
        ];
        assert!(error(Lang::French, &french) <= 12, "{}", error(Lang::French, &french));
    }

    #[test]
    fn scores_are_those_of_the_formulas() {
        let score = |language: &str, words, sentences, syllables| {
            let grade = Grade::of(language, 60.0).expect("a formula");
            grade.score(Counts { words, sentences, syllables }).map(|score| (score * 100.0).round() / 100.0)
        };
        // 20 words a sentence, 1.5 syllables a word: 206.835 - 20.3 - 126.9.
        assert_eq!(score("en-GB", 200, 10, 300), Some(59.64));
        assert_eq!(score("fr", 200, 10, 300), Some(76.3));
        assert_eq!(score("de", 200, 10, 300), Some(72.25));
        assert_eq!(score("en", 99, 10, 300), None);
        assert!(Grade::of("ar", 60.0).is_none(), "Arabic is not scored");
    }
}
