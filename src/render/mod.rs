//! From the index and the documents to the bytes of every output.

mod catalog;
mod chart;
mod citing;
mod component;
pub mod data_file;
mod definitions;
pub mod described;
pub mod dress;
pub mod edition;
mod function;
mod head;
mod machine;
pub mod moment;
mod phase;
mod reader;
pub mod redirect;
pub mod review;
mod standalone;
pub mod structured;
pub mod target;
pub mod templates;
pub mod text;
pub mod texts;
pub mod value;
pub mod view;
pub mod visible;
mod world;

pub use catalog::TemplateValues;
pub use definitions::{Component, Definitions};
pub use standalone::standalone;
pub use world::{Parsed, World, references_read, still_true};
