//! Counts what a report on a finished site says, for `check --report` and for pages that publish it.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;
use rayon::prelude::*;

use super::{Build, survey};
use crate::base::artifact::{Artifact, ArtifactKind, Content, OutputPath};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::report::{Accessibility, Counted, Evidence, Largest, Links, Privacy, SiteReport, Suppressed, Weight};
use crate::base::sink::Memory;
use crate::base::source::Snapshot;
use crate::check::{STORES, baseline};
use crate::headers;
use crate::site::Site;
use crate::site::config::Suppression;
use crate::site::review::State;
use crate::syntax::fields::Spanned;
use crate::syntax::html::{Document, Element};
use crate::syntax::tera::{self, What};

/// The report on a build that has looked at all finished pages and keeps its outputs in memory; `None` for a folder without a
/// configuration.
pub fn site_report(snapshot: &Snapshot, build: &Build) -> Option<SiteReport> {
    let (site, _) = survey(snapshot)?;
    let seen = seen(&site, build);
    Some(SiteReport {
        language: site.config.default_language().code.clone(),
        accessibility: accessibility(&site, snapshot, build),
        privacy: Privacy {
            origins: headers::other_origins(&site, &build.artifacts, &Memory).into_iter().collect(),
            scripts: seen.scripts.len(),
            inline_scripts: seen.n_scripts_inside,
            storage: seen.remembers.iter().map(|&name| name.to_owned()).collect(),
            forms: seen.forms.iter().cloned().collect(),
        },
        evidence: evidence(&site, build),
        weight: KINDS.iter().map(|(kind, endings)| weight(build, kind, endings)).collect(),
        links: links(snapshot, build, &seen),
    })
}

/// Whether pages of the site seem to show the report on it, by a look at its sources: a text calls a component that asks for the
/// report, or a template asks for it itself. It is a guess, for who prepares for the second build that such pages want; what a build
/// has made says it for certain (`Build::reporting`).
pub(crate) fn seems_to_report(snapshot: &Snapshot) -> bool {
    let has = |text: &str, wanted: &str| memmem::find(text.as_bytes(), wanted.as_bytes()).is_some();
    let (pages, others): (Vec<_>, Vec<_>) = snapshot.texts.iter().partition(|(id, _)| id.as_str().ends_with(".md"));
    let templates = others.into_iter().filter(|(id, source)| id.as_str().ends_with(".html") && has(&source.text, SITE_REPORT));
    let uses = templates.flat_map(|(_, source)| tera::read(&source.text).uses);
    let asking: BTreeSet<_> =
        uses.filter(|used| used.name == SITE_REPORT && matches!(used.what, What::Function(_))).map(|used| used.component).collect();
    asking.contains(&None) || {
        let calls: Vec<_> = asking.into_iter().flatten().map(|name| format!(":{}", name.replace('_', "-"))).collect();
        !calls.is_empty() && pages.par_iter().any(|(_, source)| calls.iter().any(|call| has(&source.text, call)))
    }
}

/// The function by which templates ask for the report.
const SITE_REPORT: &str = "site_report";

/// Findings of a family by code.
fn findings(build: &Build, belongs: impl Fn(Code) -> bool) -> Vec<Counted> {
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    for problem in build.diagnostics.iter().filter(|problem| belongs(problem.code)) {
        *by_code.entry(problem.code.name()).or_default() += 1;
    }
    by_code.into_iter().map(|(code, times)| Counted { code, times }).collect()
}

fn suppressed(site: &Site, belongs: impl Fn(Code) -> bool) -> Vec<Suppressed> {
    let suppressed = site.config.check.suppressions.iter().filter(|suppression| belongs(suppression.code));
    let one = |left: &Suppression| Suppressed { code: left.code.name(), path: left.path.clone(), reason: left.reason.clone() };
    suppressed.map(one).collect()
}

fn accessibility(site: &Site, snapshot: &Snapshot, build: &Build) -> Accessibility {
    let is_of = |code: Code| code.name().starts_with("A11Y-");
    let known = baseline::listed(snapshot).into_iter().filter(|(code, _)| is_of(*code));
    let publisher = &site.config.publisher;
    let address = |at: &Option<Spanned<String>>| at.as_ref().map(|at| at.value.clone());
    Accessibility {
        pages: build.artifacts.values().filter(|artifact| artifact.kind == ArtifactKind::Page).count(),
        languages: site.config.languages.iter().map(|language| language.code.clone()).collect(),
        rules: Code::ALL.iter().filter(|code| is_of(**code)).count(),
        findings: findings(build, is_of),
        unread: build.diagnostics.iter().filter(|problem| problem.code == Code::UncheckedPage).count(),
        suppressed: suppressed(site, is_of),
        known: known.map(|(code, times)| Counted { code: code.name(), times }).collect(),
        feedback: address(&publisher.feedback).or_else(|| address(&publisher.contact)),
    }
}

fn evidence(site: &Site, build: &Build) -> Evidence {
    let is_of = |code: Code| ["CITE-", "TRUST-", "READ-"].iter().any(|family| code.name().starts_with(family));
    let count = |state: State| build.reviews.iter().filter(|page| page.is_health && page.state == state).count();
    Evidence {
        statistics: site.evidence.stats.len(),
        references: site.evidence.references.len(),
        reviewed: count(State::Reviewed),
        not_reviewed: count(State::NotReviewed),
        overdue: count(State::Overdue),
        changed: count(State::Changed),
        findings: findings(build, is_of),
        suppressed: suppressed(site, is_of),
    }
}

/// The kinds of files that are weighed, with the ends of their names.
const KINDS: &[(&str, &[&str])] = &[
    ("pages", &[".html"]),
    ("styles", &[".css"]),
    ("scripts", &[".js", ".mjs"]),
    ("pictures", &[".svg", ".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".ico"]),
    ("fonts", &[".woff2", ".woff", ".ttf", ".otf"]),
];

fn weight(build: &Build, kind: &'static str, endings: &[&str]) -> Weight {
    let is_of = |path: &OutputPath| endings.iter().any(|ending| path.as_str().to_ascii_lowercase().ends_with(ending));
    let files: Vec<(&OutputPath, &Artifact)> = build.artifacts.iter().filter(|(path, _)| is_of(path)).collect();
    let is_unmade = |artifact: &Artifact| matches!(&artifact.content, Content::Derived(derived) if derived.len.is_none());
    let largest = files.iter().map(|(path, artifact)| (path, artifact.content.len())).max_by_key(|(_, len)| *len);
    Weight {
        kind,
        files: files.len(),
        bytes: files.iter().map(|(_, artifact)| artifact.content.len()).sum(),
        unmade: files.iter().filter(|(_, artifact)| is_unmade(artifact)).count(),
        largest: largest.map(|(path, bytes)| Largest { path: path.to_string(), bytes }),
    }
}

fn links(snapshot: &Snapshot, build: &Build, seen: &Seen) -> Links {
    let is_broken = |problem: &&Diagnostic| matches!(problem.code, Code::BrokenLink | Code::BrokenAnchor | Code::BrokenOutputLink);
    Links {
        all: seen.n_links,
        broken: build.diagnostics.iter().filter(is_broken).count(),
        others: seen.linked.len(),
        asked: snapshot.answers.as_ref().map(BTreeMap::len),
        findings: findings(build, |code| snapshot.answers.is_some() && code.is_of_other_sites()),
    }
}

/// What a page has and leads to.
#[derive(Default)]
struct Seen {
    n_scripts_inside: usize,
    /// Addresses of scripts, of other sites that are linked to, and of where forms go.
    scripts: BTreeSet<String>,
    linked: BTreeSet<String>,
    forms: BTreeSet<String>,
    n_links: usize,
    /// What the site's own scripts use to remember visitors.
    remembers: BTreeSet<&'static str>,
}

impl Seen {
    fn and(mut self, other: Self) -> Self {
        self.n_scripts_inside += other.n_scripts_inside;
        self.n_links += other.n_links;
        self.scripts.extend(other.scripts);
        self.linked.extend(other.linked);
        self.forms.extend(other.forms);
        self.remembers.extend(other.remembers);
        self
    }
}

fn seen(site: &Site, build: &Build) -> Seen {
    let one = |(path, artifact): (&OutputPath, &Artifact)| {
        let mut seen = Seen::default();
        let text = artifact.content.text()?;
        if path.as_str().ends_with(".js") || path.as_str().ends_with(".mjs") {
            note_storage(text, &mut seen);
        }
        if artifact.kind == ArtifactKind::Page {
            Document::parse(text).elements().for_each(|element| note(site, element, &mut seen));
        }
        Some(seen)
    };
    build.artifacts.par_iter().filter_map(one).reduce(Seen::default, Seen::and)
}

fn note(site: &Site, element: Element<'_, '_>, seen: &mut Seen) {
    match element.name() {
        "script" if headers::is_run(element) => match element.value("src") {
            Some(src) => _ = seen.scripts.insert(src.to_owned()),
            None => {
                seen.n_scripts_inside += 1;
                note_storage(element.source(), seen);
            }
        },
        "a" => {
            let Some(href) = element.value("href") else { return };
            seen.n_links += 1;
            if site.config.base_url.other_origin(href).is_some() {
                seen.linked.insert(href.to_owned());
            }
        }
        "form" => _ = seen.forms.insert(element.value("action").unwrap_or("the page itself").to_owned()),
        _ => {}
    }
}

fn note_storage(script: &str, seen: &mut Seen) {
    seen.remembers.extend(STORES.iter().filter(|store| script.contains(**store)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::source::{Settings, Source, SourceId};

    #[test]
    fn who_seems_to_show_the_report_calls_for_it() {
        let component = ("themes/a/templates/c.html", "{% component in_short() %}{{ site_report().links.all }}{% endcomponent in_short %}");
        let seems = |files: &[(&str, &str)]| {
            let mut snapshot = Snapshot::empty(Settings::on(jiff::civil::date(2027, 2, 4)));
            snapshot.texts.extend(files.iter().map(|(path, text)| (SourceId::new(*path), Source::new(*path, *text))));
            seems_to_report(&snapshot)
        };
        assert!(seems(&[component, ("content/a.md", "::in-short")]));
        assert!(!seems(&[component, ("content/a.md", "in-short")]));
        assert!(!seems(&[("content/a.md", "::in-short site_report()")]));
        assert!(seems(&[("templates/page.html", "{% if site_report() %}{% endif %}")]));
        assert!(!seems(&[("templates/page.html", "<p>site_report()</p>{{ site_report }}")]));
    }
}
