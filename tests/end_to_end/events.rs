//! Events: lists, files for calendars, structured data, and how they leave.

use crate::site::{SITE_TOML, Site};
use serde_json::Value;

const EVENTS: &str = r#"
[day]
title = { en = "The Day", fr = "Le jour ; et, surtout, une très longue journée pour toutes et tous" }
campaign_day = true

[walk]
title = { en = "A walk, and tea", fr = "Une marche" }
start = 2027-02-04T18:00:00
end = 2027-02-04T20:00:00
time_zone = "America/New_York"
place = { en = "Old bridge", fr = "Vieux pont" }
address = "1 River Road"
url = "@/walk.md"
organiser = "Test Society"
description = { en = "Bring a friend.\nAnd a coat; it is cold." }
updated = 2026-11-20

[talk]
title = "A talk"
start = 2027-02-05T10:00:00
online = "https://example.org/live"
status = "cancelled"

[week]
title = "A week"
start = 2027-02-08
end = 2027-02-14
place = "Town hall"
status = "moved"
was = 2027-02-01
"#;

fn site() -> Site {
    let page = |title: &str, text: &str| format!("+++\ntitle = \"{title}\"\ndescription = \"D.\"\n+++\n\n{text}\n");
    Site::new()
        .with(
            "site.toml",
            format!("{SITE_TOML}[languages.fr]\n[campaign]\nday = 2027-02-04\nlaunch = 2026-11-04\ntime_zone = \"Europe/Paris\"\n"),
        )
        .with("data/events.toml", EVENTS)
        .with("content/_index.md", page("Home", "Text."))
        .with("content/_index.fr.md", page("Accueil", "Texte."))
        .with("content/walk.md", page("The walk", "Text."))
        .with("content/list.md", page("List", "::events"))
        .with("content/list.fr.md", page("Liste", "::events"))
        .with("content/one.md", page("One", "::add-to-calendar{event=\"walk\"}\n\nAt the :add-to-calendar[day itself]{event=\"day\"}."))
}

fn build(site: &Site, date: &str) {
    let outcome = site.run(&["build", "--date", date, "--check"]);
    assert!(outcome.code == Some(0) && outcome.stderr.is_empty(), "{date}: {outcome:?}");
}

/// The events that a page tells machines of.
fn told(site: &Site, path: &str) -> Vec<Value> {
    let html = site.read(path);
    let data = html.split("data-by=\"ribbon\">").nth(1).and_then(|rest| rest.split("</script>").next()).expect("structured data");
    let value: Value = serde_json::from_str(data).expect("JSON");
    value["@graph"].as_array().expect("a graph").iter().filter(|node| node["@type"] == "Event").cloned().collect()
}

#[test]
fn each_event_has_a_file_for_calendars_in_each_language() {
    let site = site();
    build(&site, "2027-01-20");
    assert_eq!(
        site.read("public/events/walk.ics"),
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Ribbon//ribbon-ssg//EN\r\nCALSCALE:GREGORIAN\r\nBEGIN:VEVENT\r\n\
         UID:walk@example.org\r\nDTSTAMP:20261119T230000Z\r\nSEQUENCE:0\r\nDTSTART:20270204T230000Z\r\nDTEND:20270205T010000Z\r\n\
         SUMMARY;LANGUAGE=en:A walk\\, and tea\r\n\
         DESCRIPTION;LANGUAGE=en:Bring a friend.\\nAnd a coat\\; it is cold.\\n\\nhttps:\r\n //example.org/walk/\r\n\
         LOCATION;LANGUAGE=en:Old bridge\\, 1 River Road\r\nCONTACT;LANGUAGE=en:Test Society\r\nURL:https://example.org/walk/\r\n\
         STATUS:CONFIRMED\r\nTRANSP:OPAQUE\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    );
    assert_eq!(
        site.read("public/fr/events/day.ics"),
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Ribbon//ribbon-ssg//EN\r\nCALSCALE:GREGORIAN\r\nBEGIN:VEVENT\r\n\
         UID:day-2027@example.org\r\nDTSTAMP:20261103T230000Z\r\nSEQUENCE:0\r\nDTSTART;VALUE=DATE:20270204\r\nDTEND;VALUE=DATE:20270205\r\n\
         SUMMARY;LANGUAGE=fr:Le jour \\; et\\, surtout\\, une très longue journée pou\r\n r toutes et tous\r\n\
         STATUS:CONFIRMED\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    );
    let week = site.read("public/events/week.ics");
    assert!(week.contains("DTSTART;VALUE=DATE:20270208\r\nDTEND;VALUE=DATE:20270215\r\n") && week.contains("SEQUENCE:1"), "{week}");
    let talk = site.read("public/fr/events/talk.ics");
    assert!(talk.contains("STATUS:CANCELLED") && talk.contains("LOCATION;LANGUAGE=fr:https://example.org/live"), "{talk}");
    // The moment of the build is in none of them.
    let before = site.read("public/events/walk.ics");
    build(&site, "2027-03-20");
    assert_eq!(site.read("public/events/walk.ics"), before);
}

#[test]
fn pages_list_what_is_to_come_and_tell_machines_of_it() {
    let site = site();
    build(&site, "2027-01-20");
    let list = site.read("public/list/index.html");
    let places: Vec<Option<usize>> = ["The Day", "A walk, and tea", "A talk", "A week"].iter().map(|title| list.find(title)).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
    assert!(
        list.contains("18:00</time> – <time datetime=\"2027-02-04T20:00:00-05:00\">20:00</time> <bdi>(America/New_York)</bdi>"),
        "{list}"
    );
    assert!(list.contains("<strong>Cancelled</strong>") && !list.contains("Take part online"), "{list}");
    assert!(list.contains("It was to be on February 1, 2027."), "{list}");
    let french = site.read("public/fr/list/index.html");
    assert!(french.contains("href=\"/fr/events/walk.ics\"") && french.contains("<p class=\"card-title\" lang=\"en\">A talk"), "{french}");

    let told = told(&site, "public/list/index.html");
    let walk = told.iter().find(|event| event["name"] == "A walk, and tea").expect("the walk");
    assert_eq!((&walk["startDate"], &walk["endDate"]), (&"2027-02-04T18:00:00-05:00".into(), &"2027-02-04T20:00:00-05:00".into()));
    assert_eq!(walk["eventStatus"], "https://schema.org/EventScheduled");
    assert_eq!(walk["location"][0], serde_json::json!({ "@type": "Place", "name": "Old bridge", "address": "1 River Road" }));
    assert_eq!((&walk["organizer"]["name"], &walk["url"]), (&"Test Society".into(), &"https://example.org/walk/".into()));
    let states: Vec<&str> = told.iter().filter_map(|event| event["eventStatus"].as_str()?.rsplit('/').next()).collect();
    assert_eq!(states, ["EventScheduled", "EventScheduled", "EventCancelled", "EventRescheduled"]);
    // A page that lists none tells of none, and one that shows no day of its event neither.
    assert!(self::told(&site, "public/walk/index.html").is_empty() && self::told(&site, "public/one/index.html").is_empty());
}

#[test]
fn events_leave_when_they_are_over() {
    let site = site();
    let shown = |path: &str, date: &str| {
        build(&site, date);
        let page = site.read(path);
        ["The Day", "A walk, and tea", "A talk", "A week"].map(|title| page.contains(title))
    };
    let list = "public/list/index.html";
    assert_eq!(shown(list, "2027-02-04T23:00"), [true, true, true, true]);
    assert_eq!(shown(list, "2027-02-05T00:00"), [false, true, true, true]);
    // The walk is over at 20:00 in New York, 2:00 in Paris; a talk without an end after its day.
    assert_eq!(shown(list, "2027-02-05T01:59"), [false, true, true, true]);
    assert_eq!(shown(list, "2027-02-05T02:00"), [false, false, true, true]);
    assert_eq!(shown(list, "2027-02-06T00:00"), [false, false, false, true]);
    assert_eq!(shown(list, "2027-02-15T00:00"), [false; 4]);
    assert!(site.read(list).contains("No events are planned at the moment."));
    assert!(!site.read("public/one/index.html").contains(".ics"));
    let schedule = site.run(&["schedule", "--date", "2027-02-05T00:00"]);
    assert!(schedule.stdout.contains("2027-02-05 02:00  over                event walk"), "{schedule:?}");
    assert!(schedule.stdout.contains("next build: 2027-02-05T02:00:00+01:00"), "{schedule:?}");
}

#[test]
fn a_site_without_the_file_has_the_outputs_that_it_had() {
    let site = site();
    site.remove("data/events.toml");
    site.remove("content/one.md");
    site.remove("content/list.md");
    site.remove("content/list.fr.md");
    build(&site, "2027-01-20");
    assert!(!site.has("public/events") && !site.has("public/fr/events"));
}
