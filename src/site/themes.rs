//! The themes that a site uses: its own, and those of sections.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::assemble::prefix;
use super::config::{Config, LanguageConfig};
use super::{Structure, UrlPath};
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::fingerprint::Fingerprint;
use crate::base::locale::Language;
use crate::base::memo::Memo;
use crate::base::per_language::LanguageId;
use crate::base::source::{Snapshot, SourceId, Span};
use crate::syntax::fields::Table;
use crate::theme::{self, IconParts, LoadedTheme, Loading, Mark, Parts, Start, Use};

/// What is remembered of themes, by their names.
#[derive(Default)]
pub(crate) struct ThemeMemos {
    themes: Memo<BTreeMap<String, Arc<LoadedTheme>>>,
    bundles: Memo<Arc<str>>,
    marks: Memo<Option<Mark>>,
}

impl ThemeMemos {
    /// For the last build of a process.
    pub(crate) fn forgetful() -> Self {
        Self { themes: Memo::forgetful(), bundles: Memo::forgetful(), marks: Memo::forgetful() }
    }
}

/// Loads a theme for a site, whether the site uses it yet or not.
pub(crate) fn load_theme(
    snapshot: &Snapshot,
    config: &Config,
    name: &str,
    named_at: Option<Span>,
    is_site_theme: bool,
) -> (LoadedTheme, Problems) {
    let (loading, mut problems) = begin(snapshot, config, name, named_at, is_site_theme);
    let bundle = loading.bundle.as_ref().map(|parts| Arc::from(parts.join()));
    let mark = problems.absorb(loading.icons.as_ref().map(IconParts::read).unwrap_or_default());
    (loading.finish(bundle, mark.as_ref(), &starts(config), &config.base_url), problems)
}

fn begin(snapshot: &Snapshot, config: &Config, name: &str, named_at: Option<Span>, is_site_theme: bool) -> (Loading, Problems) {
    let none = Table::default();
    let own = config.theme_params.iter().find(|(theme, _)| theme.value == name).map_or(&none, |(_, params)| params);
    let params = if is_site_theme { &config.params } else { own };
    let icon = config.identity.icon.as_ref();
    let languages: Vec<Language> = config.languages.iter().map(|language| language.tag.clone()).collect();
    let params = (params, &config.source);
    Loading::new(snapshot, Use { name, named_at, is_site_theme, params, styles: &config.styles, icon, languages: &languages })
}

/// Every theme in use by its name. The parameters of other themes are checked too, since they may be used later.
pub(crate) fn load_themes(
    snapshot: &Snapshot,
    structure: &Structure,
    memos: &mut ThemeMemos,
    problems: &mut Problems,
) -> BTreeMap<String, Arc<LoadedTheme>> {
    let config = &structure.config;
    let mut names: BTreeMap<String, Option<Span>> = BTreeMap::new();
    // A theme that is only tried is not named in any file.
    let at = snapshot.settings.theme.is_none().then(|| config.source.at(config.theme.span.clone()));
    names.insert(config.theme.value.clone(), at);
    for entry in &structure.index.entries {
        if let (Some(theme), Some(source)) = (&entry.front.section.theme, &entry.source) {
            names.entry(theme.value.clone()).or_insert_with(|| Some(source.at(theme.span.clone())));
        }
    }
    let key = {
        let is_part = |id: &SourceId| !id.as_str().starts_with("content/");
        let texts: Vec<_> = snapshot.texts.values().filter(|text| is_part(&text.id)).map(|text| (&text.id, text.fingerprint)).collect();
        let assets: Vec<_> = snapshot.assets.values().filter(|asset| is_part(&asset.id)).map(|asset| (&asset.id, asset.sha256)).collect();
        Fingerprint::of(&(config, snapshot.settings.choices(), &names, texts, assets, &snapshot.problems))
    };
    let ThemeMemos { themes, bundles, marks } = memos;
    themes.stage(key, problems, || {
        let mut found = Problems::new();
        (load_named(snapshot, config, names, bundles, marks, &mut found), found)
    })
}

fn load_named(
    snapshot: &Snapshot,
    config: &Config,
    names: BTreeMap<String, Option<Span>>,
    bundles: &mut Memo<Arc<str>>,
    marks: &mut Memo<Option<Mark>>,
    problems: &mut Problems,
) -> BTreeMap<String, Arc<LoadedTheme>> {
    let is_unused = |name: &str| name == config.theme.value || !names.contains_key(name);
    for (name, params) in config.theme_params.iter().filter(|(name, _)| is_unused(&name.value)) {
        let theme = problems.absorb(theme::resolve(snapshot, &name.value, Some(config.source.at(name.span.clone()))));
        problems.extend(theme.params(params, &config.source).1);
    }
    let mut themes = Vec::new();
    for (name, at) in names {
        let theme = problems.absorb(begin(snapshot, config, &name, at, name == config.theme.value));
        themes.push(theme);
    }
    let with_bundles: Vec<(&str, &Parts)> = themes.iter().filter_map(|theme| Some((theme.name(), theme.bundle.as_ref()?))).collect();
    let join = |(_, parts): &(&str, &Parts)| (Arc::from(parts.join()), Problems::new());
    let joined = bundles.stage_each(&with_bundles, problems, |(name, parts)| (name, parts.key), join);
    let names: Vec<String> = with_bundles.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut joined: BTreeMap<String, Arc<str>> = names.into_iter().zip(joined).collect();
    let with_icons: Vec<(&str, &IconParts)> = themes.iter().filter_map(|theme| Some((theme.name(), theme.icons.as_ref()?))).collect();
    let marks = marks.stage_each(&with_icons, problems, |(name, parts)| (name, parts.key), |(_, parts)| parts.read());
    let names: Vec<String> = with_icons.iter().map(|(name, _)| (*name).to_owned()).collect();
    let marks: BTreeMap<String, Option<Mark>> = names.into_iter().zip(marks).collect();
    let starts = starts(config);
    let finish = |theme: Loading| {
        let name = theme.name().to_owned();
        let mark = marks.get(&name).and_then(Option::as_ref);
        let theme = theme.finish(joined.remove(&name), mark, &starts, &config.base_url);
        (name, Arc::new(theme))
    };
    let themes: BTreeMap<_, _> = themes.into_iter().map(finish).collect();
    if let Some(theme) = themes.get(&config.theme.value) {
        check_identity(config, theme, problems);
    }
    themes
}

/// Where the site begins in each of its languages.
fn starts(config: &Config) -> Vec<Start> {
    let languages = config.languages.with_ids();
    let start = |(id, language): (LanguageId, &LanguageConfig)| Start {
        code: language.code.clone(),
        direction: language.own.direction.unwrap_or_else(|| language.tag.direction()),
        title: language.title.clone(),
        url: UrlPath::folder([prefix(config, id).as_str()]),
    };
    languages.map(start).collect()
}

/// The pictures of `[identity]` have to be there: templates show them on every page.
fn check_identity(config: &Config, theme: &LoadedTheme, problems: &mut Problems) {
    for path in config.identity.shown().filter(|path| !theme.files.contains_key(&path.value)) {
        let help =
            Suggestion::nearest(&path.value, theme.files.keys().map(String::as_str)).or(&format!("put it into `static/{}`", path.value));
        let problem = Diagnostic::new(Code::MissingAsset, format!("there is no static file `{}`", path.value));
        problems.push(problem.at(config.source.at(path.span.clone())).help(help));
    }
}
