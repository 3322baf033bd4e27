//! Exactly what is approved, as one text that is the same on every machine.
//!
//! The form, whose number stands in every hash:
//!
//! ```text
//! ribbon review form 1
//! title "…"            as JSON; null if the front matter has none
//! description "…"
//! text N               N lines follow: the Markdown of the file
//! stat ID {…}          every statistic the page shows, as JSON with sorted keys
//! reference KEY {…}    every source it cites
//! data PATH N          every data file it reads; N lines follow
//! ```
//!
//! Lines end with one line feed, without spaces before it. Several empty lines count as one, and those at the start and end of
//! a text are dropped. Comments that silence a rule are left out: no reader sees them. What is used comes in the order of its
//! kind and name.

use std::collections::BTreeSet;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::ledger::HASH_MARK;

/// What a page uses besides its own text. The order of the kinds is that of the form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Used {
    /// A statistic by its id, with its fields as JSON.
    Stat(String, String),
    /// A source by its key, with its fields as JSON.
    Reference(String, String),
    /// A data file by its path below `data/`, with its text.
    Data(String, String),
}

/// The text that is hashed.
pub(crate) fn form(title: Option<&str>, description: Option<&str>, body: &str, used: &BTreeSet<Used>) -> String {
    let mut form = "ribbon review form 1\n".to_owned();
    let json = |text: Option<&str>| serde_json::Value::from(text.map(|text| text.trim())).to_string();
    let _ = writeln!(form, "title {}\ndescription {}", json(title), json(description));
    lines("text", body, &mut form);
    for used in used {
        match used {
            Used::Stat(id, fields) => _ = writeln!(form, "stat {id} {fields}"),
            Used::Reference(key, fields) => _ = writeln!(form, "reference {key} {fields}"),
            Used::Data(path, text) => lines(&format!("data {path}"), text, &mut form),
        }
    }
    form
}

/// What the ledger records of a text in its canonical form.
pub(crate) fn hash(form: &str) -> String {
    let mut hash = HASH_MARK.to_owned();
    for byte in Sha256::digest(form.as_bytes()) {
        let _ = write!(hash, "{byte:02x}");
    }
    hash
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
        hash(&form(Some("T"), None, body, &BTreeSet::new()))
    }

    #[test]
    fn the_form_is_the_documented_one() {
        let used = BTreeSet::from([
            Used::Data("a.csv".into(), "x,y\r\n1,2\r\n".into()),
            Used::Reference("bray".into(), "{\"title\":\"A\"}".into()),
            Used::Stat("deaths".into(), "{\"value\":9.7}".into()),
        ]);
        let form = form(Some("A \"title\""), None, "\n\nOne. \n\n\n\nTwo.\n<!-- ribbon-ignore CITE-VAGUE: why -->\n", &used);
        assert_eq!(
            form,
            "ribbon review form 1\ntitle \"A \\\"title\\\"\"\ndescription null\ntext 3\nOne.\n\nTwo.\n\
             stat deaths {\"value\":9.7}\nreference bray {\"title\":\"A\"}\ndata a.csv 2\nx,y\n1,2\n"
        );
    }

    /// Computed once by `sha256sum` over the form: no later version may give another.
    #[test]
    fn the_hash_never_changes() {
        assert_eq!(hashed("One.\n"), "v1-sha256-1b167d8c8924e1e79c0b43167ebc99a929f06598503031a457040f1d93b07ff4");
    }

    #[test]
    fn layout_does_not_count_and_words_do() {
        assert_eq!(hashed("One.\n\nTwo.\n"), hashed("\r\n\r\nOne.  \r\n\r\n\r\nTwo."));
        assert_eq!(hashed("One.\n\nTwo.\n"), hashed("One.\n\n<!-- ribbon-ignore READ-RISK: it is told below -->\n\nTwo.\n"));
        assert_ne!(hashed("One.\n\nTwo.\n"), hashed("One.\nTwo.\n"));
        assert_ne!(hashed("One.\n"), hashed("one.\n"));
    }
}
