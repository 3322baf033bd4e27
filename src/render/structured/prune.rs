//! Takes out of the structured data what the finished page does not show.

use std::collections::BTreeSet;

use memchr::memmem;
use serde_json::{Map, Value};

use super::{CLOSE, OPEN, VisibleText, written};
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
    "logo",
    "eventAttendanceMode",
    "eventStatus",
    "audience",
    "medicalAudience",
    "contentUrl",
    "license",
    "creator",
    "encodingFormat",
];

/// Keys of days, which a page shows in the words of its language.
pub(crate) const DAYS: &[&str] = &["datePublished", "dateModified", "lastReviewed", "startDate", "endDate", "previousStartDate"];

/// The page with only the data that it shows.
pub(crate) fn prune_hidden(page: &str, mut graph: Value, locale: &Locale) -> String {
    let Some((before, rest)) = split_once(page, OPEN) else { return page.to_owned() };
    let Some((_, after)) = split_once(rest, CLOSE) else { return page.to_owned() };
    let shown = VisibleText::new(page, locale);
    if let Some(Value::Array(nodes)) = graph.get_mut("@graph") {
        nodes.retain_mut(|node| prune(node, &shown));
        let known: BTreeSet<String> = nodes.iter().filter_map(|node| Some(node.get("@id")?.as_str()?.to_owned())).collect();
        nodes.iter_mut().for_each(|node| drop_unknown(node, &known));
    }
    [before, OPEN, &written(&graph), CLOSE, after].concat()
}

/// As the method of `str`, which takes ten times as long for a page.
fn split_once<'t>(text: &'t str, sign: &str) -> Option<(&'t str, &'t str)> {
    let at = memmem::find(text.as_bytes(), sign.as_bytes())?;
    Some((&text[..at], &text[at + sign.len()..]))
}

/// Takes out of a value what is not shown. False if nothing useful is left of it.
fn prune(value: &mut Value, shown: &VisibleText<'_>) -> bool {
    match value {
        Value::String(text) => shown.has_text(text),
        Value::Array(items) => {
            items.retain_mut(|item| prune(item, shown));
            !items.is_empty()
        }
        Value::Object(map) => {
            let n_items = n_items(map);
            map.retain(|key, value| {
                if NAMES.contains(&key.as_str()) {
                    true
                } else if DAYS.contains(&key.as_str()) {
                    value.as_str().is_some_and(|day| shown.has_day(day))
                } else {
                    prune(value, shown)
                }
            });
            makes_sense(map, n_items)
        }
        _ => true,
    }
}

/// The number of items of a list, such as of breadcrumbs.
fn n_items(map: &Map<String, Value>) -> usize {
    map.get("itemListElement").and_then(Value::as_array).map_or(0, Vec::len)
}

/// Whether an object, which had so many items before, still has the keys without which its type makes no sense. A list of
/// questions that has lost all of them is no such list any more.
fn makes_sense(map: &mut Map<String, Value>, n_items_before: usize) -> bool {
    let Some(kind) = map.get("@type") else { return true };
    let is = |name: &str| kind == name || kind.as_array().is_some_and(|kinds| kinds.iter().any(|kind| kind == name));
    let needs: &[&str] = match kind.as_str().unwrap_or_default() {
        "Question" => &["name", "acceptedAnswer"],
        "Answer" => &["text"],
        "Event" => &["name", "startDate"],
        "VirtualLocation" => &["url"],
        "DataDownload" => &["contentUrl"],
        "Dataset" => &["name", "distribution"],
        "BreadcrumbList" => &["itemListElement"],
        "WebPage" | "CollectionPage" | "MedicalWebPage" | "FAQPage" | "Article" => &[],
        _ if kind.is_array() => &[],
        _ => &["name"],
    };
    if needs.iter().any(|key| !map.contains_key(*key)) {
        return false;
    }
    if is("BreadcrumbList") && n_items_before != n_items(map) {
        return false;
    }
    if is("FAQPage") && !map.contains_key("mainEntity") {
        let other = kind.as_array().and_then(|kinds| kinds.iter().find(|kind| *kind != "FAQPage"));
        let other = other.cloned().unwrap_or_else(|| Value::from("WebPage"));
        map.insert("@type".to_owned(), other);
    }
    true
}

/// Takes out what points to things that are not there.
fn drop_unknown(value: &mut Value, known: &BTreeSet<String>) {
    match value {
        Value::Object(map) => map.retain(|key, value| {
            let only_id = value.as_object().filter(|map| map.len() == 1).and_then(|map| map.get("@id")).and_then(Value::as_str);
            // An item of the breadcrumbs is another page, which describes itself.
            let is_known = key == "item" || only_id.is_none_or(|id| known.contains(id));
            if is_known {
                drop_unknown(value, known);
            }
            is_known
        }),
        Value::Array(items) => items.iter_mut().for_each(|item| drop_unknown(item, known)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::locale::Language;
    use serde_json::json;

    fn settled(page: &str, graph: &Value) -> Value {
        let locale = Locale::new(&Language::parse("en").expect("a language"));
        let text = prune_hidden(&format!("<head>{OPEN}x{CLOSE}</head><body>{page}</body>"), graph.clone(), &locale);
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
