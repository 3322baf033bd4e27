use jiff::civil::date;

use super::*;
use crate::base::calendar::parse_now;
use crate::base::fingerprint::Fingerprint;
use crate::base::source::{Settings, Snapshot, Source};
use crate::content::{ExternalLinks, Options, parse};
use crate::site::config;

fn contents(pages: &[(&str, &str)]) -> Vec<Content> {
    let options = Options {
        raw_html: true,
        smart_punctuation: true,
        heading_anchors: true,
        external_links: ExternalLinks::Plain,
        language: "en".into(),
    };
    let read = |(name, keys): &(&str, &str)| {
        let source = Source::new(format!("content/{name}.md"), format!("+++\n{keys}\n+++\n"));
        let (document, problems) = parse(&source, &options);
        assert_eq!(problems, []);
        let nothing = Fingerprint::of(&());
        Content { source: source.id, front: document.front, key: nothing, place_key: nothing }
    };
    pages.iter().map(read).collect()
}

fn schedule(campaign: &str, pages: &[(&str, &str)], now: &str, is_daily: bool) -> Schedule {
    let mut snapshot = Snapshot::empty(Settings::on(date(2027, 2, 4)));
    let source = Source::new("site.toml", format!("title = \"T\"\nbase_url = \"https://example.org\"\n[campaign]\n{campaign}"));
    snapshot.texts.insert(source.id.clone(), source);
    let campaign = config::read(&snapshot).0.expect("a site").campaign;
    let present = campaign.present(parse_now(now).expect("a moment"));
    let contents = contents(pages);
    let due =
        contents.iter().filter_map(|content| Some((content.source.clone(), content.front.editorial.next_review.as_ref()?.value.date)));
    Schedule::new(&campaign, &present, events(&campaign, &contents, &[]), due, is_daily)
}

/// What is to come, and the next moment to build.
fn check(schedule: &Schedule, expected: &[&str]) {
    let zone = &schedule.campaign.zone;
    let mut lines: Vec<String> = schedule.coming().map(|event| format!("{} {:?}", zone.rfc3339(event.at), event.what)).collect();
    lines.push(format!("next {:?}", schedule.next().map(|next| zone.rfc3339(next))));
    assert_eq!(lines, expected);
}

const PAGES: &[(&str, &str)] = &[
    ("live", "phases = [\"day\"]"),
    ("plan", "phases = [\"countdown\", \"day\"]"),
    ("news", "publish = 2027-02-01T09:00:00\nexpires = 2027-02-10"),
    ("draft", "draft = true\npublish = 2027-02-02"),
];

#[test]
fn everything_to_come_is_told_in_its_order() {
    let schedule = schedule("day = 2027-02-04\ntime_zone = \"Europe/Paris\"", PAGES, "2027-01-01", false);
    check(
        &schedule,
        &[
            "2027-01-05T00:00:00+01:00 Phase { name: \"countdown\", appear: [\"content/plan.md\"], disappear: [] }",
            "2027-02-01T09:00:00+01:00 Publish(\"content/news.md\")",
            "2027-02-04T00:00:00+01:00 Phase { name: \"day\", appear: [\"content/live.md\"], disappear: [] }",
            "2027-02-05T00:00:00+01:00 Phase { name: \"thank-you\", appear: [], disappear: [\"content/live.md\", \"content/plan.md\"] }",
            "2027-02-10T00:00:00+01:00 Expire(\"content/news.md\")",
            "2027-03-06T00:00:00+01:00 Phase { name: \"archive\", appear: [], disappear: [] }",
            "next Some(\"2027-01-05T00:00:00+01:00\")",
        ],
    );
}

#[test]
fn a_page_that_shows_the_days_needs_every_midnight() {
    let campaign = "day = 2027-02-04\ntime_zone = \"Europe/Paris\"";
    let next = |now: &str, is_daily: bool| {
        let schedule = schedule(campaign, &[], now, is_daily);
        schedule.next().map(|next| schedule.campaign.zone.rfc3339(next)).unwrap_or_default()
    };
    assert_eq!(next("2027-01-10T12:00", true), "2027-01-11T00:00:00+01:00");
    assert_eq!(next("2027-01-10T12:00", false), "2027-02-04T00:00:00+01:00");
    assert_eq!(next("2030-01-01", false), "");
    assert_eq!(next("2030-03-31T12:00", true), "2030-04-01T00:00:00+02:00");
}

#[test]
fn a_build_stands_from_one_change_to_the_next() {
    let validity = |now: &str| {
        let schedule = schedule("", &[("news", "publish = 2027-02-01T09:00:00")], now, false);
        let (from, to) = schedule.validity();
        format!("{from} {to}")
    };
    assert_eq!(validity("2027-02-01T08:59"), "2027-02-01T00:00:00Z 2027-02-01T09:00:00Z");
    assert_eq!(validity("2027-02-01T09:00"), "2027-02-01T09:00:00Z 2027-02-02T00:00:00Z");
    assert_eq!(validity("2027-02-02"), "2027-02-02T00:00:00Z 2027-02-03T00:00:00Z");
}
