//! Citations in a finished text: markers numbered in the order that a reader meets them, and the list.
//!
//! While a text is rendered, a citation is a marker: a number between two control characters, which
//! come through every template as they are. Only the finished text knows the order of first use,
//! so only then markers are replaced. A marker in a tag, such as a picture's description, is left out.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use tera::Value;

use super::value::{HashedValue, list, map};
use crate::base::per_language::LanguageId;
use crate::site::Site;
use crate::site::evidence::{CitedPage, Mark, Part, Reference};
use crate::syntax::html::escape_into as escape;

const OPEN: char = '\u{2}';
const CLOSE: char = '\u{3}';

/// Stands where the list is to be.
pub(super) const LIST: &str = "\u{2}list\u{3}";

/// The marker of the nth citation.
pub(super) fn marker(n: usize) -> String {
    format!("{OPEN}{n}{CLOSE}")
}

/// A text with its citations, and what other parts of the page show of them.
pub(super) struct Numbered {
    pub html: String,
    pub summary: String,
    /// The whole text with plain numbers, where feeds show whole texts.
    pub plain: Option<String>,
    /// `page.references`
    pub references: HashedValue,
}

/// A finished text cut at its markers.
enum Piece<'t> {
    Text(&'t str),
    Mark(usize),
    List,
}

/// Numbers the citations of a text and of its summary.
pub(super) fn number(
    site: &Site,
    language: LanguageId,
    anchors: &BTreeSet<String>,
    html: &str,
    summary: &str,
    marks: &[Mark],
    back: &dyn Fn(usize) -> String,
) -> Numbered {
    let (mut whole, mut short) = (cut(html), cut(summary));
    whole.retain(|piece| !matches!(piece, Piece::Mark(n) if *n >= marks.len()));
    short.retain(|piece| matches!(piece, Piece::Text(_)) || matches!(piece, Piece::Mark(n) if *n < marks.len()));
    let order: Vec<Mark> =
        whole.iter().chain(&short).filter_map(|piece| if let Piece::Mark(n) = piece { marks.get(*n).cloned() } else { None }).collect();
    let n_whole = whole.iter().filter(|piece| matches!(piece, Piece::Mark(_))).count();
    let page = site.evidence.cite(&order, language);
    let names = Names::new(&page, n_whole, anchors);
    let is_placed = whole.iter().any(|piece| matches!(piece, Piece::List));
    // Most back links have the same names, and making one formats a string with a number.
    let known: RefCell<BTreeMap<usize, String>> = RefCell::default();
    let back = |n: usize| known.borrow_mut().entry(n).or_insert_with(|| back(n)).clone();
    let list = list_html(site, language, &page, Some((&names, &back)));
    let plain = site.config.feeds.full.then(|| {
        let list = list_html(site, language, &page, None);
        written(&page, &whole, 0, None, &list)
    });
    Numbered {
        html: written(&page, &whole, 0, Some(&names), &list),
        summary: written(&page, &short, n_whole, None, ""),
        plain,
        references: value(site, language, &page, &names, is_placed, &list),
    }
}

/// Pieces with their marks written, the first of which is the nth of the page; without names as plain text.
fn written(page: &CitedPage, pieces: &[Piece<'_>], first: usize, names: Option<&Names>, list: &str) -> String {
    let length: usize = pieces.iter().map(|piece| if let Piece::Text(text) = piece { text.len() } else { 128 }).sum();
    let mut text = String::with_capacity(length);
    let mut n_seen = first;
    for piece in pieces {
        match piece {
            Piece::Text(part) => text.push_str(part),
            Piece::Mark(_) => {
                mark(page, n_seen, names, &mut text);
                n_seen += 1;
            }
            Piece::List => text.push_str(list),
        }
    }
    text
}

/// `page.references` of a text without citations.
pub(super) fn none() -> HashedValue {
    HashedValue::new(map([("count", 0.into()), ("placed", false.into()), ("html", Value::safe_string("")), ("items", list([]))]))
}

/// Whether a text has anything to be replaced.
pub(super) fn has_markers(html: &str) -> bool {
    html.contains(OPEN)
}

/// Cuts a text at its markers; those in tags are left out.
fn cut(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let (mut from, mut is_in_tag) = (0, false);
    while let Some(offset) = html[from..].find(OPEN) {
        let at = from + offset;
        let text = &html[from..at];
        pieces.push(Piece::Text(text));
        is_in_tag = match (text.rfind('<'), text.rfind('>')) {
            (Some(open), Some(close)) => open > close,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => is_in_tag,
        };
        let inside = &html[at + 1..];
        let Some(length) = inside.find(CLOSE) else {
            from = at + 1;
            continue;
        };
        from = at + 1 + length + 1;
        if is_in_tag {
            continue;
        }
        match &inside[..length] {
            "list" => pieces.push(Piece::List),
            number => pieces.extend(number.parse().ok().map(Piece::Mark)),
        }
    }
    pieces.push(Piece::Text(&html[from..]));
    pieces
}

/// The ids of marks and entries.
struct Names {
    marks: Vec<String>,
    entries: Vec<String>,
    /// For each entry the marks that lead to it.
    uses: BTreeMap<usize, Vec<usize>>,
}

impl Names {
    fn new(page: &CitedPage, n_marks: usize, anchors: &BTreeSet<String>) -> Self {
        let free = |wanted: String| {
            let others = (2..).map(|n| format!("{wanted}-{n}"));
            std::iter::once(wanted.clone()).chain(others).find(|id| !anchors.contains(id)).unwrap_or(wanted.clone())
        };
        let mut uses: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (n, (_, items)) in page.marks.iter().zip(&page.cited).take(n_marks).enumerate() {
            for item in items {
                let uses = uses.entry(*item).or_default();
                if !uses.contains(&n) {
                    uses.push(n);
                }
            }
        }
        Self {
            marks: (1..=n_marks).map(|n| free(format!("cite-{n}"))).collect(),
            entries: page.entries.iter().map(|key| free(format!("ref-{key}"))).collect(),
            uses,
        }
    }
}

/// One mark in the text; without names as plain text.
fn mark(page: &CitedPage, n: usize, names: Option<&Names>, html: &mut String) {
    let Some(parts) = page.marks.get(n) else { return };
    let tag = if page.is_raised { "sup" } else { "span" };
    if page.is_raised {
        html.truncate(html.trim_end_matches(' ').len());
    } else if html.ends_with([' ', '\n']) && !html.trim_end().ends_with('>') {
        // A number does not start a line.
        html.truncate(html.len() - 1);
        html.push('\u{a0}');
    }
    match names {
        Some(names) => html.push_str(&format!("<{tag} class=\"citation\" id=\"{}\">", names.marks[n])),
        None if page.is_raised => html.push_str("<sup>"),
        None => {}
    }
    for part in parts {
        match (part, names) {
            (Part::Html(text), _) => html.push_str(text),
            (Part::Item(at, text), Some(names)) => {
                html.push_str("<a href=\"#");
                escape(&names.entries[*at], html);
                html.push_str(&format!("\" role=\"doc-biblioref\">{text}</a>"));
            }
            (Part::Item(_, text), None) => html.push_str(text),
        }
    }
    match names {
        Some(_) => html.push_str(&format!("</{tag}>")),
        None if page.is_raised => html.push_str("</sup>"),
        None => {}
    }
}

/// The list that marks lead to. With names it has ids and leads back; `back` says so in the page's language.
fn list_html(site: &Site, language: LanguageId, page: &CitedPage, names: Option<(&Names, &dyn Fn(usize) -> String)>) -> String {
    if page.entries.is_empty() {
        return String::new();
    }
    let tag = if page.is_numbered { "ol" } else { "ul" };
    let mut html = format!("<{tag} class=\"references\">\n");
    for (at, key) in page.entries.iter().enumerate() {
        html.push_str("<li");
        if let Some((names, _)) = names {
            html.push_str(" id=\"");
            escape(&names.entries[at], &mut html);
            html.push('"');
        }
        html.push('>');
        html.push_str(&entry_html(site, language, page, key));
        if let Some((names, back)) = names {
            back_links(names, at, back, &mut html);
        }
        html.push_str("</li>\n");
    }
    html.push_str(&format!("</{tag}>\n"));
    html
}

fn entry_html(site: &Site, language: LanguageId, page: &CitedPage, key: &str) -> String {
    let references = &site.evidence.references;
    let styled = page.styled(key, references, &site.evidence.style, language);
    let html = styled.map_or("", |styled| &styled.html);
    let Some(code) = references.get(key).and_then(|reference| reference.text("language")) else {
        return format!("<span class=\"reference-text\" dir=\"auto\">{html}</span>");
    };
    let mut lang = String::new();
    escape(&code, &mut lang);
    // What the style adds, such as "cited on", is in the language of the page. Between words of the other direction it is set apart.
    let own = &site.config.languages[language].code;
    let html = if code == *own { html.to_owned() } else { html.replace("<bdi>", &format!("<bdi lang=\"{own}\">")) };
    format!("<span class=\"reference-text\" dir=\"auto\" lang=\"{lang}\">{html}</span>")
}

fn back_links(names: &Names, at: usize, back: &dyn Fn(usize) -> String, html: &mut String) {
    let Some(uses) = names.uses.get(&at) else { return };
    html.push_str(" <span class=\"reference-back\">");
    for (position, n) in uses.iter().enumerate() {
        let mut name = String::new();
        escape(&back(if uses.len() > 1 { position + 1 } else { 0 }), &mut name);
        // U+FE0E keeps the arrow from being drawn as an emoji.
        let shown = if uses.len() > 1 { (position + 1).to_string() } else { "↩\u{fe0e}".to_owned() };
        // Blanks let a long row of links break; the first stays beside its arrow.
        match position {
            0 if uses.len() > 1 => html.push_str("<span aria-hidden=\"true\">↩\u{fe0e}</span>\u{a0}"),
            0 => {}
            _ => html.push(' '),
        }
        html.push_str(&format!("<a href=\"#{}\" role=\"doc-backlink\" aria-label=\"{name}\">{shown}</a>", names.marks[*n]));
    }
    html.push_str("</span>");
}

fn value(site: &Site, language: LanguageId, page: &CitedPage, names: &Names, is_placed: bool, list_html: &str) -> HashedValue {
    let items = page.entries.iter().enumerate().filter_map(|(at, key)| {
        let reference = site.evidence.references.get(key)?;
        let styled = page.styled(key, &site.evidence.references, &site.evidence.style, language)?;
        Some(view(reference, &styled.html, &styled.text, Some(names.entries[at].as_str())))
    });
    let items: Vec<Value> = items.collect();
    HashedValue::new(map([
        ("count", page.entries.len().into()),
        ("placed", is_placed.into()),
        ("html", Value::safe_string(list_html)),
        ("items", Value::from(items)),
    ]))
}

/// A reference as templates see it.
pub(super) fn view(reference: &Reference, html: &str, text: &str, id: Option<&str>) -> Value {
    let of = |variable: &str| Value::from(reference.text(variable));
    let (name, n_names) = reference.first_name();
    map([
        ("key", reference.key.as_str().into()),
        ("id", id.into()),
        ("kind", of("type")),
        ("html", Value::safe_string(html)),
        ("text", text.into()),
        ("label", reference.label().into()),
        ("name", name.into()),
        ("n_names", n_names.into()),
        ("title", of("title")),
        ("year", reference.year().map(i64::from).into()),
        ("doi", of("DOI")),
        ("pmid", of("PMID")),
        ("pmcid", of("PMCID")),
        ("url", reference.address().into()),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_in_tags_are_left_out() {
        let html = format!("<p title=\"a{}\">b{}</p>{LIST}c\u{2}d", marker(0), marker(12));
        let shown: Vec<String> = cut(&html)
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => (*text).to_owned(),
                Piece::Mark(n) => format!("#{n}"),
                Piece::List => "#list".to_owned(),
            })
            .collect();
        assert_eq!(shown, ["<p title=\"a", "\">b", "#12", "</p>", "#list", "c", "d"]);
    }
}
