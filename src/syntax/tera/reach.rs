//! The names that templates use, followed through includes, parents and the components that are called.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::{Template, What};

/// The variables that something names: whole (`page`) or by one part (`campaign.phase`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Variables {
    whole: BTreeSet<String>,
    parts: BTreeMap<String, BTreeSet<String>>,
    /// Whether the whole context is used, by `__tera_context`.
    everything: bool,
}

impl Variables {
    /// Whether a variable is named at all.
    pub(crate) fn names(&self, variable: &str) -> bool {
        self.names_whole(variable) || self.parts.contains_key(variable)
    }

    /// Whether a part of a variable is named, or the variable as a whole.
    pub(crate) fn names_part(&self, variable: &str, part: &str) -> bool {
        self.names_whole(variable) || self.parts.get(variable).is_some_and(|parts| parts.contains(part))
    }

    fn names_whole(&self, variable: &str) -> bool {
        self.everything || self.whole.contains(variable)
    }

    fn add(&mut self, other: &Self) {
        self.whole.extend(other.whole.iter().cloned());
        for (variable, parts) in &other.parts {
            self.parts.entry(variable.clone()).or_default().extend(parts.iter().cloned());
        }
        self.everything |= other.everything;
    }
}

/// What every template and every component of a set of templates reaches.
///
/// A name in the definition of a component counts where the component is called, and only there. Templates of one name are
/// taken together, as are definitions of one name, since it is decided elsewhere which of them is used.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reach {
    templates: BTreeMap<String, Node>,
    components: BTreeMap<String, Node>,
    nothing: Variables,
}

/// A template outside its definitions, or a component.
#[derive(Clone, Debug, Default)]
struct Node {
    /// The variables that it uses itself.
    own: Variables,
    /// What it leads to.
    next: BTreeSet<Next>,
    /// The variables of all that it leads to, and its own. A site uses few of its theme's templates, so they are gathered when
    /// they are first asked for.
    reached: OnceLock<Variables>,
}

/// The name of a template or a component that a node leads to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Next {
    Template(String),
    Component(String),
}

impl Reach {
    /// Reads templates by their names; `theme/NAME` counts as `NAME`.
    pub(crate) fn of<'t>(templates: impl IntoIterator<Item = (&'t str, &'t Template)>) -> Self {
        let mut reach = Self::default();
        for (name, template) in templates {
            reach.templates.entry(name.to_owned()).or_default();
            for definition in &template.components {
                reach.components.entry(definition.name.clone()).or_default();
            }
            for used in &template.uses {
                let node = match used.component.as_deref() {
                    Some(component) => reach.components.get_mut(component),
                    None => reach.templates.get_mut(name),
                };
                let Some(node) = node else { continue };
                match &used.what {
                    // A text may be the name of a file that a loop includes.
                    What::Extends | What::Include | What::Text => {
                        node.next.insert(Next::Template(used.name.strip_prefix("theme/").unwrap_or(&used.name).to_owned()));
                    }
                    What::Component(_) => drop(node.next.insert(Next::Component(used.name.clone()))),
                    What::Path(_) if used.name == "__tera_context" => node.own.everything = true,
                    What::Path(parts) => match parts.first() {
                        Some(part) => drop(node.own.parts.entry(used.name.clone()).or_default().insert(part.name.clone())),
                        None => drop(node.own.whole.insert(used.name.clone())),
                    },
                    What::Block | What::Function(_) => {}
                }
            }
        }
        reach
    }

    pub(crate) fn of_template(&self, name: &str) -> &Variables {
        self.templates.get(name).map_or(&self.nothing, |node| self.reached(node))
    }

    /// The variables of components, by the names that texts call them by.
    pub(crate) fn of_components<'n>(&self, names: impl IntoIterator<Item = &'n String>) -> Variables {
        let mut variables = Variables::default();
        let nodes = names.into_iter().filter_map(|name| self.components.get(&name.replace('-', "_")));
        nodes.for_each(|node| variables.add(self.reached(node)));
        variables
    }

    fn reached<'r>(&'r self, start: &'r Node) -> &'r Variables {
        start.reached.get_or_init(|| {
            let mut variables = start.own.clone();
            let mut known = BTreeSet::new();
            let mut open = vec![start];
            while let Some(node) = open.pop() {
                for next in node.next.iter().filter(|next| known.insert(*next)) {
                    let found = match next {
                        Next::Template(name) => self.templates.get(name),
                        Next::Component(name) => self.components.get(name),
                    };
                    if let Some(found) = found {
                        variables.add(&found.own);
                        open.push(found);
                    }
                }
            }
            variables
        })
    }
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
            let parts = variables.parts.iter().flat_map(|(name, parts)| parts.iter().map(move |part| format!("{name}.{part}")));
            names.extend(parts);
            names.extend(variables.everything.then(|| "*".to_owned()));
            names.join(" ")
        };
        let found: Vec<String> = (reach.templates.iter().map(|(name, node)| format!("{name}: {}", shown(reach.reached(node)))))
            .chain(reach.components.iter().map(|(name, node)| format!("<{name}>: {}", shown(reach.reached(node)))))
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
