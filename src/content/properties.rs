//! What holds for every text.

use proptest::prelude::*;
use proptest::sample::select;
use pulldown_cmark::{LinkType, Options as Extensions, Parser, Tag, html};

use super::*;
use crate::base::diagnostic::{Code, Problems};

/// Bits of Markdown that become the Markdown library's own HTML.
const PLAIN: &[&str] = &[
    "word",
    "été ",
    "世界",
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "``",
    "```\n",
    "~~~\n",
    "> ",
    "- ",
    "1. ",
    "    ",
    "\t",
    "  \n",
    "\\",
    "***\n",
    "---\n",
    "___",
    "<b>",
    "</b>",
    "<div>\n",
    "</div>\n",
    "<!--",
    "-->",
    "<?",
    "?>",
    "<pre>",
    "</pre>",
    "&amp;",
    "\"",
    "'",
    "--",
    "...",
    "[",
    "]",
    "(",
    ")",
    "!",
    "[x](https://x.org)",
    "![i](https://x.org/i.png \"t\")",
    "<https://x.org>",
    "> [!NOTE]\n",
    "$",
    "^",
    "Term\n: ",
    "12:30",
    " :smile: ",
    "Note: ",
    "std::vec ",
    ": ",
    "=",
    "+",
    "1) ",
    "\u{e000}",
    "\u{a0}",
];

/// Bits that make directives, and whatever could confuse them.
const DIRECTIVES: &[&str] = &[
    "::: a\n",
    ":::: b\n",
    ":::\n",
    "::::\n",
    ":::",
    "::a\n",
    "::a[l]{x=1}\n",
    ":a[",
    ":a[b]",
    ":a{x=\"1\"}",
    ":a[`x`]",
    ":a{t=\"-->\"}",
    "{",
    "}",
    "]",
    "[^1]",
    "[^1]: note\n",
    "# T\n",
    "## T {#t}\n",
    "|a|b|\n|-|-|\n",
    "|:a[x]|y|\n",
    "- [ ] ",
    "[r]: a.md\n",
    "[r]",
    "[a](b.md)",
    "![a](b.png)",
    "<!-- more -->\n",
    "<p id=\"t\">\n",
    "<a name=x>",
    "\\",
];

fn plain_text() -> impl Strategy<Value = String> {
    prop::collection::vec(select(PLAIN), 0..30).prop_map(|parts| parts.concat())
}

fn any_text() -> impl Strategy<Value = String> {
    let part = prop_oneof![2 => select(DIRECTIVES), 1 => select(PLAIN)];
    prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

fn options(smart_punctuation: bool) -> Options {
    Options { raw_html: true, smart_punctuation, heading_anchors: false, external_links: ExternalLinks::Plain, language: "en".to_owned() }
}

fn parsed(text: &str) -> (Source, Body, Problems) {
    let source = Source::new("a.md", text);
    let mut problems = Problems::new();
    let (body, _) = markdown::body(&source, 0, &options(true), &mut problems);
    (source, body, problems)
}

fn library_html(text: &str) -> String {
    let extensions = Extensions::ENABLE_TABLES
        | Extensions::ENABLE_FOOTNOTES
        | Extensions::ENABLE_STRIKETHROUGH
        | Extensions::ENABLE_TASKLISTS
        | Extensions::ENABLE_DEFINITION_LIST
        | Extensions::ENABLE_HEADING_ATTRIBUTES
        | Extensions::ENABLE_GFM
        | Extensions::ENABLE_SMART_PUNCTUATION;
    let mut written = String::new();
    html::push_html(&mut written, Parser::new_ext(text, extensions));
    written
}

/// All HTML of the pieces, with links filled in as written.
fn flat(pieces: &Pieces) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Html(html) | Piece::NoteRef(html) => html.to_owned(),
            Piece::AlertLabel(kind) => kind.to_owned(),
            Piece::Cite(_) => String::new(),
            Piece::Link(link) => escaped(&link.target),
            Piece::Component(call) => call.label.iter().chain(&call.body).map(flat).collect(),
        })
        .collect()
}

fn escaped(url: &str) -> String {
    let link = Tag::Link { link_type: LinkType::Inline, dest_url: url.into(), title: "".into(), id: "".into() };
    link::start_tag(link)["<a href=\"".len()..].trim_end_matches("\">").to_owned()
}

fn calls<'b>(pieces: &'b Pieces, found: &mut Vec<&'b Call>, links: &mut Vec<&'b Link>) {
    for piece in pieces {
        match piece {
            Piece::Component(call) => {
                found.push(call);
                call.label.iter().chain(&call.body).for_each(|inner| calls(inner, found, links));
            }
            Piece::Link(link) => links.push(link),
            Piece::Html(_) | Piece::NoteRef(_) | Piece::AlertLabel(_) | Piece::Cite(_) => {}
        }
    }
}

/// Whether a quotation mark follows a letter or a digit, or a character of a script that may write without spaces.
fn quotes_touch(text: &str) -> bool {
    let touches = |before: char| before.is_alphanumeric() || before >= '\u{590}';
    text.match_indices('"').any(|(at, _)| text[..at].chars().next_back().is_some_and(touches))
}

/// `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    ProptestConfig::default().cases.max(1000)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn plain_text_is_the_librarys_html(text in plain_text()) {
        let expected = library_html(&text);
        // Headings get ids, and a label in brackets may become a site link or a missing note.
        if ["<h1", "<h2", "href=\"\"", "footnote"].iter().any(|other| expected.contains(other)) {
            return Ok(());
        }
        let (_, body, _) = parsed(&text);
        // Alerts open with a label, which the library leaves to style sheets.
        let labels = ["note", "tip", "important", "warning", "caution"].map(|kind| format!("<p class=\"alert-title\">{kind}</p>\n"));
        let own = labels.iter().fold(flat(&body.pieces), |html, label| html.replace(label, ""));
        if quotes_touch(&text) {
            // Such marks pair up here or are inches, while the library opens some of them. All else must be the same.
            let unpaired = |html: &str| html.replace(['“', '”', '″'], "\"").replace('′', "’");
            prop_assert_eq!(unpaired(&own), unpaired(&expected));
        } else {
            prop_assert_eq!(own, expected);
        }
    }

    #[test]
    fn fenced_code_is_untouched(text in any_text()) {
        let fenced = format!("~~~\n{}\n~~~\n", text.replace('~', " "));
        let (_, body, problems) = parsed(&fenced);
        prop_assert_eq!(flat(&body.pieces), library_html(&fenced));
        prop_assert!(problems.is_empty());
    }

    #[test]
    fn code_spans_are_untouched(text in any_text()) {
        let line = text.replace(['\n', '\r', '`'], " ");
        let spanned = format!("a `{line}` b");
        let (_, body, problems) = parsed(&spanned);
        prop_assert_eq!(flat(&body.pieces), library_html(&spanned));
        prop_assert!(problems.is_empty());
    }

    #[test]
    fn spans_lie_in_the_text_and_nothing_hidden_shows(text in any_text()) {
        let (source, body, problems) = parsed(&text);
        let (mut found, mut links) = (Vec::new(), Vec::new());
        calls(&body.pieces, &mut found, &mut links);
        for call in found {
            prop_assert_eq!(&source.text[call.name_span.start..call.name_span.end], &call.name);
            prop_assert!(source.text[call.span.start..call.span.end].starts_with(':'));
            for argument in &call.arguments {
                prop_assert_eq!(&source.text[argument.name_span.start..argument.name_span.end], &argument.name);
                prop_assert!(source.text.get(argument.value_span.start..argument.value_span.end).is_some());
            }
        }
        for link in links {
            // Escapes and entities are resolved in the target.
            let plain = |text: &str| text.replace('\\', "").replace("&amp;", "&");
            prop_assert_eq!(plain(&source.text[link.span.start..link.span.end]), plain(&link.target));
        }
        for problem in &problems {
            let at = problem.at.as_ref().expect("problems of a text have a place");
            prop_assert!(source.text.get(at.start..at.end).is_some());
        }
        let length = |pieces: PiecesIter<'_>| pieces.count();
        prop_assert!(length(body.pieces.part(&body.summary)) <= length(body.pieces.iter()));
        prop_assert!(body.headings.iter().all(|heading| body.anchors.contains(&heading.id)));
        if !text.contains('\u{e000}') {
            let shows_a_mask = flat(&body.pieces).contains('\u{e000}');
            prop_assert!(!shows_a_mask);
        }
    }

    #[test]
    fn no_paragraph_holds_a_block(text in any_text()) {
        let (_, body, _) = parsed(&text);
        let mut before = String::new();
        for piece in &body.pieces {
            match piece {
                Piece::Html(html) => before.push_str(html),
                Piece::Component(call) if call.shape != Shape::Inline => {
                    let opened = before.rfind("<p>").map_or(0, |at| at + 1);
                    let closed = before.rfind("</p>").map_or(0, |at| at + 1);
                    prop_assert!(opened <= closed, "{before}");
                }
                _ => {}
            }
        }
    }

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC{0,60}", start in 0_usize..4) {
        let joined = format!("{}{text}\n{text}", ["", "::: a [", ":a[", ":a{t=\""][start]);
        parsed(&joined);
    }

    #[test]
    fn unbalanced_fences_are_told_at_their_line(fences in prop::collection::vec((3_usize..6, any::<bool>()), 0..20)) {
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut expected = Vec::new();
        let mut text = String::new();
        for &(colons, opens) in &fences {
            let at = text.len();
            text += &":".repeat(colons);
            text += if opens { " a\n" } else { "\n" };
            if opens {
                open.push((colons, at));
                continue;
            }
            let same = open.iter().rposition(|(opened, _)| *opened == colons);
            match same.or_else(|| open.iter().rposition(|(opened, _)| *opened < colons)) {
                Some(index) => {
                    expected.extend(open.drain(index + 1..).map(|(_, at)| (Code::UnclosedComponent, at)));
                    open.pop();
                }
                None => expected.push((Code::UnopenedComponent, at)),
            }
        }
        expected.extend(open.iter().map(|(_, at)| (Code::UnclosedComponent, *at)));
        expected.sort_by_key(|(_, at)| *at);
        let (_, _, mut problems) = parsed(&text);
        problems.sort();
        let told: Vec<_> = problems.iter().map(|problem| (problem.code, problem.at.as_ref().map_or(0, |at| at.start))).collect();
        prop_assert_eq!(told, expected);
    }

    #[test]
    fn containers_nest_in_lists_and_quotes(path in prop::collection::vec(0_usize..3, 1..8), body in select(&["text", "- a\n- b", "# T", "> q", ":a[b]"][..])) {
        // Wraps a text from the inside out, each line with the prefix of what is around it.
        let mut lines: Vec<String> = body.lines().map(str::to_owned).collect();
        let mut n_containers = 0;
        for wrapper in &path {
            lines = match wrapper {
                0 => lines.iter().map(|line| format!("> {line}")).collect(),
                1 => lines.iter().enumerate().map(|(n, line)| format!("{}{line}", if n == 0 { "- " } else { "  " })).collect(),
                _ => {
                    n_containers += 1;
                    [vec!["::: box".to_owned()], lines, vec![":::".to_owned()]].concat()
                }
            };
        }
        let (_, parsed_body, problems) = parsed(&lines.join("\n"));
        prop_assert!(problems.is_empty(), "{:?}", problems);
        let (mut found, mut links) = (Vec::new(), Vec::new());
        calls(&parsed_body.pieces, &mut found, &mut links);
        prop_assert_eq!(found.iter().filter(|call| call.shape == Shape::Container).count(), n_containers);
    }
}
