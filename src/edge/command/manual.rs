//! `ribbon man` and `ribbon completions`, made from the command line's own definition.

use clap::CommandFactory;
use clap_complete::Shell;

use super::terminal::print;
use super::{FINE, WRONG_USE};
use crate::edge::cli::Cli;

/// Prints what a shell reads to complete `ribbon`.
pub(super) fn completions(shell: Shell) -> u8 {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "ribbon", &mut text);
    print(&String::from_utf8_lossy(&text));
    FINE
}

/// Prints the manual page of the program, or of one of its commands (`new page`).
pub(super) fn page(words: &[String]) -> u8 {
    let mut program = Cli::command();
    // Building fills in the options that every command inherits.
    program.build();
    let mut command = &program;
    for word in words {
        let Some(found) = command.find_subcommand(word) else {
            return super::terminal::refuse(&format!("there is no command `{}`", words.join(" ")), "`ribbon --help` lists the commands");
        };
        command = found;
    }
    // clap calls a subcommand `ribbon new page`; manual pages are named with hyphens.
    let name = command.get_bin_name().unwrap_or("ribbon").replace(' ', "-");
    let mut text = Vec::new();
    if clap_mangen::Man::new(command.clone()).title(name).source(concat!("ribbon ", env!("CARGO_PKG_VERSION"))).render(&mut text).is_err() {
        return WRONG_USE;
    }
    print(&String::from_utf8_lossy(&text));
    FINE
}
