//! The citations of a page: marks numbered in the order of the text, and the list they lead to.

use std::collections::BTreeMap;

use hayagriva::citationberg::json::Item;

use super::Evidence;
use super::bidi;
use super::kept;
use super::markup::{self, Part, link_start};
use super::reference::{Reference, References, Styled};
use super::style::{CitationFormat, Cited, Style};
use crate::content::Locator;
use crate::syntax::html::escape_into as escape;

/// What a mark asks for: keys, each perhaps with a place.
pub(crate) type Mark = Vec<(String, Option<Locator>)>;

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
    pub(crate) fn styled<'r>(&'r self, key: &str, references: &'r References, style: &Style, language: usize) -> Option<&'r Styled> {
        self.own.get(key).or_else(|| Some(references.get(key)?.styled(style, language)))
    }
}

/// What the processor writes for an entry that is cited alone.
#[derive(Debug, Default)]
pub(super) struct Alone {
    entry: Styled,
    /// Its mark without a place; an item's place is that in the mark.
    pub mark: Vec<Part>,
    /// By what a mark names it; none where that cannot be compared.
    pub short: Option<String>,
    /// The names that its entry starts with, with U+0000 between.
    pub names: Option<String>,
}

impl Reference {
    /// The entry in a language, written when first asked for.
    pub(crate) fn styled(&self, style: &Style, language: usize) -> &Styled {
        &self.alone(style, language).entry
    }

    pub(super) fn alone(&self, style: &Style, language: usize) -> &Alone {
        let write = || {
            let cited = Cited { item: &self.shown, locator: None };
            let rendered = style.process(&[vec![cited]], language);
            let item = rendered.bibliography.and_then(|list| list.items.into_iter().next());
            let mark = rendered.citations.first().map(|mark| &mark.citation);
            Alone {
                entry: item.as_ref().map_or_else(Styled::default, |item| entry(&item.content, &self.item)),
                mark: mark.map_or_else(Vec::new, markup::parts),
                short: mark.and_then(markup::short),
                names: item.and_then(|item| markup::names(&item.content)),
            }
        };
        // A language that the site does not have is never asked for.
        self.alone.get(language).or(self.alone.first()).map_or(&NOTHING, |alone| alone.get_or_init(write))
    }
}

static NOTHING: Alone = Alone { entry: Styled { html: String::new(), text: String::new() }, mark: Vec::new(), short: None, names: None };

/// An entry with its links; a style that leaves out the numbers of an article gets them added.
fn entry(content: &hayagriva::ElemChildren, item: &Item) -> Styled {
    let markup::Writer { mut html, mut text, links, .. } = markup::entry(content);
    let number = |variable: &str| item.0.get(variable).and_then(|value| value.to_str()).map(|text| text.into_owned());
    let known = [
        ("doi:", number("DOI"), "https://doi.org/", ""),
        ("PMID: ", number("PMID"), "https://pubmed.ncbi.nlm.nih.gov/", "/"),
        ("PMCID: ", number("PMCID"), "https://pmc.ncbi.nlm.nih.gov/articles/", "/"),
    ];
    for (name, number, before, after) in known {
        let Some(number) = number else { continue };
        let url = format!("{before}{number}{after}");
        if links.iter().any(|link| link.eq_ignore_ascii_case(&url)) || html.contains(&url) {
            continue;
        }
        html.push_str(&format!(" {name}{}", link_start(&url)));
        escape(&number, &mut html);
        html.push_str("</a>.");
        text.push_str(&format!(" {name}{number}."));
    }
    let text = text.trim().to_owned();
    Styled { html: bidi::isolated(html.trim().to_owned(), &text), text }
}

impl Evidence {
    /// Numbers the marks of a page and lists what they cite. Keys that nothing is known of show as `?`.
    pub(crate) fn cite(&self, marks: &[Mark], language: usize) -> CitedPage {
        let style = &*self.style;
        let mut entries: Vec<String> = Vec::new();
        for (key, _) in marks.iter().flatten() {
            if self.references.contains_key(key) && !entries.contains(key) {
                entries.push(key.clone());
            }
        }
        let has_places = marks.iter().flatten().any(|(_, locator)| locator.is_some());
        let mut page = match style.marks() {
            CitationFormat::Numbers { has_places: false, is_raised, .. } => numbered(marks, entries, style, *is_raised, language),
            CitationFormat::Numbers { is_raised, .. } if !has_places => numbered(marks, entries, style, *is_raised, language),
            _ => kept::cite(marks, &entries, self, language).unwrap_or_else(|| processed(marks, entries, self, language)),
        };
        let place = |key: &String| page.entries.iter().position(|entry| entry == key);
        page.cited = marks.iter().map(|mark| mark.iter().filter_map(|(key, _)| place(key)).collect()).collect();
        page
    }

    /// What a mark cites and something is known of.
    pub(super) fn known(&self, mark: &Mark) -> Mark {
        mark.iter().filter(|(key, _)| self.references.contains_key(key)).cloned().collect()
    }

    /// The same as the processor takes it.
    pub(super) fn cited<'a>(&'a self, mark: &'a Mark) -> Vec<Cited<'a>> {
        let cited = |(key, locator): &'a (String, Option<Locator>)| Some((&self.references.get(key)?.shown, locator.as_ref()));
        mark.iter().filter_map(cited).map(|(item, locator)| Cited { item, locator }).collect()
    }
}

/// The fast way: an entry looks the same on every page, so only numbers are to be found.
fn numbered(marks: &[Mark], entries: Vec<String>, style: &Style, is_raised: bool, language: usize) -> CitedPage {
    let parts = marks.iter().map(|mark| numbered_mark(mark, &entries, style, language)).collect();
    CitedPage { marks: parts, entries, is_numbered: true, is_raised, ..CitedPage::default() }
}

fn numbered_mark(mark: &Mark, entries: &[String], style: &Style, language: usize) -> Vec<Part> {
    let CitationFormat::Numbers { prefix, delimiter, suffix, .. } = style.marks() else { return Vec::new() };
    let at = |key: &String| entries.iter().position(|known| known == key);
    let link = |number: usize| Part::Item(number - 1, number.to_string());
    let text = |text: &str| {
        let mut html = String::new();
        escape(text, &mut html);
        Part::Html(html)
    };
    let mut parts = vec![text(prefix)];
    let separate = |parts: &mut Vec<Part>, by: &str| {
        if parts.len() > 1 {
            parts.push(text(by));
        }
    };
    if mark.iter().any(|(_, locator)| locator.is_some()) {
        for (key, locator) in mark {
            separate(&mut parts, "; ");
            parts.push(at(key).map_or_else(|| text("?"), |at| link(at + 1)));
            parts.extend(locator.as_ref().map(|locator| text(&format!(", {}", style.place(locator, language)))));
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

/// The processor's way, which knows the whole page.
pub(super) fn processed(marks: &[Mark], known: Vec<String>, evidence: &Evidence, language: usize) -> CitedPage {
    let cited: Vec<Vec<Cited<'_>>> = marks.iter().map(|mark| evidence.cited(mark)).collect();
    let rendered = evidence.style.process(&cited, language);
    let mut page = CitedPage { is_numbered: evidence.style.is_numeric(), ..CitedPage::default() };
    match rendered.bibliography {
        Some(list) => {
            for item in list.items {
                if let Some(reference) = evidence.references.get(&item.key) {
                    page.own.insert(item.key.clone(), entry(&item.content, &reference.item));
                    page.entries.push(item.key);
                }
            }
        }
        None => page.entries = known,
    }
    for (mark, written) in marks.iter().zip(&rendered.citations) {
        let parts = placed(markup::parts(&written.citation), &evidence.known(mark), mark, &page.entries);
        page.marks.push(parts);
    }
    page
}

/// A mark whose items lead to entries of the page, with a `?` for each key that nothing is known of.
pub(super) fn placed(parts: Vec<Part>, known: &Mark, whole: &Mark, entries: &[String]) -> Vec<Part> {
    let place = |at: usize| known.get(at).and_then(|(key, _)| entries.iter().position(|entry| entry == key));
    let placed = parts.into_iter().filter_map(|part| match part {
        Part::Item(at, html) => Some(Part::Item(place(at)?, html)),
        html => Some(html),
    });
    let unknown = (known.len()..whole.len()).map(|_| Part::Html(" ?".to_owned()));
    placed.chain(unknown).collect()
}
