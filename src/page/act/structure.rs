//! What elements hold and are in.

use std::collections::HashMap;

use super::{Subject, Verdict};
use crate::page::Node;
use crate::page::aria;
use crate::syntax::html::Document;

/// Roles through which an element still belongs to what is around it.
fn is_transparent(role: &str) -> bool {
    matches!(role, "generic" | "none" | "presentation")
}

/// The nearest element around another one that has a role which counts.
fn owner<'p>(node: Node<'p>, through_groups: bool) -> Option<Node<'p>> {
    if let Some(owner) = node.value("id").and_then(|id| node.page.owner(id)) {
        return Some(owner);
    }
    let is_passed = |role: &str| is_transparent(role) || (through_groups && role == "group");
    node.ancestors().find(|ancestor| !is_passed(ancestor.role()))
}

pub(super) fn has_context(subject: &Subject<'_>) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for node in subject.nodes().filter(|node| node.written_role() == Some(node.role()) && !node.is_hidden()) {
        let Some(role) = aria::role(node.role()).filter(|role| !role.context.is_empty()) else { continue };
        let fits = |owner: Option<Node<'_>>| owner.is_some_and(|owner| role.context.contains(&owner.role()) && owner.role() != "group");
        let has_context = fits(owner(node, false)) || (role.context.contains(&"group") && fits(owner(node, true)));
        let why = format!("has the role `{}` and is in no element of the role `{}`", node.role(), role.context.join("` or `"));
        verdicts.push(Verdict::of(node, has_context, why));
    }
    verdicts
}

pub(super) fn owns_what_it_must(subject: &Subject<'_>) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for node in subject.nodes().filter(|node| !node.is_hidden()) {
        let is_busy = node.value("aria-busy").is_some_and(|busy| busy.eq_ignore_ascii_case("true"));
        let is_closed = node.value("aria-expanded").is_some_and(|open| open.eq_ignore_ascii_case("false"));
        let Some(role) = aria::role(node.role()).filter(|role| !role.owned.is_empty() && !is_busy && !is_closed) else { continue };
        if node.written_role().is_none() && !matches!(node.name(), "ul" | "ol" | "menu" | "select") {
            continue;
        }
        let mut owned = Vec::new();
        gather(node, &mut owned);
        let is_separator = |role: &str| role == "separator" && (node.role().starts_with("menu") || node.name() == "select");
        let fits = |child: &Node<'_>| {
            role.owned.contains(&child.role()) || is_separator(child.role()) || matches!(child.name(), "script" | "template")
        };
        let has_owned = owned.iter().any(|child| child.role() != "caption");
        let stranger = owned.iter().find(|child| !fits(child));
        let is_empty_list = owned.is_empty() && node.written_role().is_none();
        verdicts.push(if (stranger.is_none() && has_owned) || is_empty_list {
            Verdict::passed(node)
        } else {
            let holds = match stranger {
                Some(stranger) => format!("an element of the role `{}`", stranger.role()),
                None => format!("no element of the role `{}`", role.owned.join("` or `")),
            };
            Verdict::failed(node, format!("has the role `{}` and holds {holds}", node.role()))
        });
    }
    verdicts
}

/// The elements with a role directly below another one.
fn gather<'p>(node: Node<'p>, owned: &mut Vec<Node<'p>>) {
    let children = node.child_elements().chain(node.referenced("aria-owns"));
    for child in children.filter(|child| !child.is_hidden()) {
        if is_transparent(child.role()) || child.role() == "group" { gather(child, owned) } else { owned.push(child) }
    }
}

pub(super) fn presentational_children(subject: &Subject<'_>) -> Vec<Verdict> {
    let is_whole = |node: &Node<'_>| aria::role(node.role()).is_some_and(|role| role.has_presentational_children) && !node.is_hidden();
    let verdict = |node: Node<'_>| {
        let inner = node.descendants().find(|inner| inner.is_in_tab_order());
        match inner {
            None => Verdict::passed(node),
            Some(inner) => {
                let (role, name) = (node.role(), inner.name());
                Verdict::failed(node, format!("has the role `{role}` and holds a `<{name}>` that the tab key leads to"))
            }
        }
    };
    subject.nodes().filter(is_whole).map(verdict).collect()
}

pub(super) fn decorative_is_not_exposed(subject: &Subject<'_>) -> Vec<Verdict> {
    let is_decorative = |node: &Node<'_>| {
        let by_role = matches!(node.written_role(), Some("none" | "presentation"));
        (by_role || (node.name() == "img" && node.value("alt") == Some("") && node.written_role().is_none())) && !node.is_hidden()
    };
    let why = "is marked as decoration, but has a property or a place in the tab order that shows it to screen readers";
    subject.nodes().filter(is_decorative).map(|node| Verdict::of(node, node.role() == "none", why)).collect()
}

pub(super) fn hidden_has_no_focus(subject: &Subject<'_>) -> Vec<Verdict> {
    let is_hidden = |node: &Node<'_>| node.value("aria-hidden").is_some_and(|hidden| hidden.eq_ignore_ascii_case("true"));
    let scripts = subject.scripts();
    let moves_focus = |node: Node<'_>| {
        node.has("onfocus")
            || node.value("id").is_some_and(|id| scripts.iter().any(|script| script.contains(id) && script.contains("focus")))
    };
    let verdict = |node: Node<'_>| match node.lineage().take(1).chain(node.descendants()).find(|inner| inner.is_in_tab_order()) {
        None => Verdict::passed(node),
        // What hands the focus on at once is never met.
        Some(inner) if hands_on(inner) => Verdict::passed(node),
        Some(inner) if moves_focus(inner) => Verdict::undecided(node),
        Some(inner) => {
            Verdict::failed(node, format!("is hidden from screen readers and holds a `<{}>` that the tab key leads to", inner.name()))
        }
    };
    subject.nodes().filter(is_hidden).map(verdict).collect()
}

fn hands_on(node: Node<'_>) -> bool {
    node.value("onfocus").is_some_and(|handler| handler.contains(".focus(") && !handler.contains("this.focus"))
}

pub(super) fn frame_in_tab_order(subject: &Subject<'_>) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for node in subject.nodes().filter(|node| node.name() == "iframe" && node.is_seen() && !node.lineage().any(|node| node.has("inert"))) {
        if node.value("tabindex").and_then(|index| index.trim().parse::<i64>().ok()).is_none_or(|index| index >= 0) {
            continue;
        }
        match node.value("srcdoc") {
            Some(inside) => {
                let inside = Document::parse(inside);
                let is_widget = |name: &str, has: &dyn Fn(&str) -> bool| {
                    matches!(name, "button" | "select" | "textarea" | "input") || (name == "a" && has("href")) || has("tabindex")
                };
                if inside.elements().any(|element| is_widget(element.name(), &|name| element.value(name).is_some())) {
                    verdicts.push(Verdict::failed(node, "holds things to use and is left out of the tab order"));
                }
            }
            None => verdicts.push(Verdict::undecided(node)),
        }
    }
    verdicts
}

pub(super) fn ids_are_unique(subject: &Subject<'_>) -> Vec<Verdict> {
    let mut seen: HashMap<&str, Node<'_>> = HashMap::new();
    let mut verdicts = Vec::new();
    for node in subject.nodes() {
        let Some(id) = node.value("id").filter(|id| !id.is_empty()) else { continue };
        let is_new = seen.insert(id, node).is_none();
        verdicts.push(Verdict::of(node, is_new, format_args!("has the id `{id}`, which another element has too")));
    }
    verdicts
}
