//! What a plan is made of, and what pages take from it, as fingerprints.

use std::collections::BTreeMap;

use super::{Planned, Target};
use crate::base::artifact::OutputPath;
use crate::base::fingerprint::Fingerprint;
use crate::site::{Entry, Kind, Site};

/// The fingerprint of the front matter that a plan is made of, beside what is in the frame: keys that name addresses, with their
/// places, and the data files that texts show.
pub(crate) fn named_from(site: &Site) -> Fingerprint {
    let names = |entry: &Entry| {
        let front = &entry.front;
        let has_names = front.path.is_some() || front.slug.is_some() || front.canonical.is_some() || !front.aliases.is_empty();
        entry.kind == Kind::Section || has_names || front.section != Default::default()
    };
    let fronts: Vec<_> = site.index.ids().filter(|id| names(site.index.entry(*id))).map(|id| (id, site.fronts[id.0])).collect();
    let drawn: Vec<_> =
        site.documents.iter().filter(|(_, parsed)| !parsed.drawn.is_empty()).map(|(id, parsed)| (id, &parsed.drawn)).collect();
    Fingerprint::of(&(site.frame, fronts, drawn))
}

/// The fingerprint of the paths of outputs, and of which file each copy is of.
pub(super) fn files(outputs: &BTreeMap<OutputPath, Planned>) -> Fingerprint {
    let copied = |planned: &Planned| if let Target::Copy(source) = &planned.target { Some(source.clone()) } else { None };
    let files: Vec<_> = outputs.iter().map(|(path, planned)| (path, copied(planned))).collect();
    Fingerprint::of(&files)
}
