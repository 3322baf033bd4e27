//! Counting words.

use unicode_segmentation::UnicodeSegmentation;

/// Scripts from this character on may be written without spaces.
const FIRST_WITHOUT_SPACES: char = '\u{e00}';

/// Quotes, dashes, ellipses and spaces, which are frequent.
const PUNCTUATION: std::ops::RangeInclusive<char> = '\u{2000}'..='\u{206f}';

/// Scripts whose words stand together without a sign between them, so that Unicode counts their letters: Thai, Lao, Burmese, Khmer.
const RUN_TOGETHER: [std::ops::RangeInclusive<char>; 3] = ['\u{e00}'..='\u{eff}', '\u{1000}'..='\u{109f}', '\u{1780}'..='\u{17ff}'];

/// About how many letters a word of these scripts has.
const LETTERS_OF_A_WORD: usize = 4;

/// What an ASCII byte is to a word: a letter or digit, a gap between words, or neither.
const LETTER: u8 = 1;
const GAP: u8 = 2;
const CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut classes = [0; 256];
    let mut byte = 0u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            classes[byte as usize] = LETTER;
        } else if byte.is_ascii_whitespace() {
            classes[byte as usize] = GAP;
        }
        byte += 1;
    }
    classes
}

/// Counts the words of texts that follow each other, so that `un*like*ly` is one word.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub count: u32,
    is_inside: bool,
}

impl Words {
    /// The end of a line or a block: what follows starts a new word.
    pub(super) fn gap(&mut self) {
        self.is_inside = false;
    }

    /// Runs between spaces that hold a letter or digit; Unicode's words in scripts that may lack spaces.
    pub(super) fn text(&mut self, text: &str) {
        if text.is_ascii() {
            self.ascii(text);
            return;
        }
        let is_spaceless = |char: char| char >= FIRST_WITHOUT_SPACES && !PUNCTUATION.contains(&char) && char.is_alphanumeric();
        if text.chars().any(is_spaceless) {
            let runs_together = |word: &&str| word.starts_with(|first| RUN_TOGETHER.iter().any(|script| script.contains(&first)));
            let (letters, words): (Vec<&str>, Vec<&str>) = text.unicode_words().partition(runs_together);
            let count = words.len() + letters.len().div_ceil(LETTERS_OF_A_WORD);
            self.count = self.count.saturating_add(u32::try_from(count).unwrap_or(u32::MAX));
            self.is_inside = false;
            return;
        }
        for char in text.chars() {
            let is_letter = !PUNCTUATION.contains(&char) && char.is_alphanumeric();
            self.step(is_letter, char.is_whitespace() || matches!(char, '—' | '–'));
        }
    }

    fn ascii(&mut self, text: &str) {
        // Without a branch for each byte, of which a site has tens of millions.
        let (mut count, mut is_inside) = (0u32, u8::from(self.is_inside));
        for byte in text.bytes() {
            let class = CLASSES[usize::from(byte)];
            let is_letter = class & LETTER;
            count = count.wrapping_add(u32::from(is_letter & !is_inside));
            is_inside = is_letter | (is_inside & !(class >> 1));
        }
        self.count = self.count.saturating_add(count);
        self.is_inside = is_inside == 1;
    }

    fn step(&mut self, is_letter: bool, is_gap: bool) {
        if is_letter && !self.is_inside {
            self.count = self.count.saturating_add(1);
        }
        self.is_inside = is_letter || (self.is_inside && !is_gap);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_many_scripts() {
        let check = |text: &str, expected: u32| {
            let mut words = Words::default();
            words.text(text);
            assert_eq!(words.count, expected, "{text}");
        };
        check("", 0);
        check("don't stop -- well-known, 3.5 %", 4);
        check("l’été déjà", 2);
        check("اليوم العالمي للسرطان", 3);
        check("世界癌症日", 5);
        // "World Cancer Day" in Thai: three or four words.
        check("วันมะเร็งโลก", 3);
        check("हिन्दी में", 2);
    }

    #[test]
    fn markup_inside_a_word_does_not_split_it() {
        let mut words = Words::default();
        for part in ["un", "like", "ly"] {
            words.text(part);
        }
        words.gap();
        words.text("so");
        assert_eq!(words.count, 2);
    }
}
