//! The rules of the house that no compiler keeps: layers, the fence around the core, lengths.

#![expect(clippy::disallowed_methods, reason = "reads the sources")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// They read the disk, the clock and the command line; nothing below them does.
const EDGES: &[&str] = &["main", "edge"];

/// What each module uses, exactly: a new arrow is a decision to be made here. Each line names only lines below it.
const USES: &[(&str, &[&str])] = &[
    ("build", &["base", "check", "content", "plan", "render", "site"]),
    ("edition", &["base", "content", "plan", "render", "site", "syntax", "theme"]),
    ("check", &["base", "content", "plan", "render", "site", "syntax"]),
    ("render", &["base", "chart", "content", "plan", "site", "syntax", "theme"]),
    ("plan", &["base", "site", "syntax"]),
    ("site", &["base", "content", "syntax", "theme"]),
    ("theme", &["base", "syntax"]),
    ("chart", &["base", "syntax"]),
    ("content", &["base", "syntax"]),
    ("syntax", &["base"]),
    ("base", &[]),
];

/// The most lines of a file, its tests not counted.
const MAX_LINES: usize = 400;

/// A source file of the library or the binary, without its tests.
struct File {
    /// Below `src`, with `/`.
    path: String,
    code: String,
}

impl File {
    /// The module at the top of the crate that the file belongs to.
    fn module(&self) -> &str {
        self.path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    fn is_edge(&self) -> bool {
        EDGES.contains(&self.module())
    }
}

fn files() -> Vec<File> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&src).expect("below src").to_string_lossy().replace('\\', "/");
            let is_test = name.ends_with("tests.rs") || name.contains("/tests/") || name.ends_with("properties.rs");
            if name.ends_with(".rs") && !is_test {
                let text = fs::read_to_string(&path).expect("a source");
                let code = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
                found.push(File { path: name, code });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(found.len() > 50, "the sources were not found");
    found
}

/// The modules that a file names by `crate::`, comments left out.
fn used(file: &File) -> BTreeSet<&str> {
    let lines = file.code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let names = lines
        .flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| rest.split(|sign: char| !(sign.is_ascii_lowercase() || sign == '_')).next().unwrap_or_default());
    names.filter(|name| !name.is_empty() && *name != file.module()).collect()
}

#[test]
fn modules_use_what_the_table_says() {
    let table: BTreeMap<&str, BTreeSet<&str>> = USES.iter().map(|(module, uses)| (*module, uses.iter().copied().collect())).collect();
    let files = files();
    let mut found: BTreeMap<&str, BTreeSet<&str>> = table.keys().map(|module| (*module, BTreeSet::new())).collect();
    for file in files.iter().filter(|file| !file.is_edge() && file.module() != "lib") {
        found.entry(file.module()).or_default().extend(used(file));
    }
    assert_eq!(found, table);
}

#[test]
fn edges_stand_above_all() {
    for (module, uses) in USES {
        let above: Vec<&&str> = uses.iter().filter(|used| EDGES.contains(used) || ["build"].contains(used)).collect();
        assert!(above.is_empty(), "{module} uses {above:?}");
    }
    // No stage knows that `serve` exists, and reading and writing know nothing of each other.
    for file in files().iter().filter(|file| file.path.starts_with("edge/load") || file.path.starts_with("edge/write")) {
        let others: Vec<&str> = used(file).into_iter().filter(|used| EDGES.contains(used)).collect();
        assert!(others.is_empty(), "{} uses {others:?}", file.path);
    }
}

#[test]
fn only_edges_leave_the_fence() {
    for file in files().iter().filter(|file| file.code.contains("disallowed_methods")) {
        assert!(file.is_edge(), "{} touches the world", file.path);
        assert!(file.code.contains("#![expect(") && file.code.contains("reason = "), "{} gives no reason", file.path);
    }
}

#[test]
fn lints_are_expected_with_a_reason_and_nothing_unwraps() {
    for file in files() {
        for (n, line) in file.code.lines().enumerate() {
            let place = format!("src/{}:{}", file.path, n + 1);
            assert!(!line.contains("[allow("), "{place} allows a lint; expect it, with a reason");
            assert!(!line.contains(".unwrap()"), "{place} unwraps");
            assert!(!line.contains("todo!(") && !line.contains("dbg!("), "{place} is unfinished");
        }
    }
}

#[test]
fn files_are_short() {
    let long: Vec<String> = files()
        .iter()
        .map(|file| (file.code.lines().count(), &file.path))
        .filter(|(n_lines, _)| *n_lines > MAX_LINES)
        .map(|(n_lines, path)| format!("src/{path} has {n_lines} lines"))
        .collect();
    assert!(long.is_empty(), "more than {MAX_LINES} lines: {long:?}");
}

#[test]
fn every_file_opens_with_what_it_is() {
    for file in files() {
        assert!(file.code.starts_with("//! "), "src/{} says nothing about itself", file.path);
    }
}
