//! The project's own tasks, as `cargo xtask TASK`: the whole test run, the benchmark, the man page and shell completions.
//! Standard library alone, so that a fresh clone starts its tests within a second or two of compiling.

mod act;
mod bench;
mod browser;
mod citeproc;
mod cli_pages;
mod messages;
mod mistakes;
mod shell;
mod tally;
mod test;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask TASK

  test [--no-browser]      everything that must hold: format, lints, tests, both sites, the browser suite
  bench [PAGES …]          speed and memory on seeded sites; 100 1000 10000 pages if none are named
        [--runs N] [--no-hugo] [--ribbon PROGRAM]
        [--rows NAME,NAME]       only these rows: floor, copy, hugo, base, sidebar, evidence, style, edited, unchanged, memory,
                                 growth (for two sizes such as 10000 100000), programs
        [--readme]               writes the README's table
        [--write FOLDER]         only writes the sites, for a profiler
  bench serve [PAGES …]    from a save to what it changes in a browser, and memory after many saves
        [--ribbon PROGRAM]
  bench count              instructions for small sites against those recorded; fails when a site needs 15 % more
        [--record] [--ribbon PROGRAM]
  bench pictures [FILE …]  bytes of pictures next to those of npm's sharp that look as good; of photographs, or of drawn ones if none are
                           named; `cargo run -p xtask --features pictures -- bench pictures`
        [--ribbon PROGRAM]
  screenshots [WORDS …]    pictures of the built pages whose address holds a word, or of all, to target/screenshots
  citeproc [--show N] [STYLE …]
                           how far references agree with citeproc-js, which npm fetches, in styles of the CSL project, which pip fetches
  act FILE [--show RULE]   how far the W3C's test cases for accessibility rules, as a list in JSON, are judged as expected
  mistakes                 mistakes of editors, each with what is told of it; UPDATE=1 writes the expected reports anew
  messages                 the guide's page of all codes, from their explanations
  man                      the man page, to target/man
  completions              shell completions, to target/completions";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    std::env::set_current_dir(shell::repository()).expect("the repository this was compiled in is still there");

    let outcome = match words.as_slice() {
        ["test"] => return test::run(test::Browser::Run),
        ["test", "--no-browser"] => return test::run(test::Browser::Skip),
        ["bench", "serve", options @ ..] => bench::serve::run(options),
        ["bench", "count", options @ ..] => bench::count::run(options),
        #[cfg(feature = "pictures")]
        ["bench", "pictures", options @ ..] => bench::pictures::run(options),
        #[cfg(not(feature = "pictures"))]
        ["bench", "pictures", ..] => Err("this task compares looks: `cargo run -p xtask --features pictures -- bench pictures`".to_owned()),
        ["bench", options @ ..] => bench::run(options),
        ["screenshots", words @ ..] => browser::screenshots(words),
        ["citeproc", options @ ..] => citeproc::run(options),
        ["act", file, options @ ..] => act::run(file, options),
        ["messages"] => messages::write(),
        ["mistakes"] => mistakes::run(),
        ["man"] => cli_pages::man(),
        ["completions"] => cli_pages::completions(),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}
