//! Why an output folder could not be written, in an editor's words.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::base::artifact::OutputPath;
use crate::base::diagnostic::{Code, Diagnostic};

/// What kept the output folder from being written.
#[derive(Debug)]
pub enum WriteError {
    /// Files stand where the site's files must go, and Ribbon did not write them. Nothing was changed.
    Foreign {
        out: PathBuf,
        paths: Vec<String>,
    },
    /// The output folder's own path is a file.
    NotAFolder {
        out: PathBuf,
    },
    /// The site has a file and a folder of one name. Nothing was changed.
    Clash {
        path: OutputPath,
    },
    /// A large source file changed its length or vanished while the site was being built.
    SourceChanged {
        path: PathBuf,
    },
    /// Another build is writing into the folder.
    InUse {
        out: PathBuf,
    },
    Disk {
        doing: Doing,
        path: PathBuf,
        error: io::Error,
    },
}

/// What was being done to a path when the disk refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    Read,
    Write,
    Create,
    Remove,
}

/// At most this many paths are named in a message.
const MAX_NAMED: usize = 5;

impl Doing {
    /// Turns an error of the disk into one that says what was done to which path.
    pub(super) fn at(self, path: &Path) -> impl FnOnce(io::Error) -> WriteError {
        move |error| WriteError::Disk { doing: self, path: path.to_path_buf(), error }
    }
}

impl WriteError {
    /// How to fix it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Foreign { .. } => {
                Some("move these files away, or choose another folder with `--out` or with `output` in site.toml".into())
            }
            Self::NotAFolder { .. } => Some("choose another folder with `--out` or with `output` in site.toml".into()),
            Self::Clash { .. } => None,
            Self::InUse { .. } => Some("wait until it has ended, or choose another folder with `--out`".into()),
            Self::SourceChanged { .. } => Some("build again when it is no longer being written".into()),
            Self::Disk { error, .. } => disk_help(error).map(Into::into),
        }
    }

    pub fn to_diagnostic(&self) -> Diagnostic {
        Diagnostic { help: self.help(), ..Diagnostic::new(Code::CannotWrite, self.to_string()) }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign { out, paths } => {
                write!(f, "the output folder `{}` has files of its own where the site's files must go: ", shown(out))?;
                for (n, path) in paths.iter().take(MAX_NAMED).enumerate() {
                    write!(f, "{}`{path}`", if n > 0 { ", " } else { "" })?;
                }
                match paths.len().saturating_sub(MAX_NAMED) {
                    0 => Ok(()),
                    more => write!(f, " and {more} more"),
                }
            }
            Self::NotAFolder { out } => write!(f, "the output folder `{}` is a file", shown(out)),
            Self::InUse { out } => write!(f, "another build is writing into the output folder `{}`", shown(out)),
            Self::Clash { path } => write!(f, "the site has both a file and a folder `{path}`"),
            Self::SourceChanged { path } => write!(f, "`{}` changed while the site was being built", shown(path)),
            Self::Disk { doing, path, error } => {
                let doing = match doing {
                    Doing::Read => "read",
                    Doing::Write => "write",
                    Doing::Create => "make the folder",
                    Doing::Remove => "remove",
                };
                write!(f, "cannot {doing} `{}`: {}", shown(path), disk_reason(error))
            }
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Disk { error, .. } => Some(error),
            _ => None,
        }
    }
}

fn shown(path: &Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path).display().to_string();
    if cfg!(windows) { path.replace('\\', "/") } else { path }
}

fn disk_reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull => "the disk is full".into(),
        io::ErrorKind::QuotaExceeded => "your share of the disk is used up".into(),
        io::ErrorKind::FileTooLarge => "the file is too large for this disk".into(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk can only be read".into(),
        io::ErrorKind::PermissionDenied => "you have no permission".into(),
        io::ErrorKind::NotFound => "it does not exist".into(),
        io::ErrorKind::InvalidFilename => "the name is too long or has characters that this disk cannot store".into(),
        _ => {
            let mut reason = error.to_string();
            if let Some(number) = reason.find(" (os error") {
                reason.truncate(number);
            }
            reason.to_lowercase()
        }
    }
}

fn disk_help(error: &io::Error) -> Option<&'static str> {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Some("make room and build again: files that could not be replaced are as they were before")
        }
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => {
            Some("choose a folder that you may write to with `--out`, or change the permissions of this one")
        }
        io::ErrorKind::InvalidFilename => Some("give the page or file a shorter or simpler name"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_plain_words() {
        let full = Doing::Write.at(Path::new("public/a.html"))(io::ErrorKind::StorageFull.into());
        assert_eq!(full.to_string(), "cannot write `public/a.html`: the disk is full");
        let other = Doing::Remove.at(Path::new("public/a.html"))(io::Error::from_raw_os_error(16));
        assert!(!other.to_string().contains("os error"), "{other}");
        let foreign = WriteError::Foreign { out: "public".into(), paths: (1..=7).map(|n| format!("{n}.html")).collect() };
        assert_eq!(
            foreign.to_string(),
            "the output folder `public` has files of its own where the site's files must go: \
             `1.html`, `2.html`, `3.html`, `4.html`, `5.html` and 2 more"
        );
    }
}
