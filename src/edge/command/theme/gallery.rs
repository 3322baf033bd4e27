//! `ribbon theme gallery`: writes the pages that show a theme.

#![expect(clippy::disallowed_methods, reason = "asks for the day and the folder for temporary files")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::output::inside_sources;
use super::super::terminal::{counts, print_problems, print_summary};
use super::super::{FINE, PROBLEMS};
use crate::base::diagnostic::{Problems, Severity};
use crate::base::fingerprint::Fingerprint;
use crate::base::source::{Now, Settings, Snapshot};
use crate::build::{Build, Memos, build};
use crate::edge::cli::GalleryArgs;
use crate::edge::encode;
use crate::edge::load::load;
use crate::edge::write::{self, BuildKey, OutputFolder};
use crate::edition::gallery;

/// Writes the gallery of a theme and says where.
pub(super) fn gallery(args: &GalleryArgs) -> u8 {
    let site = &args.site;
    let now = site.date.unwrap_or_else(|| Now::Clock(jiff::Timestamp::now()));
    let settings = Settings { drafts: site.drafts, theme: site.theme.clone(), ..Settings::at(now) };
    let snapshot = load(&site.root, settings);
    let (found, mut problems) = gallery::gallery(&snapshot, args.name.as_deref());
    let Some(gallery) = found else { return report(args, &snapshot, problems) };
    let mut build = build(&gallery.site, &mut Memos::default());
    encode::settle_at_once(&site.root, &mut build.artifacts);
    let files = problems.absorb(gallery.files(&build.artifacts, &build.diagnostics));
    let out = args.out.clone().unwrap_or_else(|| usual_folder(&site.root, gallery.name()));
    if let Some(problem) = inside_sources(&site.root, &out) {
        return report(args, &snapshot, Problems::from(problem));
    }
    // A theme with problems is shown too: a gallery is for seeing them.
    let key = BuildKey { sources: Fingerprint::of(&"gallery"), validity: None };
    let folder = OutputFolder::new(&site.root, &out).or_inside();
    match folder.lock().and_then(|_lock| write::write(&folder, &site.root, &files, key, &mut |_| {})) {
        Ok(_) => {
            let n = gallery.n_components();
            let end = report(args, &snapshot, problems);
            print_summary(site, &format!("{n} components of {}; open {}", gallery.name(), out.join("index.html").display()));
            end
        }
        Err(error) => report(args, &snapshot, Problems::from(error.to_diagnostic())),
    }
}

/// Prints the problems, and returns the exit code.
fn report(args: &GalleryArgs, snapshot: &Snapshot, mut problems: Problems) -> u8 {
    problems.sort();
    let fails = problems.iter().any(|problem| match problem.severity {
        Severity::Error => true,
        Severity::Warning => args.site.strict,
        Severity::Info => false,
    });
    let build = Build { artifacts: BTreeMap::new(), diagnostics: problems, ..Build::default() };
    print_problems(&args.site, &build, snapshot);
    if fails {
        print_summary(&args.site, &format!("the theme has {}", counts(&build.diagnostics)));
        return PROBLEMS;
    }
    FINE
}

/// A folder among the temporary files that stays the same for a site and a theme.
fn usual_folder(root: &Path, theme: &str) -> PathBuf {
    let root = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
    let site = Fingerprint::of(&*root.to_string_lossy()).hex();
    let site: String = site.chars().take(12).collect();
    std::env::temp_dir().join("ribbon-gallery").join(site).join(theme)
}
