//! The statistics against the references, and against each other.

use std::collections::BTreeMap;

use super::References;
use super::agreement;
use super::stat::{Stat, Stats};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::Span;

/// Sources that are not there, and numbers that contradict each other.
pub(crate) fn check(stats: &Stats, references: &References, nearest: impl Fn(&str) -> String, problems: &mut Problems) {
    for stat in stats.values() {
        if let Some(key) = stat.source.as_ref().filter(|key| !references.contains_key(*key)) {
            problems.push(
                Diagnostic::new(Code::CiteUnresolved, format!("there is no reference `{key}`, which `{}` names as its source", stat.id))
                    .at(stat.at.clone())
                    .help(nearest(key)),
            );
        }
    }
    problems.extend(conflicts(stats));
}

/// Statistics that measure one thing, as others before them do, and do not agree with them.
fn conflicts(stats: &Stats) -> Problems {
    let mut by_measure: BTreeMap<String, Vec<&Stat>> = BTreeMap::new();
    let mut problems = Problems::new();
    for stat in in_order(stats) {
        let Some((measure, place)) = measure(stat) else { continue };
        let known = by_measure.entry(measure.clone()).or_default();
        let other = known.iter().find(|known| agreement::measure_the_same(known, stat) && !agreement::agree(known, stat));
        if let Some(other) = other {
            let message = format!("`{}` and `{}` give different values for `{measure}`", other.id, stat.id);
            problems.push(
                Diagnostic::new(Code::CiteStatConflict, message)
                    .at(place)
                    .also(other.at.clone(), "the other value")
                    .help("keep the one that the site stands by and say in its `note` what others give; other things need another metric"),
            );
        }
        known.push(stat);
    }
    problems
}

/// What a statistic measures, in its own words, and where it says so.
fn measure(stat: &Stat) -> Option<(String, Span)> {
    match &stat.metric {
        Some(metric) => Some((metric.value.clone(), stat.at.source.at(metric.span.clone()))),
        None => stat.counts.first(&[""]).map(|(_, counts)| (counts.to_owned(), stat.at.clone())),
    }
}

/// In the order of the file, in which people read it.
fn in_order(stats: &Stats) -> Vec<&Stat> {
    let mut stats: Vec<&Stat> = stats.values().collect();
    stats.sort_by_key(|stat| stat.at.start);
    stats
}
