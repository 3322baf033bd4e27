//! Rules of the W3C's Accessibility Conformance Testing, as far as a page alone decides them.
//!
//! Source of each rule: <https://www.w3.org/WAI/standards-guidelines/act/rules/>, by the id beside it. What depends on the
//! content of pictures, on sound or on scripts is not decided.

mod attributes;
mod bypass;
mod contrast;
mod document;
mod form;
mod keyboard;
mod language;
mod link;
mod media;
mod names;
mod overflow;
mod spacing;
mod structure;
mod table;

use std::sync::Arc;

use super::{Environment, Node, Page, Sheet};
use crate::syntax::html::Document;

/// What a rule says of one thing that it applies to.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Outcome {
    Passed,
    /// It takes a person, a layout or a script to tell.
    Undecided,
    Failed,
}

/// A thing that a rule applies to, with what the rule says of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Verdict {
    /// The index of the element; none where it is the whole page.
    pub element: Option<usize>,
    pub outcome: Outcome,
    /// What is wrong, as half a sentence about the element; empty where nothing is.
    pub why: String,
}

impl Verdict {
    fn passed(node: Node<'_>) -> Self {
        Self { element: Some(node.index()), outcome: Outcome::Passed, why: String::new() }
    }

    fn undecided(node: Node<'_>) -> Self {
        Self { element: Some(node.index()), outcome: Outcome::Undecided, why: String::new() }
    }

    fn failed(node: Node<'_>, why: impl Into<String>) -> Self {
        Self { element: Some(node.index()), outcome: Outcome::Failed, why: why.into() }
    }

    /// Passed, or failed for a reason.
    fn of(node: Node<'_>, passes: bool, why: impl Into<String>) -> Self {
        if passes { Self::passed(node) } else { Self::failed(node, why) }
    }

    fn of_page(outcome: Outcome, why: &str) -> Self {
        let why = if outcome == Outcome::Failed { why.to_owned() } else { String::new() };
        Self { element: None, outcome, why }
    }
}

/// The most elements of a page that rules look at, and how deep they may stand in each other; browsers allow 512.
pub(crate) const MAX_ELEMENTS: usize = 20_000;
const MAX_DEPTH: usize = 256;

/// Gives the style sheet of an address, read for an environment.
pub(crate) type Linked<'l> = dyn Fn(&str, &Environment) -> Option<Arc<Sheet>> + 'l;

/// A page that rules look at, in as many environments as they want.
pub(crate) struct Subject<'s> {
    document: &'s Document<'s>,
    linked: &'s Linked<'s>,
    page: Page<'s>,
}

impl<'s> Subject<'s> {
    /// Reads a page. Style sheets that it links to are asked for by their addresses as they are written. A page that is too
    /// large or too deep for the rules is not read: some of them look from each element at what is around it.
    pub(crate) fn read(document: &'s Document<'s>, linked: &'s Linked<'s>) -> Option<Self> {
        let mut depths = vec![0_usize; document.n_nodes()];
        for (n, element) in document.elements().enumerate() {
            let depth = element.parent().map_or(0, |parent| depths[parent.index()] + 1);
            depths[element.index()] = depth;
            if n >= MAX_ELEMENTS || depth >= MAX_DEPTH {
                return None;
            }
        }
        let page = Page::read(document, &Environment::DESKTOP, &|address| linked(address, &Environment::DESKTOP));
        Some(Self { document, linked, page })
    }

    /// The page in a window on a desktop.
    pub(crate) fn page(&self) -> &Page<'s> {
        &self.page
    }

    fn page_in(&self, environment: &Environment) -> Page<'s> {
        Page::read(self.document, environment, &|address| (self.linked)(address, environment))
    }

    fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        self.page.nodes()
    }

    /// Whether it is a page of HTML, and not a drawing alone.
    fn is_html(&self) -> bool {
        self.nodes().next().is_none_or(|first| first.name() != "svg")
    }

    /// The source of the scripts that run on the page, those in attributes included; addresses stand for files.
    fn scripts(&self) -> Vec<&str> {
        let mut scripts = Vec::new();
        for node in self.nodes() {
            if node.name() == "script"
                && node.value("type").is_none_or(|kind| kind.is_empty() || kind.contains("javascript") || kind == "module")
            {
                scripts.push(node.value("src").unwrap_or_else(|| node.element().source()));
            }
            let handlers = node.element().attributes().iter().filter(|attribute| attribute.name.starts_with("on"));
            scripts.extend(handlers.map(|attribute| &*attribute.value));
        }
        scripts
    }

    /// Whether scripts may make content that the source does not show.
    fn is_built_by_scripts(&self) -> bool {
        const BUILDERS: &[&str] =
            &["attachShadow", "innerHTML", "appendChild", "createElement", "document.write", "insertAdjacent", ".append("];
        self.scripts().iter().any(|script| BUILDERS.iter().any(|builder| script.contains(builder)))
    }
}

/// A rule by its id.
pub(crate) struct Rule {
    pub id: &'static str,
    check: fn(&Subject<'_>) -> Vec<Verdict>,
}

impl Rule {
    /// What it says of a page; nothing where it does not apply.
    pub(crate) fn check(&self, subject: &Subject<'_>) -> Vec<Verdict> {
        let mut verdicts = (self.check)(subject);
        if subject.is_built_by_scripts() {
            verdicts
                .iter_mut()
                .filter(|verdict| verdict.outcome == Outcome::Failed)
                .for_each(|verdict| verdict.outcome = Outcome::Undecided);
            if verdicts.is_empty() {
                verdicts.push(Verdict::of_page(Outcome::Undecided, ""));
            }
        }
        verdicts
    }
}

/// All rules that are decided here, wholly or in part.
pub(crate) const RULES: &[Rule] = &[
    Rule { id: "674b10", check: attributes::role_exists },
    Rule { id: "6a7281", check: attributes::value_is_valid },
    Rule { id: "5f99a7", check: attributes::is_defined },
    Rule { id: "4e8ab6", check: attributes::required_are_there },
    Rule { id: "5c01ea", check: attributes::is_permitted },
    Rule { id: "kb1m8s", check: attributes::is_not_prohibited },
    Rule { id: "in6db8", check: attributes::required_references_exist },
    Rule { id: "m6b1q3", check: names::menu_item },
    Rule { id: "97a4e1", check: names::button },
    Rule { id: "59796f", check: names::image_button },
    Rule { id: "e086e5", check: names::form_field },
    Rule { id: "23a2a8", check: names::image },
    Rule { id: "c487ae", check: names::link },
    Rule { id: "7d6734", check: names::drawing },
    Rule { id: "8fc3b6", check: names::object },
    Rule { id: "2t702h", check: names::summary },
    Rule { id: "ffd0e9", check: names::heading },
    Rule { id: "cae760", check: names::frame },
    Rule { id: "2ee8b8", check: names::holds_the_label },
    Rule { id: "ff89c9", check: structure::has_context },
    Rule { id: "bc4a75", check: structure::owns_what_it_must },
    Rule { id: "307n5z", check: structure::presentational_children },
    Rule { id: "46ca7f", check: structure::decorative_is_not_exposed },
    Rule { id: "6cfa84", check: structure::hidden_has_no_focus },
    Rule { id: "akn7bn", check: structure::frame_in_tab_order },
    Rule { id: "3ea0c8", check: structure::ids_are_unique },
    Rule { id: "de46e4", check: language::of_a_part },
    Rule { id: "bf051a", check: language::of_the_page_is_valid },
    Rule { id: "b5c3f8", check: language::of_the_page_is_there },
    Rule { id: "5b7ae0", check: language::both_agree },
    Rule { id: "off6ek", check: language::of_a_part_matches },
    Rule { id: "ucwvc8", check: language::of_the_page_matches },
    Rule { id: "2779a5", check: document::title },
    Rule { id: "c4a8a4", check: document::title_describes },
    Rule { id: "bc659a", check: document::refresh },
    Rule { id: "bisz58", check: document::refresh_without_exception },
    Rule { id: "b4f0c3", check: document::viewport },
    Rule { id: "24afc2", check: spacing::of_letters },
    Rule { id: "9e45ec", check: spacing::of_words },
    Rule { id: "78fd32", check: spacing::of_lines },
    Rule { id: "b33eff", check: overflow::orientation },
    Rule { id: "59br37", check: overflow::zoomed_text },
    Rule { id: "0ssw9k", check: overflow::scrolled_by_keys },
    Rule { id: "afw4f7", check: contrast::least },
    Rule { id: "09o5cg", check: contrast::enhanced },
    Rule { id: "oj04fd", check: contrast::focus },
    Rule { id: "a25f45", check: table::headers },
    Rule { id: "d0f69e", check: table::header_has_cells },
    Rule { id: "73f2c2", check: form::autocomplete },
    Rule { id: "aizyf1", check: link::describes },
    Rule { id: "5effbb", check: link::describes_in_context },
    Rule { id: "b20e66", check: link::same_name },
    Rule { id: "fd3a94", check: link::same_name_in_context },
    Rule { id: "4b1c6c", check: link::same_frame_name },
    Rule { id: "80f0bf", check: media::plays_by_itself },
    Rule { id: "aaa1bf", check: media::plays_briefly },
    Rule { id: "4c31df", check: media::has_control },
    Rule { id: "efbfc7", check: media::moves_by_itself },
    Rule { id: "80af7b", check: keyboard::no_trap },
    Rule { id: "a1b64e", check: keyboard::no_trap_by_standard_keys },
    Rule { id: "ebe86a", check: keyboard::no_trap_by_other_keys },
    Rule { id: "ffbc54", check: keyboard::shortcuts },
    Rule { id: "c249d5", check: keyboard::motion },
    Rule { id: "7677a9", check: keyboard::motion },
    Rule { id: "b40fd1", check: bypass::landmark },
    Rule { id: "047fe0", check: bypass::heading },
    Rule { id: "ye5d6e", check: bypass::instrument },
    Rule { id: "3e12e1", check: bypass::collapsible },
    Rule { id: "cf77f2", check: bypass::any },
];

/// A text that holds letters or digits of some language.
fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests;

/// What a whole rule says: the worst of its verdicts, or nothing where it does not apply.
pub(crate) fn overall(verdicts: &[Verdict]) -> Option<Outcome> {
    verdicts.iter().map(|verdict| verdict.outcome).max()
}
