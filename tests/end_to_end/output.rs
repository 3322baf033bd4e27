//! What a build leaves on disk, and what it leaves alone.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, SystemTime};

use crate::site::{HOME, SITE_TOML, Site, files};

fn times(site: &Site) -> BTreeMap<String, SystemTime> {
    let paths = files(&site.path("public")).into_keys();
    paths
        .map(|path| (path.clone(), fs::metadata(site.path("public").join(path)).and_then(|metadata| metadata.modified()).expect("a time")))
        .collect()
}

/// The clock of some disks is coarse; files written later must look so.
fn wait() {
    std::thread::sleep(Duration::from_millis(20));
}

#[test]
fn a_second_build_writes_nothing() {
    let site = Site::new().with("content/about.md", HOME).with("static/a.txt", "a");
    site.build_well(&[]);
    let before = times(&site);
    wait();
    let again = site.build_well(&[]).stdout;
    assert!(again.contains(" 0 written, ") && again.contains(" 0 removed"), "{again}");
    assert_eq!(times(&site), before);
    // The same on another day: built anew, and equal.
    let again = site.run(&["build", "--date", "2027-02-05"]).stdout;
    assert!(again.contains(" 0 written, "), "{again}");
    assert_eq!(times(&site), before);
}

#[test]
fn only_what_changed_is_written_and_what_is_gone_is_removed() {
    let site = Site::new().with("content/one.md", HOME).with("content/two.md", HOME);
    site.build_well(&[]);
    let before = times(&site);
    wait();
    site.write("content/one.md", "+++\ntitle = \"Home\"\ndescription = \"The home page.\"\n+++\n\nChanged.\n");
    site.remove("content/two.md");
    let summary = site.build_well(&[]).stdout;
    assert!(summary.contains(" 1 removed"), "{summary}");
    assert!(!site.has("public/two"), "the empty folder is left");
    let after = times(&site);
    assert_ne!(after["one/index.html"], before["one/index.html"]);
    assert_eq!(after["404.html"], before["404.html"]);
}

#[test]
fn a_failed_build_leaves_the_last_good_site() {
    let site = Site::new();
    site.build_well(&[]);
    let before = files(&site.path("public"));
    site.write("content/about.md", "+++\ntitel = \"x\"\n+++\n");
    assert_eq!(site.build(&[]).code, Some(1));
    assert_eq!(files(&site.path("public")), before);
    site.write("content/about.md", HOME);
    site.build_well(&[]);
    assert!(site.has("public/about/index.html"));
}

#[test]
fn files_of_others_are_left_alone() {
    let site = Site::new().with("public/CNAME", "example.org").with("public/notes/mine.txt", "mine");
    site.build_well(&[]);
    site.build_well(&["--base-url", "https://example.org/other"]);
    assert_eq!((site.read("public/CNAME").as_str(), site.read("public/notes/mine.txt").as_str()), ("example.org", "mine"));
    let site = Site::new().with("content/about.md", HOME).with("public/about/index.html", "mine");
    let outcome = site.build(&["--format", "short"]);
    assert_eq!(outcome.code, Some(1));
    assert_eq!(
        outcome.stdout,
        "error[cannot-write]: the output folder `public` has files of its own where the site's files must go: `about/index.html`; \
         move these files away, or choose another folder with `--out` or with `output` in site.toml\n"
    );
    assert_eq!(files(&site.path("public")).len(), 1, "something was written beside it");
}

#[test]
fn a_file_that_was_changed_or_removed_in_the_output_is_repaired() {
    let site = Site::new();
    site.build_well(&[]);
    let good = files(&site.path("public"));
    wait();
    site.write("public/index.html", "defaced");
    site.remove("public/404.html");
    site.build_well(&[]);
    assert_eq!(files(&site.path("public")).keys().collect::<Vec<_>>(), good.keys().collect::<Vec<_>>());
    assert_eq!(site.read("public/index.html").as_bytes(), good["index.html"]);
}

#[test]
fn sources_are_never_written_to() {
    let site = Site::new().with("content/about.md", HOME);
    let before: BTreeMap<String, Vec<u8>> = files(site.root());
    site.build_well(&[]);
    let after: BTreeMap<String, Vec<u8>> =
        files(site.root()).into_iter().filter(|(path, _)| !path.starts_with("public/") && !path.starts_with(".ribbon/")).collect();
    assert_eq!(after, before);
}

#[test]
fn drafts_and_dates_decide_what_is_published() {
    let dated = |key: &str| format!("+++\ntitle = \"P\"\n{key}\n+++\n");
    let site = Site::new()
        .with("content/draft.md", dated("draft = true"))
        .with("content/later.md", dated("publish = 2027-02-05"))
        .with("content/today.md", dated("publish = 2027-02-04"))
        .with("content/gone.md", dated("expires = 2027-02-04"))
        .with("content/still.md", dated("expires = 2027-02-05"));
    let shown = |arguments: &[&str]| {
        assert_eq!(site.run(&[&["build", "--quiet"], arguments].concat()).code, Some(0));
        let pages = ["draft", "later", "today", "gone", "still"];
        pages.into_iter().filter(|page| site.has(&format!("public/{page}/index.html"))).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(shown(&["--date", "2027-02-04"]), "today still");
    assert_eq!(shown(&["--date", "2027-02-05"]), "later today");
    assert_eq!(shown(&["--date", "2027-02-03"]), "gone still");
    assert_eq!(shown(&["--date", "2027-02-04", "--drafts"]), "draft today still");
}

#[test]
fn a_base_url_with_a_path_is_respected_everywhere() {
    let post = "+++\ntitle = \"Post\"\ndate = 2027-02-01\naliases = [\"/old/\"]\n[taxonomies]\ntags = [\"care\"]\n+++\n[home](../_index.md) ![p](/p.svg)\n";
    let site = Site::empty()
        .with("site.toml", format!("{SITE_TOML}[taxonomies.tags]\n[menus]\nmain = [\"news/_index.md\"]\n"))
        .with("content/_index.md", HOME)
        .with("content/news/_index.md", "+++\ntitle = \"News\"\nsort_by = \"date\"\npaginate_by = 1\n+++\n")
        .with("content/news/post.md", post)
        .with("content/news/post-2.md", post.replace("old", "older"))
        .with("static/p.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>");
    site.build_well(&["--base-url", "https://example.org/day/"]);
    for (path, bytes) in files(&site.path("public")) {
        let text = String::from_utf8_lossy(&bytes);
        for (at, _) in text.match_indices("href=\"/").chain(text.match_indices("src=\"/")) {
            let target = text[at..].split('"').nth(1).expect("a target");
            assert!(target.starts_with("/day/"), "{path} leads to {target}");
        }
        for (at, _) in text.match_indices("https://example.org") {
            assert!(text[at..].starts_with("https://example.org/day/"), "{path} has {}", text[at..].chars().take(40).collect::<String>());
        }
    }
    assert_eq!(site.run(&["check", "--strict", "--base-url", "https://day.example/day"]).code, Some(0));
    assert!(site.read("public/_redirects").starts_with("/day/old/ /day/news/post"), "{}", site.read("public/_redirects"));
}

#[test]
fn the_same_sources_give_the_same_bytes() {
    let make = || {
        let site = Site::new();
        for n in 0..30 {
            site.write(&format!("content/p{n}.md"), format!("+++\ntitle = \"P\"\ndate = 2027-01-0{}\n+++\nText {n}.\n", n % 9 + 1));
        }
        site
    };
    let (one, other) = (make(), make());
    one.build_well(&[]);
    let output =
        other.command(&["build", "--date", "2027-02-04"]).env("RAYON_NUM_THREADS", "1").env("TZ", "Asia/Tokyo").output().expect("starts");
    assert!(output.status.success());
    assert_eq!(files(&one.path("public")), files(&other.path("public")));
}

#[test]
fn a_language_may_be_named_and_written_as_the_site_wants() {
    let config = "title = \"T\"\nbase_url = \"https://example.org\"\n\
        [languages.en]\nlocale = \"en-GB\"\n[languages.nv]\nname = \"Diné bizaad\"\ndir = \"rtl\"\nlocale = \"en-US\"\n";
    let template = "{{ lang.code }} {{ lang.name }} {{ lang.dir }} {{ date(value=page.date) }}";
    let page = "+++\ntitle = \"P\"\ndescription = \"D\"\ndate = 2027-02-04\n+++\nText.\n";
    let site = Site::new()
        .with("site.toml", config)
        .with("content/day.md", page)
        .with("content/day.nv.md", page)
        .with("content/_index.nv.md", HOME)
        .with("templates/page.html", template);
    site.run(&["build"]);
    assert_eq!(site.read("public/day/index.html").trim(), "en English ltr 4 February 2027");
    assert_eq!(site.read("public/nv/day/index.html").trim(), "nv Diné bizaad rtl February 4, 2027");
}

#[test]
fn of_the_data_only_what_a_chart_offers_or_the_site_lists_is_published() {
    let chart = "::chart{data=\"shown.csv\" kind=\"bar\" title=\"T\" label=\"place\" value=\"people\" unit=\"people\" source=\"x\"}";
    let draft = chart.replace("shown", "draft");
    let site = Site::new()
        .with("site.toml", format!("{SITE_TOML}[data]\npublish = [\"listed.xlsx\"]\n"))
        .with(
            "content/about.md",
            format!("+++\ntitle = \"About\"\nkind = \"general\"\n+++\n\nFirst.\n\n`::chart{{data=\"code.csv\"}}`\n\n{chart}\n"),
        )
        .with("content/later.md", format!("+++\ntitle = \"Later\"\ndraft = true\n+++\n\n{draft}\n"))
        .with("data/listed.xlsx", "numbers")
        .with("data/names.xlsx", "names")
        .with("data/people.toml", "")
        .with("data/stats.toml", "")
        .with("data/references.yml", "x:\n  type: book\n  title: A\n  author: B\n  publisher: C\n  date: 2022\n");
    for name in ["shown", "draft", "code", "other"] {
        site.write(&format!("data/{name}.csv"), "place,people\nNorth,3\nSouth,4\n");
    }
    site.build_well(&[]);
    let published = || files(&site.path("public/data")).into_keys().collect::<Vec<_>>();
    assert_eq!(published(), ["listed.xlsx", "shown.csv"]);
    // Another run of the command sees that a text draws another file.
    site.write(
        "content/about.md",
        format!("+++\ntitle = \"About\"\nkind = \"general\"\n+++\n\nFirst.\n\n{}\n", chart.replace("shown", "other")),
    );
    site.build_well(&[]);
    assert_eq!(published(), ["listed.xlsx", "other.csv"]);
}

#[test]
fn under_a_chart_its_source_stands_by_name_and_year() {
    let page = "+++\ntitle = \"About\"\nkind = \"general\"\n+++\n\n::chart{data=\"a.csv\" kind=\"bar\" title=\"T\" label=\"place\" value=\"people\" unit=\"people\" source=\"x; y\"}\n";
    let references = "x:\n  type: book\n  title: A\n  author: [\"Smith, Ann\", \"Jones, Bo\"]\n  publisher: C\n  date: 2022\n\
                      y:\n  type: book\n  title: B\n  author: \"Health Office\"\n  publisher: C\n  date: 2024\n";
    let site = Site::new()
        .with("site.toml", format!("{SITE_TOML}[languages.ar]\n"))
        .with("content/about.md", page)
        .with("content/about.ar.md", page)
        .with("data/a.csv", "place,people\nNorth,3\n")
        .with("data/references.yml", references);
    site.build_well(&[]);
    let source = |file: &str| {
        let text = site.read(file);
        let after = text.split("class=\"chart-source\">").nth(1).expect("a source");
        after.split('<').next().expect("its text").trim().to_owned()
    };
    assert_eq!(source("public/about/index.html"), "Source: Smith et al., 2022; Health Office, 2024");
    // Names in Latin letters stand apart from the words that run from right to left.
    assert_eq!(source("public/ar/about/index.html"), "المصدر: \u{2068}Smith\u{2069} وآخرون، 2022؛ \u{2068}Health Office\u{2069}، 2024");
}

#[test]
fn the_file_of_a_chart_has_the_columns_that_charts_show() {
    let chart = |data: &str, more: &str| {
        format!(
            "::chart{{data=\"{data}\" kind=\"bar\" title=\"T\" label=\"place\" value=\"people\" unit=\"people\" source=\"x\"{more}}}\n\n"
        )
    };
    let page = |charts: &[String]| format!("+++\ntitle = \"About\"\nkind = \"general\"\n+++\n\n{}", charts.concat());
    let toml = "[[rows]]\nplace = \"North\" # near the river\npeople = 3\ndoctor = \"A. Nobody\"\n";
    let site = Site::new()
        .with(
            "content/about.md",
            page(&[chart("clinics.csv", " filter=\"year=2026\""), chart("whole.csv", " download=\"all\""), chart("rows.toml", "")]),
        )
        .with("data/clinics.csv", "place,place_en,place_fr,year,people,people_ill,doctor\nNorth,N,Nord,2026,3,1,A. Nobody\n")
        .with("data/whole.csv", "place,people,doctor\nNorth,3,A. Nobody\n")
        .with("data/rows.toml", toml)
        .with("data/references.yml", "x:\n  type: book\n  title: A\n  author: B\n  publisher: C\n  date: 2022\n");
    site.build_well(&[]);
    // The site has no page in French.
    assert_eq!(site.read("public/data/clinics.csv"), "place,place_en,year,people\nNorth,N,2026,3\n");
    assert_eq!(site.read("public/data/whole.csv"), "place,people,doctor\nNorth,3,A. Nobody\n");
    assert_eq!(site.read("public/data/rows.toml"), "[[rows]]\nplace = \"North\"\npeople = 3\n");
    // Another chart of the same file shows another column.
    site.write(
        "content/more.md",
        page(&[chart("clinics.csv", "").replace("value=\"people\"", "value=\"people_ill\"")]).replace("About", "More"),
    );
    site.build_well(&[]);
    assert_eq!(site.read("public/data/clinics.csv"), "place,place_en,year,people,people_ill\nNorth,N,2026,3,1\n");
}

#[test]
fn a_feed_of_whole_texts_has_no_links_beside_headings() {
    let page = "+++\ntitle = \"P\"\ndescription = \"D\"\ndate = 2027-01-02\n+++\nFirst.\n\n## Help [here](about.md)\n\nMore.\n\n## End\n";
    let site = Site::new().with("site.toml", format!("{SITE_TOML}[feeds]\ncontent = \"full\"\n")).with("content/about.md", page);
    site.build_well(&[]);
    let (feed, whole) = (site.read("public/atom.xml"), site.read("public/about/index.html"));
    assert!(whole.contains("class=\"heading-anchor\"") && !feed.contains("heading-anchor"), "{feed}");
    assert!(feed.contains("here&lt;/a&gt;&lt;/h2&gt;") && feed.contains("End&lt;/h2&gt;"), "{feed}");
}

#[test]
fn warnings_are_said_again_when_nothing_is_left_to_do() {
    let page = HOME.replace("+++\n\n", "+++\n\nStudies show that it helps.\n\n");
    assert_ne!(page, HOME);
    let site = Site::new().with("content/about.md", &page);
    let build = || {
        let outcome = site.build(&["--format", "short", "--timings"]);
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        let problems: Vec<String> = outcome.stdout.lines().filter(|line| line.contains("[CITE-VAGUE]")).map(str::to_owned).collect();
        (problems, outcome.stderr.contains("\"render\""))
    };
    let (first, is_built) = build();
    assert!(first.len() == 1 && is_built, "{first:?}");
    assert_eq!(build(), (first, false));
    // A site without a warning forgets the old one.
    site.write("content/about.md", HOME);
    assert_eq!(build(), (Vec::new(), true));
    assert_eq!(build(), (Vec::new(), false));
    site.write("content/about.md", &page);
    assert_eq!((build().0.len(), build().1), (1, false));
}

#[test]
fn two_builds_at_once_do_not_write_into_one_folder() {
    let site = Site::new();
    site.build_well(&[]);
    site.write("content/about.md", HOME);
    let lock = fs::read_dir(site.path(".ribbon")).expect("records").map(|entry| entry.expect("an entry").path());
    let lock = lock.into_iter().find(|path| path.to_string_lossy().contains("lock-")).expect("a lock");
    let held = fs::File::open(lock).expect("opens");
    held.lock().expect("locks");
    let outcome = site.build(&["--format", "short"]);
    assert_eq!(outcome.code, Some(1));
    assert!(
        outcome.stdout.starts_with(
            "error[cannot-write]: another build is writing into the output folder `public`; wait until it has ended, or choose another \
             folder with `--out`\n"
        ),
        "{}",
        outcome.stdout
    );
    drop(held);
    site.build_well(&[]);
}

#[cfg(unix)]
#[test]
fn a_site_that_may_only_be_read_can_be_built_elsewhere() {
    use std::os::unix::fs::PermissionsExt;

    let (site, elsewhere) = (Site::new(), tempfile::tempdir().expect("a folder"));
    let out = elsewhere.path().join("out").to_string_lossy().into_owned();
    let set = |mode| fs::set_permissions(site.root(), fs::Permissions::from_mode(mode)).expect("permissions");
    set(0o555);
    let outcomes = [0, 1].map(|_| site.build(&["--out", &out]));
    set(0o755);
    assert!(outcomes.iter().all(|outcome| outcome.code == Some(0)), "{outcomes:?}");
    assert!(outcomes[1].stdout.contains(" 0 written, "), "{outcomes:?}");
}

#[test]
fn addresses_ids_and_terms_are_in_one_unicode_form() {
    let apart = "Gru\u{308}n";
    let page = |text: &str| format!("+++\ntitle = \"G\"\n[taxonomies]\ntags = [\"{text}\"]\n+++\n\n## {text}\n\n## B {{#{apart}}}\n");
    let links = format!("+++\ntitle = \"L\"\n+++\n\n[a](grün.md#grün) [b]({apart}.md#{apart}) [c](/gr%C3%BCn/#gru%CC%88n)\n");
    let site = Site::new()
        .with("site.toml", format!("{SITE_TOML}[taxonomies.tags]\n"))
        .with("content/gru\u{308}n.md", page(apart))
        .with("content/other.md", page("Grün"))
        .with("content/links.md", links.replace("Gru\u{308}n.md", "gru\u{308}n.md"));
    site.build_well(&[]);
    let html = site.read("public/grün/index.html");
    assert!(html.contains("<h2 id=\"grün\"") && html.contains("<h2 id=\"Grün\""), "{html}");
    assert_eq!(site.read("public/tags/grün/index.html").matches("href=\"/gr%C3%BCn/\"").count(), 1);
    let html = site.read("public/links/index.html");
    for link in ["href=\"/gr%C3%BCn/#grün\"", "href=\"/gr%C3%BCn/#Grün\"", "href=\"/gr%C3%BCn/#gru%CC%88n\""] {
        assert!(html.contains(link), "{link}: {html}");
    }
}

#[test]
fn characters_that_xml_forbids_reach_neither_pages_nor_feeds() {
    let page = "+++\ntitle = \"A\\u0001B\"\ndescription = \"C\\u000bD\"\ndate = 2027-01-02\n+++\n\nE&#2;F\0G\u{c}H\n";
    let site = Site::new().with("content/a.md", page);
    site.build_well(&[]);
    let (html, feed) = (site.read("public/a/index.html"), site.read("public/atom.xml"));
    assert!(
        html.contains("<title>AB") && html.contains("EF\u{fffd}GH") && feed.contains("<title>AB</title>") && feed.contains("CD"),
        "{feed}"
    );
    assert!(!html.contains(['\u{1}', '\u{2}', '\u{b}', '\u{c}', '\0']) && !feed.contains(['\u{1}', '\u{b}']));
}

#[test]
fn links_keep_their_queries_and_what_is_switched_off_stays_as_written() {
    let page = "+++\ntitle = \"Links\"\n+++\n\n[a](_index.md?a=1#top) [b](/list.txt?b#page=2) [c](?c=1) [d](/app/sign-in?d) [e](#) [f](gone.md#f)\n";
    let settings = "title = \"Test site\"\nbase_url = \"https://example.org/campaign\"\n[check.severity]\nbroken-link = \"off\"\n\
        [menus]\nmain = [{ label = \"G\", url = \"/list.txt?g#h\" }]\n";
    let site = Site::new()
        .with("site.toml", settings)
        .with("content/links.md", page)
        .with("static/list.txt", "x")
        .with("templates/page.html", "{% for item in site.menus.main %}<a href=\"{{ item.path }}\">{% endfor %}{{ page.content | safe }}");
    site.build_well(&[]);
    let html = site.read("public/links/index.html");
    let addresses: Vec<&str> = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let expected =
        ["/campaign/list.txt?g#h", "/campaign/?a=1#top", "/campaign/list.txt?b#page=2", "?c=1", "/app/sign-in?d", "#", "gone.md#f"];
    assert_eq!(addresses, expected);
}

#[test]
fn a_label_of_the_menu_is_not_shown_in_another_language() {
    let settings = "title = \"Test site\"\nbase_url = \"https://example.org/\"\n[menus]\nmain = [{ page = \"about.md\", label = \"The day\" }, { url = \"https://www.who.int\", label = \"WHO\" }]\n\
        [languages.en]\n[languages.fr]\n[languages.ar.menus]\nmain = [{ page = \"about.md\", label = \"اليوم\" }]\n";
    let page = |title: &str| format!("+++\ntitle = \"{title}\"\n+++\n");
    let site = Site::new()
        .with("site.toml", settings)
        .with("content/about.md", page("About the day"))
        .with("content/about.fr.md", page("La journée"))
        .with("content/about.ar.md", page("عن هذا اليوم"))
        .with("templates/page.html", "{% for item in site.menus.main %}{{ item.label }};{% endfor %}");
    site.build_well(&[]);
    let shown = ["public/about/index.html", "public/fr/about/index.html", "public/ar/about/index.html"].map(|path| site.read(path));
    assert_eq!(shown, ["The day;WHO;", "La journée;WHO;", "اليوم;"]);
}

#[test]
fn the_publisher_has_a_name_in_each_language() {
    let settings = "title = \"Test site\"\nbase_url = \"https://example.org/\"\n[publisher]\nname = \"The editors\"\n\
        [languages.fr]\npublisher = \"la rédaction\"\n[languages.ar]\n";
    let page = |title: &str| format!("+++\ntitle = \"{title}\"\n+++\n\nText.\n");
    let site = Site::new()
        .with("site.toml", settings)
        .with("content/about.md", page("About the day"))
        .with("content/about.fr.md", page("La journée"))
        .with("content/about.ar.md", page("عن هذا اليوم"));
    site.build_well(&[]);
    for (path, name) in [("about", "The editors"), ("fr/about", "la rédaction"), ("ar/about", "The editors")] {
        let html = site.read(&format!("public/{path}/index.html"));
        let foot = html.split("class=\"site-publisher\"").nth(1).and_then(|rest| rest.split("</p>").next()).expect("a foot");
        assert!(foot.ends_with(name), "{path}: {foot}");
        assert!(html.contains(&format!("\"name\":\"{name}\"")), "{path}: structured data name what the page shows\n{html}");
    }
}

#[test]
fn what_is_made_inside_a_fallback_text_is_in_its_language() {
    let stats = "[people]\nvalue = 2_500_000\nscale = \"million\"\ndigits = 1\ncounts = { en = \"people\", ar = \"شخص\" }\nyear = 2024\n\
        source = \"who\"\nwhere = \"abstract\"\nchecked = 2027-01-01\n";
    let references = "who:\n  type: book\n  title: Facts\n  author: WHO\n  publisher: WHO\n  date: 2024\n";
    let text = "+++\ntitle = \"Facts\"\nkind = \"general\"\nweight = 1\n+++\n\nIn all :stat{id=\"people\"} [@who, p. 3].\n\n::: callout kind=\"tip\" title=\"Rest\"\nGo on.\n:::\n";
    let site = Site::new()
        .with("site.toml", format!("{SITE_TOML}[languages.ar]\n"))
        .with("content/_index.md", HOME.replace("description", "fallback = true\ndescription"))
        .with("content/news/_index.md", "+++\ntitle = \"News\"\n+++\n")
        .with("content/news/facts.md", text)
        .with("content/news/more.md", "+++\ntitle = \"More\"\nweight = 2\n+++\n\nMore about it.\n")
        .with("data/stats.toml", stats)
        .with("data/references.yml", references);
    site.build_well(&[]);
    let prose = |path: &str| {
        let html = site.read(path);
        let start = html.find("<p>In all").unwrap_or(html.len());
        html[start..].split("<section").next().map(str::to_owned)
    };
    assert_eq!(prose("public/ar/news/facts/index.html"), prose("public/news/facts/index.html"));
    let html = site.read("public/ar/news/facts/index.html");
    let foreign = " lang=\"en\" dir=\"ltr\"";
    assert!(html.contains(&format!("rel=\"next\"><span>التالي</span> <bdi{foreign}>More</bdi>")), "{html}");
    assert!(html.contains(&format!("<li><a href=\"/ar/news/\"{foreign}>News</a></li>")), "{html}");
    assert!(html.contains("<li><a href=\"/news/facts/\" lang=\"en\"") && html.contains("<li><a href=\"/ar/news/facts/\" lang=\"ar\""));
    let list = site.read("public/ar/news/index.html");
    assert!(list.contains(&format!("<a href=\"/ar/news/more/\"{foreign}>More</a>")), "{list}");
    assert!(list.contains(&format!("<p{foreign}>More about it.</p>")), "{list}");
}

#[test]
fn a_translated_section_inherits_what_it_does_not_set() {
    let page = |title: &str, date: u8| format!("+++\ntitle = \"{title}\"\ndate = 2027-01-0{date}\n+++\n\nText.\n");
    let section = "+++\ntitle = \"News\"\nsort_by = \"date\"\npaginate_by = 1\npaginate_path = \"p\"\ngenerate_feeds = true\ntransparent = true\n+++\n";
    let site = Site::new()
        .with("site.toml", format!("{SITE_TOML}[languages.fr]\n"))
        .with("content/_index.fr.md", "+++\ntitle = \"Accueil\"\n+++\n")
        .with("content/news/_index.md", section)
        .with("content/news/_index.fr.md", "+++\ntitle = \"Actualités\"\n+++\n")
        .with("content/news/a.fr.md", page("Ancien", 1))
        .with("content/news/z.fr.md", page("Nouveau", 2))
        .with("templates/section.html", "{% for page in paginator.pages %}{{ page.title }}{% endfor %}")
        .with("templates/index.html", "{% for page in section.pages %}{{ page.title }},{% endfor %}");
    site.build_well(&[]);
    assert_eq!(site.read("public/fr/news/index.html").trim(), "Nouveau");
    assert_eq!(site.read("public/fr/news/p/2/index.html").trim(), "Ancien");
    assert!(site.read("public/fr/index.html").contains("Nouveau,"));
    assert!(site.has("public/fr/news/atom.xml"));
}

#[test]
fn links_back_from_a_source_stand_apart_so_that_they_wrap() {
    let text = format!("+++\ntitle = \"A\"\ndescription = \"D\"\n+++\n\n{}\n", "Once more [@x].\n\n".repeat(40));
    let site = Site::new()
        .with("content/about.md", text)
        .with("data/references.yml", "x:\n  type: book\n  title: A\n  author: B\n  publisher: C\n  date: 2022\n");
    site.build_well(&[]);
    let html = site.read("public/about/index.html");
    let back = html.split("class=\"reference-back\">").nth(1).and_then(|rest| rest.split("</span></li>").next()).expect("links back");
    assert_eq!(back.matches("</a> <a ").count(), 39, "{back}");
    assert!(back.contains("</span>\u{a0}<a ") && back.ends_with(">40</a>"), "{back}");
}

#[test]
fn files_for_the_host_are_copied_and_other_dot_files_are_not() {
    let site = Site::new();
    for name in [".htaccess", ".domains", ".nojekyll", ".well-known/security.txt", ".env", ".DS_Store"] {
        site.write(&format!("static/{name}"), "x");
    }
    site.write("content/.htaccess", "x");
    let told = site.build(&["--quiet", "--format", "short"]).stdout;
    let told: Vec<&str> = told.lines().map(|line| line.split(", since").next().unwrap_or(line)).collect();
    let not_published = |path: &str| format!("{path}: warning[hidden-file]: `{path}` is not published");
    assert_eq!(told, ["content/.htaccess", "static/.env"].map(not_published));
    for name in [".htaccess", ".domains", ".nojekyll", ".well-known/security.txt"] {
        assert_eq!(site.read(&format!("public/{name}")), "x");
    }
    assert!(!site.has("public/.env") && !site.has("public/.DS_Store"));
}

#[test]
fn the_label_of_an_alert_is_text_in_the_language_of_the_text() {
    let site = Site::new()
        .with("site.toml", format!("{SITE_TOML}[feeds]\ncontent = \"full\"\n[languages.fr]\n[languages.ar]\n"))
        .with("content/_index.md", HOME.replace("description", "fallback = true\ndescription"))
        .with("content/news.md", "+++\ntitle = \"News\"\ndate = 2027-01-02\n+++\n\n> [!WARNING]\n> Call *now*.\n\n> No alert.\n")
        .with("content/news.fr.md", "+++\ntitle = \"Nouvelles\"\ndate = 2027-01-02\n+++\n\n> [!TIP]\n> Reposez-vous.\n");
    assert_eq!(site.build(&[]).code, Some(0));
    let alert =
        "<blockquote class=\"markdown-alert-warning\">\n<p class=\"alert-title\">Warning</p>\n<p>Call <em>now</em>.</p>\n</blockquote>";
    for path in ["public/news/index.html", "public/ar/news/index.html"] {
        assert!(site.read(path).contains(alert), "{path}");
    }
    assert!(site.read("public/fr/news/index.html").contains("<p class=\"alert-title\">Conseil</p>"));
    assert!(
        site.read("public/atom.xml").contains("&lt;p class=&quot;alert-title&quot;&gt;Warning&lt;/p&gt;"),
        "{}",
        site.read("public/atom.xml")
    );
}

#[test]
fn files_that_style_sheets_name_are_sought_where_browsers_seek_them() {
    let css = "a { background: url(my%20dot.png) }\nb { background: url(/base/css/my%20dot.png?2) }\nc { background: url(#in-svg) }\n\
               d { background: url(/css/dot.png) }\ne { background: url(../lost.png) }\n";
    let site = Site::new()
        .with("site.toml", SITE_TOML.replace("example.org", "example.org/base"))
        .with("static/css/own.css", css)
        .with("static/css/my dot.png", "dot");
    let told = site.run(&["check", "--format", "short"]);
    let told = format!("{}{}", told.stdout, told.stderr);
    let lines: Vec<&str> = told.lines().filter(|line| line.contains("own.css")).collect();
    let has = |n: usize, words: &str| lines[n].contains(words);
    assert_eq!(lines.len(), 2, "{told}");
    assert!(has(0, "line 4 names `/css/dot.png`, which leads out of the site, which lies below `/base/`"), "{told}");
    assert!(has(1, "line 5 names `../lost.png`, and the site has nothing at `/lost.png`"), "{told}");
}

#[test]
fn pages_have_their_policy_in_themselves_where_a_site_asks_for_it() {
    let toml = "title = \"T\"\nbase_url = \"https://example.org\"\n[headers]\nfiles = [\"meta\"]\n";
    let site = Site::new()
        .with("site.toml", toml)
        .with("static/css/site.css", "body { background: url(/images/favicon.svg) }")
        .with("content/a.md", "+++\ntitle = \"A\"\n+++\n\n<video src=\"https://films.example/a.mp4\" controls></video>\n");
    site.build(&[]);
    let start = "<meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" data-by=\"ribbon\" content=\"default-src 'none'; ";
    let (home, page) = (site.read("public/index.html"), site.read("public/a/index.html"));
    assert!(home.contains(&format!("{start}style-src 'self'; img-src 'self'; manifest-src 'self'; ")), "{home}");
    assert!(page.contains("; media-src https://films.example; ") && !home.contains("media-src"), "{page}");
    // A style sheet that fetches more changes all pages.
    site.write("static/css/site.css", "body { background: url(https://pictures.example/a.png) }");
    site.build(&[]);
    assert!(site.read("public/index.html").contains("; img-src 'self' https://pictures.example; "));
}

/// As in CI: sources of a new checkout, with the output and what Ribbon noted brought back from a cache, in another folder.
#[test]
fn what_a_cache_brought_back_is_built_upon() {
    let site = Site::new().with("content/about.md", HOME.replace("Home", "About"));
    site.build_well(&[]);
    let n_files = files(&site.path("public")).len();
    let restored = Site::empty();
    for folder in ["content", "public", ".ribbon"] {
        for (name, bytes) in files(&site.path(folder)) {
            restored.write(&format!("{folder}/{name}"), bytes);
        }
    }
    restored.write("site.toml", site.read("site.toml"));
    let nothing = restored.build_well(&[]);
    assert!(nothing.stdout.contains(&format!(": 0 written, {n_files} unchanged, 0 removed")), "{nothing:?}");
    restored.write("content/about.md", HOME.replace("Home", "About").replace("Welcome.", "All about us."));
    let edited = restored.build_well(&[]);
    assert!(edited.stdout.contains(": 1 written, "), "{edited:?}");
    let cold = Site::empty().with("site.toml", site.read("site.toml")).with("content/_index.md", HOME);
    cold.write("content/about.md", restored.read("content/about.md"));
    cold.build_well(&[]);
    assert_eq!(files(&restored.path("public")), files(&cold.path("public")));
}
