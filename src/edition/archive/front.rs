//! Front matter: the keys that mark an edition, old addresses, and the next home page.

use std::collections::BTreeMap;

use super::edit::{Edits, newline, replace};
use super::select::ROOT;
use super::{Change, Request, Search};
use crate::base::diagnostic::Problems;
use crate::base::locale::Language;
use crate::base::source::{Snapshot, Source, SourceId};
use crate::site::Site;
use crate::syntax::fields::{Entry, Table, Value, parse_toml, parse_yaml};
use crate::theme::Argument;

/// The front matter of a text: its keys, and where keys may be added.
struct Head {
    table: Table,
    is_yaml: bool,
    /// The byte after the opening mark's line.
    start: usize,
    /// The byte of the closing mark.
    end: usize,
}

fn head(source: &Source) -> Option<Head> {
    let text: &str = &source.text;
    let mark = ["+++", "---"].into_iter().find(|mark| text.lines().next().is_some_and(|line| line.trim_end() == *mark))?;
    let start = text.find('\n')? + 1;
    let mut end = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == mark {
            let is_yaml = mark == "---";
            let parse = if is_yaml { parse_yaml } else { parse_toml };
            let table = parse(&source.id, &text[start..end], start, &mut Problems::new());
            return Some(Head { table, is_yaml, start, end });
        }
        end += line.len();
    }
    None
}

/// Adds lines at the top of the front matter, and a table at its end; makes one if there is none.
fn add(source: &Source, edits: &mut Edits, lines: &[(&str, String)], table: Option<(&str, &[(&str, String)])>) {
    let newline = newline(&source.text);
    let Some(head) = head(source) else {
        let mut text = format!("+++{newline}");
        text.extend(lines.iter().map(|(key, value)| format!("{key} = {value}{newline}")));
        if let Some((name, keys)) = table {
            text.push_str(&format!("{newline}[{name}]{newline}"));
            text.extend(keys.iter().map(|(key, value)| format!("{key} = {value}{newline}")));
        }
        edits.entry((0, 0)).or_default().push_str(&format!("{text}+++{newline}{newline}"));
        return;
    };
    let sign = if head.is_yaml { ": " } else { " = " };
    let new = lines.iter().filter(|(key, _)| head.table.get(key).is_none());
    let text: String = new.map(|(key, value)| format!("{key}{sign}{value}{newline}")).collect();
    edits.entry((head.start, head.start)).or_default().push_str(&text);
    if let Some((name, keys)) = table.filter(|(name, _)| head.table.get(name).is_none()) {
        let open = if head.is_yaml { format!("{name}:{newline}") } else { format!("{newline}[{name}]{newline}") };
        let indent = if head.is_yaml { "  " } else { "" };
        let keys: String = keys.iter().map(|(key, value)| format!("{indent}{key}{sign}{value}{newline}")).collect();
        edits.entry((head.end, head.end)).or_default().push_str(&format!("{open}{keys}"));
    }
}

fn quoted(text: &str) -> String {
    // JSON's escapes are TOML's and YAML's too.
    serde_json::Value::from(text).to_string()
}

/// Marks the edition in the section that holds it, and leaves a new home page in each language.
pub(super) fn mark(snapshot: &Snapshot, site: &Site, request: &Request, change: &mut Change) {
    let year = request.year.to_string();
    let mut keys = vec![("year", year.clone())];
    if request.search == Search::Canonical {
        keys.push(("canonical", "true".to_owned()));
    }
    let mut lines = vec![("theme", quoted(&site.config.theme.value))];
    if request.search == Search::Hide {
        lines.push(("noindex", "true".to_owned()));
    }
    let homes: Vec<&Source> = change.moves.keys().filter(|id| is_home(id)).filter_map(|id| snapshot.texts.get(id)).collect();
    for source in &homes {
        let is_default = source.id.as_str() == "content/_index.md";
        let mut own = vec![("template", quoted("index.html")), ("generate_feeds", "true".to_owned())];
        own.extend(lines.iter().filter(|_| is_default).cloned());
        let table = is_default.then_some(("archive", keys.as_slice()));
        add(source, change.edits.entry(source.id.clone()).or_default(), &own, table);
        change.created.insert(source.id.clone(), next_home(site, request, source));
    }
    if !homes.iter().any(|source| source.id.as_str() == "content/_index.md") {
        let lines: String = lines.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
        let keys: String = keys.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
        let title = say(site, &site.config.default_language().tag, "archive-edition", request.year);
        let text = format!("+++\ntitle = {0}\ndescription = {0}\n{lines}\n[archive]\n{keys}+++\n", quoted(&title));
        change.created.insert(SourceId::new(format!("{}_index.md", request.folder())), text);
    }
    keep_params(snapshot, site, change);
}

pub(super) fn is_home(id: &SourceId) -> bool {
    id.folder() == ROOT.trim_end_matches('/') && id.file_name().starts_with("_index.")
}

/// The home page of the next edition, in the language of the old one.
fn next_home(site: &Site, request: &Request, old: &Source) -> String {
    let front = site.documents.get(&old.id).map(|parsed| parsed.front.clone()).unwrap_or_default();
    let code = old.id.file_name().trim_start_matches("_index.").trim_end_matches("md").trim_end_matches('.');
    let language = site.config.languages.iter().find(|language| language.code == code).unwrap_or(site.config.default_language());
    let mut text = format!("+++\ntitle = {}\n", quoted(front.title.as_deref().unwrap_or(&language.title)));
    if let Some(description) = &front.description {
        text.push_str(&format!("description = {}\n", quoted(&description.value)));
    }
    let next = say(site, &language.tag, "archive-next", request.year);
    let edition = say(site, &language.tag, "archive-edition", request.year);
    format!("{text}+++\n\n{next}\n\n[{edition}]({}/_index.md)\n", request.year)
}

/// A string of the site's theme.
fn say(site: &Site, language: &Language, key: &str, year: u16) -> String {
    let found = site.theme().and_then(|theme| {
        let found = theme.strings.get(language, key, &[("year", Argument::Number(year.into()))]).ok()?;
        Some(found.text.into_owned())
    });
    found.unwrap_or_else(|| year.to_string())
}

/// Copies the theme's parameters, so that the edition keeps them when the site changes its theme.
fn keep_params(snapshot: &Snapshot, site: &Site, change: &mut Change) {
    let config = &site.config;
    let theme = &config.theme.value;
    let has_own = config.theme_params.iter().any(|(name, _)| name.value == *theme);
    let Some(source) = snapshot.texts.get(&config.source) else { return };
    if config.params.entries.is_empty() || has_own {
        return;
    }
    let newline = newline(&source.text);
    let written = |entry: &Entry| source.text.get(entry.key_span.start..entry.node.span.end).map(|line| format!("{line}{newline}"));
    let lines: Option<String> = config.params.entries.iter().map(written).collect();
    let Some(lines) = lines else { return };
    let gap = if source.text.ends_with('\n') { newline.to_owned() } else { newline.repeat(2) };
    let text = format!("{gap}[theme_params.{}]{newline}{lines}", if is_bare(theme) { theme.clone() } else { quoted(theme) });
    let end = source.text.len();
    change.edits.entry(source.id.clone()).or_default().insert((end, end), text);
}

/// Whether TOML takes a key without quotes.
fn is_bare(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, b'-' | b'_'))
}

/// Moves addresses set by `path`, which do not follow from a file's place, below the year.
pub(super) fn move_paths(site: &Site, request: &Request, change: &mut Change) {
    for id in change.moves.keys() {
        let Some(parsed) = site.documents.get(id) else { continue };
        let Some(path) = &parsed.front.path else { continue };
        let new = format!("/{}/{}", request.year, path.value.trim_start_matches('/'));
        if let Some((range, new)) = replace(&parsed.source.text, path.span.clone(), &path.value, &new) {
            change.edits.entry(id.clone()).or_default().insert((range.start, range.end), new);
        }
    }
}

/// Adds old addresses to the `aliases` of the files at new places.
pub(super) fn add_aliases(snapshot: &Snapshot, site: &Site, aliases: &BTreeMap<SourceId, Vec<String>>, change: &mut Change) {
    let old_places: BTreeMap<SourceId, SourceId> = change.moves.iter().map(|(old, new)| (new.clone(), old.clone())).collect();
    for (place, addresses) in aliases {
        let list = addresses.iter().map(|address| quoted(address)).collect::<Vec<_>>().join(", ");
        let old = old_places.get(place);
        let Some(source) = old.and_then(|old| snapshot.texts.get(old)) else {
            if let Some(text) = change.created.get_mut(place) {
                *text = text.replacen("+++\n", &format!("+++\naliases = [{list}]\n"), 1);
            }
            continue;
        };
        let edits = change.edits.entry(source.id.clone()).or_default();
        let own = &site.documents.get(&source.id).map(|parsed| parsed.front.aliases.clone()).unwrap_or_default();
        let Some(entry) = head(source).and_then(|head| head.table.get("aliases").cloned()) else {
            add(source, edits, &[("aliases", format!("[{list}]"))], None);
            continue;
        };
        let (range, text) = extended(&source.text, &entry, own.last().map(|last| last.span.end), addresses, &list);
        edits.insert(range, text);
    }
}

/// How a list of aliases goes on: in its brackets, or in lines of its own.
fn extended(text: &str, entry: &Entry, last: Option<usize>, addresses: &[String], list: &str) -> ((usize, usize), String) {
    let span = &entry.node.span;
    let is_block = matches!(entry.node.value, Value::Array(_)) && !text[span.start..].starts_with('[');
    match last {
        Some(end) if is_block => {
            let line = text[..end].rfind('\n').map_or(0, |newline| newline + 1);
            let indent: String = text[line..].chars().take_while(|letter| *letter == ' ').collect();
            let newline = newline(text);
            ((end, end), addresses.iter().map(|address| format!("{newline}{indent}- {}", quoted(address))).collect())
        }
        Some(end) => ((end, end), format!(", {list}")),
        None => ((span.start, span.end), format!("[{list}]")),
    }
}
