//! What is still wanted of a text once its page is made.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::approval::{self, Approvable, Pictures};
use super::links::Links;
use super::rendered::Rendered;
use super::renderer::Renderer;
use super::value::HashedValue;
use crate::base::diagnostic::Problems;
use crate::base::fingerprint::Fingerprint;
use crate::base::source::Span;
use crate::content::{Claim, Ignore, Parsed, ParsedBody};
use crate::site::{EntryId, UrlPath};

/// Rules that look at one text, of which the renderer knows nothing.
pub(crate) type TextRules = dyn Fn(&Renderer, EntryId, &Parsed, &ParsedBody) -> Problems + Sync;

/// What is looked for in every text.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub rules: &'a TextRules,
    /// Whether every file is held to a review, and not only those about health.
    pub all_reviews: bool,
    /// What an approval covers of pictures.
    pub pictures: &'a Pictures<'a>,
}

/// What other pages, the checks and the schedule want to know of a text. It is small, so that the text itself can go.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct TextReport {
    /// What is wrong with the text, its links and its components.
    pub problems: Problems,
    /// What rules about texts have found.
    pub findings: Problems,
    /// Its numbers that have a source.
    pub claims: Vec<Claim>,
    /// Parts of pages that it links to.
    pub anchors: Vec<(Span, EntryId, String)>,
    /// Paths of the site that must be among its outputs.
    pub paths: Vec<(Span, UrlPath)>,
    /// Every id that a link can point to.
    pub ids: BTreeSet<String>,
    /// Whether this phase of the campaign hides parts of it.
    pub is_partly_hidden: bool,
    /// The comments that silence rules in it.
    pub ignores: Vec<Ignore>,
    /// The keys of all that the text and its components cite.
    pub cited: Vec<String>,
    /// Whether a component shows what changes every day.
    pub is_daily: bool,
    /// Whether a component shows the report on the finished site.
    pub shows_report: bool,
    pub listing: Listing,
    /// What an approval covers, where the file is held to one.
    pub approvable: Option<Approvable>,
}

/// What lists and feeds show of a text. The number of words is not among it: a list would be made anew with every word
/// that is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Listing {
    #[serde(with = "as_html")]
    pub summary: HashedValue,
    pub reading_minutes: u32,
}

impl Listing {
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&(self.summary.fingerprint, self.reading_minutes))
    }
}

/// Minutes at 200 words a minute, at least one for a text with words.
/// Source: Brysbaert 2019, doi:10.1016/j.jml.2019.104047, gives 238 for adults reading
/// English non-fiction; health texts are read by people under strain, so we assume less.
pub(super) fn reading_minutes(words: u32) -> u32 {
    words.div_ceil(200)
}

impl TextReport {
    pub(super) fn new(renderer: &Renderer, id: EntryId, links: &Links, rendered: &Rendered, wanted: Wanted<'_>) -> Self {
        let trace = &rendered.trace;
        let cited = links.cited().map(str::to_owned).chain(trace.references().cloned());
        let mut report = Self {
            problems: links.problems.iter().chain(&rendered.problems).cloned().collect(),
            findings: Problems::new(),
            claims: Vec::new(),
            anchors: links.anchors.clone(),
            paths: links.paths.clone(),
            ids: BTreeSet::new(),
            is_partly_hidden: !links.hidden.is_empty(),
            ignores: Vec::new(),
            cited: cited.collect(),
            is_daily: trace.is_daily(renderer),
            shows_report: trace.shows_report(),
            listing: Listing { summary: rendered.summary.clone(), reading_minutes: 0 },
            approvable: None,
        };
        if let Some(parsed) = renderer.parsed(id) {
            let body = parsed.body();
            report.problems.extend(body.problems.iter().cloned());
            report.findings = (wanted.rules)(renderer, id, parsed, &body);
            report.claims.clone_from(&body.wording.claims);
            report.ids.clone_from(&body.anchors);
            report.ignores.clone_from(&body.ignores);
            report.listing.reading_minutes = reading_minutes(body.words);
            if wanted.all_reviews || approval::is_held(renderer, id) {
                report.approvable = Some(approval::approvable(renderer, id, parsed, links, trace, wanted.pictures));
            }
        }
        report
    }
}

/// A value of HTML as its text.
mod as_html {
    use serde::{Deserialize, Deserializer, Serializer};
    use tera::Value;

    use crate::render::value::HashedValue;

    pub(super) fn serialize<S: Serializer>(html: &HashedValue, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(html.value.as_str().unwrap_or_default())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<HashedValue, D::Error> {
        let html = String::deserialize(deserializer)?;
        Ok(HashedValue::new(Value::safe_string(&html)))
    }
}
