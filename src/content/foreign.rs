//! What other programs would read and Ribbon publishes as text: shortcodes and tags of other generators, the marks of a merge that
//! is not finished, a component on a part of a line, the words that `ribbon new` puts where a text belongs.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::packed::Searcher;
use pulldown_cmark::{Event, Options, Parser, Tag};

use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::merge;
use crate::content::argument::name_length;
use crate::content::origin::Origin;

/// What `ribbon new page` writes in place of a text.
pub(crate) const PLACEHOLDER: &str = "Write the text of the page here.";

/// A text without any of these is not searched further.
const SIGNS: &[&str] =
    &["{{", "{%", "{:", "::", "<<<<<<<", ">>>>>>>", PLACEHOLDER, "orem ipsum", "TODO", "FIXME", "TBD", "XX", "[TOC]", "[[_TOC_]]"];

const AS_CODE: &str = "to show it as it is, write it as code";

/// Finds all of these in a text whose components are masked. In code and in HTML they are intended.
pub(super) fn find(masked: &str, extensions: Options, origin: Origin<'_>) -> Problems {
    // In one pass over the text; where the processor allows no such search, the text is searched further.
    static ANY: LazyLock<Option<Searcher>> = LazyLock::new(|| Searcher::new(SIGNS));
    if ANY.as_ref().is_some_and(|any| any.find(masked).is_none()) {
        return Problems::new();
    }
    let exempt: Vec<Range<usize>> = Parser::new_ext(masked, extensions)
        .into_offset_iter()
        .filter(|(event, _)| matches!(event, Event::Code(_) | Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock)))
        .map(|(_, range)| range)
        .collect();
    let mut found = Problems::new();
    let mut line_start = 0;
    let marks: &[&str] = if merge::unfinished(masked.as_bytes()).is_some() { &["<<<<<<< "] } else { &["<<<<<<< ", ">>>>>>> "] };
    for line in masked.split_inclusive('\n') {
        let is_exempt = |at: usize| {
            let next = exempt.partition_point(|range| range.start <= line_start + at);
            next.checked_sub(1).is_some_and(|before| line_start + at < exempt[before].end)
        };
        if let Some((at, problem)) = of_line(line.trim_end(), marks, is_exempt) {
            found.push(problem.at(origin.span(line_start + at.start..line_start + at.end)));
        }
        line_start += line.len();
    }
    found
}

/// Finds the first one in a line: one message a line is enough.
fn of_line(line: &str, marks: &[&str], is_exempt: impl Fn(usize) -> bool) -> Option<(Range<usize>, Diagnostic)> {
    if marks.iter().any(|mark| line.starts_with(mark)) {
        return Some((0..line.len(), problem(merge::MESSAGE, merge::HELP)));
    }
    if let Some(at) = line.find(PLACEHOLDER).filter(|at| !is_exempt(*at)) {
        let help = "write the text, or mark the page with `draft = true`";
        return Some((at..at + PLACEHOLDER.len(), problem("this is the text that `ribbon new` puts in place of yours", help)));
    }
    if let Some((at, help)) = stand_in(line).filter(|(at, _)| !is_exempt(at.start)) {
        let message = format!("`{}` stands for what is still to be written", &line[at.clone()]);
        return Some((at, problem(&message, help)));
    }
    if matches!(line.trim(), "[TOC]" | "[[_TOC_]]" | "[[toc]]") && !is_exempt(0) {
        let help = "leave it out: the theme lists the headings of long pages by itself";
        return Some((0..line.len(), problem("this asks another program for a list of headings", help)));
    }
    let starts = line.char_indices().filter(|(_, sign)| matches!(sign, '{' | ':')).map(|(at, _)| at);
    starts.filter(|at| !is_exempt(*at) && !line[..*at].ends_with('\\')).find_map(|at| {
        let (length, problem) = tag(&line[at..]).or_else(|| component(&line[..at], &line[at..]))?;
        Some((at..at + length, problem))
    })
}

/// Words and signs that hold a place: `TODO`, `lorem ipsum`, the number `0800 XXX`.
fn stand_in(line: &str) -> Option<(Range<usize>, &'static str)> {
    const HELP: &str = "write what belongs here, or mark the page with `draft = true`";
    let is_word =
        |at: usize, length: usize| !line[..at].ends_with(char::is_alphanumeric) && !line[at + length..].starts_with(char::is_alphanumeric);
    if let Some(at) = ["Lorem ipsum", "lorem ipsum"].iter().find_map(|words| line.find(words)) {
        return Some((at..at + "lorem ipsum".len(), HELP));
    }
    for word in ["TODO", "FIXME", "TBD"] {
        // In some languages `TODO` is a word in capitals, so it counts where a note starts.
        let is_note = |at: usize| {
            let (before, after) = (line[..at].trim_end(), &line[at + word.len()..]);
            word != "TODO" || after.starts_with(':') || (before.is_empty() && !after.trim_start().starts_with(char::is_uppercase))
        };
        let found = line.match_indices(word).map(|(at, _)| at).find(|at| is_word(*at, word.len()) && is_note(*at));
        if let Some(at) = found {
            return Some((at..at + word.len(), HELP));
        }
    }
    // Letters in a number: a telephone number that nobody has filled in.
    let at = line
        .match_indices("XX")
        .map(|(at, _)| at)
        .find(|at| line[..*at].trim_end_matches([' ', '-']).ends_with(|sign: char| sign.is_ascii_digit()))?;
    let start = line[..at]
        .rfind(|sign: char| !(sign.is_ascii_digit() || matches!(sign, ' ' | '-' | '+')))
        .map_or(0, |before| before + line[before..].chars().next().map_or(1, char::len_utf8));
    let start = start + line[start..at].len() - line[start..at].trim_start().len();
    let end =
        line[at..].find(|sign: char| !matches!(sign, 'X' | ' ' | '-') && !sign.is_ascii_digit()).map_or(line.len(), |length| at + length);
    let end = start + line[start..end].trim_end().len();
    Some((start..end, HELP))
}

/// A tag of another generator, with its length.
fn tag(rest: &str) -> Option<(usize, Diagnostic)> {
    let starts_with_a_word =
        |inner: &str| inner.trim_start_matches(['-', ' ']).starts_with(|first: char| first.is_alphabetic() || first == '/');
    let (closing, whose) = if rest.starts_with("{{<") || rest.starts_with("{{%") {
        ("}}", "a shortcode of Hugo")
    } else if rest.starts_with("{{") && starts_with_a_word(&rest[2..]) && rest.contains("}}") {
        ("}}", "a tag of another generator's templates")
    } else if rest.starts_with("{%") && starts_with_a_word(&rest[2..]) {
        ("%}", "a tag of another generator")
    } else if rest.starts_with("{:")
        && rest[2..].trim_start().starts_with(|first: char| first.is_alphabetic() || matches!(first, '.' | '#'))
    {
        ("}", "an attribute list of kramdown")
    } else {
        return None;
    };
    let length = rest.find(closing).map_or(rest.len(), |end| end + closing.len());
    let help = match closing {
        "}" => format!("leave it out, or use a component of the theme; {AS_CODE}"),
        _ => format!("use a component of the theme, such as `::figure{{src=\"…\" alt=\"…\"}}`; {AS_CODE}"),
    };
    Some((length, problem(&format!("this is {whose}, which is published as text"), &help)))
}

/// `::name[…]{…}` that does not stand alone on its line.
fn component(before: &str, rest: &str) -> Option<(usize, Diagnostic)> {
    let name = rest.strip_prefix("::")?;
    let apart = name.strip_prefix(' ').map(|name| &name[..name_length(name)]).filter(|name| !name.is_empty());
    if let (true, Some(name), false) = (before.trim().is_empty(), apart, before.ends_with(':')) {
        let help = format!("write `::{name}` without a blank, or `::: {name}` with a line `:::` at its end; {AS_CODE}");
        return Some((3 + name.len(), problem(&format!("`:: {name}` is no component, so it is published as text"), &help)));
    }
    let length = name_length(name);
    let is_apart = before.ends_with([' ', '\t', '|', '(']) && !before.trim().is_empty();
    if length == 0 || !is_apart || !name[length..].starts_with(['[', '{']) {
        return None;
    }
    let name = &name[..length];
    let help = format!("put it on a line of its own, or write `:{name}` with one colon if the component fits into a sentence; {AS_CODE}");
    Some((2 + length, problem(&format!("`::{name}` stands inside a line, so it is published as text"), &help)))
}

fn problem(message: &str, help: &str) -> Diagnostic {
    Diagnostic::new(Code::ForeignSyntax, message).help(help)
}
