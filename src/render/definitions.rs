//! What the components of a theme take, known without rendering and even where its templates do not load.

use tera::{ComponentArgType, ComponentInfo, Tera, Value};

use super::allowed::allowed;
use super::component;
use super::engine::{empty, layer_name};
use crate::base::diagnostic::Problems;
use crate::base::source::{Source, SourceId};
use crate::content::Call;
use crate::syntax::tera::{Definition, Template};
use crate::theme::Theme;

/// The components of a theme by the heads of their definitions.
pub(crate) struct Definitions {
    tera: Tera,
    /// Where each is defined: by its name, the strongest layer's.
    places: Vec<(String, SourceId)>,
}

/// A component as those who call it see it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Component {
    /// As Tera knows it: `care_card`.
    pub name: String,
    pub arguments: Vec<ComponentArgument>,
    /// Whether it takes any other argument too.
    pub is_open: bool,
    /// Whether text between fences is refused.
    pub is_bodyless: bool,
    pub doc: Option<String>,
    pub example: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ComponentArgument {
    pub name: String,
    /// `string`, `bool`, `integer` … as the definition declares it.
    pub kind: Option<&'static str>,
    pub is_required: bool,
    pub default: Option<String>,
    /// The only values that it may have; none if it may have any.
    pub allowed: Vec<String>,
}

impl ComponentArgument {
    /// Whether a value of a type that is written out can be given.
    pub(crate) fn takes(&self, kind: &str) -> bool {
        self.kind.is_none_or(|wanted| wanted == kind || (matches!(wanted, "float" | "number") && matches!(kind, "integer" | "float")))
    }
}

impl Definitions {
    /// Reads the definitions alone, each by its opening tag.
    pub(crate) fn read(theme: &Theme) -> Self {
        let mut tera = empty(theme);
        let mut places: Vec<(String, SourceId)> = Vec::new();
        let mut found: Vec<(usize, &str, &Source, &Template)> = theme.read_templates().collect();
        found.sort_by_key(|(layer, ..)| *layer);
        for (layer, template, source, read) in found {
            for (n, Definition { name, head, .. }) in read.components.iter().enumerate() {
                let text = format!("{}{{% endcomponent {name} %}}", &source.text[head.clone()]);
                // Definitions that do not parse, or exist twice, are reported when the templates are loaded.
                if tera.add_raw_template(&format!("{}#{n}", layer_name(layer, template)), &text).is_ok()
                    && !places.iter().any(|(known, _)| known == name)
                {
                    places.push((name.clone(), source.id.clone()));
                }
            }
        }
        Self { tera, places }
    }

    /// All components, by name.
    pub(crate) fn all(&self) -> Vec<Component> {
        let mut names: Vec<&str> = self.tera.get_component_names().collect();
        names.sort_unstable();
        names.into_iter().filter_map(|name| self.get(name)).collect()
    }

    pub(crate) fn get(&self, name: &str) -> Option<Component> {
        self.tera.get_component_definition(name).map(|info| component(&info))
    }

    /// The template that defines a component.
    pub(crate) fn place(&self, name: &str) -> Option<&SourceId> {
        self.places.iter().find(|(known, _)| known == name).map(|(_, place)| place)
    }

    /// Every problem of a call in Markdown.
    pub(crate) fn check(&self, call: &Call, source: &SourceId) -> Problems {
        component::check(&self.tera, call, source)
    }
}

fn component(info: &ComponentInfo) -> Component {
    let text = |key: &str| info.metadata().get(key).and_then(Value::as_str).map(str::to_owned);
    let arguments = info.args().iter().filter(|arg| !arg.is_implicit() && arg.name() != "body").map(|arg| ComponentArgument {
        name: arg.name().to_owned(),
        kind: arg.arg_type().map(kind),
        is_required: arg.is_required(),
        default: arg.default().map(|default| match default.as_str() {
            Some(text) => format!("\"{text}\""),
            None => default.to_string(),
        }),
        allowed: allowed(info, arg.name()),
    });
    Component {
        name: info.name().to_owned(),
        arguments: arguments.collect(),
        is_open: info.rest_param().is_some(),
        is_bodyless: info.metadata().get("body").and_then(Value::as_bool) == Some(false),
        doc: text("doc"),
        example: text("example"),
    }
}

fn kind(kind: ComponentArgType) -> &'static str {
    kind.as_str()
}
