//! `[check]`: the severities and suppressions that a site chooses.

use crate::base::diagnostic::{Code, Diagnostic, Severity};
use crate::base::source::SourceId;
use crate::syntax::fields::{Fields, FromNode, Spanned, Table, Value, wrong_type};

#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub(crate) struct Check {
    /// The severity of a code instead of its usual one; `None` turns it off.
    pub severity: Vec<(Code, Option<Severity>)>,
    pub suppressions: Vec<Suppression>,
    /// A list of retracted papers below `data/`.
    pub retractions: Option<Spanned<String>>,
    /// Whether the rules about plain language are asked for.
    pub plain_language: bool,
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

pub(super) fn read(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Vec<Diagnostic>) -> Check {
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
    let suppressions = match keys.entry("suppress").map(|entry| &entry.node) {
        None => Vec::new(),
        Some(node) => match &node.value {
            Value::Array(nodes) => nodes.iter().filter_map(|node| suppression(node, source, problems)).collect(),
            _ => {
                problems.push(wrong_type(source, "suppress", node, "a list of tables, each headed `[[check.suppress]]`"));
                Vec::new()
            }
        },
    };
    let retractions = keys.optional("retractions", problems);
    let plain_language = keys.optional("plain_language", problems).unwrap_or_default();
    keys.finish("`[check]`", problems);
    Check { severity, suppressions, retractions, plain_language }
}

fn suppression(node: &crate::syntax::fields::Node, source: &SourceId, problems: &mut Vec<Diagnostic>) -> Option<Suppression> {
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
fn code(name: &str, source: &SourceId, at: std::ops::Range<usize>, problems: &mut Vec<Diagnostic>) -> Option<Code> {
    Code::overridable(name).map_err(|problem| problems.push(problem.at(source.at(at)))).ok()
}
