//! Every reader on files that are nearly right: real ones with bytes turned over, parts left out, repeated, put elsewhere or cut off.
//!
//! No reader may break down, point outside of its file, or take longer than a person waits. `RIBBON_MUTATIONS=20000` tries so many
//! files a reader instead of a few hundred, and `--nocapture` prints what was tried. A seed that fails is named, and
//! `RIBBON_MUTATION_SEED` tries it alone.

#![expect(clippy::disallowed_methods, reason = "reads the seeds and the environment, and looks at the clock")]

use std::fmt::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Memos, build};
use crate::base::diagnostic::Problems;
use crate::base::source::{Settings, Snapshot, Source, SourceId};
use crate::check;
use crate::content::{Parsed, Reading};
use crate::edge::load::load;
use crate::site::config;
use crate::site::data;
use crate::syntax::{addresses, csv, fluent, html, json};

/// Files tried for each reader of one text in the usual run, and for what needs a whole site.
const USUAL: u64 = 500;
const USUAL_OF_SITES: u64 = 25;

/// The longest that one file may take, without optimisation and beside other tests.
const PATIENCE: Duration = Duration::from_secs(20);

/// Pieces that mean something to one of the readers, and less where they do not belong.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "`",
    "```",
    "[",
    "]",
    "(",
    ")",
    "{",
    "}",
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "<",
    ">",
    "<!--",
    "-->",
    "</",
    "/>",
    "+++\n",
    "---\n",
    ":::",
    "::",
    "::: details",
    "[@",
    "]:",
    "[^1]",
    "|",
    "|---|",
    "\n\n",
    "\r\n",
    "\t",
    "\0",
    "\u{feff}",
    "\u{202e}",
    "é",
    "日本",
    "👩‍👩‍👧",
    "e\u{301}",
    "\\",
    "\\u0000",
    "&amp;",
    "&#x110000;",
    "=",
    "==",
    ",",
    ";",
    ":",
    "#",
    "@",
    "@string{",
    "@comment{",
    " and ",
    "{\\\"o}",
    "$",
    "%",
    "~",
    "*",
    "**",
    "_",
    "- ",
    "1. ",
    "    ",
    "99999999999999999999",
    "-1",
    "1e999",
    "NaN",
    "2027-02-30",
    "true",
    "null",
    "url(",
    "var(--",
    "/*",
    "*/",
    "@media",
    "<style>",
    "<script>",
    "<macro name=\"a\">",
    "<text macro=\"a\"/>",
    "<group>",
    "{ $x ->",
    "*[other]",
    "NUMBER(",
    ".attr = ",
    "-term",
    "{% for a in b %}",
    "{% endfor %}",
    "{% component x() %}",
    "{{ super() }}",
    "[[a]]",
    "[a.b]",
    "'''",
    "\"\"\"",
    "&a *a",
    "!!binary",
    "? :",
    "- - -",
];

/// Numbers that are the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % (end.max(1) as u64)).unwrap_or(0)
    }
}

/// One of the texts with one to six changes.
fn mutated(texts: &[String], seed: u64) -> String {
    const LONGEST: usize = 64 * 1024;
    let mut random = Random(seed);
    let mut bytes = texts[random.below(texts.len())].clone().into_bytes();
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len() + 1);
        let end = (at + 1 + random.below(60)).min(bytes.len());
        match random.below(9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            1 => drop(bytes.drain(at..end)),
            2 => {
                let part = bytes[at..end].to_vec();
                let n_times = 1 + random.below(30);
                bytes.splice(at..at, part.repeat(n_times));
            }
            3 => bytes.truncate(at),
            4 | 5 => {
                let piece = PIECES[random.below(PIECES.len())];
                let n_times = if random.below(8) == 0 { 1 + random.below(200) } else { 1 };
                bytes.splice(at..at, piece.repeat(n_times).into_bytes());
            }
            6 => {
                let other = texts[random.below(texts.len())].as_bytes();
                let from = random.below(other.len());
                let to = (from + random.below(200)).min(other.len());
                bytes.splice(at..at, other[from..to].to_vec());
            }
            7 => {
                let part: Vec<u8> = bytes.drain(at..end).collect();
                let there = random.below(bytes.len() + 1);
                bytes.splice(there..there, part);
            }
            _ => bytes.splice(at..end, PIECES[random.below(PIECES.len())].bytes()).for_each(drop),
        }
        bytes.truncate(LONGEST);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The files below a folder of the repository whose names end like this.
fn files(folder: &str, endings: &[&str]) -> Vec<String> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut found = Vec::new();
    while let Some(next) = folders.pop() {
        let mut entries: Vec<_> = std::fs::read_dir(next).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                folders.push(path);
            } else if endings.iter().any(|ending| path.to_string_lossy().ends_with(ending)) {
                found.extend(std::fs::read_to_string(path));
            }
        }
    }
    assert!(!found.is_empty(), "{folder} has no files that end with {endings:?}");
    found
}

/// Tries a reader, which gives what it found wrong in a source.
fn check(reader: &str, usual: u64, texts: &[String], read: impl Fn(&Source) -> Problems, path: &str) {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let n_cases = number("RIBBON_MUTATIONS").map_or(usual, |wanted| if usual == USUAL { wanted } else { wanted / 20 });
    let seeds = number("RIBBON_MUTATION_SEED").map_or(0..n_cases, |seed| seed..seed + 1);
    let start = Instant::now();
    let (mut failures, mut n_problems) = (String::new(), 0);
    for seed in seeds.clone() {
        let source = Source::new(path, mutated(texts, seed));
        let begun = Instant::now();
        match catch_unwind(AssertUnwindSafe(|| read(&source))) {
            Err(_) => drop(writeln!(failures, "{reader}, seed {seed}: it broke down")),
            Ok(problems) => {
                n_problems += problems.len();
                let spans = problems.iter().flat_map(|problem| problem.at.iter().chain(problem.also.iter().map(|(span, _)| span)));
                for span in spans.filter(|span| span.source == source.id) {
                    if span.start > span.end || span.end > source.text.len() {
                        let _ = writeln!(failures, "{reader}, seed {seed}: {}..{} of {}", span.start, span.end, source.text.len());
                    }
                }
            }
        }
        if begun.elapsed() > PATIENCE {
            let _ = writeln!(failures, "{reader}, seed {seed}: {:?}", begun.elapsed());
        }
    }
    let n_cases = seeds.end - seeds.start;
    println!("{reader:<14} {n_cases:>7} files {:>7.1} s {n_problems:>8} problems told", start.elapsed().as_secs_f64());
    assert!(failures.is_empty(), "{failures}");
}

fn settings() -> Settings {
    Settings { thorough: true, ..Settings::on("2027-02-04".parse().expect("a date")) }
}

fn reading() -> Arc<Reading> {
    let options = crate::content::Options {
        raw_html: true,
        smart_punctuation: true,
        heading_anchors: true,
        external_links: crate::content::ExternalLinks::Mark,
        language: "en".to_owned(),
    };
    let words = check::words::Words::of("en", 1, true);
    let wording = move |source: &Source, _: &crate::content::FrontMatter, prose: &[crate::content::ProseBlock]| {
        words.as_ref().map_or_else(Default::default, |words| check::prose::find(source, prose, words))
    };
    Arc::new(Reading { options, wording: Box::new(wording) })
}

#[test]
fn texts() {
    let reading = reading();
    let read = |source: &Source| {
        let parsed = Parsed::new(source.clone(), Arc::clone(&reading));
        let body = parsed.body();
        [&parsed.problems[..], &body.problems, &body.wording.problems].concat().into()
    };
    check("text", USUAL, &[files("tests/mistakes/site", &[".md"]), files("content", &[".md"])].concat(), read, "content/a.md");
}

#[test]
fn data_files() {
    for (ending, folders) in
        [("csv", &["data", "docs/data"][..]), ("toml", &["data", "tests/mistakes"]), ("yml", &["data"]), ("json", &["tests"])]
    {
        let texts: Vec<String> = folders.iter().flat_map(|folder| files(folder, &[&format!(".{ending}")])).collect();
        let read = |source: &Source| {
            let mut problems = Problems::new();
            if let Some(file) = data::read(source, &mut problems) {
                file.value();
            }
            if ending == "csv" {
                let table = csv::Csv::new(&source.text);
                for row in table {
                    for n in 0..row.len() {
                        assert!(source.text.get(csv::field(&source.text, row.start, n)).is_some(), "a field outside of the file");
                    }
                }
            }
            if ending == "json" {
                json::parse(source, &mut problems);
            }
            problems
        };
        check(ending, USUAL, &texts, read, &format!("data/a.{ending}"));
    }
}

#[test]
fn markup() {
    let read_html = |source: &Source| {
        let document = html::Document::parse(&source.text);
        for element in document.elements() {
            assert!(source.text.get(element.inside()).is_some(), "an element outside of the file");
        }
        for found in addresses::addresses(&document) {
            assert!(source.text.get(found.at).is_some(), "an address outside of the file");
        }
        Problems::new()
    };
    check("html", USUAL, &files("themes/base/templates", &[".html"]), read_html, "a.html");
    let read_css = |source: &Source| {
        let css = crate::syntax::css::read(&source.text);
        assert!(css.urls.iter().all(|url| source.text.get(url.at.clone()).is_some()), "an address outside of the file");
        Problems::new()
    };
    check("css", USUAL, &files("themes", &[".css"]), read_css, "a.css");
    let read_template = |source: &Source| {
        let template = crate::syntax::tera::read(&source.text);
        assert!(template.uses.iter().all(|used| source.text.get(used.at.clone()).is_some()), "a name outside of the file");
        crate::syntax::tera::growing(&source.text);
        crate::syntax::tera::outside_tags(&source.text);
        Problems::new()
    };
    check("template names", USUAL, &files("themes", &[".html"]), read_template, "a.html");
    let read_strings = |source: &Source| {
        let mut problems = Problems::new();
        fluent::parse(source, &mut problems);
        problems
    };
    check("fluent", USUAL, &files("themes", &[".ftl"]), read_strings, "strings/en.ftl");
}

#[test]
fn site_files() {
    let read = |source: &Source| {
        let mut snapshot = Snapshot::empty(settings());
        snapshot.texts.insert(source.id.clone(), source.clone());
        config::read(&snapshot).1
    };
    check("site.toml", USUAL, &[files("tests/mistakes/site", &["site.toml"]), files("docs", &["site.toml"])].concat(), read, "site.toml");
}

/// The correct site with one file put in its place, built beside what was built before.
fn sites(reader: &str, texts: &[String], path: &str, more: &[(&str, &str)]) {
    let mut site = load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mistakes/site"), settings());
    for (path, text) in more {
        site.texts.insert(SourceId::new(path), Source::new(path, *text));
    }
    let memos = std::cell::RefCell::new(Memos::default());
    let read = |source: &Source| {
        let mut snapshot = site.clone();
        snapshot.texts.insert(source.id.clone(), source.clone());
        build(&snapshot, &mut memos.borrow_mut()).diagnostics
    };
    check(reader, USUAL_OF_SITES, texts, read, path);
}

/// A page that shows every source of the site.
const SOURCES: (&str, &str) = ("content/all.md", "+++\ntitle = \"All\"\ndescription = \"All.\"\n+++\n\n::bibliography\n");

#[test]
fn references() {
    sites("bibtex", &[files("tests/mistakes/site", &[".bib"]), vec![BIB.to_owned()]].concat(), "data/references/library.bib", &[SOURCES]);
    sites("csl-json", &files("tests/mistakes/site", &["zotero.json"]), "data/references/zotero.json", &[SOURCES]);
    sites("references.yml", &files("data", &["references.yml"]), "data/references.yml", &[SOURCES]);
    let config = files("tests/mistakes/site", &["site.toml"])[0].clone() + "\n[citations]\nstyle = \"data/a.csl\"\n";
    sites("citation style", &[CSL.to_owned()], "data/a.csl", &[("site.toml", &config), SOURCES]);
}

#[test]
fn charts_numbers_and_themes() {
    sites("chart data", &files("data", &[".csv"]), "data/burns.csv", &[]);
    sites("statistics", &files("tests/mistakes/site", &["stats.toml"]), "data/stats.toml", &[]);
    sites("templates", &files("tests/mistakes/site/templates", &["base.html"]), "templates/base.html", &[]);
    sites("components", &files("tests/mistakes/site/templates", &["route.html"]), "templates/components/route.html", &[]);
    sites("strings", &files("tests/mistakes/site/strings", &["en.ftl"]), "strings/en.ftl", &[]);
    sites("theme.toml", &files("themes", &["theme.toml"]), "themes/shade/theme.toml", &[]);
    sites("reviews", &files("tests/mistakes/site/data/reviews", &[".toml"]), "data/reviews/creams.toml", &[]);
    sites("pages", &files("tests/mistakes/site/content", &["burns.md", "about.md", "mira.md"]), "content/burns.md", &[]);
}

const BIB: &str = r#"@string{lp = "Lime Press" # " Town"}
@article{a1, author = {van der Wall, Ernst and {World Health Organization} and others}, title = {The {DNA} of $\alpha$-cells: \emph{E. coli} and {\"u}}, journal = "J. Gard.", year = 2021, month = mar, pages = {11--19}, doi = {10.5555/x.y}, crossref = {p1}}
@inproceedings{p1, editor = "Doe, Jane", booktitle = {Proc.}, publisher = lp, date = {2020-05/2020-06}, xdata = {x1}}
@thesis{t1, author = {O'Neil, S. and Li, M.}, title = {{A} thesis}, type = {phdthesis}, institution = lp, year = {2019}}
@online{w1, author = {{NHS}}, title = {Skin}, url = {https://www.nhs.uk/skin_(a)}, urldate = {2026-01-02}}
@xdata{x1, note = {Said at a meeting}}
"#;

const CSL: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0" default-locale="en-GB">
  <info><title>Ours</title><id>ours</id><updated>2020-01-01T00:00:00+00:00</updated></info>
  <macro name="names"><names variable="author"><name form="long" initialize-with=". " and="symbol" et-al-min="3" et-al-use-first="1"/><substitute><names variable="editor"/><text variable="title"/></substitute></names></macro>
  <macro name="day"><choose><if variable="issued"><date variable="issued" form="text" date-parts="year"/></if><else><text term="no date"/></else></choose></macro>
  <citation collapse="citation-number"><sort><key variable="citation-number"/></sort><layout prefix="(" suffix=")" delimiter=","><text variable="citation-number"/></layout></citation>
  <bibliography second-field-align="flush"><sort><key macro="names"/></sort><layout suffix="."><group delimiter=". "><text variable="citation-number"/><text macro="names"/><text variable="title" font-style="italic"/><group delimiter=":"><number variable="volume"/><text variable="page"/></group><text macro="day"/></group></layout></bibliography>
</style>
"#;
