//! Structured data: what a page says, in the vocabulary of schema.org.
//!
//! Everything is derived from front matter, sources and reviews. What the finished page does
//! not show is taken out again (`prune_hidden`), whatever the theme leaves away.

mod dataset;
mod event;
mod node;
mod prune;
mod shown;

use serde_json::{Value, json};

use super::engine::Engine;
use super::renderer::Renderer;
use super::texts::Texts;
use super::value::HashedValue;
use crate::base::fingerprint::Fingerprint;
use crate::base::per_language::LanguageId;
use crate::content::PageKind;
use crate::site::{EntryId, Kind, UrlPath, address};

pub(crate) use prune::{DAYS, NAMES, prune_hidden};
pub(crate) use shown::VisibleText;

/// The vocabulary's address.
const CONTEXT: &str = "https://schema.org";

/// How the element with the data starts; no text of a page can hold it.
pub(crate) const OPEN: &str = "<script type=\"application/ld+json\" data-by=\"ribbon\">";
const CLOSE: &str = "</script>";

/// Everything that could be stated about an entry's page.
pub(crate) fn of_entry(renderer: &Renderer, engine: &Engine, texts: &Texts<'_>, id: EntryId, url: &UrlPath, pager: usize) -> Value {
    let entry = renderer.index.entry(id);
    let base = &renderer.config.base_url;
    let is_home = entry.parent.is_none() && entry.kind == Kind::Section;
    let mut graph = vec![node::website(renderer, entry.language), node::page(renderer, texts, id, url)];
    graph.extend(node::publisher(renderer, entry.language));
    graph.extend(dataset::of_page(renderer, id, &base.permalink(url)));
    graph.extend(event::of_page(renderer, texts, id, is_home && pager == 0));
    if !is_home {
        graph.push(breadcrumbs(renderer, engine, id, url));
    }
    if is_home && pager == 0 {
        graph.extend(node::day(renderer, entry.language, &base.permalink(url)));
    }
    json!({ "@context": CONTEXT, "@graph": graph })
}

/// The breadcrumbs from the home page, as the page shows them.
fn breadcrumbs(renderer: &Renderer, engine: &Engine, id: EntryId, url: &UrlPath) -> Value {
    let entry = renderer.index.entry(id);
    let base = &renderer.config.base_url;
    let home = engine.strings.get(renderer.locales[entry.language].language(), "home", &[]).ok().map(|found| found.text.into_owned());
    let above = renderer.index.ancestors(id).into_iter().map(|above| {
        let above = renderer.index.entry(above);
        let name = home.clone().filter(|_| above.parent.is_none()).unwrap_or_else(|| above.title.clone());
        (name, base.permalink(&above.url))
    });
    let items: Vec<Value> = above
        .chain([(entry.title.clone(), base.permalink(url))])
        .enumerate()
        .map(|(at, (name, item))| json!({ "@type": "ListItem", "position": at + 1, "name": name, "item": { "@id": item } }))
        .collect();
    json!({ "@type": "BreadcrumbList", "@id": format!("{}#breadcrumb", base.permalink(url)), "itemListElement": items })
}

/// `structured` as a template prints it: where the element goes, which is written when it is known what the page shows.
pub(crate) fn value(graph: &Value) -> HashedValue {
    HashedValue { value: tera::Value::safe_string(&format!("{OPEN}{CLOSE}")), fingerprint: Fingerprint::of(graph) }
}

/// The data as they stand in the element. `<` is written as an escape, so that no text can end the element.
fn written(graph: &Value) -> String {
    // `to_string` of the value itself goes through the machinery of formatting, which takes twice as long.
    let text = serde_json::to_string(graph).unwrap_or_default();
    if text.contains('<') { text.replace('<', "\\u003c") } else { text }
}

/// The name of a page's type.
fn page_type(renderer: &Renderer, id: EntryId, has_questions: bool) -> Value {
    let entry = renderer.index.entry(id);
    let own = match (entry.front.editorial.kind, entry.kind) {
        (Some(PageKind::Health), _) => "MedicalWebPage",
        (_, Kind::Section) if entry.parent.is_some() => "CollectionPage",
        _ if entry.date.is_some() => "Article",
        _ => "WebPage",
    };
    match (own, has_questions) {
        ("WebPage", true) => json!("FAQPage"),
        (own, true) => json!([own, "FAQPage"]),
        (own, false) => json!(own),
    }
}

/// The address that names a thing of the whole site.
fn site_id(renderer: &Renderer, name: &str) -> String {
    format!("{}#{name}", renderer.config.base_url.permalink(&UrlPath::root()))
}

/// An address in `site.toml` with the site's own in front.
fn absolute(renderer: &Renderer, target: Option<&crate::syntax::fields::Spanned<String>>, language: LanguageId) -> Option<String> {
    let href = address(renderer, target?, language)?;
    Some(if href.starts_with('/') { renderer.config.base_url.absolute(&href) } else { href })
}
