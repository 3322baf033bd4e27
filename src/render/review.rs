//! A page's review as its template sees it, and what it is judged by.

use std::collections::{BTreeMap, BTreeSet};

use super::texts::Contents;
use super::value::{HashedValue, list, map};
use super::world::{Parsed, Read, Trace, World};
use crate::base::source::SourceId;
use crate::content::PageKind;
use crate::site::EntryId;
use crate::site::evidence;
use crate::site::review::canonical::{self, Used};
use crate::site::review::{Person, Review, State};
use tera::Value;

/// Where a content file stands.
#[derive(Clone, Debug)]
pub struct PageReview {
    pub id: EntryId,
    pub state: State,
    /// Of what the page says today.
    pub hash: String,
    pub review: Option<Review>,
    /// The statistics it shows.
    pub stats: Vec<String>,
}

/// The review of an entry; none for one that is neither about health nor in the ledger.
pub fn of_entry(world: &World, contents: &Contents<'_>, id: EntryId) -> Option<PageReview> {
    let entry = world.index.entry(id);
    let is_held = entry.front.editorial.kind == Some(PageKind::Health) || world.ledger.of(entry.source.as_ref()?).is_some();
    is_held.then(|| examine(world, contents, id)).flatten()
}

/// Compares what a file says today with what was approved. A fallback is its original's text.
fn examine(world: &World, contents: &Contents<'_>, id: EntryId) -> Option<PageReview> {
    let source = world.index.entry(id).source.as_ref()?;
    let original = *world.index.of_source(source).first()?;
    let parsed = world.documents.get(source)?;
    let trace = &contents.text(original).rendered.trace;
    let stats = trace.iter().filter_map(|(read, _)| if let Read::Stat { id, .. } = read { Some(id.clone()) } else { None }).collect();
    let hash = canonical::hash(&form(world, parsed, trace));
    let review = world.ledger.of(source);
    Some(PageReview { id: original, state: State::of(review, &hash, world.present.date), hash, review: review.cloned(), stats })
}

/// The reviews of all files that are held to one, or of all files there are.
pub fn all(world: &World, contents: &Contents<'_>, every: bool) -> BTreeMap<SourceId, PageReview> {
    let originals = world.index.sources().filter_map(|source| Some((source, *world.index.of_source(source).first()?)));
    let examined = originals.filter_map(|(source, id)| {
        let found = if every { examine(world, contents, id) } else { of_entry(world, contents, id) };
        Some((source.clone(), found?))
    });
    examined.collect()
}

/// What an approval of the file covers, in the canonical form.
fn form(world: &World, parsed: &Parsed, trace: &Trace) -> String {
    let used: BTreeSet<Used> = trace.iter().filter_map(|(read, _)| used(world, read)).collect();
    let front = &parsed.document.front;
    let body = parsed.source.text.get(parsed.document.body_start..).unwrap_or_default();
    canonical::form(front.title.as_deref(), front.description.as_deref(), body, &used)
}

fn used(world: &World, read: &Read) -> Option<Used> {
    match read {
        Read::Stat { id, .. } => Some(Used::Stat(id.clone(), entry_of(world, evidence::is_stat_file, id))),
        Read::Reference { key, .. } => Some(Used::Reference(key.clone(), reference(world, key))),
        Read::Data { path } | Read::Table { path } => {
            let path = path.trim_start_matches("data/");
            Some(Used::Data(path.to_owned(), world.data.get(path).map_or_else(String::new, |file| file.source.text.to_string())))
        }
        _ => None,
    }
}

/// A reference as it is written; one in BibTeX as what it says.
fn reference(world: &World, key: &str) -> String {
    let written = entry_of(world, evidence::is_reference_file, key);
    let found = world.evidence.references.get(key).filter(|_| written == "null");
    found.and_then(|reference| serde_json::to_string(&reference.item).ok()).unwrap_or(written)
}

/// An entry of a data file as JSON with sorted keys; `null` where it is not there.
fn entry_of(world: &World, is_file: fn(&SourceId) -> bool, key: &str) -> String {
    let files = world.data.iter().filter(|(path, _)| is_file(&SourceId::new(format!("data/{path}"))));
    let found = files.map(|(_, file)| &file.value().value).find_map(|file| {
        let by_key = file.as_map().and_then(|map| map.iter().find(|(name, _)| name.as_str() == Some(key))).map(|(_, entry)| entry);
        // CSL-JSON is a list of entries with an `id` each.
        let has_id = |item: &&Value| item.get_from_path("id").and_then(Value::as_str) == Some(key);
        by_key.or_else(|| file.as_array()?.iter().find(has_id))
    });
    let json = found.and_then(|value| serde_json::to_value(value).ok()).unwrap_or(serde_json::Value::Null);
    canonical::sorted(json).to_string()
}

/// `page.review`: its state, who reviewed and until when, and what is declared.
pub fn view(world: &World, contents: &Contents<'_>, id: EntryId) -> HashedValue {
    let Some(found) = of_entry(world, contents, id) else { return HashedValue::none() };
    let standing = &world.index.entry(id).front.editorial;
    let review = found.review.as_ref();
    let reviewer = review.and_then(|review| world.people.get(&review.by));
    HashedValue::new(map([
        ("state", found.state.name().into()),
        ("by", reviewer.map_or_else(Value::none, person)),
        ("on", review.map(|review| review.on.to_string()).into()),
        ("until", review.map(|review| review.until.to_string()).into()),
        ("authors", list(authors(world, id).map(person))),
        ("conflicts", standing.conflicts.as_ref().map(|text| text.value.as_str()).into()),
        ("funding", standing.funding.as_ref().map(|text| text.value.as_str()).into()),
    ]))
}

/// The authors of an entry who are in `data/people.toml`.
pub fn authors(world: &World, id: EntryId) -> impl Iterator<Item = &Person> {
    world.index.entry(id).front.authors.iter().filter_map(|author| world.people.get(&author.value))
}

/// A person as templates see them.
fn person(person: &Person) -> Value {
    map([
        ("name", person.name.as_str().into()),
        ("role", person.role.as_deref().into()),
        ("qualifications", list(person.qualifications.iter().map(|text| text.as_str().into()))),
        ("affiliation", person.affiliation.as_deref().into()),
        ("orcid", person.orcid.as_ref().map(|orcid| format!("https://orcid.org/{orcid}")).into()),
    ])
}
