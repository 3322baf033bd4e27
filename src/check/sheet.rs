//! What the style sheets of the themes ask for that some readers cannot have: parts that only a mouse shows, and sides that do not
//! turn with the direction of the writing.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::locale::Direction;
use crate::base::source::{AssetBytes, Snapshot, SourceId};
use crate::site::Site;
use crate::syntax::css::{Declared, declared};

/// The most findings of one kind in one style sheet: a sheet that names sides throughout is one mistake.
const MOST: usize = 50;

/// Looks at the published style sheets of all themes in use, each once.
pub(super) fn files(site: &Site, snapshot: &Snapshot, problems: &mut Problems) {
    let turns = site.locales.iter().any(|locale| locale.direction() == Direction::RightToLeft);
    let mut told = BTreeSet::new();
    for theme in site.themes.values() {
        let sheets: Vec<Sheet<'_>> = theme
            .published()
            .filter(|file| file.path.ends_with(".css"))
            .filter_map(|file| Sheet::read(snapshot, file.asset.as_ref()?))
            .collect();
        let mut all = Visibilities::new();
        for shown in sheets.iter().flat_map(|sheet| sheet.declared.iter().flat_map(Visibility::all)) {
            all.entry((shown.property, shown.subject.clone())).or_default().add(&shown);
        }
        for sheet in &sheets {
            let mut blocks: BTreeMap<usize, Vec<&Declared<'_>>> = BTreeMap::new();
            sheet.declared.iter().for_each(|one| blocks.entry(one.block).or_default().push(one));
            let hovers = sheet.declared.iter().filter_map(|one| Some((one, by_mouse_alone(one, &all)?)));
            let sides = sheet.declared.iter().filter(|_| turns).filter_map(|one| Some((one, one_side(one, &blocks[&one.block])?)));
            for (one, problem) in hovers.take(MOST).chain(sides.take(MOST)) {
                if told.insert((sheet.source.clone(), one.at.start, problem.code)) {
                    // Style sheets are not among the texts that a report shows lines of.
                    let line = sheet.text[..one.at.start].matches('\n').count() + 1;
                    let message = format!("line {line} {}", problem.message);
                    problems.push(Diagnostic { message, ..problem }.at(sheet.source.at(one.at.clone())));
                }
            }
        }
    }
}

/// A style sheet of a theme or of the site.
struct Sheet<'s> {
    source: &'s SourceId,
    text: &'s str,
    declared: Vec<Declared<'s>>,
}

impl<'s> Sheet<'s> {
    fn read(snapshot: &'s Snapshot, source: &'s SourceId) -> Option<Self> {
        let AssetBytes::Memory(bytes) = &snapshot.assets.get(source)?.bytes else { return None };
        let text = std::str::from_utf8(bytes).ok()?;
        Some(Self { source, text, declared: declared(text) })
    }
}

/// What a declaration makes of an element under one selector: shows it, or hides it.
struct Visibility<'d> {
    selector: &'d str,
    /// The element itself, without its state.
    subject: String,
    property: &'d str,
    is_hidden: bool,
}

impl<'d> Visibility<'d> {
    fn all(one: &'d Declared<'_>) -> Vec<Self> {
        let is_hidden = match (&*one.property, &*one.value.to_ascii_lowercase()) {
            ("display", value) => value == "none",
            ("visibility", value) => matches!(value, "hidden" | "collapse"),
            ("opacity", value) => value.trim_end_matches('%').parse::<f64>().is_ok_and(|opacity| opacity <= 0.0),
            _ => return Vec::new(),
        };
        let of = |selector: &'d String| Self { selector, subject: subject(selector), property: &one.property, is_hidden };
        one.selectors.iter().map(of).collect()
    }
}

/// How an element is shown and hidden, by the property and what it is.
type Visibilities<'d> = BTreeMap<(&'d str, String), Ways>;

#[derive(Default)]
struct Ways {
    is_hidden: bool,
    /// Whether something other than a mouse shows it.
    is_shown: bool,
}

impl Ways {
    fn add(&mut self, shown: &Visibility<'_>) {
        let of_others = !is_of_mouse(shown.selector);
        self.is_hidden |= shown.is_hidden && of_others;
        self.is_shown |= !shown.is_hidden && of_others;
    }
}

/// Whether a selector takes effect while a mouse rests on something, and never by the keyboard.
fn is_of_mouse(selector: &str) -> bool {
    selector.contains(":hover") && !selector.contains(":focus") && !selector.contains(":not(:hover")
}

/// A part that a declaration shows while a mouse rests on something, that is hidden otherwise, and that nothing else shows.
fn by_mouse_alone(one: &Declared<'_>, all: &Visibilities<'_>) -> Option<Diagnostic> {
    let is_it = |shown: &Visibility<'_>| {
        let ways = all.get(&(shown.property, shown.subject.clone()));
        !shown.is_hidden && is_of_mouse(shown.selector) && ways.is_some_and(|ways| ways.is_hidden && !ways.is_shown)
    };
    let shown = Visibility::all(one).into_iter().find(is_it)?;
    let message = format!("shows `{}` only while a mouse rests on something", shown.subject);
    let help = "let the keyboard show it too, like `.tip:is(:hover, :focus-within) .text`, or show it always";
    Some(Diagnostic::new(Code::A11yHover, message).help(help))
}

/// The last part of a selector, without pseudo-classes.
fn subject(selector: &str) -> String {
    let (mut open, mut start) = (0_usize, 0);
    for (at, sign) in selector.char_indices() {
        match sign {
            '(' | '[' => open += 1,
            ')' | ']' => open = open.saturating_sub(1),
            ' ' | '>' | '+' | '~' | '\n' | '\t' if open == 0 => start = at + 1,
            _ => {}
        }
    }
    let mut rest = &selector[start..];
    let mut subject = String::new();
    while let Some(colon) = rest.find(':') {
        subject.push_str(&rest[..colon]);
        rest = &rest[colon..];
        if rest.starts_with("::") {
            break;
        }
        let name = rest[1..].find(|sign: char| !sign.is_alphanumeric() && sign != '-').map_or(rest.len(), |end| end + 1);
        rest = &rest[name..];
        if rest.starts_with('(') {
            rest = &rest[closing(rest)..];
        }
    }
    subject + rest
}

/// Where a bracket that a text begins with is closed.
fn closing(text: &str) -> usize {
    let mut open = 0_usize;
    let end = text.char_indices().find(|(_, sign)| {
        open = match sign {
            '(' => open + 1,
            ')' => open - 1,
            _ => open,
        };
        open == 0
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

/// A declaration of the left or the right side that stays there where writing turns; `block` holds all that stands beside it.
fn one_side(one: &Declared<'_>, block: &[&Declared<'_>]) -> Option<Diagnostic> {
    let better = logical(&one.property, one.value)?;
    // Rules for one direction mean the side, and so does what is written from left to right in every language.
    let is_of_direction = |selector: &String| selector.contains("dir=") || selector.contains(":dir(") || selector.contains("dir]");
    if one.selectors.iter().any(is_of_direction) || block.iter().any(|other| other.property == "direction") {
        return None;
    }
    // Where both sides are alike, nothing turns; nor does what stands in the middle, or out of sight.
    let twin = other_side(&one.property);
    let is_alike = block.iter().any(|other| Some(&other.property) == twin.as_ref() && other.value == one.value);
    let value = one.value.trim();
    let is_centred = matches!(&*one.property, "left" | "right") && (value == "50%" || value.starts_with('-') || value == "auto");
    if is_alike || is_centred {
        return None;
    }
    let message = format!("says `{}: {value}`, which stays there in languages that are written from right to left", one.property);
    Some(Diagnostic::new(Code::I18nCssLogical, message).help(format!("write `{better}`, which turns with the writing")))
}

/// The property of the other side.
fn other_side(property: &str) -> Option<String> {
    let swap = |from: &str, to: &str| property.contains(from).then(|| property.replace(from, to));
    swap("left", "right").or_else(|| swap("right", "left"))
}

/// What turns with the writing, for what does not.
fn logical(property: &str, value: &str) -> Option<String> {
    let value = value.trim();
    let turned = match value.to_ascii_lowercase().as_str() {
        "left" => "start",
        "right" => "end",
        _ => value,
    };
    match property {
        "text-align" if turned != value => Some(format!("text-align: {turned}")),
        "float" | "clear" if turned != value => Some(format!("{property}: inline-{turned}")),
        "left" => Some(format!("inset-inline-start: {value}")),
        "right" => Some(format!("inset-inline-end: {value}")),
        _ => {
            let has_side = ["margin-", "padding-", "border-"].iter().any(|family| property.starts_with(family));
            let name = property.replace("left", "inline-start").replace("right", "inline-end");
            let is_corner = property.ends_with("radius");
            (has_side && name != property && !is_corner).then(|| format!("{name}: {value}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subject_is_what_a_selector_styles() {
        let of =
            ["a", ".tip:hover > .text:first-child", ":is(h1, h2):hover .anchor", "a:hover::after", "p a[href^='x y']:not(.b, :is(c)).d"];
        assert_eq!(of.map(subject), ["a", ".text", ".anchor", "a::after", "a[href^='x y'].d"]);
    }

    #[test]
    fn sides_have_names_that_turn() {
        let of = |property: &str, value: &str| logical(property, value);
        assert_eq!(of("margin-left", "1rem").as_deref(), Some("margin-inline-start: 1rem"));
        assert_eq!(of("border-right-color", "red").as_deref(), Some("border-inline-end-color: red"));
        assert_eq!(of("float", "LEFT").as_deref(), Some("float: inline-start"));
        assert_eq!(of("text-align", "right").as_deref(), Some("text-align: end"));
        assert_eq!((of("text-align", "center"), of("border-top-left-radius", "1px"), of("margin-top", "0")), (None, None, None));
    }
}
