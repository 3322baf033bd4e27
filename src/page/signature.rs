//! What the selectors of a page's style sheets ask of an element, and so which elements the same selectors match.

use std::collections::HashSet;

use foldhash::fast::FixedState;
use selectors::attr::AttrSelectorOperator;
use selectors::parser::{Combinator, Component, Selector};

use super::node::Node;
use super::selector::{Impl, PseudoClass};

type Names = HashSet<Box<str>, FixedState>;

/// What selectors ask for, apart from names of elements and classes.
#[derive(Debug, Default)]
pub(super) struct Asked {
    ids: Names,
    /// Attributes of which only the presence counts.
    presences: Names,
    /// Attributes whose values count.
    values: Names,
}

impl Asked {
    /// Notes what a selector asks for. `false` if it asks for more than an element and those around it, such as what stands
    /// before it or in it.
    pub(super) fn note(&mut self, selector: &Selector<Impl>) -> bool {
        selector.iter_raw_match_order().all(|component| self.note_component(component))
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
                    self.values.insert(local_name.as_ref().into());
                }
                true
            }
            Component::Negation(list) | Component::Is(list) | Component::Where(list) => {
                list.slice().iter().all(|selector| self.note(selector))
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
            if self.values.contains(name) {
                put(b'a', name);
                put(b'v', value);
            } else if self.presences.contains(name) {
                put(b'a', name);
            }
        }
    }
}
