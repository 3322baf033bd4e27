//! `ribbon kit`: the campaign's kit in a folder, to be handed out or printed.

#![expect(clippy::disallowed_methods, reason = "writes the kit, and reads what was there before")]

use std::fs;
use std::io;
use std::path::Path;

use super::build::{is_good, make_pictures, settings};
use super::progress::{Clock, none, progress, watched};
use super::terminal::{counts, fail, print_problems, print_summary};
use super::{FINE, PROBLEMS};
use crate::base::artifact::{Artifact, Content, TEMPORARY};
use crate::base::sink::Memory;
use crate::edge::cli::KitArgs;
use crate::edge::encode;
use crate::edge::load::load;
use crate::edge::write::OutputFolder;

/// Makes the kit, and says which of its files are new.
pub(super) fn kit(args: &KitArgs) -> u8 {
    let site = &args.site;
    let mut snapshot = load(&site.root, settings(site, false));
    snapshot.made_pictures = encode::lengths(&site.root);
    let (clock, bar) = (Clock::start(), progress(site));
    let mut build = watched(&snapshot, &clock, &bar, &Memory, none());
    build.artifacts.retain(|path, _| build.kit.iter().any(|(_, file)| file == path));
    if is_good(site, &build) {
        make_pictures(site, &OutputFolder::new(&site.root, &args.to), &mut build, None, &bar);
    }
    bar.finish_and_clear();
    print_problems(site, &build, &snapshot);
    if !is_good(site, &build) {
        print_summary(site, &format!("no kit made: {}", counts(&build.diagnostics)));
        return PROBLEMS;
    }
    if build.kit.is_empty() {
        return fail("this site has no kit", "write a file `data/kit.toml`; the guide's page on the campaign's kit has an example");
    }
    let (mut n_new, mut n_same) = (0, 0);
    for (language, path) in &build.kit {
        let Some(artifact) = build.artifacts.get(path) else { continue };
        let name = path.as_str().rsplit('/').next().unwrap_or_default();
        // Whoever hands out a language takes one file; the pieces by themselves lie beside it.
        let file = if name.ends_with(".zip") { args.to.join(name) } else { args.to.join(language).join(name) };
        match put(&site.root, artifact, &file) {
            Ok(None) => n_same += 1,
            Ok(Some(len)) => {
                n_new += 1;
                if !site.quiet {
                    println!("{}  {}", kilobytes(len), file.display());
                }
            }
            Err(error) => return fail(&format!("`{}` cannot be written: {error}", file.display()), "give another folder with `--to`"),
        }
    }
    print_summary(site, &format!("kit in `{}`: {n_new} new, {n_same} unchanged", args.to.display()));
    FINE
}

/// Writes a file unless it is there already; returns its length if it was not.
fn put(root: &Path, artifact: &Artifact, file: &Path) -> io::Result<Option<usize>> {
    let bytes = match &artifact.content {
        Content::Disk { path, .. } => fs::read(root.join(&**path))?,
        content => content.bytes().unwrap_or_default().to_vec(),
    };
    if fs::read(file).is_ok_and(|old| old == bytes) {
        return Ok(None);
    }
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut temporary = file.as_os_str().to_owned();
    temporary.push(TEMPORARY);
    let written = fs::write(&temporary, &bytes).and_then(|()| fs::rename(&temporary, file));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written.map(|()| Some(bytes.len()))
}

fn kilobytes(len: usize) -> String {
    format!("{:>6} kB", len.div_ceil(1000))
}
