//! A report on a finished site, as a page that can be handed to whoever asks: accessibility, privacy, evidence, weight, links.
//! Everything in it is counted; nothing is written by hand.

use std::fmt::Write;

use super::survey;
use crate::base::report::{Accessibility, Counted, Evidence, Links, Privacy, SiteReport, Suppressed, Weight};
use crate::base::source::Snapshot;
use crate::syntax::html::escape;

const STYLE: &str = include_str!("proof.css");

/// A row of a table: what it is about, and what was found.
type Row = (String, String);

/// The page; `None` for a folder without a configuration.
pub fn proof(snapshot: &Snapshot, report: &SiteReport) -> Option<String> {
    let (site, _) = survey(snapshot)?;
    let SiteReport { language: _, accessibility, privacy, evidence, weight, links } = report;
    let mut body = String::new();
    let date = snapshot.settings.now.date();
    let title = format!("{}: report on the finished site, {date}", site.config.title);
    let _ = write!(
        body,
        "<h1>{}</h1><p>Ribbon {} counted everything on this page in the finished files of {}; nothing was written by hand. What no \
         program can decide is listed as undecided.</p>",
        escape(&title),
        env!("CARGO_PKG_VERSION"),
        escape(&site.config.base_url.absolute("/")),
    );
    section(&mut body, "Accessibility", &of_accessibility(accessibility), ACCESSIBILITY);
    section(&mut body, "Privacy", &of_privacy(privacy), PRIVACY);
    section(&mut body, "Evidence", &of_evidence(evidence), EVIDENCE);
    section(&mut body, "Weight", &weight.iter().map(of_weight).collect::<Vec<_>>(), WEIGHT);
    let undecided = if links.asked.is_some() { ASKED_LINKS } else { LINKS };
    section(&mut body, "Links", &of_links(links), undecided);
    let title = escape(&title);
    Some(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    ))
}

const ACCESSIBILITY: &str = "Undecided: whether texts say what pictures show, whether the order of reading makes sense, captions of sound and film, what scripts do, \
     and how pages look when they are laid out. A statement of conformance needs people who test these.";
const PRIVACY: &str = "Undecided: what the host writes down about visitors, and cookies that it sets.";
const EVIDENCE: &str = "Undecided: whether a source says what it is cited for. Only the people named as reviewers can tell that.";
const WEIGHT: &str = "Sizes are those of the files before a host compresses them.";
const LINKS: &str = "Undecided: whether pages of other sites answer, which is not asked while a site is built.";
const ASKED_LINKS: &str =
    "Undecided: pages of sites that do not answer programs, and whether a page that answers still says what it is linked for.";

fn section(body: &mut String, heading: &str, rows: &[Row], undecided: &str) {
    let _ = write!(body, "<section><h2>{heading}</h2><table><tbody>");
    for (what, found) in rows {
        let _ = write!(body, "<tr><th scope=\"row\">{}</th><td>{}</td></tr>", escape(what), escape(found));
    }
    let _ = write!(body, "</tbody></table><p>{undecided}</p></section>");
}

fn row(what: &str, found: impl ToString) -> Row {
    (what.to_owned(), found.to_string())
}

/// A number with the word for what it counts.
fn n(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn found(findings: &[Counted]) -> impl Iterator<Item = Row> {
    findings.iter().map(|Counted { code, times }| row(&format!("Found: {code}"), n(*times, "time", "times")))
}

fn left_out(suppressed: &[Suppressed]) -> impl Iterator<Item = Row> {
    suppressed.iter().map(|Suppressed { code, path, reason }| (format!("Suppressed: {code} in {path}"), reason.clone()))
}

fn of_accessibility(report: &Accessibility) -> Vec<Row> {
    let Accessibility { pages, languages, rules, findings, unread, suppressed, known, feedback } = report;
    let is_clean = findings.is_empty() && *unread == 0;
    let mut rows = vec![
        row("Scope", format!("{} in {}", n(*pages, "page", "pages"), languages.join(", "))),
        row(
            "Method",
            format!("automated: {rules} kinds of findings, by rules of the W3C's Accessibility Conformance Testing and WCAG 2.2"),
        ),
        row("Result", if is_clean { "no findings" } else { "there are findings; see below" }),
    ];
    rows.extend(found(findings));
    if *unread > 0 {
        rows.push(row("Not read as a whole", n(*unread, "page", "pages")));
    }
    rows.extend(left_out(suppressed));
    rows.extend(known.iter().map(|Counted { code, times }| row(&format!("In the baseline: {code}"), n(*times, "finding", "findings"))));
    rows.push(row("Feedback", feedback.as_deref().unwrap_or("the site names no place for it")));
    rows.push(row("Enforcement", "to be named by the publisher: the body that complaints go to in its country"));
    rows
}

fn of_privacy(Privacy { origins, scripts, inline_scripts, storage, forms }: &Privacy) -> Vec<Row> {
    let list = |items: &[String], lead: &str| if items.is_empty() { "0".to_owned() } else { format!("{lead}{}", items.join(", ")) };
    vec![
        row("Other sites that pages load from", list(origins, &format!("{}: ", origins.len()))),
        row("Scripts", format!("{}, {inline_scripts} inside pages", n(*scripts, "file", "files"))),
        row("Cookies and storage used by scripts", list(storage, "")),
        row("Forms", list(forms, "they send to ")),
    ]
}

fn of_evidence(report: &Evidence) -> Vec<Row> {
    let Evidence { statistics, references, reviewed, not_reviewed, overdue, changed, findings, suppressed } = report;
    let states = [
        ("reviewed by the person it names", reviewed),
        ("reviewed by nobody", not_reviewed),
        ("with a review that is out of date", overdue),
        ("changed since their review", changed),
    ];
    let mut rows =
        vec![row("Statistics", n(*statistics, "number with its source", "numbers with their sources")), row("References", references)];
    let states = states.iter().filter(|(_, count)| **count > 0);
    rows.extend(states.map(|(state, count)| row(&format!("Pages about health {state}"), count)));
    rows.extend(found(findings).chain(left_out(suppressed)));
    rows
}

fn of_weight(Weight { kind, files, bytes, unmade, largest }: &Weight) -> Row {
    let found = match largest {
        None => "0 files".to_owned(),
        Some(largest) => {
            let (total, path, len) = (kilobytes(*bytes), &largest.path, kilobytes(largest.bytes));
            let unmade = match unmade {
                0 => String::new(),
                _ => format!(" without {}", n(*unmade, "picture that no build has made yet", "pictures that no build has made yet")),
            };
            format!("{}, {total}{unmade}; the largest is /{path} with {len}", n(*files, "file", "files"))
        }
    };
    row(&format!("{}{}", kind[..1].to_ascii_uppercase(), &kind[1..]), found)
}

fn kilobytes(bytes: u64) -> String {
    format!("{:.1} kB", bytes as f64 / 1000.0)
}

fn of_links(Links { all, broken, others, asked, findings }: &Links) -> Vec<Row> {
    let mut rows =
        vec![row("Links on all pages", all), row("Of them broken within the site", broken), row("Addresses of other sites", others)];
    if let Some(asked) = asked {
        rows.push(row("Addresses of other sites that were asked, with those of references", asked));
        rows.extend(found(findings));
    }
    rows
}
