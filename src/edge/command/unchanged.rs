//! What can be seen of a site without reading it: whether the last build still stands, and what that has left.

use std::path::PathBuf;
use std::thread::{self, JoinHandle};

use serde::{Deserialize, Serialize};

use super::output::{inside_sources, leads_out};
use crate::base::diagnostic::Problems;
use crate::base::fingerprint::Fingerprint;
use crate::base::source::{Settings, Snapshot};
use crate::build::{moment, output_folder, settings_key};
use crate::edge::cli::BuildArgs;
use crate::edge::load::{Found, Look, load_site_file};
use crate::edge::write::{self, OutputFolder, Seen, Summary};

/// What a build keeps, so that the next one need not read the sources to see that they are the same.
#[derive(Serialize, Deserialize)]
struct Sources {
    settings: Fingerprint,
    /// As `build_key` gives it.
    build_key: Fingerprint,
    look: Look,
}

/// Keeps how the sources looked that a build was made from.
pub(super) fn keep(out: &OutputFolder, snapshot: &Snapshot, build_key: Fingerprint, look: Look) {
    write::keep_sources(out, &Sources { settings: settings_key(&snapshot.settings), build_key, look });
}

pub(super) fn out_folder(args: &BuildArgs, snapshot: &Snapshot) -> PathBuf {
    args.out.clone().unwrap_or_else(|| args.site.root.join(output_folder(snapshot)))
}

/// Of a build, with those options that decide what is written and what is told.
pub(super) fn key(args: &BuildArgs, build_key: Fingerprint) -> Fingerprint {
    Fingerprint::of(&(build_key, args.site.strict, args.precompress))
}

/// What the output folder holds and what its build had to say, if a build of these sources would change neither.
pub(super) fn nothing_to_do(out: &OutputFolder, seen: Option<&Seen>, key: Fingerprint, snapshot: &Snapshot) -> Option<(Summary, Problems)> {
    let problems = write::last_problems(out);
    let key = if problems.is_some() { with_problems(key) } else { key };
    let summary = write::is_current(out, seen?, key, moment(snapshot))?;
    Some((summary, problems.unwrap_or_default()))
}

/// The key of a build that had something to say.
pub(super) fn with_problems(key: Fingerprint) -> Fingerprint {
    Fingerprint::of(&(key, "with problems"))
}

/// What is seen before the sources are read.
pub(super) struct Before {
    out: OutputFolder,
    site_file: Snapshot,
    seen: JoinHandle<Option<Seen>>,
}

impl Before {
    /// Looks where the output folder is, and reads its manifest meanwhile. None if that cannot be told from `site.toml` alone.
    pub(super) fn new(args: &BuildArgs, settings: Settings) -> Option<Self> {
        let root = &args.site.root;
        let site_file = load_site_file(root, settings);
        let folder = out_folder(args, &site_file);
        if inside_sources(root, &folder).is_some() || (args.out.is_none() && leads_out(root, &folder).is_some()) {
            return None;
        }
        let out = OutputFolder::new(root, &folder).or_inside();
        let reading = out.clone();
        let seen = thread::Builder::new().spawn(move || Seen::read(&reading)).ok()?;
        Some(Self { out, site_file, seen })
    }

    /// What the output folder holds, if the last build still stands, had nothing to say, and the sources look as they did then;
    /// with its manifest.
    pub(super) fn standing(self, args: &BuildArgs, found: &Found) -> (Option<Summary>, Option<Seen>) {
        let sources = write::last_sources::<Sources>(&self.out).filter(|known| known.settings == settings_key(&self.site_file.settings));
        let is_same = sources.as_ref().is_some_and(|known| known.look.holds(&args.site.root, found));
        let seen = self.seen.join().ok().flatten();
        let key = sources.filter(|_| is_same).map(|known| key(args, known.build_key));
        let found = key.and_then(|key| nothing_to_do(&self.out, seen.as_ref(), key, &self.site_file));
        (found.filter(|(_, problems)| problems.is_empty()).map(|(summary, _)| summary), seen)
    }
}
