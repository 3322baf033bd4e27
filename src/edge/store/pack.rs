//! Many contents in one file.

#![expect(clippy::disallowed_methods, reason = "writes a pack before it is known by its hash")]

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::edge::publish::PublishError;

/// Where in a pack a content is, in bytes.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Range {
    start: u64,
    len: u64,
}

/// No content is larger, whatever a damaged record says.
const MAX_CONTENT: u64 = 1 << 30;

/// A pack that can be read.
pub(super) enum Pack {
    File(Mutex<File>),
    Memory(Vec<u8>),
}

impl Pack {
    pub(super) fn read(&self, range: Range) -> Option<Vec<u8>> {
        let Range { start, len } = range;
        match self {
            Self::Memory(bytes) => {
                let start = usize::try_from(start).ok()?;
                bytes.get(start..start.checked_add(usize::try_from(len).ok()?)?).map(<[u8]>::to_vec)
            }
            Self::File(file) if len <= MAX_CONTENT => {
                let mut bytes = vec![0; usize::try_from(len).ok()?];
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(start)).and_then(|_| file.read_exact(&mut bytes)).ok()?;
                Some(bytes)
            }
            Self::File(_) => None,
        }
    }
}

/// Makes a pack.
pub(crate) struct Packer {
    file: BufWriter<File>,
    path: PathBuf,
    hasher: Sha256,
    len: u64,
}

impl Packer {
    /// `work` is a folder for the pack until it is finished.
    pub(super) fn new(work: &Path) -> Result<Self, PublishError> {
        // Several builds of one site may be at work.
        let path = work.join(format!("pack-{}", std::process::id()));
        let file = fs::create_dir_all(work).and_then(|()| File::create(&path)).map_err(|error| refused(&path, &error))?;
        Ok(Self { file: BufWriter::new(file), path, hasher: Sha256::new(), len: 0 })
    }

    pub(super) fn add(&mut self, bytes: &[u8]) -> Result<Range, PublishError> {
        self.file.write_all(bytes).map_err(|error| refused(&self.path, &error))?;
        self.hasher.update(bytes);
        let range = Range { start: self.len, len: bytes.len() as u64 };
        self.len += range.len;
        Ok(range)
    }

    /// Hands the pack over, and gives its name; `None` if nothing was added.
    pub(super) fn finish(mut self, put: impl FnOnce(&str, &Path) -> Result<(), PublishError>) -> Result<Option<String>, PublishError> {
        self.file.flush().map_err(|error| refused(&self.path, &error))?;
        if self.len == 0 {
            return Ok(None);
        }
        let name: String = std::mem::take(&mut self.hasher).finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        put(&name, &self.path)?;
        Ok(Some(name))
    }
}

impl Drop for Packer {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

pub(super) fn refused(path: &Path, error: &io::Error) -> PublishError {
    let message = format!("cannot write `{}`: {}", path.display(), error.kind());
    PublishError::new(message, "make room there, or give yourself the right to write")
}
