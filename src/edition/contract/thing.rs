//! The things that a theme provides.

use serde::Serialize;

/// What kind of thing a theme provides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ThingKind {
    Identity,
    Component,
    Template,
    Block,
    Param,
    String,
    Token,
    Asset,
}

impl ThingKind {
    pub(crate) const ALL: [Self; 8] =
        [Self::Identity, Self::Component, Self::Template, Self::Block, Self::Param, Self::String, Self::Token, Self::Asset];

    /// The plural, as a heading.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Identity => "Identity",
            Self::Component => "Components",
            Self::Template => "Templates",
            Self::Block => "Blocks of templates",
            Self::Param => "Parameters",
            Self::String => "Strings",
            Self::Token => "Tokens",
            Self::Asset => "Static files",
        }
    }
}

/// The value of a thing, for comparing it, and as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ThingValue {
    pub identity: String,
    /// `None` if all that can be said is that it has changed.
    pub text: Option<String>,
}

impl ThingValue {
    pub(super) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { identity: text.clone(), text: Some(text) }
    }
}
