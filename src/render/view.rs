//! What templates see of entries, the site and its languages.

use std::collections::{BTreeSet, HashMap};

use tera::Value;

use super::value::{HashedValue, LazyValue, from_pairs, from_table, list, map};
use crate::base::per_language::{LanguageId, PerLanguage};
use crate::base::source::SourceId;
use crate::site::config::{LanguageConfig, MenuTarget};
use crate::site::{Entry, EntryId, Resolved, Structure, Taxonomy, Term, UrlPath, address, menu_entry, resolve, slug, suffix};
use crate::syntax::fields::Spanned;

/// The menu items to mark on a page: the page itself, and the sections it lies in.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Highlight {
    here: Vec<EntryId>,
    above: Vec<EntryId>,
}

/// What the index knows of an entry.
pub(crate) fn card(site: &Structure, shared: &SharedParts, id: EntryId) -> Value {
    let entry = site.index.entry(id);
    let base = &site.config.base_url;
    let written_in = &site.locales[entry.written_in];
    let authors = match entry.front.authors.as_slice() {
        [] => shared.empty_list.clone(),
        authors => list(authors.iter().map(|author| site.people.shown(&author.value).into())),
    };
    let extra = if entry.front.extra.entries.is_empty() { shared.empty_map.clone() } else { from_table(&entry.front.extra) };
    map([
        ("title", entry.title.as_str().into()),
        ("description", entry.front.description.as_ref().map(|text| text.value.as_str()).into()),
        ("date", entry.date.map(|date| date.iso()).into()),
        ("updated", entry.updated.map(|date| date.iso()).into()),
        ("path", base.href(&entry.url).into()),
        ("permalink", base.permalink(&entry.url).into()),
        ("lang", site.config.languages[entry.language].code.as_str().into()),
        ("dir", site.locales[entry.language].direction().name().into()),
        ("content_lang", site.config.languages[entry.written_in].code.as_str().into()),
        ("content_dir", written_in.direction().name().into()),
        ("kind", if entry.kind == crate::site::Kind::Section { "section" } else { "page" }.into()),
        ("draft", entry.front.draft.into()),
        ("is_fallback", entry.is_fallback().into()),
        ("weight", entry.front.weight.into()),
        ("authors", authors),
        ("taxonomies", shared.taxonomies_of(site, entry)),
        ("extra", extra),
        ("image", image(site, entry)),
        ("image_alt", entry.front.image_alt.as_deref().into()),
        ("about", entry.front.editorial.kind.map(crate::content::PageKind::name).into()),
        ("source", entry.source.as_ref().map(SourceId::as_str).into()),
    ])
}

/// An entry's place among the others: the part of `page` that its card leaves out, as far as it is wanted.
pub(crate) fn relations(
    site: &Structure,
    card: impl Fn(EntryId) -> HashedValue,
    id: EntryId,
    is_wanted: impl Fn(&str) -> bool,
) -> Vec<(&'static str, LazyValue)> {
    let entry = site.index.entry(id);
    let neighbour = |id: Option<EntryId>| id.map_or_else(HashedValue::none, &card);
    let mut relations: Vec<(&'static str, LazyValue)> = Vec::new();
    let mut add = |name: &'static str, make: &dyn Fn() -> HashedValue| {
        if is_wanted(name) {
            relations.push((name, make().into()));
        }
    };
    add("ancestors", &|| HashedValue::new(ancestors(site, id)));
    add("translations", &|| HashedValue::new(translations(site, id)));
    add("assets", &|| {
        let assets = entry.assets.iter().filter_map(|asset| {
            let url = site.index.assets.get(asset)?;
            Some(map([("name", asset.file_name().into()), ("path", site.config.base_url.href(url).into())]))
        });
        HashedValue::new(list(assets))
    });
    add("earlier", &|| neighbour(entry.earlier));
    add("later", &|| neighbour(entry.later));
    if entry.kind == crate::site::Kind::Section {
        add("feed", &|| {
            let feed = site.has_feed(entry).then(|| site.config.base_url.href(&entry.url.join("atom.xml")));
            HashedValue::new(feed.into())
        });
        add("sections", &|| HashedValue::list(entry.sections.iter().map(|section| card(*section))));
    }
    relations
}

pub(crate) fn ancestors(site: &Structure, id: EntryId) -> Value {
    list(site.index.ancestors(id).into_iter().map(|above| {
        let entry = site.index.entry(above);
        map([
            ("title", entry.title.as_str().into()),
            ("path", site.config.base_url.href(&entry.url).into()),
            ("permalink", site.config.base_url.permalink(&entry.url).into()),
            ("content_lang", site.config.languages[entry.written_in].code.as_str().into()),
            ("content_dir", site.locales[entry.written_in].direction().name().into()),
        ])
    }))
}

/// The same page in other languages. Those of a fallback page are those of the page whose text it shows.
pub(crate) fn translations(site: &Structure, id: EntryId) -> Value {
    let shown = site.index.entry(id);
    let original = shown.source.as_ref().and_then(|source| site.index.of_source(source).first()).filter(|_| shown.is_fallback());
    let own = original.map_or(shown, |original| site.index.entry(*original));
    list(own.translations.iter().map(|other| {
        let entry = site.index.entry(*other);
        let locale = &site.locales[entry.language];
        map([
            ("lang", site.config.languages[entry.language].code.as_str().into()),
            ("name", locale.autonym().into()),
            ("dir", locale.direction().name().into()),
            ("title", entry.title.as_str().into()),
            ("path", site.config.base_url.href(&entry.url).into()),
            ("permalink", site.config.base_url.permalink(&entry.url).into()),
            ("current", (*other == id).into()),
        ])
    }))
}

/// What the cards of many entries have in common.
pub(crate) struct SharedParts {
    /// The terms of each taxonomy as pages link to them, by slug.
    terms: Vec<HashMap<String, Value>>,
    empty_list: Value,
    empty_map: Value,
}

impl SharedParts {
    pub(crate) fn of(site: &Structure) -> Self {
        let base = &site.config.base_url;
        let link = |term: &Term| {
            let link = map([
                ("name", term.name.as_str().into()),
                ("slug", term.slug.as_str().into()),
                ("path", base.href(&term.url).into()),
                ("permalink", base.permalink(&term.url).into()),
            ]);
            (term.slug.clone(), link)
        };
        let terms = site.index.taxonomies.iter().map(|taxonomy| taxonomy.terms.iter().map(link).collect()).collect();
        Self { terms, empty_list: list([]), empty_map: map([]) }
    }

    /// `page.taxonomies`
    fn taxonomies_of(&self, site: &Structure, entry: &Entry) -> Value {
        let taxonomies = site.index.taxonomies.iter().zip(&self.terms).filter(|(taxonomy, _)| taxonomy.language == entry.language);
        let terms = taxonomies.filter_map(|(taxonomy, links)| {
            let (_, names) = entry.front.taxonomies.iter().find(|(name, _)| name.value == taxonomy.config.name)?;
            let found = names.iter().filter_map(|name| links.get(&slug(&name.value)).cloned());
            Some((taxonomy.config.name.clone().into(), list(found)))
        });
        from_pairs(terms)
    }
}

/// A taxonomy's terms with the number of their pages.
pub(crate) fn terms(site: &Structure, taxonomy: &Taxonomy) -> HashedValue {
    HashedValue::new(list(taxonomy.terms.iter().map(|term| {
        map([
            ("name", term.name.as_str().into()),
            ("slug", term.slug.as_str().into()),
            ("path", site.config.base_url.href(&term.url).into()),
            ("permalink", site.config.base_url.permalink(&term.url).into()),
            ("count", term.pages.len().into()),
        ])
    })))
}

/// `page.image` from the front matter: a file beside the page or a path of the site.
fn image(site: &Structure, entry: &Entry) -> Value {
    let (Some(image), Some(source)) = (&entry.front.image, &entry.source) else { return Value::none() };
    match resolve(&site.index, &site.config, source, entry.language, &image.value) {
        Resolved::Asset(url) | Resolved::Path(url, _) => image_value(site, &url),
        Resolved::External => map([("url", image.value.as_str().into()), ("permalink", image.value.as_str().into())]),
        _ => Value::none(),
    }
}

pub(crate) fn image_value(site: &Structure, url: &UrlPath) -> Value {
    map([("url", site.config.base_url.href(url).into()), ("permalink", site.config.base_url.permalink(url).into())])
}

/// `lang`: code, own name and direction.
pub(crate) fn language(site: &Structure, language: LanguageId) -> HashedValue {
    let locale = &site.locales[language];
    HashedValue::new(map([
        ("code", site.config.languages[language].code.as_str().into()),
        ("name", locale.autonym().into()),
        ("dir", locale.direction().name().into()),
    ]))
}

/// The entries that the menus of each language name.
pub(crate) struct Menus(PerLanguage<BTreeSet<EntryId>>);

impl Menus {
    pub(crate) fn of(site: &Structure) -> Self {
        let entries = |(language, config): (LanguageId, &LanguageConfig)| {
            let items = config.menus.iter().flat_map(|(_, items)| items);
            let pages = items.filter_map(|item| match &item.target {
                MenuTarget::Page(page) => menu_entry(site, &page.value, language),
                MenuTarget::Url(_) => None,
            });
            pages.collect()
        };
        Self(site.config.languages.with_ids().map(entries).collect())
    }

    /// Which menu items an entry stands in.
    pub(crate) fn highlight(&self, site: &Structure, id: EntryId) -> Highlight {
        let named = &self.0[site.index.entry(id).language];
        let above = site.index.ancestors(id).into_iter().filter(|above| site.index.entry(*above).parent.is_some());
        Highlight {
            here: Some(id).filter(|id| named.contains(id)).into_iter().collect(),
            above: above.filter(|above| named.contains(above)).collect(),
        }
    }
}

/// `site` in one language.
pub(crate) fn site(site: &Structure, language: LanguageId, highlight: &Highlight) -> Value {
    let config = &site.config;
    let own = &config.languages[language];
    let homes = site.index.homes.with_ids().filter_map(|(other, home)| {
        let entry = site.index.entry((*home)?);
        Some(map([
            ("code", config.languages[other].code.as_str().into()),
            ("name", site.locales[other].autonym().into()),
            ("dir", site.locales[other].direction().name().into()),
            ("path", config.base_url.href(&entry.url).into()),
            ("title", config.languages[other].title.as_str().into()),
        ]))
    });
    let home = |language: LanguageId| site.index.homes[language].map_or_else(UrlPath::root, |id| site.index.entry(id).url.clone());
    let menus: tera::Map = own
        .menus
        .iter()
        .map(|(name, items)| {
            let items = items.iter().filter_map(|item| menu_item(site, language, highlight, &item.target, item.label.as_deref()));
            (name.clone().into(), list(items))
        })
        .collect();
    map([
        ("title", own.title.as_str().into()),
        ("description", own.description.as_deref().into()),
        ("author", config.author.as_deref().into()),
        ("publisher", publisher(site, language)),
        ("identity", identity(site, language)),
        ("base_url", config.base_url.to_string().into()),
        ("root", config.base_url.href(&home(language)).into()),
        ("default_root", config.base_url.href(&home(LanguageId::DEFAULT)).into()),
        ("language", own.code.as_str().into()),
        ("languages", list(homes)),
        ("menus", Value::from(menus)),
        ("extra", from_table(&config.extra)),
    ])
}

/// `site.publisher`: who publishes the site, with addresses for pages of a language.
fn publisher(site: &Structure, language: LanguageId) -> Value {
    let publisher = &site.config.publisher;
    let href = |target: &Option<Spanned<String>>| address(site, target.as_ref()?, language);
    map([
        ("name", site.config.publisher_name(language).into()),
        ("url", href(&publisher.url).into()),
        ("contact", href(&publisher.contact).into()),
        ("feedback", href(&publisher.feedback).into()),
        ("disclaimer", href(&publisher.disclaimer).into()),
    ])
}

/// `site.identity`: the pictures that stand for the site, as `asset` finds them.
fn identity(site: &Structure, language: LanguageId) -> Value {
    let identity = &site.config.identity;
    let path = |path: &Option<Spanned<String>>| path.as_ref().map(|path| path.value.as_str()).into();
    map([
        ("logo", path(&identity.logo)),
        ("share_image", path(&identity.share_image)),
        ("share_image_alt", identity.share_image_alt(&site.config.languages[language].code).into()),
    ])
}

fn menu_item(site: &Structure, language: LanguageId, highlight: &Highlight, target: &MenuTarget, label: Option<&str>) -> Option<Value> {
    match target {
        MenuTarget::Page(page) => {
            let id = menu_entry(site, &page.value, language)?;
            let entry = site.index.entry(id);
            let here = highlight.here.contains(&id);
            // Without a translation the menu leads to the page in another language, and says so.
            Some(map([
                ("label", label.unwrap_or(&entry.title).into()),
                ("path", site.config.base_url.href(&entry.url).into()),
                ("current", here.into()),
                ("active", (here || highlight.above.contains(&id)).into()),
                ("external", false.into()),
                ("lang", site.config.languages[entry.written_in].code.as_str().into()),
                ("dir", site.locales[entry.written_in].direction().name().into()),
            ]))
        }
        MenuTarget::Url(url) => {
            let suffix = suffix(&url.value);
            let is_own = url.value.starts_with('/') && !url.value.starts_with("//");
            let own = UrlPath::written(url.value.strip_suffix(suffix).unwrap_or(&url.value)).filter(|_| is_own);
            let external = own.is_none();
            Some(map([
                ("label", label?.into()),
                ("path", own.map_or_else(|| url.value.clone(), |own| format!("{}{suffix}", site.config.base_url.href(&own))).into()),
                ("current", false.into()),
                ("active", false.into()),
                ("external", external.into()),
                ("lang", Value::none()),
                ("dir", Value::none()),
            ]))
        }
    }
}
