//! The words of a page as paper has them.

use tera::Value;

use super::value::{list, map};
use super::visible;
use crate::syntax::html::{Document, Element};

/// Elements whose words are a block of a leaflet.
const BLOCKS: &[&str] = &["h2", "h3", "h4", "p", "li", "dt", "dd"];

/// Elements that a leaflet leaves out with all that is in them: what leads through the page, and what needs its width.
const LEFT_OUT: &[&str] = &["nav", "figure", "table", "footer", "form", "script", "style", "svg", "template"];

/// The text of a page in blocks, in their order.
pub(super) fn blocks(html: &str) -> Value {
    let document = Document::parse(html);
    let is_left_out = |element: &Element<'_, '_>| LEFT_OUT.contains(&element.name()) || element.value("data-kit") == Some("no");
    let is_block = |element: &Element<'_, '_>| BLOCKS.contains(&element.name()) && !is_left_out(element);
    let found = document.elements().filter(is_block).filter_map(|element| {
        // The words of a paragraph in a list belong to the list's item.
        if element.ancestors().any(|above| is_left_out(&above) || (above.name() == "li" && element.name() == "p")) {
            return None;
        }
        let text = words_of(element);
        // On paper nothing can be followed.
        if element.descendants().any(|inner| inner.name() == "a" && words_of(inner) == text) {
            return None;
        }
        let outermost = element.ancestors().last().and_then(|above| above.value("class"));
        let number = element.parent().filter(|list| element.name() == "li" && list.name() == "ol").map(|list| {
            let items = list.descendants().filter(|item| item.name() == "li" && item.parent().map(Element::index) == Some(list.index()));
            items.take_while(|item| item.index() <= element.index()).count()
        });
        let block = || {
            map([
                ("kind", element.name().into()),
                ("text", text.as_str().into()),
                ("number", number.into()),
                ("within", outermost.unwrap_or_default().into()),
            ])
        };
        (!text.is_empty()).then(block)
    });
    list(found.collect::<Vec<_>>())
}

/// The words of an element as paper has them: without marks of citations and with the spaces that keep words together.
fn words_of(element: Element<'_, '_>) -> String {
    let is_mark = |inner: Element<'_, '_>| visible::is_mark(inner) || inner.has_class("heading-anchor");
    let text = Document::parse(element.source()).readable_text(is_mark);
    let text = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    // A mark leaves the space before it.
    let text = text.replace("\u{a0} ", " ");
    [".", ",", "،"].iter().fold(text, |text, sign| text.replace(&format!(" {sign}"), sign).replace(&format!("\u{a0}{sign}"), sign))
}

/// The messages that a page offers for copying: elements with `data-message`, each with its title and its channel.
pub(super) fn messages(html: &str) -> Value {
    let document = Document::parse(html);
    let found = document.elements().filter(|element| element.value("data-message").is_some()).map(|element| {
        let within = |name: &str| element.descendants().find(|inner| inner.name() == name);
        let paragraphs = element.descendants().filter(|inner| inner.name() == "p").map(|inner| words_of(inner));
        let paragraphs: Vec<String> = paragraphs.filter(|text| !text.is_empty()).collect();
        map([
            ("title", within("strong").map(|title| words_of(title)).into()),
            ("channel", within("span").map(|channel| words_of(channel)).into()),
            ("text", paragraphs.join("\n\n").into()),
        ])
    });
    list(found.collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(value: &Value, name: &str) -> Vec<String> {
        let part = |item: &Value| item.get_from_path(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        value.as_array().into_iter().flatten().map(part).collect()
    }

    #[test]
    fn a_leaflet_has_what_is_read_and_not_what_leads_through_the_page() {
        let html = "<p>One <sup class=\"citation\"><a href=\"#r\">1</a></sup>.</p><nav><p>On this page</p></nav>\
            <div class=\"card urgent\"><h2>Call now</h2><ul><li><p>blood</p></li><li>pain</li></ul></div><table><tr><td><p>x</p></table>\
            <p><a href=\"/\">Read on</a></p><div data-kit=\"no\"><h2>What changed</h2></div>";
        let found = blocks(html);
        assert_eq!(texts(&found, "text"), ["One.", "Call now", "blood", "pain"]);
        assert_eq!(texts(&found, "kind"), ["p", "h2", "li", "li"]);
        assert_eq!(texts(&found, "within"), ["", "card urgent", "card urgent", "card urgent"]);
    }

    #[test]
    fn messages_keep_their_paragraphs() {
        let html = "<figure data-message><figcaption><strong>Theme</strong> <span>Email</span></figcaption>\
            <blockquote><p>One &amp; two.</p>\n<p>Three.</p></blockquote></figure><figure><p>No</p></figure>";
        let found = messages(html);
        assert_eq!(texts(&found, "title"), ["Theme"]);
        assert_eq!(texts(&found, "channel"), ["Email"]);
        assert_eq!(texts(&found, "text"), ["One & two.\n\nThree."]);
    }
}
