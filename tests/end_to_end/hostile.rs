//! Sources that somebody wrote to do harm: each ends in an error at its place, within the time that a person would wait.

use std::time::{Duration, Instant};

use crate::site::Site;

/// Builds a site with some files, which must fail, and compares what is said of these codes.
fn check(files: &[(&str, &str)], expected: &[&str]) -> String {
    let site = files.iter().fold(Site::new(), |site, (path, text)| site.with(path, text));
    let start = Instant::now();
    let told = site.build_badly(&[]);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    for line in expected {
        assert!(told.lines().any(|told| told.starts_with(line)), "not told: {line}\n{told}");
    }
    told
}

const GOOD: &str = "@book{good, title = {Good}, author = {Ng, A.}, publisher = {P}, year = 2020}\n";
const CITING: (&str, &str) = ("content/a.md", "+++\ntitle = \"A\"\n+++\nAs shown.[@good]\n");

fn bib(text: &str, expected: &[&str]) {
    bib_cited(text, "good", expected);
}

/// What is wrong with an entry is told where a page cites it.
fn bib_cited(text: &str, key: &str, expected: &[&str]) {
    let page = format!("{}And more.[@{key}]\n", CITING.1);
    let told = check(&[("content/a.md", &page), ("data/references.bib", &format!("{text}\n{GOOD}"))], expected);
    assert!(!told.contains("CITE-UNRESOLVED"), "the good entry was not read");
}

#[test]
fn references_that_inherit_in_a_circle() {
    bib_cited("@book{b,\n  crossref = {b}}", "b", &["data/references.bib:1:7: error[invalid-value]: `b` names itself as its `crossref`"]);
    bib_cited(
        "@book{a, xdata = {b}}\n@book{b, ids = {other}, xdata = {c}}\n@book{c, crossref = {other}}",
        "c",
        &["data/references.bib:3:7: error[invalid-value]: `b`, `c` inherit from one another"],
    );
    let chain: String = (0..20_000).map(|n| format!("@book{{k{n}, crossref = {{k{}}}}}\n", n + 1)).collect();
    bib_cited(
        &chain,
        "k10",
        &["data/references.bib:11:7: error[invalid-value]: `k10` inherits from parents of parents, more than 10 in a row"],
    );
}

#[test]
fn strings_of_a_bibliography_that_never_end() {
    bib("@string{s = s}", &["data/references.bib:1:9: error[invalid-value]: the string `s` is made of itself"]);
    bib(
        "@string{s = t # t}\n@string{t = s}",
        &["data/references.bib:2:9: error[invalid-value]: the strings `s`, `t` are made of one another"],
    );
    let double: String = (0..19).map(|n| format!("@string{{s{n} = s{0} # s{0}}}\n", n + 1)).collect();
    bib(
        &format!("{double}@string{{s19 = {{{}}}}}", "x".repeat(1000)),
        &["data/references.bib:11:9: error[invalid-value]: the string `s10` becomes longer than 256 kB"],
    );
    let chain: String = (0..20_000).map(|n| format!("@string{{s{n} = s{}}}\n", n + 1)).collect();
    bib(&chain, &["data/references.bib:21:9: error[invalid-value]: the string `s20` is made of strings within strings, more than 20 deep"]);
}

#[test]
fn braces_of_a_bibliography() {
    let deep = format!("@book{{b, title = {{{}x{}}}}}", "\\a{".repeat(20_000), "}".repeat(20_000));
    bib_cited(
        &deep,
        "b",
        &["data/references.bib:1:10: error[invalid-value]: the field `title` has braces within braces, more than 50 deep"],
    );
    let many = format!("@book{{b, title = {{{}}}}}", "{}".repeat(50_000));
    bib_cited(
        &many,
        "b",
        &["data/references.bib:1:10: error[invalid-value]: the field `title` has more than 5000 braces, formulas and strings"],
    );
}

fn csl(inside: &str, expected: &str) {
    let style = format!(
        "<style xmlns=\"http://purl.org/net/xbiblio/csl\" class=\"in-text\" version=\"1.0\">\n\
         <info><title>t</title><id>i</id><updated>2020-01-01T00:00:00+00:00</updated></info>\n\
         {inside}\n<citation><layout><text macro=\"m0\"/></layout></citation></style>"
    );
    let config = "title = \"T\"\nbase_url = \"https://example.org\"\n[citations]\nstyle = \"data/s.csl\"\n";
    let expected = expected.replace("{}", "error[invalid-value]: `data/s.csl` is not a citation style that can be used");
    check(&[("site.toml", config), CITING, ("data/references.bib", GOOD), ("data/s.csl", &style)], &[&expected]);
}

#[test]
fn citation_styles_that_never_end() {
    csl("<macro name=\"m0\"><group><text macro=\"m0\"/></group></macro>", "data/s.csl:3:25: {}: its macro `m0` uses itself");
    csl(
        "<macro name=\"m0\"><names variable=\"author\"><substitute><text macro=\"n\"/></substitute></names></macro>\n\
         <macro name=\"n\"><text macro=\"m0\"/></macro>",
        "data/s.csl:4:17: {}: its macros `m0`, `n` use one another",
    );
    let double: String =
        (0..40).map(|n| format!("<macro name=\"m{n}\"><text macro=\"m{0}\"/><text macro=\"m{0}\"/></macro>", n + 1)).collect();
    csl(&double, "data/s.csl:3:");
    let deep = format!("<macro name=\"m0\">{}{}</macro>", "<group>".repeat(20_000), "</group>".repeat(20_000));
    csl(&deep, "data/s.csl:3:711: {}: its elements lie within one another, more than 100 deep");
}

#[test]
fn numbers_that_no_chart_can_show() {
    let page = "+++\ntitle = \"A\"\n+++\n\n::chart{data=\"c.csv\" kind=\"line\" title=\"T\" label=\"year\" value=\"n\" unit=\"people\" source=\"good\"}\n";
    let csv = ("data/c.csv", "year,n\n1e308,1\n-1e308,1e307\n");
    check(
        &[("content/a.md", page), ("data/references.bib", GOOD), csv],
        &["data/c.csv:3:8: error[chart-data]: `1e307` is larger than any number that a chart can show"],
    );
}

/// A name or title that clears the screen, turns letters round and starts a line that GitHub takes for a command.
const STEERING: &str = "x\u{1b}[2J\u{9b}2J\u{202e}\n::set-output name=x::y";

#[cfg(unix)]
#[test]
fn names_and_titles_steer_no_terminal() {
    let date = "publish = 2027-03-01";
    let toml = |text: &str| format!("{text:?}").replace("\\u{1b}", "\\u001b").replace("\\u{9b}", "\\u009b").replace("\\u{202e}", "\\u202e");
    let site = Site::new()
        .with("site.toml", format!("title = {0}\nbase_url = \"https://example.org\"\n[campaign]\nday = 2027-02-04\n", toml(STEERING)))
        .with(&format!("content/{STEERING}.md"), format!("+++\ntitle = \"A\"\n{date}\n+++\n"))
        .with("content/broken.md", format!("+++\ntitle = \"B\"\nslug = {}\n+++\n[a](<{}.md>)\n", toml(STEERING), "x\u{1b}[2J\u{202e}"))
        .with("themes/t/theme.toml", format!("name = \"t\"\ntitle = {}\n", toml(STEERING)));
    let runs: &[&[&str]] = &[
        &["build"],
        &["build", "--format", "short"],
        &["build", "--format", "json"],
        &["build", "--format", "sarif"],
        &["build", "--format", "github"],
        &["schedule"],
        &["schedule", "--format", "json"],
        &["theme", "list"],
        &["theme", "list", "--format", "json"],
        &["review", "status"],
        &["archive", "2025", "--dry-run"],
        &["new", "page", STEERING],
    ];
    for run in runs {
        let outcome = site.run(run);
        let said = format!("{}{}", outcome.stdout, outcome.stderr);
        let steers = |letter: char| (letter.is_control() && letter != '\n') || letter == '\u{202e}';
        assert!(!said.contains(steers), "{run:?}: {said:?}");
        let is_github = run.contains(&"github");
        assert!(
            said.lines().all(|line| !line.trim_start().starts_with("::set-output") && (is_github || !line.starts_with("::"))),
            "{said}"
        );
    }
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_never_read() {
    let site = Site::new();
    let pipe = |path: &str| {
        std::fs::create_dir_all(site.path(path).parent().expect("a folder")).expect("a folder");
        let made = std::process::Command::new("mkfifo").arg(site.path(path)).status();
        assert!(made.is_ok_and(|status| status.success()), "no pipe could be made");
    };
    pipe("content/pipe.md");
    pipe("static/pipe.txt");
    let told = site.build_badly(&[]);
    for path in ["content/pipe.md", "static/pipe.txt"] {
        let line = format!("{path}: error[unreadable-file]: `{path}` is a pipe, a device or a folder, and not a file; ");
        assert!(told.contains(&line), "{told}");
    }
    site.remove("site.toml");
    std::os::unix::fs::symlink("/dev/zero", site.path("site.toml")).expect("a link");
    assert!(site.build_badly(&[]).contains("site.toml: error[link-leaves-site]: `site.toml` is a link to a place outside the site"));
    site.remove("site.toml");
    pipe("site.toml");
    assert!(site.build_badly(&[]).contains("site.toml: error[unreadable-file]: `site.toml` is a pipe"));
}

#[test]
fn files_that_are_too_large() {
    let site = Site::new();
    let sparse = |path: &str, megabytes: u64| {
        let file = std::fs::File::create(site.path(path)).expect("a file");
        file.set_len(megabytes * 1_000_000).expect("an empty disk");
    };
    sparse("content/large.md", 900);
    std::fs::create_dir(site.path("static")).expect("a folder");
    sparse("static/film.mp4", 3000);
    let told = site.build_badly(&[]);
    let lines = [
        "content/large.md: error[unreadable-file]: `content/large.md` has 900 MB, and a text may have 64; make it smaller, or raise `text` below `[limits]` in `site.toml`",
        "static/film.mp4: error[unreadable-file]: `static/film.mp4` has 3000 MB, and a file may have 2000; make it smaller, or raise `file` below `[limits]` in `site.toml`",
    ];
    assert_eq!(told.lines().collect::<Vec<_>>(), lines);
    site.remove("static/film.mp4");
    sparse("content/large.md", 2);
    site.write("site.toml", format!("{}\n[limits]\ntext = 1\n", crate::site::SITE_TOML));
    assert!(site.build_badly(&[]).contains("`content/large.md` has 2 MB, and a text may have 1;"));
    sparse("site.toml", 5);
    assert!(site.build_badly(&[]).contains("`site.toml` has 5 MB, and a text may have 4; look whether another file has its name"));
}

#[cfg(unix)]
#[test]
fn links_that_multiply() {
    let site = Site::new();
    let folder = |n: usize| site.path(&format!("static/{n:02}"));
    for n in 0..40 {
        std::fs::create_dir_all(folder(n)).expect("a folder");
        for name in ["a", "b"] {
            std::os::unix::fs::symlink(format!("../{:02}", n + 1), folder(n).join(name)).expect("a link");
        }
    }
    site.write("static/40/end.txt", "The end.");
    let start = Instant::now();
    let told = site.build_badly(&[]);
    assert!(start.elapsed() < Duration::from_secs(20));
    assert!(told.contains("`static/00/a/a` is a link in a folder that is itself shown by a link; let the first link"), "{told}");
}

#[cfg(unix)]
#[test]
fn a_broken_link_is_told_though_nothing_else_has_changed() {
    let site = Site::new().with("static/a.txt", "A.");
    site.build_well(&[]);
    site.build_well(&[]);
    let link = |to: &str, at: &str| std::os::unix::fs::symlink(to, site.path(at)).expect("a link");
    link("/etc/passwd", "static/pw");
    link("nowhere", "content/dead.md");
    link(".", "content/loop");
    let told = |out: &str| site.build(&["--quiet", "--format", "short", "--out", out]);
    let (warm, cold) = (told("public"), told("elsewhere"));
    assert_eq!((warm.code, &warm.stdout), (Some(1), &cold.stdout));
    assert_eq!(warm.stdout.lines().count(), 3, "{}", warm.stdout);
}

#[test]
fn templates_that_never_stop() {
    let page = "+++\ntitle = \"A\"\n+++\n";
    let told = |template: &str, expected: &str| {
        check(&[("content/a.md", page), ("templates/page.html", template)], &[expected]);
    };
    told(
        &format!("{{% set x = \"aaaaaaaaaaaaaaaa\" %}}{}{{{{ x }}}}", "{% set x = x ~ x %}".repeat(40)),
        "templates/page.html:1:337: error[template-render]: the text `x` is joined with itself over and over, and doubles each time",
    );
    let long = "long ".repeat(400_000);
    told(
        &format!("{{% set x = \"{long}\" %}}{{{{ x | replace(from=\"l\", to=x) }}}}"),
        "templates/page.html:1:2000024: error[template-render]: the template makes more than 200 MB (rendering content/a.md); look for a loop",
    );
    told(
        &format!("{{% for a in range(end=30000) %}}{{% for b in range(end=30000) %}}{}{{% endfor %}}{{% endfor %}}", &long[..10_000]),
        "templates/page.html:1:1: error[template-render]: the template makes more than 200 MB (rendering content/a.md); look for a loop",
    );
    told(&"{% if page %}".repeat(20_000), "templates/page.html:1:");
    let turning = "error[template-render]: the loops of the template turn more than 2 million times for one page (rendering content/a.md)";
    told(
        "{% for a in range(end=30000) %}{% for b in range(end=30000) %}{% endfor %}{% endfor %}",
        &format!("templates/page.html:1:63: {turning}"),
    );
    told(
        "{% set l = range(end=90000) %}\n{% for a in l %}{% for b in l %}{% if false %}x{% endif %}{% endfor %}{% endfor %}",
        "templates/page.html:2:",
    );
    told("{% set l = range(end=90000) %}{{ [[b for b in l if false] for a in l] | length }}", "templates/page.html:1:");
    told(
        &format!("{}{{% for a in range(end=99999) %}}{{% if range(end=99999) %}}{{% endif %}}{{% endfor %}}", ""),
        "templates/page.html:1:",
    );
}

#[test]
fn texts_that_are_set_and_never_stop_growing() {
    let page = "+++\ntitle = \"A\"\n+++\n";
    let keeping = "error[template-render]: the template keeps a text of more than 20 MB";
    let told = |template: &str| {
        let told = check(&[("content/a.md", page), ("templates/page.html", template)], &[]);
        assert!(told.contains(keeping) || told.contains("is joined with itself over and over"), "{told}");
    };
    told(&format!("{{% set x %}}aaaaaaaaaaaaaaaa{{% endset %}}{}", "{% set x %}{{ x }}{{ x }}{% endset %}".repeat(60)));
    told("{% set x = \"aaaaaaaaaaaaaaaa\" %}{% for i in range(end=60) %}{% set_global x %}{{ x }}{{ x }}{% endset %}{% endfor %}");
    let long = "long ".repeat(20_000);
    told(&format!("{{% set x = \"{long}\" %}}{{% set y %}}{{% for i in range(end=90000) %}}{{{{ x }}}}{{% endfor %}}{{% endset %}}"));
    told(&format!("{{% set y = \"\" %}}{{% for i in range(end=90000) %}}{{% set_global y = y ~ \"{long}\" %}}{{% endfor %}}"));
}

/// A sentence without an end, full of what rules about wording and about nearly right Markdown look at.
#[test]
fn sentences_that_never_end() {
    const TIMES: usize = 20_000;
    let parts = ["In 1,000 people, studies show 5 (see it) ", "Smith (2019) doubles the risk and \"a\" ", "Source: WHO ", "x ] ](a "];
    for part in parts {
        let page = format!("+++\ntitle = \"A\"\n+++\n{}[gone](gone.md)\n", part.repeat(TIMES));
        let told = check(&[("content/a.md", &page)], &[]);
        assert!(told.contains("gone.md"), "{part}");
    }
}
