//! `ribbon theme new`: a theme that starts as a copy of another one's values, and lists what it could change.

use std::fmt::Write as _;

use super::name::refused;
use super::read_site;
use crate::base::diagnostic::Suggestion;
use crate::base::source::{Snapshot, SourceId};
use crate::edge::cli::ThemeNewArgs;
use crate::edge::command::FINE;
use crate::edge::command::terminal::{fail, print, refuse};
use crate::edge::edit;
use crate::syntax::toml::quoted;
use crate::theme::{self, Colors, Scheme, Theme, roles};

/// Makes the theme; nothing is ever overwritten.
pub(super) fn new(args: &ThemeNewArgs) -> u8 {
    let snapshot = match read_site(&args.root) {
        Ok(snapshot) => snapshot,
        Err(code) => return code,
    };
    let name = &args.name;
    let known = theme::names(&snapshot);
    if !known.contains(&args.from) {
        let help =
            Suggestion::nearest(&args.from, known.iter().map(String::as_str)).or_else(|| format!("the themes are {}", known.join(", ")));
        return refuse(&format!("there is no theme `{}` to begin with", args.from), &help);
    }
    if let Some(code) = refused(&args.root, &snapshot, name) {
        return code;
    }
    let text = manifest(&snapshot, args);
    let path = format!("themes/{name}/theme.toml");
    let file = args.root.join("themes").join(name).join("theme.toml");
    if let Err((_, error)) = edit::create(&file, &text) {
        return fail(&format!("cannot make `{path}`: {error}"), "see that you may write there");
    }
    let inherited = of_its_year(&snapshot, &args.from);
    print(&format!(
        "made `{path}`\n{inherited}Now:\n  ribbon serve --theme {name}    shows the site in it, and every save at once\n  ribbon theme check {name}      says what it would break\n  ribbon theme use {name}        puts it on\n"
    ));
    FINE
}

/// What a new theme says of the year before until it says something else: words, and the picture that shared links show.
fn of_its_year(snapshot: &Snapshot, from: &str) -> String {
    let (theme, _) = theme::resolve(snapshot, from, None);
    let layers = || theme.layers().iter().filter(|layer| layer.name != theme::BASE && !layer.is_site());
    let words = [
        ("the slogan (`[slogan]`)", layers().any(|layer| !layer.manifest.slogan.is_empty())),
        ("the hashtags (`[hashtags]`)", layers().any(|layer| !layer.manifest.hashtags.is_empty())),
    ];
    let words = words.into_iter().filter(|(_, is_there)| *is_there).map(|(what, _)| what.to_owned());
    let is_of_base = |source: &SourceId| layers().all(|layer| !source.as_str().starts_with(&format!("{}/", layer.folder)));
    let pictures = theme.statics().filter(|(path, asset)| {
        let name = path.rsplit('/').next().unwrap_or(path);
        (name.starts_with("social") || name.starts_with("share")) && !is_of_base(&asset.id)
    });
    let pictures = pictures.map(|(path, _)| format!("the picture of shared links (`static/{path}`, and its text in `strings`)"));
    let all: Vec<String> = words.chain(pictures).collect();
    if all.is_empty() {
        return String::new();
    }
    format!("It still has from `{from}`, until you replace it: {}.\n", all.join(", "))
}

/// A `theme.toml` that works as it is, with everything that could be changed as comments.
fn manifest(snapshot: &Snapshot, args: &ThemeNewArgs) -> String {
    let (from, _) = theme::resolve(snapshot, &args.from, None);
    let title = args.title.clone().unwrap_or_else(|| title_of(&args.name));
    let year = snapshot.settings.now.date().year();
    let mut text = format!(
        "# A theme is this file. What it does not say comes from `{from}`; remove a `#` and change the value to say it yourself.
# `ribbon serve --theme {name}` shows every save, `ribbon theme check {name}` says what would break.
name = \"{name}\"
title = {title}
# The versions of Ribbon it works with; others refuse it.
engine = \">={version}\"
inherits = \"{from}\"
# Style sheets below `static/` that come after those of `{from}`, in the one file that pages load.
# styles = [\"css/theme.css\"]
# The first and the last year it is meant for.
# years = [{year}, {year}]

# The campaign's words, by language.
# [slogan]
# en = \"…\"

# [hashtags]
# en = [\"#WorldCancerDay\"]
",
        from = args.from,
        name = args.name,
        title = toml(&title),
        version = minor_version(),
    );
    for scheme in Scheme::ALL {
        colors(&from, scheme, &mut text);
    }
    text.push_str(
        "
# What your own colours stand on, so that their contrast is proved too. `on-NAME` is always text on `NAME`.
# [contrast.text]
# shout = [\"surface\"]
# [contrast.interface]
# ring = [\"surface\"]
",
    );
    sizes(&from, &mut text);
    text.push_str(
        "
# Templates in `templates/` replace those of the same name below, and reach them as `theme/NAME`. Files in `static/` and
# texts in `strings/LANGUAGE.ftl` replace theirs too. A parameter that a site may set in its `[params]`:
# [params.show_slogan]
# type = \"bool\"
# default = true
# description = \"Show the slogan in the header.\"
",
    );
    text
}

/// The colours of a scheme, each with what it is for and what it must stand out from.
fn colors(from: &Theme, scheme: Scheme, text: &mut String) {
    let _ = writeln!(text, "\n# [tokens.color.{}]", scheme.name());
    let colors = Colors::new(from.tokens(), scheme);
    let known = roles::ROLES.iter().filter_map(|role| Some((role, colors.token(role.name)?)));
    for (role, token) in known {
        let needs = role.on.iter().map(|(need, grounds)| format!("; {}:1 on {}", need.ratio(), grounds.join(", ")));
        let _ = writeln!(text, "# {} = {}    # {}{}", role.name, toml(&token.value), role.meaning, needs.collect::<String>());
    }
    let own = colors.names().filter(|name| roles::role(name).is_none()).filter_map(|name| Some((name, colors.token(name)?)));
    for (name, token) in own {
        let _ = writeln!(text, "# {name} = {}", toml(&token.value));
    }
}

/// The other tokens, group by group.
fn sizes(from: &Theme, text: &mut String) {
    // A theme above another adds its tokens behind those of the other, and TOML has each group once.
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    for token in &from.tokens().light {
        let Some((group, key)) = token.property.trim_start_matches("--").split_once('-').filter(|(group, _)| *group != "color") else {
            continue;
        };
        let line = format!("# {key} = {}", toml(&token.value));
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, lines)) => lines.push(line),
            None => groups.push((group, vec![line])),
        }
    }
    for (group, lines) in groups {
        let _ = writeln!(text, "\n# [tokens.{group}]\n{}", lines.join("\n"));
    }
}

/// The running version without its patch: what a theme made today works with.
fn minor_version() -> String {
    env!("CARGO_PKG_VERSION").split('.').take(2).collect::<Vec<_>>().join(".")
}

/// `united-2028` as `United 2028`.
fn title_of(name: &str) -> String {
    let title = name.replace(['-', '_', '.'], " ");
    let mut letters = title.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A text as TOML writes it; single quotes spare the marks in lists of fonts.
fn toml(text: &str) -> String {
    if text.contains('"') && !text.contains('\'') && !text.contains(char::is_control) {
        return format!("'{text}'");
    }
    quoted(text)
}
