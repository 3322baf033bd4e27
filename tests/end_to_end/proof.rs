//! Reports on the finished site: the page that `check --report` writes, and the pages of a site that publish one.

use crate::site::{SITE_TOML, Site, files};

/// A page whose text has a finding, loads from another site, remembers its visitors and leads elsewhere.
const FAULTY: &str = "+++\ntitle = \"About\"\ndescription = \"D.\"\n+++\n\n<div role=\"buton\">Words.</div>\n\n[A & B](https://a.example/?b&c) \
        <img src=\"https://pictures.example/a.png\" alt=\"A\"> <script>localStorage.setItem('a', 1)</script>\n";
const SOUND: &str = "+++\ntitle = \"About\"\ndescription = \"D.\"\n+++\n\nWords.\n";
const PROOF: &str = "+++\ntitle = \"Proof\"\ndescription = \"What was found.\"\n+++\n\n::proof\n";

/// The rows of the tables of a page: each head with the text of its first cell.
fn rows(page: &str) -> Vec<(String, String)> {
    let cells = page.split("<th scope=\"row\">").skip(1).filter_map(|row| row.split_once("</th><td"));
    let text = |html: &str| {
        let mut text = String::new();
        for part in html.split('<') {
            text.push_str(part.split_once('>').map_or(part, |(_, after)| after));
        }
        text
    };
    let found = cells.map(|(what, found)| (text(what), text(found.split_once('>').expect("a cell").1.split("</td>").next().expect("one"))));
    found.collect()
}

fn found(page: &str, what: &str) -> String {
    rows(page).into_iter().find(|row| row.0 == what).unwrap_or_else(|| panic!("{what} in {:?}", rows(page))).1
}

#[test]
fn a_report_says_what_the_finished_site_was_found_to_be() {
    let site = Site::new().with("content/about.md", FAULTY);
    let report = site.root().join("report.html");
    let check = || site.run(&["check", "--report", report.to_str().expect("a path")]);
    let found = |what: &str| found(&site.read("report.html"), what);
    assert_eq!(check().code, Some(1));
    assert_eq!(found("Result"), "there are findings; see below");
    assert_eq!(found("Found: A11Y-ARIA"), "1 time");
    assert_eq!(found("Other sites that pages load from"), "1: https://pictures.example");
    assert_eq!(found("Cookies and storage used by scripts"), "localStorage");
    assert_eq!(found("Addresses of other sites"), "1");
    site.write("content/about.md", SOUND);
    assert_eq!(check().code, Some(0));
    assert_eq!((found("Result").as_str(), found("Cookies and storage used by scripts").as_str()), ("no findings", "0"));
    assert_eq!((found("Other sites that pages load from").as_str(), found("Forms").as_str()), ("0", "0"));
}

#[test]
fn a_page_publishes_what_the_build_has_found() {
    let lenient = format!(
        "{SITE_TOML}[check]\nseverity = {{ A11Y-ARIA = \"warning\", PRIV-POLICY = \"warning\", PRIV-THIRD-PARTY = \"warning\" }}\n"
    );
    let site = Site::new().with("site.toml", lenient).with("content/about.md", FAULTY).with("content/proof.md", PROOF);
    let outcome = site.build(&["--format", "short"]);
    assert!(outcome.code == Some(0) && outcome.stdout.contains("A11Y-ARIA"), "what is published is told: {outcome:?}");
    let found = |what: &str| found(&site.read("public/proof/index.html"), what);
    assert_eq!(found("Result"), "Something was found, as listed below");
    assert_eq!(found("Found: A11Y-ARIA"), "once");
    assert_eq!(found("Other sites that pages load something from"), "https://pictures.example");
    assert_eq!(found("Cookies and storage that scripts use"), "localStorage");
    assert_eq!((found("Scripts inside pages").as_str(), found("Addresses of other sites").as_str()), ("1", "1"));
    let n_pages = files(&site.path("public")).keys().filter(|path| path.ends_with(".html")).count();
    assert_eq!(found("Pages"), n_pages.to_string());

    // The page itself has not changed, but what it reports has.
    site.write("content/about.md", SOUND);
    site.build_well(&[]);
    assert_eq!(found("Result"), "Nothing was found");
    assert_eq!((found("Cookies and storage that scripts use").as_str(), found("Addresses of other sites").as_str()), ("None", "0"));
}

#[test]
fn a_published_report_is_the_same_whatever_was_built_before() {
    let page = "+++\ntitle = \"T\"\ndescription = \"D.\"\nkind = \"general\"\n+++\n\nWords.\n";
    let text = |title: &str| page.replace("\"T\"", &format!("\"{title}\""));
    let site = Site::new().with("content/proof.md", PROOF).with("content/a.md", text("A"));
    let cold = || {
        let _ = std::fs::remove_dir_all(site.path(".ribbon"));
        let _ = std::fs::remove_dir_all(site.path("public"));
        site.build_well(&[]);
        files(&site.path("public"))
    };
    let first = cold();
    let again = site.build(&["--timings"]);
    assert!(again.stdout.contains("0 written") && !again.stderr.contains("load"), "the sources are not read: {again:?}");
    site.write("content/a.md", text("A").replace("Words", "Other words"));
    site.build_well(&[]);
    let edited = files(&site.path("public"));
    assert_eq!(edited, cold());
    site.write("content/a.md", text("A"));
    site.build_well(&["--check"]);
    assert_eq!(files(&site.path("public")), first, "looking for more changes nothing of what is published");
    site.build_well(&["--store", "store", "--out", "one"]);
    for shard in ["1/2", "2/2"] {
        site.build_well(&["--store", "store", "--shard", shard]);
    }
    site.build_well(&["--store", "store", "--join", "2", "--out", "joined"]);
    assert_eq!(files(&site.path("one")), first);
    assert_eq!(files(&site.path("joined")), first);
}

#[test]
fn one_part_has_no_heading_and_no_other_parts() {
    let site = Site::new().with("content/privacy.md", PROOF.replace("::proof", "::proof{part=\"privacy\"}"));
    site.build_well(&[]);
    let page = site.read("public/privacy/index.html");
    assert_eq!((found(&page, "Forms").as_str(), rows(&page).len()), ("None", 5));
    assert!(!page.contains("id=\"proof-"));
    site.write("content/privacy.md", PROOF.replace("::proof", "::proof{part=\"privcy\"}"));
    let outcome = site.build(&["--format", "short"]);
    assert!(outcome.code == Some(1) && outcome.stdout.contains("content/privacy.md:6:"), "{outcome:?}");
}

/// A page that shows no report looks to the command as if it did, and one that does looks as if it did not.
#[test]
fn a_wrong_guess_who_shows_a_report_changes_nothing() {
    let warning = format!(
        "{SITE_TOML}[check]\nseverity = {{ A11Y-ARIA = \"warning\", PRIV-POLICY = \"warning\", PRIV-THIRD-PARTY = \"warning\" }}\n"
    );
    let named = "+++\ntitle = \"Named\"\ndescription = \"D.\"\n+++\n\nWrite `::proof` for a report.\n";
    let site = Site::new().with("site.toml", &warning).with("content/about.md", FAULTY).with("content/named.md", named);
    let outcome = site.build(&["--format", "short"]);
    assert!(outcome.code == Some(0) && !outcome.stdout.contains("A11Y-ARIA"), "nobody asked for it: {outcome:?}");

    let around = "{% component around() { \"body\": false } %}{{ <proof /> }}{% endcomponent around %}\n";
    let called = PROOF.replace("::proof", "::around");
    let site = Site::new().with("content/proof.md", PROOF);
    site.build_well(&[]);
    let expected = site.read("public/proof/index.html");
    site.write("templates/components/around.html", around);
    site.write("content/proof.md", called);
    site.build_well(&[]);
    assert_eq!(rows(&site.read("public/proof/index.html")), rows(&expected));
}
