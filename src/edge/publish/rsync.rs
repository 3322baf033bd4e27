//! A folder on another machine, by the program `rsync` over SSH or to its own server. What is put there waits in a folder beside
//! the site until it is sent as one transfer, since each costs a connection; rsync puts each file in place by a rename.

#![expect(clippy::disallowed_methods, reason = "runs rsync, and keeps files until they are sent")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Instant;

use super::PREFIX;
use super::store::{Delivery, PublishError, Store};
use crate::base::plain::plain;

/// Older ones cannot leave out what is missing (`--ignore-missing-args`).
const MIN_VERSION: (u32, u32) = (3, 1);

/// rsync has no writes on a condition. Who looked, wrote, and waited longer than another one takes to look and write, finds the
/// other's record when looking again, as in Fischer's algorithm: so many times as long as its own look and write took.
const SETTLING: u32 = 3;

/// What rsync exits with if some of the files that were asked for are not there.
const SOME_MISSING: [i32; 3] = [3, 23, 24];

pub(crate) struct Rsync {
    /// `user@host:/folder`, `rsync://host/module/folder` or a folder of this machine, without a `/` at its end.
    address: String,
    /// The folder of what waits, removed at the end.
    work: PathBuf,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Asked for before; those that were there lie in `work/seen`.
    fetched: BTreeSet<String>,
    has_files: bool,
    has_records: bool,
    removed: BTreeSet<String>,
}

impl Rsync {
    /// `records` is a folder of this site for what waits.
    ///
    /// # Errors
    ///
    /// Fails if there is no rsync, or an old one, or if the folder cannot be written.
    pub(crate) fn open(address: &str, records: &Path) -> Result<Self, PublishError> {
        let output = Command::new("rsync").arg("--version").stdin(Stdio::null()).output().map_err(|error| {
            let help = "install rsync, and see that it is on the path";
            PublishError::new(format!("the program `rsync` cannot be started: {error}"), help)
        })?;
        let said = String::from_utf8_lossy(&output.stdout);
        if version(&said).is_none_or(|version| version < MIN_VERSION) {
            let (major, minor) = MIN_VERSION;
            let first = plain(said.lines().next().unwrap_or("an unknown one"));
            return Err(PublishError::new(
                format!("this rsync is too old, or another program of that name: {first}"),
                format!("install rsync {major}.{minor} or newer (macOS: `brew install rsync`)"),
            ));
        }
        let work = records.join("rsync");
        let work = std::path::absolute(&work).unwrap_or(work);
        let store = Self { address: address.trim_end_matches('/').to_owned(), work, state: Mutex::default() };
        store.clear()?;
        Ok(store)
    }

    fn clear(&self) -> Result<(), PublishError> {
        match fs::remove_dir_all(&self.work) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(self.unwritable(&error)),
            _ => {}
        }
        for folder in ["seen", "files", "records", "empty"] {
            fs::create_dir_all(self.work.join(folder)).map_err(|error| self.unwritable(&error))?;
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn unwritable(&self, error: &io::Error) -> PublishError {
        let message = format!("`{}` cannot be written: {}", self.work.display(), error.kind());
        PublishError::new(message, "make room there, or give yourself the right to write")
    }

    fn write(&self, at: &Path, bytes: &[u8]) -> Result<(), PublishError> {
        let folder = at.parent().unwrap_or(&self.work);
        fs::create_dir_all(folder).and_then(|()| fs::write(at, bytes)).map_err(|error| self.unwritable(&error))
    }

    /// The names as rsync reads them from a file.
    fn list<'n>(&self, names: impl Iterator<Item = &'n str>) -> Result<String, PublishError> {
        let at = self.work.join("list");
        self.write(&at, names.flat_map(|name| [name, "\0"]).collect::<String>().as_bytes())?;
        Ok(format!("--files-from={}", at.display()))
    }

    /// From one place to the other; the place online is written `self.there()`.
    fn run(&self, words: &[&str], from: &str, to: &str) -> Result<Output, PublishError> {
        let mut command = Command::new("rsync");
        // Names are no words for a shell there. Times are not compared: what waits is as new as what it replaces.
        command.args(["--recursive", "--ignore-times", "--protect-args", "--timeout=120"]).args(words);
        command.args(["--", from, to]).stdin(Stdio::null()).env("LC_ALL", "C");
        command.output().map_err(|error| PublishError::new(format!("the program `rsync` cannot be started: {error}"), "publish again"))
    }

    /// As `run`, for what is to succeed.
    fn succeed(&self, doing: &str, words: &[&str], from: &str, to: &str) -> Result<Output, PublishError> {
        let output = self.run(words, from, to)?;
        if output.status.success() { Ok(output) } else { Err(self.refused(doing, &output)) }
    }

    fn there(&self) -> String {
        format!("{}/", self.address)
    }

    fn waiting(&self, folder: &str) -> String {
        format!("{}/", self.work.join(folder).display())
    }

    fn refused(&self, doing: &str, output: &Output) -> PublishError {
        let said = String::from_utf8_lossy(&output.stderr);
        // The first line says why, unless it is the one that says nothing; later ones say what followed.
        let mut lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
        let line = lines.clone().find(|line| !line.contains("connection unexpectedly closed")).or_else(|| lines.next());
        let line = line.unwrap_or("it said nothing");
        let help = if ["No space left", "Disk quota"].iter().any(|word| said.contains(word)) {
            "make room there, and publish again: every page online still finds its files"
        } else if ["Permission denied (1", "Read-only", "read only", "Operation not permitted"].iter().any(|word| said.contains(word)) {
            "ask for permission to write to this folder, or name another one in `site.toml`"
        } else if ["Permission denied", "Host key verification", "auth failed"].iter().any(|word| said.contains(word)) {
            "see that `ssh` gets there without a question: an account, a key that the server knows, and its host key"
        } else if said.contains("No such file or directory") {
            "make the folder on the server first, and see that its path is right"
        } else {
            "see that the address is right and that the machine can be reached; what is online is whole"
        };
        PublishError::new(format!("`{}` did not {doing}: {}", self.address, plain(line)), help)
    }

    /// Gets these files into `work/seen`.
    fn pull(&self, keys: &[&str]) -> Result<(), PublishError> {
        let list = self.list(keys.iter().copied())?;
        let words = ["--from0", &list, "--ignore-missing-args"];
        let output = self.run(&words, &self.there(), &self.waiting("seen"))?;
        if output.status.success() || is_missing(&output) {
            return Ok(());
        }
        Err(self.refused("give its files", &output))
    }

    fn seen(&self, key: &str) -> Result<Option<Vec<u8>>, PublishError> {
        match fs::read(self.work.join("seen").join(key)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(self.unwritable(&error)),
        }
    }

    /// Removes files, then the folders that they leave empty, the deepest first.
    fn remove_all(&self, names: &BTreeSet<String>) -> Result<(), PublishError> {
        let parents = |name: &str| name.match_indices('/').map(|(at, _)| name[..at].to_owned()).collect::<Vec<_>>();
        let folders: BTreeSet<String> = names.iter().flat_map(|name| parents(name)).collect();
        // What is missing here is deleted there, but the folders above it must be found in both.
        for folder in &folders {
            fs::create_dir_all(self.work.join("empty").join(folder)).map_err(|error| self.unwritable(&error))?;
        }
        self.delete(names.iter().map(String::as_str))?;
        let mut by_depth: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for folder in folders.iter().filter(|folder| !folder.starts_with(PREFIX)) {
            by_depth.entry(folder.matches('/').count()).or_default().push(folder);
        }
        for folders in by_depth.values().rev() {
            for folder in folders {
                let _ = fs::remove_dir(self.work.join("empty").join(folder));
            }
            self.delete(folders.iter().copied())?;
        }
        fs::remove_dir_all(self.work.join("empty")).map_err(|error| self.unwritable(&error))?;
        fs::create_dir_all(self.work.join("empty")).map_err(|error| self.unwritable(&error))
    }

    /// A folder that is not empty stays.
    fn delete<'n>(&self, names: impl Iterator<Item = &'n str>) -> Result<(), PublishError> {
        let list = self.list(names)?;
        let words = ["--from0", &list, "--delete-missing-args"];
        self.succeed("remove its files", &words, &self.waiting("empty"), &self.there()).map(drop)
    }
}

impl Drop for Rsync {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.work);
    }
}

impl Store for Rsync {
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, PublishError> {
        if !self.state().fetched.contains(key) {
            let _ = fs::remove_file(self.work.join("seen").join(key));
            self.pull(&[key])?;
        }
        self.seen(key)
    }

    fn fetch(&self, keys: &[String]) -> Result<(), PublishError> {
        if keys.is_empty() {
            return Ok(());
        }
        self.pull(&keys.iter().map(String::as_str).collect::<Vec<_>>())?;
        self.state().fetched.extend(keys.iter().cloned());
        Ok(())
    }

    fn put(&self, key: &str, bytes: &[u8], _: Delivery) -> Result<(), PublishError> {
        let is_record = key.starts_with(PREFIX);
        self.write(&self.work.join(if is_record { "records" } else { "files" }).join(key), bytes)?;
        let mut state = self.state();
        state.fetched.remove(key);
        state.removed.remove(key);
        *(if is_record { &mut state.has_records } else { &mut state.has_files }) = true;
        Ok(())
    }

    fn put_if(&self, key: &str, bytes: &[u8], old: Option<&[u8]>) -> Result<bool, PublishError> {
        self.flush()?;
        let start = Instant::now();
        if self.get(key)?.as_deref() != old {
            return Ok(false);
        }
        self.put(key, bytes, Delivery::Record)?;
        self.flush()?;
        thread::sleep(start.elapsed() * SETTLING);
        Ok(self.get(key)?.as_deref() == Some(bytes))
    }

    fn remove(&self, key: &str) -> Result<(), PublishError> {
        let mut state = self.state();
        state.fetched.remove(key);
        state.removed.insert(key.to_owned());
        Ok(())
    }

    fn lengths(&self) -> Result<Option<BTreeMap<String, u64>>, PublishError> {
        let output = self.run(&["--list-only", "--no-human-readable", "--8-bit-output"], &self.there(), ".")?;
        if !output.status.success() && !is_missing(&output) {
            return Err(self.refused("list its files", &output));
        }
        Ok(Some(String::from_utf8_lossy(&output.stdout).lines().filter_map(listed).collect()))
    }

    fn flush(&self) -> Result<(), PublishError> {
        let State { has_files, has_records, removed, .. } = {
            let mut state = self.state();
            let fetched = std::mem::take(&mut state.fetched);
            let waiting = std::mem::take(&mut *state);
            state.fetched = fetched;
            waiting
        };
        if has_records {
            // Only the owner reads what was taken back. Without the `/` at the end, the folder of the site keeps its own rights.
            let from = self.work.join("records").join(PREFIX);
            let words = ["--perms", "--chmod=D700,F600"];
            self.succeed("take the records", &words, &from.display().to_string(), &self.there())?;
            self.empty("records")?;
        }
        if has_files {
            // New files get the rights that are usual there.
            self.succeed("take the files", &["--no-perms", "--chmod=ugo=rwX"], &self.waiting("files"), &self.there())?;
            self.empty("files")?;
        }
        if removed.is_empty() { Ok(()) } else { self.remove_all(&removed) }
    }
}

impl Rsync {
    fn empty(&self, folder: &str) -> Result<(), PublishError> {
        let at = self.work.join(folder);
        fs::remove_dir_all(&at).and_then(|()| fs::create_dir_all(&at)).map_err(|error| self.unwritable(&error))
    }
}

/// Whether a transfer failed only because the place, or what was asked for, is not there.
fn is_missing(output: &Output) -> bool {
    let said = String::from_utf8_lossy(&output.stderr);
    let mut reasons = said.lines().filter(|line| line.contains("failed: "));
    output.status.code().is_some_and(|code| SOME_MISSING.contains(&code))
        && reasons.clone().next().is_some()
        && reasons.all(|line| line.contains("No such file or directory"))
}

/// The major and minor version in what `rsync --version` prints.
fn version(said: &str) -> Option<(u32, u32)> {
    let rest = said.strip_prefix("rsync")?.trim_start().strip_prefix("version")?.trim_start();
    let mut parts = rest.trim_start_matches('v').split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// The path and the length in a line of `rsync --list-only`, if it tells of a file: rights, length, day, time, path.
fn listed(line: &str) -> Option<(String, u64)> {
    let rest = line.strip_prefix('-')?;
    let (_, rest) = rest.split_once(' ')?;
    let (len, rest) = rest.trim_start().split_once(' ')?;
    let (_day, rest) = rest.split_once(' ')?;
    let (_time, name) = rest.split_once(' ')?;
    Some((unescaped(name), len.parse().ok()?))
}

/// rsync writes a control character, and a `\` before `#` and three digits, as `\#` and its octal digits.
fn unescaped(name: &str) -> String {
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once("\\#") {
        bytes.extend_from_slice(before.as_bytes());
        match after.get(..3).and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[3..];
            }
            None => {
                bytes.extend_from_slice(b"\\#");
                rest = after;
            }
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{listed, unescaped, version};

    #[test]
    fn versions_are_read_and_other_programs_are_not() {
        assert_eq!(version("rsync  version 3.5.0  protocol version 32\n"), Some((3, 5)));
        assert_eq!(version("rsync  version v3.2.7  protocol version 31\n"), Some((3, 2)));
        assert_eq!(version("openrsync: protocol version 29\n"), None);
    }

    #[test]
    fn a_list_gives_files_with_their_lengths() {
        let line = "-rw-r--r--          2,048 2026/11/27 19:26:08 a b/ü.html";
        assert_eq!(listed(&line.replace(',', "")), Some(("a b/ü.html".to_owned(), 2048)));
        assert_eq!(listed("drwxr-xr-x        4096 2026/11/27 19:26:08 a"), None);
        assert_eq!(listed("lrwxrwxrwx        4096 2026/11/27 19:26:08 a -> b"), None);
    }

    #[test]
    fn escaped_names_are_read_back() {
        assert_eq!(unescaped("a\\#012b\\#134#001c\\#x"), "a\nb\\#001c\\#x");
    }
}
