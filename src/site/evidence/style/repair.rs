//! What a style must say for hayagriva 0.10 to write it as it is meant.

use std::borrow::Cow;

use hayagriva::citationberg::{IndependentStyle, LayoutRenderingElement, Name, Names, NamesChild};

/// Labels that never take the plural become the words themselves, for the processor asks the number
/// of pages all the same: the NLM writes `p. 93-113`.
pub(super) fn without_plurals(style: &str) -> Cow<'_, str> {
    let label = |variable: &str| format!("<label form=\"short\" plural=\"never\" variable=\"{variable}\"/>");
    let page = label("page");
    if style.contains(&page) { Cow::Owned(style.replace(&page, "<text form=\"short\" term=\"page\"/>")) } else { Cow::Borrowed(style) }
}

/// Adds a `<name/>` to every list of names that has other children and none: the processor takes such
/// a list for empty where it stands in a group, as those of the NLM's style do. The two mean the same.
pub(super) fn name_all_names(style: &mut IndependentStyle) {
    for part in &mut style.macros {
        elements(&mut part.children);
    }
    elements(&mut style.citation.layout.elements);
    if let Some(list) = &mut style.bibliography {
        // The first field would be taken out of the entry; the number that it is, our lists have anyway.
        list.second_field_align = None;
        elements(&mut list.layout.elements);
    }
}

fn elements(elements: &mut [LayoutRenderingElement]) {
    for element in elements {
        match element {
            LayoutRenderingElement::Names(found) => names(found),
            LayoutRenderingElement::Group(group) => self::elements(&mut group.children),
            LayoutRenderingElement::Choose(choose) => {
                self::elements(&mut choose.if_.children);
                choose.else_if.iter_mut().for_each(|branch| self::elements(&mut branch.children));
                if let Some(otherwise) = &mut choose.otherwise {
                    self::elements(&mut otherwise.children);
                }
            }
            _ => {}
        }
    }
}

fn names(names: &mut Names) {
    let is_named = names.children.iter().any(|child| matches!(child, NamesChild::Name(_)));
    if !is_named && !names.children.is_empty() {
        names.children.insert(0, NamesChild::Name(Name::default()));
    }
    for child in &mut names.children {
        if let NamesChild::Substitute(substitute) = child {
            elements(&mut substitute.children);
        }
    }
}
