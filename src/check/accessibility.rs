//! Finished pages against the accessibility rules that a page alone decides.

mod media;
mod own;
mod pointer;
mod rules;
mod sheets;

use crate::base::diagnostic::Code;
use crate::page::Node;
use crate::page::act::{self, MAX_ELEMENTS, Outcome, Subject};
use crate::render::Renderer;
use crate::site::{EntryId, Site};

pub(super) use sheets::Sheets;

use super::clear;
use super::finding::Finding;
use super::page::Finished;

/// The most findings of one rule on one page: what is wrong in a list of a hundred links is one mistake.
const MOST: usize = 10;

/// Checks a page against all rules; `health` is its entry if it is about health.
pub(super) fn page(renderer: &Renderer, page: &Finished<'_>, health: Option<EntryId>, sheets: &Sheets<'_>) -> Vec<Finding> {
    let site: &Site = renderer;
    let linked = |address: &str| sheets.get(page, address);
    let mut findings = Vec::new();
    let Some(subject) = Subject::read(&page.document, &linked, &sheets.known).map(Subject::wanting_failures) else {
        let why = format!("is too large to be checked against the accessibility rules: they look at {MAX_ELEMENTS} elements at most");
        findings.push(Finding::new(Code::UncheckedPage, None, &why, "divide the page, or take elements out of each other"));
        return findings;
    };
    for rule in rules::RULES {
        let failed = rule.verdicts(&subject).into_iter().filter(|verdict| verdict.outcome == Outcome::Failed);
        for verdict in failed.take(MOST) {
            let node = verdict.element.and_then(|at| subject.page().node(at));
            if rule.code == Code::A11yLinkGeneric && node.is_some_and(leads_within_the_page) {
                continue;
            }
            // What `site.toml` says of its languages is told there.
            let is_of_language = matches!(rule.code, Code::A11yLang | Code::A11yLangParts);
            if is_of_language
                && node.and_then(|node| node.value("lang")).is_some_and(|lang| is_declared(site, lang))
                && !agrees_with_text(rule.id)
            {
                continue;
            }
            findings.push(Finding::new(rule.code, node.map(Node::element), &verdict.why, rule.help));
        }
    }
    for verdict in act::pale_in_the_dark(&subject).into_iter().take(MOST) {
        let node = verdict.element.and_then(|at| subject.page().node(at));
        let why = format!("in dark colours {}", verdict.why);
        findings.push(Finding::new(Code::A11yContrast, node.map(Node::element), &why, "choose another colour for the dark scheme"));
    }
    let wordless = act::headers_without_words(&subject).into_iter().filter(|verdict| verdict.outcome == Outcome::Failed);
    for verdict in wordless.take(MOST) {
        let node = verdict.element.and_then(|at| subject.page().node(at));
        let help = "write in it what its cells hold; a corner that holds nothing can be a `<td>` in HTML";
        findings.push(Finding::new(Code::A11yTable, node.map(Node::element), &verdict.why, help));
    }
    for verdict in act::indistinct_links(&subject).into_iter().take(MOST) {
        let node = verdict.element.and_then(|at| subject.page().node(at));
        let help = "let the style sheet underline links in running text, or choose colours that differ more";
        findings.push(Finding::new(Code::A11yLinkDistinct, node.map(Node::element), &verdict.why, help));
    }
    findings.extend(health.and_then(|id| clear::cue(renderer, id, &subject)));
    for found in own::all(&subject).into_iter().chain(pointer::all(&subject)).chain(media::all(&subject)) {
        findings.push(Finding::new(found.code, Some(found.node.element()), &found.why, found.help));
    }
    findings
}

/// Whether `site.toml` names a language by this tag.
fn is_declared(site: &Site, lang: &str) -> bool {
    site.config.languages.iter().any(|language| language.tag.as_str() == lang || language.code == lang)
}

/// Whether a rule compares a text with the language that it is said to be in.
fn agrees_with_text(rule: &str) -> bool {
    matches!(rule, "off6ek" | "ucwvc8")
}

/// Lists of contents repeat the headings of the page, whatever these say.
fn leads_within_the_page(link: Node<'_>) -> bool {
    link.value("href").is_some_and(|href| href.starts_with('#'))
}
