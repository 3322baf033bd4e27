//! What starts the next build, in the words of three timers.

use jiff::{RoundMode, Timestamp, TimestampRound, Unit};

use crate::base::calendar::Zone;

/// Timers of all three count in minutes; a build that comes too early changes nothing.
fn minute(at: Timestamp) -> Timestamp {
    at.round(TimestampRound::new().smallest(Unit::Minute).mode(RoundMode::Ceil)).unwrap_or(at)
}

/// Minute, hour, day and month of a line for cron, by the clocks of a zone.
fn fields(at: Timestamp, zone: &Zone) -> String {
    zone.local(minute(at)).strftime("%-M %-H %-d %-m *").to_string()
}

/// The `on` of a workflow of GitHub, whose clocks show UTC.
pub(super) fn github(next: Option<Timestamp>, zone: &Zone) -> String {
    match next {
        Some(next) => {
            format!("on:\n  schedule:\n    # {}\n    - cron: \"{}\"\n", zone.rfc3339(next), fields(next, &Zone::utc()))
        }
        None => "# nothing is due\n".to_owned(),
    }
}

/// Lines for a crontab.
pub(super) fn cron(next: Option<Timestamp>, zone: &Zone, folder: &str) -> String {
    let folder = folder.replace('\'', "'\\''").replace('%', "\\%");
    match next {
        Some(next) => format!("CRON_TZ={}\n{} cd '{folder}' && ribbon build\n", zone.name(), fields(next, zone)),
        None => "# nothing is due\n".to_owned(),
    }
}

/// A timer unit for systemd.
pub(super) fn systemd(next: Option<Timestamp>, zone: &Zone) -> String {
    match next {
        Some(next) => {
            let local = zone.local(minute(next)).strftime("%Y-%m-%d %H:%M:%S");
            format!(
                "[Unit]\nDescription=The next build of the site\n\n[Timer]\nOnCalendar={local} {}\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n",
                zone.name()
            )
        }
        None => "# nothing is due\n".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_timer_gets_its_form() {
        let paris = Zone::named("Europe/Paris").expect("a zone");
        let at: Timestamp = "2027-02-03T23:00:00Z".parse().expect("a moment");
        assert_eq!(github(Some(at), &paris), "on:\n  schedule:\n    # 2027-02-04T00:00:00+01:00\n    - cron: \"0 23 3 2 *\"\n");
        assert_eq!(cron(Some(at), &paris, "/srv/it's 5%"), "CRON_TZ=Europe/Paris\n0 0 4 2 * cd '/srv/it'\\''s 5\\%' && ribbon build\n");
        assert!(systemd(Some(at), &paris).contains("\nOnCalendar=2027-02-04 00:00:00 Europe/Paris\n"));
        // A build before its moment would change nothing.
        let later: Timestamp = "2027-02-03T23:00:01Z".parse().expect("a moment");
        assert!(github(Some(later), &paris).contains("cron: \"1 23 3 2 *\""));
        assert_eq!(cron(None, &paris, "/"), "# nothing is due\n");
    }
}
