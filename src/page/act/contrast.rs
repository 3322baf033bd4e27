//! Contrast of texts, and whether the focus can be seen.

use super::{Outcome, Subject, Verdict};
use crate::page::style::Style;
use crate::page::{Environment, Node, Page};

/// The contrast that WCAG 2.2 asks of a text: small, and large.
fn contrast(page: &Page<'_>, small: f64, large: f64) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    let has_disabled = page.nodes().any(|node| node.has("disabled") || node.has("aria-disabled"));
    for node in page.nodes().filter(|node| node.is_seen() && node.has_own_words()) {
        if (has_disabled && is_of_something_disabled(node))
            || node.is_foreign()
            || matches!(node.name(), "script" | "style" | "title" | "option")
        {
            continue;
        }
        let Some(found) = node.style().and_then(Style::text_contrast) else {
            verdicts.push(Verdict::undecided(node));
            continue;
        };
        let least = match node.style().and_then(is_large) {
            Some(true) => large,
            Some(false) => small,
            None if found.highest < large => large,
            None if found.highest >= small => small,
            None => {
                verdicts.push(Verdict::undecided(node));
                continue;
            }
        };
        // A text in the colour of its ground is not there to be seen.
        if (found.highest - 1.0).abs() < 0.001 {
            continue;
        }
        let highest = (found.highest * 100.0).floor() / 100.0;
        // The rule asks for the highest contrast that a letter may have with what is behind it.
        let why = format_args!("has text with a contrast of {highest:.2}; it needs {least}");
        verdicts.push(Verdict::of(node, found.highest >= least, why));
    }
    verdicts
}

/// Source: WCAG 2.2, "large scale (text)": 18 pt, or 14 pt in bold.
fn is_large(style: Style<'_>) -> Option<bool> {
    *style.kept().is_large.get_or_init(|| {
        let size = style.font_size()?;
        let weight = style.value("font-weight").unwrap_or_default();
        let is_heavy = |word: &str| matches!(word, "bold" | "bolder") || word.parse::<f64>().is_ok_and(|weight| weight >= 700.0);
        let is_bold = weight.split_whitespace().any(is_heavy);
        Some(size >= 23.99 || (is_bold && size >= 18.65))
    })
}

/// Whether a text belongs to a control that is out of use, of which no contrast is asked.
fn is_of_something_disabled(node: Node<'_>) -> bool {
    let is_out = |other: Node<'_>| {
        let says_so = |node: Node<'_>| node.value("aria-disabled").is_some_and(|value| value.eq_ignore_ascii_case("true"));
        other.is_disabled() || says_so(other)
    };
    if node.lineage().any(is_out) {
        return true;
    }
    let labels_one = |label: Node<'_>| {
        let controls = label.page.nodes().filter(|control| control.can_be_disabled() || control.has("aria-labelledby"));
        let mut of_label =
            controls.filter(|control| control.labels().contains(&label) || control.referenced("aria-labelledby").contains(&label));
        of_label.any(is_out)
    };
    node.lineage().any(|around| (around.name() == "label" || around.has("id")) && labels_one(around))
}

pub(super) fn least(subject: &Subject<'_>) -> Vec<Verdict> {
    least_known(subject).to_vec()
}

fn least_known<'s>(subject: &'s Subject<'_>) -> &'s [Verdict] {
    subject.least_contrast.get_or_init(|| contrast(subject.page(), 4.5, 3.0))
}

/// The texts that are too pale in dark colours alone.
pub(crate) fn pale_in_the_dark(subject: &Subject<'_>) -> Vec<Verdict> {
    if !subject.page().styles().ask_scheme() {
        return Vec::new();
    }
    let has_failed = |verdict: &Verdict| verdict.outcome == Outcome::Failed;
    let in_light: Vec<Option<usize>> =
        least_known(subject).iter().filter(|verdict| has_failed(verdict)).map(|verdict| verdict.element).collect();
    let in_dark = contrast(&subject.page().shown_in(Environment::Dark), 4.5, 3.0);
    in_dark.into_iter().filter(|verdict| has_failed(verdict) && !in_light.contains(&verdict.element)).collect()
}

pub(super) fn enhanced(subject: &Subject<'_>) -> Vec<Verdict> {
    contrast(subject.page(), 7.0, 4.5)
}

pub(super) fn focus(subject: &Subject<'_>) -> Vec<Verdict> {
    let styles = subject.page().styles();
    let targets: Vec<Node<'_>> = subject.nodes().filter(|node| node.is_in_tab_order() && node.is_seen()).collect();
    let verdict = |node: Node<'_>| {
        if !node.may_lose_outline() {
            return Verdict::passed(node);
        }
        let focused = node.in_focus();
        let mut outline = None;
        for (property, value) in &focused {
            if matches!(&**property, "outline" | "outline-style" | "outline-width") {
                let first = value.split_whitespace().next().unwrap_or_default();
                outline = Some(matches!(first, "none" | "0" | "0px"));
            }
        }
        let changes = focused.iter().filter(|(property, _)| !property.starts_with("outline")).collect::<Vec<_>>();
        let plain = node.out_of_focus();
        let is_other = changes.iter().any(|change| !plain.contains(change));
        match outline {
            None | Some(false) => Verdict::passed(node),
            Some(true) if is_other || styles.are_incomplete() || node.has("onfocus") || !subject.scripts().is_empty() => {
                Verdict::undecided(node)
            }
            Some(true) => Verdict::failed(node, "shows no sign of the focus: its outline is removed and nothing takes its place"),
        }
    };
    targets.into_iter().map(verdict).collect()
}
