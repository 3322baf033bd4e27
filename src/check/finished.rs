//! Finished pages, each read once for all rules that check them.
//!
//! The reading is here and not in `render`, because a page is finished only when its structured data and its
//! citations stand in it, and nothing but the rules wants to know what came of all that. It is dropped as soon as
//! they have checked: of a page only its ids, the parts of other pages that it leads to and the order of its menus are kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::finding::{self, Finding};
use super::page::Finished;
use super::schema::{Locales, Vocabulary};
use super::{
    accessibility, chart, clear, consistency, heading, output, privacy, property, publisher, schema, search, sheet, style, translation,
};
use crate::base::artifact::{Artifact, ArtifactKind, OutputPath};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::fingerprint::Fingerprint;
use crate::base::source::{Snapshot, SourceId};
use crate::render::Renderer;
use crate::site::Site;

/// What one page gives. It holds nothing of the page, so that it can be remembered.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CheckedPage {
    /// Of all that it was made from.
    key: Fingerprint,
    parts: output::Parts,
    menus: Vec<consistency::Menu>,
    /// Ids that it has twice.
    repeated: Vec<(String, Diagnostic)>,
    findings: Vec<Finding>,
    problems: Problems,
}

/// Looks at all finished pages, and at what leads from one to another; returns what they have given.
pub(super) fn all(
    renderer: &Renderer,
    snapshot: &Snapshot,
    finished: &super::Finished<'_>,
    problems: &mut Problems,
) -> Vec<(String, Arc<CheckedPage>)> {
    let super::Finished { plan, texts, artifacts, .. } = *finished;
    let checked = pages(renderer, snapshot, finished, artifacts.iter().collect(), problems);
    style::files(renderer, plan, snapshot, problems);
    consistency::report(checked.iter().map(|(path, artifact, page)| (*path, *artifact, &*page.menus)), problems);
    privacy::scripts(renderer, snapshot, problems);
    sheet::files(renderer, snapshot, problems);
    property::all(renderer, snapshot, problems);
    let parts = checked.iter().map(|(path, artifact, page)| output::PageParts { path, artifact, parts: &page.parts });
    output::report(renderer, plan, snapshot, texts, &parts.collect::<Vec<_>>(), problems);
    remembered(checked)
}

/// Looks at the pages that somebody has open, each by itself; returns what they have given.
pub(super) fn open(
    renderer: &Renderer,
    snapshot: &Snapshot,
    finished: &super::Finished<'_>,
    problems: &mut Problems,
) -> Vec<(String, Arc<CheckedPage>)> {
    let some = finished.open.iter().filter_map(|path| finished.artifacts.get_key_value(path)).collect();
    remembered(pages(renderer, snapshot, finished, some, problems))
}

/// A page with what it gave.
type Checked<'a> = (&'a OutputPath, &'a Artifact, Arc<CheckedPage>);

fn remembered(checked: Vec<Checked<'_>>) -> Vec<(String, Arc<CheckedPage>)> {
    checked.into_iter().map(|(path, _, page)| (path.as_str().to_owned(), page)).collect()
}

/// Looks at some pages, those aside that are known to be as they were, and tells of what is wrong with each by itself.
///
/// A page by itself is a function of its bytes, its text, and of everything but the bodies of texts, which rules read no others of,
/// and the report on the site, which they do not read.
fn pages<'a>(
    renderer: &Renderer,
    snapshot: &Snapshot,
    finished: &super::Finished<'a>,
    outputs: Vec<(&'a OutputPath, &'a Artifact)>,
    problems: &mut Problems,
) -> Vec<Checked<'a>> {
    let super::Finished { plan, artifacts, all_but_report, checked: known, .. } = *finished;
    let site: &Site = renderer;
    let (vocabulary, locales) = (Vocabulary::read(), Locales::default());
    let health = publisher::health_by_file(site);
    let sheets = accessibility::Sheets::new(site, plan, artifacts);
    let check = |path: &OutputPath, artifact: &Artifact, key: Fingerprint| {
        let page = Finished::read(path, artifact)?;
        let mut problems = Problems::new();
        let parts = output::links(site, plan, &page);
        let of_health = health.get(path.as_str());
        if let Some((id, entry, source)) = of_health {
            problems.extend(clear::visual(renderer, &page, *id));
            publisher::check_page(site, &page, entry, source, &mut problems);
        }
        schema::page(&vocabulary, &locales, &page, &mut problems);
        chart::parts(&page, &mut problems);
        heading::order(site, &page, &mut problems);
        let mut findings = accessibility::page(renderer, &page, of_health.map(|(id, ..)| *id), &sheets);
        privacy::page(site, &page, &mut findings);
        search::page(site, &page, &mut findings);
        translation::page(site, &page, &mut findings);
        Some(CheckedPage { key, parts, menus: consistency::menus(&page), repeated: ids(&page), findings, problems })
    };
    let checked: Vec<Checked<'a>> = outputs
        .into_par_iter()
        .filter(|(_, artifact)| artifact.kind == ArtifactKind::Page)
        .filter_map(|(path, artifact)| {
            let text = artifact.made_from.as_ref().and_then(|source| snapshot.texts.get(source)).map(|text| text.fingerprint);
            let key = Fingerprint::of(&(all_but_report, artifact.fingerprint, text));
            if let Some(same) = known.latest(path.as_str()).filter(|page| page.key == key) {
                return Some((path, artifact, same.clone()));
            }
            Some((path, artifact, Arc::new(check(path, artifact, key)?)))
        })
        .collect();
    let each = || checked.iter().map(|(path, artifact, page)| (*path, *artifact, &**page));
    problems.extend(each().flat_map(|(.., page)| page.problems.iter().cloned()));
    tell_ids(each().flat_map(|(.., page)| page.repeated.iter().cloned()).collect(), problems);
    finding::report(
        snapshot,
        each().flat_map(|(path, artifact, page)| page.findings.iter().map(move |found| (path, artifact, found))),
        problems,
    );
    checked
}

/// Ids that a page has twice, because a template or a component gives one that another part of the page has too.
fn ids(page: &Finished<'_>) -> Vec<(String, Diagnostic)> {
    let mut found = Vec::new();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let ids = page.document.elements().flat_map(|element| element.attributes()).filter(|attribute| attribute.name == "id");
    for id in ids.filter(|id| !id.value.is_empty()) {
        let n_times = seen.entry(&*id.value).or_default();
        *n_times += 1;
        if *n_times == 2 {
            let message = format!("the finished page has the id `{}` twice", id.value);
            let problem = page.problem(Code::DuplicateId, message).help("give one of the two elements another id, or none");
            found.push((id.value.to_string(), problem));
        }
    }
    found
}

/// Tells of each id once, with the number of further pages. A page whose text gives an id twice has been told of.
fn tell_ids(repeated: Vec<(String, Diagnostic)>, problems: &mut Problems) {
    let source = |problem: &Diagnostic| problem.at.as_ref().map(|at| at.source.clone());
    let told: BTreeSet<SourceId> = problems.iter().filter(|known| known.code == Code::DuplicateId).filter_map(source).collect();
    let is_new = |problem: &Diagnostic| source(problem).is_none_or(|source| !told.contains(&source));
    let mut by_id: BTreeMap<String, (Diagnostic, usize)> = BTreeMap::new();
    for (id, problem) in repeated.into_iter().filter(|(_, problem)| is_new(problem)) {
        by_id.entry(id).or_insert((problem, 0)).1 += 1;
    }
    problems.extend(by_id.into_values().map(|(mut problem, n_pages)| {
        match n_pages {
            1 => {}
            2 => problem.message += ", and so has another page",
            _ => problem.message += &format!(", and so have {} other pages", n_pages - 1),
        }
        problem
    }));
}
