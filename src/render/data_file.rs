//! A data file as templates and charts see it.

use std::sync::OnceLock;

use tera::Value;

use super::value::HashedValue;
use crate::base::source::Source;

/// A data file that keeps its format's rules. Its value is made when the first template asks for it: a large table that
/// is only published, or drawn, costs no value for each of its fields.
#[derive(Debug)]
pub struct DataFile {
    pub source: Source,
    make: fn(&Source) -> Value,
    value: OnceLock<HashedValue>,
}

impl DataFile {
    /// A file whose value `make` gives.
    pub fn new(source: &Source, make: fn(&Source) -> Value) -> Self {
        Self { source: source.clone(), make, value: OnceLock::new() }
    }

    pub fn value(&self) -> &HashedValue {
        self.value.get_or_init(|| HashedValue::new((self.make)(&self.source)))
    }
}
