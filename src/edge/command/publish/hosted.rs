//! `ribbon publish` to Cloudflare Pages and Vercel, by their own programs.

use super::{Built, RECORDS, git_description, read, stopped};
use crate::base::artifact::OutputPath;
use crate::base::plain::plain;
use crate::edge::cli::PublishArgs;
use crate::edge::command::FINE;
use crate::edge::command::terminal::print;
use crate::edge::command::verify::{Expected, verify};
use crate::edge::publish::{Host, Hosted, PublishError};

/// Publishes to a host that takes the whole site.
pub(super) fn run(args: &PublishArgs, name: &str, host: Host<'_>, built: &Built<'_>) -> Result<u8, PublishError> {
    let mut hosted = Hosted::open(host, &built.root.join(RECORDS).join(name))?;
    if args.list {
        let said = hosted.list()?;
        said.lines().for_each(|line| print(&format!("{}\n", plain(line.trim_end()))));
        return Ok(FINE);
    }
    if args.undo {
        let before = hosted.before()?.to_owned();
        if let Some(end) = stopped(args, name, &format!("`{name}` goes back to {}\n", plain(&before)))? {
            return Ok(end);
        }
        let shown = hosted.go_back()?;
        print(&format!("went back: {} shows {} again\n", host.name(), plain(&shown)));
        return Ok(FINE);
    }
    let files = built.files()?;
    let expected = match args.verify {
        true => {
            Some(files.keys().map(|path| Ok((path.clone(), Some(read(built.out, path)?)))).collect::<Result<Expected, PublishError>>()?)
        }
        false => None,
    };
    let (n_files, is_first) = (files.len(), hosted.is_first());
    let changes = hosted.prepare(built.out, files)?;
    let since = match (is_first, changes.is_empty()) {
        (true, _) => {
            format!("{} is asked nothing beforehand; this machine has not published there yet, so all is new to it:\n", host.name())
        }
        (false, true) => {
            format!("nothing has changed since this machine published to {} last; what is online now it cannot say\n", host.name())
        }
        (false, false) => format!("{} is asked nothing beforehand; since this machine published there last:\n", host.name()),
    };
    let description = if changes.is_empty() { since } else { since + &git_description(&changes, name) };
    if let Some(end) = stopped(args, name, &description)? {
        return Ok(end);
    }
    let address = hosted.publish()?;
    let back = match host {
        Host::Cloudflare { .. } => "the project's list of deployments takes it back".to_owned(),
        Host::Vercel { .. } => format!("`ribbon publish {name} --undo` takes it back"),
    };
    print(&format!("published: {n_files} files to {}, also at {}; {back}\n", host.name(), plain(&address)));
    match expected {
        Some(mut expected) => {
            expected.extend(changes.removed.iter().filter_map(|path| OutputPath::new(path).ok()).map(|path| (path, None)));
            verify(built.snapshot, expected, true)
        }
        None => Ok(FINE),
    }
}
