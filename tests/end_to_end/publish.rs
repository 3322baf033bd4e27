//! `ribbon publish` into a folder.

use std::fs;

use crate::site::{HOME, Outcome, Site};

const TARGET: &str = "title = \"Test site\"\nbase_url = \"https://example.org\"\n[publish.live]\ndir = \"www\"\n";

fn site() -> Site {
    Site::new().with("site.toml", TARGET)
}

fn assert_fine(outcome: &Outcome) {
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
}

#[test]
fn a_site_is_published_changed_and_taken_back() {
    let site = site();
    assert_fine(&site.run(&["publish", "--yes"]));
    assert!(site.read("www/index.html").contains("Welcome."));
    site.write("content/_index.md", HOME.replace("Welcome.", "Good evening."));
    site.write("content/new.md", HOME.replace("Home", "New"));
    let shown = site.run(&["publish", "--dry-run"]);
    assert!(shown.stdout.contains("    new/index.html\n"), "{shown:?}");
    assert!(site.read("www/index.html").contains("Welcome."), "a dry run changes nothing");
    assert_fine(&site.run(&["publish", "live", "--yes"]));
    assert!(site.read("www/index.html").contains("Good evening."));
    assert_eq!(site.run(&["publish", "--list"]).stdout.lines().count(), 2);
    assert_fine(&site.run(&["publish", "--undo", "--yes"]));
    assert!(site.read("www/index.html").contains("Welcome."));
    assert!(!site.has("www/new"));
    assert_eq!(site.run(&["publish", "--undo", "--yes"]).code, Some(1));
}

#[test]
fn an_unchanged_site_is_up_to_date() {
    let site = site();
    assert_fine(&site.run(&["publish", "--yes"]));
    let again = site.run(&["publish"]);
    assert!(again.stdout.ends_with("`live` is up to date: nothing to publish\n"), "{again:?}");
}

#[test]
fn without_a_terminal_it_says_what_to_do() {
    let site = site();
    let refused = site.run(&["publish"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("`ribbon publish live --yes`"), "{refused:?}");
    assert!(!site.has("www/index.html"));
}

#[test]
fn a_site_with_errors_is_not_published() {
    let site = site();
    assert_fine(&site.run(&["publish", "--yes"]));
    site.write("content/_index.md", HOME.replace("Welcome.", "[gone](@/gone.md)"));
    assert_eq!(site.run(&["publish", "--yes"]).code, Some(1));
    assert!(site.read("www/index.html").contains("Welcome."));
}

#[test]
fn somebody_elses_file_stays() {
    let site = site().with("www/index.html", "theirs");
    let refused = site.run(&["publish", "--yes"]);
    assert!(refused.stderr.contains("`index.html` at this place is not as Ribbon published it"), "{refused:?}");
    assert_eq!(site.read("www/index.html"), "theirs");
}

#[test]
fn places_that_cannot_be_are_refused() {
    for (dir, told) in [("public/www", "lies among the site's own files"), ("content", "lies among the site's own files")] {
        let site = site();
        site.write("site.toml", TARGET.replace("\"www\"", &format!("\"{dir}\"")));
        let refused = site.run(&["publish", "--yes"]);
        assert_eq!(refused.code, Some(2));
        assert!(refused.stderr.contains(told), "{refused:?}");
    }
    assert!(Site::new().run(&["publish"]).stderr.contains("names no place to publish to"));
    assert!(site().run(&["publish", "staging"]).stderr.contains("the places are `live`"));
    let file = site().with("www", "a file");
    let refused = file.run(&["publish", "--yes"]);
    assert!(refused.stderr.contains("cannot make the folder"), "{refused:?}");
    assert_eq!(fs::read_to_string(file.path("www")).expect("the file"), "a file");
}
