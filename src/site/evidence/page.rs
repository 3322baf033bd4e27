//! The citations of a page: marks numbered in the order of the text, and the list they lead to.

use std::collections::BTreeMap;

use super::Evidence;
use super::markup::{self, Part};
use super::reference::{References, Styled};
use super::style::{CitationFormat, Cited, Style};
use super::styled::entry;
use crate::base::per_language::LanguageId;
use crate::content::Asked;
use crate::syntax::html::escape_into as escape;

/// What a mark asks for: keys, each perhaps with a place and words around it.
pub(crate) type Mark = Vec<(String, Asked)>;

/// The citations of a page.
#[derive(Debug, Default)]
pub(crate) struct CitedPage {
    /// For each mark its parts; an item's place is that in `entries`.
    pub marks: Vec<Vec<Part>>,
    /// For each mark all that it cites, by place in `entries`, those included that a range hides.
    pub cited: Vec<Vec<usize>>,
    /// The keys of the list in its order.
    pub entries: Vec<String>,
    /// Whether the list's items are known by their numbers.
    pub is_numbered: bool,
    /// Whether marks stand above the line.
    pub is_raised: bool,
    /// Entries whose look depends on the others of the page, by key.
    pub(super) own: BTreeMap<String, Styled>,
}

impl CitedPage {
    /// An entry as the page's list shows it.
    pub(crate) fn styled<'r>(&'r self, key: &str, references: &'r References, style: &Style, language: LanguageId) -> Option<&'r Styled> {
        self.own.get(key).or_else(|| Some(references.get(key)?.styled(style, language)))
    }
}

impl Evidence {
    /// What a mark cites and something is known of.
    pub(super) fn known(&self, mark: &Mark) -> Mark {
        mark.iter().filter(|(key, _)| self.references.contains_key(key)).cloned().collect()
    }

    /// The same as the processor takes it.
    pub(super) fn cited<'a>(&'a self, mark: &'a Mark) -> Vec<Cited<'a>> {
        let cited = |(key, asked): &'a (String, Asked)| {
            let item = &self.references.get(key)?.shown;
            Some(Cited { item, locator: asked.locator.as_ref(), is_year: asked.without_author && !self.style.counts() })
        };
        mark.iter().filter_map(cited).collect()
    }
}

/// The fast way: an entry looks the same on every page, so only numbers are to be found.
pub(super) fn numbered(marks: &[Mark], entries: Vec<String>, style: &Style, is_raised: bool, language: LanguageId) -> CitedPage {
    let parts = marks.iter().map(|mark| numbered_mark(mark, &entries, style, language)).collect();
    CitedPage { marks: parts, entries, is_numbered: true, is_raised, ..CitedPage::default() }
}

fn numbered_mark(mark: &Mark, entries: &[String], style: &Style, language: LanguageId) -> Vec<Part> {
    let CitationFormat::Numbers { prefix, delimiter, suffix, .. } = style.marks() else { return Vec::new() };
    let at = |key: &String| entries.iter().position(|known| known == key);
    let link = |number: usize| Part::Item(number - 1, number.to_string());
    let mut parts = vec![text(prefix)];
    let separate = |parts: &mut Vec<Part>, by: &str| {
        if parts.len() > 1 {
            parts.push(text(by));
        }
    };
    if mark.iter().any(|(_, asked)| !asked.is_plain()) {
        for (key, asked) in mark {
            separate(&mut parts, "; ");
            parts.extend(before(asked));
            parts.push(at(key).map_or_else(|| text("?"), |at| link(at + 1)));
            parts.extend(asked.locator.as_ref().map(|locator| text(&format!(", {}", style.place(locator, language)))));
            parts.extend(after(asked));
        }
    } else {
        let numbers: Vec<usize> = mark.iter().filter_map(|(key, _)| Some(at(key)? + 1)).collect();
        for (first, last) in style.marks().runs(&numbers) {
            separate(&mut parts, delimiter);
            parts.push(link(first));
            if last > first {
                parts.extend([text("–"), link(last)]);
            }
        }
        for _ in mark.iter().filter(|(key, _)| at(key).is_none()) {
            separate(&mut parts, delimiter);
            parts.push(text("?"));
        }
    }
    parts.push(text(suffix));
    parts
}

fn text(text: &str) -> Part {
    let mut html = String::new();
    escape(text, &mut html);
    Part::Html(html)
}

/// The words before an item: `see `.
fn before(asked: &Asked) -> Option<Part> {
    (!asked.prefix.is_empty()).then(|| text(&format!("{} ", asked.prefix)))
}

/// The words behind an item: `, in the box`.
fn after(asked: &Asked) -> Option<Part> {
    (!asked.suffix.is_empty()).then(|| text(&format!(", {}", asked.suffix)))
}

/// The processor's way, which knows the whole page.
pub(super) fn processed(marks: &[Mark], known: Vec<String>, evidence: &Evidence, language: LanguageId) -> CitedPage {
    let cited: Vec<Vec<Cited<'_>>> = marks.iter().map(|mark| evidence.cited(mark)).collect();
    let rendered = evidence.style.process(&cited, language);
    let mut page = CitedPage { is_numbered: evidence.style.is_numeric(), ..CitedPage::default() };
    match rendered.bibliography {
        Some(list) => {
            for item in list.items {
                if let Some(reference) = evidence.references.get(&item.key) {
                    page.own.insert(item.key.clone(), entry(&item.content, &reference.item, evidence.style.words(language)));
                    page.entries.push(item.key);
                }
            }
        }
        None => page.entries = known,
    }
    for (mark, written) in marks.iter().zip(&rendered.citations) {
        let parts = placed(markup::parts(&written.citation), &evidence.known(mark), mark, &page.entries, &evidence.style, language);
        page.marks.push(parts);
    }
    page
}

/// A mark whose items lead to entries of the page, with a `?` for each key that nothing is known of.
pub(super) fn placed(parts: Vec<Part>, known: &Mark, whole: &Mark, entries: &[String], style: &Style, language: LanguageId) -> Vec<Part> {
    let place = |at: usize| known.get(at).and_then(|(key, _)| entries.iter().position(|entry| entry == key));
    let around = |at: usize| known.get(at).map(|(_, asked)| asked);
    let placed = parts.into_iter().flat_map(|part| match part {
        Part::Item(at, html) => {
            let item = place(at).map(|place| Part::Item(place, html));
            let asked = around(at);
            // A year that stands alone comes from the processor without its place.
            let locator = asked.filter(|asked| asked.without_author && !style.counts()).and_then(|asked| asked.locator.as_ref());
            let locator = locator.map(|locator| text(&format!(", {}", style.place(locator, language))));
            [asked.and_then(before), item, locator, asked.and_then(after)].into_iter().flatten().collect()
        }
        html => vec![html],
    });
    let unknown = (known.len()..whole.len()).map(|_| Part::Html(" ?".to_owned()));
    placed.chain(unknown).collect()
}
