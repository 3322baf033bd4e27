//! What other sites say when they are asked whether an address still leads somewhere.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// An address of another site that pages lead to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Question {
    /// Without a fragment.
    pub address: String,
    /// The fragments that links name in it.
    pub parts: BTreeSet<String>,
}

/// What came of one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The redirects that were followed, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hops: Vec<Hop>,
    pub end: End,
    /// Those of the fragments that the page does not have; none where nobody could look.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub missing: BTreeSet<String>,
}

/// A redirect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    pub status: u16,
    /// The whole address that it leads to.
    pub to: String,
}

/// How the last request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    Status(u16),
    /// Redirects lead back to where they have been, or there are too many of them.
    Circle,
    /// A redirect leads from the public web into a private network, where nobody is asked.
    Private,
    /// There is no such host.
    NoHost,
    /// The host proves itself by no certificate that counts.
    Tls,
    /// The host takes no connection.
    NoConnection,
    /// It said nothing for too long.
    Timeout,
    /// It broke off, or said something that is no HTTP.
    Broken,
}
