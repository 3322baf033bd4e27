//! An output folder, and where Ribbon keeps what it knows of it: in the site's own folder, never among published files.

#![expect(clippy::disallowed_methods, reason = "makes and locks the folder of records")]

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::error::{Doing, WriteError};
use super::paths::{remove_if_there, temporary};
use crate::base::artifact::{MANIFEST, RECORDS};
use crate::base::fingerprint::Fingerprint;

/// The folder below the site's root. It tells version control and backups to leave it out.
const FOLDER: &str = ".ribbon";

/// An output folder of a site.
#[derive(Clone, Debug)]
pub struct OutputFolder {
    pub path: PathBuf,
    records: PathBuf,
    /// Tells it from other output folders of the same site.
    name: String,
}

/// Held while a build may write; the system lets go of it when the process ends.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "it is held, not read")] Option<File>);

impl OutputFolder {
    pub fn new(site_root: &Path, path: &Path) -> Self {
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        // From the site's root, so that both may be moved together, or brought to another machine by a cache.
        let (root, out) = (absolute(site_root), absolute(path));
        let name = Fingerprint::of(out.strip_prefix(&root).unwrap_or(&out)).hex()[..16].to_owned();
        Self { path: path.to_owned(), records: site_root.join(FOLDER), name }
    }

    /// The same with the records inside the output folder, if the site's own folder cannot be written, as in a container that
    /// only lends it.
    pub fn or_inside(self) -> Self {
        match self.make_records() {
            Err(error) if matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) => {
                Self { records: self.path.join(RECORDS), ..self }
            }
            _ => self,
        }
    }

    /// Which files in it are Ribbon's.
    pub(super) fn manifest(&self) -> PathBuf {
        self.records.join(format!("output-{}.json", self.name))
    }

    /// Where earlier versions kept the manifest: among the published files.
    pub(super) fn old_manifest(&self) -> PathBuf {
        self.path.join(MANIFEST)
    }

    /// Where pictures that were made are kept, for all output folders of a site.
    pub fn pictures(&self) -> PathBuf {
        self.records.join("pictures")
    }

    /// For files that are put elsewhere when they are finished.
    pub fn work(&self) -> PathBuf {
        self.records.join("work")
    }

    /// What was found on finished pages, for all output folders of a site.
    pub(super) fn checked(&self) -> PathBuf {
        self.records.join("checked")
    }

    /// Where what other sites said is kept, for all output folders of a site; the folder is made.
    ///
    /// # Errors
    ///
    /// Where the disk refuses, or the folder of records is none.
    pub fn answers(&self) -> io::Result<PathBuf> {
        self.make_records()?;
        if self.has_records() { Ok(self.records.join("answers.json")) } else { Err(io::ErrorKind::NotADirectory.into()) }
    }

    /// What the last build knew.
    pub(super) fn build(&self) -> PathBuf {
        self.records.join(format!("build-{}", self.name))
    }

    /// How the sources looked from outside.
    pub(super) fn sources(&self) -> PathBuf {
        self.records.join(format!("sources-{}", self.name))
    }

    /// What the last build had to say.
    pub(super) fn problems(&self) -> PathBuf {
        self.records.join(format!("problems-{}", self.name))
    }

    /// Whether the folder of records is a folder: a link would lead out of the site.
    pub(super) fn has_records(&self) -> bool {
        fs::symlink_metadata(&self.records).is_ok_and(|metadata| metadata.is_dir())
    }

    /// Makes the folder of records.
    pub(super) fn make_records(&self) -> io::Result<()> {
        if !self.has_records() {
            fs::create_dir_all(&self.records)?;
            fs::write(self.records.join(".gitignore"), "*\n")?;
            let tag =
                "Signature: 8a477f597d28d172789f06886806bc55\n# Ribbon can make all of this again, together with the output folder.\n";
            fs::write(self.records.join("CACHEDIR.TAG"), tag)?;
        }
        Ok(())
    }

    /// Puts a whole file in place of an old one in the folder of records.
    pub(super) fn store(&self, path: &Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
        self.make_records()?;
        let temporary = temporary(path);
        // A link planted under the temporary name would be written through.
        remove_if_there(&temporary)?;
        let mut file = File::create_new(&temporary)?;
        fill(&mut file)?;
        drop(file);
        fs::rename(&temporary, path)
    }

    /// Keeps other builds out of the folder until it is dropped. A disk that knows no locks keeps nobody out.
    ///
    /// # Errors
    ///
    /// Fails at once if another build holds it, or if the folder of records cannot be made.
    pub fn lock(&self) -> Result<Lock, WriteError> {
        self.make_records().map_err(Doing::Create.at(&self.records))?;
        let path = self.records.join(format!("lock-{}", self.name));
        let file = File::options().create(true).truncate(false).write(true).open(&path).map_err(Doing::Write.at(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock(Some(file))),
            Err(TryLockError::WouldBlock) => Err(WriteError::InUse { out: self.path.clone() }),
            Err(TryLockError::Error(_)) => Ok(Lock(None)),
        }
    }
}
