//! The campaign's kit: what is made, in which languages, what a change makes anew, and what is told.

use crate::site::{SITE_TOML, Site};

const KIT: &str = r#"
[poster]
template = "poster"
page = "@/signs.md"
sizes = ["a4", "a3"]
text = { en = "Have it checked", fr = "Faites vérifier" }

[number]
template = "tile"
page = "numbers.md"
sizes = ["square"]
stat = "cases"

[leaflet]
template = "leaflet"
page = "signs.md"
sizes = ["a4"]

[messages]
template = "messages"
page = "numbers.md"
"#;

const STATS: &str = "[cases]\nvalue = 20\nunit = \"percent\"\ncounts = { en = \"of people\", fr = \"des personnes\" }\nsource = \"a2024\"\nyear = 2024\nchecked = 2026-11-01\n";

const REFERENCES: &str =
    "a2024:\n  type: article\n  title: A study\n  author: Able, Ann\n  date: 2024\n  parent:\n    type: periodical\n    title: A journal\n";

fn page(title: &str, text: &str) -> String {
    format!("+++\ntitle = \"{title}\"\ndescription = \"D.\"\nkind = \"general\"\n+++\n\n{text}\n")
}

fn site() -> Site {
    Site::new()
        .with(
            "site.toml",
            format!(
                "{SITE_TOML}[languages.fr]\n[campaign]\nday = 2027-02-04\nlaunch = 2026-11-04\n[partner]\nname = \"Test Society\"\n\
                 logo = \"images/partner.svg\"\nhelpline = {{ en = \"Call 123\" }}\n"
            ),
        )
        .with("data/kit.toml", KIT)
        .with("data/stats.toml", STATS)
        .with("data/references.yml", REFERENCES)
        .with("static/images/partner.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><path d=\"M0 0h9v9z\"/></svg>")
        .with("content/_index.md", page("Home", "::kit"))
        .with("content/_index.fr.md", page("Accueil", "::kit"))
        .with("content/signs.md", page("Signs", "Look [@a2024].\n\n## When\n\n1. First.\n2. Then.\n\n::: web-only\nChanged today.\n:::"))
        .with("content/signs.fr.md", page("Signes", "Regardez."))
        .with(
            "content/numbers.md",
            page("Numbers", "::: message-copy title=\"One\" channel=\"Email\"\nIt is :stat{id=\"cases\" cite=false}.\n:::"),
        )
}

fn bytes(site: &Site, path: &str) -> Vec<u8> {
    std::fs::read(site.path(path)).expect("a file")
}

fn build(site: &Site) -> String {
    let outcome = site.run(&["build", "--date", "2026-12-01"]);
    assert!(outcome.code == Some(0) && outcome.stderr.is_empty(), "{outcome:?}");
    outcome.stdout
}

/// The names of the files of an archive whose files are kept as they are, and where each begins.
fn names(zip: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    let mut at = 0;
    let number = |at: usize, len: usize| zip[at..at + len].iter().rev().fold(0, |sum, byte| sum * 256 + usize::from(*byte));
    while zip[at..].starts_with(b"PK\x03\x04") {
        let (packed, len) = (number(at + 18, 4), number(at + 26, 2));
        names.push(String::from_utf8_lossy(&zip[at + 30..at + 30 + len]).into_owned());
        at += 30 + len + number(at + 28, 2) + packed;
    }
    names
}

#[test]
fn each_language_has_the_pieces_of_its_pages() {
    let site = site();
    build(&site);
    let zip = bytes(&site, "public/kit/kit-en.zip");
    assert_eq!(names(&zip), ["leaflet-a4.pdf", "messages.txt", "number-square.png", "poster-a3.pdf", "poster-a4.pdf"]);
    assert_eq!(names(&bytes(&site, "public/fr/kit/kit-fr.zip")), ["leaflet-a4.pdf", "poster-a3.pdf", "poster-a4.pdf"]);
    assert!(!site.has("public/fr/kit/number-square.png"), "no page of that language says it");
    for (file, start) in [("poster-a4.pdf", &b"%PDF-1.7"[..]), ("number-square.png", b"\x89PNG")] {
        assert!(bytes(&site, &format!("public/kit/{file}")).starts_with(start), "{file}");
    }
    let messages = site.read("public/kit/messages.txt");
    assert!(messages.contains("1. One (Email)\n\nIt is 20%.\n"), "{messages}");
    assert!(bytes(&site, "public/fr/kit/poster-preview.webp").starts_with(b"RIFF"));
    let list = site.read("public/index.html");
    let preview = "<img src=\"/kit/poster-preview.webp\" width=\"181\" height=\"256\" alt=\"\" loading=\"lazy\"";
    assert!(list.contains(preview) && !list.contains("messages-preview"), "{list}");
    assert!(list.contains("href=\"/kit/poster-a4.pdf\"") && list.contains("href=\"/kit/kit-en.zip\""), "{list}");
    assert!(site.read("public/fr/index.html").contains("href=\"/fr/kit/leaflet-a4.pdf\""));
}

#[test]
fn a_sheet_says_what_it_is_to_those_who_cannot_see_it() {
    let site = site();
    build(&site);
    let pdf = String::from_utf8_lossy(&bytes(&site, "public/fr/kit/poster-a4.pdf")).into_owned();
    for part in ["pdfuaid", "/Lang(fr)", "/Alt", "/StructTreeRoot", "/URI(https://example.org/fr/signs/)"] {
        assert!(pdf.contains(part), "no {part}");
    }
}

#[test]
fn a_number_makes_its_own_pieces_anew_and_no_others() {
    let site = site();
    build(&site);
    let files = [
        "poster-a3.pdf",
        "poster-a4.pdf",
        "poster-preview.webp",
        "number-square.png",
        "number-preview.webp",
        "leaflet-a4.pdf",
        "messages.txt",
        "kit-en.zip",
    ];
    let all = || files.map(|file| bytes(&site, &format!("public/kit/{file}")));
    let before = all();
    assert!(build(&site).contains("0 written"), "an unchanged site makes nothing");
    site.write("data/stats.toml", STATS.replace("value = 20", "value = 25"));
    let said = build(&site);
    let changed: Vec<&str> =
        files.iter().zip(before.iter().zip(&all())).filter(|(_, (old, new))| old != new).map(|(file, _)| *file).collect();
    assert_eq!(changed, ["number-square.png", "number-preview.webp", "messages.txt", "kit-en.zip"]);
    assert!(said.contains("3 pictures made"), "{said}");
    site.write("data/stats.toml", STATS);
    build(&site);
    assert_eq!(all(), before, "the same words and numbers give the same bytes");
}

#[test]
fn the_command_writes_a_folder_and_says_what_is_new() {
    let site = site();
    let first = site.run(&["kit", "--to", "handout", "--date", "2026-12-01"]);
    assert_eq!(first.code, Some(0), "{first:?}");
    assert!(first.stdout.contains("kit in `handout`: 10 new, 0 unchanged"), "{first:?}");
    assert!(site.has("handout/kit-fr.zip") && site.has("handout/en/number-square.png") && !site.has("public"));
    site.write("data/stats.toml", STATS.replace("value = 20", "value = 25"));
    let second = site.run(&["kit", "--to", "handout", "--date", "2026-12-01"]);
    assert!(second.stdout.contains("3 new, 7 unchanged"), "{second:?}");
    std::fs::remove_file(site.path("data/kit.toml")).expect("a file");
    let none = site.run(&["kit"]);
    assert!(none.code == Some(1) && none.stderr.contains("this site has no kit"), "{none:?}");
}

#[test]
fn what_cannot_be_drawn_is_told_where_the_piece_is_asked_for() {
    let site = site();
    let too_long = "Every word of this sentence is a word too many ".repeat(20);
    site.write("data/kit.toml", format!("[poster]\ntemplate = \"poster\"\nsizes = [\"a4\"]\ntext = \"{too_long}\"\n"));
    let outcome = site.run(&["build"]);
    assert!(outcome.code == Some(1) && outcome.stderr.contains("data/kit.toml:1:2"), "{outcome:?}");
    assert!(outcome.stderr.contains("the text `Every word of this sentence is …` is too long for its place"), "{outcome:?}");
    site.write("data/kit.toml", "[poster]\ntemplate = \"poster\"\nsizes = [\"square\"]\n");
    let outcome = site.run(&["build"]);
    assert!(outcome.stderr.contains("it is 210 by 297, and its sheet is 1.000 times as wide"), "{outcome:?}");
}

#[test]
fn names_that_lead_nowhere_are_told() {
    let site = site();
    site.write(
        "data/kit.toml",
        "[Poster]\ntemplate = \"postre\"\npage = \"sings.md\"\nstat = \"case\"\nsizes = [\"a44\"]\ntext = { de = \"x\" }\n[b]\nsize = 1\n",
    );
    site.write("site.toml", site.read("site.toml").replace("partner.svg", "partners.svg"));
    let outcome = site.run(&["build", "--format", "short"]);
    for told in [
        "`Poster` cannot be the name of a file",
        "there is no template `kit/postre.xml`",
        "there is no page `sings.md`",
        "there is no statistic `case`",
        "there is no size `a44`",
        "there is no picture `static/images/partners.svg`",
        "unknown key `de`",
        "unknown key `size`",
    ] {
        assert!(outcome.stdout.contains(told), "{told}: {}", outcome.stdout);
    }
}

#[test]
fn a_theme_keeps_what_it_takes_from_the_base_theme_where_no_site_has_a_kit() {
    let pack = "{% set ground = \"#000\" %}{% set ink = \"#fff\" %}{% set loud = ink %}{% set quiet = ink %}{% include \"kit/parts/poster.xml\" %}";
    let plain = Site::new().with("content/_index.md", page("Home", "Text."));
    build(&plain);
    let exported = plain.run(&["theme", "export", "base", "--to", "own"]);
    assert_eq!(exported.code, Some(0), "{exported:?}");
    assert!(plain.has("themes/own/templates/kit/parts/poster.xml"), "a site without a kit may get one later");
    let dressed = Site::new()
        .with("site.toml", SITE_TOML.replacen("title", "theme = \"pack\"\ntitle", 1))
        .with("themes/pack/theme.toml", "name = \"pack\"\ninherits = \"base\"\n")
        .with("themes/pack/templates/kit/poster.xml", pack)
        .with("content/_index.md", page("Home", "Text."));
    build(&dressed);
}

#[test]
fn an_archive_is_made_of_the_pieces_that_are_there() {
    let site = site();
    build(&site);
    let archive = bytes(&site, "public/kit/kit-en.zip");
    let is_of = |path: &std::path::Path, ending: &str| path.to_string_lossy().ends_with(ending);
    let kept = || std::fs::read_dir(site.path(".ribbon/pictures")).expect("a folder").map(|entry| entry.expect("an entry").path());
    // The pieces stay as an earlier run left them, and only the archives are gone: none is drawn again.
    kept().filter(|path| is_of(path, ".zip")).for_each(|path| std::fs::remove_file(path).expect("a file"));
    std::fs::remove_file(site.path("public/kit/kit-en.zip")).expect("a file");
    let said = build(&site);
    assert!(said.contains("2 pictures made"), "{said}");
    assert_eq!(bytes(&site, "public/kit/kit-en.zip"), archive);
    // Nothing that was drawn is left, though the output folder has it all.
    std::fs::remove_dir_all(site.path(".ribbon/pictures")).expect("a folder");
    std::fs::remove_file(site.path("public/kit/kit-en.zip")).expect("a file");
    build(&site);
    assert_eq!(bytes(&site, "public/kit/kit-en.zip"), archive);
}
