//! `ribbon theme check`: what a theme would break.

use std::collections::BTreeMap;

use super::{current, read};
use crate::base::diagnostic::{Code, Diagnostic, Problems, Severity};
use crate::base::plain::plain;
use crate::base::source::{Snapshot, Source, SourceId};
use crate::build::{Build, Memos, build, survey};
use crate::check::apply_overrides;
use crate::edge::cli::{Format, ThemeCheckArgs};
use crate::edge::command::terminal::{counts, eprint, print, style};
use crate::edge::command::{FINE, PROBLEMS};
use crate::edge::report;
use crate::edition::contract::{self, is_reported};

/// What a theme breaks, with the texts that problems point into.
pub(super) struct ThemeReport {
    /// Whether there is such a theme at all.
    pub is_there: bool,
    pub problems: Problems,
    pub texts: BTreeMap<SourceId, Source>,
}

/// Prints everything that a theme would break.
pub(super) fn check(args: &ThemeCheckArgs) -> u8 {
    let snapshot = read(&args.root, args.date);
    let name = args.name.clone().or_else(|| current(&snapshot)).unwrap_or_default();
    let breaks = breaks(&snapshot, &name);
    print_breaks(&breaks, args.format);
    if !args.quiet {
        let line = match counts(&breaks.problems).as_str() {
            "no problems" => format!("the theme `{}` has everything that the site counts on\n", plain(&name)),
            counts => format!("the theme `{}`: {counts}\n", plain(&name)),
        };
        if args.format == Format::Human { print(&line) } else { eprint(&line) }
    }
    let has_warnings = breaks.problems.iter().any(|problem| problem.severity == Severity::Warning);
    if breaks.problems.has_errors() || (args.strict && has_warnings) { PROBLEMS } else { FINE }
}

/// Shows them as `ribbon check` shows its own.
pub(super) fn print_breaks(breaks: &ThemeReport, format: Format) {
    let text = report::render(format.into(), &breaks.problems, &breaks.texts, style());
    if format == Format::Human { eprint(&text) } else { print(&text) }
}

/// Everything that the site relies on and a theme does not provide, and the problems that a build has with that theme and not
/// with the present one.
pub(super) fn breaks(snapshot: &Snapshot, name: &str) -> ThemeReport {
    let is_worn = current(snapshot).as_deref() == Some(name);
    let mut tried = snapshot.clone();
    tried.settings.theme = Some(name.to_owned());
    let Some((world, _)) = survey(&tried) else {
        let problems = build(snapshot, &mut Memos::default()).diagnostics;
        return ThemeReport { is_there: false, problems, texts: snapshot.texts.clone() };
    };
    let checked = contract::check(&world, &tried, name);
    let mut problems = checked.problems;
    if !is_worn && checked.is_there {
        let before = build(snapshot, &mut Memos::default());
        let after = build(&tried, &mut Memos::default());
        let more: Problems =
            after.diagnostics.into_iter().filter(|problem| is_new(&before, problem) && !is_reported(&problems, problem)).collect();
        problems.extend(more);
    }
    let mut problems = apply_overrides(&world, &|parsed| parsed.body().ignores.clone(), &|code| !code.is_of_other_sites(), problems);
    problems.retain(|problem| !matches!(problem.code, Code::UnusedSuppression | Code::SuppressionReason));
    let mut texts = snapshot.texts.clone();
    texts.extend(checked.styles.into_iter().map(|source| (source.id.clone(), source)));
    ThemeReport { is_there: checked.is_there, problems, texts }
}

/// Whether the theme causes a problem. The problem that stands for many missing strings is left out: those have been checked
/// one by one.
fn is_new(before: &Build, problem: &Diagnostic) -> bool {
    let is_same = |other: &Diagnostic| other.code == problem.code && other.at == problem.at && other.message == problem.message;
    let is_gathered = problem.code == Code::MissingString && problem.at.is_none();
    !is_gathered && !before.diagnostics.iter().any(is_same)
}
