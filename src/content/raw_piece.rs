//! The raw HTML in a text, for whoever looks for the place of something in a finished page.

use pulldown_cmark::{Event, Parser, Tag};

use super::markdown::{Options, extensions};
use super::mask::mask;
use super::origin::Origin;
use crate::base::diagnostic::Problems;
use crate::base::source::Source;
use crate::syntax::html::Document;

/// Reads each piece with the place in the file where it starts, in order. The text is parsed anew, since few texts are ever asked.
pub(super) fn each(source: &Source, body_start: usize, options: &Options, mut read: impl FnMut(&Document<'_>, usize)) {
    let text = &source.text[body_start..];
    if !options.raw_html || !text.contains('<') {
        return;
    }
    let origin = Origin { source: &source.id, base: body_start };
    let masked = mask(text, origin, true, extensions(options), &mut Problems::new());
    for (event, range) in Parser::new_ext(&masked.text, extensions(options)).into_offset_iter() {
        if matches!(event, Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_)) {
            read(&Document::parse(&masked.text[range.clone()]), body_start + range.start);
        }
    }
}
