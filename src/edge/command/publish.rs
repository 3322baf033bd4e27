//! `ribbon publish`: builds the site, shows what would change online, and puts it there.

#![expect(clippy::disallowed_methods, reason = "reads the finished site and the clock, and asks at the terminal")]

mod hosted;

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead, IsTerminal};
use std::path::Path;

use jiff::Timestamp;
use rayon::prelude::*;

use super::build;
use super::output::{are_nested, inside_sources};
use super::terminal::{fail, print, refuse};
use super::verify::{Expected, verify};
use super::{FINE, PROBLEMS};
use crate::base::artifact::OutputPath;
use crate::base::content_type::is_compressible;
use crate::base::plain::plain;
use crate::base::source::Snapshot;
use crate::build::{PublishPlace, PublishTarget, lasting_files, output_folder, publish_targets, suits_buckets};
use crate::edge::cli::{BuildArgs, PublishArgs};
use crate::edge::load::load;
use crate::edge::publish::{self, Bucket, Changes, Dir, Entry, Files, Git, Host, Next, Prepared, PublishError, Rsync, Store};
use crate::edge::write::{OutputFolder, finished_files};

/// Where what is kept of a repository, or waits for rsync, lies below the site's root.
const RECORDS: &str = ".ribbon/published";

/// At most this many files are named; the rest are counted.
const MAX_NAMES: usize = 12;

pub(super) fn publish(args: &PublishArgs) -> u8 {
    let root = &args.site.root;
    let snapshot = load(root, build::settings(&args.site, false));
    let targets = publish_targets(&snapshot);
    let target = match chosen(&targets, args.target.as_deref()) {
        Ok(target) => target,
        Err(error) => {
            // A place that is written wrong is none; what is wrong with it is told by a build.
            let end = build::build(&plain_build(args));
            return if end == FINE { refuse(&error.message, &error.help) } else { end };
        }
    };
    let out = root.join(output_folder(&snapshot));
    let dir = match &target.place {
        PublishPlace::Dir { dir, .. } => Some(dir),
        PublishPlace::Rsync { address, .. } if !is_elsewhere(address) => Some(address),
        _ => None,
    };
    if let Some(dir) = dir
        && (inside_sources(root, &root.join(dir)).is_some() || are_nested(&root.join(dir), &out))
    {
        let message = format!("`{dir}` of `[publish.{}]` lies among the site's own files", target.name);
        return refuse(&message, "name the folder that your web server shows, outside of the site's sources and of its output folder");
    }
    if !(args.list || args.undo) {
        let end = build::build(&plain_build(args));
        if end != FINE {
            return end;
        }
    }
    let built = Built { root, out: &out, snapshot: &snapshot, compresses: false, is_without_headers: false };
    let ended = match &target.place {
        PublishPlace::Dir { dir, grace_hours } => {
            let store = Dir::new(root.join(dir));
            let lock = if args.dry_run || args.list { Ok(None) } else { store.lock().map(Some) };
            lock.and_then(|_lock| run(args, &target.name, dir, *grace_hours, &store, &built))
        }
        PublishPlace::Bucket { bucket, endpoint, region, compress, grace_hours } => {
            let place = Bucket { address: bucket, endpoint: endpoint.as_deref(), region: region.as_deref() };
            let built = Built { compresses: *compress, is_without_headers: !suits_buckets(&snapshot), ..built };
            place.open().and_then(|store| run(args, &target.name, bucket, *grace_hours, &*store, &built))
        }
        PublishPlace::Rsync { address, grace_hours } => {
            let at = if is_elsewhere(address) { address.clone() } else { root.join(address).display().to_string() };
            Rsync::open(&at, &root.join(RECORDS).join(&target.name))
                .and_then(|store| run(args, &target.name, address, *grace_hours, &store, &built))
        }
        PublishPlace::Netlify { site, endpoint } => run_netlify(args, &target.name, site, endpoint.as_deref(), &built),
        PublishPlace::Cloudflare { project, branch } => hosted::run(args, &target.name, Host::Cloudflare { project, branch }, &built),
        PublishPlace::Vercel { project } => hosted::run(args, &target.name, Host::Vercel { project }, &built),
        PublishPlace::Git { remote, branch } => run_git(args, &target.name, remote, branch, &built),
    };
    match ended {
        Ok(end) => end,
        Err(error) => fail(&error.message, &error.help),
    }
}

/// The build of the whole site that is published.
fn plain_build(args: &PublishArgs) -> BuildArgs {
    BuildArgs { site: args.site.clone(), out: None, check: false, precompress: false, if_due: None, store: None, shard: None, join: None }
}

/// Whether an address of rsync names another machine: a `:` stands before the first `/`.
fn is_elsewhere(address: &str) -> bool {
    address.split('/').next().is_some_and(|first| first.contains(':'))
}

/// The place that was named, or the only one.
fn chosen<'t>(targets: &'t [PublishTarget], name: Option<&str>) -> Result<&'t PublishTarget, PublishError> {
    let known = targets.iter().map(|target| format!("`{}`", target.name)).collect::<Vec<_>>().join(", ");
    match (targets, name) {
        ([], _) => Err(PublishError::new(
            "`site.toml` names no place to publish to",
            "add a line `[publish.live]`, and below it where the site goes: `dir = …` a folder, `rsync = …` a folder of \
             another machine, `git = …` a repository, `bucket = …` an object store, \
             `netlify = …`, `cloudflare = …` or `vercel = …` a site there",
        )),
        (_, Some(name)) => targets
            .iter()
            .find(|target| target.name == name)
            .ok_or_else(|| PublishError::new(format!("`site.toml` has no `[publish.{name}]`"), format!("the places are {known}"))),
        ([only], None) => Ok(only),
        _ => Err(PublishError::new("`site.toml` names several places to publish to", format!("name one of {known}"))),
    }
}

/// A finished site and what it was built from.
struct Built<'a> {
    root: &'a Path,
    out: &'a Path,
    snapshot: &'a Snapshot,
    /// Whether the place keeps and sends texts in gzip.
    compresses: bool,
    /// Whether the place sends none of the headers that protect readers, and the site has not seen to it in another way.
    is_without_headers: bool,
}

/// What a bucket cannot do for a site, told after its first publication.
const WITHOUT_HEADERS: &str = "note: a bucket sends no content security policy and no other headers that protect readers; `files = [\"meta\"]` below \
     `[headers]` puts the policy into the pages, `files = [\"cloudfront\"]` writes what CloudFront takes, and the guide's page on publishing \
     tells of the others\n";

/// Publishes to a place that takes single files.
fn run(args: &PublishArgs, name: &str, place: &str, grace_hours: usize, store: &dyn Store, built: &Built<'_>) -> Result<u8, PublishError> {
    if args.list {
        return publish::publications(store).map(|list| list_all(&list));
    }
    let (now, grace) = (Timestamp::now().as_second(), i64::try_from(grace_hours).unwrap_or(i64::MAX).saturating_mul(3600));
    let prepared = match args.undo {
        true => publish::prepare_undo(store, now, grace)?,
        false => publish::prepare(store, built.files()?, now, grace)?,
    };
    let is_repair = prepared.is_repair();
    if prepared.plan.is_empty() && !args.undo && !is_repair {
        return built.is_up_to_date(args, name);
    }
    if let Some(end) = stopped(args, name, &description(&prepared, name))? {
        return Ok(end);
    }
    let ahead = publish::publish(store, &prepared, &|| Timestamp::now().as_second(), &|path| read(built.out, path))?;
    if let Some(note) = ahead.and_then(wrong_clock) {
        print(&note);
    }
    let done = if args.undo { "went back" } else { "published" };
    print(&format!("{done}: {} files at `{place}`; `ribbon publish {name} --undo` takes it back\n", prepared.new.len()));
    if built.is_without_headers && prepared.is_first() {
        print(WITHOUT_HEADERS);
    }
    if !args.verify {
        return Ok(FINE);
    }
    let content = |path: &OutputPath| if args.undo { publish::content(store, &prepared, path) } else { read(built.out, path) };
    let put = prepared.plan.put.iter().map(|path| Ok((path.clone(), Some(content(path)?))));
    let removed = prepared.plan.removed.iter().map(|path| Ok((path.clone(), None)));
    verify(built.snapshot, put.chain(removed).collect::<Result<Expected, PublishError>>()?, true)
}

/// What to say of a clock that is so many seconds ahead. A request takes seconds; nothing honest takes ten minutes.
fn wrong_clock(ahead: i64) -> Option<String> {
    let minutes = ahead.unsigned_abs() / 60;
    let (length, unit) = if minutes < 120 { (minutes, "minutes") } else { (minutes / 60, "hours") };
    let side = if ahead > 0 { "ahead of" } else { "behind" };
    (minutes >= 10).then(|| {
        format!(
            "note: the clock of this machine is {length} {unit} {side} that of the place, whose clock decides how long files stay; set it\n"
        )
    })
}

/// The same for a branch of a repository.
fn run_git(args: &PublishArgs, name: &str, remote: &str, branch: &str, built: &Built<'_>) -> Result<u8, PublishError> {
    let mut git = Git::open(built.root, &built.root.join(RECORDS).join(name), remote, branch)?;
    if args.list {
        let all = git.list()?;
        for (n, (at, what)) in all.iter().enumerate() {
            print(&format!("{at}  {}{}\n", plain(what), if n == 0 { "  online" } else { "" }));
        }
        if all.is_empty() {
            print("nothing has been published here yet\n");
        }
        return Ok(FINE);
    }
    let changes = match args.undo {
        true => git.prepare(Next::Last)?,
        false => git.prepare(Next::Built(built.out, &finished(built.root, built.out)?))?,
    };
    if changes.is_empty() {
        return built.is_up_to_date(args, name);
    }
    if let Some(end) = stopped(args, name, &git_description(&changes, name))? {
        return Ok(end);
    }
    let mut expected = Expected::new();
    if args.verify {
        let path = |name: &String| OutputPath::new(name).ok();
        for name in changes.added.keys().chain(changes.changed.keys()) {
            expected.extend(path(name).zip(Some(Some(git.content(name)?))));
        }
        expected.extend(changes.removed.iter().filter_map(path).map(|path| (path, None)));
    }
    git.publish()?;
    let done = if args.undo { "went back" } else { "published" };
    print(&format!("{done}: the branch `{branch}`; `ribbon publish {name} --undo` takes it back\n"));
    if args.verify { verify(built.snapshot, expected, true) } else { Ok(FINE) }
}

/// The same for a site at Netlify.
#[cfg(feature = "cloud")]
fn run_netlify(args: &PublishArgs, name: &str, site: &str, endpoint: Option<&str>, built: &Built<'_>) -> Result<u8, PublishError> {
    let mut netlify = publish::Netlify::open(site, endpoint)?;
    if args.list {
        let all = netlify.list()?;
        for (at, what, is_online) in &all {
            print(&format!("{}  {}{}\n", plain(at), plain(what), if *is_online { "  online" } else { "" }));
        }
        if all.is_empty() {
            print("nothing has been published here yet\n");
        }
        return Ok(FINE);
    }
    let (description, expected) = if args.undo {
        (format!("`{name}` goes back to what was published {}\n", netlify.prepare_undo()?), None)
    } else {
        let changes = netlify.prepare(built.out, &finished(built.root, built.out)?)?;
        if changes.is_empty() {
            return built.is_up_to_date(args, name);
        }
        let path = |name: &String| OutputPath::new(name).ok();
        let put = changes.added.keys().chain(changes.changed.keys()).filter_map(path);
        let mut expected = put.map(|path| Ok((path.clone(), Some(read(built.out, &path)?)))).collect::<Result<Expected, PublishError>>()?;
        expected.extend(changes.removed.iter().filter_map(path).map(|path| (path, None)));
        (git_description(&changes, name), Some(expected))
    };
    if let Some(end) = stopped(args, name, &description)? {
        return Ok(end);
    }
    netlify.publish()?;
    let done = if args.undo { "went back" } else { "published" };
    print(&format!("{done}: the site `{site}`; `ribbon publish {name} --undo` takes it back\n"));
    match expected.filter(|_| args.verify) {
        Some(expected) => verify(built.snapshot, expected, true),
        // Netlify tells nobody what an earlier deploy holds.
        None => Ok(FINE),
    }
}

#[cfg(not(feature = "cloud"))]
fn run_netlify(_: &PublishArgs, _: &str, site: &str, _: Option<&str>, _: &Built<'_>) -> Result<u8, PublishError> {
    let help = "install Ribbon with its feature `cloud`, which it has unless somebody leaves it out";
    Err(PublishError::new(format!("this program was built without what it takes to publish to `{site}`"), help))
}

fn git_description(changes: &Changes, name: &str) -> String {
    let sum = |files: &BTreeMap<String, u64>| Some(files.values().sum());
    let paths = |files: &BTreeMap<String, u64>| files.keys().cloned().collect::<Vec<_>>();
    format!(
        "changes at `{name}`:\n{}{}{}",
        listed("add", &paths(&changes.added), sum(&changes.added)),
        listed("change", &paths(&changes.changed), sum(&changes.changed)),
        listed("remove", &changes.removed, None)
    )
}

/// How many files something happens to, with the first of them.
fn listed(what: &str, paths: &[impl std::fmt::Display], len: Option<u64>) -> String {
    let files = if paths.len() == 1 { "file" } else { "files" };
    let size = len.map(|len| format!(", {}", size(len))).unwrap_or_default();
    let mut text = format!("  {what} {} {files}{size}\n", paths.len());
    text.extend(paths.iter().take(MAX_NAMES).map(|path| format!("    {}\n", plain(&path.to_string()))));
    if paths.len() > MAX_NAMES {
        text.push_str(&format!("    and {} more\n", paths.len() - MAX_NAMES));
    }
    text
}

impl Built<'_> {
    /// Says so, and looks at all that is online if that is wanted.
    fn is_up_to_date(&self, args: &PublishArgs, name: &str) -> Result<u8, PublishError> {
        print(&format!("`{name}` is up to date: nothing to publish\n"));
        if !args.verify {
            return Ok(FINE);
        }
        let content = |path: OutputPath| read(self.out, &path).map(|bytes| (path, Some(bytes)));
        verify(self.snapshot, finished(self.root, self.out)?.into_iter().map(content).collect::<Result<Expected, PublishError>>()?, false)
    }

    /// The files of the finished build with their contents' hashes.
    fn files(&self) -> Result<Files, PublishError> {
        let paths = finished(self.root, self.out)?;
        let lasting = lasting_files(self.snapshot, paths.iter());
        let entry = |path: OutputPath| {
            let bytes = read(self.out, &path)?;
            let is_lasting = lasting.contains(&path);
            let len = bytes.len() as u64;
            let is_compressed = self.compresses && is_compressible(path.as_str(), len);
            Ok((path, Entry { hash: publish::hash(&bytes), len, is_lasting, is_compressed }))
        };
        paths.into_par_iter().map(entry).collect()
    }
}

/// The files of the finished build.
fn finished(root: &Path, out: &Path) -> Result<Vec<OutputPath>, PublishError> {
    let paths = finished_files(&OutputFolder::new(root, out).or_inside());
    let none = || PublishError::new("the output folder holds no finished build", "publish again when no other build is running");
    Ok(paths.ok_or_else(none)?.into_iter().collect())
}

fn read(out: &Path, path: &OutputPath) -> Result<Vec<u8>, PublishError> {
    let at = out.join(path.as_str());
    fs::read(&at).map_err(|error| {
        PublishError::new(format!("cannot read `{}`: {}", at.display(), error.kind()), "build the site, and publish again")
    })
}

/// Shows what would change, and gives the exit code if that is where it ends: in a dry run, or if nobody wants it.
fn stopped(args: &PublishArgs, name: &str, changes: &str) -> Result<Option<u8>, PublishError> {
    print(changes);
    if args.dry_run {
        print("nothing was published: this was a dry run\n");
        return Ok(Some(FINE));
    }
    if !(args.yes || is_wanted(name)?) {
        print("nothing was published\n");
        return Ok(Some(PROBLEMS));
    }
    Ok(None)
}

/// Asks at a terminal; elsewhere nobody could answer.
fn is_wanted(name: &str) -> Result<bool, PublishError> {
    if !io::stdin().is_terminal() {
        return Err(PublishError::new(
            "nothing was published, since nobody can be asked here",
            format!("look at the list above, then say `--yes`: `ribbon publish {name} --yes`"),
        ));
    }
    print("put this online? [y/N] ");
    let mut answer = String::new();
    let _ = io::stdin().lock().read_line(&mut answer);
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}

fn description(prepared: &Prepared, name: &str) -> String {
    let plan = &prepared.plan;
    let len = |paths: &[OutputPath]| Some(paths.iter().filter_map(|path| prepared.new.get(path)).map(|entry| entry.len).sum());
    let mut text = format!("changes at `{name}`:\n");
    text.push_str(&listed("add", &plan.added, len(&plan.added)));
    text.push_str(&listed("change", &plan.changed, len(&plan.changed)));
    text.push_str(&listed("remove", &plan.removed, None));
    text
}

/// Bytes as people read them.
fn size(len: u64) -> String {
    match len {
        0..1_000 => format!("{len} B"),
        1_000..1_000_000 => format!("{:.1} kB", len as f64 / 1e3),
        _ => format!("{:.1} MB", len as f64 / 1e6),
    }
}

fn list_all(list: &[publish::Publication]) -> u8 {
    if list.is_empty() {
        print("nothing has been published here yet\n");
    }
    for (n, one) in list.iter().enumerate().rev() {
        let at = Timestamp::from_second(one.at).map_or_else(|_| "at an unknown time".to_owned(), |at| at.to_string());
        let online = if n + 1 == list.len() { "  online" } else { "" };
        print(&format!("{at}  {} files, {}{online}\n", one.n_files, size(one.len)));
    }
    FINE
}
