//! What `ribbon check --external` asks other sites.

use std::path::Path;

use indicatif::ProgressBar;

use crate::base::source::Snapshot;
use crate::build::{Build, contact, moment, output_folder};
use crate::edge::external::{Asked, CannotAsk, Manners, ask};
use crate::edge::write::OutputFolder;

/// Asks what the build has found no answer to.
///
/// # Errors
///
/// Fails, in an editor's words, if nobody can be asked.
pub(super) fn answers(root: &Path, snapshot: &Snapshot, build: &Build, bar: &ProgressBar) -> Result<Asked, CannotAsk> {
    let out = OutputFolder::new(root, &root.join(output_folder(snapshot)));
    let progress = |n_done: usize, n_all: usize| {
        bar.set_length(n_all as u64);
        bar.set_position(n_done as u64);
    };
    bar.set_message("asking other sites");
    let manners = Manners::of(contact(snapshot).as_deref());
    ask(&build.unanswered, out.answers().as_deref(), moment(snapshot).as_second(), &manners, &progress)
}

/// What the closing line says of it.
pub(super) fn summary(asked: &Asked) -> String {
    let n = asked.answers.len();
    let addresses = if n == 1 { "1 address of another site".to_owned() } else { format!("{n} addresses of other sites") };
    let kept = if asked.is_kept { "" } else { ", whose answers could not be kept in `.ribbon`" };
    format!("; {addresses}, {} asked now{kept}", asked.n_asked)
}
