//! One finished page, as browsers and assistive technology understand it: what is shown, in which colours, with which
//! roles and names. It knows no site.

mod aria;
mod cascade;
mod colour;
mod length;
mod media;
mod name;
mod node;
mod paint;
mod role;
mod selector;
mod sheet;
mod signature;
mod state;
mod style;
mod styles;

pub(crate) mod act;

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use foldhash::fast::FixedState;

pub(crate) use media::Environment;
pub(crate) use node::Node;
pub(crate) use sheet::Sheet;
pub(crate) use styles::KnownStyles;

use crate::syntax::html::{Child, Document, unescape};
use state::State;
use styles::Styles;

/// A page as it is shown in an environment.
pub(crate) struct Page<'t> {
    tree: Rc<Tree<'t>>,
    styles: Rc<Styles<'t>>,
    environment: Environment,
    states: Vec<State>,
    /// The role of each element that was asked for it.
    roles: Vec<Cell<Option<&'static str>>>,
    /// The same for its name.
    names: Vec<OnceCell<String>>,
}

/// What a page is wherever it is shown.
struct Tree<'t> {
    document: &'t Document<'t>,
    /// The first element of each id.
    ids: HashMap<&'t str, usize, FixedState>,
    /// The element before each node that has the same parent.
    previous: Vec<Option<usize>>,
    /// The labels of each control that has any.
    labels: OnceCell<HashMap<usize, Vec<usize>>>,
    /// The first element that owns each id with `aria-owns`.
    owners: HashMap<&'t str, usize, FixedState>,
    /// Whether some text directly in each node holds letters or digits, once somebody has asked.
    own_words: OnceCell<Vec<bool>>,
}

/// A text that holds letters or digits of some language.
fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

impl<'t> Tree<'t> {
    fn read(document: &'t Document<'t>) -> Self {
        let n_nodes = document.n_nodes();
        let (mut ids, mut owners) = (HashMap::default(), HashMap::default());
        let mut previous = vec![None; n_nodes];
        // The last child so far of each node, those without a parent counted as children of one after all.
        let mut last = vec![None; n_nodes + 1];
        for element in document.elements() {
            for attribute in element.attributes() {
                match &*attribute.name {
                    "id" if !attribute.value.is_empty() => {
                        ids.entry(&*attribute.value).or_insert(element.index());
                    }
                    "aria-owns" => attribute.value.split_ascii_whitespace().for_each(|id| {
                        owners.entry(id).or_insert(element.index());
                    }),
                    _ => {}
                }
            }
            let parent = element.parent().map_or(n_nodes, |parent| parent.index());
            previous[element.index()] = last[parent].replace(element.index());
        }
        Self { document, ids, previous, labels: OnceCell::new(), owners, own_words: OnceCell::new() }
    }
}

impl<'t> Page<'t> {
    /// Reads a page, as it is on a desktop. Style sheets that it links to are asked for by their addresses; where one is not
    /// known, what depends on styles stays undecided. Styles are taken from `known`, and left there for pages that follow.
    pub(crate) fn read(document: &'t Document<'t>, linked: &dyn Fn(&str) -> Option<Arc<Sheet>>, known: &'t KnownStyles) -> Self {
        let mut page = Self {
            tree: Rc::new(Tree::read(document)),
            styles: Rc::new(Styles::none(known)),
            environment: Environment::Desktop,
            states: state::bare(document),
            roles: vec![Cell::new(None); document.n_nodes()],
            names: vec![OnceCell::new(); document.n_nodes()],
        };
        page.styles = Rc::new(Styles::read(&page, linked, known));
        page.states = state::all(&page);
        page
    }

    /// The same page somewhere else.
    pub(crate) fn shown_in(&self, environment: Environment) -> Self {
        let (tree, styles) = (self.tree.clone(), self.styles.clone());
        let (roles, names) = (vec![Cell::new(None); self.roles.len()], vec![OnceCell::new(); self.names.len()]);
        let mut page = Self { tree, styles, environment, states: self.states.clone(), roles, names };
        page.states = state::all(&page);
        page
    }

    /// Whether some text directly in an element holds letters or digits.
    fn has_own_words(&self, node: Node<'_>) -> bool {
        let own_words = self.tree.own_words.get_or_init(|| {
            let mut own_words = vec![false; self.tree.document.n_nodes()];
            for element in self.tree.document.elements() {
                own_words[element.index()] =
                    element.children().any(|child| matches!(child, Child::Text(text) if has_words(&unescape(text))));
            }
            own_words
        });
        own_words.get(node.index()).is_some_and(|has| *has)
    }

    fn styles(&self) -> &Styles<'t> {
        &self.styles
    }

    /// All elements in their order.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        self.tree.document.elements().map(|element| Node { page: self, element })
    }

    /// The element of an index, if the node there is one.
    pub(crate) fn node(&self, at: usize) -> Option<Node<'_>> {
        self.tree.document.element(at).map(|element| Node { page: self, element })
    }

    /// The first element with an id.
    pub(crate) fn by_id(&self, id: &str) -> Option<Node<'_>> {
        self.node(*self.tree.ids.get(id)?)
    }

    /// The first element that owns an id with `aria-owns`.
    fn owner(&self, id: &str) -> Option<Node<'_>> {
        self.node(*self.tree.owners.get(id)?)
    }

    /// The root element, if it is HTML's.
    pub(crate) fn root(&self) -> Option<Node<'_>> {
        self.nodes().find(|node| node.name() == "html" && node.parent().is_none())
    }
}
