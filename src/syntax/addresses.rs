//! The addresses that HTML leads to or fetches, with their places: of attributes, of style sheets and of styles.

use std::borrow::Cow;
use std::ops::Range;

use super::css;
use super::html::{Attribute, Document, Element};

/// An address that a browser would follow or fetch.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Address<'d> {
    /// With entities read.
    pub value: Cow<'d, str>,
    /// Where it is written.
    pub at: Range<usize>,
}

/// Every address of a document, in its order. What a form sends to something that runs is not among them.
pub(crate) fn addresses<'d>(document: &'d Document<'_>) -> Vec<Address<'d>> {
    let mut found = Vec::new();
    for element in document.elements() {
        for attribute in element.attributes() {
            match &*attribute.name {
                name if is_address(element, name) => found.push(whole(attribute)),
                name if is_list(name) => add_candidates(attribute, &mut found),
                "style" if attribute.value.contains('(') => {
                    found.extend(of_css(&attribute.value).map(|(value, at)| Address { value, at: place(attribute, at) }));
                }
                _ => {}
            }
        }
        if element.name() == "style" {
            let start = element.inside().start;
            found.extend(of_css(element.source()).map(|(value, at)| Address { value, at: start + at.start..start + at.end }));
        }
    }
    found
}

/// The pictures that an element offers to choose from.
pub(crate) fn candidates<'d>(element: Element<'d, '_>) -> Vec<Address<'d>> {
    let mut found = Vec::new();
    let lists = element.attributes().iter().filter(|attribute| is_list(&attribute.name));
    lists.for_each(|attribute| add_candidates(attribute, &mut found));
    found
}

/// Whether an attribute holds a list of pictures.
fn is_list(name: &str) -> bool {
    matches!(name, "srcset" | "imagesrcset")
}

/// Whether an attribute holds one address.
fn is_address(element: Element<'_, '_>, name: &str) -> bool {
    match name {
        "href" => element.name() != "base",
        "src" | "poster" | "xlink:href" => true,
        "data" => element.name() == "object",
        "action" => element.name() == "form" && element.value("method").is_none_or(|method| method.eq_ignore_ascii_case("get")),
        _ => false,
    }
}

fn whole<'d>(attribute: &'d Attribute<'_>) -> Address<'d> {
    let value = attribute.value.trim_ascii();
    let skipped = attribute.value.len() - attribute.value.trim_ascii_start().len();
    Address { value: Cow::Borrowed(value), at: place(attribute, skipped..skipped + value.len()) }
}

/// Where a part of an attribute's value is written; the whole value if it is written with entities, which are longer.
fn place(attribute: &Attribute<'_>, part: Range<usize>) -> Range<usize> {
    match &attribute.value {
        Cow::Borrowed(_) => attribute.value_at.start + part.start..attribute.value_at.start + part.end,
        Cow::Owned(_) => attribute.value_at.clone(),
    }
}

/// A picture of a `srcset`.
pub(crate) struct Choice<'v> {
    pub address: &'v str,
    /// `2x`, `800w`, or nothing.
    pub descriptor: &'v str,
    at: Range<usize>,
}

/// The pictures of a `srcset`: `a.jpg 1x, b.jpg 2x`. An address may contain commas, as `data:` addresses do, so only a comma
/// at its end separates it from the next.
pub(crate) fn choices(value: &str) -> Vec<Choice<'_>> {
    let mut found = Vec::new();
    let mut rest = value;
    loop {
        rest = rest.trim_start_matches(|sign: char| sign.is_ascii_whitespace() || sign == ',');
        let start = value.len() - rest.len();
        let (written, after) = rest.split_at(rest.find(|sign: char| sign.is_ascii_whitespace()).unwrap_or(rest.len()));
        let address = written.trim_end_matches(',');
        if address.is_empty() {
            return found;
        }
        let ends_here = address.len() < written.len();
        let (descriptor, next) = if ends_here { ("", after) } else { after.split_once(',').unwrap_or((after, "")) };
        rest = next;
        found.push(Choice { address, descriptor: descriptor.trim(), at: start..start + address.len() });
    }
}

fn add_candidates<'d>(attribute: &'d Attribute<'_>, found: &mut Vec<Address<'d>>) {
    let choices = choices(&attribute.value).into_iter();
    found.extend(choices.map(|Choice { address, at, .. }| Address { value: Cow::Borrowed(address), at: place(attribute, at) }));
}

/// `url(…)` in a style sheet or in declarations, with its place in them.
fn of_css<'d>(text: &str) -> impl Iterator<Item = (Cow<'d, str>, Range<usize>)> {
    css::read(text).urls.into_iter().map(|url| (Cow::Owned(url.address), url.at))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_found_where_browsers_look_for_them() {
        let html = "<base href=/x><a href=' /a '>x</a><img src=b srcset='c 1x, d,e 2x,f'><video poster=g></video><form action=h>\
            <form action=no method=post><object data=i></object><p data=no cite=no><svg><use xlink:href='#j'/></svg>\
            <div style='background: url(k)'></div><style>a { src: url(\"l?m\") }</style><a href='n&amp;o'>\
            <p style='content: \"&eacute;\"; background: url(p)'>";
        let document = Document::parse(html);
        let found: Vec<(String, &str)> =
            addresses(&document).into_iter().map(|address| (address.value.into_owned(), &html[address.at])).collect();
        let found: Vec<(&str, &str)> = found.iter().map(|(value, at)| (value.as_str(), *at)).collect();
        let same = ["/a", "b", "c", "d,e", "f", "g", "h", "i", "#j", "k"].map(|address| (address, address));
        assert_eq!(
            found,
            [&same[..], &[("l?m", "\"l?m\""), ("n&o", "n&amp;o"), ("p", "content: \"&eacute;\"; background: url(p)")]].concat()
        );
    }

    proptest! {
        #[test]
        fn every_place_lies_in_the_text(html in "(<img |<p |<style>|srcset=|style=|src=|url\\(|[\"' ,()>]|&amp;|é|\\PC){0,60}") {
            let document = Document::parse(&html);
            for address in addresses(&document) {
                prop_assert!(html.get(address.at).is_some());
            }
        }
    }
}
