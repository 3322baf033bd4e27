//! `ribbon doctor`: what on this machine and in this site would get in the way, each with its fix.

#![expect(clippy::disallowed_methods, reason = "reads the clock and looks at the machine")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use jiff::Timestamp;
use serde_json::json;
use walkdir::WalkDir;

use super::terminal::{counts, print};
use super::{FINE, PROBLEMS};
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::plain::{json as plain_json, plain};
use crate::base::source::{Now, Settings, Snapshot};
use crate::build::{self, Memos};
use crate::edge::cli::{DoctorArgs, ListFormat};
use crate::edge::load::{FOLDERS, load};

/// A build needs room for the new files beside the old ones.
const LITTLE_ROOM: u64 = 500_000_000;

/// How bad something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Good,
    /// Worth to know; nothing fails.
    Note,
    /// Something fails, here or in CI.
    Bad,
}

/// One thing that was looked at.
#[derive(Debug, PartialEq)]
struct Finding {
    about: &'static str,
    level: Level,
    what: String,
    fix: Option<String>,
}

fn good(about: &'static str, what: impl Into<String>) -> Finding {
    Finding { about, level: Level::Good, what: what.into(), fix: None }
}

fn note(about: &'static str, what: impl Into<String>, fix: impl Into<String>) -> Finding {
    Finding { about, level: Level::Note, what: what.into(), fix: Some(fix.into()) }
}

fn bad(about: &'static str, what: impl Into<String>, fix: impl Into<String>) -> Finding {
    Finding { level: Level::Bad, ..note(about, what, fix) }
}

/// Looks at everything and says what it has seen. Ends with 1 if something fails.
pub(super) fn doctor(args: &DoctorArgs) -> u8 {
    let root = &args.root;
    let snapshot = load(root, Settings { thorough: true, ..Settings::at(Now::Clock(Timestamp::now())) });
    let mut findings = vec![good("program", format!("ribbon {}, for {}", env!("CARGO_PKG_VERSION"), std::env::consts::OS))];
    if snapshot.text("site.toml").is_some() {
        let out = root.join(build::output_folder(&snapshot));
        findings.extend(site(&snapshot));
        findings.push(writing(root, &out));
        findings.extend(ignored(root, &build::output_folder(&snapshot)));
        findings.extend(hosts(root, &snapshot));
        findings.push(fonts(&snapshot));
        findings.push(records(root));
        findings.extend(watching(root));
    } else {
        let fix = "go to the site's folder, name it with `--root`, or make a site with `ribbon new site FOLDER`";
        findings.push(bad("site", "there is no `site.toml` here", fix));
    }
    findings.extend(room(root));
    print(&match args.format {
        ListFormat::Human => table(&findings),
        ListFormat::Json => plain_json(&format!("{:#}\n", object(&findings))),
    });
    if findings.iter().any(|finding| finding.level == Level::Bad) { PROBLEMS } else { FINE }
}

/// What `ribbon check --strict` would say.
fn site(snapshot: &Snapshot) -> Vec<Finding> {
    let made = build::build(snapshot, &mut Memos::default());
    let is_error = |problem: &Diagnostic| problem.severity == Severity::Error;
    let n_warnings = made.diagnostics.iter().filter(|problem| problem.severity == Severity::Warning).count();
    let found = match (made.diagnostics.iter().any(is_error), n_warnings) {
        (true, _) => bad("site", counts(&made.diagnostics), "`ribbon check` lists them with their places; nothing is published before"),
        (false, 0) => good("site", format!("{} pages, no problems", build::n_pages(&made))),
        (false, _) => note("site", counts(&made.diagnostics), "`ribbon check` lists them; in CI `--strict` fails for them"),
    };
    let next = made.schedule.as_ref().and_then(|schedule| Some(schedule.campaign.zone.rfc3339(schedule.next()?)));
    let next = next.map(|next| {
        note(
            "schedule",
            format!("the site changes by itself at {next}"),
            "`ribbon schedule --format github` or `cron` writes what builds it then",
        )
    });
    std::iter::once(found).chain(next).collect()
}

/// Whether the finished site can be written.
fn writing(root: &Path, out: &Path) -> Finding {
    let folder = if out.is_dir() { out } else { root };
    let probe = folder.join(format!(".ribbon-doctor-{}", std::process::id()));
    let written = fs::File::create_new(&probe);
    let _ = fs::remove_file(&probe);
    match written {
        Ok(_) => good("output", format!("`{}` can be written", plain(&out.display().to_string()))),
        Err(error) => bad(
            "output",
            format!("`{}` cannot be written: {error}", plain(&folder.display().to_string())),
            "give yourself the right to write there, or name another folder with `--out`",
        ),
    }
}

/// Whether version control leaves out what every build makes anew.
fn ignored(root: &Path, out: &str) -> Option<Finding> {
    if !root.join(".git").exists() {
        return None;
    }
    let ignored = fs::read_to_string(root.join(".gitignore")).unwrap_or_default();
    let is_named = ignored.lines().any(|line| line.trim().trim_matches('/') == out.trim_matches('/'));
    Some(if is_named {
        good("git", format!("`{out}` is left out of version control"))
    } else {
        note("git", format!("`{out}` lands in version control"), format!("add the line `/{}/` to `.gitignore`", out.trim_matches('/')))
    })
}

/// A file that says who hosts the site, with what `[headers]` is to name for that host.
const HOSTS: &[(&str, &str, &str)] = &[
    ("netlify.toml", "Netlify", "netlify"),
    ("wrangler.toml", "Cloudflare", "cloudflare"),
    ("vercel.json", "Vercel", "vercel"),
    (".github/workflows", "GitHub Pages", "meta"),
    (".gitlab-ci.yml", "GitLab Pages", "meta"),
];

/// Whether the hosts that the site has files for get its headers.
fn hosts(root: &Path, snapshot: &Snapshot) -> Vec<Finding> {
    let wanted = build::header_files(snapshot);
    let mut found = Vec::new();
    for (file, host, name) in HOSTS.iter().filter(|(file, ..)| is_used(&root.join(file))) {
        found.push(if wanted.contains(name) {
            good("host", format!("`{file}` is there, and {host} gets the content security policy"))
        } else {
            let fix = format!("add `\"{name}\"` to `files` below `[headers]` in `site.toml`");
            note("host", format!("`{file}` is there, and {host} gets no content security policy"), fix)
        });
    }
    let domain = fs::read_to_string(root.join("static/CNAME")).unwrap_or_default();
    let domain = domain.trim();
    if let Some(host) = build::host(snapshot).filter(|host| !domain.is_empty() && host != domain) {
        found.push(bad(
            "host",
            format!("`static/CNAME` names `{}`, and `base_url` is on `{}`", plain(domain), plain(&host)),
            "write the same name into both, or the site's links lead elsewhere",
        ));
    }
    found
}

/// Whether a file is there that publishes the site; of workflows, many do something else.
fn is_used(path: &Path) -> bool {
    let Ok(workflows) = fs::read_dir(path) else { return path.exists() };
    workflows.flatten().any(|file| fs::read_to_string(file.path()).is_ok_and(|text| text.contains("deploy-pages")))
}

fn fonts(snapshot: &Snapshot) -> Finding {
    const ENDINGS: &[&str] = &[".woff2", ".woff", ".ttf", ".otf"];
    let fonts = snapshot.assets.values().filter(|asset| ENDINGS.iter().any(|ending| asset.id.as_str().ends_with(ending)));
    let (mut n, mut bytes, mut is_old) = (0_usize, 0_u64, false);
    for font in fonts {
        n += 1;
        bytes += font.len;
        is_old |= !font.id.as_str().ends_with(".woff2");
    }
    match n {
        0 => good("fonts", "pages use the fonts of the reader's system"),
        _ if is_old => {
            note("fonts", format!("{n} font files, {} kB", bytes / 1000), "save them as WOFF2: the others have up to twice the bytes")
        }
        _ => good("fonts", format!("{n} font files, {} kB", bytes / 1000)),
    }
}

/// What earlier builds have left.
fn records(root: &Path) -> Finding {
    let files = WalkDir::new(root.join(".ribbon")).into_iter().flatten().filter(|entry| entry.file_type().is_file());
    let bytes: u64 = files.filter_map(|entry| Some(entry.metadata().ok()?.len())).sum();
    good("cache", format!("`.ribbon` has {} MB; it may be removed at any time, and keeping it in CI saves work", bytes.div_ceil(1_000_000)))
}

/// Whether the system lets `ribbon serve` watch all folders.
fn watching(root: &Path) -> Option<Finding> {
    let most: usize = fs::read_to_string("/proc/sys/fs/inotify/max_user_watches").ok()?.trim().parse().ok()?;
    let folders = FOLDERS.iter().flat_map(|folder| WalkDir::new(root.join(folder)).into_iter().flatten());
    let n = folders.filter(|entry| entry.file_type().is_dir()).count() + 1;
    Some(if n * 2 > most {
        let fix = format!("raise it with `sudo sysctl fs.inotify.max_user_watches={}`", (n * 4).max(524_288));
        bad("watch", format!("the site has {n} folders, and the system lets all programs watch {most}"), fix)
    } else {
        good("watch", format!("{n} folders of the {most} that the system watches"))
    })
}

/// Room on the disk.
#[cfg(unix)]
fn room(root: &Path) -> Option<Finding> {
    let disk = rustix::fs::statvfs(root).ok()?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    Some(if free < LITTLE_ROOM {
        bad("disk", format!("{} MB are free", free / 1_000_000), "make room: a build writes the new files before it removes the old ones")
    } else {
        good("disk", format!("{} GB are free", free / 1_000_000_000))
    })
}

#[cfg(not(unix))]
fn room(_: &Path) -> Option<Finding> {
    None
}

fn table(findings: &[Finding]) -> String {
    let mut text = String::new();
    for Finding { about, level, what, fix } in findings {
        let mark = match level {
            Level::Good => "ok",
            Level::Note => "note",
            Level::Bad => "fails",
        };
        let _ = writeln!(text, "{mark:<6} {about:<9} {what}");
        if let Some(fix) = fix {
            let _ = writeln!(text, "{:<16} → {fix}", "");
        }
    }
    let n_bad = findings.iter().filter(|finding| finding.level == Level::Bad).count();
    text + &match n_bad {
        0 => "\nnothing is in the way\n".to_owned(),
        1 => "\n1 thing is in the way\n".to_owned(),
        n => format!("\n{n} things are in the way\n"),
    }
}

fn object(findings: &[Finding]) -> serde_json::Value {
    let level = |level: Level| match level {
        Level::Good => "ok",
        Level::Note => "note",
        Level::Bad => "fails",
    };
    json!(
        findings
            .iter()
            .map(|found| json!({ "about": found.about, "level": level(found.level), "what": found.what, "fix": found.fix }))
            .collect::<Vec<_>>()
    )
}
