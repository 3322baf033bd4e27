//! A page's review as its template sees it, and the state that it is in.

use std::collections::BTreeMap;

use super::approval::{self, Approvable};
use super::renderer::Renderer;
use super::texts::Texts;
use super::value::{HashedValue, list, map};
use crate::base::source::SourceId;
use crate::site::EntryId;
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

/// The review of an entry; none for one that is not held to one. A fallback is its original's text.
pub(crate) fn of_entry(renderer: &Renderer, texts: &Texts<'_>, id: EntryId) -> Option<PageReview> {
    let source = renderer.index.entry(id).source.as_ref()?;
    let id = *renderer.index.of_source(source).first()?;
    let Approvable { hash, stats } = texts.report(id).approvable.clone()?;
    let review = renderer.ledger.of(source);
    let reviewer = review.and_then(|review| renderer.people.get(&review.by)).map(|person| &*person.name);
    let state = State::of(review, reviewer, &hash, renderer.present.date);
    Some(PageReview { id, state, hash, review: review.cloned(), stats })
}

/// The reviews of all files that are held to one.
pub(crate) fn all(renderer: &Renderer, texts: &Texts<'_>) -> BTreeMap<SourceId, PageReview> {
    let originals = renderer.index.sources().filter_map(|source| Some((source, *renderer.index.of_source(source).first()?)));
    originals.filter_map(|(source, id)| Some((source.clone(), of_entry(renderer, texts, id)?))).collect()
}

/// `page.review`: its state, who reviewed and until when, and what is declared. Whoever asks for the state of all files, held to a
/// review or not, publishes the same pages as everybody else.
pub(crate) fn view(renderer: &Renderer, texts: &Texts<'_>, id: EntryId) -> HashedValue {
    let found = of_entry(renderer, texts, id).filter(|found| approval::is_held(renderer, found.id));
    let Some(found) = found else { return HashedValue::none() };
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
