//! A build under way, as the one who waits for it sees it.

#![expect(clippy::disallowed_methods, reason = "reads the clock")]

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::terminal::{eprint, style};
use crate::base::artifact::OutputPath;
use crate::base::sink::Sink;
use crate::base::source::Snapshot;
use crate::build::{AskLast, Build, BuildObserver, Memos, Stage, build_for};
use crate::edge::cli::SiteArgs;

/// Work that takes longer than this shows a bar.
const PATIENCE: Duration = Duration::from_millis(400);

/// For a build that nothing is known for.
pub(super) fn none() -> AskLast {
    Box::new(|_| None)
}

pub(super) fn watched(snapshot: &Snapshot, clock: &Clock, bar: &ProgressBar, sink: &dyn Sink, last: AskLast) -> Build {
    watched_with(snapshot, clock, bar, sink, &BTreeSet::new(), &mut Memos::one_shot_asking(last))
}

/// The same upon what an earlier build has left, with the outputs that are looked at in any case.
pub(super) fn watched_with(
    snapshot: &Snapshot,
    clock: &Clock,
    bar: &ProgressBar,
    sink: &dyn Sink,
    priority: &BTreeSet<OutputPath>,
    memos: &mut Memos,
) -> Build {
    let stage = |stage| {
        let (lap, message) = match stage {
            Stage::Parse => (None, "reading the pages"),
            Stage::Assemble => (Some("parse"), "arranging the site"),
            Stage::Render => (Some("assemble"), "rendering"),
            Stage::Check => (Some("render"), "checking"),
            Stage::Done => (Some("check"), "done"),
        };
        if let Some(lap) = lap {
            clock.lap(lap);
        }
        bar.set_message(message);
    };
    let observer = BuildObserver { stage: &stage, priority, ready: &|_| {}, is_cancelled: &|| false, sink };
    build_for(&observer, snapshot, memos).unwrap_or_default()
}

pub(super) fn progress(args: &SiteArgs) -> ProgressBar {
    if args.quiet {
        return ProgressBar::hidden();
    }
    // indicatif draws nothing where standard error is no terminal.
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let template =
        if style().color { "{spinner:.magenta} {msg} {wide_bar:.magenta/dim} {pos}" } else { "{spinner} {msg} {wide_bar} {pos}" };
    bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.enable_steady_tick(PATIENCE);
    bar
}

/// Time since the start, and the time of every stage.
pub(super) struct Clock {
    start: Instant,
    laps: RefCell<Vec<(&'static str, Duration)>>,
    last: RefCell<Instant>,
}

impl Clock {
    pub(super) fn start() -> Self {
        let now = Instant::now();
        Self { start: now, laps: RefCell::default(), last: RefCell::new(now) }
    }

    pub(super) fn lap(&self, name: &'static str) {
        let now = Instant::now();
        self.laps.borrow_mut().push((name, now - *self.last.borrow()));
        *self.last.borrow_mut() = now;
    }

    pub(super) fn milliseconds(&self) -> u128 {
        self.start.elapsed().as_millis()
    }

    /// Prints `{"timings_ms":{…}}` if it was asked for.
    pub(super) fn finish(&self, args: &SiteArgs) {
        if args.timings {
            let laps: Vec<String> =
                self.laps.borrow().iter().map(|(name, time)| format!("\"{name}\":{:.2}", time.as_secs_f64() * 1000.0)).collect();
            eprint(&format!("{{\"timings_ms\":{{{}}}}}\n", laps.join(",")));
        }
    }
}
