//! A site that is recognized as unchanged without being read.

use std::fs::{self, File};
use std::time::Duration;

use crate::site::{HOME, Outcome, Site};

/// Whether the sources were not read.
fn is_unread(told: &str) -> bool {
    told.contains(r#"{"timings_ms":{}}"#)
}

fn build(site: &Site, more: &[&str]) -> Outcome {
    let outcome = site.build(&[&["--timings"], more].concat());
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    outcome
}

#[test]
fn what_is_not_read_is_built_when_anything_in_it_changes() {
    let page = HOME.replace("Home", "About").replace("Welcome.", "Some words.");
    let site = Site::new().with("content/about.md", &page);
    // Of files as young as this, a change might not show in their times.
    std::thread::sleep(Duration::from_millis(2200));
    let first = build(&site, &[]);
    assert!(!is_unread(&first.stderr), "{first:?}");
    let again = build(&site, &[]);
    assert!(is_unread(&again.stderr) && again.stdout.contains(": 0 written, "), "{again:?}");

    let file = site.path("content/about.md");
    let modified = fs::metadata(&file).and_then(|metadata| metadata.modified()).expect("a time");
    fs::write(&file, page.replace("Some words.", "Other text.")).expect("a file");
    File::options().append(true).open(&file).and_then(|file| file.set_modified(modified)).expect("the old time");
    let edited = build(&site, &[]);
    assert!(edited.stdout.contains(": 1 written, "), "edited, with its old length and time: {edited:?}");
    assert!(site.read("public/about/index.html").contains("Other text."));

    site.write("public/about/index.html", "somebody else's");
    let repaired = build(&site, &[]);
    assert!(repaired.stdout.contains(": 1 written, "), "a changed output: {repaired:?}");

    let settings = build(&site, &["--base-url", "https://other.example"]);
    assert!(!is_unread(&settings.stderr) && !settings.stdout.contains(": 0 written, "), "another setting: {settings:?}");
    build(&site, &[]);
    fs::remove_file(&file).expect("a file");
    let removed = build(&site, &[]);
    assert!(!removed.stdout.contains(" 0 removed"), "a file less: {removed:?}");
}
