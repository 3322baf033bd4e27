//! Tables: header cells name their columns, wide tables scroll by keyboard.

use pulldown_cmark::{Alignment, Event, Tag, TagEnd};

use super::Translator;
use crate::syntax::html::escape;

/// The columns of the table being written.
#[derive(Default)]
pub(super) struct Columns {
    alignments: Vec<Alignment>,
    is_head: bool,
    n_cells: usize,
    /// Whether the cell being written is the empty corner of a head.
    is_corner: bool,
}

impl Columns {
    pub(super) fn n_columns(&self) -> usize {
        self.alignments.len()
    }
}

impl<'t> Translator<'t, '_, '_> {
    /// `is_empty` says of a cell that nothing is in it.
    pub(super) fn table_start(&mut self, tag: Tag<'t>, is_empty: bool) -> Event<'t> {
        match &tag {
            Tag::Table(alignments) => {
                self.table.alignments.clone_from(alignments);
                self.ready.push_back(Event::Start(tag));
                return Event::Html(self.scroll_box().into());
            }
            Tag::TableHead => {
                self.table.is_head = true;
                self.table.n_cells = 0;
            }
            Tag::TableCell if self.table.is_head => {
                let alignment = self.table.alignments.get(self.table.n_cells).copied();
                self.table.n_cells += 1;
                // A header without words names nothing; screen readers would announce it for every cell below.
                if is_empty {
                    self.table.is_corner = true;
                    return Event::Html("<td>".into());
                }
                return Event::Html(
                    match alignment {
                        Some(Alignment::Left) => "<th scope=\"col\" style=\"text-align: left\">",
                        Some(Alignment::Center) => "<th scope=\"col\" style=\"text-align: center\">",
                        Some(Alignment::Right) => "<th scope=\"col\" style=\"text-align: right\">",
                        Some(Alignment::None) | None => "<th scope=\"col\">",
                    }
                    .into(),
                );
            }
            _ => {}
        }
        Event::Start(tag)
    }

    pub(super) fn table_end(&mut self, tag: TagEnd) -> Event<'t> {
        match tag {
            TagEnd::Table => self.ready.push_back(Event::Html("</div>\n".into())),
            TagEnd::TableHead => self.table.is_head = false,
            _ if std::mem::take(&mut self.table.is_corner) => return Event::Html("</td>".into()),
            _ => {}
        }
        Event::End(tag)
    }

    /// The box can be focused so that the keyboard scrolls it; its accessible name is the heading above it.
    fn scroll_box(&self) -> String {
        let name = self
            .page
            .headings
            .last()
            .map_or(String::new(), |heading| format!(" role=\"group\" aria-labelledby=\"{}\"", escape(&heading.id)));
        format!("<div class=\"table-scroll\" tabindex=\"0\"{name}>")
    }
}
