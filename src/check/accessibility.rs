//! Finished pages against the accessibility rules that a page alone decides.

mod own;
mod place;
mod rules;
mod sheets;

use std::collections::BTreeMap;

use crate::base::artifact::{Artifact, OutputPath};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::{Snapshot, SourceId, Span};
use crate::page::Node;
use crate::page::act::{MAX_ELEMENTS, Outcome, Subject};

pub(super) use sheets::Sheets;

use super::page::{Finished, problem};

/// Something wrong with a page, before it is known where it was written.
pub(super) struct Finding<'a> {
    path: &'a OutputPath,
    artifact: &'a Artifact,
    code: Code,
    message: String,
    help: &'static str,
    /// The opening tag, and what the element is known by, the best sign first.
    tag: String,
    signs: Vec<String>,
}

/// The most findings of one rule on one page: what is wrong in a list of a hundred links is one mistake.
const MOST: usize = 10;

/// Holds a page against all rules.
pub(super) fn page<'a>(page: &Finished<'a>, sheets: &Sheets<'_>) -> Vec<Finding<'a>> {
    let linked = |address: &str, environment: &_| sheets.get(page, address, environment);
    let mut findings = Vec::new();
    let Some(subject) = Subject::read(&page.document, &linked) else {
        let why = format!("is too large to be held against the rules of accessibility: they look at {MAX_ELEMENTS} elements at most");
        findings.push(finding(page, Code::UncheckedPage, None, &why, "divide the page, or take elements out of each other"));
        return findings;
    };
    for rule in rules::RULES {
        let failed = rule.verdicts(&subject).into_iter().filter(|verdict| verdict.outcome == Outcome::Failed);
        for verdict in failed.take(MOST) {
            let node = verdict.element.and_then(|at| subject.page().node(at));
            if rule.code == Code::A11yLinkGeneric && node.is_some_and(leads_within_the_page) {
                continue;
            }
            findings.push(finding(page, rule.code, node, &verdict.why, rule.help));
        }
    }
    for found in own::all(&subject) {
        findings.push(finding(page, found.code, Some(found.node), &found.why, found.help));
    }
    findings
}

/// Lists of contents repeat the headings of the page, whatever these say.
fn leads_within_the_page(link: Node<'_>) -> bool {
    link.value("href").is_some_and(|href| href.starts_with('#'))
}

fn finding<'a>(page: &Finished<'a>, code: Code, node: Option<Node<'_>>, why: &str, help: &'static str) -> Finding<'a> {
    let Finished { path, artifact, .. } = *page;
    let (tag, signs, what) = match node {
        None => (String::new(), Vec::new(), "the page".to_owned()),
        Some(node) => {
            let tag = place::tag(node);
            let what = format!("`{}`", place::short(&tag));
            (tag, place::signs(node), what)
        }
    };
    Finding { path, artifact, code, message: format!("{what} {why}"), help, tag, signs }
}

/// Tells of each finding once, where it was written; of what is in no source, on the first page, with the number of others.
pub(super) fn report(snapshot: &Snapshot, findings: Vec<Finding<'_>>, problems: &mut Vec<Diagnostic>) {
    let mut told: BTreeMap<(Span, &str, String), ()> = BTreeMap::new();
    let mut unplaced: BTreeMap<(&str, String), (Diagnostic, usize)> = BTreeMap::new();
    let mut sources = place::Sources::new(snapshot);
    for found in findings {
        let source: Option<&SourceId> = found.artifact.made_from.as_ref();
        let problem = problem(found.path, found.artifact, found.code, &*found.message).help(found.help);
        match sources.place(source, &found.tag, &found.signs) {
            Some(place) => {
                let is_in_text = source == Some(&place.source);
                if told.insert((place.clone(), found.code.name(), found.message), ()).is_none() {
                    let problem = if is_in_text { Diagnostic { during: None, ..problem } } else { problem };
                    problems.push(problem.at(place));
                }
            }
            None => {
                unplaced.entry((found.code.name(), found.message)).and_modify(|(_, n_others)| *n_others += 1).or_insert((problem, 0));
            }
        }
    }
    for (mut problem, n_others) in unplaced.into_values() {
        if let (Some(during), 1..) = (&mut problem.during, n_others) {
            during.push_str(&format!(", and {n_others} more"));
        }
        problems.push(problem);
    }
}
