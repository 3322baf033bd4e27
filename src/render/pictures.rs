//! The pictures that pages may show, and what is made of them.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::artifact::{Artifact, ArtifactKind, Content, Derived, OutputPath, Smaller, Way};
use crate::base::crop::Crop;
use crate::base::fingerprint::Fingerprint;
use crate::base::picture::Picture;
use crate::base::source::{Asset, Snapshot, SourceId};
use crate::picture::{Original, Settings, Variant, Variants, can_be_cut, variants};
use crate::plan::{Plan, Target};

/// Larger files are published as they are: the whole file is in memory while it is read.
const MAX_BYTES: u64 = 100_000_000;

/// A picture that pages may show.
#[derive(Debug)]
pub(crate) struct Known {
    pub picture: Arc<Picture>,
    pub variants: Variants,
    /// Of everything that a page says of it.
    pub fingerprint: Fingerprint,
    asset: Asset,
}

/// All pictures that the site publishes, by their files.
#[derive(Debug, Default)]
pub(crate) struct Pictures {
    known: BTreeMap<String, Known>,
    /// How many bytes those have that were made before, by their keys.
    made: BTreeMap<String, u64>,
    settings: Settings,
}

impl Pictures {
    pub(crate) fn of(snapshot: &Snapshot, plan: &Plan, settings: &Settings) -> Self {
        let is_shown = |asset: &Asset| asset.picture.as_ref().is_some_and(|picture| picture.flaw.is_none());
        if !snapshot.assets.values().any(is_shown) {
            return Self::default();
        }
        let copies = plan.outputs.iter().filter_map(|(path, planned)| match &planned.target {
            Target::Copy(id) => Some((path, snapshot.assets.get(id).filter(|asset| is_shown(asset))?)),
            _ => None,
        });
        Self {
            known: copies.filter_map(|(path, asset)| Some((path.as_str().to_owned(), Known::of(asset, settings)?))).collect(),
            made: snapshot.made_pictures.clone(),
            settings: settings.clone(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    pub(crate) fn get(&self, file: &str) -> Option<&Known> {
        self.known.get(file)
    }

    /// The files that are made of pictures which pages show.
    pub(crate) fn artifacts<'a>(&self, shown: impl IntoIterator<Item = (&'a str, Option<Crop>)>) -> Vec<(OutputPath, Artifact)> {
        // Two copies of one picture may have the same name, and then the same file.
        let shown: BTreeSet<(&str, Option<Crop>)> = shown.into_iter().collect();
        let known = shown.into_iter().filter_map(|(file, crop)| Some((self.known.get(file)?, crop)));
        known.flat_map(|(known, crop)| known.artifacts(&self.variants(known, crop), &self.made)).collect()
    }

    /// What is made of a picture, or of a part of it.
    pub(crate) fn variants<'k>(&self, known: &'k Known, crop: Option<Crop>) -> Cow<'k, Variants> {
        match crop {
            None => Cow::Borrowed(&known.variants),
            Some(_) => Cow::Owned(made_of(&known.asset, &known.picture, crop, &self.settings)),
        }
    }
}

impl Known {
    fn of(asset: &Asset, settings: &Settings) -> Option<Self> {
        let picture = asset.picture.clone()?;
        let variants = made_of(asset, &picture, None, settings);
        let names: Vec<_> = variants.all().map(|variant| &variant.url).collect();
        let fingerprint = Fingerprint::of(&(picture.width, picture.height, names));
        Some(Self { picture, variants, fingerprint, asset: asset.clone() })
    }

    /// The file that it was read from.
    pub(crate) fn source(&self) -> &SourceId {
        &self.asset.id
    }

    /// Whether a part of it can be made.
    pub(crate) fn can_be_cut(&self) -> bool {
        self.asset.len <= MAX_BYTES && can_be_cut(&self.picture)
    }

    /// How many bytes the file has.
    pub(crate) fn len(&self) -> u64 {
        self.asset.len
    }

    fn artifacts(&self, variants: &Variants, made: &BTreeMap<String, u64>) -> Vec<(OutputPath, Artifact)> {
        let one = |variant: &Variant| {
            let derived = Derived {
                key: variant.key.clone(),
                way: Way::Smaller(Smaller {
                    recipe: variant.recipe.clone(),
                    source: self.asset.id.clone(),
                    original: self.asset.bytes.clone(),
                    original_len: self.asset.len,
                }),
                len: made.get(&variant.key).copied(),
            };
            let artifact = Artifact::new(ArtifactKind::Asset, Content::Derived(Arc::new(derived))).made_from(self.asset.id.clone());
            Some((OutputPath::new(variant.url.file()).ok()?, artifact))
        };
        variants.all().filter_map(one).collect()
    }
}

fn made_of(asset: &Asset, picture: &Arc<Picture>, crop: Option<Crop>, settings: &Settings) -> Variants {
    if asset.len > MAX_BYTES {
        return Variants::default();
    }
    variants(Original { name: asset.id.file_name(), picture, sha256: &asset.sha256 }, crop, settings)
}
