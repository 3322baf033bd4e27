//! BibTeX and BibLaTeX.
//!
//! The entries come from the `biblatex` crate itself, because hayagriva's conversion drops the PubMed identifiers.

mod bounds;
mod inheritance;

use biblatex::{ChunksExt, Entry, EntryType, Person, RawBibliography};
use hayagriva::citationberg::json::{NameValue, Value as Csl};

use super::{Draft, date_written, literal_name, personal_name};
use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::Source;

/// Fields that are texts, in the order in which they count, each with its CSL variable.
const TEXTS: &[(&str, &str)] = &[
    ("title", "title"),
    ("shorttitle", "title-short"),
    ("journaltitle", "container-title"),
    ("journal", "container-title"),
    ("shortjournal", "container-title-short"),
    ("booktitle", "container-title"),
    ("maintitle", "collection-title"),
    ("series", "collection-title"),
    ("volume", "volume"),
    ("issue", "issue"),
    ("number", "number"),
    ("pages", "page"),
    ("pagetotal", "number-of-pages"),
    ("edition", "edition"),
    ("publisher", "publisher"),
    ("institution", "publisher"),
    ("school", "publisher"),
    ("organization", "publisher"),
    ("location", "publisher-place"),
    ("address", "publisher-place"),
    ("doi", "DOI"),
    ("isbn", "ISBN"),
    ("issn", "ISSN"),
    ("pmid", "PMID"),
    ("pmcid", "PMCID"),
    ("url", "URL"),
    ("type", "genre"),
    ("note", "note"),
    ("langid", "language"),
];

pub(super) fn read(source: &Source, problems: &mut Vec<Diagnostic>) -> Vec<Draft> {
    let bom = if source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let text = &source.text[bom..];
    let parsed = RawBibliography::parse(text).and_then(|raw| {
        let keys: Vec<_> = raw.entries.iter().map(|entry| entry.v.key.clone().map(str::to_owned)).collect();
        Ok((keys, bounds::read(raw, &source.id, bom, problems)?))
    });
    let (keys, bibliography) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            let clamp = |at: usize| bom + text.floor_char_boundary(at.min(text.len()));
            let at = source.id.at(clamp(error.span.start)..clamp(error.span.end));
            let help = "compare the entry with `@article{key, title = {…}, author = {…}, year = {2024}}`";
            problems.push(Diagnostic::new(Code::Syntax, error.kind.to_string()).at(at).help(help));
            return Vec::new();
        }
    };
    let mut drafts = Vec::new();
    for key in keys {
        let Some(entry) = bibliography.get(&key.v) else { continue };
        drafts.push(draft(source, entry, bom + key.span.start..bom + key.span.end, problems));
    }
    drafts
}

fn draft(source: &Source, entry: &Entry, at: std::ops::Range<usize>, problems: &mut Vec<Diagnostic>) -> Draft {
    let mut draft = Draft::new(&entry.key, at.clone(), kind(entry));
    let text = |name: &str| entry.get(name).map(|chunks| chunks.format_verbatim()).filter(|text| !text.trim().is_empty());
    for (name, variable) in TEXTS {
        // In BibTeX an article's number is its issue.
        let variable = if *name == "number" && draft.kind() == "article-journal" { "issue" } else { variable };
        if let Some(text) = text(name) {
            draft.text(variable, &text.replace("--", "-"), at.clone());
        }
    }
    match (text("eprinttype").map(|kind| kind.to_lowercase()).as_deref(), text("eprint")) {
        (Some("pubmed" | "pmid"), Some(number)) => draft.text("PMID", &number, at.clone()),
        (Some("pmc" | "pmcid"), Some(number)) => draft.text("PMCID", &number, at.clone()),
        _ => {}
    }
    for (variable, people) in [("author", entry.author().ok()), ("editor", editors(entry)), ("translator", entry.translator().ok())] {
        let names: Vec<NameValue> = people.iter().flatten().map(name).collect();
        if !names.is_empty() {
            draft.set(variable, Csl::Names(names), at.clone());
        }
    }
    let written = text("date").or_else(|| {
        let month = text("month").and_then(|month| month_number(&month)).map_or(String::new(), |month| format!("-{month}"));
        Some(format!("{}{month}", text("year")?.trim()))
    });
    for (variable, written) in [("issued", written), ("accessed", text("urldate"))] {
        let Some(written) = written else { continue };
        match date_written(&written) {
            Some(date) => draft.set(variable, date, at.clone()),
            None => problems.push(
                Diagnostic::new(Code::InvalidValue, format!("`{written}` is not a date"))
                    .at(source.id.at(at.clone()))
                    .help("write `date = {2024-04-04}`, or `year = {2024}` and `month = {4}`"),
            ),
        }
    }
    draft
}

fn kind(entry: &Entry) -> &'static str {
    match entry.entry_type {
        EntryType::Article => "article-journal",
        EntryType::InBook | EntryType::InCollection | EntryType::BookInBook | EntryType::SuppBook => "chapter",
        EntryType::InProceedings => "paper-conference",
        EntryType::Report | EntryType::TechReport | EntryType::Manual => "report",
        EntryType::Thesis | EntryType::MastersThesis | EntryType::PhdThesis => "thesis",
        EntryType::Online => "webpage",
        EntryType::Dataset => "dataset",
        EntryType::Software => "software",
        EntryType::Patent => "patent",
        EntryType::Book | EntryType::MvBook | EntryType::Collection | EntryType::Proceedings | EntryType::Reference => "book",
        EntryType::Misc if entry.get("url").is_some() => "webpage",
        _ => "document",
    }
}

fn editors(entry: &Entry) -> Option<Vec<Person>> {
    Some(entry.editors().ok()?.into_iter().flat_map(|(people, _)| people).collect())
}

/// A name in its own braces is an organisation; the library returns it without a given name.
fn name(person: &Person) -> NameValue {
    if person.given_name.is_empty() && person.suffix.is_empty() {
        return literal_name(format!("{} {}", person.prefix, person.name).trim());
    }
    personal_name(&person.name, Some(&person.given_name), Some(&person.prefix), Some(&person.suffix))
}

fn month_number(text: &str) -> Option<usize> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let text = text.trim().to_lowercase();
    text.parse().ok().or_else(|| Some(MONTHS.iter().position(|month| text.starts_with(month))? + 1))
}
