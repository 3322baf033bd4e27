//! `ribbon publish --verify`: asks the site's own address for what was published.

use std::collections::BTreeMap;

use super::terminal::print;
use super::{FINE, PROBLEMS};
use crate::base::artifact::OutputPath;
use crate::base::plain::plain;
use crate::base::source::Snapshot;
use crate::build::{has_headers, is_for_host, permalinks};
use crate::edge::publish::{self, PublishError, Wanted};

/// Pages that lead elsewhere are no longer than this, in bytes.
const MAX_REDIRECT: usize = 4096;

/// At most this many lines are printed; the rest are counted.
const MAX_NAMED: usize = 20;

/// What is to answer: the content of a file, or `None` for one that was taken back.
pub(super) type Expected = BTreeMap<OutputPath, Option<Vec<u8>>>;

/// Asks, and tells what is wrong. `is_fresh` says that the host may need time until all of it is there.
///
/// # Errors
///
/// Fails if the site has no address, or if the system gives no network.
pub(super) fn verify(snapshot: &Snapshot, expected: Expected, is_fresh: bool) -> Result<u8, PublishError> {
    let addresses = permalinks(snapshot, expected.keys());
    let sends_headers = has_headers(snapshot);
    let wanted: Vec<Wanted> = expected
        .into_iter()
        .filter(|(path, _)| !is_for_host(path))
        .filter_map(|(path, content)| {
            Some(Wanted {
                address: addresses.get(&path)?.clone(),
                hash: content.as_deref().map(publish::hash),
                is_redirect: content.as_deref().is_some_and(is_redirect),
                has_headers: sends_headers && path.as_str().ends_with(".html"),
                path,
            })
        })
        .collect();
    let n_files = wanted.len();
    let wrong = publish::verify(wanted, is_fresh)?;
    let files = if n_files == 1 { "file" } else { "files" };
    if wrong.is_empty() {
        print(&format!("verified: {n_files} {files} online as published\n"));
        return Ok(FINE);
    }
    let lines = told(&wrong);
    let mut text: String = lines.iter().take(MAX_NAMED).map(|line| format!("  {}\n", plain(line))).collect();
    if lines.len() > MAX_NAMED {
        text.push_str(&format!("  and {} more\n", lines.len() - MAX_NAMED));
    }
    print(&format!("{} of {n_files} {files} are not online as published:\n{text}", wrong.len()));
    Ok(PROBLEMS)
}

/// A line for each thing that is wrong, with the first address that has it and the count of the others: a host that is away is one
/// cause, not a hundred.
fn told(wrong: &[(String, String)]) -> Vec<String> {
    let mut causes: Vec<(&str, &str, usize)> = Vec::new();
    for (address, what) in wrong {
        match causes.iter_mut().find(|(_, known, _)| known == what) {
            Some((.., n_others)) => *n_others += 1,
            None => causes.push((address, what, 0)),
        }
    }
    let line = |(address, what, n_others)| match n_others {
        0 => format!("`{address}` {what}"),
        n => format!("`{address}` {what}; {n} more"),
    };
    causes.into_iter().map(line).collect()
}

fn is_redirect(content: &[u8]) -> bool {
    content.len() <= MAX_REDIRECT && content.windows(20).any(|word| word == b"http-equiv=\"refresh\"")
}
