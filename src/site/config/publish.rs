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
        if let Some(remote) = remote {
            let branch: Option<Spanned<String>> = keys.optional("branch", problems);
            keys.finish(&format!("`[publish.{}]` with `git`", entry.key), problems);
            // What begins with a dash would be an option of the program.
            let is_name =
                |name: &&Spanned<String>| !name.value.trim().is_empty() && !name.value.starts_with('-') && !name.value.contains('\0');
            for name in [Some(&remote), branch.as_ref()].into_iter().flatten().filter(|name| !is_name(name)) {
                let problem = Diagnostic::new(Code::InvalidValue, format!("`{}` is no name for git", name.value));
                problems.push(
                    problem.at(source.at(name.span.clone())).help("write a remote such as `origin`, and a branch such as `gh-pages`"),
                );
            }
            if is_name(&&remote) && branch.as_ref().is_none_or(|branch| is_name(&branch)) {
                let branch = branch.map_or_else(|| DEFAULT_BRANCH.to_owned(), |branch| branch.value);
                targets.push(PublishTarget { name: entry.key, place: PublishPlace::Git { remote: remote.value, branch } });
            }
            continue;
        }
        let dir: Option<Spanned<String>> = keys.required("dir", entry.key_span.clone(), problems);
        let grace_hours = keys.optional("grace_hours", problems).unwrap_or(DEFAULT_GRACE_HOURS);
        keys.finish(&format!("`[publish.{}]`", entry.key), problems);
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
