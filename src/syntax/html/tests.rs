//! Documents as indented trees, each element with what it holds.

use std::fmt::Write;

use proptest::prelude::*;

use super::{Document, NodeKind, escape, is_only_comments, sole_comment, unescape, without_tags};

/// `name[attribute=value]` in lines, texts in quotes, each by its depth.
fn check(html: &str, expected: &str) {
    let document = Document::parse(html);
    let mut tree = String::new();
    for (at, node) in document.nodes.iter().enumerate() {
        let mut depth = 0;
        let mut above = node.parent;
        while let Some(parent) = above {
            assert!(parent < at && document.nodes[parent].after >= node.after, "{html}");
            (depth, above) = (depth + 1, document.nodes[parent].parent);
        }
        let written = &html[node.at.clone()];
        let _ = write!(tree, "{}{}", if at > 0 { " " } else { "" }, ">".repeat(depth));
        let _ = match &node.kind {
            NodeKind::Element { name, attributes, inside } => {
                assert!(node.at.start < inside.start && inside.end <= node.at.end, "{html}");
                let all = document.attributes[attributes.clone()].iter().map(|attribute| {
                    let written = &html[attribute.at.clone()];
                    assert!(written.to_lowercase().starts_with(&*attribute.name), "{written}");
                    let value = &html[attribute.value_at.clone()];
                    assert!(value.contains('&') || value == attribute.value, "{html}");
                    format!("[{}={}]", attribute.name, attribute.value)
                });
                write!(tree, "{name}{}", all.collect::<String>())
            }
            NodeKind::Text => write!(tree, "{:?}", unescape(written)),
            NodeKind::Raw => write!(tree, "raw{written:?}"),
            NodeKind::Comment => write!(tree, "{written}"),
        };
    }
    assert_eq!(tree, expected, "{html}");
}

#[test]
fn elements_stand_in_elements() {
    check("<!doctype html><p id=a>x<b>y</b></p>z", "p[id=a] >\"x\" >b >>\"y\" \"z\"");
    check("<DIV Class='A b' hidden><BR/>é</div>", "div[class=A b][hidden=] >br >\"é\"");
    check("a<!-- <p> -->b", "\"a\" <!-- <p> --> \"b\"");
    check("<ul><li>a<li><p>b<ul><li>c</ul></ul>d", "ul >li >>\"a\" >li >>p >>>\"b\" >>ul >>>li >>>>\"c\" \"d\"");
    check("<p>a<div>b</b></div></p>", "p >\"a\" div >\"b\"");
    check("<table><tr><td>a<td>b<tr><td>c</table>", "table >tr >>td >>>\"a\" >>td >>>\"b\" >tr >>td >>>\"c\"");
    check("<svg viewBox='0 0 1 1'><path d='M0'/><title>a</title></svg>b", "svg[viewbox=0 0 1 1] >path[d=M0] >title >>\"a\" \"b\"");
    check("<svg><path/><g><![CDATA[x]]></g></svg>", "svg >path >g >>\"<![CDATA[x]]>\"");
}

#[test]
fn texts_and_values_are_read_as_browsers_read_them() {
    check("<a href=\"?a=1&amp;b=2&copy=3\" title=''>&lt;b&gt; &amp &unknown;</a>", "a[href=?a=1&b=2&copy=3][title=] >\"<b> & &unknown;\"");
    check("<title>a <b> &amp;</title>", "title >\"a <b> &\"");
    check("<script>if (a < b) \"</p>\"</script>c", "script >raw\"if (a < b) \\\"</p>\\\"\" \"c\"");
    check("<STYLE>a > b {}</Style >c", "style >raw\"a > b {}\" \"c\"");
    check("a < b <3 c", "\"a < b <3 c\"");
}

#[test]
fn what_ends_too_early_is_read_to_its_end() {
    for html in
        ["<", "<p", "<p a", "<p a=", "<p a=\"b", "<!--", "</", "<script>x", "&#", "a&am", "<p a=&", "<!doctype", "é<é", "<svg><", "\r<\r"]
    {
        let document = Document::parse(html);
        assert!(document.nodes.iter().all(|node| html.get(node.at.clone()).is_some()), "{html}");
    }
    check("<p>a", "p >\"a\"");
}

proptest! {
    #[test]
    fn every_text_can_be_read(html in "([<>/=\"'! -]|p|svg|script|title|<!--|-->|&amp;|&#|\r|\n|a=|é|\\PC){0,60}") {
        let document = Document::parse(&html);
        for (at, node) in document.nodes.iter().enumerate() {
            prop_assert!(html.get(node.at.clone()).is_some() && node.after > at);
        }
        for attribute in &document.attributes {
            prop_assert!(html.get(attribute.at.clone()).is_some() && html.get(attribute.value_at.clone()).is_some());
        }
        let _ = document.all_text();
    }
}

#[test]
fn values_may_hold_any_letter() {
    check("<p a=é é='ü' b=&eacute;x>ö</p>", "p[a=é][é=ü][b=éx] >\"ö\"");
}

#[test]
fn elements_know_their_surroundings() {
    let html = "<html lang=ar><body><h2 id='a&amp;b' class='x y'>A <em lang=en>B</em><script>no</script></h2>";
    let document = Document::parse(html);
    let heading = document.first("h2").expect("a heading");
    assert_eq!(heading.text(), "A B");
    assert_eq!(heading.ancestors().map(|element| element.name()).collect::<Vec<_>>(), ["body", "html"]);
    assert!(heading.has_class("y") && !heading.has_class("x y"));
    assert_eq!(heading.source(), "A <em lang=en>B</em><script>no</script>");
    assert_eq!(heading.descendants().map(|element| element.name()).collect::<Vec<_>>(), ["em", "script"]);
    assert_eq!(document.parts().collect::<Vec<_>>(), ["a&b"]);
}

#[test]
fn texts_are_escaped_and_read_again() {
    let text = "a < b & \"c\" > 'd' &amp; é";
    assert_eq!(escape(text), "a &lt; b &amp; &quot;c&quot; &gt; 'd' &amp;amp; é");
    assert_eq!(unescape(&escape(text)), text);
    assert_eq!(unescape("&#x41;&#66; &nbsp;&eacute; <b>"), "AB \u{a0}é <b>");
}

#[test]
fn texts_come_without_tags() {
    assert_eq!(without_tags("<p title=\"a > b\">x < y &amp; <b>z</b></p><!-- > --><script>no</script>"), "x < y &amp; z");
    let text = |html: &str| Document::parse(html).readable_text(|element| element.has_class("mark"));
    assert_eq!(text("<p>un<em>like</em>ly</p><p>a<br>b<i class='mark'>c</i>&eacute;<svg><title>d</title></svg>"), " unlikely  a  bé ");
}

#[test]
fn comments_end_where_browsers_end_them() {
    assert!(is_only_comments("<!-- a -->\n <!-- b -->\n") && is_only_comments("<!-- a"));
    for html in
        ["", "<!--> <script> -->", "<!-- a --><b>", "<!-- a --></b>", "<!-- a --!><b> -->", "<!-- a --><!doctype html>", "a<!-- a -->"]
    {
        assert!(!is_only_comments(html), "{html}");
    }
    let sole = |html: &str| sole_comment(html).map(|words| html[words].to_owned());
    assert_eq!(sole(" <!-- a > b -->\n").as_deref(), Some(" a > b "));
    assert_eq!((sole("<!--a--><!--b-->"), sole("<!--a"), sole("<!-->"), sole("<?a?>")), (None, None, None, None));
}
