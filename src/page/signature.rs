//! What the selectors of a page's style sheets ask of an element, and so which elements the same selectors match.

use std::collections::{HashMap, HashSet};
use std::fmt;

use cssparser::ToCss;
use foldhash::fast::FixedState;
use selectors::attr::{AttrSelectorOperator, CaseSensitivity};
use selectors::parser::{Combinator, Component, Selector, SelectorList};

use super::node::Node;
use super::selector::{self, Impl, PseudoClass};

/// What a selector asks of an element and of what it is in, without what it asks of those before it or in it: it matches all that
/// the selector matches, and more. `None` where it cannot be written.
pub(super) fn relaxed(selector: &Selector<Impl>) -> Option<SelectorList<Impl>> {
    // From the last compound to the first, each with its name, the rest of it, and how it stands to the one before it in this list.
    let mut compounds = vec![(String::new(), String::new(), "")];
    let mut is_sibling = false;
    for component in selector.iter_raw_match_order() {
        let Some((name, rest, _)) = compounds.last_mut().filter(|_| !is_sibling || component.is_combinator()) else { continue };
        match component {
            Component::Combinator(Combinator::Descendant) => compounds.push((String::new(), String::new(), " ")),
            Component::Combinator(Combinator::Child) => compounds.push((String::new(), String::new(), ">")),
            // What stands before an element is in the same one.
            Component::Combinator(Combinator::NextSibling | Combinator::LaterSibling) => is_sibling = true,
            Component::LocalName(_) => *name = component.to_css_string(),
            Component::Class(_)
            | Component::ID(_)
            | Component::AttributeInNoNamespaceExists { .. }
            | Component::AttributeInNoNamespace { .. } => rest.push_str(&component.to_css_string()),
            Component::Is(_) | Component::Where(_) | Component::Negation(_) => {
                let list = component.to_css_string();
                let is_plain = list.matches([':', '+', '~']).count() == 1;
                rest.push_str(if is_plain { &list } else { "" });
            }
            _ => {}
        }
        is_sibling &= !matches!(component, Component::Combinator(Combinator::Descendant | Combinator::Child));
    }
    let mut text = String::new();
    for (name, rest, combinator) in compounds.iter().rev() {
        text.push_str(if name.is_empty() { "*" } else { name });
        text.push_str(rest);
        text.push_str(combinator);
    }
    selector::parse(&text, None)
}

type Names = HashSet<Box<str>, FixedState>;

/// What selectors ask for, apart from names of elements and classes.
#[derive(Debug, Default)]
pub(super) struct Asked {
    ids: Names,
    /// Attributes of which only the presence counts.
    presences: Names,
    /// Attributes whose values count.
    values: Names,
    /// Attributes of whose values it counts only whether they pass these tests: links have many addresses, and selectors ask
    /// how they begin.
    tests: HashMap<Box<str>, Vec<Test>, FixedState>,
}

/// A test of an attribute's value.
#[derive(PartialEq)]
struct Test {
    operator: AttrSelectorOperator,
    wanted: Box<str>,
}

impl fmt::Debug for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:?}", self.operator.to_css_string(), self.wanted)
    }
}

impl Asked {
    /// Notes what a selector asks for. `false` if it asks for more than an element and those around it, such as what stands
    /// before it or in it.
    pub(super) fn note(&mut self, selector: &Selector<Impl>) -> bool {
        // All of it is noted in any case: what a selector asks of the element alone decides where it is tried.
        let mut is_near = true;
        for component in selector.iter_raw_match_order() {
            is_near &= self.note_component(component);
        }
        is_near
    }

    fn note_component(&mut self, component: &Component<Impl>) -> bool {
        match component {
            Component::LocalName(_)
            | Component::Class(_)
            | Component::ExplicitUniversalType
            | Component::ExplicitAnyNamespace
            | Component::PseudoElement(_)
            | Component::Root
            | Component::Invalid(_)
            | Component::Combinator(Combinator::Descendant | Combinator::Child | Combinator::PseudoElement) => true,
            Component::ID(id) => {
                self.ids.insert(id.as_ref().into());
                true
            }
            Component::AttributeInNoNamespaceExists { local_name_lower, .. } => {
                self.presences.insert(local_name_lower.as_ref().into());
                true
            }
            Component::AttributeInNoNamespace { local_name, operator, value, .. } => {
                // An empty part is in no value.
                if *operator == AttrSelectorOperator::Equal || !value.as_ref().is_empty() {
                    let tests = self.tests.entry(local_name.as_ref().into()).or_default();
                    let test = Test { operator: *operator, wanted: value.as_ref().into() };
                    if !tests.contains(&test) {
                        tests.push(test);
                    }
                }
                true
            }
            Component::Negation(list) | Component::Is(list) | Component::Where(list) => {
                let mut is_near = true;
                for selector in list.slice() {
                    is_near &= self.note(selector);
                }
                is_near
            }
            Component::NonTSPseudoClass(class) => self.note_class(class),
            _ => false,
        }
    }

    fn note_class(&mut self, class: &PseudoClass) -> bool {
        let (names, values): (&[&str], &[&str]) = match class {
            PseudoClass::Link => (&["href"], &[]),
            PseudoClass::Checked => (&["checked", "selected"], &[]),
            PseudoClass::Open => (&["open"], &[]),
            PseudoClass::Lang(_) => (&[], &["lang"]),
            PseudoClass::Dir(_) => (&[], &["dir"]),
            PseudoClass::Focus | PseudoClass::FocusWithin | PseudoClass::Never(_) => (&[], &[]),
            // A control is disabled by a group around it, but not if it is in the group's first legend.
            PseudoClass::Enabled | PseudoClass::Disabled => return false,
        };
        self.presences.extend(names.iter().map(|name| Box::from(*name)));
        self.values.extend(values.iter().map(|name| Box::from(*name)));
        true
    }

    /// Writes what selectors can ask of an element by itself: if it is the same for two elements, and for what they are in,
    /// the same selectors match both.
    pub(super) fn write_signature(&self, node: Node<'_>, to: &mut Vec<u8>) {
        let mut put = |sign: u8, text: &str| {
            to.push(sign);
            to.extend_from_slice(&(text.len() as u32).to_le_bytes());
            to.extend_from_slice(text.as_bytes());
        };
        put(b'n', node.name());
        for attribute in node.element().attributes() {
            let (name, value) = (&*attribute.name, &*attribute.value);
            match name {
                "class" => put(b'c', value),
                "id" if self.ids.contains(value) => put(b'i', value),
                _ => {}
            }
            let tests = self.tests.get(name);
            if self.values.contains(name) {
                put(b'a', name);
                put(b'v', value);
            } else if tests.is_some() || self.presences.contains(name) {
                put(b'a', name);
                for Test { operator, wanted } in tests.into_iter().flatten() {
                    for case in [CaseSensitivity::CaseSensitive, CaseSensitivity::AsciiCaseInsensitive] {
                        put(b't', if operator.eval_str(value, wanted, case) { "1" } else { "0" });
                    }
                }
            }
        }
    }
}
