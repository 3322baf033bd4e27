//! The schemas contain exactly the keys that the readers ask for.

use std::collections::BTreeSet;

use jiff::civil::date;

use super::*;
use crate::base::diagnostic::{Diagnostic, Problems};
use crate::base::source::{Settings, Snapshot, Source};
use crate::content::{ExternalLinks, Options, parse};
use crate::site::config::{self, Campaign};
use crate::site::evidence::{problems_alone, stat};
use crate::site::review::people;
use crate::site::{event, kit};

/// A key that resembles no other, so that the reader lists all keys that it knows.
const STRANGER: &str = "zzzzzzzzzzzzzzzz";

const ALL: [SchemaOf; 10] = [
    SchemaOf::Site,
    SchemaOf::Page,
    SchemaOf::Section,
    SchemaOf::Theme,
    SchemaOf::Statistics,
    SchemaOf::People,
    SchemaOf::Events,
    SchemaOf::Kit,
    SchemaOf::Terms,
    SchemaOf::References,
];

/// Files that are a table of entries, each with what it needs at least.
fn needs_of_entry(of: SchemaOf) -> Option<&'static [(&'static str, &'static str)]> {
    match of {
        SchemaOf::Statistics => Some(&[("value", "5"), ("source", "\"a\"")]),
        SchemaOf::People => Some(&[("name", "\"N\""), ("qualifications", "[\"MBBS\"]")]),
        SchemaOf::Events => Some(&[("title", "\"T\""), ("start", "2027-02-04T10:00:00"), ("place", "\"P\"")]),
        SchemaOf::Kit => Some(&[("template", "\"poster\"")]),
        SchemaOf::Terms => Some(&[("source", "\"a\"")]),
        SchemaOf::References => Some(&[("type", "\"misc\"")]),
        _ => None,
    }
}

/// The problems that the reader of a file finds in a text.
fn problems(of: SchemaOf, toml: &str) -> Problems {
    let (path, text) = match of {
        SchemaOf::Site => {
            let rest = ["title = \"T\"", "base_url = \"https://example.org\""]
                .into_iter()
                .filter(|line| toml.split(' ').next() != line.split(' ').next());
            ("site.toml", rest.chain([toml]).collect::<Vec<_>>().join("\n"))
        }
        SchemaOf::Page => ("content/about.md", format!("+++\n{toml}\n+++\n")),
        SchemaOf::Section => ("content/_index.md", format!("+++\n{toml}\n+++\n")),
        SchemaOf::Theme => ("themes/united-2028/theme.toml", toml.to_owned()),
        SchemaOf::Statistics => ("data/stats.toml", whole(of, toml)),
        SchemaOf::People => ("data/people.toml", whole(of, toml)),
        SchemaOf::Events => ("data/events.toml", whole(of, toml)),
        SchemaOf::Kit => ("data/kit.toml", whole(of, toml)),
        SchemaOf::Terms => ("data/terms.toml", whole(of, toml)),
        SchemaOf::References => ("data/references.yml", in_yaml(&whole(of, toml))),
    };
    let source = Source::new(path, text);
    if needs_of_entry(of).is_some() {
        let mut problems = Problems::new();
        let languages = ["en".to_owned(), "fr".to_owned()];
        match of {
            SchemaOf::Terms | SchemaOf::References => {
                problems = problems_alone(&source, &languages);
                // The entry stands alone: other languages and other files are not what a schema is about.
                problems.retain(|problem| !matches!(problem.code, Code::TermLanguage | Code::CiteUnresolved));
            }
            SchemaOf::Statistics => stat::read(&source, &mut stat::Stats::default(), &mut problems),
            SchemaOf::Kit => drop(kit::read(Some(&source), &languages, &mut problems)),
            SchemaOf::People => {
                let mut snapshot = Snapshot::empty(Settings::on(date(2027, 2, 4)));
                snapshot.texts.insert(source.id.clone(), source);
                drop(people::read(&snapshot, &mut problems));
            }
            _ => {
                drop(event::read(Some(&source), &Campaign::none(), &languages, &mut problems));
            }
        }
        return problems;
    }
    if of == SchemaOf::Theme {
        let mut snapshot = Snapshot::empty(Settings::on(date(2027, 2, 4)));
        for source in [source, Source::new("themes/base/theme.toml", "")] {
            snapshot.texts.insert(source.id.clone(), source);
        }
        return crate::theme::resolve(&snapshot, "united-2028", None).1;
    }
    if of != SchemaOf::Site {
        let markdown = Options {
            raw_html: true,
            smart_punctuation: true,
            heading_anchors: true,
            external_links: ExternalLinks::Plain,
            language: "en".into(),
        };
        return parse(&source, &markdown).1;
    }
    let mut snapshot = Snapshot::empty(Settings::on(date(2027, 2, 4)));
    snapshot.texts.insert(source.id.clone(), source);
    config::read(&snapshot).1
}

/// An entry with what it needs beside the keys that it has.
fn whole(of: SchemaOf, toml: &str) -> String {
    let Some((head, keys)) = toml.split_once(" = { ") else { return toml.to_owned() };
    let missing = needs_of_entry(of).into_iter().flatten().filter(|(key, _)| !keys.starts_with(&format!("{key} = ")));
    let missing: String = missing.map(|(key, value)| format!("{key} = {value}, ")).collect();
    format!("{head} = {{ {missing}{keys}")
}

/// The same in YAML, which JSON is a part of.
fn in_yaml(toml: &str) -> String {
    toml::from_str::<Value>(toml).expect(toml).to_string()
}

fn followed<'s>(root: &'s Value, schema: &'s Value) -> &'s Value {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(place) => root.pointer(&place[1..]).expect("a definition"),
        None => schema,
    }
}

/// Calls `visit` with each part of a schema and a text that has `…` where the part's value stands.
fn walk<'s>(root: &'s Value, schema: &'s Value, around: &str, visit: &mut dyn FnMut(&'s Value, &'s Value, &str)) {
    let target = followed(root, schema);
    visit(schema, target, around);
    let inside = |inner: &str| around.replace('…', inner);
    for (key, value) in target.get("properties").and_then(Value::as_object).into_iter().flatten() {
        walk(root, value, &if around.is_empty() { format!("{key} = …") } else { inside(&format!("{{ {key} = … }}")) }, visit);
    }
    if let Some(any) = target.get("additionalProperties").filter(|any| any.is_object()) {
        // `fr` can be the name of a language, a menu or a taxonomy, but a problem's code must be a real one.
        let key = target.pointer("/propertyNames/enum/0").and_then(Value::as_str).unwrap_or("fr");
        walk(root, any, &if around.is_empty() { format!("{key} = …") } else { inside(&format!("{{ {key} = … }}")) }, visit);
    }
    if let Some(items) = target.get("items") {
        walk(root, items, &inside("[…]"), visit);
    }
    for choice in target.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
        walk(root, choice, around, visit);
    }
}

#[test]
fn every_snippet_of_front_matter_is_taken_as_it_is() {
    let snippets: Map<String, Value> = serde_json::from_str(&snippets_text()).expect("an object");
    let keys = schema(SchemaOf::Page)["properties"].as_object().expect("keys").len();
    assert_eq!(snippets.len(), keys + 1);
    for (key, snippet) in snippets.iter().filter(|(key, _)| *key != "page") {
        let body: Vec<&str> = snippet["body"].as_array().expect("lines").iter().filter_map(Value::as_str).collect();
        // What stands in a field until somebody types: the word behind `:`, or the first of a choice.
        let mut line = body.join("\n");
        while let Some((before, rest)) = line.split_once("${1") {
            let (field, after) = rest.split_once('}').expect("a field that ends");
            let word = field[1..].split([',', '|']).next().unwrap_or_default();
            line = format!("{before}{word}{after}");
        }
        let line = line.replace("$1", "");
        let wrong: Problems = problems(SchemaOf::Page, &line).into_iter().filter(|problem| !needs_others(key, problem)).collect();
        assert_eq!(wrong, [], "{line}");
    }
}

/// Whether a problem is only that the key stands alone.
fn needs_others(key: &str, problem: &Diagnostic) -> bool {
    matches!(key, "image" | "consent") && matches!(problem.code, Code::MissingImageAlt | Code::MissingKey)
}

fn known_keys(problem: &Diagnostic) -> BTreeSet<String> {
    let help = problem.help.as_deref().unwrap_or_default();
    help.strip_prefix("known keys: ").expect(help).split(", ").map(str::to_owned).collect()
}

#[test]
fn every_table_knows_the_keys_of_its_schema_and_no_others() {
    for of in ALL {
        let root = Value::Object(schema(of));
        let mut n_tables = 0;
        walk(&root, &root, "", &mut |_, schema, around| {
            if schema.get("additionalProperties") != Some(&Value::Bool(false)) {
                return;
            }
            n_tables += 1;
            let text = if around.is_empty() { format!("{STRANGER} = 1") } else { around.replace('…', &format!("{{ {STRANGER} = 1 }}")) };
            let problems = problems(of, &text);
            let problem = problems.iter().find(|problem| problem.code == Code::UnknownKey).unwrap_or_else(|| panic!("{text} is taken"));
            let keys: BTreeSet<String> = schema["properties"].as_object().expect("keys").keys().cloned().collect();
            assert_eq!(known_keys(problem), keys, "{text}");
        });
        assert!(n_tables >= if of == SchemaOf::Site { 9 } else { 1 }, "{of:?}: {n_tables} tables");
    }
}

#[test]
fn every_key_is_described_and_every_word_and_example_taken() {
    for of in ALL {
        let root = Value::Object(schema(of));
        walk(&root, &root, "", &mut |written, target, around| {
            let of_key = |name: &str| written.get(name).or_else(|| target.get(name));
            if let Some(keys) = target.get("properties").and_then(Value::as_object) {
                for (key, value) in keys {
                    assert!(
                        value.get("description").or_else(|| followed(&root, value).get("description")).is_some(),
                        "{key} is not described"
                    );
                }
            }
            let examples = ["examples", "enum"].into_iter().filter_map(of_key).filter_map(Value::as_array).flatten();
            for example in examples.chain(of_key("default")) {
                let text = around.replace('…', &example.to_string());
                let wrong = problems(of, &text).into_iter().find(|problem| {
                    !(needs_company(around) && matches!(problem.code, Code::MissingKey | Code::InvalidValue | Code::MissingImageAlt))
                });
                assert_eq!(wrong, None, "{text}");
            }
        });
    }
}

/// Keys that are read only together with others.
fn needs_company(around: &str) -> bool {
    let of_theme = around.starts_with("contrast") || around.starts_with("params = {") || around.contains("{ dark =");
    of_theme
        || around.contains("suppress")
        || around.contains("never_ask")
        || around.contains("menus")
        || around.starts_with("publish")
        || around.starts_with("identity")
        || around.contains("archive")
        // A range, a day of a campaign, and what has parts that belong together.
        || ["lower", "upper", "campaign_day", "was", "end", "uncertainty", "cell"].iter().any(|key| around.contains(&format!("{{ {key} = ")))
        || around.starts_with("contrast")
        || around.starts_with("params = {")
}
