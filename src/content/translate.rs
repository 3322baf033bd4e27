//! Translates the parser's events to pieces.
//!
//! The Markdown library writes all HTML, in one run over the whole text. It asks for the next event only when the last one is
//! written, so between two events the buffer holds exactly what came before: there the text can be cut and a hole can be set.

mod component;
mod heading;
mod link;
mod literal;
mod raw;
mod table;
mod text;

pub(crate) use heading::HEADING_ANCHOR;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::fmt;
use std::ops::Range;

use pulldown_cmark::{BlockQuoteKind, Event, OffsetIter, Tag, TagEnd, html};

use crate::base::diagnostic::Problems;
use crate::base::source::{SourceId, Span};
use crate::content::directive::Directive;
use crate::content::link::Definitions;
use crate::content::markdown::Options;
use crate::content::note::Notes;
use crate::content::outline::Ids;
use crate::content::pieces::{Draft, Hole};
use crate::content::prose::ProseCollector;
use crate::content::quotes::{QuoteMapper, quotes};
use crate::content::words::Words;
use crate::content::{Cut, Heading};

/// What all texts of a file share.
pub(super) struct Page<'p> {
    pub source: &'p SourceId,
    pub options: &'p Options,
    pub problems: &'p mut Problems,
    pub ids: Ids,
    pub notes: Notes,
    pub headings: Vec<Heading>,
    pub bare_keys: Vec<(String, Span)>,
    pub words: Words,
    pub prose: ProseCollector,
}

/// A text whose directives are hidden in its events.
pub(super) struct MarkdownText<'t> {
    /// As written; starts at byte `base` of the file.
    pub written: &'t str,
    /// With its directives hidden.
    pub masked: &'t str,
    pub base: usize,
    pub directives: &'t [Directive],
    pub events: OffsetIter<'t, Definitions<'t>>,
    /// What a label needs to know; `None` for the text of a file.
    pub label: Option<Label<'t>>,
}

/// A label is one line after a parenthesis, and becomes inline pieces.
#[derive(Clone, Copy)]
pub(super) struct Label<'t> {
    pub depth: usize,
    /// The link definitions of the file's text.
    pub definitions: Definitions<'t>,
}

#[derive(Debug)]
pub(super) struct Translation {
    pub text: Draft,
    pub summary: Range<Cut>,
    pub summary_is_cut: bool,
}

pub(super) fn translate<'t>(page: &mut Page<'_>, text: MarkdownText<'t>) -> Translation {
    // The markup that is added is seldom more than a quarter of the text.
    let html = String::with_capacity(text.masked.len() + text.masked.len() / 4);
    let buffer = RefCell::new(Draft { html, holes: Vec::new() });
    let quotes = if page.options.smart_punctuation { quotes(&page.options.language) } else { None };
    let mut translator = Translator {
        page,
        text,
        buffer: &buffer,
        quotes: quotes.map(QuoteMapper::new),
        n_quoted: 0,
        waiting: VecDeque::new(),
        ready: VecDeque::new(),
        frames: Vec::new(),
        n_containers: 0,
        depth: 0,
        previous_end: 0,
        skip_until: 0,
        hidden_until: 0,
        is_code: false,
        is_task_open: false,
        is_paragraph_open: false,
        heading: None,
        links: Vec::new(),
        table: table::Columns::default(),
        summary: Summary::Awaited,
    };
    html::write_html_fmt(Writer(&buffer), &mut translator).expect("a string takes every text");
    translator.finish()
}

/// Lets the HTML writer and the translator share one buffer.
struct Writer<'b>(&'b RefCell<Draft>);

impl fmt::Write for Writer<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.borrow_mut().html.push_str(text);
        Ok(())
    }
}

struct Translator<'t, 'p, 'b> {
    page: &'b mut Page<'p>,
    text: MarkdownText<'t>,
    /// The buffer of the innermost frame; the outer frames keep their own.
    buffer: &'b RefCell<Draft>,
    quotes: Option<QuoteMapper>,
    /// How many quotations are open in the block at hand.
    n_quoted: usize,
    /// Events read ahead, in order.
    waiting: VecDeque<(Event<'t>, Range<usize>)>,
    /// Translated events, to be written before another is read.
    ready: VecDeque<Event<'t>>,
    frames: Vec<component::Frame>,
    n_containers: usize,
    /// The number of open tags.
    depth: usize,
    /// Where the previous event ended.
    previous_end: usize,
    /// Text before this byte has been translated already.
    skip_until: usize,
    /// The end of the last directive read.
    hidden_until: usize,
    is_code: bool,
    /// Whether a task's `<label>` is open.
    is_task_open: bool,
    /// Whether a paragraph is open that the parser left out, because a tight list is around its container.
    is_paragraph_open: bool,
    /// The id of the heading being written.
    heading: Option<String>,
    links: Vec<link::OpenLink>,
    table: table::Columns,
    summary: Summary,
}

/// How much of the summary is known.
enum Summary {
    Awaited,
    /// The first paragraph has started.
    Started(Cut),
    /// The first paragraph's end is being written.
    Ending(Cut),
    Paragraph(Range<Cut>),
    Cut(Range<Cut>),
}

impl<'t> Iterator for Translator<'t, '_, '_> {
    type Item = Event<'t>;

    fn next(&mut self) -> Option<Event<'t>> {
        loop {
            if let Summary::Ending(start) = self.summary {
                self.summary = Summary::Paragraph(start..self.cut());
            }
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            let (event, range) = self.read()?;
            if let Some(tag) = self.implied(&event) {
                self.waiting.push_front((event, range));
                return Some(tag);
            }
            let end = range.end;
            let translated = self.translate(event, range);
            self.previous_end = end;
            if translated.is_some() {
                return translated;
            }
        }
    }
}

impl<'t> Translator<'t, '_, '_> {
    /// A tag that has no event of its own, but must come before this one.
    #[inline]
    fn implied(&mut self, event: &Event<'t>) -> Option<Event<'t>> {
        if ends_line(event) {
            if std::mem::take(&mut self.is_task_open) {
                return Some(Event::Html("</label>".into()));
            }
            if std::mem::take(&mut self.is_paragraph_open) {
                return Some(Event::End(TagEnd::Paragraph));
            }
        } else if !self.is_paragraph_open && self.is_bare_in_container() && is_inline(event) {
            self.is_paragraph_open = true;
            return Some(Event::Start(Tag::Paragraph));
        }
        None
    }

    /// What is to be written for an event; `None` if it became a hole, or is left out.
    #[inline]
    fn translate(&mut self, event: Event<'t>, range: Range<usize>) -> Option<Event<'t>> {
        match event {
            Event::Text(text) => self.text(text, range),
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Rule => self.rule(range),
            Event::InlineHtml(html) => self.inline_html(html, range),
            Event::FootnoteReference(label) => {
                self.note_mark(&label, range);
                None
            }
            Event::TaskListMarker(is_done) => {
                self.is_task_open = true;
                let checked = if is_done { " checked=\"\"" } else { "" };
                Some(Event::Html(format!("<label><input type=\"checkbox\" disabled=\"\"{checked} /> ").into()))
            }
            Event::SoftBreak if range.end <= self.skip_until => None,
            Event::SoftBreak | Event::HardBreak => {
                self.page.words.gap();
                self.page.prose.text(self.text.base + range.start..self.text.base + range.end);
                Some(event)
            }
            other => Some(other),
        }
    }

    #[inline]
    fn start(&mut self, tag: Tag<'t>, range: Range<usize>) -> Option<Event<'t>> {
        if is_block(&tag) {
            self.page.words.gap();
            self.page.prose.gap(Some(self.text.base + range.start..self.text.base + range.end));
        }
        match tag {
            Tag::Image { .. } => return self.image(tag, range),
            Tag::HtmlBlock => return self.html_block(range),
            Tag::Paragraph if self.text.label.is_some() => return None,
            _ => self.depth += 1,
        }
        match tag {
            Tag::Paragraph if self.depth == 1 && self.frames.is_empty() && matches!(self.summary, Summary::Awaited) => {
                self.summary = Summary::Started(self.cut());
            }
            Tag::BlockQuote(kind) => {
                self.page.prose.exempt(true);
                if let Some(kind) = kind.map(alert) {
                    let mut buffer = self.buffer.borrow_mut();
                    let line = if buffer.html.is_empty() || buffer.html.ends_with('\n') { "" } else { "\n" };
                    buffer.html.push_str(&format!("{line}<blockquote class=\"markdown-alert-{kind}\">\n<p class=\"alert-title\">"));
                    drop(buffer);
                    self.push(Hole::AlertLabel(kind));
                    return Some(Event::Html("</p>\n".into()));
                }
            }
            Tag::CodeBlock(ref kind) => {
                self.fence(kind, &range);
                self.is_code = true;
            }
            Tag::Heading { .. } => {
                self.page.prose.heading(true);
                return Some(self.heading(tag, range));
            }
            Tag::Link { .. } => return Some(self.link(tag, range)),
            Tag::TableRow => self.row(&range),
            Tag::Table(_) | Tag::TableHead | Tag::TableCell => {
                if matches!(tag, Tag::Table(_)) {
                    self.page.prose.table(true);
                }
                let is_empty = self.text.written.get(range).is_some_and(|cell| cell.trim_matches(['|', ' ', '\t']).is_empty());
                return Some(self.table_start(tag, is_empty));
            }
            Tag::FootnoteDefinition(label) => {
                self.open_note(&label, range);
                return None;
            }
            _ => {}
        }
        Some(Event::Start(tag))
    }

    #[inline]
    fn end(&mut self, tag: TagEnd, range: Range<usize>) -> Option<Event<'t>> {
        match tag {
            TagEnd::Paragraph if self.text.label.is_some() => return None,
            _ => self.depth = self.depth.saturating_sub(1),
        }
        self.close_frames_below(self.depth);
        match tag {
            TagEnd::Paragraph if self.depth == 0 && self.frames.is_empty() => {
                if let Summary::Started(start) = self.summary {
                    self.summary = Summary::Ending(start);
                }
            }
            TagEnd::BlockQuote(_) => self.page.prose.exempt(false),
            TagEnd::CodeBlock => self.is_code = false,
            TagEnd::Heading(_) => {
                self.page.prose.gap(None);
                self.page.prose.heading(false);
                return Some(self.heading_end(tag));
            }
            TagEnd::Link => self.link_end(&range),
            TagEnd::Table | TagEnd::TableHead | TagEnd::TableCell => {
                if tag == TagEnd::Table {
                    self.page.prose.table(false);
                }
                return Some(self.table_end(tag));
            }
            TagEnd::FootnoteDefinition => return None,
            _ => {}
        }
        Some(Event::End(tag))
    }

    /// The place in the text that is reached.
    fn cut(&self) -> Cut {
        self.buffer.borrow().cut()
    }

    fn push(&mut self, hole: Hole) {
        self.buffer.borrow_mut().hole(hole);
    }

    /// A place in the file.
    fn span(&self, range: Range<usize>) -> Span {
        self.page.source.at(self.text.base + range.start..self.text.base + range.end)
    }

    fn finish(mut self) -> Translation {
        while !self.frames.is_empty() {
            self.close_frame_unclosed();
        }
        let (summary, summary_is_cut) = match self.summary {
            Summary::Paragraph(range) => (range, false),
            Summary::Cut(range) => (range, true),
            Summary::Awaited | Summary::Started(_) | Summary::Ending(_) => (Range::default(), false),
        };
        Translation { text: self.buffer.take(), summary, summary_is_cut }
    }
}

fn is_block(tag: &Tag<'_>) -> bool {
    !matches!(tag, Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
}

/// The name of an alert's kind, in its class and among the strings of a theme.
fn alert(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "note",
        BlockQuoteKind::Tip => "tip",
        BlockQuoteKind::Important => "important",
        BlockQuoteKind::Warning => "warning",
        BlockQuoteKind::Caution => "caution",
    }
}

/// Whether a line of text ends before this. A task's label holds its first line alone.
fn ends_line(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => is_block(tag),
        Event::End(tag) => matches!(tag, TagEnd::Paragraph | TagEnd::Item | TagEnd::DefinitionListDefinition),
        Event::Rule => true,
        _ => false,
    }
}

fn is_inline(event: &Event<'_>) -> bool {
    match event {
        Event::Start(tag) => !is_block(tag),
        Event::Text(_) | Event::Code(_) | Event::InlineHtml(_) | Event::FootnoteReference(_) => true,
        _ => false,
    }
}
