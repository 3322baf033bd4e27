//! The themes that a site uses: its own, and those of sections.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Structure, config::Config};
use crate::base::diagnostic::Diagnostic;
use crate::base::locale::Language;
use crate::base::memo::Memo;
use crate::base::source::{Snapshot, Span};
use crate::syntax::fields::Table;
use crate::theme::{self, LoadedTheme, Loading, Parts, Use};

/// Loads a theme for a site, whether the site uses it yet or not.
pub(crate) fn load_theme(
    snapshot: &Snapshot,
    config: &Config,
    name: &str,
    named_at: Option<Span>,
    is_site_theme: bool,
) -> (LoadedTheme, Vec<Diagnostic>) {
    let (loading, problems) = begin(snapshot, config, name, named_at, is_site_theme);
    let bundle = loading.bundle.as_ref().map(|parts| Arc::from(parts.join()));
    (loading.finish(bundle), problems)
}

fn begin(snapshot: &Snapshot, config: &Config, name: &str, named_at: Option<Span>, is_site_theme: bool) -> (Loading, Vec<Diagnostic>) {
    let none = Table::default();
    let own = config.theme_params.iter().find(|(theme, _)| theme.value == name).map_or(&none, |(_, params)| params);
    let params = if is_site_theme { &config.params } else { own };
    let languages: Vec<Language> = config.languages.iter().map(|language| language.tag.clone()).collect();
    let params = (params, &config.source);
    Loading::new(snapshot, Use { name, named_at, is_site_theme, params, styles: &config.styles, languages: &languages })
}

/// Every theme in use by its name. The parameters of other themes are checked too, since they may be used later.
/// `bundles` remembers their styles.
pub(crate) fn load_themes(
    snapshot: &Snapshot,
    structure: &Structure,
    bundles: &mut Memo<Arc<str>>,
    problems: &mut Vec<Diagnostic>,
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
    let is_unused = |name: &str| name == config.theme.value || !names.contains_key(name);
    for (name, params) in config.theme_params.iter().filter(|(name, _)| is_unused(&name.value)) {
        let (theme, found) = theme::resolve(snapshot, &name.value, Some(config.source.at(name.span.clone())));
        problems.extend(found);
        problems.extend(theme.params(params, &config.source).1);
    }
    let mut themes = Vec::new();
    for (name, at) in names {
        let (theme, found) = begin(snapshot, config, &name, at, name == config.theme.value);
        problems.extend(found);
        themes.push(theme);
    }
    let with_bundles: Vec<(&str, &Parts)> = themes.iter().filter_map(|theme| Some((theme.name(), theme.bundle.as_ref()?))).collect();
    let join = |(_, parts): &(&str, &Parts)| (Arc::from(parts.join()), Vec::new());
    let joined = bundles.stage_each(&with_bundles, problems, |(name, parts)| (name, parts.key), join);
    let names: Vec<String> = with_bundles.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut joined: BTreeMap<String, Arc<str>> = names.into_iter().zip(joined).collect();
    let finish = |theme: Loading| {
        (theme.name().to_owned(), {
            let bundle = joined.remove(theme.name());
            Arc::new(theme.finish(bundle))
        })
    };
    themes.into_iter().map(finish).collect()
}
