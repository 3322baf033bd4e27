//! Headers of tables.

use super::{Subject, Verdict};
use crate::page::Node;

/// A cell with the columns and rows that it covers.
struct Cell<'p> {
    node: Node<'p>,
    columns: std::ops::Range<usize>,
    rows: std::ops::Range<usize>,
}

fn is_table(node: Node<'_>) -> bool {
    matches!(node.role(), "table" | "grid" | "treegrid")
}

fn is_header(node: Node<'_>) -> bool {
    matches!(node.role(), "columnheader" | "rowheader")
}

/// The cells of a table. Source: HTML Living Standard, 4.9.12.1 "Forming a table".
fn cells(table: Node<'_>) -> Vec<Cell<'_>> {
    let mut cells: Vec<Cell<'_>> = Vec::new();
    let own_table = |node: &Node<'_>| node.ancestors().find(|ancestor| is_table(*ancestor) || ancestor.name() == "table") == Some(table);
    let rows = table.descendants().filter(|node| (node.name() == "tr" || node.role() == "row") && own_table(node));
    // The row until which each column is still covered by a cell from above.
    let mut covered: Vec<usize> = Vec::new();
    for (y, row) in rows.enumerate() {
        let mut x = 0;
        let is_cell = |node: &Node<'_>| {
            matches!(node.name(), "td" | "th") || matches!(node.role(), "cell" | "gridcell" | "columnheader" | "rowheader")
        };
        for node in row
            .descendants()
            .filter(|node| is_cell(node) && node.ancestors().find(|around| around.name() == "tr" || around.role() == "row") == Some(row))
        {
            while covered.get(x).is_some_and(|until| *until > y) {
                x += 1;
            }
            let span = |html: &str, aria: &str, most: usize| {
                let value = node.value(html).or_else(|| node.value(aria)).and_then(|span| span.trim().parse().ok()).unwrap_or(1);
                std::cmp::min(value, most)
            };
            let (columns, rows) = (span("colspan", "aria-colspan", 1000).max(1), span("rowspan", "aria-rowspan", 65_534));
            let rows = if rows == 0 { 65_534 } else { rows };
            covered.resize(covered.len().max(x + columns), 0);
            covered[x..x + columns].fill(y + rows);
            cells.push(Cell { node, columns: x..x + columns, rows: y..y + rows });
            x += columns;
        }
    }
    cells
}

pub(super) fn headers(subject: &Subject<'_>) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for node in subject
        .nodes()
        .filter(|node| matches!(node.name(), "td" | "th") && node.value("headers").is_some_and(|headers| !headers.trim().is_empty()))
    {
        let Some(table) = node.ancestors().find(|around| around.name() == "table").filter(|table| is_table(*table)) else { continue };
        if node.is_hidden() || !node.is_seen() {
            continue;
        }
        let ids = node.value("headers").unwrap_or_default().split_ascii_whitespace();
        let wrong = ids.into_iter().find(|id| {
            !node.page.by_id(id).is_some_and(|header| {
                header != node && is_header(header) && header.ancestors().find(|around| around.name() == "table") == Some(table)
            })
        });
        let why = format!("names the header `{}`, which is no other header cell of its table", wrong.unwrap_or_default());
        verdicts.push(Verdict::of(node, wrong.is_none(), why));
    }
    verdicts
}

pub(super) fn header_has_cells(subject: &Subject<'_>) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for table in subject.nodes().filter(|node| is_table(*node) && !node.is_hidden()) {
        let cells = cells(table);
        let meets = |one: &std::ops::Range<usize>, other: &std::ops::Range<usize>| one.start < other.end && other.start < one.end;
        for header in cells.iter().filter(|cell| is_header(cell.node) && !cell.node.is_hidden()) {
            let id = header.node.value("id").unwrap_or_default();
            let names_it = |cell: &Cell<'_>| {
                !id.is_empty() && cell.node.value("headers").is_some_and(|headers| headers.split_whitespace().any(|named| named == id))
            };
            let below = |cell: &Cell<'_>| cell.rows.start >= header.rows.end && meets(&cell.columns, &header.columns);
            let beside = |cell: &Cell<'_>| cell.columns.start >= header.columns.end && meets(&cell.rows, &header.rows);
            // Headers that are not there are another mistake.
            let is_free = |cell: &Cell<'_>| cell.node != header.node && cell.node.referenced("headers").is_empty();
            let is_of_rows = header.node.role() == "rowheader";
            let is_fixed = header.node.has("scope") || header.node.written_role().is_some();
            let reaches = |cell: &Cell<'_>| match (is_of_rows, is_fixed) {
                (true, true) => beside(cell),
                (true, false) => beside(cell) || below(cell),
                (false, _) => below(cell) || (!is_fixed && beside(cell) && cell.node.name() == "td"),
            };
            let has_cells = cells.iter().any(|cell| names_it(cell) || (is_free(cell) && reaches(cell)));
            verdicts.push(Verdict::of(header.node, has_cells, "is a header of a table that no cell belongs to"));
        }
    }
    verdicts
}

/// Headers that say nothing, which no rule of the W3C tells.
pub(crate) fn headers_without_words(subject: &Subject<'_>) -> Vec<Verdict> {
    // Roles are asked only of the few elements that can be headers.
    let may_be_header = |node: &Node<'_>| node.name() == "th" || node.written_role().is_some();
    let headers = subject.nodes().filter(|node| may_be_header(node) && is_header(*node) && !node.is_hidden());
    headers.map(|node| Verdict::of(node, !node.accessible_name().is_empty(), "is a header of a table without words")).collect()
}
