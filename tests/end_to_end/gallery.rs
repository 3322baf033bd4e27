//! `ribbon theme gallery`: every component in every scheme and direction, in a folder that needs nothing else.

use std::path::{Component, Path, PathBuf};

use crate::site::{SITE_TOML, Site};

/// The pages below a folder, by their paths.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            found.extend(pages(&entry));
        } else if entry.extension().is_some_and(|ending| ending == "html") {
            found.push(entry);
        }
    }
    found
}

/// Addresses in attributes that lead to a file of the gallery.
fn addresses(page: &str) -> impl Iterator<Item = &str> {
    let values = [" href=\"", " src=\""].into_iter().flat_map(move |attribute| page.split(attribute).skip(1));
    let written = values.filter_map(|rest| rest.split('"').next());
    written
        .filter(|address| !address.contains(':') && !address.starts_with('#'))
        .map(|address| address.split('#').next().unwrap_or_default())
}

/// `a/../b` as `b`.
fn plain(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut plain, part| {
        match part {
            Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
        plain
    })
}

#[test]
fn every_component_is_shown_and_every_address_leads_to_a_file() {
    let site = Site::new().with("strings/en.ftl", "menu = Contents\n");
    let made = site.run(&["theme", "gallery", "base", "--out", "gallery", "--strict"]);
    assert_eq!((made.code, made.stderr.as_str()), (Some(0), ""), "{}", made.stdout);
    let overview = site.read("gallery/index.html");
    for name in ["abbr", "care-card", "hero", "notice", "share-links", "timeline"] {
        assert!(overview.contains(&format!("id=\"component-{name}\"")), "{name}");
        for frame in ["light/", "light/ar/", "dark/", "dark/ar/"] {
            assert!(overview.contains(&format!("src=\"{frame}c/{name}/index.html\"")), "{frame} {name}");
        }
    }
    assert!(!overview.contains("class=\"problem\"") && !overview.contains("class=\"fails\""));
    assert!(overview.contains("<td>text, 4.5:1</td>") && overview.contains("<td>a part of the interface, 3:1</td>"));
    let dark = site.read("gallery/dark/ar/c/care-card/index.html");
    assert!(dark.contains("<html data-scheme=\"dark\" lang=\"ar\" dir=\"rtl\">") && dark.contains("class=\"care-card care-card-urgent\""));
    assert!(site.read("gallery/light/index.html").contains("Contents"), "the site's own words");

    let all = pages(&site.path("gallery"));
    assert!(all.len() > 100, "{} pages", all.len());
    let broken: Vec<String> = all
        .iter()
        .flat_map(|page| {
            let text = std::fs::read_to_string(page).expect("a page");
            let lost = |address: &&str| {
                let address = percent_encoding::percent_decode_str(address).decode_utf8_lossy();
                !address.is_empty() && !plain(&page.parent().expect("a folder").join(&*address)).is_file()
            };
            addresses(&text).filter(lost).map(|address| format!("{}: {address}", page.display())).collect::<Vec<_>>()
        })
        .collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn a_theme_that_is_not_there_is_no_gallery() {
    let site = Site::new();
    let made = site.run(&["theme", "gallery", "bse"]);
    assert_eq!((made.code, made.stdout.as_str()), (Some(1), "the theme has 1 error\n"));
    assert!(made.stderr.contains("there is no theme `bse`") && made.stderr.contains("did you mean `base`?"), "{}", made.stderr);
    let inside = site.run(&["theme", "gallery", "--out", "content"]);
    assert_eq!(inside.code, Some(1));
    assert!(inside.stderr.contains("output-inside-sources"), "{}", inside.stderr);
    let way_out = site.run(&["theme", "gallery", "../elsewhere"]);
    assert!(way_out.code == Some(1) && way_out.stderr.contains("cannot name a theme"), "{}", way_out.stderr);
}

#[test]
fn a_site_in_its_own_languages_is_shown_in_them() {
    let languages = "language = \"fr\"\n[languages.fr]\n[languages.he]\n";
    let site = Site::new()
        .with("site.toml", format!("{SITE_TOML}{languages}"))
        .with("templates/404.html", "{{ section(path=\"news/_index.md\") }}");
    let made = site.run(&["theme", "gallery", "--out", "gallery"]);
    assert_eq!((made.code, made.stderr.as_str()), (Some(0), ""));
    assert!(site.read("gallery/light/c/hero/index.html").contains("lang=\"fr\" dir=\"ltr\""));
    assert!(site.read("gallery/dark/he/c/hero/index.html").contains("lang=\"he\" dir=\"rtl\""));
    assert!(site.has("gallery/light/404.html"), "a template that asks for a page of the site is left out");
}

#[test]
fn a_theme_with_faults_is_shown_with_them() {
    let pale = "name = \"pale\"\n[tokens.color.light]\ntext-muted = \"#999999\"\n";
    let site = Site::new().with("themes/pale/theme.toml", pale);
    let made = site.run(&["theme", "gallery", "pale", "--out", "gallery", "--format", "short"]);
    assert_eq!(made.code, Some(1));
    assert!(made.stdout.contains("themes/pale/theme.toml:3:14: error[A11Y-CONTRAST]"), "{}", made.stdout);
    let overview = site.read("gallery/index.html");
    assert!(overview.contains("2.849 <strong class=\"fails\">too little</strong>"), "{}", overview.len());
}
