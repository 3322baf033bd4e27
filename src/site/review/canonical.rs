//! Exactly what is approved, as one text that is the same on every machine.
//!
//! The form, whose number stands in every hash:
//!
//! ```text
//! ribbon review form 2
//! title "…"            as JSON; null if the front matter has none
//! description "…"
//! authors ["…"]        their names
//! conflicts "…"
//! funding "…"
//! text N               N lines follow: the Markdown of the file
//! stat ID {…}          every statistic the page shows, as JSON with sorted keys
//! reference KEY {…}    every source it cites
//! data PATH N          every data file it reads; N lines follow
//! picture PATH HASH    every picture it shows, by the SHA-256 of its bytes
//! template PATH N      what the site's own templates and components write on it; N lines follow
//! ```
//!
//! What the ledger records is the hash of that hash together with the ledger's own lines, so that none of them can be changed:
//!
//! ```text
//! ribbon review record 2
//! form HASH
//! by "ID" "NAME"       as JSON
//! on YYYY-MM-DD
//! until YYYY-MM-DD
//! ```
//!
//! Lines end with one line feed, without spaces before it. Several empty lines count as one, and those at the start and end of
//! a text are dropped. Comments that silence a rule are left out: no reader sees them. What is used comes in the order of its
//! kind and name.

use std::collections::BTreeSet;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::ledger::{HASH_MARK, Review};

/// What a page uses besides its own text. The order of the kinds is that of the form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Used {
    /// A statistic by its id, with its fields as JSON.
    Stat(String, String),
    /// A source by its key, with its fields as JSON.
    Reference(String, String),
    /// A data file by its path below `data/`, with its text.
    Data(String, String),
    /// A picture by its file, with the SHA-256 of its bytes; without one if it is not there.
    Picture(String, Option<[u8; 32]>),
    /// A template of the site's own by its file, with the text that it writes.
    Template(String, String),
}

/// What the front matter of a page says to its readers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Head<'a> {
    pub title: Option<&'a str>,
    pub description: Option<&'a str>,
    /// Their names.
    pub authors: Vec<&'a str>,
    pub conflicts: Option<&'a str>,
    pub funding: Option<&'a str>,
}

/// The text that is hashed.
pub(crate) fn form(head: &Head<'_>, body: &str, used: &BTreeSet<Used>) -> String {
    let mut form = "ribbon review form 2\n".to_owned();
    let json = |text: Option<&str>| serde_json::Value::from(text.map(|text| text.trim())).to_string();
    let _ = writeln!(form, "title {}\ndescription {}", json(head.title), json(head.description));
    let authors = serde_json::Value::from(head.authors.clone());
    let _ = writeln!(form, "authors {authors}\nconflicts {}\nfunding {}", json(head.conflicts), json(head.funding));
    lines("text", body, &mut form);
    for used in used {
        match used {
            Used::Stat(id, fields) => _ = writeln!(form, "stat {id} {fields}"),
            Used::Reference(key, fields) => _ = writeln!(form, "reference {key} {fields}"),
            Used::Data(path, text) => lines(&format!("data {path}"), text, &mut form),
            Used::Picture(path, hash) => _ = writeln!(form, "picture {path} {}", hash.map_or_else(|| "none".to_owned(), |hash| hex(&hash))),
            Used::Template(path, text) => lines(&format!("template {path}"), text, &mut form),
        }
    }
    form
}

/// The hash of a text in its canonical form.
pub(crate) fn hash(form: &str) -> String {
    format!("{HASH_MARK}{}", hex(&Sha256::digest(form.as_bytes())))
}

/// What the ledger records of an approval of a text with this hash, by a person of this name. The hash that the approval has
/// already is not looked at.
pub(crate) fn record(of_form: &str, approval: &Review, name: &str) -> String {
    let json = |text: &str| serde_json::Value::from(text).to_string();
    let Review { by, on, until, .. } = approval;
    hash(&format!("ribbon review record 2\nform {of_form}\nby {} {}\non {on}\nuntil {until}\n", json(by), json(name)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn lines(head: &str, text: &str, form: &mut String) {
    let mut kept: Vec<&str> = Vec::new();
    let text = text.trim_start_matches('\u{feff}');
    for line in text.lines().map(str::trim_end).filter(|line| !is_ignore(line)) {
        if !line.is_empty() || kept.last().is_some_and(|last| !last.is_empty()) {
            kept.push(line);
        }
    }
    while kept.last().is_some_and(|last| last.is_empty()) {
        kept.pop();
    }
    let _ = writeln!(form, "{head} {}", kept.len());
    for line in kept {
        form.push_str(line);
        form.push('\n');
    }
}

/// Whether a line holds nothing but a comment that silences a rule. The line is compared letter by letter and not read as HTML:
/// hashes outlive versions, so what the form leaves out must not depend on how Ribbon reads HTML.
fn is_ignore(line: &str) -> bool {
    let inner = line.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
    inner.is_some_and(|inner| inner.trim_start().starts_with("ribbon-ignore") && !inner.contains("-->"))
}

/// JSON with the keys of every object in order, so that the order and the layout of a file do not count.
pub(crate) fn sorted(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        Value::Object(map) => {
            let mut entries: Vec<(String, Value)> = map.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            Value::Object(entries.into_iter().collect())
        }
        value => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hashed(body: &str) -> String {
        hash(&form(&Head { title: Some("T"), ..Head::default() }, body, &BTreeSet::new()))
    }

    #[test]
    fn the_form_is_the_documented_one() {
        let used = BTreeSet::from([
            Used::Data("a.csv".into(), "x,y\r\n1,2\r\n".into()),
            Used::Reference("bray".into(), "{\"title\":\"A\"}".into()),
            Used::Stat("deaths".into(), "{\"value\":9.7}".into()),
            Used::Template("templates/components/dose.html".into(), "Take 2 tablets.".into()),
            Used::Picture("content/a.png".into(), None),
            Used::Picture("static/b.png".into(), Some([0x0a; 32])),
        ]);
        let head = Head { title: Some("A \"title\""), authors: vec!["Ann Lee"], conflicts: Some("none declared"), ..Head::default() };
        let form = form(&head, "\n\nOne. \n\n\n\nTwo.\n<!-- ribbon-ignore CITE-VAGUE: why -->\n", &used);
        assert_eq!(
            form,
            "ribbon review form 2\ntitle \"A \\\"title\\\"\"\ndescription null\nauthors [\"Ann Lee\"]\nconflicts \"none declared\"\nfunding null\n\
             text 3\nOne.\n\nTwo.\n\
             stat deaths {\"value\":9.7}\nreference bray {\"title\":\"A\"}\ndata a.csv 2\nx,y\n1,2\n\
             picture content/a.png none\npicture static/b.png 0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a\n\
             template templates/components/dose.html 1\nTake 2 tablets.\n"
        );
    }

    /// Computed once by `sha256sum` over the form: no later version may give another.
    #[test]
    fn the_hash_never_changes() {
        assert_eq!(hashed("One.\n"), "v2-sha256-5dc6fd860b55195f5a36b55016c7d4702d95694365c30f3925672ceab8413e18");
    }

    #[test]
    fn layout_does_not_count_and_words_do() {
        assert_eq!(hashed("One.\n\nTwo.\n"), hashed("\r\n\r\nOne.  \r\n\r\n\r\nTwo."));
        assert_eq!(hashed("One.\n\nTwo.\n"), hashed("One.\n\n<!-- ribbon-ignore READ-RISK: it is told below -->\n\nTwo.\n"));
        assert_ne!(hashed("One.\n\nTwo.\n"), hashed("One.\nTwo.\n"));
        assert_ne!(hashed("One.\n"), hashed("one.\n"));
    }
}
