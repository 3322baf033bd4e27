//! A place that a site is published to, as the publisher sees it.

use std::collections::BTreeMap;
use std::fmt;

use crate::base::artifact::OutputPath;

/// How a file is sent to browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delivery {
    /// A record of publications, which no browser asks for.
    Record,
    File {
        /// Whether it never changes under its name; if not, browsers ask for it again each time.
        is_lasting: bool,
        /// Whether it is kept and sent in gzip.
        is_compressed: bool,
    },
}

/// Does something with one published file.
pub(crate) type Work<'w> = dyn Fn(&OutputPath) -> Result<(), PublishError> + Sync + 'w;

/// Where published files are kept, by their path with `/`.
pub(crate) trait Store: Send + Sync {
    /// The plain content of a file, if there is one.
    ///
    /// # Errors
    ///
    /// Fails if the place cannot be asked.
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, PublishError>;

    /// Puts a whole file in place, as its plain bytes; a reader finds the old one or the new one, never a part.
    ///
    /// # Errors
    ///
    /// Fails if the place refuses; the old file is then still there.
    fn put(&self, key: &str, bytes: &[u8], delivery: Delivery) -> Result<(), PublishError>;

    /// The same for a record, if it still has the content `old`; says whether it had.
    ///
    /// # Errors
    ///
    /// As `put`.
    fn put_if(&self, key: &str, bytes: &[u8], old: Option<&[u8]>) -> Result<bool, PublishError>;

    /// Removes a file; one that is not there is no error.
    ///
    /// # Errors
    ///
    /// Fails if the place refuses.
    fn remove(&self, key: &str) -> Result<(), PublishError>;

    /// When a file was put there by the place's own clock, in seconds since 1970; `None` where the place has no clock of its own.
    ///
    /// # Errors
    ///
    /// Fails if the place cannot be asked.
    fn written_at(&self, key: &str) -> Result<Option<i64>, PublishError> {
        let _ = key;
        Ok(None)
    }

    /// All that lies there with its length in bytes, compressed where it is kept so, records too; `None` where asking for one file costs no more than a list.
    ///
    /// # Errors
    ///
    /// Fails if the place cannot be asked.
    fn lengths(&self) -> Result<Option<BTreeMap<String, u64>>, PublishError> {
        Ok(None)
    }

    /// Gets these ready, so that `get` need not ask for each of them.
    ///
    /// # Errors
    ///
    /// Fails if the place cannot be asked.
    fn fetch(&self, keys: &[String]) -> Result<(), PublishError> {
        let _ = keys;
        Ok(())
    }

    /// Until then, a place may keep back what `put` and `remove` were given.
    ///
    /// # Errors
    ///
    /// As `put`.
    fn flush(&self) -> Result<(), PublishError> {
        Ok(())
    }

    /// Does something with each of these files, in any order, and as many at once as suits the place.
    ///
    /// # Errors
    ///
    /// Fails with the first failure; some of the others may be done.
    fn each(&self, paths: &[OutputPath], work: &Work<'_>) -> Result<(), PublishError> {
        paths.iter().try_for_each(work)
    }
}

/// Why nothing more could be published, and how to fix it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublishError {
    pub message: String,
    pub help: String,
}

impl PublishError {
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self { message: message.into(), help: help.into() }
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
