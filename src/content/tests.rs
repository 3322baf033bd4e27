//! Markdown and what becomes of it: `check` shows pieces as text, then the problems.

use super::*;

/// HTML as it is, a link as `{target at "written"}`, a component as `<<name args [label] | body>>`.
fn show(source: &Source, pieces: PiecesIter<'_>) -> String {
    let written = |span: &Span| &source.text[span.start..span.end];
    let show_piece = |piece: Piece<'_>| match piece {
        Piece::Html(html) | Piece::NoteRef(html) => html.to_owned(),
        Piece::AlertLabel(kind) => kind.to_owned(),
        Piece::Cite(cite) => {
            let items = cite.items.iter().map(|item| format!("{} at {:?}", item.key, written(&item.key_span)));
            format!("{{cite {} in {:?}}}", items.collect::<Vec<_>>().join(", "), written(&cite.span))
        }
        Piece::Link(link) => format!("{{{} at {:?}}}", link.target, written(&link.span)),
        Piece::Component(call) => {
            let mut text = format!("<<{:?} {}", call.shape, call.name);
            assert_eq!(written(&call.name_span), call.name);
            for argument in &call.arguments {
                text.push_str(&format!(" {}={:?}", argument.name, argument.value));
            }
            call.label.iter().for_each(|label| text.push_str(&format!(" [{}]", show(source, label.iter()))));
            call.body.iter().for_each(|body| text.push_str(&format!(" |\n{}", show(source, body.iter()))));
            text + ">>"
        }
    };
    pieces.map(show_piece).collect()
}

fn options() -> Options {
    Options {
        raw_html: true,
        smart_punctuation: false,
        heading_anchors: false,
        external_links: ExternalLinks::Plain,
        language: "en".to_owned(),
    }
}

fn parsed(text: &str, options: &Options) -> (Source, Body, Problems) {
    let source = Source::new("content/a.md", text);
    let (document, mut problems) = parse(&source, options);
    problems.sort();
    (source, document.body, problems)
}

fn outcome(text: &str, options: &Options) -> String {
    let (source, body, problems) = parsed(text, options);
    let mut shown = show(&source, body.pieces.iter());
    for problem in problems {
        let place = problem.at.as_ref().map(|at| crate::base::source::place(text, at.start));
        let (line, column) = place.map_or((0, 0), |place| (place.line, place.column));
        let written = problem.at.as_ref().map_or("", |at| &text[at.start..at.end]);
        shown.push_str(&format!("{}:{line}:{column} {} `{written}`\n", problem.code.name(), problem.message));
    }
    shown
}

fn check(text: &str, expected: &str) {
    assert_eq!(outcome(text, &options()).trim_end(), expected.trim_end(), "\n{text}");
}

#[test]
fn plain() {
    check("Hello *world*.", "<p>Hello <em>world</em>.</p>");
    check("\u{feff}+++\ntitle = \"x\"\n+++\r\nHello\r\nyou", "<p>Hello\nyou</p>");
}

#[test]
fn links_of_the_site_are_holes() {
    check(
        "[a](../b.md#c \"t\") <https://x.org> [m](mailto:a@b.org) [r][] [e]()\n\n[r]: @/r.md",
        "<p><a href=\"{../b.md#c at \"../b.md#c\"}\" title=\"t\">a</a> <a href=\"https://x.org\">https://x.org</a> \
         <a href=\"mailto:a@b.org\">m</a> <a href=\"{@/r.md at \"@/r.md\"}\">r</a> <a href=\"{ at \"\"}\">e</a></p>",
    );
    check(
        "[![*i* \"j\"](p.png)](b.md)",
        "<p><a href=\"{b.md at \"b.md\"}\"><img src=\"{p.png at \"p.png\"}\" alt=\"i &quot;j&quot;\" /></a></p>",
    );
    check("[`](`](a\\_b.md)", "<p><a href=\"{a_b.md at \"a\\\\_b.md\"}\"><code>](</code></a></p>");
}

#[test]
fn links_that_leave_may_be_marked() {
    let marked = Options { external_links: ExternalLinks::Mark, raw_html: false, ..options() };
    assert_eq!(
        outcome("[a](https://x.org/?a&b) [s](javascript:x)", &marked),
        "<p><a class=\"external\" rel=\"external noopener\" href=\"https://x.org/?a&amp;b\">a</a> <a>s</a></p>\n\
         invalid-value:1:25 a link must not run a script `[s](javascript:x)`\n"
    );
}

#[test]
fn containers() {
    check(
        "a\n::: care-card level=\"urgent\" n=2\n- b\n:::\nc",
        "<p>a</p>\n<<Container care-card level=String(\"urgent\") n=Integer(2) |\n<ul>\n<li>b</li>\n</ul>\n>><p>c</p>",
    );
    check(":::: a\n::: b\n# T\n:::\n::: b\n:::\n::::", "<<Container a |\n<<Container b |\n<h1 id=\"t\">T</h1>\n>><<Container b |\n>>>>");
    check("::: a\n::: b\nx\n:::\n:::", "<<Container a |\n<<Container b |\n<p>x</p>\n>>>>");
    check(
        "- x\n  ::: a [L *m*]\n  y\n  :::\n- z\n\n> ::: b\n> q\n> :::",
        "<ul>\n<li>x<<Container a [L <em>m</em>] |\n<p>y</p>\n>></li>\n<li>z</li>\n</ul>\n<blockquote>\n<<Container b |\n<p>q</p>\n>></blockquote>",
    );
    check("1. ::: a\n   x\n   :::", "<ol>\n<li><<Container a |\n<p>x</p>\n>></li>\n</ol>");
}

#[test]
fn definitions_reach_into_components() {
    check(
        "::: a [see [r]]\n[r] x[^n]\n:::\n\n[r]: b.md\n[^n]: Note",
        "<<Container a [see <a href=\"{b.md at \"b.md\"}\">r</a>] |\n<p><a href=\"{b.md at \"b.md\"}\">r</a> x<sup class=\"footnote-reference\">\
         <a href=\"#fn-n\" id=\"fnref-n\" role=\"doc-noteref\">1</a></sup></p>\n>>\
         <section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n<li id=\"fn-n\"><p>Note \
         <a href=\"#fnref-n\" role=\"doc-backlink\" aria-labelledby=\"fnref-n\">↩\u{fe0e}</a></p>\n</li>\n</ol>\n</section>",
    );
}

#[test]
fn leaves_and_inlines() {
    check("a\n\n::stat{id=\"d\"}\n\nb", "<p>a</p>\n<<Leaf stat id=String(\"d\")>><p>b</p>");
    check("::share-links", "<<Leaf share-links>>");
    check(
        ":stat{id=\"d\"} of *:abbr[H*P*]{t='x'}*.",
        "<p><<Inline stat id=String(\"d\")>> of <em><<Inline abbr t=String(\"x\") [H<em>P</em>]>></em>.</p>",
    );
    check(":a[- b :c[d] e]", "<p><<Inline a [- b <<Inline c [d]>> e]>></p>");
    check("[:icon[x] go](b.md)", "<p><a href=\"{b.md at \"b.md\"}\"><<Inline icon [x]>> go</a></p>");
    check(
        "| :a[x] | :b{n=1} |\n|---|---|",
        "<div class=\"table-scroll\" tabindex=\"0\"><table><thead><tr><th scope=\"col\"><<Inline a [x]>></th>\
        <th scope=\"col\"><<Inline b n=Integer(1)>></th></tr></thead><tbody>\n</tbody></table>\n</div>",
    );
}

#[test]
fn code_and_prose_stay() {
    check("`:a[b]` 12:30 std::vec :smile: \\:a[b]", "<p><code>:a[b]</code> 12:30 std::vec :smile: :a[b]</p>");
    check("```\n::: a\n:b[c]\n```", "<pre><code>::: a\n:b[c]\n</code></pre>");
    check("Term\n: Meaning", "<dl>\n<dt>Term</dt>\n<dd>Meaning</dd>\n</dl>");
    check("***\n\n___\n\u{e000}xx :a[b]", "<hr />\n<hr />\n<p>\u{e000}xx <<Inline a [b]>></p>");
}

#[test]
fn unbalanced_fences() {
    check("a\n\n::: note\nb", "<p>a</p>\n<<Container note |\n<p>b</p>\n>>unclosed-component:3:1 this component is never closed `::: note`");
    check("a\n:::", "<p>a</p>\nunopened-component:2:1 this `:::` closes no component `:::`");
    check(
        ":::: a\n::: b\nx\n::::",
        "<<Container a |\n<<Container b |\n<p>x</p>\n>>>>unclosed-component:2:1 this component is never closed `::: b`",
    );
    check(
        "> ::: a\n> x\n:::",
        "<blockquote>\n<<Container a |\n<p>x</p>\n>></blockquote>\nunclosed-component:1:3 this component is never closed `::: a`\n\
         unopened-component:3:1 this `:::` closes no component `:::`",
    );
    check(":::: a\n:::\n::::", "<<Container a |\n>>unopened-component:2:1 this `:::` closes no component `:::`");
}

#[test]
fn mistakes_in_directives() {
    check(
        "::: note title=Hi\n:::",
        "component-syntax:1:16 the value `Hi` needs quotes `Hi`\nunopened-component:2:1 this `:::` closes no component `:::`",
    );
    check("a :abbr[b", "<p>a :abbr[b</p>\ncomponent-syntax:1:8 this `[` is not closed on its line `[`");
    check("`a :abbr[b`", "<p><code>a :abbr[b</code></p>");
}

#[test]
fn deep_containers() {
    let text = "::: a\n".repeat(10_000) + "x\n" + &":::\n".repeat(10_000);
    let (_, body, problems) = parsed(&text, &options());
    assert_eq!(body.pieces.iter().count(), 1);
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].code, crate::base::diagnostic::Code::NestedTooDeep);
    let label = ":a[".repeat(20) + &"]".repeat(20);
    assert_eq!(parsed(&label, &options()).2.len(), 1);
}

#[test]
fn headings() {
    let text = "# What is *it*?\n## What is it?\n## Été [x](a.md) {#summer .big}\n### العناية\nA `b`\n---\n";
    let (source, body, _) = parsed(text, &options());
    let shown: Vec<_> = body
        .headings
        .iter()
        .map(|heading| {
            format!(
                "{} {} | {} | {} | {}",
                heading.level,
                heading.id,
                heading.text,
                heading.html,
                &source.text[heading.span.start..heading.span.end]
            )
        })
        .collect();
    assert_eq!(
        shown.join("\n"),
        "1 what-is-it | What is it? | What is <em>it</em>? | # What is *it*?\n\
         2 what-is-it-2 | What is it? | What is it? | ## What is it?\n\
         2 summer | Été x | Été x | ## Été [x](a.md) {#summer .big}\n\
         3 العناية | العناية | العناية | ### العناية\n\
         2 a-b | A b | A <code>b</code> | A `b`\n---"
    );
    assert!(body.anchors.contains("summer") && body.anchors.len() == 5);
    let anchored = Options { heading_anchors: true, ..options() };
    assert_eq!(
        outcome("## A :b[c *d*]", &anchored),
        "<h2 id=\"a-c-d\">A <<Inline b [c <em>d</em>]>> <a class=\"heading-anchor\" href=\"#a-c-d\" aria-labelledby=\"a-c-d\"><span aria-hidden=\"true\">#</span></a></h2>\n"
    );
}

#[test]
fn ids() {
    check(
        "# A {#x}\n# B {#x}",
        "<h1 id=\"x\">A</h1>\n<h1 id=\"x\">B</h1>\nduplicate-id:2:1 the id `x` is given twice on this page `# B {#x}`",
    );
    check("# A\n<p id=\"a\"><a name=n></a>", "<h1 id=\"a-2\">A</h1>\n<p id=\"a\"><a name=n></a>");
    let (_, body, _) = parsed("<p id=\"a\"><a name=n></a>", &options());
    assert_eq!(body.anchors.into_iter().collect::<Vec<_>>(), ["a", "n"]);
}

#[test]
fn notes() {
    let reference = |id: &str, mark: &str, number: u32| {
        format!("<sup class=\"footnote-reference\"><a href=\"#{id}\" id=\"{mark}\" role=\"doc-noteref\">{number}</a></sup>")
    };
    let back =
        |mark: &str, more: &str| format!(" <a href=\"#{mark}\" role=\"doc-backlink\" aria-labelledby=\"{mark}\">↩\u{fe0e}{more}</a>");
    let expected = format!(
        "<p>x{} y{} z{}</p>\n<section class=\"footnotes\" role=\"doc-endnotes\">\n<ol>\n<li id=\"fn-b\"><p>B{}{}</p>\n</li>\n\
         <li id=\"fn-a\"><p>A</p>\n<pre><code>c\n</code></pre>\n{}</li>\n</ol>\n</section>",
        reference("fn-b", "fnref-b", 1),
        reference("fn-a", "fnref-a", 2),
        reference("fn-b", "fnref-b-2", 1),
        back("fnref-b", ""),
        back("fnref-b-2", "<sup>2</sup>"),
        back("fnref-a", ""),
    );
    check("[^a]: A\n\n        c\n\nx[^b] y[^a] z[^B]\n\n[^b]: B", &expected);
    check("a[^b] [^c d]", "<p>a[^b] [^c d]</p>\nmissing-footnote:1:2 there is no footnote `[^b]` `[^b]`");
    check("a\n\n[^b]: c\n", "<p>a</p>\nmissing-footnote:3:1 no text refers to the footnote `[^b]`, so it is not shown `[^b]: c`");
}

#[test]
fn tables_and_tasks_are_accessible() {
    check(
        "# T\n|a|b|\n|-|:-:|\n|c|d|",
        "<h1 id=\"t\">T</h1>\n<div class=\"table-scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"t\"><table><thead><tr><th scope=\"col\">a</th>\
         <th scope=\"col\" style=\"text-align: center\">b</th></tr></thead><tbody>\n<tr><td>c</td><td style=\"text-align: center\">d</td></tr>\n</tbody></table>\n</div>",
    );
    check(
        "| | a |\n|-|-|\n|b||",
        "<div class=\"table-scroll\" tabindex=\"0\"><table><thead><tr><td></td><th scope=\"col\">a</th></tr></thead><tbody>\n\
         <tr><td>b</td><td></td></tr>\n</tbody></table>\n</div>",
    );
    check(
        "- [ ] a *b*\n  - [x] c\n\n      d",
        "<ul>\n<li><label><input type=\"checkbox\" disabled=\"\" /> a <em>b</em></label>\n<ul>\n<li>\n<p><label><input type=\"checkbox\" disabled=\"\" checked=\"\" /> c</label></p>\n\
         <p>d</p>\n</li>\n</ul>\n</li>\n</ul>",
    );
}

#[test]
fn quotation_marks_by_language() {
    let check = |language: &str, text: &str, expected: &str| {
        let options = Options { smart_punctuation: true, language: language.to_owned(), ..options() };
        assert_eq!(outcome(text, &options), format!("<p>{expected}</p>\n"));
    };
    check("en", "\"It's\" -- 'so'...", "“It’s” – ‘so’…");
    check("en", "a 5\" pipe, 6'2\" tall, \"in 5\" or so, a\"b\"", "a 5″ pipe, 6′2″ tall, “in 5” or so, a”b”");
    check("fr", "le rock 'n' roll, 5\"", "le rock ’n’ roll, 5″");
    check("pt", "\"sim\"", "“sim”");
    check("pt-PT", "\"sim\"", "«sim»");
    check("zh-Hant-TW", "他說\"好\"。", "他說「好」。");
    check("zh-Hans", "\"好\"", "“好”");
    check("fr-CA", "\"l'été\"", "«\u{202f}l’été\u{202f}»");
    check("de", "\"Sag 'ja'\" wie geht's", "„Sag ‚ja‘“ wie geht’s");
    check("ja", "彼は\"はい\"と言い、\"いいえ\"。", "彼は「はい」と言い、「いいえ」。");
    check("zh", "他说\"好\"。", "他说“好”。");
    check("th", "เขาพูดว่า\"ใช่\"แล้วไป", "เขาพูดว่า“ใช่”แล้วไป");
    check("ko", "그는 \"네\"라고", "그는 “네”라고");
    check("he", "\"כן\"ו \"לא\"", "“כן”ו “לא”");
    check("ar", "\"نعم\" `\"`", "«نعم» <code>\"</code>");
}

#[test]
fn raw_html_may_be_refused() {
    let refused = Options { raw_html: false, ..options() };
    assert_eq!(
        outcome("a <b>c</b> <!-- d -->\n\n<!-- e -->\n\n<div\nid=\"x\">\n\n# H {#i .c onclick=x}", &refused),
        "<p>a &lt;b&gt;c&lt;/b&gt; </p>\n&lt;div\nid=\"x\"&gt;\n<h1 id=\"i\" class=\"c\">H</h1>\n\
         raw-html:1:3 HTML is not allowed in the Markdown of this site `<b>`\n\
         raw-html:1:7 HTML is not allowed in the Markdown of this site `</b>`\n\
         raw-html:5:1 HTML is not allowed in the Markdown of this site `<div`\n\
         raw-html:8:1 HTML attributes are not allowed in the Markdown of this site `# H {#i .c onclick=x}`\n"
    );
}

#[test]
fn summaries() {
    let check = |text: &str, is_cut: bool, expected: &str| {
        let (source, body, _) = parsed(text, &options());
        assert_eq!(show(&source, body.pieces.part(&body.summary)), expected);
        assert_eq!(body.summary_is_cut, is_cut);
    };
    check("# T\n\n::: a\nno\n:::\n\n> no\n\nFirst [l](a.md).\n\nSecond.", false, "<p>First <a href=\"{a.md at \"a.md\"}\">l</a>.</p>\n");
    check(
        "# T\n\nA\n\n- <!-- more -->\n\nB\n\n<!-- more -->\n\nC",
        true,
        "<h1 id=\"t\">T</h1>\n<p>A</p>\n<ul>\n<li><!-- more -->\n</li>\n</ul>\n<p>B</p>\n",
    );
    check("# T", false, "");
    check(
        "A[^n]\n\n[^n]: N",
        false,
        "<p>A<sup class=\"footnote-reference\"><a href=\"#fn-n\" id=\"fnref-n\" role=\"doc-noteref\">1</a></sup></p>\n",
    );
}

#[test]
fn words() {
    let check = |text: &str, expected: u32| assert_eq!(parsed(text, &options()).1.words, expected, "{text}");
    check("# Two words\n\n*un*like `code` don't [a link](x.md)\n\n- a\n- b\n\n```\ncode\n```", 8);
    check("::: a [One label]\nin side\n:::\n\n| c | d |\n|---|---|\n| e | f |", 8);
}

#[test]
fn large_texts() {
    let headings: String = (0..10_000).map(|n| format!("# Part {}\n\n", n % 7)).collect();
    assert_eq!(parsed(&headings, &options()).1.anchors.len(), 10_000);
    for deep in [format!("{}x\n", "> ".repeat(10_000)), format!("{}x\n", "- ".repeat(10_000)), format!("{}x\n", "- > ".repeat(5_000))] {
        assert_eq!(parsed(&deep, &options()).1.words, 1);
    }
    let fences = "::::: a\n".repeat(20_000) + &":::\n".repeat(20_000);
    // Below the limit of 32 a fence is not judged on its own: one message says that it is too deep.
    assert_eq!(parsed(&fences, &options()).2.len(), 20_033);
    assert_eq!(parsed(&" :a[`x`]".repeat(20_000), &options()).1.pieces.iter().count(), 40_001);
}

/// `cargo test --release -- --ignored --nocapture parse_time` prints microseconds a page, the best of many rounds.
#[test]
#[ignore = "a measurement"]
#[expect(clippy::disallowed_methods, reason = "prints a measurement, and is run by hand")]
fn parse_time() {
    let paragraph =
        "Care that is *personal* starts with the person. Read about [screening](screening.md) and \"early signs\", with `code`.\n\n";
    let page = format!("## First\n\n{}- one\n- two\n\n## Second\n\n{}> A quote\n", paragraph.repeat(8), paragraph.repeat(8));
    let components =
        format!("{page}\n::: care-card level=\"urgent\"\n- *new* pain\n:::\n\nAbout :stat{{id=\"x\"}} or :abbr[HPV]{{title=\"a\"}}.\n");
    for text in [page, components] {
        let source = Source::new("content/a.md", text);
        let round = |_| {
            let start = std::time::Instant::now();
            (0..20).for_each(|_| drop(std::hint::black_box(parse(&source, &options()))));
            start.elapsed() / 20
        };
        println!("{} bytes: {:?}", source.text.len(), (0..500).map(round).min());
    }
}
