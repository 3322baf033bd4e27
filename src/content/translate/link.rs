//! Links and images: what leaves the site is written, the rest is a hole.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd, html};

use super::Translator;
use crate::base::address;
use crate::base::crop::Crop;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::content::Link;
use crate::content::argument::{self, Ending};
use crate::content::crop;
use crate::content::link::{Definitions, Destination, destination, inline_destination, start_tag};
use crate::content::markdown::ExternalLinks;
use crate::content::origin::Origin;
use crate::content::pieces::Hole;

/// A link whose text is being written; where its destination is written is known at its end.
pub(super) struct OpenLink {
    /// The number of the hole, if the link is one.
    piece: Option<usize>,
    link_type: LinkType,
    label: String,
}

const LINK: &str = "<a href=\"";
const IMAGE: &str = "<img src=\"";

impl<'t> Translator<'t, '_, '_> {
    pub(super) fn link(&mut self, tag: Tag<'t>, range: Range<usize>) -> Event<'t> {
        let Tag::Link { link_type, dest_url, title, id } = tag else { return Event::Start(tag) };
        let kind = destination(&dest_url, link_type);
        let is_hole = kind == Destination::Site;
        self.without_text(link_type, &range);
        if link_type == LinkType::Email {
            self.mistaken(&kind, &format!("mailto:{dest_url}"), &range);
        } else {
            self.mistaken(&kind, &dest_url, &range);
        }
        if matches!(kind, Destination::Web) {
            // A reader can follow it to what is said.
            self.page.prose.cited(self.text.base + range.start);
        }
        if is_hole {
            self.hole(LINK, &dest_url, range.clone(), false);
        }
        self.links.push(OpenLink {
            piece: is_hole.then(|| self.buffer.borrow().holes.len() - 1),
            link_type,
            label: if is_hole { id.to_string() } else { String::new() },
        });
        match kind {
            Destination::Site => {
                if title.is_empty() {
                    return Event::Html("\">".into());
                }
                let written = start_tag(Tag::Link { link_type, dest_url: "".into(), title, id });
                Event::Html(written[LINK.len()..].to_owned().into())
            }
            Destination::Web if self.page.options.external_links == ExternalLinks::Mark => {
                let written = start_tag(Tag::Link { link_type, dest_url, title, id });
                Event::Html(format!("<a class=\"external\" rel=\"external noopener\"{}", &written["<a".len()..]).into())
            }
            Destination::Refused(message) => {
                self.refused(message, range);
                Event::Html("<a>".into())
            }
            _ => Event::Start(Tag::Link { link_type, dest_url, title, id }),
        }
    }

    /// Tells of a link that shows nothing to click on: `[](about.md)`.
    fn without_text(&mut self, link_type: LinkType, range: &Range<usize>) {
        let written = self.text.written.get(range.clone()).and_then(|written| written.strip_prefix('[')).map(str::trim_start);
        let is_empty = match link_type {
            LinkType::Inline => written.is_some_and(|written| written.starts_with("](")),
            LinkType::Reference | LinkType::ReferenceUnknown => written.is_some_and(|written| written.starts_with("][")),
            _ => false,
        };
        if is_empty {
            let problem = Diagnostic::new(Code::A11yLinkName, "this link has no text").at(self.span(range.clone()));
            self.page.problems.push(problem.help("write between the brackets where it leads, such as `[About us](about.md)`"));
        }
    }

    /// Tells of an address that leads nowhere whatever the site holds.
    fn mistaken(&mut self, kind: &Destination, url: &str, range: &Range<usize>) {
        if matches!(kind, Destination::Web | Destination::Other)
            && let Some(problem) = address::mistaken(url)
        {
            self.page.problems.push(problem.at(self.span(range.clone())));
        }
    }

    fn refused(&mut self, message: String, range: Range<usize>) {
        let problem = Diagnostic::new(Code::InvalidValue, message).at(self.span(range)).help(address::HELP);
        self.page.problems.push(problem);
    }

    pub(super) fn link_end(&mut self, range: &Range<usize>) {
        let Some(OpenLink { piece: Some(piece), link_type, label }) = self.links.pop() else { return };
        let text_end = self.previous_end.clamp(range.start + 1, range.end);
        let found = self.destination_of(link_type, &label, range, text_end);
        if let (Some(found), Some((_, Hole::Link(link)))) = (found, self.buffer.borrow_mut().holes.get_mut(piece)) {
            link.span = self.page.source.at(found);
        }
    }

    /// An image is written when its description is read.
    pub(super) fn image(&mut self, tag: Tag<'t>, range: Range<usize>) -> Option<Event<'t>> {
        let Tag::Image { link_type, dest_url, title, id } = tag else { return Some(Event::Start(tag)) };
        let mut inner = Vec::new();
        let mut n_images = 1;
        let mut text_end = range.start + "![".len();
        while let Some((event, at)) = self.read() {
            match &event {
                Event::Start(Tag::Image { .. }) => n_images += 1,
                Event::End(TagEnd::Image) => n_images -= 1,
                _ => {}
            }
            if n_images == 0 {
                break;
            }
            text_end = text_end.max(at.end);
            if !matches!(event, Event::FootnoteReference(_)) {
                inner.push((event, at));
            }
        }
        let inner = self.without_cites(&inner).into_iter().map(|(event, _)| event);
        let kind = destination(&dest_url, link_type);
        if let Destination::Refused(message) = kind {
            self.refused(message, range);
            return None;
        }
        let is_hole = kind == Destination::Site;
        self.mistaken(&kind, &dest_url, &range);
        let crop = self.crop(&dest_url, range.end);
        let target = if is_hole { CowStr::Borrowed("") } else { dest_url.clone() };
        let start = Event::Start(Tag::Image { link_type, dest_url: target, title, id: id.clone() });
        let mut written = String::new();
        html::push_html(&mut written, std::iter::once(start).chain(inner).chain([Event::End(TagEnd::Image)]));
        if let (Some(crop), Some(end)) = (crop, written.rfind("/>")) {
            let Crop { ratio, focus } = crop;
            let wish = format!("data-ratio=\"{}:{}\" data-focus=\"{}% {}%\" ", ratio.width, ratio.height, focus.left, focus.top);
            written.insert_str(end, &wish);
        }
        if !is_hole {
            return Some(Event::Html(written.into()));
        }
        let found = self.destination_of(link_type, &id, &range, text_end.min(range.end));
        self.hole(IMAGE, &dest_url, range, true);
        if let (Some(found), Some((_, Hole::Link(link)))) = (found, self.buffer.borrow_mut().holes.last_mut()) {
            link.span = self.page.source.at(found);
        }
        Some(Event::Html(written.split_off(IMAGE.len()).into()))
    }

    /// The part of a picture that the arguments behind it ask for: `![…](walk.jpg){ratio="16:9"}`. They are no text of the page.
    fn crop(&mut self, address: &str, end: usize) -> Option<Crop> {
        let rest = self.text.written.get(end..).filter(|rest| rest.starts_with('{'))?;
        let line = self.text.written.get(..end + rest.find('\n').unwrap_or(rest.len()))?;
        let origin = Origin { source: self.page.source, base: self.text.base };
        match argument::read(line, end + 1, Ending::Brace, origin) {
            Ok((arguments, behind)) => {
                self.skip_until = self.skip_until.max(behind);
                self.page.problems.absorb(crop::read(&arguments, address))
            }
            Err(problem) => {
                let help =
                    "a picture takes `ratio`, such as `\"16:9\"`, and `focus`, such as `\"top left\"`; for a plain brace write `\\{`";
                self.page.problems.push(problem.help(help));
                None
            }
        }
    }

    fn hole(&mut self, before: &str, target: &str, range: Range<usize>, is_image: bool) {
        self.buffer.borrow_mut().html.push_str(before);
        let span = self.span(range);
        self.push(Hole::Link(Link { target: target.to_owned(), span, is_image }));
    }

    /// Where the destination is written, in bytes of the file.
    fn destination_of(&self, link_type: LinkType, label: &str, range: &Range<usize>, text_end: usize) -> Option<Range<usize>> {
        match link_type {
            LinkType::Inline => {
                let found = inline_destination(self.text.written, range, text_end)?;
                Some(self.text.base + found.start..self.text.base + found.end)
            }
            LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut => self.definitions().destination(label),
            LinkType::ReferenceUnknown | LinkType::CollapsedUnknown | LinkType::ShortcutUnknown => {
                self.text.label?.definitions.destination(label)
            }
            _ => None,
        }
    }

    fn definitions(&self) -> Definitions<'_> {
        Definitions { definitions: self.text.events.reference_definitions(), text: self.text.written, base: self.text.base }
    }
}
