//! Checks of the finished site, and what `[check]` says about the problems.

mod accessibility;
mod ahead;
pub(crate) mod baseline;
mod block;
mod budget;
mod chart;
mod clear;
mod component;
mod consistency;
mod drawing;
mod evidence;
mod external;
mod finding;
mod finished;
mod follow_on;
mod front_matter;
mod heading;
mod language;
mod link;
pub(crate) mod number;
mod output;
mod page;
mod phrase;
mod picture;
pub(crate) mod plain;
mod plain_words;
mod privacy;
mod property;
pub(crate) mod prose;
mod publisher;
mod schema;
mod search;
mod sheet;
mod slip;
mod sources;
mod string;
mod style;
mod support;
mod suppress;
pub(crate) mod term;
mod token;
mod translation;
mod trust;
mod typed_source;
pub(crate) mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::base::artifact::{Artifact, OutputPath};
use crate::base::diagnostic::{Code, Diagnostic, Problems, Severity};
use crate::base::fingerprint::Fingerprint;
use crate::base::memo::Memo;
use crate::base::sink::Sink;
use crate::base::source::{Snapshot, SourceId};
use crate::content::{Ignore, Parsed, ParsedBody};
use crate::plan::Plan;
use crate::render::Renderer;
use crate::render::review::PageReview;
use crate::render::text_report::TextReport;
use crate::site::config::Config;
use crate::site::{EntryId, Site};

pub(crate) use evidence::references;
pub(crate) use external::all as external;
pub(crate) use finished::CheckedPage;
pub(crate) use follow_on::without_follow_ons;
pub(crate) use picture::shown as pictures;
pub(crate) use privacy::STORES;

/// The site once everything is rendered.
pub(crate) struct Finished<'a> {
    pub plan: &'a Plan,
    /// In the order of the entries.
    pub texts: &'a [Arc<TextReport>],
    pub reviews: &'a BTreeMap<SourceId, PageReview>,
    pub artifacts: &'a BTreeMap<OutputPath, Artifact>,
    /// Has the texts of the artifacts.
    pub sink: &'a dyn Sink,
    /// Pages that somebody has open: they are looked at in every build.
    pub open: &'a BTreeSet<OutputPath>,
    /// The fingerprint of everything but the bodies of the texts and the report on the site, which is on its pages or nowhere.
    pub all_but_report: Fingerprint,
    /// What pages gave when they were last looked at, by their paths.
    pub checked: &'a Memo<Arc<CheckedPage>>,
}

/// All checks of the finished site; returns what the pages that were looked at have given, by their paths.
pub(crate) fn all(
    renderer: &Renderer,
    snapshot: &Snapshot,
    finished: &Finished<'_>,
    problems: &mut Problems,
) -> Vec<(String, Arc<CheckedPage>)> {
    let Finished { plan, texts, reviews, artifacts, sink, open, .. } = *finished;
    let site: &Site = renderer;
    if site.documents.is_empty() {
        problems.push(
            Diagnostic::new(Code::EmptySite, "the site has no pages")
                .help("write `content/_index.md`, or let `ribbon new page content/_index.md` make it"),
        );
    }
    let text_of = |file: &str| artifacts.get_key_value(file).and_then(|(path, artifact)| sink.text(path, artifact));
    link::anchors(site, texts, &text_of, problems);
    link::paths(plan, texts, problems);
    link::menus(site, plan, problems);
    link::settings(site, plan, problems);
    front_matter::pages(site, plan, problems);
    picture::files(plan, snapshot, problems);
    drawing::files(plan, snapshot, problems);
    language::all(site, problems);
    trust::pages(site, reviews, problems);
    sources::statistics(site, reviews, problems);
    number::all(site, texts, problems);
    publisher::check_config(site, problems);
    if !site.config.budget.is_empty() {
        let is_wanted = |path: &OutputPath| snapshot.settings.thorough || open.is_empty() || open.contains(path);
        budget::pages(site, finished, artifacts.iter().filter(|(path, _)| is_wanted(path)).collect(), problems);
    }
    match (snapshot.settings.thorough, open.is_empty()) {
        (true, _) => finished::all(renderer, snapshot, finished, problems),
        (false, false) => finished::open(renderer, snapshot, finished, problems),
        (false, true) => Vec::new(),
    }
}

/// The rules that look at one text.
pub(crate) fn text(renderer: &Renderer, id: EntryId, parsed: &Parsed, body: &ParsedBody) -> Problems {
    // A fallback shows the text of another entry, which has been told of there.
    if renderer.index.entry(id).is_fallback() {
        return Problems::new();
    }
    let mut problems = body.wording.problems.clone();
    problems.extend(support::text(renderer, id, &parsed.source.id, body));
    problems.extend(component::text(renderer, id, body));
    problems.extend(clear::text(renderer, id, &parsed.source.id, body));
    problems
}

/// Whether a build of these settings looks for problems of a kind.
pub(crate) fn is_sought(snapshot: &Snapshot, code: Code) -> bool {
    (snapshot.settings.thorough || !code.is_of_finished_pages()) && (snapshot.answers.is_some() || !code.is_of_other_sites())
}

/// Whether a problem counts as an error by what `[check]` says.
pub(crate) fn is_error(config: &Config, problem: &Diagnostic) -> bool {
    let severity = match config.check.severity.iter().find(|(code, _)| *code == problem.code) {
        Some((_, severity)) => *severity,
        None => Some(problem.severity),
    };
    severity == Some(Severity::Error) && !config.check.suppressions.iter().any(|suppression| suppress::by_line(suppression, problem))
}

/// Applies `[check]` and the comments in the texts: changes severities, leaves out what is
/// suppressed, and reports suppressions that suppress nothing, if `was_sought` says of their codes that they were looked for. The
/// comments of a file are asked for.
pub(crate) fn apply_overrides(
    site: &Site,
    ignores: &dyn Fn(&Parsed) -> Vec<Ignore>,
    was_sought: &dyn Fn(Code) -> bool,
    mut problems: Problems,
) -> Problems {
    let config = &site.config;
    string::merge_missing_strings(&mut problems);
    let is_whole = !problems.iter().any(|problem| is_error(config, problem));
    let silences = suppress::comments(site, ignores, &mut problems);
    suppress::apply(config, &silences, |code| is_whole && was_sought(code), &mut problems);
    problems.retain_mut(|problem| match config.check.severity.iter().find(|(code, _)| *code == problem.code) {
        Some((_, None)) => false,
        Some((_, Some(severity))) => {
            problem.severity = *severity;
            true
        }
        None => true,
    });
    problems.sort();
    problems
}
