//! `[limits]`: how large the files of a site may be.

use super::{FILE, section};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::source::SourceId;
use crate::syntax::fields::{Fields, Spanned, parse_toml};

/// In megabytes of a million bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Limits {
    /// A text that the build reads whole: Markdown, a template, a table of data.
    pub text: u64,
    /// A file that is copied as it is.
    pub file: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { text: 64, file: 2000 }
    }
}

pub(super) fn read(fields: &mut Fields<'_>, source: &SourceId, problems: &mut Problems) -> Limits {
    let usual = Limits::default();
    section(fields, source, "limits", problems, |keys, problems| Limits {
        text: megabytes(keys, source, "text", problems).unwrap_or(usual.text),
        file: megabytes(keys, source, "file", problems).unwrap_or(usual.file),
    })
}

fn megabytes(keys: &mut Fields<'_>, source: &SourceId, key: &'static str, problems: &mut Problems) -> Option<u64> {
    let written: Spanned<i64> = keys.optional(key, problems)?;
    let size = u64::try_from(written.value).ok().filter(|size| (1..=1_000_000).contains(size));
    if size.is_none() {
        let message = format!("`{key}` cannot be {}", written.value);
        let problem = Diagnostic::new(Code::InvalidValue, message).at(source.at(written.span));
        problems.push(problem.help("write how many megabytes such a file may have: `text = 100`"));
    }
    size
}

/// The limits in the text of a `site.toml`, before anything else of the site is read. What is wrong with it is told later.
pub(crate) fn of_text(text: &str) -> Limits {
    let (source, text) = (SourceId::new(FILE), text.strip_prefix('\u{feff}').unwrap_or(text));
    let table = parse_toml(&source, text, 0, &mut Problems::new());
    read(&mut Fields::new(&table, &source), &source, &mut Problems::new())
}
