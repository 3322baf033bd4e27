//! Problems that are suppressed by `[[check.suppress]]` or by comments in Markdown.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::SourceId;
use crate::content::{Ignore, Parsed};
use crate::site::Site;
use crate::site::config::{Config, Suppression};

/// A comment that silences rules in a file.
pub(super) struct Silence {
    source: SourceId,
    ignore: Ignore,
    /// The byte at which the text of the file starts: problems above it are about the whole page.
    body_start: usize,
    codes: Vec<(Code, Range<usize>)>,
}

/// The comments of all files, by file.
pub(super) type Silences = BTreeMap<SourceId, Vec<Silence>>;

/// Understands the comments, which `ignores` has by file. One without a reason, or for no code that may be judged, is a
/// problem and silences nothing.
pub(super) fn comments(site: &Site, ignores: &dyn Fn(&Parsed) -> Vec<Ignore>, problems: &mut Problems) -> Silences {
    let mut silences = Silences::new();
    for (source, parsed) in &site.documents {
        for ignore in ignores(parsed) {
            let codes = codes(source, &ignore, problems);
            if ignore.reason.is_empty() {
                problems.push(
                    Diagnostic::new(Code::SuppressionReason, "this comment gives no reason, so it silences nothing")
                        .at(source.at(ignore.at.clone()))
                        .help("write it like `<!-- ribbon-ignore CITE-VAGUE: the study is named below -->`"),
                );
                continue;
            }
            let body_start = parsed.body_start;
            silences.entry(source.clone()).or_default().push(Silence { source: source.clone(), ignore, body_start, codes });
        }
    }
    silences
}

fn codes(source: &SourceId, ignore: &Ignore, problems: &mut Problems) -> Vec<(Code, Range<usize>)> {
    if ignore.codes.is_empty() {
        problems.push(
            Diagnostic::new(Code::UnknownCode, "this comment names no code")
                .at(source.at(ignore.at.clone()))
                .help("write it like `<!-- ribbon-ignore CITE-VAGUE: the study is named below -->`"),
        );
    }
    let mut codes = Vec::new();
    for (name, at) in &ignore.codes {
        match Code::overridable(name) {
            Ok(code) => codes.push((code, at.clone())),
            Err(problem) => problems.push(problem.at(source.at(at.clone()))),
        }
    }
    codes
}

/// Whether an entry of `[[check.suppress]]` suppresses a problem.
pub(super) fn by_line(suppression: &Suppression, problem: &Diagnostic) -> bool {
    let path = problem.at.as_ref().map_or("", |at| at.source.as_str());
    suppression.code == problem.code
        && !suppression.reason.trim().is_empty()
        && (suppression.path == path || (suppression.path.ends_with('/') && path.starts_with(&suppression.path)))
}

/// Whether a comment suppresses a problem.
fn by_comment(silence: &Silence, problem: &Diagnostic) -> Option<usize> {
    let at = problem.at.as_ref()?;
    let covers = &silence.ignore.covers;
    let is_covered = (covers.start <= at.start && at.start < covers.end) || at.start < silence.body_start;
    let code = silence.codes.iter().position(|(code, _)| *code == problem.code)?;
    is_covered.then_some(code)
}

/// Drops the suppressed problems, and reports suppressions that suppress nothing if `is_looked_for` says of their codes that
/// they would have been found: what an error hides might have needed them.
pub(super) fn apply(config: &Config, silences: &Silences, is_looked_for: impl Fn(Code) -> bool, problems: &mut Problems) {
    let mut used_lines = vec![false; config.check.suppressions.len()];
    let mut used_comments: BTreeMap<(&SourceId, usize), bool> = BTreeMap::new();
    for silence in silences.values().flatten() {
        used_comments.extend(silence.codes.iter().map(|(_, at)| ((&silence.source, at.start), false)));
    }
    problems.retain(|problem| {
        let here = problem.at.as_ref().and_then(|at| silences.get(&at.source));
        for silence in here.into_iter().flatten() {
            if let Some(code) = by_comment(silence, problem) {
                used_comments.insert((&silence.source, silence.codes[code].1.start), true);
                return false;
            }
        }
        let line = config.check.suppressions.iter().position(|suppression| by_line(suppression, problem));
        if let Some(at) = line {
            used_lines[at] = true;
        }
        line.is_none()
    });
    for (suppression, is_used) in config.check.suppressions.iter().zip(used_lines) {
        let at = config.source.at(suppression.at.span.clone());
        if suppression.reason.trim().is_empty() {
            problems.push(
                Diagnostic::new(Code::SuppressionReason, "this gives no reason, so it silences nothing")
                    .at(at)
                    .help("write into `reason` why the problem may stay"),
            );
        } else if !is_used && is_looked_for(suppression.code) {
            let message = format!("nothing in `{}` has the problem `{}` any more", suppression.path, suppression.code.name());
            problems.push(Diagnostic::new(Code::UnusedSuppression, message).at(at).help("remove the suppression"));
        }
    }
    for silence in silences.values().flatten() {
        let unused = silence.codes.iter().filter(|(code, at)| is_looked_for(*code) && !used_comments[&(&silence.source, at.start)]);
        for (code, at) in unused {
            let message = format!("nothing that this comment is about has the problem `{}`", code.name());
            problems.push(
                Diagnostic::new(Code::UnusedSuppression, message)
                    .at(silence.source.at(at.clone()))
                    .help("remove it, or set it right above the block it is meant for"),
            );
        }
    }
}
