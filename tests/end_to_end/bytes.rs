//! What a visitor downloads: the styles of a theme in one file, and texts compressed beforehand.

use std::fs;

use crate::site::{HOME, SITE_TOML, Site};

/// A template that shows the sheets it is told of.
fn linking(paths: &str) -> String {
    format!(
        "{{% for path in [{paths}] %}}{{% set sheet = asset(path=path) %}}<link rel=\"stylesheet\" href=\"{{{{ sheet.url }}}}\">{{% endfor %}}{{% set b = asset(path=\"css/bundle.css\") %}}<link rel=\"stylesheet\" href=\"{{{{ b.url }}}}\">"
    )
}

#[test]
fn the_sheets_of_all_layers_are_one_file_in_their_order() {
    let site = Site::new()
        .with("site.toml", "title = \"T\"\nbase_url = \"https://example.org\"\ntheme = \"own\"\nstyles = [\"css/site-own.css\"]\n")
        .with("themes/own/theme.toml", "name = \"own\"\nstyles = [\"look/theme.css\"]\n[tokens.color.light]\naccent = \"#123456\"\n")
        .with(
            "themes/own/static/look/theme.css",
            "@import \"parts/card.css\" screen;\n\n/* Theme */\n.theme   { background: url(\"../images/a b.svg?v=1\") }\n",
        )
        .with("themes/own/static/look/parts/card.css", ".card > a { background: url(../dot.png) ; }")
        .with("themes/own/static/images/a b.svg", "<svg/>")
        .with("themes/own/static/look/dot.png", "x")
        .with("static/css/site-own.css", ".own { color : red ; }\n.open { --x: \"}\";\n")
        .with("static/css/site.css", ".replaced { color: blue }\n.a :hover { color: red }\n");
    assert_eq!(site.build(&[]).code, Some(0));
    let bundle = site.read("public/css/bundle.css");
    let expected = ".replaced{color:#00f}.a :hover{color:red}@media screen{.card>a{background:url(../look/dot.png)}}\
                    .theme{background:url(\"../images/a b.svg?v=1\")}.own { color : red ; }\n.open { --x: \"}\";\n}\n";
    assert!(bundle.ends_with(expected), "{bundle}");
    assert!(bundle.starts_with(":root{") && bundle.contains("--color-accent:#123456"), "{bundle}");
    let page = site.read("public/index.html");
    // One for screens, beside that for paper, which no screen waits for.
    assert_eq!(page.matches("<link rel=\"stylesheet\" href").count(), 1, "{page}");
    let stamped = page.split("href=\"/css/bundle.").nth(1).and_then(|rest| rest.split('"').next()).expect("a link to the bundle");
    assert_eq!(site.read(&format!("public/css/bundle.{stamped}")), bundle);
    // What links the single sheets goes on to find them.
    assert!(site.read("public/look/theme.css").starts_with("@import"));
    assert!(site.has("public/css/tokens.css") && site.has("public/css/site-own.css"));
}

#[test]
fn templates_that_link_single_sheets_work_as_before() {
    let site =
        Site::new().with("templates/partials/styles.html", linking("\"css/tokens.css\", \"css/site.css\"").replace("bundle", "site"));
    site.build_well(&[]);
    let page = site.read("public/index.html");
    assert!(page.contains("href=\"/css/tokens.") && page.contains("href=\"/css/site."), "{page}");
    assert!(!site.has("public/css/bundle.css"), "nobody named it");
}

#[test]
fn a_bundle_that_only_an_unused_part_names_is_not_made() {
    let page = "<!doctype html><html lang=\"en\"><title>T</title><body>{% block main %}{% endblock main %}</body></html>";
    let site = Site::new().with("site.toml", format!("{SITE_TOML}theme = \"base\"\n")).with("templates/base.html", page);
    site.build(&[]);
    assert!(site.has("public/css/site.css") && !site.has("public/css/bundle.css"));
    // A part that another part uses is used if that one is.
    site.write("templates/partials/mine.html", "{% include \"partials/styles.html\" %}");
    site.build(&[]);
    assert!(!site.has("public/css/bundle.css"));
    site.write("templates/base.html", page.replace("<title>", "{% include \"partials/mine.html\" %}<title>"));
    site.build(&[]);
    assert!(site.has("public/css/bundle.css") && site.read("public/index.html").contains("/css/bundle."));
}

#[test]
fn imports_of_others_come_first_and_circles_end() {
    let site = Site::new()
        .with("site.toml", format!("{SITE_TOML}styles = [\"css/a.css\", \"css/b.css\"]\n"))
        .with("static/css/a.css", "@charset \"utf-8\";\n@import url(https://fonts.example/x.css) print;\n.a { color: red }")
        .with("static/css/b.css", "@import 'c.css' layer(low);\n@import 'circle.css';\n.b { color: red }")
        .with("static/css/c.css", ".c { color: red }")
        .with("static/css/circle.css", "@import 'circle.css'; .d { color: red }");
    assert_eq!(site.build(&[]).code, Some(0));
    let bundle = site.read("public/css/bundle.css");
    assert!(bundle.starts_with("@import \"https://fonts.example/x.css\" print;@import \"circle.css\";:root{"), "{bundle}");
    assert!(bundle.ends_with(".a{color:red}@layer low{.c{color:red}}.b{color:red}"), "{bundle}");
}

#[test]
fn a_section_in_another_theme_has_a_bundle_of_its_own() {
    let site = Site::new()
        .with("site.toml", format!("{SITE_TOML}styles = [\"css/help.css\"]\n"))
        .with("static/css/help.css", ".help { background: url(../images/help.svg) }")
        .with("static/images/help.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .with("themes/old/theme.toml", "name = \"old\"\n[tokens.color.light]\naccent = \"#123456\"\n")
        .with("content/2024/_index.md", HOME.replace("+++\n\n", "theme = \"old\"\n+++\n\n"));
    site.build_well(&[]);
    assert!(site.read("public/css/bundle.css").ends_with(".help{background:url(../images/help.svg)}"));
    assert!(site.read("public/theme/old/css/bundle.css").ends_with(".help{background:url(../../../images/help.svg)}"));
    assert!(site.read("public/2024/index.html").contains("href=\"/theme/old/css/bundle."));
}

#[test]
fn texts_are_compressed_beforehand_where_it_helps() {
    let small = "x".repeat(1000);
    let large = "The same words again. ".repeat(200);
    // A theme without styles of its own compresses fast in a debug build.
    let site = Site::new()
        .with("static/css/site.css", "")
        .with("static/small.txt", &small)
        .with("static/large.txt", &large)
        .with("static/own.txt", &large)
        .with("static/own.txt.br", "ours")
        .with("static/film.mp4", &large);
    let line = site.build_well(&["--precompress"]).stdout;
    for ending in ["br", "gz", "zst"] {
        assert!(site.has(&format!("public/index.html.{ending}")), "{ending}");
        let len = fs::metadata(site.path(&format!("public/large.txt.{ending}"))).expect("a compressed file").len();
        assert!((20..200).contains(&len), "{ending}: {len}");
        assert!(!site.has(&format!("public/small.txt.{ending}")) && !site.has(&format!("public/film.mp4.{ending}")));
    }
    assert_eq!(site.read("public/own.txt.br"), "ours");
    assert!(line.starts_with("built 2 pages"), "compressed pages are no pages: {line}");

    let before = crate::site::files(&site.path("public"));
    let modified = |path: &str| fs::metadata(site.path(path)).and_then(|metadata| metadata.modified()).expect("a time");
    let (page, text) = (modified("public/index.html.br"), modified("public/large.txt.br"));
    site.write("content/_index.md", HOME.replace("Welcome", "Good morning"));
    site.build_well(&["--precompress"]);
    assert_ne!(modified("public/index.html.br"), page);
    assert_eq!(modified("public/large.txt.br"), text, "an unchanged file is left alone");
    site.write("content/_index.md", HOME);
    site.build_well(&["--precompress"]);
    assert_eq!(crate::site::files(&site.path("public")), before, "the same sources give the same bytes");

    site.remove("static/large.txt");
    site.build_well(&["--precompress"]);
    assert!(!site.has("public/large.txt.br") && site.has("public/index.html.br"));
    site.build_well(&[]);
    let left: Vec<String> =
        crate::site::files(&site.path("public")).into_keys().filter(|path| path.ends_with(".gz") || path.ends_with(".br")).collect();
    assert_eq!(left, ["own.txt.br"]);
}

/// A PNG of one row of three pixels; only its head is read.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x03\0\0\0\x01\x08\0\0\0\0\x1c\xd6\x17\x83\0\0\0\x0bIDAT\x78\x9c\x63\x60\0\x02\0\0\x05\0\x01\xe9\xfa\xdc\xd8\0\0\0\0IEND\xaeB`\x82";

#[test]
fn pages_name_the_colour_of_their_head_and_the_size_of_their_picture() {
    let site = Site::new()
        .with("site.toml", format!("{SITE_TOML}theme = \"own\"\n"))
        .with(
            "themes/own/theme.toml",
            "name = \"own\"\n[tokens.color.light]\npaper = \"#fffefd\"\nsurface = \"var(--color-paper)\"\n[tokens.color.dark]\nsurface = \"#111213\"\n",
        )
        .with("content/walk/index.md", "+++\ntitle = \"Walk\"\ndescription = \"A walk.\"\nimage = \"way.png\"\nimage_alt = \"The way\"\n+++\n\nText.\n")
        .with("content/walk/way.png", PNG);
    assert_eq!(site.build(&[]).code, Some(0));
    let page = site.read("public/walk/index.html");
    assert!(page.contains("<meta name=\"theme-color\" media=\"(prefers-color-scheme: light)\" content=\"#fffefd\">"), "{page}");
    assert!(page.contains("<meta name=\"theme-color\" media=\"(prefers-color-scheme: dark)\" content=\"#111213\">"), "{page}");
    assert!(page.contains("<meta property=\"og:image:width\" content=\"3\">\n<meta property=\"og:image:height\" content=\"1\">"), "{page}");
    assert!(site.read("public/index.html").contains("<meta property=\"og:image:width\" content=\"1200\">"), "the picture of the theme");
}
