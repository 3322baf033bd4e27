//! The values that every stage shares: texts with places, problems, fingerprints, finished files, days and languages.

pub mod artifact;
pub mod calendar;
pub mod diagnostic;
pub mod fingerprint;
pub mod locale;
pub mod memo;
pub mod moment;
pub mod sink;
pub mod source;
pub mod span;
pub mod url;
