//! Formatting inside a title. CSL-JSON writes it as a few tags of HTML; through the citation processor, which knows none,
//! it travels as characters for private use, and comes out as tags again.

use crate::syntax::html::escape_into as escape;

/// How a tag is written in a reference, what opens and closes it on its way, and what is printed.
struct Tag {
    written: &'static str,
    end: &'static str,
    open: char,
    close: char,
    html: (&'static str, &'static str),
}

const TAGS: &[Tag] = &[
    Tag { written: "<i>", end: "</i>", open: '\u{e1a0}', close: '\u{e1a1}', html: ("<i>", "</i>") },
    Tag { written: "<b>", end: "</b>", open: '\u{e1a2}', close: '\u{e1a3}', html: ("<b>", "</b>") },
    Tag { written: "<sub>", end: "</sub>", open: '\u{e1a4}', close: '\u{e1a5}', html: ("<sub>", "</sub>") },
    Tag { written: "<sup>", end: "</sup>", open: '\u{e1a6}', close: '\u{e1a7}', html: ("<sup>", "</sup>") },
    Tag {
        written: "<span style=\"font-variant:small-caps;\">",
        end: "</span>",
        open: SMALL_CAPITALS,
        close: SMALL_CAPITALS_END,
        html: ("<span class=\"small-caps\">", "</span>"),
    },
    Tag { written: "<span class=\"nocase\">", end: "</span>", open: NOCASE, close: NOCASE_END, html: ("", "") },
];

/// Letters between these keep their case.
pub(super) const NOCASE: char = '\u{e1aa}';
pub(super) const NOCASE_END: char = '\u{e1ab}';
/// Quotation marks, whose form depends on those around them.
const QUOTE: char = '\u{e1ac}';
const QUOTE_END: char = '\u{e1ad}';
/// A space at which the processor does not part a family name.
pub(super) const NAME_SPACE: char = '\u{e1ae}';
/// The name that stands for all that are left out.
pub(super) const OTHERS: char = '\u{e1af}';
/// A hyphen that the processor takes for a letter.
pub(super) const HYPHEN: char = '\u{e1b0}';
/// Small capitals keep the case of their letters too.
pub(super) const SMALL_CAPITALS: char = '\u{e1a8}';
pub(super) const SMALL_CAPITALS_END: char = '\u{e1a9}';

/// Whether a character is formatting on its way.
pub(super) fn is_mark(letter: char) -> bool {
    ('\u{e1a0}'..='\u{e1b0}').contains(&letter)
}

/// A text as the processor is to see it: its tags and straight quotation marks as single characters.
pub(super) fn marked(text: &str) -> String {
    let text: String = text.chars().filter(|letter| !is_mark(*letter)).collect();
    quoted(&with_tags(&text))
}

/// A text without its tags.
pub(super) fn plain(text: &str) -> String {
    if !text.contains('<') {
        return text.to_owned();
    }
    with_tags(text).chars().filter(|letter| !is_mark(*letter)).collect()
}

/// Tags that have an end as marks; what only looks like a tag stays text.
fn with_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // The tags that are open, each with where its mark stands.
    let mut open: Vec<(&Tag, usize)> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let ends = open.iter().rposition(|(tag, _)| rest.starts_with(tag.end));
        if let Some(tag) = TAGS.iter().find_map(|tag| Some((tag, opened(tag, rest)?))) {
            open.push((tag.0, out.len()));
            out.push(tag.0.open);
            rest = &rest[tag.1..];
        } else if let Some(place) = ends {
            // What was opened inside it and has no end is text after all.
            for (unclosed, at) in open.drain(place + 1..).rev() {
                out.replace_range(at..at + unclosed.open.len_utf8(), unclosed.written);
            }
            let Some((tag, _)) = open.pop() else { continue };
            out.push(tag.close);
            rest = &rest[tag.end.len()..];
        } else {
            out.push('<');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    for (unclosed, at) in open.into_iter().rev() {
        out.replace_range(at..at + unclosed.open.len_utf8(), unclosed.written);
    }
    out
}

/// The length of a tag that a text starts with; programs differ in blanks and the last semicolon of small capitals.
fn opened(tag: &Tag, text: &str) -> Option<usize> {
    if text.starts_with(tag.written) {
        return Some(tag.written.len());
    }
    let end = text.find('>').filter(|end| *end < 80)? + 1;
    let same = |tag: &str| {
        tag.chars()
            .filter(|letter| !matches!(letter, ' ' | ';'))
            .map(|letter| if letter == '\'' { '"' } else { letter })
            .collect::<String>()
    };
    (text.starts_with("<span") && same(&text[..end]) == same(tag.written)).then_some(end)
}

/// Straight quotation marks as those of print.
fn quoted(text: &str) -> String {
    if !text.contains(['"', '\'']) {
        return text.to_owned();
    }
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    for (at, letter) in letters.iter().enumerate() {
        let before = letters[..at].iter().rev().find(|letter| !is_mark(**letter) || **letter == QUOTE);
        let is_opening =
            before.is_none_or(|before| before.is_whitespace() || matches!(before, '(' | '[' | '“' | '‘' | '—' | '–' | '/' | '"'));
        match letter {
            '"' => out.push(if is_opening { QUOTE } else { QUOTE_END }),
            '\'' if is_opening && closes_later(&letters[at + 1..]) => out.push('‘'),
            '\'' => out.push('’'),
            other => out.push(*other),
        }
    }
    out
}

/// Whether an apostrophe at the start of a word has a fellow at the end of one.
fn closes_later(rest: &[char]) -> bool {
    rest.first().is_some_and(|first| !first.is_whitespace())
        && rest.windows(2).any(|pair| pair[1] == '\'' && !pair[0].is_whitespace())
        && rest.iter().rposition(|letter| *letter == '\'').is_some_and(|at| rest.get(at + 1).is_none_or(|next| !next.is_alphanumeric()))
}

/// Writes what comes out of the processor, piece by piece.
#[derive(Debug, Default)]
pub(super) struct RichWriter {
    /// How many quotations are open.
    n_quotes: usize,
}

impl RichWriter {
    /// Adds a piece to HTML, and without its formatting to plain text.
    pub(super) fn write(&mut self, piece: &str, html: &mut String, text: &mut String) {
        let mut start = 0;
        for (at, letter) in piece.char_indices() {
            match letter {
                '“' | '«' | '„' => self.n_quotes += 1,
                '”' | '»' => self.n_quotes = self.n_quotes.saturating_sub(1),
                _ if is_mark(letter) => {
                    escape(&piece[start..at], html);
                    text.push_str(&piece[start..at]);
                    start = at + letter.len_utf8();
                    self.mark(letter, html, text);
                }
                _ => {}
            }
        }
        escape(&piece[start..], html);
        text.push_str(&piece[start..]);
    }

    fn mark(&mut self, mark: char, html: &mut String, text: &mut String) {
        let shown = match mark {
            QUOTE => {
                self.n_quotes += 1;
                if self.n_quotes > 1 { "‘" } else { "“" }
            }
            QUOTE_END => {
                self.n_quotes = self.n_quotes.saturating_sub(1);
                if self.n_quotes > 0 { "’" } else { "”" }
            }
            NAME_SPACE => " ",
            HYPHEN => "-",
            _ => "",
        };
        html.push_str(shown);
        text.push_str(shown);
        for tag in TAGS {
            if mark == tag.open {
                html.push_str(tag.html.0);
            } else if mark == tag.close {
                html.push_str(tag.html.1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let (mut html, mut plain) = (String::new(), String::new());
        RichWriter::default().write(&marked(text), &mut html, &mut plain);
        html
    }

    #[test]
    fn tags_of_csl_json() {
        let check = |text: &str, expected: &str| assert_eq!(written(text), expected);
        check("<i>TP53</i> and H<sub>2</sub>O, 10<sup>6</sup>, <b>x</b>", "<i>TP53</i> and H<sub>2</sub>O, 10<sup>6</sup>, <b>x</b>");
        check("<span class=\"nocase\">HeLa</span>", "HeLa");
        check("<span style=\"font-variant: small-caps\">dna</span>", "<span class=\"small-caps\">dna</span>");
        check("<i>a <span class=\"nocase\">b</span> c</i>", "<i>a b c</i>");
    }

    #[test]
    fn what_is_no_tag_stays_text() {
        let check = |text: &str, expected: &str| assert_eq!(written(text), expected);
        check("p < 0.05 and a<b>c", "p &lt; 0.05 and a&lt;b&gt;c");
        check("<i>open", "&lt;i&gt;open");
        check("<i>a <b>b</i>", "<i>a &lt;b&gt;b</i>");
        check("</i><script>", "&lt;/i&gt;&lt;script&gt;");
        check("\u{e1a0}x", "x");
    }

    #[test]
    fn quotation_marks() {
        let check = |text: &str, expected: &str| assert_eq!(written(text), expected);
        check("the \"silent\" disease: patients' words", "the “silent” disease: patients’ words");
        check("'Tis O'Brien's", "’Tis O’Brien’s");
        check("the 'silent' one", "the ‘silent’ one");
        check("“a \"b\" c”", "“a ‘b’ c”");
    }

    #[test]
    fn without_tags() {
        assert_eq!(plain("Role of <i>TP53</i> at p < 0.05"), "Role of TP53 at p < 0.05");
    }
}
