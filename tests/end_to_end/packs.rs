//! The bundled site in each of its themes: nothing breaks, what the site overrides holds, and the way back is exact.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::site::Site;

const PACKS: [&str; 3] = ["united-by-unique", "close-the-care-gap", "base"];

/// Builds the site of this repository in a theme into a folder.
fn build(place: &Site, theme: &str, out: &str) {
    let root = env!("CARGO_MANIFEST_DIR");
    let built = place.run(&["build", "--root", root, "--theme", theme, "--date", "2027-02-04", "--strict", "--quiet", "--out", out]);
    assert_eq!((built.code, built.stderr.as_str(), built.stdout.as_str()), (Some(0), "", ""), "{theme}");
}

/// All files below a folder by their paths.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(at) = folders.pop() {
        for path in fs::read_dir(&at).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below the folder").to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

#[test]
fn what_the_site_overrides_holds_in_every_theme() {
    for theme in PACKS {
        let place = Site::empty();
        build(&place, theme, "out");
        let pages: Vec<(String, String)> = files(&place.path("out"))
            .into_iter()
            .filter(|(name, _)| name.ends_with(".html"))
            .map(|(name, bytes)| (name, String::from_utf8(bytes).expect("text")))
            .filter(|(_, text)| text.contains("<main") && !text.contains("http-equiv=\"refresh\""))
            .collect();
        assert!(pages.len() > 40, "{theme}: {} pages", pages.len());
        assert!(place.read("out/css/bundle.css").contains(".help-strip{"), "{theme}");
        for (name, text) in &pages {
            let leads_to_help = text.contains("<aside class=\"help-strip\"") && text.contains("/css/bundle.");
            assert_eq!(
                leads_to_help,
                !["", "fr/", "ar/"].iter().any(|root| *name == format!("{root}support/index.html")),
                "{theme}: {name}"
            );
            // What lies below is the theme that was asked for, but for an edition in a theme of its own.
            let mark = match theme {
                "united-by-unique" => "class=\"site-footer-voice\"",
                "close-the-care-gap" => "class=\"wrap masthead\"",
                _ => "class=\"site-footer\"",
            };
            assert!(text.contains(mark) || name.split('/').any(|part| part == "2024"), "{theme}: {name}");
        }
    }
}

#[test]
fn another_theme_and_back_gives_the_same_bytes() {
    let place = Site::empty();
    build(&place, PACKS[0], "out");
    let first = files(&place.path("out"));
    build(&place, PACKS[1], "out");
    let other = files(&place.path("out"));
    assert!(first["index.html"] != other["index.html"] && first != other);
    build(&place, PACKS[0], "out");
    let again = files(&place.path("out"));
    let changed: Vec<&String> = first.keys().chain(again.keys()).filter(|name| first.get(*name) != again.get(*name)).collect();
    assert!(changed.is_empty(), "{changed:?}");
}
