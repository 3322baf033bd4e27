//! Headings: an id, a place in the outline, an anchor.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Translator;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::unicode::nfc;
use crate::content::Heading;
use crate::content::directive::DirectiveKind;
use crate::content::mask::within;
use crate::content::outline::{outline_html, slug};
use crate::syntax::html::escape;

/// How the link beside a heading starts.
pub(crate) const HEADING_ANCHOR: &str = " <a class=\"heading-anchor\"";

impl<'t> Translator<'t, '_, '_> {
    /// Reads a heading ahead, because its id is written before its text, and queues its events.
    pub(super) fn heading(&mut self, tag: Tag<'t>, range: Range<usize>) -> Event<'t> {
        let Tag::Heading { level, id, classes, attrs } = tag else { return Event::Start(tag) };
        let mut inner = Vec::new();
        let mut end = None;
        while let Some((event, at)) = self.read() {
            if matches!(event, Event::End(TagEnd::Heading(_))) {
                end = Some((event, at));
                break;
            }
            inner.push((event, at));
        }
        let shown = self.without_cites(&inner);
        let text = self.plain(&shown);
        let id = id.map_or_else(|| self.page.ids.generate(slug(&text)), |id| nfc(&id).into_owned());
        let html = outline_html(shown.iter().map(|(event, at)| self.without_directives(event, at)));
        let written = self.text.written[range.clone()].trim_end().len();
        let span = self.span(range.start..range.start + written);
        self.page.headings.push(Heading { level: level as u8, id: id.clone(), text, html, span });
        self.waiting.extend(inner.into_iter().chain(end));
        self.heading = Some(id.clone());
        let attrs = if self.page.options.raw_html || attrs.is_empty() { attrs } else { self.refused_attributes(&range) };
        Event::Start(Tag::Heading { level, id: Some(id.into()), classes, attrs })
    }

    fn refused_attributes<T>(&mut self, range: &Range<usize>) -> Vec<T> {
        let problem = Diagnostic::new(Code::RawHtml, "HTML attributes are not allowed in the Markdown of this site")
            .at(self.span(range.clone()))
            .help("keep only `#id` and `.class` in the braces of the heading");
        self.page.problems.push(problem);
        Vec::new()
    }

    /// The anchor that lets readers copy the heading's address. Its accessible name is the heading.
    pub(super) fn heading_end(&mut self, tag: TagEnd) -> Event<'t> {
        let Some(id) = self.heading.take().filter(|_| self.page.options.heading_anchors) else { return Event::End(tag) };
        self.ready.push_back(Event::End(tag));
        let id = escape(&id);
        Event::Html(format!("{HEADING_ANCHOR} href=\"#{id}\" aria-labelledby=\"{id}\"><span aria-hidden=\"true\">#</span></a>").into())
    }

    /// Events without the marks of citations, for texts that other pages show.
    pub(super) fn without_cites(&self, events: &[(Event<'t>, Range<usize>)]) -> Vec<(Event<'t>, Range<usize>)> {
        let mut hidden_until = 0;
        let mut shown: Vec<(Event<'t>, Range<usize>)> = Vec::with_capacity(events.len());
        for (event, range) in events {
            if let Event::Text(_) = event
                && let Some((_, length)) = self.cite_at(range.start)
            {
                hidden_until = range.start + length;
            }
            if range.end > hidden_until {
                shown.push((event.clone(), range.clone()));
            }
        }
        shown
    }

    fn plain(&self, events: &[(Event<'t>, Range<usize>)]) -> String {
        let mut text = String::new();
        for (event, range) in events {
            match event {
                Event::Text(part) => text.push_str(&self.label_in_place(part, range)),
                Event::Code(part) => text.push_str(part),
                Event::SoftBreak | Event::HardBreak => text.push(' '),
                _ => {}
            }
        }
        text.trim().to_owned()
    }

    fn without_directives(&self, event: &Event<'t>, range: &Range<usize>) -> Event<'t> {
        match event {
            Event::Text(text) => Event::Text(self.label_in_place(text, range).into_owned().into()),
            other => other.clone(),
        }
    }

    /// A text with each directive replaced by its label as written.
    fn label_in_place<'e>(&self, text: &'e str, range: &Range<usize>) -> Cow<'e, str> {
        let mut inside = within(self.text.directives, range).peekable();
        if inside.peek().is_none() {
            return Cow::Borrowed(text);
        }
        let mut replaced = String::new();
        let mut from = range.start;
        for (_, directive) in inside {
            replaced.push_str(&self.text.written[from..directive.range.start]);
            if let DirectiveKind::Inline(head) = &directive.kind
                && let Some(label) = &head.label
            {
                replaced.push_str(&self.text.written[label.clone()]);
            }
            from = directive.range.end;
        }
        replaced.push_str(&self.text.written[from..range.end]);
        Cow::Owned(replaced)
    }
}
