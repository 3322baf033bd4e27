//! What an element is to those who look at a page, hear it or use its keys.

use super::Page;
use super::node::{Node, Part};
use super::style::{Look, Style};
use crate::syntax::html::Document;

/// What an element has from styles and from what it is in.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct State {
    /// It or something around it takes no part in the page.
    is_left_out: bool,
    is_invisible: bool,
    is_aria_hidden: bool,
    /// It or something around it is moved away, transparent or cut to nothing.
    is_out_of_sight: bool,
    is_block: bool,
    /// It is in a drawing or a formula.
    pub is_foreign: bool,
}

/// The states of all nodes of a page, before any styles are known.
pub(super) fn bare(document: &Document<'_>) -> Vec<State> {
    let mut states = vec![State::default(); document.n_nodes()];
    for element in document.elements() {
        let around = element.parent().is_some_and(|parent| states[parent.index()].is_foreign);
        states[element.index()].is_foreign = around || matches!(element.name(), "svg" | "math");
    }
    states
}

/// The states of all nodes of a page.
pub(super) fn all(page: &Page<'_>) -> Vec<State> {
    let mut states = page.states.clone();
    for node in page.nodes() {
        let around = node.parent().map(|parent| states[parent.index()]).unwrap_or_default();
        let Some(look) = node.look() else { continue };
        states[node.index()] = State {
            is_left_out: around.is_left_out || look.is_left_out || node.is_closed_away(),
            is_invisible: look.is_invisible,
            is_aria_hidden: around.is_aria_hidden || node.value("aria-hidden").is_some_and(|value| value.eq_ignore_ascii_case("true")),
            is_out_of_sight: around.is_out_of_sight || look.is_out_of_sight,
            is_block: look.is_block,
            ..states[node.index()]
        };
    }
    states
}

impl Style<'_> {
    /// The value of a property in lower case.
    fn word(self, property: &str) -> String {
        self.value(property).unwrap_or_default().to_ascii_lowercase()
    }

    pub(super) fn look(self) -> Look {
        *self.kept().look.get_or_init(|| {
            let display = self.word("display");
            let overflows = ["overflow-x", "overflow-y"].map(|axis| self.overflow(axis));
            let is = |ways: [&str; 2]| overflows.iter().any(|overflow| ways.contains(&overflow.as_str()));
            Look {
                is_left_out: display == "none",
                is_block: !matches!(display.trim(), "" | "inline" | "contents" | "none" | "ruby"),
                is_invisible: matches!(&*self.word("visibility"), "hidden" | "collapse"),
                is_out_of_sight: self.is_moved_out_of_sight(),
                clips: is(["hidden", "clip"]),
                scrolls: is(["scroll", "auto"]),
            }
        })
    }

    /// What happens to what does not fit, along one axis.
    pub(super) fn overflow(self, property: &str) -> String {
        let value = self.word(property);
        let mut words = value.split_whitespace();
        let first = words.next().unwrap_or_default();
        // In the shorthand the first word is for lines, the second for columns.
        if property == "overflow-y" { words.next().unwrap_or(first).to_owned() } else { first.to_owned() }
    }

    /// Whether it moves an element off the page, makes it transparent or leaves nothing of it.
    fn is_moved_out_of_sight(self) -> bool {
        let pixels = |property: &str| Some(self.length(&self.value(property)?, None)?.0);
        let far = |property: &str| pixels(property).is_some_and(|pixels| pixels <= -999.0);
        let none = |property: &str| pixels(property).is_some_and(|pixels| pixels <= 1.0);
        let is_moved =
            matches!(&*self.word("position"), "absolute" | "fixed" | "relative") && ["left", "top", "right", "bottom"].into_iter().any(far);
        let clips = self.word("overflow-x").contains("hidden") || self.word("overflow-x").contains("clip");
        let is_cut = {
            let clip = self.word("clip").replace(' ', "");
            clip.starts_with("rect(0") || clip.starts_with("rect(1px,1px") || self.word("clip-path").contains("inset(50%")
        };
        let is_clear = self.word("opacity").trim().trim_end_matches('%').parse::<f64>().is_ok_and(|opacity| opacity <= 0.0);
        is_moved || (clips && none("width") && none("height")) || is_cut || is_clear || far("text-indent")
    }
}

impl<'p> Node<'p> {
    fn state(self) -> State {
        self.page.states[self.index()]
    }

    /// What its style makes of it.
    pub(super) fn look(self) -> Option<Look> {
        self.style().map(Style::look)
    }

    /// Whether something that would apply to it if it had the focus may remove its outline.
    pub(super) fn may_lose_outline(self) -> bool {
        let Some(style) = self.style() else { return true };
        self.has("style") || style.cascade().may_remove_outline(self, style.matching())
    }

    /// What would apply to it if it had the focus, as properties with values.
    pub(super) fn in_focus(self) -> Vec<(&'p str, &'p str)> {
        let Some(style) = self.style() else { return Vec::new() };
        style.by(&style.cascade().matching_in_focus(self, style.matching()))
    }

    /// What applies to it without the focus.
    pub(super) fn out_of_focus(self) -> Vec<(&'p str, &'p str)> {
        self.style().map(|style| style.by(style.matching())).unwrap_or_default()
    }

    /// Whether it and what it is in take part in the page.
    pub(super) fn is_rendered(self) -> bool {
        !self.state().is_left_out
    }

    /// Whether it stands on lines of its own.
    pub(super) fn is_block(self) -> bool {
        self.state().is_block
    }

    /// Whether it is in a `<details>` that is closed, beside its summary.
    fn is_closed_away(self) -> bool {
        let Some(parent) = self.parent().filter(|parent| parent.name() == "details" && !parent.has("open")) else { return false };
        parent.child_elements().find(|child| child.name() == "summary") != Some(self)
    }

    fn is_invisible(self) -> bool {
        self.state().is_invisible
    }

    /// Whether it or something around it that holds no more words looks other than the text of the page: larger, bolder, framed
    /// or on another ground. `None` where styles do not tell.
    pub(crate) fn stands_out(self) -> Option<bool> {
        let n_words = |node: Self| node.element().text().split_whitespace().count();
        let own = n_words(self);
        let parts: Vec<Self> = self.lineage().take_while(|around| n_words(*around) <= own).collect();
        let around = parts.last()?.parent()?;
        let (plain, styles) = (around.font_size()?, self.page.styles());
        if styles.are_incomplete() {
            return None;
        }
        let frames = ["border", "border-width", "outline", "box-shadow", "background", "background-color", "background-image"];
        let is_marked = |node: &Self| {
            let is_set = |property: &str| {
                let value = node.declared(property).unwrap_or_default();
                !matches!(value.trim(), "" | "0" | "none" | "transparent" | "inherit" | "unset" | "initial")
            };
            frames.iter().any(|property| is_set(property))
        };
        let is_heavy = |node: &Self| {
            let weight = node.declared("font-weight").unwrap_or_default();
            matches!(&*weight, "bold" | "bolder") || weight.parse::<f64>().is_ok_and(|weight| weight >= 600.0)
        };
        Some(self.font_size()? >= plain * 1.1 || is_heavy(&self) || parts.iter().any(is_marked))
    }

    /// Whether assistive technology is kept from it: by styles, by `hidden` or by `aria-hidden`.
    pub(crate) fn is_hidden(self) -> bool {
        !self.is_rendered() || self.is_invisible() || self.is_aria_hidden()
    }

    pub(super) fn is_aria_hidden(self) -> bool {
        self.state().is_aria_hidden
    }

    /// Whether its own content is there to be seen, as far as it has any.
    pub(crate) fn is_seen(self) -> bool {
        self.is_rendered() && !self.is_invisible() && !self.state().is_out_of_sight
    }

    /// Whether it has an attribute that can disable it.
    pub(super) fn can_be_disabled(self) -> bool {
        matches!(self.name(), "button" | "fieldset" | "input" | "optgroup" | "option" | "select" | "textarea")
    }

    /// Source: HTML Living Standard, 4.15 "Disabled elements".
    pub(super) fn is_disabled(self) -> bool {
        if !self.can_be_disabled() {
            return false;
        }
        let mut inner = self;
        self.has("disabled")
            || self.ancestors().any(|ancestor| {
                let legend = ancestor.child_elements().find(|child| child.name() == "legend");
                let disables = ancestor.name() == "fieldset" && ancestor.has("disabled") && legend != Some(inner);
                inner = ancestor;
                disables
            })
    }

    fn tabindex(self) -> Option<i64> {
        self.value("tabindex")?.trim().parse().ok()
    }

    /// Whether it can have the focus at all.
    pub(crate) fn is_focusable(self) -> bool {
        if !self.is_rendered() || self.is_invisible() || self.is_disabled() {
            return false;
        }
        let is_widget = match self.name() {
            "a" | "area" => self.has("href"),
            "button" | "select" | "textarea" | "iframe" => true,
            "input" => !self.value("type").is_some_and(|kind| kind.eq_ignore_ascii_case("hidden")),
            "audio" | "video" => self.has("controls"),
            "summary" => self.parent().is_some_and(|parent| parent.name() == "details"),
            _ => false,
        };
        is_widget || self.tabindex().is_some() || self.value("contenteditable").is_some_and(|value| !value.eq_ignore_ascii_case("false"))
    }

    /// Whether the tab key leads to it.
    pub(super) fn is_in_tab_order(self) -> bool {
        self.is_focusable() && self.tabindex().is_none_or(|index| index >= 0)
    }

    /// Whether it holds a text that somebody sees.
    pub(super) fn shows_text(self) -> bool {
        self.is_seen()
            && self.parts().any(|part| match part {
                Part::Text(text) => !text.trim().is_empty(),
                Part::Element(node) => node.shows_text(),
            })
    }

    /// Whether it holds anything to be seen: a text, a picture or a control.
    pub(super) fn shows_anything(self) -> bool {
        self.shows_text() || self.lineage().take(1).chain(self.descendants()).any(|node| node.is_drawn() && node.is_seen())
    }

    fn is_drawn(self) -> bool {
        matches!(
            self.name(),
            "img"
                | "svg"
                | "canvas"
                | "video"
                | "iframe"
                | "input"
                | "button"
                | "select"
                | "textarea"
                | "object"
                | "hr"
                | "meter"
                | "progress"
        )
    }
}
