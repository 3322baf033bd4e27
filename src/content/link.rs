//! Links and images: which of them leave the site, and where their destination is written.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, BrokenLinkCallback, CowStr, Event, LinkType, RefDefs, Tag, html};

use crate::base::address;

/// What kind of destination a link has.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Destination {
    /// A page or file of the site, to be resolved.
    Site,
    /// Another site: `https://…`, `//…`.
    Web,
    /// Anything else with a scheme: `mailto:…`, `tel:…`.
    Other,
    /// One that no site may publish: what is wrong with it.
    Refused(String),
}

pub(super) fn destination(url: &str, link_type: LinkType) -> Destination {
    if link_type == LinkType::Email {
        return Destination::Other;
    }
    if url.starts_with("//") {
        return Destination::Web;
    }
    if let Some(message) = address::refused(url) {
        return Destination::Refused(message);
    }
    // One letter is a drive of Windows, which an editor has copied from there.
    match address::scheme(url).filter(|scheme| scheme.len() > 1).as_deref() {
        None => Destination::Site,
        Some("http" | "https") => Destination::Web,
        Some(_) => Destination::Other,
    }
}

/// The start tag of a link as the Markdown library writes it.
pub(super) fn start_tag(tag: Tag<'_>) -> String {
    let mut written = String::new();
    html::push_html(&mut written, std::iter::once(Event::Start(tag)));
    written
}

/// The link definitions of the page, for labels, which are parsed apart.
#[derive(Clone, Copy)]
pub(super) struct Definitions<'d> {
    pub definitions: &'d RefDefs<'d>,
    /// The text that they are in, and its place in the file.
    pub text: &'d str,
    pub base: usize,
}

impl Definitions<'_> {
    /// Where the destination of a definition is written, in bytes of the file.
    pub(super) fn destination(&self, label: &str) -> Option<Range<usize>> {
        let span = self.definitions.get(label)?.span.clone();
        let written = &self.text[span.clone()];
        let colon = written.find("]:")?;
        let found = destination_bytes(written, colon + 2)?;
        let start = self.base + span.start;
        Some(start + found.start..start + found.end)
    }
}

impl<'input> BrokenLinkCallback<'input> for Definitions<'_> {
    fn handle_broken_link(&mut self, link: BrokenLink<'input>) -> Option<(CowStr<'input>, CowStr<'input>)> {
        let found = self.definitions.get(&link.reference)?;
        let title = found.title.as_ref().map_or(CowStr::Borrowed(""), |title| title.to_string().into());
        Some((found.dest.to_string().into(), title))
    }
}

/// Where the destination of `[text](destination)` is written. `text_end` is the byte behind the text.
pub(super) fn inline_destination(source: &str, link: &Range<usize>, text_end: usize) -> Option<Range<usize>> {
    let written = &source[..link.end];
    let parenthesis = text_end + written.get(text_end..)?.find("](")?;
    destination_bytes(written, parenthesis + 2)
}

/// The destination at or after a byte, angle brackets left out.
fn destination_bytes(text: &str, from: usize) -> Option<Range<usize>> {
    let start = from + text[from..].find(|char: char| !char.is_whitespace() && char != '>')?;
    let is_bracketed = text[start..].starts_with('<');
    let start = start + usize::from(is_bracketed);
    let mut depth = 0_usize;
    let mut is_escaped = false;
    for (offset, char) in text[start..].char_indices() {
        let ends = match char {
            _ if is_escaped => false,
            '>' => is_bracketed,
            _ if is_bracketed => false,
            ')' => depth == 0,
            _ => char.is_ascii_whitespace() || char.is_ascii_control(),
        };
        if ends {
            return Some(start..start + offset);
        }
        is_escaped = char == '\\' && !is_escaped;
        match char {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Some(start..text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn destinations() {
        let check = |url: &str, expected: Destination| assert_eq!(destination(url, LinkType::Inline), expected, "{url}");
        check("https://example.org", Destination::Web);
        check("//example.org", Destination::Web);
        check("mailto:a@b.c", Destination::Other);
        check("JAVA\tscript:x", Destination::Refused("a link must not run a script".to_owned()));
        check("@/a.md", Destination::Site);
        check("#a:b", Destination::Site);
        check("a/b:c.md", Destination::Site);
        check("", Destination::Site);
    }

    #[test]
    fn destinations_are_found_where_they_are_written() {
        let check = |source: &str, text_end: usize, expected: &str| {
            let found = inline_destination(source, &(0..source.len()), text_end).map(|range| &source[range]);
            assert_eq!(found, Some(expected), "{source}");
        };
        check("[a](b.md)", 2, "b.md");
        check("[a]( <b c> \"](x\")", 2, "b c");
        check("[](a(b).md 't')", 1, "a(b).md");
        check("[a](\nb\\).md\n)", 2, "b\\).md");
        check("[a]()", 2, "");
    }
}
