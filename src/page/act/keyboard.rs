//! Keys: elements that keep the focus, and shortcuts. Of scripts only what stands in attributes is understood.

use super::{Outcome, Subject, Verdict};
use crate::page::Node;

/// Whether it takes the focus back when it loses it, or shares it with a neighbour that does the same.
fn takes_focus_back(node: Node<'_>, with_neighbour: bool) -> bool {
    let does = |node: Option<Node<'_>>, what: &str| {
        node.and_then(|node| node.value("onblur")).is_some_and(|handler| handler.replace(' ', "").contains(what))
    };
    const NEXT: &str = "this.nextElementSibling.focus(";
    const PREVIOUS: &str = "this.previousElementSibling.focus(";
    let bounces = (does(Some(node), NEXT) && does(node.next(), PREVIOUS)) || (does(Some(node), PREVIOUS) && does(node.previous(), NEXT));
    does(Some(node), "this.focus(") || (with_neighbour && bounces)
}

fn trap(subject: &Subject<'_>, by_any_key: bool) -> Vec<Verdict> {
    let has_files = subject.nodes().any(|node| node.name() == "script");
    let verdict = |node: Node<'_>| {
        let moves = node.value("onblur").is_some_and(|handler| handler.contains("focus"));
        let may_escape = by_any_key && (node.has("onkeydown") || node.ancestors().any(|around| around.has("onkeydown")));
        match () {
            () if takes_focus_back(node, !by_any_key) && !may_escape => {
                Verdict::failed(node, "takes the focus back when the tab key leaves it")
            }
            () if (moves && !takes_focus_back(node, true)) || has_files => Verdict::undecided(node),
            () => Verdict::passed(node),
        }
    };
    subject.nodes().filter(|node| node.is_in_tab_order()).map(verdict).collect()
}

pub(super) fn no_trap(subject: &Subject<'_>) -> Vec<Verdict> {
    trap(subject, true)
}

pub(super) fn no_trap_by_standard_keys(subject: &Subject<'_>) -> Vec<Verdict> {
    trap(subject, false)
}

/// It applies to what holds the focus against the standard keys.
pub(super) fn no_trap_by_other_keys(subject: &Subject<'_>) -> Vec<Verdict> {
    let standard = trap(subject, false).into_iter().filter(|verdict| verdict.outcome != Outcome::Passed);
    standard.map(|verdict| Verdict { outcome: Outcome::Undecided, ..verdict }).collect()
}

fn by_scripts(subject: &Subject<'_>, are_meant: impl Fn(&str) -> bool) -> Vec<Verdict> {
    let is_meant = subject.scripts().into_iter().any(are_meant);
    if is_meant { vec![Verdict::of_page(Outcome::Undecided, "")] } else { Vec::new() }
}

pub(super) fn shortcuts(subject: &Subject<'_>) -> Vec<Verdict> {
    by_scripts(subject, |_| true)
}

pub(super) fn motion(subject: &Subject<'_>) -> Vec<Verdict> {
    by_scripts(subject, |script| script.contains("devicemotion") || script.contains("deviceorientation") || script.contains(".js"))
}
