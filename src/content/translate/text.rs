//! Text: reading it, the directives in it, the marks of footnotes.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event};

use super::{Translator, is_block};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::content::directive::{Directive, DirectiveKind};
use crate::content::mask::within;
use crate::content::origin::Origin;
use crate::content::pieces::Hole;
use crate::content::{Cite, Shape, cite, note};

impl<'t> Translator<'t, '_, '_> {
    /// The next event, with the quotation marks of the language. A directive lies in one text.
    #[inline]
    pub(super) fn read(&mut self) -> Option<(Event<'t>, Range<usize>)> {
        if let Some(waiting) = self.waiting.pop_front() {
            return Some(waiting);
        }
        let (mut event, mut range) = self.next_shown()?;
        if let Event::Text(text) = &mut event
            && let Some((_, last)) = within(self.text.directives, &range).last()
            && !self.is_code
        {
            // Characters that were not hidden in a directive may have split its text.
            self.hidden_until = last.range.end;
            range.end = range.end.max(last.range.end);
            *text = CowStr::Borrowed(&self.text.masked[range.clone()]);
        }
        if matches!(&event, Event::Start(tag) if is_block(tag)) {
            self.n_quoted = 0;
        }
        if let Event::Text(mark) = &event
            && mark.len() == 3
            && self.text.written.get(range.clone()) == Some("\"")
        {
            event = Event::Text(self.paired(&**mark == "“", range.start).into());
        }
        if let Event::Text(mark) = &event
            && mark.len() == 3
            && self.text.written.get(range.clone()) == Some("'")
            && let Some(sign) = apostrophe(self.text.written, &range)
        {
            return Some((Event::Text(sign.into()), range));
        }
        if let Event::Text(mark) = &event
            && let Some(quotes) = &mut self.quotes
            && range.len() == 1
            && mark.len() == 3
            && let Some(mapped) = quotes.map(mark, self.text.written[range.end..].chars().next())
        {
            event = Event::Text(mapped.into());
        }
        Some((event, range))
    }

    /// The double mark at a byte of the text. The parser takes each between two letters for an opening one, so that in scripts
    /// without spaces, and before suffixes, a quotation would never end.
    fn paired(&mut self, seems_open: bool, at: usize) -> &'static str {
        let before = self.text.written[..at].chars().next_back();
        // From Hebrew on, letters and marks such as `。` may touch a closing mark; general punctuation may not tell.
        let touches = |before: char| before >= '\u{590}' && !before.is_whitespace() && !('\u{2000}'..='\u{206f}').contains(&before);
        let may_open = before.is_none_or(|before| !touches(before) || "「『（《【".contains(before));
        if self.n_quoted == 0 && before.is_some_and(|before| before.is_ascii_digit()) {
            return "″";
        }
        // An opening mark never follows a letter or a digit of a script with spaces: `5"` is an inch or a closing mark.
        let is_in_word = before.is_some_and(|before| before.is_alphanumeric() && !touches(before));
        let opens = seems_open && (may_open || self.n_quoted == 0) && !is_in_word;
        self.n_quoted = if opens { self.n_quoted + 1 } else { self.n_quoted.saturating_sub(1) };
        if opens { "“" } else { "”" }
    }

    /// The next event that does not lie in a directive.
    #[inline]
    fn next_shown(&mut self) -> Option<(Event<'t>, Range<usize>)> {
        loop {
            let (event, range) = self.text.events.next()?;
            match event {
                Event::Text(_) | Event::Code(_) if range.end <= self.hidden_until => {}
                Event::Text(text) if range.start < self.hidden_until => {
                    let shown = self.hidden_until - range.start..range.end - range.start;
                    return Some((Event::Text(slice(text, shown)), self.hidden_until..range.end));
                }
                event => return Some((event, range)),
            }
        }
    }

    #[inline]
    pub(super) fn text(&mut self, mut text: CowStr<'t>, mut range: Range<usize>) -> Option<Event<'t>> {
        if self.is_code {
            return Some(Event::Text(text));
        }
        // The parenthesis before a label was added by `label`.
        let skipped_until = if self.text.label.is_some() { self.skip_until.max(1) } else { self.skip_until };
        if range.start < skipped_until {
            if range.end <= skipped_until {
                return None;
            }
            text = slice(text, skipped_until - range.start..range.end - range.start);
            range.start = skipped_until;
        }
        if let Some((_, directive)) = within(self.text.directives, &range).next() {
            return self.text_with_directive(text, range, directive);
        }
        if let Some(event) = self.cite(&text, &range) {
            return event;
        }
        self.no_citation(&text, &range);
        self.nearly(&text, &range);
        if text.starts_with('[')
            && let Some(label) = note::label_at(&self.text.written[range.start..])
            && !self.text.written[..range.start].ends_with('\\')
        {
            let mark = range.start..range.start + label.len() + "[^]".len();
            if self.text.label.is_some() {
                self.skip_until = mark.end;
                self.note_mark(label, mark);
                return None;
            }
            let span = self.span(mark);
            self.page.problems.push(note::missing(label, span));
        }
        self.page.words.text(&text);
        self.page.prose.text(self.text.base + range.start..self.text.base + range.end);
        Some(Event::Text(text))
    }

    /// What is to be written for the mark of a citation that starts here. The text of a link cannot contain one.
    fn cite(&mut self, text: &str, range: &Range<usize>) -> Option<Option<Event<'t>>> {
        let sign = text.strip_prefix('!').map_or(0, |_| 1);
        if !text[sign..].starts_with('[') || !self.links.is_empty() {
            return None;
        }
        let (cite, length) = self.cite_at(range.start + sign)?;
        self.skip_until = range.start + sign + length;
        if sign > 0 {
            self.buffer.borrow_mut().html.push('!');
        }
        self.page.prose.cited(self.text.base + range.start + sign);
        self.push(Hole::Cite(Box::new(cite)));
        Some(None)
    }

    /// Tells of what looks like a citation and stays as text, and notes keys without brackets for whoever knows the sources.
    fn no_citation(&mut self, text: &str, range: &Range<usize>) {
        let written = self.text.written;
        let is_whole = written[range.start..].starts_with("[@") && !cite::is_escaped(&written[..range.start]);
        if text.starts_with('[') && is_whole && self.links.is_empty() {
            let end = written[range.start..].find([']', '\n']).map_or(range.end, |length| range.start + length + 1);
            let problem = Diagnostic::new(Code::ForeignSyntax, "this looks like a citation, and is published as text");
            let help =
                "cite with the key of a source alone, and with a place behind a comma: `[@KEY, p. 3]`; for plain brackets write `\\[@…]`";
            self.page.problems.push(problem.at(self.span(range.start..end.min(written.len()))).help(help));
        }
        if text.starts_with('[') && self.links.is_empty() {
            self.key_without_sign(range);
        }
        if !text.contains('@') || !self.links.is_empty() {
            return;
        }
        for (at, key) in cite::keys(&written[range.clone()]) {
            let start = range.start + at;
            let is_apart = written[..start].chars().next_back().is_none_or(|before| before.is_whitespace() || before == '(');
            if is_apart {
                self.page.bare_keys.push((key.to_owned(), self.span(start..start + 1 + key.len())));
            }
        }
    }

    /// Notes `[hale2024]`, which may be a citation without its sign.
    fn key_without_sign(&mut self, range: &Range<usize>) {
        const LONGEST: usize = 60;
        let written = &self.text.written[range.start..];
        let near = &written[..written.floor_char_boundary(LONGEST.min(written.len()))];
        let Some(key) = near.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(key, _)| key) else { return };
        let is_key = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | ':' | '.');
        if key.contains(|letter: char| letter.is_ascii_digit()) && key.starts_with(char::is_alphabetic) && key.chars().all(is_key) {
            self.page.bare_keys.push((key.to_owned(), self.span(range.start..range.start + key.len() + "[]".len())));
        }
    }

    /// The citation that starts at a byte of the text.
    pub(super) fn cite_at(&self, start: usize) -> Option<(Cite, usize)> {
        let written = &self.text.written;
        if !written[start..].starts_with('[') || cite::is_escaped(&written[..start]) {
            return None;
        }
        cite::at(&written[start..], start, Origin { source: self.page.source, base: self.text.base })
    }

    /// The text before a directive, or the directive if it comes first; the rest waits.
    fn text_with_directive(&mut self, text: CowStr<'t>, range: Range<usize>, directive: &'t Directive) -> Option<Event<'t>> {
        let is_first = directive.range.start == range.start;
        let split = if is_first { directive.range.end } else { directive.range.start };
        if split < range.end {
            let rest = slice(text.clone(), split - range.start..range.end - range.start);
            self.waiting.push_front((Event::Text(rest), split..range.end));
        }
        if !is_first {
            return self.text(slice(text, 0..split - range.start), range.start..split);
        }
        let DirectiveKind::Inline(head) = &directive.kind else {
            return Some(Event::Text(self.text.written[directive.range.clone()].into()));
        };
        let call = self.call(directive, head, Shape::Inline);
        self.push(Hole::Component(Box::new(call)));
        None
    }

    pub(super) fn note_mark(&mut self, label: &str, range: Range<usize>) {
        self.page.prose.cited(self.text.base + range.start);
        let span = self.span(range);
        let html = self.page.notes.mark(label, span, &mut self.page.ids);
        self.push(Hole::NoteRef(html.into_boxed_str()));
    }
}

/// A single mark that opens no quotation, whatever the parser takes it for: feet in `6'2"`, a left-out letter in `rock 'n' roll`.
fn apostrophe(written: &str, mark: &Range<usize>) -> Option<&'static str> {
    let (before, after) = (&written[..mark.start], &written[mark.end..]);
    let n_digits = after.len() - after.trim_start_matches(|sign: char| sign.is_ascii_digit()).len();
    if before.ends_with(|sign: char| sign.is_ascii_digit()) && (1..=2).contains(&n_digits) && after[n_digits..].starts_with('"') {
        return Some("′");
    }
    (before.ends_with(' ') && (after.starts_with("n' ") || after.starts_with("N' "))).then_some("’")
}

fn slice<'t>(text: CowStr<'t>, range: Range<usize>) -> CowStr<'t> {
    match text {
        CowStr::Borrowed(text) => CowStr::Borrowed(&text[range]),
        owned => owned[range].to_owned().into(),
    }
}
