//! Accessible names.
//!
//! Source: Accessible Name and Description Computation 1.2 and HTML-AAM 1.0, 4.1.

use std::collections::HashMap;

use super::aria;
use super::node::{Node, Part};
use crate::syntax::html::unescape;

/// How the name of an element is being computed.
#[derive(Clone, Copy)]
struct Walk {
    /// The element is referred to by another one, so that it counts even if it is hidden.
    is_referenced: bool,
    /// The element is part of another one's content.
    is_content: bool,
    depth: usize,
}

/// How deep names are followed, through references and content.
const MAX_DEPTH: usize = 64;

impl<'p> Node<'p> {
    /// The accessible name, with single spaces.
    pub(crate) fn accessible_name(self) -> &'p str {
        self.page.names[self.index()].get_or_init(|| {
            let mut visited = Vec::new();
            let name = self.name_in(Walk { is_referenced: false, is_content: false, depth: 0 }, &mut visited);
            collapse(&name)
        })
    }

    fn name_in(self, walk: Walk, visited: &mut Vec<usize>) -> String {
        if walk.depth > MAX_DEPTH {
            return String::new();
        }
        // Hidden content counts only where something refers to it, or to what it is in.
        if !walk.is_referenced && self.is_hidden() {
            return String::new();
        }
        let deeper = Walk { depth: walk.depth + 1, ..walk };
        if !(walk.is_referenced && walk.depth == 1) {
            let referenced = self.referenced("aria-labelledby");
            if !referenced.is_empty() && !visited.contains(&self.index()) && !(walk.is_referenced) {
                visited.push(self.index());
                let names: Vec<String> = referenced
                    .into_iter()
                    .map(|node| node.name_in(Walk { is_referenced: true, is_content: false, depth: 1 }, visited))
                    .collect();
                visited.pop();
                let name = names.join(" ");
                if !name.trim().is_empty() {
                    return name;
                }
            }
        }
        let role = self.role();
        if walk.is_content
            && let Some(value) = self.embedded_value(role, deeper, visited)
        {
            return value;
        }
        if let Some(label) = self.value("aria-label").filter(|label| !label.trim().is_empty()) {
            return label.to_owned();
        }
        let is_presentational = matches!(self.written_role(), Some("none" | "presentation")) && role == "none";
        if !is_presentational && let Some(name) = self.native_name(deeper, visited).filter(|name| !name.trim().is_empty()) {
            return name;
        }
        let by_content = aria::role(role).is_some_and(|role| role.names_by_content) || self.is_summary();
        if by_content || walk.is_content || walk.is_referenced {
            let name = self.content_name(deeper, visited);
            if !name.trim().is_empty() {
                return name;
            }
        }
        self.value("title").unwrap_or_default().to_owned()
    }

    /// Whether it is the summary of the `<details>` that it is in.
    pub(super) fn is_summary(self) -> bool {
        let details = self.parent().filter(|parent| self.name() == "summary" && parent.name() == "details");
        details.is_some_and(|details| details.child_elements().find(|child| child.name() == "summary") == Some(self))
    }

    /// The value of a control inside a name.
    fn embedded_value(self, role: &str, walk: Walk, visited: &mut Vec<usize>) -> Option<String> {
        match role {
            "textbox" | "searchbox" => Some(match self.name() {
                "input" => self.value("value").unwrap_or_default().to_owned(),
                _ => self.content_name(walk, visited),
            }),
            "combobox" | "listbox" => {
                let options: Vec<Node<'_>> = self.descendants().filter(|node| node.role() == "option").collect();
                let chosen = options.iter().find(|option| option.has("selected") || option.value("aria-selected") == Some("true"));
                let chosen = chosen.or_else(|| options.first().filter(|_| self.name() == "select"));
                Some(chosen.map(|option| option.content_name(walk, visited)).unwrap_or_default())
            }
            "slider" | "spinbutton" | "progressbar" | "scrollbar" | "meter" => {
                let value = ["aria-valuetext", "aria-valuenow", "value"].into_iter().find_map(|attribute| self.value(attribute));
                Some(value.unwrap_or_default().to_owned())
            }
            _ => None,
        }
    }

    /// The name that HTML or SVG gives an element by other attributes and elements.
    fn native_name(self, walk: Walk, visited: &mut Vec<usize>) -> Option<String> {
        let child = |name: &str| self.child_elements().find(|child| child.name() == name);
        let of_child = |name: &str, visited: &mut Vec<usize>| child(name).map(|child| child.content_name(walk, visited));
        match self.name() {
            "img" | "area" => self.value("alt").map(str::to_owned),
            "input" => match &*self.input_type() {
                "button" | "submit" | "reset" => {
                    let value = self.value("value").map(str::to_owned);
                    let default = match &*self.input_type() {
                        "submit" => Some("Submit".to_owned()),
                        "reset" => Some("Reset".to_owned()),
                        _ => None,
                    };
                    self.labels_name(walk, visited).or(value).or(default)
                }
                "image" => self
                    .labels_name(walk, visited)
                    .or_else(|| self.value("alt").map(str::to_owned))
                    .or_else(|| self.value("title").map(str::to_owned)),
                _ => self.labels_name(walk, visited).or_else(|| self.titled_or_placeholder()),
            },
            "textarea" => self.labels_name(walk, visited).or_else(|| self.titled_or_placeholder()),
            "button" | "meter" | "output" | "progress" | "select" => self.labels_name(walk, visited),
            "fieldset" => of_child("legend", visited),
            "figure" => of_child("figcaption", visited),
            "table" => of_child("caption", visited),
            "optgroup" | "option" => self.value("label").map(str::to_owned),
            "svg" | "g" | "a" | "symbol" if self.is_foreign() => {
                of_child_raw(child("title")).or_else(|| self.value("xlink:title").map(str::to_owned))
            }
            _ if self.is_foreign() => of_child_raw(child("title")),
            _ => None,
        }
    }

    fn titled_or_placeholder(self) -> Option<String> {
        let filled = |attribute: &str| self.value(attribute).filter(|value| !value.trim().is_empty()).map(str::to_owned);
        filled("title").or_else(|| filled("placeholder")).or_else(|| filled("aria-placeholder"))
    }

    /// The labels of a control.
    pub(super) fn labels(self) -> Vec<Self> {
        let labels = self.page.tree.labels.get_or_init(|| {
            let mut labels: HashMap<usize, Vec<usize>> = HashMap::new();
            for label in self.page.nodes().filter(|node| node.name() == "label") {
                let control = match label.value("for") {
                    Some(target) => self.page.by_id(target),
                    None => label.descendants().find(|node| node.is_labelable()),
                };
                if let Some(control) = control {
                    labels.entry(control.index()).or_default().push(label.index());
                }
            }
            labels
        });
        labels.get(&self.index()).into_iter().flatten().filter_map(|at| self.page.node(*at)).collect()
    }

    fn is_labelable(self) -> bool {
        matches!(self.name(), "button" | "meter" | "output" | "progress" | "select" | "textarea")
            || (self.name() == "input" && self.input_type() != "hidden")
    }

    fn labels_name(self, walk: Walk, visited: &mut Vec<usize>) -> Option<String> {
        let labels = self.labels();
        if labels.is_empty() || visited.contains(&self.index()) {
            return None;
        }
        visited.push(self.index());
        let walk = Walk { is_content: true, ..walk };
        let names: Vec<String> = labels.into_iter().map(|label| label.name_in(walk, visited)).collect();
        visited.pop();
        Some(names.join(" ")).filter(|name| !name.trim().is_empty())
    }

    /// The texts that its style puts before and after its content.
    fn generated(self) -> Option<&'p [String; 2]> {
        let style = self.style()?;
        let text = |pseudo: &str| style.pseudo_value(pseudo, "content").and_then(|content| generated_text(&content)).unwrap_or_default();
        Some(style.kept().generated.get_or_init(|| ["before", "after"].map(text)))
    }

    /// The name that the content gives.
    fn content_name(self, walk: Walk, visited: &mut Vec<usize>) -> String {
        let mut name = String::new();
        let generated = self.generated();
        name.push_str(generated.map_or("", |[before, _]| before));
        // A part that is already being read, as a control in its own label, adds nothing.
        for part in self.parts() {
            match part {
                Part::Text(text) => name.push_str(&unescape(text)),
                Part::Element(child) if visited.contains(&child.index()) => {}
                Part::Element(child) => {
                    // Where a hidden element is referred to, all of its content counts.
                    let is_referenced = walk.is_referenced && child.is_hidden() && self.is_hidden();
                    let inner = child.name_in(Walk { is_content: true, is_referenced, depth: walk.depth + 1 }, visited);
                    let is_block = child.is_block();
                    if is_block {
                        name.push(' ');
                    }
                    name.push_str(&inner);
                    if is_block || child.name() == "br" {
                        name.push(' ');
                    }
                }
            }
        }
        for owned in self.referenced("aria-owns") {
            if !visited.contains(&owned.index()) {
                name.push(' ');
                name.push_str(&owned.name_in(Walk { is_content: true, is_referenced: false, depth: walk.depth + 1 }, visited));
            }
        }
        name.push_str(generated.map_or("", |[_, after]| after));
        name
    }
}

fn of_child_raw(child: Option<Node<'_>>) -> Option<String> {
    child.map(|child| child.element().text())
}

/// The words in a value of `content`.
fn generated_text(content: &str) -> Option<String> {
    let mut parser = cssparser::Parser::new(content);
    let mut text = String::new();
    while let Ok(token) = parser.next() {
        match token {
            cssparser::Token::QuotedString(words) => text.push_str(words),
            // What follows a slash is for assistive technology, and replaces the rest.
            cssparser::Token::Delim('/') => text.clear(),
            _ => {}
        }
    }
    (!text.is_empty()).then_some(text)
}

/// A text with single spaces.
pub(super) fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
