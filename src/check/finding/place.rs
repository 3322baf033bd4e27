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
    /// Where a tag stands in the templates.
    in_templates: HashMap<String, InTemplates>,
}

/// The first place of a tag in the templates, and whether it is the only one.
#[derive(Clone)]
struct InTemplates {
    first: Option<Span>,
    is_only: bool,
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
        let found = match self.in_templates.get(tag) {
            Some(known) => known,
            None => self.in_templates.entry(tag.to_owned()).or_insert(in_templates(&self.templates, tag)),
        };
        // A tag that nothing distinguishes from others, such as the head of a table, may be Markdown's own: of several places none is right.
        found.first.clone().filter(|_| found.is_only || !signs.is_empty())
    }
}

fn in_templates(templates: &[&Source], tag: &str) -> InTemplates {
    let mut places =
        templates.iter().flat_map(|template| template.text.match_indices(tag).map(|(at, _)| template.id.at(at..at + tag.len())));
    InTemplates { first: places.next(), is_only: places.next().is_none() }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::source::Settings;

    #[test]
    fn a_tag_that_stands_twice_is_placed_only_where_something_distinguishes_it() {
        let mut snapshot = Snapshot::empty(Settings::on(jiff::civil::date(2027, 2, 4)));
        for (path, text) in [("templates/a.html", "<b><th><th>"), ("templates/b.html", "<i>")] {
            snapshot.texts.insert(SourceId::new(path), Source::new(path, text));
        }
        let mut sources = Sources::new(&snapshot);
        let words = ["Words".to_owned()];
        let mut at = |tag: &str, signs: &[String]| sources.place(None, tag, signs).map(|at| (at.source.to_string(), at.start));
        let first = Some(("templates/a.html".to_owned(), 3));
        // Whichever is asked first, the answers are the same.
        assert_eq!([at("<th>", &[]), at("<th>", &words), at("<th>", &[])], [None, first, None]);
        assert_eq!(at("<i>", &[]), Some(("templates/b.html".to_owned(), 0)));
        assert_eq!(at("<u>", &words), None);
    }
}
