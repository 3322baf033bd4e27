//! `theme.toml`: who a theme is, what it needs, what it declares.

use semver::{Version, VersionReq};

use super::contrast::{self, Declared};
use super::params::{self, Param};
use super::tokens::{self, Tokens};
use crate::base::diagnostic::{Code, Diagnostic, Problems};
use crate::base::locale::Language;
use crate::base::source::{Source, SourceId};
use crate::syntax::fields::{Entry, Fields, FromNode, Spanned, Table, parse_toml, wrong_type};

/// The first and the last year that a theme is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Years {
    pub first: u16,
    pub last: u16,
}

/// What a `theme.toml` says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Manifest {
    pub title: Option<String>,
    pub description: Option<String>,
    /// The versions of Ribbon it works with, as written.
    pub engine: Option<String>,
    pub inherits: Option<Spanned<String>>,
    pub years: Option<Years>,
    pub slogan: Vec<(Language, String)>,
    pub hashtags: Vec<(Language, Vec<String>)>,
    pub params: Vec<Param>,
    pub tokens: Tokens,
    /// Style sheets below `static/`, for the theme's one file.
    pub styles: Vec<Spanned<String>>,
    /// The colour that icons stand on where they may not be transparent.
    pub icon_ground: Option<Spanned<String>>,
    /// The pairs declared for the theme's own colours.
    pub contrast: Vec<Declared>,
}

/// Reads the `theme.toml` of the theme that lies in the folder `name`.
pub(super) fn read(source: &Source, name: &str, problems: &mut Problems) -> Manifest {
    let table = parse_toml(&source.id, &source.text, 0, problems);
    let mut fields = Fields::new(&table, &source.id);
    check_name(fields.optional("name", problems), name, &source.id, problems);
    let title = fields.optional("title", problems);
    let description = fields.optional("description", problems);
    let engine: Option<Spanned<String>> = fields.optional("engine", problems);
    let engine = engine.inspect(|range| check_engine(range, name, &source.id, problems));
    let inherits = fields.optional("inherits", problems);
    let years = fields.entry("years").and_then(|entry| years(entry, &source.id, problems));
    let slogan = by_language(fields.optional("slogan", problems), &source.id, problems);
    let hashtags = by_language(fields.optional("hashtags", problems), &source.id, problems);
    check_hashtags(&hashtags, problems, &source.id);
    let styles = fields.optional("styles", problems).unwrap_or_default();
    let icon_ground = fields.optional("icon_ground", problems);
    let params: Table = fields.optional("params", problems).unwrap_or_default();
    let tokens: Table = fields.optional("tokens", problems).unwrap_or_default();
    let contrast: Table = fields.optional("contrast", problems).unwrap_or_default();
    fields.finish("theme.toml", problems);
    Manifest {
        title,
        description,
        engine: engine.map(|range| range.value),
        inherits,
        years,
        slogan,
        hashtags: hashtags.into_iter().map(|(language, tags)| (language, tags.into_iter().map(|tag| tag.value).collect())).collect(),
        styles,
        icon_ground,
        params: params::read(&params, &source.id, problems),
        tokens: tokens::read(&tokens, &source.id, problems),
        contrast: contrast::read(&contrast, &source.id, problems),
    }
}

/// A copied theme that keeps its old name would be hard to tell from the original.
fn check_name(written: Option<Spanned<String>>, folder: &str, source: &SourceId, problems: &mut Problems) {
    let Some(Spanned { value, span }) = written.filter(|written| written.value != folder) else { return };
    problems.push(
        Diagnostic::new(Code::InvalidValue, format!("the theme in `themes/{folder}` calls itself `{value}`"))
            .at(source.at(span))
            .help(format!("write `name = \"{folder}\"`, or rename the folder")),
    );
}

/// The version range of Ribbon that a theme works with, against this Ribbon.
fn check_engine(range: &Spanned<String>, theme: &str, source: &SourceId, problems: &mut Problems) {
    let Spanned { value, span } = range;
    let span = span.clone();
    let Ok(requirement) = VersionReq::parse(value) else {
        problems.push(
            Diagnostic::new(Code::InvalidValue, format!("`engine` cannot be `{value}`"))
                .at(source.at(span))
                .help("write a range of versions such as `>=0.1` or `>=0.1, <0.3`"),
        );
        return;
    };
    let running = env!("CARGO_PKG_VERSION");
    // A pre-release such as 0.2.0-dev counts as its release.
    let is_met =
        Version::parse(running).is_ok_and(|version| requirement.matches(&Version::new(version.major, version.minor, version.patch)));
    if !is_met {
        problems.push(
            Diagnostic::new(Code::ThemeEngine, format!("the theme `{theme}` needs Ribbon {value}, but this is Ribbon {running}"))
                .at(source.at(span))
                .help("use a version of Ribbon in that range, or of the theme that works with this one"),
        );
    }
}

/// `2027`, `[2027]` or `[2025, 2027]`.
fn years(entry: &Entry, source: &SourceId, problems: &mut Problems) -> Option<Years> {
    let written = usize::from_node(&entry.node).map(|year| vec![year]).or_else(|_| Vec::<usize>::from_node(&entry.node));
    let Ok(written) = written else {
        problems.push(wrong_type(source, "years", &entry.node, "a list of the first and the last year, such as [2025, 2027]"));
        return None;
    };
    let year = |year: usize| u16::try_from(year).ok().filter(|year| (1900..=9999).contains(year));
    let years = match written[..] {
        [only] => year(only).map(|only| Years { first: only, last: only }),
        [first, last] if first <= last => year(first).zip(year(last)).map(|(first, last)| Years { first, last }),
        _ => None,
    };
    if years.is_none() {
        problems.push(
            Diagnostic::new(Code::InvalidValue, "`years` must be the first and the last year of the theme")
                .at(source.at(entry.node.span.clone()))
                .help("write them like `years = [2025, 2027]`"),
        );
    }
    years
}

/// A table with a language code for every key.
fn by_language<T: FromNode>(table: Option<Table>, source: &SourceId, problems: &mut Problems) -> Vec<(Language, T)> {
    let mut values = Vec::new();
    for entry in table.unwrap_or_default().entries {
        match (Language::parse(&entry.key), T::from_node(&entry.node)) {
            (Ok(language), Ok(value)) => values.push((language, value)),
            (Err(invalid), _) => problems.push(
                Diagnostic::new(Code::UnknownLanguage, invalid.to_string()).at(source.at(entry.key_span.clone())).help(invalid.help()),
            ),
            (_, Err(expected)) => problems.push(wrong_type(source, &entry.key, &entry.node, expected)),
        }
    }
    values
}

fn check_hashtags(hashtags: &[(Language, Vec<Spanned<String>>)], problems: &mut Problems, source: &SourceId) {
    for Spanned { value, span } in hashtags.iter().flat_map(|(_, tags)| tags) {
        let word = value.strip_prefix('#').unwrap_or_default();
        if !word.is_empty() && !word.contains(|letter: char| letter.is_whitespace() || letter.is_ascii_punctuation() && letter != '_') {
            continue;
        }
        problems.push(
            Diagnostic::new(Code::InvalidValue, format!("`{value}` is not a hashtag"))
                .at(source.at(span.clone()))
                .help("a hashtag is `#` and letters or digits, without spaces or signs: `#WorldCancerDay`"),
        );
    }
}
