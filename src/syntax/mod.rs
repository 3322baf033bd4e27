//! A reader for each language that a site is written in: nodes with their places, and nothing of a site.

pub mod css;
pub mod csv;
pub mod fields;
pub mod fluent;
pub mod html;
pub mod json;
mod node;
pub mod tera;
mod toml;
mod yaml;
