//! An earlier year beside the current one: a section in its own theme, kept and marked as such.

use crate::site::{HOME, SITE_TOML, Site, files};

const OLD_THEME: &str = "name = \"old\"\ninherits = \"base\"\n[tokens.color.light]\naccent = \"#123456\"\n[tokens.color.dark]\naccent = \"#abcdef\"\n\
    [params.motto]\ntype = \"string\"\ndefault = \"none\"\n";

/// A site in `base` with the edition of 2024, in English and in French, in a theme of its own.
fn site() -> Site {
    let page = |title: &str| format!("+++\ntitle = \"{title}\"\ndescription = \"D.\"\n+++\n\nText of {title}.\n");
    Site::new()
        .with("site.toml", format!("{SITE_TOML}[languages.fr]\n[theme_params.old]\nmotto = \"Close it\"\n"))
        .with("content/_index.fr.md", HOME)
        .with("content/about.md", page("About today"))
        .with("content/2024/_index.md", "+++\ntitle = \"2024\"\ndescription = \"D.\"\ntheme = \"old\"\ngenerate_feeds = true\n[archive]\nyear = 2024\n+++\n\nThen.\n")
        .with("content/2024/_index.fr.md", "+++\ntitle = \"2024\"\ndescription = \"D.\"\n+++\n\nAlors.\n")
        .with("content/2024/about.md", page("About then"))
        .with("content/2024/news.md", "+++\ntitle = \"News\"\ndescription = \"D.\"\ndate = 2024-02-04\naliases = [\"/about/\", \"/old-news/\"]\n+++\n\nOld.\n")
        .with("content/2024/news.fr.md", page("Nouvelles"))
        .with("static/logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>")
        .with("static/images/favicon.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" id=\"own\"><path d=\"M0 0h9v9z\"/></svg>")
        .with("themes/old/theme.toml", OLD_THEME)
        .with("themes/old/strings/en.ftl", "archive-current = Back to now\n")
        .with("themes/old/strings/fr.ftl", "archive-current = Retour\n")
        .with("themes/old/static/mark.svg", "<svg/>")
        .with("themes/old/templates/atom.xml", "<feed>old {{ theme.params.motto }} {{ feed.title }}</feed>")
        .with("themes/old/templates/404.html", "{% extends \"theme/404.html\" %}{% block header %}old 404 {{ lang.code }}{% endblock header %}")
        .with(
            "themes/old/templates/page.html",
            "{% extends \"theme/page.html\" %}{% block header %}{% set a = asset(path=\"mark.svg\") %}{% set b = asset(path=\"logo.svg\") %}{% set c = asset(path=\"images/favicon.svg\") %}\
             old {{ theme.params.motto }} {{ a.url }} {{ b.url }} {{ c.url }}{% endblock header %}",
        )
}

#[test]
fn a_section_in_another_theme_has_its_strings_parameters_files_feed_and_404() {
    let site = site();
    site.build_well(&[]);
    let page = site.read("public/2024/about/index.html");
    assert!(page.contains("old Close it /theme/old/mark.svg?v="), "{page}");
    assert!(page.contains(" /logo.svg?v=") && page.contains(" /theme/old/images/favicon.svg?v="), "{page}");
    assert!(page.contains("/theme/old/css/bundle."), "{page}");
    assert!(site.read("public/theme/old/css/tokens.css").contains("#123456"));
    assert!(!site.read("public/css/tokens.css").contains("#123456"));
    assert!(site.read("public/theme/old/images/favicon.svg").contains("own"), "the site's file replaces the theme's");
    assert!(!site.has("public/theme/old/logo.svg"), "the site's own file is published twice");
    assert!(site.read("public/2024/atom.xml").starts_with("<feed>old Close it 2024"));
    assert!(site.read("public/2024/404.html").contains("old 404 en"));
    assert!(site.read("public/fr/2024/404.html").contains("old 404 fr"));
    assert!(!site.read("public/404.html").contains("old 404"));
    let french = site.read("public/fr/2024/news/index.html");
    assert!(french.contains("old Close it") && french.contains("Retour"), "a translated section takes the theme: {french}");
}

#[test]
fn pages_of_an_earlier_year_say_so_and_lead_to_the_current_edition() {
    let site = site();
    site.build_well(&[]);
    let about = site.read("public/2024/about/index.html");
    assert!(about.contains("This is the 2024 edition."), "{about}");
    assert!(about.contains("<a href=\"/about/\">See this page in the current edition</a>"), "{about}");
    assert!(about.contains("<link rel=\"canonical\" href=\"https://example.org/2024/about/\">"));
    assert!(site.read("public/2024/news/index.html").contains("<a href=\"/\">Back to now</a>"));
    assert!(site.read("public/fr/2024/news/index.html").contains("<a href=\"/fr/\">Retour</a>"));
    assert!(!site.read("public/about/index.html").contains("archive-notice"));
    // The new page stands where the old one was; the other old address still leads there.
    assert!(site.read("public/about/index.html").contains("Text of About today."));
    assert!(site.read("public/old-news/index.html").contains("/2024/news/"));
}

#[test]
fn search_engines_are_told_what_to_leave_out() {
    let site = site();
    let section = site.read("content/2024/_index.md");
    let sitemap = || site.read("public/sitemap.xml");
    site.build_well(&[]);
    assert!(sitemap().contains("/2024/about/") && sitemap().contains("/fr/2024/news/"));

    site.write("content/2024/_index.md", section.replace("theme =", "noindex = true\ntheme ="));
    site.write("content/2024/about.md", "+++\ntitle = \"A\"\ndescription = \"D.\"\nnoindex = false\n+++\n");
    site.build_well(&[]);
    let robots = "<meta name=\"robots\" content=\"noindex\">";
    assert!(site.read("public/2024/news/index.html").contains(robots));
    assert!(site.read("public/fr/2024/news/index.html").contains(robots));
    assert!(!site.read("public/2024/about/index.html").contains(robots));
    assert!(!sitemap().contains("/2024/news/") && sitemap().contains("/2024/about/"), "{}", sitemap());

    site.write("content/2024/_index.md", section.replace("year = 2024", "year = 2024\ncanonical = true"));
    site.write("content/2024/other.md", "+++\ntitle = \"O\"\ndescription = \"D.\"\ncanonical = \"@/about.md\"\n+++\n");
    site.build_well(&[]);
    for page in ["about", "other"] {
        let text = site.read(&format!("public/2024/{page}/index.html"));
        assert!(text.contains("<link rel=\"canonical\" href=\"https://example.org/about/\">"), "{text}");
        assert!(!sitemap().contains(&format!("/2024/{page}/")), "{}", sitemap());
    }
    assert!(sitemap().contains("/2024/news/"), "a page without a newer one stays to be found");
}

#[test]
fn what_is_wrong_with_an_edition_is_said_at_its_place() {
    let site = site()
        .with("site.toml", format!("{SITE_TOML}[theme_params]\nbase = 1\n[theme_params.old]\nmoto = \"x\"\n[theme_params.odl]\n"))
        .with("content/2024/_index.md", "+++\ntheme = \"old\"\n[archive]\nyear = 24\ncurrent = \"@/hoem.md\"\ncanonicle = true\n+++\n")
        .with("content/2023/_index.md", "+++\n[archive]\ncurrent = \"@/abuot.md\"\nyear = 2023\n+++\n")
        .with("content/2022/_index.md", "+++\ncanonical = \"@/abuot.md\"\n[archive]\n+++\n");
    for path in ["content/_index.fr.md", "content/2024/_index.fr.md", "content/2024/news.fr.md", "content/2024/news.md"] {
        site.remove(path);
    }
    assert_eq!(
        site.build_badly(&[]),
        "content/2022/_index.md:2:13: error[broken-link]: no page at `@/abuot.md`; did you mean `@/about.md`?\n\
         content/2022/_index.md:3:1: error[missing-key]: `year` is missing; add a line `year = …`\n\
         content/2023/_index.md:3:11: error[broken-link]: no page at `@/abuot.md`; did you mean `@/about.md`?\n\
         content/2024/_index.md:4:8: error[invalid-value]: `24` is not the year of an edition; write the year that the edition was made for: `year = 2026`\n\
         content/2024/_index.md:6:1: error[unknown-key]: unknown key `canonicle` in `[archive]`; did you mean `canonical`?\n\
         site.toml:4:8: error[wrong-type]: `base` must be a table of a theme's parameters, but this is a whole number; write a line `[theme_params.THEME]`, and `base = …` below it\n\
         site.toml:6:1: error[unknown-param]: the theme has no parameter `moto`; did you mean `motto`?\n\
         site.toml:7:15: error[missing-theme]: there is no theme `odl`; did you mean `old`?\n"
    );
    assert!(files(&site.path("public")).is_empty());
}
