//! The `ribbon` command.

use std::process::ExitCode;

use clap::Parser;

/// Measured on 10,000 pages: many small allocations from several threads are what a build is.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ribbon::command::run(ribbon::cli::Cli::parse())
}
