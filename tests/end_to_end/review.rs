//! Reviews: approved, edited, open again.

use crate::site::{Outcome, SITE_TOML, Site};

const PEOPLE: &str = "[ann-lee]\nname = \"Ann Lee\"\nrole = \"Writer\"\nqualifications = [\"BSc\"]\naffiliation = \"Test Hospital\"\n\n\
     [bo-ray]\nname = \"Bo Ray\"\nrole = \"Oncology nurse\"\nqualifications = [\"RN\"]\naffiliation = \"Test Hospital\"\norcid = \"0000-0002-1825-0097\"\n";
const PAGE: &str = "+++\ntitle = \"Page\"\nkind = \"health\"\nauthors = [\"ann-lee\"]\nconflicts = \"none declared\"\n+++\n\n\
     Some people get ill.\n\n::evidence{}\n";
const STATS: &str = "# Ours\n[deaths]\nvalue = 9.7\nunit = \"count\"\nsource = \"bray\"\n";
const REFERENCES: &str = "bray:\n  type: article\n  title: One\n  date: 2024\n";

/// A site with a page that uses a number, a source and a data file.
fn site() -> Site {
    Site::empty()
        .with("site.toml", format!("{SITE_TOML}[languages.fr]\n"))
        .with("content/_index.md", "+++\ntitle = \"Home\"\nfallback = true\n+++\n")
        .with("content/page.md", PAGE)
        .with("data/people.toml", PEOPLE)
        .with("data/stats.toml", STATS)
        .with("data/references.yml", REFERENCES)
        .with("data/rates.csv", "year,rate\n2022,5\n")
        .with(
            "templates/components/evidence.html",
            "{% component evidence() {\"doc\": \"d\", \"example\": \"::evidence{}\", \"body\": false} -%}\n\
             {% set a = stat(id=\"deaths\") %}{% set b = reference(key=\"bray\") %}{% set c = data(path=\"rates.csv\") %}<p>{{ a.id }} {{ b.key }} {{ c[0].rate }}</p>\n\
             {%- endcomponent evidence %}\n",
        )
}

fn approve(site: &Site) -> Outcome {
    site.run(&["review", "approve", "page.md", "--by", "bo-ray", "--until", "2029-02-04", "--date", "2027-02-04"])
}

/// The state that the list tells of the page.
fn state(site: &Site, date: &str) -> String {
    let outcome = site.run(&["review", "status", "--date", date, "--format", "json"]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let rows: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let row = rows.as_array().and_then(|rows| rows.iter().find(|row| row["page"] == "page.md")).expect("the page");
    row["state"].as_str().unwrap_or_default().to_owned()
}

/// What a page says of its review, without markup.
fn shown(site: &Site, path: &str, date: &str) -> String {
    let outcome = site.run(&["build", "--date", date]);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let html = site.read(path);
    let strip = html.split("<aside class=\"review").nth(1).and_then(|rest| rest.split("</aside>").next()).expect("a review on the page");
    strip.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text.trim()).collect::<Vec<_>>().join(" ")
}

#[test]
fn an_approval_holds_until_something_it_covers_changes() {
    let site = site();
    assert_eq!(state(&site, "2027-02-04"), "not-reviewed");
    let before = shown(&site, "public/page/index.html", "2027-02-04");
    assert!(before.contains("Not medically reviewed.") && !before.contains("Bo Ray"), "{before}");
    assert_eq!(approve(&site).code, Some(0));
    assert_eq!(state(&site, "2027-02-05"), "reviewed");
    let after = shown(&site, "public/page/index.html", "2027-02-05");
    assert!(after.contains("Bo Ray reviewed this page on February 4, 2027") && after.contains("RN"), "{after}");
    // A page shown in another language is its original's text.
    assert!(shown(&site, "public/fr/page/index.html", "2027-02-05").contains("Bo Ray a relu cette page le 4 février 2027"));
    let edits: &[(&str, &str, &str)] = &[
        (
            "content/page.md",
            PAGE,
            "+++\ntitle = \"Page\"\nkind = \"health\"\nauthors = [\"ann-lee\"]\nconflicts = \"none declared\"\n+++\n\nMany people get ill.\n\n::evidence{}\n",
        ),
        ("data/stats.toml", STATS, "[deaths]\nvalue = 9.8\nunit = \"count\"\nsource = \"bray\"\n"),
        ("data/references.yml", REFERENCES, "bray:\n  type: article\n  title: Two\n  date: 2024\n"),
        ("data/rates.csv", "year,rate\n2022,5\n", "year,rate\n2022,6\n"),
    ];
    for (path, good, bad) in edits {
        site.write(path, bad);
        assert_eq!(state(&site, "2027-02-05"), "changed", "{path}");
        let strict = site.run(&["check", "--strict", "--format", "short", "--date", "2027-02-05"]);
        assert!(strict.code == Some(1) && strict.stdout.contains("warning[TRUST-EDITED-AFTER-REVIEW]"), "{strict:?}");
        let notice = shown(&site, "public/page/index.html", "2027-02-05");
        assert!(
            notice.contains("Changed since its medical review.") && notice.contains("an earlier version on February 4, 2027"),
            "{notice}"
        );
        site.write(path, good);
        assert_eq!(state(&site, "2027-02-05"), "reviewed", "{path}");
    }
    // What no reader sees does not count, nor what the page does not use.
    site.write(
        "data/stats.toml",
        format!(
            "# Theirs\n[other]\nvalue = 1\nsource = \"bray\"\n\n{}",
            STATS.replace("value = 9.7\nunit = \"count\"", "unit   = \"count\"\nvalue = 9.7")
        ),
    );
    site.write("content/page.md", PAGE.replace("ill.\n", "ill.  \n\n").replace('\n', "\r\n"));
    assert_eq!(state(&site, "2027-02-05"), "reviewed");
    // The calendar knows the day.
    let coming = site.run(&["schedule", "--date", "2027-02-05"]);
    assert!(coming.stdout.contains("2029-02-04 00:00  review              content/page.md"), "{coming:?}");
    // The day comes.
    assert_eq!(state(&site, "2029-02-04"), "overdue");
    assert!(shown(&site, "public/page/index.html", "2029-02-04").contains("This review is out of date."));
}

#[test]
fn stale_pages_end_with_a_number_for_a_schedule() {
    let site = site();
    assert_eq!(approve(&site).code, Some(0));
    let fine = site.run(&["review", "status", "--stale", "--date", "2028-02-04"]);
    assert_eq!((fine.code, &*fine.stdout), (Some(0), "no page waits for a review\n"));
    let late = site.run(&["review", "status", "--stale", "--date", "2029-02-10"]);
    assert!(
        late.code == Some(1) && late.stdout.contains("page.md  overdue  2027-02-04 (24 months ago)  Bo Ray  2029-02-04 (late by 6 days)"),
        "{late:?}"
    );
}

#[test]
fn nobody_approves_who_must_not() {
    let site = site();
    let refused = |arguments: &[&str], why: &str| {
        let outcome = site.run(&[&["review", "approve", "--date", "2027-02-04"], arguments].concat());
        assert!(outcome.code != Some(0) && outcome.stderr.contains(why), "{outcome:?}");
        assert!(!site.has("data/reviews"), "{why}: recorded all the same");
    };
    refused(&["pag.md", "--by", "bo-ray", "--until", "2028-02-04"], "did you mean `page.md`?");
    refused(&["page.md", "--by", "bo-rey", "--until", "2028-02-04"], "did you mean `bo-ray`?");
    refused(&["page.md", "--by", "ann-lee", "--until", "2028-02-04"], "Ann Lee has no clinical qualification");
    refused(&["page.md", "--by", "bo-ray", "--until", "2027-02-04"], "not in the future");
    refused(&["page.md", "--by", "bo-ray", "--until", "2030-02-05"], "a review holds for 36 months at most: until 2030-02-04");
    site.write("content/page.md", PAGE.replace("ann-lee", "bo-ray"));
    refused(&["page.md", "--by", "bo-ray", "--until", "2028-02-04"], "Bo Ray is the only author of the page");
    site.write("content/page.md", format!("{PAGE}\n[gone](gone.md)\n"));
    refused(&["page.md", "--by", "bo-ray", "--until", "2028-02-04"], "has errors");
}

#[test]
fn remarks_in_the_ledger_stay() {
    let site = site();
    site.write("content/b.md", PAGE);
    assert_eq!(approve(&site).code, Some(0));
    let ledger = site.read("data/reviews/page.toml").replace("by = \"bo-ray\"", "by = \"bo-ray\"   # by telephone");
    site.write("data/reviews/page.toml", format!("# Kept.\n{ledger}"));
    let other = site.run(&["review", "approve", "content/b.md", "--by", "bo-ray", "--until", "2028-02-04", "--date", "2027-02-05"]);
    assert_eq!(other.code, Some(0), "{other:?}");
    assert_eq!(approve(&site).code, Some(0));
    let new = site.read("data/reviews/page.toml");
    assert!(new.starts_with("# Kept.\n# What was approved") && new.contains("by = \"bo-ray\"   # by telephone"), "{new}");
    assert_eq!(new.matches("[[review]]").count(), 1, "{new}");
    // A record that an earlier version wrote among all others stays where it is.
    let all = format!("{}\n{}", site.read("data/reviews/b.toml"), new);
    site.remove("data/reviews/b.toml");
    site.remove("data/reviews/page.toml");
    site.write("data/reviews.toml", &all);
    assert_eq!(state(&site, "2027-02-05"), "reviewed");
    assert_eq!(approve(&site).code, Some(0));
    assert_eq!((site.read("data/reviews.toml"), site.has("data/reviews/page.toml")), (all, false));
}

/// What an approval covers beside words, numbers and sources: each edit opens the review again.
#[test]
fn an_approval_covers_pictures_people_interests_templates_and_its_own_lines() {
    let page = PAGE.replace("conflicts", "image = \"cover.png\"\nimage_alt = \"A cover\"\nfunding = \"A grant\"\nconflicts")
        + "\n![A picture](a.png) ![Another](/b.png)\n\n<img src=\"/c.png\" alt=\"Third\">\n\n::dose{}\n";
    let dose = |words: &str| {
        format!(
            "{{% component dose() {{\"doc\": \"d\", \"example\": \"::dose{{}}\", \"body\": false}} %}}<p>{words} <span class=\"x\">daily</span>{{{{<inner/>}}}}</p>{{% endcomponent dose %}}"
        )
    };
    let inner = |words: &str| {
        format!(
            "{{% component inner() {{\"doc\": \"d\", \"example\": \"::inner{{}}\", \"body\": false}} %}}{words}{{% endcomponent inner %}}"
        )
    };
    let site = site()
        .with("content/page.md", &page)
        .with("templates/components/dose.html", dose("Take two tablets"))
        .with("templates/components/inner.html", inner("before you eat"))
        .with("templates/components/unused.html", inner("never shown").replace("inner", "unused"));
    for picture in ["content/cover.png", "content/a.png", "static/b.png", "static/c.png"] {
        site.write(picture, picture);
    }
    let approved = approve(&site);
    assert_eq!(approved.code, Some(0), "{approved:?}");
    let ledger = site.read("data/reviews/page.toml");
    let edits: &[(&str, &str, String)] = &[
        ("content/cover.png", "content/cover.png", "new".to_owned()),
        ("content/a.png", "content/a.png", "new".to_owned()),
        ("static/b.png", "static/b.png", "new".to_owned()),
        ("static/c.png", "static/c.png", "new".to_owned()),
        ("content/page.md", &page, page.replace("[\"ann-lee\"]", "[\"ann-lee\", \"cy-moe\"]")),
        ("content/page.md", &page, page.replace("none declared", "paid by a maker of tablets")),
        ("content/page.md", &page, page.replace("A grant", "Another grant")),
        ("data/people.toml", PEOPLE, PEOPLE.replace("Bo Ray", "Bo Rae")),
        ("templates/components/dose.html", &dose("Take two tablets"), dose("Take four tablets")),
        ("templates/components/inner.html", &inner("before you eat"), inner("after you eat")),
        ("data/reviews/page.toml", &ledger, ledger.replace("until = 2029-02-04", "until = 2029-12-31")),
        ("data/reviews/page.toml", &ledger, ledger.replace("on = 2027-02-04", "on = 2027-02-03")),
        ("data/reviews/page.toml", &ledger, ledger.replace("v2-", "v1-")),
    ];
    assert_eq!(state(&site, "2027-02-05"), "reviewed");
    for (path, good, bad) in edits {
        assert_ne!(good, bad, "{path}");
        site.write(path, bad);
        assert_eq!(state(&site, "2027-02-05"), "changed", "{path}: {bad}");
        site.write(path, good);
    }
    // How it looks, and what the page does not use, is nobody's approval.
    site.write("templates/components/dose.html", dose("Take two tablets").replace("class=\"x\"", "class=\"y\""));
    site.write("templates/components/unused.html", inner("shown nowhere").replace("inner", "unused"));
    assert_eq!(state(&site, "2027-02-05"), "reviewed");
}

#[test]
fn approvals_of_two_pages_never_meet_in_a_merge() {
    let site = site();
    site.write("content/care/_index.md", "+++\ntitle = \"Care\"\ndescription = \"d\"\n+++\n");
    site.write("content/care/pain.md", PAGE);
    let other = site.run(&["review", "approve", "care/pain.md", "--by", "bo-ray", "--until", "2028-02-04", "--date", "2027-02-05"]);
    assert_eq!((other.code, approve(&site).code), (Some(0), Some(0)), "{other:?}");
    assert!(site.has("data/reviews/care--pain.toml") && site.has("data/reviews/page.toml") && !site.has("data/reviews.toml"));
}
