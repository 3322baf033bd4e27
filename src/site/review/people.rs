//! `data/people.toml`: who writes and who reviews.

use std::collections::BTreeMap;

use super::clinical;
use crate::base::diagnostic::{Code, Diagnostic, Problems, nearest};
use crate::base::source::{Snapshot, SourceId, Span};
use crate::syntax::fields::{Fields, Spanned, Table, parse_file, wrong_type};

pub(crate) const FILE: &str = "data/people.toml";

/// A person as the site may name them.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct Person {
    pub id: String,
    pub at: Span,
    pub name: String,
    /// What the person does here: `Oncology nurse`.
    pub role: Option<String>,
    /// As they are written after a name: `["MBBS", "FRCR"]`.
    pub qualifications: Vec<String>,
    pub affiliation: Option<String>,
    /// Sixteen digits in groups of four, checked.
    pub orcid: Option<String>,
    /// Whether a qualification is one of a health profession.
    pub is_clinical: bool,
    /// Whether the employer sells products that the texts may be about.
    pub is_industry: bool,
}

/// Everybody by their id.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub(crate) struct People {
    by_id: BTreeMap<String, Person>,
}

impl People {
    pub(crate) fn get(&self, id: &str) -> Option<&Person> {
        self.by_id.get(id)
    }

    /// The nearest id to one that nobody has.
    pub(crate) fn nearest(&self, id: &str) -> Option<&str> {
        nearest(id, self.by_id.keys().map(String::as_str))
    }

    /// What an author's name is shown as: a person's name, or the text itself.
    pub(crate) fn shown<'a>(&'a self, author: &'a str) -> &'a str {
        self.get(author).map_or(author, |person| &person.name)
    }
}

/// Reads the file, if there is one. Syntax errors are reported by the reader of data files.
pub(crate) fn read(snapshot: &Snapshot, problems: &mut Problems) -> People {
    let Some(source) = snapshot.text(FILE) else { return People::default() };
    let table = parse_file(source, &mut Problems::new());
    let mut people = People::default();
    for entry in &table.entries {
        let Ok(own) = <Table as crate::syntax::fields::FromNode>::from_node(&entry.node) else {
            problems.push(
                wrong_type(&source.id, &entry.key, &entry.node, "a table of keys")
                    .help(format!("write a line `[{}]`, and the person's keys on the lines below", entry.key)),
            );
            continue;
        };
        let at = source.id.at(entry.key_span.clone());
        if let Some(person) = person(&entry.key, &own, at, &source.id, problems) {
            people.by_id.insert(entry.key.clone(), person);
        }
    }
    people
}

fn person(id: &str, table: &Table, at: Span, source: &SourceId, problems: &mut Problems) -> Option<Person> {
    let mut fields = Fields::new(table, source);
    let name: Option<String> = fields.required("name", at.start..at.end, problems);
    let qualifications: Vec<String> = fields.optional("qualifications", problems).unwrap_or_default();
    let orcid: Option<Spanned<String>> = fields.optional("orcid", problems);
    let person = Person {
        id: id.to_owned(),
        at,
        name: name.unwrap_or_default(),
        role: fields.optional("role", problems),
        affiliation: fields.optional("affiliation", problems),
        orcid: orcid.and_then(|written| checked_orcid(&written, source, problems)),
        is_clinical: fields.optional("clinical", problems).unwrap_or_else(|| clinical::any(&qualifications)),
        is_industry: fields.optional("industry", problems).unwrap_or(false),
        qualifications,
    };
    fields.finish("a person of `data/people.toml`", problems);
    if person.is_clinical && person.qualifications.is_empty() {
        problems.push(
            Diagnostic::new(Code::MissingKey, format!("`{id}` is called clinical, but no qualification says so"))
                .at(person.at.clone())
                .help("add `qualifications = [\"…\"]`, as they are written behind the name"),
        );
    }
    (!person.name.is_empty()).then_some(person)
}

fn checked_orcid(written: &Spanned<String>, source: &SourceId, problems: &mut Problems) -> Option<String> {
    let found = orcid(&written.value);
    if let Err(why) = &found {
        problems.push(
            Diagnostic::new(Code::InvalidValue, format!("`{}` is not an ORCID: {why}", written.value))
                .at(source.at(written.span.clone()))
                .help("copy it from the person's page at orcid.org, like `0000-0002-1825-0097`"),
        );
    }
    found.ok()
}

/// An ORCID without its address, if its check digit is right.
/// Source: ORCID, "Structure of the ORCID Identifier": ISO/IEC 7064:2003, MOD 11-2.
pub(crate) fn orcid(text: &str) -> Result<String, &'static str> {
    let bare = text.trim().trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("orcid.org/");
    let digits: Vec<char> = bare.chars().filter(|sign| *sign != '-').collect();
    let groups: Vec<&str> = bare.split('-').collect();
    if digits.len() != 16 || (groups.len() != 1 && groups.iter().map(|group| group.len()).collect::<Vec<_>>() != [4; 4]) {
        return Err("it has not 4 groups of 4 digits");
    }
    let mut total: u32 = 0;
    for digit in &digits[..15] {
        let Some(value) = digit.to_digit(10) else { return Err("only its last sign may be a letter, X") };
        total = (total + value) * 2 % 11;
    }
    let check = match (12 - total) % 11 {
        10 => 'X',
        value => char::from_digit(value, 10).unwrap_or('X'),
    };
    if digits[15].to_ascii_uppercase() != check {
        return Err("its check digit does not fit, so a digit is mistyped");
    }
    let joined: String = digits.iter().map(char::to_ascii_uppercase).collect();
    Ok(format!("{}-{}-{}-{}", &joined[..4], &joined[4..8], &joined[8..12], &joined[12..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orcids_have_a_check_digit() {
        // The examples of ORCID's own page about the identifier.
        assert_eq!(orcid("https://orcid.org/0000-0002-1825-0097").as_deref(), Ok("0000-0002-1825-0097"));
        assert_eq!(orcid("000000021694233x").as_deref(), Ok("0000-0002-1694-233X"));
        assert!(orcid("0000-0002-1825-0098").is_err());
        assert!(orcid("0000-0002-1852-0097").is_err());
        assert!(orcid("00000-002-1825-0097").is_err());
        assert!(orcid("0000-0002-1825-009é").is_err());
        assert!(orcid("é000-0002-1825-0097").is_err());
        assert!(orcid("").is_err());
    }
}
