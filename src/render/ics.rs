//! An event as a file for calendars, by RFC 5545.
//!
//! Times are written in UTC, so that no file has to describe a time zone; whole days have none. Nothing of the build's moment is in it:
//! the same event is the same file, and a calendar that has it knows it again by its name.

use std::fmt::Write;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::base::moment::Moment;
use crate::base::per_language::LanguageId;
use crate::site::event::{Event, Status, codes};
use crate::site::{Site, address};

/// The longest line in bytes, without its end.
const LINE: usize = 75;

/// The file of an event in the words of a language.
pub(crate) fn file(site: &Site, event: &Event, language: LanguageId) -> String {
    let mut file = String::new();
    for text in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ribbon//ribbon-ssg//EN", "CALSCALE:GREGORIAN", "BEGIN:VEVENT"] {
        line(&mut file, text);
    }
    line(&mut file, &format!("UID:{}", uid(site, event)));
    line(&mut file, &format!("DTSTAMP:{}", utc(stamp(site, event))));
    line(&mut file, &format!("SEQUENCE:{}", u8::from(event.status != Status::Planned)));
    times(&mut file, event);
    let codes = codes(&site.config, language);
    let mut words = |name: &str, text: Option<(&str, &str)>| {
        if let Some((code, text)) = text.filter(|(_, text)| !text.trim().is_empty()) {
            line(&mut file, &format!("{name};LANGUAGE={code}:{}", escaped(text.trim())));
        }
    };
    words("SUMMARY", Event::words(&event.title, &codes));
    let page = page(site, event, language);
    let description = Event::words(&event.description, &codes);
    let with_page = match (description, &page) {
        // Many calendars show no address but those in the text.
        (Some((code, text)), Some(page)) => Some((code, format!("{}\n\n{page}", text.trim()))),
        (None, Some(page)) => Some((codes[0], page.clone())),
        (Some((code, text)), None) => Some((code, text.to_owned())),
        (None, None) => None,
    };
    words("DESCRIPTION", with_page.as_ref().map(|(code, text)| (*code, text.as_str())));
    let place = [&event.place, &event.address].into_iter().filter_map(|words| Event::words(words, &codes)).collect::<Vec<_>>();
    let names = place.iter().map(|(_, text)| text.trim()).collect::<Vec<_>>().join(", ");
    let online = event.online.as_ref().map(|online| (codes[0], online.value.as_str()));
    words("LOCATION", place.first().map(|(code, _)| (*code, names.as_str())).or(online));
    words("CONTACT", event.organiser.as_ref().map(|organiser| (codes[3], organiser.as_str())));
    if let Some(page) = &page {
        line(&mut file, &format!("URL:{page}"));
    }
    line(&mut file, if event.status == Status::Cancelled { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
    // A whole day leaves the time of those who have it in their calendar free.
    line(&mut file, if event.is_all_day() { "TRANSP:TRANSPARENT" } else { "TRANSP:OPAQUE" });
    line(&mut file, "END:VEVENT");
    line(&mut file, "END:VCALENDAR");
    file
}

/// A name that the event keeps in all languages and over all builds. The day of the campaign is another one in each year.
fn uid(site: &Site, event: &Event) -> String {
    let host = site.config.base_url.host().split(':').next().unwrap_or_default();
    match event.is_campaign_day {
        true => format!("{}-{}@{host}", event.id, event.start.date.year()),
        false => format!("{}@{host}", event.id),
    }
}

/// When the entry was last changed, as far as the site says so: no later than the event.
fn stamp(site: &Site, event: &Event) -> Timestamp {
    let campaign = &site.config.campaign;
    let start = event.zone.instant(event.start);
    let launch = campaign.launch.map(|launch| campaign.zone.instant(launch)).filter(|launch| *launch <= start);
    event.updated.map(|day| campaign.zone.midnight(day)).or(launch).unwrap_or(start)
}

/// The end of a whole day is the day after it.
fn times(file: &mut String, event: &Event) {
    if event.is_all_day() {
        let day = |date: Date| date.strftime("%Y%m%d").to_string();
        line(file, &format!("DTSTART;VALUE=DATE:{}", day(event.start.date)));
        let after = event.last_day().tomorrow().unwrap_or(Date::MAX);
        line(file, &format!("DTEND;VALUE=DATE:{}", day(after)));
        return;
    }
    let written = |moment: Moment| utc(event.zone.instant(moment));
    line(file, &format!("DTSTART:{}", written(event.start)));
    if let Some(end) = event.end {
        line(file, &format!("DTEND:{}", written(end)));
    }
}

fn utc(instant: Timestamp) -> String {
    TimeZone::UTC.to_datetime(instant).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// The whole address of the page about an event, or else of the place on the web where it is.
fn page(site: &Site, event: &Event, language: LanguageId) -> Option<String> {
    let named =
        event.url.as_ref().and_then(|url| address(site, url, language)).or_else(|| event.online.as_ref().map(|url| url.value.clone()));
    named.map(|href| if href.starts_with('/') { site.config.base_url.absolute(&href) } else { href })
}

/// A text as a value: section 3.3.11.
fn escaped(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    for letter in text.replace("\r\n", "\n").chars() {
        match letter {
            '\n' => written.push_str("\\n"),
            '\\' | ';' | ',' => written.extend(['\\', letter]),
            '\t' => written.push(' '),
            letter if letter.is_control() => {}
            letter => written.push(letter),
        }
    }
    written
}

/// Adds a line, folded where it is too long, between characters: section 3.1.
fn line(file: &mut String, text: &str) {
    let mut rest = text;
    let mut room = LINE;
    while rest.len() > room {
        let (first, after) = rest.split_at(rest.floor_char_boundary(room));
        let _ = write!(file, "{first}\r\n ");
        rest = after;
        // The space that goes on with a line is a part of it.
        room = LINE - 1;
    }
    let _ = write!(file, "{rest}\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_folded_between_characters_at_75_bytes() {
        let mut file = String::new();
        let text = format!("SUMMARY:{}", "é".repeat(100));
        line(&mut file, &text);
        let lines: Vec<&str> = file.split_terminator("\r\n").collect();
        assert_eq!(lines.iter().map(|line| line.len()).collect::<Vec<_>>(), [74, 75, 61]);
        assert_eq!(file.replace("\r\n ", ""), format!("{text}\r\n"));
        let mut short = String::new();
        line(&mut short, &"x".repeat(75));
        assert_eq!(short, format!("{}\r\n", "x".repeat(75)));
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(escaped("a, b; c\\d\r\ne\u{7}\tf: \"g\""), "a\\, b\\; c\\\\d\\ne f: \"g\"");
    }
}
