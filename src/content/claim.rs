//! A number of the running text whose sentence cites a source, with the words that say what it counts.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::base::source::Span;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Claim {
    pub at: Span,
    /// As it is written: `9,7 millions`.
    pub shown: String,
    /// In digits with a decimal point: `9.7`.
    pub number: String,
    /// What it is counted in: `million`; `one` where it is whole.
    pub scale: String,
    pub is_percent: bool,
    /// The words of its part of the sentence, and of parts without a number.
    pub words: BTreeSet<String>,
    pub years: BTreeSet<i64>,
    /// The references that the sentence cites.
    pub keys: Vec<String>,
}
