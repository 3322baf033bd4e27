//! The template engine of a theme: its templates as one Tera set, and its files as templates see them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tera::{ComponentArg, Tera};

use super::allowed;
use super::bounded;
use super::function;
use super::template_error::{self, load_problems, near_template};
use super::undefined;
use super::value::{HashedValue, list, map};
use super::variables;
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::locale::Language;
use crate::base::per_language::PerLanguage;
use crate::base::source::Source;
use crate::site::config::Config;
use crate::syntax::tera::{Guarded, Template, What, growing};
use crate::theme::{Colors, ComponentRole, ComponentRoles, LoadedTheme, OwnTexts, Scheme, StaticFile, Theme, Uses, uses};

/// A theme that outputs can be rendered with.
pub(crate) struct Engine {
    theme: Arc<LoadedTheme>,
    set: Arc<TemplateSet>,
    /// `asset(path)` by path.
    pub assets: BTreeMap<String, HashedValue>,
    /// `color(name, scheme)` by scheme and name, each with the colours resolved that it refers to.
    pub colors: BTreeMap<&'static str, BTreeMap<String, HashedValue>>,
    /// `theme` in each language.
    pub views: PerLanguage<HashedValue>,
}

/// The templates of a theme, kept between builds as long as they stay the same.
pub(crate) struct TemplateSet {
    /// None if a template does not load; then nothing can be rendered in this theme.
    pub tera: Option<Tera>,
    /// The templates as Tera has them, with their work counted.
    guarded: BTreeMap<String, Guarded>,
    /// Which variables each template and component names.
    pub uses: Uses,
    /// The roles that some of the components have.
    roles: ComponentRoles,
    /// What the site's own templates write, read when the first review asks for it.
    own_texts: OnceLock<OwnTexts>,
    /// Each template's source by the name Tera knows it under.
    sources: BTreeMap<String, Source>,
}

impl Deref for Engine {
    type Target = LoadedTheme;

    fn deref(&self) -> &LoadedTheme {
        &self.theme
    }
}

impl Engine {
    pub(crate) fn new(theme: Arc<LoadedTheme>, set: Arc<TemplateSet>, config: &Config) -> Self {
        let assets = theme.files.values().map(|file| (file.path.clone(), asset(config, file))).collect();
        let default = &config.default_language().tag;
        let views = config.languages.map(|language| view(&theme, &language.tag, default));
        let colors = Scheme::ALL.map(|scheme| (scheme.name(), colors(&theme.theme, scheme))).into();
        Self { theme, set, assets, colors, views }
    }

    pub(crate) fn tera(&self) -> Option<&Tera> {
        self.set.tera.as_ref()
    }

    pub(crate) fn uses(&self) -> &Uses {
        &self.set.uses
    }

    /// What the site's own templates write on pages.
    pub(crate) fn own_texts(&self) -> &OwnTexts {
        self.set.own_texts.get_or_init(|| OwnTexts::read(&self.theme.theme))
    }

    /// The role of a component that a text calls.
    pub(crate) fn role(&self, component: &str) -> Option<ComponentRole> {
        self.set.roles.of(component)
    }

    /// What the components mean and need.
    pub(crate) fn roles(&self) -> &ComponentRoles {
        &self.set.roles
    }

    pub(crate) fn has_template(&self, name: &str) -> bool {
        self.theme.theme.template(name).is_some()
    }

    /// A template that makes more than it may.
    pub(crate) fn too_much(&self, template: &str, during: String) -> Diagnostic {
        let problem = Diagnostic::new(Code::TemplateRender, bounded::too_much()).help(bounded::HELP).during(during);
        match self.theme.theme.template(template) {
            Some((source, _)) => problem.at(source.id.at(0..0)),
            None => problem,
        }
    }

    /// A failed render as a problem at its place in a template.
    pub(crate) fn problem(&self, error: &tera::Error, during: String) -> Diagnostic {
        template_error::problem(&self.set.sources, &self.set.guarded, error).during(during)
    }
}

/// Says that a page's template is not there.
pub(crate) fn missing_template(theme: &LoadedTheme, name: &str) -> Diagnostic {
    let help = Suggestion::of(near_template(name, theme.theme.templates().map(|(_, name, _)| name)))
        .or_else(|| format!("add `templates/{name}`, or choose a theme that has it"));
    Diagnostic::new(Code::MissingTemplate, format!("there is no template `{name}`")).help(help)
}

/// What is wrong with the templates of a theme.
pub(crate) fn template_problems(theme: &Theme) -> Problems {
    load_tera(theme).2
}

/// Templates by the names Tera gets: the site's under their own, a layer's under `~0001/`.
///
/// The prefix is as long as `theme/`, so that an address of the layer below can be
/// replaced by it and columns in messages stay right.
fn named_templates(theme: &Theme) -> BTreeMap<String, &Source> {
    theme.templates().map(|(layer, name, source)| (layer_name(layer, name), source)).collect()
}

pub(super) fn layer_name(layer: usize, name: &str) -> String {
    if layer == 0 { name.to_owned() } else { format!("{}{name}", prefix(layer)) }
}

fn prefix(layer: usize) -> String {
    format!("~{layer:04}/")
}

/// Loads all templates of a theme; every problem is gathered.
pub(crate) fn load(theme: &Theme) -> (TemplateSet, Problems) {
    let (tera, guarded, mut problems) = load_tera(theme);
    let roles = problems.absorb(ComponentRoles::read(theme));
    problems.extend(tera.iter().flat_map(|tera| unknown_enums(tera, theme)));
    problems.extend(variables::unknown(theme));
    let sources = named_templates(theme).into_iter().map(|(name, source)| (name, source.clone())).collect();
    (TemplateSet { tera, guarded, uses: uses(theme), roles, own_texts: OnceLock::new(), sources }, problems)
}

/// Values that a component allows for an argument that it does not have: the argument meant would take any.
fn unknown_enums(tera: &Tera, theme: &Theme) -> Problems {
    let mut problems = Problems::new();
    let mut templates: Vec<_> = theme.read_templates().filter(|(_, _, source, _)| source.text.contains("\"enum\"")).collect();
    templates.sort_by_key(|(layer, ..)| *layer);
    let mut seen = BTreeSet::new();
    for (_, _, source, template) in templates {
        for definition in &template.components {
            // What a stronger layer replaces is not looked at.
            if !seen.insert(definition.name.clone()) {
                continue;
            }
            let Some(info) = tera.get_component_definition(&definition.name) else { continue };
            for name in allowed::unknown_arguments(&info) {
                let names = info.args().iter().map(ComponentArg::name);
                let help = Suggestion::nearest(&name, names).or("name one of its arguments");
                let message = format!("`enum` of the component `{}` names the argument `{name}`, which it does not have", definition.name);
                problems.push(Diagnostic::new(Code::TemplateReference, message).at(source.id.at(definition.at.clone())).help(help));
            }
        }
    }
    problems
}

fn load_tera(theme: &Theme) -> (Option<Tera>, BTreeMap<String, Guarded>, Problems) {
    let sources = named_templates(theme);
    let mut problems = Problems::new();
    let mut texts: Vec<(String, String)> = Vec::new();
    for (layer, name, source, template) in theme.read_templates() {
        let text = address_layers(theme, layer, source, template, &mut problems);
        problems.extend(growing(&source.text).map(|(name, at)| {
            Diagnostic::new(Code::TemplateRender, format!("the text `{name}` is joined with itself over and over, and doubles each time"))
                .at(source.id.at(at))
                .help("join each text once; no page needs so many copies of one")
        }));
        texts.push((layer_name(layer, name), text));
    }
    if !problems.is_empty() {
        return (None, BTreeMap::new(), problems);
    }
    let guarded: BTreeMap<String, Guarded> = texts.iter().map(|(name, text)| (name.clone(), Guarded::new(text))).collect();
    let mut tera = empty(theme);
    if tera.add_raw_templates(guarded.iter().map(|(name, guarded)| (name.as_str(), guarded.text.as_str()))).is_ok() {
        return (Some(tera), guarded, Problems::new());
    }
    // What is wrong is told of the templates as they are written.
    let mut tera = empty(theme);
    match tera.add_raw_templates(texts.iter().map(|(name, text)| (name.as_str(), text.as_str()))) {
        Ok(()) => (Some(tera), BTreeMap::new(), Problems::new()),
        Err(error) => (None, BTreeMap::new(), load_problems(&|| empty(theme), &sources, &texts, &error)),
    }
}

pub(super) fn empty(theme: &Theme) -> Tera {
    let mut tera = Tera::new();
    tera.autoescape_on([".html", ".xml"]);
    // It fails only on a set that has templates already.
    let _ = tera.set_fallback_prefixes((1..theme.layers().len()).map(prefix));
    function::register(&mut tera);
    bounded::register(&mut tera);
    undefined::register(&mut tera);
    tera
}

/// Replaces `theme/page.html` in `extends` and `include` by the name of the layer below.
fn address_layers(theme: &Theme, layer: usize, source: &Source, template: &Template, problems: &mut Problems) -> String {
    let mut text = source.text.to_string();
    for used in &template.uses {
        let Some(name) = used.name.strip_prefix("theme/").filter(|_| matches!(used.what, What::Extends | What::Include)) else { continue };
        // Behind the quote.
        let at = used.at.start + 1;
        match theme.templates().find(|(below, found, _)| *below > layer && *found == name) {
            Some((below, ..)) => text.replace_range(at..at + "theme/".len(), &prefix(below)),
            None => {
                let names = theme.templates().filter(|(below, ..)| *below > layer).map(|(_, name, _)| name);
                let help = Suggestion::nearest(name, names)
                    .spelled(|name| format!("theme/{name}"))
                    .or("`theme/…` names a template of the theme below this one");
                let end = at + "theme/".len() + name.len();
                problems.push(
                    Diagnostic::new(Code::TemplateReference, format!("no theme below has a template `{name}`"))
                        .at(source.id.at(at..end))
                        .help(help),
                );
            }
        }
    }
    text
}

/// `theme` as templates of one language see it.
fn view(theme: &LoadedTheme, language: &Language, default: &Language) -> HashedValue {
    let params: tera::Map = theme.params.0.iter().map(|(name, value)| (name.clone().into(), super::value::from_fields(value))).collect();
    let theme = &theme.theme;
    HashedValue::new(map([
        ("name", theme.name().into()),
        ("title", theme.title().into()),
        ("years", theme.years().map(|years| list([years.first.into(), years.last.into()])).into()),
        ("slogan", theme.slogan(language, default).into()),
        ("hashtags", list(theme.hashtags(language, default).iter().map(|tag| tag.as_str().into()))),
        ("params", params.into()),
    ]))
}

/// The colours of a theme as CSS.
fn colors(theme: &Theme, scheme: Scheme) -> BTreeMap<String, HashedValue> {
    let colors = Colors::new(theme.tokens(), scheme);
    colors.names().filter_map(|name| Some((name.to_owned(), HashedValue::new(colors.paint(name)?.into())))).collect()
}

/// What `asset(path)` gives.
fn asset(config: &Config, file: &StaticFile) -> HashedValue {
    let base = &config.base_url;
    // A file whose name does not change gets a query, which hosts ignore and caches respect. Icons and manifests are asked for by
    // their bare names too, and need no second address.
    let query = if file.stamped.is_some() || file.asset.is_none() { String::new() } else { format!("?v={}", file.version()) };
    let url = file.stamped.as_ref().unwrap_or(&file.url);
    HashedValue::new(map([
        ("url", format!("{}{query}", base.href(url)).into()),
        ("permalink", base.permalink(&file.url).into()),
        ("integrity", format!("sha256-{}", STANDARD.encode(file.sha256)).into()),
        ("width", file.size.map(|(width, _)| width).into()),
        ("height", file.size.map(|(_, height)| height).into()),
    ]))
}
