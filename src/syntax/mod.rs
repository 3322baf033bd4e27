//! A reader for each language that a site is written in, which returns nodes with their places and knows nothing about sites.

pub(crate) mod addresses;
pub(crate) mod css;
pub(crate) mod csv;
pub(crate) mod fields;
pub(crate) mod fluent;
pub(crate) mod html;
pub(crate) mod json;
mod node;
pub(crate) mod svg;
pub(crate) mod tera;
pub(crate) mod toml;
mod yaml;
