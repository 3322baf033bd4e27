//! What a publication adds, changes and removes, and in which order; pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::store::Delivery;
use crate::base::artifact::OutputPath;

/// A published file: the SHA-256 of its content in hexadecimal digits, and its length in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub hash: String,
    pub len: u64,
    /// Whether it never changes under its name, so that browsers may keep it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_lasting: bool,
    /// Whether it is kept and sent in gzip; `len` is that of the plain content.
    #[serde(default, skip_serializing_if = "is_false")]
    pub is_compressed: bool,
}

impl Entry {
    pub(crate) fn delivery(&self) -> Delivery {
        Delivery::File { is_lasting: self.is_lasting, is_compressed: self.is_compressed }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

/// The files of one publication.
pub(crate) type Files = BTreeMap<OutputPath, Entry>;

/// A file that no page of the last publication names any more, and since when, in seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Retired {
    pub entry: Entry,
    pub since: i64,
}

/// What is to be done, each list in the order in which it is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    pub added: Vec<OutputPath>,
    pub changed: Vec<OutputPath>,
    /// All that is written: what pages name first, then new pages, changed pages, feeds and the sitemap.
    pub put: Vec<OutputPath>,
    /// Pages that go at the end, and other files whose grace time is over.
    pub removed: Vec<OutputPath>,
    /// Files that wait for the end of their grace time.
    pub retired: BTreeMap<OutputPath, Retired>,
}

impl Plan {
    pub(crate) fn is_empty(&self) -> bool {
        self.put.is_empty() && self.removed.is_empty()
    }

    /// The same by the clock of the place: what is retired now is retired at its `now`, and what this machine takes for overdue waits
    /// if by that clock it is not. `before` is what waited already.
    pub(crate) fn by_clock_of_place(&self, before: &BTreeMap<OutputPath, Retired>, now: i64, grace: i64) -> Self {
        let mut plan = self.clone();
        for (path, retired) in &mut plan.retired {
            if !before.contains_key(path) {
                retired.since = now;
            }
        }
        let waits = |path: &OutputPath| before.get(path).filter(|retired| retired.since.saturating_add(grace) > now);
        for path in &self.removed {
            plan.retired.extend(waits(path).map(|retired| (path.clone(), retired.clone())));
        }
        plan.removed.retain(|path| waits(path).is_none());
        plan
    }

    /// What is written, in parts within which no order matters.
    pub(crate) fn steps(&self) -> impl Iterator<Item = &[OutputPath]> {
        let is_added = |path: &OutputPath| self.added.binary_search(path).is_ok();
        self.put.chunk_by(move |a, b| (rank(a), is_added(a)) == (rank(b), is_added(b)))
    }
}

/// What is online, as far as it is known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Online {
    /// The last publication that was finished.
    pub files: Files,
    /// What one that was broken off was to put online: where the two differ, either may be there.
    pub pending: Option<Files>,
    pub retired: BTreeMap<OutputPath, Retired>,
}

/// Plans the way from what is online to `new`. Open pages still ask for their styles and pictures, so these stay for `grace`
/// seconds; a page that was taken back goes at once.
pub(crate) fn plan(online: &Online, new: &Files, now: i64, grace: i64) -> Plan {
    let mut plan = Plan::default();
    for (path, entry) in new {
        let known = online.files.get(path).or_else(|| online.retired.get(path).map(|retired| &retired.entry));
        let is_certain = online.pending.as_ref().is_none_or(|pending| pending.get(path) == known);
        match known {
            Some(known) if known == entry && is_certain => continue,
            Some(_) if online.files.contains_key(path) => plan.changed.push(path.clone()),
            _ => plan.added.push(path.clone()),
        }
    }
    plan.put = plan.added.iter().chain(&plan.changed).cloned().collect();
    plan.put.sort_by_key(rank);
    let gone = online.files.iter().chain(online.pending.iter().flatten()).filter(|(path, _)| !new.contains_key(*path));
    for (path, entry) in gone {
        if rank(path) == Rank::Page {
            plan.removed.push(path.clone());
        } else {
            plan.retired.insert(path.clone(), Retired { entry: entry.clone(), since: now });
        }
    }
    for (path, retired) in online.retired.iter().filter(|(path, _)| !new.contains_key(*path)) {
        if retired.since.saturating_add(grace) <= now {
            plan.retired.remove(path);
            plan.removed.push(path.clone());
        } else {
            plan.retired.insert(path.clone(), retired.clone());
        }
    }
    plan.removed.sort();
    plan.removed.dedup();
    plan
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Asset,
    Page,
    Announcement,
}

/// Feeds and sitemaps send readers to pages, so they follow them.
fn rank(path: &OutputPath) -> Rank {
    let name = path.as_str().rsplit('/').next().unwrap_or_default();
    match name.rsplit_once('.') {
        Some((_, "html")) => Rank::Page,
        Some((_, "xml")) => Rank::Announcement,
        _ if matches!(name, "robots.txt" | "_redirects" | "_headers") => Rank::Announcement,
        _ => Rank::Asset,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> Files {
        let entry = |hash: &str| Entry { hash: hash.to_owned(), len: 1, is_lasting: false, is_compressed: false };
        list.iter().map(|(path, hash)| (OutputPath::new(path).expect("a path"), entry(hash))).collect()
    }

    fn names(paths: &[OutputPath]) -> Vec<&str> {
        paths.iter().map(OutputPath::as_str).collect()
    }

    #[test]
    fn assets_come_before_pages_and_feeds_last() {
        let online = Online { files: files(&[("a.html", "1")]), ..Online::default() };
        let new = files(&[("a.html", "2"), ("b.html", "1"), ("atom.xml", "1"), ("z.css", "1")]);
        let plan = plan(&online, &new, 0, 10);
        assert_eq!(names(&plan.put), ["z.css", "b.html", "a.html", "atom.xml"]);
        assert_eq!(names(&plan.changed), ["a.html"]);
        assert_eq!(plan.steps().map(names).collect::<Vec<_>>(), [["z.css"], ["b.html"], ["a.html"], ["atom.xml"]]);
    }

    #[test]
    fn pages_go_at_once_and_assets_after_their_grace_time() {
        let online = Online { files: files(&[("a.html", "1"), ("a.css", "1")]), ..Online::default() };
        let first = plan(&online, &Files::new(), 100, 10);
        assert_eq!(names(&first.removed), ["a.html"]);
        let later = Online { retired: first.retired, ..Online::default() };
        assert_eq!(names(&plan(&later, &Files::new(), 109, 10).removed), [""; 0]);
        assert_eq!(names(&plan(&later, &Files::new(), 110, 10).removed), ["a.css"]);
    }

    #[test]
    fn the_clock_of_the_place_decides_what_is_overdue_and_since_when_others_wait() {
        let entry = files(&[("x", "1")]).into_values().next().expect("one");
        let before = BTreeMap::from([(OutputPath::new("old.css").expect("a path"), Retired { entry, since: 100 })]);
        let online = Online { files: files(&[("a.html", "1"), ("a.css", "1")]), retired: before.clone(), ..Online::default() };
        // This machine is a day ahead: to it, all grace times are over.
        let here = plan(&online, &Files::new(), 86_400, 10);
        assert_eq!(names(&here.removed), ["a.html", "old.css"]);
        let there = here.by_clock_of_place(&before, 105, 10);
        assert_eq!(names(&there.removed), ["a.html"]);
        let since = |plan: &Plan| plan.retired.iter().map(|(path, retired)| (path.to_string(), retired.since)).collect::<Vec<_>>();
        assert_eq!(since(&there), [("a.css".to_owned(), 105), ("old.css".to_owned(), 100)]);
        assert_eq!(names(&here.by_clock_of_place(&before, 110, 10).removed), ["a.html", "old.css"]);
    }

    #[test]
    fn what_a_broken_publication_may_have_changed_is_written_again() {
        let old = files(&[("a.html", "1"), ("b.html", "1"), ("c.html", "1")]);
        let online = Online { files: old.clone(), pending: Some(files(&[("a.html", "2"), ("b.html", "1")])), ..Online::default() };
        assert_eq!(names(&plan(&online, &old, 0, 10).put), ["a.html", "c.html"]);
    }
}
