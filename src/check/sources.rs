//! Whether sources and numbers are still good: their age, the day they were checked, retractions.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde_json::Value;

use crate::base::diagnostic::{Code, Diagnostic, Problems, Severity};
use crate::base::source::SourceId;
use crate::render::review::PageReview;
use crate::site::Site;
use crate::site::config::Config;
use crate::site::evidence::Reference;

/// Statistics of public health are renewed every few years.
const STATISTIC_YEARS: i16 = 5;
const GUIDELINE_YEARS: i16 = 3;

/// The statistics and their sources.
pub(super) fn statistics(site: &Site, reviews: &BTreeMap<SourceId, PageReview>, problems: &mut Problems) {
    for stat in site.evidence.stats.values() {
        if let Some(reference) = stat.source.as_ref().and_then(|key| site.evidence.references.get(key)) {
            problems.extend(age(reference, &stat.id, site.present.date).map(|problem| problem.at(stat.at.clone())));
        }
        let Some(checked) = stat.checked.map(|checked| checked.date) else { continue };
        if checked > site.present.date {
            problems.push(
                Diagnostic::new(
                    Code::InvalidValue,
                    format!("`{}` cannot have been checked on {checked}, which lies in the future", stat.id),
                )
                .at(stat.at.clone())
                .help("write the day on which somebody compared the number with its source"),
            );
        }
        if checked.checked_add(jiff::Span::new().months(12)).is_ok_and(|end| end < site.present.date) {
            problems.push(
                Diagnostic::new(Code::CiteChecked, format!("nobody has checked `{}` against its source since {checked}", stat.id))
                    .at(stat.at.clone())
                    .help("open the source, compare the number, and write today's date into `checked`"),
            );
        }
        let reviewed_later = reviews.values().filter(|page| page.stats.contains(&stat.id));
        for review in reviewed_later.filter_map(|page| page.review.as_ref()).filter(|review| review.on > checked) {
            problems.push(
                Diagnostic::new(
                    Code::CiteChecked,
                    format!("`{}` was approved on {} with `{}`, which was last checked on {checked}", review.page, review.on, stat.id),
                )
                .at(stat.at.clone())
                .also(review.at.clone(), "the review is recorded here")
                .help("check the number against its source before a page that shows it is reviewed"),
            );
        }
    }
}

fn age(reference: &Reference, stat: &str, today: Date) -> Option<Diagnostic> {
    let year = reference.year()?;
    let kind = ["genre", "title"].into_iter().filter_map(|key| reference.text(key)).collect::<String>().to_lowercase();
    let (what, limit) = if kind.contains("guideline") { ("guideline", GUIDELINE_YEARS) } else { ("source", STATISTIC_YEARS) };
    (today.year() - year > limit).then(|| {
        Diagnostic::new(Code::CiteAge, format!("the {what} of `{stat}` is from {year}, more than {limit} years ago"))
            .also(reference.at.clone(), "the source is here")
            .help("look for a newer one; if there is none, silence the rule with that reason")
    })
}

/// Sources that a local list calls retracted or doubted. Only those that are used can break a build.
pub(super) fn retracted(site: &Site, used: &BTreeSet<&str>, problems: &mut Problems) {
    let Config { check, source, .. } = &site.config;
    let Some(path) = &check.retractions else { return };
    let Some(rows) = site.data.get(path.value.trim_start_matches("data/")).and_then(|file| file.value().as_array()) else {
        problems.push(
            Diagnostic::new(Code::InvalidValue, format!("there is no list of retractions `{}`", path.value))
                .at(source.at(path.span.clone()))
                .help("name a CSV file below `data/` with a column `OriginalPaperDOI` or `doi`"),
        );
        return;
    };
    let plain = |doi: &str| doi.trim().trim_start_matches("https://doi.org/").trim_start_matches("doi:").to_lowercase();
    let column = |row: &Value, name: &str| row.get(name).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
    let mut known: BTreeMap<String, (Nature, String)> = BTreeMap::new();
    for row in rows {
        let Some(doi) = column(row, "OriginalPaperDOI").or_else(|| column(row, "doi")) else { continue };
        let kind = ["RetractionNature", "kind", "nature", "type"].into_iter().find_map(|name| column(row, name)).unwrap_or_default();
        let date = ["RetractionDate", "date"].into_iter().find_map(|name| column(row, name)).unwrap_or_default();
        let Some(nature) = Nature::of(&kind) else { continue };
        // A paper may be in the list with its concern first and its retraction later.
        let entry = known.entry(plain(&doi)).or_insert_with(|| (nature, date.clone()));
        if nature < entry.0 {
            *entry = (nature, date);
        }
    }
    for reference in site.evidence.references.values() {
        let Some(doi) = reference.text("DOI") else { continue };
        let Some((nature, date)) = known.get(&plain(&doi)) else { continue };
        let when = if date.is_empty() { String::new() } else { format!(" on {}", date.split(' ').next().unwrap_or_default()) };
        let key = &reference.key;
        let (message, help, severity) = match nature {
            Nature::Retracted => {
                let help = "find out why, take the claims that stand on it back, and cite another source";
                let severity = if used.contains(key.as_str()) { Severity::Error } else { Severity::Warning };
                (format!("`{key}` was retracted{when}"), help, severity)
            }
            Nature::Doubted => {
                let help = "read what the journal says, and let no claim stand on this source alone";
                (format!("the journal expressed concern about `{key}`{when}"), help, Severity::Warning)
            }
        };
        let problem = Diagnostic::new(Code::CiteRetracted, message).at(reference.at.clone()).help(help);
        problems.push(Diagnostic { severity, ..problem });
    }
}

/// What a list of retractions says of a paper, the worse first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Nature {
    Retracted,
    Doubted,
}

impl Nature {
    /// Reads the words of Retraction Watch. Corrections and reinstatements leave a paper as good as it was; a list without a kind is
    /// one of retractions.
    fn of(kind: &str) -> Option<Self> {
        let kind = kind.trim().to_lowercase();
        if kind.is_empty() || kind.starts_with("retract") || kind.starts_with("withdraw") || kind.starts_with("removal") {
            Some(Self::Retracted)
        } else if kind.contains("concern") {
            Some(Self::Doubted)
        } else {
            None
        }
    }
}
