//! `[menus]`: lists of links by name.

use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::SourceId;
use crate::syntax::fields::{Entry, Fields, FromNode, Node, Spanned, Table, Value, wrong_type};

/// Menus in the order they are written.
pub(crate) type Menus = Vec<(String, Vec<MenuItem>)>;

#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct MenuItem {
    pub target: MenuTarget,
    /// What the link says; a page's own title if missing.
    pub label: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) enum MenuTarget {
    /// A content file: `about.md`, `news/_index.md`.
    Page(Spanned<String>),
    /// An address: `https://…` or `/path`.
    Url(Spanned<String>),
}

/// The menus of a table, or none if it has no `menus` key.
pub(super) fn read(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> Option<Menus> {
    let table: Table = fields.optional("menus", problems)?;
    Some(table.entries.iter().map(|entry| (entry.key.clone(), items(entry, source, problems))).collect())
}

/// The menus for a language that has none of its own: labels of pages are in the site's language, so titles stand instead.
pub(super) fn without_labels(mut menus: Menus) -> Menus {
    for item in menus.iter_mut().flat_map(|(_, items)| items) {
        if matches!(item.target, MenuTarget::Page(_)) {
            item.label = None;
        }
    }
    menus
}

fn items(entry: &Entry, source: &SourceId, problems: &mut Problems) -> Vec<MenuItem> {
    let Value::Array(nodes) = &entry.node.value else {
        problems.push(wrong_type(source, &entry.key, &entry.node, "a list such as [\"about.md\"]"));
        return Vec::new();
    };
    nodes.iter().filter_map(|node| item(node, source, problems)).collect()
}

fn item(node: &Node, source: &SourceId, problems: &mut Problems) -> Option<MenuItem> {
    if let Ok(page) = Spanned::<String>::from_node(node) {
        return Some(MenuItem { target: MenuTarget::Page(page), label: None });
    }
    let Ok(table) = Table::from_node(node) else {
        problems.push(wrong_type(source, "a menu's item", node, "a page like \"about.md\" or { url = \"…\", label = \"…\" }"));
        return None;
    };
    let mut keys = Fields::new(&table, source);
    let page: Option<Spanned<String>> = keys.optional("page", problems);
    let n_before = problems.len();
    let url = keys.address("url", problems);
    let is_refused = problems.len() > n_before;
    let label: Option<String> = keys.optional("label", problems);
    keys.finish("a menu's item", problems);
    match (page, url) {
        (Some(page), None) => Some(MenuItem { target: MenuTarget::Page(page), label }),
        (None, Some(url)) if label.is_some() => Some(MenuItem { target: MenuTarget::Url(url), label }),
        (None, Some(_)) => {
            let problem = Diagnostic::new(Code::MissingKey, "a menu's item with an address needs a `label`");
            problems.push(problem.at(source.at(node.span.clone())).help("write { url = \"…\", label = \"…\" }"));
            None
        }
        (None, None) if is_refused => None,
        _ => {
            let problem = Diagnostic::new(Code::InvalidValue, "a menu's item needs either `page` or `url`");
            problems.push(
                problem
                    .at(source.at(node.span.clone()))
                    .help("write \"about.md\", { page = \"about.md\", label = \"…\" } or { url = \"…\", label = \"…\" }"),
            );
            None
        }
    }
}
