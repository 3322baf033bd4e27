//! Which variables the templates and components of a theme name, themselves or in what they include, extend or call.
//!
//! A value that no template names need not be made, and what changes with time is only an input of what names it. It is better
//! to find too many names than too few: every word outside quotes that could be a variable counts.

use std::collections::BTreeSet;

use super::Theme;
use crate::syntax::tera::{Template, What};

pub(crate) use crate::syntax::tera::{Reach as Uses, Variables};

/// Reads every template that can be reached.
pub(crate) fn uses(theme: &Theme) -> Uses {
    let templates: Vec<(usize, &str, &Template)> =
        theme.read_templates().map(|(layer, name, _, template)| (layer, name, template)).collect();
    // The names of the templates that some template addresses as `theme/NAME`, a layer below its own.
    let addresses = templates.iter().flat_map(|(.., template)| &template.uses);
    let built_upon: BTreeSet<&str> = addresses
        .filter(|used| matches!(used.what, What::Extends | What::Include | What::Text))
        .filter_map(|used| used.name.strip_prefix("theme/"))
        .collect();
    // A template hides those of its name in the layers below, unless some template builds upon them or they define
    // components, which are found by their own names.
    let is_reached = |(layer, name, template): &&(usize, &str, &Template)| {
        let is_hidden = theme.template(name).is_some_and(|(_, top)| top < *layer);
        !is_hidden || built_upon.contains(name) || !template.components.is_empty()
    };
    Uses::of(templates.iter().filter(is_reached).map(|(_, name, template)| (*name, *template)))
}
