//! Headings and their ids.

use std::collections::{BTreeMap, BTreeSet};

use pulldown_cmark::{Event, Tag, TagEnd, html};
use unicode_segmentation::UnicodeSegmentation;

use crate::base::unicode::nfc;

/// The ids of a page: ids written by hand have priority, and generated ones avoid them.
#[derive(Debug, Default)]
pub(super) struct Ids {
    taken: BTreeSet<String>,
    /// The number that the next generated id of a name tries first.
    next: BTreeMap<String, usize>,
}

impl Ids {
    pub(super) fn new(written: impl IntoIterator<Item = String>) -> Self {
        Self { taken: written.into_iter().collect(), next: BTreeMap::new() }
    }

    /// A fresh id: `name`, else `name-2`, `name-3` …
    pub(super) fn generate(&mut self, name: String) -> String {
        if self.taken.insert(name.clone()) {
            return name;
        }
        let next = self.next.entry(name.clone()).or_insert(2);
        loop {
            let id = format!("{name}-{next}");
            *next += 1;
            if self.taken.insert(id.clone()) {
                return id;
            }
        }
    }

    pub(super) fn into_anchors(self) -> BTreeSet<String> {
        self.taken
    }
}

/// A readable id: letters and digits of every script in lower case, with their marks; all else is `-`.
pub(super) fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let dash = |slug: &mut String| {
        if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    };
    if text.is_ascii() {
        for byte in text.bytes() {
            if byte.is_ascii_alphanumeric() { slug.push(byte.to_ascii_lowercase().into()) } else { dash(&mut slug) }
        }
    } else {
        // A mark belongs to the letter before it, so the first character decides about a whole cluster.
        for cluster in nfc(text).graphemes(true) {
            if !cluster.starts_with(char::is_alphanumeric) {
                dash(&mut slug);
                continue;
            }
            let kept = cluster.chars().filter(|char| !matches!(char, '\u{fe00}'..='\u{fe0f}' | '\u{20d0}'..='\u{20ff}'));
            slug.extend(kept.flat_map(char::to_lowercase));
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    if slug.is_empty() {
        slug.push_str("section");
    }
    slug
}

/// The HTML of a heading for an outline: without links, notes and images, and with only plain formatting tags.
pub(super) fn outline_html<'e>(events: impl Iterator<Item = Event<'e>>) -> String {
    const PLAIN: [&str; 14] =
        ["<sub>", "</sub>", "<sup>", "</sup>", "<em>", "</em>", "<strong>", "</strong>", "<i>", "</i>", "<b>", "</b>", "<bdi>", "</bdi>"];
    let kept = events.filter(|event| match event {
        Event::Start(Tag::Link { .. } | Tag::Image { .. }) | Event::End(TagEnd::Link | TagEnd::Image) => false,
        Event::InlineHtml(tag) => PLAIN.contains(&&**tag),
        Event::FootnoteReference(_) => false,
        _ => true,
    });
    let mut outline = String::new();
    html::push_html(&mut outline, kept);
    outline.truncate(outline.trim_end().len());
    outline
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_readable_in_every_script() {
        let check = |text: &str, expected: &str| assert_eq!(slug(text), expected);
        check("What can I do?", "what-can-i-do");
        check("  2 + 2 -- four  ", "2-2-four");
        check("Été à Zürich", "été-à-zürich");
        check("العناية الشخصية", "العناية-الشخصية");
        check("हिन्दी में", "हिन्दी-में");
        check("世界癌症日", "世界癌症日");
        check("e\u{301}t", "ét");
        check("🎗️ !", "section");
        check("1️⃣ one", "1-one");
    }

    #[test]
    fn generated_ids_step_aside() {
        let mut ids = Ids::new(["about".to_owned(), "x-2".to_owned()]);
        let made: Vec<_> = ["about", "x", "x", "x", "about"].map(|name| ids.generate(name.to_owned())).into();
        assert_eq!(made, ["about-2", "x", "x-3", "x-4", "about-3"]);
    }
}
