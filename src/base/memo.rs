//! Remembered results, each under the fingerprint of exactly what it was made from.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use crate::base::diagnostic::Problems;
use crate::base::fingerprint::Fingerprint;

/// Results by name, each with the key it was made from and the problems that were found on the way. A result that a build did
/// not ask for is forgotten afterwards, so that memory follows the site's size.
#[derive(Debug)]
pub(crate) struct Memo<T> {
    entries: HashMap<String, Entry<T>>,
    /// Whether nothing is kept, since no other build follows.
    is_forgetful: bool,
}

#[derive(Debug)]
struct Entry<T> {
    key: Fingerprint,
    value: T,
    problems: Problems,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { entries: HashMap::new(), is_forgetful: false }
    }
}

impl<T: Clone + Send + 'static> Memo<T> {
    /// The result of a stage that has one: remembered if its key is the same, else made. Its problems are reported either way.
    pub(crate) fn stage(&mut self, key: Fingerprint, problems: &mut Problems, make: impl FnOnce() -> (T, Problems)) -> T {
        self.stage_from(key, problems, |_| make())
    }

    /// The same for a stage that can take over parts of an earlier result.
    pub(crate) fn stage_from(&mut self, key: Fingerprint, problems: &mut Problems, make: impl FnOnce(Option<&T>) -> (T, Problems)) -> T {
        let entry = match self.entries.remove("") {
            Some(entry) if entry.key == key => entry,
            earlier => {
                let (value, problems) = make(earlier.as_ref().map(|earlier| &earlier.value));
                if let Some(earlier) = earlier {
                    // It can be large, and nobody should wait until its memory is free.
                    rayon::spawn(move || drop(earlier));
                }
                Entry { key, value, problems }
            }
        };
        if self.is_forgetful {
            problems.extend(entry.problems);
            return entry.value;
        }
        problems.extend(entry.problems.iter().cloned());
        let value = entry.value.clone();
        self.entries.clear();
        self.entries.insert(String::new(), entry);
        value
    }
}

impl<T: Clone + Send + Sync> Memo<T> {
    /// The results of a stage that has one for each of many items, in the order of the items; what has to be made is made
    /// in parallel.
    pub(crate) fn stage_each<I: Sync>(
        &mut self,
        items: &[I],
        problems: &mut Problems,
        named: impl Fn(&I) -> (&str, Fingerprint) + Sync,
        make: impl Fn(&I) -> (T, Problems) + Sync,
    ) -> Vec<T> {
        let known = &self.entries;
        let made: Vec<Option<Entry<T>>> = items
            .par_iter()
            .map(|item| {
                let (name, key) = named(item);
                if known.get(name).is_some_and(|entry| entry.key == key) {
                    return None;
                }
                let (value, problems) = make(item);
                Some(Entry { key, value, problems })
            })
            .collect();
        if self.is_forgetful {
            let report = |entry: Entry<T>| {
                problems.extend(entry.problems);
                entry.value
            };
            return made.into_iter().flatten().map(report).collect();
        }
        let mut old = std::mem::take(&mut self.entries);
        let mut values = Vec::with_capacity(items.len());
        self.entries.reserve(items.len());
        for (item, made) in items.iter().zip(made) {
            let name = named(item).0;
            let Some(entry) = made.or_else(|| old.remove(name)) else { continue };
            problems.extend(entry.problems.iter().cloned());
            values.push(entry.value.clone());
            self.entries.insert(name.to_owned(), entry);
        }
        values
    }
}

impl<T> Memo<T> {
    /// Remembers nothing.
    pub(crate) fn forgetful() -> Self {
        Self { entries: HashMap::new(), is_forgetful: true }
    }

    /// What is remembered of a name, whatever it was made from.
    pub(crate) fn latest(&self, name: &str) -> Option<&T> {
        self.entries.get(name).map(|entry| &entry.value)
    }

    /// Adds results that are checked against a trace instead of a key.
    pub(crate) fn add(&mut self, results: impl IntoIterator<Item = (String, T)>) {
        let nothing = Fingerprint::of(&());
        self.entries.extend(results.into_iter().map(|(name, value)| (name, Entry { key: nothing, value, problems: Problems::new() })));
    }

    /// What is remembered, in the order of the names.
    pub(crate) fn sorted(&self) -> BTreeMap<&str, &T> {
        self.entries.iter().map(|(name, entry)| (name.as_str(), &entry.value)).collect()
    }

    /// Replaces everything with such results of this build.
    pub(crate) fn replace(&mut self, results: impl IntoIterator<Item = (String, T)>) {
        self.entries.clear();
        self.add(results);
    }
}
