//! Takes out of the structured data what the finished page does not show.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{CLOSE, OPEN, VisibleText, element};
use crate::base::locale::Locale;

/// Keys whose values name things and are not meant to be read.
pub(crate) const NAMES: &[&str] = &[
    "@context",
    "@type",
    "@id",
    "url",
    "item",
    "sameAs",
    "inLanguage",
    "position",
    "mainEntityOfPage",
    "identifier",
    "target",
    "image",
    "eventAttendanceMode",
];

/// Keys of days, which a page shows in the words of its language.
pub(crate) const DAYS: &[&str] = &["datePublished", "dateModified", "lastReviewed", "startDate", "endDate"];

/// The page with only the data that it shows.
pub(crate) fn prune_hidden(page: &str, graph: &Value, locale: &Locale) -> String {
    let Some((before, rest)) = page.split_once(OPEN) else { return page.to_owned() };
    let Some((_, after)) = rest.split_once(CLOSE) else { return page.to_owned() };
    let shown = VisibleText::new(page, locale);
    let mut graph = graph.clone();
    if let Some(Value::Array(nodes)) = graph.get_mut("@graph") {
        let kept: Vec<Value> = nodes.iter().filter_map(|node| prune(node, &shown)).collect();
        let known: BTreeSet<String> = kept.iter().filter_map(|node| Some(node.get("@id")?.as_str()?.to_owned())).collect();
        *nodes = kept.into_iter().map(|node| without_unknown(node, &known)).collect();
    }
    format!("{before}{}{after}", element(&graph))
}

/// A value with only what is shown; `None` if nothing useful is left of it.
fn prune(value: &Value, shown: &VisibleText<'_>) -> Option<Value> {
    match value {
        Value::String(text) => shown.has_text(text).then(|| value.clone()),
        Value::Array(items) => {
            let kept: Vec<Value> = items.iter().filter_map(|item| prune(item, shown)).collect();
            (!kept.is_empty()).then_some(Value::Array(kept))
        }
        Value::Object(map) => {
            let mut kept = Map::new();
            for (key, value) in map {
                let kept_value = if NAMES.contains(&key.as_str()) {
                    Some(value.clone())
                } else if DAYS.contains(&key.as_str()) {
                    Some(value.clone()).filter(|value| value.as_str().is_some_and(|day| shown.has_day(day)))
                } else {
                    prune(value, shown)
                };
                kept.extend(kept_value.map(|value| (key.clone(), value)));
            }
            makes_sense(map, kept)
        }
        _ => Some(value.clone()),
    }
}

/// The object, if it still has the keys without which its type makes no sense.
fn makes_sense(before: &Map<String, Value>, mut kept: Map<String, Value>) -> Option<Value> {
    let Some(kind) = before.get("@type") else { return Some(Value::Object(kept)) };
    let is = |name: &str| kind == name || kind.as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == name));
    let needs: &[&str] = match kind.as_str().unwrap_or_default() {
        "Question" => &["name", "acceptedAnswer"],
        "Answer" => &["text"],
        "Event" => &["name", "startDate"],
        "VirtualLocation" => &["url"],
        "BreadcrumbList" => &["itemListElement"],
        "WebPage" | "CollectionPage" | "MedicalWebPage" | "FAQPage" | "Article" => &[],
        _ if kind.is_array() => &[],
        _ => &["name"],
    };
    if needs.iter().any(|key| !kept.contains_key(*key)) {
        return None;
    }
    let n_items = |map: &Map<String, Value>| map.get("itemListElement").and_then(Value::as_array).map_or(0, Vec::len);
    if is("BreadcrumbList") && n_items(before) != n_items(&kept) {
        return None;
    }
    if is("FAQPage") && !kept.contains_key("mainEntity") {
        let others: Vec<&Value> = kind.as_array().map_or(Vec::new(), |kinds| kinds.iter().filter(|kind| *kind != "FAQPage").collect());
        let kind = others.first().map_or_else(|| Value::from("WebPage"), |kind| (*kind).clone());
        kept.insert("@type".to_owned(), kind);
    }
    Some(Value::Object(kept))
}

/// Leaves out what points to things that are not there.
fn without_unknown(value: Value, known: &BTreeSet<String>) -> Value {
    match value {
        Value::Object(map) => Value::Object(
            map.into_iter()
                .filter(|(key, value)| {
                    let only_id = value.as_object().filter(|map| map.len() == 1).and_then(|map| map.get("@id")).and_then(Value::as_str);
                    // An item of the breadcrumbs is another page, which describes itself.
                    key == "item" || only_id.is_none_or(|id| known.contains(id))
                })
                .map(|(key, value)| (key, without_unknown(value, known)))
                .collect(),
        ),
        Value::Array(items) => Value::Array(items.into_iter().map(|item| without_unknown(item, known)).collect()),
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::locale::Language;
    use serde_json::json;

    fn settled(page: &str, graph: &Value) -> Value {
        let locale = Locale::new(&Language::parse("en").expect("a language"));
        let text = prune_hidden(&format!("<head>{OPEN}x{CLOSE}</head><body>{page}</body>"), graph, &locale);
        let data = text.split_once(OPEN).and_then(|(_, rest)| rest.split_once(CLOSE)).expect("the element").0;
        assert!(!data.contains('<'), "{data}");
        serde_json::from_str(data).expect("JSON")
    }

    #[test]
    fn what_is_not_shown_is_left_out() {
        let graph = json!({ "@context": "https://schema.org", "@graph": [
            { "@type": "Organization", "@id": "x#publisher", "name": "Hidden" },
            { "@type": "MedicalWebPage", "@id": "x#page", "name": "Risks & chances", "description": "Not here.", "lastReviewed": "2027-02-04",
              "dateModified": "2027-02-05", "publisher": { "@id": "x#publisher" },
              "author": [{ "@type": "Person", "name": "Ann </script> Lee", "jobTitle": "Nurse" }, { "@type": "Person", "name": "Bo" }] },
            { "@type": "Event", "name": "Risks", "startDate": "2027-03-01" },
        ]});
        let page = "<h1>Risks &amp; chances</h1><p>By Ann &lt;/script&gt; Lee, reviewed on 4 February 2027";
        assert_eq!(
            settled(page, &graph)["@graph"],
            json!([{ "@type": "MedicalWebPage", "@id": "x#page", "name": "Risks & chances", "lastReviewed": "2027-02-04",
                     "author": [{ "@type": "Person", "name": "Ann </script> Lee" }] }])
        );
    }

    #[test]
    fn a_page_without_its_questions_is_no_list_of_them() {
        let question = json!({ "@type": "Question", "name": "Why?", "acceptedAnswer": { "@type": "Answer", "text": "So." } });
        let graph = json!({ "@graph": [{ "@type": ["MedicalWebPage", "FAQPage"], "mainEntity": [question] }] });
        assert_eq!(settled("Why? Not so.", &graph)["@graph"], json!([{ "@type": "MedicalWebPage" }]));
        assert_eq!(settled("Why? <p>So.</p>", &graph)["@graph"][0]["mainEntity"][0]["name"], "Why?");
    }
}
