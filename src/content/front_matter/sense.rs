//! Values that are well-formed and cannot be meant.

use std::ops::Range;

use super::FrontMatter;
use crate::base::address;
use crate::base::diagnostic::{Code, Diagnostic, Problems, Severity};
use crate::base::moment::Moment;
use crate::base::source::SourceId;
use crate::syntax::fields::{Spanned, Table};

/// Tells of an empty title, a page that ends before it begins, lists of no pages and old addresses on other sites.
pub(super) fn check(table: &Table, front: &mut FrontMatter, is_section: bool, source: &SourceId, problems: &mut Problems) {
    let place = |key: &str| table.get(key).map_or(0..0, |entry| entry.node.span.clone());
    let mut tell = |at: Range<usize>, message: String, help: &str| {
        problems.push(Diagnostic::new(Code::InvalidValue, message).at(source.at(at)).help(help));
    };
    if front.title.as_ref().is_some_and(|title| title.trim().is_empty()) {
        tell(place("title"), "the title is empty".to_owned(), "write a title, or remove the key: the page then has the name of its file");
    }
    if let (Some(publish), Some(expires)) = (front.publish, front.expires)
        && ends_first(publish, expires)
    {
        let message = "this page goes before it comes, so it is never published".to_owned();
        tell(place("expires"), message, "give `expires` a later day than `publish`");
    }
    if is_section && front.section.paginate_by.is_none() {
        let is_number = matches!(table.get("paginate_by").map(|entry| entry.node.value.kind()), Some("a whole number"));
        if is_number {
            let help = "write how many pages one list shows, or remove the key: one list then shows all";
            tell(place("paginate_by"), "a list shows at least 1 page".to_owned(), help);
        }
    }
    front.aliases.retain(|Spanned { value, span }| {
        let is_elsewhere = value.starts_with("//") || address::scheme(value).is_some_and(|scheme| scheme.len() > 1);
        if is_elsewhere {
            let message = format!("`{value}` is no path of this site, so nothing can lead on from there");
            tell(span.clone(), message, "write the old address as a path of this site, such as `/old/page/`");
        }
        !is_elsewhere
    });
    before_its_date(front, place("updated"), source, problems);
}

/// Tells of a change that came before what it changed.
fn before_its_date(front: &FrontMatter, at: Range<usize>, source: &SourceId, problems: &mut Problems) {
    let Some(updated) = front.updated else { return };
    let date = front.date.as_ref().map(|date| date.value).or_else(|| date_of_name(source));
    let Some(date) = date.filter(|date| is_before(updated, *date)) else { return };
    let mut problem = Diagnostic::new(Code::InvalidValue, format!("this page was changed before its date, which is {}", date.iso()));
    // A reader is told two days of which one is wrong, but nothing else goes wrong by it.
    problem.severity = Severity::Warning;
    let help = "correct one of the two days, or remove `updated`: a page that was never changed needs none";
    problems.push(problem.at(source.at(at)).help(help));
}

/// By the day, and by the time where both have one.
fn ends_first(publish: Moment, expires: Moment) -> bool {
    match (publish.time, expires.time) {
        (Some(_), Some(_)) => expires.unix_seconds() <= publish.unix_seconds(),
        (None, None) => expires.date <= publish.date,
        _ => expires.date < publish.date,
    }
}

/// By the day, and by the time where both have one.
fn is_before(first: Moment, second: Moment) -> bool {
    match (first.time, second.time) {
        (Some(_), Some(_)) => first.unix_seconds() < second.unix_seconds(),
        _ => first.date < second.date,
    }
}

/// The day that a file's name begins with, or that of its folder: `2027-02-04-walk.md`, `2027-02-04-walk/index.md`.
fn date_of_name(source: &SourceId) -> Option<Moment> {
    let is_of_folder = source.file_name().starts_with("index.");
    let name = if is_of_folder { source.folder().rsplit('/').next()? } else { source.file_name() };
    let (date, rest) = name.split_at_checked(10)?;
    Moment::parse(date).filter(|_| rest.starts_with(['-', '_']))
}
