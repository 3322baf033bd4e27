//! `ribbon publish` into a folder.

use std::collections::BTreeSet;
use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::crawl::lost;
use crate::site::{HOME, Outcome, Site, files};

const TARGET: &str = "title = \"Test site\"\nbase_url = \"https://example.org\"\n[publish.live]\ndir = \"www\"\n";

fn site() -> Site {
    Site::new().with("site.toml", TARGET)
}

fn assert_fine(outcome: &Outcome) {
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
}

#[test]
fn a_site_is_published_changed_and_taken_back() {
    let site = site();
    assert_fine(&site.run(&["publish", "--yes"]));
    assert!(site.read("www/index.html").contains("Welcome."));
    site.write("content/_index.md", HOME.replace("Welcome.", "Good evening."));
    site.write("content/new.md", HOME.replace("Home", "New"));
    let shown = site.run(&["publish", "--dry-run"]);
    assert!(shown.stdout.contains("    new/index.html\n"), "{shown:?}");
    assert!(site.read("www/index.html").contains("Welcome."), "a dry run changes nothing");
    assert_fine(&site.run(&["publish", "live", "--yes"]));
    assert!(site.read("www/index.html").contains("Good evening."));
    assert_eq!(site.run(&["publish", "--list"]).stdout.lines().count(), 2);
    assert_fine(&site.run(&["publish", "--undo", "--yes"]));
    assert!(site.read("www/index.html").contains("Welcome."));
    assert!(!site.has("www/new"));
    assert_eq!(site.run(&["publish", "--undo", "--yes"]).code, Some(1));
}

#[test]
fn an_unchanged_site_is_up_to_date() {
    let site = site();
    assert_fine(&site.run(&["publish", "--yes"]));
    let again = site.run(&["publish"]);
    assert!(again.stdout.ends_with("`live` is up to date: nothing to publish\n"), "{again:?}");
}

#[test]
fn without_a_terminal_it_says_what_to_do() {
    let site = site();
    let refused = site.run(&["publish"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("`ribbon publish live --yes`"), "{refused:?}");
    assert!(!site.has("www/index.html"));
}

#[test]
fn a_site_with_errors_is_not_published() {
    let site = site();
    assert_fine(&site.run(&["publish", "--yes"]));
    site.write("content/_index.md", HOME.replace("Welcome.", "[gone](@/gone.md)"));
    assert_eq!(site.run(&["publish", "--yes"]).code, Some(1));
    assert!(site.read("www/index.html").contains("Welcome."));
}

#[test]
fn somebody_elses_file_stays() {
    let site = site().with("www/index.html", "theirs");
    let refused = site.run(&["publish", "--yes"]);
    assert!(refused.stderr.contains("`index.html` at this place is not as Ribbon published it"), "{refused:?}");
    assert_eq!(site.read("www/index.html"), "theirs");
}

#[test]
fn places_that_cannot_be_are_refused() {
    for (dir, told) in [("public/www", "lies among the site's own files"), ("content", "lies among the site's own files")] {
        let site = site();
        site.write("site.toml", TARGET.replace("\"www\"", &format!("\"{dir}\"")));
        let refused = site.run(&["publish", "--yes"]);
        assert_eq!(refused.code, Some(2));
        assert!(refused.stderr.contains(told), "{refused:?}");
    }
    assert!(Site::new().run(&["publish"]).stderr.contains("names no place to publish to"));
    assert!(site().run(&["publish", "staging"]).stderr.contains("the places are `live`"));
    let file = site().with("www", "a file");
    let refused = file.run(&["publish", "--yes"]);
    assert!(refused.stderr.contains("cannot make the folder"), "{refused:?}");
    assert_eq!(fs::read_to_string(file.path("www")).expect("the file"), "a file");
}

/// Killed at any moment, all that is online finds its files, and the next publication or the way back repairs the rest.
/// `RIBBON_KILLS` says how many moments are tried.
#[test]
fn killed_at_any_moment_each_page_of_a_folder_finds_its_files() {
    const PAGES: usize = 80;
    let n_kills: u32 = std::env::var("RIBBON_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(12);
    let site = site();
    // Each of the two rounds takes away all files of the other one and a page, and every page names the new ones.
    let prepare = |round: usize| {
        let _ = fs::remove_dir_all(site.path("static"));
        let _ = fs::remove_dir_all(site.path("content/pages"));
        let page = |name: &str, words: String| format!("+++\ntitle = \"{name}\"\ndescription = \"A page.\"\n+++\n\n{words}\n");
        for n in 0..PAGES {
            site.write(&format!("static/{round}/{n}.txt"), format!("{round} {n}"));
            let words = format!("[A file](/{round}/{n}.txt) of round {round}, and [a page](@/pages/only-{round}.md).");
            site.write(&format!("content/pages/{n}.md"), page(&format!("Page {n}"), words));
        }
        site.write(&format!("content/pages/only-{round}.md"), page("Another", format!("Of round {round}.")));
    };
    let lost = || {
        let online = files(&site.path("www")).into_keys().filter(|name| !name.starts_with(".ribbon-publish/"));
        lost(&online.collect::<BTreeSet<_>>(), |page| site.read(&format!("www/{page}")))
    };
    let is_half_done = || {
        let head = site.read("www/.ribbon-publish/head.json");
        head.contains("\"pending\":\"")
    };
    // Starts a publication, and comes back when it has announced itself.
    let begin = || {
        let mut child = site.command(&["publish", "--yes"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a start");
        while child.try_wait().expect("a state").is_none() && !is_half_done() {
            std::thread::sleep(Duration::from_micros(100));
        }
        child
    };
    prepare(0);
    assert_fine(&site.run(&["publish", "--yes"]));
    prepare(1);
    let mut child = begin();
    let start = Instant::now();
    child.wait().expect("an end");
    let whole = start.elapsed();

    let mut n_half_done = 0;
    for n in 0..n_kills {
        prepare(usize::from(site.has("www/pages/only-0/index.html")));
        let mut child = begin();
        // The steps of the golden ratio fall evenly into the time that the rest takes.
        std::thread::sleep(whole.mul_f64((f64::from(n) * 0.618).fract() * 0.8));
        child.kill().expect("a kill");
        child.wait().expect("an end");
        assert_eq!(lost(), [""; 0], "killed at moment {n}");
        n_half_done += u32::from(is_half_done());
        let next: &[&str] = if n % 2 == 0 { &["publish", "--yes"] } else { &["publish", "--undo", "--yes"] };
        assert_fine(&site.run(next));
        assert_eq!(lost(), [""; 0], "after moment {n}");
    }
    println!("{n_half_done} of {n_kills} were killed in mid-publication, which takes {whole:?}");
    assert!(n_half_done > 0, "none of {n_kills} was killed in mid-publication");
}

/// Runs git, and gives what it prints.
fn git(folder: &std::path::Path, words: &[&str]) -> String {
    let named = ["-c", "user.name=Somebody", "-c", "user.email=somebody@localhost", "-c", "init.defaultBranch=main"];
    let output = std::process::Command::new("git").arg("-C").arg(folder).args(named).args(words).output().expect("git starts");
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A site in a repository, with a remote beside it.
fn in_a_repository(branch: &str) -> (Site, std::path::PathBuf) {
    let toml =
        format!("title = \"Test site\"\nbase_url = \"https://example.org\"\n[publish.pages]\ngit = \"origin\"\nbranch = \"{branch}\"\n");
    let site = Site::new().with("site.toml", toml);
    let remote = site.path("remote.git");
    git(site.root(), &["init", "--quiet", "--bare", "remote.git"]);
    git(site.root(), &["init", "--quiet"]);
    git(site.root(), &["remote", "add", "origin", "./remote.git"]);
    (site, remote)
}

#[test]
fn a_branch_gets_the_site_and_nothing_else_is_touched() {
    let (site, remote) = in_a_repository("gh-pages");
    // Nothing but what the build made is published, and names are no patterns.
    site.write("public/left-behind.html", "private");
    site.write("static/a[b]*.txt", "a name like a pattern");
    let first = site.run(&["publish", "--yes"]);
    assert_fine(&first);
    assert!(first.stdout.ends_with("published: the branch `gh-pages`; `ribbon publish pages --undo` takes it back\n"), "{first:?}");
    let shown = |path: &str| git(&remote, &["show", &format!("gh-pages:{path}")]);
    assert!(shown("index.html").contains("Welcome."));
    assert_eq!(shown(".nojekyll"), "");
    assert_eq!(shown("a[b]*.txt"), "a name like a pattern");
    let files = git(&remote, &["ls-tree", "-r", "--name-only", "gh-pages"]);
    assert!(!files.contains("ribbon-") && !files.contains("left-behind") && files.lines().count() > 3, "{files}");
    // The site's own repository has no commit, no branch and an empty index, as before.
    assert_eq!(git(site.root(), &["branch", "--all"]), "");
    assert_eq!(git(site.root(), &["ls-files"]), "");
    let again = site.run(&["publish"]);
    assert!(again.stdout.ends_with("`pages` is up to date: nothing to publish\n"), "{again:?}");
    site.write("content/_index.md", HOME.replace("Welcome.", "Good evening."));
    let dry = site.run(&["publish", "--dry-run"]);
    assert!(dry.stdout.contains("    index.html\n") && shown("index.html").contains("Welcome."), "{dry:?}");
    assert_fine(&site.run(&["publish", "--yes"]));
    assert!(shown("index.html").contains("Good evening."));
}

#[test]
fn publications_of_a_branch_are_taken_back_one_by_one() {
    let (site, remote) = in_a_repository("live");
    for word in ["One.", "Two.", "Three."] {
        site.write("content/_index.md", HOME.replace("Welcome.", word));
        assert_fine(&site.run(&["publish", "--yes"]));
    }
    let online = || git(&remote, &["show", "live:index.html"]);
    for word in ["Two.", "One."] {
        assert_fine(&site.run(&["publish", "--undo", "--yes"]));
        assert!(online().contains(word), "{word}");
    }
    let end = site.run(&["publish", "--undo", "--yes"]);
    assert!(end.code == Some(1) && end.stderr.contains("there is no earlier publication to go back to"), "{end:?}");
    let list = site.run(&["publish", "--list"]).stdout;
    assert_eq!(list.lines().filter(|line| line.ends_with("Published by Ribbon")).count(), 3, "{list}");
    assert!(list.lines().next().is_some_and(|line| line.ends_with("Back to the publication before  online")), "{list}");
    // After that a publication goes on from what is online.
    assert_fine(&site.run(&["publish", "--yes"]));
    assert!(online().contains("Three."));
    assert_fine(&site.run(&["publish", "--undo", "--yes"]));
    assert!(online().contains("One."));
}

#[test]
fn a_repository_that_refuses_is_told_in_words() {
    let (site, remote) = in_a_repository("gh-pages");
    // Somebody else publishes between the look and the push.
    assert_fine(&site.run(&["publish", "--yes"]));
    let hook = remote.join("hooks/pre-receive");
    fs::create_dir_all(remote.join("hooks")).expect("a folder");
    fs::write(&hook, "#!/bin/sh\necho 'this branch is closed' >&2\nexit 1\n").expect("a hook");
    #[cfg(unix)]
    fs::set_permissions(&hook, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("rights");
    site.write("content/_index.md", HOME.replace("Welcome.", "Good evening."));
    let refused = site.run(&["publish", "--yes"]);
    assert!(refused.code == Some(1) && refused.stderr.contains("error: git push failed: "), "{refused:?}");
    assert!(git(&remote, &["show", "gh-pages:index.html"]).contains("Welcome."));
    for (remote, told) in [("upstream", "the site's repository has no remote `upstream`"), ("./nowhere.git", "git fetch failed: ")] {
        let toml = site.read("site.toml").replace("\"origin\"", &format!("\"{remote}\""));
        let other = Site::new().with("site.toml", toml);
        git(other.root(), &["init", "--quiet"]);
        let refused = other.run(&["publish", "--yes"]);
        assert!(refused.code != Some(0) && refused.stderr.contains(told), "{remote}: {refused:?}");
    }
    // What begins with a dash would be an option of git.
    let dashed = Site::new().with("site.toml", site.read("site.toml").replace("\"origin\"", "\"--upload-pack=x\""));
    assert!(dashed.run(&["check", "--format", "short"]).stdout.contains("`--upload-pack=x` is no name for git"));
}
