//! Where the output folder may lie.

#![expect(clippy::disallowed_methods, reason = "follows links")]

use std::path::{Component, Path, PathBuf};

use crate::base::diagnostic::{Code, Diagnostic};
use crate::edge::load::FOLDERS;

/// The source folder that the output folder is in, where writing would change or hide what people wrote.
pub(super) fn inside_sources(root: &Path, out: &Path) -> Option<Diagnostic> {
    let (root, out) = (plain_path(root), plain_path(out));
    let problem = |message: String| {
        Diagnostic::new(Code::OutputInsideSources, message)
            .help("choose a folder of its own, such as `public`, with `output` in `site.toml` or with `--out`")
    };
    if root.starts_with(&out) {
        return Some(problem("the output folder would hold the site's own sources".to_owned()));
    }
    let folder = FOLDERS.iter().find(|folder| out.starts_with(root.join(folder)))?;
    Some(problem(format!("the output folder lies in `{folder}`, among the site's sources")))
}

/// Whether one of two folders lies in the other, or both are one.
pub(super) fn are_nested(one: &Path, other: &Path) -> bool {
    let (one, other) = (plain_path(one), plain_path(other));
    one.starts_with(&other) || other.starts_with(&one)
}

/// Whether the folder that `site.toml` names is a link to a place outside the site, or to one that a program keeps for itself.
pub(super) fn leads_out(root: &Path, out: &Path) -> Option<Diagnostic> {
    let (real_root, real) = (plain_path(root), plain_path(out));
    let below = real.strip_prefix(&real_root).ok();
    let is_hidden = |below: &Path| below.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'));
    if below.is_some_and(|below| !is_hidden(below)) {
        return None;
    }
    let shown = out.strip_prefix(root).unwrap_or(out).display();
    let message = format!("the output folder `{shown}` is a link to a place that is not the site's to write to");
    Some(Diagnostic::new(Code::OutputInsideSources, message).help("remove the link, or name the place with `--out`"))
}

/// A path without `.` and `..`, and with links followed as far as it exists.
fn plain_path(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for part in absolute.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            Component::CurDir => {}
            part => plain.push(part),
        }
        plain = plain.canonicalize().unwrap_or(plain);
    }
    plain
}
