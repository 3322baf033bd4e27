//! A finished edition moved under its year, on the disk and back.

use std::collections::BTreeMap;
use std::process::Command;

use crate::site::{SITE_TOML, Site, files};

const HEAD: &str = "description = \"D.\"\n";

fn page(title: &str, more: &str, body: &str) -> String {
    format!("+++\ntitle = \"{title}\"\n{HEAD}{more}+++\n\n{body}\n")
}

/// An edition with links of every kind, in two languages, in a git repository.
fn site() -> Site {
    let toml = "[languages.fr]\n# What the home page shows.\n[params]\nnews_section = \"news/_index.md\"\n\
        [menus]\nmain = [\"about.md\", { page = \"news/_index.md\", label = \"News\" }, { url = \"/toolkit/list.txt\", label = \"List\" }]\n\
        [[check.suppress]]\ncode = \"missing-sort-key\"\npath = \"content/news/\"\nreason = \"It has no date yet.\"\n";
    let body = "See [news](news/_index.md), [rooted](@/news/day.md#part), [kept](support.md), ![a](toolkit/pic.png), [ref], [old](/toolkit/list.txt).\n\n\
        ::link-card{href=\"@/toolkit/index.md\" title=\"T\"}\n\n```md\n[code](@/news/day.md)\n```\n\n[ref]: @/about.md \"t\"";
    let site = Site::new()
        .with("site.toml", format!("{SITE_TOML}{toml}"))
        .with("content/_index.md", page("Home", "", "Welcome. [About](about.md) ::abbr"))
        .with("content/_index.fr.md", "---\ntitle: Accueil\ndescription: D.\n---\n\nBonjour. [Nous](about.md)\n")
        .with(
            "content/about.md",
            page(
                "About",
                "image = \"toolkit/pic.png\"\nimage_alt = \"A map\"\naliases = [\"/who/\"]\n[extra]\nrelated = \"news/day.md\"\n",
                body,
            ),
        )
        .with("content/about.fr.md", "---\ntitle: Nous\ndescription: D.\naliases:\n  - /fr/qui/\n---\n\n[Accueil](@/_index.md)\n")
        .with("content/fixed.md", page("Fixed", "path = \"/somewhere/else/\"\n", "Text.").replace('\n', "\r\n"))
        .with("content/support.md", page("Support", "", "[About us](about.md) and [home](_index.md), [there](/about/)."))
        .with(
            "content/news/_index.md",
            page("News", "sort_by = \"date\"\npaginate_by = 1\ngenerate_feeds = true\n", "Up: [about](../about.md)."),
        )
        .with("content/news/day.md", page("Day", "date = 2027-02-04\n", "## Part\n\n[About](../about.md#x)\n\n## X {#x}"))
        .with("content/news/plain.md", "Only text, no front matter. [Support](../support.md)\n")
        .with("content/toolkit/index.md", page("Toolkit", "", "[list](list.txt)"))
        .with("content/toolkit/list.txt", "a list")
        .with("content/toolkit/pic.png", crate::pictures::png(8, 6))
        .with("content/2024/_index.md", page("2024", "[archive]\nyear = 2024\n", "Then: [about](@/about.md)."))
        .with("templates/partials/latest.html", "{% set day = page(path=\"news/day.md\") %}<p class=\"wrap\">{{ day.title }}</p>\n");
    site.write("content/about.md", site.read("content/about.md").replace("[About](../about.md#x)", ""));
    site.write("content/news/day.md", site.read("content/news/day.md").replace("../about.md#x", "../about.md"));
    site.write("content/_index.md", site.read("content/_index.md").replace(" ::abbr", ""));
    for words in [&["init", "-q"][..], &["add", "-A"], &["-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "edition"]]
    {
        git(&site, words);
    }
    site
}

fn git(site: &Site, words: &[&str]) {
    let done = Command::new("git").args(words).current_dir(site.root()).status().expect("git starts");
    assert!(done.success(), "git {words:?}");
}

fn sources(site: &Site) -> BTreeMap<String, Vec<u8>> {
    files(site.root())
        .into_iter()
        .filter(|(path, _)| !path.starts_with(".git/") && !path.starts_with("public/") && !path.starts_with(".ribbon/"))
        .collect()
}

fn archive(site: &Site, arguments: &[&str]) -> crate::site::Outcome {
    site.run(&[&["archive", "2026", "--date", "2027-03-10", "--keep", "support.md"], arguments].concat())
}

#[test]
fn an_edition_moves_and_nothing_breaks() {
    let site = site();
    assert_eq!(site.run(&["check", "--strict", "--base-url", "https://day.example", "--date", "2027-03-10"]).stderr, "");
    assert_eq!(site.run(&["build", "--date", "2027-03-10", "--out", "public/before"]).code, Some(0));
    let before = sources(&site);

    let dry = archive(&site, &["--dry-run"]);
    assert_eq!((dry.code, dry.stderr.as_str()), (Some(0), ""), "{}", dry.stdout);
    assert_eq!(sources(&site), before, "a dry run changed something");
    assert!(dry.stdout.contains("  content/about.md -> content/2026/about.md\n"), "{}", dry.stdout);
    assert!(dry.stdout.contains("@/news/day.md#part -> @/2026/news/day.md#part"), "{}", dry.stdout);
    assert!(dry.stdout.contains("nothing was changed: this was a dry run"), "{}", dry.stdout);

    let done = archive(&site, &[]);
    assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""), "{}", done.stdout);
    let check = site.run(&["check", "--strict", "--base-url", "https://day.example", "--date", "2027-03-10"]);
    assert_eq!((check.code, check.stderr.as_str()), (Some(0), ""));
    assert_eq!(site.run(&["build", "--date", "2027-03-10", "--out", "public/after"]).code, Some(0));

    // Every old address answers: with the page itself, the file itself, or the way to it.
    let after = files(&site.path("public/after"));
    for (path, bytes) in files(&site.path("public/before")).into_iter().filter(|(path, _)| !path.starts_with('.')) {
        let now = after.get(&path).unwrap_or_else(|| panic!("nothing answers at {path}"));
        if path.starts_with("toolkit/") && !path.ends_with(".html") {
            assert_eq!(*now, bytes, "{path} is another file");
        }
    }
    let text = |path: &str| String::from_utf8_lossy(&after[path]).into_owned();
    assert!(text("about/index.html").contains("url=/2026/about/"), "{}", text("about/index.html"));
    assert!(text("fr/about/index.html").contains("url=/fr/2026/about/"));
    assert!(text("news/page/2/index.html").contains("url=/2026/news/"));
    assert!(text("somewhere/else/index.html").contains("url=/2026/somewhere/else/"));
    assert!(text("news/atom.xml").contains("<entry>"));
    assert!(text("2026/about/index.html").contains("This is the 2026 edition."));
    assert!(text("fr/2026/about/index.html").contains("édition 2026"));

    // Byte for byte, only addresses changed.
    let read = |path: &str| site.read(path);
    assert_eq!(
        read("content/2026/about.md"),
        String::from_utf8(before["content/about.md"].clone())
            .expect("UTF-8")
            .replace("aliases = [\"/who/\"", "aliases = [\"/who/\", \"/about/\"")
            .replace("related = \"news/day.md\"", "related = \"2026/news/day.md\"")
            .replace("[rooted](@/news", "[rooted](@/2026/news")
            .replace("[kept](support.md)", "[kept](../support.md)")
            .replace("[old](/toolkit", "[old](/2026/toolkit")
            .replace("href=\"@/toolkit", "href=\"@/2026/toolkit")
            .replace("[ref]: @/about.md", "[ref]: @/2026/about.md")
    );
    assert!(read("content/2026/about.md").contains("[code](@/news/day.md)"), "code was touched");
    assert!(read("content/2026/about.fr.md").contains("aliases:\n  - /fr/qui/\n  - \"/fr/about/\"\n---\n\n[Accueil](@/2026/_index.md)"));
    assert_eq!(read("content/support.md"), page("Support", "", "[About us](2026/about.md) and [home](_index.md), [there](/2026/about/)."));
    assert!(read("content/2024/_index.md").contains("[about](@/2026/about.md)"));
    assert!(read("content/2026/news/plain.md").starts_with("+++\naliases = [\"/news/plain/\"]\n+++\n\nOnly text"));
    assert!(
        read("content/2026/fixed.md").contains("path = \"/2026/somewhere/else/\"\r\n")
            && !read("content/2026/fixed.md").replace("\r\n", "").contains('\n')
    );
    assert!(read("templates/partials/latest.html").contains("path=\"2026/news/day.md\""));
    let toml = read("site.toml");
    assert!(
        toml.contains(
            "main = [\"2026/about.md\", { page = \"2026/news/_index.md\", label = \"News\" }, { url = \"/2026/toolkit/list.txt\""
        ),
        "{toml}"
    );
    assert!(toml.contains("# What the home page shows.\n[params]\nnews_section = \"2026/news/_index.md\"\n"), "{toml}");
    assert!(toml.contains("path = \"content/2026/news/\""), "{toml}");
    assert!(toml.ends_with("[theme_params.base]\nnews_section = \"2026/news/_index.md\"\n"), "{toml}");
    let home = read("content/_index.fr.md");
    assert!(home.contains("title = \"Accueil\"") && home.contains("](2026/_index.md)"), "{home}");

    // A second time there is nothing to do, and git takes the first one back.
    let again = site.run(&["archive", "2026", "--force"]);
    assert_eq!(again.code, Some(1));
    assert!(again.stderr.contains("there is something in `content/2026/` already"), "{}", again.stderr);
    git(&site, &["checkout", "-q", "."]);
    git(&site, &["clean", "-qfd", "content"]);
    assert_eq!(sources(&site), before);
}

#[test]
fn search_engines_are_told_what_was_chosen() {
    let site = site();
    assert_eq!(archive(&site, &["--noindex"]).code, Some(0));
    let home = site.read("content/2026/_index.md");
    assert!(home.contains("noindex = true\n") && home.contains("\n[archive]\nyear = 2026\n+++"), "{home}");
    assert!(home.contains("theme = \"base\"\n"), "{home}");
    git(&site, &["checkout", "-q", "."]);
    git(&site, &["clean", "-qfd", "content"]);
    assert_eq!(archive(&site, &["--canonical", "news", "about.md"]).code, Some(0));
    let home = site.read("content/2026/_index.md");
    assert!(home.contains("[archive]\nyear = 2026\ncanonical = true\n"), "{home}");
    assert!(site.has("content/toolkit/index.md") && site.has("content/2026/news/day.md") && !site.has("content/about.fr.md"));
    assert_eq!(site.run(&["check", "--strict", "--base-url", "https://day.example"]).code, Some(0));
}

#[test]
fn what_could_not_be_taken_back_is_refused() {
    let site = site();
    let before = sources(&site);
    let refused = |arguments: &[&str], code: i32, message: &str| {
        let outcome = archive(&site, arguments);
        assert_eq!(outcome.code, Some(code), "{outcome:?}");
        assert!(outcome.stderr.contains(message), "{}", outcome.stderr);
    };
    refused(&["--keep", "abuot.md"], 1, "there is nothing at `abuot.md` below `content`");
    refused(&["--keep", "abuot.md"], 1, "did you mean `about.md`?");
    refused(&["--noindex", "--canonical"], 2, "cannot be used with");
    assert_eq!(sources(&site), before);

    // A relative link in raw HTML is no link that Ribbon rewrites, and it would lead nowhere.
    site.write("content/raw.md", page("Raw", "", "<a href=\"../support/\">support</a>"));
    refused(&[], 1, "`../support/` leads to `/2026/support/`, where the site has nothing");
    site.write("content/raw.md", page("Raw", "", "Support."));
    refused(&[], 2, "there are changes that are not committed: `content/raw.md`");
    std::fs::remove_dir_all(site.path(".git")).expect("a repository to remove");
    refused(&[], 2, "the site is under no version control");
    site.write("content/about.md", page("About", "", "[x](nowhere.md)"));
    refused(&["--force"], 1, "the site has errors, so nothing was moved");
}
