//! Templates of several layers as those of one: what a stronger layer hides stays where something still reaches it, under another name.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::super::Theme;
use crate::base::source::Source;
use crate::syntax::tera::{Definition, Template, What};

/// Where hidden templates go. Partials are only made for those that name them.
const HIDDEN: &str = "partials/inherited";

/// What of a component's metadata a definition takes over from the one that it replaces.
const KEPT: [&str; 3] = ["role", "needs", "once"];

/// A template of a layer.
#[derive(Clone, Copy)]
struct Layered<'t> {
    layer: usize,
    name: &'t str,
    source: &'t Source,
    template: &'t Template,
    is_strongest: bool,
}

/// All templates with their names and the layers that they come from.
pub(super) fn together(theme: &Theme) -> Vec<(String, usize, String)> {
    let mut all: Vec<Layered<'_>> = Vec::new();
    for (layer, name, source, template) in theme.read_templates().filter(|(layer, ..)| *layer > 0) {
        let is_strongest = all.last().is_none_or(|last| last.name != name);
        all.push(Layered { layer, name, source, template, is_strongest });
    }
    let owners = owners(&all);
    let hidden = hidden(&all, &owners);
    let strongest = all.iter().filter(|one| one.is_strongest).map(|one| (one.name.to_owned(), *one, false));
    let hidden = all.iter().filter(|one| hidden.contains(&(one.layer, one.name))).map(|one| (hidden_name(theme, one), *one, true));
    let written = strongest.chain(hidden);
    written.map(|(path, one, is_hidden)| (path, one.layer, rewritten(theme, &all, &owners, &one, is_hidden))).collect()
}

/// Where a component is defined that counts: in the strongest layer that defines it.
type Owners<'t> = BTreeMap<&'t str, (usize, &'t str)>;

fn owners<'t>(all: &[Layered<'t>]) -> Owners<'t> {
    let mut owners = Owners::new();
    for one in all {
        for definition in &one.template.components {
            let owner = owners.entry(&definition.name).or_insert((one.layer, one.name));
            *owner = (*owner).min((one.layer, one.name));
        }
    }
    owners
}

/// The templates that `theme/NAME` reaches, and those with a component that nothing stronger defines.
fn hidden<'t>(all: &[Layered<'t>], owners: &Owners<'t>) -> BTreeSet<(usize, &'t str)> {
    let mut hidden: BTreeSet<(usize, &str)> = BTreeSet::new();
    let mut open: Vec<Layered<'_>> = all.iter().filter(|one| one.is_strongest).copied().collect();
    let is_needed = |one: &&Layered<'_>| {
        !one.is_strongest
            && one.template.components.iter().any(|definition| owners.get(definition.name.as_str()) == Some(&(one.layer, one.name)))
    };
    open.extend(all.iter().filter(is_needed));
    hidden.extend(open.iter().filter(|one| !one.is_strongest).map(|one| (one.layer, one.name)));
    while let Some(one) = open.pop() {
        for (_, below) in below(all, &one) {
            if hidden.insert((below.layer, below.name)) {
                open.push(below);
            }
        }
    }
    hidden
}

/// What a template names as `theme/NAME`: where the name stands, behind the quote, and the template meant.
fn below<'t>(all: &[Layered<'t>], one: &Layered<'t>) -> Vec<(Range<usize>, Layered<'t>)> {
    let named = one.template.uses.iter().filter(|used| matches!(used.what, What::Extends | What::Include));
    let found = named.filter_map(|used| {
        let name = used.name.strip_prefix("theme/")?;
        let below = all.iter().find(|other| other.layer > one.layer && other.name == name)?;
        let start = used.at.start + 1;
        Some((start..start + used.name.len(), *below))
    });
    found.collect()
}

fn hidden_name(theme: &Theme, one: &Layered<'_>) -> String {
    format!("{HIDDEN}/{}/{}", theme.layers[one.layer].name, one.name)
}

/// The text of a template among those of one layer.
fn rewritten(theme: &Theme, all: &[Layered<'_>], owners: &Owners<'_>, one: &Layered<'_>, is_hidden: bool) -> String {
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    for definition in &one.template.components {
        let is_owner = owners.get(definition.name.as_str()) == Some(&(one.layer, one.name));
        // A template that is written under both of its names defines its components under the first.
        if !is_owner || (is_hidden && one.is_strongest) {
            changes.push((definition.whole.clone(), left_out(&one.source.text[definition.whole.clone()], &definition.name)));
        } else if let Some(change) = with_meaning(all, one, definition) {
            changes.push(change);
        }
    }
    let is_left_out = |at: &Range<usize>, changes: &[(Range<usize>, String)]| {
        changes.iter().any(|(range, _)| range.start <= at.start && at.end <= range.end)
    };
    for (at, below) in below(all, one) {
        if !is_left_out(&at, &changes) {
            changes.push((at, hidden_name(theme, &below)));
        }
    }
    changes.sort_by_key(|(at, _)| std::cmp::Reverse(at.start));
    let mut text = one.source.text.to_string();
    for (at, new) in changes {
        text.replace_range(at, &new);
    }
    text
}

/// A comment in the place of a definition, which takes away the white space that the definition took away.
fn left_out(definition: &str, name: &str) -> String {
    let start = if definition.starts_with("{%-") { "{#-" } else { "{#" };
    let end = if definition.ends_with("-%}") { "-#}" } else { "#}" };
    format!("{start} The component `{name}` is defined elsewhere. {end}")
}

/// The definition's head with the metadata that it has from those it replaces.
fn with_meaning(all: &[Layered<'_>], one: &Layered<'_>, definition: &Definition) -> Option<(Range<usize>, String)> {
    let mut inherited: Vec<String> = Vec::new();
    for key in KEPT {
        if definition.metadata(&one.source.text, key).is_some() {
            continue;
        }
        let mut weaker: Vec<(usize, &str)> = Vec::new();
        for other in all.iter().filter(|other| other.layer > one.layer) {
            let same = other.template.components.iter().filter(|other| other.name == definition.name);
            weaker.extend(same.filter_map(|same| Some((other.layer, same.metadata(&other.source.text, key)?.0))));
        }
        weaker.sort_unstable();
        inherited.extend(weaker.first().map(|(_, value)| format!("\"{key}\": \"{value}\"")));
    }
    if inherited.is_empty() {
        return None;
    }
    let head = &one.source.text[definition.head.clone()];
    let arguments = end_of_arguments(head)?;
    let meaning = inherited.join(", ");
    let (at, new) = match head[arguments..].find('{') {
        Some(open) => (arguments + open + 1, format!(" {meaning},")),
        None => (arguments, format!(" {{ {meaning} }}")),
    };
    let at = definition.head.start + at;
    Some((at..at, new))
}

/// Where the arguments of a definition have ended, behind their parenthesis.
fn end_of_arguments(head: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0_usize, None);
    for (at, letter) in head.char_indices() {
        match (letter, quote) {
            (letter, Some(opened)) if letter == opened => quote = None,
            (_, Some(_)) => {}
            ('"' | '\'' | '`', None) => quote = Some(letter),
            ('(', None) => depth += 1,
            (')', None) => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}
