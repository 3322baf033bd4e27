//! What a finished page makes a browser load, as addresses.

use std::collections::BTreeSet;

use super::chosen;
use crate::syntax::css;
use crate::syntax::html::{Document, Element};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Page,
    Style,
    Script,
    Font,
    Picture,
}

/// A file that a page names.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Load {
    pub kind: Kind,
    pub address: String,
    /// Whether nothing is shown before it is there.
    pub is_waited_for: bool,
}

/// All that a page names itself, in its order. A reader is taken to scroll to the end, so that lazy pictures count.
pub(super) fn of_page(document: &Document<'_>) -> Vec<Load> {
    let mut loads = Vec::new();
    for element in document.elements() {
        of_element(element, &mut loads);
    }
    loads
}

fn of_element(element: Element<'_, '_>, loads: &mut Vec<Load>) {
    let mut add = |kind, address: &str, is_waited_for| {
        if !address.trim().is_empty() && !address.starts_with('#') {
            loads.push(Load { kind, address: address.trim().to_owned(), is_waited_for });
        }
    };
    let value = |name| element.value(name).unwrap_or_default();
    match element.name() {
        "link" => of_link(element, loads),
        "script" => {
            let is_late = element.value("async").is_some() || element.value("defer").is_some() || value("type").trim() == "module";
            let is_first = element.ancestors().any(|above| above.name() == "head");
            add(Kind::Script, value("src"), is_first && !is_late);
        }
        "img" => {
            if let Some(address) = chosen::of_image(element) {
                add(Kind::Picture, &address, false);
            }
        }
        "video" => add(Kind::Picture, value("poster"), false),
        "image" | "use" => add(Kind::Picture, element.value("href").unwrap_or_else(|| value("xlink:href")), false),
        "input" if value("type").eq_ignore_ascii_case("image") => add(Kind::Picture, value("src"), false),
        "style" => {
            let waited_for = css::imports(element.source());
            waited_for.iter().for_each(|import| add(Kind::Style, &import.address, true));
            css::loads(element.source()).pictures.iter().for_each(|picture| add(Kind::Picture, &picture.address, false));
        }
        _ => {}
    }
    if let Some(style) = element.value("style").filter(|style| style.contains("url(")) {
        for url in css::read(style).urls {
            loads.push(Load { kind: Kind::Picture, address: url.address, is_waited_for: false });
        }
    }
}

fn of_link(element: Element<'_, '_>, loads: &mut Vec<Load>) {
    let href = element.value("href").unwrap_or_default().trim();
    let rel = element.value("rel").unwrap_or_default().to_ascii_lowercase();
    let has = |name: &str| rel.split_ascii_whitespace().any(|rel| rel == name);
    let media = element.value("media").unwrap_or_default().trim().to_ascii_lowercase();
    let kind = if has("stylesheet") && !has("alternate") && element.value("disabled").is_none() {
        Kind::Style
    } else if has("icon") && !loads.iter().any(|load| load.kind == Kind::Picture && load.address == href) {
        Kind::Picture
    } else if has("modulepreload") {
        Kind::Script
    } else if has("preload") {
        match element.value("as").unwrap_or_default() {
            "font" => Kind::Font,
            "image" => Kind::Picture,
            "script" => Kind::Script,
            "style" => Kind::Style,
            _ => return,
        }
    } else {
        return;
    };
    if !href.is_empty() {
        loads.push(Load { kind, address: href.to_owned(), is_waited_for: kind == Kind::Style && media != "print" });
    }
}

/// The classes and ids of a page, with their signs.
pub(super) fn names(document: &Document<'_>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for element in document.elements() {
        names.extend(element.value("class").unwrap_or_default().split_ascii_whitespace().map(|class| format!(".{class}")));
        names.extend(element.value("id").map(|id| format!("#{id}")));
    }
    names
}
