//! Where a table of the site has the number of a statistic too: `cell = { file = "sites.csv", column = "deaths", where = { site = "Lung" } }`.

use super::scale::Scale;
use crate::base::diagnostic::Problems;
use crate::base::source::SourceId;
use crate::syntax::fields::{Fields, Spanned, Table, Value, wrong_type};

/// A field of a CSV file, by its column and by what other fields of its row say.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    /// Below `data/`.
    pub file: Spanned<String>,
    pub column: Spanned<String>,
    /// Columns and what they say in the row.
    pub row: Vec<(String, Spanned<String>)>,
    /// What the column counts in: millions, say.
    pub scale: Scale,
    /// The bytes of the whole table of keys.
    pub span: std::ops::Range<usize>,
}

pub(super) fn read(keys: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> Option<Cell> {
    let Spanned { value: table, span }: Spanned<Table> = keys.optional("cell", problems)?;
    let mut inner = Fields::new(&table, source);
    let file: Option<Spanned<String>> = inner.required("file", span.clone(), problems);
    let column = inner.required("column", span.clone(), problems);
    let scale = inner.choice("scale", Scale::NAMES, problems).unwrap_or(Scale::One);
    let wanted: Option<Spanned<Table>> = inner.optional("where", problems);
    inner.finish("`cell`", problems);
    let mut row = Vec::new();
    for entry in wanted.iter().flat_map(|wanted| &wanted.value.entries) {
        let value = match &entry.node.value {
            Value::String(text) => text.trim().to_owned(),
            Value::Integer(number) => number.to_string(),
            Value::Float(number) => number.to_string(),
            _ => {
                problems.push(wrong_type(source, &entry.key, &entry.node, "what the column says in the row, as a text or a number"));
                return None;
            }
        };
        row.push((entry.key.clone(), Spanned { value, span: entry.node.span.clone() }));
    }
    let (mut file, column) = (file?, column?);
    file.value = file.value.trim_start_matches('/').trim_start_matches("data/").to_owned();
    Some(Cell { file, column, row, scale, span })
}
