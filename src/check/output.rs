//! Links in the finished pages, whatever wrote them: text, component or template.

use std::collections::{BTreeMap, BTreeSet};

use super::link::{near_output, private_data};
use super::page::{Finished, problem};
use crate::base::artifact::{Artifact, OutputPath};
use crate::base::diagnostic::{Code, Diagnostic, Suggestion};
use crate::plan::Plan;
use crate::site::Site;
use crate::site::{UrlPath, strip_base};

/// What other pages may link to in a page, and what it links to in them.
pub(super) struct Parts<'a> {
    path: &'a OutputPath,
    artifact: &'a Artifact,
    ids: BTreeSet<String>,
    /// Parts of pages that it links to: the page's file, and the id.
    leads_to: BTreeSet<(String, String)>,
}

/// Every address of this site in `href` and `src` must be published.
pub(super) fn links<'a>(site: &Site, plan: &Plan, page: &Finished<'a>, problems: &mut Vec<Diagnostic>) -> Parts<'a> {
    let own_links = page.document.links().filter(|link| matches!(link.attribute, "href" | "src"));
    let targets: BTreeSet<&str> = own_links.map(|link| link.address).collect();
    let mut leads_to = BTreeSet::new();
    for target in targets {
        let (address, anchor) = target.split_once('#').map_or((target, None), |(address, anchor)| (address, Some(anchor)));
        let address = address.split('?').next().unwrap_or_default();
        let file = if address.is_empty() {
            page.path.to_string()
        } else {
            let Some(own) = strip_base(&site.config, address).filter(|_| address.starts_with('/') && !address.starts_with("//")) else {
                continue;
            };
            match UrlPath::written(&own) {
                Some(url) if plan.has(&url) => url.file(),
                Some(url) => {
                    let message = format!("a link on this page leads to `{url}`, where the site has nothing");
                    let help = private_data(plan, &url).unwrap_or_else(|| {
                        Suggestion::of(near_output(plan, &url))
                            .followed_by("the link is made by the page's template or a component")
                            .or("look for the link in the page's template or component")
                    });
                    problems.push(page.problem(Code::BrokenOutputLink, message).help(help));
                    continue;
                }
                None => continue,
            }
        };
        if let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty() && *anchor != "top") {
            leads_to.insert((file, percent_encoding::percent_decode_str(anchor).decode_utf8_lossy().into_owned()));
        }
    }
    Parts { path: page.path, artifact: page.artifact, ids: page.document.ids().map(str::to_owned).collect(), leads_to }
}

/// Parts of pages that finished pages link to must exist.
pub(super) fn anchors(pages: &[Parts<'_>], problems: &mut Vec<Diagnostic>) {
    let ids: BTreeMap<&str, &BTreeSet<String>> = pages.iter().map(|page| (page.path.as_str(), &page.ids)).collect();
    for page in pages {
        for (file, anchor) in &page.leads_to {
            if ids.get(file.as_str()).is_none_or(|known| known.contains(anchor)) {
                continue;
            }
            let message = format!("a link on this page leads to `#{anchor}` of `/{file}`, which does not exist");
            let problem = problem(page.path, page.artifact, Code::BrokenOutputLink, message);
            problems.push(problem.help("look for the link in the page's template or component"));
        }
    }
}
