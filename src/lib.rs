//! Ribbon: a static-site generator for health-awareness campaign microsites.

pub mod artifact;
pub mod diagnostic;
pub mod document;
pub mod fields;
pub mod memo;
pub mod report;
pub mod source;
pub mod write;
