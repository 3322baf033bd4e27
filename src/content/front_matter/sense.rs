//! Values that are well-formed and cannot be meant.

use std::ops::Range;

use super::FrontMatter;
use crate::base::address;
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::moment::Moment;
use crate::base::source::SourceId;
use crate::syntax::fields::{Spanned, Table};

/// Tells of an empty title, a page that ends before it begins, lists of no pages and old addresses on other sites.
pub(super) fn check(table: &Table, front: &mut FrontMatter, is_section: bool, source: &SourceId, problems: &mut Vec<Diagnostic>) {
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
}

/// By the day, and by the time where both have one.
fn ends_first(publish: Moment, expires: Moment) -> bool {
    match (publish.time, expires.time) {
        (Some(_), Some(_)) => expires.unix_seconds() <= publish.unix_seconds(),
        (None, None) => expires.date <= publish.date,
        _ => expires.date < publish.date,
    }
}
