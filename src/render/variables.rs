//! The variables that templates read and nothing gives them.
//!
//! Tera tells of a variable that does not exist only where it is shown, or where something of it is asked for: `{% if pagination %}`
//! hides a part of every list, and says nothing.

use std::collections::BTreeSet;

use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::source::Source;
use crate::syntax::tera::Template;
use crate::theme::Theme;

/// What templates are given, each of them some of it: pages, lists, feeds, site maps, the pieces of a kit.
pub(super) const GIVEN: &[&str] = &[
    "build",
    "campaign",
    "current",
    "feed",
    "head",
    "lang",
    "page",
    "pages",
    "paginator",
    "partner",
    "piece",
    "section",
    "site",
    "sitemap",
    "sitemaps",
    "structured",
    "taxonomy",
    "term",
    "terms",
    "theme",
    "urls",
];

const HELP: &str = "name something that the template is given or sets; one that may be missing is `NAME | default(value=\"\")`, or is asked for by `NAME is defined`";

/// What a component has besides its arguments.
const BODY: &str = "body";

/// Each variable that a template reads and that is given to no template, set in none, and nowhere said to be missing.
///
/// A template that is included has what the others set, components among them, so all templates count together; a component has only
/// what is its own.
pub(super) fn unknown(theme: &Theme) -> Problems {
    let templates: Vec<(&Source, &Template)> = theme.read_templates().map(|(_, _, source, template)| (source, template)).collect();
    let mut shared: BTreeSet<&str> = GIVEN.iter().copied().collect();
    for (source, template) in &templates {
        let names = template.scopes.iter().flat_map(|scope| scope.bound.iter().chain(&scope.optional));
        shared.extend(names.map(|at| &source.text[at.clone()]));
    }
    let mut problems = Problems::new();
    for (source, template) in &templates {
        for scope in &template.scopes {
            let own = scope.bound.iter().chain(&scope.optional).map(|at| &source.text[at.clone()]);
            let known: BTreeSet<&str> = match scope.component {
                None => shared.clone(),
                Some(_) => own.chain(GIVEN.iter().copied()).chain([BODY]).collect(),
            };
            let unknown = scope.read.iter().filter(|at| !known.contains(&source.text[(*at).clone()]));
            problems.extend(unknown.map(|at| {
                let name = &source.text[at.clone()];
                let help = Suggestion::nearest(name, known.iter().copied()).or(HELP);
                Diagnostic::new(Code::TemplateVariable, format!("no template is given a variable `{name}`"))
                    .at(source.id.at(at.clone()))
                    .help(help)
            }));
        }
    }
    problems
}
