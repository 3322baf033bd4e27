//! The name of a theme that is about to be made: one that every system takes, and that no theme has.

use std::fs;
use std::path::Path;

use crate::base::source::Snapshot;
use crate::edge::command::terminal::refuse;
use crate::theme;

/// Names that Windows keeps for itself. Source: Microsoft, "Naming Files, Paths, and Namespaces".
const RESERVED: &[&str] = &["con", "prn", "aux", "nul"];

/// Says why no theme can be made under a name, if none can.
pub(super) fn refused(root: &Path, snapshot: &Snapshot, name: &str) -> Option<u8> {
    if let Some(why) = misnamed(name) {
        return Some(refuse(&format!("`{name}` cannot name a theme: {why}"), "use small letters, digits and `-`, like `united-2028`"));
    }
    let known = theme::names(snapshot);
    let folders = fs::read_dir(root.join("themes")).into_iter().flatten().flatten();
    let taken = folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).find(|folder| folder.eq_ignore_ascii_case(name));
    let taken = taken.or_else(|| known.into_iter().find(|known| known.eq_ignore_ascii_case(name)))?;
    Some(refuse(&format!("there is a theme `{taken}` already, and it is left as it is"), "choose another name, or edit that theme"))
}

/// Why a name cannot be that of a folder on every system.
fn misnamed(name: &str) -> Option<&'static str> {
    let is_device = |name: &str| {
        let stem = name.split('.').next().unwrap_or(name);
        let is_port =
            stem.len() == 4 && (stem.starts_with("com") || stem.starts_with("lpt")) && stem.ends_with(|digit: char| digit.is_ascii_digit());
        RESERVED.contains(&stem) || is_port
    };
    if name.is_empty() {
        return Some("it is empty");
    }
    if name.contains(['/', '\\']) {
        return Some("it is one folder right below `themes`, not a path");
    }
    if !name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '-' | '_' | '.')) {
        return Some("capitals, spaces and other signs are not the same on every system");
    }
    if !name.starts_with(|first: char| first.is_ascii_alphanumeric()) || name.ends_with('.') {
        return Some("it begins with a letter or digit and does not end with a dot");
    }
    if is_device(name) {
        return Some("Windows keeps it for itself");
    }
    (name == "site").then_some("the site's own files are called so")
}
