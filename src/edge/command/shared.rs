//! `ribbon build --store`: builds upon what other machines have made, alone, in parts, or out of parts.

#![expect(clippy::disallowed_methods, reason = "reads pictures that were made")]

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use super::FINE;
use super::terminal::{fail, print, print_problems, refuse};
use crate::base::artifact::{Artifact, ArtifactKind, Content, Derived, OutputPath};
use crate::base::fingerprint::Fingerprint;
use crate::base::sink::{Memory, Sink};
use crate::base::source::Snapshot;
use crate::build::{AskLast, Build, LastBuild, Part, build_key, build_part};
use crate::edge::cli::{BuildArgs, SiteArgs};
use crate::edge::encode::Cache;
use crate::edge::publish::PublishError;
use crate::edge::store::{BuildStore, Kept};
use crate::edge::write::Staging;

/// A store of builds, and what it gave for this one.
pub(super) struct Shared {
    store: Arc<BuildStore>,
    given: Arc<OnceLock<Vec<Kept>>>,
    /// What the parts said together, if this build joins some, until the build takes it: it is most of what a join has in memory.
    joined: Mutex<Option<LastBuild>>,
    /// What that was made from.
    joined_from: Option<LastBuild>,
}

/// Finds outputs in the store that are not in their place.
pub(super) struct SharedSink<'a> {
    pub staging: &'a Staging,
    shared: &'a Shared,
}

impl Sink for SharedSink<'_> {
    fn put(&self, path: &OutputPath, artifact: Artifact) -> Artifact {
        self.staging.put(path, artifact)
    }

    fn kept(&self, path: &OutputPath, fingerprint: Fingerprint) -> Option<Content> {
        let in_store = || {
            let bytes = self.shared.given.get()?.iter().find_map(|kept| kept.content(fingerprint))?;
            let text = String::from_utf8(bytes).ok()?;
            // As a new output would be, so that what reads finished texts can read it.
            let artifact = Artifact::text(ArtifactKind::Page, text);
            Some(self.staging.put(path, artifact).content)
        };
        self.staging.kept(path, fingerprint).or_else(in_store)
    }

    fn text(&self, path: &OutputPath, artifact: &Artifact) -> Option<Arc<str>> {
        self.staging.text(path, artifact)
    }
}

impl Shared {
    /// # Errors
    ///
    /// Fails if the store cannot be used, or if a part that is to be joined is not in it.
    pub(super) fn open(address: &str, join: Option<usize>, sources: Fingerprint) -> Result<Self, PublishError> {
        let mut shared =
            Self { store: Arc::new(BuildStore::open(address)?), given: Arc::default(), joined: Mutex::default(), joined_from: None };
        let Some(count) = join else { return Ok(shared) };
        let (mut records, mut given, mut missing) = (Vec::new(), Vec::new(), Vec::new());
        for part in (1..=count).filter_map(|number| Part::new(number, count)) {
            match shared.store.part(sources, part)? {
                Some((record, kept)) => {
                    records.push(record);
                    given.push(kept);
                }
                None => missing.push(format!("{}/{count}", part.number())),
            }
        }
        if !missing.is_empty() {
            let parts = if missing.len() == 1 { "part" } else { "parts" };
            let message = format!("the store has no {parts} {} of a build of these sources", missing.join(", "));
            let help =
                format!("make them with the same sources, options and program: `ribbon build --shard {} --store {address}`", missing[0]);
            return Err(PublishError::new(message, help));
        }
        let joined = LastBuild::joined(records).ok_or_else(other_day)?;
        shared.joined_from = Some(joined.without_contents());
        shared.joined = Mutex::new(Some(joined));
        let _ = shared.given.set(given);
        Ok(shared)
    }

    pub(super) fn sink<'a>(&'a self, staging: &'a Staging) -> SharedSink<'a> {
        SharedSink { staging, shared: self }
    }

    /// What the build is told of earlier ones: the joined parts, or what this machine knows of the output folder, or the store.
    pub(super) fn last(&self, local: Option<LastBuild>) -> AskLast {
        if let Some(joined) = self.joined.lock().unwrap_or_else(PoisonError::into_inner).take() {
            return Box::new(move |_| Some(joined));
        }
        let (store, given) = (self.store.clone(), self.given.clone());
        Box::new(move |all_but_bodies| {
            if local.as_ref().is_some_and(|local| local.is_for(all_but_bodies)) {
                return local;
            }
            let (build, kept) = store.build(all_but_bodies)?;
            let _ = given.set(vec![kept]);
            Some(build)
        })
    }

    /// Whether the parts were of use.
    ///
    /// # Errors
    ///
    /// Fails if they were made for another day than this build.
    pub(super) fn prove(&self, build: &Build) -> Result<(), PublishError> {
        let is_same = |joined: &LastBuild| build.record.as_ref().is_none_or(|record| record.is_of_same(joined));
        if self.joined_from.as_ref().is_none_or(is_same) { Ok(()) } else { Err(other_day()) }
    }

    /// Leaves a good build for others. One that cannot be left is a slower next build, and no error of this one.
    pub(super) fn keep(&self, build: &Build, staging: &Staging, work: &Path) -> Result<(), PublishError> {
        let Some(record) = build.record.as_ref().filter(|_| self.joined_from.is_none()) else { return Ok(()) };
        let text = |path: &OutputPath| {
            let text = staging.text(path, build.artifacts.get(path)?)?;
            Some(text.as_bytes().to_vec())
        };
        // What the store has need not be packed again, also where this machine had it at hand.
        let mut known = None;
        let given = self.given.get().and_then(|given| given.first());
        let old = given.or_else(|| known.insert(self.store.same(record)).as_ref());
        self.store.keep(record, old, work, &text)
    }
}

impl Shared {
    /// Gets pictures that other machines have made.
    pub(super) fn fetch_pictures(&self, cache: &Cache, missing: &[Arc<Derived>]) {
        missing.par_iter().for_each(|derived| {
            if let Some(picture) = self.store.picture(&derived.key) {
                // One that the disk does not take is made, and that fails in words.
                let _ = cache.put(&derived.key, &picture);
            }
        });
    }

    /// Leaves the pictures among these that were made.
    ///
    /// # Errors
    ///
    /// Fails if the store refuses; it then has some of them.
    pub(super) fn keep_pictures(&self, cache: &Cache, made: &[Arc<Derived>]) -> Result<(), PublishError> {
        made.par_iter().try_for_each(|derived| {
            let picture = cache.get(&derived.key).and_then(|(path, _)| fs::read(path).ok());
            picture.map_or(Ok(()), |picture| self.store.keep_picture(&derived.key, &picture))
        })
    }
}

fn other_day() -> PublishError {
    let help = "give all of them, and the build that joins them, the same `--date`, and make them anew";
    PublishError::new("the parts were made on different days, and pages may show the day", help)
}

/// Makes one part of a site, and leaves it in the store.
pub(super) fn build_shard(args: &BuildArgs, snapshot: &Snapshot, address: &str, part: Part, work: &Path) -> u8 {
    let site: &SiteArgs = &args.site;
    let store = match BuildStore::open(address) {
        Ok(store) => store,
        Err(error) => return refuse(&error.message, &error.help),
    };
    let built = match build_part(snapshot, part) {
        Ok(built) => built,
        Err(diagnostics) => {
            print_problems(site, &Build { diagnostics, ..Build::default() }, snapshot);
            return super::PROBLEMS;
        }
    };
    let text = |path: &OutputPath| {
        let text = Memory.text(path, built.artifacts.get(path)?)?;
        Some(text.as_bytes().to_vec())
    };
    let sources = build_key(snapshot);
    if let Err(error) = store.keep_part(sources, part, &built.record, work, &text) {
        return fail(&error.message, &error.help);
    }
    if !site.quiet {
        let broken = match built.n_broken {
            0 => String::new(),
            1 => "; 1 has errors, which are told when the parts are joined".to_owned(),
            n => format!("; {n} have errors, which are told when the parts are joined"),
        };
        let (number, count) = (part.number(), part.count());
        print(&format!("part {number} of {count}: {} pages in the store{broken}\n", built.artifacts.len()));
    }
    FINE
}
