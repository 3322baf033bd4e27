//! What a component means to Ribbon, beyond how it looks. A component says so in its metadata: `"role": "helpline"`.

use std::collections::{BTreeMap, BTreeSet};

use super::Theme;
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};

/// A meaning that a component can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ComponentRole {
    /// Text that only some phases of the campaign show, by `only` and `except`.
    Phase,
    /// A `question` with its answer, which the structured data repeat.
    Faq,
    /// A helpline, with `number`, `country`, `hours` and the date `checked`.
    Helpline,
    /// Advice or numbers about health: a page that shows it has to say whether it is about health.
    Health,
    /// A quality mark that somebody else awarded, with `id` and `expires`.
    QualityMark,
    /// The one thing that a reader should take from a page.
    KeyMessage,
}

impl ComponentRole {
    const NAMES: [(&str, Self); 6] = [
        ("phase", Self::Phase),
        ("faq", Self::Faq),
        ("helpline", Self::Helpline),
        ("health", Self::Health),
        ("quality-mark", Self::QualityMark),
        ("key-message", Self::KeyMessage),
    ];

    fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, role)| *role)
    }
}

/// What a component makes no sense without. It says so in its metadata: `"needs": "list"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Text between its fences.
    Text,
    /// A list between its fences.
    List,
    /// The day of the campaign.
    Day,
}

impl Needs {
    const NAMES: [(&str, Self); 3] = [("text", Self::Text), ("list", Self::List), ("day", Self::Day)];
}

/// What the components of a theme mean and need, by their names in templates.
#[derive(Clone, Debug, Default)]
pub(crate) struct ComponentRoles {
    roles: BTreeMap<String, ComponentRole>,
    needs: BTreeMap<String, Needs>,
    /// Those that a page has at most one of: `"once": "page"`.
    once: BTreeSet<String>,
    /// Those that ask readers to do something: `"asks": "action"`.
    asking: BTreeSet<String>,
}

impl ComponentRoles {
    /// Reads the definitions of all layers. One that replaces another keeps its role unless it names one.
    pub(crate) fn read(theme: &Theme) -> (Self, Problems) {
        let (mut roles, mut problems) = (Self::default(), Problems::new());
        let mut templates: Vec<_> = theme.read_templates().collect();
        templates.sort_by_key(|(layer, ..)| std::cmp::Reverse(*layer));
        for (_, _, source, template) in templates {
            for definition in &template.components {
                let read = |key: &str| definition.metadata(&source.text, key);
                if let Some((name, at)) = read("role") {
                    match ComponentRole::from_name(name) {
                        Some(role) => drop(roles.roles.insert(definition.name.clone(), role)),
                        None => problems.push(unknown("role", name, &ComponentRole::NAMES.map(|(name, _)| name)).at(source.id.at(at))),
                    }
                }
                if let Some((name, at)) = read("needs") {
                    match Needs::NAMES.iter().find(|(known, _)| *known == name) {
                        Some((_, needs)) => drop(roles.needs.insert(definition.name.clone(), *needs)),
                        None => problems.push(unknown("need", name, &Needs::NAMES.map(|(name, _)| name)).at(source.id.at(at))),
                    }
                }
                if let Some((name, at)) = read("once") {
                    match name {
                        "page" => drop(roles.once.insert(definition.name.clone())),
                        _ => problems.push(unknown("once", name, &["page"]).at(source.id.at(at))),
                    }
                }
                if let Some((name, at)) = read("asks") {
                    match name {
                        "action" => drop(roles.asking.insert(definition.name.clone())),
                        _ => problems.push(unknown("ask", name, &["action"]).at(source.id.at(at))),
                    }
                }
            }
        }
        (roles, problems)
    }

    /// The role of a component by the name that a text calls it by.
    pub(crate) fn of(&self, name: &str) -> Option<ComponentRole> {
        self.roles.get(&name.replace('-', "_")).copied()
    }

    /// What a component makes no sense without.
    pub(crate) fn needs(&self, name: &str) -> Option<Needs> {
        self.needs.get(&name.replace('-', "_")).copied()
    }

    /// Whether a page has at most one of a component.
    pub(crate) fn is_once(&self, name: &str) -> bool {
        self.once.contains(&name.replace('-', "_"))
    }

    /// Whether a component asks readers to do something.
    pub(crate) fn asks_for_action(&self, name: &str) -> bool {
        self.asking.contains(&name.replace('-', "_"))
    }
}

fn unknown(what: &str, name: &str, names: &[&str]) -> Diagnostic {
    let list = format!("the {what}s are");
    let help = Suggestion::nearest(name, names.iter().copied()).or_list(&list, names, "leave it out");
    Diagnostic::new(Code::InvalidValue, format!("there is no {what} `{name}` of a component")).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::resolve;
    use crate::theme::tests::{report, snapshot};

    #[test]
    fn a_component_keeps_the_role_of_the_one_it_replaces_and_others_can_take_it() {
        let site = snapshot(concat!(
            "== themes/x/theme.toml\n",
            "== templates/components/call.html\n{% component call_us(number: string) { \"role\": \"helpline\" } %}{% endcomponent call_us %}\n",
            "== templates/components/faq.html\n{% component faq(question: string) { \"doc\": \"Ours.\" } %}{% endcomponent faq %}\n",
            "== themes/base/theme.toml\n",
            "== themes/base/templates/faq.html\n{% component faq(question: string) { \"role\" : \"faq\" } %}{% endcomponent faq %}\n",
            "== themes/base/templates/other.html\n{% component other() { \"role\": \"helplin\" } %}{% endcomponent other %}\n",
        ));
        let theme = resolve(&site, "x", None).0;
        let (roles, problems) = ComponentRoles::read(&theme);
        assert_eq!(roles.of("call-us"), Some(ComponentRole::Helpline));
        assert_eq!(roles.of("faq"), Some(ComponentRole::Faq));
        assert_eq!(roles.of("other"), None);
        assert_eq!(
            report(&site, &problems).trim(),
            "invalid-value themes/base/templates/other.html:1:33 `helplin`\n  there is no role `helplin` of a component\n  help: did you mean `helpline`?"
        );
    }
}
