//! The place of a content file in the site, read from its name alone.

use std::sync::Arc;

use jiff::civil::Date;

use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion};
use crate::base::locale::Language;
use crate::base::moment::Moment;
use crate::base::per_language::LanguageId;
use crate::base::source::SourceId;
use crate::content::FrontMatter;
use crate::site::config::Config;

/// The folder all content lies in.
pub(super) const ROOT: &str = "content/";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// `about.md`
    Page,
    /// `toolkit/index.md`: a page with a folder of its own
    Bundle,
    /// `_index.md`
    Section,
}

/// `content/news/2027-02-04-the-day.fr.md` taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Folders below `content`; a bundle's own folder is its stem instead.
    pub folder: String,
    /// The file's name without date, language and ending; empty for sections.
    pub stem: String,
    pub language: LanguageId,
    pub date: Option<Moment>,
    pub role: Role,
}

impl Place {
    /// The same in every translation.
    pub(super) fn group(&self) -> String {
        match self.role {
            Role::Section => format!("{}/", self.folder),
            Role::Page | Role::Bundle => format!("{}/{}", self.folder, self.stem),
        }
    }

    /// The folder whose files belong to this page or section, below `content`.
    pub(super) fn own_folder(&self) -> Option<String> {
        match self.role {
            Role::Page => None,
            Role::Section => Some(self.folder.clone()),
            Role::Bundle => Some(join(&self.folder, &self.stem)),
        }
    }
}

/// A folder and all folders that it is in, the nearest first; the last one is empty and stands for the site.
pub(super) fn folders_around(folder: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder), |folder| (!folder.is_empty()).then(|| folder.rsplit_once('/').map_or("", |(above, _)| above)))
}

pub(super) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// The place of a file below `content/`; a language that the site does not have is a problem.
pub(super) fn place(source: &SourceId, config: &Config, problems: &mut Problems) -> Option<Place> {
    let path = source.as_str().strip_prefix(ROOT)?;
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.strip_suffix(".md")?;
    let (stem, language) = language(stem, source, config, problems)?;
    let (date, stem) = date_prefix(stem);
    if date.is_none() && looks_dated(stem) {
        let message = format!("the name begins like a date, and no day is called `{}`", &stem[..10]);
        problems.push(
            Diagnostic::new(Code::InvalidValue, message).at(source.at(0..0)).help("rename the file, such as `2027-02-04-the-day.md`"),
        );
    }
    let (folder, stem, role) = match stem {
        "_index" => (folder, "", Role::Section),
        "index" => match folder.rsplit_once('/') {
            Some((above, own)) => (above, own, Role::Bundle),
            None if folder.is_empty() => {
                problems.push(
                    Diagnostic::new(Code::TwoIndexFiles, "the home page is `_index.md`, so `index.md` has no place here")
                        .at(source.at(0..0))
                        .help("rename the file to `content/_index.md`"),
                );
                return None;
            }
            None => ("", folder, Role::Bundle),
        },
        _ => (folder, stem, Role::Page),
    };
    // A bundle's folder may carry the date too.
    let (date, stem) = if role == Role::Bundle { date_prefix(stem) } else { (date, stem) };
    Some(Place { folder: folder.to_owned(), stem: stem.to_owned(), language, date, role })
}

/// The code of the language that a file's name says it is in, for reading its text.
pub(crate) fn language_of<'c>(source: &SourceId, config: &'c Config) -> &'c str {
    let stem = source.file_name().trim_end_matches(".md");
    let suffix = stem.rsplit_once('.').map_or("", |(_, suffix)| suffix);
    let own = config.languages.iter().find(|language| language.code.eq_ignore_ascii_case(suffix));
    &own.unwrap_or(config.default_language()).code
}

/// The language that a file's name ends with, if the site does not have it.
pub(crate) fn foreign_language(source: &SourceId, config: &Config) -> Option<String> {
    let stem = source.file_name().strip_suffix(".md")?;
    let is_foreign = language(stem, source, config, &mut Problems::new()).is_none();
    stem.rsplit_once('.').filter(|_| is_foreign).map(|(_, code)| code.to_owned())
}

fn language<'a>(stem: &'a str, source: &SourceId, config: &Config, problems: &mut Problems) -> Option<(&'a str, LanguageId)> {
    let Some((front, suffix)) = stem.rsplit_once('.') else { return Some((stem, LanguageId::DEFAULT)) };
    if let Some(language) = config.languages.find(|language| language.code.eq_ignore_ascii_case(suffix)) {
        return Some((front, language));
    }
    let primary = suffix.split('-').next().unwrap_or_default();
    let looks_like_a_tag = (2..=3).contains(&primary.len())
        && primary.bytes().all(|byte| byte.is_ascii_lowercase())
        && (primary == suffix || Language::parse(suffix).is_ok_and(|language| language.is_known()));
    if !looks_like_a_tag {
        return Some((stem, LanguageId::DEFAULT));
    }
    let help = Suggestion::nearest(suffix, config.languages.iter().map(|language| language.code.as_str()))
        .spelled(|code| format!("{front}.{code}.md"))
        .followed_by(format!("or add `[languages.{suffix}]` to `site.toml`"))
        .or_else(|| format!("add `[languages.{suffix}]` to `site.toml`, or rename the file"));
    problems.push(Diagnostic::new(Code::UnknownLanguage, format!("the site has no language `{suffix}`")).at(source.at(0..0)).help(help));
    None
}

/// `2027-02-04-the-day` is a date and a name.
fn date_prefix(stem: &str) -> (Option<Moment>, &str) {
    let Some((date, rest)) = stem.split_at_checked(10) else { return (None, stem) };
    let Some(name) = rest.strip_prefix(['-', '_']).filter(|name| !name.is_empty()) else { return (None, stem) };
    match date.parse::<Date>() {
        Ok(date) => (Some(Moment { date, time: None, offset_minutes: None }), name),
        Err(_) => (None, stem),
    }
}

/// Whether a name begins as a date does, though no such day need exist.
fn looks_dated(stem: &str) -> bool {
    let shape = |(at, byte): (usize, &u8)| if matches!(at, 4 | 7 | 10) { matches!(byte, b'-' | b'_') } else { byte.is_ascii_digit() };
    stem.len() > 11 && stem.as_bytes()[..11].iter().enumerate().all(shape)
}

/// A file that takes part in the build.
pub(super) struct Placed {
    pub place: Place,
    pub source: Option<SourceId>,
    pub front: Arc<FrontMatter>,
    /// The language of the text, where it is not the place's own.
    pub written_in: LanguageId,
}
