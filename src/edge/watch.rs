//! Reports when something in a site's folder may have been saved. It does not say what: the next snapshot shows that.

#![expect(clippy::disallowed_methods, reason = "watches the site's folder and the clock")]

mod place;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::edge::load::{FOLDERS, HOST_FILES, is_scratch};
use place::Mark;
pub(crate) use place::system_without_events;

/// A burst of events is over when there was none for this long.
const QUIET: Duration = Duration::from_millis(10);

/// A burst that does not end is cut after this time, so that a program that saves all the time does not delay the build for
/// ever.
const LONGEST_BURST: Duration = Duration::from_millis(100);

/// How often the folder is checked although no event came: some file systems send none.
const HEARTBEAT: Duration = Duration::from_secs(3);

/// How often the folder is checked if there are no events at all.
const POLL: Duration = Duration::from_millis(300);

/// How long after a change its event may come.
const LAG: Duration = Duration::from_millis(500);

/// After this many changes in a row without an event, events are not relied on any more. A single one may be a file that was
/// written in a new folder just before that folder was watched.
const MOST_MISSED: usize = 2;

/// Why the watch woke up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Woken {
    /// The system reported a change.
    Event,
    /// It is time to check the folder.
    Time,
}

/// What the system sends.
enum Signal {
    Changed(Vec<PathBuf>),
    Lost(String),
}

/// Wakes a watch although nothing was saved.
pub(crate) struct Waker(Weak<Sender<Signal>>);

impl Waker {
    /// A watch that polls wakes up by itself soon enough.
    pub(crate) fn wake(&self) {
        if let Some(sender) = self.0.upgrade() {
            let _ = sender.send(Signal::Changed(Vec::new()));
        }
    }
}

/// A watch over a site's folders. It watches folders, not files: editors save by renaming,
/// which would end the watch of a file.
pub(crate) struct Watch {
    root: PathBuf,
    signals: Receiver<Signal>,
    /// The watcher alone holds the other end, so that its end is noticed.
    sender: Weak<Sender<Signal>>,
    /// None while polling.
    watcher: Option<RecommendedWatcher>,
    /// What is watched, and how it looked when the watch began.
    watched: BTreeMap<PathBuf, (RecursiveMode, Mark)>,
    /// The real places of links in the site, where changes are watched for too.
    linked: Vec<PathBuf>,
    /// Why events were given up, until it has been reported.
    why_polling: Option<String>,
    heartbeat: Duration,
    /// Whether an event came that nobody has waited for yet.
    has_news: bool,
    /// The number of changes in a row that came without an event.
    n_missed: usize,
}

impl Watch {
    /// Begins to watch a site's folder: by events, or by polling.
    pub(crate) fn start(root: &Path, poll: bool) -> Self {
        let root = std::fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
        let (sender, signals) = mpsc::channel();
        let sender = Arc::new(sender);
        let mut watch = Self {
            root,
            signals,
            sender: Arc::downgrade(&sender),
            watcher: None,
            watched: BTreeMap::new(),
            linked: Vec::new(),
            why_polling: None,
            heartbeat: HEARTBEAT,
            has_news: false,
            n_missed: 0,
        };
        if poll {
            return watch;
        }
        match system_without_events(&watch.root) {
            Some(name) => watch.why_polling = Some(format!("the folder lies on a file system ({name}) that does not report changes")),
            None => watch.listen(sender),
        }
        watch.follow(&[]);
        watch
    }

    fn listen(&mut self, sender: Arc<Sender<Signal>>) {
        let config = notify::Config::default().with_follow_symlinks(false);
        let watcher = RecommendedWatcher::new(move |event| tell(&sender, event), config);
        match watcher {
            Ok(watcher) => self.watcher = Some(watcher),
            Err(error) => self.why_polling = Some(reason(&error)),
        }
    }

    /// A handle by which other code can ask for a check of the folder.
    pub(crate) fn waker(&self) -> Waker {
        Waker(self.sender.clone())
    }

    /// Watches what exists now: folders that were added, replaced under the same name, or linked to. Returns true if a watch
    /// began: the folder then has to be checked for what was saved before.
    pub(crate) fn follow(&mut self, linked: &[PathBuf]) -> bool {
        if self.watcher.is_none() {
            return false;
        }
        let inside = |path: &PathBuf| FOLDERS.iter().any(|folder| path.starts_with(self.root.join(folder)));
        self.linked = linked.iter().filter(|path| !inside(path)).cloned().collect();
        let mut wanted = BTreeMap::from([(self.root.clone(), RecursiveMode::NonRecursive)]);
        for path in FOLDERS.iter().map(|folder| self.root.join(folder)).chain(self.linked.iter().cloned()) {
            if path.is_dir() {
                wanted.insert(path, RecursiveMode::Recursive);
            } else if let Some(parent) = path.parent() {
                wanted.entry(parent.to_owned()).or_insert(RecursiveMode::NonRecursive);
            }
        }
        let wanted: BTreeMap<PathBuf, (RecursiveMode, Mark)> =
            wanted.into_iter().filter_map(|(path, mode)| Some((path.clone(), (mode, Mark::of(&path)?)))).collect();
        if wanted == self.watched {
            return false;
        }
        let Some(watcher) = &mut self.watcher else { return false };
        for path in self.watched.iter().filter(|(path, how)| wanted.get(*path) != Some(how)).map(|(path, _)| path) {
            // It may have ended by itself, with its folder.
            let _ = watcher.unwatch(path);
        }
        let new = wanted.iter().filter(|(path, how)| self.watched.get(*path) != Some(how));
        let failed = new.map(|(path, (mode, _))| watcher.watch(path, *mode)).filter_map(Result::err).find(is_final);
        self.watched = wanted;
        if let Some(error) = failed {
            self.give_up(reason(&error));
        }
        true
    }

    /// From now on the folder is polled.
    fn give_up(&mut self, why: String) {
        self.watcher = None;
        self.watched.clear();
        self.why_polling = Some(why);
    }

    /// Why events were given up since this was last asked.
    pub(crate) fn why_polling(&mut self) -> Option<String> {
        self.why_polling.take()
    }

    /// Waits until something may have been saved, and until the burst of a save is over.
    pub(crate) fn wait(&mut self) -> Woken {
        if self.watcher.is_none() {
            std::thread::sleep(POLL.max(self.heartbeat / 10));
            return Woken::Time;
        }
        let end = Instant::now() + self.heartbeat;
        let is_reported = self.hears_until(end);
        self.has_news = false;
        if !is_reported {
            return Woken::Time;
        }
        self.n_missed = 0;
        self.settle();
        Woken::Event
    }

    /// Whether something may have been saved since the last wait; the next wait then returns at once.
    pub(crate) fn has_news(&mut self) -> bool {
        self.hears_until(Instant::now())
    }

    /// Waits for an event that concerns the site, at most until `end`.
    fn hears_until(&mut self, end: Instant) -> bool {
        while !self.has_news {
            match self.next(end.saturating_duration_since(Instant::now())) {
                Heard::Change => self.has_news = true,
                Heard::Other => {}
                Heard::Nothing => break,
            }
        }
        self.has_news
    }

    /// Records a change that came without an event. If no event comes late either, and that happens again, events are given up.
    pub(crate) fn record_missed_event(&mut self) {
        if self.watcher.is_none() || self.hears_until(Instant::now() + LAG) {
            return;
        }
        self.n_missed += 1;
        if self.n_missed >= MOST_MISSED {
            self.give_up("something was saved that the system did not tell of".to_owned());
        }
    }

    /// Records how long a check of the folder took; checks take at most a hundredth of the time.
    pub(crate) fn set_cost(&mut self, look: Duration) {
        self.heartbeat = HEARTBEAT.max(look * 100);
    }

    /// Waits for the end of a burst.
    fn settle(&mut self) {
        let end = Instant::now() + LONGEST_BURST;
        loop {
            let now = Instant::now();
            if now >= end || self.next(QUIET.min(end - now)) == Heard::Nothing {
                return;
            }
        }
    }

    fn next(&mut self, patience: Duration) -> Heard {
        if self.watcher.is_none() {
            return Heard::Nothing;
        }
        match self.signals.recv_timeout(patience) {
            Ok(Signal::Changed(paths)) => {
                self.forget_ends(&paths);
                if paths.is_empty() || paths.iter().any(|path| self.concerns(path)) { Heard::Change } else { Heard::Other }
            }
            Ok(Signal::Lost(why)) => {
                self.give_up(why);
                Heard::Change
            }
            Err(RecvTimeoutError::Timeout) => Heard::Nothing,
            Err(RecvTimeoutError::Disconnected) => {
                self.give_up("the system stopped telling of changes".to_owned());
                Heard::Nothing
            }
        }
    }

    /// A watched folder that was moved or removed has to be watched anew, even if it comes back.
    fn forget_ends(&mut self, paths: &[PathBuf]) {
        for path in paths.iter().filter(|path| **path != self.root) {
            if self.watched.remove(path).is_some()
                && let Some(watcher) = &mut self.watcher
            {
                let _ = watcher.unwatch(path);
            }
        }
    }

    /// Whether a path is of the site's sources; the output folder and scratch files are not.
    fn concerns(&self, path: &Path) -> bool {
        let Ok(below) = path.strip_prefix(&self.root) else { return self.linked.iter().any(|linked| path.starts_with(linked)) };
        let mut parts = below.iter().map(|part| part.to_string_lossy());
        let Some(first) = parts.next() else { return true };
        let is_source = *first == *crate::site::config::FILE || FOLDERS.contains(&&*first);
        let is_published_dot_file = |part: &str| *first == *"static" && HOST_FILES.contains(&part);
        let is_wanted = is_source && parts.all(|part| !is_scratch(&part) || is_published_dot_file(&part));
        is_wanted || self.linked.iter().any(|linked| path.starts_with(linked))
    }
}

#[derive(PartialEq, Eq)]
enum Heard {
    Change,
    /// An event about something that is not part of the site.
    Other,
    Nothing,
}

/// Runs on the watcher's own thread.
fn tell(sender: &Sender<Signal>, event: notify::Result<Event>) {
    let signal = match event {
        // Reading is not a change, and Ribbon itself reads the files.
        Ok(Event { kind: EventKind::Access(_), .. }) => return,
        // An event without paths means that events were lost.
        Ok(event) if event.need_rescan() => Signal::Changed(Vec::new()),
        Ok(event) => Signal::Changed(event.paths),
        Err(error) if is_final(&error) => Signal::Lost(reason(&error)),
        Err(_) => Signal::Changed(Vec::new()),
    };
    // Sending fails when the server ends and nobody listens any more.
    let _ = sender.send(signal);
}

/// Whether the system cannot watch any more; a folder that has vanished meanwhile is not a reason.
fn is_final(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::MaxFilesWatch => true,
        ErrorKind::PathNotFound | ErrorKind::WatchNotFound => false,
        ErrorKind::Io(error) => error.kind() != std::io::ErrorKind::NotFound,
        ErrorKind::Generic(_) | ErrorKind::InvalidConfig(_) => true,
    }
}

fn reason(error: &notify::Error) -> String {
    let many_files = matches!(&error.kind, ErrorKind::Io(error) if error.raw_os_error() == Some(24));
    if matches!(error.kind, ErrorKind::MaxFilesWatch) || (cfg!(target_os = "linux") && many_files) {
        let which = if many_files { "max_user_instances" } else { "max_user_watches" };
        return format!(
            "the system's limit of watched folders is reached; raise it with `sudo sysctl fs.inotify.{which}={}`",
            if many_files { 1024 } else { 524_288 }
        );
    }
    match &error.kind {
        ErrorKind::Io(error) => format!("the system refused to watch the folder: {error}"),
        ErrorKind::Generic(why) => format!("the system refused to watch the folder: {why}"),
        _ => "the system refused to watch the folder".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, Flag};

    use super::*;

    /// A watch that receives the test's signals in addition to the system's.
    fn watch(root: &Path) -> (Watch, Arc<Sender<Signal>>) {
        let (sender, signals) = mpsc::channel();
        let sender = Arc::new(sender);
        let mut watch = Watch::start(root, true);
        watch.signals = signals;
        watch.listen(sender.clone());
        watch.follow(&[]);
        (watch, sender)
    }

    fn fault(kind: ErrorKind) -> notify::Result<Event> {
        Err(notify::Error::new(kind))
    }

    #[test]
    fn a_limit_leads_to_polling_and_is_reported_once_with_the_fix() {
        for (kind, fix) in [
            (ErrorKind::MaxFilesWatch, "reached; raise it with `sudo sysctl fs.inotify.max_user_watches=524288`"),
            (ErrorKind::Generic("a fault".to_owned()), "the system refused to watch the folder: a fault"),
            (ErrorKind::Io(std::io::Error::other("worn out")), "the system refused to watch the folder: worn out"),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let (mut watch, sender) = watch(folder.path());
            tell(&sender, fault(kind));
            assert_eq!(watch.wait(), Woken::Event, "the folder is looked at, for something may have been missed");
            let why = watch.why_polling().unwrap();
            assert!(why.contains(fix), "{why}");
            // From now on it is looked at again and again, and nothing is said twice.
            assert_eq!((watch.wait(), watch.why_polling()), (Woken::Time, None));
            assert!(!watch.follow(&[]) && !watch.has_news());
        }
    }

    #[test]
    fn a_folder_that_is_gone_and_lost_events_are_no_reason_to_poll() {
        let folder = tempfile::tempdir().unwrap();
        let (mut watch, sender) = watch(folder.path());
        let lost = Ok(Event::new(EventKind::Other).set_flag(Flag::Rescan));
        for event in [fault(ErrorKind::PathNotFound), fault(ErrorKind::Io(std::io::ErrorKind::NotFound.into())), lost] {
            tell(&sender, event);
            assert_eq!((watch.wait(), watch.why_polling()), (Woken::Event, None));
        }
    }

    #[test]
    fn changes_that_no_event_tells_of_are_forgiven_once() {
        let folder = tempfile::tempdir().unwrap();
        let (mut watch, sender) = watch(folder.path());
        let save = || tell(&sender, Ok(Event::new(EventKind::Create(CreateKind::File)).add_path(watch_path(folder.path()))));
        watch.record_missed_event();
        save();
        // An event shows that events are reported after all.
        assert_eq!(watch.wait(), Woken::Event);
        watch.record_missed_event();
        assert_eq!(watch.why_polling(), None);
        watch.record_missed_event();
        assert_eq!(watch.why_polling().unwrap(), "something was saved that the system did not tell of");
    }

    #[test]
    fn an_event_that_comes_late_is_not_lost() {
        let folder = tempfile::tempdir().unwrap();
        let (mut watch, sender) = watch(folder.path());
        tell(&sender, Ok(Event::new(EventKind::Create(CreateKind::File)).add_path(watch_path(folder.path()))));
        watch.record_missed_event();
        assert!(watch.has_news());
        let start = Instant::now();
        assert_eq!(watch.wait(), Woken::Event);
        assert!(start.elapsed() < HEARTBEAT);
        assert!(!watch.has_news());
    }

    #[test]
    fn a_watch_can_be_woken_although_nothing_was_saved() {
        let folder = tempfile::tempdir().unwrap();
        let mut watch = Watch::start(folder.path(), false);
        let start = Instant::now();
        watch.waker().wake();
        watch.wait();
        assert!(start.elapsed() < HEARTBEAT);
        // A watch that polls has no one to wake, and needs none.
        Watch::start(folder.path(), true).waker().wake();
    }

    fn watch_path(root: &Path) -> PathBuf {
        std::fs::canonicalize(root).unwrap().join("content/page.md")
    }

    #[test]
    fn only_sources_concern_the_site() {
        let folder = tempfile::tempdir().unwrap();
        let (watch, _sender) = watch(folder.path());
        let root = std::fs::canonicalize(folder.path()).unwrap();
        for good in ["content/a.md", "content", "site.toml", "static/.well-known/x", "themes/own/theme.toml", "data/a.csv", ""] {
            assert!(watch.concerns(&root.join(good)), "{good}");
        }
        for bad in
            ["public/index.html", ".git/index", "content/.a.md.swp", "content/a.md~", "content/4913", "content/.hidden/a.md", "notes.md"]
        {
            assert!(!watch.concerns(&root.join(bad)), "{bad}");
        }
    }
}
