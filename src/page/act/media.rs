//! Sound and motion that start by themselves.

use super::{Outcome, Subject, Verdict};
use crate::page::Node;

/// Sounds and films that start by themselves and are heard.
fn playing<'p>(subject: &'p Subject<'_>) -> Vec<Node<'p>> {
    let plays = |node: &Node<'_>| matches!(node.name(), "audio" | "video") && node.has("autoplay") && !node.has("muted");
    subject.nodes().filter(plays).collect()
}

/// The seconds that a media fragment such as `#t=8,10` leaves of a file. Source: Media Fragments URI 1.0, 4.2.1.
fn seconds(address: &str) -> Option<f64> {
    let range = address.split_once('#')?.1.split('&').find_map(|part| part.strip_prefix("t="))?;
    let (start, end) = range.split_once(',')?;
    let start = if start.is_empty() { 0.0 } else { start.parse().ok()? };
    Some(end.parse::<f64>().ok()? - start)
}

fn is_brief(node: Node<'_>) -> Option<bool> {
    let sources = node.child_elements().filter(|child| child.name() == "source").filter_map(|source| source.value("src"));
    let all: Option<Vec<f64>> = node.value("src").into_iter().chain(sources).map(seconds).collect();
    let all = all.filter(|all| !all.is_empty())?;
    Some(all.into_iter().all(|seconds| seconds <= 3.0) && !node.has("loop"))
}

fn brief(node: Node<'_>) -> Verdict {
    match is_brief(node) {
        Some(passes) => Verdict::of(node, passes, "starts by itself and is heard for more than 3 seconds"),
        None => Verdict::undecided(node),
    }
}

fn controlled(subject: &Subject<'_>, node: Node<'_>) -> Verdict {
    if node.has("controls") {
        return Verdict::passed(node);
    }
    let is_control =
        |other: Node<'_>| (matches!(other.role(), "button" | "link") || other.has("onclick")) && other.is_seen() && other.is_focusable();
    let may_be_stopped = subject.nodes().any(is_control);
    if may_be_stopped { Verdict::undecided(node) } else { Verdict::failed(node, "starts by itself and cannot be stopped") }
}

pub(super) fn plays_briefly(subject: &Subject<'_>) -> Vec<Verdict> {
    playing(subject).into_iter().map(brief).collect()
}

pub(super) fn has_control(subject: &Subject<'_>) -> Vec<Verdict> {
    playing(subject).into_iter().map(|node| controlled(subject, node)).collect()
}

pub(super) fn plays_by_itself(subject: &Subject<'_>) -> Vec<Verdict> {
    let better = |node: Node<'_>| std::cmp::min_by_key(brief(node), controlled(subject, node), |verdict| verdict.outcome);
    playing(subject).into_iter().map(better).collect()
}

pub(super) fn moves_by_itself(subject: &Subject<'_>) -> Vec<Verdict> {
    let moving = subject.nodes().filter(|node| matches!(node.name(), "marquee" | "blink") && node.shows_anything());
    let mut verdicts: Vec<Verdict> = moving.map(|node| Verdict::failed(node, "moves by itself and cannot be stopped")).collect();
    if verdicts.is_empty() && !subject.scripts().is_empty() {
        verdicts.push(Verdict::of_page(Outcome::Undecided, ""));
    }
    verdicts
}
