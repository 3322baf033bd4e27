//! `ribbon theme use`: activates a theme by changing one value in `site.toml`.

use std::ops::Range;

use super::check::{breaks, print_breaks};
use super::read;
use crate::base::diagnostic::Problems;
use crate::base::plain::plain;
use crate::base::source::{Snapshot, SourceId};
use crate::edge::cli::{Format, ThemeUseArgs};
use crate::edge::command::terminal::{counts, eprint, fail, print};
use crate::edge::command::{FINE, PROBLEMS};
use crate::edge::edit;
use crate::site::config;
use crate::syntax::fields::parse_toml;
use crate::theme;

/// Changes the theme, unless it breaks something.
pub(super) fn activate(args: &ThemeUseArgs) -> u8 {
    let snapshot = read(&args.root, args.date);
    let name = &args.name;
    let found = breaks(&snapshot, name);
    print_breaks(&found, Format::Human);
    if found.problems.has_errors() && !(args.force && found.is_there) {
        print(&format!("nothing changed: {}\n", counts(&found.problems)));
        if found.is_there {
            eprint("help: fix them, or say `--force` to put the theme on as it is\n");
        }
        return PROBLEMS;
    }
    let text = match edit::read(&args.root.join(config::FILE)) {
        Ok(text) => text,
        Err(error) => return fail(&format!("cannot read `site.toml`: {error}"), "see that you may read it; nothing was changed"),
    };
    let edit = edit_of(&text, name);
    if text[edit.range.clone()] == edit.text {
        print(&format!("the site uses `{}` already\n", plain(name)));
        return FINE;
    }
    let changed = format!("{}{}{}", &text[..edit.range.start], edit.text, &text[edit.range.end..]);
    match edit::replace(&args.root.join(config::FILE), &changed) {
        Ok(()) => {
            print(&format!("the site uses `{}` now: `theme` in `site.toml` was {}\n", plain(name), plain(&edit.was)));
            if is_new_year(&snapshot, name) {
                eprint(
                    "note: the pages of the last year are shown in it too; to keep them in the old theme, put that back, run `ribbon archive YEAR`, then `ribbon theme use` again\n",
                );
            }
            FINE
        }
        Err(error) => fail(&format!("cannot write `site.toml`: {error}"), "see that you may write there; nothing was changed"),
    }
}

/// Whether a theme is for later years than the one that the site uses: what is to stay as it was should be archived first.
fn is_new_year(snapshot: &Snapshot, name: &str) -> bool {
    let Some(config) = config::read(snapshot).0 else { return false };
    let years = |name: &str| theme::resolve(snapshot, name, None).0.years();
    years(&config.theme.value).zip(years(name)).is_some_and(|(old, new)| new.first > old.last)
}

/// A range of a text, and its replacement.
struct Edit {
    range: Range<usize>,
    text: String,
    /// The old value, for the message.
    was: String,
}

/// The edit that activates a theme. Everything else stays as it is, byte for byte.
fn edit_of(text: &str, name: &str) -> Edit {
    let table = parse_toml(&SourceId::new(config::FILE), text, 0, &mut Problems::new());
    if let Some(entry) = table.get("theme") {
        let range = entry.node.span.clone();
        let quote = if text[range.clone()].starts_with('\'') { '\'' } else { '"' };
        return Edit { text: format!("{quote}{name}{quote}"), was: format!("`{}`", &text[range.clone()]), range };
    }
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let was = "not set".to_owned();
    // The line is added below `base_url` or `title`, which come before every table.
    let last = ["base_url", "title"].into_iter().find_map(|key| table.get(key)).map(|entry| entry.node.span.end);
    let Some(last) = last else { return Edit { range: 0..0, text: format!("theme = \"{name}\"{ending}"), was } };
    match text[last..].find('\n') {
        Some(end) => Edit { range: last + end + 1..last + end + 1, text: format!("theme = \"{name}\"{ending}"), was },
        None => Edit { range: text.len()..text.len(), text: format!("{ending}theme = \"{name}\"{ending}"), was },
    }
}
