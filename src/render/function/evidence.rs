//! Functions for claims and numbers: `cite`, `references`, `reference`, `bibliography`, `stat`.

use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::missing;
use crate::content::written_cite;
use crate::render::citing;
use crate::render::failure::failure;
use crate::render::question::Names;
use crate::render::tracked;
use crate::render::tracked::mark_of;
use crate::syntax::html::escape_into as escape;

pub(super) fn register(tera: &mut Tera) {
    tera.register_function("cite", |kwargs: Kwargs, _: &State<'_>| cite(&kwargs));
    tera.register_function("references", |_: Kwargs, _: &State<'_>| references());
    tera.register_function("reference", |kwargs: Kwargs, _: &State<'_>| reference(&kwargs));
    tera.register_function("bibliography", |_: Kwargs, _: &State<'_>| bibliography());
    tera.register_function("stat", |kwargs: Kwargs, _: &State<'_>| super::stat::stat(&kwargs));
}

/// A citation in a template or component. Within a text it is numbered with the others; elsewhere, without a list, it names and
/// links its source.
fn cite(kwargs: &Kwargs) -> TeraResult<Value> {
    let keys: Value = kwargs.must_get("keys")?;
    let text = match keys.as_array() {
        Some(keys) => keys.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; "),
        None => keys.as_str().unwrap_or_default().to_owned(),
    };
    let cite = written_cite(&text)
        .ok_or_else(|| failure(format!("`{text}` is not a citation"), Some("write `bray2024` or `bray2024, p. 3`".to_owned())))?;
    let mut found = Vec::new();
    for item in &cite.items {
        found.push(entry(&item.key)?);
    }
    if let Some(marker) = tracked::with(|door| door.mark(mark_of(&cite))).flatten() {
        return Ok(Value::safe_string(&marker));
    }
    let links = found.iter().map(|entry| {
        let text = |name: &str| entry.get_from_path(name).and_then(Value::as_str).map(str::to_owned);
        let mut html = String::new();
        match text("url") {
            Some(url) => {
                html.push_str("<a class=\"external\" rel=\"external noopener\" href=\"");
                escape(&url, &mut html);
                html.push_str("\">");
                escape(&text("label").unwrap_or_default(), &mut html);
                html.push_str("</a>");
            }
            None => escape(&text("label").unwrap_or_default(), &mut html),
        }
        html
    });
    Ok(Value::safe_string(&format!("<span class=\"citation\">({})</span>", links.collect::<Vec<_>>().join("; "))))
}

/// Marks the place of a text's list of references.
fn references() -> TeraResult<Value> {
    Ok(Value::safe_string(citing::LIST))
}

fn reference(kwargs: &Kwargs) -> TeraResult<Value> {
    entry(kwargs.must_get("key")?)
}

fn entry(key: &str) -> TeraResult<Value> {
    let found = tracked::with(|door| door.reference(key)).flatten();
    found.map(|found| found.value).ok_or_else(|| missing("reference", key, Names::References))
}

fn bibliography() -> TeraResult<Value> {
    let found = tracked::with(tracked::Door::bibliography).flatten();
    Ok(found.map_or_else(|| Value::from(Vec::<Value>::new()), |found| found.value))
}
