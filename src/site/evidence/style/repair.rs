//! What a style must say for hayagriva 0.10 to write it as it is meant.

use std::borrow::Cow;

use hayagriva::citationberg::taxonomy::{StandardVariable, Variable};
use hayagriva::citationberg::{
    Affixes, FontWeight, Formatting, Group, IndependentStyle, LayoutRenderingElement, LongShortForm, Name, Names, NamesChild, Text,
    TextCase, TextDecoration, TextTarget,
};

/// Labels that never take the plural become the words themselves, for the processor asks the number
/// of pages all the same: the NLM writes `p. 93-113`.
pub(super) fn without_plurals(style: &str) -> Cow<'_, str> {
    let label = |variable: &str| format!("<label form=\"short\" plural=\"never\" variable=\"{variable}\"/>");
    let page = label("page");
    if style.contains(&page) { Cow::Owned(style.replace(&page, "<text form=\"short\" term=\"page\"/>")) } else { Cow::Borrowed(style) }
}

/// Adds a `<name/>` to every list of names that has other children and none: the processor takes such
/// a list for empty where it stands in a group, as those of the NLM's style do. The two mean the same.
/// Texts get the short titles of journals, their case and their affixes as the CSL specification means them.
pub(super) fn repair(style: &mut IndependentStyle) {
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
            LayoutRenderingElement::Text(text) => {
                short_title(text);
                case(text);
                if let Some(group) = affixes_outside(text) {
                    *element = LayoutRenderingElement::Group(group);
                }
            }
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

/// The processor asks items for long titles of journals only; the short one is a variable of its own, which every item
/// that has a long one is given.
fn short_title(text: &mut Text) {
    if let TextTarget::Variable { var, form } = &mut text.target
        && *var == Variable::Standard(StandardVariable::ContainerTitle)
        && *form == LongShortForm::Short
    {
        *var = Variable::Standard(StandardVariable::ContainerTitleShort);
    }
}

/// What stands before and after a text is not set as the text is: the processor would write a bold comma after a bold number.
fn affixes_outside(text: &mut Text) -> Option<Group> {
    let is_set = text.formatting != Formatting::default() && !matches!(text.target, TextTarget::Term { .. } | TextTarget::Value { .. });
    let has_affixes = text.affixes.prefix.is_some() || text.affixes.suffix.is_some();
    if !is_set || !has_affixes || text.quotes {
        return None;
    }
    let Affixes { prefix, suffix } = std::mem::take(&mut text.affixes);
    Some(Group {
        children: vec![LayoutRenderingElement::Text(text.clone())],
        font_style: None,
        font_variant: None,
        font_weight: None,
        text_decoration: None,
        vertical_align: None,
        prefix,
        suffix,
        delimiter: None,
        display: None,
    })
}

fn names(names: &mut Names) {
    let is_named = names.children.iter().any(|child| matches!(child, NamesChild::Name(_)));
    if !is_named && !names.children.is_empty() {
        names.children.insert(0, NamesChild::Name(Name::default()));
    }
    let shown: Vec<NamesChild> = names.children.iter().filter(|child| !matches!(child, NamesChild::Substitute(_))).cloned().collect();
    for child in &mut names.children {
        if let NamesChild::Substitute(substitute) = child {
            inherit(&mut substitute.children, &shown, false);
            elements(&mut substitute.children);
        }
    }
}

/// Names in the place of others are written as these are. The processor knows that of those which stand directly there and are
/// bare, but not of those inside a choice or a group, nor of those with a label of their own.
fn inherit(elements: &mut [LayoutRenderingElement], shown: &[NamesChild], is_inside: bool) {
    for element in elements {
        match element {
            LayoutRenderingElement::Names(names) if names.children.is_empty() && is_inside => names.children = shown.to_vec(),
            LayoutRenderingElement::Names(names) if names.children.is_empty() => {}
            LayoutRenderingElement::Names(names) => {
                let name = shown.iter().find(|child| matches!(child, NamesChild::Name(_)));
                if !names.children.iter().any(|child| matches!(child, NamesChild::Name(_))) {
                    names.children.splice(0..0, name.cloned());
                }
            }
            LayoutRenderingElement::Group(group) => inherit(&mut group.children, shown, true),
            LayoutRenderingElement::Choose(choose) => {
                inherit(&mut choose.if_.children, shown, true);
                choose.else_if.iter_mut().for_each(|branch| inherit(&mut branch.children, shown, true));
                if let Some(otherwise) = &mut choose.otherwise {
                    inherit(&mut otherwise.children, shown, true);
                }
            }
            _ => {}
        }
    }
}

/// A title's case is that of `case.rs`: the processor's own takes formatting for letters. The text is known again by a
/// setting that styles have no use for.
fn case(text: &mut Text) {
    match text.text_case {
        Some(TextCase::TitleCase) if text.formatting.font_weight.is_none() => text.formatting.font_weight = Some(FontWeight::Light),
        Some(TextCase::SentenceCase) if text.formatting.text_decoration.is_none() => {
            text.formatting.text_decoration = Some(TextDecoration::Underline);
        }
        _ => return,
    }
    text.text_case = None;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_inside_a_choice_are_written_as_those_they_stand_for() {
        let style = "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"in-text\" version=\"1.0\">\
            <info><title>T</title><id>t</id><updated>2026-01-01T00:00:00Z</updated></info><citation><layout>\
            <names variable=\"author\"><name and=\"text\" form=\"short\"/><substitute>\
            <choose><if type=\"book\"><names variable=\"editor\"/></if></choose>\
            </substitute></names></layout></citation></style>";
        let mut style = IndependentStyle::from_xml(style).expect("a style");
        repair(&mut style);
        let tree = format!("{:?}", style.citation.layout.elements);
        assert_eq!(tree.matches("and: Some(Text)").count(), 2, "{tree}");
    }
}
