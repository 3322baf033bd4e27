//! TOML, YAML and JSON as trees with byte spans.

use std::hash::{Hash, Hasher};
use std::ops::Range;

use crate::base::fingerprint::hash_float;

pub(crate) use crate::base::moment::Moment;

/// A value and where it is written. Two nodes are equal if their values are.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub value: Value,
    pub span: Range<usize>,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Hash for Node {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// YAML's `null`; TOML has none.
    Nothing,
    String(String),
    Integer(i64),
    Float(f64),
    Bool(bool),
    Moment(Moment),
    Array(Vec<Node>),
    Table(Table),
}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Self::Nothing => {}
            Self::String(text) => text.hash(state),
            Self::Integer(number) => number.hash(state),
            Self::Float(number) => hash_float(*number, state),
            Self::Bool(flag) => flag.hash(state),
            Self::Moment(moment) => moment.hash(state),
            Self::Array(nodes) => nodes.hash(state),
            Self::Table(table) => table.hash(state),
        }
    }
}

impl Value {
    /// The type of the value, in an editor's words.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::String(_) => "text",
            Self::Integer(_) => "a whole number",
            Self::Float(_) => "a number",
            Self::Bool(_) => "true or false",
            Self::Moment(_) => "a date",
            Self::Array(_) => "a list",
            Self::Table(_) => "a table of keys",
        }
    }
}

/// Keys in the order they are written.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub(crate) struct Table {
    pub entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub key: String,
    pub key_span: Range<usize>,
    pub node: Node,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.node == other.node
    }
}

impl Hash for Entry {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
        self.node.hash(state);
    }
}

impl Table {
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}
