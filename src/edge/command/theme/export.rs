//! `ribbon theme export`: a theme with all that it inherits, as one that stands alone.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::name::refused;
use super::read_site;
use crate::base::artifact::TEMPORARY;
use crate::base::diagnostic::{Problems, Severity, Suggestion};
use crate::base::source::{AssetBytes, Snapshot};
use crate::edge::cli::{Format, ThemeExportArgs};
use crate::edge::command::terminal::{counts, eprint, fail, print, refuse, style};
use crate::edge::command::{FINE, PROBLEMS};
use crate::edge::load::{add_kit_of_base, fonts_of_base};
use crate::edge::report;
use crate::theme::{self, AloneContent, BASE, Theme};

/// The folder of a theme with the fonts of cards, and their licence.
const FONTS: &str = "cards";

/// Writes the theme; nothing is ever overwritten.
pub(super) fn export(args: &ThemeExportArgs) -> u8 {
    let mut snapshot = match read_site(&args.root) {
        Ok(snapshot) => snapshot,
        Err(code) => return code,
    };
    add_kit_of_base(&args.root, &mut snapshot);
    let known = theme::names(&snapshot);
    if !known.contains(&args.name) {
        let help =
            Suggestion::nearest(&args.name, known.iter().map(String::as_str)).or_else(|| format!("the themes are {}", known.join(", ")));
        return refuse(&format!("there is no theme `{}`", args.name), &help);
    }
    let name = args.to.clone().unwrap_or_else(|| format!("{}-alone", args.name));
    if let Some(code) = refused(&args.root, &snapshot, &name) {
        return code;
    }
    let (theme, mut problems) = theme::resolve(&snapshot, &args.name, None);
    let alone = theme.alone(&snapshot, &name);
    problems.extend(alone.problems);
    problems.retain(|problem| problem.severity == Severity::Error);
    if !problems.is_empty() {
        return wrong(&args.name, &problems, &snapshot);
    }
    let mut n_files: BTreeMap<usize, usize> = BTreeMap::new();
    let mut files: BTreeMap<String, Bytes> = BTreeMap::new();
    for (path, file) in alone.files {
        *n_files.entry(file.layer).or_default() += 1;
        let bytes = match file.content {
            AloneContent::Text(text) => Bytes::Here(text.into_bytes()),
            AloneContent::Copy(asset) => match asset.bytes {
                AssetBytes::Memory(bytes) => Bytes::Here(bytes.to_vec()),
                AssetBytes::Disk(path) => Bytes::There(args.root.join(path.as_ref())),
            },
        };
        files.insert(path, bytes);
    }
    match fonts(&args.root, &theme) {
        Ok(fonts) => {
            for (path, (layer, bytes)) in fonts {
                *n_files.entry(layer).or_default() += 1;
                files.insert(path, bytes);
            }
        }
        Err((path, error)) => return fail(&format!("cannot read `{}`: {error}", path.display()), "see that you may read it"),
    }
    if let Err((path, error)) = write(&args.root.join("themes"), &name, &files) {
        return fail(&format!("cannot write `{}`: {error}", path.display()), "see that you may write there, and that the disk has room");
    }
    let of = |(layer, n): (usize, usize)| format!("{n} of `{}`", theme.layers().get(layer).map_or(BASE, |layer| &layer.name));
    let shares: Vec<String> = n_files.into_iter().map(of).collect();
    print(&format!(
        "made `themes/{name}` with {} files: {}\nIt shows nothing of another theme any more. Now:\n  ribbon theme check {name}    says what it would break\n  ribbon theme use {name}      puts it on\n",
        files.len(),
        shares.join(", ")
    ));
    FINE
}

/// Where the bytes of a file are.
enum Bytes {
    Here(Vec<u8>),
    There(PathBuf),
}

fn wrong(name: &str, problems: &Problems, snapshot: &Snapshot) -> u8 {
    eprint(&report::render(Format::Human.into(), problems, &snapshot.shown(), style()));
    print(&format!("nothing written: `{name}` has {}\n", counts(problems)));
    PROBLEMS
}

/// The fonts of all layers with what lies beside them, by path, each with the strongest layer that has it. A build takes them in
/// only where it draws cards, and never takes the licence.
fn fonts(root: &Path, theme: &Theme) -> Result<BTreeMap<String, (usize, Bytes)>, (PathBuf, io::Error)> {
    let mut fonts = BTreeMap::new();
    for (layer, folder) in theme.layers().iter().enumerate().skip(1) {
        let on_disk = root.join(&folder.folder);
        if folder.name == BASE && !on_disk.exists() {
            for (path, bytes) in fonts_of_base() {
                fonts.entry(path).or_insert_with(|| (layer, Bytes::Here(bytes.to_vec())));
            }
            continue;
        }
        let entries = match fs::read_dir(on_disk.join(FONTS)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err((on_disk.join(FONTS), error)),
        };
        for entry in entries.flatten().filter(|entry| entry.path().is_file()) {
            let path = format!("{FONTS}/{}", entry.file_name().to_string_lossy());
            fonts.entry(path).or_insert_with(|| (layer, Bytes::There(entry.path())));
        }
    }
    Ok(fonts)
}

/// Writes a folder beside its place and moves it there once it is complete, so that no half of a theme is ever there.
fn write(themes: &Path, name: &str, files: &BTreeMap<String, Bytes>) -> Result<(), (PathBuf, io::Error)> {
    let staged = themes.join(format!(".{name}{TEMPORARY}"));
    if staged.exists() {
        // Left by a command that was killed.
        fs::remove_dir_all(&staged).map_err(|error| (staged.clone(), error))?;
    }
    let written = files.iter().try_for_each(|(path, bytes)| {
        let file = staged.join(path);
        let put = || {
            fs::create_dir_all(file.parent().unwrap_or(&staged))?;
            match bytes {
                Bytes::Here(bytes) => fs::write(&file, bytes),
                Bytes::There(from) => fs::copy(from, &file).map(drop),
            }
        };
        put().map_err(|error| (themes.join(name).join(path), error))
    });
    let placed = written.and_then(|()| fs::rename(&staged, themes.join(name)).map_err(|error| (themes.join(name), error)));
    if placed.is_err() {
        let _ = fs::remove_dir_all(&staged);
    }
    placed
}
