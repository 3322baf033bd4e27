//! The pictures that stand for a site: its icons, its logo, what a shared link shows.

use crate::site::{HOME, Site};

/// Blue on the whole ground.
const MARK: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path fill="#00f" d="M0 0h10v10H0z"/></svg>"##;

const TWO_LANGUAGES: &str =
    "title = \"Walk\"\nbase_url = \"https://walk.test/year\"\ntheme = \"own\"\n[languages.en]\n[languages.ar]\ntitle = \"مسيرة\"\n";

fn site(more: &str) -> Site {
    Site::new()
        .with("site.toml", format!("{TWO_LANGUAGES}{more}"))
        .with("content/_index.md", HOME)
        .with("content/_index.ar.md", HOME)
        .with("themes/own/theme.toml", "name = \"own\"\nicon_ground = \"warm\"\n[tokens.color.light]\nwarm = \"#f80\"\n")
        .with("static/images/mark.svg", MARK)
}

fn pixel(site: &Site, file: &str, x: u32, y: u32) -> [u8; 4] {
    let bytes = std::fs::read(site.path(&format!("public/{file}"))).expect("an icon");
    image::load_from_memory(&bytes).expect("a picture").to_rgba8().get_pixel(x, y).0
}

#[test]
fn icons_are_drawn_of_the_mark_that_the_site_names() {
    let site = site("[identity]\nicon = \"images/mark.svg\"\n");
    site.build_well(&[]);
    let page = site.read("public/index.html");
    for link in [
        "<link rel=\"icon\" type=\"image/svg+xml\" href=\"/year/images/mark.svg?v=",
        "<link rel=\"apple-touch-icon\" href=\"/year/apple-touch-icon.png\">",
        "<link rel=\"manifest\" href=\"/year/manifest.en.webmanifest\">",
    ] {
        assert!(page.contains(link), "{page}");
    }
    assert_eq!(pixel(&site, "icon-192.png", 0, 0), [0, 0, 255, 255]);
    assert_eq!(pixel(&site, "apple-touch-icon.png", 2, 2), [0xff, 0x88, 0, 255]);
    assert_eq!(pixel(&site, "apple-touch-icon.png", 90, 90), [0, 0, 255, 255]);
    assert_eq!(pixel(&site, "icon-maskable-512.png", 40, 40), [0xff, 0x88, 0, 255]);
    assert!(site.has("public/favicon.ico"));
    let manifest: serde_json::Value = serde_json::from_str(&site.read("public/manifest.ar.webmanifest")).expect("JSON");
    assert_eq!((&manifest["name"], &manifest["dir"], &manifest["start_url"]), (&"مسيرة".into(), &"rtl".into(), &"/year/ar/".into()));
    assert_eq!((&manifest["theme_color"], &manifest["icons"][0]["src"]), (&"#ff8800".into(), &"/year/icon-192.png".into()));
}

#[test]
fn a_file_of_the_site_stands_for_an_icon_of_ours() {
    let site = site("").with("static/favicon.ico", "mine").with("static/manifest.en.webmanifest", "{}");
    site.build_well(&[]);
    assert_eq!(site.read("public/favicon.ico"), "mine");
    assert_eq!(site.read("public/manifest.en.webmanifest"), "{}");
    assert!(site.has("public/apple-touch-icon.png") && site.has("public/manifest.ar.webmanifest"));
}

#[test]
fn no_icon_is_made_where_no_template_names_one() {
    let site = site("").with("templates/partials/icons.html", "");
    site.build_well(&[]);
    for file in ["favicon.ico", "icon-512.png", "apple-touch-icon.png", "manifest.en.webmanifest"] {
        assert!(!site.has(&format!("public/{file}")), "{file}");
    }
}

#[test]
fn a_changed_mark_changes_the_icons() {
    let site = site("[identity]\nicon = \"images/mark.svg\"\n");
    site.build_well(&[]);
    site.write("static/images/mark.svg", MARK.replace("#00f", "#0f0"));
    site.build_well(&[]);
    assert_eq!(pixel(&site, "icon-512.png", 256, 256), [0, 255, 0, 255]);
}

#[test]
fn shared_links_and_heads_show_the_pictures_of_the_site() {
    let site = site(
        "[identity]\nlogo = \"images/mark.svg\"\nshare_image = \"images/mark.svg\"\nshare_image_alt = { en = \"A blue field\", ar = \"حقل\" }\n[publisher]\nname = \"Walkers\"\n",
    );
    site.build(&[]);
    let (english, arabic) = (site.read("public/index.html"), site.read("public/ar/index.html"));
    assert!(english.contains("<meta property=\"og:image\" content=\"https://walk.test/year/images/mark.svg\">"), "{english}");
    assert!(english.contains("<meta property=\"og:image:alt\" content=\"A blue field\">"), "{english}");
    assert!(arabic.contains("<meta name=\"twitter:image:alt\" content=\"حقل\">"), "{arabic}");
    assert!(english.contains("<img class=\"logo\" src=\"/year/images/mark.svg?v="), "{english}");
    assert!(english.contains("\"logo\":\"https://walk.test/year/images/mark.svg\""), "{english}");
}

#[test]
fn icons_are_drawn_once_for_an_unchanged_mark() {
    let site = site("[identity]\nicon = \"images/mark.svg\"\n");
    let first = site.build_well(&[]);
    assert!(first.stdout.contains(", 5 pictures made"), "{}", first.stdout);
    let icon = std::fs::read(site.path("public/icon-192.png")).expect("an icon");
    // Neither a new output folder nor another text draws one again.
    std::fs::remove_dir_all(site.path("public")).expect("a folder to remove");
    assert!(!site.build_well(&[]).stdout.contains("pictures made"));
    assert_eq!(std::fs::read(site.path("public/icon-192.png")).expect("an icon"), icon);
    site.write("content/more.md", "+++\ntitle = \"More\"\n+++\n\nMore.\n");
    assert!(!site.build_well(&[]).stdout.contains("pictures made"));
    // Another mark draws all of them, and so does another ground the two that have one; the manifest says the ground.
    let mark = site.read("static/images/mark.svg");
    site.write("static/images/mark.svg", mark.replace("00f", "0f0"));
    assert!(site.build_well(&[]).stdout.contains(", 5 pictures made"));
    assert_ne!(std::fs::read(site.path("public/icon-192.png")).expect("an icon"), icon);
}
