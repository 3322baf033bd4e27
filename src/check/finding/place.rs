//! Where an element of a finished page was written.

use std::collections::HashMap;

use crate::base::source::{Snapshot, Source, SourceId, Span};
use crate::syntax::html::{Child, Element};

/// What a picture is given when its page is finished, behind what its author wrote.
const ADDED: &[&str] = &["decoding", "fetchpriority", "height", "loading", "sizes", "srcset", "width"];

/// The opening tag of an element, as its author wrote it.
pub(super) fn tag(element: Element<'_, '_>) -> String {
    let (at, inside) = (element.at(), element.inside());
    let end = if inside.start > at.start { inside.start } else { at.end };
    let tag = element.document().text().get(at.start..end).unwrap_or_default();
    let added = element.attributes().iter().rev().take_while(|attribute| element.name() == "img" && ADDED.contains(&&*attribute.name));
    let Some(first) = added.last() else { return tag.to_owned() };
    let written = element.document().text().get(at.start..first.at.start).unwrap_or_default();
    let ending = if tag.ends_with("/>") { " />" } else { ">" };
    format!("{}{ending}", written.trim_end())
}

/// The beginning of a tag, on one line.
pub(super) fn short(tag: &str) -> String {
    const MOST: usize = 60;
    let line = tag.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MOST {
        return line;
    }
    line.chars().take(MOST - 1).chain(['…']).collect()
}

/// What an element may be found by in a source: values that somebody wrote, then its text.
pub(super) fn signs(element: Element<'_, '_>) -> Vec<String> {
    const TELLING: &[&str] = &[
        "id",
        "href",
        "src",
        "alt",
        "data",
        "aria-label",
        "role",
        "style",
        "autocomplete",
        "content",
        "lang",
        "tabindex",
        "name",
        "headers",
        "for",
    ];
    let value = |name: &&str| element.value(name).filter(|value| value.len() > 2).map(str::to_owned);
    let text: String = element.children().filter_map(|child| if let Child::Text(text) = child { Some(text) } else { None }).collect();
    let text = text.trim().lines().next().unwrap_or_default().trim().to_owned();
    TELLING.iter().filter_map(value).chain(Some(text).filter(|text| text.chars().count() > 3)).collect()
}

/// The sources, with what was looked for in them.
pub(super) struct Sources<'s> {
    snapshot: &'s Snapshot,
    /// Templates of the site and of its themes.
    templates: Vec<&'s Source>,
    /// The place of a tag in the templates.
    in_templates: HashMap<String, Option<Span>>,
}

impl<'s> Sources<'s> {
    pub(super) fn new(snapshot: &'s Snapshot) -> Self {
        let templates = snapshot.texts.values().filter(|source| source.id.as_str().ends_with(".html")).collect();
        Self { snapshot, templates, in_templates: HashMap::new() }
    }

    /// The place of an element: in the text of its page, else in a template.
    pub(super) fn place(&mut self, source: Option<&SourceId>, tag: &str, signs: &[String]) -> Option<Span> {
        if tag.is_empty() {
            return None;
        }
        let own = source.and_then(|id| self.snapshot.texts.get(id));
        if let Some(own) = own
            && let Some(at) = in_text(own, tag, signs)
        {
            return Some(at);
        }
        if let Some(known) = self.in_templates.get(tag) {
            return known.clone();
        }
        let mut places = self.templates.iter().filter_map(|template| find(template, tag));
        // A tag that nothing tells from others, such as the head of a table, may be Markdown's own: of several places none is right.
        let found = places.next().filter(|_| !signs.is_empty() || places.next().is_none());
        self.in_templates.insert(tag.to_owned(), found.clone());
        found
    }
}

/// The place of an element in the text of its page: that of its tag, if that has attributes, else that of the rarest sign.
fn in_text(source: &Source, tag: &str, signs: &[String]) -> Option<Span> {
    if tag.contains('=')
        && let Some(at) = find(source, tag)
    {
        return Some(at);
    }
    let counted = signs.iter().map(|sign| (source.text.matches(sign.as_str()).take(100).count(), sign));
    let rarest = counted.filter(|(n_times, _)| *n_times > 0).min_by_key(|(n_times, _)| *n_times);
    rarest.and_then(|(_, sign)| find(source, sign)).or_else(|| find(source, tag))
}

/// The first place of a text in a source.
fn find(source: &Source, text: &str) -> Option<Span> {
    let start = source.text.find(text)?;
    Some(source.id.at(start..start + text.len()))
}
