//! A date, with as much of a time as was written.

use jiff::tz::Offset;
use jiff::{Timestamp, civil};

/// A date, perhaps with a time and an offset from UTC in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Moment {
    pub date: civil::Date,
    pub time: Option<civil::Time>,
    pub offset_minutes: Option<i16>,
}

impl Moment {
    /// Seconds since 1970 in UTC; a missing time is midnight, a missing offset is UTC.
    pub fn unix_seconds(self) -> i64 {
        let local = self.date.to_datetime(self.time.unwrap_or_default());
        // Every year that can be written is within what a timestamp holds, but for the last hours of 9999.
        let seconds = Offset::UTC.to_timestamp(local).unwrap_or(Timestamp::MAX).as_second();
        seconds - i64::from(self.offset_minutes.unwrap_or(0)) * 60
    }

    /// RFC 3339 with a time and an offset, as feeds need it.
    pub fn rfc3339(self) -> String {
        let time = self.time.unwrap_or(civil::Time::midnight());
        let offset = match self.offset_minutes.unwrap_or(0) {
            0 => "Z".to_owned(),
            minutes => format!("{}{:02}:{:02}", if minutes < 0 { '-' } else { '+' }, minutes.abs() / 60, minutes.abs() % 60),
        };
        format!("{}T{:02}:{:02}:{:02}{offset}", self.date, time.hour(), time.minute(), time.second())
    }

    /// `2027-02-04`, or RFC 3339 if it has a time.
    pub fn iso(self) -> String {
        if self.time.is_some() { self.rfc3339() } else { self.date.to_string() }
    }

    /// Reads `2027-02-04`, `2027-02-04T09:30:00`, `2027-02-04 09:30:00+01:00` and similar forms.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, rest) = text.split_at_checked(10)?;
        let date: civil::Date = date.parse().ok()?;
        if rest.is_empty() {
            return Some(Self { date, time: None, offset_minutes: None });
        }
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let (clock, offset_minutes) = match rest.find(['Z', 'z', '+', '-']) {
            None => (rest, None),
            Some(at) if rest[at..].eq_ignore_ascii_case("z") => (&rest[..at], Some(0)),
            Some(at) => (&rest[..at], Some(offset(&rest[at..])?)),
        };
        Some(Self { date, time: Some(clock.trim_end().parse().ok()?), offset_minutes })
    }
}

/// `+05:30` in minutes.
fn offset(text: &str) -> Option<i16> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = text[1..].split_once(':')?;
    let (hours, minutes): (i16, i16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}
