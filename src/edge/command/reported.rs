//! Pages that publish a report on the finished site: what they say is only known when the site is finished, so it is built again.

use std::sync::Arc;

use indicatif::ProgressBar;

use super::progress::{Clock, watched_with};
use super::thorough::PageChecks;
use crate::base::artifact::Content;
use crate::base::sink::Memory;
use crate::base::source::Snapshot;
use crate::build::{Build, site_report};

/// Puts the report into the pages of a build that show it. Nothing is done for a site that has no such page.
///
/// The report is on the site without itself: it is counted in a build whose pages have none, which is the one at hand if it has
/// looked at all finished pages. Everything that builds on the way to it find is told, since a site that publishes what was found
/// wants all of it to be looked for.
pub(super) fn put_report(snapshot: &mut Snapshot, build: &mut Build, mut checks: PageChecks, clock: &Clock, bar: &ProgressBar) {
    if build.reporting.is_empty() {
        return;
    }
    if snapshot.settings.thorough {
        snapshot.report = site_report(snapshot, build).map(Arc::new);
    } else {
        snapshot.settings.thorough = true;
        let looked_at = checks.build(snapshot, clock, bar);
        snapshot.report = site_report(snapshot, &looked_at).map(Arc::new);
        tell(build, looked_at);
    }
    clock.lap("report");
    let finished = watched_with(snapshot, clock, bar, &Memory, &build.reporting, &mut checks.memos);
    for (path, artifact) in &finished.artifacts {
        let is_new = build.artifacts.get(path).is_none_or(|before| before.fingerprint != artifact.fingerprint);
        // What is drawn shows no report, and is made already.
        if is_new && !matches!(artifact.content, Content::Derived(_)) {
            build.artifacts.insert(path.clone(), artifact.clone());
        }
    }
    tell(build, finished);
}

/// Adds what another build of the same sources has found.
fn tell(build: &mut Build, other: Build) {
    let new: Vec<_> = other.diagnostics.into_iter().filter(|problem| !build.diagnostics.contains(problem)).collect();
    build.diagnostics.extend(new);
    build.diagnostics.sort();
}
