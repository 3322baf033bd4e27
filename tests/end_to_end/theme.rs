//! The themes of a site: the contract, the list, putting one on, making one, comparing two.

use crate::site::{SITE_TOML, Site, files};

/// A site in the theme `old` with the languages and parameters left out.
fn plain_site() -> Site {
    let site = site().with("site.toml", format!("{SITE_TOML}theme = \"old\"\n"));
    site.remove("content/_index.fr.md");
    site
}

/// A site in the theme `old`, which has everything that the tests below count on; `new` is empty.
fn site() -> Site {
    Site::new()
        .with("site.toml", format!("{SITE_TOML}theme = \"old\"\n\n[params]\nslogan_size = 3\n\n[languages.fr]\n"))
        .with("content/_index.fr.md", "+++\ntitle = \"Accueil\"\n+++\n\nBonjour.\n")
        .with(
            "themes/old/theme.toml",
            "name = \"old\"\ntitle = \"Old\"\nyears = [2025, 2027]\nengine = \">=0.1\"\n\n[params.slogan_size]\ntype = \"integer\"\ndefault = 2\ndescription = \"How big the slogan is.\"\n",
        )
        .with("themes/old/strings/en.ftl", "pledge = Sign the pledge\n")
        .with("themes/old/strings/fr.ftl", "pledge = Signez\n")
        .with("themes/old/static/images/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>")
        .with(
            "themes/old/templates/components/pledge.html",
            "{% component pledge(name: string = \"\", n: integer = 1) {\"example\": \"::pledge\"} %}<p>{{ t(key=\"pledge\") }} {{ name }} {{ n }} {{ body }}</p>{% endcomponent pledge %}\n",
        )
        .with("themes/old/templates/landing.html", "{% extends \"base.html\" %}{% block main %}<h1>{{ page.title }}</h1>{% endblock main %}\n")
        .with("themes/new/theme.toml", "name = \"new\"\ntitle = \"New\"\n")
}

/// What `theme check NAME` says, one line a problem, and how it ends.
fn check(site: &Site, arguments: &[&str]) -> (String, Option<i32>) {
    let outcome = site.run(&[&["theme", "check", "--quiet", "--date", "2027-02-04", "--format", "short"], arguments].concat());
    (outcome.stdout, outcome.code)
}

fn check_breaks(site: &Site, expected: &str) {
    let (report, code) = check(site, &["new"]);
    assert_eq!(report, expected);
    assert_eq!(code, Some(1));
}

#[test]
fn a_component_that_is_gone_is_told_at_each_of_its_places_alone() {
    let site = plain_site()
        .with("content/a.md", "+++\ntitle = \"A\"\n+++\n\nText.\n\n::pledge\n")
        .with("content/b.md", "---\ntitle: B\n---\n\n::: details summary=\"x\"\n::pledge{name=\"é\"}\n:::\n")
        .with("content/c.md", "Words with :pledge{n=2} within.\n")
        .with("content/d.md", "No component.\n\n`::pledge`\n");
    site.build_well(&[]);
    // The names that the messages offer are those of base, which others add to.
    let (report, code) = check(&site, &["new"]);
    let told: Vec<&str> = report.lines().filter_map(|line| line.split_once("; the theme has ").map(|(told, _)| told)).collect();
    assert_eq!(
        told,
        [
            "content/a.md:7:3: error[unknown-component]: the theme has no component `pledge`",
            "content/b.md:6:3: error[unknown-component]: the theme has no component `pledge`",
            "content/c.md:1:13: error[unknown-component]: the theme has no component `pledge`",
        ]
    );
    assert_eq!((report.lines().count(), code), (3, Some(1)), "{report}");
    assert_eq!(check(&site, &["old"]), (String::new(), Some(0)));
    assert_eq!(check(&site, &[]), (String::new(), Some(0)), "the theme it uses");
}

#[test]
fn arguments_that_changed() {
    let site = plain_site()
        .with("content/a.md", "::pledge{name=\"x\" n=2}\n")
        .with(
            "themes/new/templates/components/pledge.html",
            "{% component pledge(n: string, place: string) {\"example\": \"::pledge\"} %}<p>{{ n }} {{ place }}</p>{% endcomponent pledge %}\n",
        )
        .with("templates/partials/ornament.html", "{{<pledge name=\"x\" n={2} />}}{{<pledge {...subject} />}}\n");
    check_breaks(
        &site,
        "content/a.md:1:3: error[missing-argument]: `pledge` needs the argument `place`; write `place=\"…\"`
content/a.md:1:10: error[unknown-argument]: `pledge` has no argument `name`; it takes n, place
content/a.md:1:21: error[wrong-argument]: `n` must be text in quotes; write `n=\"…\"`
templates/partials/ornament.html:1:4: error[missing-argument]: `pledge` needs the argument `place`; write `place=…` into the call
templates/partials/ornament.html:1:11: error[unknown-argument]: `pledge` has no argument `name`; remove it
templates/partials/ornament.html:1:20: error[wrong-argument]: `n` of `pledge` must be string, but this is integer; write a value of that type
",
    );
}

#[test]
fn templates_blocks_files_and_parameters_that_are_gone() {
    let site = plain_site()
        .with("content/a.md", "+++\ntemplate = \"landing.html\"\n+++\n")
        .with("content/s/_index.md", "+++\ntitle = \"S\"\npage_template = \"landing.html\"\n+++\n")
        .with("content/s/p.md", "Text.\n")
        .with("themes/old/templates/layout.html", "{% block banner %}{% endblock banner %}\n")
        .with("themes/new/templates/layout.html", "{% block other %}{% endblock other %}\n")
        .with("templates/own.html", "{% extends \"layout.html\" %}{% block banner %}{% endblock banner %}\n")
        .with(
            "templates/more.html",
            "{% include \"landing.html\" %}{{ theme.params.slogan_size }}{% set a = asset(path=\"images/a.svg\") %}{% set b = asset(path=\"maps/\" ~ \"x\") %}\n",
        );
    site.build_well(&[]);
    check_breaks(
        &site,
        "content/a.md:2:12: error[missing-template]: there is no template `landing.html`; add `templates/landing.html`, or choose a theme that has it
content/s/_index.md:3:17: error[missing-template]: there is no template `landing.html`; add `templates/landing.html`, or choose a theme that has it
templates/more.html:1:12: error[template-reference]: unknown template `landing.html`; the theme has no template of that name
templates/more.html:1:45: error[unknown-param]: the theme has no parameter `slogan_size`; what only your own templates read belongs under `[extra]`
templates/more.html:1:81: error[missing-asset]: there is no static file `images/a.svg`; put it into `static/images/a.svg`, where every theme finds it
templates/more.html:1:121: error[missing-asset]: there is no static file that begins with `maps/`; put such files into `static`, where every theme finds them
templates/own.html:1:37: error[template-reference]: block `banner` is not defined in any parent template; the blocks there are `other`
",
    );
}

#[test]
fn strings_are_looked_for_in_each_language() {
    let site = site()
        .with("site.toml", format!("{SITE_TOML}theme = \"old\"\n\n[languages.fr]\n"))
        .with("templates/partials/ornament.html", "{{ t(key=\"pledge\") }}{{ t(key=\"plege-\" ~ \"x\") }}{{ t(key=\"read-mroe\") }}\n");
    let (report, _) = check(&site, &["new"]);
    assert_eq!(
        report,
        "templates/partials/ornament.html:1:10: error[missing-string]: there is no string `pledge`; add a line `pledge = …` to `strings/en.ftl`
templates/partials/ornament.html:1:31: error[missing-string]: there is no string that begins with `plege-`; add lines like `plege-… = …` to the theme's `strings`
templates/partials/ornament.html:1:58: error[missing-string]: there is no string `read-mroe`; add a line `read-mroe = …` to `strings/en.ftl`
"
    );
    // A theme that has it in English alone would show that on French pages.
    let site =
        site.with("templates/partials/ornament.html", "{{ t(key=\"pledge\") }}\n").with("themes/new/strings/en.ftl", "pledge = Sign\n");
    let warning = "templates/partials/ornament.html:1:10: warning[missing-string]: the string `pledge` is not translated into `fr`; add it to `strings/fr.ftl`; until then `en` is shown\n";
    assert_eq!(check(&site, &["new"]), (warning.to_owned(), Some(0)));
    assert_eq!(check(&site, &["new", "--strict"]).1, Some(1));
}

#[test]
fn a_theme_that_cannot_be_worn_at_all() {
    let site = plain_site().with(
        "themes/new/theme.toml",
        "name = \"new\"\nengine = \">=9\"\n\n[tokens.color.light]\ntext = \"#999999\"\n\n[params.note]\ntype = \"string\"\nrequired = true\n",
    );
    let (report, code) = check(&site, &["new"]);
    assert!(
        report.contains("themes/new/theme.toml:2:10: error[theme-engine]: the theme `new` needs Ribbon >=9, but this is Ribbon"),
        "{report}"
    );
    assert!(
        report
            .contains("themes/new/theme.toml:5:8: error[A11Y-CONTRAST]: `text` on `surface` has a contrast of 2.849:1 in the light scheme"),
        "{report}"
    );
    assert!(
        report.contains(
            "site.toml:1:1: error[missing-key]: the theme needs the parameter `note` (declared here: themes/new/theme.toml:7:9); add"
        ),
        "{report}"
    );
    assert_eq!(code, Some(1));
    for (name, message) in [
        ("nwe", "error[missing-theme]: there is no theme `nwe`; did you mean `new`?\n"),
        (
            "../old",
            "error[invalid-value]: `../old` cannot name a theme; write the name of a folder in `themes`, of letters, digits, `-`, `_` and `.`\n",
        ),
        (
            "old\\x",
            "error[invalid-value]: `old\\x` cannot name a theme; write the name of a folder in `themes`, of letters, digits, `-`, `_` and `.`\n",
        ),
    ] {
        assert_eq!(check(&site, &[name]), (message.to_owned(), Some(1)));
    }
}

#[test]
fn what_only_rendering_shows_is_told_too() {
    let site = plain_site().with("content/broken.md", "[nowhere](gone.md)\n").with(
        "themes/new/templates/page.html",
        "{% extends \"theme/page.html\" %}{% block above %}{{ page.hero.title }}{% endblock above %}\n",
    );
    let (report, code) = check(&site, &["new"]);
    assert!(report.starts_with("themes/new/templates/page.html:1:") && report.contains("error[template-render]"), "{report}");
    assert_eq!(report.lines().count(), 1, "the broken link is none of the theme's: {report}");
    assert_eq!(code, Some(1));
}

#[test]
fn sections_with_a_theme_of_their_own_do_not_change() {
    let site = plain_site()
        .with("content/2024/_index.md", "+++\ntitle = \"2024\"\ntheme = \"old\"\n+++\n\n::pledge\n")
        .with("content/2024/page.md", "::pledge\n");
    assert_eq!(check(&site, &["new"]), (String::new(), Some(0)));
}

#[test]
fn every_report_format_is_there() {
    let site = site().with("content/a.md", "::pledge\n");
    for (format, mark) in [
        ("human", "error[unknown-component]"),
        ("json", "\"unknown-component\""),
        ("sarif", "\"2.1.0\""),
        ("github", "::error file=content/a.md,line=1"),
    ] {
        let outcome = site.run(&["theme", "check", "new", "--format", format]);
        assert!(format!("{}{}", outcome.stdout, outcome.stderr).contains(mark), "{format}: {outcome:?}");
        assert_eq!(outcome.code, Some(1));
    }
    let human = site.run(&["theme", "check", "new"]);
    assert_eq!(human.stdout, "the theme `new`: 2 errors\n");
}

#[test]
fn putting_on_a_theme_changes_one_value_and_nothing_else() {
    for (before, after) in [
        (
            "title = \"T\"\r\ntheme   =   'old'  # since 2025\r\nbase_url=\"https://example.org\"\r\n\r\n# end",
            "title = \"T\"\r\ntheme   =   'new'  # since 2025\r\nbase_url=\"https://example.org\"\r\n\r\n# end",
        ),
        (
            "\u{feff}# théâtre\n\"theme\" = \"old\"\ntitle=\"T\"\n\n\nbase_url = \"https://example.org\"\t\n[extra]\ntheme = \"old\"\n",
            "\u{feff}# théâtre\n\"theme\" = \"new\"\ntitle=\"T\"\n\n\nbase_url = \"https://example.org\"\t\n[extra]\ntheme = \"old\"\n",
        ),
        (
            "title = \"T\"\nbase_url = \"https://example.org\" # here\n[extra]\nx = 1\n",
            "title = \"T\"\nbase_url = \"https://example.org\" # here\ntheme = \"new\"\n[extra]\nx = 1\n",
        ),
        (
            "title = \"T\"\r\nbase_url = \"https://example.org\"",
            "title = \"T\"\r\nbase_url = \"https://example.org\"\r\ntheme = \"new\"\r\n",
        ),
    ] {
        let site = site().with("site.toml", before);
        let outcome = site.run(&["theme", "use", "new", "--date", "2027-02-04"]);
        assert_eq!((outcome.code, site.read("site.toml").as_str()), (Some(0), after), "{outcome:?}");
        assert!(outcome.stdout.starts_with("the site uses `new` now: `theme` in `site.toml` was "), "{outcome:?}");
        let again = site.run(&["theme", "use", "new"]);
        assert_eq!((again.code, again.stdout.as_str()), (Some(0), "the site uses `new` already\n"));
        assert_eq!(site.read("site.toml"), after);
        assert_eq!(std::fs::read_dir(site.root()).expect("the site").count(), 3, "nothing is left beside it");
    }
}

#[test]
fn a_theme_that_breaks_something_is_not_put_on_unless_forced() {
    let site = site().with("content/a.md", "::pledge\n");
    let before = site.read("site.toml");
    let refused = site.run(&["theme", "use", "new"]);
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(1), "nothing changed: 2 errors\n"));
    assert!(refused.stderr.contains("content/a.md:1:3") && refused.stderr.contains("say `--force`"), "{}", refused.stderr);
    assert_eq!(site.read("site.toml"), before);
    assert_eq!(site.run(&["theme", "use", "gone"]).code, Some(1));
    assert_eq!(site.read("site.toml"), before);
    assert_eq!(site.run(&["theme", "use", "new", "--force"]).code, Some(0));
    assert_eq!(site.read("site.toml"), before.replace("\"old\"", "\"new\""));
    for name in ["gone", "../old", "a\"b"] {
        let outcome = site.run(&["theme", "use", name, "--force"]);
        assert_eq!(outcome.code, Some(1), "no force makes a theme that is not there: {outcome:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_linked_site_toml_stays_a_link() {
    let site = site();
    std::fs::create_dir(site.path("data")).expect("a folder");
    std::fs::rename(site.path("site.toml"), site.path("data/real.toml")).expect("moved");
    std::os::unix::fs::symlink("data/real.toml", site.path("site.toml")).expect("a link");
    site.write("data/real.toml", format!("{SITE_TOML}theme = \"old\"\n"));
    assert_eq!(site.run(&["theme", "use", "new", "--force"]).code, Some(0));
    assert!(site.path("site.toml").is_symlink());
    assert!(site.read("data/real.toml").ends_with("theme = \"new\"\n"));
}

#[test]
fn the_list_has_every_theme() {
    let site = site()
        .with("content/2024/_index.md", "+++\ntitle = \"2024\"\ntheme = \"new\"\n+++\n")
        .with("themes/newer/theme.toml", "name = \"newer\"\ninherits = \"old\"\nengine = \">=9\"\nyears = 2028\n");
    let list = site.run(&["theme", "list"]);
    assert_eq!(list.code, Some(0));
    assert!(list.stdout.starts_with(
        "  base   Base · for Ribbon >=0.1
  new    New · on base
         used by content/2024/_index.md
  newer  2028 · on old, base · for Ribbon >=9
         error: theme-engine: the theme `newer` needs Ribbon >=9, but this is Ribbon "
    ));
    assert!(list.stdout.contains("\n* old    Old · 2025 to 2027 · on base · for Ribbon >=0.1\n"), "{}", list.stdout);
    let json = site.run(&["theme", "list", "--format", "json"]).stdout;
    for part in [
        "\"name\": \"old\"",
        "\"active\": true",
        "\"years\": [\n      2025,\n      2027\n    ]",
        "\"parents\": [\n      \"old\",\n      \"base\"\n    ]",
    ] {
        assert!(json.contains(part), "{part} in {json}");
    }
}

#[test]
fn a_new_theme_works_and_nothing_is_overwritten() {
    let site = site();
    let made = site.run(&["theme", "new", "united-2028", "--from", "old", "--title", "United \"2028\""]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let manifest = site.read("themes/united-2028/theme.toml");
    assert!(manifest.contains("title = 'United \"2028\"'\n") && manifest.contains("inherits = \"old\"\n"), "{manifest}");
    assert!(
        manifest.contains("# text = \"#1a2226\"    # text; 4.5:1 on surface, surface-raised, surface-sunken, accent-soft\n"),
        "{manifest}"
    );
    assert_eq!(check(&site, &["united-2028"]), (String::new(), Some(0)));
    // TOML has each table once.
    let mut tables: Vec<&str> = manifest.lines().filter(|line| line.starts_with("# [tokens.")).collect();
    let n_tables = tables.len();
    tables.sort_unstable();
    tables.dedup();
    assert_eq!(tables.len(), n_tables, "{tables:?}");
    // Every value that it offers can be taken as it stands.
    let is_value = |line: &str| {
        let group = line.starts_with("# [tokens.");
        group || line.strip_prefix("# ").is_some_and(|line| line.split_once(" = ").is_some_and(|(key, _)| !key.contains(' ')))
    };
    let start = manifest.find("# [tokens.color.light]").expect("colours");
    let end = manifest.find("# Templates in").expect("the end of the tokens");
    let tokens: String = manifest[start..end].lines().map(|line| format!("{}\n", if is_value(line) { &line[2..] } else { line })).collect();
    let tokens = tokens.replace("shout = ", "# shout = ").replace("ring = ", "# ring = ");
    site.write("themes/united-2028/theme.toml", format!("{}{tokens}{}", &manifest[..start], &manifest[end..]));
    assert_eq!(check(&site, &["united-2028"]), (String::new(), Some(0)));
    assert_eq!(site.run(&["theme", "use", "united-2028"]).code, Some(0));
    site.build_well(&[]);
    for (name, message) in [
        ("old", "there is a theme `old` already, and it is left as it is"),
        ("base", "there is a theme `base` already"),
        ("Old", "`Old` cannot name a theme: capitals"),
        ("a/b", "`a/b` cannot name a theme: it is one folder right below `themes`, not a path"),
        ("..\\x", "`..\\x` cannot name a theme: it is one folder"),
        ("..", "`..` cannot name a theme: it begins with a letter or digit"),
        ("", "`` cannot name a theme: it is empty"),
        ("nul", "`nul` cannot name a theme: Windows keeps it for itself"),
        ("com1.x", "`com1.x` cannot name a theme: Windows keeps it for itself"),
        ("thème", "`thème` cannot name a theme: capitals, spaces and other signs"),
    ] {
        let refused = site.run(&["theme", "new", name]);
        assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""), "{name}");
        assert!(refused.stderr.starts_with(&format!("error: {message}")), "{}", refused.stderr);
    }
    let refused = site.run(&["theme", "new", "x", "--from", "odl"]);
    assert_eq!(refused.stderr, "error: there is no theme `odl` to begin with\n help: did you mean `old`?\n");
    assert!(!site.has("themes/x"));
}

#[test]
fn differences_are_told_with_the_pages_they_touch() {
    let site = plain_site()
        .with("content/a.md", "::pledge\n")
        .with("content/b.md", "+++\ntemplate = \"landing.html\"\n+++\n")
        .with(
            "themes/new/theme.toml",
            "name = \"new\"\ntitle = \"New\"\n[tokens.color.light]\naccent = \"#003366\"\n[tokens.space]\nwide = \"9rem\"\n",
        )
        .with(
            "themes/new/templates/components/quote.html",
            "{% component quote(cite: string, year: integer = 2027) %}<q>{{ body }}{{ cite }}{{ year }}</q>{% endcomponent quote %}\n",
        );
    let diff = site.run(&["theme", "diff", "old", "new"]);
    assert_eq!((diff.code, diff.stderr.as_str()), (Some(0), ""));
    for part in [
        "old → new: ",
        "  changed  title: Old → New\n",
        "  removed  years: 2025 to 2027\n",
        "  removed  pledge: pledge(n: integer = 1, name: string = \"\")\n           touches content/a.md\n",
        "  changed  quote: quote(cite: string = \"\", source: string = \"\") → quote(cite: string, year: integer = 2027)\n           `cite` must be given now\n           the argument `source` is gone\n           there is a new argument `year`\n           its markup is another one\n           touches no page\n",
        "  removed  landing.html: from old\n           touches content/b.md\n",
        "  removed  slogan_size: a whole number, 2 if not set\n",
        "  removed  pledge: en: Sign the pledge\n           touches content/a.md\n",
        "  changed  --color-accent: #0a5560 → #003366\n",
        "  added    --space-wide: 9rem\n",
        "  removed  images/a.svg: 46 bytes\n",
    ] {
        let text = diff.stdout.replace("\nTokens, each touches every page", "\nTokens");
        assert!(text.contains(part), "{part}\nin\n{text}");
    }
    let same = site.run(&["theme", "diff", "old", "old"]).stdout;
    assert_eq!(same, "old → old: they provide the same\n");
    let json = site.run(&["theme", "diff", "old", "new", "--format", "json"]).stdout;
    assert!(json.contains("\"kind\": \"component\",\n      \"how\": \"removed\",\n      \"name\": \"pledge\""), "{json}");
    let written = site.run(&["theme", "diff", "old", "new", "--format", "html", "--out", "diff.html"]);
    assert_eq!((written.code, written.stdout.as_str()), (Some(0), "wrote `diff.html`\n"));
    let page = site.read("diff.html");
    assert!(page.contains("<code>#003366</code>") && page.contains("<code>content/a.md</code>"));
    assert!(!page.contains("<script") && !page.contains("http:") && !page.contains("https:"), "it stands alone");
    assert_eq!(site.run(&["theme", "diff", "old", "nwe"]).stderr, "error: there is no theme `nwe`\n help: did you mean `new`?\n");
}

#[test]
fn swapping_themes_and_back_gives_the_same_bytes() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let site = Site::empty();
    for folder in ["content", "data", "static", "strings", "templates", "themes"] {
        for (path, bytes) in files(&root.join(folder)) {
            site.write(&format!("{folder}/{path}"), bytes);
        }
    }
    site.write("site.toml", std::fs::read(root.join("site.toml")).expect("the site's configuration"));
    let settings = site.read("site.toml");
    let written = || files(&site.path("public"));
    site.build_well(&[]);
    let first = written();
    assert!(first.len() > 50);
    for theme in ["close-the-care-gap", "base"] {
        site.build_well(&["--theme", theme]);
        assert!(written() != first, "{theme} looks like another theme");
        site.build_well(&[]);
        assert!(written() == first, "back from {theme}");
    }
    // The same by changing the configuration.
    assert_eq!(site.run(&["theme", "use", "close-the-care-gap", "--date", "2027-02-04"]).code, Some(0));
    site.build_well(&[]);
    assert!(written() != first);
    assert_eq!(site.run(&["theme", "use", "united-by-unique", "--date", "2027-02-04"]).code, Some(0));
    assert_eq!(site.read("site.toml"), settings);
    site.build_well(&[]);
    assert!(written() == first);
}

#[test]
fn a_theme_of_tokens_alone_is_complete() {
    let site = Site::new()
        .with("site.toml", format!("{SITE_TOML}theme = \"tokens\"\n"))
        .with("themes/tokens/theme.toml", "name = \"tokens\"\n[tokens.color.light]\nsurface = \"#fffdf5\"\n[tokens.radius]\nm = \"0\"\n");
    site.build_well(&[]);
    let css = site.read("public/css/tokens.css");
    assert!(css.contains("--color-surface: #fffdf5;") && css.contains("--radius-m: 0;") && css.contains("--color-chart-6: "));
    assert_eq!(check(&site, &["tokens", "--strict"]), (String::new(), Some(0)));
}

#[test]
fn two_themes_of_one_name() {
    let site = plain_site()
        .with("site.toml", format!("{SITE_TOML}theme = \"new\"\n"))
        .with("themes/New/theme.toml", "name = \"New\"\n")
        .with("themes/other/theme.toml", "name = \"new\"\n");
    assert_eq!(
        site.build_badly(&[]),
        "themes/new/theme.toml:1:1: error[file-name-clash]: the themes `New` and `new` are one folder on Windows and macOS (the other one: themes/New/theme.toml:1:1); rename one of them in more than the case of its letters\n"
    );
    let (report, _) = check(&site, &["other"]);
    assert!(report.contains("themes/other/theme.toml:1:8: error[invalid-value]: the theme in `themes/other` calls itself `new`; write `name = \"other\"`, or rename the folder\n"), "{report}");
}

#[cfg(unix)]
#[test]
fn files_of_a_theme_that_would_leave_it() {
    let site = plain_site().with("site.toml", format!("{SITE_TOML}theme = \"new\"\n"));
    site.write("themes/new/static/a\\..\\..\\evil.css", "a { color: red }");
    let report = site.build_badly(&[]);
    assert!(report.contains("error[unsafe-path]") && report.contains("the path has a backslash"), "{report}");
    site.remove("themes/new/static/a\\..\\..\\evil.css");
    std::os::unix::fs::symlink("/etc", site.path("themes/new/static/etc")).expect("a link");
    let report = site.build_badly(&[]);
    assert!(
        report.contains("themes/new/static/etc:1:1: error[link-leaves-site]")
            || report.contains("themes/new/static/etc: error[link-leaves-site]"),
        "{report}"
    );
}
