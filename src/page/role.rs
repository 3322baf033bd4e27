//! The role of an element: the one that is written, or the one that HTML gives it.
//!
//! Source: HTML Accessibility API Mappings 1.0 and WAI-ARIA 1.2, "Presentational Roles Conflict Resolution".

use super::aria;
use super::node::Node;

impl<'p> Node<'p> {
    /// The first role of the `role` attribute that exists.
    pub(super) fn written_role(self) -> Option<&'static str> {
        let roles = self.value("role")?.to_ascii_lowercase();
        roles.split_ascii_whitespace().find_map(aria::known_role)
    }

    /// The role by which assistive technology knows the element.
    pub(crate) fn role(self) -> &'static str {
        let known = &self.page.roles[self.index()];
        known.get().unwrap_or_else(|| {
            let role = self.computed_role();
            known.set(Some(role));
            role
        })
    }

    fn computed_role(self) -> &'static str {
        match self.written_role() {
            Some("none" | "presentation") if !self.must_be_exposed() => "none",
            Some("none" | "presentation") | None => self.own_role(),
            Some("image") => "img",
            Some(role) => role,
        }
    }

    /// Whether a presentational role is ignored, because the element can have the focus or has a global property.
    pub(super) fn must_be_exposed(self) -> bool {
        self.is_focusable() || self.has_global_property()
    }

    fn has_global_property(self) -> bool {
        let forbids_name = self.name() != "img" && aria::role(self.own_role()).is_some_and(|role| role.forbids_name);
        self.element().attributes().iter().any(|attribute| {
            let Some(name) = attribute.name.strip_prefix("aria-").filter(|name| aria::is_global(name)) else { return false };
            !(name == "hidden" || name.starts_with("braille") || (forbids_name && matches!(name, "label" | "labelledby")))
        })
    }

    /// The role that HTML gives the element.
    pub(super) fn own_role(self) -> &'static str {
        match self.name() {
            "a" | "area" if self.has("href") => "link",
            "address" | "details" | "fieldset" | "hgroup" | "optgroup" => "group",
            "article" => "article",
            "aside" => "complementary",
            "blockquote" => "blockquote",
            "button" => "button",
            "caption" => "caption",
            "code" => "code",
            "datalist" => "listbox",
            "del" | "s" => "deletion",
            "dfn" => "term",
            "dialog" => "dialog",
            "em" => "emphasis",
            "figure" => "figure",
            "footer" | "header" if self.is_of_a_section() => "generic",
            "footer" => "contentinfo",
            "header" => "banner",
            "form" if self.is_named_by_author() => "form",
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => "heading",
            "hr" => "separator",
            "html" => "document",
            "img" if self.value("alt") == Some("") && !self.must_be_exposed() => "none",
            "img" => "img",
            "input" => self.input_role(),
            "ins" => "insertion",
            "li" => "listitem",
            "main" => "main",
            "mark" => "mark",
            "math" => "math",
            "menu" | "ol" | "ul" => "list",
            "meter" => "meter",
            "nav" => "navigation",
            "option" => "option",
            "output" => "status",
            "p" => "paragraph",
            "progress" => "progressbar",
            "search" => "search",
            "section" if self.is_named_by_author() => "region",
            "select"
                if self.has("multiple")
                    || self.value("size").and_then(|size| size.trim().parse().ok()).is_some_and(|size: u32| size > 1) =>
            {
                "listbox"
            }
            "select" => "combobox",
            "strong" => "strong",
            "sub" => "subscript",
            "sup" => "superscript",
            "svg" => "graphics-document",
            "table" => "table",
            "tbody" | "tfoot" | "thead" => "rowgroup",
            "td" => match self.table_role() {
                Some("grid" | "treegrid") => "gridcell",
                _ => "cell",
            },
            "textarea" => "textbox",
            "th" if self.is_row_header() => "rowheader",
            "th" => "columnheader",
            "time" => "time",
            "tr" => "row",
            _ => "generic",
        }
    }

    fn table_role(self) -> Option<&'static str> {
        self.ancestors().find(|node| node.name() == "table").map(|table| table.role())
    }

    fn is_row_header(self) -> bool {
        match self.value("scope").map(str::to_ascii_lowercase).as_deref() {
            Some("row" | "rowgroup") => true,
            Some("col" | "colgroup") => false,
            _ => {
                let Some(row) = self.parent() else { return false };
                let in_head = row.parent().is_some_and(|parent| parent.name() == "thead");
                !in_head && row.child_elements().any(|cell| cell.name() == "td") && row.child_elements().next() == Some(self)
            }
        }
    }

    /// Whether a header or footer belongs to a section and not to the page.
    fn is_of_a_section(self) -> bool {
        let sections = ["article", "aside", "main", "nav", "section"];
        let roles = ["article", "complementary", "main", "navigation", "region"];
        self.ancestors().any(|node| {
            sections.contains(&node.name()) && node.written_role().is_none()
                || node.written_role().is_some_and(|role| roles.contains(&role))
        })
    }

    fn is_named_by_author(self) -> bool {
        let has_label = self.value("aria-label").is_some_and(|label| !label.trim().is_empty());
        has_label || !self.referenced("aria-labelledby").is_empty() || self.value("title").is_some_and(|title| !title.trim().is_empty())
    }

    /// The type of an `<input>` in lower case.
    pub(super) fn input_type(self) -> String {
        self.value("type").unwrap_or("text").trim().to_ascii_lowercase()
    }

    fn input_role(self) -> &'static str {
        let has_list = self.has("list");
        match &*self.input_type() {
            "button" | "image" | "reset" | "submit" => "button",
            "checkbox" => "checkbox",
            "hidden" | "color" | "date" | "datetime-local" | "file" | "month" | "time" | "week" => "generic",
            "number" => "spinbutton",
            "radio" => "radio",
            "range" => "slider",
            "password" => "textbox",
            "search" if !has_list => "searchbox",
            _ if has_list => "combobox",
            _ => "textbox",
        }
    }
}
