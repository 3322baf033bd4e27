//! What templates see of the calendar: `campaign` and `build`.
//!
//! Both are there for every template, but change with time. A trace holds only those parts of them that the template names,
//! itself or in what it includes, extends or calls: the days that are left change every day, and few pages show them.

use tera::Value;

use super::question::{CalendarPart, Question};
use super::value::{list, map};
use crate::base::fingerprint::Fingerprint;
use crate::site::Site;

/// The parts of `campaign` by their names.
const CAMPAIGN: [(&str, CalendarPart); 6] = [
    ("day", CalendarPart::Day),
    ("launch", CalendarPart::Launch),
    ("time_zone", CalendarPart::TimeZone),
    ("phase", CalendarPart::Phase),
    ("phases", CalendarPart::Phases),
    ("days_left", CalendarPart::DaysLeft),
];

/// The questions that a template asks by naming parts of `campaign` and `build`.
pub(crate) fn questions(names_part: impl Fn(&str, &str) -> bool) -> impl Iterator<Item = Question> {
    let date = names_part("build", "date").then_some(CalendarPart::BuildDate);
    let parts = CAMPAIGN.iter().filter(move |(name, _)| names_part("campaign", name)).map(|(_, part)| *part);
    parts.chain(date).map(Question::Calendar)
}

/// The fingerprint of the part at the moment of the build.
pub(crate) fn fingerprint(site: &Site, part: CalendarPart) -> Fingerprint {
    let campaign = &site.config.campaign;
    let present = &site.present;
    match part {
        CalendarPart::Day => Fingerprint::of(&campaign.day.map(|day| day.to_string())),
        CalendarPart::Launch => Fingerprint::of(&campaign.launch.map(|launch| launch.iso())),
        CalendarPart::TimeZone => Fingerprint::of(campaign.zone.name()),
        CalendarPart::Phase => Fingerprint::of(&present.phase.map(|phase| &campaign.phases[phase].name)),
        CalendarPart::Phases => {
            let phases: Vec<_> = campaign.phases.iter().map(|phase| (&phase.name, phase.starts.iso())).collect();
            Fingerprint::of(&(present.phase, phases))
        }
        CalendarPart::DaysLeft => Fingerprint::of(&campaign.days_left(present.date)),
        CalendarPart::BuildDate => Fingerprint::of(&present.date.to_string()),
    }
}

/// `campaign`
pub(crate) fn campaign(site: &Site) -> Value {
    let campaign = &site.config.campaign;
    let present = site.present.phase;
    let phases = campaign.phases.iter().enumerate().map(|(at, phase)| {
        let ends = campaign.phases.get(at + 1).map(|next| next.starts.iso());
        map([
            ("name", phase.name.as_str().into()),
            ("starts", phase.starts.iso().into()),
            ("ends", ends.into()),
            ("is_past", (Some(at) < present).into()),
            ("is_current", (Some(at) == present).into()),
        ])
    });
    map([
        ("day", Value::from(campaign.day.map(|day| day.to_string()))),
        ("launch", campaign.launch.map(|launch| launch.iso()).into()),
        ("time_zone", campaign.zone.name().into()),
        ("phase", present.map(|phase| campaign.phases[phase].name.as_str()).into()),
        ("phases", list(phases)),
        ("days_left", campaign.days_left(site.present.date).map(i64::from).into()),
    ])
}

/// `build`: when the site was made.
pub(crate) fn build(site: &Site) -> Value {
    map([("date", site.present.date.to_string().into())])
}
