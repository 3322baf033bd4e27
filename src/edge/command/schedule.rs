//! `ribbon schedule`: what changes by itself and when, for people and for a CI's timer.

#![expect(clippy::disallowed_methods, reason = "reads the clock")]

use jiff::Timestamp;
use serde_json::{Value, json};

use super::terminal::{eprint, print, style};
use super::trigger;
use super::{FINE, PROBLEMS};
use crate::base::plain::{json, plain};
use crate::base::source::{Now, Settings, Snapshot, SourceId};
use crate::build::{Build, Memos, build};
use crate::edge::cli::{ScheduleArgs, ScheduleFormat};
use crate::edge::load::load;
use crate::edge::report::{self, Format};
use crate::site::schedule::{Event, Schedule, What};

pub(super) fn schedule(args: &ScheduleArgs) -> u8 {
    let now = args.date.unwrap_or_else(|| Now::Clock(Timestamp::now()));
    let snapshot = load(&args.root, Settings::at(now));
    let build = build(&snapshot, &mut Memos::default());
    let Some(schedule) = build.schedule.as_ref().filter(|_| is_readable(&build)) else {
        return refuse(&build, &snapshot);
    };
    let until = args.until.map(|until| schedule.campaign.present(until).instant);
    print(&match args.format {
        ScheduleFormat::Human => table(schedule, until),
        ScheduleFormat::Json => json(&format!("{:#}\n", object(schedule, until))),
        ScheduleFormat::Github => trigger::github(schedule.next(), &schedule.campaign.zone),
        ScheduleFormat::Cron => {
            let folder = std::path::absolute(&args.root).unwrap_or_else(|_| args.root.clone());
            trigger::cron(schedule.next(), &schedule.campaign.zone, &folder.to_string_lossy())
        }
        ScheduleFormat::Systemd => trigger::systemd(schedule.next(), &schedule.campaign.zone),
    });
    FINE
}

/// Whether the configuration and all front matter can be read; other problems do not matter here.
fn is_readable(build: &Build) -> bool {
    build.is_sound && !build.diagnostics.errors().any(|problem| problem.code.is_of_keys())
}

fn refuse(build: &Build, snapshot: &Snapshot) -> u8 {
    eprint(&report::render(Format::Human, &build.diagnostics, &snapshot.shown(), style()));
    eprint("help: fix these errors first; a date may be among what cannot be read\n");
    PROBLEMS
}

fn coming(schedule: &Schedule, until: Option<Timestamp>) -> impl Iterator<Item = &Event> {
    schedule.coming().filter(move |event| until.is_none_or(|until| event.at < until))
}

fn table(schedule: &Schedule, until: Option<Timestamp>) -> String {
    let Schedule { campaign, present, .. } = schedule;
    let mut text =
        format!("{}, by the clocks of {}\n", campaign.zone.local(present.instant).strftime("%Y-%m-%d %H:%M"), campaign.zone.name());
    if let Some(day) = campaign.day {
        let left = match campaign.days_left(present.date) {
            Some(0) => "is today".to_owned(),
            Some(1) => "is tomorrow".to_owned(),
            Some(days) => format!("is in {days} days"),
            None => "has passed".to_owned(),
        };
        let phase =
            present.phase.map_or_else(|| "no phase yet".to_owned(), |phase| format!("phase {}", plain(&campaign.phases[phase].name)));
        text.push_str(&format!("the day, {day}, {left}; {phase}\n"));
    }
    text.push('\n');
    let lines: Vec<String> = coming(schedule, until).map(|event| line(schedule, event)).collect();
    if lines.is_empty() {
        text.push_str("nothing is planned\n");
    }
    text.extend(lines);
    text.push('\n');
    match schedule.next() {
        Some(next) => text.push_str(&format!("next build: {} ({})\n", campaign.zone.rfc3339(next), why(schedule, next))),
        None => text.push_str("no build is due unless something is edited\n"),
    }
    text
}

/// `2027-02-04 00:00  phase day    content/live.md appears`
fn line(schedule: &Schedule, event: &Event) -> String {
    let zone = &schedule.campaign.zone;
    let names = |sources: &[SourceId]| sources.iter().map(SourceId::as_str).collect::<Vec<_>>().join(", ");
    let (what, detail) = match &event.what {
        What::Publish(source) => ("appears".to_owned(), source.to_string()),
        What::Over(id) => ("over".to_owned(), format!("event {id}")),
        What::Expire(source) => ("goes".to_owned(), source.to_string()),
        What::Review(source) => ("review".to_owned(), source.to_string()),
        What::Phase { name, appear, disappear } => {
            let parts = [(appear, "appear"), (disappear, "go")];
            let parts = parts.into_iter().filter(|(sources, _)| !sources.is_empty());
            let parts: Vec<String> =
                parts.map(|(sources, verb)| format!("{} {verb}{}", names(sources), if sources.len() == 1 { "s" } else { "" })).collect();
            (format!("phase {name}"), parts.join("; ").replace(" gos", " goes"))
        }
    };
    let (what, detail) = (plain(&what), plain(&detail));
    format!("{}  {what:<18}  {detail}", zone.local(event.at).strftime("%Y-%m-%d %H:%M")).trim_end().to_owned() + "\n"
}

fn why(schedule: &Schedule, next: Timestamp) -> &'static str {
    if schedule.coming().any(|event| event.at == next) { "something is planned" } else { "pages show the day, or how many are left" }
}

fn object(schedule: &Schedule, until: Option<Timestamp>) -> Value {
    let Schedule { campaign, present, .. } = schedule;
    let zone = &campaign.zone;
    let next = schedule.next();
    json!({
        "now": zone.rfc3339(present.instant),
        "time_zone": zone.name(),
        "day": campaign.day.map(|day| day.to_string()),
        "days_left": campaign.days_left(present.date),
        "phase": present.phase.map(|phase| campaign.phases[phase].name.as_str()),
        "next": next.map(|next| zone.rfc3339(next)),
        "next_because": next.map(|next| if schedule.coming().any(|event| event.at == next) { "event" } else { "day" }),
        "events": coming(schedule, until).map(|event| entry(schedule, event)).collect::<Vec<_>>(),
    })
}

fn entry(schedule: &Schedule, event: &Event) -> Value {
    let at = schedule.campaign.zone.rfc3339(event.at);
    let names = |sources: &[SourceId]| sources.iter().map(SourceId::as_str).map(Value::from).collect::<Vec<_>>();
    match &event.what {
        What::Publish(source) => json!({ "at": at, "kind": "publish", "path": source.as_str() }),
        What::Over(id) => json!({ "at": at, "kind": "over", "event": id }),
        What::Expire(source) => json!({ "at": at, "kind": "expire", "path": source.as_str() }),
        What::Review(source) => json!({ "at": at, "kind": "review", "path": source.as_str() }),
        What::Phase { name, appear, disappear } => {
            json!({ "at": at, "kind": "phase", "phase": name, "appear": names(appear), "disappear": names(disappear) })
        }
    }
}
