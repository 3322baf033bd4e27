//! HTML: one reading of a text as elements, texts and comments with their places.
//!
//! The tokens are those of the standard, by html5gum. The tree is built as they come: optional end tags are understood, but
//! nothing is moved or added, so that every place is one of the text that was read.

mod comment;
mod escape;
mod text;
mod tokens;

use std::borrow::Cow;
use std::ops::Range;

pub(crate) use comment::{is_only_comments, sole_comment};
pub(crate) use escape::{escape, escape_into, unescape};
pub(crate) use text::without_tags;

/// A text that was read as HTML. Every text can be read.
#[derive(Debug)]
pub(crate) struct Document<'t> {
    text: &'t str,
    /// In the order of the text: what is inside an element follows it.
    nodes: Vec<Node<'t>>,
    attributes: Vec<Attribute<'t>>,
    /// End tags of elements that are not open.
    strays: Vec<Range<usize>>,
    /// Where a tag starts that does not end in the text.
    unfinished_tag: Option<usize>,
}

#[derive(Debug)]
struct Node<'t> {
    kind: NodeKind<'t>,
    parent: Option<usize>,
    /// The first node after everything that is inside this one.
    after: usize,
    at: Range<usize>,
}

#[derive(Debug)]
enum NodeKind<'t> {
    Element {
        name: Cow<'t, str>,
        attributes: Range<usize>,
        inside: Range<usize>,
    },
    Text,
    /// The content of a script or a style sheet, where neither tags nor entities are read.
    Raw,
    Comment,
}

/// An attribute of an element.
#[derive(Debug)]
pub(crate) struct Attribute<'t> {
    /// In lower case.
    pub name: Cow<'t, str>,
    /// With entities read; empty where none is written.
    pub value: Cow<'t, str>,
    /// The attribute, from its name to its closing quote.
    pub at: Range<usize>,
    /// The value as it is written, without its quotes.
    pub value_at: Range<usize>,
}

/// An element of a document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'d, 't> {
    document: &'d Document<'t>,
    at: usize,
}

/// A node one level below another.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Child<'d, 't> {
    Element(Element<'d, 't>),
    /// A text as it is written, with its entities.
    Text(&'t str),
}

/// The nodes one level below another, comments, scripts and style sheets left out.
#[derive(Clone, Debug)]
pub(crate) struct Children<'d, 't> {
    document: &'d Document<'t>,
    next: usize,
    end: usize,
}

impl<'d, 't> Iterator for Children<'d, 't> {
    type Item = Child<'d, 't>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.next < self.end {
            let at = self.next;
            let node = &self.document.nodes[at];
            self.next = node.after;
            match node.kind {
                NodeKind::Element { .. } => return Some(Child::Element(Element { document: self.document, at })),
                NodeKind::Text => return Some(Child::Text(&self.document.text[node.at.clone()])),
                NodeKind::Raw | NodeKind::Comment => {}
            }
        }
        None
    }
}

impl<'t> Document<'t> {
    pub(crate) fn parse(text: &'t str) -> Self {
        tokens::read(text)
    }

    pub(crate) fn text(&self) -> &'t str {
        self.text
    }

    /// All elements in the order of their opening tags.
    pub(crate) fn elements(&self) -> impl Iterator<Item = Element<'_, 't>> {
        self.within(0..self.nodes.len())
    }

    fn within(&self, nodes: Range<usize>) -> impl Iterator<Item = Element<'_, 't>> {
        nodes.filter(|at| matches!(self.nodes[*at].kind, NodeKind::Element { .. })).map(|at| Element { document: self, at })
    }

    /// How many nodes it has, texts and comments among them.
    pub(crate) fn n_nodes(&self) -> usize {
        self.nodes.len()
    }

    /// The element of an index, if the node there is one.
    pub(crate) fn element(&self, at: usize) -> Option<Element<'_, 't>> {
        let is_element = matches!(self.nodes.get(at)?.kind, NodeKind::Element { .. });
        is_element.then_some(Element { document: self, at })
    }

    /// The first element of a name.
    pub(crate) fn first(&self, name: &str) -> Option<Element<'_, 't>> {
        self.elements().find(|element| element.name() == name)
    }

    /// What a link to a part of the document can name, in its order: ids, and the `name` of an `<a>`.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &str> {
        let parts = self.elements().flat_map(|element| {
            let is_part = move |name: &str| name == "id" || (name == "name" && element.name() == "a");
            element.attributes().iter().filter(move |attribute| is_part(&attribute.name))
        });
        parts.map(|attribute| &*attribute.value).filter(|value| !value.is_empty())
    }

    /// The places of all texts in their order; scripts and styles have none.
    pub(crate) fn texts(&self) -> impl Iterator<Item = Range<usize>> {
        self.nodes.iter().filter(|node| matches!(node.kind, NodeKind::Text)).map(|node| node.at.clone())
    }

    /// The places of all comments in their order.
    pub(crate) fn comments(&self) -> impl Iterator<Item = Range<usize>> {
        self.nodes.iter().filter(|node| matches!(node.kind, NodeKind::Comment)).map(|node| node.at.clone())
    }

    /// The places of end tags that end nothing.
    pub(crate) fn strays(&self) -> impl Iterator<Item = Range<usize>> {
        self.strays.iter().cloned()
    }

    /// Where a tag starts that does not end in the text.
    pub(crate) fn unfinished_tag(&self) -> Option<usize> {
        self.unfinished_tag
    }

    /// The texts of all elements, entities read; scripts and styles have none.
    pub(crate) fn all_text(&self) -> String {
        self.text_of(0..self.nodes.len())
    }

    /// The text of some nodes, entities read; scripts and styles have none.
    fn text_of(&self, nodes: Range<usize>) -> String {
        let texts = nodes.filter(|at| matches!(self.nodes[*at].kind, NodeKind::Text));
        texts.map(|at| unescape(&self.text[self.nodes[at].at.clone()])).collect()
    }
}

impl<'d, 't> Element<'d, 't> {
    fn node(self) -> &'d Node<'t> {
        &self.document.nodes[self.at]
    }

    pub(crate) fn document(self) -> &'d Document<'t> {
        self.document
    }

    /// Its index among the document's nodes.
    pub(crate) fn index(self) -> usize {
        self.at
    }

    /// The index after everything that is in it.
    pub(crate) fn after(self) -> usize {
        self.node().after
    }

    pub(crate) fn children(self) -> Children<'d, 't> {
        Children { document: self.document, next: self.at + 1, end: self.node().after }
    }

    /// In lower case.
    pub(crate) fn name(self) -> &'d str {
        match &self.node().kind {
            NodeKind::Element { name, .. } => name,
            _ => "",
        }
    }

    pub(crate) fn attributes(self) -> &'d [Attribute<'t>] {
        match &self.node().kind {
            NodeKind::Element { attributes, .. } => &self.document.attributes[attributes.clone()],
            _ => &[],
        }
    }

    /// The first attribute of a name, which is the one that counts.
    #[inline]
    pub(crate) fn attribute(self, name: &str) -> Option<&'d Attribute<'t>> {
        self.attributes().iter().find(|attribute| attribute.name == name)
    }

    /// The value of an attribute. Inlined, since names that are known when it is compiled are compared without a call.
    #[inline]
    pub(crate) fn value(self, name: &str) -> Option<&'d str> {
        self.attribute(name).map(|attribute| &*attribute.value)
    }

    pub(crate) fn has_class(self, class: &str) -> bool {
        self.value("class").is_some_and(|classes| classes.split_ascii_whitespace().any(|own| own == class))
    }

    /// The element with its tags.
    pub(crate) fn at(self) -> Range<usize> {
        self.node().at.clone()
    }

    /// The range between its tags; empty for elements that have no content.
    pub(crate) fn inside(self) -> Range<usize> {
        match &self.node().kind {
            NodeKind::Element { inside, .. } => inside.clone(),
            _ => 0..0,
        }
    }

    /// Whether its tag is written as one that closes itself, which counts in pictures alone.
    pub(crate) fn is_self_closed(self) -> bool {
        self.document.text[..self.inside().start].ends_with("/>")
    }

    /// The source between its tags.
    pub(crate) fn source(self) -> &'t str {
        &self.document.text[self.inside()]
    }

    /// The text of the element and all in it, entities read.
    pub(crate) fn text(self) -> String {
        self.document.text_of(self.at + 1..self.node().after)
    }

    pub(crate) fn parent(self) -> Option<Self> {
        self.node().parent.map(|at| Self { document: self.document, at })
    }

    /// The elements that this one is in, the innermost first.
    pub(crate) fn ancestors(self) -> impl Iterator<Item = Self> {
        std::iter::successors(self.parent(), |element| element.parent())
    }

    /// The elements inside this one, in their order.
    pub(crate) fn descendants(self) -> impl Iterator<Item = Self> {
        self.document.within(self.at + 1..self.node().after)
    }
}

#[cfg(test)]
mod tests;
