//! A theme as the contract sees it: everything that it and the site's own files provide.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::reader::{self, Template};
use crate::base::diagnostic::Problems;
use crate::base::source::{AssetBytes, Snapshot, Source, SourceId};
use crate::render::{Definitions, template_problems};
use crate::site::{self, Site};
use crate::syntax::css::{self, Css};
use crate::theme::LoadedTheme;

/// A theme with its templates read for the names they use.
pub(crate) struct Pack {
    pub theme: LoadedTheme,
    /// Of all layers, by name, strongest first.
    pub templates: Vec<ReadTemplate>,
    pub definitions: Definitions,
    /// Style sheets of all layers that are kept in memory, with their paths below `static`.
    pub styles: Vec<(Source, String)>,
}

/// A template with its name and the layer it belongs to.
pub(crate) struct ReadTemplate {
    pub layer: usize,
    pub name: String,
    pub source: Source,
    pub template: Template,
}

impl Pack {
    /// Loads a theme as a build would, and returns what is wrong with it.
    pub(crate) fn new(site: &Site, snapshot: &Snapshot, name: &str) -> (Self, Problems) {
        let (theme, mut problems) = site::load_theme(snapshot, &site.config, name, None, true);
        problems.extend(template_problems(&theme.theme));
        let templates: Vec<ReadTemplate> = theme
            .theme
            .templates()
            .map(|(layer, name, source)| ReadTemplate {
                layer,
                name: name.to_owned(),
                source: source.clone(),
                template: reader::read(&source.text),
            })
            .collect();
        let definitions = Definitions::read(&theme.theme);
        let styles = styles(snapshot, &theme);
        (Self { theme, templates, definitions, styles }, problems)
    }

    /// Whether the theme was found at all.
    pub(crate) fn is_there(&self) -> bool {
        self.theme.theme.name() == self.theme.name
    }

    /// The strongest template of a name, as seen from a layer: `theme/…` is one below it.
    pub(crate) fn template(&self, name: &str, layer: usize) -> Option<&ReadTemplate> {
        match name.strip_prefix("theme/") {
            Some(name) => self.templates.iter().find(|read| read.name == name && read.layer > layer),
            None => self.templates.iter().find(|read| read.name == name),
        }
    }

    /// The custom properties that tokens, style sheets and templates set.
    pub(crate) fn properties(&self) -> BTreeSet<String> {
        let tokens = self.theme.theme.tokens();
        let mut set: BTreeSet<String> = tokens.light.iter().map(|token| token.property.clone()).collect();
        set.extend(self.css().flat_map(|(_, css)| css.set).map(|set| set.name));
        set
    }

    /// What every style sheet and template names in CSS.
    pub(crate) fn css(&self) -> impl Iterator<Item = (&Source, Css)> {
        let sheets = self.styles.iter().map(|(source, _)| (source, css::read(&source.text)));
        sheets.chain(self.templates.iter().map(|read| (&read.source, css::read_in_html(&read.source.text))))
    }
}

/// The style sheets below `static` of every layer.
fn styles(snapshot: &Snapshot, theme: &LoadedTheme) -> Vec<(Source, String)> {
    let mut styles = Vec::new();
    for layer in theme.theme.layers() {
        let folder = layer.below("static");
        for asset in snapshot.assets_below(&folder).filter(|asset| asset.id.as_str().ends_with(".css")) {
            if let AssetBytes::Memory(bytes) = &asset.bytes
                && let Ok(text) = std::str::from_utf8(bytes)
            {
                styles.push((Source::new(asset.id.as_str(), Arc::from(text)), asset.id.as_str()[folder.len()..].to_owned()));
            }
        }
    }
    styles
}

/// The content files that use the site's theme; those of a section with a theme of its own do not change with it.
pub(super) fn themed_files(site: &Site) -> BTreeSet<SourceId> {
    site.index.entries.iter().filter(|entry| entry.theme.is_none()).filter_map(|entry| entry.source.clone()).collect()
}
