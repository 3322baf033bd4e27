//! What looks like a heading or a list on the screen and is a paragraph to everything else: lines in bold, and lines behind
//! bullets or numbers that Markdown does not know.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::content::directive::{Directive, DirectiveKind};
use crate::content::origin::Origin;

/// Signs that writers put in front of items. Dashes are not among them: they also open what somebody says.
const BULLETS: &[char] = &['•', '‣', '◦', '●', '○', '▪', '▫', '■', '□', '►', '▸', '➤', '➢', '✓', '✔', '❖', '·'];
const DASHES: &[char] = &['–', '—', '―'];

/// A heading is short; a longer text in bold is one that matters.
const LONGEST_HEADING: usize = 80;

/// Finds both in a text whose components are hidden.
pub(super) fn find(masked: &str, directives: &[Directive], extensions: Options, origin: Origin<'_>) -> Problems {
    if !may_have_any(masked) {
        return Problems::new();
    }
    let Blocks { lines, bold } = Blocks::read(masked, extensions);
    let headings = outside_components(bold, directives).into_iter().map(|range| {
        Diagnostic::new(Code::A11yFakeHeading, "this line is only bold text: it looks like a heading, and is none")
            .at(origin.span(range))
            .help("write it as a heading, like `## Signs`; if it is a sentence, end it like one")
    });
    headings.chain(runs(&lines).into_iter().map(|run| fake_list(run, origin))).collect()
}

/// Most texts have no line that could begin such a thing, and need no second parse.
fn may_have_any(text: &str) -> bool {
    let mut n_marked = 0;
    text.lines().any(|line| {
        let line = line.trim_start_matches(['>', ' ', '\t']);
        let is_bold = || {
            let end = line.trim_end();
            [("**", '*'), ("__", '_')]
                .iter()
                .any(|(mark, sign)| line.starts_with(mark) && end.ends_with(mark) && end.contains(|next| next != *sign))
        };
        n_marked += usize::from(Marker::read(line).is_some());
        n_marked > 1 || is_bold()
    })
}

/// The ranges, in their order, that stand in no component.
fn outside_components(mut ranges: Vec<Range<usize>>, directives: &[Directive]) -> Vec<Range<usize>> {
    let mut directives = directives.iter().peekable();
    let mut depth = 0_usize;
    ranges.retain(|range| {
        while let Some(directive) = directives.next_if(|directive| directive.range.start < range.start) {
            depth = match directive.kind {
                DirectiveKind::Open { .. } => depth + 1,
                DirectiveKind::Close { .. } => depth.saturating_sub(1),
                _ => depth,
            };
        }
        depth == 0
    });
    ranges
}

fn fake_list(run: &[Line<'_>], origin: Origin<'_>) -> Diagnostic {
    let (first, n_items) = (&run[0], run.iter().filter(|line| line.marker.is_some()).count());
    let (sign, better) = match &first.marker {
        Some(Marker::Ordinal { .. }) => (first.text.split_whitespace().next().unwrap_or_default(), "1. "),
        _ => (first.text.get(..first.text.chars().next().map_or(0, char::len_utf8)).unwrap_or_default(), "- "),
    };
    let sign = sign.chars().take(4).collect::<String>();
    Diagnostic::new(
        Code::A11yFakeList,
        format!("{n_items} lines from here on begin with signs like `{sign}`: they look like a list, and are none"),
    )
    .at(origin.span(first.start..first.start + first.text.trim_end().len()))
    .help(format!("begin each of them with `{better}`, so that screen readers say how many there are"))
}

/// What stands in front of an item.
#[derive(Clone, Debug, PartialEq)]
enum Marker {
    Bullet(char),
    Dash(char),
    /// With what stands around its number; letters count from `a`.
    Ordinal {
        number: u32,
        before: &'static str,
        after: char,
        is_letter: bool,
    },
}

impl Marker {
    fn read(line: &str) -> Option<Self> {
        let first = line.chars().next()?;
        let rest = &line[first.len_utf8()..];
        if BULLETS.contains(&first) {
            return rest.contains(char::is_alphanumeric).then_some(Self::Bullet(first));
        }
        if DASHES.contains(&first) {
            return rest.starts_with(char::is_whitespace).then_some(Self::Dash(first));
        }
        let (before, inner) = line.strip_prefix('(').map_or(("", line), |inner| ("(", inner));
        let length = inner.find(|sign: char| digit(sign).is_none()).unwrap_or(inner.len());
        let (number, is_letter, behind) = match inner.chars().next()? {
            letter @ 'a'..='z' => (u32::from(letter) - u32::from('a') + 1, true, &inner[1..]),
            _ if length > 0 => {
                let digits = inner[..length].chars().filter_map(digit);
                (digits.take(4).fold(0, |number, digit| number * 10 + digit), false, &inner[length..])
            }
            _ => return None,
        };
        let after = behind.chars().next().filter(|sign| matches!(sign, ')' | '.' | '-' | '–'))?;
        let next = behind[after.len_utf8()..].chars().next()?;
        let is_arabic = inner.chars().next().is_some_and(|first| !first.is_ascii());
        let fits = match after {
            ')' => !is_letter || next.is_whitespace(),
            _ if before == "(" || is_letter => false,
            '.' => next.is_whitespace() || next.is_alphabetic(),
            _ => next.is_whitespace() || (is_arabic && next.is_alphabetic()),
        };
        fits.then_some(Self::Ordinal { number, before, after, is_letter })
    }

    /// Whether it is in front of the item behind that of `before`.
    fn follows(&self, before: &Self) -> bool {
        match (before, self) {
            (
                Self::Ordinal { number, before, after, is_letter },
                Self::Ordinal { number: next, before: next_before, after: next_after, is_letter: next_is_letter },
            ) => *next == number + 1 && (before, after, is_letter) == (next_before, next_after, next_is_letter),
            _ => self == before,
        }
    }
}

/// The value of a digit of Latin, Arabic or Persian.
fn digit(sign: char) -> Option<u32> {
    match sign {
        '0'..='9' => sign.to_digit(10),
        '٠'..='٩' => Some(u32::from(sign) - u32::from('٠')),
        '۰'..='۹' => Some(u32::from(sign) - u32::from('۰')),
        _ => None,
    }
}

/// A line of a paragraph.
struct Line<'t> {
    start: usize,
    text: &'t str,
    marker: Option<Marker>,
    /// Whether its paragraph begins with it, and whether another block stands before that.
    is_first: bool,
    is_apart: bool,
}

/// Lines that look like the items of a list, at least two of them, each from its first item to its last line.
fn runs<'l, 't>(lines: &'l [Line<'t>]) -> Vec<&'l [Line<'t>]> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < lines.len() {
        let end = end_of_run(lines, at);
        if lines[at..end].iter().filter(|line| line.marker.is_some()).count() > 1 && !is_speech(lines, at..end) {
            found.push(&lines[at..end]);
        }
        at = end.max(at + 1);
    }
    found
}

/// Where the items end that begin with a line; there, if it is none.
fn end_of_run(lines: &[Line<'_>], at: usize) -> usize {
    let Some(mut marker) = lines[at].marker.as_ref() else { return at };
    let mut end = at + 1;
    for (next, line) in lines.iter().enumerate().skip(at + 1) {
        match &line.marker {
            Some(own) if own.follows(marker) && !line.is_apart => (marker, end) = (own, next + 1),
            // An item goes on in lines without a sign.
            None if !line.is_first => {}
            _ => break,
        }
    }
    end
}

/// Whether lines behind dashes may be what people say, or the middle of a sentence.
fn is_speech(lines: &[Line<'_>], run: Range<usize>) -> bool {
    let of_run = &lines[run.clone()];
    if !matches!(of_run[0].marker, Some(Marker::Dash(_))) {
        return false;
    }
    let before = run.start.checked_sub(1).map(|before| lines[before].text.trim_end());
    let begins = of_run[0].is_first || before.is_some_and(|before| before.ends_with(':'));
    let is_item = |line: &Line<'_>| line.marker.is_some() && !ends_like_a_sentence(line.text);
    !begins || !of_run.iter().all(is_item)
}

fn ends_like_a_sentence(text: &str) -> bool {
    const ENDS: &[char] = &['.', '!', '?', '…', ':', ';', ',', '؟', '۔', '،', '؛', '"', '”', '»', '“', '’'];
    text.trim_end_matches(|sign: char| sign.is_whitespace() || matches!(sign, '*' | '_' | '\\')).ends_with(ENDS)
}

/// The paragraphs of a text.
#[derive(Default)]
struct Blocks<'t> {
    lines: Vec<Line<'t>>,
    /// Paragraphs that are only bold text and have another text below them.
    bold: Vec<Range<usize>>,
}

impl<'t> Blocks<'t> {
    fn read(masked: &'t str, extensions: Options) -> Self {
        let mut blocks = Self::default();
        let mut depth = 0_usize;
        let mut paragraph: Option<Paragraph> = None;
        let (mut is_apart, mut waiting) = (true, None);
        for (event, range) in Parser::new_ext(masked, extensions).into_offset_iter() {
            if let Some(open) = &mut paragraph {
                if let Event::End(TagEnd::Paragraph) = event {
                    let bold = open.bold(masked).filter(|_| depth == 1);
                    if let Some(heading) = waiting.take().filter(|_| bold.is_none() && depth == 1) {
                        blocks.bold.push(heading);
                    }
                    (depth, is_apart, waiting, paragraph) = (depth - 1, false, bold, None);
                    continue;
                }
                if open.see(&event) {
                    let text = masked[range.start..].lines().next().unwrap_or_default();
                    let (marker, is_first) = (Marker::read(text), open.n_lines == 1);
                    blocks.lines.push(Line { start: range.start, text, marker, is_first, is_apart: is_first && is_apart });
                }
                continue;
            }
            match event {
                Event::Start(Tag::Paragraph) => {
                    depth += 1;
                    paragraph = Some(Paragraph { range, ..Paragraph::default() });
                }
                Event::Start(tag) => {
                    if let Some(heading) = waiting.take().filter(|_| depth == 0 && matches!(tag, Tag::List(_))) {
                        blocks.bold.push(heading);
                    }
                    (depth, is_apart) = (depth + 1, true);
                }
                Event::End(_) => (depth, is_apart, waiting) = (depth.saturating_sub(1), true, None),
                _ => (is_apart, waiting) = (true, None),
            }
        }
        blocks
    }
}

/// What has been seen of a paragraph.
#[derive(Default)]
struct Paragraph {
    range: Range<usize>,
    n_lines: usize,
    /// Whether the last thing seen was the break before a line.
    is_broken: bool,
    strong_depth: usize,
    /// Whether it has anything that is not bold, or more than text.
    is_mixed: bool,
}

impl Paragraph {
    /// Takes in what follows; whether a line begins with it.
    fn see(&mut self, event: &Event<'_>) -> bool {
        let begins = self.n_lines == 0 || self.is_broken;
        self.n_lines += usize::from(begins);
        self.is_broken = false;
        match event {
            Event::Start(Tag::Strong) => self.strong_depth += 1,
            Event::End(TagEnd::Strong) => self.strong_depth = self.strong_depth.saturating_sub(1),
            Event::Start(Tag::Emphasis) | Event::End(TagEnd::Emphasis) => {}
            Event::Text(_) => self.is_mixed |= self.strong_depth == 0,
            Event::SoftBreak | Event::HardBreak => (self.is_broken, self.is_mixed) = (true, true),
            _ => self.is_mixed = true,
        }
        begins && matches!(event, Event::Text(_))
    }

    /// The paragraph, if it could be a heading.
    fn bold(&self, masked: &str) -> Option<Range<usize>> {
        let text = masked[self.range.clone()].trim_matches(|sign: char| sign.is_whitespace() || matches!(sign, '*' | '_'));
        let could_be = !self.is_mixed
            && text.starts_with(char::is_alphabetic)
            && text.chars().filter(|sign| sign.is_alphabetic()).count() > 2
            && text.chars().count() <= LONGEST_HEADING
            && !text.contains(['\u{e000}', '@'])
            && !ends_like_a_sentence(text);
        let length = masked[self.range.clone()].trim_end().len();
        could_be.then(|| self.range.start..self.range.start + length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::source::SourceId;
    use crate::content::directive;

    /// The lines at which something is told, with what: `h` for a heading, `l` for a list.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let source = SourceId::new("content/a.md");
        let origin = Origin { source: &source, base: 0 };
        let directives = directive::find(text, origin);
        let extensions = Options::ENABLE_TABLES | Options::ENABLE_SMART_PUNCTUATION;
        let found = find(text, &directives, extensions, origin);
        let told: Vec<String> = found
            .iter()
            .map(|problem| {
                let sign = if problem.code == Code::A11yFakeHeading { 'h' } else { 'l' };
                let at = problem.at.as_ref().expect("a place").start;
                format!("{sign}{}", text[..at].lines().count() + usize::from(text[..at].ends_with('\n') || at == 0))
            })
            .collect();
        assert_eq!(told.join(" "), expected, "{text}");
    }

    #[test]
    fn bold_lines_above_a_text() {
        check("**Signs of cancer**\n\nA lump.", "h1");
        check("Text.\n\n__What to *bring*__\n\n- A list", "h3");
        // The end of a sentence, a sign of something else, and nothing below.
        check("**Call 112.**\n\nNow.\n\n**0800 123**\n\nFree.\n\n**Ask us:**\n\nSoon.\n\n**The end**", "");
        check("**One**\n\n**Two**\n\n---\n\n**Three**\n\n## Four\n\nText", "");
        check("- **Item**\n\n  Its text.\n\n> **Said**\n>\n> Text.\n\n| **Head** |\n|---|\n| a |", "");
        check("**[A link](b.md)**\n\nText.\n\n**Bold** and not\n\nText.\n\n**Two**\n**lines**\n\nText.", "");
        check("**A text in bold that goes on and on because what it says matters more than all that is below it**\n\nText.", "");
        check("`**Code**`\n\nText.\n\n    **Code**\n\nText.", "");
    }

    #[test]
    fn lines_behind_bullets() {
        check("Signs:\n• a lump\n• a cough that\nstays", "l2");
        check("• a lump\n\n• a cough\n\n▪ other", "l1");
        check("• only one\n\nText • and • more.\n\n## Head\n\n• and one", "");
        check("▪ one\n\n## Between\n\n▪ two", "");
        check("✓ one\n✔ two", "");
        check("```\n• a\n• b\n```", "");
        check("- Item\n\n  • a\n  • b", "l3");
    }

    #[test]
    fn lines_behind_dashes() {
        check("You need:\n– a card\n– a letter", "l2");
        check("– a card\n\n– a letter", "l1");
        // People talk, and a sentence goes on.
        check("– Bonjour.\n\n– Bonjour, docteur.", "");
        check("We came\n– late –\n– and tired", "");
    }

    #[test]
    fn lines_behind_numbers() {
        check("(1) Ask.\n(2) Wait.", "l1");
        check("1)Ask\n2)Wait\n3)Go", "l1");
        check("a) one\n\nb) two", "l1");
        check("١) واحد\n\n٢) اثنان", "l1");
        check("Then:\n2. Ask\n3. Wait", "l2");
        // Markdown's own lists, and numbers that do not follow each other or are none of an item.
        check("1) Ask\n2) Wait", "");
        check("1. Ask\n2. Wait", "");
        check("(1) Ask.\n(4) Wait.", "");
        check("1.5 million\n\n2.5 million", "");
        check("1-2 weeks\n\n2-3 weeks", "");
        check("a b\n\nb c", "");
    }
}
