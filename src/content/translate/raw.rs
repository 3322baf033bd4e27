//! Raw HTML: passed on, refused, or the comment that ends the summary.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Tag};

use super::{Summary, Translator};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::content::{Cut, raw_html};
use crate::syntax::html::is_only_comments;

impl<'t> Translator<'t, '_, '_> {
    /// An HTML block: passed on, refused, or the summary's end.
    pub(super) fn html_block(&mut self, range: Range<usize>) -> Option<Event<'t>> {
        let written = self.text.written;
        if self.page.prose.ignore(&written[range.clone()], self.text.base + range.start, true) {
            while let Some((Event::Html(_) | Event::Text(_), _)) = self.read() {}
            return None;
        }
        self.component_of_mdx(&range);
        let is_more = self.depth == 0 && self.frames.is_empty() && raw_html::is_more(&self.text.written[range.clone()]);
        if self.page.options.raw_html && !is_more {
            self.depth += 1;
            return Some(Event::Start(Tag::HtmlBlock));
        }
        let mut html = String::new();
        while let Some((Event::Html(line) | Event::Text(line), _)) = self.read() {
            html.push_str(&line);
        }
        if is_more {
            if !matches!(self.summary, Summary::Cut(_)) {
                self.summary = Summary::Cut(Cut::default()..self.cut());
            }
            return None;
        }
        self.refused_html(html.into(), range)
    }

    pub(super) fn inline_html(&mut self, html: CowStr<'t>, range: Range<usize>) -> Option<Event<'t>> {
        if self.page.prose.ignore(&html, self.text.base + range.start, false) {
            return None;
        }
        self.component_of_mdx(&range);
        if self.page.options.raw_html { Some(Event::InlineHtml(html)) } else { self.refused_html(html, range) }
    }

    /// HTML where none is allowed becomes text; comments are left out.
    fn refused_html(&mut self, html: CowStr<'t>, range: Range<usize>) -> Option<Event<'t>> {
        if is_only_comments(&html) {
            return None;
        }
        let first_line = self.text.written[range.clone()].lines().next().map_or(0, str::len);
        let problem = Diagnostic::new(Code::RawHtml, "HTML is not allowed in the Markdown of this site")
            .at(self.span(range.start..range.start + first_line))
            .help("use Markdown or a component; for a plain `<` write `\\<`");
        self.page.problems.push(problem);
        Some(Event::Text(html))
    }
}
