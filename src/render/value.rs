//! Template values with the fingerprint of what they hold.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use serde::ser::{Serialize, SerializeStruct, Serializer};
use tera::Value;
use tera::value::Key;

use crate::base::fingerprint::{Fingerprint, hash_float};
use crate::syntax::fields;

/// A value that many outputs share, hashed once.
#[derive(Clone, Debug)]
pub(crate) struct HashedValue {
    pub value: Value,
    pub fingerprint: Fingerprint,
}

impl HashedValue {
    pub(crate) fn new(value: Value) -> Self {
        Self { fingerprint: Fingerprint::of(&Hashed(&value)), value }
    }

    pub(crate) fn none() -> Self {
        Self::new(Value::none())
    }

    /// A list whose fingerprint is made of its items'.
    pub(crate) fn list(items: impl IntoIterator<Item = Self>) -> Self {
        let (values, fingerprints): (Vec<Value>, Vec<Fingerprint>) = items.into_iter().map(|item| (item.value, item.fingerprint)).unzip();
        Self { value: Value::from(values), fingerprint: Fingerprint::of(&fingerprints) }
    }

    /// A map with further keys; a key it has already is replaced.
    pub(crate) fn with(&self, more: Vec<(&'static str, Self)>) -> Self {
        let mut fingerprints = vec![self.fingerprint];
        fingerprints.extend(more.iter().map(|(key, item)| Fingerprint::of(&(key, item.fingerprint))));
        let value = extended(&self.value, more.into_iter().map(|(key, item)| (key.into(), item.value)));
        Self { value, fingerprint: Fingerprint::of(&fingerprints) }
    }
}

/// A value that is put together when a template needs it, while its fingerprint is known before: most outputs turn out to be
/// remembered, and a list of all pages is long. Its clones are put together once.
#[derive(Clone, Debug)]
pub(crate) struct LazyValue {
    parts: Parts,
    pub fingerprint: Fingerprint,
}

#[derive(Clone, Debug)]
enum Parts {
    Whole(Value),
    Separate(Arc<Shared>),
}

/// What clones have in common.
#[derive(Debug)]
struct Shared {
    /// Taken when the value is put together, which holds all that is wanted of them.
    parts: Mutex<Option<Separate>>,
    whole: OnceLock<Value>,
}

/// What a value is put together from.
#[derive(Debug)]
enum Separate {
    List(Vec<LazyValue>),
    /// A map and its further keys.
    Map(Value, Vec<(&'static str, LazyValue)>),
}

impl From<HashedValue> for LazyValue {
    fn from(whole: HashedValue) -> Self {
        Self { parts: Parts::Whole(whole.value), fingerprint: whole.fingerprint }
    }
}

impl LazyValue {
    /// A list whose fingerprint is made of its items'.
    pub(crate) fn list(items: Vec<Self>) -> Self {
        let fingerprints: Vec<Fingerprint> = items.iter().map(|item| item.fingerprint).collect();
        Self::separate(Separate::List(items), Fingerprint::of(&fingerprints))
    }

    /// A map with further keys; a key it has already is replaced.
    pub(crate) fn with(whole: &HashedValue, more: Vec<(&'static str, Self)>) -> Self {
        let fingerprints: Vec<(&str, Fingerprint)> = more.iter().map(|(key, item)| (*key, item.fingerprint)).collect();
        let fingerprint = Fingerprint::of(&(whole.fingerprint, fingerprints));
        Self::separate(Separate::Map(whole.value.clone(), more), fingerprint)
    }

    fn separate(parts: Separate, fingerprint: Fingerprint) -> Self {
        let shared = Shared { parts: Mutex::new(Some(parts)), whole: OnceLock::new() };
        Self { parts: Parts::Separate(Arc::new(shared)), fingerprint }
    }

    /// A value whose parts are tracked as questions of their own, so that its own fingerprint does not matter.
    pub(crate) fn asked(value: Value) -> Self {
        Self { parts: Parts::Whole(value), fingerprint: Fingerprint::of(&()) }
    }

    pub(crate) fn value(&self) -> Value {
        match &self.parts {
            Parts::Whole(value) => value.clone(),
            Parts::Separate(shared) => shared.whole.get_or_init(|| shared.put_together()).clone(),
        }
    }
}

impl Shared {
    fn put_together(&self) -> Value {
        let parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner).take();
        parts.map_or_else(Value::none, |parts| parts.put_together())
    }
}

impl Separate {
    fn put_together(&self) -> Value {
        match self {
            Self::List(items) => list(items.iter().map(LazyValue::value)),
            Self::Map(whole, more) => extended(whole, more.iter().map(|(key, item)| ((*key).into(), item.value()))),
        }
    }
}

/// A map from pairs, in their order.
pub(crate) fn map<const N: usize>(pairs: [(&'static str, Value); N]) -> Value {
    from_pairs(pairs.into_iter().map(|(key, value)| (key.into(), value)))
}

/// A map with further pairs; those of a value that is no map are all.
fn extended(whole: &Value, more: impl Iterator<Item = (Key<'static>, Value)>) -> Value {
    match whole.as_map() {
        // Without `flatten`, which would hide how many there are.
        Some(map) => from_pairs(map.iter().map(|(key, value)| (key.clone(), value.clone())).chain(more)),
        None => from_pairs(more),
    }
}

/// A map from pairs, in their order; of two with one key the later counts, at the place of the first.
///
/// Tera converts any map that it is given into its own, so building one of that kind first would hash every key twice. What is
/// serialized becomes its own map at once, and values in it are taken as they are; only names that the program knows can be keys
/// of such a struct. For others there is a map that is ordered by position and hashes nothing.
pub(crate) fn from_pairs(pairs: impl Iterator<Item = (Key<'static>, Value)>) -> Value {
    let pairs: Vec<(Key<'static>, Value)> = pairs.collect();
    if pairs.iter().all(|(key, _)| matches!(key, Key::Str(_)))
        && let Ok(map) = Value::try_from_serializable(&Named(&pairs))
    {
        return map;
    }
    let ordered: BTreeMap<Positioned, Value> =
        pairs.into_iter().enumerate().map(|(position, (key, value))| (Positioned { position, key }, value)).collect();
    Value::from(ordered)
}

/// Pairs whose keys are all names that the program knows, as a struct.
struct Named<'p>(&'p [(Key<'static>, Value)]);

impl Serialize for Named<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("", self.0.len())?;
        for (key, value) in self.0 {
            if let Key::Str(name) = key {
                fields.serialize_field(name, value)?;
            }
        }
        fields.end()
    }
}

/// A key that is ordered by its place among the others.
struct Positioned {
    position: usize,
    key: Key<'static>,
}

impl PartialEq for Positioned {
    fn eq(&self, other: &Self) -> bool {
        self.position == other.position
    }
}

impl Eq for Positioned {}

impl PartialOrd for Positioned {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Positioned {
    fn cmp(&self, other: &Self) -> Ordering {
        self.position.cmp(&other.position)
    }
}

impl From<Positioned> for Key<'static> {
    fn from(positioned: Positioned) -> Self {
        positioned.key
    }
}

/// A list of values.
pub(crate) fn list(items: impl IntoIterator<Item = Value>) -> Value {
    Value::from(items.into_iter().collect::<Vec<Value>>())
}

/// A value of TOML or YAML as templates see it; dates are ISO texts.
pub(crate) fn from_fields(value: &fields::Value) -> Value {
    match value {
        fields::Value::Nothing => Value::none(),
        fields::Value::String(text) => Value::from(text.as_str()),
        fields::Value::Integer(number) => Value::from(*number),
        fields::Value::Float(number) => Value::from(*number),
        fields::Value::Bool(flag) => Value::from(*flag),
        fields::Value::Moment(moment) => Value::from(moment.iso()),
        fields::Value::Array(nodes) => list(nodes.iter().map(|node| from_fields(&node.value))),
        fields::Value::Table(table) => from_table(table),
    }
}

pub(crate) fn from_table(table: &fields::Table) -> Value {
    from_pairs(table.entries.iter().map(|entry| (entry.key.clone().into(), from_fields(&entry.node.value))))
}

/// Hashes a template value by its content.
struct Hashed<'a>(&'a Value);

impl Hash for Hashed<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let value = self.0;
        if let Some(text) = value.as_str() {
            (b's', value.is_safe(), text).hash(state);
        } else if let Some(map) = value.as_map() {
            (b'm', map.len()).hash(state);
            for (key, value) in map {
                key.as_str().hash(state);
                Hashed(value).hash(state);
            }
        } else if let Some(items) = value.as_array() {
            (b'a', items.len()).hash(state);
            for item in items {
                Hashed(item).hash(state);
            }
        } else if let Some(flag) = value.as_bool() {
            (b'b', flag).hash(state);
        } else if let Some(number) = value.as_i128() {
            (b'i', number).hash(state);
        } else if let Some(number) = value.as_f64() {
            b'f'.hash(state);
            hash_float(number, state);
        } else {
            b'n'.hash(state);
        }
    }
}
