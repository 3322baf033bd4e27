//! Ways past what is repeated on every page.

use super::{Outcome, Subject, Verdict};
use crate::page::Node;
use crate::page::node::Part;
use crate::syntax::html::unescape;

/// Whether an element is in a part that pages repeat.
fn is_repeated(node: Node<'_>) -> bool {
    node.lineage().any(|around| matches!(around.role(), "navigation" | "banner" | "contentinfo" | "complementary"))
}

fn exposed<'p>(subject: &'p Subject<'_>, role: &'p str) -> impl Iterator<Item = Node<'p>> {
    subject.nodes().filter(move |node| node.role() == role && !node.is_hidden())
}

/// Whether there is any text in an element.
fn has_text(node: Node<'_>) -> bool {
    node.parts().any(|part| match part {
        Part::Text(text) => !unescape(text).trim().is_empty(),
        Part::Element(inner) => has_text(inner),
    })
}

fn landmark_outcome(subject: &Subject<'_>) -> Outcome {
    let has_main = exposed(subject, "main").any(|node| has_text(node) || node.shows_anything());
    let other = ["region", "form", "search", "complementary"].iter().any(|role| exposed(subject, role).next().is_some());
    match (has_main, other) {
        (true, _) => Outcome::Passed,
        (false, true) => Outcome::Undecided,
        (false, false) => Outcome::Failed,
    }
}

fn heading_outcome(subject: &Subject<'_>) -> Outcome {
    let is_seen = |node: &Node<'_>| node.shows_anything() || !node.accessible_name().is_empty();
    let headings: Vec<Node<'_>> = exposed(subject, "heading").filter(|node| !is_repeated(*node) && is_seen(node)).collect();
    let repeated_until = subject.nodes().filter(|node| is_repeated(*node)).map(Node::index).max();
    if headings.is_empty() {
        return Outcome::Failed;
    }
    let is_after = headings.iter().any(|heading| {
        repeated_until.is_none_or(|until| heading.index() > until) || exposed(subject, "main").any(|main| heading.is_within(main))
    });
    if is_after { Outcome::Passed } else { Outcome::Undecided }
}

fn instrument_outcome(subject: &Subject<'_>) -> Outcome {
    let mut outcome = if subject.scripts().is_empty() { Outcome::Failed } else { Outcome::Undecided };
    let controls = subject.nodes().filter(|node| matches!(node.role(), "link" | "button") && !node.is_hidden());
    for (link, id) in controls.filter_map(|control| Some((control, leads_to(control)?))) {
        let Some(target) = subject.page().by_id(id).filter(|target| target.index() > link.index()) else { continue };
        let shows = |node: &Node<'_>| node.index() >= target.index() && node.has_own_words() && node.is_seen();
        let skips = subject.nodes().find(shows).is_some_and(|first| !is_repeated(first) && first.index() > link.index());
        let is_met = link.is_seen() || styles_show_it(link);
        if skips && is_met && link.is_in_tab_order() {
            return Outcome::Passed;
        }
        if !is_met && skips {
            outcome = outcome.min(Outcome::Undecided);
        }
    }
    outcome
}

/// The id of the part of the page that a link or a button leads to.
fn leads_to(node: Node<'_>) -> Option<&str> {
    if let Some(id) = node.value("href").and_then(|href| href.strip_prefix('#')) {
        return Some(id);
    }
    let handler = node.value("onclick").filter(|handler| handler.contains("location"))?;
    let id = handler.split_once('#')?.1;
    id.split(['\'', '"', ')']).next()
}

/// Whether the page starts with its own content, so that there is nothing to skip.
fn nothing_to_skip(subject: &Subject<'_>) -> bool {
    let first = subject.nodes().find(|node| node.has_own_words() && node.is_seen() && !matches!(node.name(), "title" | "style" | "script"));
    first.is_some_and(|first| matches!(first.name(), "p" | "main" | "article") && !is_repeated(first))
}

/// Whether a link that is out of sight may come into it with the focus.
fn styles_show_it(link: Node<'_>) -> bool {
    link.in_focus() != link.out_of_focus()
}

fn collapsible_outcome(subject: &Subject<'_>) -> Outcome {
    let has_details = subject.nodes().any(|node| node.name() == "details");
    if has_details || !subject.scripts().is_empty() { Outcome::Undecided } else { Outcome::Failed }
}

fn verdict(subject: &Subject<'_>, outcome: Outcome, why: &str) -> Vec<Verdict> {
    if subject.is_html() { vec![Verdict::of_page(outcome, why)] } else { Vec::new() }
}

pub(super) fn landmark(subject: &Subject<'_>) -> Vec<Verdict> {
    verdict(subject, landmark_outcome(subject), "has no `<main>`")
}

pub(super) fn heading(subject: &Subject<'_>) -> Vec<Verdict> {
    verdict(subject, heading_outcome(subject), "has no heading where its own content begins")
}

pub(super) fn instrument(subject: &Subject<'_>) -> Vec<Verdict> {
    verdict(subject, instrument_outcome(subject), "has no link that skips what is repeated")
}

pub(super) fn collapsible(subject: &Subject<'_>) -> Vec<Verdict> {
    verdict(subject, collapsible_outcome(subject), "repeats content that cannot be collapsed")
}

pub(super) fn any(subject: &Subject<'_>) -> Vec<Verdict> {
    let ways = [landmark_outcome(subject), heading_outcome(subject), instrument_outcome(subject), collapsible_outcome(subject)];
    let best = if nothing_to_skip(subject) { Some(Outcome::Passed) } else { ways.into_iter().min() };
    let best = best.unwrap_or(Outcome::Undecided);
    verdict(subject, best, "has no way past what is repeated: no `<main>`, no heading, no link to skip it")
}
