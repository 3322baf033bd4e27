//! What is printed, and where: machine-readable reports to standard output alone.

#![expect(clippy::disallowed_methods, reason = "asks the environment about colours and width")]

use std::io::{self, IsTerminal, Write};
use std::path::{Component, Path};

use super::{PROBLEMS, WRONG_USE};
use crate::base::diagnostic::{Diagnostic, Problems, Severity};
use crate::base::plain::{plain, printed};
use crate::base::source::{Snapshot, Source, SourceId};
use crate::build::Build;
use crate::edge::cli::{Format, SiteArgs};
use crate::edge::report::{self, Style};

/// Prints a build's problems in the format asked for.
pub(super) fn print_problems(args: &SiteArgs, build: &Build, snapshot: &Snapshot) {
    let mut problems = build.diagnostics.clone();
    let mut texts = snapshot.shown().into_owned();
    if let Some(folder) = folder_below(&args.root) {
        texts = texts
            .into_values()
            .map(|source| Source { id: below(&folder, &source.id), ..source })
            .map(|source| (source.id.clone(), source))
            .collect();
        problems.iter_mut().for_each(|problem| move_below(&folder, problem));
    }
    if args.strict && args.format == Format::Github {
        // They fail the job, so they must not look as if they could wait.
        let warnings = problems.iter_mut().filter(|problem| problem.severity == Severity::Warning);
        warnings.for_each(|problem| problem.severity = Severity::Error);
    }
    let text = report::render(args.format.into(), &problems, &texts, style());
    match args.format {
        Format::Human => eprint(&text),
        _ => print(&text),
    }
}

/// The site's folder as seen from where the command runs, so that editors and annotations find the files. `None` if it is that
/// folder, or lies elsewhere.
fn folder_below(root: &Path) -> Option<String> {
    let mut parts = Vec::new();
    for part in root.components() {
        match part {
            Component::CurDir => {}
            Component::Normal(name) => parts.push(name.to_str()?),
            Component::Prefix(_) | Component::RootDir | Component::ParentDir => return None,
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

fn below(folder: &str, source: &SourceId) -> SourceId {
    SourceId::new(format!("{folder}/{source}"))
}

fn move_below(folder: &str, problem: &mut Diagnostic) {
    for span in problem.at.iter_mut().chain(problem.also.iter_mut().map(|(span, _)| span)) {
        span.source = below(folder, &span.source);
    }
}

/// Prints the summary, to the stream the report left free.
pub(super) fn print_summary(args: &SiteArgs, line: &str) {
    if args.quiet {
        return;
    }
    match args.format {
        Format::Human => print(&format!("{line}\n")),
        _ => eprint(&format!("{line}\n")),
    }
}

/// `2 errors, 1 warning`, or `no problems`.
pub(super) fn counts(diagnostics: &Problems) -> String {
    let count = |severity, one: &str| {
        let n = diagnostics.count(severity);
        (n > 0).then(|| format!("{n} {one}{}", if n == 1 { "" } else { "s" }))
    };
    let found: Vec<String> = [count(Severity::Error, "error"), count(Severity::Warning, "warning"), count(Severity::Info, "note")]
        .into_iter()
        .flatten()
        .collect();
    if found.is_empty() { "no problems".to_owned() } else { found.join(", ") }
}

/// The style for standard error: colours if it is a terminal, and its width.
pub(super) fn style() -> Style {
    let width = terminal_size::terminal_size_of(io::stderr()).map_or(100, |(width, _)| usize::from(width.0));
    Style { color: io::stderr().is_terminal() && wants_color(), width }
}

/// The same for standard output.
pub(super) fn print_style() -> Style {
    let width = terminal_size::terminal_size_of(io::stdout()).map_or(100, |(width, _)| usize::from(width.0));
    Style { color: io::stdout().is_terminal() && wants_color(), width }
}

/// Source: no-color.org.
fn wants_color() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Prints why a command was refused, and how to fix it.
pub(super) fn refuse(message: &str, help: &str) -> u8 {
    say(message, help);
    WRONG_USE
}

/// Prints that the disk or the system refused.
pub(super) fn fail(message: &str, help: &str) -> u8 {
    say(message, help);
    PROBLEMS
}

fn say(message: &str, help: &str) {
    let (red, cyan, off) = if style().color { ("\u{1b}[1;31m", "\u{1b}[1;36m", "\u{1b}[0m") } else { ("", "", "") };
    eprint(&format!("{red}error{off}: {}\n {cyan}help{off}: {}\n", plain(message), plain(help)));
}

/// Prints, so that nothing but our own colours steers the terminal, and ignores that the reader of a pipe may have closed it.
pub(super) fn print(text: &str) {
    let _ = io::stdout().lock().write_all(printed(text).as_bytes());
}

pub(super) fn eprint(text: &str) {
    let _ = io::stderr().lock().write_all(printed(text).as_bytes());
}
