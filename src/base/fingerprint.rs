//! A value's identity in 128 bits.

use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// A 128-bit XXH3 of a value. Equal values have equal fingerprints within one program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Fingerprint(u128);

impl Fingerprint {
    pub fn of(value: &(impl Hash + ?Sized)) -> Self {
        let mut hasher = Gathered { buffer: [0; BUFFER], length: 0, earlier: None };
        value.hash(&mut hasher);
        Self(hasher.digest())
    }

    /// 32 hexadecimal digits.
    pub fn hex(self) -> String {
        format!("{:032x}", self.0)
    }
}

/// The number of bytes that are gathered before they are hashed.
const BUFFER: usize = 512;

/// Gathers what is written before it is hashed: a value is written in pieces of a few bytes, and most values are short.
struct Gathered {
    buffer: [u8; BUFFER],
    /// The number of bytes in the buffer.
    length: usize,
    /// What was written before, if it was more than the buffer holds.
    earlier: Option<Box<Xxh3>>,
}

impl Gathered {
    fn digest(&self) -> u128 {
        let rest = &self.buffer[..self.length];
        match &self.earlier {
            Some(earlier) => {
                let mut all = earlier.clone();
                all.update(rest);
                all.digest128()
            }
            None => xxh3_128(rest),
        }
    }

    #[cold]
    fn write_long(&mut self, bytes: &[u8]) {
        let earlier = self.earlier.get_or_insert_with(Box::default);
        earlier.update(&self.buffer[..self.length]);
        earlier.update(bytes);
        self.length = 0;
    }
}

impl Hasher for Gathered {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        match self.buffer.get_mut(self.length..self.length + bytes.len()) {
            Some(free) => {
                free.copy_from_slice(bytes);
                self.length += bytes.len();
            }
            None => self.write_long(bytes),
        }
    }

    /// Half of the digest, as the trait wants it.
    fn finish(&self) -> u64 {
        (self.digest() >> 64) as u64
    }
}

/// Serializes fingerprints as their hexadecimal digits, for files that people may look into.
pub(crate) mod as_hex {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::Fingerprint;

    const DIGITS: &[u8; 16] = b"0123456789abcdef";

    pub(crate) fn serialize<S: Serializer>(fingerprint: &Fingerprint, serializer: S) -> Result<S::Ok, S::Error> {
        // A manifest has one for every file of a site, and `format!` takes ten times as long.
        let mut digits = [0; 32];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(fingerprint.0.to_be_bytes()) {
            pair.copy_from_slice(&[byte >> 4, byte & 0xf].map(|digit| DIGITS[usize::from(digit)]));
        }
        serializer.serialize_str(str::from_utf8(&digits).unwrap_or_default())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_give_the_same_as_the_whole() {
        let bytes: Vec<u8> = (0..4 * BUFFER).map(|at| (at % 251) as u8).collect();
        for length in [0, 1, 16, 17, 240, 241, BUFFER - 1, BUFFER, BUFFER + 1, 3 * BUFFER + 7] {
            for piece in [1, 3, 8, 64, BUFFER - 1, BUFFER, BUFFER + 1] {
                let mut hasher = Gathered { buffer: [0; BUFFER], length: 0, earlier: None };
                bytes[..length].chunks(piece).for_each(|piece| hasher.write(piece));
                assert_eq!(hasher.digest(), xxh3_128(&bytes[..length]), "{length} bytes in pieces of {piece}");
            }
        }
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Digits(#[serde(with = "as_hex")] Fingerprint);

    #[test]
    fn digits_are_those_of_hex_and_are_read_again() {
        for value in [0, 1, 0x0123_4567_89ab_cdef, u128::MAX, u128::MAX << 64] {
            let digits = Digits(Fingerprint(value));
            let text = serde_json::to_string(&digits).expect("a text");
            assert_eq!(text, format!("\"{}\"", Fingerprint(value).hex()));
            assert_eq!(serde_json::from_str::<Digits>(&text).expect("digits"), digits);
        }
    }
}
