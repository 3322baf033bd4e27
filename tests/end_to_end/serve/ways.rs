//! The ways in which programs save, and the kinds of source they save.

use std::collections::BTreeMap;
use std::fs::{self, File, FileTimes, Permissions};
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use crate::site::Site;

/// A kind of source, by one file of it.
pub(super) struct Kind {
    pub name: &'static str,
    pub file: &'static str,
    /// The file's text in each version; 0 is the first.
    pub text: fn(usize) -> String,
    pub copy_to: &'static str,
    pub rename_to: &'static str,
    /// A folder that holds the file, and its other name.
    pub folder: Option<(&'static str, &'static str)>,
    /// A folder of such files that is not there at first.
    pub new: &'static [(&'static str, &'static str)],
}

/// What a way of saving leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leads {
    /// From one state to the next in one step, if to another one at all.
    AtOnce,
    /// Past states in between, which a browser may see.
    InSteps,
    Nowhere,
}

/// A way of saving, or the reason why it means nothing for a kind.
pub(super) type Way = (&'static str, Leads, fn(&Site, &Kind) -> Option<&'static str>);

pub(super) const WAYS: &[Way] = &[
    ("written in place", Leads::InSteps, in_place),
    ("written beside and renamed over", Leads::AtOnce, rename_over),
    ("deleted and created", Leads::InSteps, delete_and_create),
    ("written in five pieces", Leads::InSteps, in_pieces),
    ("copied", Leads::InSteps, copied),
    ("renamed", Leads::InSteps, renamed),
    ("its folder renamed", Leads::InSteps, folder_renamed),
    ("deleted", Leads::AtOnce, deleted),
    ("a new folder", Leads::InSteps, new_folder),
    ("other permissions", Leads::Nowhere, permissions),
    ("touched", Leads::Nowhere, touched),
    ("a link led elsewhere", Leads::InSteps, link_retargeted),
    ("written behind a link", Leads::InSteps, behind_a_link),
    ("written while there is no site.toml", Leads::InSteps, without_configuration),
    ("200 saves in a second", Leads::InSteps, many_saves),
    ("beside scratch files", Leads::Nowhere, scratch_files),
];

fn in_place(site: &Site, kind: &Kind) -> Option<&'static str> {
    site.write(kind.file, (kind.text)(1));
    None
}

/// As vim, Emacs, VS Code's atomic mode and most programs that fear a power cut do.
fn rename_over(site: &Site, kind: &Kind) -> Option<&'static str> {
    put_by_rename(site, kind.file, &(kind.text)(1));
    None
}

fn delete_and_create(site: &Site, kind: &Kind) -> Option<&'static str> {
    site.remove(kind.file);
    sleep(Duration::from_millis(40));
    site.write(kind.file, (kind.text)(1));
    None
}

/// Slower than any quiet period: every piece may be built.
fn in_pieces(site: &Site, kind: &Kind) -> Option<&'static str> {
    let text = (kind.text)(1);
    let mut file = File::create(site.path(kind.file)).expect("a file");
    for piece in text.as_bytes().chunks(text.len().div_ceil(5)) {
        file.write_all(piece).expect("a piece");
        sleep(Duration::from_millis(40));
    }
    None
}

fn copied(site: &Site, kind: &Kind) -> Option<&'static str> {
    let to = site.path(kind.copy_to);
    fs::create_dir_all(to.parent().expect("a folder")).expect("folders");
    fs::copy(site.path(kind.file), to).expect("a copy");
    None
}

fn renamed(site: &Site, kind: &Kind) -> Option<&'static str> {
    let to = site.path(kind.rename_to);
    fs::create_dir_all(to.parent().expect("a folder")).expect("folders");
    fs::rename(site.path(kind.file), to).expect("another name");
    None
}

fn folder_renamed(site: &Site, kind: &Kind) -> Option<&'static str> {
    let Some((from, to)) = kind.folder else { return Some("its folder is the site, which the server was told to serve") };
    fs::rename(site.path(from), site.path(to)).expect("another name");
    None
}

fn deleted(site: &Site, kind: &Kind) -> Option<&'static str> {
    site.remove(kind.file);
    None
}

fn new_folder(site: &Site, kind: &Kind) -> Option<&'static str> {
    if kind.new.is_empty() {
        return Some("it lies in no folder of its kind below another");
    }
    for (path, text) in kind.new {
        site.write(path, text);
    }
    None
}

fn permissions(site: &Site, kind: &Kind) -> Option<&'static str> {
    fs::set_permissions(site.path(kind.file), Permissions::from_mode(0o640)).expect("permissions");
    None
}

fn touched(site: &Site, kind: &Kind) -> Option<&'static str> {
    let file = File::options().append(true).open(site.path(kind.file)).expect("a file");
    file.set_times(FileTimes::new().set_modified(SystemTime::now())).expect("another time");
    None
}

/// The file becomes a link to a variant, and then to another variant.
fn link_retargeted(site: &Site, kind: &Kind) -> Option<&'static str> {
    for version in 1..=2 {
        let variant = site.path(&format!("variants/{version}"));
        site.write(&format!("variants/{version}"), (kind.text)(version));
        let beside = site.path(&format!("variants/link-{version}"));
        symlink(variant, &beside).expect("a link");
        fs::rename(beside, site.path(kind.file)).expect("the link in place");
        sleep(Duration::from_millis(40));
    }
    None
}

/// The file is a link, and what it leads to is saved.
fn behind_a_link(site: &Site, kind: &Kind) -> Option<&'static str> {
    site.write("variants/1", (kind.text)(1));
    site.remove(kind.file);
    symlink(site.path("variants/1"), site.path(kind.file)).expect("a link");
    sleep(Duration::from_millis(300));
    put_by_rename(site, "variants/1", &(kind.text)(2));
    None
}

fn without_configuration(site: &Site, kind: &Kind) -> Option<&'static str> {
    let text = site.read("site.toml");
    site.remove("site.toml");
    sleep(Duration::from_millis(100));
    site.write(kind.file, (kind.text)(1));
    sleep(Duration::from_millis(100));
    if kind.file != "site.toml" {
        site.write("site.toml", text);
    }
    None
}

fn many_saves(site: &Site, kind: &Kind) -> Option<&'static str> {
    for version in 1..=200 {
        site.write(kind.file, (kind.text)(version));
        sleep(Duration::from_millis(5));
    }
    None
}

/// What editors and systems leave beside a file while it is open: vim, Emacs, Kate, Helix and VS Code, JetBrains, LibreOffice, macOS,
/// Dropbox, browsers.
fn scratch_files(site: &Site, kind: &Kind) -> Option<&'static str> {
    let (folder, name) = kind.file.rsplit_once('/').map_or((String::new(), kind.file), |(folder, name)| (format!("{folder}/"), name));
    let text = (kind.text)(1);
    for scratch in [
        format!(".{name}.swp"),
        format!(".{name}.swx"),
        "4913".to_owned(),
        format!("{name}~"),
        format!("#{name}#"),
        format!(".#{name}"),
        format!(".{name}.kate-swp"),
        format!("{name}.tmp"),
        format!(".{name}.f8Zq1c"),
        format!("{name}___jb_tmp___"),
        format!("{name}___jb_old___"),
        format!(".~lock.{name}#"),
        format!("~${name}"),
        ".DS_Store".to_owned(),
        ".dropbox.attrs".to_owned(),
        format!("{name}.bak"),
        format!("{name}.part"),
    ] {
        let path = format!("{folder}{scratch}");
        site.write(&path, &text);
        sleep(Duration::from_millis(2));
        site.remove(&path);
    }
    // Some stay while the file is open.
    site.write(&format!("{folder}.{name}.swp"), &text);
    None
}

fn put_by_rename(site: &Site, file: &str, text: &str) {
    let (folder, name) = file.rsplit_once('/').unwrap_or((".", file));
    let beside = format!("{folder}/.{name}.2xK9");
    site.write(&beside, text);
    fs::rename(site.path(&beside), site.path(file)).expect("a file in place");
}

/// Brings a folder back to what it held at first; `public` is nobody's source.
pub(super) fn restore(site: &Site, first: &BTreeMap<String, String>) {
    remove_others(site, site.root(), first);
    for (path, text) in first {
        let is_link = fs::symlink_metadata(site.path(path)).is_ok_and(|metadata| metadata.is_symlink());
        if is_link {
            site.remove(path);
        }
        if fs::read_to_string(site.path(path)).ok().as_ref() != Some(text) {
            site.write(path, text);
        }
    }
}

fn remove_others(site: &Site, folder: &Path, first: &BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let below = path.strip_prefix(site.root()).expect("below the site").to_string_lossy().into_owned();
        if path.is_dir() && !path.is_symlink() {
            if ["public", ".git"].contains(&&*below) {
                continue;
            }
            remove_others(site, &path, first);
            let _ = fs::remove_dir(&path);
        } else if !first.contains_key(&below) && below != super::listing::FENCE {
            fs::remove_file(&path).expect("a file to remove");
        }
    }
}
