//! Roles, states and properties: whether they exist, fit and have values.

use super::{Subject, Verdict};
use crate::page::Node;
use crate::page::aria::{self, Kind};

/// The states and properties of an element, without `aria-`, with their values.
fn properties(node: Node<'_>) -> impl Iterator<Item = (&str, &str)> {
    let attributes = node.element().attributes().iter();
    attributes.filter_map(|attribute| Some((attribute.name.strip_prefix("aria-")?, &*attribute.value)))
}

pub(super) fn role_exists(subject: &Subject<'_>) -> Vec<Verdict> {
    let written = subject.nodes().filter(|node| node.value("role").is_some_and(|role| !role.trim().is_empty()) && !node.is_hidden());
    let verdict = |node: Node<'_>| {
        let role = node.value("role").unwrap_or_default().trim();
        Verdict::of(node, node.written_role().is_some(), format_args!("has the role `{role}`, which does not exist"))
    };
    written.map(verdict).collect()
}

pub(super) fn is_defined(subject: &Subject<'_>) -> Vec<Verdict> {
    let with = subject.nodes().flat_map(|node| properties(node).map(move |property| (node, property.0)));
    with.map(|(node, name)| {
        Verdict::of(node, aria::kind(name).is_some(), format_args!("has the attribute `aria-{name}`, which does not exist"))
    })
    .collect()
}

pub(super) fn value_is_valid(subject: &Subject<'_>) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for node in subject.nodes() {
        for (name, value) in properties(node).filter(|(_, value)| !value.trim().is_empty()) {
            let Some(kind) = aria::kind(name) else { continue };
            let refers = matches!(kind, Kind::Reference | Kind::References);
            let exists = || value.split_whitespace().any(|id| node.page.by_id(id).is_some());
            // What most references name may be made when it is needed.
            let must_lead_somewhere = refers && name == "controls" && needs_controls(node);
            let fits = kind.allows(value) && (!must_lead_somewhere || exists());
            verdicts.push(Verdict::of(node, fits, format_args!("gives `aria-{name}` the value `{value}`, which it cannot have")));
        }
    }
    verdicts
}

pub(super) fn required_are_there(subject: &Subject<'_>) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for node in subject.nodes().filter(|node| !node.is_hidden()) {
        let Some(name) = node.written_role().filter(|name| *name == node.role() || *name == "image") else { continue };
        let Some(role) = aria::role(name) else { continue };
        let mut required = role.required.clone();
        if name == "separator" && node.is_focusable() {
            required.push("valuenow");
        }
        if name == "combobox" && node.value("aria-expanded").is_some_and(|value| value.eq_ignore_ascii_case("true")) {
            required.push("controls");
        }
        if required.is_empty() || own_state(node, name) {
            continue;
        }
        let missing =
            required.into_iter().find(|attribute| node.value(&format!("aria-{attribute}")).is_none_or(|value| value.trim().is_empty()));
        let why = format!("has the role `{name}` and lacks `aria-{}`", missing.unwrap_or_default());
        verdicts.push(Verdict::of(node, missing.is_none(), why));
    }
    verdicts
}

/// Whether HTML gives an element the states that its role needs.
fn own_state(node: Node<'_>, role: &str) -> bool {
    let is_heading = matches!(node.name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6");
    match role {
        "heading" => is_heading,
        "checkbox" | "radio" | "switch" | "menuitemcheckbox" | "menuitemradio" => {
            node.name() == "input" && matches!(&*node.input_type(), "checkbox" | "radio")
        }
        "slider" | "spinbutton" | "scrollbar" => node.name() == "input" && matches!(&*node.input_type(), "range" | "number"),
        "meter" | "progressbar" => matches!(node.name(), "meter" | "progress"),
        "combobox" => node.name() == "select" || (node.name() == "input" && node.has("list")),
        _ => false,
    }
}

/// Whether its role needs `aria-controls`.
fn needs_controls(node: Node<'_>) -> bool {
    match node.written_role() {
        Some("scrollbar") => true,
        Some("combobox") => node.value("aria-expanded").is_some_and(|value| value.eq_ignore_ascii_case("true")),
        _ => false,
    }
}

pub(super) fn required_references_exist(subject: &Subject<'_>) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for node in subject.nodes().filter(|node| !node.is_hidden()) {
        if needs_controls(node)
            && let Some(value) = node.value("aria-controls").filter(|value| !value.trim().is_empty())
        {
            let why = format!("names with `aria-controls` the id `{value}`, which the page does not have");
            verdicts.push(Verdict::of(node, !node.referenced("aria-controls").is_empty(), why));
        }
    }
    verdicts
}

pub(super) fn is_permitted(subject: &Subject<'_>) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for node in subject.nodes().filter(|node| !node.is_hidden()) {
        let name = node.role();
        let Some(role) = aria::role(name) else { continue };
        for (attribute, _) in properties(node).filter(|(attribute, _)| aria::kind(attribute).is_some()) {
            let fits = aria::is_global(attribute) || role.supported.contains(&attribute) || role.required.contains(&attribute);
            let fits = fits || html_permits(node, attribute);
            let why = format_args!("has `aria-{attribute}`, which has no meaning for the role `{name}`");
            verdicts.push(Verdict::of(node, fits, why));
        }
    }
    verdicts
}

/// What ARIA in HTML allows beyond the role, for elements whose kind of control has no role.
fn html_permits(node: Node<'_>, attribute: &str) -> bool {
    let is_control_without_role = node.name() == "input" && node.written_role().is_none() && node.role() == "generic";
    (is_control_without_role && matches!(attribute, "required" | "readonly" | "expanded" | "valuetext"))
        || (node.name() == "summary" && matches!(attribute, "expanded" | "pressed"))
        || (matches!(node.name(), "audio" | "video" | "embed" | "object" | "iframe") && node.written_role().is_none())
}

pub(super) fn is_not_prohibited(subject: &Subject<'_>) -> Vec<Verdict> {
    const OF_NAMED: &[&str] = &["label", "labelledby", "braillelabel", "roledescription", "brailleroledescription"];
    let mut verdicts = Vec::new();
    for node in subject.nodes().filter(|node| !node.is_hidden()) {
        let name = match (node.role(), node.written_role()) {
            // A role of its own is not known for these, but they are no plain boxes either.
            ("generic", None) if is_more_than_a_box(node) => continue,
            (role, _) => role,
        };
        let forbids = aria::role(name).is_some_and(|role| role.forbids_name);
        for (attribute, value) in properties(node).filter(|(attribute, _)| OF_NAMED.contains(attribute)) {
            if value.trim().is_empty() {
                continue;
            }
            let why = format_args!("has `aria-{attribute}`, which an element of the role `{name}` must not have");
            verdicts.push(Verdict::of(node, !forbids, why));
        }
    }
    verdicts
}

fn is_more_than_a_box(node: Node<'_>) -> bool {
    node.is_foreign()
        || node.name().contains('-')
        || matches!(
            node.name(),
            "audio"
                | "video"
                | "iframe"
                | "embed"
                | "object"
                | "input"
                | "summary"
                | "canvas"
                | "section"
                | "form"
                | "label"
                | "legend"
                | "body"
                | "dl"
                | "dt"
                | "dd"
                | "figcaption"
                | "abbr"
                | "picture"
                | "hgroup"
                | "address"
                | "output"
                | "area"
                | "map"
                | "slot"
                | "ruby"
                | "rt"
                | "details"
                | "header"
                | "footer"
        )
}
