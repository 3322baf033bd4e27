//! A theme with everything that it inherits, as the files of one folder.
//!
//! `base` lies below the new theme as below every other, but nothing of it shows: every file of it has its like in the folder.

mod manifest;
mod strings;
mod templates;

use std::collections::BTreeMap;

use super::Theme;
use crate::base::diagnostic::Problems;
use crate::base::source::{Asset, Snapshot, Source};
use crate::syntax::fluent;

/// A theme that needs no other one.
pub(crate) struct Alone {
    /// By path below the theme's folder.
    pub files: BTreeMap<String, AloneFile>,
    /// What keeps it from being right.
    pub problems: Problems,
}

/// A file with the layer that it comes from; what several have written comes from the strongest.
pub(crate) struct AloneFile {
    pub layer: usize,
    pub content: AloneContent,
}

pub(crate) enum AloneContent {
    Text(String),
    Copy(Asset),
}

/// The files of a theme and of all below it, under a new name. Those of the site itself stay the site's.
pub(super) fn alone(theme: &Theme, snapshot: &Snapshot, name: &str) -> Alone {
    let mut problems = Problems::new();
    let mut files = BTreeMap::new();
    let text = |layer, text| AloneFile { layer, content: AloneContent::Text(text) };
    for (path, layer, template) in templates::together(theme) {
        files.insert(format!("templates/{path}"), text(layer, template));
    }
    let mut languages: BTreeMap<&str, Vec<(usize, &Source)>> = BTreeMap::new();
    for (layer, source) in theme.strings.iter().filter(|(layer, _)| *layer > 0) {
        fluent::parse(source, &mut problems);
        languages.entry(source.id.file_name()).or_default().push((*layer, source));
    }
    for (file, sources) in languages {
        let layer = sources.iter().map(|(layer, _)| *layer).min().unwrap_or_default();
        let named: Vec<(&str, &str)> =
            sources.iter().map(|(layer, source)| (theme.layers[*layer].name.as_str(), source.text.as_ref())).collect();
        files.insert(format!("strings/{file}"), text(layer, strings::together(&named)));
    }
    for (layer, folder) in theme.layers.iter().enumerate().skip(1).map(|(index, layer)| (index, layer.below("static"))) {
        for asset in snapshot.assets_below(&folder) {
            let file = || AloneFile { layer, content: AloneContent::Copy(asset.clone()) };
            files.entry(format!("static/{}", &asset.id.as_str()[folder.len()..])).or_insert_with(file);
        }
    }
    let manifests: Vec<&str> =
        theme.layers[1..].iter().filter_map(|layer| Some(snapshot.text(&format!("{}/theme.toml", layer.folder))?.text.as_ref())).collect();
    files.insert("theme.toml".to_owned(), text(1, manifest::together(&manifests, name)));
    Alone { files, problems }
}
