//! Files of pictures: whole, and named for what they are.

use std::collections::BTreeSet;

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::picture::{Flaw, Picture, PictureFormat};
use crate::base::source::{Snapshot, SourceId};
use crate::plan::{Plan, Target};

/// Checks the pictures that are published.
pub(super) fn files(plan: &Plan, snapshot: &Snapshot, problems: &mut Vec<Diagnostic>) {
    let pictures = snapshot.assets.values().filter_map(|asset| Some((&asset.id, asset.picture.as_deref()?)));
    let found: Vec<Diagnostic> = pictures.filter_map(|(id, picture)| file(id, picture)).collect();
    if found.is_empty() {
        return;
    }
    let published: BTreeSet<&SourceId> =
        plan.outputs.values().filter_map(|planned| if let Target::Copy(id) = &planned.target { Some(id) } else { None }).collect();
    problems.extend(found.into_iter().filter(|problem| problem.at.as_ref().is_some_and(|at| published.contains(&at.source))));
}

fn file(id: &SourceId, picture: &Picture) -> Option<Diagnostic> {
    let problem = match picture.flaw {
        Some(flaw) => broken(id, flaw),
        None => other_ending(id, picture.format)?,
    };
    Some(problem.at(id.at(0..0)))
}

fn broken(id: &SourceId, flaw: Flaw) -> Diagnostic {
    let (message, help) = match flaw {
        Flaw::Empty => (format!("`{id}` is empty"), "copy the picture here again, or remove the file"),
        Flaw::NoPicture => (
            format!("`{id}` has the name of a picture, and is none"),
            "save the picture as JPEG or PNG, or give the file the name of what it is",
        ),
        Flaw::CutShort => {
            (format!("`{id}` ends before its picture does"), "copy it here again from where it came: a part of it was lost on the way")
        }
        Flaw::NoSize => {
            (format!("`{id}` does not say how wide and high its picture is"), "open it in a program for pictures, and save it anew")
        }
    };
    Diagnostic::new(Code::BrokenPicture, message).help(help)
}

/// A picture by the name of another format. Servers tell its type by the name.
fn other_ending(id: &SourceId, format: PictureFormat) -> Option<Diagnostic> {
    let (stem, ending) = id.file_name().rsplit_once('.')?;
    let usual = format.endings().first()?;
    if format.endings().contains(&ending.to_lowercase().as_str()) {
        return None;
    }
    let name = format.name();
    let message = format!("`{id}` is a {name} picture, which its name does not say");
    let help = if format.is_of_the_web() {
        format!("rename it to `{stem}.{usual}`, also where pages name it: servers tell browsers by the name what a file is")
    } else {
        format!("save it as JPEG or PNG: browsers do not show {name}")
    };
    Some(Diagnostic::new(Code::PictureEnding, message).help(help))
}
