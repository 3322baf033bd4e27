//! `ribbon publish` by the program rsync, to a folder and through a remote shell: a script that drops the host's name, keeps
//! count, and goes wrong when it is told to.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::time::Duration;

use crate::crawl::lost;
use crate::site::{HOME, Outcome, Site, files};

/// `shell` stands where `ssh` would; `fault` says at which call what happens: a line of shell that may use `"$@"`.
const SHELL: &str = r#"#!/bin/sh
case "$1" in -l) shift 2 ;; esac
shift
n=$(($(cat "$CALLS" 2>/dev/null || echo 0) + 1))
echo "$n" >"$CALLS"
if [ "$n" = "$FAULT_AT" ]; then eval "$FAULT"; fi
exec "$@"
"#;

struct Place {
    site: Site,
}

impl Place {
    /// A site and, beside its sources, the folder of the "other machine".
    fn new() -> Self {
        let site = Site::new()
            .with("content/about.md", HOME.replace("Home", "About"))
            .with("static/one.txt", "one")
            .with("static/ä b.txt", "a name with a space")
            .with("shell", SHELL);
        std::fs::set_permissions(site.path("shell"), std::fs::Permissions::from_mode(0o755)).expect("rights");
        let www = site.path("../").join(format!("{}-www", site.root().file_name().expect("a name").to_string_lossy()));
        std::fs::create_dir(&www).expect("a folder");
        let address = format!("someone@elsewhere.invalid:{}", www.canonicalize().expect("it is there").display());
        site.write(
            "site.toml",
            format!("title = \"Test site\"\nbase_url = \"https://example.org\"\n[publish.live]\nrsync = \"{address}\"\n"),
        );
        Self { site }
    }

    fn www(&self) -> std::path::PathBuf {
        let toml = self.site.read("site.toml");
        let path = toml.split("elsewhere.invalid:").nth(1).and_then(|rest| rest.split('"').next()).expect("an address");
        path.into()
    }

    fn command(&self, words: &[&str], fault: Option<(usize, &str)>) -> Command {
        let _ = std::fs::remove_file(self.site.path("calls"));
        let mut command = self.site.command(words);
        command.env("RSYNC_RSH", self.site.path("shell")).env("CALLS", self.site.path("calls"));
        if let Some((at, what)) = fault {
            command.env("FAULT_AT", at.to_string()).env("FAULT", what);
        }
        command
    }

    fn run(&self, words: &[&str], fault: Option<(usize, &str)>) -> Outcome {
        Outcome::of(self.command(words, fault))
    }

    fn publish(&self) {
        let outcome = self.run(&["publish", "--yes"], None);
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
    }

    fn n_calls(&self) -> usize {
        self.site.read("calls").trim().parse().expect("a count")
    }

    /// The names of files online, without the records and what rsync was about to rename.
    fn online(&self) -> BTreeSet<String> {
        let is_record = |name: &String| name.split('/').any(|part| part.starts_with('.'));
        files(&self.www()).into_keys().filter(|name| !is_record(name)).collect()
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.www().join(name)).unwrap_or_default()
    }

    /// What pages online name, and what is not there.
    fn missing(&self) -> Vec<String> {
        lost(&self.online(), |page| self.text(page))
    }

    fn change(&self) {
        let site = &self.site;
        site.write("content/_index.md", HOME.replace("Welcome.", "Good evening."));
        site.remove("content/about.md");
        site.write("content/new.md", HOME.replace("Home", "New"));
        site.write("themes/next/theme.toml", "inherits = \"base\"\nstyles = [\"css/next.css\"]\n");
        site.write("themes/next/static/css/next.css", "h1 { letter-spacing: 0.01em }\n");
        site.write("site.toml", site.read("site.toml").replace("[publish", "theme = \"next\"\n[publish"));
    }

    /// Back to the first state of the sources.
    fn change_back(&self) {
        let site = &self.site;
        site.write("content/_index.md", HOME);
        let _ = std::fs::remove_file(site.path("content/new.md"));
        site.write("content/about.md", HOME.replace("Home", "About"));
        site.write("site.toml", site.read("site.toml").replace("theme = \"next\"\n", ""));
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.www());
    }
}

#[test]
fn another_machine_gets_the_site_and_gives_it_back() {
    let place = Place::new();
    place.publish();
    let first = place.online();
    assert!(place.text("index.html").contains("Welcome.") && first.contains("ä b.txt"));
    let mode = |name: &str| std::fs::metadata(place.www().join(name)).expect(name).permissions().mode() & 0o777;
    assert_eq!((mode(".ribbon-publish"), mode(".ribbon-publish/head.json")), (0o700, 0o600));
    assert!(mode("index.html") & 0o444 == 0o444 && mode("about") & 0o555 == 0o555, "readers may read");
    assert!(!place.site.has(".ribbon/published/live/rsync"), "what waited is gone");

    let again = place.run(&["publish"], None);
    assert!(again.stdout.ends_with("`live` is up to date: nothing to publish\n"), "{again:?}");
    assert_eq!(place.n_calls(), 2);

    place.change();
    let dry = place.run(&["publish", "--dry-run"], None);
    assert!(dry.stdout.contains("    new/index.html\n") && place.online() == first, "{dry:?}");
    place.publish();
    assert!(place.online().contains("new/index.html"));
    assert!(!place.www().join("about").exists(), "an empty folder would be shown as a list");
    assert!(first.iter().filter(|name| !name.ends_with(".html")).all(|name| place.online().contains(name)), "open pages ask for them");
    assert_eq!(place.missing(), [""; 0]);

    assert_eq!(place.run(&["publish", "--list"], None).stdout.lines().count(), 2);
    let undone = place.run(&["publish", "--undo", "--yes"], None);
    assert_eq!(undone.code, Some(0), "{undone:?}");
    assert!(place.text("index.html").contains("Welcome.") && place.online().contains("about/index.html"));
    assert!(!place.www().join("new").exists());
}

#[test]
fn a_folder_of_this_machine_does_too() {
    let site = Site::new();
    site.write("site.toml", format!("{}[publish.live]\nrsync = \"../elsewhere/www\"\n", site.read("site.toml")));
    let refused = site.run(&["publish", "--yes"]);
    assert!(refused.stderr.contains("make the folder on the server first"), "{refused:?}");
    site.write("site.toml", site.read("site.toml").replace("../elsewhere/www", "content"));
    assert!(site.run(&["publish", "--yes"]).stderr.contains("lies among the site's own files"));
}

#[test]
fn addresses_that_cannot_be_are_refused() {
    for address in ["-e x:/", "someone@-oProxyCommand=x:/www", "host:", "/", ""] {
        let site = Site::new();
        site.write("site.toml", format!("{}[publish.live]\nrsync = \"{address}\"\n", site.read("site.toml")));
        let told = site.run(&["check", "--format", "short"]).stdout;
        assert!(told.contains(&format!("site.toml:4:9: error[invalid-value]: `{address}` is no place for rsync")), "{told}");
    }
}

#[test]
fn somebody_elses_file_stays() {
    let place = Place::new();
    for theirs in ["theirs", "two"] {
        std::fs::write(place.www().join("one.txt"), theirs).expect("a file");
        let refused = place.run(&["publish", "--yes"], None);
        assert!(refused.stderr.contains("`one.txt` at this place is not as Ribbon published it"), "{refused:?}");
        assert_eq!(place.text("one.txt"), theirs);
    }
    std::fs::write(place.www().join("one.txt"), "one").expect("a file");
    place.publish();
}

#[test]
fn a_machine_that_refuses_is_told_in_words() {
    let place = Place::new();
    place.publish();
    place.change();
    let cases = [
        (1, "echo 'ssh: connect to host elsewhere.invalid port 22: Connection refused' >&2; exit 255", "port 22: Connection refused"),
        (1, "echo 'someone@elsewhere.invalid: Permission denied (publickey).' >&2; exit 255", "an account, a key that the server knows"),
        (5, "exit 1", "did not take"),
        (5, "timeout 0.02 \"$@\"; exit 1", "did not take"),
    ];
    for (at, fault, told) in cases {
        let outcome = place.run(&["publish", "--yes"], Some((at, fault)));
        assert!(outcome.code == Some(1) && outcome.stderr.contains(told), "{fault}: {outcome:?}");
        assert_eq!(place.missing(), [""; 0], "{fault}");
    }
    place.publish();
    assert!(place.text("index.html").contains("Good evening."));
}

/// At whichever call somebody else announces a publication, one of the two is told, and every page finds its files.
#[test]
fn of_two_publishers_one_is_told() {
    let place = Place::new();
    place.publish();
    let before = files(&place.www());
    place.change();
    place.publish();
    let n_calls = place.n_calls();
    let mut n_told = 0;
    for at in 3..=n_calls {
        for (name, bytes) in &before {
            std::fs::create_dir_all(place.www().join(name).parent().expect("a folder")).expect("folders");
            std::fs::write(place.www().join(name), bytes).expect("a file");
        }
        let head = place.www().join(".ribbon-publish/head.json");
        let theirs = String::from_utf8_lossy(&before[".ribbon-publish/head.json"]).replace("\"at\":", "\"at\":1");
        place.site.write("theirs.json", theirs);
        let announce = format!("cp '{}' '{}'", place.site.path("theirs.json").display(), head.display());
        let outcome = place.run(&["publish", "--yes"], Some((at, &announce)));
        let is_told = outcome.stderr.contains("somebody else is publishing to this place right now");
        assert!(is_told || outcome.code == Some(0), "at call {at}: {outcome:?}");
        n_told += usize::from(is_told);
        assert_eq!(place.missing(), [""; 0], "at call {at}");
    }
    assert!(n_told * 2 > n_calls - 2, "{n_told} of {} were told", n_calls - 2);
}

/// Cut off at a call, all that is online finds its files, and the next publication repairs the rest. With `RIBBON_KILLS` set, every
/// call is tried, else every third.
#[test]
fn killed_at_any_call_each_page_finds_its_files() {
    let place = Place::new();
    place.publish();
    place.change();
    place.publish();
    let n_calls = place.n_calls();
    let step = if std::env::var_os("RIBBON_KILLS").is_some() { 1 } else { 3 };
    for at in (3..=n_calls).step_by(step) {
        place.change_back();
        place.publish();
        place.change();
        // Some of what is sent arrives, then the program that publishes dies.
        let dying = format!("timeout 0.0{} \"$@\"; touch \"$CALLS.dead\"; sleep 2; exit 1", 1 + at % 5);
        let _ = std::fs::remove_file(place.site.path("calls.dead"));
        let mut child = place
            .command(&["publish", "--yes"], Some((at, &dying)))
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("a start");
        while !place.site.has("calls.dead") && child.try_wait().expect("a state").is_none() {
            std::thread::sleep(Duration::from_millis(5));
        }
        let _ = child.kill();
        child.wait().expect("an end");
        assert_eq!(place.missing(), [""; 0], "killed at call {at}");
        place.publish();
        assert!(place.online().contains("new/index.html") && !place.online().contains("about/index.html"), "at call {at}");
        assert_eq!(place.missing(), [""; 0]);
    }
}
