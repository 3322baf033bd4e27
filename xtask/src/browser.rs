//! The browser suite in `tests/browser`: its tools, its run, its pictures.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell;
use crate::tally::{Count, Outcome};

const FOLDER: &str = "tests/browser";
/// The names under which systems install Chromium or a browser built from it.
const CHROMIUM: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// What Python's package index has of the emulators that `ribbon publish` is tried on.
const EMULATORS: &str = "tests/browser/emulators.txt";

/// Installs what the suite needs and is not here yet: Chromium where apt can, npm's packages by the lock file, and emulators.
pub(crate) fn install() -> Result<(), String> {
    let chromium = match chromium() {
        Some(path) => path,
        None => apt_install_chromium()?,
    };
    println!("Chromium: {}", chromium.display());
    emulators()?;

    let npm = shell::which("npm")
        .ok_or("npm is not installed: install Node.js 20 or later, with npm, from https://nodejs.org or your system's packages")?;
    if packages_are_current() {
        println!("npm packages: as in {FOLDER}/package-lock.json");
        return Ok(());
    }
    shell::run(Command::new(npm).args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(FOLDER))
}

/// Runs every test of the suite against the sites in `target/`.
pub(crate) fn suite() -> Outcome {
    let results = shell::target().join("browser").join("results.json");
    // Left from an earlier run, it would be counted as this one's.
    let _ = std::fs::remove_file(&results);
    let failure = node(&["node_modules/@playwright/test/cli.js", "test"]).and_then(|mut command| shell::run(&mut command)).err();
    let report = std::fs::read_to_string(&results).ok();
    if let Some(n @ 1..) = report.as_deref().and_then(|report| stat(report, "skipped")) {
        println!("WARNING: {n} tests of the suite were left out; {} says why", results.display());
    }
    match report.as_deref().and_then(counted) {
        Some(count) => Outcome { count, failure },
        None => Outcome { count: Count::default(), failure: failure.or(Some("the suite left no results".into())) },
    }
}

pub(crate) fn screenshots(words: &[&str]) -> Result<(), String> {
    install()?;
    shell::run(node(&["screenshots.mjs"])?.args(words))
}

/// The script that saves one file of a site again and again, and prints how long each save took to show.
pub(crate) fn latency(ribbon: &Path, n_saves: usize, site: &Path, file: &str, address: &str, kind: &str) -> Result<Command, String> {
    let mut command = node(&["latency.mjs", &n_saves.to_string()])?;
    command.arg(site).args([file, address, kind]).env("RIBBON", ribbon);
    Ok(command)
}

fn node(words: &[&str]) -> Result<Command, String> {
    let mut command = Command::new(shell::which("node").ok_or("node is not installed")?);
    command.args(words).current_dir(FOLDER).env("RIBBON_TARGET", shell::target()).env("RIBBON", shell::ribbon());
    if let Some(chromium) = chromium() {
        command.env("CHROMIUM", chromium);
    }
    Ok(command)
}

/// The browser named by `CHROMIUM`, or the first that is installed.
fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from).filter(|path| path.is_file());
    named.or_else(|| CHROMIUM.iter().find_map(|name| shell::which(name)))
}

fn apt_install_chromium() -> Result<PathBuf, String> {
    let how = "no Chromium found: install it from your system's packages (Debian: `apt-get install chromium`), or set CHROMIUM to its path";
    shell::apt_install(&["chromium", "fonts-dejavu-core", "fonts-liberation"]).map_err(|because| format!("{how}; {because}"))?;
    chromium().ok_or(how.into())
}

/// Installs the emulators of object stores into a folder of their own. Without Python, tests are left out, which this says.
fn emulators() -> Result<(), String> {
    let folder = shell::target().join("emulators");
    let wanted = shell::at(Path::new(EMULATORS), std::fs::read_to_string(EMULATORS))?;
    // Written last, so an older one means an install that is out of date or broken off.
    let installed = folder.join("installed.txt");
    if std::fs::read_to_string(&installed).is_ok_and(|installed| installed == wanted) {
        println!("Emulators of object stores: as in {EMULATORS}");
        return Ok(());
    }
    let Some(python) = shell::which("python3") else {
        println!("WARNING: there is no python3, so nothing is published to emulators of Amazon S3 and Google Cloud Storage");
        return Ok(());
    };
    let made = shell::run(Command::new(python).args(["-m", "venv", "--clear"]).arg(&folder));
    made.map_err(|because| format!("{because}: install Python's module venv (Debian: `apt-get install python3-venv`)"))?;
    let words = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:"];
    shell::run(Command::new(folder.join("bin/python")).args(words).args(["--requirement", EMULATORS]))?;
    shell::write(&installed, &wanted)
}

/// npm writes its own copy of the lock file last, so an older copy means an install that is out of date or broken off.
fn packages_are_current() -> bool {
    let modified = |path: &Path| std::fs::metadata(path).and_then(|file| file.modified()).ok();
    let folder = Path::new(FOLDER);
    match (modified(&folder.join("node_modules/.package-lock.json")), modified(&folder.join("package-lock.json"))) {
        (Some(installed), Some(locked)) => installed >= locked,
        _ => false,
    }
}

/// The counts in the `stats` of Playwright's JSON report. A test that passed only when tried again is a failure here.
fn counted(report: &str) -> Option<Count> {
    Some(Count { passed: stat(report, "expected")?, failed: stat(report, "unexpected")? + stat(report, "flaky")? })
}

fn stat(report: &str, key: &str) -> Option<usize> {
    let stats = report.rsplit_once("\"stats\"")?.1;
    let rest = stats.split_once(&format!("\"{key}\":"))?.1.trim_start();
    rest[..rest.find(|letter: char| !letter.is_ascii_digit())?].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_playwright_are_counted() {
        let report = r#"{"suites": [], "stats": { "duration": 12.5, "expected": 41, "skipped": 0, "unexpected": 2, "flaky": 1 }}"#;
        assert_eq!(counted(report), Some(Count { passed: 41, failed: 3 }));
        assert_eq!(counted("{}"), None);
    }
}
