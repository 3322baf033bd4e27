//! The keys by which an edition of an earlier year is kept.

use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::SourceId;
use crate::syntax::fields::{Fields, Spanned, Table};

/// `[archive]` of a section: it and all below it are the edition of an earlier year.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct Archive {
    pub year: u16,
    /// Where the current edition starts; the home page if the key is missing.
    pub current: Option<Spanned<String>>,
    /// Whether the canonical address of each page is the page at the same place in the current edition.
    pub canonical: bool,
}

pub(super) fn archive(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> Option<Archive> {
    let Spanned { value: table, span } = fields.optional::<Spanned<Table>>("archive", problems)?;
    let mut keys = Fields::new(&table, source);
    let year: Option<Spanned<i64>> = keys.required("year", span, problems);
    let current = keys.address("current", problems);
    let canonical = keys.optional("canonical", problems).unwrap_or_default();
    keys.finish("`[archive]`", problems);
    let Spanned { value: year, span } = year?;
    let Some(year) = u16::try_from(year).ok().filter(|year| (1900..=9999).contains(year)) else {
        problems.push(
            Diagnostic::new(Code::InvalidValue, format!("`{year}` is not the year of an edition"))
                .at(source.at(span))
                .help("write the year that the edition was made for: `year = 2026`"),
        );
        return None;
    };
    Some(Archive { year, current, canonical })
}
