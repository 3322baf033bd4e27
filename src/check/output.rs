//! Links in the finished pages, whatever wrote them: text, component or template.

mod target;
mod written;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::link::{near_output, private_data};
use super::page::{Finished, problem};
use crate::base::address;
use crate::base::artifact::{Artifact, OutputPath};
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::source::{Snapshot, SourceId, Span};
use crate::plan::Plan;
use crate::render::text_report::TextReport;
use crate::site::{Resolved, Site, UrlPath, resolve};
use crate::syntax::addresses::addresses;
pub(super) use target::{Base, Target};
use written::{Told, Written};

/// What other pages may link to in a page, and what it links to in them.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Parts {
    ids: BTreeSet<String>,
    /// Parts of other pages that it links to: the page's file, the id, and the address.
    leads_to: Vec<(String, String, String)>,
    broken: Vec<Broken>,
}

/// A page with its parts.
pub(super) struct PageParts<'a> {
    pub path: &'a OutputPath,
    pub artifact: &'a Artifact,
    pub parts: &'a Parts,
}

/// An address that leads nowhere.
#[derive(Debug, Serialize, Deserialize)]
struct Broken {
    address: String,
    why: Why,
}

#[derive(Debug, Serialize, Deserialize)]
enum Why {
    Nothing(UrlPath),
    Outside,
    NoPart { file: String, part: String },
}

/// Every address of this site must be published. Parts of pages are looked for when all pages are read.
pub(super) fn links(site: &Site, plan: &Plan, page: &Finished<'_>) -> Parts {
    let mut parts = Parts { ids: page.document.parts().map(str::to_owned).collect(), leads_to: Vec::new(), broken: Vec::new() };
    let base = Base::new(site, plan, page.path, &page.document);
    let mut seen = BTreeSet::new();
    for found in addresses(&page.document) {
        if seen.contains(&found.value) {
            continue;
        }
        let address = found.value.to_string();
        match base.target(&address) {
            Target::Elsewhere | Target::Output { part: None, .. } => {}
            Target::Output { file, part: Some(part) } if file == page.path.as_str() => {
                if !parts.ids.contains(&part) {
                    parts.broken.push(Broken { address, why: Why::NoPart { file, part } });
                }
            }
            Target::Output { file, part: Some(part) } => parts.leads_to.push((file, part, address)),
            Target::Nothing(url) => parts.broken.push(Broken { address, why: Why::Nothing(url) }),
            Target::Outside => parts.broken.push(Broken { address, why: Why::Outside }),
        }
        seen.insert(found.value);
    }
    parts
}

/// Tells of every address that leads nowhere once, where it was written.
pub(super) fn report(
    site: &Site,
    plan: &Plan,
    snapshot: &Snapshot,
    texts: &[Arc<TextReport>],
    pages: &[PageParts<'_>],
    problems: &mut Problems,
) {
    let missing = missing_parts(pages);
    let broken =
        || pages.iter().zip(&missing).flat_map(|(page, missing)| page.parts.broken.iter().chain(missing).map(move |one| (page, one)));
    let wanted: BTreeSet<&str> = broken().map(|(_, broken)| broken.address.as_str()).collect();
    if wanted.is_empty() {
        return;
    }
    let written = Written::find(site, snapshot, &wanted);
    let told = Told::new(site, snapshot, texts, problems);
    let mut reporter = Reporter { site, plan, written, told, seen: BTreeSet::new(), unplaced: BTreeMap::new(), problems };
    for (page, broken) in broken() {
        reporter.broken(page, broken);
    }
    reporter.finish();
}

/// For each page the links to parts that their page does not have.
fn missing_parts(pages: &[PageParts<'_>]) -> Vec<Vec<Broken>> {
    let ids: BTreeMap<&str, &BTreeSet<String>> = pages.iter().map(|page| (page.path.as_str(), &page.parts.ids)).collect();
    let missing = |page: &PageParts<'_>| {
        let leads_nowhere = |(file, part, _): &&(String, String, String)| ids.get(file.as_str()).is_some_and(|known| !known.contains(part));
        let broken = |(file, part, address): &(String, String, String)| Broken {
            address: address.clone(),
            why: Why::NoPart { file: file.clone(), part: part.clone() },
        };
        page.parts.leads_to.iter().filter(leads_nowhere).map(broken).collect()
    };
    pages.iter().map(missing).collect()
}

struct Reporter<'a> {
    site: &'a Site,
    plan: &'a Plan,
    written: Written,
    told: Told,
    /// The places that were told.
    seen: BTreeSet<Span>,
    /// Addresses that stand in no source as they are: the problem on the first page, and on how many others.
    unplaced: BTreeMap<String, (Diagnostic, usize)>,
    problems: &'a mut Problems,
}

impl Reporter<'_> {
    fn broken(&mut self, page: &PageParts<'_>, broken: &Broken) {
        let address = &broken.address;
        let source = page.artifact.made_from.as_ref();
        let mut places: Vec<Span> = self.written.in_html_of(address, source).to_vec();
        if places.is_empty() {
            if self.told.has(address, &broken.target()) {
                return;
            }
            places.extend(self.written.in_html(address).cloned());
        }
        let is_raw = !places.is_empty();
        if !is_raw {
            places.extend(self.written.quoted(address, source).cloned());
        }
        for place in &places {
            if self.seen.insert(place.clone()) {
                let own = if is_raw { Some(&place.source) } else { None };
                let problem = problem(page.path, page.artifact, Code::BrokenOutputLink, broken.message(self.site));
                let help = self.help(broken, own, "correct the address where it is written");
                self.problems.push(problem.at(place.clone()).help(help));
            }
        }
        if places.is_empty() {
            self.unplaced(page, broken);
        }
    }

    /// A template or a component has made the address out of parts.
    fn unplaced(&mut self, page: &PageParts<'_>, broken: &Broken) {
        if let Some((_, n_others)) = self.unplaced.get_mut(&broken.address) {
            *n_others += 1;
            return;
        }
        let problem = problem(page.path, page.artifact, Code::BrokenOutputLink, broken.message(self.site));
        let help = self.help(broken, None, "look for what makes the link in the page's template or component");
        self.unplaced.insert(broken.address.clone(), (problem.help(help), 0));
    }

    fn finish(self) {
        let unplaced = self.unplaced.into_values();
        self.problems.extend(unplaced.map(|(problem, n_others)| problem.with_others(n_others, " with the same link")));
    }

    /// How to write the address; `source` is the text whose raw HTML names it.
    fn help(&self, broken: &Broken, source: Option<&SourceId>, otherwise: &str) -> String {
        if let Some(advice) = address::advice(&broken.address) {
            return advice;
        }
        if let Some(meant) = source.and_then(|source| self.as_in_markdown(&broken.address, source)) {
            return format!("addresses in HTML stay as they are written: write `{meant}`, or use a Markdown link");
        }
        match &broken.why {
            Why::Nothing(url) => private_data(self.plan, url).unwrap_or_else(|| {
                let near = near_output(self.plan, url).and_then(|near| Some(self.site.config.base_url.href(&UrlPath::written(&near)?)));
                Suggestion::of(near).or(otherwise)
            }),
            Why::Outside => {
                let base = self.site.config.base_url.path();
                format!(
                    "addresses of this site start with `{base}/`; for another site of the host write the whole address, with `https://`"
                )
            }
            Why::NoPart { .. } => otherwise.to_owned(),
        }
    }

    /// The address of what a Markdown link would lead to.
    fn as_in_markdown(&self, address: &str, source: &SourceId) -> Option<String> {
        let id = *self.site.index.of_source(source).first()?;
        let entry = self.site.index.entry(id);
        let base = &self.site.config.base_url;
        match resolve(&self.site.index, &self.site.config, source, entry.language, address) {
            Resolved::Entry(found, part) => {
                let part = part.map_or(String::new(), |part| format!("#{part}"));
                Some(format!("{}{part}", base.href(&self.site.index.entry(found).url)))
            }
            Resolved::Asset(url) => Some(base.href(&url)),
            Resolved::Path(url, _) if self.plan.has(&url) => Some(base.href(&url)),
            _ => None,
        }
        .filter(|meant| meant != address)
    }
}

impl Broken {
    fn target(&self) -> (String, Option<String>) {
        match &self.why {
            Why::Nothing(url) => (url.file(), None),
            Why::Outside => (String::new(), None),
            Why::NoPart { file, part } => (file.clone(), Some(part.clone())),
        }
    }

    fn message(&self, site: &Site) -> String {
        let address = &self.address;
        match &self.why {
            Why::Nothing(url) if url.as_str() == address => format!("the site has nothing at `{address}`"),
            Why::Nothing(url) => format!("`{address}` leads to `{url}`, where the site has nothing"),
            Why::Outside => format!("`{address}` leads out of the site, which lies below `{}/`", site.config.base_url.path()),
            Why::NoPart { file, part } => format!("`/{}` has no part `#{part}`", file.strip_suffix("index.html").unwrap_or(file)),
        }
    }
}
