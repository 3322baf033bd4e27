//! From the site to the bytes of every output. Tera lives here alone.

pub mod calendar;
mod chart;
mod citing;
mod component;
mod definitions;
pub mod described;
pub mod edition;
pub mod engine;
mod failure;
mod function;
mod head;
mod inputs;
pub mod links;
mod machine;
pub mod output;
mod phase;
pub mod redirect;
mod renderer;
pub mod review;
mod standalone;
pub mod structured;
mod template_error;
pub mod text;
pub mod texts;
pub mod trace;
pub mod tracked;
pub mod value;
mod values;
pub mod view;
pub mod visible;

pub use definitions::{Component, Definitions};
pub use engine::{Engine, missing_template, template_problems};
pub use renderer::Renderer;
pub use standalone::standalone;
pub use values::TemplateValues;
