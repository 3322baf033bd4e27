//! What of a theme draws charts: its components by their names, and the data files that its templates name themselves.

use std::collections::BTreeSet;

use super::Theme;
use crate::syntax::tera::{Template, Use, What};

/// The function that draws, and the argument by which it names its file.
const FUNCTION: &str = "chart";
const FILE: &str = "data";

/// Everything in a theme that offers a data file for download.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub(crate) struct Charts {
    /// Components that draw the file they are given, by their names in templates.
    components: BTreeSet<String>,
    /// Files below `data/` that a template has drawn.
    pub files: BTreeSet<String>,
}

impl Charts {
    pub(crate) fn read(theme: &Theme) -> Self {
        let templates = || theme.read_templates().map(|(.., template)| template);
        let uses = || templates().flat_map(|template| &template.uses);
        let is_drawing = |used: &&Use| matches!(used.what, What::Function(_)) && used.name == FUNCTION;
        let components: BTreeSet<String> = uses().filter(is_drawing).filter_map(|used| used.component.clone()).collect();
        let mut charts = Self { components, files: BTreeSet::new() };
        for template in templates() {
            for used in &template.uses {
                let texts = charts.files_of(used, template);
                charts.files.extend(texts.iter().map(|text| text.trim_start_matches('/').trim_start_matches("data/").to_owned()));
            }
        }
        charts
    }

    /// Whether a component draws charts, by the name that a text calls it by.
    pub(crate) fn draws(&self, component: &str) -> bool {
        self.components.contains(&component.replace('-', "_"))
    }

    /// The texts that a call gives as its file.
    fn files_of(&self, used: &Use, template: &Template) -> Vec<String> {
        match &used.what {
            What::Function(arguments) if used.name == FUNCTION => {
                let named = arguments.iter().filter(|argument| argument.name == FILE && !argument.is_joined);
                named.flat_map(|argument| argument.texts.iter().map(|text| text.name.clone())).collect()
            }
            What::Component(given) if self.draws(&used.name) => {
                let ends = given.arguments.iter().filter(|argument| argument.name == FILE).map(|argument| argument.at.end);
                let value = |end: usize| {
                    let is_value = |text: &&Use| text.what == What::Text && (end + 1..=end + 2).contains(&text.at.start);
                    template.uses.iter().find(is_value).map(|text| text.name.clone())
                };
                ends.filter_map(value).collect()
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::resolve;
    use crate::theme::tests::snapshot;

    #[test]
    fn components_and_files_of_calls_are_found() {
        let site = snapshot(concat!(
            "== themes/x/theme.toml\n",
            "== themes/x/templates/a.html\n{% component our_chart(data: string) %}{{ chart(data=data, kind=\"bar\") }}{% endcomponent our_chart %}",
            "{% component roster(data: string) %}{{ data(path=data) }}{% endcomponent roster %}\n",
            "== themes/x/templates/page.html\n{{ chart(data=\"one.csv\", kind=\"two.csv\") }} {{ <our_chart kind=\"bar\" data=\"data/three.csv\" /> }}",
            "{{ <roster data=\"people.toml\" /> }}\n",
        ));
        let charts = Charts::read(&resolve(&site, "x", None).0);
        assert!(charts.draws("our-chart") && !charts.draws("roster"));
        assert_eq!(charts.files.iter().map(String::as_str).collect::<Vec<_>>(), ["one.csv", "three.csv"]);
    }
}
