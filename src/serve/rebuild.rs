//! The loop behind the server: wait, look, build, show, tell.

#![expect(clippy::disallowed_methods, reason = "asks for the day and measures what a save took")]

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;

use super::http::Shared;
use super::{Event, Options, Rebuilt, Saved};
use crate::artifact::{Artifact, OutputPath};
use crate::build::{Audience, Build, Memos, base_path, build_for, moment, n_pages};
use crate::load::{Cache, load_again};
use crate::schedule::Outlook;
use crate::source::{Now, Settings, Snapshot, SourceId};
use crate::watch::{Watch, Woken};

/// A save of more files than this is no one's writing: nobody wants to be led to one of them.
const MAX_FOLLOWED: usize = 5;

/// What is kept from one build to the next.
pub struct Rebuilder {
    cache: Cache,
    memos: Memos,
    snapshot: Arc<Snapshot>,
    /// From when to when the last build is right.
    stands: Option<(Timestamp, Timestamp)>,
}

impl Rebuilder {
    /// Reads the site for the first time.
    pub fn new(options: &Options) -> Self {
        let mut cache = Cache::default();
        let snapshot = Arc::new(load_again(&options.root, settings(options), &mut cache));
        Self { cache, memos: Memos::default(), snapshot, stands: None }
    }

    pub fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// Keeps the site fresh, for ever.
    pub fn run(mut self, options: &Options, shared: &Shared, mut watch: Watch, tell: &dyn Fn(Event)) {
        watch.follow(self.cache.linked());
        loop {
            if let Some(why) = watch.why_polling() {
                tell(Event::Polling(why));
            }
            let woken = watch.wait();
            let start = Instant::now();
            watch.follow(self.cache.linked());
            let mut snapshot = self.look(options);
            if watch.follow(self.cache.linked()) {
                snapshot = self.look(options);
            }
            watch.set_cost(start.elapsed());
            let saved = saved(&self.snapshot, &snapshot);
            if woken == Woken::Time && !saved.is_empty() && !watch.is_told_late() {
                watch.distrust();
            }
            let is_same = saved.is_empty() && self.stands(&snapshot) && snapshot.problems == self.snapshot.problems;
            if is_same {
                continue;
            }
            self.snapshot = Arc::new(snapshot);
            tell(self.build(shared, saved, start).map_or(Event::Broken, Event::Rebuilt));
        }
    }

    /// Whether time has changed nothing since the last build.
    fn stands(&self, snapshot: &Snapshot) -> bool {
        let now = moment(snapshot);
        self.stands.is_some_and(|(from, to)| (from..to).contains(&now))
    }

    fn look(&mut self, options: &Options) -> Snapshot {
        load_again(&options.root, settings(options), &mut self.cache)
    }

    /// Builds what was read, and shows it. None if Ribbon itself broke.
    pub fn build(&mut self, shared: &Shared, saved: Vec<Saved>, start: Instant) -> Option<Rebuilt> {
        let awaited = {
            let published = shared.published();
            shared.clients().awaited(&published)
        };
        let seen = Cell::new(None);
        let ready = |outputs| {
            shared.publish().show_early(outputs);
            shared.clients().tell_pages(&shared.published());
            seen.set(Some(start.elapsed()));
        };
        let build = self.guarded(&awaited, &ready)?;
        self.stands = build.outlook.as_ref().map(Outlook::stands);
        let (n_rendered, n_pages) = (build.n_rendered, n_pages(&build));
        let diagnostics = build.diagnostics.clone();
        let base = base_path(&self.snapshot);
        let (assets, is_new_list) = {
            let mut published = shared.publish();
            let before = published.revision();
            let base = base.unwrap_or_else(|| published.base().to_owned());
            let assets = published.show(build, base, self.snapshot.clone());
            (assets, published.revision() != before)
        };
        let published = shared.published();
        let followed = followed(&saved).and_then(|source| published.page_of(source));
        let mut clients = shared.clients();
        clients.tell_pages(&published);
        clients.tell_assets(&assets);
        if is_new_list {
            clients.tell_problems(&published);
        }
        if let Some(path) = followed {
            clients.tell_saved(&path);
        }
        drop(clients);
        drop(published);
        Some(Rebuilt { saved, n_rendered, n_pages, time: start.elapsed(), seen: seen.get(), diagnostics, snapshot: self.snapshot.clone() })
    }

    /// A build that cannot end the server: if Ribbon itself breaks, the old site stays and the
    /// next save starts from nothing.
    fn guarded(&mut self, awaited: &BTreeSet<OutputPath>, ready: &dyn Fn(Vec<(OutputPath, Artifact)>)) -> Option<Build> {
        let audience = Audience { stage: &|_| {}, awaited, ready };
        let memos = &mut self.memos;
        let snapshot = &self.snapshot;
        let build = catch_unwind(AssertUnwindSafe(|| build_for(&audience, snapshot, memos))).ok();
        if build.is_none() {
            self.memos = Memos::default();
        }
        build
    }
}

/// Time goes on while the server runs.
fn settings(options: &Options) -> Settings {
    let mut settings = options.settings.clone();
    if !options.is_fixed_moment {
        settings.now = Now::Clock(Timestamp::now());
    }
    settings
}

/// Which sources differ between two looks.
fn saved(before: &Snapshot, after: &Snapshot) -> Vec<Saved> {
    let mut saved = Vec::new();
    compare(&before.texts, &after.texts, |old, new| old.fingerprint == new.fingerprint, &mut saved);
    compare(&before.assets, &after.assets, |old, new| old.sha256 == new.sha256 && old.bytes == new.bytes, &mut saved);
    saved.sort_by(|a, b| a.source().cmp(b.source()));
    saved
}

fn compare<T>(before: &BTreeMap<SourceId, T>, after: &BTreeMap<SourceId, T>, is_same: impl Fn(&T, &T) -> bool, saved: &mut Vec<Saved>) {
    for (id, new) in after {
        match before.get(id) {
            None => saved.push(Saved::New(id.clone())),
            Some(old) if !is_same(old, new) => saved.push(Saved::Changed(id.clone())),
            Some(_) => {}
        }
    }
    saved.extend(before.keys().filter(|id| !after.contains_key(*id)).map(|id| Saved::Removed(id.clone())));
}

/// The text to look at after a save.
fn followed(saved: &[Saved]) -> Option<&SourceId> {
    let written = saved.iter().filter(|saved| !matches!(saved, Saved::Removed(_))).map(Saved::source);
    let mut texts = written.filter(|id| id.as_str().starts_with("content/") && id.as_str().ends_with(".md"));
    texts.next().filter(|_| saved.len() <= MAX_FOLLOWED)
}
