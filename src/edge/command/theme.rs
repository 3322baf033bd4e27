//! `ribbon theme`: lists a site's themes, shows what a new one would break, and activates it.

#![expect(clippy::disallowed_methods, reason = "reads the clock and the site's folder")]

mod activate;
mod check;
mod diff;
mod export;
mod gallery;
mod list;
mod name;
mod new;

use std::path::Path;

use jiff::civil::Date;

use super::WRONG_USE;
use super::terminal::refuse;
use crate::base::source::{Settings, Snapshot};
use crate::edge::cli::ThemeWhat;
use crate::edge::load::load;

/// Does what was asked for.
pub(super) fn theme(what: &ThemeWhat) -> u8 {
    match what {
        ThemeWhat::List(args) => list::list(args),
        ThemeWhat::Use(args) => activate::activate(args),
        ThemeWhat::Check(args) => check::check(args),
        ThemeWhat::Diff(args) => diff::diff(args),
        ThemeWhat::New(args) => new::new(args),
        ThemeWhat::Export(args) => export::export(args),
        ThemeWhat::Gallery(args) => gallery::gallery(args),
    }
}

/// A site as a theme's contract looks at it: drafts and pages of later days are part of it.
fn read(root: &Path, date: Option<Date>) -> Snapshot {
    let date = date.unwrap_or_else(|| jiff::Zoned::now().date());
    load(root, Settings { drafts: true, future: true, thorough: true, ..Settings::on(date) })
}

/// The same for commands that do not report problems of the site; prints why there is no site.
fn read_site(root: &Path) -> Result<Snapshot, u8> {
    if root.join(crate::site::config::FILE).is_file() {
        return Ok(read(root, None));
    }
    let shown = root.display();
    let help = "go to the site's folder, name it with `--root`, or make a site with `ribbon new site FOLDER`";
    refuse(&format!("there is no `site.toml` in `{shown}`, so this is not a site"), help);
    Err(WRONG_USE)
}

/// The theme that `site.toml` names.
fn current(snapshot: &Snapshot) -> Option<String> {
    crate::site::config::read(snapshot).0.map(|config| config.theme.value)
}
