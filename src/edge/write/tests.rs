use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;

use super::*;
use crate::base::artifact::MANIFEST;

const NOON: Timestamp = Timestamp::constant(43_200, 0);

fn key(n: u32) -> BuildKey {
    BuildKey { sources: Fingerprint::of(&n), validity: Some((Timestamp::UNIX_EPOCH, Timestamp::constant(86_400, 0))) }
}

/// A site of text files: assets by their ending, feeds by `.xml`, else pages.
fn site(files: &[(&str, &str)]) -> BTreeMap<OutputPath, Artifact> {
    let artifact = |path: &str, text: &str| {
        let kind = match path.rsplit_once('.') {
            Some((_, "css" | "png")) => ArtifactKind::Asset,
            Some((_, "xml")) => ArtifactKind::Feed,
            _ => ArtifactKind::Page,
        };
        Artifact::text(kind, text)
    };
    files.iter().map(|(path, text)| (OutputPath::new(path).unwrap(), artifact(path, text))).collect()
}

fn put_site(out: &Path, files: &[(&str, &str)]) -> Result<Written, WriteError> {
    write(&output(out), Path::new("."), &site(files), key(1), &mut |_| {})
}

/// An output folder right below its site.
fn output(out: &Path) -> OutputFolder {
    OutputFolder::new(out.parent().unwrap(), out)
}

fn is_current(out: &OutputFolder, sources: Fingerprint, at: Timestamp) -> Option<Summary> {
    super::is_current(out, &Seen::read(out)?, sources, at)
}

/// Everything below a folder: files with their text, folders with a slash.
fn tree(out: &Path) -> BTreeMap<String, String> {
    walkdir::WalkDir::new(out)
        .min_depth(1)
        .into_iter()
        .map(Result::unwrap)
        .map(|entry| {
            let name = entry.path().strip_prefix(out).unwrap().to_str().unwrap().replace('\\', "/");
            match entry.file_type() {
                kind if kind.is_dir() => (name + "/", String::new()),
                kind if kind.is_symlink() => (name, "link".into()),
                _ => (name, fs::read_to_string(entry.path()).unwrap()),
            }
        })
        .collect()
}

#[track_caller]
fn check(out: &Path, expected: &[(&str, &str)]) {
    let expected: BTreeMap<String, String> = expected.iter().map(|(name, text)| (name.to_string(), text.to_string())).collect();
    assert_eq!(tree(out), expected);
}

#[test]
fn records_lie_beside_the_published_files() {
    let (keep, out) = folder();
    put_site(&out, &[("index.html", "home")]).unwrap();
    check(&out, &[("index.html", "home")]);
    assert!(output(&out).manifest().starts_with(keep.path().join(".ribbon")));
    // Another output folder of the site has its own.
    assert_eq!(put_site(&keep.path().join("other"), &[("index.html", "other")]).unwrap().written, 1);
    assert_eq!(put_site(&out, &[("index.html", "home")]).unwrap().unchanged, 1);
}

#[test]
fn a_manifest_among_the_published_files_is_taken_over() {
    let (_keep, out) = folder();
    put_site(&out, &[("index.html", "home"), ("a.html", "a")]).unwrap();
    fs::rename(output(&out).manifest(), out.join(MANIFEST)).unwrap();
    assert_eq!(put_site(&out, &[("index.html", "HOME")]).unwrap(), Written { written: 1, unchanged: 0, removed: 1 });
    check(&out, &[("index.html", "HOME")]);
}

#[test]
fn a_folder_of_the_same_name_is_somebody_elses() {
    let (_keep, out) = folder();
    put_site(&out, &[("index.html", "home"), ("a.html", "a")]).unwrap();
    fs::remove_dir_all(&out).unwrap();
    fs::create_dir(&out).unwrap();
    fs::write(out.join("index.html"), "mine, and longer").unwrap();
    let message = put_site(&out, &[("index.html", "home")]).unwrap_err().to_string();
    assert!(message.ends_with(": `index.html`"), "{message}");
    check(&out, &[("index.html", "mine, and longer")]);
}

#[test]
fn one_build_at_a_time_writes_into_a_folder() {
    let (keep, out) = folder();
    let lock = output(&out).lock().unwrap();
    let message = output(&out).lock().unwrap_err().to_string();
    assert!(message.starts_with("another build is writing into the output folder"), "{message}");
    assert!(output(&keep.path().join("other")).lock().is_ok());
    drop(lock);
    assert!(output(&out).lock().is_ok());
}

#[test]
fn two_builds_of_the_same_sources_have_the_same_records_but_for_times() {
    let files = [("index.html", "home"), ("a/index.html", "a"), ("s.css", "s")];
    let records = || {
        let (_keep, out) = folder();
        put_site(&out, &files).unwrap();
        let mut manifest = Manifest::read(&output(&out)).unwrap();
        manifest.clock = 0;
        manifest.files.values_mut().flatten().for_each(|record| record.1 = 0);
        serde_json::to_string(&manifest).unwrap()
    };
    assert_eq!(records(), records());
}

fn folder() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("public");
    (folder, out)
}

#[test]
fn writes_what_changed_and_removes_what_is_stale() {
    let (_keep, out) = folder();
    let first = [("index.html", "home"), ("a/index.html", "a"), ("b/c/index.html", "c"), ("site.css", "css"), ("atom.xml", "feed")];
    assert_eq!(put_site(&out, &first).unwrap(), Written { written: 5, unchanged: 0, removed: 0 });
    assert_eq!(put_site(&out, &first).unwrap(), Written { written: 0, unchanged: 5, removed: 0 });

    let second = [("index.html", "HOME"), ("a/index.html", "a"), ("d/index.html", "d")];
    assert_eq!(put_site(&out, &second).unwrap(), Written { written: 2, unchanged: 1, removed: 3 });
    check(&out, &[("index.html", "HOME"), ("a/", ""), ("a/index.html", "a"), ("d/", ""), ("d/index.html", "d")]);
}

#[test]
fn nothing_changed_touches_nothing() {
    let (_keep, out) = folder();
    let files = [("index.html", "home"), ("a/index.html", "a")];
    put_site(&out, &files).unwrap();
    let paths = [out.join("index.html"), out.join("a/index.html"), output(&out).manifest()];
    let times = || paths.each_ref().map(|path| fs::metadata(path).unwrap().modified().unwrap());
    let before = times();
    std::thread::sleep(Duration::from_millis(15));
    put_site(&out, &files).unwrap();
    assert_eq!(times(), before);
}

#[test]
fn progress_counts_artifacts_in_place() {
    let (_keep, out) = folder();
    let mut seen = Vec::new();
    put_site(&out, &[("a.html", "a")]).unwrap();
    write(&output(&out), Path::new("."), &site(&[("a.html", "a"), ("b.css", "b"), ("c.html", "c")]), key(1), &mut |n| seen.push(n))
        .unwrap();
    assert_eq!(seen, [1, 2, 3]);
}

#[test]
fn is_current_only_while_nothing_was_touched() {
    let (_keep, out) = folder();
    let files = [("index.html", "home"), ("a/index.html", "a"), ("s.css", "s")];
    let whole = Some(Summary { files: 3, pages: 2 });
    assert_eq!(is_current(&output(&out), key(1).sources, NOON), None);
    put_site(&out, &files).unwrap();
    assert_eq!(is_current(&output(&out), key(1).sources, NOON), whole);
    assert_eq!(is_current(&output(&out), key(2).sources, NOON), None);
    assert_eq!(is_current(&output(&out), key(1).sources, Timestamp::UNIX_EPOCH), whole);
    assert_eq!(is_current(&output(&out), key(1).sources, Timestamp::constant(86_400, 0)), None, "another day");

    fs::write(out.join("index.html"), "HOME").unwrap();
    assert_eq!(is_current(&output(&out), key(1).sources, NOON), None, "same length, later time");
    assert_eq!(put_site(&out, &files).unwrap().written, 1);
    assert_eq!(is_current(&output(&out), key(1).sources, NOON), whole);

    fs::remove_file(out.join("s.css")).unwrap();
    assert_eq!(is_current(&output(&out), key(1).sources, NOON), None);
    put_site(&out, &files).unwrap();
    fs::write(out.join("foreign.txt"), "").unwrap();
    assert_eq!(is_current(&output(&out), key(1).sources, NOON), whole, "foreign files do not matter");
}

#[test]
fn a_file_as_young_as_the_manifest_is_read_again() {
    let (_keep, out) = folder();
    let files = [("index.html", "home")];
    put_site(&out, &files).unwrap();
    // Another program changes the file within the instant in which it was recorded.
    let recorded = fs::metadata(out.join("index.html")).unwrap().modified().unwrap();
    fs::write(out.join("index.html"), "HOME").unwrap();
    File::options().write(true).open(out.join("index.html")).unwrap().set_modified(recorded).unwrap();
    let mut manifest = Manifest::read(&output(&out)).unwrap();
    assert!(manifest.is_trusted_throughout());
    manifest.clock = manifest.files.values().flatten().next().unwrap().1;
    fs::write(output(&out).manifest(), serde_json::to_vec(&manifest).unwrap()).unwrap();

    assert_eq!(is_current(&output(&out), key(1).sources, NOON), None);
    assert_eq!(put_site(&out, &files).unwrap().written, 1);
    check(&out, &[("index.html", "home")]);
    assert!(is_current(&output(&out), key(1).sources, NOON).is_some());
}

/// Copies a folder as caches do: the bytes, and another time.
fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from).into_iter().map(Result::unwrap) {
        let place = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(place).unwrap();
        } else {
            fs::write(&place, fs::read(entry.path()).unwrap()).unwrap();
            let long_ago = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
            File::options().write(true).open(&place).unwrap().set_modified(long_ago).unwrap();
        }
    }
}

#[test]
fn a_folder_that_a_cache_brought_back_is_trusted_after_one_look_at_its_bytes() {
    let files = [("index.html", "home"), ("a/index.html", "a"), ("b/index.html", "b")];
    let (keep, out) = folder();
    put_site(&out, &files).unwrap();
    let (elsewhere, restored) = folder();
    copy(keep.path(), elsewhere.path());
    assert!(is_current(&output(&restored), key(1).sources, NOON).is_some());
    let manifest = Manifest::read(&output(&restored)).unwrap();
    assert!(manifest.is_trusted_throughout() && !manifest.looks_restored(&restored));

    // A file that differs is not trusted, the others are.
    let (elsewhere, restored) = folder();
    copy(keep.path(), elsewhere.path());
    fs::write(restored.join("a/index.html"), "A").unwrap();
    assert_eq!(is_current(&output(&restored), key(1).sources, NOON), None);
    let manifest = Manifest::read(&output(&restored)).unwrap();
    let trusted: Vec<bool> = manifest.files.keys().map(|path| manifest.trusted(path).is_some()).collect();
    assert_eq!(trusted, [false, true, true]);
    assert_eq!(put_site(&restored, &files).unwrap(), Written { written: 1, unchanged: 2, removed: 0 });

    // One file with its old time is enough to say that the others were changed by somebody.
    let (elsewhere, restored) = folder();
    copy(keep.path(), elsewhere.path());
    let left = fs::metadata(out.join("index.html")).unwrap().modified().unwrap();
    File::options().write(true).open(restored.join("index.html")).unwrap().set_modified(left).unwrap();
    assert!(!Manifest::read(&output(&restored)).unwrap().looks_restored(&restored));
}

#[test]
fn a_touched_file_with_the_right_bytes_is_not_rewritten() {
    let (_keep, out) = folder();
    put_site(&out, &[("index.html", "home")]).unwrap();
    fs::write(out.join("index.html"), "home").unwrap();
    assert_eq!(put_site(&out, &[("index.html", "home")]).unwrap(), Written { written: 0, unchanged: 1, removed: 0 });
    assert!(is_current(&output(&out), key(1).sources, NOON).is_some());
}

#[test]
fn foreign_files_stay() {
    let (_keep, out) = folder();
    fs::create_dir_all(out.join("a")).unwrap();
    fs::write(out.join("CNAME"), "example.org").unwrap();
    fs::write(out.join("a/notes.txt"), "notes").unwrap();
    put_site(&out, &[("a/index.html", "a"), ("b/index.html", "b")]).unwrap();
    fs::write(out.join("b/mine.txt"), "mine").unwrap();
    put_site(&out, &[]).unwrap();
    check(&out, &[("CNAME", "example.org"), ("a/", ""), ("a/notes.txt", "notes"), ("b/", ""), ("b/mine.txt", "mine")]);
}

#[test]
fn a_foreign_file_in_the_way_is_refused_before_anything_is_written() {
    let (_keep, out) = folder();
    fs::create_dir_all(out.join("about")).unwrap();
    fs::write(out.join("index.html"), "my home").unwrap();
    fs::write(out.join("about/index.html"), "the same").unwrap();
    fs::write(out.join("blog"), "a file").unwrap();
    let error = put_site(&out, &[("index.html", "home"), ("about/index.html", "the same"), ("blog/index.html", "blog"), ("c.css", "c")]);
    let message = error.unwrap_err().to_string();
    assert!(message.ends_with("has files of its own where the site's files must go: `blog`, `index.html`"), "{message}");
    check(&out, &[("about/", ""), ("about/index.html", "the same"), ("blog", "a file"), ("index.html", "my home")]);
    assert!(!output(&out).manifest().exists());
}

#[test]
fn a_page_becomes_a_folder_and_a_folder_a_page() {
    let (_keep, out) = folder();
    put_site(&out, &[("a", "file"), ("b/c/index.html", "c"), ("b/index.html", "b")]).unwrap();
    assert_eq!(put_site(&out, &[("a/x/index.html", "x"), ("b", "file")]).unwrap(), Written { written: 2, unchanged: 0, removed: 3 });
    check(&out, &[("a/", ""), ("a/x/", ""), ("a/x/index.html", "x"), ("b", "file")]);

    fs::write(out.join("a/x/mine.txt"), "mine").unwrap();
    let message = put_site(&out, &[("a", "file")]).unwrap_err().to_string();
    assert!(message.ends_with(": `a/x/mine.txt`"), "{message}");
    check(&out, &[("a/", ""), ("a/x/", ""), ("a/x/index.html", "x"), ("a/x/mine.txt", "mine"), ("b", "file")]);
}

#[test]
fn a_file_inside_a_file_is_refused() {
    let (_keep, out) = folder();
    let message = put_site(&out, &[("a", "file"), ("a/b/index.html", "b")]).unwrap_err().to_string();
    assert_eq!(message, "the site has both a file and a folder `a`");
    assert!(!out.exists());
}

#[test]
fn the_output_folder_may_not_be_a_file() {
    let (_keep, out) = folder();
    fs::write(&out, "").unwrap();
    assert!(matches!(put_site(&out, &[("index.html", "home")]), Err(WriteError::NotAFolder { .. })));
}

#[cfg(unix)]
#[test]
fn links_are_never_followed() {
    use std::os::unix::fs::symlink;

    let (keep, out) = folder();
    let elsewhere = keep.path().join("elsewhere");
    fs::create_dir_all(&elsewhere).unwrap();
    fs::write(elsewhere.join("index.html"), "precious").unwrap();
    put_site(&out, &[("a/index.html", "a"), ("b.html", "b"), ("c.html", "c")]).unwrap();
    fs::remove_dir_all(out.join("a")).unwrap();
    symlink(&elsewhere, out.join("a")).unwrap();
    fs::remove_file(out.join("b.html")).unwrap();
    symlink(elsewhere.join("index.html"), out.join("b.html")).unwrap();

    let message = put_site(&out, &[("a/index.html", "A"), ("b.html", "B")]).unwrap_err().to_string();
    assert!(message.ends_with(": `a`, `b.html`"), "{message}");
    // Stale files behind links are not ours either.
    put_site(&out, &[("c.html", "c")]).unwrap();
    check(&elsewhere, &[("index.html", "precious")]);
    check(&out, &[("a", "link"), ("b.html", "link"), ("c.html", "c")]);
    // A link planted under the name of a half-written file is replaced, not followed.
    symlink(elsewhere.join("index.html"), out.join(".c.html.ribbon-tmp")).unwrap();
    put_site(&out, &[("c.html", "C")]).unwrap();
    check(&elsewhere, &[("index.html", "precious")]);
    check(&out, &[("a", "link"), ("b.html", "link"), ("c.html", "C")]);
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_said_so() {
    use std::os::unix::fs::PermissionsExt;

    let (_keep, out) = folder();
    put_site(&out, &[("a/index.html", "old")]).unwrap();
    let set = |mode| fs::set_permissions(out.join("a"), fs::Permissions::from_mode(mode)).unwrap();
    set(0o555);
    // Nothing is forbidden to the superuser.
    if File::create(out.join("a/probe")).is_err() {
        let error = put_site(&out, &[("a/index.html", "new"), ("b.html", "b")]).unwrap_err();
        assert!(error.to_string().ends_with("a/index.html`: you have no permission"), "{error}");
        assert!(error.help().is_some());
        assert_eq!(fs::read_to_string(out.join("a/index.html")).unwrap(), "old");
    }
    set(0o755);
    let _ = fs::remove_file(out.join("a/probe"));
    put_site(&out, &[("a/index.html", "new"), ("b.html", "b")]).unwrap();
    check(&out, &[("a/", ""), ("a/index.html", "new"), ("b.html", "b")]);
}

#[test]
fn a_manifest_that_names_files_outside_is_no_manifest() {
    let (keep, out) = folder();
    fs::write(keep.path().join("precious.txt"), "precious").unwrap();
    put_site(&out, &[("index.html", "home")]).unwrap();
    let forged = fs::read_to_string(output(&out).manifest()).unwrap().replace("index.html", "../precious.txt");
    fs::write(output(&out).manifest(), forged).unwrap();
    put_site(&out, &[("index.html", "home")]).unwrap();
    assert!(keep.path().join("precious.txt").exists());
}

#[test]
fn files_on_disk_are_copied_and_compared() {
    let (keep, out) = folder();
    let original = vec![7u8; 300_000];
    fs::create_dir_all(keep.path().join("static")).unwrap();
    fs::write(keep.path().join("static/film.mp4"), &original).unwrap();
    let artifacts = |len| {
        let content = Content::Disk { path: Arc::from("static/film.mp4"), sha256: [0; 32], len, splices: Arc::default() };
        BTreeMap::from([(OutputPath::new("film.mp4").unwrap(), Artifact::new(ArtifactKind::Asset, content))])
    };
    let put = |len| write(&output(&out), keep.path(), &artifacts(len), key(1), &mut |_| {});
    assert_eq!(put(300_000).unwrap().written, 1);
    assert_eq!(fs::read(out.join("film.mp4")).unwrap(), original);
    fs::write(out.join("film.mp4"), &original).unwrap();
    assert_eq!(put(300_000).unwrap().unchanged, 1);

    let error = put(299_999).unwrap_err();
    assert!(error.to_string().ends_with("static/film.mp4` changed while the site was being built"), "{error}");
    assert_eq!(fs::read(out.join("film.mp4")).unwrap(), original);
    assert_eq!(tree_names(&out), ["film.mp4"]);
}

fn tree_names(out: &Path) -> Vec<String> {
    let names = fs::read_dir(out).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.collect()
}

#[test]
fn the_longest_names_can_be_written() {
    let (_keep, out) = folder();
    let name = "é".repeat(127);
    put_site(&out, &[(&name, "old")]).unwrap();
    put_site(&out, &[(&name, "new")]).unwrap();
    check(&out, &[(&name, "new")]);
    assert!(put_site(&out, &[(&"a".repeat(300), "")]).unwrap_err().to_string().contains("the name is too long"));
}

/// Where `writes_until_killed` works; it does nothing in any other folder.
const KILL_ME: &str = "kill-me";

/// Says that the first write has begun.
const STARTED: &str = "started";

const N_FILES: usize = 400;

/// A site in one of three shapes: every file says its version, some files come and go.
fn version(n: usize) -> BTreeMap<OutputPath, Artifact> {
    let text = |path: &str| format!("{path} of version {n}\n").repeat(200);
    let path = |i: usize| match (i % 4, n) {
        (0, _) => format!("{i}/index.html"),
        (1, 0) => format!("{i}/deep/er/index.html"),
        (1, _) => format!("{i}"),
        (2, shape) => format!("only/{shape}/{i}/style.css"),
        _ => format!("feeds/{i}.xml"),
    };
    let files: Vec<(String, String)> = (0..N_FILES).map(path).map(|path| (path.clone(), text(&path))).collect();
    site(&files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>())
}

#[test]
#[ignore = "started and killed by `a_killed_build_leaves_every_file_whole`"]
fn writes_until_killed() {
    let versions = [0, 1, 2].map(version);
    if Path::new(KILL_ME).exists() {
        fs::write(STARTED, "").unwrap();
    }
    for artifacts in versions.iter().cycle().take_while(|_| Path::new(KILL_ME).exists()) {
        write(&OutputFolder::new(Path::new("."), Path::new("public")), Path::new("."), artifacts, key(0), &mut |_| {}).unwrap();
    }
}

#[test]
fn a_killed_build_leaves_every_file_whole() {
    let (keep, out) = folder();
    fs::write(keep.path().join(KILL_ME), "").unwrap();
    fs::create_dir_all(&out).unwrap();
    fs::write(out.join("foreign.txt"), "foreign").unwrap();
    let versions = [0, 1, 2].map(version);
    let mut n_interrupted = 0;
    for round in 0..12u64 {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "edge::write::tests::writes_until_killed", "--ignored"])
            .current_dir(keep.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while !keep.path().join(STARTED).exists() {
            assert!(child.try_wait().unwrap().is_none(), "the writer ended by itself");
            std::thread::sleep(Duration::from_millis(1));
        }
        fs::remove_file(keep.path().join(STARTED)).unwrap();
        // Spread over writing and deleting; a prime keeps the phases apart.
        std::thread::sleep(Duration::from_millis(round * 37 % 101));
        child.kill().unwrap();
        child.wait().unwrap();

        for (name, text) in tree(&out) {
            if name.ends_with('/') || name.ends_with(crate::base::artifact::TEMPORARY) || name == "foreign.txt" {
                continue;
            }
            let is_of = |version: &BTreeMap<OutputPath, Artifact>| {
                version.get(name.as_str()).is_some_and(|file| file.content.bytes() == Some(text.as_bytes()))
            };
            let whole = versions.iter().any(is_of);
            assert!(whole, "round {round}: {name} has {} bytes", text.len());
        }
        n_interrupted += usize::from(Manifest::read(&output(&out)).is_some_and(|manifest| !manifest.complete));
        let wanted = &versions[round as usize % 3];
        write(&output(&out), Path::new("."), wanted, key(1), &mut |_| {}).unwrap();
        let found: Vec<String> = tree(&out).into_keys().filter(|name| !name.ends_with('/') && name != "foreign.txt").collect();
        assert_eq!(found, wanted.keys().map(ToString::to_string).collect::<Vec<_>>(), "round {round}");
        assert!(wanted.iter().all(|(path, file)| fs::read(out.join(path.as_str())).ok().as_deref() == file.content.bytes()));
        assert!(is_current(&output(&out), key(1).sources, NOON).is_some());
    }
    assert!(n_interrupted > 0, "no build was killed while it was writing");
}
