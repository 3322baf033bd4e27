//! A site in a folder of its own, and what the binary says about it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// What a site needs at least; most tests add to it.
pub(crate) const SITE_TOML: &str = "title = \"Test site\"\nbase_url = \"https://example.org\"\n";
pub(crate) const HOME: &str = "+++\ntitle = \"Home\"\ndescription = \"The home page.\"\n+++\n\nWelcome.\n";

/// A folder that is removed when the test ends.
pub(crate) struct Site {
    folder: TempDir,
}

/// How a run of the binary ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    /// Runs a command to its end.
    pub(crate) fn of(mut command: Command) -> Self {
        let output = command.stdin(Stdio::null()).output().expect("the program");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Self { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

impl Site {
    /// An empty folder.
    pub(crate) fn empty() -> Self {
        // A disk in memory where there is one: these tests write tens of thousands of files.
        let folder = TempDir::new_in("/dev/shm").or_else(|_| TempDir::new());
        Self { folder: folder.expect("a folder for the test") }
    }

    /// A site with a home page.
    pub(crate) fn new() -> Self {
        Self::empty().with("site.toml", SITE_TOML).with("content/_index.md", HOME)
    }

    pub(crate) fn with(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(path, content);
        self
    }

    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders for a file");
        fs::write(path, content).expect("a file");
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("a file to remove");
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    /// The binary, about to be called in the site's folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ribbon"));
        command.args(arguments).current_dir(self.root()).env_remove("NO_COLOR").env("TZ", "UTC").stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        let output = self.command(arguments).output().expect("the binary starts");
        let outcome = Outcome {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        };
        assert!(outcome.code.is_some_and(|code| code <= 2), "ribbon {arguments:?} broke down: {outcome:?}");
        outcome
    }

    /// `ribbon build` on a fixed day, with more arguments.
    pub(crate) fn build(&self, arguments: &[&str]) -> Outcome {
        self.run(&[&["build", "--date", "2027-02-04"], arguments].concat())
    }

    /// A build that must succeed without a word.
    pub(crate) fn build_well(&self, arguments: &[&str]) -> Outcome {
        let outcome = self.build(arguments);
        assert!(outcome.code == Some(0) && outcome.stderr.is_empty(), "{outcome:?}");
        outcome
    }

    /// The one-line report of a build that must fail, without its place of work.
    pub(crate) fn build_badly(&self, arguments: &[&str]) -> String {
        let outcome = self.build(&[&["--quiet", "--format", "short"], arguments].concat());
        assert_eq!(outcome.code, Some(1), "{outcome:?}");
        assert!(!self.has("public"), "a failed build has written");
        outcome.stdout
    }
}

/// Every file below a folder with its bytes, by path.
pub(crate) fn files(folder: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut found = std::collections::BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read(&path).expect("a file to read"));
            }
        }
    }
    found
}
