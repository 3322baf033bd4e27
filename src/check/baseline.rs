//! Findings that were there before: `data/baseline.toml` lists them, so that a site that is not clean yet hears of new ones alone.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::ops::Range;

use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::{Snapshot, SourceId};
use crate::syntax::fields::{Fields, FromNode, Node, Spanned, Table, Value, parse_toml, wrong_type};
use crate::syntax::toml::quoted;

/// Where the findings are listed.
pub(crate) const FILE: &str = "data/baseline.toml";

/// What tells a finding from others, wherever in its file it stands.
#[derive(Clone, Debug, Eq, Hash, PartialEq, PartialOrd, Ord)]
struct Key {
    path: String,
    code: &'static str,
    message: String,
}

/// A line of the list.
struct Listed {
    key: Key,
    n_times: usize,
    at: Range<usize>,
}

impl Key {
    fn of(problem: &Diagnostic) -> Self {
        let path = problem.at.as_ref().map_or(String::new(), |at| at.source.as_str().to_owned());
        Self { path, code: problem.code.name(), message: problem.message.clone() }
    }
}

/// Leaves out what is listed, and tells of what is listed and no longer there. What only `check` looks for is missed by `check` alone.
pub(crate) fn apply(snapshot: &Snapshot, mut problems: Problems) -> Problems {
    let Some(source) = snapshot.text(FILE) else { return problems };
    let mut found = Problems::new();
    let listed = read(&source.id, &source.text, &mut found);
    let mut left: HashMap<&Key, usize> = HashMap::new();
    for Listed { key, n_times, .. } in &listed {
        *left.entry(key).or_default() += n_times;
    }
    problems.retain(|problem| match left.get_mut(&Key::of(problem)) {
        Some(n_left) if *n_left > 0 => {
            *n_left -= 1;
            false
        }
        _ => true,
    });
    if snapshot.settings.thorough {
        for Listed { key, at, n_times } in &listed {
            let n_gone = left.remove(key).unwrap_or_default();
            if n_gone == 0 || Code::from_name(key.code).is_some_and(|code| code.is_of_other_sites() && snapshot.answers.is_none()) {
                continue;
            }
            let what = match (n_gone, *n_times) {
                (1, 1) => "this finding is fixed".to_owned(),
                (n_gone, n_times) if n_gone >= n_times => format!("all {n_gone} findings of this kind are fixed"),
                (n_gone, n_times) => format!("{n_gone} of these {n_times} findings are fixed"),
            };
            let help = "let `ribbon check --baseline` write the list anew, so that it cannot come back unnoticed";
            found.push(Diagnostic::new(Code::FixedFinding, what).at(source.id.at(at.clone())).help(help));
        }
    }
    problems.extend(found);
    problems.sort();
    problems
}

/// How many findings of each code are let pass.
pub(crate) fn listed(snapshot: &Snapshot) -> BTreeMap<Code, usize> {
    let Some(source) = snapshot.text(FILE) else { return BTreeMap::new() };
    let mut counted = BTreeMap::new();
    for Listed { key, n_times, .. } in read(&source.id, &source.text, &mut Problems::new()) {
        if let Some(code) = Code::from_name(key.code) {
            *counted.entry(code).or_default() += n_times;
        }
    }
    counted
}

fn read(source: &SourceId, text: &str, problems: &mut Problems) -> Vec<Listed> {
    let table = parse_toml(source, text, 0, problems);
    let mut keys = Fields::new(&table, source);
    let listed = match keys.entry("known").map(|entry| &entry.node) {
        None => Vec::new(),
        Some(Node { value: Value::Array(nodes), .. }) => nodes.iter().filter_map(|node| one(node, source, problems)).collect(),
        Some(node) => {
            problems.push(wrong_type(source, "known", node, "a list of tables, each headed `[[known]]`"));
            Vec::new()
        }
    };
    keys.finish("`baseline.toml`", problems);
    listed
}

fn one(node: &Node, source: &SourceId, problems: &mut Problems) -> Option<Listed> {
    let Ok(table) = Table::from_node(node) else {
        problems.push(wrong_type(source, "known", node, "a table with `code`, `file` and `message`"));
        return None;
    };
    let mut keys = Fields::new(&table, source);
    let name: Option<Spanned<String>> = keys.required("code", node.span.clone(), problems);
    let path: Option<String> = keys.required("file", node.span.clone(), problems);
    let message: Option<String> = keys.required("message", node.span.clone(), problems);
    let n_times: Option<i64> = keys.optional("times", problems);
    keys.finish("`[[known]]`", problems);
    let name = name?;
    let code = Code::overridable(&name.value).map_err(|problem| problems.push(problem.at(source.at(name.span.clone())))).ok()?;
    let n_times = usize::try_from(n_times.unwrap_or(1)).unwrap_or_default();
    Some(Listed { key: Key { path: path?, code: code.name(), message: message? }, n_times, at: name.span })
}

/// The list of what is found now, and how many findings it has. What means that the site is incomplete is never listed.
pub(crate) fn written(problems: &[Diagnostic], date: jiff::civil::Date) -> (String, usize) {
    let mut counted: BTreeMap<Key, usize> = BTreeMap::new();
    for problem in problems.iter().filter(|problem| problem.code.can_be_overridden()) {
        *counted.entry(Key::of(problem)).or_default() += 1;
    }
    let mut text = format!(
        "# What was found on {date} and is let pass, so that only what is new is told. Review it like any other text, and fix what you can:\n\
         # `ribbon check` tells when something of it is fixed, and `ribbon check --baseline` writes it anew.\n"
    );
    let n_findings = counted.values().sum();
    for (Key { path, code, message }, n_times) in counted {
        let _ = write!(text, "\n[[known]]\ncode = \"{code}\"\nfile = {}\nmessage = {}\n", quoted(&path), quoted(&message));
        if n_times > 1 {
            let _ = writeln!(text, "times = {n_times}");
        }
    }
    (text, n_findings)
}

#[cfg(test)]
mod tests {
    use super::{FILE, apply, written};
    use crate::base::diagnostic::{Code, Diagnostic};
    use crate::base::source::{Settings, Snapshot, Source, SourceId};

    fn finding(file: &str, start: usize, message: &str) -> Diagnostic {
        Diagnostic::new(Code::CiteVague, message).at(SourceId::new(file).at(start..start + 1))
    }

    fn snapshot(list: &str) -> Snapshot {
        let day = "2027-02-04".parse().expect("a date");
        let mut snapshot = Snapshot::empty(Settings { thorough: true, ..Settings::on(day) });
        snapshot.texts.insert(SourceId::new(FILE), Source::new(FILE, list));
        snapshot
    }

    #[test]
    fn what_is_listed_is_let_pass_and_nothing_else() {
        let before = [finding("a.md", 1, "vague \"one\""), finding("a.md", 9, "vague \"one\""), finding("b.md", 1, "vague")];
        let (list, n_findings) = written(&before, "2027-02-04".parse().expect("a date"));
        assert_eq!(n_findings, 3);
        assert!(list.contains("times = 2"), "{list}");
        let snapshot = snapshot(&list);
        assert_eq!(apply(&snapshot, before.to_vec().into()), []);
        // It has moved within its file.
        assert_eq!(apply(&snapshot, vec![finding("a.md", 5, "vague \"one\""), before[1].clone(), before[2].clone()].into()), []);
        let third = finding("a.md", 20, "vague \"one\"");
        assert_eq!(apply(&snapshot, [&before[..], std::slice::from_ref(&third)].concat().into()), [third]);
        let fixed = apply(&snapshot, before[..1].to_vec().into());
        let told: Vec<&str> = fixed.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(told, ["1 of these 2 findings are fixed", "this finding is fixed"]);
    }

    #[test]
    fn what_makes_a_site_incomplete_is_never_listed() {
        let problem = Diagnostic::new(Code::Syntax, "broken").at(SourceId::new("site.toml").at(0..1));
        assert_eq!(written(std::slice::from_ref(&problem), "2027-02-04".parse().expect("a date")).1, 0);
        let list = "[[known]]\ncode = \"syntax\"\nfile = \"site.toml\"\nmessage = \"broken\"\n";
        assert!(apply(&snapshot(list), problem.clone().into()).contains(&problem));
    }
}
