//! `cargo xtask test`: everything that must hold, in an order that shows cheap failures first. Makes one test build and one release build.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use crate::tally::{Count, Outcome, Tally};
use crate::{bench, browser, shell};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Browser {
    Run,
    Skip,
}

pub(crate) fn run(browser: Browser) -> ExitCode {
    // A run that is stopped half-way must not leave the word of an earlier one.
    let passed = shell::target().join("passed");
    let _ = std::fs::remove_file(&passed);
    let before = clean_commit();

    let mut tally = Tally::default();
    tally.step("Format", || shell::run(&mut shell::cargo(&["fmt", "--all", "--check"])).into());
    tally.step("Lints", || {
        shell::run(&mut shell::cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])).into()
    });
    tally.step("Test tools", || rsync().into());
    tally.step("Tests", cargo_test);
    tally.step("Without features", || shell::run(&mut shell::cargo(&["check", "--locked", "--no-default-features"])).into());
    tally.step("Package", || {
        shell::run(&mut shell::cargo(&["publish", "--dry-run", "--allow-dirty", "--locked", "--package", "ribbon-ssg"])).into()
    });

    let built = tally
        .step("Release build", || shell::run(&mut shell::cargo(&["build", "--release", "--locked", "--package", "ribbon-ssg"])).into());
    let no_binary = "there is no release build";
    // Early, as it says within seconds what would otherwise be noticed weeks later.
    step_if(&mut tally, built.then_some(()).ok_or(no_binary), "Counts", || bench::count::compare(&shell::ribbon()).into());
    let site = step_if(&mut tally, built.then_some(()).ok_or(no_binary), "Bundled site", || bundled_site().into());
    let docs = step_if(&mut tally, built.then_some(()).ok_or(no_binary), "User guide", || clean_build("docs", "guide", None).into());
    step_if(&mut tally, built.then_some(()).ok_or(no_binary), "Check", || clean_check(".").and_then(|()| clean_check("docs")).into());

    if browser == Browser::Run {
        let ready = tally.step("Browser tools", || browser::install().into());
        let needs = if !ready {
            Err("the browser tools are missing")
        } else if !(site && docs) {
            Err("a site was not built")
        } else {
            Ok(())
        };
        step_if(&mut tally, needs, "Browser suite", browser::suite);
    }

    if !tally.has_failed() {
        println!("\n=== Commit");
        match note(&passed, before, browser) {
            Ok(hash) => println!("--- {hash} passed, as {} says", passed.display()),
            Err(because) => println!("--- {} is not written: {because}", passed.display()),
        }
    }
    // Last, because the count is the last line of the run.
    let total = tally.close();
    if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Writes down the commit that passed; or gives why there is none.
fn note(passed: &Path, before: Result<String, String>, browser: Browser) -> Result<String, String> {
    if browser == Browser::Skip {
        return Err("the browser suite was left out".to_owned());
    }
    let hash = before?;
    // Asked again at the end: what was edited during the run is not what was tested.
    if clean_commit()? != hash {
        return Err("another commit was checked out during the run".to_owned());
    }
    shell::write(passed, &format!("{hash}\n"))?;
    Ok(hash)
}

/// The full hash of the commit that the tree holds, if it holds nothing else.
fn clean_commit() -> Result<String, String> {
    let git = |words: &[&str]| shell::output(Command::new("git").args(words).current_dir(shell::repository()));
    if !git(&["status", "--porcelain"])?.trim().is_empty() {
        return Err("there are uncommitted changes".to_owned());
    }
    Ok(git(&["rev-parse", "HEAD"])?.trim().to_owned())
}

fn step_if(tally: &mut Tally, needs: Result<(), &str>, name: &'static str, body: impl FnOnce() -> Outcome) -> bool {
    match needs {
        Ok(()) => tally.step(name, body),
        Err(because) => {
            tally.skip(name, because);
            false
        }
    }
}

/// The program that tests of publishing run.
fn rsync() -> Result<(), String> {
    if shell::which("rsync").is_some() {
        return Ok(());
    }
    let how = "no rsync found: install it from your system's packages (Debian: `apt-get install rsync`)";
    shell::apt_install(&["rsync"]).map_err(|because| format!("{how}; {because}"))
}

/// `cargo test`, shown as it runs, with its tests counted from the line that ends each test binary.
fn cargo_test() -> Outcome {
    let mut command = shell::cargo(&["test", "--workspace", "--locked", "--no-fail-fast"]);
    let mut child = match command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn() {
        Ok(child) => child,
        Err(error) => return Err(shell::not_started(&command, &error)).into(),
    };
    let mut count = Count::default();
    let stdout = child.stdout.take().expect("standard output was asked for as a pipe");
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        let found = counted(&line);
        count.passed += found.passed;
        count.failed += found.failed;
        println!("{line}");
    }
    let failure = match child.wait() {
        Ok(status) => shell::expect_success(&command, status).err(),
        Err(error) => Some(shell::not_started(&command, &error)),
    };
    Outcome { count, failure }
}

/// `test result: ok. 12 passed; 0 failed; …`
fn counted(line: &str) -> Count {
    let Some(result) = line.strip_prefix("test result: ") else { return Count::default() };
    let before = |word: &str| result.split(word).next().and_then(|head| head.split_whitespace().last()?.parse().ok()).unwrap_or(0);
    Count { passed: before(" passed;"), failed: before(" failed;") }
}

/// The themes that the bundled site is tried in besides its own, each with the folder in `target/`.
const TRIED: [(&str, &str); 2] = [("close-the-care-gap", "site-close-the-care-gap"), ("base", "site-base")];

/// The bundled site in its own theme and in every other.
fn bundled_site() -> Result<(), String> {
    clean_build(".", "site", None)?;
    TRIED.iter().try_for_each(|(theme, name)| clean_build(".", name, Some(theme)))
}

/// Builds a site of this repository with `--strict` from nothing; a single diagnostic is a failure.
fn clean_build(root: &str, name: &str, theme: Option<&str>) -> Result<(), String> {
    let out = shell::target().join(name);
    if out.exists() {
        shell::at(&out, std::fs::remove_dir_all(&out))?;
    }
    let mut command = Command::new(shell::ribbon());
    command.args(["build", "--root", root, "--strict", "--out"]).arg(&out);
    command.args(theme.into_iter().flat_map(|theme| ["--theme", theme]));
    without_diagnostics(command)
}

fn clean_check(root: &str) -> Result<(), String> {
    let mut command = Command::new(shell::ribbon());
    command.args(["check", "--root", root, "--strict"]);
    without_diagnostics(command)
}

fn without_diagnostics(mut command: Command) -> Result<(), String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| shell::not_started(&command, &error))?;
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    print!("{stdout}");
    eprint!("{stderr}");
    std::io::stdout().flush().map_err(|error| error.to_string())?;
    shell::expect_success(&command, output.status)?;
    let is_diagnostic = |line: &&str| ["error", "warning", "note"].iter().any(|word| line.trim_start().starts_with(&format!("{word}[")));
    match stdout.lines().chain(stderr.lines()).filter(is_diagnostic).count() {
        0 => Ok(()),
        n => Err(format!("`{}` printed {n} diagnostics", shell::spelled(&command))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_cargo_test_are_counted() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(counted(line), Count { passed: 12, failed: 3 });
        assert_eq!(counted("test a::b ... ok"), Count::default());
    }
}
