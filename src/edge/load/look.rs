//! How the files of a site look from outside: if nothing has changed in that, nothing has changed in them.
//!
//! A file's length and times can be set to what they were, the time of its last status change cannot: whoever edits a file and
//! gives it its old time back, or brings all files back from a cache, is noticed. Where a system has no such time, nothing is
//! trusted and all files are read.

use std::path::Path;
use std::time::SystemTime;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::file::{Loaded, read};
use super::limits;
use super::stamp::{CLOCK, Stamp};
use super::walk::Found;
use crate::base::fingerprint::Fingerprint;
use crate::base::source::SourceId;

/// Of every file of a site, in the order in which they are found, how it looks.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look(Vec<Looked>);

/// A file by its name and its stamp; one that was so young that a later change might not show in that, by what was in it.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Looked {
    Old(Fingerprint),
    Young(Fingerprint),
}

impl Look {
    /// Of files that were looked at before they were read, all of which must have been of use.
    pub(super) fn of<'a>(
        files: impl Iterator<Item = (&'a SourceId, Option<&'a Stamp>, Option<&'a Loaded>)>,
        now: SystemTime,
    ) -> Option<Self> {
        let one = |(id, stamp, loaded): (&SourceId, Option<&Stamp>, Option<&Loaded>)| {
            let (stamp, loaded) = stamp.zip(loaded)?;
            Some(if stamp.is_safe(now, CLOCK) { Looked::Old(of_stamp(id, stamp)) } else { Looked::Young(of_content(id, loaded)) })
        };
        if cfg!(unix) { files.map(one).collect::<Option<_>>().map(Self) } else { None }
    }

    /// Whether the files found below `root` are the same and look the same now. Links are not followed for this: a site that has
    /// some is read.
    pub fn holds(&self, root: &Path, found: &Found) -> bool {
        let limits = limits(&found.files);
        found.linked.is_empty()
            && found.problems.is_empty()
            && found.files.len() == self.0.len()
            && found.files.par_iter().zip(&self.0).all(|((id, path, role), known)| match known {
                Looked::Old(known) => Stamp::of(path).is_some_and(|stamp| of_stamp(id, &stamp) == *known),
                Looked::Young(known) => read(root, id, path, *role, limits).is_ok_and(|(loaded, _)| of_content(id, &loaded) == *known),
            })
    }
}

fn of_stamp(id: &SourceId, stamp: &Stamp) -> Fingerprint {
    Fingerprint::of(&(id, stamp))
}

fn of_content(id: &SourceId, loaded: &Loaded) -> Fingerprint {
    Fingerprint::of(&(id, loaded.fingerprint()))
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::time::Duration;

    use super::*;
    use crate::base::source::Settings;
    use crate::edge::load::{find, load_found};

    fn check(make: impl FnOnce(&Path) -> Look) {
        let folder = tempfile::TempDir::new().unwrap();
        let root = folder.path();
        let page = root.join("content/a.md");
        fs::create_dir_all(page.parent().unwrap()).unwrap();
        fs::write(root.join("site.toml"), "").unwrap();
        fs::write(&page, "one").unwrap();
        let before = make(root);
        let is_same = || before.holds(root, &find(root));
        assert!(is_same());

        let modified = fs::metadata(&page).unwrap().modified().unwrap();
        let write = |text: &str| {
            std::thread::sleep(Duration::from_millis(20));
            fs::write(&page, text).unwrap();
            File::options().append(true).open(&page).unwrap().set_modified(modified).unwrap();
        };
        write("two");
        assert!(!is_same(), "edited, with its old length and time");
        write("one");
        let b = root.join("content/b.md");
        fs::write(&b, "new").unwrap();
        assert!(!is_same(), "a new file");
        fs::remove_file(&page).unwrap();
        assert!(!is_same(), "another name");
        fs::remove_file(&b).unwrap();
        assert!(!is_same(), "a file less");
        std::os::unix::fs::symlink(root.join("site.toml"), &page).unwrap();
        assert!(!is_same(), "a link");
    }

    fn load_at(root: &Path, now: SystemTime) -> Look {
        let found = find(root);
        let mut files = Vec::new();
        for (id, path, role) in &found.files {
            let (loaded, stamp) = read(root, id, path, *role, limits(&found.files)).unwrap();
            files.push((id, stamp, loaded));
        }
        Look::of(files.iter().map(|(id, stamp, loaded)| (*id, stamp.as_ref(), Some(loaded))), now).unwrap()
    }

    #[test]
    fn a_change_to_files_that_are_old_shows_in_their_stamps() {
        check(|root| load_at(root, SystemTime::now() + Duration::from_secs(10)));
    }

    #[test]
    fn a_change_to_files_that_are_young_shows_in_what_is_in_them() {
        check(|root| load_found(root, Settings::on(jiff::civil::date(2027, 2, 4)), find(root)).1.unwrap());
    }
}
