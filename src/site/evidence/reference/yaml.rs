//! Hayagriva's YAML, read with the place of every field.
//!
//! The format is that of hayagriva 0.10 (`docs/file-format.md` there). It is read here and not by that library, because its
//! reader reports no places and stops at a file's first mistake.

use std::borrow::Cow;
use std::ops::Range;

use hayagriva::citationberg::json::Value as Csl;

use super::name::{self, Parts};
use super::{Draft, Found};
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::source::{Source, SourceId};
use crate::syntax::fields::{Entry, Node, Table, Value, parse_yaml, unknown_key, wrong_type};

/// The fields of an entry, including those that a list of references does not show.
const FIELDS: &[&str] = &[
    "type",
    "title",
    "author",
    "date",
    "parent",
    "abstract",
    "genre",
    "editor",
    "affiliated",
    "call-number",
    "publisher",
    "location",
    "organization",
    "issue",
    "volume",
    "volume-total",
    "chapter",
    "edition",
    "page-range",
    "page-total",
    "time-range",
    "runtime",
    "url",
    "serial-number",
    "serial",
    "language",
    "archive",
    "archive-location",
    "note",
];

/// The types of entries, each with its CSL type and the type of its parent.
const TYPES: &[(&str, &str, &str)] = &[
    ("article", "article", "periodical"),
    ("chapter", "chapter", "book"),
    ("entry", "entry", "reference"),
    ("anthos", "chapter", "anthology"),
    ("report", "report", "misc"),
    ("thesis", "thesis", "misc"),
    ("web", "webpage", "web"),
    ("scene", "document", "video"),
    ("artwork", "graphic", "exhibition"),
    ("patent", "patent", "misc"),
    ("case", "legal_case", "misc"),
    ("newspaper", "document", "misc"),
    ("legislation", "legislation", "anthology"),
    ("manuscript", "manuscript", "misc"),
    ("original", "document", "misc"),
    ("post", "post", "post"),
    ("misc", "document", "misc"),
    ("performance", "performance", "misc"),
    ("periodical", "periodical", "misc"),
    ("proceedings", "book", "conference"),
    ("book", "book", "book"),
    ("blog", "webpage", "misc"),
    ("reference", "book", "misc"),
    ("conference", "event", "misc"),
    ("anthology", "book", "anthology"),
    ("repository", "software", "misc"),
    ("thread", "post", "thread"),
    ("video", "motion_picture", "video"),
    ("audio", "song", "audio"),
    ("exhibition", "event", "misc"),
];

/// The types of entries by their names.
pub(super) fn types() -> impl Iterator<Item = &'static str> {
    TYPES.iter().map(|(name, ..)| *name)
}

pub(super) fn read(source: &Source, problems: &mut Problems) -> Vec<Found> {
    let bom = if source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let table = parse_yaml(&source.id, &source.text[bom..], bom, problems);
    let read = |entry: &Entry| {
        let draft = draft(source, entry, problems);
        Found { key: Some(entry.key.clone()), start: entry.key_span.start, draft }
    };
    table.entries.iter().map(read).collect()
}

fn draft(source: &Source, entry: &Entry, problems: &mut Problems) -> Option<Draft> {
    let Value::Table(fields) = &entry.node.value else {
        problems.push(wrong_type(&source.id, &entry.key, &entry.node, "a table of keys"));
        return None;
    };
    let mut reader = EntryReader { source, problems };
    let kind = reader.kind(fields, None, &entry.key_span)?;
    let mut draft = Draft::new(&entry.key, entry.key_span.clone(), csl_kind(kind, fields));
    reader.fields(fields, &mut draft);
    for (parent, own_kind) in reader.parents(fields, kind, &entry.key_span) {
        reader.parent(parent, own_kind, &mut draft);
    }
    Some(draft)
}

/// The CSL type of an entry: that of an article depends on its parent, and that of a dataset on its genre.
fn csl_kind(kind: &str, fields: &Table) -> &'static str {
    let genre = fields.get("genre").and_then(|entry| words(&entry.node)).unwrap_or_default().to_lowercase();
    if genre == "dataset" {
        return "dataset";
    }
    let parent = fields.get("parent").map(|entry| &entry.node.value);
    let parent = match parent {
        Some(Value::Table(parent)) => Some(parent),
        Some(Value::Array(parents)) => {
            parents.iter().find_map(|node| if let Value::Table(table) = &node.value { Some(table) } else { None })
        }
        _ => None,
    };
    let parent_kind = parent.map(|parent| parent.get("type").and_then(|entry| words(&entry.node)).unwrap_or_default().to_lowercase());
    match (kind, parent_kind.as_deref()) {
        ("article", Some("periodical" | "")) => "article-journal",
        ("article", Some("newspaper")) => "article-newspaper",
        ("article", Some("proceedings" | "conference")) => "paper-conference",
        ("article" | "web", Some("blog")) => "post-weblog",
        ("article", Some("web")) => "webpage",
        ("article", Some("report")) => "report",
        ("entry", Some(_)) => "entry-encyclopedia",
        ("misc", _) if fields.get("url").is_some() => "webpage",
        _ => TYPES.iter().find(|(name, ..)| *name == kind).map_or("document", |(_, csl, _)| csl),
    }
}

struct EntryReader<'a> {
    source: &'a Source,
    problems: &'a mut Problems,
}

impl EntryReader<'_> {
    fn id(&self) -> &SourceId {
        &self.source.id
    }

    /// The entry's type. A parent without a type has the usual one.
    fn kind(&mut self, fields: &Table, usual: Option<&'static str>, whole: &Range<usize>) -> Option<&'static str> {
        let Some(entry) = fields.get("type") else {
            if usual.is_none() {
                self.problems.push(
                    Diagnostic::new(Code::MissingKey, "`type` is missing")
                        .at(self.source.id.at(whole.clone()))
                        .help("say what the source is, for example `type: article`, `type: report` or `type: web`"),
                );
            }
            return usual;
        };
        let written = words(&entry.node).unwrap_or_default();
        let known = TYPES.iter().find(|(name, ..)| *name == written.to_lowercase()).map(|(name, ..)| *name);
        if known.is_none() {
            let help = Suggestion::nearest(&written, TYPES.iter().map(|(name, ..)| *name))
                .or_else(|| format!("expected one of {}", TYPES.iter().map(|(name, ..)| *name).collect::<Vec<_>>().join(", ")));
            let message = format!("`{written}` is not a type of source");
            self.problems.push(Diagnostic::new(Code::InvalidValue, message).at(self.id().at(entry.node.span.clone())).help(help));
        }
        // The entry is read all the same, so that nothing else is told of it.
        known.or(Some("misc"))
    }

    /// The entry's parents.
    fn parents<'n>(&mut self, fields: &'n Table, kind: &str, whole: &Range<usize>) -> Vec<(&'n Table, &'static str)> {
        let Some(entry) = fields.get("parent") else { return Vec::new() };
        let usual = TYPES.iter().find(|(name, ..)| *name == kind).map(|(.., usual)| *usual);
        let nodes = match &entry.node.value {
            Value::Array(nodes) => nodes.as_slice(),
            _ => std::slice::from_ref(&entry.node),
        };
        let mut parents = Vec::new();
        for node in nodes {
            let Value::Table(parent) = &node.value else {
                self.problems.push(wrong_type(self.id(), "parent", node, "a table of keys"));
                continue;
            };
            parents.extend(self.kind(parent, usual, whole).map(|kind| (parent, kind)));
        }
        parents
    }

    fn fields(&mut self, fields: &Table, draft: &mut Draft) {
        for entry in &fields.entries {
            let node = &entry.node;
            match entry.key.as_str() {
                "title" => self.string("title", "title-short", node, draft),
                "author" => self.names("author", node, draft),
                "editor" => self.names("editor", node, draft),
                "affiliated" => self.affiliated(node, draft),
                "date" => self.date("issued", node, draft),
                "publisher" => self.publisher(node, draft),
                "url" => self.url(node, draft),
                "serial-number" | "serial" => self.serial_number(node, draft),
                "type" | "parent" | "location" | "organization" | "time-range" | "runtime" => {}
                key if FIELDS.contains(&key) => self.string(csl_variable(key), "", node, draft),
                _ => self.problems.push(unknown_key(self.id(), entry, "a reference", FIELDS.iter().copied())),
            }
        }
        // The author also counts as the publisher, as for most health organisations.
        for (key, variable) in [("organization", "publisher"), ("location", "publisher-place")] {
            if let Some(entry) = fields.get(key) {
                self.string(variable, "", &entry.node, draft);
            }
        }
    }

    /// A journal, a book or a site: the parent gives the entry its container, and fields that the entry does not have itself.
    fn parent(&mut self, fields: &Table, kind: &'static str, draft: &mut Draft) {
        let is_series = draft.has("container-title") || matches!(draft.kind(), "book" | "report" | "thesis");
        let (title, short) = if is_series { ("collection-title", "") } else { ("container-title", "container-title-short") };
        for entry in &fields.entries {
            let node = &entry.node;
            match entry.key.as_str() {
                "title" => self.string(title, short, node, draft),
                "author" if kind == "book" => self.names("container-author", node, draft),
                "issue" | "volume" | "edition" | "note" => self.string(csl_variable(&entry.key), "", node, draft),
                "author" | "affiliated" | "parent" | "type" => {}
                _ => {
                    let own = Table { entries: vec![entry.clone()] };
                    self.fields(&own, draft);
                }
            }
        }
        for (above, kind) in self.parents(fields, kind, &draft.at.clone()) {
            self.parent(above, kind, draft);
        }
    }

    fn string(&mut self, variable: &str, short: &str, node: &Node, draft: &mut Draft) {
        if let Value::Table(parts) = &node.value {
            for (key, variable) in [("value", variable), ("short", short)] {
                if let Some(entry) = parts.get(key).filter(|_| !variable.is_empty()) {
                    self.string(variable, "", &entry.node, draft);
                }
            }
            return;
        }
        match words(node) {
            Some(text) => draft.text(variable, &without_braces(&text, variable), node.span.clone()),
            None => self.problems.push(wrong_type(self.id(), variable, node, "text in quotes")),
        }
    }

    fn names(&mut self, variable: &str, node: &Node, draft: &mut Draft) {
        let nodes = match &node.value {
            Value::Array(nodes) => nodes.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut names = Vec::new();
        for node in nodes {
            match &node.value {
                Value::Table(parts) => {
                    let part = |key: &str| parts.get(key).and_then(|entry| words(&entry.node));
                    let Some(name) = part("name") else {
                        self.problems.push(
                            Diagnostic::new(Code::MissingKey, "`name` is missing")
                                .at(self.source.id.at(node.span.clone()))
                                .help("write the family name as `name`, or the whole as `\"Family, Given\"`"),
                        );
                        continue;
                    };
                    names.push(match part("given-name") {
                        Some(given) => Parts {
                            family: &name,
                            given: Some(&given),
                            particle: part("prefix").as_deref(),
                            suffix: part("suffix").as_deref(),
                            dropping: None,
                        }
                        .name(),
                        None => name::literal(&name),
                    });
                }
                _ => match words(node) {
                    Some(name) => names.push(name::written(&name)),
                    None => self.problems.push(wrong_type(self.id(), variable, node, "text in quotes")),
                },
            }
        }
        if !names.is_empty() {
            draft.set(variable, Csl::Names(names), node.span.clone());
        }
    }

    /// People in other roles than author: of these, lists of references name translators.
    fn affiliated(&mut self, node: &Node, draft: &mut Draft) {
        let Value::Array(groups) = &node.value else { return };
        for group in groups {
            let Value::Table(group) = &group.value else { continue };
            let role = group.get("role").and_then(|entry| words(&entry.node)).unwrap_or_default();
            let variable = match role.to_lowercase().as_str() {
                "translator" => "translator",
                "compiler" => "compiler",
                "collaborator" => "contributor",
                _ => continue,
            };
            if let Some(names) = group.get("names") {
                self.names(variable, &names.node, draft);
            }
        }
    }

    fn date(&mut self, variable: &str, node: &Node, draft: &mut Draft) {
        let written = words(node).unwrap_or_default();
        draft.date(variable, &written, node.span.clone(), &self.source.id, self.problems);
    }

    fn publisher(&mut self, node: &Node, draft: &mut Draft) {
        match &node.value {
            Value::Table(parts) => {
                for (key, variable) in [("name", "publisher"), ("location", "publisher-place")] {
                    if let Some(entry) = parts.get(key) {
                        self.string(variable, "", &entry.node, draft);
                    }
                }
            }
            _ => self.string("publisher", "", node, draft),
        }
    }

    fn url(&mut self, node: &Node, draft: &mut Draft) {
        match &node.value {
            Value::Table(parts) => {
                if let Some(entry) = parts.get("value") {
                    self.string("URL", "", &entry.node, draft);
                }
                if let Some(entry) = parts.get("date") {
                    self.date("accessed", &entry.node, draft);
                }
            }
            _ => self.string("URL", "", node, draft),
        }
    }

    fn serial_number(&mut self, node: &Node, draft: &mut Draft) {
        let Value::Table(numbers) = &node.value else { return self.string("number", "", node, draft) };
        for entry in &numbers.entries {
            let variable = match entry.key.to_lowercase().as_str() {
                "doi" => "DOI",
                "pmid" => "PMID",
                "pmcid" => "PMCID",
                "isbn" => "ISBN",
                "issn" => "ISSN",
                "nct" => {
                    let number = words(&entry.node).unwrap_or_default();
                    draft.text("references", &format!("ClinicalTrials.gov registration number: {number}"), entry.node.span.clone());
                    continue;
                }
                "serial" => "number",
                _ => continue,
            };
            self.string(variable, "", &entry.node, draft);
        }
    }
}

fn csl_variable(key: &str) -> &str {
    match key {
        "page-range" => "page",
        "page-total" => "number-of-pages",
        "volume-total" => "number-of-volumes",
        "chapter" => "chapter-number",
        "archive-location" => "archive-place",
        same => same,
    }
}

/// A value as text, numbers and dates included.
fn words(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Moment(moment) => Some(moment.date.to_string()),
        _ => None,
    }
}

/// Braces keep the letters in them as they are; numbers and addresses have none.
fn without_braces<'t>(text: &'t str, variable: &str) -> Cow<'t, str> {
    if !text.contains(['{', '}']) {
        return Cow::Borrowed(text);
    }
    let is_prose = variable.starts_with(char::is_lowercase) && text.matches('{').count() == text.matches('}').count();
    let [open, close] = if is_prose { ["<span class=\"nocase\">", "</span>"] } else { ["", ""] };
    Cow::Owned(text.replace('{', open).replace('}', close))
}
