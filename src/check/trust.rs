//! Who vouches for a page about health: authors, reviewers, dates, interests, consent.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::base::diagnostic::{Code, Diagnostic, Problems, Severity, Suggestion};
use crate::base::source::{SourceId, Span};
use crate::content::{EditorialInfo, PageKind};
use crate::render::review::PageReview;
use crate::site::Entry;
use crate::site::Site;
use crate::site::review::{Person, State, last_day};
use crate::syntax::fields::{Moment, Spanned};

/// For this long after its date, an overdue review is only a warning.
const GRACE_DAYS: i64 = 90;

/// The rules for every file whose `kind` says that it is held to them.
pub(super) fn pages(site: &Site, reviews: &BTreeMap<SourceId, PageReview>, problems: &mut Problems) {
    for entry in site.index.entries.iter().filter(|entry| !entry.is_fallback()) {
        let Some(source) = &entry.source else { continue };
        let standing = &entry.front.editorial;
        let page = Page { site, entry, standing, source, review: reviews.get(source) };
        match standing.kind {
            Some(PageKind::Health) => page.health(problems),
            Some(PageKind::Story) => page.consent(problems),
            Some(PageKind::General) | None => page.changed(problems),
        }
    }
}

struct Page<'a> {
    site: &'a Site,
    entry: &'a Entry,
    standing: &'a EditorialInfo,
    source: &'a SourceId,
    review: Option<&'a PageReview>,
}

impl Page<'_> {
    fn health(&self, problems: &mut Problems) {
        self.authors(problems);
        self.reviewer(problems);
        self.dates(problems);
        self.stale(problems);
        self.changed(problems);
        self.interests(problems);
    }

    /// A value's place, or the top of the file if the value is missing.
    fn at<T>(&self, written: Option<&Spanned<T>>) -> Span {
        self.source.at(written.map_or(0..0, |written| written.span.clone()))
    }

    fn state(&self) -> State {
        self.review.map_or(State::NotReviewed, |review| review.state)
    }

    /// The page as the command line names it.
    fn name(&self) -> &str {
        self.source.as_str().trim_start_matches("content/")
    }

    fn authors(&self, problems: &mut Problems) {
        let authors = &self.entry.front.authors;
        let known: Vec<(&Spanned<String>, &Person)> =
            authors.iter().filter_map(|author| Some((author, self.site.people.get(&author.value)?))).collect();
        if known.is_empty() {
            let message = match authors.first() {
                Some(author) => format!("the author `{}` is not in `data/people.toml`", author.value),
                None => "this page about health names no author".to_owned(),
            };
            let help = Suggestion::of(authors.first().and_then(|author| self.site.people.nearest(&author.value)))
                .or("write `authors = [\"ID\"]` with the id of a person in `data/people.toml`");
            problems.push(Diagnostic::new(Code::TrustAuthor, message).at(self.at(authors.first())).help(help));
        }
        for (author, person) in known {
            let missing: Vec<&str> = [
                ("role", person.role.is_some()),
                ("qualifications", !person.qualifications.is_empty()),
                ("affiliation", person.affiliation.is_some()),
            ]
            .into_iter()
            .filter_map(|(key, is_there)| (!is_there).then_some(key))
            .collect();
            if !missing.is_empty() {
                problems.push(
                    Diagnostic::new(Code::TrustCredentials, format!("nothing states the {} of {}", missing.join(" and "), person.name))
                        .at(self.at(Some(author)))
                        .also(person.at.clone(), "the person is here")
                        .help("add the keys, so that readers can judge who wrote this"),
                );
            }
        }
    }

    fn reviewer(&self, problems: &mut Problems) {
        let recorded = self.review.and_then(|review| review.review.as_ref());
        let mut report = |message: String, at: Span, help: String| {
            problems.push(Diagnostic::new(Code::TrustReviewer, message).at(at).help(help));
        };
        let approve = |by: &str| format!("once they have read it, run `ribbon review approve {} --by {by} --until DATE`", self.name());
        let Some(named) = &self.standing.reviewed_by else {
            if self.state() == State::NotReviewed {
                let message = "no health professional has reviewed this page".to_owned();
                report(message, self.source.at(0..0), approve("ID"));
            }
            return;
        };
        let at = self.at(Some(named));
        let Some(person) = self.site.people.get(&named.value) else {
            let help =
                Suggestion::of(self.site.people.nearest(&named.value)).or("add the reviewer to `data/people.toml`, and write the id here");
            return report(format!("the reviewer `{}` is not in `data/people.toml`", named.value), at, help);
        };
        let authors = &self.entry.front.authors;
        if authors.len() == 1 && authors[0].value == named.value {
            report(format!("{} is the only author, so cannot review the page", person.name), at, "let somebody else review it".to_owned());
        } else if !person.is_clinical {
            let help = "let a health professional review the page, or add the qualification to `data/people.toml`".to_owned();
            report(format!("{} has no clinical qualification", person.name), at, help);
        } else {
            match recorded {
                None => report(format!("nothing records that {} has reviewed this page", person.name), at, approve(&named.value)),
                Some(review) if review.by != named.value => {
                    let help = format!("write `reviewed_by = \"{}\"`, or let {} review it again", review.by, person.name);
                    report(format!("the ledger says that `{}` reviewed this page", review.by), at, help);
                }
                Some(_) => {}
            }
        }
    }

    fn dates(&self, problems: &mut Problems) {
        let today = self.site.present.date;
        let recorded = self.review.and_then(|review| review.review.as_ref());
        let day = |written: &Option<Spanned<Moment>>| written.as_ref().map(|written| written.value.date);
        let (last, next) = (day(&self.standing.last_reviewed), day(&self.standing.next_review));
        if let Some(last) = last {
            let message = match recorded {
                _ if last > today => Some(format!("a review on {last} lies in the future")),
                Some(review) if review.on != last => Some(format!("the ledger says that the review was on {}", review.on)),
                None => Some("the ledger records no review of this page".to_owned()),
                Some(_) => None,
            };
            problems.extend(message.map(|message| {
                Diagnostic::new(Code::TrustReviewDate, message)
                    .at(self.at(self.standing.last_reviewed.as_ref()))
                    .help("leave the key out: `ribbon review approve` records the day, and the page shows it")
            }));
        }
        let Some(next) = next else { return };
        let from = recorded.map(|review| review.on).or(last).unwrap_or(today);
        let message = match recorded {
            Some(review) if review.until != next => Some(format!("the ledger says that the review holds until {}", review.until)),
            _ if last.is_some_and(|last| next <= last) => Some("the next review cannot come before the last".to_owned()),
            _ if next > last_day(from) => Some(format!("the next review on {next} is more than 36 months away")),
            _ => None,
        };
        problems.extend(message.map(|message| {
            Diagnostic::new(Code::TrustReviewDue, message)
                .at(self.at(self.standing.next_review.as_ref()))
                .help(format!("plan it for {} at the latest, or leave the key out: an approval has its own day", last_day(from)))
        }));
    }

    fn stale(&self, problems: &mut Problems) {
        let recorded = self.review.and_then(|review| review.review.as_ref());
        let planned = self.standing.next_review.as_ref();
        let (day, at) = match (recorded, planned) {
            (Some(review), _) => (review.until, self.at(planned)),
            (None, Some(planned)) => (planned.value.date, self.at(Some(planned))),
            (None, None) => return,
        };
        let late = days_between(day, self.site.present.date);
        if late < 0 {
            return;
        }
        let mut problem =
            Diagnostic::new(Code::TrustStale, format!("this page was due for review on {day}, {} ago", days(late))).at(at).help(format!(
                "let a health professional read it again, then run `ribbon review approve {} --by ID --until DATE`",
                self.name()
            ));
        if late > GRACE_DAYS {
            problem.severity = Severity::Error;
        }
        problem.also.extend(recorded.map(|review| (review.at.clone(), "the review is recorded here".to_owned())));
        problems.push(problem);
    }

    fn changed(&self, problems: &mut Problems) {
        let Some(review) = self.review.filter(|review| review.state == State::Changed).and_then(|review| review.review.as_ref()) else {
            return;
        };
        let who = self.site.people.get(&review.by).map_or(review.by.as_str(), |person| &person.name);
        problems.push(
            Diagnostic::new(
                Code::TrustEditedAfterReview,
                format!("this page, or a number or source it uses, has changed since {who} reviewed it on {}", review.on),
            )
            .at(self.source.at(0..0))
            .also(review.at.clone(), "the review is recorded here")
            .help(format!(
                "let it be read again, then run `ribbon review approve {} --by {} --until DATE`",
                self.name(),
                review.by
            )),
        );
    }

    fn interests(&self, problems: &mut Problems) {
        let Some(declared) = &self.standing.conflicts else {
            problems.push(
                Diagnostic::new(Code::TrustDisclosure, "this page says nothing about the interests of those who wrote it")
                    .at(self.source.at(0..0))
                    .help("write `conflicts = \"none declared\"`, or what they have to declare"),
            );
            return;
        };
        let reviewer = self.review.and_then(|review| self.site.people.get(&review.review.as_ref()?.by));
        let authors = self.entry.front.authors.iter().filter_map(|author| self.site.people.get(&author.value));
        let says_none = is_none_declared(&declared.value);
        for person in authors.chain(reviewer).filter(|person| person.is_industry && says_none) {
            problems.push(
                Diagnostic::new(Code::TrustDisclosure, format!("{} works in industry, which is an interest to declare", person.name))
                    .at(self.at(Some(declared)))
                    .also(person.at.clone(), "`industry = true` is set here")
                    .help("name the employer in `conflicts`"),
            );
        }
    }

    fn consent(&self, problems: &mut Problems) {
        let Some(Spanned { value: consent, span }) = &self.standing.consent else {
            problems.push(
                Diagnostic::new(Code::TrustConsent, "this story says nothing about the person's consent")
                    .at(self.source.at(0..0))
                    .help("add `[consent]` with `reference`, `date`, `scope` and `contact`, or leave the story out"),
            );
            return;
        };
        let at = self.source.at(span.clone());
        let mut report =
            |message: String, help: &str| problems.push(Diagnostic::new(Code::TrustConsent, message).at(at.clone()).help(help));
        let missing: Vec<&str> = [
            ("`reference`", consent.reference.is_some()),
            ("`date`", consent.date.is_some()),
            ("`scope`", consent.scope.is_some()),
            ("`contact`", consent.contact.is_some()),
        ]
        .into_iter()
        .filter_map(|(key, is_there)| (!is_there).then_some(key))
        .collect();
        if !missing.is_empty() {
            let help = "say where the signed form is, from which day, for what, and whom to tell that it is withdrawn";
            report(format!("the consent lacks {}", missing.join(", ")), help);
        }
        if consent.withdrawn {
            report("the person has withdrawn the consent".to_owned(), "remove the story, its pictures and its translations");
        }
        if let Some(expired) = consent.expires.filter(|expires| expires.date <= self.site.present.date) {
            report(format!("the consent ended on {}", expired.date), "remove the story, or ask the person again");
        }
        if let Some(early) = consent.date.filter(|date| date.date > self.site.present.date) {
            report(format!("a consent of {} lies in the future", early.date), "write the day of the signed form");
        }
    }
}

fn is_none_declared(text: &str) -> bool {
    let lower = text.trim().trim_end_matches('.').to_lowercase();
    matches!(lower.as_str(), "none" | "none declared" | "no conflicts" | "aucun" | "aucun déclaré" | "aucun conflit" | "لا يوجد" | "لا شيء")
}

/// From one day to another; negative if the second comes first.
pub(super) fn days_between(from: Date, to: Date) -> i64 {
    to.since(from).map_or(0, |span| i64::from(span.get_days()))
}

fn days(n: i64) -> String {
    if n == 1 { "1 day".to_owned() } else { format!("{n} days") }
}
