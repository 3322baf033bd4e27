//! The floor program (`xtask/floor`): the least that a build of the same sources and outputs takes.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::measure;
use crate::shell;

pub(super) fn build() -> Result<PathBuf, String> {
    shell::run(&mut shell::cargo(&["build", "--release", "--locked", "--package", "ribbon-floor"]))?;
    Ok(shell::target().join("release").join(format!("ribbon-floor{}", std::env::consts::EXE_SUFFIX)))
}

/// Writes the list of what a real build wrote, each file with its size.
pub(super) fn write_sizes(list: &Path, out: &Path) -> Result<(), String> {
    let mut text = String::new();
    for file in measure::files_below(out)?.keys() {
        let size = shell::at(file, std::fs::metadata(file))?.len();
        let path = file.strip_prefix(out).unwrap_or(file);
        text.push_str(&format!("{size}\t{}\n", path.display()));
    }
    shell::write(list, &text)
}

pub(super) fn command(program: &Path, site: &Path, list: &Path, out: &Path) -> Command {
    let mut command = Command::new(program);
    command.args([site, list, out]);
    command
}
