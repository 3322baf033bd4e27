//! What does not fit: texts that are cut off, boxes that scroll, pages that are turned.
//!
//! No layout is made. Widths of texts are estimated, and only what is so at any plausible width of letters is told.

use std::borrow::Cow;

use super::{Subject, Verdict};
use crate::page::{Environment, Node};

/// The width of letters, in parts of their size: narrow and wide typefaces.
const NARROW: f64 = 0.38;
const WIDE: f64 = 0.65;

/// A length that a property of an element has in pixels.
fn pixels(node: Node<'_>, property: &str, whole: Option<f64>) -> Option<f64> {
    node.length(&node.declared(property)?, whole).map(|(pixels, _)| pixels)
}

/// The width of the box that an element's text stands in.
fn width(node: Node<'_>) -> Option<f64> {
    let around = match node.parent() {
        None => node.page.environment.viewport().0,
        Some(parent) => width(parent)?,
    };
    let own = match node.declared("width").filter(|width| width != "auto") {
        Some(_) => pixels(node, "width", Some(around))?,
        None => around,
    };
    Some(pixels(node, "max-width", Some(around)).map_or(own, |most| own.min(most)))
}

/// The least and the most height that the texts of an element take.
fn text_height(node: Node<'_>) -> Option<(f64, f64)> {
    let (mut least, mut most) = (0.0, 0.0);
    let inside = std::iter::once(node).chain(node.descendants());
    for holder in inside.filter(|holder| holder.is_seen()) {
        let n_letters = holder.own_text().split_whitespace().map(|word| word.chars().count() + 1).sum::<usize>() as f64;
        if n_letters == 0.0 {
            continue;
        }
        let (font, width) = (holder.font_size()?, width(holder)?.max(1.0));
        let n_breaks = holder.child_elements().filter(|child| child.name() == "br").count() as f64;
        let lines = |letter: f64| (n_letters * font * letter / width).ceil().max(1.0).max(n_breaks + 1.0);
        least += lines(NARROW) * font;
        most += lines(WIDE) * font * 1.6;
    }
    Some((least, most))
}

fn overflow(node: Node<'_>, property: &str) -> String {
    node.style().map(|style| style.overflow(property)).unwrap_or_default()
}

pub(super) fn scrolled_by_keys(subject: &Subject<'_>) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for node in subject.nodes() {
        let scrolls = |property: &str| matches!(&*overflow(node, property), "scroll" | "auto");
        if !node.look().is_some_and(|look| look.scrolls) || !node.shows_text() {
            continue;
        }
        let Some(height) = pixels(node, "height", None).or_else(|| pixels(node, "max-height", None)).filter(|_| scrolls("overflow-y"))
        else {
            continue;
        };
        let Some((least, most)) = text_height(node) else {
            verdicts.push(Verdict::undecided(node));
            continue;
        };
        let is_reached = std::iter::once(node).chain(node.descendants()).any(Node::is_in_tab_order);
        if is_reached {
            if most > height {
                verdicts.push(Verdict::passed(node));
            }
        } else if least > height {
            verdicts.push(Verdict::failed(node, "scrolls, but neither it nor anything in it can be reached by the tab key"));
        } else if most > height {
            verdicts.push(Verdict::undecided(node));
        }
    }
    verdicts
}

fn clips(node: Node<'_>, property: &str) -> bool {
    matches!(&*overflow(node, property), "hidden" | "clip")
}

pub(super) fn zoomed_text(subject: &Subject<'_>) -> Vec<Verdict> {
    let may_clip = |node: Node<'_>| node.look().is_some_and(|look| look.clips);
    if !subject.page().styles().ask_width() && !subject.nodes().any(may_clip) {
        return Vec::new();
    }
    let zoomed = subject.page().shown_in(Environment::Zoomed);
    let mut verdicts = Vec::new();
    for node in zoomed.nodes().filter(|node| may_clip(*node) && node.shows_text()) {
        let is_cut_with_sign = node.declared("text-overflow").is_some_and(|value| value != "clip");
        // What scrolls inside shows its text there.
        let scrolls_inside = node.descendants().any(|inner| matches!(&*overflow(inner, "overflow-y"), "auto" | "scroll"));
        let keeps_lines = node.declared("white-space").is_some_and(|value| value.contains("nowrap"));
        let height = pixels(node, "height", None).or_else(|| pixels(node, "max-height", None));
        if scrolls_inside || (is_cut_with_sign && keeps_lines) {
            verdicts.push(Verdict::passed(node));
            continue;
        }
        let why = "cuts off text when the page is enlarged to 200 %";
        if keeps_lines && clips(node, "overflow-x") {
            let n_letters = node.element().text().trim().chars().count() as f64;
            let (font, width) = (node.font_size().unwrap_or(16.0), width(node).unwrap_or(f64::MAX));
            verdicts.push(match (n_letters * font * NARROW > width, n_letters * font * WIDE > width) {
                (true, _) => Verdict::failed(node, why),
                (false, true) => Verdict::undecided(node),
                (false, false) => Verdict::passed(node),
            });
            continue;
        }
        let Some(height) = height.filter(|_| clips(node, "overflow-y")) else { continue };
        verdicts.push(match text_height(node) {
            Some((least, _)) if least > height => Verdict::failed(node, why),
            Some((_, most)) if most <= height => Verdict::passed(node),
            _ => Verdict::undecided(node),
        });
    }
    verdicts
}

pub(super) fn orientation(subject: &Subject<'_>) -> Vec<Verdict> {
    if !subject.page().styles().ask_orientation() {
        return Vec::new();
    }
    let (wide, tall) = (subject.page().shown_in(Environment::Sideways), subject.page().shown_in(Environment::Upright));
    let mut verdicts = Vec::new();
    for (node, turned) in wide.nodes().zip(tall.nodes()).filter(|(node, _)| node.shows_anything()) {
        let declared = |node: Node<'_>| {
            let value = |property: &str| node.declared(property).filter(|value| value != "none").map(Cow::into_owned);
            (value("transform"), value("rotate"))
        };
        let (one, other) = (declared(node), declared(turned));
        if one == other {
            continue;
        }
        let angle = |(transform, rotate): &(Option<String>, Option<String>)| {
            Some(transform.as_deref().map_or(Some(0.0), turn)? + rotate.as_deref().map_or(Some(0.0), angle_in)?)
        };
        verdicts.push(match (angle(&one), angle(&other)) {
            (Some(one), Some(other)) => {
                let between = (one - other).rem_euclid(180.0);
                Verdict::of(node, (between - 90.0).abs() > 1.0, "is turned by a right angle when the device is held the other way")
            }
            _ => Verdict::undecided(node),
        });
    }
    verdicts
}

/// By how many degrees a value of `transform` turns a box in its plane.
fn turn(value: &str) -> Option<f64> {
    let mut total = 0.0;
    for function in value.split(')').map(str::trim).filter(|function| !function.is_empty()) {
        let (name, arguments) = function.split_once('(')?;
        let arguments: Vec<&str> = arguments.split(',').map(str::trim).collect();
        let number = |at: usize| arguments.get(at).and_then(|number: &&str| number.parse::<f64>().ok());
        total += match &*name.trim().to_ascii_lowercase() {
            "rotate" | "rotatez" => match arguments.as_slice() {
                [angle] => angle_in(angle)?,
                [_, _, _, angle] => angle_in(angle)?,
                _ => return None,
            },
            "rotate3d" => match arguments.as_slice() {
                [x, y, _, angle] if x.parse() == Ok(0.0) && y.parse() == Ok(0.0) => angle_in(angle)?,
                _ => return None,
            },
            "matrix" | "matrix3d" => number(1)?.atan2(number(0)?).to_degrees(),
            "rotatex" | "rotatey" | "perspective" => return None,
            _ => 0.0,
        };
    }
    Some(total)
}

/// The degrees in a value such as `90deg`, `.25turn` or `z 90deg`.
fn angle_in(value: &str) -> Option<f64> {
    let angle = value.split_whitespace().last()?.to_ascii_lowercase();
    if let Ok(0.0) = angle.parse::<f64>() {
        return Some(0.0);
    }
    let units = [("deg", 1.0), ("grad", 0.9), ("rad", 180.0 / std::f64::consts::PI), ("turn", 360.0)];
    units.iter().find_map(|(unit, degrees)| Some(angle.strip_suffix(unit)?.parse::<f64>().ok()? * degrees))
}
