//! What templates see of events: `events()` and `event()`.

use tera::Value;

use super::value::{list, map};
use crate::base::moment::Moment;
use crate::base::per_language::LanguageId;
use crate::site::event::{Event, codes};
use crate::site::evidence::stat::Words;
use crate::site::{Site, address};

/// Those that are not over, in the order of time.
pub(crate) fn coming(site: &Site) -> impl Iterator<Item = &Event> {
    site.events.iter().filter(|event| event.over() > site.present.instant)
}

pub(crate) fn events(site: &Site, language: LanguageId) -> Value {
    list(coming(site).map(|event| view(site, event, language)))
}

pub(crate) fn named(site: &Site, id: &str, language: LanguageId) -> Option<Value> {
    site.events.iter().find(|event| event.id == id).map(|event| view(site, event, language))
}

fn view(site: &Site, event: &Event, language: LanguageId) -> Value {
    let codes = codes(&site.config, language);
    let words = |words: &Words| {
        let (code, text) = Event::words(words, &codes)?;
        let lang = (code != codes[0] && code != codes[1]).then_some(code);
        Some(map([("text", text.into()), ("lang", lang.into())]))
    };
    let shown = |moment: Moment| event.zone.on_its_clocks(moment);
    let time = |moment: Moment| shown(moment).time.map(|time| time.strftime("%H:%M").to_string());
    // The last day is shown where it is another one than the first.
    let last = event.end.map(shown).filter(|end| end.date != shown(event.start).date);
    let url = event.url.as_ref().and_then(|url| address(site, url, language));
    let home = site.index.homes[language].map(|home| &site.index.entry(home).url);
    map([
        ("id", event.id.as_str().into()),
        ("title", words(&event.title).into()),
        ("start", shown(event.start).iso().into()),
        ("day", event.zone.on_its_clocks(event.start).date.to_string().into()),
        ("time", time(event.start).into()),
        ("end", event.end.map(|end| shown(end).iso()).into()),
        ("end_day", last.map(|end| end.date.to_string()).into()),
        ("end_time", event.end.and_then(time).into()),
        ("time_zone", event.zone.name().into()),
        ("place", words(&event.place).into()),
        ("address", words(&event.address).into()),
        ("online", event.online.as_ref().map(|online| online.value.as_str()).into()),
        ("url", url.into()),
        ("organiser", event.organiser.as_deref().into()),
        ("description", words(&event.description).into()),
        ("status", event.status.name().into()),
        ("was", event.was.map(|was| shown(was).date.to_string()).into()),
        ("is_over", (event.over() <= site.present.instant).into()),
        ("calendar", home.map(|home| site.config.base_url.href(&event.file(home))).into()),
    ])
}
