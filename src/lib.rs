//! Ribbon: a static-site generator for health-awareness campaign microsites.

pub mod diagnostic;
pub mod document;
pub mod fields;
pub mod locale;
pub mod memo;
pub mod source;
pub mod theme;
