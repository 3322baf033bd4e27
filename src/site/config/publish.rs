//! `[publish.NAME]`: the places that `ribbon publish NAME` puts the site in.

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::source::SourceId;
use crate::syntax::fields::{Fields, FromNode, Spanned, Table, wrong_type};

/// A place to publish to.
#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) struct PublishTarget {
    pub name: String,
    pub place: PublishPlace,
}

#[derive(Clone, Debug, PartialEq, Hash)]
pub(crate) enum PublishPlace {
    Dir {
        /// A folder that a web server shows; a relative one is below the site's root.
        dir: String,
        /// How long files that no page names any more stay, in hours.
        grace_hours: usize,
    },
    Git {
        /// The name of a remote of the site's own repository, or the address of one.
        remote: String,
        /// The branch that the host publishes.
        branch: String,
    },
}

const DEFAULT_BRANCH: &str = "gh-pages";

const DEFAULT_GRACE_HOURS: usize = 24;

pub(super) fn read(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Vec<Diagnostic>) -> Vec<PublishTarget> {
    let table: Table = fields.optional("publish", problems).unwrap_or_default();
    let mut targets = Vec::new();
    for entry in table.entries {
        let Ok(own) = Table::from_node(&entry.node) else {
            let help = format!("write a line `[publish.{}]`, and `dir = …` below it", entry.key);
            problems.push(wrong_type(source, &entry.key, &entry.node, "a table of a place to publish to").help(help));
            continue;
        };
        let mut keys = Fields::new(&own, source);
        let remote: Option<Spanned<String>> = keys.optional("git", problems);
        let branch: Option<Spanned<String>> = keys.optional("branch", problems);
        let dir: Option<Spanned<String>> = keys.optional("dir", problems);
        let grace_hours = keys.optional("grace_hours", problems).unwrap_or(DEFAULT_GRACE_HOURS);
        keys.finish(&format!("`[publish.{}]`", entry.key), problems);
        if let Some(remote) = remote {
            targets.extend(git(entry.key, remote, branch, dir, source, problems));
            continue;
        }
        if dir.is_none() {
            let message = format!("`[publish.{}]` does not say where the site goes", entry.key);
            let help = "add `dir` with the folder that your web server shows, or `git` with a repository";
            problems.push(Diagnostic::new(Code::MissingKey, message).at(source.at(entry.key_span.clone())).help(help));
        }
        match dir {
            Some(dir) if dir.value.trim().is_empty() || dir.value.contains('\0') => problems.push(
                Diagnostic::new(Code::InvalidValue, "`dir` names no folder")
                    .at(source.at(dir.span))
                    .help("write the folder that your web server shows, like `/srv/www/campaign`"),
            ),
            Some(dir) => {
                targets.push(PublishTarget { name: entry.key, place: PublishPlace::Dir { dir: dir.value, grace_hours } });
            }
            None => {}
        }
    }
    targets
}

/// A branch to publish to, unless a name is none.
fn git(
    name: String,
    remote: Spanned<String>,
    branch: Option<Spanned<String>>,
    dir: Option<Spanned<String>>,
    source: &SourceId,
    problems: &mut Vec<Diagnostic>,
) -> Option<PublishTarget> {
    let invalid = |at: &Spanned<String>, message: String, help: &str| {
        Diagnostic::new(Code::InvalidValue, message).at(source.at(at.span.clone())).help(help)
    };
    if let Some(dir) = &dir {
        let message = format!("`[publish.{name}]` has both `git` and `dir`");
        problems.push(invalid(dir, message, "leave one of them out, or make two places of it"));
    }
    // What begins with a dash would be an option of the program.
    let is_name = |name: &Spanned<String>| !name.value.trim().is_empty() && !name.value.starts_with('-') && !name.value.contains('\0');
    let wrong: Vec<Diagnostic> = std::iter::once(&remote)
        .chain(&branch)
        .filter(|name| !is_name(name))
        .map(|name| {
            let message = format!("`{}` is no name for git", name.value);
            invalid(name, message, "write a remote such as `origin`, and a branch such as `gh-pages`")
        })
        .collect();
    if !wrong.is_empty() {
        problems.extend(wrong);
        return None;
    }
    let branch = branch.map_or_else(|| DEFAULT_BRANCH.to_owned(), |branch| branch.value);
    Some(PublishTarget { name, place: PublishPlace::Git { remote: remote.value, branch } })
}
