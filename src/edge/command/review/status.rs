//! `ribbon review status`: one line a page.

use std::fmt::Write;

use jiff::civil::Date;
use serde_json::json;

use crate::base::plain::{self, plain};
use crate::build::{Memos, build};
use crate::edge::cli::{ReviewFormat, ReviewStatusArgs};
use crate::edge::command::terminal::{fail, print};
use crate::edge::command::{FINE, PROBLEMS};
use crate::site::review::{Reviewed, State};

/// Lists the pages. With `--stale` only those that wait for a review are listed, and the exit code says whether there are any.
pub(super) fn status(args: &ReviewStatusArgs) -> u8 {
    let snapshot = super::read(&args.root, args.date);
    let build = build(&snapshot, &mut Memos::default());
    if build.reviews.is_empty() {
        return fail("there are no pages whose review could be told", "`ribbon check` says what is wrong with the site");
    }
    let today = snapshot.settings.now.date();
    let shown: Vec<&Reviewed> = build.reviews.iter().filter(|page| !args.stale || page.is_stale(today)).collect();
    match args.format {
        ReviewFormat::Table => print(&table(&shown, today, args.stale)),
        ReviewFormat::Json => print(&json(&shown, today)),
    }
    if args.stale && !shown.is_empty() { PROBLEMS } else { FINE }
}

/// The state in words; a dash for a page that needs no review.
fn words(page: &Reviewed) -> &'static str {
    match page.state {
        State::NotReviewed if !page.is_health => "-",
        state => state.name(),
    }
}

fn table(pages: &[&Reviewed], today: Date, is_stale: bool) -> String {
    if pages.is_empty() {
        return if is_stale { "no page waits for a review\n".to_owned() } else { String::new() };
    }
    let rows: Vec<[String; 5]> = pages
        .iter()
        .map(|page| {
            let age = page.review.as_ref().map(|review| format!("{} ({})", review.on, ago(review.on, today)));
            let due = page.due().map(|due| if due <= today { format!("{due} (late by {})", length(due, today)) } else { due.to_string() });
            let name = page.source.as_str().trim_start_matches("content/").to_owned();
            let by = page.reviewer.clone().unwrap_or_default();
            [name, words(page).to_owned(), age.unwrap_or_default(), by, due.unwrap_or_default()].map(|cell| plain(&cell).into_owned())
        })
        .collect();
    let heads = ["PAGE", "STATE", "REVIEWED", "BY", "NEXT"].map(str::to_owned);
    let width = |column: usize| {
        let cells = rows.iter().chain([&heads]).map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..heads.len()).map(width).collect();
    let mut table = String::new();
    for row in [&heads].into_iter().chain(&rows) {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        let _ = writeln!(table, "{}", cells.join("  ").trim_end());
    }
    let _ = writeln!(table, "\n{}", summary(pages));
    table
}

/// `12 pages about health: 1 reviewed, 10 not-reviewed, 1 changed`
fn summary(pages: &[&Reviewed]) -> String {
    let health = pages.iter().filter(|page| page.is_health || page.review.is_some());
    let count = |state: State| pages.iter().filter(|page| page.state == state && (page.is_health || page.review.is_some())).count();
    let states = [State::Reviewed, State::NotReviewed, State::Changed, State::Overdue];
    let parts: Vec<String> =
        states.into_iter().filter(|state| count(*state) > 0).map(|state| format!("{} {}", count(state), state.name())).collect();
    let n = health.count();
    format!("{n} {} held to a review{}{}", if n == 1 { "page is" } else { "pages are" }, if n > 0 { ": " } else { "" }, parts.join(", "))
}

fn ago(day: Date, today: Date) -> String {
    if day == today { "today".to_owned() } else { format!("{} ago", length(day, today)) }
}

/// Days up to two months, then months.
fn length(from: Date, to: Date) -> String {
    let days = to.since(from).map_or(0, |span| span.get_days());
    let plural = |n: i32, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
    if days < 62 { plural(days, "day") } else { plural(days * 12 / 365, "month") }
}

fn json(pages: &[&Reviewed], today: Date) -> String {
    let rows: Vec<serde_json::Value> = pages
        .iter()
        .map(|page| {
            json!({
                "page": page.source.as_str().trim_start_matches("content/"),
                "title": page.title,
                "language": page.language,
                "kind": page.is_health.then_some("health"),
                "state": if words(page) == "-" { None } else { Some(words(page)) },
                "stale": page.is_stale(today),
                "reviewed_by": page.review.as_ref().map(|review| &review.by),
                "reviewer": page.reviewer,
                "last_reviewed": page.review.as_ref().map(|review| review.on.to_string()),
                "age_days": page.review.as_ref().and_then(|review| today.since(review.on).ok()).map(|span| span.get_days()),
                "next_review": page.due().map(|due| due.to_string()),
                "hash": page.hash,
            })
        })
        .collect();
    plain::json(&format!("{:#}\n", serde_json::Value::from(rows)))
}
