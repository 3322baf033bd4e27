//! Rules of the W3C's Accessibility Conformance Testing, as far as a page alone decides them.
//!
//! Source of each rule: <https://www.w3.org/WAI/standards-guidelines/act/rules/>, by the id beside it. What depends on the
//! content of pictures, on sound or on scripts is not decided.

mod attributes;
mod bypass;
mod contrast;
mod distinct;
mod document;
mod form;
mod frequent;
mod keyboard;
mod language;
mod link;
mod media;
mod names;
mod overflow;
mod spacing;
mod structure;
mod table;

use std::cell::OnceCell;
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::{KnownStyles, Node, Page, Sheet};
use crate::syntax::html::Document;

pub(crate) use contrast::pale_in_the_dark;
pub(crate) use distinct::indistinct_links;
pub(crate) use table::headers_without_words;

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
    fn of(node: Node<'_>, passes: bool, why: impl fmt::Display) -> Self {
        if passes { Self::passed(node) } else { Self::failed(node, why.to_string()) }
    }

    fn of_page(outcome: Outcome, why: &str) -> Self {
        let why = if outcome == Outcome::Failed { why.to_owned() } else { String::new() };
        Self { element: None, outcome, why }
    }
}

/// The most elements of a page that rules look at, and how deep they may stand in each other; browsers allow 512.
pub(crate) const MAX_ELEMENTS: usize = 20_000;
const MAX_DEPTH: usize = 256;

/// Gives the style sheet of an address.
pub(crate) type Linked<'l> = dyn Fn(&str) -> Option<Arc<Sheet>> + 'l;

/// A page that rules look at.
pub(crate) struct Subject<'s> {
    page: Page<'s>,
    /// Whether scripts may make content that the source does not show.
    is_built_by_scripts: bool,
    /// The names of all elements and attributes that it has, with `aria-` and `on` for those that begin so.
    names: HashSet<&'s str, FixedState>,
    /// Whether only what fails is of interest, so that rules can leave out what takes long and cannot fail.
    wants_failures: bool,
    /// What the rule for the least contrast says, which that for dark colours wants as well.
    least_contrast: OnceCell<Vec<Verdict>>,
}

impl<'s> Subject<'s> {
    /// Reads a page. Style sheets that it links to are asked for by their addresses as they are written. A page that is too
    /// large or too deep for the rules is not read: some of them look from each element at what is around it.
    pub(crate) fn read(document: &'s Document<'s>, linked: &Linked<'_>, known: &'s KnownStyles) -> Option<Self> {
        let mut depths = vec![0_usize; document.n_nodes()];
        for (n, element) in document.elements().enumerate() {
            let depth = element.parent().map_or(0, |parent| depths[parent.index()] + 1);
            depths[element.index()] = depth;
            if n >= MAX_ELEMENTS || depth >= MAX_DEPTH {
                return None;
            }
        }
        let page = Page::read(document, linked, known);
        let mut subject =
            Self { page, is_built_by_scripts: false, names: names(document), wants_failures: false, least_contrast: OnceCell::new() };
        subject.is_built_by_scripts = subject.may_be_built_by_scripts();
        Some(subject)
    }

    /// The same, for someone who wants to hear of failures alone.
    pub(crate) fn wanting_failures(self) -> Self {
        Self { wants_failures: true, ..self }
    }

    /// The page in a window on a desktop.
    pub(crate) fn page(&self) -> &Page<'s> {
        &self.page
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
    pub(crate) fn is_built_by_scripts(&self) -> bool {
        self.is_built_by_scripts
    }

    fn may_be_built_by_scripts(&self) -> bool {
        if !self.names.contains("script") && !self.names.contains("on") {
            return false;
        }
        const BUILDERS: &[&str] =
            &["attachShadow", "innerHTML", "appendChild", "createElement", "document.write", "insertAdjacent", ".append("];
        self.scripts().iter().any(|script| BUILDERS.iter().any(|builder| script.contains(builder)))
    }
}

fn names<'s>(document: &'s Document<'s>) -> HashSet<&'s str, FixedState> {
    let mut names = HashSet::default();
    for element in document.elements() {
        names.insert(element.name());
        for attribute in element.attributes() {
            let beginning = ["aria-", "on"].into_iter().find(|beginning| attribute.name.starts_with(beginning));
            names.extend(beginning);
            names.insert(&*attribute.name);
        }
    }
    names
}

/// A rule by its id.
pub(crate) struct Rule {
    pub id: &'static str,
    /// Elements and attributes without any of which it does not apply to a page; `aria-` and `on` stand for all attributes that
    /// begin so. Without any it always may.
    needs: &'static [&'static str],
    check: fn(&Subject<'_>) -> Vec<Verdict>,
}

impl Rule {
    /// What it says of a page; nothing where it does not apply.
    pub(crate) fn check(&self, subject: &Subject<'_>) -> Vec<Verdict> {
        let may_apply = self.needs.is_empty() || self.needs.iter().any(|name| subject.names.contains(name));
        let mut verdicts = if may_apply { (self.check)(subject) } else { Vec::new() };
        if subject.is_built_by_scripts {
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
    Rule { id: "674b10", needs: &["role"], check: attributes::role_exists },
    Rule { id: "6a7281", needs: &["aria-"], check: attributes::value_is_valid },
    Rule { id: "5f99a7", needs: &["aria-"], check: attributes::is_defined },
    Rule { id: "4e8ab6", needs: &["role"], check: attributes::required_are_there },
    Rule { id: "5c01ea", needs: &["aria-"], check: attributes::is_permitted },
    Rule { id: "kb1m8s", needs: &["aria-"], check: attributes::is_not_prohibited },
    Rule { id: "in6db8", needs: &["role"], check: attributes::required_references_exist },
    Rule { id: "m6b1q3", needs: &["role"], check: names::menu_item },
    Rule { id: "97a4e1", needs: &["button", "input", "role"], check: names::button },
    Rule { id: "59796f", needs: &["input"], check: names::image_button },
    Rule { id: "e086e5", needs: &["input", "select", "textarea", "datalist", "role"], check: names::form_field },
    Rule { id: "23a2a8", needs: &["img", "role"], check: names::image },
    Rule { id: "c487ae", needs: &["a", "area", "role"], check: names::link },
    Rule { id: "7d6734", needs: &["role"], check: names::drawing },
    Rule { id: "8fc3b6", needs: &["object"], check: names::object },
    Rule { id: "2t702h", needs: &["summary"], check: names::summary },
    Rule { id: "ffd0e9", needs: &[], check: names::heading },
    Rule { id: "cae760", needs: &["iframe"], check: names::frame },
    Rule { id: "2ee8b8", needs: &["aria-label", "aria-labelledby"], check: names::holds_the_label },
    Rule { id: "ff89c9", needs: &["role"], check: structure::has_context },
    Rule { id: "bc4a75", needs: &["ul", "ol", "menu", "select", "role"], check: structure::owns_what_it_must },
    Rule {
        id: "307n5z",
        needs: &["button", "img", "svg", "math", "hr", "progress", "meter", "option", "input", "role"],
        check: structure::presentational_children,
    },
    Rule { id: "46ca7f", needs: &["img", "role"], check: structure::decorative_is_not_exposed },
    Rule { id: "6cfa84", needs: &["aria-hidden"], check: structure::hidden_has_no_focus },
    Rule { id: "akn7bn", needs: &["iframe"], check: structure::frame_in_tab_order },
    Rule { id: "3ea0c8", needs: &[], check: structure::ids_are_unique },
    Rule { id: "de46e4", needs: &[], check: language::of_a_part },
    Rule { id: "bf051a", needs: &[], check: language::of_the_page_is_valid },
    Rule { id: "b5c3f8", needs: &[], check: language::of_the_page_is_there },
    Rule { id: "5b7ae0", needs: &[], check: language::both_agree },
    Rule { id: "off6ek", needs: &[], check: language::of_a_part_matches },
    Rule { id: "ucwvc8", needs: &[], check: language::of_the_page_matches },
    Rule { id: "2779a5", needs: &[], check: document::title },
    Rule { id: "c4a8a4", needs: &[], check: document::title_describes },
    Rule { id: "bc659a", needs: &["http-equiv"], check: document::refresh },
    Rule { id: "bisz58", needs: &["http-equiv"], check: document::refresh_without_exception },
    Rule { id: "b4f0c3", needs: &[], check: document::viewport },
    Rule { id: "24afc2", needs: &["style"], check: spacing::of_letters },
    Rule { id: "9e45ec", needs: &["style"], check: spacing::of_words },
    Rule { id: "78fd32", needs: &["style"], check: spacing::of_lines },
    Rule { id: "b33eff", needs: &[], check: overflow::orientation },
    Rule { id: "59br37", needs: &[], check: overflow::zoomed_text },
    Rule { id: "0ssw9k", needs: &[], check: overflow::scrolled_by_keys },
    Rule { id: "afw4f7", needs: &[], check: contrast::least },
    Rule { id: "09o5cg", needs: &[], check: contrast::enhanced },
    Rule { id: "oj04fd", needs: &[], check: contrast::focus },
    Rule { id: "a25f45", needs: &["headers"], check: table::headers },
    Rule { id: "d0f69e", needs: &[], check: table::header_has_cells },
    Rule { id: "73f2c2", needs: &["autocomplete"], check: form::autocomplete },
    Rule { id: "aizyf1", needs: &[], check: link::describes },
    Rule { id: "5effbb", needs: &[], check: link::describes_in_context },
    Rule { id: "b20e66", needs: &[], check: link::same_name },
    Rule { id: "fd3a94", needs: &[], check: link::same_name_in_context },
    Rule { id: "4b1c6c", needs: &["iframe"], check: link::same_frame_name },
    Rule { id: "80f0bf", needs: &["audio", "video"], check: media::plays_by_itself },
    Rule { id: "aaa1bf", needs: &["audio", "video"], check: media::plays_briefly },
    Rule { id: "4c31df", needs: &["audio", "video"], check: media::has_control },
    Rule { id: "efbfc7", needs: &["marquee", "blink", "script", "on"], check: media::moves_by_itself },
    Rule { id: "80af7b", needs: &[], check: keyboard::no_trap },
    Rule { id: "a1b64e", needs: &[], check: keyboard::no_trap_by_standard_keys },
    Rule { id: "ebe86a", needs: &[], check: keyboard::no_trap_by_other_keys },
    Rule { id: "ffbc54", needs: &[], check: keyboard::shortcuts },
    Rule { id: "c249d5", needs: &[], check: keyboard::motion },
    Rule { id: "7677a9", needs: &[], check: keyboard::motion },
    Rule { id: "b40fd1", needs: &[], check: bypass::landmark },
    Rule { id: "047fe0", needs: &[], check: bypass::heading },
    Rule { id: "ye5d6e", needs: &[], check: bypass::instrument },
    Rule { id: "3e12e1", needs: &[], check: bypass::collapsible },
    Rule { id: "cf77f2", needs: &[], check: bypass::any },
];

#[cfg(test)]
mod tests;

/// What a whole rule says: the worst of its verdicts, or nothing where it does not apply.
pub(crate) fn overall(verdicts: &[Verdict]) -> Option<Outcome> {
    verdicts.iter().map(|verdict| verdict.outcome).max()
}
