//! The one way in which commands change the site's own sources.
//!
//! A file is replaced at once, by a rename within its folder, so that neither a reader nor a killed command ever leaves half of
//! it. Properties of the file are kept: a byte order mark, the kind of line breaks, permissions.

#![expect(clippy::disallowed_methods, reason = "writes the site's own files")]

use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::base::artifact::TEMPORARY;
use crate::base::source::SourceId;

/// The byte order mark that some editors write; it is not part of the text.
const MARK: &str = "\u{feff}";

/// Where a source lies. Sources are named in NFC, and the disk may have the letters of a name in parts.
pub(crate) fn located(root: &Path, source: &SourceId) -> PathBuf {
    let written = root.join(source.as_str());
    if written.exists() || source.as_str().is_ascii() {
        return written;
    }
    source.as_str().split('/').fold(root.to_owned(), |folder, part| {
        let entries = fs::read_dir(&folder).into_iter().flatten().filter_map(Result::ok);
        let same = |name: &std::ffi::OsString| name.to_str().is_some_and(|name| SourceId::new(name).as_str() == part);
        let name = entries.map(|entry| entry.file_name()).find(same);
        name.map_or_else(|| folder.join(part), |name| folder.join(name))
    })
}

/// The text of a source, without its byte order mark.
///
/// # Errors
///
/// Where the disk refuses, or the file is not UTF-8.
pub(crate) fn read(path: &Path) -> io::Result<String> {
    let text = fs::read_to_string(path)?;
    Ok(text.strip_prefix(MARK).map(str::to_owned).unwrap_or(text))
}

/// Replaces the text of a source. A link stays one; the file that it leads to is replaced.
///
/// # Errors
///
/// Where the disk refuses or the file may not be written; then nothing has changed.
pub(crate) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let permissions = fs::metadata(&path)?.permissions();
    // A rename would ignore the permissions of the file that it replaces.
    if permissions.readonly() {
        return Err(io::ErrorKind::PermissionDenied.into());
    }
    let old = fs::read(&path)?;
    let mark = if old.starts_with(MARK.as_bytes()) && !text.starts_with(MARK) { MARK } else { "" };
    put(&path, &format!("{mark}{}", with_line_breaks_of(&old, text)), Some(permissions))
}

/// Makes a source that is not there yet, with its folders.
///
/// # Errors
///
/// Where the disk refuses, with the file or folder it is about; where something is there already, it is left as it is.
pub(crate) fn create(path: &Path, text: &str) -> Result<(), (PathBuf, io::Error)> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| (folder.to_owned(), error))?;
    }
    // The empty file claims the name: if two commands create it at once, one is refused.
    File::create_new(path).map_err(|error| (path.to_owned(), error))?;
    put(path, text, None).map_err(|error| {
        let _ = fs::remove_file(path);
        (path.to_owned(), error)
    })
}

/// Replaces the text of a source, or makes it.
///
/// # Errors
///
/// As `replace` and `create`.
pub(crate) fn replace_or_create(path: &Path, text: &str) -> io::Result<()> {
    if path.exists() { replace(path, text) } else { create(path, text).map_err(|(_, error)| error) }
}

/// Writes the file next to its place and moves it there once it is complete and on the disk.
fn put(path: &Path, text: &str, permissions: Option<Permissions>) -> io::Result<()> {
    let temporary = temporary_beside(path);
    let created = match File::create_new(&temporary) {
        // Left by a command that was killed.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            fs::remove_file(&temporary).and_then(|()| File::create_new(&temporary))
        }
        created => created,
    };
    let placed = created.and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        if let Some(permissions) = permissions {
            file.set_permissions(permissions)?;
        }
        file.sync_all()?;
        fs::rename(&temporary, path)
    });
    if placed.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    placed
}

/// A hidden name in the same folder, which `load` and version control ignore.
fn temporary_beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // No system accepts a name of more than 255 bytes.
    let name: String = name
        .chars()
        .scan(0, |len, letter| {
            *len += letter.len_utf8();
            (*len <= 200).then_some(letter)
        })
        .collect();
    path.with_file_name(format!(".{name}{TEMPORARY}"))
}

/// A text with the line breaks of the one that it replaces. Where those are of both kinds, all stay as they are written.
fn with_line_breaks_of(old: &[u8], text: &str) -> String {
    let n_breaks = old.iter().filter(|byte| **byte == b'\n').count();
    let n_windows = old.windows(2).filter(|pair| pair == b"\r\n").count();
    if n_breaks == 0 || n_windows < n_breaks {
        return text.to_owned();
    }
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Replaces `old` by `new` and gives the bytes that are there then.
    fn replaced(old: &str, new: &str) -> String {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("site.toml");
        fs::write(&path, old).expect("a file");
        replace(&path, new).expect("a place to write");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "only the file is left");
        fs::read_to_string(&path).expect("the file")
    }

    #[test]
    fn what_is_no_part_of_the_text_stays() {
        assert_eq!(replaced("a\r\nb\r\n", "a\r\nc\nd\n"), "a\r\nc\r\nd\r\n");
        assert_eq!(replaced("a\r\nb\n", "a\r\nc\n"), "a\r\nc\n");
        assert_eq!(replaced("a\nb", "a\nc"), "a\nc");
        assert_eq!(replaced("a", "b\n"), "b\n");
        assert_eq!(replaced("\u{feff}a\n", "b\n"), "\u{feff}b\n");
        assert_eq!(replaced("\u{feff}a\r\n", "\u{feff}b\n"), "\u{feff}b\r\n");
    }

    #[test]
    fn a_mark_is_not_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.md");
        fs::write(&path, "\u{feff}a\r\n").expect("a file");
        assert_eq!(read(&path).expect("a text"), "a\r\n");
    }

    #[test]
    fn a_file_that_may_only_be_read_is_left() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.md");
        fs::write(&path, "a").expect("a file");
        let mut permissions = fs::metadata(&path).expect("a file").permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).expect("a file of ours");
        assert_eq!(replace(&path, "b").expect_err("a refusal").kind(), io::ErrorKind::PermissionDenied);
        assert_eq!(fs::read_to_string(&path).expect("the file"), "a");
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().expect("a folder");
        let (path, link) = (folder.path().join("a.md"), folder.path().join("b.md"));
        fs::write(&path, "a").expect("a file");
        fs::set_permissions(&path, Permissions::from_mode(0o640)).expect("a file of ours");
        symlink(&path, &link).expect("a link");
        replace(&link, "b").expect("a place to write");
        assert!(link.is_symlink());
        assert_eq!(fs::read_to_string(&path).expect("the file"), "b");
        assert_eq!(fs::metadata(&path).expect("the file").permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn what_a_killed_command_left_is_cleared_away() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.md");
        fs::write(&path, "whole").expect("a file");
        fs::write(temporary_beside(&path), "ha").expect("a file");
        assert_eq!(fs::read_to_string(&path).expect("the file"), "whole");
        replace(&path, "new").expect("a place to write");
        assert_eq!(fs::read_to_string(&path).expect("the file"), "new");
        assert!(!temporary_beside(&path).exists());
    }

    #[test]
    fn a_file_is_made_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("news/a.md");
        create(&path, "a").expect("a place to write");
        let (place, error) = create(&path, "b").expect_err("a refusal");
        assert_eq!((place.as_path(), error.kind()), (path.as_path(), io::ErrorKind::AlreadyExists));
        assert_eq!(fs::read_to_string(&path).expect("the file"), "a");
        assert!(!temporary_beside(&path).exists());
    }
}
