//! Ribbon: a static-site generator for health-awareness campaign microsites.

mod base;
pub mod build;
mod chart;
mod check;
mod content;
mod edge;
mod edition;
mod headers;
mod page;
mod picture;
mod plan;
mod render;
mod site;
mod syntax;
mod theme;

pub use base::fingerprint::Fingerprint;
pub use base::{answer, artifact, diagnostic, sink, source};
pub use edge::{cli, command, load, report, write};
