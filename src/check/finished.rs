//! Finished pages, each read once for all rules that check them.
//!
//! The reading is here and not in `render`, because a page is finished only when its structured data and its
//! citations stand in it, and nothing but the rules wants to know what came of all that. It is dropped as soon as
//! they have checked: of a page only its ids and the parts of other pages that it leads to are kept.

use rayon::prelude::*;

use super::page::Finished;
use super::schema::Vocabulary;
use super::{chart, output, publisher, schema};
use crate::base::artifact::{Artifact, OutputPath};
use crate::base::diagnostic::Diagnostic;
use crate::base::source::Snapshot;
use crate::render::Renderer;
use crate::site::Site;

/// Looks at all finished pages.
pub(super) fn pages(renderer: &Renderer, snapshot: &Snapshot, finished: &super::Finished<'_>, problems: &mut Vec<Diagnostic>) {
    let super::Finished { plan, texts, artifacts, .. } = *finished;
    let site: &Site = renderer;
    let vocabulary = Vocabulary::read();
    let health = publisher::health_by_file(site);
    let artifacts: Vec<(&OutputPath, &Artifact)> = artifacts.iter().collect();
    let checked: Vec<(output::Parts<'_>, Vec<Diagnostic>)> = artifacts
        .into_par_iter()
        .filter_map(|(path, artifact)| {
            let page = Finished::read(path, artifact)?;
            let mut problems = Vec::new();
            let parts = output::links(site, plan, &page);
            if let Some((entry, source)) = health.get(path.as_str()) {
                publisher::check_page(site, &page, entry, source, &mut problems);
            }
            schema::page(&vocabulary, &page, &mut problems);
            chart::parts(&page, &mut problems);
            Some((parts, problems))
        })
        .collect();
    let (parts, found): (Vec<_>, Vec<_>) = checked.into_iter().unzip();
    problems.extend(found.into_iter().flatten());
    output::report(site, plan, snapshot, texts, parts, problems);
}
