//! A store of finished builds that machines share: a folder, or a bucket of an object store. What it gives is held against its
//! hash; what is missing, damaged or of another program is made anew.
//!
//! A record says what a build knew, and in which packs the contents of its outputs are: many small files would each cost a request.

mod pack;
mod place;

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

pub(crate) use pack::Packer;
use pack::{Pack, Range};
use place::Place;

use crate::base::artifact::OutputPath;
use crate::base::fingerprint::Fingerprint;
use crate::build::{LastBuild, Part, build_name, part_name};
use crate::edge::publish::{PublishError, hash};

/// With more packs than this, a build is packed anew, so that reading it stays a few requests.
const MAX_PACKS: usize = 8;

/// The hash of a record, or of a picture, stands before it, in hexadecimal digits.
const HASH_LEN: usize = 64;

pub(crate) struct BuildStore {
    place: Place,
}

/// A record as it lies in the store.
#[derive(Serialize, Deserialize)]
struct Record {
    /// What `LastBuild` makes of itself.
    build: Vec<u8>,
    /// The names of packs.
    packs: Vec<String>,
    /// Where each content is: the pack by its number.
    contents: BTreeMap<Fingerprint, (u32, Range)>,
}

/// The contents that the store gives of a build.
pub(crate) struct Kept {
    packs: Vec<(String, Option<Pack>)>,
    contents: BTreeMap<Fingerprint, (u32, Range)>,
}

impl BuildStore {
    /// # Errors
    ///
    /// Fails if the address is none, or if the folder cannot be made.
    pub(crate) fn open(address: &str) -> Result<Self, PublishError> {
        Ok(Self { place: Place::open(address)? })
    }

    /// The build whose outputs were made from the same but for the bodies of texts, if the store has it.
    pub(crate) fn build(&self, all_but_bodies: Fingerprint) -> Option<(LastBuild, Kept)> {
        self.read(&build_name(all_but_bodies)).ok().flatten()
    }

    /// The contents of the build that `keep` would take the place of.
    pub(crate) fn same(&self, build: &LastBuild) -> Option<Kept> {
        self.read(&build.name()?).ok().flatten().map(|(_, kept)| kept)
    }

    /// A part of a build of these sources; none if it is missing or damaged.
    ///
    /// # Errors
    ///
    /// Fails if the place cannot be asked.
    pub(crate) fn part(&self, sources: Fingerprint, part: Part) -> Result<Option<(LastBuild, Kept)>, PublishError> {
        self.read(&part_name(sources, part))
    }

    /// A picture that was made, by its key, if the store has it whole.
    pub(crate) fn picture(&self, key: &str) -> Option<Vec<u8>> {
        let bytes = self.place.get(&picture_at(key)).ok().flatten()?;
        let (digits, picture) = bytes.split_at_checked(HASH_LEN)?;
        (hash(picture).as_bytes() == digits).then(|| picture.to_vec())
    }

    /// Keeps a picture for builds that want the same.
    ///
    /// # Errors
    ///
    /// Fails if the place refuses.
    pub(crate) fn keep_picture(&self, key: &str, picture: &[u8]) -> Result<(), PublishError> {
        self.place.put(&picture_at(key), &[hash(picture).as_bytes(), picture].concat())
    }

    fn read(&self, name: &str) -> Result<Option<(LastBuild, Kept)>, PublishError> {
        let Some(bytes) = self.place.get(&format!("records/{name}"))? else { return Ok(None) };
        let record = bytes.split_at_checked(HASH_LEN).filter(|(digits, rest)| hash(rest).as_bytes() == *digits);
        let Some(record) = record.and_then(|(_, rest)| postcard::from_bytes::<Record>(rest).ok()) else { return Ok(None) };
        let Some(build) = LastBuild::from_bytes(&record.build) else { return Ok(None) };
        let open = |name: String| {
            let pack = self.place.pack(&pack_at(&name))?;
            Ok((name, pack))
        };
        let packs = record.packs.into_iter().map(open).collect::<Result<_, PublishError>>()?;
        Ok(Some((build, Kept { packs, contents: record.contents })))
    }

    /// Keeps a build, for builds that differ from it in the bodies of texts. `content` gives the text of an output; `old` is what
    /// the store has given before.
    ///
    /// # Errors
    ///
    /// Fails if the place refuses, or if there is no room for what waits in `work`.
    pub(crate) fn keep(
        &self,
        build: &LastBuild,
        old: Option<&Kept>,
        work: &Path,
        content: &dyn Fn(&OutputPath) -> Option<Vec<u8>>,
    ) -> Result<(), PublishError> {
        let Some(name) = build.name() else { return Ok(()) };
        self.write(&name, build, old, work, content)
    }

    /// Keeps a part of a build of these sources.
    ///
    /// # Errors
    ///
    /// As `keep`.
    pub(crate) fn keep_part(
        &self,
        sources: Fingerprint,
        part: Part,
        build: &LastBuild,
        work: &Path,
        content: &dyn Fn(&OutputPath) -> Option<Vec<u8>>,
    ) -> Result<(), PublishError> {
        self.write(&part_name(sources, part), build, None, work, content)
    }

    fn write(
        &self,
        name: &str,
        build: &LastBuild,
        old: Option<&Kept>,
        work: &Path,
        content: &dyn Fn(&OutputPath) -> Option<Vec<u8>>,
    ) -> Result<(), PublishError> {
        let Some(bytes) = build.to_bytes() else { return Ok(()) };
        let old = old.filter(|old| old.packs.len() < MAX_PACKS && old.packs.iter().all(|(_, pack)| pack.is_some()));
        let mut packs: Vec<String> = old.into_iter().flat_map(|old| old.packs.iter().map(|(name, _)| name.clone())).collect();
        let mut contents = BTreeMap::new();
        let mut packer = Packer::new(work)?;
        let n_old = u32::try_from(packs.len()).unwrap_or(u32::MAX);
        for (path, fingerprint) in build.fingerprints() {
            if let Some(known) = old.and_then(|old| old.contents.get(&fingerprint)) {
                contents.insert(fingerprint, *known);
            } else if let (false, Some(text)) = (contents.contains_key(&fingerprint), content(path)) {
                contents.insert(fingerprint, (n_old, packer.add(&text)?));
            }
        }
        if let Some(new) = packer.finish(|name, file| self.place.put_file(&pack_at(name), file))? {
            packs.push(new);
        }
        let record = Record { build: bytes, packs, contents };
        let Ok(record) = postcard::to_stdvec(&record) else { return Ok(()) };
        self.place.put(&format!("records/{name}"), &[hash(&record).into_bytes(), record].concat())
    }
}

impl Kept {
    /// The content with this fingerprint, if the store has it whole.
    pub(crate) fn content(&self, fingerprint: Fingerprint) -> Option<Vec<u8>> {
        let (pack, range) = self.contents.get(&fingerprint)?;
        let (_, pack) = self.packs.get(*pack as usize)?;
        let bytes = pack.as_ref()?.read(*range)?;
        (Fingerprint::of(&*bytes) == fingerprint).then_some(bytes)
    }
}

fn picture_at(key: &str) -> String {
    format!("pictures/{key}")
}

fn pack_at(name: &str) -> String {
    format!("packs/{name}")
}
