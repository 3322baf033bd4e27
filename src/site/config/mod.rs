//! `site.toml`: the site's title, address, languages, taxonomies and the rest.

mod budget;
mod campaign;
mod cards;
mod check;
mod citations;
mod data;
mod headers;
mod identity;
mod limits;
mod menu;
mod partner;
mod pictures;
mod publish;
mod publisher;
mod theme_params;

use std::ops::Range;

use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::locale::{Direction, Language, OwnConventions};
use crate::base::per_language::{LanguageId, PerLanguage};
use crate::base::source::{FOLDERS, Settings, Snapshot, SourceId};
use crate::content::{ExternalLinks, Options};
use crate::picture::Settings as PictureSettings;
use crate::site::BaseUrl;
use crate::syntax::fields::{Fields, FromNode, Spanned, Table, parse_toml, wrong_type};

pub(crate) use budget::{Budget, Limit};
pub(crate) use campaign::{Campaign, Present};
pub(crate) use cards::{Cards, is_template_name, names as card_names};
pub(crate) use check::{Check, Suppression};
pub(crate) use citations::Citations;
pub(crate) use data::PublishedData;
pub(crate) use headers::{HeaderFile, HeaderFiles};
pub(crate) use identity::Identity;
pub(crate) use limits::{Limits, of_text as limits_of};
pub(crate) use menu::{MenuTarget, Menus};
pub(crate) use partner::Partner;
pub(crate) use publish::{PublishPlace, PublishTarget};
pub(crate) use publisher::Publisher;
pub(crate) use theme_params::ThemeParams;

/// The file every site has at its root.
pub(crate) const FILE: &str = "site.toml";

/// A site's configuration, complete: what was not written has its default.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct Config {
    pub source: SourceId,
    pub title: String,
    pub description: Option<String>,
    pub author: Option<String>,
    pub base_url: BaseUrl,
    /// The default language, first in `languages`.
    pub languages: PerLanguage<LanguageConfig>,
    pub theme: Spanned<String>,
    /// Style sheets below `static/` that follow those of the theme in its bundle.
    pub styles: Vec<Spanned<String>>,
    /// The output folder, below the site's root.
    pub output: Spanned<String>,
    pub taxonomies: Vec<TaxonomyConfig>,
    pub feeds: Feeds,
    pub markdown: Markdown,
    pub campaign: Campaign,
    pub citations: Citations,
    pub data: PublishedData,
    pub headers: HeaderFiles,
    pub budget: Budget,
    pub identity: Identity,
    pub cards: Cards,
    pub partner: Partner,
    pub pictures: PictureSettings,
    pub publish: Vec<PublishTarget>,
    pub publisher: Publisher,
    pub check: Check,
    pub limits: Limits,
    pub params: Table,
    /// The parameters of themes that sections use; those of the site's theme are in `params`.
    pub theme_params: ThemeParams,
    pub extra: Table,
}

/// One of the site's languages.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct LanguageConfig {
    /// BCP 47 tag, as used in file names and addresses.
    pub code: String,
    /// The tag as the locale data know it.
    pub tag: Language,
    pub own: OwnConventions,
    /// Where the site names the language, as bytes of `site.toml`.
    pub at: Range<usize>,
    pub title: String,
    pub description: Option<String>,
    /// What the publisher is called in this language, if not as everywhere.
    pub publisher: Option<String>,
    pub menus: Menus,
}

#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct TaxonomyConfig {
    pub name: String,
    /// The first part of its pages' addresses.
    pub path: String,
    pub feed: bool,
    pub paginate_by: Option<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Feeds {
    pub enabled: bool,
    /// The most entries a feed has.
    pub limit: usize,
    /// Whether entries carry the whole text or the summary.
    pub full: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Markdown {
    pub raw_html: bool,
    pub smart_punctuation: bool,
    pub heading_anchors: bool,
    pub external_links: ExternalLinks,
}

impl Config {
    /// The publisher's name on pages of a language.
    pub(crate) fn publisher_name(&self, language: LanguageId) -> Option<&str> {
        self.languages[language].publisher.as_deref().or(self.publisher.name.as_deref())
    }

    pub(crate) fn default_language(&self) -> &LanguageConfig {
        &self.languages[LanguageId::DEFAULT]
    }

    /// How Markdown is read in a language.
    pub(crate) fn markdown_options(&self, language: &str) -> Options {
        Options {
            raw_html: self.markdown.raw_html,
            smart_punctuation: self.markdown.smart_punctuation,
            heading_anchors: self.markdown.heading_anchors,
            external_links: self.markdown.external_links,
            language: language.to_owned(),
        }
    }
}

/// Reads `site.toml`; none where there is no such file.
pub(crate) fn read(snapshot: &Snapshot) -> (Option<Config>, Problems) {
    let mut problems = Problems::new();
    let Some(source) = snapshot.text(FILE) else {
        let unreadable = snapshot.problems.iter().any(|problem| problem.at.as_ref().is_some_and(|at| at.source.as_str() == FILE));
        if !unreadable {
            problems.push(
                Diagnostic::new(Code::NoSite, "there is no `site.toml` here, so this is not a site")
                    .help("go to the site's folder, name it with `--root`, or make a site with `ribbon new site FOLDER`"),
            );
        }
        return (None, problems);
    };
    let bom = if source.text.starts_with('\u{feff}') { 3 } else { 0 };
    let table = parse_toml(&source.id, &source.text[bom..], bom, &mut problems);
    let config = config(&table, &source.id, &snapshot.settings, &mut problems);
    (Some(config), problems)
}

fn config(table: &Table, source: &SourceId, settings: &Settings, problems: &mut Problems) -> Config {
    let mut fields = Fields::new(table, source);
    let title: String = fields.required("title", 0..0, problems).unwrap_or_default();
    let base_url = base_url(&mut fields, source, settings, problems);
    let description: Option<String> = fields.optional("description", problems);
    let languages = languages(&mut fields, source, &title, description.as_deref(), problems);
    let theme = match &settings.theme {
        Some(name) => {
            let _: Option<String> = fields.optional("theme", problems);
            Spanned { value: name.clone(), span: 0..0 }
        }
        None => fields.optional("theme", problems).unwrap_or(Spanned { value: "base".to_owned(), span: 0..0 }),
    };
    let codes: Vec<&str> = languages.iter().map(|language| language.code.as_str()).collect();
    let identity = identity::read(&mut fields, source, &codes, problems);
    let partner = partner::read(&mut fields, source, &codes, problems);
    let config = Config {
        source: source.clone(),
        title,
        description,
        author: fields.optional("author", problems),
        base_url,
        languages: languages.into(),
        theme,
        styles: fields.optional("styles", problems).unwrap_or_default(),
        output: output(&mut fields, source, problems),
        taxonomies: taxonomies(&mut fields, source, problems),
        feeds: feeds(&mut fields, source, problems),
        markdown: markdown(&mut fields, source, problems),
        campaign: campaign::read(&mut fields, source, problems),
        citations: citations::read(&mut fields, source, problems),
        data: data::read(&mut fields, source, problems),
        headers: headers::read(&mut fields, source, problems),
        budget: budget::read(&mut fields, source, problems),
        identity,
        cards: cards::read(&mut fields, source, problems),
        partner,
        pictures: pictures::read(&mut fields, source, problems),
        publish: publish::read(&mut fields, source, problems),
        publisher: publisher::read(&mut fields, source, problems),
        check: check::read(&mut fields, source, problems),
        limits: limits::read(&mut fields, source, problems),
        params: fields.optional("params", problems).unwrap_or_default(),
        theme_params: theme_params::read(&mut fields, source, problems),
        extra: fields.optional("extra", problems).unwrap_or_default(),
    };
    fields.finish("`site.toml`", problems);
    config
}

/// A table that may be missing, read by `read` and checked for unknown keys.
fn section<T>(
    fields: &mut Fields<'_>,
    source: &SourceId,
    key: &'static str,
    problems: &mut Problems,
    read: impl FnOnce(&mut Fields<'_>, &mut Problems) -> T,
) -> T {
    let table: Table = fields.optional(key, problems).unwrap_or_default();
    let mut inner = Fields::new(&table, source);
    let value = read(&mut inner, problems);
    inner.finish(&format!("`[{key}]`"), problems);
    value
}

/// The output folder: below the site's root, and none that version control, a host or Ribbon keeps for itself.
fn output(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> Spanned<String> {
    let usual = Spanned { value: "public".to_owned(), span: 0..0 };
    let Some(written) = fields.optional::<Spanned<String>>("output", problems) else { return usual };
    let is_absolute = written.value.starts_with(['/', '\\', '~']) || written.value.contains(':');
    let parts = || written.value.split(['/', '\\']);
    let why = if is_absolute || parts().any(|part| part == "..") {
        "it would lie outside the site's folder"
    } else if parts().any(|part| part.starts_with('.') && part != ".") || written.value.contains(char::is_control) {
        "names that begin with a dot are those of programs"
    } else {
        if let Some(folder) = parts().find(|part| !matches!(*part, "" | ".")).filter(|first| FOLDERS.contains(first)) {
            let message = format!("the output folder lies in `{folder}`, among the site's sources");
            let help = "choose a folder of its own, such as `public`, with `output` in `site.toml` or with `--out`";
            problems.push(Diagnostic::new(Code::OutputInsideSources, message).at(source.at(written.span.clone())).help(help));
        }
        return written;
    };
    problems.push(
        Diagnostic::new(Code::InvalidValue, format!("the output folder cannot be `{}`: {why}", written.value))
            .at(source.at(written.span))
            .help("name a folder of the site, such as `public`; for another place say `--out`"),
    );
    usual
}

fn base_url(fields: &mut Fields<'_>, source: &SourceId, settings: &Settings, problems: &mut Problems) -> BaseUrl {
    let written: Option<Spanned<String>> = fields.required("base_url", 0..0, problems);
    const HELP: &str = "write it like `https://example.org` or `https://example.org/folder`";
    let (text, problem) = match (&settings.base_url, &written) {
        (Some(text), _) => (text, Diagnostic::new(Code::InvalidValue, format!("`--base-url {text}` is not the address of a site"))),
        (None, Some(written)) => {
            let problem = Diagnostic::new(Code::InvalidValue, format!("`{}` is not the address of a site", written.value));
            (&written.value, problem.at(source.at(written.span.clone())))
        }
        (None, None) => return BaseUrl::example(),
    };
    let Some(url) = BaseUrl::parse(text) else {
        problems.push(problem.help(HELP));
        return BaseUrl::example();
    };
    if settings.strict && url.is_example() {
        let mut told = Diagnostic::new(Code::ExampleAddress, format!("`{url}` is not the address of a site that can be visited"));
        told.at = problem.at;
        problems.push(told.help("write the address that the site will have"));
    }
    url
}

fn languages(
    fields: &mut Fields<'_>,
    source: &SourceId,
    title: &str,
    description: Option<&str>,
    problems: &mut Problems,
) -> Vec<LanguageConfig> {
    let default: Spanned<String> = fields.optional("language", problems).unwrap_or(Spanned { value: "en".to_owned(), span: 0..0 });
    let default_tag = tag(source, &default.value, default.span.clone(), problems);
    let menus = menu::read(fields, source, problems);
    let table: Table = fields.optional("languages", problems).unwrap_or_default();
    // A site whose language cannot be read is still checked for other mistakes.
    let Some(default_tag) = default_tag.or_else(|| Language::parse("en").ok()) else { return Vec::new() };
    let mut languages = vec![LanguageConfig {
        code: default.value.clone(),
        tag: default_tag,
        own: OwnConventions::default(),
        at: default.span.clone(),
        title: title.to_owned(),
        description: description.map(str::to_owned),
        publisher: None,
        menus: menus.clone().unwrap_or_default(),
    }];
    for entry in &table.entries {
        let Ok(own) = Table::from_node(&entry.node) else {
            problems.push(wrong_type(source, &entry.key, &entry.node, "a table of keys"));
            continue;
        };
        let own_tag = if entry.key == default.value {
            Some(languages[0].tag.clone())
        } else {
            tag(source, &entry.key, entry.key_span.clone(), problems)
        };
        let Some(tag) = own_tag else { continue };
        let mut keys = Fields::new(&own, source);
        let language = LanguageConfig {
            code: entry.key.clone(),
            tag,
            own: own_conventions(&mut keys, source, problems),
            at: entry.key_span.clone(),
            title: keys.optional("title", problems).unwrap_or_else(|| title.to_owned()),
            description: keys.optional("description", problems).or_else(|| description.map(str::to_owned)),
            publisher: keys.optional("publisher", problems),
            menus: menu::read(&mut keys, source, problems).unwrap_or_else(|| {
                let of_the_site = menus.clone().unwrap_or_default();
                if entry.key == default.value { of_the_site } else { menu::without_labels(of_the_site) }
            }),
        };
        keys.finish(&format!("`[languages.{}]`", entry.key), problems);
        match languages.iter_mut().find(|known| known.code == language.code) {
            Some(known) => *known = language,
            None => languages.push(language),
        }
    }
    languages
}

/// What CLDR does not know about a language, or what the site wants otherwise.
fn own_conventions(keys: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> OwnConventions {
    const DIRECTIONS: &[(&str, Direction)] = &[("ltr", Direction::LeftToRight), ("rtl", Direction::RightToLeft)];
    let formats: Option<Spanned<String>> = keys.optional("locale", problems);
    OwnConventions {
        name: keys.optional::<String>("name", problems).filter(|name| !name.trim().is_empty()),
        direction: keys.choice("dir", DIRECTIONS, problems),
        formats: formats.and_then(|code| tag(source, &code.value, code.span, problems)),
    }
}

fn tag(source: &SourceId, code: &str, at: Range<usize>, problems: &mut Problems) -> Option<Language> {
    match Language::parse(code) {
        Ok(tag) => Some(tag),
        Err(invalid) => {
            problems.push(Diagnostic::new(Code::UnknownLanguage, invalid.to_string()).at(source.at(at)).help(invalid.help()));
            None
        }
    }
}

fn taxonomies(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> Vec<TaxonomyConfig> {
    let table: Table = fields.optional("taxonomies", problems).unwrap_or_default();
    let mut taxonomies = Vec::new();
    for entry in &table.entries {
        let Ok(own) = Table::from_node(&entry.node) else {
            problems.push(wrong_type(source, &entry.key, &entry.node, "a table of keys"));
            continue;
        };
        let mut keys = Fields::new(&own, source);
        taxonomies.push(TaxonomyConfig {
            name: entry.key.clone(),
            path: keys.optional("path", problems).unwrap_or_else(|| entry.key.clone()),
            feed: keys.optional("feed", problems).unwrap_or(false),
            paginate_by: keys.optional("paginate_by", problems).filter(|&size| size > 0),
        });
        keys.finish(&format!("`[taxonomies.{}]`", entry.key), problems);
    }
    taxonomies
}

fn feeds(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> Feeds {
    section(fields, source, "feeds", problems, |keys, problems| Feeds {
        enabled: keys.optional("enabled", problems).unwrap_or(true),
        limit: keys.optional("limit", problems).unwrap_or(20),
        full: keys.choice("content", &[("full", true), ("summary", false)], problems).unwrap_or(false),
    })
}

fn markdown(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> Markdown {
    section(fields, source, "markdown", problems, |keys, problems| Markdown {
        raw_html: keys.optional("raw_html", problems).unwrap_or(true),
        smart_punctuation: keys.optional("smart_punctuation", problems).unwrap_or(true),
        heading_anchors: keys.optional("heading_anchors", problems).unwrap_or(true),
        external_links: keys
            .choice("external_links", &[("plain", ExternalLinks::Plain), ("mark", ExternalLinks::Mark)], problems)
            .unwrap_or(ExternalLinks::Mark),
    })
}
