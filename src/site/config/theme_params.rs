//! `[theme_params.NAME]`: the parameters of themes that sections use beside the site's own.

use crate::base::diagnostic::Problems;
use crate::base::source::SourceId;
use crate::syntax::fields::{Fields, FromNode, Spanned, Table, wrong_type};

/// Parameters by the name of their theme, in the order they are written.
pub(crate) type ThemeParams = Vec<(Spanned<String>, Table)>;

pub(super) fn read(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> ThemeParams {
    let table: Table = fields.optional("theme_params", problems).unwrap_or_default();
    let mut params = Vec::new();
    for entry in table.entries {
        match Table::from_node(&entry.node) {
            Ok(own) => params.push((Spanned { value: entry.key, span: entry.key_span }, own)),
            Err(_) => problems.push(
                wrong_type(source, &entry.key, &entry.node, "a table of a theme's parameters")
                    .help(format!("write a line `[theme_params.THEME]`, and `{} = …` below it", entry.key)),
            ),
        }
    }
    params
}
