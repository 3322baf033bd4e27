//! An output folder that a cache brought back, as those of CI do: every file has its bytes, but none the time at which it was left.
//! Its files are read once and compared with their fingerprints, and are trusted by their time from then on.

#![expect(clippy::disallowed_methods, reason = "reads the output folder")]

use std::fs::{self, Metadata};
use std::path::Path;

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use super::folder::OutputFolder;
use super::manifest::{Manifest, Record};
use super::paths::{metadata_of, on_disk};
use crate::base::artifact::{Content, OutputPath};
use crate::base::fingerprint::Fingerprint;

/// So many files, spread over the folder, tell whether all were brought back.
const N_SAMPLES: usize = 16;

impl Manifest {
    /// Whether no file has the time at which it was left, although they have their lengths.
    pub(super) fn looks_restored(&self, out: &Path) -> bool {
        let step = (self.files.len() / N_SAMPLES).max(1);
        let samples = self.files.iter().step_by(step).filter_map(|(path, record)| Some((path, record.as_ref()?)));
        let mut n_restored = 0;
        for (path, record) in samples {
            match look(out, path) {
                Some(found) if record.fits(&found) => return false,
                Some(found) if found.len() == record.0 => n_restored += 1,
                _ => {}
            }
        }
        self.complete && n_restored > 0
    }

    /// Reads every file, and trusts those that have the bytes with which they were left. `None` if another build is at work, or if
    /// the records cannot be written: the build that follows then does more than it need.
    pub(super) fn recognized(mut self, out: &OutputFolder) -> Option<Self> {
        let _lock = out.lock().ok()?;
        self.files.par_iter_mut().for_each(|(path, record)| {
            *record = record.take().and_then(|record| recognize(&out.path, path, &record));
        });
        self.settle(out).ok()?;
        Some(self)
    }
}

fn look(out: &Path, path: &OutputPath) -> Option<Metadata> {
    metadata_of(&on_disk(out, path.as_str())).ok().flatten().filter(Metadata::is_file)
}

/// The record of a file as it is now, if it has the bytes of the old one.
fn recognize(out: &Path, path: &OutputPath, record: &Record) -> Option<Record> {
    let found = look(out, path).filter(|found| found.len() == record.0)?;
    let bytes = fs::read(on_disk(out, path.as_str())).ok()?;
    let as_text = || Fingerprint::of(&*bytes);
    let as_asset = || {
        let sha256: [u8; 32] = Sha256::digest(&bytes).into();
        Content::untouched_asset(sha256, bytes.len() as u64)
    };
    let same = |fingerprint: Fingerprint| (fingerprint == record.2).then_some(fingerprint);
    let fingerprint = same(as_text()).or_else(|| same(as_asset()))?;
    Some(Record::new(&found, fingerprint))
}
