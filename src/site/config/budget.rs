//! `[budget]`: how much a page may make a browser load.

use std::ops::Range;

use super::section;
use crate::base::diagnostic::Problems;
use crate::base::source::SourceId;
use crate::syntax::fields::{Fields, Spanned};

/// Limits for one page with all that it loads, in compressed bytes but for `requests`. What is not set has no limit.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub(crate) struct Budget {
    /// The page with the styles and scripts that it waits for before anything is shown.
    pub first_round_trip: Option<Limit>,
    pub page: Option<Limit>,
    pub pictures: Option<Limit>,
    pub fonts: Option<Limit>,
    pub scripts: Option<Limit>,
    pub styles: Option<Limit>,
    /// How many files, the page included.
    pub requests: Option<Limit>,
}

/// The most there may be, and where the site says so.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct Limit {
    pub most: u64,
    pub at: Range<usize>,
}

impl Budget {
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

pub(super) fn read(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> Budget {
    section(fields, source, "budget", problems, |keys, problems| {
        let mut limit = |key| {
            let written: Option<Spanned<usize>> = keys.optional(key, problems);
            written.map(|written| Limit { most: written.value as u64, at: written.span })
        };
        Budget {
            first_round_trip: limit("first_round_trip"),
            page: limit("page"),
            pictures: limit("pictures"),
            fonts: limit("fonts"),
            scripts: limit("scripts"),
            styles: limit("styles"),
            requests: limit("requests"),
        }
    })
}
