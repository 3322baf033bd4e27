//! The command line: what each command prints, where, and with which number it ends.

use crate::site::{SITE_TOML, Site};

#[test]
fn a_new_site_builds_at_once_and_every_next_step_works() {
    let place = Site::empty();
    let made = place.run(&["new", "site", "my-campaign"]);
    assert_eq!((made.code, made.stderr.as_str()), (Some(0), ""));
    assert!(made.stdout.contains("made a site in `my-campaign`") && made.stdout.contains("cd my-campaign"), "{}", made.stdout);
    assert!(place.read("my-campaign/site.toml").contains("title = \"My campaign\""));
    let inside = |arguments: &[&str]| place.run(&[arguments, &["--root", "my-campaign"]].concat());
    assert_eq!(inside(&["check", "--strict", "--base-url", "https://day.example"]).code, Some(0));
    assert_eq!(inside(&["new", "section", "events"]).code, Some(0));
    assert_eq!(inside(&["new", "page", "events/walk", "--title", "A \"walk\" in the park", "--date", "2027-02-04"]).code, Some(0));
    assert_eq!(
        place.read("my-campaign/content/events/walk.md"),
        "+++\ntitle = \"A \\\"walk\\\" in the park\"\n# description = \"In one sentence, what the page is about.\"\n# Advice or numbers about health: \"health\" names the authors and shows the review. Somebody's own story: \"story\".\n# kind = \"health\"\ndate = 2027-02-04\n+++\n\nWrite the text of the page here.\n"
    );
    // The words that stand in for the text must not go online unnoticed.
    let built = inside(&["build", "--strict", "--base-url", "https://day.example"]);
    assert!(built.code == Some(1) && built.stderr.contains("warning[foreign-syntax]"), "{}", built.stderr);
    place.write(
        "my-campaign/content/events/walk.md",
        place.read("my-campaign/content/events/walk.md").replace("Write the text of the page here.", "Ten miles."),
    );
    let built = inside(&["build", "--strict", "--base-url", "https://day.example"]);
    assert_eq!((built.code, built.stderr.as_str()), (Some(0), ""));
    assert!(place.has("my-campaign/public/events/walk/index.html"));
}

#[test]
fn a_new_campaign_has_all_that_a_small_site_leaves_out() {
    let place = Site::empty();
    assert_eq!(place.run(&["new", "site", "large", "--day", "2027-02-04", "--address", "https://day.example/2027"]).code, Some(0));
    assert_eq!(place.run(&["new", "site", "small", "--template", "minimal"]).code, Some(0));
    let toml = place.read("large/site.toml");
    assert!(toml.starts_with("#:schema .vscode/site.schema.json\n") && toml.contains("base_url = \"https://day.example/2027\""), "{toml}");
    assert!(toml.contains("\n[campaign]\nday = 2027-02-04\n"), "{toml}");
    assert_eq!(place.read("large/.vscode/site.schema.json"), place.run(&["schema", "site"]).stdout);
    assert!(place.read("large/data/stats.toml").starts_with("#:schema ../.vscode/statistics.schema.json\n"));
    let references = place.read("large/data/references.yml");
    assert!(references.starts_with("# yaml-language-server: $schema=../.vscode/references.schema.json\n"), "{references}");
    editors_find_every_schema(&place);
    assert_eq!(place.read("large/.vscode/statistics.schema.json"), place.run(&["schema", "statistics"]).stdout);
    assert!(place.read("large/.github/workflows/site.yml").contains("  deploy:\n    if: github.ref == 'refs/heads/main'"));
    let built = place.run(&["build", "--strict", "--root", "large"]);
    assert_eq!((built.code, built.stderr.as_str()), (Some(0), ""));
    assert!(place.has("large/public/favicon.ico") && place.read("large/public/index.html").contains("class=\"countdown"));
    assert!(place.read("large/public/numbers/index.html").contains("class=\"chart"));
    for left_out in [".github", ".vscode", "data", "content/numbers.md"] {
        assert!(!place.has(&format!("small/{left_out}")), "{left_out}");
    }
    assert_eq!(place.run(&["check", "--strict", "--root", "small", "--base-url", "https://day.example"]).code, Some(0));
}

#[test]
fn only_news_is_dated() {
    let place = Site::empty();
    place.run(&["new", "site", "."]);
    assert_eq!(place.run(&["new", "page", "help-at-home"]).code, Some(0));
    assert_eq!(place.run(&["new", "page", "news/walk"]).code, Some(0));
    assert!(!place.read("content/help-at-home.md").contains("\ndate = "));
    assert!(place.read("content/news/walk.md").contains("\ndate = 20"));
}

#[test]
fn a_new_site_may_be_in_any_language_and_have_any_title() {
    let place = Site::empty();
    for (folder, language, title) in [("a", "fr", "L'été \"bleu\" \\ 2027"), ("b", "ar", "اليوم العالمي"), ("c", "en-GB", "Plain")]
    {
        let made = place.run(&["new", "site", folder, "--language", language, "--title", title]);
        assert_eq!(made.code, Some(0), "{}", made.stderr);
        let built = place.run(&["build", "--root", folder]);
        assert_eq!(built.code, Some(0), "{}", built.stderr);
        assert!(place.read(&format!("{folder}/public/index.html")).contains(&format!("lang=\"{language}\"")));
    }
}

#[test]
fn new_never_overwrites_and_never_leaves_the_site() {
    let site = Site::new().with("content/about.md", "mine");
    let refused = |arguments: &[&str], message: &str| {
        let outcome = site.run(&[&["new"], arguments].concat());
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(outcome.stderr.starts_with(&format!("error: {message}")) && outcome.stderr.contains("\n help: "), "{}", outcome.stderr);
    };
    refused(&["site", "."], "`.` is not empty");
    refused(&["site", "site.toml"], "`site.toml` is a file");
    refused(&["site", "x", "--language", "english"], "`english` is no language code");
    refused(&["site", "x", "--language", "qq"], "`qq` is the code of no language");
    refused(&["page", "x.fr.md"], "the site has no pages in `fr` yet");
    refused(&["section", "x/_index.pt-BR.md"], "the site has no pages in `pt-BR` yet");
    refused(&["page", "x.qq.md"], "`qq` is the code of no language");
    refused(&["page", "about.md"], "`content/about.md` exists already");
    refused(&["page", "../about.md"], "`../about.md` leads out of the site");
    refused(&["page", "/tmp/about.md"], "`/tmp/about.md` starts at the top of the disk");
    refused(&["page", "aux.md"], "`aux.md` is a name that Windows keeps for itself");
    refused(&["section", "a/../../b"], "`a/../../b` leads out of the site");
    refused(&["section", "about.md"], "`about.md` is the name of a page");
    refused(&["page", "x", "--root", "content"], "there is no `site.toml` in `content`, so this is not a site");
    assert_eq!(site.read("content/about.md"), "mine");
    let outside = site.command(&["new", "page", "x"]).current_dir(site.path("content")).output().expect("the binary starts");
    assert!(String::from_utf8_lossy(&outside.stderr).contains("the site is further up; say `--root ..`"));
}

#[test]
fn explain_tells_of_one_code_or_lists_all() {
    let site = Site::empty();
    let one = site.run(&["explain", "broken-link"]);
    assert!(one.code == Some(0) && one.stdout.starts_with("A link leads to a page that does not exist\n"), "{one:?}");
    assert!(!one.stdout.contains('\u{1b}') && !one.stdout.contains("```"));
    assert_eq!(site.run(&["explain", "error[broken-link]:"]).stdout, one.stdout);
    for name in ["CITE-STAT", "cite-stat", "Cite-Stat", "warning[CITE-STAT]"] {
        assert!(site.run(&["explain", name]).stdout.contains("CITE-STAT"), "{name}");
    }
    let all = site.run(&["explain"]);
    for code in ribbon::diagnostic::Code::ALL {
        assert!(all.stdout.lines().any(|line| line.starts_with(code.name())), "{}", code.name());
    }
    let near = site.run(&["explain", "broken-lnk"]);
    assert_eq!((near.code, near.stdout.as_str()), (Some(2), ""));
    assert_eq!(near.stderr, "error: there is no code `broken-lnk`\n help: did you mean `ribbon explain broken-link`?\n");
}

/// Every schema that the settings name is there, and every schema that is there is named.
fn editors_find_every_schema(place: &Site) {
    let settings: serde_json::Value = serde_json::from_str(&place.read("large/.vscode/settings.json")).expect("JSON");
    let toml = settings["evenBetterToml.schema.associations"].as_object().expect("a table").values().filter_map(|path| path.as_str());
    let yaml = settings["yaml.schemas"].as_object().expect("a table").keys().map(String::as_str);
    let mut named: Vec<&str> = toml.chain(yaml).collect();
    named.sort_unstable();
    let mut there: Vec<String> = std::fs::read_dir(place.path("large/.vscode")).expect("a folder").map(name_of).collect();
    there.retain(|path| path.ends_with(".schema.json"));
    there.sort_unstable();
    assert_eq!(named, there);
    let snippets: serde_json::Value = serde_json::from_str(&place.read("large/.vscode/front-matter.code-snippets")).expect("JSON");
    assert_eq!(snippets["kind"]["body"][0], "kind = \"${1|health,story,general|}\"");
}

fn name_of(entry: std::io::Result<std::fs::DirEntry>) -> String {
    format!("./.vscode/{}", entry.expect("an entry").file_name().to_string_lossy())
}

#[test]
fn schemas_completions_and_manuals_are_printed() {
    let site = Site::empty();
    for of in ["site", "page", "section", "theme", "statistics", "people", "events", "kit", "terms", "references"] {
        let schema = site.run(&["schema", of]);
        assert!(schema.stdout.starts_with("{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\""), "{}", schema.stdout);
    }
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(site.run(&["completions", shell]).stdout.contains("ribbon"));
    }
    assert!(site.run(&["man"]).stdout.contains(".TH ribbon 1"));
    assert!(site.run(&["man", "new", "page"]).stdout.contains(".TH ribbon-new-page 1"));
    assert_eq!(site.run(&["man", "nothing"]).code, Some(2));
}

#[test]
fn wrong_use_ends_with_two() {
    let site = Site::new();
    for arguments in
        [&["biuld"][..], &[], &["build", "--date", "2027-02-30"], &["build", "--format", "pretty"], &["schema", "menu"], &["build", "x"]]
    {
        let outcome = site.run(arguments);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (Some(2), ""), "{arguments:?}");
    }
    assert!(site.run(&["build", "--date", "4.2.2027"]).stderr.contains("write a day that exists, like 2027-02-04"));
}

#[test]
fn reports_for_programs_go_to_standard_output_and_the_summary_out_of_their_way() {
    let site = Site::new().with("content/about.md", "+++\ntitel = \"x\"\n+++\n");
    for format in ["short", "json", "sarif", "github"] {
        let outcome = site.build(&["--format", format]);
        assert!(outcome.code == Some(1) && outcome.stdout.contains("unknown-key"), "{format}: {outcome:?}");
        assert_eq!(outcome.stderr, "nothing written: 1 error\n", "{format}");
        assert!(site.build(&["--format", format, "--quiet"]).stderr.is_empty());
    }
    let human = site.build(&[]);
    assert!(human.stderr.contains("error[unknown-key]") && human.stdout == "nothing written: 1 error\n", "{human:?}");
    assert!(!human.stderr.contains('\u{1b}'), "colours without a terminal");
}

#[test]
fn a_summary_counts_what_was_done() {
    let site = Site::new();
    let first = site.build_well(&[]).stdout;
    assert!(
        first.starts_with("built 2 pages: ")
            && first.contains(" written, 0 unchanged, 0 removed in ")
            && first.ends_with(" ms; no problems, 5 pictures made\n"),
        "{first}"
    );
    let again = site.build_well(&[]).stdout;
    assert!(again.contains(" 0 written, ") && again.ends_with(" ms; no problems\n"), "the icons are there: {again}");
    assert!(site.build_well(&["--quiet"]).stdout.is_empty());
    let check = site.run(&["check"]);
    assert!(check.stdout.starts_with("checked 2 pages in "), "{check:?}");
}

#[test]
fn a_build_looks_at_finished_pages_when_it_is_told_to() {
    let site = Site::new().with("content/about.md", "+++\ntitle = \"About\"\n+++\n\n<div role=\"buton\">Words.</div>\n");
    assert!(!site.build_well(&[]).stderr.contains("buton"));
    let checked = site.build(&["--check"]);
    assert_eq!((checked.code, checked.stdout.as_str()), (Some(1), "nothing written: 1 error\n"));
    assert!(checked.stderr.contains("content/about.md:5:1") && checked.stderr.contains("[A11Y-ARIA]"), "{}", checked.stderr);
    let warned = "[check]\nseverity = { A11Y-ARIA = \"warning\" }\n";
    let site = site.with("site.toml", format!("{SITE_TOML}\n{warned}"));
    assert!(site.build(&["--check"]).stderr.contains("buton"));
    let again = site.build(&["--check"]);
    assert!(again.stderr.contains("buton") && again.stdout.contains(" 0 written"), "what was wrong is said again: {again:?}");
}

#[test]
fn what_was_found_before_is_let_pass_once_it_is_listed() {
    let about = |body: &str| format!("+++\ntitle = \"About\"\n+++\n\n{body}\n");
    let site = Site::new().with("content/about.md", about("Words.\n\n<div role=\"buton\">Words.</div>"));
    assert_eq!(site.run(&["check"]).code, Some(1));
    let listed = site.run(&["check", "--baseline", "--date", "2027-02-04"]);
    assert_eq!((listed.code, listed.stderr.as_str()), (Some(0), ""), "{listed:?}");
    assert_eq!(listed.stdout, "listed 1 finding in data/baseline.toml: review it, and commit it\n");
    let list = site.read("data/baseline.toml");
    assert!(
        list.starts_with("# What was found on 2027-02-04 ") && list.contains("code = \"A11Y-ARIA\"\nfile = \"content/about.md\""),
        "{list}"
    );
    let now = site.run(&["check", "--strict", "--base-url", "https://day.example"]);
    assert_eq!((now.code, now.stderr.as_str()), (Some(0), ""), "{now:?}");
    // Another line, and a new finding.
    site.write("content/about.md", about("More.\n\nWords.\n\n<div role=\"buton\">Words.</div>\n\n<p role=\"lnik\">Words.</p>"));
    let now = site.run(&["check"]);
    assert!(now.code == Some(1) && now.stderr.contains("lnik") && !now.stderr.contains("buton"), "{now:?}");
    site.write("content/about.md", about("Words."));
    let now = site.run(&["check", "--strict", "--base-url", "https://day.example"]);
    assert!(now.code == Some(0) && now.stderr.contains("info[fixed-finding]: this finding is fixed"), "{now:?}");
    // A build does not look at finished pages, and so does not miss what it would have found there.
    assert!(!site.build_well(&[]).stderr.contains("fixed-finding"));
    assert_eq!(site.run(&["check", "--baseline"]).code, Some(0));
    assert!(!site.read("data/baseline.toml").contains("A11Y-ARIA"));
}

#[test]
fn a_folder_without_a_site_says_what_to_do() {
    let outcome = Site::empty().build(&[]);
    assert_eq!(outcome.code, Some(1));
    assert!(
        outcome.stderr.contains("there is no `site.toml` here, so this is not a site") && outcome.stderr.contains("ribbon new site FOLDER")
    );
    let outcome = Site::new().build(&["--root", "nowhere"]);
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
}

#[test]
fn strict_makes_warnings_count() {
    let site = Site::new().with("site.toml", SITE_TOML).with("static/what?.txt", "a");
    assert_eq!(site.build(&["--strict"]).code, Some(1));
    assert!(!site.has("public"));
    assert_eq!(site.build(&[]).code, Some(0));
    assert_eq!(site.build(&["--strict"]).code, Some(1), "a build with warnings was taken for a finished one");
}

#[test]
fn a_report_names_files_as_they_are_found_from_where_the_command_runs() {
    let site = Site::new().with("site/site.toml", SITE_TOML).with("site/content/about.md", "+++\ntitle = \"A\"\ndescription = \"\"\n+++\n");
    let check = |arguments: &[&str]| {
        let output = site.command(&[&["check", "--root", "./site"], arguments].concat()).output().expect("starts");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    assert!(check(&["--format", "short"]).starts_with("site/content/about.md:3:15: warning[empty-description]"));
    assert!(check(&["--format", "github"]).starts_with("::warning file=site/content/about.md,line=3,"));
    assert!(check(&["--format", "github", "--strict"]).starts_with("::error file=site/content/about.md,line=3,"));
    let sarif: serde_json::Value = serde_json::from_str(&check(&["--format", "sarif"])).expect("JSON");
    let at = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
    assert_eq!(at, &serde_json::json!({ "uri": "site/content/about.md", "uriBaseId": "SRCROOT" }));
    assert!(sarif["runs"][0]["originalUriBaseIds"]["SRCROOT"].is_object());
}

#[test]
fn a_doctor_names_what_is_in_the_way() {
    let place = Site::empty();
    let alone = place.run(&["doctor"]);
    assert_eq!(alone.code, Some(1));
    assert!(alone.stdout.contains("fails  site      there is no `site.toml` here\n"), "{}", alone.stdout);
    place.run(&["new", "site", "day", "--address", "https://day.example"]);
    let doctor = || place.run(&["doctor", "--root", "day"]);
    let well = doctor();
    assert_eq!(well.code, Some(0), "{}", well.stdout);
    assert!(well.stdout.contains("ok     site      9 pages, no problems\n"), "{}", well.stdout);
    let host = "note   host      `.github/workflows` is there, and GitHub Pages gets no content security policy\n";
    assert!(well.stdout.contains(host) && well.stdout.ends_with("\nnothing is in the way\n"), "{}", well.stdout);
    // What it proposes is what it then finds.
    place.write("day/site.toml", place.read("day/site.toml").replace("[menus]", "[headers]\nfiles = [\"meta\"]\n\n[menus]"));
    place.write("day/static/CNAME", "www.day.example\n");
    place.write("day/.git/HEAD", "");
    place.write("day/.gitignore", "");
    let ill = doctor();
    assert_eq!(ill.code, Some(1));
    for expected in [
        "ok     host      `.github/workflows` is there, and GitHub Pages gets the content security policy\n",
        "fails  host      `static/CNAME` names `www.day.example`, and `base_url` is on `day.example`\n",
        "note   git       `public` lands in version control\n                 → add the line `/public/` to `.gitignore`\n",
        "\n1 thing is in the way\n",
    ] {
        assert!(ill.stdout.contains(expected), "{}", ill.stdout);
    }
    let json: serde_json::Value = serde_json::from_str(&place.run(&["doctor", "--root", "day", "--format", "json"]).stdout).expect("JSON");
    assert_eq!(json[0]["about"], "program");
}
