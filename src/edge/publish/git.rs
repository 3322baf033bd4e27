//! A branch of a repository, as GitHub Pages, GitLab Pages and others publish it, by the program `git`. The work is done in a bare
//! repository of its own, so that nobody's checkout, index or branches are touched; nothing is ever forced.

#![expect(clippy::disallowed_methods, reason = "runs git, and keeps a repository of its own")]

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use super::PublishError;
use crate::base::artifact::OutputPath;

/// Where the branch as it is online is kept.
const ONLINE: &str = "refs/ribbon/online";

/// How many publications can be listed and undone.
const DEPTH: &str = "--depth=50";

/// The line of a commit that names the publication which it brings back.
const RESTORES: &str = "Ribbon-Restores: ";

/// An empty file in every repository.
const EMPTY_BLOB: &str = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";

/// Without it GitHub leaves out files whose names begin with `_`.
const NO_JEKYLL: &str = ".nojekyll";

/// What is to be online next.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Next<'a> {
    /// These files of the finished site in a folder.
    Built(&'a Path, &'a [OutputPath]),
    /// What was online before the publication that is there now.
    Last,
}

/// What a publication would change online, each list in the order of its paths, with the sizes of new files in bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    pub added: BTreeMap<String, u64>,
    pub changed: BTreeMap<String, u64>,
    pub removed: Vec<String>,
}

impl Changes {
    pub(crate) fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

/// A branch of a repository.
#[derive(Debug)]
pub(crate) struct Git {
    /// The bare repository.
    repository: PathBuf,
    address: String,
    branch: String,
    /// The commit that is online.
    online: Option<String>,
    /// The tree and the message of the next commit.
    next: Option<(String, String)>,
}

impl Git {
    /// A branch of the remote that the site's own repository calls `remote`, or of the repository at that address. `records` is the
    /// folder for the repository of its own.
    pub(crate) fn open(root: &Path, records: &Path, remote: &str, branch: &str) -> Result<Self, PublishError> {
        // Absolute, since git is run in other folders.
        let repository = records.join("repository.git");
        let repository = std::path::absolute(&repository).unwrap_or(repository);
        let known = Command::new("git").arg("-C").arg(root).args(["remote", "get-url", "--", remote]).stdin(Stdio::null()).output();
        let known = known.map_err(|error| not_started(&error))?;
        let address = match known.status.success() {
            true => String::from_utf8_lossy(&known.stdout).trim().to_owned(),
            false if remote.contains(['/', ':']) => remote.to_owned(),
            false => {
                return Err(PublishError::new(
                    format!("the site's repository has no remote `{remote}`"),
                    "name one that `git remote` lists, or the address of the repository, as `remote`",
                ));
            }
        };
        // An address may be written from the site's root.
        let address = if Path::new(&address).is_relative() && root.join(&address).exists() {
            let absolute = std::path::absolute(root.join(&address)).unwrap_or_else(|_| root.join(&address));
            absolute.to_string_lossy().into_owned()
        } else {
            address
        };
        let git = Self { repository, address, branch: branch.to_owned(), online: None, next: None };
        if !git.repository.join("HEAD").is_file() {
            fs::create_dir_all(&git.repository).map_err(|error| git.unwritable(&error))?;
            git.run(&["init", "--quiet", "--bare"], None)?;
        }
        Ok(git)
    }

    fn unwritable(&self, error: &io::Error) -> PublishError {
        let message = format!("`{}` cannot be written: {error}", self.repository.display());
        PublishError::new(message, "give yourself the right to write there")
    }

    /// Runs git in the bare repository, with a folder as its work tree if one is given.
    fn output(&self, words: &[&str], work_tree: Option<&Path>) -> Result<Output, PublishError> {
        let mut command = Command::new("git");
        command.args(["-c", "core.autocrlf=false", "-c", "core.safecrlf=false", "-c", "gc.auto=0", "-c", "commit.gpgSign=false"]);
        command.arg("--git-dir").arg(&self.repository);
        if let Some(folder) = work_tree {
            command.arg("--work-tree").arg(folder).current_dir(folder);
        }
        command.args(words).stdin(Stdio::null());
        // A question would wait for ever where nobody sits.
        command.env("GIT_TERMINAL_PROMPT", "0").env("GIT_INDEX_FILE", self.index()).env("LC_ALL", "C");
        for inherited in ["GIT_DIR", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY"] {
            command.env_remove(inherited);
        }
        command.output().map_err(|error| not_started(&error))
    }

    fn run(&self, words: &[&str], work_tree: Option<&Path>) -> Result<String, PublishError> {
        let output = self.output(words, work_tree)?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        Err(self.failed(words.iter().find(|word| !word.starts_with('-')).unwrap_or(&"git"), &output))
    }

    /// What git says, without the address, which may hold a password.
    fn failed(&self, what: &str, output: &Output) -> PublishError {
        let said = String::from_utf8_lossy(&output.stderr).replace(&self.address, "the repository");
        let said: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("hint:")).collect();
        let said = without_secrets(said.last().copied().unwrap_or("nothing"));
        let is_denied = ["Authentication", "could not read Username", "Permission denied", "403"].iter().any(|word| said.contains(word));
        let help = if is_denied {
            "give git the right to write there, by its credential helper or a key of SSH; Ribbon knows no passwords"
        } else {
            "see that the address is right and that the machine reaches it; what is online was not changed"
        };
        PublishError::new(format!("git {what} failed: {said}"), help)
    }

    fn index(&self) -> PathBuf {
        self.repository.join("publish-index")
    }

    /// Learns what is online, with one request.
    fn fetch(&mut self) -> Result<(), PublishError> {
        let refs = format!("+refs/heads/{}:{ONLINE}", self.branch);
        let fetched = self.output(&["fetch", "--quiet", "--no-tags", DEPTH, &self.address, &refs], None)?;
        if fetched.status.success() {
            self.online = Some(self.run(&["rev-parse", ONLINE], None)?.trim().to_owned());
            return Ok(());
        }
        if String::from_utf8_lossy(&fetched.stderr).contains("couldn't find remote ref") {
            self.online = None;
            return Ok(());
        }
        Err(self.failed("fetch", &fetched))
    }

    /// The tree of these files of a finished site.
    fn tree_of(&self, out: &Path, files: &[OutputPath]) -> Result<String, PublishError> {
        let _ = fs::remove_file(self.index());
        let folder = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
        let list = self.repository.join("publish-files");
        let names: String = files.iter().flat_map(|file| [file.as_str(), "\0"]).collect();
        fs::write(&list, names).map_err(|error| self.unwritable(&error))?;
        let list = format!("--pathspec-from-file={}", list.display());
        // As they are: a name is no pattern.
        self.run(&["--literal-pathspecs", "add", "--force", &list, "--pathspec-file-nul"], Some(&folder))?;
        if !folder.join(NO_JEKYLL).exists() {
            // Written, since the index names it.
            self.run(&["hash-object", "-w", "--no-filters", "--", &self.empty_file()?], None)?;
            self.run(&["update-index", "--add", "--cacheinfo", &format!("100644,{EMPTY_BLOB},{NO_JEKYLL}")], None)?;
        }
        Ok(self.run(&["write-tree"], None)?.trim().to_owned())
    }

    fn empty_file(&self) -> Result<String, PublishError> {
        let file = self.repository.join("empty");
        fs::write(&file, "").map_err(|error| self.unwritable(&error))?;
        Ok(file.to_string_lossy().into_owned())
    }

    /// The sizes of all files of a tree.
    fn sizes(&self, tree: &str) -> Result<BTreeMap<String, (String, u64)>, PublishError> {
        let listed = self.run(&["ls-tree", "-r", "-l", "-z", tree], None)?;
        let files = listed.split('\0').filter_map(|line| {
            let (head, path) = line.split_once('\t')?;
            let mut words = head.split_whitespace().skip(2);
            let (hash, size) = (words.next()?, words.next()?);
            Some((path.to_owned(), (hash.to_owned(), size.parse().ok()?)))
        });
        Ok(files.collect())
    }

    fn changes(&self, tree: &str) -> Result<Changes, PublishError> {
        let old = match &self.online {
            Some(online) => self.sizes(online)?,
            None => BTreeMap::new(),
        };
        let new = self.sizes(tree)?;
        let mut changes = Changes::default();
        for (path, (hash, bytes)) in &new {
            match old.get(path) {
                None => drop(changes.added.insert(path.clone(), *bytes)),
                Some((known, _)) if known != hash => drop(changes.changed.insert(path.clone(), *bytes)),
                Some(_) => {}
            }
        }
        changes.removed.extend(old.into_keys().filter(|path| !new.contains_key(path)));
        Ok(changes)
    }

    /// The publication that a commit shows: itself, or the one that it brings back.
    fn shown_by(&self, commit: &str) -> Result<String, PublishError> {
        let message = self.run(&["show", "--no-patch", "--format=%B", commit, "--"], None)?;
        let restored = message.lines().find_map(|line| line.strip_prefix(RESTORES)).map(str::trim);
        Ok(restored.filter(|hash| hash.bytes().all(|byte| byte.is_ascii_hexdigit())).unwrap_or(commit).to_owned())
    }

    /// The publication before the one that is online.
    fn last(&self) -> Result<String, PublishError> {
        let none =
            || PublishError::new("there is no earlier publication to go back to", "publish the site as it should be: `ribbon publish`");
        let online = self.online.as_deref().ok_or_else(none)?;
        let shown = self.shown_by(online)?;
        let before = self.output(&["rev-parse", "--verify", "--quiet", &format!("{shown}~1")], None)?;
        if !before.status.success() {
            return Err(none());
        }
        self.shown_by(String::from_utf8_lossy(&before.stdout).trim())
    }

    /// Makes the commit. Who has no name for commits gets one.
    fn commit(&self, tree: &str, message: &str) -> Result<String, PublishError> {
        let mut words = vec!["commit-tree", tree, "-m", message];
        if let Some(online) = &self.online {
            words.extend(["-p", online]);
        }
        let has_name = self.output(&["var", "GIT_COMMITTER_IDENT"], None)?.status.success();
        let named = ["-c", "user.name=Ribbon", "-c", "user.email=ribbon@localhost"];
        let words = if has_name { words } else { named.into_iter().chain(words).collect() };
        Ok(self.run(&words, None)?.trim().to_owned())
    }
}

impl Git {
    /// Compares what is online with what is to be, and gets ready for `publish`. Changes nothing online.
    pub(crate) fn prepare(&mut self, next: Next<'_>) -> Result<Changes, PublishError> {
        self.fetch()?;
        let (tree, message) = match next {
            Next::Built(out, files) => (self.tree_of(out, files)?, "Published by Ribbon".to_owned()),
            Next::Last => {
                let last = self.last()?;
                let tree = self.run(&["rev-parse", &format!("{last}^{{tree}}")], None)?.trim().to_owned();
                (tree, format!("Back to the publication before\n\n{RESTORES}{last}"))
            }
        };
        let changes = self.changes(&tree)?;
        self.next = Some((tree, message));
        Ok(changes)
    }

    /// The content of a file of what was prepared.
    pub(crate) fn content(&self, path: &str) -> Result<Vec<u8>, PublishError> {
        let tree = self.next.as_ref().map_or("HEAD", |(tree, _)| tree);
        let output = self.output(&["cat-file", "blob", &format!("{tree}:{path}")], None)?;
        if output.status.success() { Ok(output.stdout) } else { Err(self.failed("cat-file", &output)) }
    }

    /// Publishes what was prepared, unless the branch has moved since.
    pub(crate) fn publish(&mut self) -> Result<(), PublishError> {
        let Some((tree, message)) = self.next.take() else { return Ok(()) };
        let commit = self.commit(&tree, &message)?;
        // A branch that has moved since it was fetched is not overwritten: all of a push is taken, or nothing.
        let pushed = self.output(&["push", "--quiet", &self.address, &format!("{commit}:refs/heads/{}", self.branch)], None)?;
        if pushed.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&pushed.stderr);
        if ["fetch first", "non-fast-forward", "cannot lock ref", "stale info"].iter().any(|word| said.contains(word)) {
            return Err(PublishError::new(
                format!("somebody else has published to `{}` in the meantime, and that is what is online", self.branch),
                "look at the site, then run `ribbon publish` again if yours is the newer one",
            ));
        }
        Err(self.failed("push", &pushed))
    }

    /// What was published, the newest first: the moment (RFC 3339) and what was done.
    pub(crate) fn list(&mut self) -> Result<Vec<(String, String)>, PublishError> {
        self.fetch()?;
        let Some(online) = &self.online else { return Ok(Vec::new()) };
        let log = self.run(&["log", "--format=%cI%x09%s", online, "--"], None)?;
        Ok(log.lines().filter_map(|line| line.split_once('\t')).map(|(at, what)| (at.to_owned(), what.to_owned())).collect())
    }
}

fn not_started(error: &io::Error) -> PublishError {
    let help = "install git, and see that it is on the path";
    PublishError::new(format!("the program `git` cannot be started: {error}"), help)
}

/// A line without what stands between `://` and `@`.
fn without_secrets(line: &str) -> String {
    line.split(' ')
        .map(|word| match (word.find("://"), word.rfind('@')) {
            (Some(start), Some(end)) if start + 3 < end => format!("{}…{}", &word[..start + 3], &word[end..]),
            _ => word.to_owned(),
        })
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::without_secrets;

    #[test]
    fn passwords_are_not_told() {
        assert_eq!(
            without_secrets("fatal: unable to access 'https://me:s3cret@host.example/a.git/': 403"),
            "fatal: unable to access 'https://…@host.example/a.git/': 403"
        );
        assert_eq!(
            without_secrets("fatal: 'a' does not appear to be a git repository"),
            "fatal: 'a' does not appear to be a git repository"
        );
    }
}
