//! Structured data in finished pages: written by Ribbon alone, valid, and nothing that the page hides.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::page::Finished;
use crate::base::diagnostic::{Code, Problems};
use crate::base::locale::{Language, Locale};
use crate::render::structured::{DAYS, NAMES, OPEN, VisibleText};
use crate::syntax::html::{Document, Element};

/// An extract of schema.org's vocabulary.
const VOCABULARY: &str = include_str!("schema.org.tsv");

/// Types and properties by name.
pub(super) struct Vocabulary {
    above: BTreeMap<&'static str, Vec<&'static str>>,
    /// The types that have a property, and the types of its values.
    properties: BTreeMap<&'static str, (Vec<&'static str>, Vec<&'static str>)>,
    /// The members of enumerations, each with its enumeration.
    members: BTreeMap<&'static str, &'static str>,
}

impl Vocabulary {
    pub(super) fn read() -> Self {
        let mut vocabulary = Self { above: BTreeMap::new(), properties: BTreeMap::new(), members: BTreeMap::new() };
        let words = |list: Option<&'static str>| list.unwrap_or_default().split_whitespace().collect::<Vec<_>>();
        for line in VOCABULARY.lines() {
            let mut columns = line.split('\t');
            match (columns.next(), columns.next()) {
                (Some("type"), Some(name)) => _ = vocabulary.above.insert(name, words(columns.next())),
                (Some("member"), Some(name)) => _ = columns.next().map(|of| vocabulary.members.insert(name, of)),
                (Some("property"), Some(name)) => _ = vocabulary.properties.insert(name, (words(columns.next()), words(columns.next()))),
                _ => {}
            }
        }
        vocabulary
    }

    /// A type with all above it.
    fn lineage<'v>(&'v self, kind: &str, all: &mut BTreeSet<&'v str>) {
        if let Some((kind, above)) = self.above.get_key_value(kind) {
            all.insert(kind);
            above.iter().for_each(|above| self.lineage(above, all));
        }
    }

    /// What is wrong with an object and all in it.
    fn check(&self, value: &Value, wrong: &mut Vec<String>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| self.check(item, wrong)),
            Value::Object(map) => {
                if let Some(graph) = map.get("@graph") {
                    return self.check(graph, wrong);
                }
                let kinds = kinds(value);
                if kinds.is_empty() {
                    if !map.contains_key("@id") {
                        wrong.push("an object has no `@type`".to_owned());
                    }
                    return;
                }
                let mut all = BTreeSet::new();
                for kind in &kinds {
                    if !self.above.contains_key(kind) {
                        wrong.push(format!("there is no type `{kind}`, or Ribbon does not know it"));
                        return;
                    }
                    self.lineage(kind, &mut all);
                }
                for (key, value) in map.iter().filter(|(key, _)| !key.starts_with('@')) {
                    self.property(&kinds, &all, key, value, wrong);
                    self.check(value, wrong);
                }
            }
            _ => {}
        }
    }

    fn property(&self, kinds: &[&str], all: &BTreeSet<&str>, key: &str, value: &Value, wrong: &mut Vec<String>) {
        let kind = kinds.join(" and ");
        let Some((domain, range)) = self.properties.get(key) else {
            return wrong.push(format!("`{kind}` has no property `{key}`"));
        };
        if !domain.iter().any(|domain| all.contains(domain)) {
            return wrong.push(format!("`{kind}` has no property `{key}`"));
        }
        let values = value.as_array().map_or_else(|| vec![value], |items| items.iter().collect());
        for value in values.into_iter().filter(|value| !self.fits(range, value)) {
            wrong.push(format!("`{key}` of `{kind}` cannot be {}", shortened(value)));
        }
    }

    fn fits(&self, range: &[&str], value: &Value) -> bool {
        let has = |name: &str| range.contains(&name);
        match value {
            Value::String(text) => {
                let is_day = crate::base::moment::Moment::parse(text).is_some();
                let member = text.strip_prefix("https://schema.org/").and_then(|name| self.members.get(name));
                let is_address = text.starts_with("http") || text.starts_with("mailto:");
                has("Text")
                    || member.is_some_and(|kind| has(kind))
                    || (is_day && (has("Date") || has("DateTime")))
                    || (is_address && has("URL"))
                    || (has("Language") && !text.contains(' '))
            }
            Value::Number(_) => has("Integer") || has("Number"),
            Value::Bool(_) => has("Boolean"),
            Value::Object(map) => {
                let mut all = BTreeSet::new();
                kinds(value).iter().for_each(|kind| self.lineage(kind, &mut all));
                (map.len() == 1 && map.contains_key("@id")) || range.iter().any(|range| all.contains(range))
            }
            _ => false,
        }
    }
}

fn kinds(value: &Value) -> Vec<&str> {
    match value.get("@type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn shortened(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() > 40 { format!("{}…", text.chars().take(40).collect::<String>()) } else { text }
}

/// The languages that pages say they are in, each made once for all pages: that takes as long as all else here.
#[derive(Default)]
pub(super) struct Locales(Mutex<BTreeMap<String, Arc<Locale>>>);

impl Locales {
    /// The language of a page.
    fn of(&self, page: &Document<'_>) -> Arc<Locale> {
        let code = page.first("html").and_then(|root| root.value("lang")).unwrap_or_default();
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(locale) = known.get(code) {
            return locale.clone();
        }
        let language = Language::parse(code).ok().or_else(|| Language::parse("en").ok());
        let locale = Arc::new(Locale::new(&language.expect("English is a language")));
        known.insert(code.to_owned(), locale.clone());
        locale
    }
}

/// Looks at the structured data of a page.
pub(super) fn page(vocabulary: &Vocabulary, locales: &Locales, page: &Finished<'_>, problems: &mut Problems) {
    let text = page.document.text();
    let mut report = |code: Code, message: String, help: &str| problems.push(page.problem(code, message).help(help));
    let locale = LazyCell::new(|| locales.of(&page.document));
    let mut shown = None;
    let holds_data = |script: &Element<'_, '_>| script.name() == "script" && script.value("type") == Some("application/ld+json");
    for script in page.document.elements().filter(holds_data) {
        if !text[script.at()].starts_with(OPEN) {
            let help = "remove it from the page, the template or the component: Ribbon writes structured data from what it knows";
            report(Code::SchemaSync, "this page holds structured data that was typed by hand".to_owned(), help);
        }
        let value: Value = match serde_json::from_str(script.source()) {
            Ok(value) => value,
            Err(error) => {
                report(Code::SchemaValid, format!("the structured data cannot be read: {error}"), "compare it with JSON's rules");
                continue;
            }
        };
        let mut wrong = Vec::new();
        vocabulary.check(&value, &mut wrong);
        for message in wrong {
            report(Code::SchemaValid, format!("the structured data is not valid: {message}"), "look the type up at schema.org");
        }
        let shown = shown.get_or_insert_with(|| VisibleText::new(text, &locale));
        let mut hidden = Vec::new();
        collect_hidden(&value, shown, &mut hidden);
        for text in hidden {
            let help = "show it to readers too, or leave it out of the structured data";
            report(Code::SchemaNoHidden, format!("the structured data says what the page does not show: `{text}`"), help);
        }
    }
}

/// Every text that readers do not see.
fn collect_hidden(value: &Value, shown: &VisibleText<'_>, hidden: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, value) in map.iter().filter(|(key, _)| !NAMES.contains(&key.as_str())) {
                match value {
                    Value::String(day) if DAYS.contains(&key.as_str()) => {
                        hidden.extend((!shown.has_day(day)).then(|| day.clone()));
                    }
                    value => collect_hidden(value, shown, hidden),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| collect_hidden(item, shown, hidden)),
        Value::String(text) => hidden.extend((!shown.has_text(text)).then(|| text.clone())),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn wrong(value: &Value) -> Vec<String> {
        let mut wrong = Vec::new();
        Vocabulary::read().check(value, &mut wrong);
        wrong
    }

    #[test]
    fn types_properties_and_values_are_those_of_the_vocabulary() {
        let good = json!({ "@graph": [{ "@type": ["MedicalWebPage", "FAQPage"], "lastReviewed": "2027-02-04", "inLanguage": "en",
            "author": [{ "@type": "Person", "name": "A", "affiliation": { "@type": "Organization", "name": "B" } }],
            "publisher": { "@id": "x" }, "mainEntity": [{ "@type": "Question", "acceptedAnswer": { "@type": "Answer", "text": "T" } }] }] });
        assert_eq!(wrong(&good), Vec::<String>::new());
        assert_eq!(wrong(&json!({ "@type": "MedicalPage" })), ["there is no type `MedicalPage`, or Ribbon does not know it"]);
        assert_eq!(wrong(&json!({ "@type": "Person", "headline": "x" })), ["`Person` has no property `headline`"]);
        assert_eq!(wrong(&json!({ "@type": "Article", "lastReviewed": "2027-02-04" })), ["`Article` has no property `lastReviewed`"]);
        assert_eq!(wrong(&json!({ "@type": "WebPage", "lastReviewed": "soon" })), ["`lastReviewed` of `WebPage` cannot be \"soon\""]);
        assert_eq!(
            wrong(&json!({ "@type": "WebPage", "reviewedBy": { "@type": "Event", "name": "x" } })),
            ["`reviewedBy` of `WebPage` cannot be {\"@type\":\"Event\",\"name\":\"x\"}"]
        );
        let medical = |whom: Value| wrong(&json!({ "@type": "MedicalWebPage", "medicalAudience": whom }));
        assert_eq!(medical(json!("https://schema.org/Clinician")), Vec::<String>::new());
        assert_eq!(medical(json!({ "@type": "Patient", "audienceType": "patients" })), Vec::<String>::new());
        let online = "https://schema.org/OnlineEventAttendanceMode";
        assert_eq!(medical(json!(online)), [format!("`medicalAudience` of `MedicalWebPage` cannot be \"{}…", &online[..39])]);
        assert_eq!(wrong(&json!({ "@type": "Event", "eventAttendanceMode": online })), Vec::<String>::new());
        assert_eq!(wrong(&json!({ "name": "x" })), ["an object has no `@type`"]);
    }
}
