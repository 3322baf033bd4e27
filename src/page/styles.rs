//! The styles of one page.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use selectors::context::SelectorCaches;

use super::Page;
use super::cascade::{Ancestors, Cascade};
use super::media::Environment;
use super::node::Node;
use super::sheet::{self, Media, Sheet};
use super::style::{Matched, Style, Table};

/// The styles of pages that have been read, for those that are read after them: pages of one site have most of them in common.
#[derive(Default)]
pub(crate) struct KnownStyles {
    /// Tables that no page uses at the moment.
    free: Mutex<HashMap<Sheets, Vec<Table>>>,
    /// The sheets that stand in pages themselves.
    written: Mutex<HashMap<String, Arc<Sheet>>>,
}

/// What a table is of: the addresses of its sheets in memory, which the table keeps alive, and the queries they stand under.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
struct Sheets {
    sheets: Vec<(usize, Media)>,
    is_incomplete: bool,
}

/// The most styles of a table that is kept, and the most sheets of pages themselves: a site whose pages have nothing in common
/// should not fill the memory.
const MAX_STYLES: usize = 20_000;
const MAX_WRITTEN: usize = 64;

/// The styles of a page.
pub(crate) struct Styles<'k> {
    known: &'k KnownStyles,
    /// Given back when the page goes.
    table: Option<Table>,
    /// What it is to be found by; none if no other page can have the same sheets.
    sheets: Option<Sheets>,
    /// The style of each node.
    of: Vec<u32>,
}

impl<'k> Styles<'k> {
    /// Those of a page of which nothing is known.
    pub(super) fn none(known: &'k KnownStyles) -> Self {
        Self { known, table: None, sheets: None, of: Vec::new() }
    }

    pub(super) fn read(page: &Page<'_>, linked: &dyn Fn(&str) -> Option<Arc<Sheet>>, known: &'k KnownStyles) -> Self {
        let Gathered { sheets, is_incomplete, is_shared } = gather(page, linked, known);
        let addresses = sheets.iter().map(|(sheet, media)| (Arc::as_ptr(sheet) as usize, media.clone())).collect();
        let key = Sheets { sheets: addresses, is_incomplete };
        let free = known.free.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&key).and_then(Vec::pop);
        let mut table = free.unwrap_or_else(|| Table::new(Cascade::new(sheets, is_incomplete)));
        let (mut of, mut numbers) = (vec![u32::MAX; page.tree.document.n_nodes()], vec![u32::MAX; page.tree.document.n_nodes()]);
        let (mut ancestors, mut caches) = (Ancestors::default(), SelectorCaches::default());
        let mut signature = Vec::new();
        for node in page.nodes() {
            ancestors.leave(node);
            let parent = node.parent().map(Node::index);
            // What an element is in is known by its number.
            signature.clear();
            signature.extend_from_slice(&parent.map_or(u32::MAX, |parent| numbers[parent]).to_le_bytes());
            table.cascade.asked.write_signature(node, &mut signature);
            let number = table.number(&signature, |cascade| Matched {
                near: cascade.matching_near(node, &ancestors, &mut caches).into(),
                far_candidates: cascade.candidates_far(node, &ancestors, &mut caches).into(),
            });
            let matched = table.matched(number);
            let mut matching = table.cascade.that_match(&matched.far_candidates, node, &mut caches);
            if !matching.is_empty() {
                matching.extend_from_slice(&matched.near);
                matching.sort_unstable();
            }
            let parent = parent.map(|parent| of[parent]);
            of[node.index()] = table.style(parent, number, &matching, node.value("style").unwrap_or_default());
            numbers[node.index()] = number;
            ancestors.enter(node);
        }
        Self { known, table: Some(table), sheets: is_shared.then_some(key), of }
    }

    /// The style of an element.
    pub(super) fn of(&self, node: Node<'_>, environment: Environment) -> Option<Style<'_>> {
        self.table.as_ref()?.get(*self.of.get(node.index())?, environment)
    }

    fn cascade(&self) -> Option<&Cascade> {
        self.table.as_ref().map(|table| &table.cascade)
    }

    /// Whether a style sheet could not be read.
    pub(super) fn are_incomplete(&self) -> bool {
        self.cascade().is_some_and(|cascade| cascade.is_incomplete)
    }

    /// Whether a style sheet asks how the device is held.
    pub(super) fn ask_orientation(&self) -> bool {
        self.cascade().is_some_and(|cascade| cascade.sheets.iter().any(|(sheet, _)| sheet.asks_orientation))
    }

    /// Whether a style sheet asks whether colours are dark.
    pub(super) fn ask_scheme(&self) -> bool {
        self.cascade().is_some_and(|cascade| cascade.sheets.iter().any(|(sheet, _)| sheet.asks_scheme))
    }

    /// Whether a style sheet asks how wide the window is.
    pub(super) fn ask_width(&self) -> bool {
        self.cascade().is_some_and(|cascade| cascade.sheets.iter().skip(1).any(|(sheet, _)| sheet.asks_width))
    }
}

impl Drop for Styles<'_> {
    fn drop(&mut self) {
        if let (Some(table), Some(sheets)) = (self.table.take(), self.sheets.take())
            && table.len() <= MAX_STYLES
        {
            self.known.free.lock().unwrap_or_else(PoisonError::into_inner).entry(sheets).or_default().push(table);
        }
    }
}

/// The style sheets of a page.
struct Gathered {
    sheets: Vec<(Arc<Sheet>, Media)>,
    is_incomplete: bool,
    /// Whether other pages may have the same.
    is_shared: bool,
}

fn gather(page: &Page<'_>, linked: &dyn Fn(&str) -> Option<Arc<Sheet>>, known: &KnownStyles) -> Gathered {
    let mut gathered = Gathered { sheets: Vec::new(), is_incomplete: false, is_shared: true };
    for node in page.nodes() {
        let media = || sheet::with(&Media::default(), node.value("media").unwrap_or_default());
        let is_sheet =
            || node.value("rel").is_some_and(|rel| rel.split_ascii_whitespace().any(|rel| rel.eq_ignore_ascii_case("stylesheet")));
        match node.name() {
            "style" => {
                let (sheet, is_shared) = known.written(node.element().source());
                gathered.is_shared &= is_shared;
                gathered.add(sheet, media(), linked, 0);
            }
            "link" if is_sheet() => match node.value("href").and_then(linked) {
                Some(sheet) => gathered.add(sheet, media(), linked, 0),
                // What does not apply on the desktop where pages are looked at first is not missed.
                None => gathered.is_incomplete |= media().iter().all(|queries| Environment::Desktop.answers(queries)),
            },
            _ => {}
        }
    }
    gathered
}

impl Gathered {
    fn add(&mut self, sheet: Arc<Sheet>, media: Media, linked: &dyn Fn(&str) -> Option<Arc<Sheet>>, depth: usize) {
        for (address, queries) in &sheet.imports {
            let inner = queries.iter().fold(media.clone(), |media, queries| sheet::with(&media, queries));
            match linked(address).filter(|_| depth < 8) {
                Some(imported) => self.add(imported, inner, linked, depth + 1),
                None => self.is_incomplete |= inner.iter().all(|queries| Environment::Desktop.answers(queries)),
            }
        }
        self.sheets.push((sheet, media));
    }
}

impl KnownStyles {
    /// A sheet that stands in a page, and whether it is kept for others.
    fn written(&self, source: &str) -> (Arc<Sheet>, bool) {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sheet) = written.get(source) {
            return (sheet.clone(), true);
        }
        let sheet = Arc::new(Sheet::read(source));
        let is_kept = written.len() < MAX_WRITTEN;
        if is_kept {
            written.insert(source.to_owned(), sheet.clone());
        }
        (sheet, is_kept)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use selectors::context::SelectorCaches;

    use super::super::selector;
    use super::{KnownStyles, Page};
    use crate::syntax::html::Document;

    /// Rules that look at what is around, before and in an element, and at attributes in every way.
    const STYLE: &str = "
        p { color: red } .a { color: green } #x { color: blue } .a .b { color: teal } .a > p { color: navy }
        p + .a { color: olive } p ~ .b { color: gray } p:first-child { color: lime } .b:nth-child(2n) { color: aqua }
        div:has(.b) p { color: pink } p:not(.a) { color: gold } p:not(.a + .b) { color: tan } :empty { color: plum }
        [title] { color: peru } [title=one] p { color: snow } [lang] :is(.a, #x) { color: coral } a:link .b { color: cyan }
        :lang(fr) .a { color: ivory } p:last-child { color: khaki } .a:focus, .b:focus-within p { color: linen }
        div > p + p ~ a { color: red } .a:not(:empty) > .b:only-child { color: red } #x:first-child { color: red }
        .b > :is(p, .a):nth-child(2) { color: red } p + p > :not(.a + .b)::before { content: 'x' } :is(p + .a) > a { color: red }
        input:disabled { color: azure } fieldset:disabled .a { color: beige } .a::before { content: 'x' }
        [title^=on] { color: tan } a[href$='/' i] { color: sienna } [class*=' '] .a { color: tomato } [lang|=fr] .b { color: wheat }
        @media (max-width: 700px) { .a { color: black } } :where(.b) > :not([title]) { color: white }
    ";

    fn element() -> impl Strategy<Value = String> {
        let name = prop::sample::select(vec!["p", "div", "a", "fieldset", "input", "span"]);
        let attributes = prop::sample::subsequence(
            vec!["class=a", "class='b a'", "class=b", "id=x", "id=y", "title=one", "title", "lang=fr", "href=/", "disabled"],
            0..3,
        );
        (name, attributes).prop_map(|(name, attributes)| format!("{name} {}", attributes.join(" ")))
    }

    fn tree() -> impl Strategy<Value = String> {
        let leaf = element().prop_map(|tag| format!("<{tag}>"));
        leaf.prop_recursive(4, 24, 4, |inner| {
            (element(), prop::collection::vec(inner, 0..4)).prop_map(|(tag, inner)| {
                let name = tag.split(' ').next().unwrap_or_default();
                format!("<{tag}>{}</{name}>", inner.concat())
            })
        })
    }

    proptest! {
        #[test]
        fn what_other_pages_left_changes_nothing(pages in prop::collection::vec(tree(), 1..4)) {
            let known = KnownStyles::default();
            for body in pages {
                let text = format!("<!doctype html><html><head><style>{STYLE}</style></head><body>{body}</body></html>");
                let document = Document::parse(&text);
                let page = Page::read(&document, &|_| None, &known);
                for node in page.nodes() {
                    let style = node.style().expect("a style");
                    let mut caches = SelectorCaches::default();
                    let all = style.cascade().selectors().zip(0..);
                    let wanted: Vec<u32> = all.filter(|(rule, _)| selector::matches(rule, node, false, &mut caches)).map(|(_, at)| at).collect();
                    prop_assert_eq!(style.matching(), &*wanted, "{:?} in {}", node, body);
                }
            }
        }
    }
}
