//! Mistakes that editors make, each a small change to a correct site, with what is told of it: none may pass in silence.
//!
//! The site is in `tests/mistakes/site`, the mistakes are beside it, a file for each area. A `[[mistake]]` has
//!
//! - `what`: the mistake in words
//! - `edits`: what is done to the site, each with the `file` and one of
//!   - `find` and `replace`: the first occurrence of a text, which must be there
//!   - `add`: text at the end of the file, which is made if there is none
//!   - `text`: the whole file
//!   - `encoding`: the file as it is, saved as `windows-1252`, `utf-16` or `utf-8-bom`
//!   - `bytes`: bytes at the end of the file, in hexadecimal
//!   - `to`: another name of the file
//!   - `copy`: a second file of the same content
//!   - `link`: a symbolic link to what is said
//!   - `remove`: no file
//! - `told`: the report of `ribbon check --strict`, one line a problem, without advice
//!
//! `cargo xtask mistakes` prints the table, and `UPDATE=1 cargo xtask mistakes` writes the reports anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use ribbon::build::{Memos, build};
use ribbon::load::load;
use ribbon::report::{Format, Style, render};
use ribbon::source::Settings;
use serde::Deserialize;
use toml_edit::{Array, DocumentMut, Item, Value};

use crate::site::{Site, files};

#[derive(Deserialize)]
struct Area {
    #[serde(rename = "mistake")]
    mistakes: Vec<Mistake>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mistake {
    what: String,
    edits: Vec<Edit>,
    #[serde(default)]
    told: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    find: Option<String>,
    replace: Option<String>,
    add: Option<String>,
    text: Option<String>,
    encoding: Option<String>,
    bytes: Option<String>,
    to: Option<String>,
    copy: Option<String>,
    link: Option<String>,
    #[serde(default)]
    remove: bool,
}

/// The files of a site by path.
type Sources = BTreeMap<String, Vec<u8>>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes")
}

/// The areas by name, each with its file.
fn areas() -> BTreeMap<String, PathBuf> {
    let entries = fs::read_dir(folder()).expect("a folder of mistakes");
    let paths = entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.extension().is_some_and(|ending| ending == "toml"));
    paths.map(|path| (path.file_stem().expect("a name").to_string_lossy().into_owned(), path)).collect()
}

#[test]
fn no_mistake_passes_in_silence() {
    let site = files(&folder().join("site"));
    let update = std::env::var_os("UPDATE").is_some();
    let mut seen = BTreeSet::new();
    let mut failures = String::new();
    let mut n_mistakes = 0;
    for (Area { mistakes }, name, text, found) in tried(&site) {
        println!("\n{name}: {} mistakes", mistakes.len());
        n_mistakes += mistakes.len();
        for (Mistake { what, told, .. }, found) in mistakes.iter().zip(&found) {
            println!("  {what}");
            for line in found {
                println!("      {line}");
            }
            if found.is_empty() {
                let _ = writeln!(failures, "{name}: `{what}` passes in silence");
            } else if found != told && !update {
                let _ = writeln!(failures, "{name}: `{what}` is told as\n{}\ninstead of\n{}", found.join("\n"), told.join("\n"));
            }
            assert!(seen.insert(what.clone()), "{name}: `{what}` is there twice");
        }
        if update {
            fs::write(folder().join(name + ".toml"), with_reports(&text, &found)).expect("a list to write");
        }
    }
    println!("\n{n_mistakes} mistakes");
    assert!(failures.is_empty(), "{failures}");
    assert!(n_mistakes >= 120, "{n_mistakes} mistakes");
}

/// Each area with its name, its text and what is told of each of its mistakes. One is tried after the other, as somebody does who
/// writes beside a server: what the site keeps is made once an area.
fn tried(site: &Sources) -> Vec<(Area, String, String, Vec<Vec<String>>)> {
    let areas: Vec<(String, PathBuf)> = areas().into_iter().collect();
    let tried = areas.into_par_iter().map(|(name, path)| {
        let text = fs::read_to_string(path).expect("a list of mistakes");
        let area: Area = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut memos = Memos::default();
        assert_eq!(told(site, &[], &mut memos), Vec::<String>::new(), "the correct site is not correct");
        let found = area.mistakes.iter().map(|mistake| told(site, &mistake.edits, &mut memos)).collect();
        (area, name, text, found)
    });
    tried.collect()
}

/// The list with other reports, all else as it is written.
fn with_reports(text: &str, reports: &[Vec<String>]) -> String {
    let mut list: DocumentMut = text.parse().expect("it was read before");
    let tables = list["mistake"].as_array_of_tables_mut().expect("a list of mistakes");
    for (table, report) in tables.iter_mut().zip(reports) {
        let mut lines: Array = report.iter().map(|line| literal(line)).collect();
        for line in lines.iter_mut() {
            line.decor_mut().set_prefix("\n  ");
        }
        lines.set_trailing(if report.is_empty() { "" } else { ",\n" });
        table["told"] = Item::Value(Value::Array(lines));
    }
    list.to_string()
}

/// A string as a person would write it: in single quotes where there are double ones in it.
fn literal(line: &str) -> Value {
    let written = if line.contains('"') && !line.contains('\'') { format!("'{line}'") } else { Value::from(line).to_string() };
    written.parse().expect("a string")
}

/// What is told of the site after the edits.
fn told(site: &Sources, edits: &[Edit], memos: &mut Memos) -> Vec<String> {
    let edited = Site::empty();
    let mut sources = site.clone();
    let mut links = Vec::new();
    for edit in edits {
        apply(&mut sources, &mut links, edit);
    }
    for (path, bytes) in &sources {
        edited.write(path, bytes);
    }
    for (path, target) in links {
        let path = edited.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders for a link");
        #[cfg(unix)]
        std::os::unix::fs::symlink(target, path).expect("a link");
        #[cfg(windows)]
        std::os::windows::fs::symlink_file(target, path).expect("a link");
    }
    let mut settings = Settings::on("2027-02-04".parse().expect("a date"));
    settings.thorough = true;
    settings.strict = true;
    let snapshot = load(edited.root(), settings);
    let mut problems = build(&snapshot, memos).diagnostics;
    for problem in &mut problems {
        problem.help = None;
    }
    let report = render(Format::Short, &problems, &snapshot.shown(), Style { color: false, width: 100 });
    report.lines().map(str::to_owned).collect()
}

fn apply<'e>(sources: &mut Sources, links: &mut Vec<(&'e str, &'e str)>, edit: &'e Edit) {
    let Edit { file, find, replace, add, text, encoding, bytes, to, copy, link, remove } = edit;
    let now = sources.get(file).cloned();
    let there = || now.clone().unwrap_or_else(|| panic!("{file} is not there"));
    if let (Some(find), Some(replace)) = (find, replace) {
        let before = String::from_utf8(there()).expect("UTF-8");
        assert!(before.contains(find), "{file} has no {find:?}");
        sources.insert(file.clone(), before.replacen(find, replace, 1).into_bytes());
    } else if let Some(add) = add {
        sources.insert(file.clone(), [now.unwrap_or_default(), add.clone().into_bytes()].concat());
    } else if let Some(text) = text {
        sources.insert(file.clone(), text.clone().into_bytes());
    } else if let Some(encoding) = encoding {
        sources.insert(file.clone(), encoded(&String::from_utf8(there()).expect("UTF-8"), encoding));
    } else if let Some(bytes) = bytes {
        let more = bytes.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).expect("a byte in hexadecimal"));
        sources.insert(file.clone(), now.unwrap_or_default().into_iter().chain(more).collect());
    } else if let Some(to) = to {
        sources.insert(to.clone(), there());
        sources.remove(file);
    } else if let Some(copy) = copy {
        sources.insert(copy.clone(), there());
    } else if let Some(link) = link {
        sources.remove(file);
        links.push((file, link));
    } else {
        assert!(*remove && sources.remove(file).is_some(), "{file}: nothing is edited");
    }
}

fn encoded(text: &str, encoding: &str) -> Vec<u8> {
    match encoding {
        // The letters that both have in common.
        "windows-1252" => text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(0x92)).collect(),
        "utf-16" => [vec![0xff, 0xfe], text.encode_utf16().flat_map(u16::to_le_bytes).collect()].concat(),
        "utf-8-bom" => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        _ => panic!("no encoding is called {encoding}"),
    }
}
