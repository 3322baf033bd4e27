//! Names of outputs that cannot stand beside each other, or not on every system.

use std::collections::BTreeMap;

use super::{Plan, Planned, Target};
use crate::base::artifact::OutputPath;
use crate::base::diagnostic::{Code, Diagnostic};

pub(super) fn duplicate_output(first: &Planned, second: &Planned) -> Diagnostic {
    let help = match (&first.target, &second.target) {
        (_, Target::Redirect { .. }) => "remove this old address: what stands there now would be hidden",
        (Target::Redirect { .. }, _) => "remove the old address from the `aliases` of the other one, or rename this one",
        (_, Target::Copy(_)) | (Target::Copy(_), _) => "rename the file, or give the page another `slug` or `path`",
        (Target::Terms { .. } | Target::Term { .. }, _) | (_, Target::Terms { .. } | Target::Term { .. }) => {
            "give the page another `slug` or `path`, or the taxonomy another `path` in `site.toml`"
        }
        _ => "give one of them another `slug` or `path`, or rename its file",
    };
    let problem = Diagnostic::new(Code::DuplicateUrl, format!("the address `{}` is taken already", second.url));
    let problem = match (&second.asked_at, &first.asked_at) {
        (Some(at), Some(other)) => problem.at(at.clone()).also(other.clone(), "taken by this"),
        (Some(at), None) | (None, Some(at)) => problem.at(at.clone()),
        (None, None) => problem,
    };
    problem.help(help)
}

/// Names that only some systems can tell apart or hold.
pub(super) fn check_names(plan: &Plan, problems: &mut Vec<Diagnostic>) {
    let mut folded: BTreeMap<String, (&OutputPath, &Planned)> = BTreeMap::new();
    for (path, planned) in &plan.outputs {
        for folder in path.folders() {
            if let Some(file) = plan.outputs.get(folder) {
                let mut problem = Diagnostic::new(Code::DuplicateUrl, format!("`{folder}` would have to be a file and a folder at once"));
                problem.at.clone_from(&planned.asked_at);
                problem.also.extend(file.asked_at.clone().map(|at| (at, "the file".to_owned())));
                problems.push(problem.help("rename one of them"));
            }
        }
        let lower = path.as_str().to_lowercase();
        match folded.get(&lower) {
            Some((other, first)) => {
                let mut problem = Diagnostic::new(Code::FileNameClash, format!("`{path}` and `{other}` are one file on Windows and macOS"));
                problem.at.clone_from(&planned.asked_at);
                problem.also.extend(first.asked_at.clone().map(|at| (at, "the other one".to_owned())));
                problems.push(problem.help("rename one of them in more than the case of its letters"));
            }
            None => {
                folded.insert(lower, (path, planned));
            }
        }
        if let Some(part) = path.as_str().split('/').find(|part| is_unportable(part)) {
            let mut problem = Diagnostic::new(Code::UnportableName, format!("Windows cannot have a file named `{part}`")).help("rename it");
            problem.at.clone_from(&planned.asked_at);
            problems.push(problem);
        }
    }
}

/// Names that Windows reserves or cannot write.
/// Source: Microsoft, "Naming Files, Paths, and Namespaces".
fn is_unportable(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let reserved = matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || (stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.ends_with(|digit: char| ('1'..='9').contains(&digit)));
    reserved || name.ends_with(['.', ' ']) || name.contains(['<', '>', ':', '"', '|', '?', '*']) || name.contains(char::is_control)
}
