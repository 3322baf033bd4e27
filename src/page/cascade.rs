//! The cascade: which rules of a page's style sheets match an element, and which of their declarations count.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, OnceLock};

use selectors::bloom::{BLOOM_HASH_MASK, BloomFilter};
use selectors::context::{QuirksMode, SelectorCaches};
use selectors::matching::selector_may_match;
use selectors::parser::AncestorHashes;
#[cfg(test)]
use selectors::parser::Selector;
use selectors::parser::SelectorList;

use super::node::Node;
use super::selector::{self, Impl};
use super::sheet::{Declaration, Media, Rule, Sheet};
use super::signature::{self, Asked};

/// What browsers bring along, as far as checks depend on it.
/// Source: HTML Living Standard, 15.3 "Non-replaced elements".
const DEFAULTS: &str = "
    [hidden], base, basefont, datalist, head, link, meta, noembed, noframes, param, rp, script, style, template, title,
    noscript, dialog:not([open]), input[type=hidden i], details:not([open]) > :not(summary) { display: none }
    html, body, address, blockquote, center, dialog, div, figure, figcaption, footer, form, header, hr, legend, listing, main,
    p, plaintext, pre, xmp, search, article, aside, h1, h2, h3, h4, h5, h6, hgroup, nav, section, dir, dd, dl, dt, menu, ol,
    ul, fieldset, details, summary, optgroup, option { display: block }
    li { display: list-item }
    table { display: table } caption { display: table-caption } tr { display: table-row } td, th { display: table-cell }
    thead, tbody, tfoot { display: table-row-group } col { display: table-column }
    input, select, button, textarea, meter, progress { display: inline-block }
    ruby { display: ruby }
    h1 { font-size: 2em; font-weight: bold } h2 { font-size: 1.5em; font-weight: bold }
    h3 { font-size: 1.17em; font-weight: bold } h4, th, b, strong { font-weight: bold }
    h5 { font-size: 0.83em; font-weight: bold } h6 { font-size: 0.67em; font-weight: bold }
    small, sub, sup { font-size: 0.83em }
    input, select, button, textarea { font-size: 13.3333px; color: black; letter-spacing: normal; word-spacing: normal }
    button, input[type=button i], input[type=submit i], input[type=reset i] { background-color: #efefef }
    input, textarea, select { background-color: white }
    mark { background-color: yellow; color: black }
    a[href] { color: #0000ee; text-decoration: underline }
    nobr { white-space: nowrap } pre, textarea { white-space: pre }
";

/// The style sheets of a page.
#[derive(Debug)]
pub(super) struct Cascade {
    /// That of browsers first, each with the queries that it stands under.
    pub sheets: Vec<(Arc<Sheet>, Media)>,
    /// Whether a style sheet could not be read.
    pub is_incomplete: bool,
    /// The rules of all sheets in their order.
    rules: Vec<Ranked>,
    /// The rules that can match an element by its id, class or name, as in `Sheet`: those that ask for nothing but the element
    /// and what it is in, and the others.
    near: ByKey,
    far: ByKey,
    /// What the near ones ask for.
    pub asked: Asked,
    /// The rules whose match depends on the focus.
    of_focus: OnceLock<Vec<u32>>,
}

/// Rules by what an element must have for them to match, as in `Sheet`.
type ByKey = HashMap<Box<str>, Vec<u32>, foldhash::fast::FixedState>;

/// A rule with what decides whether it can match and how strong it is.
#[derive(Debug)]
struct Ranked {
    /// Its sheet, and its place there.
    sheet: usize,
    at: usize,
    /// How strong the layer is that it stands in; a rule without one is the strongest.
    layer: usize,
    ancestors: AncestorHashes,
    /// What a far rule asks for at least.
    relaxed: Option<SelectorList<Impl>>,
    /// Whether it may leave an element without an outline.
    removes_outline: bool,
}

/// A declaration that applies to an element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Applied {
    pub priority: Priority,
    pub place: Place,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// The rule, and the declaration in it.
    Rule(u32, u32),
    /// The place in what the `style` attribute declares.
    Inline(u32),
}

/// Importance and origin, layer, specificity, order.
pub(super) type Priority = (u8, usize, u32, u32);

/// The priority of what is important and stands in a `style` attribute.
pub(super) const IMPORTANT_INLINE: u8 = 4;

/// What applies to an element and to its pseudo-elements, by their names, each sorted.
pub(super) type AppliedTo = (Vec<Applied>, Vec<(Box<str>, Vec<Applied>)>);

impl Cascade {
    /// `sheets` are those of the page in their order.
    pub(super) fn new(sheets: Vec<(Arc<Sheet>, Media)>, is_incomplete: bool) -> Self {
        static OWN: LazyLock<Arc<Sheet>> = LazyLock::new(|| Arc::new(Sheet::read(DEFAULTS)));
        let sheets: Vec<_> = std::iter::once((OWN.clone(), Media::default())).chain(sheets).collect();
        let mut layers: Vec<&str> = Vec::new();
        for layer in sheets.iter().flat_map(|(sheet, _)| &sheet.layers) {
            if layer.is_empty() || !layers.contains(&layer.as_str()) {
                layers.push(layer);
            }
        }
        let (mut rules, mut near, mut far) = (Vec::new(), ByKey::default(), ByKey::default());
        let mut asked = Asked::default();
        for (n, (sheet, _)) in sheets.iter().enumerate() {
            let first = rules.len();
            for (at, rule) in sheet.rules.iter().enumerate() {
                let layer = rule.layer.and_then(|layer| layers.iter().position(|known| *known == sheet.layers[layer]));
                let ancestors = AncestorHashes::new(&rule.selector, QuirksMode::NoQuirks);
                rules.push(Ranked {
                    sheet: n,
                    at,
                    layer: layer.unwrap_or(usize::MAX),
                    ancestors,
                    relaxed: None,
                    removes_outline: removes_outline(rule),
                });
            }
            for (key, places) in &sheet.by_key {
                for at in places {
                    let selector = &sheet.rules[*at].selector;
                    let is_near = asked.note(selector);
                    if !is_near {
                        rules[first + at].relaxed = signature::relaxed(selector);
                    }
                    let to = if is_near { &mut near } else { &mut far };
                    to.entry(key.as_str().into()).or_default().push((first + at) as u32);
                }
            }
        }
        Self { sheets, is_incomplete, rules, near, far, asked, of_focus: OnceLock::new() }
    }

    fn rule(&self, at: u32) -> &Rule {
        self.rule_of(&self.rules[at as usize])
    }

    /// The selectors of all rules in their order.
    #[cfg(test)]
    pub(super) fn selectors(&self) -> impl Iterator<Item = &Selector<Impl>> {
        self.rules.iter().map(|ranked| &self.rule_of(ranked).selector)
    }

    /// Which of the rules apply, by what is said of lists of media queries.
    pub(super) fn apply_where(&self, answers: impl Fn(&str) -> bool) -> Vec<bool> {
        let mut known: HashMap<&str, bool> = HashMap::new();
        let applies = |ranked: &Ranked| {
            let mut media = self.sheets[ranked.sheet].1.iter().chain(self.rule_of(ranked).media.iter());
            media.all(|queries| *known.entry(queries).or_insert_with(|| answers(queries)))
        };
        self.rules.iter().map(applies).collect()
    }

    fn rule_of(&self, ranked: &Ranked) -> &Rule {
        &self.sheets[ranked.sheet].0.rules[ranked.at]
    }

    /// The rules that match an element or one of its pseudo-elements and ask for nothing but it and what it is in, in their
    /// order.
    pub(super) fn matching_near(&self, node: Node<'_>, ancestors: &Ancestors, caches: &mut SelectorCaches) -> Vec<u32> {
        self.that_match(&self.candidates(&self.near, node, ancestors), node, caches)
    }

    /// The others that can match it, as far as it and what it is in decide that, in their order.
    pub(super) fn candidates_far(&self, node: Node<'_>, ancestors: &Ancestors, caches: &mut SelectorCaches) -> Vec<u32> {
        let mut candidates = self.candidates(&self.far, node, ancestors);
        candidates.retain(|at| {
            let relaxed = self.rules[*at as usize].relaxed.as_ref();
            relaxed.is_none_or(|list| list.slice().iter().any(|selector| selector::matches(selector, node, false, caches)))
        });
        candidates
    }

    /// Which of some rules match an element or one of its pseudo-elements.
    pub(super) fn that_match(&self, rules: &[u32], node: Node<'_>, caches: &mut SelectorCaches) -> Vec<u32> {
        rules.iter().filter(|at| selector::matches(&self.rule(**at).selector, node, false, caches)).copied().collect()
    }

    fn candidates(&self, rules: &ByKey, node: Node<'_>, ancestors: &Ancestors) -> Vec<u32> {
        let mut candidates = Vec::new();
        let mut try_key = |key: &str| {
            let of_key = rules.get(key).into_iter().flatten();
            candidates.extend(of_key.filter(|at| selector_may_match(&self.rules[**at as usize].ancestors, &ancestors.filter)));
        };
        try_key("");
        try_key(node.name());
        let mut key = String::new();
        for attribute in node.element().attributes() {
            let (sign, names) = match &*attribute.name {
                "id" => ('#', &*attribute.value),
                "class" => ('.', &*attribute.value),
                _ => continue,
            };
            for name in names.split_ascii_whitespace() {
                key.clear();
                key.push(sign);
                key.push_str(name);
                try_key(&key);
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        candidates
    }

    /// The rules that would match an element if it had the focus; `matching` are those that do without it.
    pub(super) fn matching_in_focus(&self, node: Node<'_>, matching: &[u32]) -> Vec<u32> {
        let of_focus = self.of_focus();
        let mut caches = SelectorCaches::default();
        let without = matching.iter().filter(|at| of_focus.binary_search(at).is_err()).copied();
        let with = of_focus.iter().filter(|at| selector::matches(&self.rule(**at).selector, node, true, &mut caches)).copied();
        let mut all: Vec<u32> = without.chain(with).collect();
        all.sort_unstable();
        all
    }

    fn of_focus(&self) -> &[u32] {
        self.of_focus.get_or_init(|| {
            let asks = |at: &u32| selector::asks_for_focus(&self.rule(*at).selector);
            (0..self.rules.len() as u32).filter(asks).collect()
        })
    }

    /// Whether a rule that would match an element with the focus may leave it without an outline.
    pub(super) fn may_remove_outline(&self, node: Node<'_>, matching: &[u32]) -> bool {
        let removes = |at: &&u32| self.rules[**at as usize].removes_outline;
        let mut caches = SelectorCaches::default();
        matching.iter().any(|at| removes(&at))
            || self.of_focus().iter().filter(removes).any(|at| selector::matches(&self.rule(*at).selector, node, true, &mut caches))
    }

    /// What applies by some rules and by what the `style` attribute declares; `apply` says which rules do at all.
    pub(super) fn applied(&self, matching: &[u32], apply: &[bool], inline: &[Declaration]) -> AppliedTo {
        let (mut own, mut pseudo) = (Vec::new(), Vec::<(Box<str>, Vec<Applied>)>::new());
        for &at in matching.iter().filter(|at| apply[**at as usize]) {
            let (ranked, rule) = (&self.rules[at as usize], self.rule(at));
            let applied = match &rule.pseudo {
                None => &mut own,
                Some(name) => {
                    let known = pseudo.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
                        pseudo.push((name.clone(), Vec::new()));
                        pseudo.len() - 1
                    });
                    &mut pseudo[known].1
                }
            };
            for (m, declaration) in rule.declarations.iter().enumerate() {
                let strength = match (ranked.sheet == 0, declaration.is_important) {
                    (true, false) => 0,
                    (false, false) => 1,
                    (false, true) => 3,
                    (true, true) => 5,
                };
                let layer = if declaration.is_important { usize::MAX - ranked.layer } else { ranked.layer };
                let priority = (strength, layer, rule.selector.specificity(), at);
                applied.push(Applied { priority, place: Place::Rule(at, m as u32) });
            }
        }
        for (at, declaration) in inline.iter().enumerate() {
            let strength = if declaration.is_important { IMPORTANT_INLINE } else { 2 };
            own.push(Applied { priority: (strength, 0, 0, 0), place: Place::Inline(at as u32) });
        }
        own.sort_by_key(|applied| applied.priority);
        pseudo.iter_mut().for_each(|(_, applied)| applied.sort_by_key(|applied| applied.priority));
        (own, pseudo)
    }

    /// A declaration by its place; `inline` is what the `style` attribute declares.
    pub(super) fn declaration<'c>(&'c self, place: Place, inline: &'c [Declaration]) -> &'c Declaration {
        match place {
            Place::Rule(rule, at) => &self.rule(rule).declarations[at as usize],
            Place::Inline(at) => &inline[at as usize],
        }
    }
}

fn removes_outline(rule: &Rule) -> bool {
    rule.declarations.iter().any(|declaration| {
        let first = declaration.value.split_whitespace().next().unwrap_or_default();
        declaration.property.name().starts_with("outline") && (matches!(first, "none" | "0" | "0px") || declaration.value.contains("var("))
    })
}

/// The elements around the one that is matched, by hashes of what selectors ask of them: most rules cannot match for want of
/// one of these.
#[derive(Default)]
pub(super) struct Ancestors {
    filter: BloomFilter,
    /// Where each ends, and its hashes.
    open: Vec<(usize, Vec<u32>)>,
}

impl Ancestors {
    /// Forgets those that a node is not in.
    pub(super) fn leave(&mut self, node: Node<'_>) {
        while let Some((_, hashes)) = self.open.pop_if(|(end, _)| *end <= node.index()) {
            hashes.into_iter().for_each(|hash| self.filter.remove_hash(hash));
        }
    }

    /// Adds one, if anything is in it.
    pub(super) fn enter(&mut self, node: Node<'_>) {
        let after = node.element().after();
        if after <= node.index() + 1 {
            return;
        }
        let classes = node.value("class").unwrap_or_default().split_ascii_whitespace();
        let names = std::iter::once(node.name()).chain(node.value("id")).chain(classes);
        let hashes: Vec<u32> = names.map(|name| selector::hash(name) & BLOOM_HASH_MASK).collect();
        hashes.iter().for_each(|hash| self.filter.insert_hash(*hash));
        self.open.push((after, hashes));
    }
}
