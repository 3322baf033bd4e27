//! `ribbon archive`: moves a finished edition under its year, after trying it in memory.

#![expect(clippy::disallowed_methods, reason = "moves the site's own files, and asks git whether that can be undone")]

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

use jiff::Timestamp;

use super::terminal::{eprint, fail, print, refuse, style};
use super::{FINE, PROBLEMS};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::plain::plain;
use crate::base::source::{Now, Settings, Snapshot, SourceId, place};
use crate::build::{Build, Memos, build, survey};
use crate::edge::cli::ArchiveArgs;
use crate::edge::edit;
use crate::edge::load::load;
use crate::edge::report::{self, Format};
use crate::edition::archive::{self, Change, Edits, Request, Search, Surveyed};
use crate::site::review::{State, canonical};

/// At most this many files are named; the rest are counted.
const MAX_NAMES: usize = 12;

pub(super) fn archive(args: &ArchiveArgs) -> u8 {
    let now = args.date.unwrap_or_else(|| Now::Clock(Timestamp::now()));
    let snapshot = load(&args.root, Settings { thorough: true, ..Settings::at(now) });
    let before = build(&snapshot, &mut Memos::default());
    if before.diagnostics.has_errors() {
        print_all(&before.diagnostics, &snapshot);
        return fail("the site has errors, so nothing was moved", "fix them first; what moves could not be checked");
    }
    let search = match (args.noindex, args.canonical) {
        (true, _) => Search::Hide,
        (_, true) => Search::Canonical,
        _ => Search::Keep,
    };
    let request = Request { year: args.year, paths: args.paths.clone(), keep: args.keep.clone(), search };
    let surveyed = |snapshot: &Snapshot| survey(snapshot).map(|(site, plan)| Surveyed { site, plan });
    let mut change = match archive::change(&snapshot, &request, &surveyed) {
        Ok(change) => change,
        Err(problems) => {
            print_all(&problems, &snapshot);
            return PROBLEMS;
        }
    };
    let tried = build(&change.applied(&snapshot), &mut Memos::default());
    carry_approvals(&before, &tried, &mut change);
    let result = change.applied(&snapshot);
    let after = build(&result, &mut Memos::default());
    print(&description(&snapshot, &request, &change));
    if let Some(end) = refuse_worse(&before, &after, &result, &change) {
        return end;
    }
    if args.dry_run {
        print(
            "\nnothing was changed: this was a dry run. A build of the result has no new problems, and every old address still answers.\n",
        );
        return FINE;
    }
    if let Some(why) = (!args.force).then(|| irreversible(&args.root)).flatten() {
        return refuse(&why.0, &why.1);
    }
    match write(&args.root, &snapshot, &change) {
        Ok(()) => {
            print(&format!(
                "\nthe {} edition lies in `{}`. Look at it with `ribbon serve`, then commit it.\n",
                args.year,
                request.folder()
            ));
            FINE
        }
        Err(error) => fail(&format!("the disk refused: {error}"), "take the files back with your version control, then try again"),
    }
}

fn print_all(problems: &[Diagnostic], snapshot: &Snapshot) {
    eprint(&report::render(Format::Human, problems, &snapshot.shown(), style()));
}

/// An approval is kept if nothing but addresses changed.
fn carry_approvals(before: &Build, after: &Build, change: &mut Change) {
    let new: BTreeMap<&SourceId, &str> = after.reviews.iter().map(|review| (&review.source, review.hash.as_str())).collect();
    for page in &before.reviews {
        let (Some(review), Some(name)) = (&page.review, &page.reviewer) else { continue };
        let new = new.get(&change.place(&page.source)).filter(|new| **new != page.hash);
        let Some(new) = new.filter(|_| matches!(page.state, State::Reviewed | State::Overdue)) else { continue };
        let edits = change.edits.entry(review.at.source.clone()).or_default();
        edits.insert((review.hash_at.start, review.hash_at.end), canonical::record(new, review, name));
    }
}

/// Refuses a change that would leave the site worse than before, and says why.
fn refuse_worse(before: &Build, after: &Build, result: &Snapshot, change: &Change) -> Option<u8> {
    let mut known: BTreeMap<(Code, Option<SourceId>), usize> = BTreeMap::new();
    for problem in &before.diagnostics {
        *known.entry((problem.code, problem.at.as_ref().map(|at| change.place(&at.source)))).or_default() += 1;
    }
    let mut new: Problems = Problems::new();
    for problem in &after.diagnostics {
        match known.get_mut(&(problem.code, problem.at.as_ref().map(|at| at.source.clone()))) {
            Some(n) if *n > 0 => *n -= 1,
            _ => new.push(problem.clone()),
        }
    }
    let lost = archive::lost(&before.artifacts, &after.artifacts);
    if new.is_empty() && lost.is_empty() {
        return None;
    }
    print_all(&new, result);
    for path in &lost {
        eprint(&format!("error: nothing would answer at `/{}` any more\n", plain(path.trim_end_matches("index.html"))));
    }
    Some(fail(
        "the result would have the problems above, so nothing was changed",
        "fix what they point at, or keep these pages with `--keep`",
    ))
}

/// What is moved, changed and made, file by file.
fn description(snapshot: &Snapshot, request: &Request, change: &Change) -> String {
    let n = change.moves.len();
    let mut text = format!("moves {n} {} into `{}`:\n", if n == 1 { "file" } else { "files" }, request.folder());
    for (old, new) in change.moves.iter().take(MAX_NAMES) {
        text.push_str(&format!("  {} -> {}\n", plain(old.as_str()), plain(new.as_str())));
    }
    if n > MAX_NAMES {
        text.push_str(&format!("  and {} more\n", n - MAX_NAMES));
    }
    let edits: usize = change.edits.values().map(Edits::len).sum();
    text.push_str(&format!("\nchanges {edits} {}:\n", if edits == 1 { "place" } else { "places" }));
    for (id, edits) in &change.edits {
        let Some(source) = snapshot.texts.get(id) else { continue };
        for ((start, end), new) in edits {
            let at = place(&source.text, *start);
            let old = source.text.get(*start..*end).unwrap_or_default();
            let new = new.trim().lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" / ");
            let what = if old.is_empty() { format!("+ {new}") } else { format!("{old} -> {new}") };
            text.push_str(&format!("  {}:{}:{} {}\n", plain(id.as_str()), at.line, at.column, plain(&what)));
        }
    }
    text.push_str("\nmakes:\n");
    text.extend(change.created.keys().map(|id| format!("  {}\n", plain(id.as_str()))));
    text
}

/// Why the change could not be undone, and what to do about it.
fn irreversible(root: &Path) -> Option<(String, String)> {
    let git = |words: &[&str]| Command::new("git").arg("-C").arg(root).args(words).output().ok().filter(|output| output.status.success());
    if git(&["rev-parse", "--is-inside-work-tree"]).is_none() {
        let message = "the site is under no version control, so this could not be taken back".to_owned();
        return Some((message, "put it into git first, or say `--force`".to_owned()));
    }
    let status = git(&["status", "--porcelain", "--", "content", "site.toml", "templates", "data"])?;
    let changed = String::from_utf8_lossy(&status.stdout).lines().next()?.to_owned();
    let message = format!("there are changes that are not committed: `{}`", changed.get(3..).unwrap_or_default());
    Some((message, "commit them first, so that git can take the move back, or say `--force`".to_owned()))
}

fn write(root: &Path, snapshot: &Snapshot, change: &Change) -> io::Result<()> {
    for (old, new) in &change.moves {
        let new = root.join(new.as_str());
        if let Some(folder) = new.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::rename(edit::located(root, old), new)?;
    }
    for (id, edits) in &change.edits {
        let Some(source) = snapshot.texts.get(id) else { continue };
        let path = edit::located(root, &change.place(id));
        edit::replace(&path, &archive::edited(&source.text, edits))?;
    }
    for (id, text) in &change.created {
        edit::create(&root.join(id.as_str()), text).map_err(|(_, error)| error)?;
    }
    remove_empty(root, change);
    Ok(())
}

/// Removes folders that are empty now, the deepest first.
fn remove_empty(root: &Path, change: &Change) {
    let mut folders: Vec<&str> = change.moves.keys().map(SourceId::folder).collect();
    folders.sort_by_key(|folder| std::cmp::Reverse(folder.matches('/').count()));
    for folder in folders.into_iter().filter(|folder| *folder != "content") {
        let mut next = Some(folder);
        while let Some(folder) = next.filter(|folder| *folder != "content") {
            // A folder that is not empty stays, and so do those above it.
            if fs::remove_dir(root.join(folder)).is_err() {
                break;
            }
            next = folder.rsplit_once('/').map(|(above, _)| above);
        }
    }
}
