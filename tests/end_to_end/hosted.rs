//! `ribbon publish` to Cloudflare Pages and Vercel: scripts stand where their programs would. They keep what they were called with and
//! what lay before them, and go wrong when they are told to.

use std::os::unix::fs::PermissionsExt;

use crate::site::{HOME, Outcome, Site, files};

/// Each call is a line of words, ended by the state of the secrets; the files that are sent are copied away.
const PROGRAM: &str = r#"#!/bin/sh
[ "$1" = "--version" ] && { echo 4.0.0; exit 0; }
echo "$@" >>"$CALLS"
if [ "$1 $2" = "${FAULT_AT:-none}" ] || [ "$1" = "${FAULT_AT:-none}" ]; then eval "$FAULT"; fi
case "$1 $2" in
  "pages deploy") rm -rf "$ONLINE"; cp -RL "$3" "$ONLINE"; echo "Uploading... (3/3)"
    echo "✨ Deployment complete! Take a peek over at https://n$(wc -l <"$CALLS").our-day.pages.dev" ;;
  "pages deployment") echo "Id  Environment  $CLOUDFLARE_API_TOKEN" ;;
  "link --yes") mkdir -p "$6/.vercel" && echo '{"projectId":"prj_1"}' >"$6/.vercel/project.json" ;;
  "deploy --prebuilt") rm -rf "$ONLINE"; cp -RL "$6/.vercel/output" "$ONLINE"; echo "Inspect: https://vercel.com/x" >&2
    echo "https://n$(wc -l <"$CALLS").vercel.app" ;;
  "list "*) echo "  Age  Deployment"; echo "  1m  https://n1.vercel.app" ;;
  "rollback "*) echo "Success" ;;
  *) echo "unknown: $*" >&2; exit 64 ;;
esac
"#;

struct Place {
    site: Site,
}

impl Place {
    fn new(place: &str) -> Self {
        let toml = |place: &str| format!("title = \"Test site\"\nbase_url = \"https://example.org\"\n[publish.live]\n{place}\n");
        let site = Site::new().with("site.toml", toml(place)).with("content/about.md", HOME.replace("Home", "About"));
        for program in ["wrangler", "vercel"] {
            site.write(&format!("bin/{program}"), PROGRAM);
            std::fs::set_permissions(site.path(&format!("bin/{program}")), std::fs::Permissions::from_mode(0o755)).expect("rights");
        }
        Self { site }
    }

    fn run_with(&self, words: &[&str], fault: Option<(&str, &str)>) -> Outcome {
        let mut command = self.site.command(&[&["publish"], words].concat());
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{}:{path}", self.site.path("bin").display()));
        command.env("CALLS", self.site.path("calls")).env("ONLINE", self.site.path("online"));
        command.env("CLOUDFLARE_API_TOKEN", "s3cret-cf").env("VERCEL_TOKEN", "s3cret-v");
        if let Some((at, what)) = fault {
            command.env("FAULT_AT", at).env("FAULT", what);
        }
        let outcome = Outcome::of(command);
        assert!(!format!("{outcome:?}").contains("s3cret"), "{outcome:?}");
        outcome
    }

    fn run(&self, words: &[&str]) -> Outcome {
        self.run_with(words, None)
    }

    /// The calls without the place of work.
    fn calls(&self) -> String {
        let calls = std::fs::read_to_string(self.site.path("calls")).unwrap_or_default();
        let root = self.site.root().canonicalize().expect("it is there");
        calls.replace(&*root.to_string_lossy(), "ROOT").replace(&*self.site.root().to_string_lossy(), "ROOT")
    }

    fn is_online(&self, below: &str) -> bool {
        files(&self.site.path(&format!("online{below}"))) == files(&self.site.path("public"))
    }
}

#[test]
fn cloudflare_gets_the_finished_site_by_its_own_program() {
    let place = Place::new("cloudflare = \"our-day\"");
    let dry = place.run(&["--dry-run"]);
    assert_eq!(dry.code, Some(0), "{dry:?}");
    assert!(dry.stdout.contains("this machine has not published there yet") && dry.stdout.contains("nothing was published"), "{dry:?}");
    assert_eq!(place.calls(), "");
    let first = place.run(&["--yes"]);
    assert_eq!((first.code, first.stderr.as_str()), (Some(0), ""), "{first:?}");
    assert!(first.stdout.contains("files to Cloudflare Pages, also at https://n1.our-day.pages.dev; the project's list"), "{first:?}");
    assert_eq!(place.calls(), "pages deploy ROOT/.ribbon/published/live/site --project-name our-day --branch main --commit-dirty=true\n");
    assert!(place.is_online(""));
    assert!(!place.site.has(".ribbon/published/live/site"), "nothing is left of what was laid out");
    place.site.write("content/about.md", HOME.replace("Home", "More"));
    let second = place.run(&["--yes"]);
    assert!(second.stdout.contains("since this machine published there last:\nchanges at `live`:\n  add 0 files"), "{second:?}");
    assert!(place.is_online(""));
    let again = place.run(&["--dry-run"]);
    assert!(again.stdout.contains("nothing has changed since this machine published to Cloudflare Pages last"), "{again:?}");
    let list = place.run(&["--list"]);
    assert_eq!((list.code, list.stdout.as_str()), (Some(0), "Id  Environment  …\n"));
    let undo = place.run(&["--undo", "--yes"]);
    assert!(undo.code != Some(0) && undo.stderr.contains("`wrangler` cannot go back") && undo.stderr.contains("Rollback"), "{undo:?}");
    let branch = Place::new("cloudflare = \"our-day\"\nbranch = \"live\"");
    assert_eq!(branch.run(&["--yes"]).code, Some(0));
    assert!(branch.calls().contains("--branch live "), "{}", branch.calls());
}

#[test]
fn vercel_gets_the_finished_site_with_its_headers_and_goes_back() {
    let place = Place::new("vercel = \"our-day\"\n[headers]\nfiles = [\"vercel\"]");
    let first = place.run(&["--yes"]);
    assert_eq!((first.code, first.stderr.as_str()), (Some(0), ""), "{first:?}");
    assert!(first.stdout.contains("also at https://n2.vercel.app; `ribbon publish live --undo` takes it back"), "{first:?}");
    let folder = "ROOT/.ribbon/published/live/site";
    assert_eq!(place.calls(), format!("link --yes --project our-day --cwd {folder}\ndeploy --prebuilt --prod --yes --cwd {folder}\n"));
    assert!(place.is_online("/static"));
    let config: serde_json::Value = serde_json::from_str(&place.site.read("online/config.json")).expect("JSON");
    assert_eq!((&config["version"], &config["routes"][0]["src"]), (&serde_json::json!(3), &serde_json::json!("^/(.*)$")));
    assert!(config["routes"][0]["headers"]["Content-Security-Policy"].is_string() && config["routes"][0]["continue"] == true, "{config}");
    let early = place.run(&["--undo", "--yes"]);
    assert!(early.code != Some(0) && early.stderr.contains("knows of no earlier publication"), "{early:?}");
    place.site.write("content/about.md", HOME.replace("Home", "More"));
    assert_eq!(place.run(&["--yes"]).code, Some(0));
    let undo = place.run(&["--undo", "--yes"]);
    assert_eq!(undo.stdout, "`live` goes back to https://n2.vercel.app\nwent back: Vercel shows https://n2.vercel.app again\n", "{undo:?}");
    assert!(place.calls().ends_with(&format!("rollback https://n2.vercel.app --cwd {folder}\n")), "{}", place.calls());
    assert!(place.run(&["--list"]).stdout.contains("https://n1.vercel.app"));
    // Orders that only a build there carries out would be lost without a word.
    let orders = Place::new("vercel = \"our-day\"");
    orders.site.write("static/vercel.json", "{\"redirects\": []}");
    let refused = orders.run(&["--yes"]);
    assert!(refused.code != Some(0) && refused.stderr.contains("`vercel.json` has `redirects`"), "{refused:?}");
    assert_eq!(orders.calls(), "");
}

#[test]
fn a_program_that_goes_wrong_is_told_with_what_it_said() {
    for (place, fault, expected) in [
        (
            "cloudflare = \"a\"",
            ("pages", "echo 'Authentication error [code: 10000]' >&2; exit 1"),
            "`wrangler pages deploy` failed with 1; it said: Authentication error [code: 10000]",
        ),
        ("cloudflare = \"a\"", ("pages", "echo token $CLOUDFLARE_API_TOKEN >&2; exit 1"), "it said: token …"),
        ("cloudflare = \"a\"", ("pages", "kill -9 $$"), "`wrangler pages deploy` was ended from outside; it said nothing"),
        ("cloudflare = \"a\"", ("pages", "printf '\\033[31m%s\\377\\n' rubbish; exit 0"), "`wrangler` ended well, but named no address"),
        ("vercel = \"a\"", ("link", "echo 'Error: not found' >&2; exit 1"), "`vercel link` failed with 1; it said: Error: not found"),
        ("vercel = \"a\"", ("deploy", "exit 0"), "`vercel` ended well, but named no address of what it published: it said nothing"),
        ("vercel = \"a\"", ("deploy", "yes rubbish | head -c 3000000; exit 3"), "`vercel deploy` failed with 3; it said: rubbish"),
    ] {
        let place = Place::new(place);
        let outcome = place.run_with(&["--yes"], Some(fault));
        assert!(outcome.code == Some(1) && outcome.stderr.contains(expected), "{fault:?}: {outcome:?}");
        assert!(!outcome.stderr.contains('\u{1b}') && !place.site.has(".ribbon/published/live/published.json"), "{outcome:?}");
        // Nothing of it is in the way of the next try.
        assert_eq!(place.run(&["--yes"]).code, Some(0));
    }
}

#[test]
fn a_program_that_is_not_there_and_a_site_with_errors() {
    let place = Place::new("vercel = \"our-day\"");
    let mut command = place.site.command(&["publish", "--yes"]);
    command.env("PATH", place.site.path("nothing"));
    let outcome = Outcome::of(command);
    assert!(
        outcome.stderr.contains("the program `vercel`, which is not there") && outcome.stderr.contains("npm install --global vercel"),
        "{outcome:?}"
    );
    place.site.write("content/about.md", "+++\ntitle = \"A\"\n+++\n\n[x](@/gone.md)\n");
    let outcome = place.run(&["--yes"]);
    assert_eq!((outcome.code, place.calls().as_str()), (Some(1), ""), "{outcome:?}");
    for wrong in ["cloudflare = \"--x\"", "vercel = \"a b\"", "cloudflare = \"a\"\nbranch = \"-x\"", "vercel = \"a\"\ncloudflare = \"b\""] {
        let outcome = Place::new(wrong).run(&["--yes"]);
        assert!(outcome.code == Some(1) && outcome.stderr.contains("error[invalid-value]"), "{wrong}: {outcome:?}");
    }
}
