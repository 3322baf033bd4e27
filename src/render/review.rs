//! A page's review as its template sees it, and the state that it is in.

use std::collections::{BTreeMap, BTreeSet};

use super::question::Question;
use super::renderer::Renderer;
use super::texts::Texts;
use super::trace::Trace;
use super::value::{HashedValue, list, map};
use crate::base::source::SourceId;
use crate::content::PageKind;
use crate::content::Parsed;
use crate::site::EntryId;
use crate::site::evidence;
use crate::site::review::canonical::{self, Used};
use crate::site::review::{Person, Review, State};
use tera::Value;

/// The state of a content file's review.
#[derive(Clone, Debug)]
pub(crate) struct PageReview {
    pub id: EntryId,
    pub state: State,
    /// The hash of what the page says today.
    pub hash: String,
    pub review: Option<Review>,
    /// The statistics it shows.
    pub stats: Vec<String>,
}

/// The review of an entry; none for one that is neither about health nor in the ledger.
pub(crate) fn of_entry(renderer: &Renderer, texts: &Texts<'_>, id: EntryId) -> Option<PageReview> {
    let entry = renderer.index.entry(id);
    let is_held = entry.front.editorial.kind == Some(PageKind::Health) || renderer.ledger.of(entry.source.as_ref()?).is_some();
    is_held.then(|| examine(renderer, texts, id)).flatten()
}

/// Compares what a file says today with what was approved. A fallback is its original's text.
fn examine(renderer: &Renderer, texts: &Texts<'_>, id: EntryId) -> Option<PageReview> {
    let source = renderer.index.entry(id).source.as_ref()?;
    let original = *renderer.index.of_source(source).first()?;
    let parsed = renderer.documents.get(source)?;
    let trace = &texts.text(original).rendered.trace;
    let stats = trace.questions().filter_map(|asked| if let Question::Stat { id, .. } = asked { Some(id.clone()) } else { None }).collect();
    let hash = canonical::hash(&form(renderer, parsed, trace));
    let review = renderer.ledger.of(source);
    Some(PageReview { id: original, state: State::of(review, &hash, renderer.present.date), hash, review: review.cloned(), stats })
}

/// The reviews of all files that are held to one, or of all files there are.
pub(crate) fn all(renderer: &Renderer, texts: &Texts<'_>, every: bool) -> BTreeMap<SourceId, PageReview> {
    let originals = renderer.index.sources().filter_map(|source| Some((source, *renderer.index.of_source(source).first()?)));
    let examined = originals.filter_map(|(source, id)| {
        let found = if every { examine(renderer, texts, id) } else { of_entry(renderer, texts, id) };
        Some((source.clone(), found?))
    });
    examined.collect()
}

/// What an approval of the file covers, in the canonical form.
fn form(renderer: &Renderer, parsed: &Parsed, trace: &Trace) -> String {
    let used: BTreeSet<Used> = trace.questions().filter_map(|question| used(renderer, question)).collect();
    let front = &parsed.document.front;
    let body = parsed.source.text.get(parsed.document.body_start..).unwrap_or_default();
    canonical::form(front.title.as_deref(), front.description.as_deref(), body, &used)
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

/// A reference as it is written in its file; for BibTeX, which is not data, its values.
fn reference(renderer: &Renderer, key: &str) -> String {
    let written = entry_of(renderer, evidence::is_reference_file, key);
    let found = renderer.evidence.references.get(key).filter(|_| written == "null");
    found.and_then(|reference| serde_json::to_string(&reference.item).ok()).unwrap_or(written)
}

/// An entry of a data file as JSON with sorted keys; `null` where it is not there.
fn entry_of(renderer: &Renderer, is_file: fn(&SourceId) -> bool, key: &str) -> String {
    let files = renderer.data.iter().filter(|(path, _)| is_file(&SourceId::new(format!("data/{path}"))));
    let found = files.map(|(_, file)| file.value()).find_map(|file| {
        let by_key = file.as_object().and_then(|map| map.get(key));
        // CSL-JSON is a list of entries with an `id` each.
        let has_id = |item: &&serde_json::Value| item.get("id").and_then(serde_json::Value::as_str) == Some(key);
        by_key.or_else(|| file.as_array()?.iter().find(has_id))
    });
    canonical::sorted(found.cloned().unwrap_or_default()).to_string()
}

/// `page.review`: its state, who reviewed and until when, and what is declared.
pub(crate) fn view(renderer: &Renderer, texts: &Texts<'_>, id: EntryId) -> HashedValue {
    let Some(found) = of_entry(renderer, texts, id) else { return HashedValue::none() };
    let standing = &renderer.index.entry(id).front.editorial;
    let review = found.review.as_ref();
    let reviewer = review.and_then(|review| renderer.people.get(&review.by));
    HashedValue::new(map([
        ("state", found.state.name().into()),
        ("by", reviewer.map_or_else(Value::none, person)),
        ("on", review.map(|review| review.on.to_string()).into()),
        ("until", review.map(|review| review.until.to_string()).into()),
        ("authors", list(authors(renderer, id).map(person))),
        ("conflicts", standing.conflicts.as_ref().map(|text| text.value.as_str()).into()),
        ("funding", standing.funding.as_ref().map(|text| text.value.as_str()).into()),
    ]))
}

/// The authors of an entry who are in `data/people.toml`.
pub(crate) fn authors(renderer: &Renderer, id: EntryId) -> impl Iterator<Item = &Person> {
    renderer.index.entry(id).front.authors.iter().filter_map(|author| renderer.people.get(&author.value))
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
