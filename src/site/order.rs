//! The order of a section's pages and sections.

use std::cmp::{Ordering, Reverse};

use super::{Entry, EntryId};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::locale::Locale;
use crate::content::SortBy;

/// Sorts pages; those without the key come last, by path, and are reported.
pub(super) fn sort_pages(ids: &mut [EntryId], by: SortBy, entries: &[Entry], locale: &Locale, problems: &mut Problems) {
    let entry = |id: &EntryId| &entries[id.0];
    match by {
        SortBy::Date => ids.sort_by_cached_key(|id| (Reverse(entry(id).date.map(|date| date.unix_seconds())), &entry(id).url)),
        SortBy::Updated => {
            ids.sort_by_cached_key(|id| (Reverse(entry(id).updated_or_date().map(|date| date.unix_seconds())), &entry(id).url))
        }
        SortBy::Title => ids.sort_by_cached_key(|id| (locale.sort_key(&entry(id).title), &entry(id).url)),
        SortBy::Weight => ids.sort_by_key(|id| (entry(id).front.weight.unwrap_or(i64::MAX), &entry(id).url)),
        SortBy::None => ids.sort_by_key(|id| &entry(id).source),
    }
    let (key, lacks): (&str, fn(&Entry) -> bool) = match by {
        SortBy::Date => ("date", |entry| entry.date.is_none()),
        SortBy::Updated => ("updated", |entry| entry.updated_or_date().is_none()),
        SortBy::Weight => ("weight", |entry| entry.front.weight.is_none()),
        SortBy::Title | SortBy::None => return,
    };
    for entry in ids.iter().map(entry).filter(|entry| lacks(entry) && !entry.is_fallback()) {
        if let Some(source) = &entry.source {
            problems.push(
                Diagnostic::new(
                    Code::MissingSortKey,
                    format!("the section is sorted by `{key}`, and this page has none, so it comes last"),
                )
                .at(source.at(0..0))
                .help(format!("add `{key}` to the front matter")),
            );
        }
    }
}

/// By weight, then title, then path.
pub(super) fn compare_sections(a: &Entry, b: &Entry, locale: &Locale) -> Ordering {
    let weight = |entry: &Entry| entry.front.weight.unwrap_or(i64::MAX);
    weight(a).cmp(&weight(b)).then_with(|| locale.compare(&a.title, &b.title)).then_with(|| a.url.cmp(&b.url))
}
