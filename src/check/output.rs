//! Links in the finished pages, whoever made them: text, component or template.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::link::no_output;
use crate::base::artifact::{Artifact, ArtifactKind, Content, OutputPath};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::plan::Plan;
use crate::site::Site;
use crate::site::{UrlPath, strip_base};

/// Every address of this site in `href` and `src` must be published, with its part.
pub fn links(site: &Site, plan: &Plan, artifacts: &BTreeMap<OutputPath, Artifact>, problems: &mut Vec<Diagnostic>) {
    let pages: Vec<(&OutputPath, &Artifact, &str)> = artifacts
        .iter()
        .filter_map(|(path, artifact)| match &artifact.content {
            Content::Text(text) if artifact.kind == ArtifactKind::Page => Some((path, artifact, &**text)),
            _ => None,
        })
        .collect();
    let ids: BTreeMap<&str, BTreeSet<&str>> =
        pages.par_iter().map(|(path, _, text)| (path.as_str(), attributes(text, &["id"]).collect())).collect();
    let found: Vec<Vec<Diagnostic>> = pages.par_iter().map(|(path, artifact, text)| page(site, plan, &ids, path, artifact, text)).collect();
    problems.extend(found.into_iter().flatten());
}

fn page(
    site: &Site,
    plan: &Plan,
    ids: &BTreeMap<&str, BTreeSet<&str>>,
    path: &OutputPath,
    artifact: &Artifact,
    text: &str,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    let targets: BTreeSet<&str> = attributes(text, &["href", "src"]).collect();
    for written in targets {
        let target = written.replace("&amp;", "&");
        let (address, anchor) = target.split_once('#').map_or((target.as_str(), None), |(address, anchor)| (address, Some(anchor)));
        let address = address.split('?').next().unwrap_or_default();
        let file = if address.is_empty() {
            path.to_string()
        } else {
            let Some(own) = strip_base(&site.config, address).filter(|_| address.starts_with('/') && !address.starts_with("//")) else {
                continue;
            };
            match UrlPath::written(&own) {
                Some(url) if plan.has(&url) => url.file(),
                Some(url) => {
                    let mut problem = Diagnostic::new(
                        Code::BrokenOutputLink,
                        format!("a link on this page leads to `{url}`, where the site has nothing"),
                    );
                    problem.help = match no_output(plan, &url).help.filter(|help| help.starts_with("did you mean")) {
                        Some(help) => Some(format!("{help} the link is made by the page's template or a component")),
                        None => Some("look for the link in the page's template or component".to_owned()),
                    };
                    problems.push(placed(problem, artifact, path));
                    continue;
                }
                None => continue,
            }
        };
        let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty() && *anchor != "top") else { continue };
        let anchor = percent_encoding::percent_decode_str(anchor).decode_utf8_lossy();
        if ids.get(file.as_str()).is_some_and(|known| !known.contains(&*anchor)) {
            let problem = Diagnostic::new(
                Code::BrokenOutputLink,
                format!("a link on this page leads to `#{anchor}` of `/{file}`, which does not exist"),
            );
            problems.push(placed(problem.help("look for the link in the page's template or component"), artifact, path));
        }
    }
    problems
}

pub(super) fn placed(problem: Diagnostic, artifact: &Artifact, path: &OutputPath) -> Diagnostic {
    let problem = problem.during(format!("checking the finished page /{path}"));
    match &artifact.made_from {
        Some(source) => problem.at(source.at(0..0)),
        None => problem,
    }
}

/// The values of attributes in quotes, in a text that Ribbon or a template wrote.
fn attributes<'t>(text: &'t str, names: &'static [&'static str]) -> impl Iterator<Item = &'t str> {
    text.match_indices("=\"").filter_map(move |(at, _)| {
        let before = &text[..at];
        let is_wanted = names.iter().any(|name| before.strip_suffix(name).is_some_and(|rest| rest.ends_with(char::is_whitespace)));
        is_wanted.then(|| text[at + 2..].split('"').next().unwrap_or_default())
    })
}
