//! The campaign's calendar as it shows in the output: phases, the days that are left, what is rebuilt.

use crate::site::{HOME, SITE_TOML, Site};

const CAMPAIGN: &str = "[campaign]\nday = 2027-02-04\ntime_zone = \"Pacific/Kiritimati\"\n[languages.fr]\n[languages.ar]\n";

fn site() -> Site {
    let home = |text: &str| format!("+++\ntitle = \"Home\"\ndescription = \"D.\"\n+++\n\n{text}\n\n::countdown\n");
    Site::new()
        .with("site.toml", format!("{SITE_TOML}{CAMPAIGN}"))
        .with(
            "content/_index.md",
            home("::: phase only=\"day\"\n## Live now\n\n[Watch](live.md)\n:::\n\n::: phase except=\"day, archive\"\n## Not today\n:::"),
        )
        .with("content/_index.fr.md", home(""))
        .with("content/_index.ar.md", home(""))
        .with("content/live.md", "+++\ntitle = \"Live\"\ndescription = \"D.\"\nphases = [\"day\"]\n+++\n\nHello.\n")
        .with("content/about.md", "+++\ntitle = \"About\"\ndescription = \"D.\"\n+++\n\n::: callout title=\"T\"\nText.\n:::\n")
}

fn build(site: &Site, date: &str) {
    let outcome = site.run(&["build", "--date", date]);
    assert!(outcome.code == Some(0) && outcome.stderr.is_empty(), "{date}: {outcome:?}");
}

/// What stands between the tags of the countdown.
fn countdown(site: &Site, path: &str) -> String {
    let text = site.read(path);
    let start = text.find("<p class=\"countdown\"").unwrap_or_else(|| panic!("{text}"));
    text[start..].split(['>', '<']).nth(2).expect("words").to_owned()
}

#[test]
fn a_countdown_says_the_right_thing_in_every_language_on_every_day() {
    let site = site();
    for (date, en, fr, ar) in [
        ("2027-01-24", "11 days to go", "Plus que 11 jours", "بقي 11 يومًا"),
        ("2027-02-01", "3 days to go", "Plus que 3 jours", "بقيت 3 أيام"),
        ("2027-02-02", "2 days to go", "Plus que 2 jours", "بقي يومان"),
        ("2027-02-03", "1 day to go", "Plus que 1 jour", "بقي يوم واحد"),
        ("2027-02-04", "Today is the day", "C’est aujourd’hui", "اليوم هو اليوم المنتظر"),
        ("2027-02-05", "Thank you for taking part", "Merci d’avoir participé", "شكرًا لمشاركتكم"),
    ] {
        build(&site, date);
        let shown = |path: &str| countdown(&site, path);
        assert_eq!([shown("public/index.html"), shown("public/fr/index.html"), shown("public/ar/index.html")], [en, fr, ar], "{date}");
    }
    build(&site, "2027-02-02");
    let home = site.read("public/index.html");
    assert!(home.contains("data-before=\"Today is the day|1 day to go|2 days to go\""), "{home}");
    assert!(home.contains("<script type=\"module\" src=\"/js/countdown."), "{home}");
    site.write("site.toml", format!("{SITE_TOML}{CAMPAIGN}[params]\ncountdown_script = false\n"));
    build(&site, "2027-02-02");
    assert!(!site.read("public/index.html").contains("js/countdown."), "the script was turned off");
}

#[test]
fn a_phase_starts_at_midnight_where_the_campaign_is() {
    let site = site();
    // Kiritimati is fourteen hours ahead of UTC.
    build(&site, "2027-02-03T09:59:59Z");
    let home = site.read("public/index.html");
    assert!(home.contains("Not today") && !home.contains("Live now") && !site.has("public/live/index.html"), "{home}");
    build(&site, "2027-02-03T10:00:00Z");
    let home = site.read("public/index.html");
    assert!(!home.contains("Not today") && home.contains("Live now") && home.contains("href=\"/live/\""), "{home}");
    assert!(site.has("public/live/index.html"));
    assert!(site.read("public/sitemap.xml").contains("/live/"));
    build(&site, "2027-02-05");
    assert!(!site.has("public/live/index.html"), "the page stays after its phase");
}

#[test]
fn another_day_renders_only_what_shows_the_days() {
    let site = site();
    build(&site, "2027-01-10");
    let summary = site.run(&["build", "--date", "2027-01-11"]).stdout;
    // The home page in three languages.
    assert!(summary.contains(": 3 written, "), "{summary}");
    let summary = site.run(&["build", "--date", "2027-01-11T23:59:59"]).stdout;
    assert!(summary.contains(": 0 written, "), "{summary}");
    let summary = site.run(&["build", "--date", "2028-01-11"]).stdout;
    assert!(summary.contains(": 3 written, "), "{summary}");
}

#[test]
fn hidden_parts_are_checked_before_their_day() {
    let site = Site::new()
        .with("site.toml", format!("{SITE_TOML}[campaign]\nday = 2028-02-29\n"))
        .with("content/_index.md", format!("{HOME}\n[to the part](#live)\n\n::: phase only=\"day\"\n## Live\n\n::unknown{{x=1}}\n:::\n"));
    let report = site.build_badly(&[]);
    let lines: Vec<&str> = report.lines().collect();
    assert_eq!(
        lines[0],
        "content/_index.md:8:15: error[broken-anchor]: the part `#live` is hidden in this phase of the campaign; \
         show the link in the same phases, between `::: phase only=\"…\"` and `:::`"
    );
    assert!(lines[1].starts_with("content/_index.md:13:3: error[unknown-component]: the theme has no component `unknown`"), "{report}");
    assert_eq!(lines.len(), 2);
}

#[test]
fn a_schedule_is_for_people_and_for_programs() {
    let site = site().with("content/news.md", "+++\ntitle = \"N\"\npublish = 2027-02-01T09:00:00+01:00\nexpires = 2027-02-20\n+++\n");
    let run = |arguments: &[&str]| site.run(&[&["schedule", "--date", "2027-01-31T12:00"], arguments].concat());
    let table = run(&["--until", "2027-03-01"]);
    assert_eq!((table.code, table.stderr.as_str()), (Some(0), ""));
    assert_eq!(
        table.stdout,
        "2027-01-31 12:00, by the clocks of Pacific/Kiritimati\n\
         the day, 2027-02-04, is in 4 days; phase countdown\n\n\
         2027-02-01 22:00  appears             content/news.md\n\
         2027-02-04 00:00  phase day           content/live.md appears\n\
         2027-02-05 00:00  phase thank-you     content/live.md goes\n\
         2027-02-20 00:00  goes                content/news.md\n\n\
         next build: 2027-02-01T00:00:00+14:00 (pages show the day, or how many are left)\n"
    );
    let list: serde_json::Value = serde_json::from_str(&run(&["--format", "json"]).stdout).expect("JSON");
    assert_eq!(list["next"], "2027-02-01T00:00:00+14:00");
    assert_eq!(list["next_because"], "day");
    assert_eq!((&list["phase"], &list["days_left"]), (&"countdown".into(), &4.into()));
    assert_eq!(
        list["events"][1],
        serde_json::json!({
            "at": "2027-02-04T00:00:00+14:00", "kind": "phase", "phase": "day", "appear": ["content/live.md"], "disappear": []
        })
    );
    assert_eq!(list["events"].as_array().map(Vec::len), Some(5));

    site.write("content/news.md", "+++\npublish = 2027-02-30\n+++\n");
    let refused = run(&["--format", "json"]);
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(1), ""));
    assert!(refused.stderr.contains("content/news.md:2:"), "{}", refused.stderr);
    let quiet = Site::new();
    assert!(quiet.run(&["schedule"]).stdout.ends_with("nothing is planned\n\nno build is due unless something is edited\n"));
    assert_eq!(quiet.run(&["schedule", "--format", "systemd"]).stdout, "# nothing is due\n");
    let wrong = quiet.run(&["schedule", "--date", "2027-02-29"]);
    assert!(wrong.code == Some(2) && wrong.stderr.contains("write a day that exists"), "{}", wrong.stderr);
}

#[test]
fn feeds_pages_and_the_sitemap_tell_times_by_the_campaigns_clocks() {
    let page = |date: &str| format!("+++\ntitle = \"P\"\ndescription = \"D\"\ndate = {date}\n+++\nText.\n");
    let site = Site::new()
        .with("site.toml", "title = \"T\"\nbase_url = \"https://example.org\"\n[campaign]\nday = 2027-02-04\ntime_zone = \"Asia/Tokyo\"\n")
        .with("content/local.md", page("2026-08-09T10:00:00"))
        .with("content/day.md", page("2026-08-09"))
        .with("content/abroad.md", page("2026-08-09T23:30:00Z"))
        .with("templates/page.html", "{{ page.date }} is {{ date(value=page.date, style=\"long\") }}");
    site.build_well(&[]);
    let feed = site.read("public/atom.xml");
    for date in ["2026-08-09T10:00:00+09:00", "2026-08-09T00:00:00+09:00", "2026-08-10T08:30:00+09:00"] {
        assert!(feed.contains(&format!("<published>{date}</published>")), "{date}: {feed}");
    }
    assert!(site.read("public/sitemap.xml").contains("<lastmod>2026-08-10T08:30:00+09:00</lastmod>"));
    assert_eq!(site.read("public/abroad/index.html").trim(), "2026-08-10T08:30:00+09:00 is August 10, 2026");
    assert_eq!(site.read("public/day/index.html").trim(), "2026-08-09 is August 9, 2026");
}

#[test]
fn a_build_can_wait_until_something_is_due() {
    let page = "+++\ntitle = \"Live\"\npublish = 2027-02-04\n+++\n\nNow.\n";
    let site = Site::new().with("content/live.md", page);
    let build = |date: &str| {
        let built = site.run(&["build", "--if-due", ".next", "--date", date]);
        assert_eq!(built.code, Some(0), "{}", built.stderr);
        built.stdout
    };
    assert!(build("2027-02-01").starts_with("built "));
    assert!(site.read(".next").starts_with("2027-02-04T00:00:00Z\n"), "{}", site.read(".next"));
    // The finished site need not be there to know that it would be the same.
    std::fs::remove_dir_all(site.path("public")).expect("a folder to remove");
    assert_eq!(build("2027-02-03"), "nothing is due before 2027-02-04T00:00:00Z\n");
    assert!(!site.has("public"));
    assert!(build("2027-02-04").starts_with("built ") && site.has("public/live/index.html"));
    assert_eq!(build("2027-06-01"), "nothing is due until something is edited\n");
    site.write("content/live.md", page.replace("Now.", "Still."));
    assert!(build("2027-06-01").starts_with("built "));
    // A file that says nothing of this kind is written anew.
    site.write(".next", "garbage");
    assert!(build("2027-06-01").starts_with("built ") && site.read(".next").starts_with("never\n"));
}
