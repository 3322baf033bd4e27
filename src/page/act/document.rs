//! The page as a whole: its title, its refreshing and its viewport.

use std::collections::BTreeSet;

use super::{Outcome, Subject, Verdict};
use crate::page::Node;

pub(super) fn title(subject: &Subject<'_>) -> Vec<Verdict> {
    if !subject.is_html() {
        return Vec::new();
    }
    let title = subject.nodes().find(|node| node.name() == "title" && !node.is_foreign());
    let is_there = title.is_some_and(|title| !title.element().text().trim().is_empty());
    let outcome = if is_there { Outcome::Passed } else { Outcome::Failed };
    vec![Verdict::of_page(outcome, "has no title")]
}

/// Words by which two texts may be about the same thing: their first letters, in lower case.
fn stems(text: &str) -> BTreeSet<String> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| word.chars().count() >= 4).map(|word| word.to_lowercase().chars().take(5).collect()).collect()
}

/// A title with no word of the page in it does not describe it; whether another one does, only a person can say.
pub(super) fn title_describes(subject: &Subject<'_>) -> Vec<Verdict> {
    let title = subject.nodes().find(|node| node.name() == "title" && !node.is_foreign());
    let Some(title) = title.map(|title| title.element().text()).filter(|title| !title.trim().is_empty()) else { return Vec::new() };
    let Some(body) = subject.nodes().find(|node| node.name() == "body") else { return Vec::new() };
    let (of_title, of_body) = (stems(&title), stems(&body.element().text()));
    let outcome = match (of_title.is_disjoint(&of_body), of_title.is_empty() || of_body.len() < 8) {
        (false, _) => Outcome::Passed,
        (true, true) => Outcome::Undecided,
        (true, false) => Outcome::Failed,
    };
    vec![Verdict::of_page(outcome, "has a title that shares no word with what it shows")]
}

/// The seconds of the first `<meta http-equiv="refresh">` that browsers follow.
///
/// Source: HTML Living Standard, 4.2.5.3, "shared declarative refresh steps".
fn delay<'p>(subject: &'p Subject<'_>) -> Option<(Node<'p>, u64)> {
    let is_refresh =
        |node: &Node<'_>| node.name() == "meta" && node.value("http-equiv").is_some_and(|name| name.trim().eq_ignore_ascii_case("refresh"));
    subject.nodes().filter(is_refresh).find_map(|node| {
        let content = node.value("content")?.trim_start();
        let digits = content.len() - content.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        let rest = content[digits..].trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
        let is_valid = (digits > 0 || content.starts_with('.'))
            && rest.chars().next().is_none_or(|next| matches!(next, ';' | ',') || next.is_whitespace());
        is_valid.then(|| (node, content[..digits].parse().unwrap_or(if digits == 0 { 0 } else { u64::MAX })))
    })
}

pub(super) fn refresh(subject: &Subject<'_>) -> Vec<Verdict> {
    let Some((node, seconds)) = delay(subject) else { return Vec::new() };
    let why = format!("changes the page after {seconds} seconds, before some people have read it");
    vec![Verdict::of(node, seconds == 0 || seconds > 72_000, why)]
}

pub(super) fn refresh_without_exception(subject: &Subject<'_>) -> Vec<Verdict> {
    let Some((node, seconds)) = delay(subject) else { return Vec::new() };
    vec![Verdict::of(node, seconds == 0, format_args!("changes the page after {seconds} seconds"))]
}

pub(super) fn viewport(subject: &Subject<'_>) -> Vec<Verdict> {
    let is_viewport =
        |node: &Node<'_>| node.name() == "meta" && node.value("name").is_some_and(|name| name.trim().eq_ignore_ascii_case("viewport"));
    let mut verdicts = Vec::new();
    for node in subject.nodes().filter(is_viewport) {
        let content = node.value("content").unwrap_or_default();
        let settings = content.split([',', ';']).filter_map(|setting| setting.split_once('='));
        let settings: Vec<(String, String)> =
            settings.map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_ascii_lowercase())).collect();
        let value = |name: &str| settings.iter().rfind(|(known, _)| known == name).map(|(_, value)| &**value);
        let (scalable, most) = (value("user-scalable"), value("maximum-scale"));
        if scalable.is_none() && most.is_none() {
            continue;
        }
        let may_zoom = scalable.is_none_or(|value| match value {
            "yes" | "device-width" | "device-height" => true,
            value => number(value).is_some_and(|value| value.abs() >= 1.0),
        });
        let far_enough = most.is_none_or(|value| match value {
            "device-width" | "device-height" => true,
            "yes" => false,
            value => number(value).is_some_and(|value| !(0.0..2.0).contains(&value)),
        });
        verdicts.push(Verdict::of(node, may_zoom && far_enough, "keeps people from enlarging the page"));
    }
    verdicts
}

/// The number at the start of a value.
fn number(value: &str) -> Option<f64> {
    let end = value.find(|letter: char| !letter.is_ascii_digit() && !matches!(letter, '.' | '-' | '+')).unwrap_or(value.len());
    value[..end].parse().ok()
}
