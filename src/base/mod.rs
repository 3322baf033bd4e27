//! The values that every stage shares: texts with places, problems, fingerprints, finished files, days and languages.

pub mod artifact;
pub mod calendar;
pub mod diagnostic;
pub mod locale;
pub mod memo;
pub mod moment;
pub mod source;
pub mod url;
