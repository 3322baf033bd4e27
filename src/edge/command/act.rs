//! `ribbon act`: the W3C's test cases for accessibility rules, each judged by the rules that finished pages are held to.

#![expect(clippy::disallowed_methods, reason = "reads the file that it is given")]

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Deserialize;

use super::FINE;
use super::terminal::{print, refuse};
use crate::edge::cli::ActArgs;
use crate::page::KnownStyles;
use crate::page::act::{Outcome, RULES, Subject, overall};
use crate::syntax::html::Document;

/// A page that a rule is known to say something of.
#[derive(Deserialize)]
struct Case {
    rule: String,
    #[serde(default)]
    rule_name: String,
    #[serde(default)]
    title: String,
    expected: Expected,
    html: String,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Expected {
    Passed,
    Failed,
    Inapplicable,
}

/// How the cases of a rule came out.
#[derive(Default)]
struct Row {
    name: String,
    /// Cases, and those that were judged as expected: passed, failed, inapplicable.
    passed: (usize, usize),
    failed: (usize, usize),
    inapplicable: (usize, usize),
    undecided: usize,
    false_fails: usize,
}

impl Row {
    fn add(&mut self, expected: Expected, found: Option<Outcome>) {
        // A page that a rule does not apply to passes it, and the other way round: both say that nothing is wrong.
        let agrees = match expected {
            Expected::Failed => found == Some(Outcome::Failed),
            Expected::Passed | Expected::Inapplicable => matches!(found, None | Some(Outcome::Passed)),
        };
        let counts = match expected {
            Expected::Passed => &mut self.passed,
            Expected::Failed => &mut self.failed,
            Expected::Inapplicable => &mut self.inapplicable,
        };
        counts.0 += 1;
        counts.1 += usize::from(agrees);
        self.undecided += usize::from(found == Some(Outcome::Undecided));
        self.false_fails += usize::from(expected != Expected::Failed && found == Some(Outcome::Failed));
    }

    fn is_complete(&self) -> bool {
        [self.passed, self.failed, self.inapplicable].iter().all(|(n_cases, n_agreed)| n_cases == n_agreed)
    }
}

pub(super) fn act(args: &ActArgs) -> u8 {
    let read = std::fs::read_to_string(&args.file).map_err(|error| error.to_string());
    let cases: Result<Vec<Case>, String> = read.and_then(|text| serde_json::from_str(&text).map_err(|error| error.to_string()));
    let cases = match cases {
        Ok(cases) => cases,
        Err(error) => {
            let message = format!("{} cannot be read as a list of cases: {error}", args.file.display());
            return refuse(&message, "give a list of objects with `rule`, `expected` and `html`");
        }
    };
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    for case in cases {
        // Rules that are not known here decide nothing.
        let document = Document::parse(&case.html);
        let known = KnownStyles::default();
        let subject = Subject::read(&document, &|_| None, &known);
        let rule = RULES.iter().find(|rule| rule.id == case.rule);
        let verdicts = rule.zip(subject.as_ref()).map(|(rule, subject)| rule.check(subject));
        let found = verdicts.as_ref().map_or(Some(Outcome::Undecided), |verdicts| overall(verdicts));
        if args.show.as_deref() == Some(&*case.rule) {
            let told = verdicts.iter().flatten().find(|verdict| Some(verdict.outcome) == found);
            let why = told.map_or("", |verdict| verdict.why.as_str());
            let element = told.and_then(|verdict| document.element(verdict.element?));
            let element = element.map_or("", |element| case.html.get(element.at()).unwrap_or_default());
            print(&format!("{}: expected {:?}, found {found:?}: {element} {why}\n{}\n\n", case.title, case.expected, case.html));
        }
        let row = rows.entry(case.rule).or_default();
        row.name = case.rule_name;
        row.add(case.expected, found);
    }
    print(&table(&rows));
    FINE
}

/// A line for each rule, then the sums, as one JSON object on the last line.
fn table(rows: &BTreeMap<String, Row>) -> String {
    let mut table =
        format!("{:<8} {:>7} {:>7} {:>12} {:>9} {:>11}  rule\n", "id", "passed", "failed", "inapplicable", "undecided", "false fails");
    let share = |(n_cases, n_agreed): (usize, usize)| format!("{n_agreed}/{n_cases}");
    for (id, row) in rows {
        let complete = if row.is_complete() { "" } else { " (not complete)" };
        let _ = writeln!(
            table,
            "{id:<8} {:>7} {:>7} {:>12} {:>9} {:>11}  {}{complete}",
            share(row.passed),
            share(row.failed),
            share(row.inapplicable),
            row.undecided,
            row.false_fails,
            row.name
        );
    }
    let sum = |count: fn(&Row) -> usize| rows.values().map(count).sum::<usize>();
    let _ = writeln!(
        table,
        r#"{{"rules_complete": {}, "failed": {}, "failed_caught": {}, "false_fails": {}}}"#,
        sum(|row| usize::from(row.is_complete())),
        sum(|row| row.failed.0),
        sum(|row| row.failed.1),
        sum(|row| row.false_fails)
    );
    table
}
