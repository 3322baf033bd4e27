//! What templates see of entries, the site and its languages.

use tera::Value;

use super::catalog::TemplateValues;
use super::value::{HashedValue, from_table, list, map};
use crate::base::source::SourceId;
use crate::site::config::MenuTarget;
use crate::site::{Entry, EntryId, Resolved, Taxonomy, UrlPath, resolve};
use crate::syntax::fields::Spanned;
use rayon::prelude::*;

/// The menu items to mark on a page: the page itself, and the sections it lies in.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Highlight {
    here: Vec<EntryId>,
    above: Vec<EntryId>,
}

/// The card of every entry.
pub fn cards(catalog: &TemplateValues) -> Vec<HashedValue> {
    let ids: Vec<EntryId> = catalog.index.ids().collect();
    ids.par_iter().map(|id| HashedValue::new(card(catalog, *id))).collect()
}

/// What the index knows of an entry.
fn card(catalog: &TemplateValues, id: EntryId) -> Value {
    let entry = catalog.index.entry(id);
    let base = &catalog.config.base_url;
    let written_in = &catalog.locales[entry.written_in];
    map([
        ("title", entry.title.as_str().into()),
        ("description", entry.front.description.as_deref().into()),
        ("date", entry.date.map(|date| date.iso()).into()),
        ("updated", entry.front.updated.map(|date| date.iso()).into()),
        ("path", base.href(&entry.url).into()),
        ("permalink", base.permalink(&entry.url).into()),
        ("lang", catalog.config.languages[entry.language].code.as_str().into()),
        ("dir", catalog.locales[entry.language].direction().name().into()),
        ("content_lang", catalog.config.languages[entry.written_in].code.as_str().into()),
        ("content_dir", written_in.direction().name().into()),
        ("kind", if entry.kind == crate::site::Kind::Section { "section" } else { "page" }.into()),
        ("draft", entry.front.draft.into()),
        ("is_fallback", entry.is_fallback().into()),
        ("weight", entry.front.weight.into()),
        ("authors", list(entry.front.authors.iter().map(|author| catalog.people.shown(&author.value).into()))),
        ("taxonomies", taxonomies(catalog, entry)),
        ("extra", from_table(&entry.front.extra)),
        ("image", image(catalog, entry)),
        ("image_alt", entry.front.image_alt.as_deref().into()),
        ("about", entry.front.editorial.kind.map(crate::content::PageKind::name).into()),
        ("source", entry.source.as_ref().map(SourceId::as_str).into()),
    ])
}

/// An entry's place among the others: the part of `page` that its card leaves out.
pub fn relations(catalog: &TemplateValues, id: EntryId) -> Vec<(&'static str, HashedValue)> {
    let entry = catalog.index.entry(id);
    let neighbour = |id: Option<EntryId>| id.map_or_else(HashedValue::none, |id| catalog.card(id).clone());
    let assets = entry.assets.iter().filter_map(|asset| {
        let url = catalog.index.assets.get(asset)?;
        Some(map([("name", asset.file_name().into()), ("path", catalog.config.base_url.href(url).into())]))
    });
    let mut relations = vec![
        ("ancestors", HashedValue::new(ancestors(catalog, id))),
        ("translations", HashedValue::new(translations(catalog, id))),
        ("assets", HashedValue::new(list(assets))),
        ("earlier", neighbour(entry.earlier)),
        ("later", neighbour(entry.later)),
    ];
    if entry.kind == crate::site::Kind::Section {
        let feed = has_feed(catalog, entry).then(|| catalog.config.base_url.href(&entry.url.join("atom.xml")));
        relations.push(("feed", HashedValue::new(feed.into())));
        relations.push(("sections", HashedValue::list(entry.sections.iter().map(|section| catalog.card(*section)))));
    }
    relations
}

/// Whether a section has a feed of its own; a home's feed is the language's.
pub fn has_feed(catalog: &TemplateValues, section: &Entry) -> bool {
    let wanted = section.front.section.generate_feeds.unwrap_or(section.parent.is_none());
    let pages = if section.parent.is_none() { &catalog.dated[section.language] } else { &section.pages };
    catalog.config.feeds.enabled && wanted && pages.iter().any(|page| catalog.index.entry(*page).date.is_some())
}

pub fn ancestors(catalog: &TemplateValues, id: EntryId) -> Value {
    list(catalog.index.ancestors(id).into_iter().map(|above| {
        let entry = catalog.index.entry(above);
        map([
            ("title", entry.title.as_str().into()),
            ("path", catalog.config.base_url.href(&entry.url).into()),
            ("permalink", catalog.config.base_url.permalink(&entry.url).into()),
        ])
    }))
}

pub fn translations(catalog: &TemplateValues, id: EntryId) -> Value {
    let own = catalog.index.entry(id);
    list(own.translations.iter().map(|other| {
        let entry = catalog.index.entry(*other);
        let locale = &catalog.locales[entry.language];
        map([
            ("lang", catalog.config.languages[entry.language].code.as_str().into()),
            ("name", locale.autonym().into()),
            ("dir", locale.direction().name().into()),
            ("title", entry.title.as_str().into()),
            ("path", catalog.config.base_url.href(&entry.url).into()),
            ("permalink", catalog.config.base_url.permalink(&entry.url).into()),
            ("current", (*other == id).into()),
        ])
    }))
}

fn taxonomies(catalog: &TemplateValues, entry: &Entry) -> Value {
    let terms = catalog.index.taxonomies.iter().filter(|taxonomy| taxonomy.language == entry.language).filter_map(|taxonomy| {
        let (_, names) = entry.front.taxonomies.iter().find(|(name, _)| name.value == taxonomy.config.name)?;
        let found = names.iter().filter_map(|name| {
            let slug = crate::site::slug(&name.value);
            let term = taxonomy.terms.iter().find(|term| term.slug == slug)?;
            Some(map([
                ("name", term.name.as_str().into()),
                ("slug", term.slug.as_str().into()),
                ("path", catalog.config.base_url.href(&term.url).into()),
                ("permalink", catalog.config.base_url.permalink(&term.url).into()),
            ]))
        });
        Some((taxonomy.config.name.clone().into(), list(found)))
    });
    Value::from(terms.collect::<tera::Map>())
}

/// A taxonomy's terms with the number of their pages.
pub fn terms(catalog: &TemplateValues, taxonomy: &Taxonomy) -> HashedValue {
    HashedValue::new(list(taxonomy.terms.iter().map(|term| {
        map([
            ("name", term.name.as_str().into()),
            ("slug", term.slug.as_str().into()),
            ("path", catalog.config.base_url.href(&term.url).into()),
            ("permalink", catalog.config.base_url.permalink(&term.url).into()),
            ("count", term.pages.len().into()),
        ])
    })))
}

/// `page.image` from the front matter: a file beside the page or a path of the site.
fn image(catalog: &TemplateValues, entry: &Entry) -> Value {
    let (Some(image), Some(source)) = (&entry.front.image, &entry.source) else { return Value::none() };
    match resolve(&catalog.index, &catalog.config, source, entry.language, &image.value) {
        Resolved::Asset(url) | Resolved::Path(url, _) => image_value(catalog, &url),
        Resolved::External => map([("url", image.value.as_str().into()), ("permalink", image.value.as_str().into())]),
        _ => Value::none(),
    }
}

pub fn image_value(catalog: &TemplateValues, url: &UrlPath) -> Value {
    map([("url", catalog.config.base_url.href(url).into()), ("permalink", catalog.config.base_url.permalink(url).into())])
}

/// `lang`: code, own name and direction.
pub fn language(catalog: &TemplateValues, language: usize) -> HashedValue {
    let locale = &catalog.locales[language];
    HashedValue::new(map([
        ("code", catalog.config.languages[language].code.as_str().into()),
        ("name", locale.autonym().into()),
        ("dir", locale.direction().name().into()),
    ]))
}

/// Which menu items an entry stands in.
pub fn highlight(catalog: &TemplateValues, id: EntryId) -> Highlight {
    let entry = catalog.index.entry(id);
    let in_menus = |wanted: EntryId| {
        catalog.config.languages[entry.language].menus.iter().flat_map(|(_, items)| items).any(|item| match &item.target {
            MenuTarget::Page(page) => menu_entry(catalog, &page.value, entry.language) == Some(wanted),
            MenuTarget::Url(_) => false,
        })
    };
    let above = catalog.index.ancestors(id).into_iter().filter(|above| catalog.index.entry(*above).parent.is_some());
    Highlight { here: Some(id).filter(|id| in_menus(*id)).into_iter().collect(), above: above.filter(|above| in_menus(*above)).collect() }
}

/// The entry a menu means by a content path.
pub fn menu_entry(catalog: &TemplateValues, page: &str, language: usize) -> Option<EntryId> {
    let page = page.trim_start_matches("@/");
    let source = SourceId::new(format!("content/{page}"));
    catalog.index.in_language(&source, language).or_else(|| catalog.index.homes[language].filter(|_| page == "_index.md"))
}

/// `site` in one language.
pub fn site(catalog: &TemplateValues, language: usize, highlight: &Highlight) -> HashedValue {
    let config = &catalog.config;
    let own = &config.languages[language];
    let homes = catalog.index.homes.iter().enumerate().filter_map(|(other, home)| {
        let entry = catalog.index.entry((*home)?);
        Some(map([
            ("code", config.languages[other].code.as_str().into()),
            ("name", catalog.locales[other].autonym().into()),
            ("dir", catalog.locales[other].direction().name().into()),
            ("path", config.base_url.href(&entry.url).into()),
            ("title", config.languages[other].title.as_str().into()),
        ]))
    });
    let home = |language: usize| catalog.index.homes[language].map_or_else(UrlPath::root, |id| catalog.index.entry(id).url.clone());
    let menus: tera::Map = own
        .menus
        .iter()
        .map(|(name, items)| {
            let items = items.iter().filter_map(|item| menu_item(catalog, language, highlight, &item.target, item.label.as_deref()));
            (name.clone().into(), list(items))
        })
        .collect();
    HashedValue::new(map([
        ("title", own.title.as_str().into()),
        ("description", own.description.as_deref().into()),
        ("author", config.author.as_deref().into()),
        ("publisher", publisher(catalog, language)),
        ("base_url", config.base_url.to_string().into()),
        ("root", config.base_url.href(&home(language)).into()),
        ("default_root", config.base_url.href(&home(0)).into()),
        ("language", own.code.as_str().into()),
        ("languages", list(homes)),
        ("menus", Value::from(menus)),
        ("extra", from_table(&config.extra)),
    ]))
}

/// `site.publisher`: who stands behind the site, with addresses as they are on pages of a language.
fn publisher(catalog: &TemplateValues, language: usize) -> Value {
    let publisher = &catalog.config.publisher;
    let href = |target: &Option<Spanned<String>>| address(catalog, target.as_ref()?, language);
    map([
        ("name", publisher.name.as_deref().into()),
        ("url", href(&publisher.url).into()),
        ("contact", href(&publisher.contact).into()),
        ("feedback", href(&publisher.feedback).into()),
        ("disclaimer", href(&publisher.disclaimer).into()),
    ])
}

/// Where a link in `site.toml` leads; none for one that leads nowhere.
pub fn address(catalog: &TemplateValues, target: &Spanned<String>, language: usize) -> Option<String> {
    let base = &catalog.config.base_url;
    let part = |href: String, anchor: Option<String>| anchor.map_or(href.clone(), |anchor| format!("{href}#{anchor}"));
    match resolve(&catalog.index, &catalog.config, &catalog.config.source, language, &target.value) {
        Resolved::Entry(id, anchor) => Some(part(base.href(&catalog.index.entry(id).url), anchor)),
        Resolved::Path(url, anchor) => Some(part(base.href(&url), anchor)),
        Resolved::Asset(url) => Some(base.href(&url)),
        Resolved::External => Some(target.value.clone()),
        Resolved::Here(_) | Resolved::Broken { .. } => None,
    }
}

fn menu_item(catalog: &TemplateValues, language: usize, highlight: &Highlight, target: &MenuTarget, label: Option<&str>) -> Option<Value> {
    match target {
        MenuTarget::Page(page) => {
            let id = menu_entry(catalog, &page.value, language)?;
            let entry = catalog.index.entry(id);
            let here = highlight.here.contains(&id);
            // Without a translation the menu leads to the page in another language, and says so.
            Some(map([
                ("label", label.unwrap_or(&entry.title).into()),
                ("path", catalog.config.base_url.href(&entry.url).into()),
                ("current", here.into()),
                ("active", (here || highlight.above.contains(&id)).into()),
                ("external", false.into()),
                ("lang", catalog.config.languages[entry.written_in].code.as_str().into()),
                ("dir", catalog.locales[entry.written_in].direction().name().into()),
            ]))
        }
        MenuTarget::Url(url) => {
            let own = UrlPath::written(&url.value).filter(|_| url.value.starts_with('/'));
            let external = own.is_none();
            Some(map([
                ("label", label?.into()),
                ("path", own.map_or_else(|| url.value.clone(), |own| catalog.config.base_url.href(&own)).into()),
                ("current", false.into()),
                ("active", false.into()),
                ("external", external.into()),
                ("lang", Value::none()),
                ("dir", Value::none()),
            ]))
        }
    }
}
