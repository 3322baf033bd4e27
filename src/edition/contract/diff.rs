//! What differs between two themes, and which pages each difference touches.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::pack::{Pack, ReadTemplate};
use super::profile::{Items, profiles};
use super::reader::What;
use super::thing::{ThingKind, ThingValue};
use super::values;
use crate::plan::Plan;
use crate::render::Component;
use crate::site::Site;
use crate::theme::Scheme;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum How {
    Removed,
    Changed,
    Added,
}

impl How {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Changed => "changed",
            Self::Added => "added",
        }
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Change {
    pub kind: ThingKind,
    pub how: How,
    pub name: String,
    pub before: Option<String>,
    pub after: Option<String>,
    /// What exactly changed, in words.
    pub details: Vec<String>,
    /// The pages that use it: content files, or addresses of pages without one.
    pub pages: Vec<String>,
}

/// All differences between two themes as one site sees them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Diff {
    pub old: String,
    pub new: String,
    /// How many pages use the site's theme.
    pub n_pages: usize,
    pub changes: Vec<Change>,
}

/// Compares two themes, each with all it inherits and with the site's own files above it.
pub(crate) fn diff(site: &Site, plan: &Plan, old: &Pack, new: &Pack) -> Diff {
    let before = profiles(site, plan, old);
    let after = profiles(site, plan, new);
    let mut changes = Vec::new();
    let languages: Vec<_> = site.config.languages.iter().map(|language| language.tag.clone()).collect();
    compare(ThingKind::Identity, &values::identity(old, &languages), &values::identity(new, &languages), &mut changes);
    components(old, new, &mut changes);
    compare(ThingKind::Template, &templates(old), &templates(new), &mut changes);
    compare(ThingKind::Block, &blocks(old), &blocks(new), &mut changes);
    compare(ThingKind::Param, &values::params(old), &values::params(new), &mut changes);
    compare(ThingKind::String, &values::strings(old, &languages), &values::strings(new, &languages), &mut changes);
    for scheme in Scheme::ALL {
        compare(ThingKind::Token, &values::tokens(old, scheme), &values::tokens(new, scheme), &mut changes);
    }
    compare(ThingKind::Asset, &values::assets(old), &values::assets(new), &mut changes);
    for change in &mut changes {
        change.pages = touched(change, &before, &after);
    }
    changes.retain(|change| !(change.kind == ThingKind::Template && change.how == How::Changed && change.before == change.after));
    changes.sort_by(|a, b| (a.kind, a.how, &a.name).cmp(&(b.kind, b.how, &b.name)));
    Diff { old: old.theme.name.clone(), new: new.theme.name.clone(), n_pages: before.keys().filter(|page| is_page(page)).count(), changes }
}

/// The pages that used a thing before or use it now. Tokens are in the style sheet of every page.
fn touched(change: &Change, before: &BTreeMap<String, Items>, after: &BTreeMap<String, Items>) -> Vec<String> {
    let name = match change.kind {
        ThingKind::Identity => change.name.split(' ').next().unwrap_or_default().to_owned(),
        _ => change.name.clone(),
    };
    let uses = |page: &str, items: &Items| match change.kind {
        ThingKind::Token => is_page(page),
        kind => items.contains(&(kind, name.clone())),
    };
    let pages: BTreeSet<&String> = before.iter().chain(after).filter(|(page, items)| uses(page, items)).map(|(page, _)| page).collect();
    pages.into_iter().cloned().collect()
}

/// Whether an output is a page rather than a feed.
pub(super) fn is_page(name: &str) -> bool {
    !name.ends_with(".xml")
}

/// The differences of two lists of things by name.
fn compare(kind: ThingKind, old: &BTreeMap<String, ThingValue>, new: &BTreeMap<String, ThingValue>, changes: &mut Vec<Change>) {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for name in names {
        let (before, after) = (old.get(name), new.get(name));
        if before.map(|shown| &shown.identity) == after.map(|shown| &shown.identity) {
            continue;
        }
        let text = |shown: Option<&ThingValue>| shown.and_then(|shown| shown.text.clone());
        let (before_text, after_text) = (text(before), text(after));
        changes.push(change(kind, how(before.is_some(), after.is_some()), name, before_text, after_text, Vec::new()));
    }
}

fn how(before: bool, after: bool) -> How {
    match (before, after) {
        (true, false) => How::Removed,
        (false, _) => How::Added,
        (true, true) => How::Changed,
    }
}

fn change(kind: ThingKind, how: How, name: &str, before: Option<String>, after: Option<String>, details: Vec<String>) -> Change {
    Change { kind, how, name: name.to_owned(), before, after, details, pages: Vec::new() }
}

fn components(old: &Pack, new: &Pack, changes: &mut Vec<Change>) {
    let by_name = |pack: &Pack| pack.definitions.all().into_iter().map(|known| (known.name.clone(), known)).collect::<BTreeMap<_, _>>();
    let (before, after) = (by_name(old), by_name(new));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for name in names {
        let (was, is) = (before.get(name), after.get(name));
        let mut details = match (was, is) {
            (Some(was), Some(is)) => arguments(was, is),
            _ => Vec::new(),
        };
        if was.is_some() && is.is_some() && markup(old, name) != markup(new, name) {
            details.push("its markup is another one".to_owned());
        }
        if was.is_some() && is.is_some() && details.is_empty() {
            continue;
        }
        changes.push(change(ThingKind::Component, how(was.is_some(), is.is_some()), name, was.map(signature), is.map(signature), details));
    }
}

/// `care_card(level: string, title: string, heading: integer = 2)`
fn signature(component: &Component) -> String {
    let arguments = component.arguments.iter().map(|argument| {
        let kind = argument.kind.map_or_else(String::new, |kind| format!(": {kind}"));
        let default = argument.default.as_ref().map_or_else(String::new, |default| format!(" = {default}"));
        format!("{}{kind}{default}", argument.name)
    });
    let rest = component.is_open.then(|| "…".to_owned());
    format!("{}({})", component.name, arguments.chain(rest).collect::<Vec<_>>().join(", "))
}

/// What changed between two definitions of a component.
fn arguments(was: &Component, is: &Component) -> Vec<String> {
    let mut details = Vec::new();
    for argument in &was.arguments {
        let Some(now) = is.arguments.iter().find(|now| now.name == argument.name) else {
            details.push(format!("the argument `{}` is gone", argument.name));
            continue;
        };
        if now.kind != argument.kind {
            details.push(format!("`{}` was {} and is {}", now.name, argument.kind.unwrap_or("anything"), now.kind.unwrap_or("anything")));
        }
        if now.is_required != argument.is_required {
            details.push(format!("`{}` {}", now.name, if now.is_required { "must be given now" } else { "need not be given any more" }));
        } else if now.default != argument.default {
            let text = |default: &Option<String>| default.clone().unwrap_or_default();
            details.push(format!("`{}` is {} if left out, and was {}", now.name, text(&now.default), text(&argument.default)));
        }
        if now.allowed != argument.allowed {
            let text = |allowed: &[String]| if allowed.is_empty() { "anything".to_owned() } else { allowed.join(", ") };
            details.push(format!("`{}` may be {}, and could be {}", now.name, text(&now.allowed), text(&argument.allowed)));
        }
    }
    for argument in is.arguments.iter().filter(|now| !was.arguments.iter().any(|argument| argument.name == now.name)) {
        let needs = if argument.is_required { ", which must be given" } else { "" };
        details.push(format!("there is a new argument `{}`{needs}", argument.name));
    }
    if was.is_bodyless != is.is_bodyless {
        details.push(if is.is_bodyless {
            "it takes no text between fences any more".to_owned()
        } else {
            "it takes text between fences".to_owned()
        });
    }
    details
}

/// The text of a component's definition below its head.
fn markup<'p>(pack: &'p Pack, name: &str) -> Option<&'p str> {
    let place = pack.definitions.place(name)?;
    let read = pack.templates.iter().find(|read| read.source.id == *place)?;
    let definition = read.template.components.iter().find(|known| known.name == name)?;
    Some(&read.source.text[definition.head.end..definition.whole.end])
}

/// Templates by name with the texts that make them up, including those reached as `theme/…`. Files that contain only components
/// are left out: components are compared one by one.
fn templates(pack: &Pack) -> BTreeMap<String, ThingValue> {
    let mut found: BTreeMap<String, ThingValue> = BTreeMap::new();
    let is_template = |read: &ReadTemplate| {
        read.template.components.is_empty() || read.template.uses.iter().any(|used| used.component.is_none() && used.what != What::Text)
    };
    for read in pack.templates.iter().filter(|read| is_template(read)) {
        if found.contains_key(&read.name) {
            continue;
        }
        let below = format!("theme/{}", read.name);
        let mut identity = String::new();
        for layer in pack.templates.iter().filter(|layer| layer.name == read.name) {
            identity.push_str(&layer.source.text);
            if !layer.source.text.contains(&below) {
                break;
            }
        }
        let layer = &pack.theme.theme.layers()[read.layer].name;
        found.insert(read.name.clone(), ThingValue { identity, text: Some(format!("from {layer}")) });
    }
    found
}

/// The blocks that a site's own templates can fill.
fn blocks(pack: &Pack) -> BTreeMap<String, ThingValue> {
    let mut found = BTreeMap::new();
    for read in pack.templates.iter().filter(|read| super::check::parent(read).is_none()) {
        for used in read.template.uses.iter().filter(|used| used.what == What::Block) {
            found.insert(format!("{} of {}", used.name, read.name), ThingValue { identity: String::new(), text: None });
        }
    }
    found
}
