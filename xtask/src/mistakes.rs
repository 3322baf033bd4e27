//! The mistakes of editors in `tests/mistakes`, each with what is told of it.

use crate::shell;

/// Tries them all and prints the table; `UPDATE=1` writes what is told into the lists.
pub(crate) fn run() -> Result<(), String> {
    shell::run(&mut shell::cargo(&["test", "--quiet", "--test", "end_to_end", "mistakes::", "--", "--nocapture"]))
}
