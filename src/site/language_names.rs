//! Names of files and folders that seem to say a language, though not in the way that counts here.

use std::collections::BTreeSet;

use super::place::{Placed, ROOT};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::per_language::LanguageId;
use crate::site::config::Config;

pub(super) fn check(config: &Config, placed: &[Placed], problems: &mut Problems) {
    folders(config, placed, problems);
    endings(config, placed, problems);
}

/// Folders that have the name of a language, as other generators keep translations. Here they are part of the address alone.
fn folders(config: &Config, placed: &[Placed], problems: &mut Problems) {
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for file in placed {
        let Some(source) = &file.source else { continue };
        let path = source.as_str().trim_start_matches(ROOT);
        let top = path.split_once('/').map_or("", |(top, _)| top);
        let Some(named) = config.languages.find(|language| language.code.eq_ignore_ascii_case(top)) else { continue };
        if file.written_in == named || !told.insert(top) {
            continue;
        }
        let (code, written_in) = (&config.languages[named].code, &config.languages[file.written_in].code);
        let suffix = if named == LanguageId::DEFAULT { String::new() } else { format!(".{code}") };
        let below = path.trim_start_matches(top).trim_start_matches('/');
        let stem = below.trim_end_matches(".md").trim_end_matches(&format!(".{written_in}"));
        let message = format!("the folder `{ROOT}{top}/` has the name of the site's language `{code}`, but this page is in `{written_in}`");
        let help = format!("the language is part of the file's name: `{ROOT}{stem}{suffix}.md`");
        problems.push(Diagnostic::new(Code::LanguageFolder, message).at(source.at(0..0)).help(help));
    }
}

/// Names that end in a language, set apart by another sign than a dot. Behind a hyphen, only beside a text of the same name.
fn endings(config: &Config, placed: &[Placed], problems: &mut Problems) {
    let mut names: Option<BTreeSet<(&str, &str)>> = None;
    for file in placed {
        let (Some(source), Some((front, code))) = (&file.source, file.place.stem.rsplit_once(['_', '-'])) else { continue };
        let Some(named) = config.languages.find(|language| language.code.eq_ignore_ascii_case(code)) else { continue };
        if front.is_empty() || named == LanguageId::DEFAULT || file.written_in != LanguageId::DEFAULT {
            continue;
        }
        let names = names.get_or_insert_with(|| placed.iter().map(|file| (&*file.place.folder, &*file.place.stem)).collect());
        if file.place.stem.as_bytes()[front.len()] == b'-' && !names.contains(&(&*file.place.folder, front)) {
            continue;
        }
        let (code, written_in) = (&config.languages[named].code, &config.languages[file.written_in].code);
        let message = format!("the name ends with the site's language `{code}`, but this page is in `{written_in}`");
        let problem = Diagnostic::new(Code::LanguageFolder, message).at(source.at(0..0));
        problems.push(problem.help(format!("a dot stands before the language: `{front}.{code}.md`")));
    }
}
