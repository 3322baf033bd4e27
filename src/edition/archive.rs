//! A finished edition moved under its year: which files move, and every word that changes with them.
//!
//! Nothing is written here. A `Change` says what to do, and can be tried on a snapshot first.

mod address;
mod edit;
mod front;
mod link;
mod select;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub(crate) use edit::{Edits, edited};
pub(crate) use select::Request;

use crate::base::artifact::OutputPath;
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::{Asset, Snapshot, Source, SourceId};
use crate::plan::Plan;
use crate::site::Site;

/// What search engines should make of the old pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Search {
    /// They stay in search results.
    Keep,
    /// `noindex = true`
    Hide,
    /// `canonical = true` of `[archive]`
    Canonical,
}

/// Everything that archiving does to a site's sources.
#[derive(Clone, Debug, Default)]
pub(crate) struct Change {
    /// Old and new places of files.
    pub moves: BTreeMap<SourceId, SourceId>,
    /// Edits of texts, by their old places.
    pub edits: BTreeMap<SourceId, Edits>,
    /// Files that are new, by their places.
    pub created: BTreeMap<SourceId, String>,
}

impl Change {
    /// Where a file lies afterwards.
    pub(crate) fn place(&self, id: &SourceId) -> SourceId {
        self.moves.get(id).unwrap_or(id).clone()
    }

    /// The site as it is afterwards.
    pub(crate) fn applied(&self, snapshot: &Snapshot) -> Snapshot {
        let mut after = Snapshot { texts: BTreeMap::new(), assets: BTreeMap::new(), ..snapshot.clone() };
        for (id, source) in &snapshot.texts {
            let place = self.place(id);
            let text = self.edits.get(id).map_or_else(|| source.text.to_string(), |edits| edited(&source.text, edits));
            after.texts.insert(place.clone(), Source::new(place.as_str(), text));
        }
        for (id, asset) in &snapshot.assets {
            let place = self.place(id);
            after.assets.insert(place.clone(), Asset { id: place, ..asset.clone() });
        }
        for (id, text) in &self.created {
            after.texts.insert(id.clone(), Source::new(id.as_str(), text.as_str()));
        }
        after
    }
}

/// A site with everything that is known before a page is rendered.
pub(crate) struct Surveyed {
    pub site: Arc<Site>,
    pub plan: Arc<Plan>,
}

/// What archiving an edition changes, or why it cannot be done. `survey` assembles a site.
pub(crate) fn change(snapshot: &Snapshot, request: &Request, survey: &dyn Fn(&Snapshot) -> Option<Surveyed>) -> Result<Change, Problems> {
    let Some(before) = survey(snapshot) else { return Err(Problems::new()) };
    let moves = select::moves(snapshot, &before.site, request)?;
    let mut change = Change { moves, ..Change::default() };
    let mut problems = Problems::new();
    front::mark(snapshot, &before.site, request, &mut change);
    front::move_paths(&before.site, request, &mut change);
    // The moved files have new addresses; old addresses that no longer exist become aliases.
    let Some(after) = survey(&change.applied(snapshot)) else { return Err(Problems::new()) };
    let aliases = address::aliases(&before, &after, &change);
    front::add_aliases(snapshot, &before.site, &aliases, &mut change);
    let addresses = address::moved(&before, &after, &change);
    link::rewrite(snapshot, &before.site, &addresses, &mut change, &mut problems);
    if problems.is_empty() { Ok(change) } else { Err(problems) }
}

/// Addresses of a finished site that do not exist in another one.
pub(crate) fn lost<'p, T>(before: &'p BTreeMap<OutputPath, T>, after: &BTreeMap<OutputPath, T>) -> BTreeSet<&'p str> {
    before.keys().filter(|path| !after.contains_key(*path)).map(OutputPath::as_str).collect()
}

fn cannot(message: String, help: &str) -> Diagnostic {
    Diagnostic::new(Code::InvalidValue, message).help(help)
}

#[cfg(test)]
mod tests;
