//! What an editor reads: the terminal's lines, links that open files, what the options show.

use super::server::{Server, wait_for};
use crate::site::{HOME, SITE_TOML, Site};

fn page(title: &str, body: &str) -> String {
    format!("+++\ntitle = \"{title}\"\ndescription = \"About {title}.\"\n+++\n\n{body}\n")
}

/// Saves, and waits for the line that tells of it.
fn save(server: &Server, site: &Site, path: &str, text: &str) {
    let before = server.told().matches(" rendered in ").count() + server.told().matches(" no page changed in ").count();
    site.write(path, text);
    wait_for("a line", || {
        let told = server.told();
        (told.matches(" rendered in ").count() + told.matches(" no page changed in ").count() > before).then_some(())
    });
}

#[test]
fn the_terminal_tells_each_save_on_a_line_and_each_problem_once() {
    let site = Site::new().with("content/about.md", page("About", "Words.")).with("content/other.md", page("Other", "Words."));
    let server = Server::start(site.root());
    save(&server, &site, "content/about.md", &page("About", "Words.\n\n[^note]: A note."));
    save(&server, &site, "content/other.md", &page("Other", "More words."));
    save(&server, &site, "content/other.md", &page("Other", "And more words."));
    // It moves by a line, and is no new problem for that.
    save(&server, &site, "content/about.md", &page("About", "Words.\n\nMore.\n\n[^note]: A note."));
    save(&server, &site, "content/about.md", &page("About", "A [link](nowhere.md).\n\n[^note]: A note."));
    save(&server, &site, "content/about.md", &page("About", "Words."));
    wait_for("the end", || server.told().contains("all problems are fixed").then_some(()));
    let told = server.told();
    assert_eq!(told.matches("warning[missing-footnote]").count(), 1, "{told}");
    assert_eq!(told.matches("error[broken-link]").count(), 1, "{told}");
    assert!(told.contains("  content/other.md: ") && told.contains(" rendered in "), "{told}");
    assert!(told.contains("1 error, 1 warning, 1 of them new"), "{told}");
    let n_lines = told.lines().filter(|line| line.contains(" ms") && line.contains("content/")).count();
    assert!(n_lines <= 8, "{n_lines} lines for 6 saves:\n{told}");
}

#[test]
fn what_is_wrong_with_an_open_page_is_told_as_it_is_saved() {
    let site = Site::new().with("content/about.md", page("About", "Words.")).with("content/other.md", page("Other", "Words."));
    let server = Server::start(site.root());
    let tags = [("/about/".to_owned(), server.get("/about/").header("x-ribbon-tag").to_owned())].into();
    let _listener = server.listen(&tags);
    let wrong = "Words.\n\n<div role=\"buton\">Words.</div>";
    save(&server, &site, "content/other.md", &page("Other", wrong));
    assert!(!server.told().contains("buton"), "nobody looks at this page:\n{}", server.told());
    save(&server, &site, "content/about.md", &page("About", wrong));
    let told = wait_for("the problem", || Some(server.told()).filter(|told| told.contains("buton")));
    assert!(told.contains("[A11Y-ARIA]") && told.contains("content/about.md:8:1"), "{told}");
    save(&server, &site, "content/about.md", &page("About", "Words."));
    wait_for("the end", || server.told().contains("all problems are fixed").then_some(()));
}

#[test]
fn problems_open_in_the_editor_that_was_named() {
    let site = Site::new().with("content/a b.md", page("About", "A [link](nowhere.md)."));
    for (editor, expected) in [
        ("vscode", "href=\"vscode://file{root}/content/a%20b.md:6:10\""),
        ("idea", "href=\"idea://open?file={root}/content/a%20b.md&amp;line=6&amp;column=10\""),
        ("x-edit://{path}#{line}", "href=\"x-edit://{root}/content/a%20b.md#6\""),
    ] {
        let server = Server::start_with(site.root(), &["--port", "0", "--editor", editor]);
        let expected = expected.replace("{root}", &site.root().display().to_string());
        assert!(server.problems().contains(&expected), "{expected} in {}", server.problems());
    }
    assert!(!Server::start(site.root()).problems().contains("href"));
    let refused = site.run(&["serve", "--editor", "javascript:alert({path})"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.stderr.contains("`javascript:` runs in the page instead of opening a file"), "{}", refused.stderr);
}

#[test]
fn options_show_what_is_not_published_yet() {
    let head = |more: &str| format!("+++\ntitle = \"Page\"\ndescription = \"A page.\"\n{more}\n+++\n\nWords.\n");
    let site = Site::new()
        .with("content/draft.md", head("draft = true"))
        .with("content/later.md", head("publish = 2027-03-01"))
        .with("content/over.md", head("expires = 2027-03-01"))
        .with("themes/other/theme.toml", "name = \"other\"\ninherits = \"base\"\n")
        .with("themes/other/templates/page.html", "<p>Another theme</p>\n");
    let status = |arguments: &[&str]| {
        let server = Server::start_with(site.root(), &[&["--port", "0"], arguments].concat());
        ["/draft/", "/later/", "/over/"].map(|path| server.get(path).status)
    };
    assert_eq!(status(&[]), [404, 404, 200]);
    assert_eq!(status(&["--drafts"]), [200, 404, 200]);
    assert_eq!(status(&["--future"]), [404, 200, 200]);
    let server = Server::start_with(site.root(), &["--port", "0", "--theme", "other"]);
    assert!(server.get("/over/").text().contains("Another theme"));
}

#[test]
fn a_path_in_the_sites_address_is_served_below_it() {
    let site = Site::empty().with("site.toml", SITE_TOML.replace("example.org", "example.org/guide")).with("content/_index.md", HOME);
    let server = Server::start(site.root());
    assert!(server.told().contains(&format!("http://127.0.0.1:{}/guide/", server.port)), "{}", server.told());
    assert_eq!((server.get("/").status, server.get("/").header("location")), (307, "/guide/"));
    assert_eq!(server.get("/guide/").status, 200);
    assert_eq!(server.get("/css/site.css").status, 404);
}

#[test]
fn a_server_for_the_network_warns_and_gives_an_address() {
    let site = Site::new();
    let server = Server::start_with(site.root(), &["--port", "0", "--host", "0.0.0.0"]);
    wait_for("the warning", || server.told().contains("everyone in your network can see this site").then_some(()));
    assert_eq!(server.get("/").status, 200);
}
