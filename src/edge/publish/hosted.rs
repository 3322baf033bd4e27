//! Cloudflare Pages and Vercel, by the programs that these hosts offer, `wrangler` and `vercel`. A host takes the whole site at once and
//! shows all of it or nothing, so there is no order to keep; it compares the files itself and sends those that it does not have.
//! Sources: developers.cloudflare.com, Pages, "Direct Upload" and "Rollbacks"; vercel.com/docs, CLI, `deploy`, `link`, `list` and
//! `rollback`, and "Build Output Configuration".

#![expect(clippy::disallowed_methods, reason = "runs other programs, and lays out files for them")]

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::PublishError;
use super::git::Changes;
use super::plan::Files;
use super::program::{end_of, finish, last_line};
use super::vercel;

/// A program that says nothing for so long hangs.
const PATIENCE: Duration = Duration::from_secs(300);

/// What was published from this machine last: the files with their hashes, and the addresses of publications, the newest last.
const RECORD: &str = "published.json";
const MAX_KEPT: usize = 20;

/// A host with its program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Host<'a> {
    Cloudflare { project: &'a str, branch: &'a str },
    Vercel { project: &'a str },
}

impl Host<'_> {
    fn program(self) -> &'static str {
        match self {
            Self::Cloudflare { .. } => "wrangler",
            Self::Vercel { .. } => "vercel",
        }
    }

    /// The host's name for people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Cloudflare { .. } => "Cloudflare Pages",
            Self::Vercel { .. } => "Vercel",
        }
    }

    /// How its program knows who publishes.
    fn credentials(self) -> &'static str {
        match self {
            Self::Cloudflare { .. } => {
                "put `CLOUDFLARE_API_TOKEN` (with the right to edit Cloudflare Pages) and `CLOUDFLARE_ACCOUNT_ID` into the environment, \
                 in CI as secrets, and see that the project is there: `wrangler pages project list`"
            }
            Self::Vercel { .. } => {
                "put `VERCEL_TOKEN`, and for a team `VERCEL_ORG_ID`, into the environment, in CI as secrets, and see that the project is \
                 there: `vercel project ls`"
            }
        }
    }
}

/// A project at a host.
pub(crate) struct Hosted<'a> {
    host: Host<'a>,
    /// The folder of this place's records, with what is laid out for the program.
    work: PathBuf,
    record: Record,
    /// The folder of the finished site with its files, and what the host is told of them.
    next: Option<(PathBuf, Files, Option<Value>)>,
}

#[derive(Default, serde::Serialize, serde::Deserialize)]
struct Record {
    files: BTreeMap<String, String>,
    addresses: Vec<String>,
}

impl<'a> Hosted<'a> {
    /// `records` is a folder of this site for what is laid out and remembered.
    ///
    /// # Errors
    ///
    /// Fails if the host's program is not there.
    pub(crate) fn open(host: Host<'a>, records: &Path) -> Result<Self, PublishError> {
        let work = std::path::absolute(records).unwrap_or_else(|_| records.to_owned());
        let record = fs::read(work.join(RECORD)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default();
        let hosted = Self { host, work, record, next: None };
        fs::create_dir_all(&hosted.work).map_err(|error| unwritable(&hosted.work, &error))?;
        hosted.run(&["--version"])?;
        Ok(hosted)
    }

    /// Compares the finished site with what this machine published last, and gets ready for `publish`. Asks and changes nothing online.
    ///
    /// # Errors
    ///
    /// Fails if the site gives orders that the host would not carry out.
    pub(crate) fn prepare(&mut self, out: &Path, files: Files) -> Result<Changes, PublishError> {
        let mut known = self.record.files.clone();
        let mut changes = Changes::default();
        for (path, entry) in &files {
            match known.remove(path.as_str()) {
                Some(hash) if hash == entry.hash => {}
                Some(_) => drop(changes.changed.insert(path.as_str().to_owned(), entry.len)),
                None => drop(changes.added.insert(path.as_str().to_owned(), entry.len)),
            }
        }
        changes.removed = known.into_keys().collect();
        let orders = match self.host {
            Host::Cloudflare { .. } => None,
            Host::Vercel { .. } => {
                let has = |name: &str| files.keys().any(|path| path.as_str() == name);
                let orders = if has(vercel::FILE) { fs::read(out.join(vercel::FILE)).unwrap_or_default() } else { Vec::new() };
                Some(vercel::output(&orders, has("404.html"))?)
            }
        };
        self.next = Some((out.to_owned(), files, orders));
        Ok(changes)
    }

    /// Lays the files out as the host's program looks for them.
    fn lay_out(&self, out: &Path, files: &Files, orders: Option<&Value>) -> Result<(), PublishError> {
        clear(&self.work.join("site"))?;
        let site = self.site_folder();
        for path in files.keys() {
            copy(&out.join(path.as_str()), &site.join(path.as_str()))?;
        }
        let Some(orders) = orders else { return Ok(()) };
        let at = self.work.join("site/.vercel/output/config.json");
        fs::write(&at, format!("{orders:#}\n")).map_err(|error| unwritable(&at, &error))
    }

    /// Where the files of the site are laid out.
    fn site_folder(&self) -> PathBuf {
        match self.host {
            Host::Cloudflare { .. } => self.work.join("site"),
            Host::Vercel { .. } => self.work.join("site/.vercel/output/static"),
        }
    }

    /// Whether anything was published from this machine.
    pub(crate) fn is_first(&self) -> bool {
        self.record.addresses.is_empty()
    }

    /// Publishes what was prepared; gives the address of this publication alone.
    ///
    /// # Errors
    ///
    /// Fails if the program does. What is online is then as it was, or is all of the new site.
    pub(crate) fn publish(&mut self) -> Result<String, PublishError> {
        let Some((out, files, orders)) = self.next.take() else { return Err(self.no_address("")) };
        self.lay_out(&out, &files, orders.as_ref())?;
        let said = match self.host {
            Host::Cloudflare { project, branch } => {
                let folder = self.site_folder().display().to_string();
                self.run(&["pages", "deploy", &folder, "--project-name", project, "--branch", branch, "--commit-dirty=true"])?
            }
            Host::Vercel { project } => {
                let folder = self.linked(project)?;
                self.run(&["deploy", "--prebuilt", "--prod", "--yes", "--cwd", &folder])?
            }
        };
        let address = address(&said).ok_or_else(|| self.no_address(&said))?;
        self.record.files = files.into_iter().map(|(path, entry)| (path.as_str().to_owned(), entry.hash)).collect();
        self.record.addresses.push(address.clone());
        let n_old = self.record.addresses.len().saturating_sub(MAX_KEPT);
        self.record.addresses.drain(..n_old);
        self.remember()?;
        clear(&self.work.join("site"))?;
        Ok(address)
    }

    /// The list of publications as the host's program writes it.
    ///
    /// # Errors
    ///
    /// Fails if the program does.
    pub(crate) fn list(&self) -> Result<String, PublishError> {
        match self.host {
            Host::Cloudflare { project, .. } => self.run(&["pages", "deployment", "list", "--project-name", project]),
            Host::Vercel { project } => self.run(&["list", project]),
        }
    }

    /// The address of the publication before the last one of this machine.
    ///
    /// # Errors
    ///
    /// Fails if the host's program cannot go back, or if this machine knows of none.
    pub(crate) fn before(&self) -> Result<&str, PublishError> {
        if let Host::Cloudflare { .. } = self.host {
            return Err(PublishError::new(
                "`wrangler` cannot go back to an earlier publication of Cloudflare Pages",
                "at dash.cloudflare.com, open the project, choose a deployment and \"Rollback to this deployment\": it is shown at once; \
                 or build the earlier state and publish it",
            ));
        }
        match self.record.addresses.as_slice() {
            [.., before, _] => Ok(before),
            _ => Err(PublishError::new(
                "this machine knows of no earlier publication at Vercel",
                "find its address with `ribbon publish --list`, then run `vercel rollback ADDRESS`",
            )),
        }
    }

    /// Shows the publication again that `before` gives.
    ///
    /// # Errors
    ///
    /// As `before`, or if the program fails.
    pub(crate) fn go_back(&mut self) -> Result<String, PublishError> {
        let before = self.before()?.to_owned();
        if let Host::Vercel { project } = self.host {
            let folder = self.linked(project)?;
            self.run(&["rollback", &before, "--cwd", &folder])?;
        }
        self.record.addresses.pop();
        // What its files are, this machine has not kept.
        self.record.files.clear();
        self.remember()?;
        Ok(before)
    }

    /// The folder that Vercel's program knows to be the project's.
    fn linked(&self, project: &str) -> Result<String, PublishError> {
        let folder = self.work.join("site");
        fs::create_dir_all(&folder).map_err(|error| unwritable(&folder, &error))?;
        let folder = folder.display().to_string();
        self.run(&["link", "--yes", "--project", project, "--cwd", &folder])?;
        Ok(folder)
    }

    fn remember(&self) -> Result<(), PublishError> {
        let at = self.work.join(RECORD);
        let bytes = serde_json::to_vec(&self.record).unwrap_or_default();
        fs::write(&at, bytes).map_err(|error| unwritable(&at, &error))
    }

    /// Runs the host's program to its end; gives what it wrote to its standard output.
    fn run(&self, words: &[&str]) -> Result<String, PublishError> {
        let program = self.host.program();
        let mut command = Command::new(if cfg!(windows) { format!("{program}.cmd") } else { program.to_owned() });
        // Away from the site, whose folders of other tools are none of this publication's.
        command.args(words).current_dir(&self.work);
        // Nobody answers questions here.
        command.env("CI", "1").env("NO_COLOR", "1").env("FORCE_COLOR", "0");
        let ended = finish(command, PATIENCE).map_err(|error| {
            if error.kind() == io::ErrorKind::NotFound {
                let help = format!("install it with `npm install --global {program}`, and see that it is on the path");
                return PublishError::new(
                    format!("{} is published to by the program `{program}`, which is not there", self.host.name()),
                    help,
                );
            }
            PublishError::new(format!("the program `{program}` cannot be started: {error}"), "see that you may run it")
        })?;
        let what =
            words.iter().take_while(|word| word.bytes().all(|byte| byte.is_ascii_lowercase())).copied().collect::<Vec<_>>().join(" ");
        let doing = if what.is_empty() { format!("`{program}`") } else { format!("`{program} {what}`") };
        match ended.status {
            None => Err(PublishError::new(
                format!("{doing} said nothing for {} minutes and was ended", PATIENCE.as_secs() / 60),
                "what is online is as it was, or all of the new site: look at it; run the program by hand to see what it waits for",
            )),
            Some(status) if status.success() => Ok(ended.said),
            Some(status) => {
                let said = last_line(&ended.complained).or_else(|| last_line(&ended.said));
                let said = said.map_or_else(|| "it said nothing".to_owned(), |said| format!("it said: {said}"));
                Err(PublishError::new(format!("{doing} {}; {said}", end_of(status)), self.host.credentials()))
            }
        }
    }

    fn no_address(&self, said: &str) -> PublishError {
        let program = self.host.program();
        let said = last_line(said).map_or_else(|| "nothing".to_owned(), |said| format!("\"{said}\""));
        PublishError::new(
            format!("`{program}` ended well, but named no address of what it published: it said {said}"),
            format!("look at the project at {}; the program may be too old, or another one of that name", self.host.name()),
        )
    }
}

/// The address of a publication: the last one that a program names.
fn address(said: &str) -> Option<String> {
    let words = said.split_whitespace().filter_map(|word| word.find("https://").map(|at| &word[at..]));
    let host = |address: &str| address["https://".len()..].split('/').next().unwrap_or_default().to_owned();
    let is_site = |address: &&str| {
        let host = host(address);
        host.ends_with(".pages.dev") || host.ends_with(".vercel.app") || (said.trim() == *address && host.contains('.'))
    };
    let is_plain = |address: &&str| address.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/".contains(&byte));
    words.filter(is_plain).rfind(is_site).map(|address| address.trim_end_matches('.').to_owned())
}

fn clear(folder: &Path) -> Result<(), PublishError> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unwritable(folder, &error)),
        _ => Ok(()),
    }
}

/// A file laid out for a program: the same one where the disk can, else a copy.
fn copy(from: &Path, to: &Path) -> Result<(), PublishError> {
    let folder = to.parent().unwrap_or(to);
    let laid = fs::create_dir_all(folder).and_then(|()| fs::hard_link(from, to).or_else(|_| fs::copy(from, to).map(drop)));
    laid.map_err(|error| unwritable(to, &error))
}

fn unwritable(at: &Path, error: &io::Error) -> PublishError {
    let message = format!("`{}` cannot be written: {}", at.display(), error.kind());
    PublishError::new(message, "make room there, or give yourself the right to write")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_in_what_programs_say() {
        let check = |said: &str, expected: Option<&str>| assert_eq!(address(said).as_deref(), expected, "{said}");
        check("✨ Deployment complete! Take a peek over at https://a1b2.our-day.pages.dev\n", Some("https://a1b2.our-day.pages.dev"));
        check("https://our-day-x1.vercel.app", Some("https://our-day-x1.vercel.app"));
        check("https://day.example.org\n", Some("https://day.example.org"));
        check("see https://developers.cloudflare.com/pages", None);
        check("https://a.pages.dev\u{1b}[31m", None);
        check("done", None);
    }
}
