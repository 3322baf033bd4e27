//! The values that every stage shares: texts with places, problems, fingerprints, finished files, days and languages.

pub(crate) mod address;
pub mod answer;
pub mod artifact;
pub(crate) mod calendar;
pub(crate) mod content_type;
pub(crate) mod crop;
pub mod diagnostic;
pub(crate) mod fingerprint;
pub(crate) mod in_order;
pub(crate) mod locale;
pub(crate) mod memo;
pub(crate) mod merge;
pub(crate) mod moment;
pub(crate) mod per_language;
pub(crate) mod picture;
pub(crate) mod plain;
pub(crate) mod rare;
pub(crate) mod report;
pub(crate) mod sheet;
pub mod sink;
pub mod source;
pub(crate) mod span;
pub(crate) mod unicode;
pub(crate) mod url;
