//! What takes place, as a page tells of it.

use serde_json::{Value, json};

use super::node::{object, some_list};
use crate::base::moment::Moment;
use crate::render::question::Question;
use crate::render::renderer::Renderer;
use crate::render::texts::Texts;
use crate::site::event::{Event, Status, codes};
use crate::site::{EntryId, address};

/// The events that the text of a page asks for. `has_day` says whether the day of the campaign is told of already.
pub(super) fn of_page(renderer: &Renderer, texts: &Texts<'_>, id: EntryId, has_day: bool) -> Vec<Value> {
    if renderer.events.is_empty() {
        return Vec::new();
    }
    let text = texts.text(id);
    let lists_all = text.rendered.trace.questions().any(|question| matches!(question, Question::Events { .. }));
    let is_asked = |event: &Event| {
        lists_all || text.rendered.trace.questions().any(|question| matches!(question, Question::Event { id, .. } if *id == event.id))
    };
    let shown = crate::render::event::coming(renderer).filter(|event| is_asked(event) && !(event.is_campaign_day && has_day));
    shown.map(|event| of_event(renderer, event, id)).collect()
}

fn of_event(renderer: &Renderer, event: &Event, page: EntryId) -> Value {
    let language = renderer.index.entry(page).written_in;
    let codes = codes(&renderer.config, language);
    let words = |words| Event::words(words, &codes).map(|(_, text)| json!(text));
    let home = renderer.config.base_url.permalink(&renderer.index.entry(page).url);
    let time = |moment: Moment| json!(event.zone.on_its_clocks(moment).iso());
    let online = event.online.as_ref().map(|online| online.value.clone());
    // The day of the campaign takes place nowhere; this site is where it can be attended.
    let online = online.or_else(|| (event.is_campaign_day && words(&event.place).is_none()).then(|| home.clone()));
    let place =
        words(&event.place).map(|name| object([("@type", Some(json!("Place"))), ("name", Some(name)), ("address", words(&event.address))]));
    let mode = match (&place, &online) {
        (Some(_), Some(_)) => "MixedEventAttendanceMode",
        (None, Some(_)) => "OnlineEventAttendanceMode",
        _ => "OfflineEventAttendanceMode",
    };
    let status = match event.status {
        Status::Planned => "EventScheduled",
        Status::Moved => "EventRescheduled",
        Status::Cancelled => "EventCancelled",
    };
    let online = online.map(|url| json!({ "@type": "VirtualLocation", "url": url }));
    let url = event.url.as_ref().and_then(|url| address(renderer, url, language));
    let url = url.map(|href| if href.starts_with('/') { renderer.config.base_url.absolute(&href) } else { href });
    object([
        ("@type", Some(json!("Event"))),
        ("@id", Some(json!(super::site_id(renderer, &format!("event-{}", event.id))))),
        ("name", words(&event.title)),
        ("description", words(&event.description)),
        ("startDate", Some(time(event.start))),
        ("endDate", event.end.map(time)),
        ("previousStartDate", event.was.map(|was| json!(event.zone.on_its_clocks(was).date.to_string()))),
        ("eventStatus", Some(json!(format!("https://schema.org/{status}")))),
        ("eventAttendanceMode", Some(json!(format!("https://schema.org/{mode}")))),
        ("location", some_list(place.into_iter().chain(online))),
        ("organizer", event.organiser.as_ref().map(|name| json!({ "@type": "Organization", "name": name }))),
        ("url", url.map(Value::from)),
        ("inLanguage", Some(json!(renderer.config.languages[language].code))),
    ])
}
