//! The contract between a site and its theme: what content and templates count on, against what a theme provides.

mod check;
mod diff;
mod html;
mod pack;
mod profile;
mod reader;
mod text;
mod thing;
mod values;

pub use check::{check, is_told};
pub use diff::diff;
pub use html::html;
pub use pack::Pack;
pub use text::text;
