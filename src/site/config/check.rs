//! `[check]`: the severities and suppressions that a site chooses.

use crate::base::diagnostic::{Code, Diagnostic, Problems, Severity};
use crate::base::source::SourceId;
use crate::syntax::fields::{Fields, FromNode, Node, Spanned, Table, Value, wrong_type};

#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub(crate) struct Check {
    /// The severity of a code instead of its usual one; `None` turns it off.
    pub severity: Vec<(Code, Option<Severity>)>,
    pub suppressions: Vec<Suppression>,
    /// A list of retracted papers below `data/`.
    pub retractions: Option<Spanned<String>>,
    /// Whether the rules about plain language are asked for.
    pub plain_language: bool,
    /// Whether pages about health are held to the Clear Communication Index.
    pub clear_communication: bool,
    /// The least reading ease of each part of a page, on Flesch's scale from 0 to 100.
    pub reading_ease: Option<i64>,
    pub never_ask: Vec<NeverAsk>,
}

/// Addresses of other sites that nobody is to ask whether they are there, for a stated reason.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct NeverAsk {
    /// A whole address, in which `*` stands for any letters.
    pub address: String,
    pub reason: String,
    pub at: Spanned<()>,
}

impl NeverAsk {
    pub(crate) fn matches(&self, address: &str) -> bool {
        let mut parts = self.address.split('*');
        let Some(mut rest) = parts.next().and_then(|first| address.strip_prefix(first)) else { return false };
        let Some(last) = parts.next_back() else { return rest.is_empty() };
        for part in parts {
            let Some(at) = rest.find(part) else { return false };
            rest = &rest[at + part.len()..];
        }
        rest.ends_with(last)
    }
}

/// One code is silenced in one file or folder, for a stated reason.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct Suppression {
    pub code: Code,
    /// A source's path, or a folder's with a closing slash.
    pub path: String,
    pub reason: String,
    pub at: Spanned<()>,
}

const SEVERITIES: &[(&str, Option<Severity>)] =
    &[("error", Some(Severity::Error)), ("warning", Some(Severity::Warning)), ("info", Some(Severity::Info)), ("off", None)];

pub(super) fn read(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> Check {
    let table: Table = fields.optional("check", problems).unwrap_or_default();
    let mut keys = Fields::new(&table, source);
    let severities: Table = keys.optional("severity", problems).unwrap_or_default();
    let severity = severities
        .entries
        .iter()
        .filter_map(|entry| {
            let code = code(&entry.key, source, entry.key_span.clone(), problems)?;
            let level = match &entry.node.value {
                Value::String(word) => SEVERITIES.iter().find(|(name, _)| name == word).map(|(_, level)| *level),
                _ => None,
            };
            if level.is_none() {
                problems.push(wrong_type(source, &entry.key, &entry.node, "\"error\", \"warning\", \"info\" or \"off\""));
            }
            Some((code, level?))
        })
        .collect();
    let suppressions = each(&mut keys, "suppress", source, problems, suppression);
    let never_ask = each(&mut keys, "never_ask", source, problems, never_ask);
    let retractions = keys.optional("retractions", problems);
    let plain_language = keys.optional("plain_language", problems).unwrap_or_default();
    let clear_communication = keys.optional("clear_communication", problems).unwrap_or_default();
    let reading_ease: Option<Spanned<i64>> = keys.optional("reading_ease", problems);
    if let Some(ease) = reading_ease.as_ref().filter(|ease| !(0..=100).contains(&ease.value)) {
        let help = "write a number from 0, the hardest, to 100, the easiest: 60 is plain English";
        problems.push(
            Diagnostic::new(Code::InvalidValue, format!("`{}` is no reading ease", ease.value)).at(source.at(ease.span.clone())).help(help),
        );
    }
    let reading_ease = reading_ease.map(|ease| ease.value).filter(|ease| (0..=100).contains(ease));
    keys.finish("`[check]`", problems);
    Check { severity, suppressions, retractions, plain_language, clear_communication, reading_ease, never_ask }
}

/// The tables headed `[[check.KEY]]`.
fn each<T>(
    keys: &mut Fields<'_>,
    key: &'static str,
    source: &SourceId,
    problems: &mut Problems,
    read: impl Fn(&Node, &SourceId, &mut Problems) -> Option<T>,
) -> Vec<T> {
    match keys.entry(key).map(|entry| &entry.node) {
        None => Vec::new(),
        Some(Node { value: Value::Array(nodes), .. }) => nodes.iter().filter_map(|node| read(node, source, problems)).collect(),
        Some(node) => {
            problems.push(wrong_type(source, key, node, &format!("a list of tables, each headed `[[check.{key}]]`")));
            Vec::new()
        }
    }
}

fn never_ask(node: &Node, source: &SourceId, problems: &mut Problems) -> Option<NeverAsk> {
    let Ok(table) = Table::from_node(node) else {
        problems.push(wrong_type(source, "never_ask", node, "a table with `address` and `reason`"));
        return None;
    };
    let mut keys = Fields::new(&table, source);
    let address: Option<Spanned<String>> = keys.required("address", node.span.clone(), problems);
    let reason: Option<String> = keys.required("reason", node.span.clone(), problems);
    keys.finish("`[[check.never_ask]]`", problems);
    let address = address?;
    if !["https://", "http://"].iter().any(|scheme| address.value.starts_with(scheme)) {
        let message = format!("`{}` is no address of another site", address.value);
        let help = "write it whole, like `https://www.example.org/members/*`: `*` stands for any letters";
        problems.push(Diagnostic::new(Code::InvalidValue, message).at(source.at(address.span)).help(help));
        return None;
    }
    Some(NeverAsk { address: address.value, reason: reason?, at: Spanned { value: (), span: address.span } })
}

fn suppression(node: &Node, source: &SourceId, problems: &mut Problems) -> Option<Suppression> {
    let Ok(table) = Table::from_node(node) else {
        problems.push(wrong_type(source, "suppress", node, "a table with `code`, `path` and `reason`"));
        return None;
    };
    let mut keys = Fields::new(&table, source);
    let name: Option<Spanned<String>> = keys.required("code", node.span.clone(), problems);
    let path: Option<String> = keys.required("path", node.span.clone(), problems);
    let reason: Option<String> = keys.required("reason", node.span.clone(), problems);
    keys.finish("`[[check.suppress]]`", problems);
    let name = name?;
    let code = code(&name.value, source, name.span.clone(), problems)?;
    Some(Suppression { code, path: path?, reason: reason?, at: Spanned { value: (), span: name.span } })
}

/// A code that may be changed here. The others mean that the site is incomplete.
fn code(name: &str, source: &SourceId, at: std::ops::Range<usize>, problems: &mut Problems) -> Option<Code> {
    Code::overridable(name).map_err(|problem| problems.push(problem.at(source.at(at)))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_letters() {
        let matches = |pattern: &str, address: &str| {
            let at = Spanned { value: (), span: 0..0 };
            NeverAsk { address: pattern.to_owned(), reason: String::new(), at }.matches(address)
        };
        assert!(matches("https://a.org/x", "https://a.org/x"));
        assert!(!matches("https://a.org/x", "https://a.org/xy"));
        assert!(matches("https://a.org/*", "https://a.org/"));
        assert!(matches("https://*.a.org/*/y", "https://b.a.org/x/x/y"));
        assert!(!matches("https://*.a.org/*/y", "https://b.a.org/y"));
        assert!(!matches("https://a*a", "https://a"));
    }
}
