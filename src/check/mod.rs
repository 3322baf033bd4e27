//! What is looked at once the site stands: links, and what `[check]` says of the problems.

mod chart;
mod evidence;
mod link;
mod output;
pub mod prose;
mod publisher;
mod schema;
mod sources;
mod string;
mod support;
mod suppress;
mod trust;
pub mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::artifact::{Artifact, OutputPath};
use crate::base::diagnostic::{self, Code, Diagnostic, Severity};
use crate::base::source::{Snapshot, SourceId};
use crate::plan::Plan;
use crate::render::World;
use crate::render::review::PageReview;
use crate::render::texts::Text;
use crate::site::config::Config;

pub use evidence::unused as unused_references;

/// All checks of the finished site.
pub fn all(
    world: &World,
    snapshot: &Snapshot,
    plan: &Plan,
    texts: &[Arc<Text>],
    reviews: &BTreeMap<SourceId, PageReview>,
    artifacts: &BTreeMap<OutputPath, Artifact>,
    problems: &mut Vec<Diagnostic>,
) {
    if world.documents.is_empty() {
        problems.push(
            Diagnostic::new(Code::EmptySite, "the site has no pages")
                .help("write `content/_index.md`, or let `ribbon new page content/_index.md` make it"),
        );
    }
    prose::pages(world, problems);
    link::anchors(world, texts, artifacts, problems);
    link::paths(plan, texts, problems);
    link::menus(world, plan, problems);
    trust::pages(world, reviews, problems);
    support::pages(world, problems);
    sources::statistics(world, reviews, problems);
    sources::retracted(world, problems);
    publisher::said(world, problems);
    if snapshot.settings.thorough {
        output::links(world, plan, artifacts, problems);
        publisher::shown(world, artifacts, problems);
        schema::pages(artifacts, problems);
        chart::parts(artifacts, problems);
    }
}

/// Whether a problem counts as an error by what `[check]` says.
pub fn is_error(config: &Config, problem: &Diagnostic) -> bool {
    let severity = match config.check.severity.iter().find(|(code, _)| *code == problem.code) {
        Some((_, severity)) => *severity,
        None => Some(problem.severity),
    };
    severity == Some(Severity::Error) && !config.check.suppressions.iter().any(|suppression| suppress::by_line(suppression, problem))
}

/// Applies `[check]` and the comments in the texts: changes severities, leaves out what is
/// suppressed, and reports suppressions that suppress nothing.
pub fn apply_overrides(world: &World, mut problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let config = &world.config;
    string::merge_missing_strings(&mut problems);
    let silences = suppress::comments(world, &mut problems);
    suppress::apply(config, &silences, &mut problems);
    problems.retain_mut(|problem| match config.check.severity.iter().find(|(code, _)| *code == problem.code) {
        Some((_, None)) => false,
        Some((_, Some(severity))) => {
            problem.severity = *severity;
            true
        }
        None => true,
    });
    diagnostic::sort(&mut problems);
    problems
}
