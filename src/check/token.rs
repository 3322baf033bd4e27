//! The words, numbers and marks of a text, as the rules about wording read them.

use std::borrow::Cow;

/// A word, number or mark of a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token<'t> {
    /// In lower case; digits of a number without its groups.
    pub text: Cow<'t, str>,
    pub is_number: bool,
    pub start: usize,
    pub end: usize,
}

/// The last words, numbers and marks of a text, the last one first.
pub(super) fn last_tokens(text: &str, n: usize) -> impl Iterator<Item = Token<'_>> {
    /// More than all but very long words have with the space before them.
    const BYTES_OF_A_WORD: usize = 32;
    let start = text.floor_char_boundary(text.len().saturating_sub(n * BYTES_OF_A_WORD));
    let mut tokens: Vec<Token<'_>> = Lexer::new(text, start).collect();
    tokens.reverse();
    tokens.truncate(n);
    tokens.into_iter()
}

/// Whether a word is in Arabic letters, which have no capitals, so that any word can begin a name.
pub(super) fn is_arabic(word: &str) -> bool {
    word.starts_with(|first| ('\u{620}'..='\u{64a}').contains(&first))
}

/// Whether a word is several capitals, such as the short name of an organisation.
pub(super) fn is_acronym(word: &str) -> bool {
    word.chars().count() > 1 && word.chars().all(char::is_uppercase)
}

/// The words, numbers and marks of a text.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    Lexer::new(text, 0).collect()
}

/// Reads a text token by token.
pub(super) struct Lexer<'t> {
    pub(super) text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// The end of the word or number whose first character was read.
    fn word_end(&mut self, is_number: bool) -> usize {
        if !is_number {
            // Most words are of ASCII alone, whose bytes need not be decoded.
            self.at += self.text.as_bytes()[self.at..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        }
        while let Some(next) = self.peek() {
            let after = self.at + next.len_utf8();
            let is_inside = if is_number {
                next.is_numeric() || (is_group(next) && self.text[after..].starts_with(char::is_numeric))
            } else {
                next.is_alphanumeric() || is_mark(next)
            };
            if !is_inside {
                break;
            }
            self.at = after;
        }
        self.at
    }
}

impl<'t> Iterator for Lexer<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        loop {
            let first = self.peek()?;
            let start = self.at;
            self.at += first.len_utf8();
            if first.is_alphanumeric() {
                let is_number = first.is_numeric();
                let end = self.word_end(is_number);
                return Some(Token { text: plain(&self.text[start..end], is_number), is_number, start, end });
            }
            if first.is_whitespace() || is_mark(first) {
                continue;
            }
            let same = SAME_SIGNS.iter().find(|(written, _)| *written == first);
            let text = same.map_or(&self.text[start..self.at], |(_, sign)| sign);
            return Some(Token { text: Cow::Borrowed(text), is_number: false, start, end: self.at });
        }
    }
}

/// Signs that are read as another: one for all per cent signs, one for both apostrophes.
pub(super) const SAME_SIGNS: &[(char, &str)] = &[('٪', "%"), ('％', "%"), ('’', "'")];

/// Marks of vowels and the stretching line of Arabic, which only some texts write.
pub(super) fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{64b}'..='\u{652}' | '\u{640}' | '\u{200e}' | '\u{200f}' | '\u{ad}')
}

/// What may stand between the digits of one number.
fn is_group(letter: char) -> bool {
    matches!(letter, '.' | ',' | '٫' | '٬' | '\u{a0}' | '\u{202f}' | '\'' | '’')
}

/// A word in lower case without marks, a number without its groups. Most are so already.
pub(super) fn plain(written: &str, is_number: bool) -> Cow<'_, str> {
    if written.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Cow::Borrowed(written);
    }
    let mut word = String::with_capacity(written.len());
    for letter in written.chars().filter(|letter| !is_number || letter.is_numeric() || matches!(letter, '.' | '٫')) {
        push(letter, &mut word);
    }
    Cow::Owned(word)
}

fn push(letter: char, word: &mut String) {
    if is_mark(letter) {
        return;
    }
    match letter {
        // Arabic and Persian digits become those of ASCII.
        '٠'..='٩' => word.push(char::from(b'0' + u8::try_from(u32::from(letter) - 0x660).unwrap_or(0))),
        '۰'..='۹' => word.push(char::from(b'0' + u8::try_from(u32::from(letter) - 0x6f0).unwrap_or(0))),
        letter if letter.is_ascii() => word.push(letter.to_ascii_lowercase()),
        letter => word.extend(letter.to_lowercase()),
    }
}
