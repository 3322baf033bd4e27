//! Starting other programs. Every failure becomes one sentence that says what was run.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// The root of the repository, found at compile time because a task may be started from any folder below it.
pub(crate) fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the repository").to_path_buf()
}

/// Where cargo puts what it builds.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository().join("target"), PathBuf::from)
}

/// The release build of `ribbon`.
pub(crate) fn ribbon() -> PathBuf {
    target().join("release").join(format!("ribbon{}", std::env::consts::EXE_SUFFIX))
}

/// Where a program of this name is found, if it is installed.
pub(crate) fn which(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    let script = format!("{name}.cmd");
    std::env::split_paths(&std::env::var_os("PATH")?)
        .flat_map(|folder| [folder.join(&file), folder.join(&script)])
        .find(|path| path.is_file() && (cfg!(windows) || path.extension().is_none_or(|extension| extension != "cmd")))
}

/// Installs Debian's packages, where that is possible without asking anybody for a password.
pub(crate) fn apt_install(packages: &[&str]) -> Result<(), String> {
    let is_root = output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    let apt = which("apt-get").filter(|_| is_root).ok_or("this is no system of Debian's kind, or not its administrator")?;
    run(Command::new(&apt).args(["update", "-qq"]))?;
    let words = ["install", "-y", "-qq", "--no-install-recommends"];
    run(Command::new(&apt).args(words).args(packages).env("DEBIAN_FRONTEND", "noninteractive"))
}

/// The cargo that started this task.
pub(crate) fn cargo(words: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(words);
    command
}

/// A command as someone would type it.
pub(crate) fn spelled(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program()).to_string_lossy().into_owned();
    let words = command.get_args().map(|word| word.to_string_lossy().into_owned());
    std::iter::once(program).chain(words).collect::<Vec<_>>().join(" ")
}

/// Runs to the end, with what it prints shown as it comes; anything but success is a failure.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let status = command.stdin(Stdio::null()).status().map_err(|error| not_started(command, &error))?;
    expect_success(command, status)
}

/// Runs to the end and gives back what it printed on standard output; standard error is shown.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output().map_err(|error| not_started(command, &error))?;
    expect_success(command, output.status)?;
    String::from_utf8(output.stdout).map_err(|_| format!("`{}` printed text that is not UTF-8", spelled(command)))
}

pub(crate) fn not_started(command: &Command, error: &std::io::Error) -> String {
    format!("cannot start `{}`: {error}", spelled(command))
}

pub(crate) fn expect_success(command: &Command, status: ExitStatus) -> Result<(), String> {
    if status.success() { Ok(()) } else { Err(format!("`{}` ended with {status}", spelled(command))) }
}

/// Adds the file or folder to every message about it.
pub(crate) fn at<T>(path: &Path, result: std::io::Result<T>) -> Result<T, String> {
    result.map_err(|error| format!("{}: {error}", path.display()))
}

/// Writes a file, with the folders above it.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        at(folder, std::fs::create_dir_all(folder))?;
    }
    at(path, std::fs::write(path, text))
}
