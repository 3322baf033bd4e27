//! A place that a site is published to, as the publisher sees it.

use std::fmt;

/// Where published files are kept, by their path with `/`.
pub(crate) trait Store {
    /// The content of a file, if there is one.
    ///
    /// # Errors
    ///
    /// Fails if the place cannot be asked.
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, PublishError>;

    /// Puts a whole file in place; a reader finds the old one or the new one, never a part.
    ///
    /// # Errors
    ///
    /// Fails if the place refuses; the old file is then still there.
    fn put(&self, key: &str, bytes: &[u8]) -> Result<(), PublishError>;

    /// The same if the file still has the content `old`; says whether it had.
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
