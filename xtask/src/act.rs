//! The W3C's test cases for accessibility rules. They are under a licence of their own and no part of the project.

use std::process::Command;

use crate::shell;

/// Prints a line for each rule and, last, the sums as a JSON object.
pub(crate) fn run(file: &str, options: &[&str]) -> Result<(), String> {
    shell::run(&mut shell::cargo(&["build", "--release", "--quiet"]))?;
    shell::run(Command::new(shell::ribbon()).arg("act").arg(file).args(options))
}
