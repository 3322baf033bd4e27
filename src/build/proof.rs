//! A report on a finished site, as a page that can be handed to whoever asks: accessibility, privacy, evidence, weight, links.
//! Everything in it is counted; nothing is written by hand.
//!
//! The fields about accessibility are those of the Web Accessibility Directive's model statement: Commission Implementing
//! Decision (EU) 2018/1523, annex.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use super::{Build, survey};
use crate::base::artifact::{ArtifactKind, OutputPath};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::sink::Memory;
use crate::base::source::Snapshot;
use crate::check::baseline;
use crate::headers;
use crate::site::Site;
use crate::site::review::State;
use crate::syntax::html::{Document, Element, escape};

const STYLE: &str = include_str!("proof.css");

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

/// A row of a table: what it is about, and what was found.
type Row = (String, String);

/// The page; `None` for a folder without a configuration. `build` must have looked at finished pages, and keeps its outputs in memory.
pub fn proof(snapshot: &Snapshot, build: &Build) -> Option<String> {
    let (site, _) = survey(snapshot)?;
    let seen = seen(&site, build);
    let mut body = String::new();
    let date = snapshot.settings.now.date();
    let title = format!("{}: report on the finished site, {date}", site.config.title);
    let _ = write!(
        body,
        "<h1>{}</h1><p>Ribbon {} counted everything on this page in the finished files of {}; nothing was written by hand. What no \
         program can decide is listed as undecided.</p>",
        escape(&title),
        env!("CARGO_PKG_VERSION"),
        escape(&site.config.base_url.absolute("/")),
    );
    section(&mut body, "Accessibility", &accessibility(&site, snapshot, build), ACCESSIBILITY);
    section(&mut body, "Privacy", &privacy(&site, build, &seen), PRIVACY);
    section(&mut body, "Evidence", &evidence(&site, build), EVIDENCE);
    section(&mut body, "Weight", &weight(build), WEIGHT);
    let undecided = if snapshot.answers.is_some() { ASKED_LINKS } else { LINKS };
    section(&mut body, "Links", &links(snapshot, build, &seen), undecided);
    let title = escape(&title);
    Some(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    ))
}

const ACCESSIBILITY: &str = "Undecided: whether texts say what pictures show, whether the order of reading makes sense, captions of sound and film, what scripts do, \
     and how pages look when they are laid out. A statement of conformance needs people who test these.";
const PRIVACY: &str = "Undecided: what the host writes down about visitors, and cookies that it sets.";
const EVIDENCE: &str = "Undecided: whether a source says what it is cited for. Only the people named as reviewers can tell that.";
const WEIGHT: &str = "Sizes are those of the files before a host compresses them.";
const LINKS: &str = "Undecided: whether pages of other sites answer, which is not asked while a site is built.";
const ASKED_LINKS: &str =
    "Undecided: pages of sites that do not answer programs, and whether a page that answers still says what it is linked for.";

fn section(body: &mut String, heading: &str, rows: &[Row], undecided: &str) {
    let _ = write!(body, "<section><h2>{heading}</h2><table><tbody>");
    for (what, found) in rows {
        let _ = write!(body, "<tr><th scope=\"row\">{}</th><td>{}</td></tr>", escape(what), escape(found));
    }
    let _ = write!(body, "</tbody></table><p>{undecided}</p></section>");
}

fn row(what: &str, found: impl ToString) -> Row {
    (what.to_owned(), found.to_string())
}

/// A number with the word for what it counts.
fn n(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Findings of a family by code, as one line each.
fn findings(build: &Build, belongs: impl Fn(Code) -> bool) -> Vec<Row> {
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    for problem in build.diagnostics.iter().filter(|problem| belongs(problem.code)) {
        *by_code.entry(problem.code.name()).or_default() += 1;
    }
    by_code.into_iter().map(|(code, count)| row(&format!("Found: {code}"), n(count, "time", "times"))).collect()
}

fn accessibility(site: &Site, snapshot: &Snapshot, build: &Build) -> Vec<Row> {
    let is_of = |code: Code| code.name().starts_with("A11Y-");
    let n_rules = Code::ALL.iter().filter(|code| is_of(**code)).count();
    let n_pages = build.artifacts.values().filter(|artifact| artifact.kind == ArtifactKind::Page).count();
    let languages: Vec<&str> = site.config.languages.iter().map(|language| language.code.as_str()).collect();
    let mut rows = vec![
        row("Scope", format!("{} in {}", n(n_pages, "page", "pages"), languages.join(", "))),
        row(
            "Method",
            format!("automated: {n_rules} kinds of findings, by rules of the W3C's Accessibility Conformance Testing and WCAG 2.2"),
        ),
    ];
    let found = findings(build, is_of);
    let unread = findings(build, |code| code == Code::UncheckedPage);
    rows.push(match (found.is_empty(), unread.is_empty()) {
        (true, true) => row("Result", "no findings"),
        _ => row("Result", "there are findings; see below"),
    });
    rows.extend(found);
    rows.extend(unread);
    let config = &site.config;
    let suppressed = config.check.suppressions.iter().filter(|suppression| is_of(suppression.code));
    rows.extend(suppressed.map(|left| (format!("Suppressed: {} in {}", left.code.name(), left.path), left.reason.clone())));
    let listed = baseline::listed(snapshot).into_iter().filter(|(code, _)| is_of(*code));
    rows.extend(listed.map(|(code, count)| row(&format!("In the baseline: {}", code.name()), n(count, "finding", "findings"))));
    let address = |at: &Option<crate::syntax::fields::Spanned<String>>| at.as_ref().map(|at| at.value.clone());
    let feedback = address(&config.publisher.feedback).or_else(|| address(&config.publisher.contact));
    rows.push(row("Feedback", feedback.unwrap_or_else(|| "the site names no place for it".to_owned())));
    rows.push(row("Enforcement", "to be named by the publisher: the body that complaints go to in its country"));
    rows
}

fn privacy(site: &Site, build: &Build, seen: &Seen) -> Vec<Row> {
    let others = headers::other_origins(site, &build.artifacts, &Memory);
    let list = |items: &BTreeSet<String>| items.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
    let n_others = others.len();
    let mut rows = vec![
        row("Other sites that pages load from", if others.is_empty() { "0".to_owned() } else { format!("{n_others}: {}", list(&others)) }),
        row("Scripts", format!("{}, {} inside pages", n(seen.scripts.len(), "file", "files"), seen.n_scripts_inside)),
    ];
    let remembers: Vec<&str> = seen.remembers.iter().copied().collect();
    rows.push(match remembers.is_empty() {
        true => row("Cookies and storage used by scripts", "0"),
        false => row("Cookies and storage used by scripts", remembers.join(", ")),
    });
    rows.push(row("Forms", if seen.forms.is_empty() { "0".to_owned() } else { format!("they send to {}", list(&seen.forms)) }));
    rows
}

fn evidence(site: &Site, build: &Build) -> Vec<Row> {
    let mut states: BTreeMap<&str, usize> = BTreeMap::new();
    for page in build.reviews.iter().filter(|page| page.is_health) {
        let state = match page.state {
            State::Reviewed => "reviewed by the person it names",
            State::NotReviewed => "reviewed by nobody",
            State::Overdue => "with a review that is out of date",
            State::Changed => "changed since their review",
        };
        *states.entry(state).or_default() += 1;
    }
    let mut rows = vec![
        row("Statistics", n(site.evidence.stats.len(), "number with its source", "numbers with their sources")),
        row("References", site.evidence.references.len()),
    ];
    rows.extend(states.into_iter().map(|(state, count)| (format!("Pages about health {state}"), count.to_string())));
    let families = ["CITE-", "TRUST-", "READ-"];
    rows.extend(findings(build, |code| families.iter().any(|family| code.name().starts_with(family))));
    let suppressed = site.config.check.suppressions.iter();
    let suppressed = suppressed.filter(|left| families.iter().any(|family| left.code.name().starts_with(family)));
    rows.extend(suppressed.map(|left| (format!("Suppressed: {} in {}", left.code.name(), left.path), left.reason.clone())));
    rows
}

fn weight(build: &Build) -> Vec<Row> {
    const KINDS: &[(&str, &[&str])] = &[
        ("Pages", &[".html"]),
        ("Styles", &[".css"]),
        ("Scripts", &[".js", ".mjs"]),
        ("Pictures", &[".svg", ".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".ico"]),
        ("Fonts", &[".woff2", ".woff", ".ttf", ".otf"]),
    ];
    let mut rows = Vec::new();
    for (kind, endings) in KINDS {
        let is_of = |path: &OutputPath| endings.iter().any(|ending| path.as_str().to_ascii_lowercase().ends_with(ending));
        let files: Vec<(&OutputPath, u64)> =
            build.artifacts.iter().filter(|(path, _)| is_of(path)).map(|(path, artifact)| (path, artifact.content.len())).collect();
        let Some((largest, len)) = files.iter().max_by_key(|(_, len)| *len) else {
            rows.push(row(kind, "0 files"));
            continue;
        };
        let total: u64 = files.iter().map(|(_, len)| len).sum();
        rows.push(row(
            kind,
            format!("{}, {}; the largest is /{largest} with {}", n(files.len(), "file", "files"), kilobytes(total), kilobytes(*len)),
        ));
    }
    rows
}

fn kilobytes(bytes: u64) -> String {
    format!("{:.1} kB", bytes as f64 / 1000.0)
}

fn links(snapshot: &Snapshot, build: &Build, seen: &Seen) -> Vec<Row> {
    let broken = |problem: &&Diagnostic| matches!(problem.code, Code::BrokenLink | Code::BrokenAnchor | Code::BrokenOutputLink);
    let mut rows = vec![
        row("Links on all pages", seen.n_links),
        row("Of them broken within the site", build.diagnostics.iter().filter(broken).count()),
        row("Addresses of other sites", seen.linked.len()),
    ];
    if let Some(answers) = &snapshot.answers {
        rows.push(row("Addresses of other sites that were asked, with those of references", answers.len()));
        rows.extend(findings(build, Code::is_of_other_sites));
    }
    rows
}

fn seen(site: &Site, build: &Build) -> Seen {
    let mut seen = Seen::default();
    for (path, artifact) in &build.artifacts {
        let Some(text) = artifact.content.text() else { continue };
        if path.as_str().ends_with(".js") || path.as_str().ends_with(".mjs") {
            note_storage(text, &mut seen);
        }
        if artifact.kind != ArtifactKind::Page {
            continue;
        }
        for element in Document::parse(text).elements() {
            note(site, element, &mut seen);
        }
    }
    seen
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
    const STORES: &[&str] = &["document.cookie", "cookieStore", "localStorage", "sessionStorage", "indexedDB"];
    seen.remembers.extend(STORES.iter().filter(|store| script.contains(**store)));
}
