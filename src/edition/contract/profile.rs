//! What each page of a site uses of a theme, through its template and everything that the template includes and calls.

use std::collections::{BTreeMap, BTreeSet};

use super::check::{calls, parent};
use super::pack::Pack;
use super::reader::What;
use super::thing::ThingKind;
use crate::plan::{FeedOf, Plan, Target};
use crate::site::Site;
use crate::site::{EntryId, Kind as EntryKind};

/// What pages use, by kind and name.
pub(super) type Items = BTreeSet<(ThingKind, String)>;

/// A template, or a component in one: a place in `Pack::templates`, and the component's name.
type Node = (usize, Option<String>);

/// Each page that uses the site's theme, with what it uses. Pages are named by their content
/// file, those without one by their address.
pub(super) fn profiles(site: &Site, plan: &Plan, pack: &Pack) -> BTreeMap<String, Items> {
    let mut walker = Walker { pack, known: BTreeMap::new() };
    let mut pages: BTreeMap<String, Items> = BTreeMap::new();
    for planned in plan.outputs.values() {
        let (name, template, entry) = match &planned.target {
            Target::Entry { id, .. } if site.index.entry(*id).theme.is_none() => {
                let source = site.index.entry(*id).source.as_ref();
                (source.map_or_else(|| planned.url.to_string(), ToString::to_string), template_of(site, *id), Some(*id))
            }
            Target::Terms { .. } => (planned.url.to_string(), "terms.html".to_owned(), None),
            Target::Term { .. } => (planned.url.to_string(), "term.html".to_owned(), None),
            Target::NotFound { section, .. } if section.is_none_or(|id| site.index.entry(id).theme.is_none()) => {
                (planned.url.to_string(), "404.html".to_owned(), None)
            }
            Target::Feed(feed) if uses_site_theme(site, feed) => (planned.url.to_string(), "atom.xml".to_owned(), None),
            _ => continue,
        };
        let items = pages.entry(name).or_default();
        items.extend(walker.template(&template));
        if let Some(parsed) = entry.and_then(|id| site.documents.get(site.index.entry(id).source.as_ref()?)) {
            for call in calls(&parsed.body().pieces) {
                items.extend(walker.component(&call.name.replace('-', "_")));
            }
        }
    }
    pages
}

/// Whether a feed is made with the site's own theme.
fn uses_site_theme(site: &Site, feed: &FeedOf) -> bool {
    !matches!(feed, FeedOf::Section(id) if site.index.entry(*id).theme.is_some())
}

/// The template that an entry is shown with, as `render` chooses it.
fn template_of(site: &Site, id: EntryId) -> String {
    let entry = site.index.entry(id);
    let default = match entry.kind {
        EntryKind::Page => entry.page_template.as_deref().unwrap_or("page.html"),
        EntryKind::Section if entry.parent.is_none() => "index.html",
        EntryKind::Section => "section.html",
    };
    entry.front.template.as_ref().map_or(default, |template| template.value.as_str()).to_owned()
}

struct Walker<'a> {
    pack: &'a Pack,
    known: BTreeMap<Node, Items>,
}

impl Walker<'_> {
    fn template(&mut self, name: &str) -> Items {
        let own = (ThingKind::Template, name.to_owned());
        let at = self.pack.templates.iter().position(|read| read.name == name);
        let mut items = at.map_or_else(Items::new, |at| self.all((at, None)));
        items.insert(own);
        items
    }

    fn component(&mut self, name: &str) -> Items {
        let place = self.pack.definitions.place(name);
        let at = place.and_then(|place| self.pack.templates.iter().position(|read| read.source.id == *place));
        let mut items = at.map_or_else(Items::new, |at| self.all((at, Some(name.to_owned()))));
        items.insert((ThingKind::Component, name.to_owned()));
        items
    }

    /// Everything that is reached from a node.
    fn all(&mut self, start: Node) -> Items {
        if let Some(items) = self.known.get(&start) {
            return items.clone();
        }
        let mut items = Items::new();
        let mut seen = BTreeSet::from([start.clone()]);
        let mut waiting = vec![start.clone()];
        while let Some(node) = waiting.pop() {
            for next in self.step(&node, &mut items) {
                if seen.insert(next.clone()) {
                    waiting.push(next);
                }
            }
        }
        self.known.insert(start, items.clone());
        items
    }

    /// What one node uses itself, and the nodes it leads to.
    fn step(&self, (at, component): &Node, items: &mut Items) -> Vec<Node> {
        let read = &self.pack.templates[*at];
        let position = |found: Option<&super::pack::ReadTemplate>| {
            let found = found?;
            self.pack.templates.iter().position(|read| read.source.id == found.source.id)
        };
        let mut next = Vec::new();
        for used in read.template.uses.iter().filter(|used| used.component == *component) {
            let name = used.name.clone();
            match &used.what {
                What::Extends | What::Include => {
                    items.insert((ThingKind::Template, name.trim_start_matches("theme/").to_owned()));
                    next.extend(position(self.pack.template(&name, read.layer)).map(|at| (at, None)));
                }
                What::Component(_) => {
                    items.insert((ThingKind::Component, name.clone()));
                    let place = self.pack.definitions.place(&name);
                    let at = place.and_then(|place| self.pack.templates.iter().position(|read| read.source.id == *place));
                    next.extend(at.map(|at| (at, Some(name))));
                }
                What::Block => {
                    let base = parent(read).map_or(read.name.as_str(), |above| above.name.as_str());
                    items.insert((ThingKind::Block, format!("{name} of {}", base.trim_start_matches("theme/"))));
                }
                What::String => {
                    items.insert((ThingKind::String, name));
                }
                What::Strings => {
                    let keys = self.pack.theme.strings.keys();
                    items.extend(keys.iter().filter(|key| key.starts_with(&name)).map(|key| (ThingKind::String, (*key).to_owned())));
                }
                What::Asset | What::Text if self.pack.theme.files.contains_key(name.trim_start_matches('/')) => {
                    items.insert((ThingKind::Asset, name.trim_start_matches('/').to_owned()));
                }
                What::Assets => {
                    let paths = self.pack.theme.files.keys().filter(|path| path.starts_with(name.trim_start_matches('/')));
                    items.extend(paths.map(|path| (ThingKind::Asset, path.clone())));
                }
                What::Asset => {
                    items.insert((ThingKind::Asset, name));
                }
                What::Param => {
                    items.insert((ThingKind::Param, name));
                }
                What::Identity => {
                    items.insert((ThingKind::Identity, name));
                }
                What::Text => {}
            }
        }
        next
    }
}
