//! The names that templates use, followed through includes, parents and the components that are called.

use std::collections::{BTreeMap, BTreeSet};

use super::{Template, What};

/// The variables that something names: whole (`page`) or by one part (`campaign.phase`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Variables {
    whole: BTreeSet<String>,
    parts: BTreeSet<(String, String)>,
    /// Whether the whole context is used, by `__tera_context`.
    everything: bool,
}

impl Variables {
    /// Whether a variable is named at all.
    pub(crate) fn names(&self, variable: &str) -> bool {
        self.names_whole(variable) || self.parts.iter().any(|(name, _)| name == variable)
    }

    /// Whether a part of a variable is named, or the variable as a whole.
    pub(crate) fn names_part(&self, variable: &str, part: &str) -> bool {
        self.names_whole(variable) || self.parts.iter().any(|(name, named)| name == variable && named == part)
    }

    fn names_whole(&self, variable: &str) -> bool {
        self.everything || self.whole.contains(variable)
    }

    fn add(&mut self, other: &Self) {
        self.whole.extend(other.whole.iter().cloned());
        self.parts.extend(other.parts.iter().cloned());
        self.everything |= other.everything;
    }
}

/// What every template and every component of a set of templates reaches.
///
/// A name in the definition of a component counts where the component is called, and only there. Templates of one name are
/// taken together, as are definitions of one name, since it is decided elsewhere which of them is used.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    templates: BTreeMap<String, Variables>,
    components: BTreeMap<String, Variables>,
    nothing: Variables,
}

/// A template outside its definitions, or a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node<'t> {
    Template(&'t str),
    Component(&'t str),
}

/// The variables that a node uses itself, and the nodes that it leads to.
#[derive(Debug, Default)]
struct Own<'t> {
    variables: Variables,
    next: BTreeSet<Node<'t>>,
}

impl Reach {
    /// Reads templates by their names; `theme/NAME` counts as `NAME`.
    pub(crate) fn of<'t>(templates: impl IntoIterator<Item = (&'t str, &'t Template)>) -> Self {
        let mut nodes: BTreeMap<Node<'_>, Own<'_>> = BTreeMap::new();
        for (name, template) in templates {
            nodes.entry(Node::Template(name)).or_default();
            for definition in &template.components {
                nodes.entry(Node::Component(&definition.name)).or_default();
            }
            for used in &template.uses {
                let node = used.component.as_deref().map_or(Node::Template(name), Node::Component);
                let own = nodes.entry(node).or_default();
                match &used.what {
                    // A text may be the name of a file that a loop includes.
                    What::Extends | What::Include | What::Text => {
                        own.next.insert(Node::Template(used.name.strip_prefix("theme/").unwrap_or(&used.name)));
                    }
                    What::Component(_) => drop(own.next.insert(Node::Component(&used.name))),
                    What::Path(_) if used.name == "__tera_context" => own.variables.everything = true,
                    What::Path(parts) => match parts.first() {
                        Some(part) => drop(own.variables.parts.insert((used.name.clone(), part.name.clone()))),
                        None => drop(own.variables.whole.insert(used.name.clone())),
                    },
                    What::Block | What::Function(_) => {}
                }
            }
        }
        let mut reach = Self::default();
        for node in nodes.keys() {
            let variables = reached(&nodes, *node);
            match node {
                Node::Template(name) => reach.templates.insert((*name).to_owned(), variables),
                Node::Component(name) => reach.components.insert((*name).to_owned(), variables),
            };
        }
        reach
    }

    pub(crate) fn of_template(&self, name: &str) -> &Variables {
        self.templates.get(name).unwrap_or(&self.nothing)
    }

    /// The variables of components, by the names that texts call them by.
    pub(crate) fn of_components<'n>(&self, names: impl IntoIterator<Item = &'n String>) -> Variables {
        let mut variables = Variables::default();
        names.into_iter().filter_map(|name| self.components.get(&name.replace('-', "_"))).for_each(|own| variables.add(own));
        variables
    }
}

fn reached(nodes: &BTreeMap<Node<'_>, Own<'_>>, start: Node<'_>) -> Variables {
    let mut variables = Variables::default();
    let mut known = BTreeSet::from([start]);
    let mut next = vec![start];
    while let Some(found) = next.pop().and_then(|node| nodes.get(&node)) {
        variables.add(&found.variables);
        next.extend(found.next.iter().copied().filter(|node| nodes.contains_key(node) && known.insert(*node)));
    }
    variables
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    fn check(templates: &[(&str, &str)], expected: &[&str]) {
        let read: Vec<(&str, Template)> = templates.iter().map(|(name, text)| (*name, read(text))).collect();
        let reach = Reach::of(read.iter().map(|(name, template)| (*name, template)));
        let shown = |variables: &Variables| {
            let mut names: Vec<String> = variables.whole.iter().cloned().collect();
            names.extend(variables.parts.iter().map(|(name, part)| format!("{name}.{part}")));
            names.extend(variables.everything.then(|| "*".to_owned()));
            names.join(" ")
        };
        let found: Vec<String> = (reach.templates.iter().map(|(name, own)| format!("{name}: {}", shown(own))))
            .chain(reach.components.iter().map(|(name, own)| format!("<{name}>: {}", shown(own))))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn variables_are_found_in_tags_alone() {
        let one = |text: &str, expected: &str| check(&[("a", text)], &[&format!("a: {expected}")]);
        one("campaign.phase {# {{ campaign.phase }} #} build", "");
        one("{{ campaign.phase }}{{ campaign[\"day\"] }}{{ campaign?.launch }}", "campaign.day campaign.launch campaign.phase");
        one("{{ campaign[key] }}", "campaign key");
        one("{{ f(campaign=build.date) }}{{ page.build | upper }}", "build.date page.build");
        one("{{ campaign==build }}{{ __tera_context }}", "build campaign *");
        one("{{ t(key=\"campaign\") }}{{ \"}} campaign\" }}{{- campaign.launch -}}", "campaign.launch");
        one("{{ \"open", "");
    }

    #[test]
    fn what_is_included_extended_or_called_counts() {
        check(
            &[
                ("base.html", "{{ site.title }}{{<ui.card x={page.x} />}}"),
                ("page.html", "{% extends \"theme/base.html\" %}{% include 'part.html' %}"),
                ("part.html", "{{ build.date }}"),
                ("ui.html", "{% component ui.card(@lang) %}{{ campaign.day }}{{<other />}}{% endcomponent ui.card %}{{ own }}"),
                ("other.html", "{% component other() %}{{ deep }}{{<ui.card />}}{% endcomponent other %}"),
            ],
            &[
                "base.html: deep campaign.day page.x site.title",
                "other.html: ",
                "page.html: deep build.date campaign.day page.x site.title",
                "part.html: build.date",
                "ui.html: own",
                "<other>: deep campaign.day",
                "<ui.card>: deep campaign.day",
            ],
        );
    }
}
