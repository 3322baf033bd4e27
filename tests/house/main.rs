//! The rules of the house that no compiler keeps: layers, the fence around the core, lengths.

#![expect(clippy::disallowed_methods, reason = "reads the sources")]

mod arrows;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use arrows::{Arrows, Crate};

/// They read the disk, the clock and the command line; nothing below them does.
const EDGES: &[&str] = &["main", "edge"];

/// What each module uses, exactly: a new arrow is a decision to be made here. Each line names only lines below it.
const USES: Table = &[
    ("build", &["base", "check", "content", "headers", "plan", "render", "site", "syntax"]),
    ("headers", &["base", "picture", "plan", "site", "syntax"]),
    ("edition", &["base", "content", "plan", "render", "site", "syntax", "theme"]),
    ("check", &["base", "content", "page", "picture", "plan", "render", "site", "syntax", "theme"]),
    ("render", &["base", "chart", "content", "picture", "plan", "site", "syntax", "theme"]),
    ("plan", &["base", "site", "syntax"]),
    ("site", &["base", "content", "picture", "syntax", "theme"]),
    ("theme", &["base", "picture", "syntax"]),
    ("chart", &["base", "syntax"]),
    ("content", &["base", "syntax"]),
    ("page", &["syntax"]),
    ("picture", &["base", "syntax"]),
    ("syntax", &["base"]),
    ("base", &[]),
];

/// The same for the edges among themselves. Reading knows no other edge and neither does writing; only what serves sees saves.
const EDGE_USES: Table = &[
    ("cli", &["report"]),
    ("command", &["cli", "edit", "encode", "external", "load", "publish", "report", "serve", "store", "write"]),
    ("edit", &[]),
    ("encode", &[]),
    ("external", &[]),
    ("load", &[]),
    ("publish", &[]),
    ("report", &[]),
    ("serve", &["encode", "load", "report", "watch"]),
    ("store", &["publish"]),
    ("watch", &["load"]),
    ("write", &[]),
];

/// The same inside `render`. `tracked` is the door, `inputs` make what a template is given, `job` renders it.
const RENDER_USES: Table = &[
    ("allowed", &[]),
    ("approval", &["links", "question", "renderer", "trace"]),
    ("bounded", &["failure"]),
    ("calendar", &["question", "value"]),
    ("chart", &["engine", "question", "tracked", "value"]),
    ("citing", &["value"]),
    ("component", &["allowed", "bounded", "calendar", "engine", "question", "renderer", "tracked", "value"]),
    ("definitions", &["allowed", "component", "engine"]),
    ("described", &["allowed", "component", "engine"]),
    ("drawing", &["renderer"]),
    ("edition", &["value"]),
    ("engine", &["allowed", "bounded", "function", "template_error", "undefined", "value", "variables"]),
    ("event", &["value"]),
    ("failure", &[]),
    ("function", &["chart", "citing", "failure", "kit", "question", "renderer", "tracked", "value"]),
    ("head", &["edition", "engine", "rendered", "renderer", "value", "view"]),
    ("ics", &[]),
    ("inputs", &["calendar", "engine", "head", "job", "renderer", "review", "structured", "text_report", "tracked", "value", "view"]),
    ("job", &["bounded", "engine", "page_pictures", "renderer", "structured", "trace", "tracked", "value", "variables"]),
    ("kit", &["value"]),
    ("links", &["calendar", "component", "engine", "phase", "question", "renderer"]),
    ("machine", &["edition", "engine", "head", "inputs", "job", "value"]),
    ("output", &["inputs", "job", "tracked"]),
    ("page_pictures", &["question", "renderer"]),
    ("paper", &["value", "visible"]),
    ("phase", &["renderer"]),
    ("pictures", &[]),
    ("piece", &["drawing", "inputs", "job", "kit", "paper", "question", "renderer", "review", "value"]),
    ("question", &[]),
    ("redirect", &[]),
    ("rendered", &["citing", "trace", "value"]),
    ("renderer", &["calendar", "citing", "engine", "event", "kit", "pictures", "question", "value", "values"]),
    ("review", &["approval", "renderer", "texts", "value"]),
    ("standalone", &[]),
    ("structured", &["engine", "event", "question", "renderer", "review", "texts", "value", "visible"]),
    ("template_error", &["failure", "function", "undefined"]),
    ("text", &["citing", "component", "engine", "links", "rendered", "renderer", "trace", "tracked", "value"]),
    ("text_report", &["approval", "links", "rendered", "renderer", "value"]),
    ("texts", &["approval", "links", "rendered", "renderer", "text", "text_report", "trace", "value"]),
    ("trace", &["question", "renderer"]),
    ("tracked", &["citing", "engine", "question", "renderer", "text_report", "texts", "trace", "value"]),
    ("undefined", &["function"]),
    ("value", &[]),
    ("values", &["value", "view"]),
    ("variables", &[]),
    ("view", &["value"]),
    ("visible", &[]),
];

/// Modules of one folder that use each other, each pair with the reason. A new one is better broken: what both
/// need belongs to one of them, or to a third.
const MUTUAL: &[(&str, &str, &str)] =
    &[("content::markdown", "content::translate", "the label of a component is Markdown, which may call components")];

/// Modules with those that each uses.
type Table = &'static [(&'static str, &'static [&'static str])];

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

fn arrows(table: Table) -> Arrows {
    let set = |names: &[&str]| names.iter().map(ToString::to_string).collect();
    table.iter().map(|(module, uses)| (module.to_string(), set(uses))).collect()
}

#[test]
fn modules_use_what_the_table_says() {
    let mut found = Crate::of(&files()).below(&[]);
    found.retain(|module, _| !EDGES.contains(&module.as_str()) && module != "lib");
    assert_eq!(found, arrows(USES));
    for (at, (module, uses)) in USES.iter().enumerate() {
        let above: Vec<_> = uses.iter().filter(|used| !USES[at + 1..].iter().any(|(below, _)| below == *used)).collect();
        assert!(above.is_empty(), "{module} uses what stands above it: {above:?}");
    }
}

#[test]
fn edges_use_what_the_table_says() {
    assert_eq!(Crate::of(&files()).below(&["edge"]), arrows(EDGE_USES));
}

#[test]
fn the_inside_of_render_is_what_the_table_says() {
    assert_eq!(Crate::of(&files()).below(&["render"]), arrows(RENDER_USES));
}

#[test]
fn no_two_modules_of_a_folder_use_each_other() {
    let files = files();
    let found = Crate::of(&files);
    let mut pairs = BTreeSet::new();
    for folder in found.folders() {
        let below = found.below(&folder);
        let name = |module: &str| [&folder[..], &[module]].concat().join("::");
        for (one, uses) in &below {
            let back = uses.iter().filter(|other| *other > one && below.get(*other).is_some_and(|uses| uses.contains(one)));
            pairs.extend(back.map(|other| (name(one), name(other))));
        }
    }
    let known: BTreeSet<_> = MUTUAL.iter().map(|(one, other, _)| (one.to_string(), other.to_string())).collect();
    assert_eq!(pairs, known);
}

#[test]
fn paths_are_understood_however_they_are_written() {
    let file = |path: &str, code: &str| File { path: path.to_owned(), code: code.to_owned() };
    let files = [
        file("a.rs", "mod own;\npub use own::Thing;\nfn f() { crate::b::g() }"),
        file("a/own.rs", "use super::super::c::{self, d::{Deep, E as F}};\n// crate::e::not_a_use()"),
        file("b/mod.rs", "mod one;\nmod two;\npub use one::Handed;"),
        file("b/one.rs", "pub struct Handed;"),
        file("b/two.rs", "use super::Handed;\nuse crate::a::Thing;"),
        file("c/mod.rs", "mod d;\nuse self::d::Deep;"),
        file("c/d.rs", ""),
        file("e.rs", ""),
    ];
    let found = Crate::of(&files);
    assert_eq!(found.below(&[]), arrows(&[("a", &["b", "c"]), ("b", &["a"]), ("c", &[]), ("e", &[])]));
    assert_eq!(found.below(&["b"]), arrows(&[("one", &[]), ("two", &["one"])]));
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
