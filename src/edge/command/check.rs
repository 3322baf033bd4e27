//! `ribbon check`: a build that looks for all that it can, and writes nothing of the site.

use std::collections::BTreeMap;

use super::build::{fail, has_warnings, pages, settings};
use super::progress::{Clock, progress};
use super::reported::put_report;
use super::terminal::{self, counts, print_problems, print_summary};
use super::thorough::PageChecks;
use super::{FINE, PROBLEMS, external};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Snapshot, SourceId};
use crate::build::{Build, n_pages, proof, site_report};
use crate::check::baseline;
use crate::edge::cli::{CheckArgs, SiteArgs};
use crate::edge::{edit, encode, load};

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
