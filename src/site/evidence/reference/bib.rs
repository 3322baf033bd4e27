//! BibTeX and BibLaTeX.
//!
//! The entries come from the `biblatex` crate itself, because hayagriva's conversion drops the PubMed identifiers.

mod bounds;
mod inheritance;
mod latex;
mod recovery;

use std::borrow::Cow;
use std::ops::Range;

use biblatex::{Chunk, ChunksExt, Entry, EntryType, ParseError, Person, RawBibliography, Spanned};
use hayagriva::citationberg::json::{NameValue, Value as Csl};

use super::name::{self, Parts};
use super::{Draft, Found, repeated};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
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

/// Fields of numbers and addresses, which hold no LaTeX.
const VERBATIM: &[&str] = &["doi", "isbn", "issn", "pmid", "pmcid", "url", "eprint"];

pub(super) fn read(source: &Source, problems: &mut Problems) -> Vec<Found> {
    let bom = if source.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let text = &source.text[bom..];
    let whole = RawBibliography::parse(text);
    let mut found = Vec::new();
    let repaired = match whole {
        Ok(_) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(recovery::without_broken(text, |error| {
            let start = bom + error.start;
            problems.push(syntax(source, bom, error.error));
            found.push(Found { key: error.key, start, draft: None });
        })),
    };
    let Ok(mut raw) = RawBibliography::parse(&repaired) else { return found };
    recovery::without_repeated(&mut raw, |key, at, first| {
        let place = |at: Range<usize>| source.id.at(bom + at.start..bom + at.end);
        found.push(Found { key: Some(key.to_owned()), start: bom + at.start, draft: None });
        problems.push(repeated("reference", key, place(at), place(first)));
    });
    let keys: Vec<_> = raw.entries.iter().map(|entry| entry.v.key.clone().map(str::to_owned)).collect();
    let bibliography = match bounds::read(raw, &source.id, bom, problems) {
        Ok(bibliography) => bibliography,
        Err(error) => {
            problems.push(syntax(source, bom, error));
            return found;
        }
    };
    for key in keys {
        let Some(entry) = bibliography.get(&key.v) else { continue };
        let at = bom + key.span.start..bom + key.span.end;
        found.push(Found { key: Some(key.v), start: at.start, draft: Some(draft(source, entry, at, problems)) });
    }
    found
}

fn syntax(source: &Source, bom: usize, error: ParseError) -> Diagnostic {
    let clamp = |at: usize| source.text.floor_char_boundary((bom + at).min(source.text.len()));
    let at = source.id.at(clamp(error.span.start)..clamp(error.span.end));
    let help = "compare the entry with `@article{key, title = {…}, author = {…}, year = {2024}}`";
    Diagnostic::new(Code::Syntax, error.kind.to_string()).at(at).help(help)
}

fn draft(source: &Source, entry: &Entry, at: Range<usize>, problems: &mut Problems) -> Draft {
    let mut draft = Draft::new(&entry.key, at.clone(), kind(entry));
    let mut reader = FieldReader { source, entry, at: &at, problems };
    // A title goes on in its subtitle.
    for (name, subtitle, variable) in [
        ("title", "subtitle", "title"),
        ("journaltitle", "journalsubtitle", "container-title"),
        ("booktitle", "booksubtitle", "container-title"),
    ] {
        let rest = entry.get(subtitle).and_then(|_| reader.text(subtitle));
        if let Some(rest) = rest
            && let Some(title) = reader.text(name)
        {
            let colon = if title.ends_with(['?', '!', ':', '.']) { " " } else { ": " };
            draft.text(variable, &format!("{title}{colon}{rest}"), at.clone());
        }
    }
    for (name, variable) in TEXTS {
        // In BibTeX an article's number is its issue.
        let variable = if *name == "number" && draft.kind() == "article-journal" { "issue" } else { variable };
        if !draft.has(variable)
            && let Some(text) = reader.text(name)
        {
            let text = if *name == "type" { kind_name(&text) } else { &text };
            draft.text(variable, text, at.clone());
        }
    }
    if let Some(genre) = thesis(entry) {
        draft.text("genre", genre, at.clone());
    }
    eprint(&reader, &mut draft);
    for (variable, people) in [("author", people(entry, "author")), ("editor", editors(entry)), ("translator", people(entry, "translator"))]
    {
        let names: Vec<NameValue> = people.iter().flatten().map(name).collect();
        if !names.is_empty() {
            draft.set(variable, Csl::Names(names), at.clone());
        }
    }
    for (variable, written) in [("issued", reader.date()), ("accessed", reader.bare("urldate"))] {
        if let Some(written) = written {
            draft.date(variable, &written, at.clone(), &source.id, reader.problems);
        }
    }
    draft
}

/// The fields of an entry.
struct FieldReader<'a> {
    source: &'a Source,
    entry: &'a Entry,
    /// Where the entry's key is.
    at: &'a Range<usize>,
    problems: &'a mut Problems,
}

impl FieldReader<'_> {
    /// A field as markup.
    fn text(&mut self, name: &str) -> Option<String> {
        if VERBATIM.contains(&name) {
            return self.bare(name);
        }
        let text = latex::text(self.entry.get(name)?);
        for command in &text.unknown {
            let message = format!("the command `\\{command}` in `{name}` cannot be read; it is left out, and what it holds is kept");
            let help = "write the character or the formatting itself: `α`, `\\textit{…}`, `\\textsubscript{…}`";
            self.problems.push(Diagnostic::new(Code::CiteRead, message).at(self.source.id.at(self.at.clone())).help(help));
        }
        Some(text.markup).filter(|text| !text.trim().is_empty())
    }

    /// A field without formatting.
    fn bare(&self, name: &str) -> Option<String> {
        let chunks = self.entry.get(name)?;
        let text = if VERBATIM.contains(&name) { chunks.format_verbatim() } else { latex::plain(chunks) };
        Some(text).filter(|text| !text.trim().is_empty())
    }

    fn date(&self) -> Option<String> {
        self.bare("date").or_else(|| {
            let part = |name: &str, number: fn(&str) -> Option<usize>| self.bare(name).and_then(|text| number(&text));
            let month = part("month", month_number);
            let day = part("day", |text| text.trim().parse().ok()).filter(|_| month.is_some());
            let rest = [month, day].into_iter().flatten().map(|number| format!("-{number:02}"));
            Some(format!("{}{}", self.bare("year")?.trim(), rest.collect::<String>()))
        })
    }
}

/// Where an electronic copy is found by its number.
fn eprint(reader: &FieldReader<'_>, draft: &mut Draft) {
    let at = reader.at.clone();
    let Some(number) = reader.bare("eprint") else { return };
    let kind = reader.bare("eprinttype").or_else(|| reader.bare("archiveprefix")).unwrap_or_default().to_lowercase();
    let bare = number.strip_prefix("arXiv:").unwrap_or(&number);
    let looks_like_arxiv =
        bare.split_once('.').is_some_and(|(month, _)| month.len() == 4 && month.bytes().all(|byte| byte.is_ascii_digit()));
    match kind.as_str() {
        "pubmed" | "pmid" => draft.text("PMID", &number, at),
        "pmc" | "pmcid" => draft.text("PMCID", &number, at),
        "arxiv" | "" if kind == "arxiv" || looks_like_arxiv => {
            if !draft.has("container-title") {
                draft.kind_is("article");
                draft.text("publisher", "arXiv", at.clone());
                draft.text("number", &format!("arXiv:{bare}"), at.clone());
            }
            if !draft.has("DOI") {
                draft.text("URL", &format!("https://arxiv.org/abs/{bare}"), at);
            }
        }
        _ => {}
    }
}

/// What BibLaTeX's names for kinds of theses and reports stand for.
fn kind_name(written: &str) -> &str {
    match written {
        "phdthesis" => "PhD thesis",
        "mathesis" | "mastersthesis" => "Master’s thesis",
        "bathesis" => "Bachelor’s thesis",
        "techreport" => "Technical report",
        "resreport" => "Research report",
        other => other,
    }
}

fn thesis(entry: &Entry) -> Option<&'static str> {
    match entry.entry_type {
        EntryType::PhdThesis => Some("PhD thesis"),
        EntryType::MastersThesis => Some("Master’s thesis"),
        _ => None,
    }
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

fn people(entry: &Entry, field: &str) -> Option<Vec<Person>> {
    let mut chunks = entry.get(field)?.to_vec();
    for chunk in &mut chunks {
        // The library parts names at `and` in small letters only.
        if let Chunk::Normal(text) = &mut chunk.v {
            *text = text
                .split_inclusive(char::is_whitespace)
                .map(|word| if is_and(word) { word.to_lowercase() } else { word.to_owned() })
                .collect();
        }
    }
    chunks.parse().ok()
}

fn is_and(word: &str) -> bool {
    word.trim_end().eq_ignore_ascii_case("and")
}

fn editors(entry: &Entry) -> Option<Vec<Person>> {
    people(entry, "editor").or_else(|| Some(entry.editors().ok()?.into_iter().flat_map(|(people, _)| people).collect()))
}

/// A name in its own braces is an organisation; the library returns it without a given name.
fn name(person: &Person) -> NameValue {
    let read = |text: &str| latex::plain(&[Spanned::detached(Chunk::Normal(text.to_owned()))]);
    let [family, given, particle, suffix] = [&person.name, &person.given_name, &person.prefix, &person.suffix].map(|text| read(text));
    if family == "others" && given.is_empty() && particle.is_empty() {
        return name::others();
    }
    Parts { family: &family, given: Some(&given), particle: Some(&particle), suffix: Some(&suffix), dropping: None }.name()
}

fn month_number(text: &str) -> Option<usize> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let text = text.trim().to_lowercase();
    text.parse().ok().or_else(|| Some(MONTHS.iter().position(|month| text.starts_with(month))? + 1))
}
