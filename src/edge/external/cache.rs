//! What other sites said, with the day, so that none is asked twice in a few days.

#![expect(clippy::disallowed_methods, reason = "keeps answers in the folder of records")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::base::answer::{Answer, End, Question};
use crate::base::artifact::TEMPORARY;

/// Raised when the meaning of the file changes; an older one is as good as none.
const VERSION: u32 = 1;

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// A file of more bytes than this was not written here.
const MAX_LENGTH: u64 = 64 * 1024 * 1024;

/// Addresses that no page leads to are forgotten after this long.
const MAX_AGE: i64 = 90 * DAY;

/// One answer, and what it takes to ask whether it still holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Record {
    /// Seconds since 1970.
    pub at: i64,
    pub answer: Answer,
    /// The fragments that were looked for.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub parts: BTreeSet<String>,
    /// The version of the page that the server named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

impl Record {
    /// How long it holds: what is broken may be fixed tomorrow, and what said nothing may have been busy.
    fn lifetime(&self) -> i64 {
        match self.answer.end {
            End::Status(200..=299) => 7 * DAY,
            End::Status(404 | 410) => DAY,
            End::Status(300..=499 | 999) => 7 * DAY,
            _ => HOUR,
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Cache {
    version: u32,
    /// By address.
    answers: BTreeMap<String, Record>,
}

impl Cache {
    /// The answers in a file; none if there is no such file, or if it is damaged.
    pub(super) fn read(file: &Path) -> Self {
        let is_there = fs::symlink_metadata(file).is_ok_and(|metadata| metadata.is_file() && metadata.len() <= MAX_LENGTH);
        let text = if is_there { fs::read_to_string(file).ok() } else { None };
        let read = text.and_then(|text| serde_json::from_str::<Self>(&text).ok()).filter(|cache| cache.version == VERSION);
        read.unwrap_or_else(Self::empty)
    }

    pub(super) fn empty() -> Self {
        Self { version: VERSION, answers: BTreeMap::new() }
    }

    /// Forgets addresses that nobody has asked about for long.
    pub(super) fn keep_only(&mut self, questions: &[Question], now: i64) {
        let wanted: BTreeSet<&str> = questions.iter().map(|question| question.address.as_str()).collect();
        self.answers.retain(|address, record| wanted.contains(address.as_str()) || now - record.at < MAX_AGE);
    }

    /// Whether an answer holds for a question. One from a later day, as `--date` makes them, holds for no earlier one.
    pub(super) fn is_fresh(&self, question: &Question, now: i64) -> bool {
        let record = self.answers.get(&question.address);
        record.is_some_and(|record| (0..record.lifetime()).contains(&(now - record.at)) && record.parts.is_superset(&question.parts))
    }

    pub(super) fn get(&self, address: &str) -> Option<&Record> {
        self.answers.get(address)
    }

    pub(super) fn put(&mut self, question: &Question, record: Record) {
        self.answers.insert(question.address.clone(), record);
    }

    /// # Errors
    ///
    /// Where the disk refuses; the old file is then whole.
    pub(super) fn write(&self, file: &Path) -> io::Result<()> {
        let temporary = file.with_added_extension(&TEMPORARY[1..]);
        // A link planted under the temporary name would be written through.
        match fs::remove_file(&temporary) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut new = File::create_new(&temporary)?;
        new.write_all(&serde_json::to_vec_pretty(self)?)?;
        drop(new);
        fs::rename(&temporary, file)
    }
}
