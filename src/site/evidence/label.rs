//! The labels of styles that name a source by letters and a year: `Lee21`.

use std::collections::BTreeMap;

use hayagriva::citationberg::json::{NameValue, Value};

use super::reference::{Reference, References};
use crate::base::fingerprint::Fingerprint;

/// The CSL variable that holds it.
const VARIABLE: &str = "citation-label";

/// How many letters a label has of each name, by the number of names. Of more than four it has the first four.
/// Source: the usual pattern of citeproc-js, `Aaaa00:AaAa00:AaAA00:AAAA00`.
const LETTERS: [&[usize]; 4] = [&[4], &[2, 2], &[2, 1, 1], &[1, 1, 1, 1]];

/// Gives each entry its label, unless it has one of its own. Of several with one label each gets a letter, in the order of their keys,
/// so that a source is called the same on all pages.
pub(super) fn add(references: &mut References) {
    let mut by_label: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (key, reference) in references.iter().filter(|(_, reference)| !reference.item.0.contains_key(VARIABLE)) {
        by_label.entry(label(reference)).or_default().push(key.clone());
    }
    for (label, keys) in by_label {
        let is_alone = keys.len() == 1;
        for (at, key) in keys.iter().enumerate() {
            let Some(reference) = references.get_mut(key) else { continue };
            let label = if is_alone { label.clone() } else { format!("{label}{}", letters(at)) };
            reference.fingerprint = Fingerprint::of(&(reference.fingerprint, &label));
            reference.shown.0.insert(VARIABLE.to_owned(), Value::String(label));
        }
    }
}

/// The letters of the first names, or of the title, and the last two digits of the year.
fn label(reference: &Reference) -> String {
    let names = ["author", "editor"].iter().find_map(|role| match reference.item.0.get(*role)? {
        Value::Names(names) if !names.is_empty() => Some(names),
        _ => None,
    });
    let mut label: String = match names {
        Some(names) => {
            let n_letters = LETTERS[names.len().min(LETTERS.len()) - 1];
            names.iter().zip(n_letters).map(|(name, n)| beginning(written(name), *n)).collect()
        }
        None => beginning(&reference.text("title").unwrap_or_else(|| reference.key.clone()), LETTERS[0][0]),
    };
    if let Some(year) = reference.year() {
        label += &format!("{:02}", year.rem_euclid(100));
    }
    label
}

fn written(name: &NameValue) -> &str {
    match name {
        NameValue::Literal(name) => &name.literal,
        NameValue::Item(name) => &name.family,
    }
}

/// The first letters of a name, without an article or a particle before it.
fn beginning(name: &str, n_letters: usize) -> String {
    let is_particle = |word: &&str| matches!(*word, "A" | "An" | "The") || word.chars().all(char::is_lowercase);
    let mut words = name.split_whitespace().skip_while(is_particle).peekable();
    let from = words.peek().and_then(|word| name.find(*word)).unwrap_or(0);
    let mut letters = name[from..].chars().filter(|letter| letter.is_alphanumeric()).take(n_letters);
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    first + &letters.flat_map(char::to_lowercase).collect::<String>()
}

/// `a` to `z`, then `aa`.
fn letters(at: usize) -> String {
    let last = char::from(b'a' + (at % 26) as u8);
    match at / 26 {
        0 => last.to_string(),
        before => letters(before - 1) + &last.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_begin_behind_articles_and_particles() {
        assert_eq!(
            ["The Health Office", "van der Veld", "O'Hara", "Li", "李"].map(|name| beginning(name, 4)),
            ["Heal", "Veld", "Ohar", "Li", "李"]
        );
    }

    #[test]
    fn letters_go_on_behind_z() {
        assert_eq!([0, 25, 26, 27, 702].map(letters), ["a", "z", "aa", "ab", "aaa"]);
    }
}
