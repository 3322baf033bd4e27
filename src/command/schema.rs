//! `ribbon schema`: what editors' tools complete and check files with.
//!
//! The schemas are files; tests hold them to the keys that the readers know.

use serde_json::{Map, Value};

use super::FINE;
use super::terminal::print as print_text;
use crate::cli::SchemaOf;
use crate::diagnostic::Code;

const SITE: &str = include_str!("schema/site.json");
const PAGE: &str = include_str!("schema/page.json");
/// The keys that only a section has, and what it says otherwise than a page.
const SECTION: &str = include_str!("schema/section.json");

/// Prints a JSON Schema, draft 2020-12.
pub fn print(of: SchemaOf) -> u8 {
    print_text(&format!("{:#}\n", Value::Object(schema(of))));
    FINE
}

fn schema(of: SchemaOf) -> Map<String, Value> {
    match of {
        SchemaOf::Site => site(),
        SchemaOf::Page => read(PAGE),
        SchemaOf::Section => section(),
    }
}

fn read(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).expect("a schema of ours is an object, as the tests see")
}

/// The codes that `[check]` may judge are known to the program alone.
fn site() -> Map<String, Value> {
    let mut schema = Value::Object(read(SITE));
    let codes: Vec<Value> = Code::ALL.iter().filter(|code| code.can_be_judged()).map(|code| code.name().into()).collect();
    let check = "/properties/check/properties";
    for place in ["/severity/propertyNames/enum", "/suppress/items/properties/code/enum"] {
        if let Some(names) = schema.pointer_mut(&format!("{check}{place}")) {
            *names = codes.clone().into();
        }
    }
    let Value::Object(schema) = schema else { return Map::new() };
    schema
}

fn section() -> Map<String, Value> {
    let mut schema = read(PAGE);
    for (key, value) in read(SECTION) {
        match (schema.get_mut(&key), value) {
            (Some(Value::Object(keys)), Value::Object(more)) => keys.extend(more),
            (_, value) => {
                schema.insert(key, value);
            }
        }
    }
    schema
}

#[cfg(test)]
mod tests;
