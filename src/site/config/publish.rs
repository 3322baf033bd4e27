//! `[publish.NAME]`: the places that `ribbon publish NAME` puts the site in.

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::SourceId;
use crate::syntax::fields::{Fields, FromNode, Spanned, Table, wrong_type};

/// A place to publish to.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct PublishTarget {
    pub name: String,
    /// A folder that a web server shows; a relative one is below the site's root.
    pub dir: String,
    /// How long files that no page names any more stay, in hours.
    pub grace_hours: usize,
}

const DEFAULT_GRACE_HOURS: usize = 24;

pub(super) fn read(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Vec<Diagnostic>) -> Vec<PublishTarget> {
    let table: Table = fields.optional("publish", problems).unwrap_or_default();
    let mut targets = Vec::new();
    for entry in table.entries {
        let Ok(own) = Table::from_node(&entry.node) else {
            let help = format!("write a line `[publish.{}]`, and `dir = …` below it", entry.key);
            problems.push(wrong_type(source, &entry.key, &entry.node, "a table of a place to publish to").help(help));
            continue;
        };
        let mut keys = Fields::new(&own, source);
        let dir: Option<Spanned<String>> = keys.required("dir", entry.key_span.clone(), problems);
        let grace_hours = keys.optional("grace_hours", problems).unwrap_or(DEFAULT_GRACE_HOURS);
        keys.finish(&format!("`[publish.{}]`", entry.key), problems);
        match dir {
            Some(dir) if dir.value.trim().is_empty() || dir.value.contains('\0') => problems.push(
                Diagnostic::new(Code::InvalidValue, "`dir` names no folder")
                    .at(source.at(dir.span))
                    .help("write the folder that your web server shows, like `/srv/www/campaign`"),
            ),
            Some(dir) => targets.push(PublishTarget { name: entry.key, dir: dir.value, grace_hours }),
            None => {}
        }
    }
    targets
}
