//! The components of a theme as their metadata describe them: what each is for, what it takes, and an example.

use serde::Serialize;
use tera::{ComponentArg, ComponentArgType, Context, Tera, Value};

use super::allowed::allowed;
use super::component::{editor_name, in_words, is_address};
use super::engine::load;
use crate::base::diagnostic::Problems;
use crate::base::source::Span;
use crate::content::{ArgumentValue, Piece, Pieces};
use crate::syntax::tera as syntax;
use crate::theme::Theme;

/// A component by the metadata of its template.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Described {
    /// As editors write it: `care-card`.
    pub name: String,
    pub doc: Option<String>,
    /// How it is called in Markdown.
    pub example: Option<String>,
    pub arguments: Vec<DescribedArgument>,
    /// Its name in the template that defines it.
    pub at: Option<Span>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct DescribedArgument {
    pub name: String,
    /// In an editor's words.
    pub takes: &'static str,
    /// The default value, as it would be written.
    pub default: Option<String>,
    pub is_required: bool,
    /// The only values that it may have; none if it may have any.
    pub allowed: Vec<String>,
}

/// The components of a theme in the order of their names, or what keeps its templates from loading.
pub(crate) fn components(theme: &Theme) -> (Vec<Described>, Problems) {
    let (set, problems) = load(theme);
    let Some(tera) = set.tera else { return (Vec::new(), problems) };
    let mut names: Vec<&str> = tera.get_component_names().collect();
    names.sort_unstable();
    let described = names.into_iter().filter_map(|name| {
        let definition = tera.get_component_definition(name)?;
        let text =
            |key: &str| definition.metadata().get(key).and_then(Value::as_str).map(str::to_owned).filter(|text| !text.trim().is_empty());
        let arguments = definition.args().iter().filter(|arg| !arg.is_implicit() && arg.name() != "body");
        Some(Described {
            name: editor_name(name),
            doc: text("doc"),
            example: text("example"),
            arguments: arguments.map(|arg| argument(arg, allowed(&definition, arg.name()))).collect(),
            at: defined_at(theme, name),
        })
    });
    (described.collect(), problems)
}

fn argument(arg: &ComponentArg, allowed: Vec<String>) -> DescribedArgument {
    DescribedArgument {
        name: editor_name(arg.name()),
        takes: arg.arg_type().map_or("anything", in_words),
        default: arg.default().map(|value| match arg.arg_type() {
            Some(ComponentArgType::String) => format!("\"{value}\""),
            _ => value.to_string(),
        }),
        is_required: arg.is_required(),
        allowed,
    }
}

/// Where the strongest layer defines a component.
fn defined_at(theme: &Theme, name: &str) -> Option<Span> {
    let found = theme.templates().filter_map(|(layer, _, source)| {
        let definition = syntax::read(&source.text).components.into_iter().find(|known| known.name == name)?;
        Some((layer, source.id.at(definition.at)))
    });
    found.min_by_key(|(layer, _)| *layer).map(|(_, at)| at)
}

/// What a text leads to, as it is written: pages, parts of pages, pictures.
pub(crate) fn targets(pieces: &Pieces) -> Vec<&str> {
    let mut targets = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Html(_) | Piece::NoteRef(_) | Piece::AlertLabel(_) | Piece::Cite(_) => {}
            Piece::Link(link) => targets.push(link.target.as_str()),
            Piece::Component(call) => {
                targets.extend(call.arguments.iter().filter(|argument| is_address(argument)).filter_map(
                    |argument| match &argument.value {
                        ArgumentValue::String(target) => Some(target.as_str()),
                        _ => None,
                    },
                ));
                targets.extend([&call.label, &call.body].into_iter().flatten().flat_map(|pieces| self::targets(pieces)));
            }
        }
    }
    targets
}

/// A page of Ribbon's own, from a template and what it shows.
///
/// # Errors
///
/// Says what the template lacks.
pub(crate) fn page(template: &str, shown: &impl Serialize) -> Result<String, String> {
    let context = Context::from_serialize(shown).map_err(|error| error.to_string())?;
    Tera::one_off(template, &context, true).map_err(|error| error.to_string())
}
