//! Markdown that is nearly right: a link, a heading or a table that Markdown reads as text.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::CodeBlockKind;

use super::Translator;
use crate::base::diagnostic::{Code, Diagnostic, Suggestion};

/// What addresses end with that editors write most.
const ENDINGS: &[&str] = &[".md", ".html", ".pdf", ".jpg", ".jpeg", ".png", ".svg", ".webp", ".csv"];

/// So many bytes of a line are looked at on both sides of a sign, so that a line of nothing but such signs costs no more than others.
const NEAR: usize = 1000;

/// What a text starts with that may be one of them; `i` and `e` begin the lines of a module in MDX.
const SIGNS: [char; 9] = [']', '[', '#', '|', ':', '*', '-', 'i', 'e'];

/// The alerts that Markdown knows.
const ALERTS: &[&str] = &["NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"];

impl Translator<'_, '_, '_> {
    /// Tells of such a place where a text starts. The parser gives brackets, and the start of a line, as texts of their own.
    pub(super) fn nearly(&mut self, text: &str, range: &Range<usize>) {
        if !text.starts_with(SIGNS) || self.text.label.is_some() || !self.links.is_empty() {
            return;
        }
        let written = self.text.written;
        if written[..range.start].ends_with('\\') {
            return;
        }
        let rest = &written[range.start..written.floor_char_boundary(written.len().min(range.start + NEAR))];
        let rest = &rest[..rest.find('\n').unwrap_or(rest.len())];
        let starts_a_line = written[..range.start].trim_end_matches([' ', '>', '-', '*']).ends_with('\n') || range.start == 0;
        let found_here = match text.as_bytes().first() {
            // Brackets that are plain on purpose have a backslash before the first one.
            Some(b']') => {
                let near = &written[written.floor_char_boundary(range.start.saturating_sub(NEAR))..range.start];
                let line = near.rsplit('\n').next().unwrap_or_default();
                let opening = line.rfind('[').filter(|at| !line[..*at].ends_with('\\'));
                opening.and_then(|_| link(rest).or_else(|| undefined(rest)))
            }
            Some(b'[') => wiki(rest).or_else(|| alert(rest).filter(|_| starts_a_line && line_before(written, range.start).contains('>'))),
            Some(b'*') => strong(written[..range.start].chars().next_back(), rest),
            Some(b'i' | b'e') if starts_a_line => module(rest),
            Some(b'|') if starts_a_line && dashes(rest).is_none() => head(rest, written, range.start),
            Some(b'#') if starts_a_line => heading(rest),
            Some(b'|' | b':') if starts_a_line => dashes(rest),
            Some(_) if starts_a_line && text.starts_with('-') => list(rest, written, range.start),
            _ => None,
        };
        if let Some((length, message, help)) = found_here {
            let problem = Diagnostic::new(Code::ForeignSyntax, message).at(self.span(range.start..range.start + length));
            self.page.problems.push(problem.help(help));
        }
    }

    /// Tells of a block of code that nothing closes: all that follows is code.
    pub(super) fn fence(&mut self, kind: &CodeBlockKind<'_>, range: &Range<usize>) {
        if !matches!(kind, CodeBlockKind::Fenced(_)) {
            return;
        }
        let block = self.text.written[range.clone()].trim_end();
        let sign = if block.starts_with('~') { '~' } else { '`' };
        let n_signs = block.len() - block.trim_start_matches(sign).len();
        let last = block.rsplit_once('\n').map_or("", |(_, last)| last).trim_start_matches([' ', '\t', '>']);
        if last.len() >= n_signs && last.chars().all(|letter| letter == sign) {
            return;
        }
        let message = "this block of code is never closed, so all that follows is shown as code";
        let problem = Diagnostic::new(Code::ForeignSyntax, message).at(self.span(range.start..range.start + n_signs));
        self.page.problems.push(problem.help(format!("write a line `{}` behind the code", &block[..n_signs])));
    }

    /// Tells of a component of MDX or JSX, which browsers take for an element that they do not know.
    pub(super) fn component_of_mdx(&mut self, range: &Range<usize>) {
        let written = &self.text.written[range.clone()];
        let name = written.strip_prefix('<').unwrap_or_default();
        let name = &name[..name.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '.').unwrap_or(name.len())];
        let is_component =
            name.starts_with(|first: char| first.is_ascii_uppercase()) && name.contains(|sign: char| sign.is_ascii_lowercase());
        // HTML may be written in capitals; elements with a hyphen are somebody's own.
        if !is_component || CAPITALS.iter().any(|element| element.eq_ignore_ascii_case(name)) {
            return;
        }
        let message = format!("`<{name}>` is a component of another program, which no browser knows");
        let problem = Diagnostic::new(Code::ForeignSyntax, message).at(self.span(range.start..range.start + 1 + name.len()));
        self.page.problems.push(problem.help("use a component of the theme, such as `::: callout`; to show it as it is, write it as code"));
    }

    /// Tells of a row that has another number of cells than the head of its table.
    pub(super) fn row(&mut self, range: &Range<usize>) {
        let n_columns = self.table.n_columns();
        let row = self.text.masked[range.clone()].trim_end();
        let inside = row.trim_start_matches([' ', '>']).strip_prefix('|').unwrap_or(row);
        let n_ends = usize::from(inside.ends_with('|') && !inside.ends_with("\\|"));
        let pipes = inside.match_indices('|').filter(|(at, _)| !inside[..*at].ends_with('\\')).count();
        let n_cells = pipes + 1 - n_ends.min(pipes);
        if n_cells == n_columns || n_columns == 0 {
            return;
        }
        let what = if n_cells > n_columns { "those behind are not shown" } else { "the others stay empty" };
        let message = format!(
            "this row has {n_cells} {}, and the head of the table has {n_columns}: {what}",
            if n_cells == 1 { "cell" } else { "cells" }
        );
        let problem = Diagnostic::new(Code::ForeignSyntax, message).at(self.span(range.start..range.start + row.len()));
        self.page.problems.push(problem.help("give each row as many cells as the head; for a `|` inside a cell write `\\|`"));
    }
}

/// Elements of HTML that people write with a capital letter.
const CAPITALS: &[&str] =
    &["br", "hr", "div", "span", "table", "center", "font", "img", "sub", "sup", "strong", "em", "p", "ul", "ol", "li"];

/// How long it is, what is wrong, and the right spelling.
type Found = Option<(usize, Cow<'static, str>, Cow<'static, str>)>;

fn found(length: usize, message: impl Into<Cow<'static, str>>, help: impl Into<Cow<'static, str>>) -> Found {
    Some((length, message.into(), help.into()))
}

/// What stands before a byte on its line.
fn line_before(written: &str, at: usize) -> &str {
    written[..at].rsplit('\n').next().unwrap_or_default()
}

/// The lines before and behind the one that a byte is on, without what marks a quotation.
fn neighbours(written: &str, at: usize) -> (&str, &str) {
    let plain = |line: Option<&'_ str>| {
        line.map_or(0..0, |line| {
            let start = line.as_ptr() as usize - written.as_ptr() as usize;
            start + line.len() - line.trim_start_matches([' ', '\t', '>']).len()..start + line.len()
        })
    };
    let before = written[..at].rsplit('\n').nth(1);
    let behind = written[at..].split('\n').nth(1);
    (&written[plain(before)], &written[plain(behind)])
}

/// `[text][plan]` without a line that says where `plan` leads.
fn undefined(rest: &str) -> Found {
    let label = rest.strip_prefix("][")?;
    let label = &label[..label.find(']')?];
    let is_label = !label.starts_with(['^', '@', '-']) && !label.contains('[') && !label.starts_with(char::is_numeric);
    let help = "write the address itself, `[text](about.md)`, or a line such as `[name]: about.md` for the name in the second brackets";
    is_label.then(|| found(label.len() + 3, "no line says where this link leads, so it is published as text", help))?
}

/// `[[page]]`
fn wiki(rest: &str) -> Found {
    let name = rest.strip_prefix("[[")?;
    let name = &name[..name.find("]]")?];
    let is_page = !name.trim().is_empty() && !name.contains('[') && !matches!(name, "_TOC_" | "toc");
    let (page, text) = name.split_once('|').unwrap_or((name, name));
    let help = format!("link to the page's file: `[{}]({}.md)`", text.trim(), page.trim().to_lowercase().replace(' ', "-"));
    is_page.then(|| found(name.len() + 4, "this is a link of a wiki, which is published as text", help))?
}

/// `> [!NOTICE]`
fn alert(rest: &str) -> Found {
    let kind = rest.strip_prefix("[!")?;
    let kind = &kind[..kind.find(']')?];
    let is_kind = kind.chars().count() < 20 && !kind.is_empty() && kind.chars().all(char::is_alphabetic);
    let is_known = ALERTS.iter().any(|known| known.eq_ignore_ascii_case(kind));
    let help =
        || Suggestion::nearest(kind, ALERTS.iter().copied()).spelled(|kind| format!("[!{kind}]")).or_list("the alerts are", ALERTS, "");
    (is_kind && !is_known).then(|| found(kind.len() + 3, format!("there is no alert `{kind}`, so this is published as text"), help()))?
}

/// `**` before a word that nothing closes.
fn strong(before: Option<char>, rest: &str) -> Found {
    let n_signs = rest.len() - rest.trim_start_matches('*').len();
    let opens = n_signs == 2 && rest[n_signs..].starts_with(char::is_alphabetic);
    let is_apart = before.is_none_or(|before| !before.is_ascii_alphanumeric() && before != '*');
    let help = "put `**` right before the first and right behind the last word, without blanks between: `**important**`; for plain signs write `\\*\\*`";
    (opens && is_apart).then(|| found(n_signs, "nothing closes this `**`, so it is published as text", help))?
}

/// Lines that would be a list, were there a blank behind their marks.
fn list(rest: &str, written: &str, at: usize) -> Found {
    let is_item = |line: &str| line.strip_prefix('-').is_some_and(|item| item.starts_with(char::is_alphabetic));
    let (before, behind) = neighbours(written, at);
    let help = format!("begin each line with a hyphen and a blank: `- {}`", rest.trim_start_matches('-').trim());
    (is_item(rest) && is_item(behind) && !is_item(before)).then(|| found(1, "these lines are one paragraph and no list", help))?
}

/// The head of a table without the line of dashes below it.
fn head(rest: &str, written: &str, at: usize) -> Found {
    let is_row = |line: &str| line.starts_with('|') && line.trim_end().ends_with('|') && line.matches('|').count() > 2;
    let (before, behind) = neighbours(written, at);
    let n_cells = rest.trim_end().matches('|').count().saturating_sub(1);
    let help = format!("write `|{}` below the first line", "---|".repeat(n_cells.min(12)));
    (is_row(rest) && is_row(behind) && !is_row(before) && dashes(behind).is_none())
        .then(|| found(rest.trim_end().len(), "this is no table: the line of dashes below its head is missing", help))?
}

/// `import Map from "./map"` and `export const …`
fn module(rest: &str) -> Found {
    let words = rest.trim_end().trim_end_matches(';');
    let is_quoted = words.ends_with(['"', '\'']);
    let is_import = words.starts_with("import ") && is_quoted && (words.contains(" from ") || words[7..].starts_with(['"', '\'']));
    let is_export = words.starts_with("export const ") || words.starts_with("export default ");
    let help = "leave it out, and use components of the theme; to show it as it is, write it as code";
    (is_import || is_export).then(|| found(rest.trim_end().len(), "this is a line of MDX, which is published as text", help))?
}

/// `](My photo (1).jpg)` and `] (about.md)`.
fn link(rest: &str) -> Found {
    let inside = rest[1..].trim_start_matches(' ').strip_prefix('(')?;
    let start = rest.len() - inside.len();
    if rest.starts_with("](") {
        let help = "write an address with blanks in angle brackets, `[text](<my photo.jpg>)`, and close its bracket; for plain brackets write `\\[`";
        let length = inside.rfind(')').map_or(rest.len(), |end| start + end + 1);
        return found(length, "this looks like a link or a picture, and is published as text", help);
    }
    let target = &inside[..inside.find(')')?];
    let is_address = target.contains("://")
        || ["mailto:", "tel:", "/", "#", "./", "../", "@/"].iter().any(|start| target.starts_with(start))
        || ENDINGS.iter().any(|ending| target.ends_with(ending));
    let is_link = is_address && !target.contains(' ');
    let message = "a blank between the brackets makes this text instead of a link";
    is_link.then(|| found(start + target.len() + 1, message, "write them together: `[text](about.md)`"))?
}

/// `##Title`: one sign alone may start a hashtag.
fn heading(rest: &str) -> Found {
    let n_signs = rest.len() - rest.trim_start_matches('#').len();
    let is_heading = (2..=6).contains(&n_signs) && rest[n_signs..].starts_with(char::is_alphanumeric);
    let message = "this line is text, since a heading needs a blank behind its `#`";
    is_heading.then(|| found(rest.len(), message, "write it like `## Title`"))?
}

/// The line between the head of a table and its rows, outside a table.
fn dashes(rest: &str) -> Found {
    let is_line =
        rest.contains("--") && rest.contains('|') && rest.bytes().all(|sign| matches!(sign, b'|' | b'-' | b':' | b' ' | b'\t' | b'\r'));
    let message = "this is no table: the line of dashes has another number of cells than the line above it";
    is_line.then(|| found(rest.trim_end().len(), message, "give both lines as many cells, and put an empty line before the table"))?
}
