//! Strings that no language file has.

use std::collections::BTreeSet;

use crate::base::diagnostic::{Code, Diagnostic, Problems};

/// From this many on, one message stands for all.
const MANY: usize = 4;

/// Joins the problems of many strings into one per language: a new language lacks them all.
pub(super) fn merge_missing_strings(problems: &mut Problems) {
    let is_of =
        |problem: &Diagnostic, help: &Option<String>| problem.code == Code::MissingString && problem.at.is_none() && problem.help == *help;
    let helps: BTreeSet<Option<String>> =
        problems.iter().filter(|problem| is_of(problem, &problem.help)).map(|problem| problem.help.clone()).collect();
    for help in helps {
        let messages: Vec<String> =
            problems.iter().filter(|problem| is_of(problem, &help)).map(|problem| problem.message.clone()).collect();
        let keys: Vec<&str> = messages.iter().filter_map(|message| message.split('`').nth(1)).collect();
        if keys.len() < MANY {
            continue;
        }
        let language = messages[0].rsplit('`').nth(1).unwrap_or_default().to_owned();
        let names = keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ");
        let message = format!("{} strings are not translated into `{language}`: {names}", keys.len());
        let mut all = Diagnostic::new(Code::MissingString, message);
        all.help = help.as_ref().map(|help| help.replacen("add it", "add them", 1));
        let mut all = Some(all);
        problems.retain_mut(|problem| !is_of(problem, &help) || all.take().map(|all| *problem = all).is_some());
    }
}
