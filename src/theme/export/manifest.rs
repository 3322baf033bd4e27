//! `theme.toml` of several layers as one, with the comments of the nearest that says a thing.

use toml_edit::{Array, DocumentMut, Item, RawString, Table, Value};

/// Tables that stand for themselves: the nearest layer's counts as a whole.
const WHOLE: [&str; 2] = ["slogan", "hashtags"];

/// The keys of a manifest as they are read best.
const ORDER: [&str; 11] =
    ["name", "title", "description", "engine", "styles", "icon_ground", "years", "slogan", "hashtags", "tokens", "contrast"];

/// Writes the manifests, strongest first, as one under a new name.
pub(super) fn together(manifests: &[&str], name: &str) -> String {
    let mut one = DocumentMut::new();
    let mut engines: Vec<String> = Vec::new();
    for text in manifests.iter().rev() {
        // A theme whose manifest cannot be read is not exported.
        let Ok(layer) = text.parse::<DocumentMut>() else { continue };
        if let Some(engine) = layer.get("engine").and_then(Item::as_str).filter(|engine| !engines.iter().any(|known| known == engine)) {
            engines.push(engine.to_owned());
        }
        one.set_trailing(layer.trailing().clone());
        let styles = styles(&one, &layer);
        overlay(&mut one, &layer, &[]);
        if let Some(styles) = styles {
            set(&mut one, "styles", styles);
        }
    }
    one.remove("inherits");
    set(&mut one, "name", name.into());
    if !engines.is_empty() {
        set(&mut one, "engine", engines.join(", ").into());
    }
    without_empty_headings(&mut one);
    one.sort_values_by(|one, _, other, _| place(one.get()).cmp(&place(other.get())));
    one.to_string()
}

/// A heading with nothing but other headings below it need not be there, unless somebody wrote a comment above it.
fn without_empty_headings(table: &mut Table) {
    for table in table.iter_mut().filter_map(|(_, item)| item.as_table_mut()) {
        let is_empty = !table.is_empty() && table.iter().all(|(_, item)| item.is_table());
        table.set_implicit(table.is_implicit() || is_empty && !has_comment(table));
        without_empty_headings(table);
    }
}

fn has_comment(table: &Table) -> bool {
    table.decor().prefix().and_then(RawString::as_str).is_some_and(|above| above.contains('#'))
}

/// Where a key stands in a manifest; what Ribbon does not know comes last.
fn place(key: &str) -> usize {
    ORDER.iter().position(|known| *known == key).unwrap_or(ORDER.len())
}

/// Puts what a stronger layer says over this: each thing where it stood, and what is new behind the rest.
fn overlay(below: &mut Table, above: &Table, path: &[&str]) {
    for (name, item) in above {
        let Some(key) = above.key(name) else { continue };
        // A parameter is declared in one place.
        let is_whole = matches!(path, [] if WHOLE.contains(&name)) || matches!(path, ["params"]);
        let known = below.get_mut(name);
        match (known, item.clone().into_table()) {
            // No words are none, and those below are still said.
            (Some(_), Ok(table)) if is_whole && table.is_empty() => {}
            (Some(Item::Table(known)), Ok(table)) if !is_whole => {
                if has_comment(&table) {
                    *known.decor_mut() = table.decor().clone();
                }
                known.set_implicit(known.is_implicit() && table.is_implicit());
                overlay(known, &table, &[path, &[name]].concat());
            }
            (_, Ok(table)) => {
                // Without the place that it had in its own file.
                let mut new = Table::new();
                new.set_implicit(table.is_implicit() || table.is_dotted());
                *new.decor_mut() = table.decor().clone();
                overlay(&mut new, &table, &[path, &[name]].concat());
                // A table in braces becomes one with a heading.
                let mut key = key.clone();
                key.leaf_decor_mut().set_suffix("");
                below.insert_formatted(&key, Item::Table(new));
            }
            (Some(Item::Value(Value::Array(known))), Err(Item::Value(Value::Array(added)))) if path.first() == Some(&"contrast") => {
                *known = joined(known, &added);
            }
            (_, Err(value)) => drop(below.insert_formatted(key, value)),
        }
    }
}

/// Two lists of colours as one.
fn joined(known: &Array, added: &Array) -> Array {
    let mut all = known.clone();
    for value in added {
        if !all.iter().any(|known| known.as_str() == value.as_str()) {
            let mut value = value.clone();
            value.decor_mut().clear();
            all.push(value);
        }
    }
    all
}

/// The style sheets of both, those of the weaker first.
fn styles(below: &DocumentMut, above: &DocumentMut) -> Option<Value> {
    let list = |document: &DocumentMut| document.get("styles").and_then(Item::as_array).cloned();
    let (known, added) = (list(below)?, list(above)?);
    Some(Value::Array(joined(&known, &added)))
}

/// Sets a value, and leaves the comments around it.
fn set(table: &mut Table, key: &str, mut value: Value) {
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(known) => {
            *value.decor_mut() = known.decor().clone();
            *known = value;
        }
        None => drop(table.insert(key, Item::Value(value))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_layer_says_each_thing_with_its_comment() {
        let own = "# Ours.\nname = \"own\" # here\ninherits = \"base\"\nengine = \">=0.2\"\nstyles = [\"css/own.css\"]\n\n[slogan]\nen = \"Now\"\n\n# Deep.\n[tokens.color.light]\n# Mine.\ntext = \"#111\"\nown = \"#222\"\n\n[tokens]\nradius = { m = \"1px\" }\n\n[contrast.text]\nown = [\"text\"]\n";
        let base = "# Base.\nname = \"base\"\ntitle = \"Base\"\nengine = \">=0.1\"\nstyles = [\"css/site.css\"]\n\n[slogan]\nfr = \"Avant\"\n\n# Roles.\n[tokens.color.light]\nsurface = \"#fff\" # white\ntext = \"#000\"\n\n[contrast.text]\nown = [\"surface\"]\n\n# Kept.\n[params.note]\ntype = \"bool\"\n";
        assert_eq!(
            together(&[own, base], "new"),
            "# Ours.\nname = \"new\" # here\ntitle = \"Base\"\nengine = \">=0.1, >=0.2\"\nstyles = [\"css/site.css\", \"css/own.css\"]\n\n[slogan]\nen = \"Now\"\n\n# Deep.\n[tokens.color.light]\nsurface = \"#fff\" # white\n# Mine.\ntext = \"#111\"\nown = \"#222\"\n\n[tokens.radius]\nm = \"1px\"\n\n[contrast.text]\nown = [\"surface\", \"text\"]\n\n# Kept.\n[params.note]\ntype = \"bool\"\n"
        );
    }
}
