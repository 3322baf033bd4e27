//! What an approval of a text covers.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::links::Links;
use super::question::Question;
use super::renderer::Renderer;
use super::trace::Trace;
use crate::base::source::SourceId;
use crate::content::{ArgumentValue, PageKind, Parsed, Piece, Pieces};
use crate::site::evidence;
use crate::site::review::canonical::{self, Head, Used};
use crate::site::{EntryId, relative};

/// What a text says today, to be compared with what was approved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Approvable {
    pub hash: String,
    /// The statistics it shows.
    pub stats: Vec<String>,
}

/// Whether an entry is about health, or in the ledger.
pub(super) fn is_held(renderer: &Renderer, id: EntryId) -> bool {
    let entry = renderer.index.entry(id);
    let in_ledger = || entry.source.as_ref().is_some_and(|source| renderer.ledger.of(source).is_some());
    entry.front.editorial.kind == Some(PageKind::Health) || in_ledger()
}

/// The SHA-256 of a file's bytes, if the site has it.
pub(crate) type Pictures<'a> = dyn Fn(&SourceId) -> Option<[u8; 32]> + Sync + 'a;

/// What an approval of a text covers.
pub(super) fn approvable(
    renderer: &Renderer,
    id: EntryId,
    parsed: &Parsed,
    links: &Links,
    trace: &Trace,
    pictures: &Pictures<'_>,
) -> Approvable {
    let stats = trace.questions().filter_map(|asked| if let Question::Stat { id, .. } = asked { Some(id.clone()) } else { None }).collect();
    Approvable { hash: canonical::hash(&form(renderer, id, parsed, links, trace, pictures)), stats }
}

/// What an approval of the file covers, in the canonical form.
fn form(renderer: &Renderer, id: EntryId, parsed: &Parsed, links: &Links, trace: &Trace, pictures: &Pictures<'_>) -> String {
    let mut used: BTreeSet<Used> = trace.questions().filter_map(|question| used(renderer, question)).collect();
    let mut shown = BTreeSet::new();
    shown.extend(parsed.front.image.as_ref().and_then(|image| file(&parsed.source.id, &image.value)));
    targets(&parsed.body().pieces, &mut |target| shown.extend(file(&parsed.source.id, target)));
    let raw = parsed.raw_addresses();
    shown.extend(raw.iter().filter_map(|(target, _)| file(&parsed.source.id, target)).filter(|file| pictures(file).is_some()));
    used.extend(shown.into_iter().map(|picture| Used::Picture(picture.to_string(), pictures(&picture))));
    let entry = renderer.index.entry(id);
    if let Some(engine) = renderer.engine_of(id) {
        let named = entry.front.template.as_ref().map(|template| template.value.as_str());
        let template = named.or(entry.page_template.as_deref()).unwrap_or("page.html");
        let own = engine.own_texts().on_page(template, links.components());
        used.extend(own.into_iter().map(|(file, words)| Used::Template(file.to_owned(), words.to_owned())));
    }
    let front = &parsed.front;
    let name = |author: &'_ str| renderer.people.get(author).map(|person| person.name.as_str());
    let head = Head {
        title: front.title.as_deref(),
        description: front.description.as_ref().map(|text| text.value.as_str()),
        authors: front.authors.iter().map(|author| name(&author.value).unwrap_or(&author.value)).collect(),
        conflicts: front.editorial.conflicts.as_ref().map(|text| text.value.as_str()),
        funding: front.editorial.funding.as_ref().map(|text| text.value.as_str()),
    };
    let body = parsed.source.text.get(parsed.body_start..).unwrap_or_default();
    canonical::form(&head, body, &used)
}

/// The addresses of the pictures that a text shows, in itself and in what it gives to components.
fn targets(pieces: &Pieces, found: &mut dyn FnMut(&str)) {
    for piece in pieces {
        match piece {
            Piece::Link(link) if link.is_image => found(&link.target),
            Piece::Component(call) => {
                for argument in call.arguments.iter().filter(|argument| ["src", "image", "poster", "picture"].contains(&&*argument.name)) {
                    if let ArgumentValue::String(target) = &argument.value {
                        found(target);
                    }
                }
                for inner in [&call.label, &call.body].into_iter().flatten() {
                    targets(inner, found);
                }
            }
            _ => {}
        }
    }
}

/// The file of the site that an address leads to, seen from a text.
fn file(from: &SourceId, target: &str) -> Option<SourceId> {
    let path = target.split(['?', '#']).next().filter(|path| !path.is_empty() && !path.contains(':'))?;
    match path.strip_prefix('/') {
        Some(rooted) if rooted.starts_with('/') => None,
        Some(rooted) => Some(SourceId::new(format!("static/{rooted}"))),
        None => relative(from.folder(), path).map(SourceId::new),
    }
}

fn used(renderer: &Renderer, question: &Question) -> Option<Used> {
    match question {
        Question::Stat { id, .. } => Some(Used::Stat(id.clone(), entry_of(renderer, evidence::is_stat_file, id))),
        Question::Reference { key, .. } => Some(Used::Reference(key.clone(), reference(renderer, key))),
        Question::Data { path } | Question::Table { path } => {
            let path = path.trim_start_matches("data/");
            Some(Used::Data(path.to_owned(), renderer.data.get(path).map_or_else(String::new, |file| file.source.text.to_string())))
        }
        _ => None,
    }
}

/// A reference as it is written; one in BibTeX as what it says.
fn reference(renderer: &Renderer, key: &str) -> String {
    let written = entry_of(renderer, evidence::is_reference_file, key);
    let found = renderer.evidence.references.get(key).filter(|_| written == "null");
    found.and_then(|reference| serde_json::to_string(&reference.item).ok()).unwrap_or(written)
}

/// An entry of a data file as JSON with sorted keys; `null` where it is not there.
fn entry_of(renderer: &Renderer, is_file: fn(&SourceId) -> bool, key: &str) -> String {
    let files = renderer.data.values().filter(|file| is_file(&file.source.id));
    let found = files.map(|file| file.value()).find_map(|file| {
        let by_key = file.as_object().and_then(|map| map.get(key));
        // CSL-JSON is a list of entries with an `id` each.
        let has_id = |item: &&serde_json::Value| item.get("id").and_then(serde_json::Value::as_str) == Some(key);
        by_key.or_else(|| file.as_array()?.iter().find(has_id))
    });
    canonical::sorted(found.cloned().unwrap_or_default()).to_string()
}
