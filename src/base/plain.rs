//! Makes names, titles and values from the sources safe to print: nothing in them controls a terminal, starts a line that another
//! program could take for a command, or reverses the letters that follow.

use std::borrow::Cow;

/// A text on one line, with visible signs for control characters: `␊` for a line break, `␛` for an escape, `�` for a control that has no sign.
pub(crate) fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(is_control) {
        return Cow::Borrowed(text);
    }
    let sign = |letter: char| match letter {
        '\t' => ' ',
        '\0'..='\x1f' => char::from_u32(0x2400 + letter as u32).unwrap_or('�'),
        '\x7f' => '␡',
        _ => '�',
    };
    Cow::Owned(text.replace("\r\n", "\n").chars().map(|letter| if is_control(letter) { sign(letter) } else { letter }).collect())
}

/// JSON that says the same, with an escape for every control character. Outside its strings JSON has none but line breaks and
/// tabs.
pub(crate) fn json(written: &str) -> String {
    let mut safe = String::with_capacity(written.len());
    for letter in written.chars() {
        if is_control(letter) && !matches!(letter, '\n' | '\t') {
            safe.push_str(&format!("\\u{:04x}", letter as u32));
        } else {
            safe.push(letter);
        }
    }
    safe
}

/// A whole output: its line breaks and its own colours stay, every other control character becomes a sign.
pub(crate) fn printed(output: &str) -> Cow<'_, str> {
    let is_other = |letter: char| is_control(letter) && letter != '\n';
    if !output.contains(is_other) {
        return Cow::Borrowed(output);
    }
    let mut safe = String::with_capacity(output.len());
    let mut rest = output;
    while let Some(at) = rest.find(is_other) {
        safe.push_str(&rest[..at]);
        let length = color(&rest[at..]).unwrap_or_else(|| rest[at..].chars().next().map_or(1, char::len_utf8));
        let found = &rest[at..at + length];
        safe.push_str(&if found.len() > 2 && found.starts_with('\u{1b}') { Cow::Borrowed(found) } else { plain(found) });
        rest = &rest[at + length..];
    }
    safe.push_str(rest);
    Cow::Owned(safe)
}

/// The length of a colour at the start of a text: `ESC [ 1;31 m`.
fn color(text: &str) -> Option<usize> {
    let inside = text.strip_prefix("\u{1b}[")?;
    let end = inside.find(|letter: char| !letter.is_ascii_digit() && letter != ';')?;
    inside[end..].starts_with('m').then_some("\u{1b}[".len() + end + 1)
}

/// Control characters, separators of lines, and what changes the direction of letters (Unicode Standard Annex 9).
fn is_control(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_controls_a_terminal() {
        assert_eq!(plain("a\u{1b}]0;x\u{7}\n::set-output\u{202e}\u{9b}\r\nb\tc"), "a␛]0;x␇␊::set-output��␊b c");
        assert_eq!(printed("\u{1b}[1;31merror\u{1b}[0m: a\u{1b}[2J\n\u{1b}"), "\u{1b}[1;31merror\u{1b}[0m: a␛[2J\n␛");
        let written = json("{\n\t\"a\": \"\u{202e}\u{7f}é\"\n}");
        assert_eq!(written, "{\n\t\"a\": \"\\u202e\\u007fé\"\n}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&written).unwrap()["a"], "\u{202e}\u{7f}é");
    }
}
