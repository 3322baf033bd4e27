//! The pictures that pages may show.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::fingerprint::Fingerprint;
use crate::base::picture::Picture;
use crate::base::source::{Asset, Snapshot};
use crate::plan::{Plan, Target};

/// A picture that pages may show.
#[derive(Debug)]
pub(crate) struct Known {
    pub picture: Arc<Picture>,
    /// Of everything that a page says of it.
    pub fingerprint: Fingerprint,
}

/// All pictures that the site publishes, by their files.
#[derive(Debug, Default)]
pub(crate) struct Pictures {
    known: BTreeMap<String, Known>,
}

impl Pictures {
    pub(crate) fn of(snapshot: &Snapshot, plan: &Plan) -> Self {
        let is_shown = |asset: &Asset| asset.picture.as_ref().is_some_and(|picture| picture.flaw.is_none() && picture.n_pixels() > 0);
        if !snapshot.assets.values().any(is_shown) {
            return Self::default();
        }
        let copies = plan.outputs.iter().filter_map(|(path, planned)| match &planned.target {
            Target::Copy(id) => Some((path, snapshot.assets.get(id).filter(|asset| is_shown(asset))?)),
            _ => None,
        });
        let known = copies.filter_map(|(path, asset)| Some((path.as_str().to_owned(), known(asset)?)));
        Self { known: known.collect() }
    }

    pub(crate) fn get(&self, file: &str) -> Option<&Known> {
        self.known.get(file)
    }
}

fn known(asset: &Asset) -> Option<Known> {
    let picture = asset.picture.clone()?;
    let fingerprint = Fingerprint::of(&(picture.width, picture.height));
    Some(Known { picture, fingerprint })
}
