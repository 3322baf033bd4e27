//! What templates see of entries, the site and its languages.

use tera::Value;

use super::value::{Valued, from_table, list, map};
use super::world::World;
use crate::config::MenuTarget;
use crate::site::{Entry, EntryId, Resolved, Taxonomy, UrlPath, resolve};
use crate::source::SourceId;
use rayon::prelude::*;

/// The menu items to mark on a page: the page itself, and the sections it lies in.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Highlight {
    here: Vec<EntryId>,
    above: Vec<EntryId>,
}

/// The card of every entry.
pub fn cards(world: &World) -> Vec<Valued> {
    let ids: Vec<EntryId> = world.index.ids().collect();
    ids.par_iter().map(|id| Valued::new(card(world, *id))).collect()
}

/// What the index knows of an entry.
fn card(world: &World, id: EntryId) -> Value {
    let entry = world.index.entry(id);
    let base = &world.config.base_url;
    let written_in = &world.locales[entry.written_in];
    map([
        ("title", entry.title.as_str().into()),
        ("description", entry.front.description.as_deref().into()),
        ("date", entry.date.map(|date| date.iso()).into()),
        ("updated", entry.front.updated.map(|date| date.iso()).into()),
        ("path", base.href(&entry.url).into()),
        ("permalink", base.permalink(&entry.url).into()),
        ("lang", world.config.languages[entry.language].code.as_str().into()),
        ("dir", world.locales[entry.language].direction().name().into()),
        ("content_lang", world.config.languages[entry.written_in].code.as_str().into()),
        ("content_dir", written_in.direction().name().into()),
        ("kind", if entry.kind == crate::site::Kind::Section { "section" } else { "page" }.into()),
        ("draft", entry.front.draft.into()),
        ("is_fallback", entry.is_fallback().into()),
        ("weight", entry.front.weight.into()),
        ("authors", list(entry.front.authors.iter().map(|author| author.as_str().into()))),
        ("taxonomies", taxonomies(world, entry)),
        ("extra", from_table(&entry.front.extra)),
        ("image", image(world, entry)),
        ("image_alt", entry.front.image_alt.as_deref().into()),
        ("source", entry.source.as_ref().map(SourceId::as_str).into()),
    ])
}

/// An entry's place among the others: the part of `page` that its card leaves out.
pub fn relations(world: &World, id: EntryId) -> Vec<(&'static str, Valued)> {
    let entry = world.index.entry(id);
    let neighbour = |id: Option<EntryId>| id.map_or_else(Valued::none, |id| world.card(id).clone());
    let assets = entry.assets.iter().filter_map(|asset| {
        let url = world.index.assets.get(asset)?;
        Some(map([("name", asset.file_name().into()), ("path", world.config.base_url.href(url).into())]))
    });
    let mut relations = vec![
        ("ancestors", Valued::new(ancestors(world, id))),
        ("translations", Valued::new(translations(world, id))),
        ("assets", Valued::new(list(assets))),
        ("earlier", neighbour(entry.earlier)),
        ("later", neighbour(entry.later)),
    ];
    if entry.kind == crate::site::Kind::Section {
        let feed = has_feed(world, entry).then(|| world.config.base_url.href(&entry.url.join("atom.xml")));
        relations.push(("feed", Valued::new(feed.into())));
        relations.push(("sections", Valued::list(entry.sections.iter().map(|section| world.card(*section)))));
    }
    relations
}

/// Whether a section has a feed of its own; a home's feed is the language's.
pub fn has_feed(world: &World, section: &Entry) -> bool {
    let wanted = section.front.section.generate_feeds.unwrap_or(section.parent.is_none());
    let pages = if section.parent.is_none() { &world.dated[section.language] } else { &section.pages };
    world.config.feeds.enabled && wanted && pages.iter().any(|page| world.index.entry(*page).date.is_some())
}

pub fn ancestors(world: &World, id: EntryId) -> Value {
    list(world.index.ancestors(id).into_iter().map(|above| {
        let entry = world.index.entry(above);
        map([
            ("title", entry.title.as_str().into()),
            ("path", world.config.base_url.href(&entry.url).into()),
            ("permalink", world.config.base_url.permalink(&entry.url).into()),
        ])
    }))
}

pub fn translations(world: &World, id: EntryId) -> Value {
    let own = world.index.entry(id);
    list(own.translations.iter().map(|other| {
        let entry = world.index.entry(*other);
        let locale = &world.locales[entry.language];
        map([
            ("lang", world.config.languages[entry.language].code.as_str().into()),
            ("name", locale.autonym().into()),
            ("dir", locale.direction().name().into()),
            ("title", entry.title.as_str().into()),
            ("path", world.config.base_url.href(&entry.url).into()),
            ("permalink", world.config.base_url.permalink(&entry.url).into()),
            ("current", (*other == id).into()),
        ])
    }))
}

fn taxonomies(world: &World, entry: &Entry) -> Value {
    let terms = world.index.taxonomies.iter().filter(|taxonomy| taxonomy.language == entry.language).filter_map(|taxonomy| {
        let (_, names) = entry.front.taxonomies.iter().find(|(name, _)| name.value == taxonomy.config.name)?;
        let found = names.iter().filter_map(|name| {
            let slug = crate::site::slug(&name.value);
            let term = taxonomy.terms.iter().find(|term| term.slug == slug)?;
            Some(map([
                ("name", term.name.as_str().into()),
                ("slug", term.slug.as_str().into()),
                ("path", world.config.base_url.href(&term.url).into()),
                ("permalink", world.config.base_url.permalink(&term.url).into()),
            ]))
        });
        Some((taxonomy.config.name.clone().into(), list(found)))
    });
    Value::from(terms.collect::<tera::Map>())
}

/// A taxonomy's terms with the number of their pages.
pub fn terms(world: &World, taxonomy: &Taxonomy) -> Valued {
    Valued::new(list(taxonomy.terms.iter().map(|term| {
        map([
            ("name", term.name.as_str().into()),
            ("slug", term.slug.as_str().into()),
            ("path", world.config.base_url.href(&term.url).into()),
            ("permalink", world.config.base_url.permalink(&term.url).into()),
            ("count", term.pages.len().into()),
        ])
    })))
}

/// `page.image` from the front matter: a file beside the page or a path of the site.
fn image(world: &World, entry: &Entry) -> Value {
    let (Some(image), Some(source)) = (&entry.front.image, &entry.source) else { return Value::none() };
    match resolve(&world.index, &world.config, source, entry.language, &image.value) {
        Resolved::Asset(url) | Resolved::Path(url, _) => image_value(world, &url),
        Resolved::External => map([("url", image.value.as_str().into()), ("permalink", image.value.as_str().into())]),
        _ => Value::none(),
    }
}

pub fn image_value(world: &World, url: &UrlPath) -> Value {
    map([("url", world.config.base_url.href(url).into()), ("permalink", world.config.base_url.permalink(url).into())])
}

/// `lang`: code, own name and direction.
pub fn language(world: &World, language: usize) -> Valued {
    let locale = &world.locales[language];
    Valued::new(map([
        ("code", world.config.languages[language].code.as_str().into()),
        ("name", locale.autonym().into()),
        ("dir", locale.direction().name().into()),
    ]))
}

/// Which menu items an entry stands in.
pub fn highlight(world: &World, id: EntryId) -> Highlight {
    let entry = world.index.entry(id);
    let in_menus = |wanted: EntryId| {
        world.config.languages[entry.language].menus.iter().flat_map(|(_, items)| items).any(|item| match &item.target {
            MenuTarget::Page(page) => menu_entry(world, &page.value, entry.language) == Some(wanted),
            MenuTarget::Url(_) => false,
        })
    };
    let above = world.index.ancestors(id).into_iter().filter(|above| world.index.entry(*above).parent.is_some());
    Highlight { here: Some(id).filter(|id| in_menus(*id)).into_iter().collect(), above: above.filter(|above| in_menus(*above)).collect() }
}

/// The entry a menu means by a content path.
pub fn menu_entry(world: &World, page: &str, language: usize) -> Option<EntryId> {
    let page = page.trim_start_matches("@/");
    let source = SourceId::new(format!("content/{page}"));
    world.index.in_language(&source, language).or_else(|| world.index.homes[language].filter(|_| page == "_index.md"))
}

/// `site` in one language.
pub fn site(world: &World, language: usize, highlight: &Highlight) -> Valued {
    let config = &world.config;
    let own = &config.languages[language];
    let homes = world.index.homes.iter().enumerate().filter_map(|(other, home)| {
        let entry = world.index.entry((*home)?);
        Some(map([
            ("code", config.languages[other].code.as_str().into()),
            ("name", world.locales[other].autonym().into()),
            ("dir", world.locales[other].direction().name().into()),
            ("path", config.base_url.href(&entry.url).into()),
            ("title", config.languages[other].title.as_str().into()),
        ]))
    });
    let home = |language: usize| world.index.homes[language].map_or_else(UrlPath::root, |id| world.index.entry(id).url.clone());
    let menus: tera::Map = own
        .menus
        .iter()
        .map(|(name, items)| {
            let items = items.iter().filter_map(|item| menu_item(world, language, highlight, &item.target, item.label.as_deref()));
            (name.clone().into(), list(items))
        })
        .collect();
    Valued::new(map([
        ("title", own.title.as_str().into()),
        ("description", own.description.as_deref().into()),
        ("author", config.author.as_deref().into()),
        ("base_url", config.base_url.to_string().into()),
        ("root", config.base_url.href(&home(language)).into()),
        ("default_root", config.base_url.href(&home(0)).into()),
        ("language", own.code.as_str().into()),
        ("languages", list(homes)),
        ("menus", Value::from(menus)),
        ("extra", from_table(&config.extra)),
    ]))
}

fn menu_item(world: &World, language: usize, highlight: &Highlight, target: &MenuTarget, label: Option<&str>) -> Option<Value> {
    match target {
        MenuTarget::Page(page) => {
            let id = menu_entry(world, &page.value, language)?;
            let entry = world.index.entry(id);
            let here = highlight.here.contains(&id);
            // Without a translation the menu leads to the page in another language, and says so.
            Some(map([
                ("label", label.unwrap_or(&entry.title).into()),
                ("path", world.config.base_url.href(&entry.url).into()),
                ("current", here.into()),
                ("active", (here || highlight.above.contains(&id)).into()),
                ("external", false.into()),
                ("lang", world.config.languages[entry.written_in].code.as_str().into()),
                ("dir", world.locales[entry.written_in].direction().name().into()),
            ]))
        }
        MenuTarget::Url(url) => {
            let own = UrlPath::written(&url.value).filter(|_| url.value.starts_with('/'));
            let external = own.is_none();
            Some(map([
                ("label", label?.into()),
                ("path", own.map_or_else(|| url.value.clone(), |own| world.config.base_url.href(&own)).into()),
                ("current", false.into()),
                ("active", false.into()),
                ("external", external.into()),
                ("lang", Value::none()),
                ("dir", Value::none()),
            ]))
        }
    }
}
