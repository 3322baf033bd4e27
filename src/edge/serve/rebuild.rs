//! The loop behind the server: wait, look, build, show, tell.

#![expect(clippy::disallowed_methods, reason = "asks for the day and measures what a save took")]

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::http::Shared;
use super::{Event, Options, Rebuilt, SourceChange};
use crate::base::sink::Memory;
use crate::base::source::{Now, Settings, Snapshot, SourceId};
use crate::build::{Build, BuildObserver, Memos, base_path, build_for, moment, n_pages};
use crate::edge::load::{Cache, load_again};
use crate::edge::watch::{Watch, Woken};
use crate::site::schedule::Schedule;

/// A save of more files than this is not one person's edit, so the browser does not follow it to a page.
const MAX_FOLLOWED: usize = 5;

/// For at most this long in a row, builds are cancelled by newer saves: other pages and problems have to be shown too.
const LONGEST_CANCELLED: Duration = Duration::from_secs(3);

/// What is kept from one build to the next.
pub(super) struct Rebuilder {
    cache: Cache,
    memos: Memos,
    snapshot: Arc<Snapshot>,
    /// The snapshot of the last build that was finished.
    finished: Arc<Snapshot>,
    /// When the first of the builds began that have been cancelled since.
    cancelled_since: Option<Instant>,
    /// From when to when the last build is valid.
    validity: Option<(Timestamp, Timestamp)>,
}

/// How a build ended.
enum Ended {
    Built(Rebuilt),
    /// It was cancelled, because something newer was saved.
    Cancelled,
    /// Ribbon itself failed.
    Broken,
}

impl Rebuilder {
    /// Reads the site for the first time.
    pub(super) fn new(options: &Options) -> Self {
        let mut cache = Cache::default();
        let snapshot = Arc::new(load_again(&options.root, settings(options), &mut cache));
        let finished = snapshot.clone();
        Self { cache, memos: Memos::default(), snapshot, finished, cancelled_since: None, validity: None }
    }

    pub(super) fn snapshot(&self) -> &Arc<Snapshot> {
        &self.snapshot
    }

    /// Rebuilds the site after every save, for ever.
    pub(super) fn run(mut self, options: &Options, shared: &Shared, watch: Watch, tell: &dyn Fn(Event)) {
        let watch = RefCell::new(watch);
        watch.borrow_mut().follow(self.cache.linked());
        loop {
            if let Some(why) = watch.borrow_mut().why_polling() {
                tell(Event::Polling(why));
            }
            let woken = watch.borrow_mut().wait();
            let start = Instant::now();
            let snapshot = self.reload(options, &mut watch.borrow_mut());
            watch.borrow_mut().set_cost(start.elapsed());
            let saved = saved(&self.finished, &snapshot);
            let before = &self.finished;
            let is_same_theme = snapshot.settings.theme == before.settings.theme;
            let is_same = is_same_theme && saved.is_empty() && self.is_valid(&snapshot) && snapshot.problems == before.problems;
            if is_same && self.cancelled_since.is_none() {
                continue;
            }
            self.snapshot = Arc::new(snapshot);
            let is_untold = woken == Woken::Time && !saved.is_empty();
            let may_cancel = self.cancelled_since.is_none_or(|since| since.elapsed() < LONGEST_CANCELLED);
            match self.build(shared, saved, start, &|| may_cancel && watch.borrow_mut().has_news()) {
                Ended::Built(rebuilt) => tell(Event::Rebuilt(rebuilt)),
                Ended::Cancelled => {}
                Ended::Broken => tell(Event::Broken),
            }
            if is_untold {
                watch.borrow_mut().record_missed_event();
            }
        }
    }

    /// Whether the passing of time has changed nothing since the last build.
    fn is_valid(&self, snapshot: &Snapshot) -> bool {
        let now = moment(snapshot);
        self.validity.is_some_and(|(from, to)| (from..to).contains(&now))
    }

    /// Reads what was saved, and once more if a watch has only just begun.
    fn reload(&mut self, options: &Options, watch: &mut Watch) -> Snapshot {
        watch.follow(self.cache.linked());
        let snapshot = load_again(&options.root, settings(options), &mut self.cache);
        if watch.follow(self.cache.linked()) {
            return load_again(&options.root, settings(options), &mut self.cache);
        }
        snapshot
    }

    /// Builds for the first time.
    pub(super) fn first(&mut self, shared: &Shared, start: Instant) -> Option<Rebuilt> {
        match self.build(shared, Vec::new(), start, &|| false) {
            Ended::Built(rebuilt) => Some(rebuilt),
            Ended::Cancelled | Ended::Broken => None,
        }
    }

    /// Builds what was read, and shows it, unless something newer is saved meanwhile.
    fn build(&mut self, shared: &Shared, saved: Vec<SourceChange>, start: Instant, is_cancelled: &dyn Fn() -> bool) -> Ended {
        let priority = {
            let published = shared.published();
            shared.clients().open_outputs(&published)
        };
        let seen = Cell::new(None);
        let ready = |outputs| {
            let assets = shared.publish().show_early(outputs);
            let published = shared.published();
            let mut clients = shared.clients();
            clients.tell_pages(&published);
            clients.tell_assets(&assets);
            seen.set(Some(start.elapsed()));
        };
        let build = match self.guarded(&BuildObserver { stage: &|_| {}, priority: &priority, ready: &ready, is_cancelled, sink: &Memory }) {
            Ok(Some(build)) => build,
            Ok(None) => {
                self.cancelled_since.get_or_insert(start);
                return Ended::Cancelled;
            }
            Err(Panicked) => {
                self.finish();
                // Time alone does not fix a bug; so wait for the next save.
                self.validity = Some((Timestamp::MIN, Timestamp::MAX));
                return Ended::Broken;
            }
        };
        self.finish();
        self.validity = build.schedule.as_ref().map(Schedule::validity);
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
        let (time, seen, snapshot) = (start.elapsed(), seen.get(), self.snapshot.clone());
        Ended::Built(Rebuilt { saved, n_rendered, n_pages, time, seen, diagnostics, snapshot })
    }

    fn finish(&mut self) {
        self.finished = self.snapshot.clone();
        self.cancelled_since = None;
    }

    /// A build that cannot end the server: if Ribbon itself panics, the old site stays and the next save starts with empty
    /// memos.
    fn guarded(&mut self, observer: &BuildObserver<'_>) -> Result<Option<Build>, Panicked> {
        let memos = &mut self.memos;
        let snapshot = &self.snapshot;
        let build = catch_unwind(AssertUnwindSafe(|| build_for(observer, snapshot, memos))).map_err(|_| Panicked);
        if build.is_err() {
            self.memos = Memos::default();
        }
        build
    }
}

/// A bug in Ribbon itself ended a build.
struct Panicked;

/// Time goes on while the server runs.
fn settings(options: &Options) -> Settings {
    let mut settings = options.settings.clone();
    settings.theme = options.choice.get().or(settings.theme);
    if !options.is_fixed_moment {
        settings.now = Now::Clock(Timestamp::now());
    }
    settings
}

/// The sources that differ between two snapshots.
fn saved(before: &Snapshot, after: &Snapshot) -> Vec<SourceChange> {
    let mut saved = Vec::new();
    compare(&before.texts, &after.texts, |old, new| old.fingerprint == new.fingerprint, &mut saved);
    compare(&before.assets, &after.assets, |old, new| old.sha256 == new.sha256 && old.bytes == new.bytes, &mut saved);
    saved.sort_by(|a, b| a.source().cmp(b.source()));
    saved
}

fn compare<T>(
    before: &BTreeMap<SourceId, T>,
    after: &BTreeMap<SourceId, T>,
    is_same: impl Fn(&T, &T) -> bool,
    saved: &mut Vec<SourceChange>,
) {
    for (id, new) in after {
        match before.get(id) {
            None => saved.push(SourceChange::New(id.clone())),
            Some(old) if !is_same(old, new) => saved.push(SourceChange::Changed(id.clone())),
            Some(_) => {}
        }
    }
    saved.extend(before.keys().filter(|id| !after.contains_key(*id)).map(|id| SourceChange::Removed(id.clone())));
}

/// The text that the browser should follow after a save.
fn followed(saved: &[SourceChange]) -> Option<&SourceId> {
    let written = saved.iter().filter(|saved| !matches!(saved, SourceChange::Removed(_))).map(SourceChange::source);
    let mut texts = written.filter(|id| id.as_str().starts_with("content/") && id.as_str().ends_with(".md"));
    texts.next().filter(|_| saved.len() <= MAX_FOLLOWED)
}
