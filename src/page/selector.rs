//! Selectors of CSS, matched by Servo's `selectors`.

use std::fmt::{self, Write as _};

use cssparser::{CssStringWriter, Parser as CssParser, ToCss, serialize_identifier};
use precomputed_hash::PrecomputedHash;
use selectors::attr::{AttrSelectorOperation, CaseSensitivity, NamespaceConstraint};
use selectors::bloom::BloomFilter;
use selectors::context::{MatchingContext, MatchingForInvalidation, MatchingMode, NeedsSelectorFlags, QuirksMode, SelectorCaches};
use selectors::matching::{ElementSelectorFlags, matches_selector};
use selectors::parser::{NonTSPseudoClass, ParseRelative, Parser, Selector, SelectorImpl, SelectorList, SelectorParseErrorKind};
use selectors::{Element, OpaqueElement};

use super::node::Node;

/// A list of selectors, or nothing where browsers would drop the rule.
pub(super) fn parse(text: &str, parent: Option<&SelectorList<Impl>>) -> Option<SelectorList<Impl>> {
    let relative = if parent.is_some() { ParseRelative::ForNesting } else { ParseRelative::No };
    let list = SelectorList::parse(&Reader, &mut CssParser::new(text), relative).ok()?;
    Some(match parent {
        Some(parent) => SelectorList::from_iter(list.slice().iter().map(|selector| selector.replace_parent_selector(parent))),
        None => list,
    })
}

/// Whether a selector matches an element, or the pseudo-element that it names of that element.
pub(super) fn matches(selector: &Selector<Impl>, node: Node<'_>, focused: bool, caches: &mut SelectorCaches) -> bool {
    let mode = if selector.has_pseudo_element() { MatchingMode::ForStatelessPseudoElement } else { MatchingMode::Normal };
    let mut context = MatchingContext::new(mode, None, caches, QuirksMode::NoQuirks, NeedsSelectorFlags::No, MatchingForInvalidation::No);
    context.extra_data = State { focused: focused.then(|| node.index()) };
    matches_selector(selector, 0, None, node, &mut context)
}

/// Whether the match of a selector depends on which element has the focus.
pub(super) fn asks_for_focus(selector: &Selector<Impl>) -> bool {
    selector.to_css_string().contains(FOCUS)
}

/// The sign of the pseudo-classes that ask for the focus, in a selector that was written out.
const FOCUS: &str = ":Focus";

/// The hash of a name that selectors ask for: FNV-1a of 32 bits.
pub(super) fn hash(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

#[derive(Clone, Debug)]
pub(crate) struct Impl;

/// What is asked of elements beside the document.
#[derive(Default)]
pub(crate) struct State {
    /// The element that has the focus.
    focused: Option<usize>,
}

#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Name(Box<str>);

impl From<&str> for Name {
    fn from(name: &str) -> Self {
        Self(name.into())
    }
}

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl ToCss for Name {
    fn to_css<W: fmt::Write>(&self, to: &mut W) -> fmt::Result {
        serialize_identifier(&self.0, to)
    }
}

impl PrecomputedHash for Name {
    fn precomputed_hash(&self) -> u32 {
        hash(&self.0)
    }
}

#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Value(Box<str>);

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self(value.into())
    }
}

impl AsRef<str> for Value {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl ToCss for Value {
    fn to_css<W: fmt::Write>(&self, to: &mut W) -> fmt::Result {
        to.write_char('"')?;
        write!(CssStringWriter::new(to), "{}", self.0)?;
        to.write_char('"')
    }
}

impl SelectorImpl for Impl {
    type ExtraMatchingData<'a> = State;
    type AttrValue = Value;
    type Identifier = Name;
    type LocalName = Name;
    type NamespaceUrl = Name;
    type NamespacePrefix = Name;
    type BorrowedNamespaceUrl = Name;
    type BorrowedLocalName = Name;
    type NonTSPseudoClass = PseudoClass;
    type PseudoElement = PseudoElement;
}

/// A pseudo-class that depends on more than the tree.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum PseudoClass {
    Link,
    Focus,
    FocusWithin,
    Enabled,
    Disabled,
    Checked,
    Open,
    Lang(Box<str>),
    Dir(Box<str>),
    /// One that no element matches while nobody does anything.
    Never(Box<str>),
}

impl ToCss for PseudoClass {
    fn to_css<W: fmt::Write>(&self, to: &mut W) -> fmt::Result {
        write!(to, ":{self:?}")
    }
}

impl NonTSPseudoClass for PseudoClass {
    fn is_active_or_hover(&self) -> bool {
        false
    }

    fn is_user_action_state(&self) -> bool {
        matches!(self, Self::Focus | Self::FocusWithin | Self::Never(_))
    }
}

/// A pseudo-element by its name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct PseudoElement(pub Box<str>);

impl ToCss for PseudoElement {
    fn to_css<W: fmt::Write>(&self, to: &mut W) -> fmt::Result {
        write!(to, "::{}", self.0)
    }
}

impl selectors::parser::PseudoElement for PseudoElement {
    fn accepts_state_pseudo_classes(&self) -> bool {
        true
    }
}

struct Reader;

type ParseError = cssparser::ParseError<SelectorParseErrorKind>;

impl<'i> Parser<'i> for Reader {
    type Impl = Impl;
    type Error = SelectorParseErrorKind;

    fn parse_nth_child_of(&self) -> bool {
        true
    }

    fn parse_is_and_where(&self) -> bool {
        true
    }

    fn parse_has(&self) -> bool {
        true
    }

    fn parse_parent_selector(&self) -> bool {
        true
    }

    fn parse_non_ts_pseudo_class(&self, name: &str) -> Result<PseudoClass, ParseError> {
        let name = name.to_ascii_lowercase();
        Ok(match &*name {
            "link" | "any-link" => PseudoClass::Link,
            "focus" | "focus-visible" => PseudoClass::Focus,
            "focus-within" => PseudoClass::FocusWithin,
            "enabled" => PseudoClass::Enabled,
            "disabled" => PseudoClass::Disabled,
            "checked" => PseudoClass::Checked,
            "open" => PseudoClass::Open,
            _ => PseudoClass::Never(name.into()),
        })
    }

    fn parse_non_ts_functional_pseudo_class(
        &self,
        name: &str,
        parser: &mut CssParser<'i>,
        _after_part: bool,
    ) -> Result<PseudoClass, ParseError> {
        let argument: Box<str> = parser.expect_ident_or_string()?.as_ref().into();
        match &*name.to_ascii_lowercase() {
            "lang" => Ok(PseudoClass::Lang(argument)),
            "dir" => Ok(PseudoClass::Dir(argument)),
            name => Ok(PseudoClass::Never(name.into())),
        }
    }

    fn parse_pseudo_element(&self, name: &str) -> Result<PseudoElement, ParseError> {
        Ok(PseudoElement(name.to_ascii_lowercase().into()))
    }
}

impl Element for Node<'_> {
    type Impl = Impl;

    fn opaque(&self) -> OpaqueElement {
        OpaqueElement::new(&self.page.tree.previous[self.index()])
    }

    fn parent_element(&self) -> Option<Self> {
        self.parent()
    }

    fn parent_node_is_shadow_root(&self) -> bool {
        false
    }

    fn containing_shadow_host(&self) -> Option<Self> {
        None
    }

    fn is_pseudo_element(&self) -> bool {
        false
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.previous()
    }

    fn next_sibling_element(&self) -> Option<Self> {
        self.next()
    }

    fn first_element_child(&self) -> Option<Self> {
        self.child_elements().next()
    }

    fn is_html_element_in_html_document(&self) -> bool {
        !self.is_foreign()
    }

    fn has_local_name(&self, name: &Name) -> bool {
        self.name() == &*name.0
    }

    fn has_namespace(&self, _: &Name) -> bool {
        true
    }

    fn is_same_type(&self, other: &Self) -> bool {
        self.name() == other.name()
    }

    fn attr_matches(&self, _: &NamespaceConstraint<&Name>, name: &Name, operation: &AttrSelectorOperation<&Value>) -> bool {
        self.value(&name.0).is_some_and(|value| operation.eval_str(value))
    }

    fn match_non_ts_pseudo_class(&self, class: &PseudoClass, context: &mut MatchingContext<'_, Impl>) -> bool {
        match class {
            PseudoClass::Link => self.is_link(),
            PseudoClass::Focus => context.extra_data.focused == Some(self.index()),
            PseudoClass::FocusWithin => {
                context.extra_data.focused.and_then(|at| self.page.node(at)).is_some_and(|node| node.is_within(*self))
            }
            PseudoClass::Enabled => self.can_be_disabled() && !self.is_disabled(),
            PseudoClass::Disabled => self.is_disabled(),
            PseudoClass::Checked => self.has("checked") || self.has("selected"),
            PseudoClass::Open => self.has("open"),
            PseudoClass::Lang(range) => {
                let tag = self.lineage().find_map(|node| node.value("lang")).unwrap_or_default();
                let (tag, range) = (tag.to_ascii_lowercase(), range.to_ascii_lowercase());
                tag == range || tag.strip_prefix(&range).is_some_and(|rest| rest.starts_with('-'))
            }
            PseudoClass::Dir(dir) => &**dir == self.lineage().find_map(|node| node.value("dir")).unwrap_or("ltr"),
            PseudoClass::Never(_) => false,
        }
    }

    fn match_pseudo_element(&self, _: &PseudoElement, _: &mut MatchingContext<'_, Impl>) -> bool {
        false
    }

    fn apply_selector_flags(&self, _: ElementSelectorFlags) {}

    fn is_link(&self) -> bool {
        matches!(self.name(), "a" | "area") && self.has("href")
    }

    fn is_html_slot_element(&self) -> bool {
        false
    }

    fn has_id(&self, id: &Name, case: CaseSensitivity) -> bool {
        self.value("id").is_some_and(|own| case.eq(own.as_bytes(), id.0.as_bytes()))
    }

    fn has_class(&self, class: &Name, case: CaseSensitivity) -> bool {
        let classes = self.value("class").unwrap_or_default();
        classes.split_ascii_whitespace().any(|own| case.eq(own.as_bytes(), class.0.as_bytes()))
    }

    fn has_custom_state(&self, _: &Name) -> bool {
        false
    }

    fn imported_part(&self, _: &Name) -> Option<Name> {
        None
    }

    fn is_part(&self, _: &Name) -> bool {
        false
    }

    fn is_empty(&self) -> bool {
        self.parts().next().is_none()
    }

    fn is_root(&self) -> bool {
        self.name() == "html" && self.parent().is_none()
    }

    fn add_element_unique_hashes(&self, _: &mut BloomFilter) -> bool {
        false
    }
}
