//! Input that no one should write, and what one gets for it: a message, never a panic.
//!
//! What fits into a small text file is a fixture; here is what is large, deep or strange.

use std::fmt::Write;
use std::time::{Duration, Instant};

use crate::site::{HOME, SITE_TOML, Site, files};

/// A page's title, and a body.
fn page(body: &str) -> String {
    format!("+++\ntitle = \"About\"\n+++\n\n{body}\n")
}

/// A build of one odd page that must succeed, within the time that a person would wait.
fn builds(name: &str, text: impl AsRef<[u8]>) -> Site {
    let site = Site::new().with(name, text);
    let start = Instant::now();
    site.build_well(&[]);
    let time = start.elapsed();
    assert!(time < Duration::from_secs(if SLOW { 60 } else { 20 }), "{name} took {time:?}");
    site
}

#[test]
fn a_byte_order_mark_is_no_part_of_any_text() {
    let marked = |text: &str| format!("\u{feff}{text}");
    let site = Site::empty()
        .with("site.toml", marked(&format!("{SITE_TOML}theme = \"ours\"\n")))
        .with("content/_index.md", marked(HOME))
        .with("content/plain.md", marked("# Plain\n"))
        .with("content/yaml.md", marked("---\ntitle: Yaml\n---\nText.\n"))
        .with("data/facts.csv", marked("year,cases\n2022,20\n"))
        .with("data/facts.json", marked("{\"year\": 2022}"))
        .with("themes/ours/theme.toml", marked("name = \"ours\"\n"))
        .with("themes/ours/strings/en.ftl", marked("hello = Hello\n"))
        .with(
            "templates/page.html",
            marked(
                "<title>{{ page.title }}</title>{{ t(key=\"hello\") }} {{ data(path=\"facts.csv\") | length }}{{ page.content | safe }}",
            ),
        );
    site.build_well(&[]);
    assert!(site.read("public/yaml/index.html").contains("<title>Yaml</title>Hello 1"));
    for (path, bytes) in files(&site.path("public")).into_iter().filter(|(path, _)| path.ends_with(".html")) {
        assert!(!String::from_utf8_lossy(&bytes).contains('\u{feff}'), "{path} has a byte order mark");
    }
}

#[test]
fn line_ends_of_windows_change_nothing() {
    let text = "+++\ntitle = \"About\"\n[extra]\nnote = \"\"\"two\nlines\"\"\"\n+++\n\nOne.\n\n::: callout title=\"T\"\n- a\n- b\n:::\n\n```\ncode\n```\n";
    let unix = builds("content/about.md", text);
    let windows = builds("content/about.md", text.replace('\n', "\r\n"));
    let (unix, windows) = (unix.read("public/about/index.html"), windows.read("public/about/index.html"));
    assert_eq!(windows.replace('\r', ""), unix);
}

/// A binary that was not optimised is ten times slower than the one that people run.
const SLOW: bool = cfg!(debug_assertions);

#[test]
fn a_markdown_file_of_fifty_megabytes() {
    let paragraph = "Cancer care should fit the person as well as the *cancer*. Read [more](https://example.org/a).\n\n";
    builds("content/about.md", page(&paragraph.repeat(if SLOW { 5_000_000 } else { 50_000_000 } / paragraph.len())));
}

#[test]
fn a_single_line_of_ten_megabytes() {
    builds("content/about.md", page(&"word ".repeat(2_000_000)));
    builds("content/about.md", page(&"[".repeat(100_000)));
    builds("content/about.md", page(&"*a_ ".repeat(50_000)));
}

#[test]
fn ten_thousand_headings() {
    let mut text = String::new();
    for n in 0..10_000 {
        writeln!(text, "{} The same words {}\n", "#".repeat(n % 6 + 1), n % 7).expect("a string");
    }
    let site = builds("content/about.md", page(&text));
    assert!(site.read("public/about/index.html").contains("id=\"the-same-words-0-2\""));
}

#[test]
fn lists_and_quotes_in_each_other_ten_thousand_times() {
    builds("content/about.md", page(&format!("{}text", "- ".repeat(10_000))));
    builds("content/about.md", page(&format!("{}text", "> ".repeat(10_000))));
    builds("content/about.md", page(&(0..2_000).map(|n| format!("{}- item\n", " ".repeat(2 * n))).collect::<String>()));
}

#[test]
fn components_in_each_other_ten_thousand_times() {
    let open: String = (0..2_000).map(|n| format!("{} callout\n", ":".repeat(2_003 - n))).collect();
    let close: String = (0..2_000).map(|n| format!("{}\n", ":".repeat(n + 4))).collect();
    let report = Site::new().with("content/about.md", page(&(open.clone() + &close))).build_badly(&[]);
    assert!(report.contains("error[nested-too-deep]: components are nested more than 32 deep") && report.lines().count() == 1, "{report}");
    let report = Site::new().with("content/about.md", page(&open)).build_badly(&[]);
    assert!(report.contains("error[nested-too-deep]: components are nested more than 32 deep"), "{report}");
    assert!(report.len() < 20_000, "{} bytes of report", report.len());
    let same: String = "::: callout\n".repeat(10_000);
    let report = Site::new().with("content/about.md", page(&same)).build_badly(&[]);
    assert!(report.contains("nested-too-deep") && report.lines().count() < 40, "{} lines of report", report.lines().count());
}

#[test]
fn front_matter_of_a_megabyte() {
    let text = format!("+++\ntitle = \"A\"\n[extra]\nnote = \"{}\"\n+++\n", "x".repeat(1_000_000));
    builds("content/about.md", text);
    let keys: String = (0..50_000).map(|n| format!("key{n} = {n}\n")).collect();
    builds("content/about.md", format!("+++\n[extra]\n{keys}+++\n"));
    let keys: String = (0..50_000).map(|n| format!("  key{n}: {n}\n")).collect();
    builds("content/about.md", format!("---\nextra:\n{keys}---\n"));
    let deep = format!("+++\nextra.a = {}1{}\n+++\n", "[".repeat(10_000), "]".repeat(10_000));
    let report = Site::new().with("content/about.md", deep).build_badly(&[]);
    assert!(report.starts_with("content/about.md:2:") && report.contains("error[syntax]"), "{report}");
    let deep = format!("---\nextra: {{a: {}1{}}}\n---\n", "[".repeat(10_000), "]".repeat(10_000));
    let report = Site::new().with("content/about.md", deep).build_badly(&[]);
    assert!(report.starts_with("content/about.md:2:") && report.contains("nested too deeply"), "{report}");
}

#[test]
fn names_with_spaces_quotes_and_letters_of_any_script() {
    let site = Site::new();
    let names =
        ["two words", "it's", "\u{201c}quoted\u{201d}", "über uns", "رعاية", "日本", "100%", "a&b", "c++", "#1 in care", "(brackets)"];
    for name in names.iter().filter(|name| !name.starts_with('#')) {
        site.write(&format!("content/{name}.md"), page("Text."));
        site.write(&format!("content/files {name}/picture {name}.svg"), "<svg/>");
    }
    site.write(
        "content/links.md",
        page("[a](<two words.md>) [b](it's.md) [c](%C3%BCber%20uns.md) [d](رعاية.md) [e](100%25.md) ![f](<files it's/picture it's.svg>)"),
    );
    site.build_well(&[]);
    let site_check = site.run(&["check", "--strict", "--base-url", "https://day.example", "--date", "2027-02-04"]);
    assert_eq!(site_check.code, Some(0), "{}", site_check.stderr);
    assert!(site.has("public/über-uns/index.html") && site.has("public/رعاية/index.html"));
    assert!(site.read("public/links/index.html").contains("href=\"/%C3%BCber-uns/\""));
}

#[cfg(unix)]
#[test]
fn a_name_that_is_no_unicode() {
    use std::os::unix::ffi::OsStrExt;
    let site = Site::new();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
    // Not every disk can store such a name.
    if std::fs::write(site.path("content").join(name), "Text.\n").is_err() {
        return;
    }
    let report = site.build_badly(&[]);
    assert_eq!(report, "error[unreadable-file]: the name of `content/caf\u{fffd}.md` is not Unicode; rename the file\n");
}

#[test]
fn no_text_at_all() {
    for text in ["", "\n", "+++\n+++", "---\n---\n", "\u{feff}", "+++\n+++\n\n\n", "\0\0\0"] {
        builds("content/about.md", text);
    }
}

#[test]
fn an_empty_content_folder() {
    let site = Site::empty().with("site.toml", SITE_TOML);
    std::fs::create_dir(site.path("content")).expect("a folder");
    assert_eq!(
        site.build_badly(&[]),
        "error[empty-site]: the site has no pages; write `content/_index.md`, or let `ribbon new page content/_index.md` make it\n"
    );
}

#[test]
fn an_empty_configuration() {
    let report = Site::empty().with("site.toml", "").with("content/_index.md", HOME).build_badly(&[]);
    assert!(report.contains("`title` is missing") && report.contains("`base_url` is missing"), "{report}");
}

#[test]
fn every_file_with_a_mistake_is_named() {
    let site = Site::new();
    for n in 0..200 {
        site.write(&format!("content/p{n:03}.md"), "+++\ntitel = \"x\"\n+++\n[a](nowhere.md)\n");
    }
    let report = site.build_badly(&[]);
    assert_eq!(report.matches("unknown-key").count(), 200);
    assert_eq!(report.matches("broken-link").count(), 200);
    let files: Vec<&str> = report.lines().filter_map(|line| line.split(':').next()).collect();
    assert!(files.is_sorted(), "problems are not in the order of the files");
}

#[test]
fn a_template_that_never_ends_is_ended() {
    let component = "{% component again() -%}\n{{<again />}}\n{%- endcomponent again %}\n";
    let site = Site::new().with("templates/components/again.html", component).with("content/about.md", page("::again{}"));
    let report = site.build_badly(&[]);
    assert_eq!(
        report,
        "content/about.md:5:3: error[template-loop]: components call each other, or themselves, without end (rendering content/about.md); look for the component's own name in its template\n"
    );
}

/// Bytes that no one chose, always the same.
struct Noise(u64);

impl Noise {
    fn next(&mut self, below: usize) -> usize {
        // Source: Marsaglia 2003, xorshift64.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % below as u64).expect("small")
    }

    /// A text with a few of its bytes removed, repeated or replaced.
    fn spoil(&mut self, text: &str) -> Vec<u8> {
        const SIGNS: &[u8] = b"\"'`{}[]()<>%#:=+-*_|\\\n\r\t \0,.~@$&!?/;^0aZ\xff\xc3\xa9";
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..=self.next(6) {
            let at = self.next(bytes.len() + 1);
            match self.next(4) {
                0 if at < bytes.len() => drop(bytes.remove(at)),
                1 => bytes.truncate(at.max(1)),
                2 => {
                    let end = (at + self.next(40)).min(bytes.len());
                    let part = bytes[at..end].to_vec();
                    let to = self.next(bytes.len() + 1);
                    bytes.splice(to..to, part);
                }
                _ => bytes.insert(at, SIGNS[self.next(SIGNS.len())]),
            }
        }
        bytes
    }
}

#[test]
fn spoilt_files_of_every_kind_are_reported_and_never_break_the_build_down() {
    let whole = [
        (
            "site.toml",
            "title = \"T\"\nbase_url = \"https://example.org/a\"\nlanguage = \"en\"\ntheme = \"ours\"\n[languages.fr]\ntitle = \"T\"\n[taxonomies.tags]\nfeed = true\npaginate_by = 2\n[menus]\nmain = [\"about.md\", { url = \"/b/\", label = \"B\" }]\n[campaign]\nday = 2027-02-04\n[[check.suppress]]\ncode = \"broken-link\"\npath = \"content/\"\nreason = \"r\"\n[params]\nn = 3\n",
        ),
        (
            "content/about.md",
            "+++\ntitle = \"A\"\ndate = 2027-02-04\naliases = [\"/old/\"]\n[taxonomies]\ntags = [\"a\", \"b\"]\n+++\n\n## H {#h}\n\nA *b* [c](about.md#h) `d` :abbr[HPV]{title=\"v\"}[^1].\n\n::: callout title=\"T\"\n- x\n:::\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n[^1]: N\n",
        ),
        ("content/y.md", "---\ntitle: Y\ndate: 2027-02-04\ntags: &a [x, \"y\"]\nextra:\n  a: {b: c}\n  d: |\n    text\n---\nText\n"),
        (
            "themes/ours/theme.toml",
            "name = \"ours\"\nengine = \">=0.1\"\nyears = [2025, 2027]\n[slogan]\nen = \"S\"\n[tokens.color.light]\naccent = \"#123456\"\n[params.n]\ntype = \"integer\"\ndefault = 1\n",
        ),
        (
            "themes/ours/templates/page.html",
            "{% extends \"base.html\" %}\n{% block main %}{% for p in [1, 2] %}{{ p | upper }}{% endfor %}{% if page.title is containing(pat=\"A\") %}{{ page.content | safe }}{% endif %}{{ t(key=\"hello\", n=2) }}{% endblock %}\n",
        ),
        ("themes/ours/strings/en.ftl", "hello = { $n ->\n    [one] One\n   *[other] { $n } of them\n}\nterm = { hello }\n"),
        ("data/t.csv", "a,b\n1,\"x, y\"\n2,z\n"),
        ("data/t.json", "{\"a\": [1, 2.5, null, true, \"x\\u00e9\"]}"),
        ("data/t.yaml", "a:\n  - b: 1\n    c: [1, 2]\n"),
        ("data/t.toml", "a = 1\n[b]\nc = [1, { d = 2 }]\n"),
    ];
    let mut noise = Noise(0x5eed);
    let site = Site::new();
    for round in 0..150 {
        let (spoilt, _) = whole[round % whole.len()];
        for (path, text) in whole {
            site.write(path, if path == spoilt { noise.spoil(text) } else { text.as_bytes().to_vec() });
        }
        let bytes = std::fs::read(site.path(spoilt)).expect("the spoilt file");
        let outcome = site.run(&["check", "--quiet", "--date", "2027-02-04", "--format", "json"]);
        let shown = String::from_utf8_lossy(&bytes);
        assert!(!outcome.stderr.contains("panicked"), "{spoilt} in round {round}:\n{shown}\n{}", outcome.stderr);
        assert!(outcome.code != Some(2), "{outcome:?}");
    }
}
