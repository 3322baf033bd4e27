//! Every way of saving times every kind of source: afterwards the server gives what a clean build gives, byte for byte, and the open pages
//! whose bytes changed were told, and no others.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::listing::{Browser, Clean, FENCE};
use super::server::Server;
use super::ways::{Kind, Leads, WAYS, restore};
use crate::site::Site;

const TEMPLATE: &str = "{% extends \"theme/page.html\" %}\n{% block below %}{% set facts = data(path=\"facts.toml\") %}\
    {% set mark = asset(path=\"marks/mark.svg\") %}<p>{{ facts.word }} <img src=\"{{ mark.url }}\" alt=\"\" width=\"9\" height=\"9\"> VERSION</p>{% endblock below %}\n";

const COMPONENT: &str = "{% component callout(title: string = \"\", kind: string = \"info\") -%}\n<div class=\"own\" data-kind=\"{{ kind }}\">\
    <p>{{ title }} VERSION</p>{{ body }}</div>\n{%- endcomponent callout %}\n";

const KINDS: &[Kind] = &[
    Kind {
        name: "page",
        file: "content/topics/about.md",
        text: |n| page("About", &format!("Words of version {n}.\n\n## Part {}\n\nMore words.", n % 2)),
        copy_to: "content/topics/about-copy.md",
        rename_to: "content/topics/who.md",
        folder: Some(("content/topics", "content/subjects")),
        new: &[
            ("content/fresh/one.md", "+++\ntitle = \"One\"\ndescription = \"One.\"\n+++\n\nWith a [link](../plain.md).\n"),
            ("content/fresh/deep/two.md", "+++\ntitle = \"Two\"\ndescription = \"Two.\"\n+++\n\nDeep.\n"),
        ],
    },
    Kind {
        name: "section",
        file: "content/news/_index.md",
        text: |n| format!("+++\ntitle = \"News {n}\"\ndescription = \"All news.\"\nsort_by = \"date\"\n+++\n\nVersion {n}.\n"),
        copy_to: "content/copied/_index.md",
        rename_to: "content/moved/_index.md",
        folder: Some(("content/news", "content/archive")),
        new: &[
            ("content/fresh/_index.md", "+++\ntitle = \"Fresh\"\ndescription = \"Fresh.\"\n+++\n"),
            ("content/fresh/one.md", "+++\ntitle = \"One\"\ndescription = \"One.\"\n+++\n\nOne.\n"),
            ("content/fresh/deep/_index.md", "+++\ntitle = \"Deep\"\ndescription = \"Deep.\"\n+++\n"),
        ],
    },
    Kind {
        name: "template",
        file: "templates/page.html",
        text: |n| TEMPLATE.replace("VERSION", &n.to_string()),
        copy_to: "templates/unused.html",
        rename_to: "templates/old.html",
        folder: Some(("templates", "templates-old")),
        new: &[("templates/more/part.html", "Not used.\n"), ("templates/more/deep/part.html", "{{ nothing }}\n")],
    },
    Kind {
        name: "component",
        file: "templates/components/callout.html",
        text: |n| COMPONENT.replace("VERSION", &n.to_string()),
        copy_to: "templates/components/callout_copy.html",
        rename_to: "templates/components/remark.html",
        folder: Some(("templates/components", "templates/parts")),
        new: &[("templates/components/more/own.html", "{% component own() -%}\n<b>own</b>\n{%- endcomponent own %}\n")],
    },
    Kind {
        name: "theme token",
        file: "themes/own/theme.toml",
        text: |n| {
            format!(
                "name = \"own\"\ntitle = \"Own\"\ninherits = \"base\"\n\n[tokens.color.light]\naccent-soft = \"#e3f0{:02x}\"\n",
                n % 200
            )
        },
        copy_to: "themes/spare/theme.toml",
        rename_to: "themes/own/old.toml",
        folder: Some(("themes/own", "themes/mine")),
        new: &[("themes/fresh/theme.toml", "name = \"fresh\"\n"), ("themes/fresh/templates/page.html", "Fresh\n")],
    },
    Kind {
        name: "data file",
        file: "data/facts.toml",
        text: |n| format!("word = \"fact {n}\"\n"),
        copy_to: "data/more.toml",
        rename_to: "data/old.toml",
        folder: Some(("data", "data-old")),
        new: &[("data/deep/a.json", "{ \"a\": 1 }\n"), ("data/deep/er/b.csv", "a,b\n1,2\n")],
    },
    Kind {
        name: "strings",
        file: "strings/en.ftl",
        text: |n| format!("home = Start {n}\n"),
        copy_to: "strings/fr.ftl",
        rename_to: "strings/old.ftl",
        folder: Some(("strings", "strings-old")),
        new: &[],
    },
    Kind {
        name: "static file",
        file: "static/marks/mark.svg",
        text: |n| format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><path d=\"M0 {n}h9\"/></svg>\n"),
        copy_to: "static/marks/copy.svg",
        rename_to: "static/marks/old.svg",
        folder: Some(("static/marks", "static/signs")),
        new: &[("static/deep/a.txt", "a\n"), ("static/deep/er/b.txt", "b\n")],
    },
    Kind {
        name: "configuration",
        file: "site.toml",
        text: configuration,
        copy_to: "site-copy.toml",
        rename_to: "site-old.toml",
        folder: None,
        new: &[],
    },
];

/// Open in a browser: every page there is, and those that come and go.
const OPEN: &[&str] = &[
    "/",
    "/fr/",
    "/plain/",
    "/topics/about/",
    "/topics/about-copy/",
    "/topics/who/",
    "/subjects/about/",
    "/news/",
    "/news/first/",
    "/news/second/",
    "/archive/",
    "/archive/first/",
    "/copied/",
    "/moved/",
    "/fresh/",
    "/fresh/one/",
    "/fresh/deep/",
    "/fresh/deep/two/",
    "/tags/",
    "/tags/hope/",
    "/nowhere/",
    "/fr/nowhere/",
];

fn page(title: &str, body: &str) -> String {
    format!("+++\ntitle = \"{title}\"\ndescription = \"About {title}.\"\n+++\n\n{body}\n")
}

fn configuration(n: usize) -> String {
    format!(
        "title = \"Matrix {n}\"\nbase_url = \"https://example.org\"\nlanguage = \"en\"\ntheme = \"own\"\ndescription = \"A site\"\n\
         author = \"Somebody\"\n\n[languages.fr]\n\n[taxonomies.tags]\n"
    )
}

/// A small site that uses a source of every kind.
fn sources() -> BTreeMap<String, String> {
    let dated = |title: &str, day: u8| {
        format!(
            "+++\ntitle = \"{title}\"\ndescription = \"The {title}.\"\ndate = 2027-01-{day:02}\n\n[taxonomies]\ntags = [\"hope\"]\n+++\n\nNews of {title}.\n"
        )
    };
    let fixed = [
        ("content/_index.md", page("Home", "Welcome. Read the [plain page](plain.md).")),
        ("content/_index.fr.md", page("Accueil", "Bienvenue.")),
        ("content/plain.md", page("Plain", "::: callout title=\"Mind\"\nPlain words.\n:::")),
        ("content/news/first.md", dated("first", 1)),
        ("content/news/second.md", dated("second", 2)),
    ];
    let kinds = KINDS.iter().map(|kind| (kind.file, (kind.text)(0)));
    fixed.into_iter().chain(kinds).map(|(path, text)| (path.to_owned(), text)).collect()
}

fn write_all(site: &Site, sources: &BTreeMap<String, String>) {
    for (path, text) in sources {
        site.write(path, text);
    }
    site.write(FENCE, "0");
}

/// All ways of saving one kind of source, each from the same first state and back to it.
fn check(name: &str) {
    let kind = KINDS.iter().find(|kind| kind.name == name).expect("a kind");
    let site = Site::empty();
    let sources = sources();
    write_all(&site, &sources);
    let server = Server::start(site.root());
    let mut browser = Browser::open(&server, OPEN);
    let first = Clean::of(&site);
    assert!(!first.has_errors() && first.n_files() > 20, "the site is as it should be");
    browser.converge(&site, &first, name);
    let (mut n_cells, mut skipped) = (0, Vec::new());
    for (way, leads, save) in WAYS {
        let what = format!("{name}, {way}");
        if let Some(why) = save(&site, kind) {
            skipped.push(format!("{way} ({why})"));
            continue;
        }
        let clean = Clean::of(&site);
        browser.converge(&site, &clean, &what);
        if clean.is_sound {
            let n_told = browser.judge(*leads == Leads::AtOnce, &what);
            assert!(*leads != Leads::Nowhere || n_told == 0, "{what}: {n_told} pages were told of nothing");
        }
        restore(&site, &sources);
        browser.converge(&site, &first, &format!("{what}, and back"));
        browser.judge(false, &format!("{what}, and back"));
        n_cells += 1;
    }
    eprintln!("{name}: {n_cells} ways; left out: {skipped:?}");
}

#[test]
fn a_page() {
    check("page");
}

#[test]
fn a_section() {
    check("section");
}

#[test]
fn a_template() {
    check("template");
}

#[test]
fn a_component() {
    check("component");
}

#[test]
fn a_theme_token() {
    check("theme token");
}

#[test]
fn a_data_file() {
    check("data file");
}

#[test]
fn strings() {
    check("strings");
}

#[test]
fn a_static_file() {
    check("static file");
}

#[test]
fn the_configuration() {
    check("configuration");
}

/// A checkout replaces, makes and removes files of every kind at once.
#[test]
fn a_branch_that_changes_500_files() {
    let site = Site::empty();
    write_all(&site, &sources());
    for n in 0..460 {
        site.write(&format!("content/many/p{n}.md"), page(&format!("Page {n}"), "As it was."));
    }
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        let fixed = [
            "-c",
            "user.name=Nobody",
            "-c",
            "user.email=nobody@example.org",
            "-c",
            "commit.gpgsign=false",
            "-c",
            "core.hooksPath=/dev/null",
        ];
        let outcome = command.current_dir(site.root()).args(fixed).args(arguments).env("GIT_CONFIG_GLOBAL", "/dev/null").output();
        outcome.is_ok_and(|outcome| outcome.status.success())
    };
    site.write(".gitignore", format!("public\n{FENCE}\n"));
    if !git(&["init", "--quiet", "--initial-branch=one"]) {
        eprintln!("skipped: there is no git");
        return;
    }
    assert!(git(&["add", "."]) && git(&["commit", "--quiet", "-m", "one"]) && git(&["checkout", "--quiet", "-b", "two"]));
    for n in 0..460 {
        let path = format!("content/many/p{n}.md");
        if n % 5 == 0 {
            fs::rename(site.path(&path), site.path(&format!("content/many/q{n}.md"))).expect("another name");
        } else {
            site.write(&path, page(&format!("Page {n}"), "As it is on the other branch."));
        }
    }
    for kind in KINDS {
        site.write(kind.file, (kind.text)(7));
        kind.new.iter().filter(|(path, _)| !path.ends_with("deep/part.html")).for_each(|(path, text)| site.write(path, text));
    }
    assert!(git(&["add", "."]) && git(&["commit", "--quiet", "-m", "two"]) && git(&["checkout", "--quiet", "one"]));
    assert!(Path::new(&site.path("content/many/p0.md")).exists());

    let server = Server::start(site.root());
    let mut open = OPEN.to_vec();
    open.extend(["/many/p0/", "/many/q0/", "/many/p1/"]);
    let mut browser = Browser::open(&server, &open);
    for branch in ["two", "one", "two"] {
        assert!(git(&["checkout", "--quiet", branch]));
        let clean = Clean::of(&site);
        assert!(!clean.has_errors() && clean.n_files() > 480, "the branch builds");
        browser.converge(&site, &clean, &format!("a checkout of branch {branch}"));
        assert!(browser.judge(false, "a checkout") > 15, "a checkout changes nearly every page");
    }
}
