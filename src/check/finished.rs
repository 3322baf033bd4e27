//! Finished pages, each read once for all rules that look at them.
//!
//! The reading is here and not in `render`, because a page is finished only when its structured data and its
//! citations stand in it, and nothing but the rules wants to know what came of all that. It is dropped as soon as
//! they have looked: of a page only its ids and the parts of other pages that it leads to are kept.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::schema::Vocabulary;
use super::{chart, output, publisher, schema};
use crate::base::artifact::{Artifact, ArtifactKind, Content, OutputPath};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::plan::Plan;
use crate::site::Site;
use crate::syntax::html::Document;

/// A finished page.
pub struct Finished<'a> {
    pub path: &'a OutputPath,
    pub artifact: &'a Artifact,
    pub document: Document<'a>,
}

impl<'a> Finished<'a> {
    /// Reads an output, if it is a page.
    pub fn read(path: &'a OutputPath, artifact: &'a Artifact) -> Option<Self> {
        let Content::Text(text) = &artifact.content else { return None };
        (artifact.kind == ArtifactKind::Page).then(|| Self { path, artifact, document: Document::parse(text) })
    }

    /// A problem of the page, at the file that it is made from.
    pub fn problem(&self, code: Code, message: impl Into<String>) -> Diagnostic {
        problem(self.path, self.artifact, code, message)
    }
}

/// A problem of a finished page, at the file that it is made from.
pub fn problem(path: &OutputPath, artifact: &Artifact, code: Code, message: impl Into<String>) -> Diagnostic {
    let problem = Diagnostic::new(code, message).during(format!("checking the finished page /{path}"));
    match &artifact.made_from {
        Some(source) => problem.at(source.at(0..0)),
        None => problem,
    }
}

/// Looks at all finished pages.
pub fn pages(site: &Site, plan: &Plan, artifacts: &BTreeMap<OutputPath, Artifact>, problems: &mut Vec<Diagnostic>) {
    let vocabulary = Vocabulary::read();
    let health = publisher::health_by_file(site);
    let artifacts: Vec<(&OutputPath, &Artifact)> = artifacts.iter().collect();
    let looked: Vec<(output::Parts<'_>, Vec<Diagnostic>)> = artifacts
        .into_par_iter()
        .filter_map(|(path, artifact)| {
            let page = Finished::read(path, artifact)?;
            let mut problems = Vec::new();
            let parts = output::links(site, plan, &page, &mut problems);
            if let Some((entry, source)) = health.get(path.as_str()) {
                publisher::check_page(site, &page, entry, source, &mut problems);
            }
            schema::page(&vocabulary, &page, &mut problems);
            chart::parts(&page, &mut problems);
            Some((parts, problems))
        })
        .collect();
    let (parts, found): (Vec<_>, Vec<_>) = looked.into_iter().unzip();
    problems.extend(found.into_iter().flatten());
    output::anchors(&parts, problems);
}
