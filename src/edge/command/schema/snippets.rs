//! The keys of front matter as snippets. No editor that we know of reads a schema for the head of a Markdown file, but all of the
//! family of Visual Studio Code offer snippets there.

use serde_json::{Map, Value, json};

/// One snippet a key, made of the schema of a page: what the key is for, and a line to fill in.
pub(super) fn front_matter(page: &Map<String, Value>) -> String {
    let root = Value::Object(page.clone());
    let mut snippets = Map::new();
    let head = "+++\ntitle = \"${1:Title}\"\ndescription = \"${2:One sentence for lists and search engines.}\"\n+++\n\n$0";
    snippets.insert("page".to_owned(), snippet("page", head, "The head of a page: between the lines of `+++` stand facts about it."));
    for (key, schema) in page.get("properties").and_then(Value::as_object).into_iter().flatten() {
        let description = schema.get("description").and_then(Value::as_str).unwrap_or_default();
        snippets.insert(key.clone(), snippet(key, &format!("{key} = {}", value(&root, schema)), description));
    }
    format!("{:#}\n", Value::Object(snippets))
}

fn snippet(prefix: &str, body: &str, description: &str) -> Value {
    json!({ "scope": "markdown", "prefix": prefix, "body": body.split('\n').collect::<Vec<_>>(), "description": description })
}

/// A value in TOML, with what is to be filled in marked as snippets mark it.
fn value(root: &Value, schema: &Value) -> String {
    let schema = schema.get("$ref").and_then(Value::as_str).and_then(|place| root.pointer(place.get(1..)?)).unwrap_or(schema);
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
        return format!("\"${{1|{}|}}\"", words.join(","));
    }
    let example = schema.pointer("/examples/0");
    let is_date = schema.get("anyOf").is_some();
    match schema.get("type").and_then(Value::as_str) {
        Some("boolean") => "${1|true,false|}".to_owned(),
        Some("integer") => format!("${{1:{}}}", example.unwrap_or(&json!(1))),
        Some("array") => format!("[\"${{1:{}}}\"]", example.and_then(|list| list.get(0)).and_then(Value::as_str).unwrap_or("…")),
        Some("object") => "{ $1 }".to_owned(),
        _ if is_date => format!("${{1:{}}}", example.and_then(Value::as_str).unwrap_or_default()),
        _ => format!("\"${{1:{}}}\"", example.and_then(Value::as_str).unwrap_or("…")),
    }
}
