//! `ribbon build --if-due FILE`: a build that only happens when it would change something, for machines that start with nothing but
//! the sources and this one file.

use std::path::Path;

use jiff::Timestamp;

use crate::base::fingerprint::Fingerprint;
use crate::edge::edit;
use crate::site::schedule::Schedule;

/// What the file says if the site does not change by itself.
const NEVER: &str = "never";

/// What the last build has left.
pub(super) struct Due {
    /// When the site changes by itself; `None` if it does not.
    next: Option<Timestamp>,
    /// Of the sources and of how they were built.
    key: String,
}

impl Due {
    /// `None` for a file that is not there, or that says nothing of this kind: the build is due.
    pub(super) fn read(file: &Path) -> Option<Self> {
        let text = edit::read(file).ok()?;
        let (next, key) = text.trim_end().split_once('\n')?;
        let next = if next == NEVER { None } else { Some(next.parse().ok()?) };
        Some(Self { next, key: key.to_owned() })
    }

    /// Until when nothing is due, as a sentence goes on after "nothing is due"; `None` if the build is.
    pub(super) fn not_before(&self, key: Fingerprint, now: Timestamp) -> Option<String> {
        if self.key != key.hex() {
            return None;
        }
        match self.next {
            None => Some("until something is edited".to_owned()),
            Some(next) => (now < next).then(|| format!("before {next}")),
        }
    }
}

/// Leaves for the next build what this one knows.
pub(super) fn keep(file: &Path, key: Fingerprint, schedule: Option<&Schedule>) -> std::io::Result<()> {
    let next = schedule.and_then(Schedule::next).map_or_else(|| NEVER.to_owned(), |next| next.to_string());
    edit::replace_or_create(file, &format!("{next}\n{}\n", key.hex()))
}
