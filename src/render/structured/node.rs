//! The things that a page describes: itself, the site, its publisher, the day.

use serde_json::{Map, Value, json};

use super::{absolute, page_type, site_id};
use crate::base::per_language::LanguageId;
use crate::content::{Audience, PageKind};
use crate::render::question::Question;
use crate::render::renderer::Renderer;
use crate::render::review::{self, PageReview};
use crate::render::texts::Texts;
use crate::render::visible;
use crate::site::evidence::Reference;
use crate::site::review::{Person, State};
use crate::site::{EntryId, UrlPath};

/// An object without the keys that have no value.
pub(super) fn object<const N: usize>(pairs: [(&str, Option<Value>); N]) -> Value {
    let map: Map<String, Value> = pairs.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect();
    Value::Object(map)
}

pub(super) fn reference(id: String) -> Option<Value> {
    Some(json!({ "@id": id }))
}

pub(super) fn website(renderer: &Renderer, language: LanguageId) -> Value {
    let own = &renderer.config.languages[language];
    let home = renderer.index.homes[language].map_or_else(UrlPath::root, |home| renderer.index.entry(home).url.clone());
    object([
        ("@type", Some(json!("WebSite"))),
        ("@id", Some(json!(site_id(renderer, "website")))),
        ("url", Some(json!(renderer.config.base_url.permalink(&home)))),
        ("name", Some(json!(own.title))),
        ("inLanguage", Some(json!(own.code))),
        ("publisher", reference(site_id(renderer, "publisher"))),
    ])
}

pub(super) fn publisher(renderer: &Renderer, language: LanguageId) -> Option<Value> {
    let publisher = &renderer.config.publisher;
    let name = renderer.config.publisher_name(language)?;
    Some(object([
        ("@type", Some(json!("Organization"))),
        ("@id", Some(json!(site_id(renderer, "publisher")))),
        ("name", Some(json!(name))),
        ("url", absolute(renderer, publisher.url.as_ref(), LanguageId::DEFAULT).map(Value::from)),
        ("logo", logo(renderer)),
    ]))
}

fn logo(renderer: &Renderer) -> Option<Value> {
    let path = renderer.config.identity.logo.as_ref()?;
    let file = renderer.themes.get(&renderer.config.theme.value)?.files.get(&path.value)?;
    Some(json!(renderer.config.base_url.permalink(&file.url)))
}

/// The day that the campaign leads up to.
pub(super) fn day(renderer: &Renderer, language: LanguageId, url: &str) -> Option<Value> {
    let day = renderer.config.campaign.day?;
    Some(object([
        ("@type", Some(json!("Event"))),
        ("@id", Some(json!(site_id(renderer, "day")))),
        ("name", Some(json!(renderer.config.languages[language].title))),
        ("startDate", Some(json!(day.to_string()))),
        // A day of the whole world takes place nowhere; this site is where it can be attended.
        ("eventAttendanceMode", Some(json!("https://schema.org/OnlineEventAttendanceMode"))),
        ("location", Some(json!({ "@type": "VirtualLocation", "url": url }))),
        ("url", Some(json!(url))),
        ("inLanguage", Some(json!(renderer.config.languages[language].code))),
    ]))
}

pub(super) fn page(renderer: &Renderer, texts: &Texts<'_>, id: EntryId, url: &UrlPath) -> Value {
    let entry = renderer.index.entry(id);
    let address = renderer.config.base_url.permalink(url);
    let questions: Vec<Value> = texts.text(id).rendered.questions.iter().map(|(question, answer)| asked(question, answer)).collect();
    let kind = page_type(renderer, id, !questions.is_empty());
    let is_article = kind == json!("Article");
    let is_medical = entry.front.editorial.kind == Some(PageKind::Health);
    let name = if is_article { "headline" } else { "name" };
    let publisher_id = || reference(site_id(renderer, "publisher"));
    // Only types of web pages have a review.
    let reviewed =
        review::of_entry(renderer, texts, id).filter(|found| !is_article && matches!(found.state, State::Reviewed | State::Overdue));
    object([
        ("@type", Some(kind)),
        ("@id", Some(json!(format!("{address}#page")))),
        ("url", Some(json!(address))),
        (name, Some(json!(entry.title))),
        ("description", entry.front.description.as_ref().map(|text| json!(text.value))),
        ("inLanguage", Some(json!(renderer.config.languages[entry.written_in].code))),
        ("datePublished", entry.date.map(|date| json!(date.iso()))),
        ("dateModified", entry.updated.map(|date| json!(date.iso()))),
        ("lastReviewed", reviewed.as_ref().and_then(|found| Some(json!(found.review.as_ref()?.on.to_string())))),
        ("reviewedBy", reviewed.as_ref().and_then(|found| reviewer(renderer, found))),
        ("author", some_list(review::authors(renderer, id).map(person)).or_else(|| publisher_id().filter(|_| is_article))),
        ("about", some_list(subjects(renderer, id))),
        (if is_medical { "medicalAudience" } else { "audience" }, entry.audience.map(|audience| whom(audience, is_medical))),
        ("image", image(renderer, id)),
        ("citation", some_list(citations(renderer, texts, id))),
        ("mainEntity", some_list(questions)),
        ("publisher", publisher_id()),
        ("isPartOf", reference(site_id(renderer, "website"))),
        ("breadcrumb", reference(format!("{address}#breadcrumb")).filter(|_| !is_article)),
    ])
}

/// Whom a page is for. `medicalAudience`, which only medical pages have, takes a member of `MedicalAudienceType` or a
/// `MedicalAudience`, and `audience` any `Audience`: <https://schema.org/medicalAudience>, <https://schema.org/audience>.
fn whom(audience: Audience, is_medical: bool) -> Value {
    let people = if is_medical { "MedicalAudience" } else { "PeopleAudience" };
    let (kind, name) = match audience {
        Audience::Clinician if is_medical => return json!("https://schema.org/Clinician"),
        Audience::Clinician => ("MedicalAudience", "clinicians"),
        Audience::Patient => ("Patient", "patients"),
        Audience::Caregiver => (people, "caregivers"),
        Audience::Public => (people, "general public"),
    };
    json!({ "@type": kind, "audienceType": name })
}

/// Taxonomies whose terms are conditions, by the names that sites give them.
const CONDITIONS: &[&str] = &["condition", "conditions", "disease", "diseases", "diagnosis", "diagnoses", "cancer", "cancers"];

/// What a page is about: the terms that its front matter gives it.
fn subjects(renderer: &Renderer, id: EntryId) -> impl Iterator<Item = Value> + '_ {
    let lists = renderer.index.entry(id).front.taxonomies.iter();
    lists.flat_map(|(taxonomy, terms)| {
        let kind = if CONDITIONS.contains(&taxonomy.value.to_lowercase().as_str()) { "MedicalCondition" } else { "Thing" };
        terms.iter().map(move |term| json!({ "@type": kind, "name": term.value }))
    })
}

/// The address of the picture that stands for a page.
fn image(renderer: &Renderer, id: EntryId) -> Option<Value> {
    let card = renderer.card(id);
    Some(json!(card.value.get_from_path("image.permalink")?.as_str()?))
}

pub(super) fn some_list(items: impl IntoIterator<Item = Value>) -> Option<Value> {
    let items: Vec<Value> = items.into_iter().collect();
    (!items.is_empty()).then(|| Value::from(items))
}

fn reviewer(renderer: &Renderer, found: &PageReview) -> Option<Value> {
    renderer.people.get(&found.review.as_ref()?.by).map(person)
}

pub(super) fn person(person: &Person) -> Value {
    object([
        ("@type", Some(json!("Person"))),
        ("name", Some(json!(person.name))),
        ("honorificSuffix", Some(json!(person.qualifications.join(", "))).filter(|_| !person.qualifications.is_empty())),
        ("jobTitle", person.role.as_ref().map(|role| json!(role))),
        ("affiliation", person.affiliation.as_ref().map(|name| json!({ "@type": "Organization", "name": name }))),
        ("sameAs", person.orcid.as_ref().map(|orcid| json!(format!("https://orcid.org/{orcid}")))),
    ])
}

fn asked(question: &str, answer: &str) -> Value {
    json!({
        "@type": "Question",
        "name": question,
        "acceptedAnswer": { "@type": "Answer", "text": visible::text(answer) },
    })
}

/// The sources that the text cites, in the order of their first use.
fn citations(renderer: &Renderer, texts: &Texts<'_>, id: EntryId) -> Vec<Value> {
    let text = texts.text(id);
    let keys = text.rendered.trace.questions().filter_map(|question| match question {
        Question::Reference { key, .. } => Some(key),
        _ => None,
    });
    let cited = keys.filter_map(|key| {
        let reference = renderer.evidence.references.get(key)?;
        Some(source(reference))
    });
    cited.flatten().collect()
}

pub(super) fn source(reference: &Reference) -> Option<Value> {
    let kind = match reference.text("type").unwrap_or_default().as_str() {
        "article-journal" => "ScholarlyArticle",
        "book" => "Book",
        "chapter" => "Chapter",
        "report" => "Report",
        "dataset" => "Dataset",
        _ => "CreativeWork",
    };
    Some(object([
        ("@type", Some(json!(kind))),
        ("name", Some(json!(reference.text("title")?))),
        ("url", reference.address().map(Value::from)),
    ]))
}
