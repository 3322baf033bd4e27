//! How well the rules about wording find what they are for, on paragraphs that were labelled without a look at the rules.
//!
//! Each file holds paragraphs of one language with the phrases that a rule has to find. Precision is the share of findings
//! that are right, recall the share of right ones that are found. A paragraph is a page of its own. `RIBBON_WORDING=1` prints
//! what was missed and what was found in error.

#![expect(clippy::disallowed_methods, reason = "whether to print more is said by the environment")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::ops::Range;
use std::path::Path;

use ribbon::build::{Memos, build};
use ribbon::load::load;
use ribbon::source::{Settings, Snapshot};
use serde::Deserialize;

const RULES: [&str; 4] = ["CITE-STAT", "CITE-VAGUE", "CITE-INLINE-TEXT", "READ-RISK"];

const FRONT: &str = "+++\ntitle = \"Page\"\ndescription = \"A page.\"\n+++\n\n";

#[derive(Deserialize)]
struct Labelled {
    paragraph: Vec<Paragraph>,
}

#[derive(Deserialize)]
struct Paragraph {
    text: String,
    /// Rules with the phrases that they have to find.
    expected: Vec<(String, String)>,
}

/// Findings that are right, that are wrong, and that are missing.
#[derive(Clone, Copy, Default)]
struct Score {
    right: usize,
    wrong: usize,
    missing: usize,
}

impl Score {
    fn precision(self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    fn recall(self) -> f64 {
        self.right as f64 / (self.right + self.missing).max(1) as f64
    }
}

fn labelled(list: &str) -> Vec<Paragraph> {
    toml::from_str::<Labelled>(list).expect("a list of paragraphs").paragraph
}

/// Where the rules find something, by the page.
fn findings(language: &str, paragraphs: &[Paragraph]) -> BTreeMap<usize, Vec<(String, Range<usize>)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/no-such-folder");
    let mut snapshot = load(&root, Settings::on("2026-11-23".parse().expect("a date")));
    let config = format!("title = \"T\"\nbase_url = \"https://site.test\"\nlanguage = \"{language}\"\n[languages.{language}]\n");
    put(&mut snapshot, "site.toml", &config);
    for (n, paragraph) in paragraphs.iter().enumerate() {
        put(&mut snapshot, &format!("content/page-{n}.md"), &format!("{FRONT}{}\n", paragraph.text));
    }
    let mut found: BTreeMap<usize, Vec<(String, Range<usize>)>> = BTreeMap::new();
    for problem in build(&snapshot, &mut Memos::default()).diagnostics {
        let code = problem.code.name();
        let Some(at) = problem.at.filter(|_| RULES.contains(&code)) else { continue };
        let page = at.source.as_str().trim_start_matches("content/page-").trim_end_matches(".md").parse().expect("a number");
        found.entry(page).or_default().push((code.to_owned(), at.start - FRONT.len()..at.end - FRONT.len()));
    }
    found
}

fn put(snapshot: &mut Snapshot, path: &str, text: &str) {
    let source = ribbon::source::Source::new(path, text);
    snapshot.texts.insert(source.id.clone(), source);
}

/// The score of each rule, and what was wrong or missing.
fn score(language: &str, list: &str) -> (BTreeMap<&'static str, Score>, Vec<String>) {
    let paragraphs = labelled(list);
    let mut found = findings(language, &paragraphs);
    let (mut scores, mut notes) = (BTreeMap::new(), Vec::new());
    for rule in RULES {
        let score: &mut Score = scores.entry(rule).or_default();
        for (n, paragraph) in paragraphs.iter().enumerate() {
            let mut found: Vec<Range<usize>> =
                found.entry(n).or_default().iter().filter(|(code, _)| code == rule).map(|(_, place)| place.clone()).collect();
            for (_, phrase) in paragraph.expected.iter().filter(|(expected, _)| expected == rule) {
                let start = paragraph.text.find(phrase.as_str()).expect("a phrase of the paragraph");
                let place = start..start + phrase.len();
                match found.iter().position(|found| found.start < place.end && place.start < found.end) {
                    Some(at) => {
                        found.remove(at);
                        score.right += 1;
                    }
                    None => {
                        score.missing += 1;
                        notes.push(format!("{language} {n} {rule} misses `{phrase}`: {}", paragraph.text));
                    }
                }
            }
            for place in found {
                score.wrong += 1;
                notes.push(format!("{language} {n} {rule} finds `{}`: {}", &paragraph.text[place], paragraph.text));
            }
        }
    }
    (scores, notes)
}

/// Prints the scores, whatever else the run prints, and compares them with the least that is good enough.
fn check(language: &str, list: &str, precision: f64, recall: f64) {
    let (scores, notes) = score(language, list);
    let mut table = format!("\nwording, {language}: {} paragraphs\n", labelled(list).len());
    let mut is_good = true;
    for (rule, score) in scores {
        let (reached, found) = (score.precision(), score.recall());
        is_good &= reached >= precision && found >= recall;
        let Score { right, wrong, missing } = score;
        table += &format!("  {rule:<16} precision {reached:.2}, recall {found:.2} ({right} right, {wrong} wrong, {missing} missing)\n");
    }
    if std::env::var_os("RIBBON_WORDING").is_some() {
        table += &format!("{}\n", notes.join("\n"));
    }
    std::io::stderr().write_all(table.as_bytes()).expect("standard error");
    assert!(is_good, "below {precision} or {recall}:\n{}", notes.join("\n"));
}

#[test]
fn english() {
    check("en", include_str!("en.toml"), 0.9, 0.8);
}

#[test]
fn french() {
    check("fr", include_str!("fr.toml"), 0.8, 0.7);
}

#[test]
fn arabic() {
    check("ar", include_str!("ar.toml"), 0.8, 0.7);
}
