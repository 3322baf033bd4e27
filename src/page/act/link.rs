//! Texts of links.

use std::collections::BTreeMap;

use super::{Outcome, Subject, Verdict};
use crate::page::Node;
use crate::page::name::collapse;

/// Texts that say nothing of where a link leads.
const EMPTY: &[&str] = &[
    "more",
    "read more",
    "download",
    "learn more",
    "see more",
    "find out more",
    "more info",
    "more information",
    "click here",
    "click",
    "here",
    "go",
    "this",
    "this link",
    "link",
    "this page",
    "continue",
    "details",
    "info",
    "start",
    "open",
    "view",
    "en savoir plus",
    "lire la suite",
    "cliquez ici",
    "ici",
    "plus",
    "hier",
    "mehr",
    "weiterlesen",
    "hier klicken",
    "aquí",
    "haga clic aquí",
    "leer más",
    "más",
    "qui",
    "clicca qui",
    "aqui",
    "clique aqui",
    "اضغط هنا",
    "هنا",
    "المزيد",
    "اقرأ المزيد",
];

/// Whether a text says nothing of where its link leads.
pub(crate) fn is_empty_phrase(text: &str) -> bool {
    const LONGEST: usize = 40;
    if text.len() > LONGEST {
        return false;
    }
    let text = collapse(text).to_lowercase();
    EMPTY.contains(&text.trim_matches(|letter: char| !letter.is_alphanumeric()))
}

fn links<'p>(subject: &'p Subject<'_>) -> Vec<(Node<'p>, &'p str)> {
    let links = subject.nodes().filter(|node| node.role() == "link" && !node.is_hidden());
    links.map(|node| (node, node.accessible_name())).filter(|(_, name)| !name.is_empty()).collect()
}

pub(super) fn describes(subject: &Subject<'_>) -> Vec<Verdict> {
    let verdict = |(node, name): (Node<'_>, &str)| {
        Verdict::of(node, !is_empty_phrase(name), format_args!("says only \u{201c}{name}\u{201d}, which does not tell where it leads"))
    };
    links(subject).into_iter().map(verdict).collect()
}

/// What stands around a link and is known to belong to it: its paragraph, the items of lists that it is in, its cell with its headers.
fn context(node: Node<'_>) -> String {
    const BLOCKS: &[&str] = &["p", "li", "td", "th", "dd", "dt", "figcaption", "caption"];
    let mut context = String::new();
    let mut blocks = node.ancestors().filter(|around| BLOCKS.contains(&around.name()));
    if let Some(block) = blocks.next() {
        context.push_str(&block.element().text());
        if let Some(row) = block.parent().filter(|_| block.name() == "td") {
            context.extend(row.child_elements().filter(|cell| cell.name() == "th").map(|cell| cell.element().text()));
        }
    }
    for item in blocks.filter(|around| around.name() == "li") {
        context.push(' ');
        context.push_str(&item.own_text());
    }
    for described in node.referenced("aria-describedby") {
        context.push(' ');
        context.push_str(&described.element().text());
    }
    context.push_str(node.value("title").unwrap_or_default());
    collapse(&context)
}

pub(super) fn describes_in_context(subject: &Subject<'_>) -> Vec<Verdict> {
    let verdict = |(node, name): (Node<'_>, &str)| {
        let adds = || context(node).split_whitespace().count() > name.split_whitespace().count();
        Verdict::of(
            node,
            !is_empty_phrase(name) || adds(),
            format_args!("says only \u{201c}{name}\u{201d}, and nothing around it tells where it leads"),
        )
    };
    links(subject).into_iter().map(verdict).collect()
}

/// Things with one name that lead to several places: whether these are the same, only a person can say.
fn same<'p>(named: Vec<(Node<'p>, impl AsRef<str>)>, target: impl Fn(Node<'p>) -> Option<&'p str>) -> Vec<Verdict> {
    let mut by_name: BTreeMap<String, Vec<Node<'_>>> = BTreeMap::new();
    for (node, name) in named {
        by_name.entry(name.as_ref().to_lowercase()).or_default().push(node);
    }
    let mut verdicts = Vec::new();
    for nodes in by_name.into_values().filter(|nodes| nodes.len() > 1) {
        let is_one = nodes.iter().all(|node| target(*node).is_some() && target(*node) == target(nodes[0]));
        let outcome = if is_one { Outcome::Passed } else { Outcome::Undecided };
        verdicts.push(Verdict { element: Some(nodes[0].index()), outcome, why: String::new() });
    }
    verdicts
}

pub(super) fn same_name(subject: &Subject<'_>) -> Vec<Verdict> {
    same(links(subject), |node| node.value("href"))
}

pub(super) fn same_name_in_context(subject: &Subject<'_>) -> Vec<Verdict> {
    let with_context = links(subject).into_iter().map(|(node, name)| (node, format!("{name}\n{}", context(node))));
    same(with_context.collect::<Vec<_>>(), |node| node.value("href"))
}

pub(super) fn same_frame_name(subject: &Subject<'_>) -> Vec<Verdict> {
    let frames = subject.nodes().filter(|node| node.name() == "iframe" && !node.is_hidden());
    let named = frames.map(|node| (node, node.accessible_name())).filter(|(_, name)| !name.is_empty()).collect::<Vec<_>>();
    same(named, |node| node.value("src").or_else(|| node.value("srcdoc")))
}
