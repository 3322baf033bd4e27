//! Which files the templates of a theme name, so that none is made for nobody.

use std::collections::BTreeSet;

use super::Theme;

/// Whether a template that pages can be made of has the name of a file in it.
pub(super) fn is_named(theme: &Theme, file: &str) -> bool {
    let naming = theme.templates().filter(|(.., source)| source.text.contains(file));
    naming.into_iter().any(|(layer, name, _)| is_reached(theme, layer, name, &mut BTreeSet::new()))
}

/// The folder of templates that others include.
const PARTIALS: &str = "partials/";

/// Whether a template of a layer is used: it is the strongest of its name, or one above it names its layer, and one that is no
/// partial names it if it is a partial.
fn is_reached<'t>(theme: &'t Theme, layer: usize, name: &'t str, seen: &mut BTreeSet<(usize, &'t str)>) -> bool {
    if !seen.insert((layer, name)) {
        return false;
    }
    let is_strongest = theme.template(name).is_some_and(|(_, strongest)| strongest == layer);
    if is_strongest && !name.starts_with(PARTIALS) {
        return true;
    }
    let below = format!("theme/{name}");
    let uses = |other: usize, text: &str| (is_strongest && text.contains(name)) || (other < layer && text.contains(&below));
    let users: Vec<(usize, &str)> =
        theme.templates().filter(|(other, _, source)| uses(*other, &source.text)).map(|(other, name, _)| (other, name)).collect();
    users.into_iter().any(|(layer, name)| is_reached(theme, layer, name, seen))
}
