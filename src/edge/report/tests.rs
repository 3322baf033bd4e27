use std::collections::BTreeMap;
use std::ops::Range;

use super::*;
use crate::base::diagnostic::{Code, Problems};
use crate::base::source::Span;

fn sources(texts: &[(&str, &str)]) -> BTreeMap<SourceId, Source> {
    texts.iter().map(|(path, text)| (SourceId::new(path), Source::new(path, *text))).collect()
}

fn span(path: &str, range: Range<usize>) -> Span {
    SourceId::new(path).at(range)
}

const PLAIN: Style = Style { color: false, width: 100 };

#[track_caller]
fn check(format: Format, texts: &[(&str, &str)], diagnostics: &[Diagnostic], expected: &str) {
    let report = render(format, diagnostics, &sources(texts), PLAIN);
    assert!(report == expected, "--- expected\n{expected}\n--- found\n{report}");
}

const PAGE: &str = "+++\ntitle = \"About\"\n+++\n\n# About\n\nRead on [here](@/post/two.md) & more.\n";
const OTHER: &str = "Line one\n\n\n::: callout\ntext\n:::\n";

/// A broken link, a clash of two files, and a disk that cannot be written.
fn three() -> Problems {
    let link = PAGE.find("@/post").unwrap();
    Problems::from(vec![
        Diagnostic::new(Code::BrokenLink, "no page at `@/post/two.md`")
            .at(span("content/a.md", link..link + 13))
            .help("did you mean `@/posts/two.md`?")
            .during("rendering content/a.md"),
        Diagnostic::new(Code::MissingString, "\"who\" 100%, <b>")
            .at(span("content/a.md", 4..9))
            .also(span("content/b.md", 11..23), "first, used: here")
            .also(span("static/é x.jpg", 0..0), "and here"),
        Diagnostic::new(Code::CannotWrite, "the disk is full").help("make room\nbuild again"),
    ])
}

const TEXTS: &[(&str, &str)] = &[("content/a.md", PAGE), ("content/b.md", OTHER)];

#[test]
fn human() {
    check(
        Format::Human,
        TEXTS,
        &three(),
        r#"error[broken-link]: no page at `@/post/two.md`
 --> content/a.md:7:16
  |
7 | Read on [here](@/post/two.md) & more.
  |                ^^^^^^^^^^^^^
  |
  = help: did you mean `@/posts/two.md`?
  = note: while rendering content/a.md

warning[missing-string]: "who" 100%, <b>
 --> content/a.md:2:1
  |
2 | title = "About"
  | ^^^^^
  |
 ::: content/b.md:4:1
  |
4 | ::: callout
  | ----------- first, used: here
 ::: static/é x.jpg
  = note: and here

error[cannot-write]: the disk is full
 |
 = help: make room␊build again
"#,
    );
}

#[test]
fn short() {
    check(
        Format::Short,
        TEXTS,
        &three(),
        r#"content/a.md:7:16: error[broken-link]: no page at `@/post/two.md` (rendering content/a.md); did you mean `@/posts/two.md`?
content/a.md:2:1: warning[missing-string]: "who" 100%, <b> (first, used: here: content/b.md:4:1; and here: static/é x.jpg)
error[cannot-write]: the disk is full; make room␊build again
"#,
    );
}

#[test]
fn json() {
    check(
        Format::Json,
        TEXTS,
        &three(),
        r#"[
{"code":"broken-link","severity":"error","message":"no page at `@/post/two.md`","file":"content/a.md","line":7,"column":16,"end_line":7,"end_column":29,"start":49,"end":62,"help":"did you mean `@/posts/two.md`?","during":"rendering content/a.md","also":[]},
{"code":"missing-string","severity":"warning","message":"\"who\" 100%, <b>","file":"content/a.md","line":2,"column":1,"end_line":2,"end_column":6,"start":4,"end":9,"help":null,"during":null,"also":[{"label":"first, used: here","file":"content/b.md","line":4,"column":1,"end_line":5,"end_column":1,"start":11,"end":23},{"label":"and here","file":"static/é x.jpg","line":null,"column":null,"end_line":null,"end_column":null,"start":null,"end":null}]},
{"code":"cannot-write","severity":"error","message":"the disk is full","file":null,"line":null,"column":null,"end_line":null,"end_column":null,"start":null,"end":null,"help":"make room\nbuild again","during":null,"also":[]}
]
"#,
    );
}

#[test]
fn github() {
    check(
        Format::Github,
        TEXTS,
        &three(),
        r#"::error file=content/a.md,line=7,col=16,endColumn=29,title=broken-link::no page at `@/post/two.md`%0Ahelp: did you mean `@/posts/two.md`?%0Awhile rendering content/a.md
::warning file=content/a.md,line=2,col=1,endColumn=6,title=missing-string::"who" 100%25, <b>%0Acontent/b.md:4:1: first, used: here%0Astatic/é x.jpg: and here
::error title=cannot-write::the disk is full%0Ahelp: make room␊build again
"#,
    );
    check(
        Format::Github,
        &[("a,b:c.md", "one\ntwo")],
        &[Diagnostic::new(Code::Syntax, "odd").at(span("a,b:c.md", 0..7))],
        "::error file=a%2Cb%3Ac.md,line=1,endLine=2,title=syntax::odd\n",
    );
}

#[test]
fn html() {
    check(
        Format::Html,
        TEXTS,
        &three(),
        r#"<ol class="ribbon-problems" lang="en" dir="ltr">
<li class="ribbon-problem ribbon-error">
<p class="ribbon-message"><span class="ribbon-severity">error</span> no page at <code>@/post/two.md</code> <code class="ribbon-code">broken-link</code></p>
<p class="ribbon-place"><code>content/a.md:7:16</code></p>
<pre class="ribbon-excerpt"><span class="ribbon-line">7</span> <bdi>Read on [here](<mark class="ribbon-mark">@/post/two.md</mark>) &amp; more.</bdi></pre>
<p class="ribbon-help">did you mean <code>@/posts/two.md</code>?</p>
<p class="ribbon-during">while rendering content/a.md</p>
</li>
<li class="ribbon-problem ribbon-warning">
<p class="ribbon-message"><span class="ribbon-severity">warning</span> &quot;who&quot; 100%, &lt;b&gt; <code class="ribbon-code">missing-string</code></p>
<p class="ribbon-place"><code>content/a.md:2:1</code></p>
<pre class="ribbon-excerpt"><span class="ribbon-line">2</span> <bdi><mark class="ribbon-mark">title</mark> = &quot;About&quot;</bdi></pre>
<p class="ribbon-place"><code>content/b.md:4:1</code> first, used: here</p>
<pre class="ribbon-excerpt"><span class="ribbon-line">4</span> <bdi><mark class="ribbon-mark">::: callout</mark></bdi></pre>
<p class="ribbon-place"><code>static/é x.jpg</code> and here</p>
</li>
<li class="ribbon-problem ribbon-error">
<p class="ribbon-message"><span class="ribbon-severity">error</span> the disk is full <code class="ribbon-code">cannot-write</code></p>
<p class="ribbon-help">make room␊build again</p>
</li>
</ol>
"#,
    );
}

#[test]
fn backticks_are_code_in_html_and_a_single_one_stays() {
    let problem = Diagnostic::new(Code::BrokenLink, "`<b>` is not ``, nor a ` alone");
    let html = render(Format::Html, &[problem], &sources(TEXTS), PLAIN);
    assert!(html.contains("</span> <code>&lt;b&gt;</code> is not <code></code>, nor a ` alone <code"), "{html}");
}

#[test]
fn sarif() {
    let report = render(Format::Sarif, &three(), &sources(TEXTS), PLAIN);
    let log: serde_json::Value = serde_json::from_str(&report).unwrap();
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.iter().map(|rule| &rule["id"]).collect::<Vec<_>>(), ["cannot-write", "broken-link", "missing-string"]);
    for rule in rules {
        for text in ["shortDescription", "fullDescription", "help"] {
            assert!(!rule[text]["text"].as_str().unwrap().is_empty());
        }
    }
    assert_eq!((&log["version"], &run["columnKind"]), (&"2.1.0".into(), &"unicodeCodePoints".into()));
    let expected = serde_json::json!([
        {
            "ruleId": "broken-link", "ruleIndex": 1, "level": "error",
            "message": { "text": "no page at `@/post/two.md`\nhelp: did you mean `@/posts/two.md`?\nwhile rendering content/a.md" },
            "locations": [{ "physicalLocation": {
                "artifactLocation": { "uri": "content/a.md", "uriBaseId": "SRCROOT" },
                "region": { "startLine": 7, "startColumn": 16, "endLine": 7, "endColumn": 29 },
            }}],
        },
        {
            "ruleId": "missing-string", "ruleIndex": 2, "level": "warning",
            "message": { "text": "\"who\" 100%, <b>" },
            "locations": [{ "physicalLocation": {
                "artifactLocation": { "uri": "content/a.md", "uriBaseId": "SRCROOT" },
                "region": { "startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 6 },
            }}],
            "relatedLocations": [
                {
                    "id": 1, "message": { "text": "first, used: here" },
                    "physicalLocation": {
                        "artifactLocation": { "uri": "content/b.md", "uriBaseId": "SRCROOT" },
                        "region": { "startLine": 4, "startColumn": 1, "endLine": 5, "endColumn": 1 },
                    },
                },
                {
                    "id": 2, "message": { "text": "and here" },
                    "physicalLocation": { "artifactLocation": { "uri": "static/%C3%A9%20x.jpg", "uriBaseId": "SRCROOT" } },
                },
            ],
        },
        {
            "ruleId": "cannot-write", "ruleIndex": 0, "level": "error",
            "message": { "text": "the disk is full\nhelp: make room\nbuild again" },
            "locations": [],
        },
    ]);
    assert_eq!(run["results"], expected);
}

#[test]
fn no_problems_are_an_empty_report() {
    for format in [Format::Human, Format::Short, Format::Github, Format::Html] {
        check(format, TEXTS, &[], "");
    }
    check(Format::Json, TEXTS, &[], "[]\n");
    assert!(render(Format::Sarif, &[], &BTreeMap::new(), PLAIN).contains("\"results\": []"));
}

/// The excerpt of one odd problem with the headline and the file name cut off.
#[track_caller]
fn check_excerpt(text: &str, at: Range<usize>, also: &[(usize, usize)], expected: &str) {
    let diagnostic = Diagnostic::new(Code::Syntax, "odd").at(span("a.md", at));
    let diagnostic = also.iter().fold(diagnostic, |diagnostic, (start, end)| diagnostic.also(span("a.md", *start..*end), "also"));
    let report = render(Format::Human, &[diagnostic], &sources(&[("a.md", text)]), PLAIN);
    let excerpt = report.split_once("a.md:").map_or("", |(_, excerpt)| excerpt);
    assert!(excerpt == expected, "--- expected\n{expected}\n--- found\n{excerpt}");
}

#[test]
fn the_end_of_a_file_can_be_pointed_at() {
    check_excerpt("", 0..0, &[], "1:1\n  |\n1 |\n  | ^\n");
    check_excerpt("a\n", 2..2, &[], "2:1\n  |\n2 |\n  | ^\n");
    check_excerpt("a\n", 9..19, &[], "2:1\n  |\n2 |\n  | ^\n");
    check_excerpt("ab", 2..2, &[], "1:3\n  |\n1 | ab\n  |   ^\n");
    check_excerpt("é", 1..1, &[], "1:1\n  |\n1 | é\n  | ^\n");
}

#[test]
fn windows_line_ends_are_not_shown() {
    check_excerpt("a\r\nbcd\r\ne", 3..8, &[(0, 1)], "2:1\n  |\n1 | a\n  | - also\n2 | bcd\n  | ^^^\n");
}

#[test]
fn wide_and_right_to_left_characters_keep_their_columns() {
    check_excerpt("日本語 text", 10..14, &[(0, 9)], "1:5\n  |\n1 | 日本語 text\n  | ------ ^^^^\n  | |\n  | also\n");
    check_excerpt("مرحبا text", 11..15, &[], "1:7\n  |\n1 | مرحبا text\n  |       ^^^^\n");
}

#[test]
fn a_source_cannot_steer_the_terminal() {
    check_excerpt("\ta\u{1b}[31m\u{9b}31m\u{202e}x\u{7}\n", 1..2, &[], "1:2\n  |\n1 |     a␛[31m¿31m�x␇\n  |     ^\n");
    let diagnostic = Diagnostic::new(Code::Syntax, "a\u{1b}]0;x\u{7}b")
        .at(span("\u{1b}[2Ja.md", 0..0))
        .also(span("b\u{9b}.md", 0..0), "c\u{1b}[0m")
        .help("d\u{1b}[0m\te")
        .during("f\u{1b}[0m");
    for format in [Format::Human, Format::Short, Format::Html] {
        let report = render(format, std::slice::from_ref(&diagnostic), &BTreeMap::new(), PLAIN);
        assert!(!report.contains(|c: char| c.is_control() && c != '\n'), "{report:?}");
        assert!(report.contains("a␛]0;x␇b"), "{report}");
    }
}

#[test]
fn near_places_share_an_excerpt_and_far_ones_do_not() {
    check_excerpt(
        "a\n\n\n\nb\n\n\n\n\n\n\n\n\nc\n",
        5..6,
        &[(0, 1), (15, 16)],
        "5:1\n   |\n 1 | a\n   | - also\n...\n 5 | b\n   | ^\n   |\n  ::: a.md:14:1\n   |\n14 | c\n   | - also\n",
    );
}

#[test]
fn a_block_is_framed_and_a_long_one_marked_where_it_starts() {
    check_excerpt("::: a\n1\n:::\n", 0..11, &[], "1:1\n  |\n1 | / ::: a\n2 | | 1\n3 | | :::\n  | |___^\n");
    check_excerpt("::: a\n1\n2\n3\n4\n5\n6\n7\n:::\n", 0..23, &[], "1:1\n  |\n1 | ::: a\n  | ^^^^^\n");
}

#[test]
fn a_line_of_megabytes_is_cut() {
    let text = "x".repeat(5_000_000) + "HERE" + &"é".repeat(5_000_000);
    let diagnostic = Diagnostic::new(Code::Syntax, "odd").at(span("a.md", 5_000_000..5_000_004));
    let sources = sources(&[("a.md", &text)]);
    for (format, most) in [(Format::Human, 500), (Format::Html, 1000)] {
        let report = render(format, std::slice::from_ref(&diagnostic), &sources, PLAIN);
        assert!(report.len() < most, "{}", report.len());
        assert!(report.contains("a.md:1:5000001"), "{report}");
        assert!(report.contains("HERE"), "{report}");
    }
}

#[test]
fn ten_thousand_problems_cost_one_pass() {
    let text = "x".repeat(200_000) + &"\nline".repeat(10_000);
    let problem = |n: usize| Diagnostic::new(Code::Syntax, "odd").at(span("a.md", n * 20..n * 20 + 3));
    let diagnostics: Problems = (0..10_000).map(problem).collect();
    let sources = sources(&[("a.md", &text)]);
    for format in [Format::Short, Format::Json, Format::Sarif, Format::Github, Format::Html] {
        assert!(render(format, &diagnostics, &sources, PLAIN).len() > 10_000);
    }
    assert!(render(Format::Human, &diagnostics[..500], &sources, PLAIN).len() > 10_000);
}

#[test]
fn colors_only_where_they_are_wanted() {
    let report = |color| render(Format::Human, &three(), &sources(TEXTS), Style { color, width: 80 });
    assert!(report(true).contains("\u{1b}[1m"));
    assert!(!report(false).contains('\u{1b}'));
}

#[test]
fn every_explanation_has_a_short_title_and_fits_a_screen() {
    for code in Code::ALL {
        let explanation = code.explanation();
        let title = explanation.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap_or_default();
        assert!((1..=60).contains(&title.chars().count()), "{}: {title:?}", code.name());
        assert!(explanation.lines().count() <= 20, "{}", code.name());
        assert_eq!(explanation.matches("```").count() % 2, 0, "{}", code.name());
    }
}
