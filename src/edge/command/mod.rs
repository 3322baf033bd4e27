//! What each command does. Commands are edges: they read the disk and the clock, and print.

mod act;
mod archive;
mod build;
mod check;
mod doctor;
mod due;
mod explain;
mod external;
mod kit;
mod manual;
mod new;
mod output;
mod progress;
mod publish;
mod reported;
mod review;
mod schedule;
mod schema;
mod serve;
mod shared;
mod terminal;
mod theme;
mod thorough;
mod trigger;
mod unchanged;
mod verify;

use std::process::ExitCode;

use crate::edge::cli::{Cli, Command};

/// Everything is fine.
pub const FINE: u8 = 0;
/// The sources have problems, or the output cannot be written.
pub const PROBLEMS: u8 = 1;
/// The command was called wrongly; clap exits with the same code.
pub const WRONG_USE: u8 = 2;

/// Runs a command and returns the exit code.
pub fn run(cli: Cli) -> ExitCode {
    ExitCode::from(match cli.command {
        Command::Build(args) => build::build(&args),
        Command::Serve(args) => serve::serve(&args),
        Command::Check(args) => check::check(&args),
        Command::Schedule(args) => schedule::schedule(&args),
        Command::Archive(args) => archive::archive(&args),
        Command::Kit(args) => kit::kit(&args),
        Command::Publish(args) => publish::publish(&args),
        Command::New(args) => new::new(&args.what),
        Command::Review(args) => review::review(&args.what),
        Command::Theme(args) => theme::theme(&args.what),
        Command::Doctor(args) => doctor::doctor(&args),
        Command::Explain(args) => explain::explain(args.code.as_deref()),
        Command::Schema(args) => schema::print(args.of),
        Command::Act(args) => act::act(&args),
        Command::Completions(args) => manual::completions(args.shell),
        Command::Man(args) => manual::page(&args.command),
    })
}
