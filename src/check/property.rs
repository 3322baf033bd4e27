//! Custom properties that style sheets, templates and tokens read and nothing sets, and tokens by a mistyped name that nothing reads.

use std::collections::BTreeSet;

use crate::base::diagnostic::{Code, Diagnostic, Problems, Suggestion, nearest};
use crate::base::source::{AssetBytes, Snapshot, SourceId, Span};
use crate::site::Site;
use crate::syntax::css::{self, Css};
use crate::theme::{Theme, Token};

/// Looks at every theme in use, once at each place.
pub(super) fn all(site: &Site, snapshot: &Snapshot, problems: &mut Problems) {
    // A token that is no colour has been told of, and what it reads with it.
    let mut told: BTreeSet<Span> = problems.iter().filter_map(|problem| problem.at.clone()).collect();
    for theme in site.themes.values() {
        let styles = Styles::read(&theme.theme, snapshot);
        let unknown = styles.unset(snapshot).chain(mistyped(&theme.theme, &styles));
        problems.extend(unknown.filter(|problem| problem.at.as_ref().is_none_or(|at| told.insert(at.clone()))));
    }
}

/// All CSS of a theme and of the site's own files.
struct Styles<'a> {
    /// Each with its file, and with its text where reports cannot show lines of it.
    parts: Vec<(SourceId, Option<String>, Css)>,
    tokens: Vec<&'a Token>,
}

impl<'a> Styles<'a> {
    fn read(theme: &'a Theme, snapshot: &Snapshot) -> Self {
        let mut parts = Vec::new();
        for layer in theme.layers() {
            for asset in snapshot.assets_below(&layer.below("static")).filter(|asset| asset.id.as_str().ends_with(".css")) {
                let AssetBytes::Memory(bytes) = &asset.bytes else { continue };
                if let Ok(text) = std::str::from_utf8(bytes) {
                    parts.push((asset.id.clone(), Some(text.to_owned()), css::read(text)));
                }
            }
        }
        parts.extend(theme.templates().map(|(_, _, source)| (source.id.clone(), None, css::read_in_html(&source.text))));
        Self { parts, tokens: theme.tokens().light.iter().chain(&theme.tokens().dark).collect() }
    }

    /// What is read without a fallback and set nowhere.
    fn unset<'s>(&'s self, snapshot: &'s Snapshot) -> impl Iterator<Item = Diagnostic> + 's {
        let tokens = self.tokens.iter().map(|token| token.property.as_str());
        let known: BTreeSet<&str> = tokens.chain(self.parts.iter().flat_map(|(.., css)| &css.set).map(|set| set.name.as_str())).collect();
        let in_styles = self.parts.iter().flat_map(|(source, text, css)| {
            let line = move |at: usize| text.as_ref().map(|text| text[..at].matches('\n').count() + 1);
            let read = css.read.iter().filter(|read| !read.has_fallback);
            read.map(move |read| (read.name.clone(), source.at(read.at.clone()), line(read.at.start)))
        });
        let in_tokens = self.tokens.iter().flat_map(|token| {
            let read = css::read(&token.value).read.into_iter().filter(|read| !read.has_fallback);
            read.map(|read| (read.name, token.at.clone(), None))
        });
        in_styles
            .chain(in_tokens)
            .filter({
                let known = known.clone();
                move |(name, ..)| !known.contains(name.as_str()) && !is_set_elsewhere(name, snapshot)
            })
            .map(move |(name, at, line)| unset(&name, &known, line).at(at))
    }

    fn is_read(&self, property: &str) -> bool {
        let in_tokens = || self.tokens.iter().any(|token| token.value.contains(property));
        self.parts.iter().any(|(.., css)| css.read.iter().any(|read| read.name == property)) || in_tokens()
    }
}

/// Whether a script may set a property, or a text of the site in a way that no reader of CSS sees.
fn is_set_elsewhere(name: &str, snapshot: &Snapshot) -> bool {
    let sets = |text: &str| {
        let mut after = text.match_indices(name).map(|(at, name)| &text[at + name.len()..]);
        after.any(|rest| rest.trim_start().starts_with(':'))
    };
    let is_named = |bytes: &AssetBytes| match bytes {
        AssetBytes::Memory(bytes) => std::str::from_utf8(bytes).is_ok_and(|text| text.contains(name)),
        _ => false,
    };
    let is_script = |path: &str| path.ends_with(".js") || path.ends_with(".mjs");
    snapshot.texts.values().any(|source| sets(&source.text) || source.text.contains(&format!("\"{name}\"")))
        || snapshot.assets.values().any(|asset| is_script(asset.id.as_str()) && is_named(&asset.bytes))
}

fn unset(name: &str, known: &BTreeSet<&str>, line: Option<usize>) -> Diagnostic {
    let place = line.map_or_else(String::new, |line| format!("line {line} reads `{name}`, which "));
    let message = match line {
        Some(_) => format!("{place}neither a token nor a style sheet sets"),
        None => format!("neither a token nor a style sheet sets `{name}`"),
    };
    let help = Suggestion::nearest(name, known.iter().copied())
        .or_else(|| format!("set it, or say what to use where it is missing: `var({name}, …)`"));
    Diagnostic::new(Code::MissingToken, message).help(help)
}

/// Tokens that no theme below has and nothing reads, where one of the themes below has nearly that name.
fn mistyped<'a>(theme: &'a Theme, styles: &'a Styles<'_>) -> impl Iterator<Item = Diagnostic> + 'a {
    theme.layers().iter().enumerate().flat_map(move |(n, layer)| {
        let below: BTreeSet<&str> =
            theme.layers()[n + 1..].iter().flat_map(|layer| &layer.manifest.tokens.light).map(|token| token.property.as_str()).collect();
        let is_new = |token: &&Token| !below.contains(token.property.as_str()) && !styles.is_read(&token.property);
        let new: Vec<&Token> = layer.manifest.tokens.light.iter().filter(is_new).collect();
        new.into_iter().filter_map(move |token| {
            let (group, name) = token.property.trim_start_matches('-').split_once('-')?;
            let of_group = below.iter().filter_map(|other| other.trim_start_matches('-').strip_prefix(group)?.strip_prefix('-'));
            let near = nearest(name, of_group).filter(|near| is_mistyped(name, near))?;
            let message = format!("no theme below has the token `{}`, and nothing reads it", token.property);
            Some(Diagnostic::new(Code::UnknownKey, message).at(token.at.clone()).help(format!("did you mean `{near}`?")))
        })
    })
}

/// Steps such as `xl` beside `l`, and `chart-7` beside `chart-6`, are names of their own.
fn is_mistyped(name: &str, near: &str) -> bool {
    let without_step = |name: &str| name.trim_end_matches(|last: char| last.is_ascii_digit()).len();
    name.len() > 3 && name[..without_step(name)] != near[..without_step(near)]
}
