//! The law across processes: what one run of the command leaves makes the next one faster, and nothing else.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use ribbon::Fingerprint;
use ribbon::artifact::{Artifact, Content, OutputPath};
use ribbon::build::{Build, BuildObserver, LastBuild, Memos, Part, build, build_for, build_part};
use ribbon::sink::{Memory, Sink};
use ribbon::source::Snapshot;

use crate::edit::{apply, edits, put};
use crate::{cases, compare, start};

/// An output folder with what the last build has written there.
#[derive(Default)]
struct Folder {
    files: BTreeMap<OutputPath, Artifact>,
    /// As it lies on the disk.
    record: Option<Vec<u8>>,
    /// What was found on finished pages, as it lies on the disk.
    checked: Option<Vec<u8>>,
}

impl Sink for Folder {
    fn put(&self, _: &OutputPath, artifact: Artifact) -> Artifact {
        artifact
    }

    fn kept(&self, path: &OutputPath, fingerprint: Fingerprint) -> Option<Content> {
        self.files.get(path).filter(|file| file.fingerprint == fingerprint).map(|file| file.content.clone())
    }

    fn text(&self, path: &OutputPath, artifact: &Artifact) -> Option<Arc<str>> {
        Memory.text(path, artifact)
    }
}

impl Folder {
    /// Builds into the folder as the command does: what has errors is not written, and leaves nothing.
    fn build(&mut self, snapshot: &Snapshot) -> Build {
        let last = self.record.as_deref().and_then(LastBuild::from_bytes);
        let observer =
            BuildObserver { stage: &|_| {}, priority: &Default::default(), ready: &|_| {}, is_cancelled: &|| false, sink: &*self };
        let mut memos = Memos::one_shot(last);
        memos.take_over_checked(self.checked.as_deref());
        let built = build_for(&observer, snapshot, &mut memos).expect("nobody cancels it");
        self.checked = memos.checked_to_bytes().or(self.checked.take());
        if !built.diagnostics.has_errors() {
            self.files = built.artifacts.clone();
            self.record = built.record.as_ref().and_then(LastBuild::to_bytes);
        }
        built
    }
}

proptest! {
    #![proptest_config(cases(1))]

    #[test]
    fn a_build_after_another_process_gives_what_a_cold_one_gives(edits in edits()) {
        let mut snapshot = start();
        let mut folder = Folder::default();
        folder.build(&snapshot);
        for edit in &edits {
            apply(&mut snapshot, edit);
            compare(&folder.build(&snapshot), &build(&snapshot, &mut Memos::default()))?;
        }
    }
}

/// The pages of several machines, joined; some of their words may be of older sources.
fn joined(parts: &[(&Snapshot, Part)], now: &Snapshot) -> Option<Build> {
    let mut folder = Folder::default();
    let mut records = Vec::new();
    for (snapshot, part) in parts {
        let built = build_part(snapshot, *part).ok()?;
        folder.files.extend(built.artifacts);
        records.push(LastBuild::from_bytes(&built.record.to_bytes()?)?);
    }
    folder.record = LastBuild::joined(records)?.to_bytes();
    Some(folder.build(now))
}

proptest! {
    #![proptest_config(cases(4))]

    #[test]
    fn parts_of_a_build_joined_give_what_one_build_gives(edits in edits(), n_parts in 1..4usize) {
        let mut snapshot = start();
        for edit in &edits {
            let before = snapshot.clone();
            apply(&mut snapshot, edit);
            // The last part was made before the edit, as if somebody mixed them up.
            for last in [&snapshot, &before] {
                let parts: Vec<_> = (1..=n_parts).filter_map(|n| Part::new(n, n_parts)).collect();
                let parts: Vec<_> = parts.into_iter().map(|part| (if part.number() == n_parts { last } else { &snapshot }, part)).collect();
                if let Some(built) = joined(&parts, &snapshot) {
                    compare(&built, &build(&snapshot, &mut Memos::default()))?;
                }
            }
        }
    }
}

#[test]
fn a_build_that_joins_parts_makes_no_page_again() {
    let mut snapshot = start();
    for n in 0..20 {
        put(&mut snapshot, &format!("content/many/{n}.md"), format!("+++\ntitle = \"Page {n}\"\n+++\nWords.\n"));
    }
    let alone = build(&snapshot, &mut Memos::default());
    let parts: Vec<_> = (1..=3).filter_map(|n| Some((&snapshot, Part::new(n, 3)?))).collect();
    let built = joined(&parts, &snapshot).expect("a sound site");
    assert_eq!(built.artifacts, alone.artifacts);
    assert_eq!(alone.n_rendered - built.n_rendered, 22, "all pages, and nothing else");
}

#[test]
fn an_edited_body_renders_its_page_alone() {
    let mut snapshot = start();
    let mut folder = Folder::default();
    assert!(folder.build(&snapshot).n_rendered > 5);
    assert_eq!(folder.build(&snapshot).n_rendered, 0);
    put(&mut snapshot, "content/a.md", "+++\ntitle = \"One\"\ndate = 2026-01-02\n+++\nEdited.\n");
    let edited = folder.build(&snapshot);
    assert!((1..=3).contains(&edited.n_rendered), "{}", edited.n_rendered);
    assert_eq!(edited.artifacts, build(&snapshot, &mut Memos::default()).artifacts);
}

#[test]
fn a_file_that_was_changed_in_the_output_folder_is_made_anew() {
    let snapshot = start();
    let mut folder = Folder::default();
    folder.build(&snapshot);
    folder.files.retain(|path, _| path.as_str() != "a/index.html");
    assert_eq!(folder.build(&snapshot).n_rendered, 1);
}

#[test]
fn a_record_that_is_none_is_no_record() {
    let snapshot = start();
    let mut folder = Folder::default();
    folder.build(&snapshot);
    let whole = folder.record.clone().expect("a record");
    let n = whole.len();
    for broken in [&[][..], b"RIBBON", &whole[..n / 2], &whole[..n - 1], &[0xff; 64]] {
        assert!(LastBuild::from_bytes(broken).is_none());
    }
    // Another program's: the name is at the start, behind its length.
    let mut other = whole;
    other[3] ^= 1;
    assert!(LastBuild::from_bytes(&other).is_none());
}

#[test]
fn only_pages_that_changed_are_looked_at_anew() {
    let mut snapshot = start();
    snapshot.settings.thorough = true;
    for n in 0..5 {
        let text = format!("+++\ntitle = \"Page {n}\"\n+++\n<img src=\"/x{n}.png\">\n\n[Part](a.md#none)\n");
        put(&mut snapshot, &format!("content/many/{n}.md"), text);
    }
    let mut folder = Folder::default();
    let first = folder.build(&snapshot);
    assert!(first.n_checked > 5 && first.diagnostics.has_errors(), "{:?}", first.diagnostics);
    let same = folder.build(&snapshot);
    assert_eq!((same.n_checked, &same.diagnostics), (0, &first.diagnostics));
    put(&mut snapshot, "content/many/3.md", "+++\ntitle = \"Page 3\"\n+++\n<span role=\"buton\">Edited.</span>\n");
    let edited = folder.build(&snapshot);
    assert!((1..=3).contains(&edited.n_checked), "{}", edited.n_checked);
    assert_eq!(edited.diagnostics, build(&snapshot, &mut Memos::default()).diagnostics);
    // What another program or nobody has written is worth nothing.
    for damage in
        [b"".to_vec(), b"other".to_vec(), folder.checked.as_ref().map_or_else(Vec::new, |bytes| bytes[..bytes.len() / 2].to_vec())]
    {
        folder.checked = Some(damage);
        assert_eq!(folder.build(&snapshot).diagnostics, edited.diagnostics);
    }
}
