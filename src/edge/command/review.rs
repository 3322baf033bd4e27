//! `ribbon review`: the state of every page's review, and an approval put on record.

#![expect(clippy::disallowed_methods, reason = "reads the clock and writes the ledger")]

mod approve;
mod status;

use std::path::Path;

use jiff::civil::Date;

use crate::base::source::{Settings, Snapshot};
use crate::edge::cli::ReviewWhat;
use crate::edge::load::load;

pub(super) fn review(what: &ReviewWhat) -> u8 {
    match what {
        ReviewWhat::Status(args) => status::status(args),
        ReviewWhat::Approve(args) => approve::approve(args),
    }
}

/// The site with everything that can be reviewed, pages of other days included.
fn read(root: &Path, date: Option<Date>) -> Snapshot {
    let date = date.unwrap_or_else(|| jiff::Zoned::now().date());
    load(root, Settings { drafts: true, future: true, thorough: true, ..Settings::on(date) })
}
