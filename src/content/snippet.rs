//! Markdown in a value: a parameter, a datum, a label. Links are taken as they are written.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

/// A short Markdown text as HTML; raw HTML in it is shown as text. An inline text has no paragraph around it.
pub(crate) fn markdown_to_html(text: &str, inline: bool) -> String {
    let events = Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) if inline => None,
        Event::Html(html) | Event::InlineHtml(html) => Some(Event::Text(html)),
        event => Some(event),
    });
    let mut written = String::with_capacity(text.len() * 3 / 2);
    html::push_html(&mut written, events);
    written
}
