//! The entries of reference files, whatever format they were written in.

mod bib;
mod csl_json;
mod date;
mod name;
mod rule;
mod yaml;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use hayagriva::citationberg::json::{DateValue, Item, NameValue, Value};

use super::markup::Part;
use super::style::Style;
use super::{identifier, repeated, rich};
use crate::base::address;
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::fingerprint::Fingerprint;
use crate::base::per_language::PerLanguage;
use crate::base::source::{Source, SourceId, Span};

/// One entry of a bibliography, as a CSL item.
#[derive(Debug)]
pub(crate) struct Reference {
    pub key: String,
    /// Where its key is written.
    pub at: Span,
    pub item: Item,
    /// As the citation processor is to see it.
    pub(super) shown: Item,
    /// The fingerprint of everything that the entry says.
    pub fingerprint: Fingerprint,
    /// In each of the site's languages, made when first asked for.
    pub(super) alone: PerLanguage<OnceLock<Alone>>,
    /// What a mark calls it right after itself and at any later place, in each language.
    pub(super) later: PerLanguage<OnceLock<[Option<String>; 2]>>,
}

/// By key.
pub(crate) type References = BTreeMap<String, Reference>;

impl Reference {
    #[cfg(test)]
    pub(super) fn shown(&self) -> &Item {
        &self.shown
    }

    /// A CSL variable that is a text or a number, without its formatting.
    pub(crate) fn text(&self, variable: &str) -> Option<String> {
        self.item.0.get(variable)?.to_str().map(|text| rich::plain(&text))
    }

    /// Where readers find the source: the address of its DOI, or the entry's own.
    pub(crate) fn address(&self) -> Option<String> {
        let doi = self.text("DOI").map(|doi| format!("https://doi.org/{doi}"));
        doi.or_else(|| self.text("URL"))
    }

    /// A short label: `Bray 2024`.
    pub(crate) fn label(&self) -> String {
        let (name, _) = self.first_name();
        self.year().map_or_else(|| name.clone(), |year| format!("{name} {year}"))
    }

    /// The family name of the first author, or whoever stands in for one, and how many authors there are.
    pub(crate) fn first_name(&self) -> (String, usize) {
        let names = match self.item.0.get("author").or_else(|| self.item.0.get("editor")) {
            Some(Value::Names(names)) => names.as_slice(),
            _ => &[],
        };
        let first = names.first().map(|name| match name {
            NameValue::Literal(name) => name.literal.clone(),
            NameValue::Item(name) => name.family.clone(),
        });
        let name = first.or_else(|| self.text("publisher")).or_else(|| self.text("title")).unwrap_or_else(|| self.key.clone());
        (name, names.len().max(1))
    }

    /// The year of publication.
    pub(crate) fn year(&self) -> Option<i16> {
        match self.item.0.get("issued")? {
            Value::Date(DateValue::DateParts { date_parts, .. }) => date_parts.0.first()?.0.first().copied(),
            _ => None,
        }
    }
}

/// The types of sources in Hayagriva's YAML.
pub(crate) fn types() -> impl Iterator<Item = &'static str> {
    yaml::types()
}

/// Reads a file in YAML for its problems, without the rules about what a source needs.
#[cfg(test)]
pub(super) fn read_alone(source: &Source, problems: &mut Problems) {
    drop(yaml::read(source, problems));
}

/// Whether a file holds references: `data/references.*`, and everything below `data/references/`.
pub(crate) fn is_file(source: &SourceId) -> bool {
    let path = source.as_str();
    let is_placed = path.starts_with("data/references.") || path.starts_with("data/references/");
    is_placed && Format::of(source).is_some()
}

#[derive(Clone, Copy)]
enum Format {
    Yaml,
    Json,
    Bib,
}

impl Format {
    fn of(source: &SourceId) -> Option<Self> {
        match source.file_name().rsplit_once('.')?.1 {
            "yml" | "yaml" => Some(Self::Yaml),
            "json" => Some(Self::Json),
            "bib" => Some(Self::Bib),
            _ => None,
        }
    }
}

/// An entry as it was found in its file.
struct Found {
    key: Option<String>,
    /// Where it starts; its problems lie between here and the next entry.
    start: usize,
    /// None where it cannot be read at all.
    draft: Option<Draft>,
}

/// What is wrong with one entry, which counts once something cites it.
#[derive(Debug)]
pub(crate) struct Fault {
    pub file: SourceId,
    pub key: Option<String>,
    pub problems: Problems,
}

/// What has been read.
pub(super) struct Reader<'a> {
    pub style: &'a Style,
    pub n_languages: usize,
    pub references: References,
    pub faults: Vec<Fault>,
    /// The keys of references by their DOI.
    dois: BTreeMap<String, String>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(style: &'a Style, n_languages: usize) -> Self {
        Self { style, n_languages, references: References::new(), faults: Vec::new(), dois: BTreeMap::new() }
    }

    /// Adds the entries of one file. Of two with one key the first counts.
    pub(super) fn read(&mut self, source: &Source, problems: &mut Problems) {
        let mut told = Problems::new();
        let mut found = match Format::of(&source.id) {
            Some(Format::Yaml) => yaml::read(source, &mut told),
            Some(Format::Json) => csl_json::read(source, &mut told),
            Some(Format::Bib) => bib::read(source, &mut told),
            None => Vec::new(),
        };
        found.sort_by_key(|entry| entry.start);
        let mut by_entry: Vec<Problems> = found.iter().map(|_| Problems::new()).collect();
        for problem in told {
            let at = problem.at.as_ref().map_or(0, |at| at.start);
            match found.partition_point(|entry| entry.start <= at).checked_sub(1) {
                Some(entry) => by_entry[entry].push(problem),
                None => problems.push(problem),
            }
        }
        for (Found { key, draft, .. }, mut own) in found.into_iter().zip(by_entry) {
            if let Some(draft) = draft {
                self.add(draft, source, &mut own);
            }
            if !own.is_empty() {
                self.faults.push(Fault { file: source.id.clone(), key, problems: own });
            }
        }
    }

    fn add(&mut self, mut draft: Draft, source: &Source, problems: &mut Problems) {
        draft.refuse_address(&source.id, problems);
        // A field that could not be read is not also reported as missing.
        if problems.iter().all(|problem| problem.code == Code::CiteRead) {
            rule::check(&draft, &source.id, problems);
        }
        let at = source.id.at(draft.at.clone());
        if let Some(first) = self.references.get(&draft.key) {
            problems.push(repeated("reference", &draft.key, at, first.at.clone()));
            return;
        }
        if let Some(doi) = draft.doi() {
            let same = self.dois.get(&doi).and_then(|key| self.references.get(key));
            if let Some(same) = same {
                let here = source.id.at(draft.place("DOI"));
                problems.push(rule::same_doi(&draft.key, &same.key, &doi, here, same.at.clone()));
            }
            self.dois.entry(doi).or_insert_with(|| draft.key.clone());
        }
        let fingerprint = Fingerprint::of(&draft.item);
        let alone = (0..self.n_languages).map(|_| OnceLock::new()).collect();
        let later = (0..self.n_languages).map(|_| OnceLock::new()).collect();
        let item = Item(draft.item);
        let shown = self.style.shown(&item);
        self.references.insert(draft.key.clone(), Reference { key: draft.key, at, shown, item, fingerprint, alone, later });
    }
}

/// An entry while it is read: CSL variables, each with its place in the file.
struct Draft {
    key: String,
    at: Range<usize>,
    item: BTreeMap<String, Value>,
    places: BTreeMap<String, Range<usize>>,
}

impl Draft {
    fn new(key: &str, at: Range<usize>, kind: &str) -> Self {
        let mut draft = Self { key: key.to_owned(), at, item: BTreeMap::new(), places: BTreeMap::new() };
        draft.item.insert("id".to_owned(), Value::String(key.to_owned()));
        draft.item.insert("type".to_owned(), Value::String(kind.to_owned()));
        draft
    }

    /// Sets what is not set yet.
    fn set(&mut self, variable: &str, value: Value, at: Range<usize>) {
        if !self.item.contains_key(variable) {
            self.item.insert(variable.to_owned(), value);
            self.places.insert(variable.to_owned(), at);
        }
    }

    fn text(&mut self, variable: &str, text: &str, at: Range<usize>) {
        let text = text.trim();
        if !text.is_empty() {
            let text = match variable {
                "page" => Cow::Borrowed(pages(text)),
                _ => identifier::bare(variable, text),
            };
            self.set(variable, Value::String(text.into_owned()), at);
        }
    }

    /// Sets a date; what is no date is shown as it is written.
    fn date(&mut self, variable: &str, written: &str, at: Range<usize>, source: &SourceId, problems: &mut Problems) {
        let value = date::written(written).unwrap_or_else(|| {
            let message = format!("`{}` is not a date; it is shown as it is written", written.trim());
            let help = "write `2024`, `2024-04`, `2024-04-04`, or two of them as `2024-01/2024-03`";
            problems.push(Diagnostic::new(Code::CiteRead, message).at(source.at(at.clone())).help(help));
            date::in_words(written)
        });
        self.set(variable, value, at);
    }

    fn has(&self, variable: &str) -> bool {
        self.item.contains_key(variable)
    }

    fn kind_is(&mut self, kind: &str) {
        self.item.insert("type".to_owned(), Value::String(kind.to_owned()));
    }

    fn kind(&self) -> &str {
        match self.item.get("type") {
            Some(Value::String(kind)) => kind,
            _ => "document",
        }
    }

    fn written(&self, variable: &str) -> Option<&str> {
        match self.item.get(variable)? {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Drops an address that no page may link to.
    fn refuse_address(&mut self, source: &SourceId, problems: &mut Problems) {
        let Some(message) = self.written("URL").and_then(address::refused) else { return };
        let at = source.at(self.place("URL"));
        problems.push(Diagnostic::new(Code::InvalidValue, format!("the address of `{}`: {message}", self.key)).at(at).help(address::HELP));
        self.item.remove("URL");
    }

    fn doi(&self) -> Option<String> {
        self.written("DOI").map(str::to_lowercase)
    }

    /// Where a variable is written, or else the entry's key.
    fn place(&self, variable: &str) -> Range<usize> {
        self.places.get(variable).unwrap_or(&self.at).clone()
    }
}

/// The pages of a source; one that is written as a range of itself is one page.
fn pages(written: &str) -> &str {
    match written.split(['-', '–']).filter(|part| !part.is_empty()).map(str::trim).collect::<Vec<_>>()[..] {
        [first, last] if first == last => first,
        _ => written,
    }
}

/// An entry in one language, as it stands in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Styled {
    pub html: String,
    /// Without markup.
    pub text: String,
}

/// What the processor writes for an entry that is cited alone.
#[derive(Debug, Default)]
pub(super) struct Alone {
    pub entry: Styled,
    /// Its mark without a place; an item's place is that in the mark.
    pub mark: Vec<Part>,
    /// By what a mark names it; none where that cannot be compared.
    pub short: Option<String>,
    /// The names that its entry starts with, with U+0000 between.
    pub names: Option<String>,
}
