//! What a component means to Ribbon, beyond how it looks. A component says so in its metadata: `"role": "helpline"`.

use std::collections::BTreeMap;

use super::Theme;
use crate::base::diagnostic::{Code, Diagnostic, Suggestion};
use crate::syntax::tera;

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
}

impl ComponentRole {
    const NAMES: [(&str, Self); 5] = [
        ("phase", Self::Phase),
        ("faq", Self::Faq),
        ("helpline", Self::Helpline),
        ("health", Self::Health),
        ("quality-mark", Self::QualityMark),
    ];

    fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, role)| *role)
    }
}

/// The components of a theme that have a role, by their names in templates.
#[derive(Clone, Debug, Default)]
pub(crate) struct ComponentRoles(BTreeMap<String, ComponentRole>);

impl ComponentRoles {
    /// Reads the definitions of all layers. One that replaces another keeps its role unless it names one.
    pub(crate) fn read(theme: &Theme) -> (Self, Vec<Diagnostic>) {
        let (mut roles, mut problems) = (Self::default(), Vec::new());
        let mut templates: Vec<_> = theme.templates().collect();
        templates.sort_by_key(|(layer, ..)| std::cmp::Reverse(*layer));
        for (_, _, source) in templates.into_iter().filter(|(.., source)| source.text.contains("component")) {
            for definition in tera::read(&source.text).components {
                let Some((name, at)) = definition.metadata(&source.text, "role") else { continue };
                match ComponentRole::from_name(name) {
                    Some(role) => drop(roles.0.insert(definition.name, role)),
                    None => {
                        let names = ComponentRole::NAMES.map(|(name, _)| name);
                        let help = Suggestion::nearest(name, names).or_list("the roles are", &names, "leave it out");
                        let message = format!("there is no role `{name}` of a component");
                        problems.push(Diagnostic::new(Code::InvalidValue, message).at(source.id.at(at)).help(help));
                    }
                }
            }
        }
        (roles, problems)
    }

    /// The role of a component by the name that a text calls it by.
    pub(crate) fn of(&self, name: &str) -> Option<ComponentRole> {
        self.0.get(&name.replace('-', "_")).copied()
    }
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
