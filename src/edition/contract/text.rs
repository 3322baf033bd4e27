//! The differences of two themes for people at a terminal.

use std::fmt::Write;

use super::diff::{Change, Diff, How, is_page};
use super::thing::ThingKind;
use crate::base::plain::plain;

/// At most this many pages are named; of more, only the number is given.
const MAX_PAGES: usize = 4;

/// The list, group by group.
pub(crate) fn text(diff: &Diff, color: bool) -> String {
    let (bold, dim, off) = if color { ("\u{1b}[1m", "\u{1b}[2m", "\u{1b}[0m") } else { ("", "", "") };
    let mut text = format!("{bold}{} → {}{off}: {}\n", plain(&diff.old), plain(&diff.new), summary(diff));
    for kind in ThingKind::ALL {
        let changes: Vec<&Change> = diff.changes.iter().filter(|change| change.kind == kind).collect();
        if changes.is_empty() {
            continue;
        }
        let touched: Vec<String> = changes.iter().map(|change| pages(change, diff.n_pages)).collect();
        // What all changes of a group have in common is printed once.
        let common = touched.first().filter(|first| touched.len() > 1 && touched.iter().all(|other| other == *first));
        let all = common.map_or_else(String::new, |common| format!("{dim}, each {common}{off}"));
        let _ = writeln!(text, "\n{bold}{}{off}{all}", kind.words());
        for (change, touched) in changes.into_iter().zip(&touched) {
            let _ = writeln!(text, "  {:<8} {}{}", change.how.word(), plain(&change.name), plain(&values(change)));
            for detail in &change.details {
                let _ = writeln!(text, "           {}", plain(detail));
            }
            if common.is_none() {
                let _ = writeln!(text, "           {dim}{}{off}", plain(touched));
            }
        }
    }
    text
}

/// `3 removed, 12 changed, 4 added`
pub(super) fn summary(diff: &Diff) -> String {
    let count = |how: How| diff.changes.iter().filter(|change| change.how == how).count();
    let parts: Vec<String> = [How::Removed, How::Changed, How::Added]
        .into_iter()
        .filter(|how| count(*how) > 0)
        .map(|how| format!("{} {}", count(how), how.word()))
        .collect();
    if parts.is_empty() { "they provide the same".to_owned() } else { parts.join(", ") }
}

fn values(change: &Change) -> String {
    match (&change.before, &change.after) {
        (Some(before), Some(after)) if before == after => String::new(),
        (Some(before), Some(after)) => format!(": {before} → {after}"),
        (Some(value), None) | (None, Some(value)) => format!(": {value}"),
        (None, None) => String::new(),
    }
}

/// Which pages a change touches, in words.
pub(super) fn pages(change: &Change, n_pages: usize) -> String {
    let is_every = change.pages.iter().filter(|page| is_page(page)).count() >= n_pages && n_pages > 1;
    match change.pages.len() {
        0 => "touches no page".to_owned(),
        _ if is_every => "touches every page".to_owned(),
        n if n <= MAX_PAGES => format!("touches {}", change.pages.join(", ")),
        n => format!("touches {n} pages: {} …", change.pages[..MAX_PAGES - 1].join(", ")),
    }
}
