//! An element of a page.

use std::borrow::Cow;

use super::Page;
use super::style::Style;
use crate::syntax::html::{Child, Element, unescape};

/// An element, with the page that it stands in.
#[derive(Clone, Copy)]
pub(crate) struct Node<'p> {
    pub(in crate::page) page: &'p Page<'p>,
    pub(super) element: Element<'p, 'p>,
}

impl std::fmt::Debug for Node<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "<{}> at {}", self.name(), self.index())
    }
}

impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.index() == other.index()
    }
}

impl<'p> Node<'p> {
    pub(crate) fn index(self) -> usize {
        self.element.index()
    }

    pub(crate) fn element(self) -> Element<'p, 'p> {
        self.element
    }

    /// In lower case.
    pub(crate) fn name(self) -> &'p str {
        self.element.name()
    }

    #[inline]
    pub(crate) fn value(self, attribute: &str) -> Option<&'p str> {
        self.element.value(attribute)
    }

    #[inline]
    pub(crate) fn has(self, attribute: &str) -> bool {
        self.element.value(attribute).is_some()
    }

    /// Its style, once those of the page are known.
    pub(super) fn style(self) -> Option<Style<'p>> {
        self.page.styles.of(self, self.page.environment)
    }

    /// The value of a property of its style.
    pub(super) fn declared(self, property: &str) -> Option<Cow<'p, str>> {
        self.style()?.value(property)
    }

    /// A length in pixels, as it counts in the element.
    pub(super) fn length(self, value: &str, whole: Option<f64>) -> Option<(f64, bool)> {
        self.style()?.length(value, whole)
    }

    /// The size of its letters in pixels.
    pub(super) fn font_size(self) -> Option<f64> {
        self.style()?.font_size()
    }

    fn other(self, element: Element<'p, 'p>) -> Self {
        Self { page: self.page, element }
    }

    pub(crate) fn parent(self) -> Option<Self> {
        self.element.parent().map(|parent| self.other(parent))
    }

    /// The elements that it is in, the innermost first.
    pub(crate) fn ancestors(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.parent(), |node| node.parent())
    }

    /// Itself and the elements that it is in.
    pub(crate) fn lineage(self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |node| node.parent())
    }

    /// The elements in it, in their order.
    pub(crate) fn descendants(self) -> impl Iterator<Item = Self> {
        self.element.descendants().map(move |element| self.other(element))
    }

    /// The elements one level below.
    pub(crate) fn child_elements(self) -> impl Iterator<Item = Self> {
        self.parts().filter_map(|part| match part {
            Part::Element(node) => Some(node),
            Part::Text(_) => None,
        })
    }

    /// The elements and texts one level below.
    pub(crate) fn parts(self) -> impl Iterator<Item = Part<'p>> {
        self.element.children().map(move |child| match child {
            Child::Element(element) => Part::Element(self.other(element)),
            Child::Text(text) => Part::Text(text),
        })
    }

    /// The texts directly in it, entities read.
    pub(crate) fn own_text(self) -> String {
        self.element.children().filter_map(|child| if let Child::Text(text) = child { Some(unescape(text)) } else { None }).collect()
    }

    /// Whether some text directly in it holds letters or digits.
    pub(in crate::page) fn has_own_words(self) -> bool {
        self.page.has_own_words(self)
    }

    pub(in crate::page) fn previous(self) -> Option<Self> {
        self.page.node(self.page.tree.previous[self.index()]?)
    }

    pub(in crate::page) fn next(self) -> Option<Self> {
        let end = self.parent().map_or(self.page.tree.document.n_nodes(), |parent| parent.element.after());
        (self.element.after()..end).find_map(|at| self.page.node(at)).filter(|next| next.parent() == self.parent())
    }

    /// Whether it is in a drawing or a formula.
    pub(crate) fn is_foreign(self) -> bool {
        self.page.states.get(self.index()).is_some_and(|state| state.is_foreign)
    }

    /// Whether it is `ancestor` or in it.
    pub(crate) fn is_within(self, ancestor: Self) -> bool {
        (ancestor.index()..ancestor.element.after()).contains(&self.index())
    }

    /// The elements that an attribute names by their ids.
    pub(crate) fn referenced(self, attribute: &str) -> Vec<Self> {
        let ids = self.value(attribute).unwrap_or_default().split_ascii_whitespace();
        ids.filter_map(|id| self.page.by_id(id)).collect()
    }
}

/// A node one level below another.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part<'p> {
    Element(Node<'p>),
    /// As it is written, with its entities.
    Text(&'p str),
}
