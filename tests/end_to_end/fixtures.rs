//! Small sites with the exact report expected, in `tests/fixtures/CODE/NAME.md`.
//!
//! A fixture is a Markdown file. A fenced block's words say what it holds:
//!
//! - a language and a path (`md content/about.md`): a file of the site. A home page and a
//!   `site.toml` are added where the fixture has none.
//! - `bytes PATH`: a file by its bytes in hexadecimal
//! - `link PATH`: a symbolic link, to what the block says
//! - `without PATH`: a file that is not to be added
//! - `run`: the words after `ribbon`, instead of `build`
//! - `report short` and `report human`: what is expected, in that format
//!
//! `UPDATE=1 cargo test fixtures` writes the reports anew.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use ribbon::diagnostic::Code;

use crate::site::{HOME, SITE_TOML, Site};

/// A fenced block: the words of its opening line, and what it holds.
struct Block<'t> {
    words: &'t str,
    text: &'t str,
}

fn fixtures() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let below = |folder: &Path| {
        fs::read_dir(folder).expect("a folder of fixtures").map(|entry| entry.expect("an entry").path()).collect::<Vec<_>>()
    };
    let mut found: Vec<PathBuf> = below(&root).iter().flat_map(|folder| below(folder)).collect();
    found.sort();
    found
}

/// The code that a fixture is for: its folder's name.
fn code_of(path: &Path) -> String {
    path.parent().and_then(Path::file_name).expect("a folder").to_string_lossy().into_owned()
}

#[test]
fn every_fixture_is_reported_as_expected() {
    let update = std::env::var_os("UPDATE").is_some();
    let wrong: Vec<String> = fixtures().par_iter().filter_map(|path| check(path, update).err()).collect();
    assert!(wrong.is_empty(), "{}\nUPDATE=1 writes the reports anew\n", wrong.join("\n"));
}

#[test]
fn every_code_has_a_fixture() {
    let with: BTreeSet<String> = fixtures().iter().map(|path| code_of(path)).collect();
    let codes: BTreeSet<String> = Code::ALL.iter().map(|code| code.name().to_owned()).collect();
    assert_eq!(with, codes);
}

fn check(path: &Path, update: bool) -> Result<(), String> {
    let text = fs::read_to_string(path).expect("a fixture");
    let blocks = blocks(&text);
    let site = site(&blocks);
    let run: Vec<&str> =
        blocks.iter().find(|block| block.words == "run").map_or(vec!["build"], |block| block.text.split_whitespace().collect());
    let mut new = text.clone();
    for block in &blocks {
        let Some(format) = block.words.strip_prefix("report ") else { continue };
        let outcome = site.run(&[&run[..], &["--quiet", "--date", "2027-02-04", "--format", format]].concat());
        let report = format!("{}{}", outcome.stdout, outcome.stderr);
        let fails = report.lines().any(|line| line.starts_with("error[") || line.contains(": error[")) || run.contains(&"--strict");
        if outcome.code != Some(i32::from(fails)) {
            return Err(format!("{}: ends with {:?}", path.display(), outcome.code));
        }
        if !report.contains(&format!("[{}]", code_of(path))) {
            return Err(format!("{} does not show its code:\n{report}", path.display()));
        }
        new = new.replacen(&format!("report {format}\n{}```", block.text), &format!("report {format}\n{report}```"), 1);
    }
    if new == text {
        return Ok(());
    }
    if update {
        fs::write(path, new).expect("a fixture to write");
        return Ok(());
    }
    Err(format!("{} expects another report. Now it is:\n{new}", path.display()))
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find("\n```") {
        let start = at + found + 1;
        let line_end = start + text[start..].find('\n').expect("a line after a fence");
        let fence = &text[start..start + text[start..].chars().take_while(|sign| *sign == '`').count()];
        let close = line_end + text[line_end..].find(&format!("\n{fence}\n")).expect("a closing fence") + 1;
        blocks.push(Block { words: text[start + fence.len()..line_end].trim(), text: &text[line_end + 1..close] });
        at = close + fence.len();
    }
    blocks
}

fn site(blocks: &[Block<'_>]) -> Site {
    let site = Site::empty();
    let absent: Vec<&str> = blocks.iter().filter_map(|block| block.words.strip_prefix("without ")).collect();
    for (path, text) in [("site.toml", SITE_TOML), ("content/_index.md", HOME)] {
        if !absent.contains(&path) {
            site.write(path, text);
        }
    }
    for block in blocks {
        match block.words.split_once(' ') {
            None | Some(("report" | "without", _)) => {}
            Some(("bytes", path)) => site.write(path, bytes(block.text)),
            Some(("link", path)) => link(&site, path, block.text.trim()),
            Some((_, path)) => site.write(path, block.text),
        }
    }
    site
}

fn bytes(text: &str) -> Vec<u8> {
    text.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).expect("a byte in hexadecimal")).collect()
}

#[cfg(unix)]
fn link(site: &Site, path: &str, target: &str) {
    let path = site.path(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("folders for a link");
    std::os::unix::fs::symlink(target, path).expect("a link");
}

#[cfg(windows)]
fn link(site: &Site, path: &str, target: &str) {
    let path = site.path(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("folders for a link");
    std::os::windows::fs::symlink_file(target, path).expect("a link");
}

#[test]
fn blocks_are_read_with_fences_of_any_length() {
    let text = "# A\n\n````md content/a.md\n```\ncode\n```\n````\n\n```report short\n```\n";
    let mut seen = String::new();
    for block in blocks(text) {
        write!(seen, "{}|{}|", block.words, block.text).expect("a string");
    }
    assert_eq!(seen, "md content/a.md|```\ncode\n```\n|report short||");
}
