//! Remembered results, each under the fingerprint of exactly what it was made from.

use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

use xxhash_rust::xxh3::Xxh3;

/// A 128-bit XXH3 of a value. Equal values have equal fingerprints within one program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(u128);

impl Fingerprint {
    pub fn of(value: &(impl Hash + ?Sized)) -> Self {
        let mut hasher = Xxh3::new();
        value.hash(&mut hasher);
        Self(hasher.digest128())
    }

    /// 32 hexadecimal digits.
    pub fn hex(self) -> String {
        format!("{:032x}", self.0)
    }
}

/// Results by name, each with the key it was made from. A result whose name was not
/// asked for in a build is forgotten after it, so memory follows the site's size.
#[derive(Debug)]
pub struct Memo<T> {
    entries: BTreeMap<String, (Fingerprint, T)>,
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self { entries: BTreeMap::new() }
    }
}

impl<T> Memo<T> {
    /// The remembered result of a name, if it was made from the same key.
    pub fn get(&self, name: &str, key: Fingerprint) -> Option<&T> {
        self.entries.get(name).filter(|(made_from, _)| *made_from == key).map(|(_, result)| result)
    }

    /// What is remembered of a name, whatever it was made from.
    pub fn latest(&self, name: &str) -> Option<&T> {
        self.entries.get(name).map(|(_, result)| result)
    }

    /// What a name's result was made from.
    pub fn key(&self, name: &str) -> Option<Fingerprint> {
        self.entries.get(name).map(|(key, _)| *key)
    }

    /// Adds the results of a build that has no other names than the last, or that did not come to its end.
    pub fn add(&mut self, results: impl IntoIterator<Item = (String, Fingerprint, T)>) {
        self.entries.extend(results.into_iter().map(|(name, key, result)| (name, (key, result))));
    }

    /// Replaces everything by the results of this build.
    pub fn replace(&mut self, results: impl IntoIterator<Item = (String, Fingerprint, T)>) {
        self.entries = results.into_iter().map(|(name, key, result)| (name, (key, result))).collect();
    }
}

/// Hashes a float by its bits, with one pattern for zero and one for no number.
pub fn hash_float(value: f64, state: &mut impl Hasher) {
    let canonical = if value == 0.0 {
        0.0
    } else if value.is_nan() {
        f64::NAN
    } else {
        value
    };
    canonical.to_bits().hash(state);
}
