//! `ribbon schema`: what editors' tools complete and check files with.
//!
//! The schemas are files; tests hold them to the keys that the readers know.

mod snippets;

use serde_json::{Map, Value, json};

use super::FINE;
use super::terminal::print as print_text;
use crate::base::diagnostic::Code;
use crate::edge::cli::SchemaOf;
use crate::site::evidence::reference_types;
use crate::theme::roles::ROLES;

const SITE: &str = include_str!("schema/site.json");
const PAGE: &str = include_str!("schema/page.json");
/// The keys that only a section has, and the keys that differ from those of a page.
const SECTION: &str = include_str!("schema/section.json");

/// The roles of colours are added from the program.
const THEME: &str = include_str!("schema/theme.json");

const STATISTICS: &str = include_str!("schema/statistics.json");
const PEOPLE: &str = include_str!("schema/people.json");
const EVENTS: &str = include_str!("schema/events.json");
const KIT: &str = include_str!("schema/kit.json");
const TERMS: &str = include_str!("schema/terms.json");

/// The types of sources are added from the program, and what a parent may have is what an entry may have.
const REFERENCES: &str = include_str!("schema/references.json");

/// Prints a JSON Schema, draft 2020-12.
pub(super) fn print(of: SchemaOf) -> u8 {
    print_text(&schema_text(of));
    FINE
}

/// A schema for a file beside what it describes.
pub(super) fn schema_text(of: SchemaOf) -> String {
    format!("{:#}\n", Value::Object(schema(of)))
}

/// The keys of front matter as editors offer them in Markdown.
pub(super) fn snippets_text() -> String {
    snippets::front_matter(&read(PAGE))
}

fn schema(of: SchemaOf) -> Map<String, Value> {
    match of {
        SchemaOf::Site => site(),
        SchemaOf::Page => read(PAGE),
        SchemaOf::Section => section(),
        SchemaOf::Theme => theme(),
        SchemaOf::Statistics => read(STATISTICS),
        SchemaOf::People => read(PEOPLE),
        SchemaOf::Events => read(EVENTS),
        SchemaOf::Kit => read(KIT),
        SchemaOf::Terms => read(TERMS),
        SchemaOf::References => references(),
    }
}

fn read(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).expect("a schema of ours is an object, as the tests see")
}

/// The codes that `[check]` may name are added from the program.
fn site() -> Map<String, Value> {
    let mut schema = Value::Object(read(SITE));
    let codes: Vec<Value> = Code::ALL.iter().filter(|code| code.can_be_overridden()).map(|code| code.name().into()).collect();
    let check = "/properties/check/properties";
    for place in ["/severity/propertyNames/enum", "/suppress/items/properties/code/enum"] {
        if let Some(names) = schema.pointer_mut(&format!("{check}{place}")) {
            *names = codes.clone().into();
        }
    }
    let Value::Object(schema) = schema else { return Map::new() };
    schema
}

/// A parent has the keys of an entry, but it may leave out its type; the parents of parents are not looked into.
fn references() -> Map<String, Value> {
    let mut schema = read(REFERENCES);
    let Some(defs) = schema.get_mut("$defs") else { return schema };
    if let Some(types) = defs.pointer_mut("/entry/properties/type/enum") {
        *types = reference_types().collect::<Vec<_>>().into();
    }
    let mut parent = defs["entry"].clone();
    if let Some(parent) = parent.as_object_mut() {
        parent.remove("required");
    }
    if let Some(above) = parent.pointer_mut("/properties/parent") {
        *above = json!({ "description": "What that stands in.", "type": ["object", "array"] });
    }
    defs["parent"] = parent;
    schema
}

/// Each colour that `base` uses, with its purpose and the colours that its contrast is measured against.
fn theme() -> Map<String, Value> {
    let mut schema = read(THEME);
    let colors = schema.get_mut("$defs").and_then(|defs| defs.pointer_mut("/colors/properties")).and_then(Value::as_object_mut);
    if let Some(colors) = colors {
        for role in ROLES {
            let needs = role.on.iter().map(|(need, grounds)| format!("; at least {}:1 on {}", need.ratio(), grounds.join(", ")));
            let description = format!("{}{}.", role.meaning, needs.collect::<String>());
            colors.insert(role.name.to_owned(), json!({ "description": description, "type": "string" }));
        }
    }
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
