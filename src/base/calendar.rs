//! Days and moments by the clocks of one place. Nothing here knows what time it is.
//!
//! Time zones come from the IANA database compiled into the program, so that every machine
//! builds the same site at the same moment.

use std::hash::{Hash, Hasher};

use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};

use crate::base::diagnostic::nearest;
use crate::base::moment::Moment;
use crate::base::source::Now;

/// A time zone of the IANA database by its name.
#[derive(Clone, Debug)]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl Zone {
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), zone: TimeZone::UTC }
    }

    /// The zone with a name such as `Europe/Paris`. The error is the nearest name that exists, if one is near.
    pub fn named(name: &str) -> Result<Self, Option<String>> {
        let database = TimeZoneDatabase::bundled();
        if let Ok(zone) = database.get(name) {
            let name = zone.iana_name().unwrap_or(name).to_owned();
            return Ok(Self { name, zone });
        }
        let names: Vec<String> = database.available().map(|name| name.as_str().to_owned()).collect();
        let wanted = name.replace(' ', "_");
        // People know their city better than the region it is filed under.
        let city = wanted.rsplit('/').next().unwrap_or(&wanted);
        let same_city = names.iter().find(|name| name.rsplit('/').next().is_some_and(|last| last.eq_ignore_ascii_case(city)));
        Err(same_city.cloned().or_else(|| nearest(&wanted, names.iter().map(String::as_str)).map(str::to_owned)))
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The instant that a written date means: a day starts at midnight, a time is read on the zone's clocks, and an offset is
    /// respected. A time that the clocks skip is moved forward by as much; of one that they show twice, the first counts.
    pub fn instant(&self, moment: Moment) -> Timestamp {
        let local = moment.date.to_datetime(moment.time.unwrap_or_default());
        match moment.offset_minutes {
            Some(minutes) => at_offset(local, minutes),
            None => self.instant_of(local),
        }
    }

    /// The same moment as the zone's clocks show it, with their offset. A day without a time stays that day.
    pub(crate) fn on_its_clocks(&self, moment: Moment) -> Moment {
        let instant = self.instant(moment);
        let offset_minutes = i16::try_from(self.zone.to_offset(instant).seconds() / 60).ok();
        if moment.time.is_none() {
            return Moment { offset_minutes, ..moment };
        }
        let local = self.local(instant);
        Moment { date: local.date(), time: Some(local.time()), offset_minutes }
    }

    pub fn midnight(&self, date: Date) -> Timestamp {
        self.instant_of(date.to_datetime(jiff::civil::Time::midnight()))
    }

    pub fn instant_of(&self, local: DateTime) -> Timestamp {
        let end = if local.year() < 1970 { Timestamp::MIN } else { Timestamp::MAX };
        self.zone.to_ambiguous_timestamp(local).compatible().unwrap_or(end)
    }

    /// What the clocks of the zone show.
    pub fn local(&self, instant: Timestamp) -> DateTime {
        self.zone.to_datetime(instant)
    }

    /// RFC 3339 with the zone's offset: `2027-02-04T00:00:00+01:00`.
    pub fn rfc3339(&self, instant: Timestamp) -> String {
        let seconds = self.zone.to_offset(instant).seconds();
        let local = self.local(instant).strftime("%Y-%m-%dT%H:%M:%S").to_string();
        let sign = if seconds < 0 { '-' } else { '+' };
        format!("{local}{sign}{:02}:{:02}", seconds.abs() / 3600, seconds.abs() / 60 % 60)
    }
}

/// The instant at which clocks that are some minutes ahead of UTC show a time.
fn at_offset(local: DateTime, minutes: i16) -> Timestamp {
    let utc = Offset::UTC.to_timestamp(local);
    utc.and_then(|utc| utc.checked_sub(SignedDuration::from_mins(minutes.into()))).unwrap_or(Timestamp::MAX)
}

/// The moment that a person names for a build.
///
/// `2027-02-04` and `2027-02-04T09:30` are read on the campaign's clocks; `2027-02-04T09:30+01:00` is one moment everywhere.
pub(crate) fn parse_now(text: &str) -> Option<Now> {
    let (date, clock) = text.trim().split_at_checked(10)?;
    // Seconds may be left out, as people write times.
    let sign = clock.rfind(['Z', 'z', '+', '-']).unwrap_or(clock.len());
    let (time, offset) = clock.split_at(sign);
    let time = if time.len() == "T09:30".len() { format!("{time}:00") } else { time.to_owned() };
    let moment = Moment::parse(&format!("{date}{time}{offset}"))?;
    let local = moment.date.to_datetime(moment.time.unwrap_or_default());
    Some(match moment.offset_minutes {
        Some(minutes) => Now::Clock(at_offset(local, minutes)),
        None => Now::Local(local),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The moment in UTC that a date means in a zone.
    fn check(zone: &str, written: &str, expected: &str) {
        let zone = Zone::named(zone).unwrap_or_else(|near| panic!("{zone}: {near:?}"));
        let moment = Moment::parse(written).unwrap_or_else(|| panic!("{written}"));
        assert_eq!(zone.instant(moment).to_string(), expected, "{written} in {}", zone.name());
    }

    #[test]
    fn a_day_starts_at_the_midnight_of_its_zone() {
        check("UTC", "2027-02-04", "2027-02-04T00:00:00Z");
        check("Pacific/Kiritimati", "2027-02-04", "2027-02-03T10:00:00Z");
        check("Pacific/Pago_Pago", "2027-02-04", "2027-02-04T11:00:00Z");
        check("Asia/Kathmandu", "2027-02-04", "2027-02-03T18:15:00Z");
        check("Europe/Paris", "2027-02-04T09:30:00", "2027-02-04T08:30:00Z");
        check("Europe/Paris", "2027-02-04T09:30:00-05:00", "2027-02-04T14:30:00Z");
        check("America/New_York", "2028-02-29", "2028-02-29T05:00:00Z");
    }

    #[test]
    fn clocks_that_leap_or_go_back_are_followed() {
        // Beirut leaps from 00:00 to 01:00, so that the day starts at one.
        check("Asia/Beirut", "2027-03-28", "2027-03-27T22:00:00Z");
        check("Europe/Paris", "2027-03-28T02:30:00", "2027-03-28T01:30:00Z");
        check("Europe/Paris", "2027-10-31T02:30:00", "2027-10-31T00:30:00Z");
    }

    #[test]
    fn a_written_date_is_shown_by_the_clocks_of_the_zone() {
        let shown = |zone: &str, written: &str| {
            let moment = Zone::named(zone).unwrap().on_its_clocks(Moment::parse(written).unwrap());
            (moment.iso(), moment.rfc3339())
        };
        let both = |text: &str| (text.to_owned(), text.to_owned());
        assert_eq!(shown("Asia/Tokyo", "2026-08-09T10:00:00"), both("2026-08-09T10:00:00+09:00"));
        assert_eq!(shown("Asia/Tokyo", "2026-08-09T23:30:00Z"), both("2026-08-10T08:30:00+09:00"));
        assert_eq!(shown("Europe/Paris", "2026-12-01T10:00:00-05:00"), both("2026-12-01T16:00:00+01:00"));
        assert_eq!(shown("Asia/Tokyo", "2026-08-09"), ("2026-08-09".to_owned(), "2026-08-09T00:00:00+09:00".to_owned()));
        assert_eq!(shown("UTC", "2026-08-09"), ("2026-08-09".to_owned(), "2026-08-09T00:00:00Z".to_owned()));
    }

    #[test]
    fn moments_are_written_with_the_offset_of_their_season() {
        let paris = Zone::named("europe/paris").unwrap();
        assert_eq!(paris.name(), "Europe/Paris");
        let written = |text: &str| paris.rfc3339(text.parse().unwrap());
        assert_eq!(written("2027-02-03T23:00:00Z"), "2027-02-04T00:00:00+01:00");
        assert_eq!(written("2027-07-13T22:00:00Z"), "2027-07-14T00:00:00+02:00");
        assert_eq!(Zone::named("America/St_Johns").unwrap().rfc3339("2027-02-04T03:30:00Z".parse().unwrap()), "2027-02-04T00:00:00-03:30");
    }

    #[test]
    fn a_name_that_is_no_zone_has_a_nearest_one() {
        for (written, near) in [("Geneva", None), ("Zurich", Some("Europe/Zurich")), ("Europe/Pari", Some("Europe/Paris"))] {
            assert_eq!(Zone::named(written), Err(near.map(str::to_owned)), "{written}");
        }
        assert_eq!(Zone::named("new york"), Err(Some("America/New_York".to_owned())));
    }

    #[test]
    fn a_day_may_be_named_with_a_time_and_an_offset() {
        let check = |text: &str, expected: &str| assert_eq!(format!("{:?}", parse_now(text)), expected);
        check("2027-02-04", "Some(Local(2027-02-04T00:00:00))");
        check("2027-02-04T09:30", "Some(Local(2027-02-04T09:30:00))");
        check("2027-02-04 09:30:15", "Some(Local(2027-02-04T09:30:15))");
        check("2027-02-04T09:30+01:00", "Some(Clock(2027-02-04T08:30:00Z))");
        check("2027-02-04T00:00:00Z", "Some(Clock(2027-02-04T00:00:00Z))");
        for wrong in ["2027-02-29", "2027-02-04T", "2027-02-04T25:00", "2027-2-4", "tomorrow", "2027-02-04+01:00"] {
            check(wrong, "None");
        }
    }
}
