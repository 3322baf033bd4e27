//! The memo law: whatever was built before, a build gives what a build from nothing gives. The same for what is read from a folder.
//!
//! `RIBBON_LAW_CASES=1000` makes the run a long one; without it 64 series of edits are tried.

#![expect(clippy::disallowed_methods, reason = "saves files in real folders")]

mod edit;
mod examples;
mod folder;
mod front_matter;
mod process;
mod texts;

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::Path;

use edit::{apply, edits, put};
use proptest::prelude::*;
use ribbon::artifact::OutputPath;
use ribbon::build::{Build, BuildObserver, Memos, build, build_for};
use ribbon::load::load;
use ribbon::sink::Memory;
use ribbon::source::{Settings, Snapshot};

/// How many series of edits are tried, and a part of them where each takes its time.
fn cases(part: u32) -> ProptestConfig {
    let wanted = std::env::var("RIBBON_LAW_CASES").ok().and_then(|text| text.parse().ok());
    // A series that fails belongs among the examples, by a name that says what is wrong.
    ProptestConfig { cases: wanted.unwrap_or(64_u32).div_ceil(part), failure_persistence: None, ..ProptestConfig::default() }
}

/// Everything that a build gives, but for how many outputs it rendered.
fn compare(warm: &Build, cold: &Build) -> Result<(), TestCaseError> {
    prop_assert_eq!(&warm.diagnostics, &cold.diagnostics);
    let paths: BTreeSet<&OutputPath> = warm.artifacts.keys().chain(cold.artifacts.keys()).collect();
    for path in paths {
        prop_assert_eq!(warm.artifacts.get(path), cold.artifacts.get(path), "{}", path);
    }
    prop_assert_eq!(&warm.broken, &cold.broken);
    prop_assert_eq!(warm.is_sound, cold.is_sound);
    prop_assert_eq!(&warm.schedule, &cold.schedule);
    prop_assert_eq!(&warm.reviews, &cold.reviews);
    Ok(())
}

/// A small site in the embedded base theme.
fn start() -> Snapshot {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/no-such-folder");
    let mut snapshot = load(&root, Settings::on("2026-11-23".parse().expect("a date")));
    put(&mut snapshot, "site.toml", texts::CONFIG);
    put(&mut snapshot, "content/_index.md", "Home, with [a](@/a.md).\n");
    put(&mut snapshot, "content/a.md", "+++\ntitle = \"One\"\ndate = 2026-01-02\n+++\nPlain.\n");
    put(&mut snapshot, "content/news/_index.md", "+++\nsort_by = \"date\"\n+++\n");
    put(&mut snapshot, "content/news/c.md", "---\ntitle: Two\ntaxonomies:\n  tags: [x, y]\n---\nPlain.\n");
    put(&mut snapshot, "themes/other/theme.toml", "name = \"other\"\n");
    snapshot
}

/// A build that is left when it asks for the `n`th time, after it has handed over some pages.
fn leave(snapshot: &Snapshot, memos: &mut Memos, n: usize) {
    let n_asked = Cell::new(0);
    let is_cancelled = || {
        n_asked.set(n_asked.get() + 1);
        n_asked.get() == n
    };
    let awaited = ["index.html", "a/index.html"].iter().filter_map(|path| OutputPath::new(path).ok()).collect();
    let audience = BuildObserver { stage: &|_| {}, priority: &awaited, ready: &|_| {}, is_cancelled: &is_cancelled, sink: &Memory };
    let left = build_for(&audience, snapshot, memos);
    // Where there is no configuration there is nothing to wait for.
    assert!(left.is_none() || n_asked.get() < n);
}

proptest! {
    #![proptest_config(cases(1))]

    #[test]
    fn a_warm_build_gives_what_a_cold_one_gives(edits in edits()) {
        let mut snapshot = start();
        let mut warm = Memos::default();
        build(&snapshot, &mut warm);
        for (step, edit) in edits.iter().enumerate() {
            apply(&mut snapshot, edit);
            if step % 3 > 0 {
                leave(&snapshot, &mut warm, step % 3);
            }
            compare(&build(&snapshot, &mut warm), &build(&snapshot, &mut Memos::default()))?;
        }
    }
}
