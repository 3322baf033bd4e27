//! A broken entry of a BibTeX file costs itself and not its file: `biblatex` stops at the first mistake.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use biblatex::{Bibliography, Pair, ParseError, RawBibliography, RawChunk, RawEntry, Spanned};

use super::inheritance::is_link;

/// An entry that cannot be read.
pub(super) struct Broken {
    pub key: Option<String>,
    /// Where it starts in the text.
    pub start: usize,
    pub error: ParseError,
}

/// The text with blanks in the place of entries that do not parse. An entry ends where a line starts with the next.
pub(super) fn without_broken(text: &str, mut tell: impl FnMut(Broken)) -> String {
    let mut repaired = String::with_capacity(text.len());
    let mut start = 0;
    for end in starts(text).into_iter().skip(1).chain([text.len()]) {
        let own = &text[start..end];
        match RawBibliography::parse(own) {
            Ok(_) => repaired.push_str(own),
            Err(mut error) => {
                error.span.start += start;
                error.span.end += start;
                let sign = own.find('@').unwrap_or(0);
                tell(Broken { key: key(&own[sign..]), start: start + sign, error });
                repaired.extend(own.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
            }
        }
        start = end;
    }
    repaired
}

/// Where entries start, and the start of the text.
fn starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at > 0 && line.trim_start().starts_with('@') {
            starts.push(at);
        }
        at += line.len();
    }
    starts
}

fn key(entry: &str) -> Option<String> {
    let (_, rest) = entry.split_once('{')?;
    let end = rest.find([',', '}', '\n'])?;
    Some(rest[..end].trim().to_owned()).filter(|key| !key.is_empty())
}

/// Takes out fields that cannot be read, such as one with an unknown string or a formula without an end.
pub(super) fn without_unreadable(raw: &mut RawBibliography<'_>, mut tell: impl FnMut(&Spanned<&str>, ParseError)) {
    let mut strings: BTreeMap<&str, Pair<'_>> = BTreeMap::new();
    for string in &raw.abbreviations {
        strings.insert(string.key.v, string.clone());
    }
    let read = |entry: &Spanned<RawEntry<'_>>, fields: &[Pair<'_>]| {
        // Parents are followed later.
        let fields: Vec<Pair<'_>> = fields.iter().filter(|field| !is_link(field.key.v)).cloned().collect();
        let abbreviations = used(&fields, &strings);
        let alone = Spanned::new(RawEntry { fields, ..entry.v.clone() }, entry.span.clone());
        Bibliography::from_raw(RawBibliography { preamble: String::new(), entries: vec![alone], abbreviations }).err()
    };
    for entry in &mut raw.entries {
        if read(entry, &entry.v.fields).is_none() {
            continue;
        }
        let mut fields = std::mem::take(&mut entry.v.fields);
        fields.retain(|field| match read(entry, std::slice::from_ref(field)) {
            Some(error) => {
                tell(&field.key, error);
                false
            }
            None => true,
        });
        entry.v.fields = fields;
    }
}

/// The strings that fields are made of, with those that these are made of.
fn used<'t>(fields: &[Pair<'t>], strings: &BTreeMap<&str, Pair<'t>>) -> Vec<Pair<'t>> {
    let mut names: BTreeSet<&str> = BTreeSet::new();
    let mut open: Vec<&Pair<'t>> = fields.iter().collect();
    let mut used = Vec::new();
    while let Some(field) = open.pop() {
        for chunk in &field.value.v {
            if let RawChunk::Abbreviation(name) = chunk.v
                && let Some(string) = strings.get(name).filter(|_| names.insert(name))
            {
                used.push(string.clone());
                open.push(string);
            }
        }
    }
    used
}

/// Takes out entries whose key was given before; gives their places with those of the first.
pub(super) fn without_repeated(raw: &mut RawBibliography<'_>, mut tell: impl FnMut(&str, Range<usize>, Range<usize>)) {
    let mut first: BTreeMap<String, Range<usize>> = BTreeMap::new();
    raw.entries.retain(|entry| {
        let key = &entry.v.key;
        match first.get(key.v) {
            Some(before) => {
                tell(key.v, key.span.clone(), before.clone());
                false
            }
            None => {
                first.insert(key.v.to_owned(), key.span.clone());
                true
            }
        }
    });
}
