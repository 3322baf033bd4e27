//! `ribbon build`: one build, and the write.

#![expect(clippy::disallowed_methods, reason = "reads the clock and looks at the output folder")]

use std::cell::Cell;
use std::path::Path;

use indicatif::ProgressBar;

use super::due::{self, Due};
use super::output::{inside_sources, leads_out};
use super::progress::{Clock, none, progress, watched};
use super::reported::put_report;
use super::shared::{Shared, build_shard};
use super::terminal::{self, counts, eprint, print_problems, print_summary};
use super::thorough::PageChecks;
use super::unchanged::{self, Before, key, nothing_to_do, out_folder, with_problems};
use super::{FINE, PROBLEMS};
use crate::base::artifact::Content;
use crate::base::diagnostic::{Code, Diagnostic, Problems, Severity};
use crate::base::fingerprint::Fingerprint;
use crate::base::sink::Memory;
use crate::base::source::{Now, Settings, Snapshot};
use crate::build::{Build, LastBuild, build_key, has_budget, moment, n_pages, output_written_at};
use crate::edge::cli::{BuildArgs, SiteArgs};
use crate::edge::publish::PublishError;
use crate::edge::write::{self, BuildKey, OutputFolder, Staging, Summary, Written};
use crate::edge::{encode, load};
use crate::site::schedule::Schedule;

/// Builds the site and writes it, unless something is wrong.
pub(super) fn build(args: &BuildArgs) -> u8 {
    let clock = Clock::start();
    let site = &args.site;
    let settings = settings(site, args.check);
    // A file that says when something is due needs a schedule, which only a build has.
    let wants_schedule = args.if_due.is_some();
    let can_stand = !wants_schedule && args.store.is_none();
    let before = can_stand.then(|| Before::new(args, settings.clone())).flatten();
    let found = load::find(&site.root);
    let (standing, seen) = before.map_or((None, None), |before| before.standing(args, &found));
    if let Some(summary) = standing {
        return stands(site, &clock, summary, Problems::new(), &Snapshot::empty(settings));
    }
    let (mut snapshot, look) = load::load_found(&site.root, settings, found);
    snapshot.made_pictures = encode::lengths(&site.root);
    clock.lap("load");
    let out = out_folder(args, &snapshot);
    if let Some(problem) = wrong_folder(args, &snapshot, &out) {
        return refuse(site, &snapshot, problem);
    }
    let build_key = build_key(&snapshot);
    let key = key(args, build_key);
    let now = moment(&snapshot);
    if let Some(until) = args.if_due.as_deref().and_then(Due::read).and_then(|due| due.not_before(key, now)) {
        print_summary(site, &format!("nothing is due {until}"));
        return FINE;
    }
    let out = OutputFolder::new(&site.root, &out).or_inside();
    if let (Some(store), Some(part)) = (&args.store, args.shard) {
        return build_shard(args, &snapshot, store, part, &out.work());
    }
    let shared = args.store.as_ref().map(|store| Shared::open(store, args.join.map(usize::from), build_key));
    let shared = match shared.transpose() {
        Ok(shared) => shared,
        Err(error) => return terminal::refuse(&error.message, &error.help),
    };
    let seen = seen.filter(|seen| seen.is_of(&out)).or_else(|| write::Seen::read(&out));
    if let Some((summary, problems)) = nothing_to_do(&out, seen.as_ref(), key, &snapshot).filter(|_| !wants_schedule) {
        look.into_iter().for_each(|look| unchanged::keep(&out, &snapshot, build_key, look));
        return stands(site, &clock, summary, problems, &snapshot);
    }
    let _lock = match out.lock() {
        Ok(lock) => lock,
        Err(error) => return refuse(site, &snapshot, error.to_diagnostic()),
    };
    let staging = Staging::new(&out, seen);
    let run = Run { args, clock, bar: progress(site), out: &out, staging: &staging, shared: shared.as_ref(), key };
    let finished = match run.finished(&mut snapshot) {
        Ok(finished) => finished,
        Err(end) => return end,
    };
    let end = run.write(&snapshot, &finished, || look.into_iter().for_each(|look| unchanged::keep(&out, &snapshot, build_key, look)));
    // The process ends here, and the system takes its memory back at once.
    std::mem::forget((finished, snapshot));
    end
}

/// What is wrong with the folder that a site is to be written to.
fn wrong_folder(args: &BuildArgs, snapshot: &Snapshot, out: &Path) -> Option<Diagnostic> {
    let root = &args.site.root;
    let at = || if args.out.is_none() { output_written_at(snapshot) } else { None };
    let leads_out = || leads_out(root, out).filter(|_| args.out.is_none());
    inside_sources(root, out).or_else(leads_out).map(|problem| Diagnostic { at: at(), ..problem })
}

/// A build whose output folder is locked.
struct Run<'a> {
    args: &'a BuildArgs,
    clock: Clock,
    bar: ProgressBar,
    out: &'a OutputFolder,
    staging: &'a Staging,
    shared: Option<&'a Shared>,
    /// What the output is made from and how.
    key: Fingerprint,
}

/// A build without errors, with all that belongs to its files.
struct FinishedBuild {
    build: Build,
    n_pictures: usize,
}

impl Run<'_> {
    /// Builds the site, with its pictures and its report on itself. What is wrong has been told.
    fn finished(&self, snapshot: &mut Snapshot) -> Result<FinishedBuild, u8> {
        let site = &self.args.site;
        let mut checks = PageChecks::of(&site.root, snapshot);
        let mut build = self.build(snapshot, &mut checks);
        if let Some(Err(error)) = self.shared.map(|shared| shared.prove(&build)) {
            self.bar.finish_and_clear();
            return Err(terminal::refuse(&error.message, &error.help));
        }
        let is_good_so_far = is_good(site, &build);
        let (n_pictures, n_new) = if is_good_so_far { make_pictures(site, self.out, &mut build, self.shared, &self.bar) } else { (0, 0) };
        if n_new > 0 && has_budget(snapshot) {
            weigh_again(site, snapshot, &mut build, &self.clock, &self.bar);
        }
        self.clock.lap("pictures");
        if n_new > 0 && !build.reporting.is_empty() {
            snapshot.made_pictures = encode::lengths(&site.root);
        }
        put_report(snapshot, &mut build, checks, &self.clock, &self.bar);
        // What follows is kept for builds with the same options.
        snapshot.settings.thorough = self.args.check;
        if !is_good(site, &build) {
            self.bar.finish_and_clear();
            self.clock.finish(site);
            print_problems(site, &build, snapshot);
            print_summary(site, &format!("nothing written: {}", counts(&build.diagnostics)));
            return Err(PROBLEMS);
        }
        if self.args.precompress {
            self.bar.set_message("compressing");
            build.artifacts.extend(write::compressed(self.staging, &site.root, &build.artifacts));
            self.clock.lap("compress");
        }
        Ok(FinishedBuild { build, n_pictures })
    }

    /// Builds what the sources say, with the report left out of the pages that show it.
    fn build(&self, snapshot: &mut Snapshot, checks: &mut PageChecks) -> Build {
        let Self { args, clock, bar, out, staging, .. } = self;
        let last = || write::last_build(out, staging);
        let last_soon = || write::last_build_soon(out, staging).map_or_else(none, |last| Box::new(move |_| last.join().ok().flatten()));
        match self.shared {
            _ if args.check => checks.build(snapshot, clock, bar),
            Some(shared) => watched(snapshot, clock, bar, &shared.sink(staging), shared.last(last())),
            None => {
                if checks.expects_report {
                    // A report wants all finished pages to be looked at, and is put into a build that has done so.
                    snapshot.settings.thorough = true;
                    let build = checks.build(snapshot, clock, bar);
                    if !build.reporting.is_empty() {
                        return build;
                    }
                    // No page shows one after all, and nobody has asked for what was found beside it.
                    snapshot.settings.thorough = false;
                }
                watched(snapshot, clock, bar, *staging, last_soon())
            }
        }
    }

    /// Puts the files in place, keeps for the next build what it wants to know, and says what was done.
    fn write(&self, snapshot: &Snapshot, finished: &FinishedBuild, keep_look: impl FnOnce()) -> u8 {
        let Self { args: BuildArgs { site, .. }, clock, bar, out, staging, .. } = self;
        let FinishedBuild { build, n_pictures } = finished;
        if let Some(Err(error)) = self.shared.map(|shared| shared.keep(build, staging, &out.work())) {
            not_kept(&error);
        }
        bar.set_message("writing");
        bar.set_length(build.artifacts.len() as u64);
        let remembered = BuildKey { sources: self.sources(build), validity: build.schedule.as_ref().map(Schedule::validity) };
        let n_written = Cell::new(0);
        let mut progress = |n_done| {
            n_written.set(n_done);
            bar.set_position(n_done as u64);
        };
        let (written, record) = std::thread::scope(|scope| {
            let record = scope.spawn(|| build.record.as_ref().and_then(LastBuild::to_bytes));
            let written = write::write_staged(staging, &site.root, &build.artifacts, remembered, &mut progress);
            (written, record.join().ok().flatten())
        });
        if written.is_ok() {
            record.into_iter().for_each(|record| write::keep_build(out, &record));
            keep_look();
        }
        bar.finish_and_clear();
        clock.lap("write");
        clock.finish(site);
        let written = match written {
            Ok(written) => written,
            Err(error) => {
                let summary = match n_written.get() {
                    0 => "nothing written: 1 error".to_owned(),
                    n => format!("stopped with {n} of {} files in place: 1 error", build.artifacts.len()),
                };
                return fail(site, snapshot, error.to_diagnostic(), &summary);
            }
        };
        if let Some(file) = &self.args.if_due
            && let Err(error) = due::keep(file, self.key, build.schedule.as_ref())
        {
            let message = format!("`{}` cannot be written: {error}", file.display());
            return fail(site, snapshot, Diagnostic::new(Code::CannotWrite, message), "the site is written: 1 error");
        }
        print_problems(site, build, snapshot);
        let pictures = if *n_pictures > 0 { format!(", {n_pictures} pictures made") } else { String::new() };
        print_summary(site, &format!("{}{pictures}", summary_line(n_pages(build), written, clock.milliseconds(), &build.diagnostics)));
        FINE
    }

    /// By what the next build recognizes that it would be the same. What a build had to say is said again by one that has nothing to do.
    fn sources(&self, build: &Build) -> Fingerprint {
        match (write::keep_problems(self.out, &build.diagnostics), build.diagnostics.is_empty()) {
            (false, _) => Fingerprint::of(&(self.key, "never skipped")),
            (true, true) => self.key,
            (true, false) => with_problems(self.key),
        }
    }
}

/// Tells that the last build still stands, with what it had to say.
fn stands(site: &SiteArgs, clock: &Clock, summary: Summary, problems: Problems, snapshot: &Snapshot) -> u8 {
    clock.finish(site);
    let written = Written { unchanged: summary.files, ..Written::default() };
    let line = summary_line(summary.pages, written, clock.milliseconds(), &problems);
    print_problems(site, &Build { diagnostics: problems, ..Build::default() }, snapshot);
    print_summary(site, &line);
    FINE
}

/// Makes the pictures that pages name and that no build has made before; returns how many were made, and how many are new here.
pub(super) fn make_pictures(
    site: &SiteArgs,
    out: &OutputFolder,
    build: &mut Build,
    shared: Option<&Shared>,
    bar: &ProgressBar,
) -> (usize, usize) {
    if !build.artifacts.values().any(|artifact| matches!(artifact.content, Content::Derived(_))) {
        return (0, 0);
    }
    let cache = encode::Cache::open(&out.pictures());
    let mut missing = encode::missing(&cache, &build.artifacts);
    let n_new = missing.len();
    if let Some(shared) = shared {
        bar.set_message("getting pictures");
        shared.fetch_pictures(&cache, &missing);
        missing = encode::missing(&cache, &build.artifacts);
    }
    bar.set_message("making pictures");
    bar.set_length(missing.len() as u64);
    let made = encode::make(&cache, &site.root, &missing, &|n_done| bar.set_position(n_done as u64), &|| false);
    if let Some(Err(error)) = shared.map(|shared| shared.keep_pictures(&cache, &missing)) {
        not_kept(&error);
    }
    encode::settle(&cache, &site.root, &mut build.artifacts);
    build.diagnostics.extend(made.problems);
    build.diagnostics.sort();
    (made.n_made, n_new)
}

/// The next build is slower, and that is all.
fn not_kept(error: &PublishError) {
    eprint(&format!("warning: this build is not kept in the store: {}\n help: {}\n", error.message, error.help));
}

/// Weighs the pages once more: before, nobody knew how many bytes the new pictures would have.
fn weigh_again(site: &SiteArgs, snapshot: &mut Snapshot, build: &mut Build, clock: &Clock, bar: &ProgressBar) {
    snapshot.made_pictures = encode::lengths(&site.root);
    let weighed = watched(snapshot, clock, bar, &Memory, none()).diagnostics;
    let new: Problems = weighed.into_iter().filter(|problem| !build.diagnostics.contains(problem)).collect();
    build.diagnostics.extend(new);
    build.diagnostics.sort();
}

pub(super) fn is_good(site: &SiteArgs, build: &Build) -> bool {
    !(build.diagnostics.has_errors() || (site.strict && has_warnings(&build.diagnostics)))
}

/// What the options of a command say of the build.
pub(super) fn settings(args: &SiteArgs, thorough: bool) -> Settings {
    let now = args.date.unwrap_or_else(|| Now::Clock(jiff::Timestamp::now()));
    Settings {
        now,
        drafts: args.drafts,
        future: false,
        base_url: args.base_url.clone(),
        theme: args.theme.clone(),
        thorough,
        strict: args.strict,
    }
}

pub(super) fn has_warnings(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|problem| problem.severity == Severity::Warning)
}

fn refuse(site: &SiteArgs, snapshot: &Snapshot, problem: Diagnostic) -> u8 {
    fail(site, snapshot, problem, "nothing written: 1 error")
}

pub(super) fn fail(site: &SiteArgs, snapshot: &Snapshot, problem: Diagnostic, summary: &str) -> u8 {
    let build = Build { diagnostics: Problems::from(problem), ..Build::default() };
    print_problems(site, &build, snapshot);
    print_summary(site, summary);
    PROBLEMS
}

fn summary_line(n_pages: usize, written: Written, milliseconds: u128, diagnostics: &Problems) -> String {
    let Written { written, unchanged, removed } = written;
    format!(
        "built {}: {written} written, {unchanged} unchanged, {removed} removed in {milliseconds} ms; {}",
        pages(n_pages),
        counts(diagnostics)
    )
}

pub(super) fn pages(n: usize) -> String {
    if n == 1 { "1 page".to_owned() } else { format!("{n} pages") }
}
