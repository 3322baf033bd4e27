//! The contract between a site and its theme: what content and templates rely on, against what a theme provides.

mod check;
mod diff;
mod html;
mod pack;
mod profile;
mod reader;
mod text;
mod thing;
mod values;

pub(crate) use check::{check, is_reported};
pub(crate) use diff::diff;
pub(crate) use html::html;
pub(crate) use pack::Pack;
pub(crate) use text::text;
