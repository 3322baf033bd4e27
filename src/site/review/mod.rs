//! Who stands for a text: the people, the ledger of approvals, and the state each page is in.
//!
//! A page is reviewed if the ledger holds an approval of exactly what it says now. Nothing
//! else makes it so, and nobody else is named.

pub(crate) mod canonical;
mod clinical;
pub(crate) mod ledger;
pub(crate) mod people;

use jiff::civil::Date;

use crate::base::diagnostic::Diagnostic;
use crate::base::source::{Snapshot, SourceId};

pub(crate) use ledger::{Ledger, Review, last_day};
pub(crate) use people::{People, Person};

/// The state of a page's review on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    NotReviewed,
    Reviewed,
    /// It holds no longer: its day has come.
    Overdue,
    /// What was approved is not what the page says now.
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

    /// What the ledger says of a page whose content has a hash.
    pub fn of(review: Option<&Review>, hash: &str, today: Date) -> Self {
        match review {
            None => Self::NotReviewed,
            Some(review) if review.hash != hash => Self::Changed,
            Some(review) if review.until <= today => Self::Overdue,
            Some(_) => Self::Reviewed,
        }
    }
}

/// A content file with the state of its review, as the command line tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reviewed {
    pub source: SourceId,
    pub title: String,
    pub language: String,
    pub is_health: bool,
    /// Names or ids, as the front matter has them.
    pub authors: Vec<String>,
    pub state: State,
    /// Of what the file says today.
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

    /// Whether somebody should look at the page: its review is overdue or was overtaken by a change.
    pub fn is_stale(&self, today: Date) -> bool {
        matches!(self.state, State::Overdue | State::Changed) || (self.is_health && self.due().is_some_and(|due| due <= today))
    }
}

/// Reads the people and the ledger.
pub(crate) fn read(snapshot: &Snapshot, problems: &mut Vec<Diagnostic>) -> (People, Ledger) {
    let people = people::read(snapshot, problems);
    let ledger = ledger::read(snapshot, &people, problems);
    (people, ledger)
}
