//! Builds that are killed at any moment leave every file whole, and the next build repairs the rest.

use std::collections::BTreeMap;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::site::{HOME, SITE_TOML, Site, files};

const PAGES: usize = 1500;
const ROUNDS: usize = 20;

/// A page of each version has a mark at its end, so that a part of a file is told from the whole.
fn write_pages(site: &Site, version: usize) {
    site.write("templates/page.html", format!("<title>{{{{ page.title }}}}</title>{{{{ page.content | safe }}}}<i>{version}</i>\n"));
    for n in 0..PAGES {
        // Some pages come and go with the versions.
        let path = format!("content/s{}/p{n}.md", n % 20);
        if n % 10 == version % 10 {
            let _ = std::fs::remove_file(site.path(&path));
        } else {
            site.write(&path, format!("+++\ntitle = \"Page {n}\"\n+++\n\n{}\n", "Some words. ".repeat(20)));
        }
    }
}

/// The published pages without the bookkeeping.
fn published(site: &Site) -> BTreeMap<String, Vec<u8>> {
    files(&site.path("public")).into_iter().filter(|(path, _)| !path.starts_with('.') && !path.contains("/.")).collect()
}

#[test]
fn killed_builds_leave_whole_files_and_are_repaired() {
    let site = Site::empty().with("site.toml", SITE_TOML).with("content/_index.md", HOME);
    write_pages(&site, 0);
    let start = Instant::now();
    site.build_well(&[]);
    let usual = start.elapsed();
    let mut old = published(&site);
    let mut n_killed = 0;
    for round in 1..=ROUNDS {
        write_pages(&site, round);
        let mut child = site
            .command(&["build", "--date", "2027-02-04", "--quiet"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts");
        std::thread::sleep(usual.mul_f64(round as f64 / ROUNDS as f64).max(Duration::from_millis(1)));
        child.kill().expect("a kill");
        let status = child.wait().expect("an end");
        n_killed += usize::from(status.code().is_none());
        let left = published(&site);
        let summary = site.build_well(&[]);
        let new = published(&site);
        for (path, bytes) in &left {
            assert!(new.get(path) == Some(bytes) || old.get(path) == Some(bytes), "round {round}: {path} is not whole");
        }
        assert_eq!(new.keys().filter(|path| path.contains("/p") && path.ends_with(".html")).count(), PAGES - PAGES / 10, "{summary:?}");
        assert!(
            !files(&site.path("public")).keys().any(|path| path.contains(".tmp") || path.ends_with('~')),
            "something half-written is left"
        );
        old = new;
    }
    assert!(n_killed > ROUNDS / 4, "{n_killed} builds were killed before their end");
    // All repairs together lead to what a fresh build makes.
    site.build_well(&["--out", "fresh"]);
    let fresh: BTreeMap<_, _> = files(&site.path("fresh")).into_iter().filter(|(path, _)| !path.starts_with('.')).collect();
    assert!(fresh == old, "the repaired site differs from a fresh one");
}
