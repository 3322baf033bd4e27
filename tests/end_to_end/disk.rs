//! Disks that are full or can only be read. They are made by mounting, in a namespace of
//! their own; where that is not allowed, these tests say so and pass.

#![cfg(target_os = "linux")]

use std::process::Command;

use crate::site::{HOME, Outcome, Site, files};

/// Runs `script` where it may mount; `$RIBBON` is the binary. None where nobody may.
fn with_mounts(site: &Site, script: &str) -> Option<Outcome> {
    let can_mount = Command::new("unshare").args(["--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).output();
    if !can_mount.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: mounting is not allowed here");
        return None;
    }
    let output = Command::new("unshare")
        .args(["--mount", "sh", "-ec", script])
        .current_dir(site.root())
        .env("RIBBON", env!("CARGO_BIN_EXE_ribbon"))
        .output()
        .expect("a shell");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Some(Outcome { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) })
}

#[test]
fn a_full_disk_leaves_every_file_whole_and_the_next_build_repairs_it() {
    let site = Site::new();
    for n in 0..100 {
        site.write(&format!("content/p{n:03}.md"), HOME.to_string() + &"Many words. ".repeat(50));
    }
    let script = "mkdir small; mount -t tmpfs -o size=300k tmpfs small
        $RIBBON build --date 2027-02-04 --quiet --format short --out small/public && exit 9
        cp -r small/public after
        mount -o remount,size=30m small
        $RIBBON build --date 2027-02-04 --quiet --out small/public
        cp -r small/public repaired";
    let Some(outcome) = with_mounts(&site, script) else { return };
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let line = outcome.stdout.lines().next().expect("a report");
    assert!(line.starts_with("error[cannot-write]: cannot write `small/public/"), "{line}");
    assert!(
        line.ends_with(": the disk is full; make room and build again: files that could not be replaced are as they were before"),
        "{line}"
    );
    site.build_well(&["--out", "whole"]);
    let whole = files(&site.path("whole"));
    let after = files(&site.path("after"));
    assert!(after.len() > 3 && after.len() < whole.len(), "{} of {} files", after.len(), whole.len());
    for (path, bytes) in after.iter().filter(|(path, _)| !path.starts_with('.')) {
        assert!(whole.get(path) == Some(bytes), "{path} is not whole");
    }
    assert_eq!(files(&site.path("repaired")).into_keys().collect::<Vec<_>>(), whole.into_keys().collect::<Vec<_>>());
}

#[test]
fn a_site_that_can_only_be_read_builds_elsewhere() {
    let site = Site::new().with("sources/site.toml", crate::site::SITE_TOML).with("sources/content/_index.md", HOME);
    let script = "mkdir sources/public; mount --bind sources sources; mount -o remount,ro,bind sources
        $RIBBON build --root sources --out elsewhere
        $RIBBON check --root sources
        $RIBBON build --root sources --quiet --format short && exit 9
        $RIBBON new page x --root sources && exit 9
        exit 0";
    let Some(outcome) = with_mounts(&site, script) else { return };
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    assert!(site.has("elsewhere/index.html"));
    let line = outcome.stdout.lines().last().expect("a report");
    assert!(line.starts_with("error[cannot-write]: cannot ") && line.contains("`sources/public/"), "{line}");
    assert!(line.contains(": the disk can only be read; choose a folder that you may write to with `--out`"), "{line}");
    assert!(outcome.stderr.contains("error: cannot make `sources/content/x.md`: the disk can only be read"), "{}", outcome.stderr);
}

#[test]
fn a_file_that_may_not_be_read_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let site = Site::new().with("content/secret.md", HOME);
    std::fs::set_permissions(site.path("content/secret.md"), std::fs::Permissions::from_mode(0o0)).expect("permissions");
    if std::fs::read(site.path("content/secret.md")).is_ok() {
        eprintln!("skipped: permissions do not bind this user");
        return;
    }
    assert_eq!(
        site.build_badly(&[]),
        "content/secret.md: error[unreadable-file]: `content/secret.md` cannot be read: permission denied; check that it exists and that you may read it\n"
    );
}
