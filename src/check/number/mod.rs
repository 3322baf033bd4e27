//! Numbers that stand in two places: statistics, the tables that charts draw, and running text.
//!
//! Nothing says what a number that nobody linked measures but words. Two numbers are compared only where the words of both leave nothing
//! over that could make them two things, and the source is one: a false alarm would teach editors to look away.

mod cell;
mod claim;
mod rows;
mod twice;
mod unlinked;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::diagnostic::Problems;
use crate::content::DrawnFile;
use crate::render::text_report::TextReport;
use crate::site::Site;
use crate::site::data::DataFile;
use rows::Labelled;

pub(super) use claim::find as claims;

pub(super) fn all(site: &Site, texts: &[Arc<TextReport>], problems: &mut Problems) {
    cell::all(site, problems);
    claim::all(site, texts, problems);
    let is_source = |key: &str| site.evidence.references.contains_key(key);
    let tables: Vec<Labelled<'_>> = drawings(site).into_iter().map(|drawing| Labelled::read(drawing, is_source)).collect();
    unlinked::all(site, &tables, problems);
    twice::all(site, &tables, problems);
}

/// A table as one chart shows it.
struct Drawing<'a> {
    /// Below `data/`.
    path: &'a str,
    file: &'a DataFile,
    chart: &'a DrawnFile,
}

/// A table that is longer cannot have been labelled by hand, and reading it anew with every save would take too long.
const MAX_BYTES: usize = 500_000;

/// The tables of charts that cite a source, in the order of their names; two charts that say the same of a table are one.
fn drawings(site: &Site) -> Vec<Drawing<'_>> {
    let mut found: BTreeMap<(&str, &[String], &str, &str), Drawing<'_>> = BTreeMap::new();
    for id in site.index.ids() {
        let Some(parsed) = site.parsed(id).filter(|parsed| !parsed.drawn.is_empty()) else { continue };
        let Some(theme) = site.themes.get(site.theme_of(id)) else { continue };
        for chart in parsed.drawn.iter().filter(|chart| !chart.sources.is_empty() && theme.charts.draws(&chart.component)) {
            let Some((path, file)) = site.data.get_key_value(&chart.path).filter(|(path, _)| path.ends_with(".csv")) else { continue };
            if file.source.text.len() <= MAX_BYTES {
                found.entry((path, &chart.sources, &chart.title, &chart.unit)).or_insert(Drawing { path, file, chart });
            }
        }
    }
    found.into_values().collect()
}
