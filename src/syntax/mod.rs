//! A reader for each language that a site is written in: nodes with their places, and nothing of a site.

pub mod fields;
pub mod json;
mod toml;
mod yaml;
