//! A reader for each language that a site is written in: nodes with their places, and nothing of a site.

pub mod css;
pub mod fields;
pub mod html;
pub mod json;
pub mod tera;
mod toml;
mod yaml;
