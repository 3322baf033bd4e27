//! The law for a real folder: what is read again is what a first look reads, however files are saved.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use proptest::prelude::*;
use ribbon::build::{Memos, build};
use ribbon::load::{Cache, load, load_again};
use ribbon::source::{AssetBytes, Snapshot, SourceId};

use crate::edit::{apply, edits, is_own, put};
use crate::{cases, compare, start};

/// A save as some program does it.
#[derive(Clone, Copy, Debug)]
enum Way {
    InPlace,
    RenameOver,
    DeleteAndCreate,
    /// The time of the last change is put back, as `rsync -t`, `tar` and some editors do.
    WithOldTime,
    BehindALink,
}

/// What stands at a place that other files do not touch, so that the model need not know of links.
#[derive(Clone, Copy, Debug)]
enum Place {
    Nothing,
    File,
    LinkToFile,
    LinkToOtherFile,
    LinkToFolder,
    LinkToOtherFolder,
    LinkToNothing,
    LinkOut,
    LinkToItself,
}

/// A save, whether it is made after a pause, and what then stands at the place of links.
type Step = (Way, bool, Place);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let place = prop::sample::select(vec![
        Place::Nothing,
        Place::File,
        Place::LinkToFile,
        Place::LinkToOtherFile,
        Place::LinkToFolder,
        Place::LinkToOtherFolder,
        Place::LinkToNothing,
        Place::LinkOut,
        Place::LinkToItself,
    ]);

    let way = prop_oneof![
        2 => Just(Way::InPlace),
        2 => Just(Way::RenameOver),
        1 => Just(Way::DeleteAndCreate),
        1 => Just(Way::WithOldTime),
        1 => Just(Way::BehindALink),
    ];
    // With a pause the files are old enough to be known by their looks; without, they have to be read.
    prop::collection::vec((way, any::<bool>(), place), 14)
}

/// The steps of the clock on the disks that tests run on, with a margin: Linux ticks every 1 to 10 ms.
const CLOCK: Duration = Duration::from_millis(25);

/// Where links stand: a text by its name where it is a file.
const PLACE: &str = "content/linked.md";

/// Where links lead: below the folder that they stand in, since a link may only show what is a source of the same kind.
const GOALS: &str = "/goals/";

/// The files that a site's own folder holds, but for the place of links and what they lead to.
fn own_files(snapshot: &Snapshot) -> BTreeMap<String, Vec<u8>> {
    let texts = snapshot.texts.values().map(|source| (source.id.to_string(), source.text.as_bytes().to_vec()));
    let assets = snapshot.assets.values().filter_map(|asset| match &asset.bytes {
        AssetBytes::Memory(bytes) => Some((asset.id.to_string(), bytes.to_vec())),
        AssetBytes::Disk(_) => None,
    });
    let own = |(path, _): &(String, _)| is_own(&SourceId::new(path)) && !path.starts_with(PLACE) && !path.contains(GOALS);
    texts.chain(assets).filter(own).collect()
}

/// Puts something in the place of links; what links lead to is in a folder of its own.
#[cfg(unix)]
fn link(root: &Path, place: Place) {
    use std::os::unix::fs::symlink;
    let at = root.join(PLACE);
    if fs::symlink_metadata(&at).is_ok() {
        fs::remove_file(&at).expect("a file or a link to remove");
    }
    for (folder, text) in [("content/goals/one", "One.\n"), ("content/goals/two", "Two.\n")] {
        fs::create_dir_all(root.join(folder)).expect("a folder");
        let file = root.join(folder).join("text.md");
        if !file.exists() {
            fs::write(file, text).expect("a file");
        }
    }
    let made = match place {
        Place::Nothing => Ok(()),
        Place::File => fs::write(at, "A file.\n"),
        Place::LinkToFile => symlink("goals/one/text.md", at),
        Place::LinkToOtherFile => symlink("goals/two/text.md", at),
        Place::LinkToFolder => symlink("goals/one", at),
        Place::LinkToOtherFolder => symlink("goals/two", at),
        Place::LinkToNothing => symlink("nothing.md", at),
        Place::LinkOut => symlink("/", at),
        Place::LinkToItself => symlink(".", at),
    };
    made.expect("something in the place");
}

#[cfg(not(unix))]
fn link(_: &Path, _: Place) {}

/// Saves what differs.
fn save(root: &Path, before: &BTreeMap<String, Vec<u8>>, after: &BTreeMap<String, Vec<u8>>, way: Way) {
    for path in before.keys().filter(|path| !after.contains_key(*path)) {
        fs::remove_file(root.join(path)).expect("a file to remove");
    }
    for (path, bytes) in after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)) {
        let file = root.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        let old = fs::metadata(&file).and_then(|metadata| metadata.modified());
        match way {
            Way::RenameOver => {
                fs::write(root.join("beside"), bytes).expect("a file");
                fs::rename(root.join("beside"), &file).expect("the file in place");
            }
            Way::DeleteAndCreate if old.is_ok() => {
                fs::remove_file(&file).expect("a file to remove");
                fs::write(&file, bytes).expect("a file");
            }
            #[cfg(unix)]
            Way::BehindALink if path.contains('/') && !path.ends_with("theme.toml") => {
                let (folder, name) = path.rsplit_once('/').expect("a folder");
                let goals = root.join(format!("{folder}{GOALS}"));
                let goal = goals.join(name);
                fs::create_dir_all(goals).expect("a folder");
                fs::write(&goal, bytes).expect("a file");
                let _ = fs::remove_file(&file);
                std::os::unix::fs::symlink(goal, &file).expect("a link");
            }
            _ => fs::write(&file, bytes).expect("a file"),
        }
        if let (Way::WithOldTime, Ok(time)) = (way, old) {
            let file = fs::File::options().append(true).open(&file).expect("a file");
            file.set_modified(time).expect("the old time");
        }
    }
}

proptest! {
    #![proptest_config(cases(4))]

    #[test]
    fn a_folder_read_again_gives_what_a_first_look_gives(edits in edits(), steps in steps()) {
        let folder = tempfile::tempdir().expect("a folder");
        let mut model = start();
        let (mut cache, mut warm) = (Cache::for_clock(CLOCK), Memos::default());
        save(folder.path(), &BTreeMap::new(), &own_files(&model), Way::InPlace);
        build(&load_again(folder.path(), model.settings.clone(), &mut cache), &mut warm);
        for (step, (edit, (way, pauses, place))) in edits.iter().zip(steps).enumerate() {
            if pauses {
                sleep(CLOCK * 2);
                load_again(folder.path(), model.settings.clone(), &mut cache);
            }
            let before = own_files(&model);
            apply(&mut model, edit);
            // A text that changes without changing its length.
            put(&mut model, "content/count.md", format!("Step {}.\n", step % 10));
            save(folder.path(), &before, &own_files(&model), way);
            link(folder.path(), place);
            let again = load_again(folder.path(), model.settings.clone(), &mut cache);
            let anew = load(folder.path(), model.settings.clone());
            prop_assert_eq!(&again.texts, &anew.texts);
            prop_assert_eq!(&again.assets, &anew.assets);
            prop_assert_eq!(&again.problems, &anew.problems);
            prop_assert_eq!(own_files(&anew), own_files(&model));
            compare(&build(&again, &mut warm), &build(&anew, &mut Memos::default()))?;
        }
    }
}

/// That files are known by their looks is what the law above is about.
#[test]
fn a_file_that_was_not_saved_is_not_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let model = start();
    save(folder.path(), &BTreeMap::new(), &own_files(&model), Way::InPlace);
    sleep(CLOCK * 2);
    let mut cache = Cache::for_clock(CLOCK);
    let first = load_again(folder.path(), model.settings.clone(), &mut cache);
    let second = load_again(folder.path(), model.settings, &mut cache);
    let page = SourceId::new("content/a.md");
    assert!(std::sync::Arc::ptr_eq(&first.texts[&page].text, &second.texts[&page].text));
}
