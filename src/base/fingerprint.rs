//! A value's identity in 128 bits.

use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

/// A 128-bit XXH3 of a value. Equal values have equal fingerprints within one program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

/// Serializes fingerprints as their hexadecimal digits, for files that people may look into.
pub(crate) mod as_hex {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Fingerprint;

    pub(crate) fn serialize<S: Serializer>(fingerprint: &Fingerprint, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:032x}", fingerprint.0))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fingerprint, D::Error> {
        let digits = <&str>::deserialize(deserializer)?;
        u128::from_str_radix(digits, 16).map(Fingerprint).map_err(D::Error::custom)
    }
}

/// Hashes a float by its bits, with one pattern for both zeros and one for every NaN.
pub(crate) fn hash_float(value: f64, state: &mut impl Hasher) {
    let canonical = if value == 0.0 {
        0.0
    } else if value.is_nan() {
        f64::NAN
    } else {
        value
    };
    canonical.to_bits().hash(state);
}
