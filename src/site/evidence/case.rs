//! Title case and sentence case, by the rules of the CSL specification, over text with formatting in it.
//!
//! The processor's own know neither letters that keep their case nor acronyms beside punctuation.

use super::rich::{NOCASE, NOCASE_END, SMALL_CAPITALS, SMALL_CAPITALS_END, is_mark};

/// Words that a title does not capitalise, unless they come first or last (CSL 1.0.2, appendix V, with the prepositions of
/// citeproc-js).
const SMALL: &[&str] = &[
    "a", "about", "above", "across", "after", "against", "along", "among", "an", "and", "around", "as", "at", "before", "behind", "below",
    "beneath", "beside", "between", "beyond", "but", "by", "despite", "down", "during", "except", "for", "from", "given", "in", "inside",
    "into", "like", "near", "nor", "of", "off", "on", "onto", "or", "out", "over", "per", "plus", "so", "since", "than", "the", "through",
    "till", "to", "toward", "towards", "under", "until", "up", "upon", "versus", "via", "vs", "with", "within", "without", "yet", "de",
    "von", "van",
];

/// A word of a text: where it is, and whether it may change.
struct Word {
    start: usize,
    end: usize,
    /// Whether it stands first, or after a colon or the end of a sentence.
    starts: bool,
    is_kept: bool,
}

/// `The Art of Care`
pub(super) fn title(text: &str) -> String {
    let words = words(text);
    let is_shouted = is_shouted(text);
    rewritten(text, &words, |n, word, own, out| {
        let is_edge = word.starts || n + 1 == words.len();
        let lower = own.to_lowercase();
        let is_small = SMALL.contains(&bare(&lower).as_str());
        let is_elided = bare(&lower).starts_with("d’") || bare(&lower).starts_with("l’");
        let is_plain = is_shouted || !(own.chars().any(char::is_uppercase) || is_elided);
        if !is_plain {
            out.push_str(own);
        } else if is_small && !is_edge {
            out.push_str(&lower);
        } else {
            capitalise(if is_shouted { &lower } else { own }, out);
        }
    })
}

/// `The art of care`: only what is all in capitals loses them.
pub(super) fn sentence(text: &str) -> String {
    let words = words(text);
    let is_shouted = is_shouted(text);
    rewritten(text, &words, |n, _, own, out| {
        let lower = if is_shouted { own.to_lowercase() } else { own.to_owned() };
        if n == 0 { capitalise(&lower, out) } else { out.push_str(&lower) }
    })
}

/// The text with its words written anew, by their number, but for those that are kept.
fn rewritten(text: &str, words: &[Word], mut write: impl FnMut(usize, &Word, &str, &mut String)) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (n, word) in words.iter().enumerate() {
        out.push_str(&text[at..word.start]);
        at = word.end;
        let own = &text[word.start..word.end];
        if word.is_kept { out.push_str(own) } else { write(n, word, own, &mut out) }
    }
    out.push_str(&text[at..]);
    out
}

/// A title of several words all in capitals.
fn is_shouted(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase) && text.contains(' ')
}

fn capitalise(word: &str, out: &mut String) {
    let mut is_done = false;
    for letter in word.chars() {
        if !is_done && letter.is_alphanumeric() {
            out.extend(letter.to_uppercase());
            is_done = true;
        } else {
            out.push(letter);
        }
    }
}

fn bare(word: &str) -> String {
    word.chars().filter(|letter| !is_mark(*letter)).collect::<String>().trim_matches(|letter: char| !letter.is_alphanumeric()).to_owned()
}

/// The words of a text, parted at blanks, hyphens and dashes.
fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut n_kept: usize = 0;
    let mut open: Option<Word> = None;
    // Whether the next word comes first, or after a colon or the end of a sentence.
    let mut starts = true;
    let mut before = ' ';
    for (at, letter) in text.char_indices() {
        match letter {
            NOCASE | SMALL_CAPITALS => n_kept += 1,
            NOCASE_END | SMALL_CAPITALS_END => n_kept = n_kept.saturating_sub(1),
            _ => {}
        }
        if letter.is_whitespace() || matches!(letter, '-' | '‐' | '–' | '—' | '/') {
            words.extend(open.take().map(|word| Word { end: at, ..word }));
            if letter.is_whitespace() {
                starts |= matches!(before, ':' | '?' | '!' | '.');
            }
            starts |= letter == '—';
        } else if letter.is_alphanumeric() && open.is_none() {
            open = Some(Word { start: at, end: at, starts, is_kept: n_kept > 0 });
            starts = false;
        } else if let Some(word) = &mut open {
            word.is_kept |= n_kept > 0;
        }
        if !is_mark(letter) && !matches!(letter, '”' | '’' | ')') {
            before = letter;
        }
    }
    words.extend(open.map(|word| Word { end: text.len(), ..word }));
    words
}

#[cfg(test)]
mod tests {
    use super::super::rich::marked;
    use super::*;

    fn check(case: fn(&str) -> String, text: &str, expected: &str) {
        assert_eq!(case(&marked(text)).chars().filter(|letter| !is_mark(*letter)).collect::<String>(), expected);
    }

    #[test]
    fn titles() {
        check(title, "the art of care in and out of the ward", "The Art of Care in and out of the Ward");
        check(title, "HIV and the NHS: what AIDS taught us", "HIV and the NHS: What AIDS Taught Us");
        check(title, "the ABC of pH, mRNA and iPhone apps", "The ABC of pH, mRNA and iPhone Apps");
        check(title, "<i>brca1</i> and follow-up", "Brca1 and Follow-Up");
        check(title, "notes on <span class=\"nocase\">in vitro work</span> today", "Notes on in vitro work Today");
        check(title, "is it known? the view from within", "Is It Known? The View from Within");
        check(title, "from A to Z Of the Revue d’été", "From A to Z Of the Revue d’été");
        check(title, "WORLD FIGURES OF THE YEAR", "World Figures of the Year");
    }

    #[test]
    fn sentences() {
        check(sentence, "the Art of HIV care", "The Art of HIV care");
        check(sentence, "WORLD FIGURES", "World figures");
        check(sentence, "<span class=\"nocase\">mRNA</span> vaccines", "mRNA vaccines");
    }
}
