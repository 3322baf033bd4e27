//! Addresses before and after: which ones move, and which need an alias.

use std::collections::BTreeMap;

use super::{Change, Surveyed};
use crate::base::source::SourceId;
use crate::plan::{FeedOf, Target};
use crate::site::Site;
use crate::site::{EntryId, UrlPath};

/// Old addresses that the moved files need as aliases, by the files' new places.
pub(super) fn aliases(before: &Surveyed, after: &Surveyed, change: &Change) -> BTreeMap<SourceId, Vec<String>> {
    let mut aliases: BTreeMap<SourceId, Vec<String>> = BTreeMap::new();
    for (path, planned) in &before.plan.outputs {
        if after.plan.outputs.contains_key(path) {
            continue;
        }
        let owner = match &planned.target {
            Target::Entry { id, .. } | Target::Feed(FeedOf::Section(id)) => file_of(&before.site, *id).map(|id| change.place(&id)),
            Target::Copy(asset) => owner(&after.site, &change.place(asset)),
            _ => None,
        };
        if let Some(owner) = owner {
            aliases.entry(owner).or_default().push(planned.url.as_str().to_owned());
        }
    }
    aliases
}

/// The file of an entry, or that of the default language for a section made for its pages.
fn file_of(site: &Site, id: EntryId) -> Option<SourceId> {
    let entry = site.index.entry(id);
    let of_group = || site.index.in_group(&entry.group).find_map(|id| site.index.entry(id).source.clone());
    entry.source.clone().or_else(of_group)
}

/// The page or section whose folder a file is in.
fn owner(site: &Site, asset: &SourceId) -> Option<SourceId> {
    let mut owners = site.index.entries.iter().filter(|entry| entry.assets.contains(asset));
    owners.find_map(|entry| entry.source.clone())
}

/// The new address of every page, section and file that moves. The home pages stay.
pub(super) fn moved(before: &Surveyed, after: &Surveyed, change: &Change) -> BTreeMap<UrlPath, UrlPath> {
    let index = &before.site.index;
    let pages = index.entries.iter().filter(|entry| !entry.is_fallback() && entry.parent.is_some()).filter_map(|entry| {
        let new = after.site.index.of_source(change.moves.get(entry.source.as_ref()?)?).first()?;
        Some((entry.url.clone(), after.site.index.entry(*new).url.clone()))
    });
    let files = index.assets.iter().filter_map(|(asset, url)| {
        let new = after.site.index.assets.get(change.moves.get(asset)?)?;
        Some((url.clone(), new.clone()))
    });
    pages.chain(files).filter(|(old, new)| old != new).collect()
}
