//! What is looked at once the site stands: links, and what `[check]` says of the problems.

mod chart;
mod evidence;
mod link;
mod output;
mod publisher;
mod string;
mod support;
mod trust;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::artifact::{Artifact, OutputPath};
use crate::config::{Config, Suppression};
use crate::diagnostic::{self, Code, Diagnostic, Severity};
use crate::plan::Plan;
use crate::render::World;
use crate::render::contents::Text;
use crate::render::review::PageReview;
use crate::source::{Snapshot, SourceId};

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
    link::anchors(world, texts, artifacts, problems);
    link::paths(plan, texts, problems);
    link::menus(world, plan, problems);
    trust::pages(world, reviews, problems);
    support::pages(world, problems);
    publisher::said(world, problems);
    if snapshot.settings.thorough {
        output::links(world, plan, artifacts, problems);
        publisher::shown(world, artifacts, problems);
        chart::parts(artifacts, problems);
    }
}

/// Whether a problem counts as an error by what `[check]` says.
pub fn is_error(config: &Config, problem: &Diagnostic) -> bool {
    let severity = match config.check.severity.iter().find(|(code, _)| *code == problem.code) {
        Some((_, severity)) => *severity,
        None => Some(problem.severity),
    };
    severity == Some(Severity::Error) && !config.check.suppressions.iter().any(|suppression| suppresses(suppression, problem))
}

fn suppresses(suppression: &Suppression, problem: &Diagnostic) -> bool {
    let path = problem.at.as_ref().map_or("", |at| at.source.as_str());
    suppression.code == problem.code
        && (suppression.path == path || (suppression.path.ends_with('/') && path.starts_with(&suppression.path)))
}

/// Applies `[check]`: changes severities, leaves out what is suppressed, and reports
/// suppressions that suppress nothing.
pub fn judge(config: &Config, mut problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    string::gather(&mut problems);
    let mut used = vec![false; config.check.suppressions.len()];
    problems.retain(|problem| {
        let silent = config.check.suppressions.iter().position(|suppression| suppresses(suppression, problem));
        if let Some(at) = silent {
            used[at] = true;
        }
        silent.is_none()
    });
    problems.retain_mut(|problem| match config.check.severity.iter().find(|(code, _)| *code == problem.code) {
        Some((_, None)) => false,
        Some((_, Some(severity))) => {
            problem.severity = *severity;
            true
        }
        None => true,
    });
    for (suppression, _) in config.check.suppressions.iter().zip(used).filter(|(_, used)| !used) {
        let message = format!("nothing in `{}` has the problem `{}` any more", suppression.path, suppression.code.name());
        problems.push(
            Diagnostic::new(Code::UnusedSuppression, message)
                .at(config.source.at(suppression.at.span.clone()))
                .help("remove the suppression"),
        );
    }
    diagnostic::sort(&mut problems);
    problems
}
