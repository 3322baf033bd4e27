//! Things wrong with finished pages, told once and where they were written.

mod place;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::page::problem;
use crate::base::artifact::{Artifact, OutputPath};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::{Snapshot, SourceId, Span};
use crate::syntax::html::Element;

/// Something wrong with a page, before it is known where it was written. It holds nothing of the page.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Finding {
    code: Code,
    message: String,
    /// The message without the element.
    why: String,
    help: Cow<'static, str>,
    /// The opening tag, and what the element is known by, the best sign first.
    tag: String,
    signs: Vec<String>,
}

impl Finding {
    pub(super) fn code(&self) -> Code {
        self.code
    }

    /// Something that is wrong with an element, or with the page as a whole; `why` is half a sentence about it.
    pub(super) fn new(code: Code, element: Option<Element<'_, '_>>, why: &str, help: &'static str) -> Self {
        let (tag, signs, what) = match element {
            None => (String::new(), Vec::new(), "the page".to_owned()),
            Some(element) => {
                let tag = place::tag(element);
                let what = format!("`{}`", place::short(&tag));
                (tag, place::signs(element), what)
            }
        };
        Finding { code, message: format!("{what} {why}"), why: why.to_owned(), help: help.into(), tag, signs }
    }
}

/// Tells of each finding once, where it was written; of what is in no source, on the first page, with the number of others.
pub(super) fn report<'a>(
    snapshot: &Snapshot,
    findings: impl Iterator<Item = (&'a OutputPath, &'a Artifact, &'a Finding)>,
    problems: &mut Problems,
) {
    let mut told: BTreeSet<(Span, &str, &str)> = BTreeSet::new();
    let mut unplaced: BTreeMap<(&str, &str), (Diagnostic, usize)> = BTreeMap::new();
    // One pale colour of a theme is told at the theme, not at each text that has it.
    let has_pale_token = problems.iter().any(|known| known.code == Code::A11yContrast);
    let mut sources = place::Sources::new(snapshot);
    let told_links = texts_with_empty_links(problems);
    for (path, artifact, found) in findings.filter(|(.., found)| !(has_pale_token && found.code == Code::A11yContrast)) {
        let source: Option<&SourceId> = artifact.made_from.as_ref();
        let is_told = found.code == Code::A11yLinkName && source.is_some_and(|source| told_links.contains(source));
        if is_told && !source.and_then(|source| snapshot.texts.get(source)).is_some_and(|text| text.text.contains(&found.tag)) {
            continue;
        }
        let problem = problem(path, artifact, found.code, &*found.message).help(&*found.help);
        match sources.place(source, &found.tag, &found.signs) {
            Some(place) => {
                let is_in_text = source == Some(&place.source);
                if told.insert((place.clone(), found.code.name(), &found.message)) {
                    let problem = if is_in_text { Diagnostic { during: None, ..problem } } else { problem };
                    problems.push(problem.at(place));
                }
            }
            None => {
                unplaced.entry((found.code.name(), &found.why)).and_modify(|(_, n_others)| *n_others += 1).or_insert((problem, 0));
            }
        }
    }
    problems.extend(unplaced.into_values().map(|(problem, n_others)| problem.with_others(n_others, "")));
}

/// The texts of which links without a text have been told while they were read: of those links no tag stands in the text.
fn texts_with_empty_links(problems: &[Diagnostic]) -> BTreeSet<SourceId> {
    let told = problems.iter().filter(|problem| problem.code == Code::A11yLinkName);
    told.filter_map(|problem| problem.at.as_ref()).map(|at| at.source.clone()).collect()
}
