//! `head` and `current`: what a page tells browsers, search engines and social sites about itself.

use tera::Value;

use super::edition;
use super::engine::Engine;
use super::rendered::Rendered;
use super::renderer::Renderer;
use super::value::{HashedValue, list, map};
use super::view;
use crate::base::per_language::LanguageId;
use crate::base::sheet::{CARD_HEIGHT, CARD_WIDTH};
use crate::site::{EntryId, Kind, Resolved, UrlPath, resolve};
use crate::syntax::html::{unescape, without_tags};

/// Search engines cut descriptions at about this many characters.
const DESCRIPTION_LENGTH: usize = 160;

/// What differs between kinds of pages.
struct Head {
    title: String,
    description: Option<String>,
    canonical: Option<String>,
    alternates: Value,
    noindex: bool,
    image: Value,
    kind: &'static str,
    feeds: Vec<Value>,
    published: Option<String>,
    modified: Option<String>,
    language: LanguageId,
    other_languages: Vec<LanguageId>,
}

pub(super) fn of_entry(renderer: &Renderer, id: EntryId, pager: usize, url: &UrlPath, content: &Rendered) -> HashedValue {
    let entry = renderer.index.entry(id);
    let base = &renderer.config.base_url;
    let is_home = entry.parent.is_none() && entry.kind == Kind::Section;
    let elsewhere = edition::canonical(renderer, id);
    let own = entry.front.description.as_ref().map(|text| text.value.clone());
    let from_text = || content.summary.value.as_str().map(|summary| shortened(&without_tags(summary))).filter(|text| !text.is_empty());
    let description =
        own.or_else(|| if is_home { None } else { from_text() }).or_else(|| renderer.config.languages[entry.language].description.clone());
    let image = renderer.card(id).value.get_from_path("image").cloned().unwrap_or_else(Value::none);
    let size = image.as_map().and_then(|_| image_size(renderer, id));
    let image = match image.as_map() {
        Some(_) => map([
            ("url", image.get_from_path("permalink").cloned().unwrap_or_else(Value::none)),
            ("alt", entry.front.image_alt.as_deref().unwrap_or(&entry.title).into()),
            ("width", size.map(|(width, _)| width).into()),
            ("height", size.map(|(_, height)| height).into()),
        ]),
        None => Value::none(),
    };
    let image = match renderer.site.card(id) {
        Some(card) => {
            let site_title = &renderer.config.languages[entry.language].title;
            let alt = if is_home { entry.title.clone() } else { format!("{} – {site_title}", entry.title) };
            map([("url", base.permalink(&card).into()), ("alt", alt.into()), ("width", CARD_WIDTH.into()), ("height", CARD_HEIGHT.into())])
        }
        None => image,
    };
    let mut feeds = language_feed(renderer, entry.language);
    if entry.kind == Kind::Section && !is_home && renderer.has_feed(entry) {
        let title = format!("{} – {}", entry.title, renderer.config.languages[entry.language].title);
        feeds.insert(0, map([("title", title.into()), ("href", base.href(&entry.url.join("atom.xml")).into())]));
    }
    let others = entry.translations.iter().map(|other| renderer.index.entry(*other).language).filter(|other| *other != entry.language);
    let head = Head {
        title: if pager == 0 { entry.title.clone() } else { format!("{} ({})", entry.title, pager + 1) },
        description,
        canonical: Some(elsewhere.unwrap_or_else(|| base.permalink(url))),
        alternates: if pager == 0 { alternates(renderer, id) } else { list([]) },
        noindex: entry.front.draft || entry.noindex,
        image,
        kind: if entry.kind == Kind::Page { "article" } else { "website" },
        feeds,
        published: entry.date.map(|date| date.iso()),
        modified: entry.updated.map(|date| date.iso()),
        language: entry.language,
        other_languages: others.collect(),
    };
    head.view(renderer, is_home && pager == 0, url)
}

/// The head of a list of terms or of a term's pages; `feed` is the list's own, if it has one.
pub(super) fn of_list(
    renderer: &Renderer,
    title: &str,
    language: LanguageId,
    pager: usize,
    url: &UrlPath,
    feed: Option<&UrlPath>,
) -> HashedValue {
    let own_feed = feed.map(|feed| {
        let title = format!("{title} – {}", renderer.config.languages[language].title);
        map([("title", title.into()), ("href", renderer.config.base_url.href(feed).into())])
    });
    let title = if pager == 0 { title.to_owned() } else { format!("{title} ({})", pager + 1) };
    let mut head = Head::plain(renderer, title, language, Some(renderer.config.base_url.permalink(url)));
    head.feeds.splice(0..0, own_feed);
    head.view(renderer, false, url)
}

pub(super) fn of_not_found(renderer: &Renderer, engine: &Engine, language: LanguageId, url: &UrlPath) -> HashedValue {
    let found = engine.strings.get(renderer.locales[language].language(), "not-found-title", &[]);
    let title = found.map_or_else(|_| "404".to_owned(), |found| found.text.into_owned());
    let head = Head { noindex: true, ..Head::plain(renderer, title, language, None) };
    head.view(renderer, false, url)
}

impl Head {
    fn plain(renderer: &Renderer, title: String, language: LanguageId, canonical: Option<String>) -> Self {
        Self {
            title,
            description: renderer.config.languages[language].description.clone(),
            canonical,
            alternates: list([]),
            noindex: false,
            image: Value::none(),
            kind: "website",
            feeds: language_feed(renderer, language),
            published: None,
            modified: None,
            language,
            other_languages: Vec::new(),
        }
    }

    fn view(self, renderer: &Renderer, is_home: bool, url: &UrlPath) -> HashedValue {
        let site_title = renderer.config.languages[self.language].title.as_str();
        let full_title = if is_home || self.title == site_title { self.title.clone() } else { format!("{} – {site_title}", self.title) };
        let locale = |language: LanguageId| Value::from(renderer.locales[language].og_locale());
        HashedValue::new(map([
            ("title", self.title.into()),
            ("site_title", site_title.into()),
            ("full_title", full_title.into()),
            ("description", self.description.into()),
            ("canonical", self.canonical.into()),
            ("alternates", self.alternates),
            ("noindex", self.noindex.into()),
            ("image", self.image),
            ("type", self.kind.into()),
            ("locale", locale(self.language)),
            ("locale_alternates", list(self.other_languages.into_iter().map(locale))),
            ("feeds", list(self.feeds)),
            ("published", self.published.into()),
            ("modified", self.modified.into()),
            ("url", renderer.config.base_url.permalink(url).into()),
        ]))
    }
}

/// Every version of a page with its language, itself included, and `x-default`; empty for a page in one language and for one
/// with another page as its canonical address.
///
/// Source: Google Search Central, "Tell Google about localized versions of your page".
pub(super) fn alternates(renderer: &Renderer, id: EntryId) -> Value {
    let entry = renderer.index.entry(id);
    if entry.translations.len() < 2 || edition::canonical(renderer, id).is_some() {
        return list([]);
    }
    let version = |hreflang: &str, id: EntryId| {
        map([("hreflang", hreflang.into()), ("href", renderer.config.base_url.permalink(&renderer.index.entry(id).url).into())])
    };
    let mut versions: Vec<Value> = entry
        .translations
        .iter()
        .map(|other| version(&renderer.config.languages[renderer.index.entry(*other).language].code, *other))
        .collect();
    let default = entry
        .translations
        .iter()
        .find(|other| renderer.index.entry(**other).language == LanguageId::DEFAULT)
        .or(entry.translations.first());
    versions.extend(default.map(|id| version("x-default", *id)));
    list(versions)
}

fn language_feed(renderer: &Renderer, language: LanguageId) -> Vec<Value> {
    let Some(home) = renderer.index.homes[language].map(|home| renderer.index.entry(home)) else { return Vec::new() };
    if !renderer.has_feed(home) {
        return Vec::new();
    }
    let href = renderer.config.base_url.href(&home.url.join("atom.xml"));
    vec![map([("title", renderer.config.languages[language].title.as_str().into()), ("href", href.into())])]
}

/// The first words of a text, cut at the end of a word. `text` may contain HTML entities.
fn shortened(text: &str) -> String {
    let mut short = String::new();
    for word in unescape(text).split_whitespace() {
        if short.chars().count() + word.chars().count() + 1 > DESCRIPTION_LENGTH {
            short.push('…');
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    short
}

/// `current`: where the page stands.
pub(super) fn current(renderer: &Renderer, url: &UrlPath, id: Option<EntryId>, kind: &'static str, language: LanguageId) -> HashedValue {
    let ancestors = match id {
        Some(id) => view::ancestors(renderer, id),
        None => list(renderer.index.homes[language].map(|home| {
            let entry = renderer.index.entry(home);
            map([
                ("title", entry.title.as_str().into()),
                ("path", renderer.config.base_url.href(&entry.url).into()),
                ("permalink", renderer.config.base_url.permalink(&entry.url).into()),
            ])
        })),
    };
    HashedValue::new(map([
        ("path", renderer.config.base_url.href(url).into()),
        ("lang", renderer.config.languages[language].code.as_str().into()),
        ("kind", kind.into()),
        ("about", id.and_then(|id| renderer.index.entry(id).front.editorial.kind).map(crate::content::PageKind::name).into()),
        ("ancestors", ancestors),
        ("translations", id.map_or_else(|| list([]), |id| view::translations(renderer, id))),
        ("archive", id.map_or_else(Value::none, |id| edition::view(renderer, id))),
    ]))
}

/// The width and height of a page's picture, if it is a file of the site.
fn image_size(renderer: &Renderer, id: EntryId) -> Option<(u32, u32)> {
    let entry = renderer.index.entry(id);
    let (image, source) = (entry.front.image.as_ref()?, entry.source.as_ref()?);
    let (Resolved::Asset(url) | Resolved::Path(url, _)) = resolve(&renderer.index, &renderer.config, source, entry.language, &image.value)
    else {
        return None;
    };
    let known = renderer.pictures.get(&url.file())?;
    Some((known.picture.width, known.picture.height))
}
