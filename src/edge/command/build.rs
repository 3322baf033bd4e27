//! `ribbon build` and `ribbon check`: one build, with and without the write.

#![expect(clippy::disallowed_methods, reason = "reads the clock and looks at the output folder")]

use std::cell::Cell;
use std::collections::BTreeMap;

use indicatif::ProgressBar;

use super::due::{self, Due};
use super::output::{inside_sources, leads_out};
use super::progress::{Clock, none, progress, watched};
use super::reported::put_report;
use super::shared::{Shared, build_shard};
use super::terminal::{self, counts, eprint, print_problems, print_summary};
use super::thorough::PageChecks;
use super::unchanged::{self, Before, key, nothing_to_do, out_folder, with_problems};
use super::{FINE, PROBLEMS, external};
use crate::base::artifact::Content;
use crate::base::diagnostic::{Code, Diagnostic, Problems, Severity};
use crate::base::fingerprint::Fingerprint;
use crate::base::sink::Memory;
use crate::base::source::{Now, Settings, Snapshot, SourceId};
use crate::build::{Build, LastBuild, build_key, has_budget, moment, n_pages, output_written_at, proof, site_report};
use crate::check::baseline;
use crate::edge::cli::{BuildArgs, CheckArgs, SiteArgs};
use crate::edge::publish::PublishError;
use crate::edge::write::{self, BuildKey, OutputFolder, Staging, Summary, Written};
use crate::edge::{edit, encode, load};
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
    if let Some(mut problem) = inside_sources(&site.root, &out) {
        problem.at = if args.out.is_none() { output_written_at(&snapshot) } else { None };
        return refuse(site, &snapshot, problem);
    }
    if let (None, Some(problem)) = (&args.out, leads_out(&site.root, &out)) {
        return refuse(site, &snapshot, Diagnostic { at: output_written_at(&snapshot), ..problem });
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
    let bar = progress(site);
    let staging = Staging::new(&out, seen);
    // The rules that look at finished pages want their texts at hand.
    let last = || write::last_build(&out, &staging);
    let last_soon = || write::last_build_soon(&out, &staging).map_or_else(none, |last| Box::new(move |_| last.join().ok().flatten()));
    let mut checks = PageChecks::of(&site.root, &snapshot);
    let mut build = match &shared {
        // A report on the site wants its finished pages to be looked at, and is put into a build that has done so.
        None if args.check || checks.seem_reported => {
            snapshot.settings.thorough = true;
            checks.build(&snapshot, &clock, &bar)
        }
        None => watched(&snapshot, &clock, &bar, &staging, last_soon()),
        Some(_) if args.check => checks.build(&snapshot, &clock, &bar),
        Some(shared) => watched(&snapshot, &clock, &bar, &shared.sink(&staging), shared.last(last())),
    };
    if !args.check && snapshot.settings.thorough && build.reporting.is_empty() {
        // No page shows a report after all, and nobody has asked for what was found beside it.
        snapshot.settings.thorough = false;
        build = watched(&snapshot, &clock, &bar, &staging, last_soon());
    }
    if let Some(Err(error)) = shared.as_ref().map(|shared| shared.prove(&build)) {
        bar.finish_and_clear();
        return terminal::refuse(&error.message, &error.help);
    }
    let (n_pictures, n_new) = if is_good(site, &build) { make_pictures(site, &out, &mut build, shared.as_ref(), &bar) } else { (0, 0) };
    if n_new > 0 && has_budget(&snapshot) {
        weigh_again(site, &mut snapshot, &mut build, &clock, &bar);
    }
    clock.lap("pictures");
    if n_new > 0 && !build.reporting.is_empty() {
        snapshot.made_pictures = encode::lengths(&site.root);
    }
    put_report(&mut snapshot, &mut build, checks, &clock, &bar);
    if !is_good(site, &build) {
        bar.finish_and_clear();
        clock.finish(site);
        print_problems(site, &build, &snapshot);
        print_summary(site, &format!("nothing written: {}", counts(&build.diagnostics)));
        return PROBLEMS;
    }
    if args.precompress {
        bar.set_message("compressing");
        build.artifacts.extend(write::compressed(&staging, &site.root, &build.artifacts));
        clock.lap("compress");
    }
    if let Some(shared) = &shared
        && let Err(error) = shared.keep(&build, &staging, &out.work())
    {
        not_kept(&error);
    }
    bar.set_message("writing");
    bar.set_length(build.artifacts.len() as u64);
    // What a build had to say is said again by the next one that has nothing to do.
    let sources = match (write::keep_problems(&out, &build.diagnostics), build.diagnostics.is_empty()) {
        (false, _) => Fingerprint::of(&(key, "never skipped")),
        (true, true) => key,
        (true, false) => with_problems(key),
    };
    let remembered = BuildKey { sources, validity: build.schedule.as_ref().map(Schedule::validity) };
    let n_written = Cell::new(0);
    let mut progress = |n_done| {
        n_written.set(n_done);
        bar.set_position(n_done as u64);
    };
    let (written, record) = std::thread::scope(|scope| {
        let record = scope.spawn(|| build.record.as_ref().and_then(LastBuild::to_bytes));
        let written = write::write_staged(&staging, &site.root, &build.artifacts, remembered, &mut progress);
        (written, record.join().ok().flatten())
    });
    if let (Ok(_), Some(record)) = (&written, &record) {
        write::keep_build(&out, record);
    }
    if let (Ok(_), Some(look)) = (&written, look) {
        unchanged::keep(&out, &snapshot, build_key, look);
    }
    bar.finish_and_clear();
    clock.lap("write");
    clock.finish(site);
    match written {
        Ok(written) => {
            if let Some(file) = &args.if_due
                && let Err(error) = due::keep(file, key, build.schedule.as_ref())
            {
                let message = format!("`{}` cannot be written: {error}", file.display());
                return fail(site, &snapshot, Diagnostic::new(Code::CannotWrite, message), "the site is written: 1 error");
            }
            print_problems(site, &build, &snapshot);
            let pictures = if n_pictures > 0 { format!(", {n_pictures} pictures made") } else { String::new() };
            print_summary(site, &format!("{}{pictures}", summary_line(n_pages(&build), written, clock.milliseconds(), &build.diagnostics)));
            // The process ends here, and the system takes its memory back at once.
            std::mem::forget((build, snapshot));
            FINE
        }
        Err(error) => {
            let summary = match n_written.get() {
                0 => "nothing written: 1 error".to_owned(),
                n => format!("stopped with {n} of {} files in place: 1 error", build.artifacts.len()),
            };
            fail(site, &snapshot, error.to_diagnostic(), &summary)
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

/// Builds the site with the slower checks, and writes nothing but the list of what was found if that is wanted.
pub(super) fn check(args: &CheckArgs) -> u8 {
    let clock = Clock::start();
    let site = &args.site;
    let mut snapshot = load::load(&site.root, settings(site, true));
    snapshot.made_pictures = encode::lengths(&site.root);
    if args.baseline {
        snapshot.texts.remove(&SourceId::new(baseline::FILE));
    }
    clock.lap("load");
    let bar = progress(site);
    snapshot.answers = args.external.then(BTreeMap::new);
    let mut checks = PageChecks::of(&site.root, &snapshot);
    let mut build = checks.build(&snapshot, &clock, &bar);
    let mut asked = String::new();
    if args.external {
        let found = match external::answers(&site.root, &snapshot, &build, &bar) {
            Ok(found) => found,
            Err(error) => {
                bar.finish_and_clear();
                return terminal::fail(error.message, error.help);
            }
        };
        asked = external::summary(&found);
        snapshot.answers = Some(found.answers);
        build = checks.build(&snapshot, &clock, &bar);
    }
    let report = args.report.is_some().then(|| site_report(&snapshot, &build)).flatten();
    put_report(&mut snapshot, &mut build, checks, &clock, &bar);
    bar.finish_and_clear();
    clock.finish(site);
    if args.baseline {
        return keep_baseline(site, &snapshot, build);
    }
    if let Some(file) = &args.report
        && let Some(page) = report.and_then(|report| proof(&snapshot, &report))
        && let Err(error) = edit::replace_or_create(file, &page)
    {
        let message = format!("`{}` cannot be written: {error}", file.display());
        return fail(site, &snapshot, Diagnostic::new(Code::UnreadableFile, message), "no report written: 1 error");
    }
    print_problems(site, &build, &snapshot);
    print_summary(
        site,
        &format!("checked {} in {} ms: {}{asked}", pages(n_pages(&build)), clock.milliseconds(), counts(&build.diagnostics)),
    );
    if build.diagnostics.has_errors() || (site.strict && has_warnings(&build.diagnostics)) { PROBLEMS } else { FINE }
}

/// Lists what was found as known. What makes the site incomplete is told instead.
fn keep_baseline(site: &SiteArgs, snapshot: &Snapshot, mut build: Build) -> u8 {
    let date = snapshot.settings.now.date();
    let (list, n_findings) = baseline::written(&build.diagnostics, date);
    if let Err(error) = edit::replace_or_create(&site.root.join(baseline::FILE), &list) {
        let message = format!("`{}` cannot be written: {error}", baseline::FILE);
        return fail(site, snapshot, Diagnostic::new(Code::UnreadableFile, message), "nothing written: 1 error");
    }
    build.diagnostics.retain(|problem| !problem.code.can_be_overridden());
    print_problems(site, &build, snapshot);
    let findings = if n_findings == 1 { "1 finding".to_owned() } else { format!("{n_findings} findings") };
    print_summary(site, &format!("listed {findings} in {}: review it, and commit it", baseline::FILE));
    if build.diagnostics.is_empty() { FINE } else { PROBLEMS }
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

fn has_warnings(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|problem| problem.severity == Severity::Warning)
}

fn refuse(site: &SiteArgs, snapshot: &Snapshot, problem: Diagnostic) -> u8 {
    fail(site, snapshot, problem, "nothing written: 1 error")
}

fn fail(site: &SiteArgs, snapshot: &Snapshot, problem: Diagnostic, summary: &str) -> u8 {
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

fn pages(n: usize) -> String {
    if n == 1 { "1 page".to_owned() } else { format!("{n} pages") }
}
