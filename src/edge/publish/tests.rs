//! Publications on a store in memory that dies after every number of writes.

use std::sync::{Mutex, MutexGuard};

use super::*;

#[derive(Default)]
struct Memory {
    files: Mutex<BTreeMap<String, Vec<u8>>>,
    /// Writes until it dies.
    left: Mutex<Option<usize>>,
}

impl Memory {
    fn write(&self) -> Result<(), PublishError> {
        match &mut *self.left.lock().expect("no panic before") {
            Some(0) => Err(PublishError::new("dead", "")),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn files(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        self.files.lock().expect("no panic before")
    }

    /// From now on it dies after so many writes, or never.
    fn lives(&self, left: Option<usize>) {
        *self.left.lock().expect("no panic before") = left;
    }

    fn text(&self, path: &str) -> Option<String> {
        self.files().get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    /// The files that pages online name, `page -> file`, and that are not there.
    fn missing(&self) -> Vec<String> {
        let files = self.files();
        let mut missing = Vec::new();
        for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
            let text = String::from_utf8_lossy(bytes);
            let named = text.split_whitespace().filter(|name| !files.contains_key(*name));
            missing.extend(named.map(|name| format!("{path} -> {name}")));
        }
        missing
    }
}

impl Store for Memory {
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, PublishError> {
        Ok(self.files().get(key).cloned())
    }

    fn put(&self, key: &str, bytes: &[u8], _: Delivery) -> Result<(), PublishError> {
        self.write()?;
        self.files().insert(key.to_owned(), bytes.to_vec());
        Ok(())
    }

    fn put_if(&self, key: &str, bytes: &[u8], old: Option<&[u8]>) -> Result<bool, PublishError> {
        let is_old = self.files().get(key).map(Vec::as_slice) == old;
        if is_old { self.put(key, bytes, Delivery::Record).map(|()| true) } else { Ok(false) }
    }

    fn remove(&self, key: &str) -> Result<(), PublishError> {
        self.write()?;
        self.files().remove(key);
        Ok(())
    }
}

/// A site as paths and contents; a page's content is the names of its files.
type Site = [(&'static str, &'static str)];

const OLD: &Site = &[("index.html", "a.1.css"), ("old.html", "a.1.css p.png"), ("a.1.css", "one"), ("p.png", "old"), ("atom.xml", "1")];
const NEW: &Site = &[("index.html", "a.2.css"), ("new.html", "a.2.css q.png"), ("a.2.css", "two"), ("q.png", "new"), ("atom.xml", "2")];
const GRACE: i64 = 100;

fn files(site: &Site) -> Files {
    let entry =
        |content: &str| Entry { hash: hash(content.as_bytes()), len: content.len() as u64, is_lasting: false, is_compressed: false };
    site.iter().map(|(path, content)| (OutputPath::new(path).expect("a path"), entry(content))).collect()
}

fn put(store: &Memory, site: &Site, now: i64) -> Result<(), PublishError> {
    let read = |path: &OutputPath| {
        let found = site.iter().find(|(name, _)| *name == path.as_str());
        Ok(found.expect("a file of the site").1.as_bytes().to_vec())
    };
    publish(store, &prepare(store, files(site), now, GRACE)?, &|| now, &read).map(drop)
}

fn undo(store: &Memory) -> Result<(), PublishError> {
    publish(store, &prepare_undo(store, 2, GRACE)?, &|| 2, &|_| panic!("the sources are not asked")).map(drop)
}

fn with_old() -> Memory {
    let store = Memory::default();
    put(&store, OLD, 1).expect("the first publication");
    store
}

fn assert_shows(store: &Memory, site: &Site) {
    for (path, content) in site {
        assert_eq!(store.text(path).as_deref(), Some(*content), "{path}");
    }
}

/// Runs `act` on fresh stores that die after 0, 1, 2… writes, until one lives.
fn die_everywhere(fresh: &dyn Fn() -> Memory, act: &dyn Fn(&Memory) -> Result<(), PublishError>, after: &dyn Fn(&Memory)) -> usize {
    for n in 0.. {
        let store = fresh();
        store.lives(Some(n));
        let lives = act(&store).is_ok();
        assert_eq!(store.missing(), [""; 0], "after {n} writes");
        store.lives(None);
        if lives {
            return n;
        }
        after(&store);
        assert_eq!(store.missing(), [""; 0], "repaired after {n} writes");
    }
    unreachable!("an endless count ends by its return")
}

#[test]
fn killed_after_any_write_each_page_finds_its_files_and_the_next_publication_repairs() {
    let n = die_everywhere(&with_old, &|store| put(store, NEW, 2), &|store| {
        put(store, NEW, 3).expect("a second try");
        assert_shows(store, NEW);
        assert_eq!(store.text("old.html"), None);
    });
    assert!(n > 10, "{n} writes");
}

#[test]
fn killed_after_any_write_undo_brings_the_old_site_back() {
    die_everywhere(&with_old, &|store| put(store, NEW, 2), &|store| {
        if read_head(store).expect("a head").0.pending.is_some() {
            undo(store).expect("the way back");
        }
        assert_shows(store, OLD);
        assert_eq!(store.text("new.html"), None);
    });
}

#[test]
fn an_undo_that_is_killed_can_be_done_again() {
    let both = || {
        let store = with_old();
        put(&store, NEW, 2).expect("the second publication");
        store
    };
    die_everywhere(&both, &undo, &|store| {
        put(store, OLD, 4).expect("the old site");
        assert_shows(store, OLD);
    });
    let store = both();
    undo(&store).expect("the way back");
    assert_shows(&store, OLD);
    assert_eq!(publications(&store).expect("a list").iter().map(|one| one.at).collect::<Vec<_>>(), [1]);
}

#[test]
fn an_unchanged_site_writes_nothing() {
    let store = with_old();
    store.lives(Some(0));
    put(&store, OLD, 2).expect("nothing to do");
}

#[test]
fn the_second_of_two_publishers_is_told() {
    let store = with_old();
    let late = prepare(&store, files(OLD_AND_MORE), 2, GRACE).expect("a plan");
    put(&store, NEW, 2).expect("the first of the two");
    let told = publish(&store, &late, &|| 2, &|_| Ok(b"more".to_vec())).expect_err("the second");
    assert_eq!(told, busy());
    assert_shows(&store, NEW);
}

const OLD_AND_MORE: &Site = &[("index.html", "a.1.css"), ("a.1.css", "one"), ("more.css", "more")];

#[test]
fn what_another_program_changed_is_not_written_over() {
    let store = with_old();
    store.files().insert("index.html".to_owned(), b"theirs".to_vec());
    let told = put(&store, NEW, 2).expect_err("a foreign file");
    assert_eq!(told.message, "`index.html` at this place is not as Ribbon published it, so nothing was changed");
    assert_eq!(store.text("index.html").as_deref(), Some("theirs"));
}
