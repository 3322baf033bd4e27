//! One finished page, as browsers and assistive technology understand it: what is shown, in which colours, with which
//! roles and names. It knows no site.

mod aria;
mod cascade;
mod colour;
mod length;
mod media;
mod name;
mod node;
mod role;
mod selector;
mod sheet;
mod state;

pub(crate) mod act;

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;
use std::sync::Arc;

pub(crate) use cascade::Styles;
pub(crate) use media::Environment;
pub(crate) use node::Node;
pub(crate) use sheet::Sheet;

use crate::syntax::html::Document;
use state::State;

/// A page with all that is asked of it more than once.
pub(crate) struct Page<'t> {
    document: &'t Document<'t>,
    /// The first element of each id.
    ids: HashMap<&'t str, usize>,
    /// The element before each node that has the same parent.
    previous: Vec<Option<usize>>,
    styles: Styles,
    states: Vec<State>,
    /// The labels of each control that has any.
    labels: OnceCell<HashMap<usize, Vec<usize>>>,
    /// The first element that owns each id with `aria-owns`.
    owners: HashMap<&'t str, usize>,
    /// The role of each element that was asked for it.
    roles: Vec<Cell<Option<&'static str>>>,
}

impl<'t> Page<'t> {
    /// Reads a page. Style sheets that it links to are asked for by their addresses; where one is not known, what depends
    /// on styles stays undecided.
    pub(crate) fn read(document: &'t Document<'t>, environment: &Environment, linked: &dyn Fn(&str) -> Option<Arc<Sheet>>) -> Self {
        let n_nodes = document.n_nodes();
        let (mut ids, mut previous) = (HashMap::new(), vec![None; n_nodes]);
        let mut owners = HashMap::new();
        let mut last: HashMap<Option<usize>, usize> = HashMap::new();
        for element in document.elements() {
            if let Some(id) = element.value("id").filter(|id| !id.is_empty()) {
                ids.entry(id).or_insert(element.index());
            }
            for id in element.value("aria-owns").unwrap_or_default().split_ascii_whitespace() {
                owners.entry(id).or_insert(element.index());
            }
            let parent = element.parent().map(|parent| parent.index());
            previous[element.index()] = last.insert(parent, element.index());
        }
        let (states, roles) = (state::bare(document), vec![Cell::new(None); n_nodes]);
        let mut page = Self { document, ids, previous, styles: Styles::default(), states, labels: OnceCell::new(), owners, roles };
        page.styles = Styles::of(&page, environment, linked);
        page.states = state::all(&page);
        page
    }

    pub(crate) fn styles(&self) -> &Styles {
        &self.styles
    }

    /// All elements in their order.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        self.document.elements().map(|element| Node { page: self, element })
    }

    /// The element of an index, if the node there is one.
    pub(crate) fn node(&self, at: usize) -> Option<Node<'_>> {
        self.document.element(at).map(|element| Node { page: self, element })
    }

    /// The first element with an id.
    pub(crate) fn by_id(&self, id: &str) -> Option<Node<'_>> {
        self.node(*self.ids.get(id)?)
    }

    /// The first element that owns an id with `aria-owns`.
    fn owner(&self, id: &str) -> Option<Node<'_>> {
        self.node(*self.owners.get(id)?)
    }

    /// The root element, if it is HTML's.
    pub(crate) fn root(&self) -> Option<Node<'_>> {
        self.nodes().find(|node| node.name() == "html" && node.parent().is_none())
    }
}
