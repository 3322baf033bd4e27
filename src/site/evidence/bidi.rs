//! Words in a script from right to left within an entry that runs from left to right.
//!
//! The style writes dates and "cited on" in the page's language, so an Arabic page lists an English
//! title, then an Arabic month, then `2024;32(7):926-32`. Unless the Arabic stands by itself, the
//! rules for mixed text (UAX #9) turn the numbers after it around.

use crate::syntax::html::Document;

/// Sets words from right to left apart by `bdi`, if the entry itself starts from left to right.
pub(super) fn isolated(html: String, text: &str) -> String {
    let starts_so = text.chars().find(|letter| letter.is_alphabetic()).is_some_and(is_rtl);
    if starts_so || !text.chars().any(is_rtl) {
        return html;
    }
    let mut whole = String::with_capacity(html.len() + 64);
    let mut from = 0;
    for text in Document::parse(&html).texts() {
        whole.push_str(&html[from..text.start]);
        words(&html[text.clone()], &mut whole);
        from = text.end;
    }
    whole.push_str(&html[from..]);
    whole
}

/// A text without tags: a date keeps its numbers with it.
fn words(text: &str, whole: &mut String) {
    let mut rest = text;
    while let Some(first) = rest.find(belongs) {
        let length = rest[first..].find(|letter| !belongs(letter)).unwrap_or(rest.len() - first);
        let run = &rest[first..first + length];
        whole.push_str(&rest[..first]);
        if run.chars().any(is_rtl) {
            let inner = run.trim_matches(' ');
            let before = run.len() - run.trim_start_matches(' ').len();
            whole.push_str(&run[..before]);
            whole.push_str(&format!("<bdi>{inner}</bdi>"));
            whole.push_str(&run[before + inner.len()..]);
        } else {
            whole.push_str(run);
        }
        rest = &rest[first + length..];
    }
    whole.push_str(rest);
}

/// Letters from right to left, and what stands within a date of theirs.
fn belongs(letter: char) -> bool {
    is_rtl(letter) || letter == ' ' || letter == '،' || letter.is_ascii_digit()
}

pub(super) fn is_rtl(letter: char) -> bool {
    letter.is_alphabetic() && matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

#[cfg(test)]
mod tests {
    use super::isolated;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(isolated(html.to_owned(), html), expected);
    }

    #[test]
    fn a_date_stands_by_itself_and_the_volume_stays() {
        check("Haslam A. Ann Oncol. يوليو، 2021;32(7):926–32.", "Haslam A. Ann Oncol. <bdi>يوليو، 2021</bdi>;32(7):926–32.");
        check("Cancer [انترنت]. [وثق 24 نوفمبر، 2026].", "Cancer [<bdi>انترنت</bdi>]. [<bdi>وثق 24 نوفمبر، 2026</bdi>].");
        check("In 2024, وآخرون. <a href=\"/ي\">Title</a>", "In 2024, <bdi>وآخرون</bdi>. <a href=\"/ي\">Title</a>");
    }

    #[test]
    fn one_direction_alone_is_left_as_it_is() {
        check("Bray F. 2024;74(3):229.", "Bray F. 2024;74(3):229.");
        check("وزارة الصحة. دليل 2024;3(1).", "وزارة الصحة. دليل 2024;3(1).");
    }
}
