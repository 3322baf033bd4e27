//! The addresses that raw HTML in a text names, for whoever looks for the place of one in a finished page.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::markdown::{Options, extensions};
use super::mask::mask;
use super::origin::Origin;
use crate::base::diagnostic::Problems;
use crate::base::source::Source;
use crate::syntax::addresses::addresses;
use crate::syntax::html::Document;

/// Each address with its place in the file, in order. The text is parsed anew, since few texts are ever asked.
pub(super) fn find(source: &Source, body_start: usize, options: &Options) -> Vec<(String, Range<usize>)> {
    let text = &source.text[body_start..];
    if !options.raw_html || !text.contains('<') {
        return Vec::new();
    }
    let origin = Origin { source: &source.id, base: body_start };
    let masked = mask(text, origin, true, extensions(options), &mut Problems::new());
    let mut found = Vec::new();
    for (event, range) in Parser::new_ext(&masked.text, extensions(options)).into_offset_iter() {
        if matches!(event, Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_)) {
            let document = Document::parse(&masked.text[range.clone()]);
            let start = body_start + range.start;
            let written = addresses(&document).into_iter();
            found.extend(written.map(|address| (address.value.into_owned(), start + address.at.start..start + address.at.end)));
        }
    }
    found
}
