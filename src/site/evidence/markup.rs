//! The citation processor's output as HTML of our own: escaped, with links that say where they lead.

use hayagriva::citationberg::{FontStyle, FontVariant, FontWeight, VerticalAlign};
use hayagriva::{ElemChild, ElemChildren, ElemMeta, Formatted};

use super::foreign::Foreign;
use super::rich::{RichWriter, is_mark};
use crate::syntax::html::escape_into as escape;

/// A piece of a mark in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Html(String),
    /// A link to an item of the mark, by its position in the mark.
    Item(usize, String),
}

/// How a text is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Setting {
    pub is_raised: bool,
}

/// How the first text is set.
pub(super) fn formatting(children: &ElemChildren) -> Option<Setting> {
    children.0.iter().find_map(|child| match child {
        ElemChild::Text(text) => Some(Setting { is_raised: text.formatting.vertical_align == VerticalAlign::Sup }),
        ElemChild::Elem(elem) => formatting(&elem.children),
        _ => None,
    })
}

/// An entry of the list, without its number.
pub(super) fn entry(children: &ElemChildren, foreign: Option<Foreign>) -> Writer {
    let mut writer = Writer { foreign, ..Writer::default() };
    writer.children(children);
    if let Some(foreign) = &writer.foreign {
        // Words beside each other are one stretch.
        let joint = format!("</span> {}", foreign.start());
        writer.html = writer.html.replace(&joint, " ");
    }
    writer
}

/// A mark, taken apart at its items.
pub(super) fn parts(children: &ElemChildren) -> Vec<Part> {
    let mut parts = Vec::new();
    for child in &children.0 {
        let mut writer = Writer { is_plain: true, ..Writer::default() };
        match child {
            ElemChild::Elem(elem) if matches!(elem.meta, Some(ElemMeta::Entry(_))) => {
                writer.children(&elem.children);
                let Some(ElemMeta::Entry(at)) = elem.meta else { continue };
                parts.push(Part::Item(at, writer.html));
            }
            other => {
                writer.child(other);
                parts.push(Part::Html(writer.html));
            }
        }
    }
    parts
}

/// The plain text of a mark's only item, by which the processor finds references that look the same. None where a
/// control character could make two texts of what the processor takes for one.
pub(super) fn short(mark: &ElemChildren) -> Option<String> {
    let item = mark.find_elem_by(&|elem| matches!(elem.meta, Some(ElemMeta::Entry(_))))?;
    Some(format!("{item:#}")).filter(|text| !text.contains('\u{1b}'))
}

/// The names that stand first in an entry, with U+0000 between, or what stands in their stead.
pub(super) fn names(entry: &ElemChildren) -> Option<String> {
    fn collect(children: &ElemChildren, names: &mut Vec<String>) {
        for child in &children.0 {
            match child {
                ElemChild::Elem(elem) if matches!(elem.meta, Some(ElemMeta::Name(..))) => names.push(format!("{elem:#}")),
                ElemChild::Elem(elem) => collect(&elem.children, names),
                _ => {}
            }
        }
    }
    let first = entry.find_names()?;
    let mut names = Vec::new();
    collect(&first.children, &mut names);
    Some(if names.is_empty() { format!("{first:#}") } else { names.join("\0") })
}

/// What has been written.
#[derive(Default)]
pub(super) struct Writer {
    pub html: String,
    /// Without markup.
    pub text: String,
    /// The addresses that it links to.
    pub links: Vec<String>,
    /// Whether links are written as plain text, because they would be inside a link.
    is_plain: bool,
    /// How words of the style are told from the source's own, where the two are in different languages.
    foreign: Option<Foreign>,
    /// Whether names are being written, which belong to the source.
    is_name: bool,
    rich: RichWriter,
}

impl Writer {
    fn children(&mut self, children: &ElemChildren) {
        children.0.iter().for_each(|child| self.child(child));
    }

    fn child(&mut self, child: &ElemChild) {
        match child {
            ElemChild::Text(text) => self.text(text),
            ElemChild::Elem(elem) if !self.is_plain && elem.meta == Some(ElemMeta::CitationNumber) => {}
            ElemChild::Elem(elem) => {
                let is_outside = !self.is_name;
                self.is_name |= matches!(elem.meta, Some(ElemMeta::Names(_)));
                self.children(&elem.children);
                self.is_name &= !is_outside;
                // A date without a day keeps the space that would have come before the day.
                if elem.meta == Some(ElemMeta::Date) {
                    self.html.truncate(self.html.trim_end_matches(' ').len());
                    self.text.truncate(self.text.trim_end_matches(' ').len());
                }
            }
            ElemChild::Markup(text) => escape(text, &mut self.html),
            ElemChild::Link { text, .. } if self.is_plain => self.text(text),
            ElemChild::Link { text, url } => {
                let url = address(url);
                self.html.push_str(&link_start(&url));
                self.text(text);
                self.html.push_str("</a>");
                self.links.push(url);
            }
            ElemChild::Transparent { .. } => {}
        }
    }

    fn text(&mut self, text: &Formatted) {
        let tidy = self.tidied(&text.text);
        let shown = tidy.as_str();
        let setting = &text.formatting;
        let words = self.foreign.as_ref().filter(|foreign| !self.is_name && foreign.has(shown)).map(Foreign::start);
        let mut tags = Vec::new();
        if setting.font_style == FontStyle::Italic {
            tags.push("i");
        }
        if setting.font_weight == FontWeight::Bold {
            tags.push("b");
        }
        if setting.font_variant == FontVariant::SmallCaps {
            tags.push("span");
        }
        match setting.vertical_align {
            VerticalAlign::Sup => tags.push("sup"),
            VerticalAlign::Sub => tags.push("sub"),
            _ => {}
        }
        for tag in &tags {
            self.html.push_str(if *tag == "span" { "<span class=\"small-caps\">" } else { "<" });
            if *tag != "span" {
                self.html.push_str(&format!("{tag}>"));
            }
        }
        match words {
            Some(start) => {
                // What parts the words from others stays outside.
                let inside = shown.trim_start_matches(|letter: char| !letter.is_alphanumeric());
                let inside = inside.trim_end_matches(|letter: char| !letter.is_alphanumeric() && letter != '.');
                let (before, after) = shown.split_once(inside).unwrap_or((shown, ""));
                self.rich.write(before, &mut self.html, &mut self.text);
                self.html.push_str(&start);
                self.rich.write(inside, &mut self.html, &mut self.text);
                self.html.push_str("</span>");
                self.rich.write(after, &mut self.html, &mut self.text);
            }
            None => self.rich.write(shown, &mut self.html, &mut self.text),
        }
        tags.iter().rev().for_each(|tag| self.html.push_str(&format!("</{tag}>")));
    }
}

impl Writer {
    /// A piece without the punctuation marks that what stands before it makes superfluous: a title that ends with a
    /// question mark needs no full stop, also not with a quotation mark between.
    fn tidied(&mut self, piece: &str) -> String {
        let mut tidy = String::with_capacity(piece.len());
        for letter in piece.chars() {
            let written = if tidy.is_empty() { &mut self.text } else { &mut tidy };
            let bare = written.trim_end_matches(is_closing);
            match letter {
                '.' if bare.ends_with(['?', '!']) || (bare.ends_with('.') && !bare.ends_with("..")) => {}
                ')' | '.' if written.ends_with(',') => {
                    written.pop();
                    if tidy.is_empty() && self.html.ends_with(',') {
                        self.html.pop();
                    }
                    tidy.push(letter);
                }
                ':' if written.ends_with(' ') => {
                    written.pop();
                    if tidy.is_empty() && self.html.ends_with(' ') {
                        self.html.pop();
                    }
                    tidy.push(letter);
                }
                other => tidy.push(other),
            }
        }
        tidy
    }
}

fn is_closing(letter: char) -> bool {
    matches!(letter, '”' | '’' | '»') || is_mark(letter)
}

/// The start of a link out of the site.
pub(super) fn link_start(url: &str) -> String {
    let mut html = "<a class=\"external\" rel=\"external noopener\" href=\"".to_owned();
    escape(url, &mut html);
    html.push_str("\">");
    html
}

/// The current form of an address that the processor links to, with the characters encoded that no address may contain.
fn address(url: &str) -> String {
    let pubmed = url.strip_prefix("https://www.ncbi.nlm.nih.gov/pubmed/").map(|id| format!("https://pubmed.ncbi.nlm.nih.gov/{id}/"));
    let central =
        url.strip_prefix("https://www.ncbi.nlm.nih.gov/pmc/articles/").map(|id| format!("https://pmc.ncbi.nlm.nih.gov/articles/{id}/"));
    let url = pubmed.or(central).unwrap_or_else(|| url.to_owned());
    let mut encoded = String::with_capacity(url.len());
    for char in url.chars() {
        match char {
            ' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}' => encoded.push_str(&format!("%{:02X}", u32::from(char))),
            other => encoded.push(other),
        }
    }
    encoded
}
