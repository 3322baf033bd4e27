//! Themes: which layer's file is used, and what themes declare.
//!
//! Nothing here knows Tera or HTML; templates and styles are texts with a place.

mod bundle;
mod charts;
mod color;
mod component_role;
mod contrast;
mod export;
mod icons;
mod layers;
mod loaded;
mod manifest;
mod naming;
mod own_text;
mod params;
pub(crate) mod roles;
mod static_file;
mod strings;
mod tokens;
mod uses;
mod web_manifest;

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};

pub(crate) use bundle::Parts;
pub(crate) use charts::Charts;
pub(crate) use component_role::{ComponentRole, ComponentRoles, Needs};
use contrast::Declared;
pub(crate) use contrast::{Colors, Proof, Scheme, shown};
pub(crate) use export::{Alone, AloneContent};
pub(crate) use icons::{IconParts, Mark};
pub(crate) use layers::{BASE, Layer, names};
pub(crate) use loaded::{LoadedTheme, Loading, Use};
pub(crate) use manifest::{Manifest, Years};
pub(crate) use own_text::OwnTexts;
pub(crate) use params::{Param, Params};
pub(crate) use static_file::StaticFile;
pub(crate) use strings::{Argument, Strings};
pub(crate) use tokens::{Token, Tokens};
pub(crate) use uses::{Uses, Variables, uses};
pub(crate) use web_manifest::Start;

use crate::base::diagnostic::Problems;
use crate::base::fingerprint::Fingerprint;
use crate::base::locale::Language;
use crate::base::source::{Asset, Snapshot, Source, SourceId, Span};
use crate::syntax::fields::Table;
use crate::syntax::tera::{self, Template};

/// A theme with everything below it, ready to be asked.
#[derive(Clone, Debug)]
pub(crate) struct Theme {
    layers: Vec<Layer>,
    /// By name below `templates/`, each with its layers, strongest first.
    templates: BTreeMap<String, Vec<TemplateFile>>,
    /// The `.ftl` files with their layers, strongest first.
    strings: Vec<(usize, Source)>,
    /// By path below `static/`, the strongest layer's file.
    statics: BTreeMap<String, Asset>,
    /// The fonts of cards, by name, the strongest layer's.
    pub card_fonts: Arc<[Asset]>,
    tokens: Tokens,
    fingerprint: Fingerprint,
}

/// A template of a layer.
#[derive(Clone, Debug)]
struct TemplateFile {
    layer: usize,
    source: Source,
    /// What it names, read when first asked for: several parts of a theme are made of it.
    read: OnceLock<Template>,
}

impl TemplateFile {
    fn read(&self) -> &Template {
        self.read.get_or_init(|| tera::read(&self.source.text))
    }
}

/// Finds a theme and all it inherits. `named_at` is where the name is written.
///
/// The returned theme can always be used, if need be with only the site's own files.
pub(crate) fn resolve(snapshot: &Snapshot, name: &str, named_at: Option<Span>) -> (Theme, Problems) {
    let mut problems = Problems::new();
    let layers = layers::resolve(snapshot, name, named_at, &mut problems);
    let mut templates: BTreeMap<String, Vec<TemplateFile>> = BTreeMap::new();
    let mut strings = Vec::new();
    let mut statics = BTreeMap::new();
    let mut card_fonts: BTreeMap<String, Asset> = BTreeMap::new();
    for (index, layer) in layers.iter().enumerate() {
        let folder = layer.below("templates");
        for source in snapshot.texts_below(&folder) {
            let file = TemplateFile { layer: index, source: source.clone(), read: OnceLock::new() };
            templates.entry(source.id.as_str()[folder.len()..].to_owned()).or_default().push(file);
        }
        let is_strings = |source: &&Source| source.id.as_str().ends_with(".ftl");
        strings.extend(snapshot.texts_below(&layer.below("strings")).filter(is_strings).map(|source| (index, source.clone())));
        let folder = layer.below("static");
        for asset in snapshot.assets_below(&folder) {
            statics.entry(asset.id.as_str()[folder.len()..].to_owned()).or_insert_with(|| asset.clone());
        }
        let folder = layer.below("cards");
        let is_font = |asset: &&Asset| !layer.is_site() && [".ttf", ".otf"].iter().any(|ending| asset.id.as_str().ends_with(ending));
        for asset in snapshot.assets_below(&folder).filter(is_font) {
            card_fonts.entry(asset.id.as_str()[folder.len()..].to_owned()).or_insert_with(|| asset.clone());
        }
    }
    let card_fonts = card_fonts.into_values().collect();
    let mut tokens = Tokens::default();
    for layer in layers.iter().rev() {
        tokens.overlay(&layer.manifest.tokens);
    }
    tokens.check_schemes(&mut problems);
    let manifests: Vec<&Source> =
        layers.iter().filter(|layer| !layer.is_site()).filter_map(|layer| snapshot.text(&format!("{}/theme.toml", layer.folder))).collect();
    contrast::check(&tokens, &declared_pairs(&layers), &manifests, &mut problems);
    let fingerprint = fingerprint(&layers, &templates, &strings);
    (Theme { layers, templates, strings, statics, card_fonts, tokens, fingerprint }, problems)
}

/// The pairs that the themes declare for their own colours, those of `base` first.
fn declared_pairs(layers: &[Layer]) -> Vec<Declared> {
    layers.iter().rev().flat_map(|layer| layer.manifest.contrast.iter().cloned()).collect()
}

fn fingerprint(layers: &[Layer], templates: &BTreeMap<String, Vec<TemplateFile>>, strings: &[(usize, Source)]) -> Fingerprint {
    struct Parts<'a>(&'a [Layer], &'a BTreeMap<String, Vec<TemplateFile>>, &'a [(usize, Source)]);
    impl Hash for Parts<'_> {
        fn hash<H: Hasher>(&self, state: &mut H) {
            for layer in self.0 {
                let Manifest { title, description, years, slogan, hashtags, .. } = &layer.manifest;
                (&layer.name, title, description, years, slogan, hashtags).hash(state);
            }
            let templates = self.1.values().flatten().map(|file| (&file.layer, &file.source));
            for (index, source) in templates.chain(self.2.iter().map(|(index, source)| (index, source))) {
                (index, &source.id, source.fingerprint).hash(state);
            }
        }
    }
    Fingerprint::of(&Parts(layers, templates, strings))
}

impl Theme {
    /// The theme's name; that of the strongest layer that was found.
    pub(crate) fn name(&self) -> &str {
        self.layers.get(1).map_or(BASE, |layer| &layer.name)
    }

    /// Strongest first: the site, the theme, what it inherits, `base`.
    pub(crate) fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The strongest template of a name such as `partials/head.html`, with its layer's index.
    pub(crate) fn template(&self, name: &str) -> Option<(&Source, usize)> {
        self.templates.get(name)?.first().map(|file| (&file.source, file.layer))
    }

    /// Every template of every layer, as layer, name and text; by name, then strongest first.
    pub(crate) fn templates(&self) -> impl Iterator<Item = (usize, &str, &Source)> {
        self.templates.iter().flat_map(|(name, files)| files.iter().map(move |file| (file.layer, name.as_str(), &file.source)))
    }

    /// The same with what each of them names.
    pub(crate) fn read_templates(&self) -> impl Iterator<Item = (usize, &str, &Source, &Template)> {
        let files = self.templates.iter().flat_map(|(name, files)| files.iter().map(move |file| (name, file)));
        files.map(|(name, file)| (file.layer, name.as_str(), &file.source, file.read()))
    }

    /// All static files by the path they are published under.
    pub(crate) fn statics(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.statics.iter().map(|(path, asset)| (path.as_str(), asset))
    }

    /// The theme with all that it inherits, as the files of one folder under a new name.
    pub(crate) fn alone(&self, snapshot: &Snapshot, name: &str) -> Alone {
        export::alone(self, snapshot, name)
    }

    pub(crate) fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// The contrast of each colour on the grounds that it is used on.
    pub(crate) fn proofs(&self) -> Vec<Proof> {
        contrast::proofs(&self.tokens, &declared_pairs(&self.layers))
    }

    /// The theme's title, or that of the nearest theme that has one.
    pub(crate) fn title(&self) -> Option<&str> {
        self.layers.iter().find_map(|layer| layer.manifest.title.as_deref())
    }

    pub(crate) fn years(&self) -> Option<Years> {
        self.layers.iter().find_map(|layer| layer.manifest.years)
    }

    /// The slogan in a language, else in its parent, else in the default language.
    ///
    /// The nearest theme with any slogan decides: last campaign's words in the right
    /// language would be worse than this one's in another.
    pub(crate) fn slogan(&self, language: &Language, default: &Language) -> Option<&str> {
        let slogans = self.layers.iter().map(|layer| &layer.manifest.slogan).find(|slogans| !slogans.is_empty())?;
        in_language(slogans, language, default).map(String::as_str)
    }

    /// The hashtags in a language, by the rule of the slogan.
    pub(crate) fn hashtags(&self, language: &Language, default: &Language) -> &[String] {
        let hashtags = self.layers.iter().map(|layer| &layer.manifest.hashtags).find(|hashtags| !hashtags.is_empty());
        hashtags.and_then(|hashtags| in_language(hashtags, language, default)).map_or(&[], Vec::as_slice)
    }

    /// What the site sets under `[params]`, checked, with the defaults of what it leaves out.
    pub(crate) fn params(&self, site: &Table, source: &SourceId) -> (Params, Problems) {
        params::check(&self.declared_params(), site, source)
    }

    /// The parameters of all layers, those of `base` first; a stronger layer's declaration counts.
    pub(crate) fn declared_params(&self) -> Vec<&Param> {
        let mut declared: Vec<&Param> = Vec::new();
        for param in self.layers.iter().rev().flat_map(|layer| &layer.manifest.params) {
            match declared.iter_mut().find(|known| known.name == param.name) {
                Some(known) => *known = param,
                None => declared.push(param),
            }
        }
        declared
    }

    /// The strings of all layers for these languages, those they fall back to included.
    pub(crate) fn strings(&self, languages: &[Language], default: &Language) -> (Strings, Problems) {
        // The weakest come first, so that stronger layers replace them key by key.
        let files = self.strings.iter().rev().map(|(layer, source)| (self.layers[*layer].below("strings"), source));
        strings::load(files, languages, default)
    }

    /// The files of strings with the language in their name, weakest first.
    pub(crate) fn string_files(&self) -> impl Iterator<Item = (String, &Source)> {
        self.strings.iter().rev().map(|(layer, source)| {
            let folder = self.layers[*layer].below("strings");
            (source.id.as_str()[folder.len()..].trim_end_matches(".ftl").to_owned(), source)
        })
    }

    /// The fingerprint of everything that templates get from the theme: templates, strings, its identity and the parameters.
    /// Static files and tokens are artifacts of their own.
    pub(crate) fn fingerprint(&self, params: &Params) -> Fingerprint {
        Fingerprint::of(&(self.fingerprint, params))
    }
}

/// A language's value, else its parent's, else the default language's.
fn in_language<'v, T>(values: &'v [(Language, T)], language: &Language, default: &Language) -> Option<&'v T> {
    let wanted = std::iter::successors(Some(language.clone()), Language::parent);
    wanted
        .chain(std::iter::successors(Some(default.clone()), Language::parent))
        .find_map(|wanted| values.iter().find(|(language, _)| *language == wanted).map(|(_, value)| value))
}

#[cfg(test)]
mod tests;
