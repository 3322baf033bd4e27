//! What a template relies on in its theme, each with its place: the names that `syntax::tera` finds, by what they mean to a
//! theme.

use std::ops::Range;

use crate::syntax::tera::{self, Argument, Definition, Part};

pub(super) use crate::syntax::tera::Given;

/// What a template says, and what it defines.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Template {
    pub uses: Vec<Use>,
    pub components: Vec<Definition>,
}

/// A name that a template relies on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Use {
    pub what: What,
    pub name: String,
    pub at: Range<usize>,
    /// The component in whose definition it stands.
    pub component: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    Extends,
    Include,
    Block,
    Component(Given),
    /// `t(key="…")`
    String,
    /// `t(key="care-card-" ~ level)`: one of the strings that begin so
    Strings,
    /// `asset(path="…")`
    Asset,
    /// `asset(path="images/map-" ~ name)`: one of the files that begin so
    Assets,
    /// `theme.params.NAME`
    Param,
    /// `theme.slogan` and similar keys
    Identity,
    /// A text in quotes: it may be the name of a file that a loop asks for
    Text,
}

/// The parts of `theme` that say who a theme is.
const IDENTITY: &[&str] = &["name", "title", "years", "slogan", "hashtags"];

/// Reads a template. Every text can be read.
pub(super) fn read(text: &str) -> Template {
    let tera::Template { uses, components, scopes: _ } = tera::read(text);
    Template { uses: uses.into_iter().flat_map(meanings).collect(), components }
}

/// What a name means to a theme; nothing for most.
fn meanings(used: tera::Use) -> Vec<Use> {
    let tera::Use { what, name, at, component } = used;
    let of = |what: What, part: Part| Use { what, name: part.name, at: part.at, component: component.clone() };
    let whole = Part { name, at };
    let what = match what {
        tera::What::Extends => What::Extends,
        tera::What::Include => What::Include,
        tera::What::Block => What::Block,
        tera::What::Component(given) => What::Component(given),
        tera::What::Text => What::Text,
        tera::What::Function(arguments) => {
            let texts = |wanted: &'static str| {
                let wanted = arguments.into_iter().filter(move |argument| argument.name == wanted);
                wanted.flat_map(|Argument { texts, is_joined, .. }| texts.into_iter().map(move |text| (text, is_joined)))
            };
            return match whole.name.as_str() {
                "t" => texts("key").map(|(key, is_joined)| of(if is_joined { What::Strings } else { What::String }, key)).collect(),
                "asset" => texts("path").map(|(path, is_joined)| of(if is_joined { What::Assets } else { What::Asset }, path)).collect(),
                _ => Vec::new(),
            };
        }
        tera::What::Path(parts) => {
            let mut parts = parts.into_iter().filter(|_| whole.name == "theme");
            return match (parts.next(), parts.next()) {
                (Some(part), _) if IDENTITY.contains(&part.name.as_str()) => vec![of(What::Identity, part)],
                (Some(part), Some(param)) if part.name == "params" => vec![of(What::Param, param)],
                _ => Vec::new(),
            };
        }
    };
    vec![of(what, whole)]
}

#[cfg(test)]
mod tests;
