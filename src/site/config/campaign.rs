//! `[campaign]`: the day, the launch, the phases, and the time zone that they are in.

use std::ops::Range;

use jiff::civil::Date;
use jiff::{Span, Timestamp};

use crate::base::calendar::Zone;
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::source::{Now, SourceId};
use crate::syntax::fields::{Entry, Fields, FromNode, Moment, Node, Spanned, Table, Value, wrong_type};

/// The campaign's calendar. A site without one has no day and no phases, and its dates are by UTC.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Campaign {
    pub day: Option<Date>,
    /// When the campaign's year opens.
    pub launch: Option<Moment>,
    pub zone: Zone,
    /// In the order of time. Each lasts until the next one starts, the last for ever.
    pub phases: Vec<Phase>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phase {
    pub name: String,
    pub starts: Moment,
}

/// A moment on the campaign's calendar.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Present {
    pub instant: Timestamp,
    /// The day by the campaign's clocks.
    pub date: Date,
    /// A position in `Campaign::phases`; `None` before the first.
    pub phase: Option<usize>,
}

/// The phases of a campaign that names none, each with the number of days from the day to its start. The first starts with the
/// launch.
const USUAL: &[(&str, i32)] = &[("countdown", -30), ("day", 0), ("thank-you", 1), ("archive", 30)];
const FIRST: &str = "teaser";

/// Material for a day is usually published this long before it.
/// Source: UICC published that of 2025 and of 2026 on 4 November of the year before.
const MONTHS_OF_LAUNCH: i32 = 3;

impl Campaign {
    /// The calendar of a site without a campaign.
    pub fn none() -> Self {
        Self { day: None, launch: None, zone: Zone::utc(), phases: Vec::new() }
    }

    /// Where a moment lies on the calendar.
    pub fn present(&self, now: Now) -> Present {
        let instant = match now {
            Now::Clock(instant) => instant,
            Now::Local(local) => self.zone.instant_of(local),
        };
        let phase = self.phases.iter().rposition(|phase| self.zone.instant(phase.starts) <= instant);
        Present { instant, date: self.zone.local(instant).date(), phase }
    }

    /// The days until the day: none where there is no day, and when it has passed.
    pub fn days_left(&self, date: Date) -> Option<i32> {
        let left = date.until(self.day?).ok()?.get_days();
        (left >= 0).then_some(left)
    }

    pub fn phase_names(&self) -> impl Iterator<Item = &str> + Clone {
        self.phases.iter().map(|phase| phase.name.as_str())
    }
}

pub(super) fn read(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> Campaign {
    let table: Table = fields.optional("campaign", problems).unwrap_or_default();
    let mut keys = Fields::new(&table, source);
    let mut reader = CampaignReader { source, problems };
    let day = keys.optional::<Spanned<Moment>>("day", reader.problems).and_then(|day| reader.day(day));
    let launch: Option<Spanned<Moment>> = keys.optional("launch", reader.problems);
    let zone = keys.optional::<Spanned<String>>("time_zone", reader.problems).and_then(|name| reader.zone(name)).unwrap_or_else(Zone::utc);
    if let (Some(day), Some(launch)) = (&day, &launch) {
        reader.check_launch(&zone, day, launch);
    }
    let usual_launch = || Some(at_midnight(shifted(day.as_ref()?.value, Span::new().months(-MONTHS_OF_LAUNCH))?));
    let launch = launch.map(|launch| launch.value).or_else(usual_launch);
    let day = day.map(|day| day.value);
    let written: Option<Table> = keys.optional("phases", reader.problems);
    let phases = match &written {
        Some(table) => reader.phases(table, day, launch, &zone),
        None => usual_phases(day, launch, &zone),
    };
    keys.finish("`[campaign]`", problems);
    Campaign { day, launch, zone, phases }
}

fn at_midnight(date: Date) -> Moment {
    Moment { date, time: None, offset_minutes: None }
}

fn shifted(date: Date, by: Span) -> Option<Date> {
    date.checked_add(by).ok()
}

/// The usual phases around a day. One that a late launch would start after the next is left out.
fn usual_phases(day: Option<Date>, launch: Option<Moment>, zone: &Zone) -> Vec<Phase> {
    let (Some(day), Some(launch)) = (day, launch) else { return Vec::new() };
    let opening = zone.instant(launch);
    let mut phases: Vec<Phase> = USUAL
        .iter()
        .filter_map(|(name, days)| Some(Phase { name: (*name).to_owned(), starts: at_midnight(shifted(day, Span::new().days(*days))?) }))
        .filter(|phase| zone.instant(phase.starts) > opening)
        .collect();
    let first = if phases.len() == USUAL.len() { FIRST } else { "countdown" };
    phases.insert(0, Phase { name: first.to_owned(), starts: launch });
    phases
}

struct CampaignReader<'a> {
    source: &'a SourceId,
    problems: &'a mut Problems,
}

impl CampaignReader<'_> {
    fn refuse(&mut self, at: Range<usize>, message: String, help: String) {
        self.problems.push(Diagnostic::new(Code::InvalidValue, message).at(self.source.at(at)).help(help));
    }

    fn day(&mut self, day: Spanned<Moment>) -> Option<Spanned<Date>> {
        let date = day.value.date;
        if day.value.time.is_some() {
            let help = format!("write `day = {date}`; the day starts at midnight in `time_zone`");
            self.refuse(day.span, "`day` is a whole day and has no time".to_owned(), help);
            return None;
        }
        if !(1900..=9900).contains(&date.year()) {
            self.refuse(day.span, format!("`day` cannot be in the year {}", date.year()), "write a year such as 2027".to_owned());
            return None;
        }
        Some(Spanned { value: date, span: day.span })
    }

    fn zone(&mut self, name: Spanned<String>) -> Option<Zone> {
        match Zone::named(&name.value) {
            Ok(zone) => Some(zone),
            Err(near) => {
                let help = Suggestion::of(near).or("write a region and a city of the IANA list, such as `Europe/Paris`, or `UTC`");
                self.refuse(name.span, format!("there is no time zone `{}`", name.value), help);
                None
            }
        }
    }

    fn check_launch(&mut self, zone: &Zone, day: &Spanned<Date>, launch: &Spanned<Moment>) {
        if zone.instant(launch.value) <= zone.midnight(day.value) {
            return;
        }
        let problem = Diagnostic::new(Code::InvalidValue, format!("the campaign is launched on {}, after its day", launch.value.date))
            .at(self.source.at(launch.span.clone()))
            .also(self.source.at(day.span.clone()), "the day")
            .help("write a `launch` before the `day`; perhaps one of them is from another year");
        self.problems.push(problem);
    }

    /// The phases as they are written, in the order of time.
    fn phases(&mut self, table: &Table, day: Option<Date>, launch: Option<Moment>, zone: &Zone) -> Vec<Phase> {
        let mut phases: Vec<(Phase, &Entry)> = Vec::new();
        for entry in &table.entries {
            if !is_name(&entry.key) {
                let help = "write it in small letters, with hyphens between words: `thank-you`".to_owned();
                self.refuse(entry.key_span.clone(), format!("`{}` cannot name a phase", entry.key), help);
                continue;
            }
            let Some(starts) = self.start(entry, day, launch) else { continue };
            if let Some((before, other)) = phases.last()
                && zone.instant(before.starts) >= zone.instant(starts)
            {
                let message = format!("the phase `{}` does not start after `{}`, which stands before it", entry.key, before.name);
                let problem = Diagnostic::new(Code::InvalidValue, message)
                    .at(self.source.at(entry.node.span.clone()))
                    .also(self.source.at(other.node.span.clone()), format!("`{}` starts on {}", before.name, before.starts.iso()))
                    .help("write the phases in their order; each lasts until the next one starts");
                self.problems.push(problem);
                continue;
            }
            phases.push((Phase { name: entry.key.clone(), starts }, entry));
        }
        phases.into_iter().map(|(phase, _)| phase).collect()
    }

    /// A date, the number of days from the day, or `"launch"`.
    fn start(&mut self, entry: &Entry, day: Option<Date>, launch: Option<Moment>) -> Option<Moment> {
        let Node { value, span } = &entry.node;
        let needs =
            |key: &str| Diagnostic::new(Code::MissingKey, format!("the phase `{}` counts from the `{key}`, which is missing", entry.key));
        let problem = match value {
            Value::Integer(days) => {
                let Some(day) = day else {
                    let help = "add a line `day = …` under `[campaign]`, or write the date that the phase starts on";
                    self.problems.push(needs("day").at(self.source.at(span.clone())).help(help));
                    return None;
                };
                let by = i32::try_from(*days).ok().and_then(|days| Span::new().try_days(days).ok());
                if let Some(date) = by.and_then(|by| shifted(day, by)) {
                    return Some(at_midnight(date));
                }
                Diagnostic::new(Code::InvalidValue, format!("{days} days from the day is not a date"))
                    .help("write the number of days from the day to the start of the phase: -30 is thirty days before")
            }
            Value::String(word) if word == "launch" => match launch {
                Some(launch) => return Some(launch),
                None => needs("launch").help("add a line `launch = …` or `day = …` under `[campaign]`"),
            },
            _ => match Moment::from_node(&entry.node) {
                Ok(moment) => return Some(moment),
                Err(_) => {
                    wrong_type(self.source, &entry.key, &entry.node, "a date like 2027-02-04, a number of days from the day, or \"launch\"")
                }
            },
        };
        self.problems.push(Diagnostic { at: Some(self.source.at(span.clone())), ..problem });
        None
    }
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.bytes().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::calendar::parse_now;
    use crate::base::source::Source;
    use crate::edge::report;
    use crate::syntax::fields::parse_toml;

    fn campaign(keys: &str) -> (Campaign, String) {
        let source = Source::new("site.toml", format!("[campaign]\n{keys}"));
        let mut problems = Problems::new();
        let table = parse_toml(&source.id, &source.text, 0, &mut problems);
        let campaign = read(&mut Fields::new(&table, &source.id), &source.id, &mut problems);
        let texts = [(source.id.clone(), source)].into();
        (campaign, report::render(report::Format::Short, &problems, &texts, report::Style { color: false, width: 100 }))
    }

    /// The phases with their starts.
    fn check(keys: &str, expected: &str) {
        let (campaign, problems) = campaign(keys);
        let phases: Vec<String> = campaign.phases.iter().map(|phase| format!("{} {}", phase.name, phase.starts.iso())).collect();
        assert_eq!(format!("{}\n{problems}", phases.join(", ")).trim_end(), expected, "{keys}");
    }

    #[test]
    fn phases_follow_from_the_day_and_the_launch() {
        check("", "");
        check("day = 2027-02-04", "teaser 2026-11-04, countdown 2027-01-05, day 2027-02-04, thank-you 2027-02-05, archive 2027-03-06");
        check(
            "day = 2028-02-29\nlaunch = 2028-01-01T09:00:00",
            "teaser 2028-01-01T09:00:00Z, countdown 2028-01-30, day 2028-02-29, thank-you 2028-03-01, archive 2028-03-30",
        );
        check("day = 2027-02-04\nlaunch = 2027-01-20", "countdown 2027-01-20, day 2027-02-04, thank-you 2027-02-05, archive 2027-03-06");
        check(
            "day = 2027-02-04\n[campaign.phases]\nsoon = \"launch\"\nnow = -7\nday = 0\nlater = 2027-02-05T12:00:00+01:00",
            "soon 2026-11-04, now 2027-01-28, day 2027-02-04, later 2027-02-05T12:00:00+01:00",
        );
        check("[campaign.phases]\nonly = 2027-02-04", "only 2027-02-04");
    }

    #[test]
    fn what_is_wrong_is_said_at_its_place() {
        check(
            "day = 2027-02-04T09:00:00",
            "\nsite.toml:2:7: error[invalid-value]: `day` is a whole day and has no time; write `day = 2027-02-04`; the day starts at midnight in `time_zone`",
        );
        check(
            "time_zone = \"Europe/Pariss\"",
            "\nsite.toml:2:13: error[invalid-value]: there is no time zone `Europe/Pariss`; did you mean `Europe/Paris`?",
        );
        check(
            "day = 2027-02-04\nlaunch = 2027-11-04\nphases = {}",
            "\nsite.toml:3:10: error[invalid-value]: the campaign is launched on 2027-11-04, after its day (the day: site.toml:2:7); write a `launch` before the `day`; perhaps one of them is from another year",
        );
        check(
            "day = 2027-02-04\n[campaign.phases]\ncountdown = 2027-01-05\nteaser = -60\nday = 0\nend = 0\nThanks = 1",
            "countdown 2027-01-05, day 2027-02-04\n\
             site.toml:5:10: error[invalid-value]: the phase `teaser` does not start after `countdown`, which stands before it (`countdown` starts on 2027-01-05: site.toml:4:13); write the phases in their order; each lasts until the next one starts\n\
             site.toml:7:7: error[invalid-value]: the phase `end` does not start after `day`, which stands before it (`day` starts on 2027-02-04: site.toml:6:7); write the phases in their order; each lasts until the next one starts\n\
             site.toml:8:1: error[invalid-value]: `Thanks` cannot name a phase; write it in small letters, with hyphens between words: `thank-you`",
        );
        check(
            "[campaign.phases]\na = -1\nb = \"launch\"\nc = \"lunch\"\nd = true",
            "\nsite.toml:3:5: error[missing-key]: the phase `a` counts from the `day`, which is missing; add a line `day = …` under `[campaign]`, or write the date that the phase starts on\n\
             site.toml:4:5: error[missing-key]: the phase `b` counts from the `launch`, which is missing; add a line `launch = …` or `day = …` under `[campaign]`\n\
             site.toml:5:5: error[wrong-type]: `c` must be a date like 2027-02-04, a number of days from the day, or \"launch\", but this is text; write the year, the month and the day: `2027-02-04`\n\
             site.toml:6:5: error[wrong-type]: `d` must be a date like 2027-02-04, a number of days from the day, or \"launch\", but this is true or false",
        );
    }

    #[test]
    fn the_phase_flips_at_midnight_of_the_campaigns_zone() {
        let check = |zone: &str, now: &str, phase: &str, days_left: Option<i32>| {
            let (campaign, problems) = campaign(&format!("day = 2027-02-04\ntime_zone = \"{zone}\""));
            assert_eq!(problems, "");
            let present = campaign.present(parse_now(now).expect("a moment"));
            let name = present.phase.map_or("", |phase| campaign.phases[phase].name.as_str());
            assert_eq!((name, campaign.days_left(present.date)), (phase, days_left), "{now} in {zone}");
        };
        check("UTC", "2026-11-03", "", Some(93));
        check("UTC", "2026-11-04", "teaser", Some(92));
        check("Pacific/Kiritimati", "2027-02-03T09:59:59Z", "countdown", Some(1));
        check("Pacific/Kiritimati", "2027-02-03T10:00:00Z", "day", Some(0));
        check("Pacific/Pago_Pago", "2027-02-04T10:59:59Z", "countdown", Some(1));
        check("Pacific/Pago_Pago", "2027-02-04T11:00:00Z", "day", Some(0));
        check("Europe/Paris", "2027-02-04", "day", Some(0));
        check("Europe/Paris", "2027-02-04T22:59:59Z", "day", Some(0));
        check("Europe/Paris", "2027-02-04T23:00:00Z", "thank-you", None);
        check("Europe/Paris", "2031-01-01", "archive", None);
    }
}
