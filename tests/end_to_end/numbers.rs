//! Statistics on pages of many languages.

use crate::site::{SITE_TOML, Site};

const STATS: &str = r#"
[people]
value = 9_700_000
scale = "million"
source = "x"
[money]
value = 2_000_000_000
scale = "billion"
source = "x"
[share]
value = 12.4
unit = "percent"
source = "x"
[wait]
lower = 1
upper = 2
unit = "years"
source = "x"
[risk]
value = 5
unit = "odds"
source = "x"
"#;

/// The five statistics on a page in a language, and what the build said.
fn written(language: &str) -> (Vec<String>, String) {
    let page = "+++\ntitle = \"T\"\ndescription = \"D\"\n+++\n\n";
    let shown = ["people", "money", "share", "wait", "risk"].map(|id| format!("<:stat{{id=\"{id}\" cite=false}}>\n\n"));
    let site = Site::new()
        .with("site.toml", format!("{SITE_TOML}[languages.{language}]\n"))
        .with("content/about.md", page)
        .with(&format!("content/about.{language}.md"), format!("{page}{}", shown.concat()))
        .with("data/stats.toml", STATS)
        .with("data/references.yml", "x:\n  type: book\n  title: A\n  author: B\n  publisher: C\n  date: 2026\n");
    let told = site.run(&["build"]);
    let html = site.read(&format!("public/{language}/about/index.html"));
    let texts = html.split("<p>&lt;").skip(1).map(|rest| {
        let inside = rest.split("&gt;</p>").next().unwrap_or_default();
        let mut is_tag = false;
        let bare = inside.chars().filter(|letter| {
            is_tag = (is_tag || *letter == '<') && *letter != '>';
            !is_tag && *letter != '>'
        });
        bare.collect::<String>().trim().to_owned()
    });
    (texts.collect(), format!("{}{}", told.stdout, told.stderr))
}

#[test]
fn numbers_speak_the_language_of_the_page() {
    let check = |language: &str, expected: [&str; 5]| assert_eq!(written(language).0, expected, "{language}");
    check("de", ["9,7 Millionen", "2 Milliarden", "12,4\u{a0}%", "1–2 Jahre", "1 : 5"]);
    check("tr", ["9,7 milyon", "2 milyar", "%12,4", "1–2 yıl", "1 : 5"]);
    check("es", ["9,7 millones", "2 mil millones", "12,4\u{a0}%", "1-2 años", "1 : 5"]);
    check("hi", ["97 लाख", "2 अरब", "12.4%", "1–2 वर्ष", "1 : 5"]);
    check("zh", ["970万", "20亿", "12.4%", "1-2年", "1 : 5"]);
}

#[test]
fn an_arabic_range_keeps_its_lower_end() {
    assert_eq!(written("ar").0[3], "1 إلى 2\u{a0}سنة");
}

#[test]
fn words_that_a_language_lacks_are_told() {
    let told = written("de").1;
    assert!(told.contains("the string `stat-odds` is not translated into `de`"), "{told}");
    assert!(!told.contains("stat-million") && !told.contains("stat-years"), "{told}");
    let told = written("fr").1;
    assert!(!told.contains("stat-"), "{told}");
}
