//! Who vouches for a text: the people, the ledger of approvals, and the state of each page.
//!
//! A page counts as reviewed only if the ledger has an approval of exactly what it says now, and only the person of that
//! approval is named as its reviewer.

pub(crate) mod canonical;
mod clinical;
pub(crate) mod ledger;
pub(crate) mod people;

use jiff::civil::Date;

use crate::base::diagnostic::Problems;
use crate::base::source::{Snapshot, SourceId};

pub(crate) use ledger::{Ledger, Review, last_day};
pub(crate) use people::{People, Person};

/// The state of a page's review on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    NotReviewed,
    Reviewed,
    /// The approval has expired.
    Overdue,
    /// The page no longer says what was approved.
    Changed,
}

impl State {
    pub fn name(self) -> &'static str {
        match self {
            Self::NotReviewed => "not-reviewed",
            Self::Reviewed => "reviewed",
            Self::Overdue => "overdue",
            Self::Changed => "changed",
        }
    }

    /// The state of a page whose content has this hash, approved by a person of this name.
    pub fn of(review: Option<&Review>, reviewer: Option<&str>, hash: &str, today: Date) -> Self {
        match review {
            None => Self::NotReviewed,
            Some(review) if reviewer.is_none_or(|name| canonical::record(hash, review, name) != review.hash) => Self::Changed,
            Some(review) if review.until <= today => Self::Overdue,
            Some(_) => Self::Reviewed,
        }
    }
}

/// A content file with the state of its review, for the command line.
#[derive(Clone, Debug, PartialEq)]
pub struct Reviewed {
    pub source: SourceId,
    pub title: String,
    pub language: String,
    pub is_health: bool,
    /// Names or ids, as the front matter has them.
    pub authors: Vec<String>,
    pub state: State,
    /// The hash of what the file says today.
    pub hash: String,
    pub review: Option<Review>,
    /// The reviewer's name.
    pub reviewer: Option<String>,
    /// The day the front matter plans the next review for.
    pub next_review: Option<Date>,
}

impl Reviewed {
    /// The day by which the page has to be reviewed next, if one is set.
    pub fn due(&self) -> Option<Date> {
        self.review.as_ref().map(|review| review.until).or(self.next_review)
    }

    /// Whether the page needs another review: the last one is overdue, or the page has changed since.
    pub fn is_stale(&self, today: Date) -> bool {
        matches!(self.state, State::Overdue | State::Changed) || (self.is_health && self.due().is_some_and(|due| due <= today))
    }
}

/// Reads the people and the ledger.
pub(crate) fn read(snapshot: &Snapshot, problems: &mut Problems) -> (People, Ledger) {
    let people = people::read(snapshot, problems);
    let ledger = ledger::read(snapshot, &people, problems);
    (people, ledger)
}
