//! Marks of citations and lists of sources on finished pages.

use crate::site::{SITE_TOML, Site};

const LABELS: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0" default-locale="en-US">
<info><title>Labels</title><id>http://example.org/labels</id><category citation-format="label"/><updated>2026-01-01T00:00:00+00:00</updated></info>
<citation><layout prefix="[" suffix="]" delimiter="; "><group delimiter=", "><text variable="citation-label"/><text variable="locator"/></group></layout></citation>
<bibliography><sort><key variable="citation-label"/></sort><layout><text variable="citation-label" prefix="[" suffix="] "/><text variable="title"/></layout></bibliography>
</style>
"#;

#[test]
fn a_style_with_labels_shows_them() {
    let entry = |key: &str, rest: &str| format!("{key}:\n  type: book\n  publisher: P\n  date: 2021\n{rest}");
    let references = [
        entry("a", "  title: First\n  author: \"Lee, Ann\"\n"),
        entry("b", "  title: Second\n  author: [\"Lee, Ann\", \"Po, Bo\", \"van Qi, Cy\", \"Ra, Di\", \"So, Ed\"]\n"),
        entry("c", "  title: Third\n  author: \"Lee, Zed\"\n"),
    ];
    let site = Site::new()
        .with("site.toml", format!("{SITE_TOML}[citations]\nstyle = \"data/labels.csl\"\n"))
        .with("content/about.md", "+++\ntitle = \"About\"\n+++\n\nHello [@a; @b] and [@c, p. 3].\n")
        .with("data/labels.csl", LABELS)
        .with("data/references.yml", references.concat());
    site.build_well(&[]);
    let html = site.read("public/about/index.html");
    let linked = |key: &str, text: &str| html.contains(&format!("<a href=\"#ref-{key}\" role=\"doc-biblioref\">{text}</a>"));
    assert!(linked("a", "Lee21a") && linked("b", "LPQR21") && linked("c", "Lee21b, 3"), "{html}");
    let places = ["[Lee21a] First", "[Lee21b] Third", "[LPQR21] Second"].map(|entry| html.find(entry));
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
}

/// A voice that reads English would not read them as Arabic.
#[test]
fn the_words_of_the_page_in_a_foreign_entry_say_their_language() {
    let entry = "s:\n  type: web\n  title: Vomiting blood\n  language: en\n  author: Test Society\n  url: { value: \"https://example.com/s\", date: 2026-11-24 }\n";
    let site = Site::new()
        .with("site.toml", format!("{SITE_TOML}[languages.ar]\n"))
        .with("content/_index.ar.md", "+++\ntitle = \"الرئيسية\"\n+++\n\nنص [@s].\n")
        .with("content/about.md", "+++\ntitle = \"About\"\n+++\n\nHello [@s].\n")
        .with("data/references.yml", entry);
    site.build_well(&[]);
    let arabic = site.read("public/ar/index.html");
    assert!(arabic.contains("lang=\"en\">Test Society. Vomiting blood [<bdi lang=\"ar\">انترنت</bdi>]."), "{arabic}");
    assert!(!site.read("public/about/index.html").contains("<bdi"));
}
