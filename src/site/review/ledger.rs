//! `data/reviews/`: what was approved, by whom, until when. Each page has a file of its own there, so that approvals of
//! different pages never meet in a merge; `data/reviews.toml`, where earlier versions kept all, is read too.

use std::collections::BTreeMap;
use std::ops::Range;

use super::People;
use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::source::{Snapshot, Source, SourceId, Span};
use crate::syntax::fields::{Fields, FromNode, Moment, Spanned, Table, Value, parse_toml, wrong_type};
use jiff::civil::Date;

/// Where earlier versions kept all approvals.
pub(crate) const FILE: &str = "data/reviews.toml";

/// Where each page has a file of approval.
pub(crate) const FOLDER: &str = "data/reviews/";

/// How a hash starts: the number of the canonical form and of the hash.
pub(crate) const HASH_MARK: &str = "v2-sha256-";

/// How hashes of the first form start. They cover less, so they approve nothing any more.
const OLD_HASH_MARK: &str = "v1-sha256-";

/// Whether a file holds approvals.
pub(crate) fn is_ledger(id: &SourceId) -> bool {
    id.as_str() == FILE || (id.as_str().starts_with(FOLDER) && id.as_str().ends_with(".toml"))
}

/// The file that a page's approval is written to: `data/reviews/care--pain.toml` for `care/pain.md`.
pub(crate) fn file_of(page: &str) -> String {
    format!("{FOLDER}{}.toml", page.trim_end_matches(".md").replace('/', "--"))
}

/// One approval, as `ribbon review approve` wrote it.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Review {
    /// The content file below `content/`: every language has its own.
    pub page: String,
    pub by: String,
    pub on: Date,
    pub until: Date,
    pub hash: String,
    pub at: Span,
    /// Where the hash stands in its file, without quotation marks.
    pub hash_at: Range<usize>,
}

/// Approvals by content file.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub(crate) struct Ledger {
    by_page: BTreeMap<String, Review>,
}

impl Ledger {
    /// The approval of a content file.
    pub(crate) fn of(&self, source: &SourceId) -> Option<&Review> {
        self.by_page.get(source.as_str().strip_prefix("content/")?)
    }
}

/// Reads the ledger, if there is one. A record that is wrong in any way does not count as an approval.
pub(crate) fn read(snapshot: &Snapshot, people: &People, problems: &mut Problems) -> Ledger {
    let mut ledger = Ledger::default();
    for source in snapshot.text(FILE).into_iter().chain(snapshot.texts_below(FOLDER).filter(|source| is_ledger(&source.id))) {
        read_file(source, snapshot, people, &mut ledger, problems);
    }
    ledger
}

fn read_file(source: &Source, snapshot: &Snapshot, people: &People, ledger: &mut Ledger, problems: &mut Problems) {
    let bom = if source.text.starts_with('\u{feff}') { 3 } else { 0 };
    // Syntax errors are reported by the reader of data files.
    let table = parse_toml(&source.id, &source.text[bom..], bom, &mut Problems::new());
    let mut fields = Fields::new(&table, &source.id);
    if let Some(entry) = fields.entry("review") {
        let Value::Array(nodes) = &entry.node.value else {
            problems.push(wrong_type(&source.id, "review", &entry.node, "a list of tables, each headed `[[review]]`"));
            return;
        };
        for node in nodes {
            let Ok(own) = Table::from_node(node) else {
                problems.push(wrong_type(&source.id, "review", node, "a table headed `[[review]]`"));
                continue;
            };
            let reader = LedgerReader { snapshot, people, source: &source.id };
            if let Some(review) = reader.review(&own, node.span.clone(), problems) {
                match ledger.by_page.get(&review.page) {
                    Some(first) => problems.push(
                        wrong(format!("`{}` is approved twice", review.page), review.at)
                            .also(first.at.clone(), "first approved here")
                            .help("keep the newer of the two; `ribbon review approve` replaces the record of a page"),
                    ),
                    None => {
                        ledger.by_page.insert(review.page.clone(), review);
                    }
                }
            }
        }
    }
    fields.finish(&format!("`{}`", source.id), problems);
}

fn wrong(message: String, at: Span) -> Diagnostic {
    Diagnostic::new(Code::ReviewLedger, message).at(at)
}

struct LedgerReader<'a> {
    snapshot: &'a Snapshot,
    people: &'a People,
    source: &'a SourceId,
}

impl LedgerReader<'_> {
    fn review(&self, table: &Table, whole: Range<usize>, problems: &mut Problems) -> Option<Review> {
        let mut fields = Fields::new(table, self.source);
        let page: Option<Spanned<String>> = fields.required("page", whole.clone(), problems);
        let by: Option<Spanned<String>> = fields.required("by", whole.clone(), problems);
        let on: Option<Spanned<Moment>> = fields.required("on", whole.clone(), problems);
        let until: Option<Spanned<Moment>> = fields.required("until", whole.clone(), problems);
        let hash: Option<Spanned<String>> = fields.required("hash", whole, problems);
        fields.finish("`[[review]]`", problems);
        let n_before = problems.len();
        let (page, by, on, until, hash) = (page?, by?, on?, until?, hash?);
        self.page(&page, problems);
        self.person(&by, problems);
        self.dates(&on, &until, problems);
        let hash_at = hash.span.clone();
        let digits = [HASH_MARK, OLD_HASH_MARK].iter().find_map(|mark| hash.value.strip_prefix(mark)).unwrap_or_default();
        if digits.len() != 64 || !digits.chars().all(|digit| matches!(digit, '0'..='9' | 'a'..='f')) {
            problems.push(
                wrong(format!("this is not the hash of an approved text: `{}`", shortened(&hash.value)), self.source.at(hash.span))
                    .help("never write hashes by hand: let the reviewer read the page again and run `ribbon review approve`"),
            );
        }
        let review = Review {
            at: self.source.at(page.span),
            hash_at: hash_at.start + 1..hash_at.end.saturating_sub(1).max(hash_at.start + 1),
            page: page.value,
            by: by.value,
            on: on.value.date,
            until: until.value.date,
            hash: hash.value,
        };
        (problems.len() == n_before).then_some(review)
    }

    fn page(&self, page: &Spanned<String>, problems: &mut Problems) {
        if self.snapshot.text(&format!("content/{}", page.value)).is_some() {
            return;
        }
        let pages = self.snapshot.texts_below("content/").filter_map(|source| source.id.as_str().strip_prefix("content/"));
        let help = Suggestion::nearest(page.value.trim_start_matches("content/"), pages)
            .followed_by("if the page is gone, remove the record")
            .or("name a file below `content/`; if the page is gone, remove the record");
        problems
            .push(wrong(format!("there is no page `{}` that could be approved", page.value), self.source.at(page.span.clone())).help(help));
    }

    fn person(&self, by: &Spanned<String>, problems: &mut Problems) {
        let at = self.source.at(by.span.clone());
        match self.people.get(&by.value) {
            None => {
                let help =
                    Suggestion::of(self.people.nearest(&by.value)).or_else(|| format!("add the person to `{}`", super::people::FILE));
                problems.push(wrong(format!("nobody in `{}` has the id `{}`", super::people::FILE, by.value), at).help(help));
            }
            Some(person) if !person.is_clinical => problems.push(
                wrong(format!("{} has no clinical qualification, so cannot have reviewed a page", person.name), at)
                    .also(person.at.clone(), "this person")
                    .help("let a health professional review the page"),
            ),
            Some(_) => {}
        }
    }

    fn dates(&self, on: &Spanned<Moment>, until: &Spanned<Moment>, problems: &mut Problems) {
        let (on_day, until_day) = (on.value.date, until.value.date);
        if on_day > self.snapshot.settings.now.date() {
            problems.push(
                wrong(format!("a review on {on_day} lies in the future"), self.source.at(on.span.clone()))
                    .help("`ribbon review approve` writes the day of the review itself"),
            );
        }
        if until_day <= on_day {
            problems.push(
                wrong(format!("the review ends on {until_day}, before it starts to be valid"), self.source.at(until.span.clone()))
                    .help("the day in `until` comes after the day in `on`"),
            );
        } else if until_day > last_day(on_day) {
            problems.push(
                wrong(
                    format!("the review is said to hold until {until_day}, which is more than 36 months"),
                    self.source.at(until.span.clone()),
                )
                .help(format!("a review holds until {} at most", last_day(on_day))),
            );
        }
    }
}

/// The last day that a review can be valid: 36 months later. Source: Cancer Research UK reviews its pages every 3 years.
pub(crate) fn last_day(on: Date) -> Date {
    on.checked_add(jiff::Span::new().months(36)).unwrap_or(Date::MAX)
}

fn shortened(text: &str) -> String {
    if text.chars().count() > 24 { format!("{}…", text.chars().take(24).collect::<String>()) } else { text.to_owned() }
}
