//! Front matter that would be published as text: something stands before it, or its lines are not those that open it.

use std::ops::Range;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::Source;

/// Keys that no text begins a line with by chance: those of pages here and in other generators.
const KEYS: &[&str] = &[
    "title",
    "description",
    "date",
    "lastmod",
    "updated",
    "publish",
    "publishdate",
    "expires",
    "expirydate",
    "draft",
    "published",
    "weight",
    "slug",
    "path",
    "permalink",
    "url",
    "aliases",
    "template",
    "layout",
    "type",
    "kind",
    "author",
    "authors",
    "tags",
    "categories",
    "keywords",
    "summary",
    "image",
    "phases",
    "extra",
    "taxonomies",
    "sort_by",
];

/// How many lines of keys front matter may have before its end is looked for no longer.
const MAX_LINES: usize = 200;

/// What is wrong, if a text without front matter holds some after all.
pub(super) fn find(source: &Source) -> Option<Diagnostic> {
    let lines = lines(&source.text);
    let first = lines.iter().position(|line| !is_blank(line.text))?;
    let mut is_code = false;
    for (at, line) in lines.iter().enumerate() {
        if line.text.starts_with("```") || line.text.starts_with("~~~") {
            is_code = !is_code;
        }
        // Four spaces make code, too.
        if is_code || line.text.starts_with("    ") {
            continue;
        }
        let Some(mark) = Mark::of(line.text) else { continue };
        let keys = &lines[at + 1..lines.len().min(at + 1 + MAX_LINES)];
        if opens_keys(&mark, keys) {
            let start = line.start + line.text.len() - visible(line.text).len();
            return Some(problem(source, &mark, &lines[..at], keys, start..start + mark.written.len()));
        }
    }
    without_opening(source, &lines[first..])
}

struct Line<'t> {
    start: usize,
    text: &'t str,
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    let mut lines = Vec::new();
    for line in text.split_inclusive('\n') {
        lines.push(Line { start, text: line.trim_end_matches(['\n', '\r']) });
        start += line.len();
    }
    lines
}

/// A line without what cannot be seen before it: blanks, byte order marks, joiners.
fn visible(line: &str) -> &str {
    line.trim_start_matches(|sign: char| sign.is_whitespace() || matches!(sign, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\0'))
}

fn is_blank(line: &str) -> bool {
    visible(line).is_empty()
}

/// A line that could be meant to open front matter: a row of signs, perhaps with the name of a format.
struct Mark<'t> {
    written: &'t str,
}

impl<'t> Mark<'t> {
    fn of(line: &'t str) -> Option<Self> {
        let line = visible(line).trim_end();
        let sign = line.chars().next().filter(|sign| "+-=~;–—_*".contains(*sign))?;
        let written = &line[..line.len() - line.trim_start_matches(sign).len()];
        let rest = line[written.len()..].trim_start();
        let is_word = matches!(rest.to_ascii_lowercase().as_str(), "" | "toml" | "yaml" | "yml" | "json");
        // Programs that correct while one types make a dash of two or three hyphens.
        let is_row = written.chars().count() >= 2 || matches!(sign, '–' | '—');
        (is_row && (is_word || rest.starts_with('#'))).then_some(Self { written: line })
    }

    fn is_right(&self) -> bool {
        matches!(self.written, "+++" | "---")
    }
}

/// Whether keys follow: among them one that is known, or any if the same line comes again.
fn opens_keys(mark: &Mark<'_>, lines: &[Line<'_>]) -> bool {
    let shown = lines.iter().filter(|line| !is_blank(line.text) && !visible(line.text).starts_with('#'));
    let mut keys = shown.map_while(|line| key(line.text));
    let is_closed = || lines.iter().any(|line| visible(line.text).trim_end() == mark.written);
    keys.any(is_known) || (mark.is_right() && is_closed() && lines.first().is_some_and(|line| key(line.text).is_some()))
}

/// Whether a line gives a key that is known.
pub(super) fn has_known_key(line: &str) -> bool {
    key(line).is_some_and(is_known)
}

fn is_known(key: &str) -> bool {
    // A line of text begins with a capital letter: `Date: 4 February`.
    key.starts_with(|first: char| first.is_lowercase()) && KEYS.contains(&key.to_lowercase().as_str())
}

/// The key of `title: …`, `title = …` or `[extra]`, if a line looks like one.
fn key(line: &str) -> Option<&str> {
    let line = visible(line);
    let key = match line.strip_prefix('[') {
        Some(table) => table.split_once(']')?.0,
        None => line.split_once([':', '='])?.0,
    };
    let key = key.trim().trim_matches(['"', '\'']);
    let is_word = |sign: char| sign.is_alphanumeric() || matches!(sign, '_' | '-' | '.');
    (!key.is_empty() && key.len() <= 40 && key.chars().all(is_word)).then_some(key)
}

fn problem(source: &Source, mark: &Mark<'_>, before: &[Line<'_>], keys: &[Line<'_>], at: Range<usize>) -> Diagnostic {
    let right = right_mark(keys);
    let (message, help) = if mark.is_right() {
        let what = if before.iter().any(|line| visible(line.text).starts_with("<!--")) {
            "a comment stands"
        } else if before.iter().any(|line| !is_blank(line.text)) {
            "text stands"
        } else if before.is_empty() {
            "a blank or an invisible character stands"
        } else {
            "a blank line stands"
        };
        let help = format!("make `{}` the first line of the file, and move what is above it below the keys", mark.written);
        (format!("{what} before the front matter, which would be published as text"), help)
    } else {
        let message = format!("`{}` does not open front matter, which would be published as text", mark.written);
        (message, format!("write a line with only `{right}` before and after the keys, at the very start of the file"))
    };
    Diagnostic::new(Code::MisplacedFrontMatter, message).at(source.id.at(at)).help(help)
}

/// The mark for keys as they are written.
fn right_mark(keys: &[Line<'_>]) -> &'static str {
    let first = keys.iter().find(|line| key(line.text).is_some()).map_or("", |line| line.text);
    let is_toml =
        visible(first).starts_with('[') || first.find('=').is_some_and(|equals| first.find(':').is_none_or(|colon| equals < colon));
    if is_toml { "+++" } else { "---" }
}

/// Keys with a line that closes and none that opens, or keys in braces.
fn without_opening(source: &Source, lines: &[Line<'_>]) -> Option<Diagnostic> {
    let first = lines.first()?;
    let start = first.start + first.text.len() - visible(first.text).len();
    let at = source.id.at(start..first.start + first.text.trim_end().len());
    let next = lines.iter().skip(1).find(|line| !is_blank(line.text));
    if visible(first.text).trim_end() == "{" && next.is_some_and(|line| has_known_key(line.text)) {
        let problem = Diagnostic::new(Code::MisplacedFrontMatter, "front matter in braces is not read, and would be published as text");
        return Some(problem.at(at).help("write the keys as YAML between two lines `---`, or as TOML between two lines `+++`"));
    }
    let is_key = |line: &Line<'_>| has_known_key(line.text);
    let n_keys = lines.iter().take(MAX_LINES).take_while(|line| Mark::of(line.text).is_none()).filter(|line| is_key(line)).count();
    let closing = lines.iter().take(MAX_LINES).find_map(|line| Mark::of(line.text));
    // A single line above a row of hyphens is a heading.
    if !is_key(first) || n_keys < 2 || closing.is_none() {
        return None;
    }
    let message = "no line opens the front matter, which would be published as text";
    let help = format!("write a line with only `{}` before the first key", right_mark(lines));
    Some(Diagnostic::new(Code::MisplacedFrontMatter, message).at(at).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found = find(&Source::new("content/a.md", text));
        let shown = found.map(|problem| {
            let at = problem.at.map_or("", |at| &text[at.start..at.end]);
            format!("{at} | {}", problem.message.trim_end_matches(", which would be published as text"))
        });
        assert_eq!(shown.unwrap_or_default(), expected, "{text:?}");
    }

    #[test]
    fn what_stands_before_is_named() {
        check("\n+++\ndraft = true\n+++\n", "+++ | a blank line stands before the front matter");
        check("\u{feff}\u{feff}---\ntitle: A\n---\n", "--- | a blank or an invisible character stands before the front matter");
        check(" ---\r\nfoo: A\r\n---\r\n", "--- | a blank or an invisible character stands before the front matter");
        check("<!-- mine -->\n---\ntitle: A\n---\n", "--- | a comment stands before the front matter");
        check("# Hello\n\n+++\n[extra]\nx = 1\n+++\n", "+++ | text stands before the front matter");
    }

    #[test]
    fn other_lines_open_nothing() {
        check("----\ntitle: A\n----\n", "---- | `----` does not open front matter");
        check("----\nid: 3\npublishDate: 2027-01-01\n----\n", "---- | `----` does not open front matter");
        check("===\ndraft: true\n===\n", "=== | `===` does not open front matter");
        check("—\ntitle: A\n—\n", "— | `—` does not open front matter");
        check("+++toml\ntitle = 'A'\n+++\n", "+++toml | `+++toml` does not open front matter");
        check("{\n  \"title\": \"A\"\n}\nText\n", "{ | front matter in braces is not read, and would be published as text");
        check("title: A\ndraft: true\n---\nText\n", "title: A | no line opens the front matter");
    }

    #[test]
    fn text_is_text() {
        for text in [
            "Text\n\n---\n\nMore: text\n",
            "---\n\nText\n",
            "Title: mine\n---\n\nText\n",
            "title: mine\n---\n\nText\n",
            "Text\n\n```\n---\ntitle: A\n---\n```\n",
            "One\n\n---\nNote: this\n",
            "One\n\n---\nDate: 4 February\nPlace: here\n",
            "a | b\n--|--\n",
            "",
        ] {
            check(text, "");
        }
    }
}
