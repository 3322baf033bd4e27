//! What the site's own templates write on a page, beside what the page itself says.
//!
//! A theme may change its look from year to year without another review of every page, so its templates do not count; those in
//! the site's `templates/` do, by the words that they write.

use std::collections::{BTreeMap, BTreeSet};

use super::Theme;
use crate::syntax::html::Document;
use crate::syntax::tera::{self, What};

/// The templates of a theme with the words of the site's own.
#[derive(Clone, Debug, Default)]
pub(crate) struct OwnTexts {
    /// By the name of the template.
    files: BTreeMap<String, File>,
    /// The layer and the template that define each component: the strongest one's counts.
    definitions: BTreeMap<String, (usize, String)>,
}

#[derive(Clone, Debug, Default)]
struct File {
    /// The templates and components that it includes, extends or calls.
    templates: BTreeSet<String>,
    components: BTreeSet<String>,
    /// The file and its words, if it is the site's own and has any.
    own: Option<(String, String)>,
}

impl OwnTexts {
    /// Reads the templates, unless all are the theme's.
    pub(crate) fn read(theme: &Theme) -> Self {
        let mut own = Self::default();
        if theme.templates().all(|(layer, ..)| layer > 0) {
            return own;
        }
        for (layer, name, source, template) in theme.read_templates() {
            let file = own.files.entry(name.to_owned()).or_default();
            for used in &template.uses {
                match &used.what {
                    // A layer below is named by `theme/` before the name.
                    What::Extends | What::Include => drop(file.templates.insert(used.name.trim_start_matches("theme/").to_owned())),
                    What::Component(_) => drop(file.components.insert(used.name.clone())),
                    _ => {}
                }
            }
            if layer == 0 {
                let words = words(&source.text);
                file.own = (!words.is_empty()).then(|| (source.id.to_string(), words));
            }
            for definition in &template.components {
                let known = own.definitions.entry(definition.name.clone()).or_insert_with(|| (layer, name.to_owned()));
                if layer < known.0 {
                    *known = (layer, name.to_owned());
                }
            }
        }
        own
    }

    /// The files with their words that write on a page: its template, the components of its text, and what these use.
    pub(crate) fn on_page<'a>(&'a self, template: &'a str, components: impl Iterator<Item = &'a str>) -> Vec<(&'a str, &'a str)> {
        let defined = |component: &str| self.definitions.get(&component.replace('-', "_")).map(|(_, name)| name.as_str());
        let mut open: Vec<&str> = components.filter_map(defined).chain([template]).collect();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut found = Vec::new();
        while let Some(name) = open.pop() {
            let Some(file) = self.files.get(name).filter(|_| seen.insert(name)) else { continue };
            found.extend(file.own.as_ref().map(|(id, words)| (id.as_str(), words.as_str())));
            open.extend(file.templates.iter().map(String::as_str));
            open.extend(file.components.iter().filter_map(|component| defined(component)));
        }
        found
    }
}

/// The words of a template outside its tags and its HTML, with one space between them.
fn words(template: &str) -> String {
    let html = tera::outside_tags(template);
    let document = Document::parse(&html);
    let words: Vec<&str> = document.texts().flat_map(|range| html[range].split_whitespace()).collect();
    words.join(" ")
}
